"""``ziping batch``: many units in one run, resumed by running it again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ziping.cli.batch_inputs import check, roster
from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, folders, say
from ziping.cli.help import Command, new_app
from ziping.cli.model_options import (
    BaseUrl,
    MaxAttempts,
    Model,
    NoCache,
    Offline,
    Provider,
    Redact,
    RedactUnit,
)
from ziping.cli.model_run import ModelFlags

if TYPE_CHECKING:
    from ziping.batch.ledger import Counts, Failed
    from ziping.batch.progress import PlainFollower
    from ziping.batch.run import Done, Order

app = new_app("批量：很多单位一次起草，中断后再运行会接着做。")
_SHOWN = 20
"""Failures listed on a terminal; the rest are in ``status --json`` and in the summary."""


@app.command("run", cls=Command)
def run(
    inputs: list[Path] = typer.Argument(
        metavar="输入…",
        help="放填报表的文件夹（含子文件夹），或 .xlsx / .yaml / .json / .jsonl 文件，可以多个",
    ),
    out: str = typer.Option(..., "--out", "-o", help="输出文件夹，一个单位一个子文件夹"),
    rubric: str = typer.Option(None, "--rubric", help="全部按这个评分标准，缺省按各填报表里写的"),
    workers: int = typer.Option(None, "--workers", min=1, max=256, help="用几个进程，缺省是处理器的核数"),
    engine: str = typer.Option(
        "local", "--engine", help="local：本机；dask：集群（先 pip install ziping[cluster]）"
    ),
    scheduler: str = typer.Option("", "--scheduler", help="dask 调度器的地址，缺省在本机起一个小集群"),
    retry_failed: bool = typer.Option(
        False, "--retry-failed", help="以前失败的、模型没有回答而用了离线写法的，也重做"
    ),
    only: str = typer.Option("", "--only", help="只做名称、编码、项目或文件路径里有这几个字的单位"),
    limit: int = typer.Option(None, "--limit", min=1, help="最多做几个"),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="只看要做多少、要问模型多少次、大约花多少，什么都不做"
    ),
    last_year: Path = typer.Option(
        None, "--last-year", help="放上年报告的文件夹：上年批量的输出，或文件名里有单位名称的报告"
    ),
    no_copies: bool = typer.Option(False, "--no-copies", help="最后不查各单位之间的雷同"),
    model: Model = None,
    base_url: BaseUrl = None,
    provider: Provider = None,
    offline: Offline = False,
    budget: str = typer.Option(
        None, "--budget", help="全部单位一共最多花多少：token 数（200万）或金额（50元），用完即停"
    ),
    max_attempts: MaxAttempts = None,
    no_cache: NoCache = False,
    redact: Redact = False,
    redact_unit: RedactUnit = False,
    as_json: bool = typer.Option(False, "--json", help="每行输出一个 JSON 事件"),
) -> None:
    """批量起草：每个单位一个文件夹，最后出汇总；中断、断电后再运行同一条命令会接着做.

    示例：ziping batch run 收到的填报表 --out 输出
    """
    from ziping.batch.choose import Choice
    from ziping.batch.run import Order

    if engine not in {"local", "dask"}:
        raise typer.BadParameter("只能写 local 或 dask", param_hint="--engine")
    flags = ModelFlags(
        model, base_url, provider, budget, max_attempts, offline, not no_cache, redact, redact_unit
    )
    order = Order(
        inputs=tuple(inputs),
        out=Path(out),
        folders=folders(),
        workers=workers or os.cpu_count() or 1,
        rubric=rubric,
        run=flags.run(Path(out)),
        choice=Choice(retry_failed, only, limit),
        engine="dask" if engine == "dask" else "local",
        scheduler=scheduler,
        last_year=last_year,
        copies=not no_copies,
    )
    if dry_run:
        _estimate(order, as_json=as_json)
        return
    _run(order, as_json=as_json)


def _run(order: Order, *, as_json: bool) -> None:
    from ziping.batch.run import run_batch

    if order.run is not None:
        target = order.run.settings.target()
        say(f"由 {target.model}（{target.base_url}）起草叙述部分，数据会发到这个地址；不用模型请加 --offline")
    follower = _follower(as_json=as_json)
    try:
        done = run_batch(order, follower)
    finally:
        follower.close()
    if as_json:
        emit_event(_done_json(done, follower))
    else:
        _tell(done, follower, order)
    raise typer.Exit(_exit_code(done))


def _follower(*, as_json: bool) -> PlainFollower:
    from ziping.batch.progress import BarFollower, JsonFollower, PlainFollower

    if as_json:
        return JsonFollower(_flushed)
    if not sys.stderr.isatty():
        return PlainFollower(say)
    from rich.console import Console

    return BarFollower(Console(stderr=True))


def _flushed(line: str) -> None:
    print(line, flush=True)


def emit_event(event: dict[str, Any]) -> None:
    """One JSON event on a line of its own."""
    import json

    _flushed(json.dumps(event, ensure_ascii=False))


def _exit_code(done: Done) -> int:
    if done.ended.interrupted:
        return 130
    if done.ended.halted is not None:
        return done.ended.halted.exit_code
    return EXIT_FINDINGS if done.counts.failed or done.counts.errors else 0


def _done_json(done: Done, follower: PlainFollower) -> dict[str, Any]:
    return {
        "event": "ended",
        "interrupted": done.ended.interrupted,
        "halted": None if done.ended.halted is None else str(done.ended.halted),
        "counts": done.counts._asdict(),
        "progress": follower.tally.to_json(),
        "summary": [str(path) for path in done.summary],
        "copies": done.copies,
        "account": None if done.account is None else done.account.to_json(),
    }


def _tell(done: Done, follower: PlainFollower, order: Order) -> None:
    from ziping.batch.progress import duration

    tally, counts = follower.tally, done.counts
    emit(f"这次完成 {tally.done} 个单位，失败 {tally.failed} 个，用时 {duration(tally.seconds)}")
    emit(f"{_counted(counts)}；都在 {order.out}")
    if done.account is not None:
        if tally.replaced:
            emit(f"有 {tally.replaced} 段模型没有写成，用的是离线写法")
        emit(done.account.summary())
    if done.copies:
        emit(f"有 {done.copies} 对单位填写的文字雷同，见 汇总.xlsx 的“雷同”表")
    for path in done.summary:
        emit(f"  {path}")
    if done.ended.interrupted or done.ended.halted is not None:
        say("没有做完，汇总还没有更新；再运行同一条命令会接着做")
    elif counts.failed:
        say(
            "失败的原因见汇总，或运行 ziping batch status；改好填报表后再运行会重做，没改要重试请加 --retry-failed"
        )


def _counted(counts: Counts) -> str:
    told = f"一共 {counts.all} 个单位：已完成 {counts.done} 个"
    told += f"（其中 {counts.errors} 个有错误要改）" if counts.errors else ""
    told += f"，失败 {counts.failed} 个" if counts.failed else ""
    waiting = counts.pending + counts.running
    return told + (f"，还没做 {waiting} 个" if waiting else "")


def _estimate(order: Order, *, as_json: bool) -> None:
    from ziping.batch.estimate import estimate_batch

    estimate = estimate_batch(order, say)
    if as_json:
        emit_json(estimate.to_json())
        return
    for line in estimate.lines():
        emit(line)


app.command("check", cls=Command)(check)
app.command("roster", cls=Command)(roster)


@app.command("status", cls=Command)
def status(
    out: Path = typer.Argument(metavar="输出文件夹", help="ziping batch run 的 --out"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """看批量做到哪里了：完成、失败（及原因）、还没做的；正在运行时也可以看.

    示例：ziping batch status 输出
    """
    from ziping.batch.ledger import Ledger, ledger_path
    from ziping.batch.lock import is_locked

    with Ledger(ledger_path(out), read_only=True) as ledger:
        counts = ledger.counts()
        working = is_locked(ledger_path(out).parent)
        failures = list(ledger.failures())
    if as_json:
        emit_json({
            "format": "ziping/batch-status/1",
            "working": working,
            "counts": counts._asdict(),
            "failures": [_failure_json(failed) for failed in failures],
        })
        return
    emit(("正在运行。" if working else "") + _counted(counts))
    if counts.replaced:
        emit(f"有 {counts.replaced} 段模型没有写成，用的是离线写法")
    for failed in failures[:_SHOWN]:
        emit(f"- {failed.item.name}：{failed.failure.message}")
    if len(failures) > _SHOWN:
        emit(f"……失败的还有 {len(failures) - _SHOWN} 个，全部见 --json")


def _failure_json(failed: Failed) -> dict[str, Any]:
    item = failed.item
    return {
        "key": item.key,
        "unit": item.name,
        "project": item.project,
        "path": item.path,
        "number": item.number,
        "attempts": failed.attempts,
        "cause": failed.failure.cause.value,
        "message": failed.failure.message,
    }

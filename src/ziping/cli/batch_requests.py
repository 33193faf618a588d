"""``ziping batch export-requests`` and ``import-responses``: the model's work done elsewhere, in OpenAI's Batch format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, folders, say
from ziping.cli.help import Command
from ziping.cli.model_run import ModelFlags

if TYPE_CHECKING:
    from ziping.batch.requests import Exported

_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Adds the commands to ``ziping batch``."""
    app.command("export-requests", cls=Command)(export_requests)
    app.command("import-responses", cls=Command)(import_responses)


def export_requests(
    inputs: list[Path] = typer.Argument(
        metavar="输出文件夹|输入…",
        help="ziping batch run 的输出文件夹，或还没有跑过的填报表（这时要写 --dir）",
    ),
    out: Path = typer.Option(..., "--out", "-o", help="写到这个文件，如 requests.jsonl；太多时分成几个文件"),
    folder: Path = typer.Option(None, "--dir", help="以后 ziping batch run --out 要用的输出文件夹"),
    rubric: str = typer.Option(None, "--rubric", help="同 batch run"),
    workers: int = typer.Option(None, "--workers", min=1, max=256, help="用几个进程，缺省是处理器的核数"),
    only: str = typer.Option("", "--only", help="只导出名称、编码、项目或文件路径里有这几个字的单位"),
    limit: int = typer.Option(None, "--limit", min=1, help="最多导出几个单位"),
    last_year: Path = typer.Option(None, "--last-year", help="同 batch run"),
    model: str = typer.Option(None, "--model", help="以后 batch run 用的模型"),
    base_url: str = typer.Option(None, "--base-url", help="以后 batch run 用的接口地址"),
    provider: str = typer.Option(None, "--provider", help="服务商，同 batch run"),
    request_model: str = typer.Option("", "--request-model", help="文件里写的模型名，离线服务叫别的名字时用"),
    max_attempts: int = typer.Option(None, "--max-attempts", help="同 batch run"),
    lines: int = typer.Option(50_000, "--lines", min=1, help="一个文件最多几行"),
    redact: bool = typer.Option(
        False, "--redact", help="姓名、电话、证件号换成占位符，以后 batch run 也要加"
    ),
    redact_unit: bool = typer.Option(
        False, "--redact-unit", help="单位名称也换成占位符，以后 batch run 也要加"
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把要问模型的都写成 OpenAI Batch 格式的文件，交给 vLLM 离线推理或半价批处理；还没有答案的才写.

    示例：ziping batch export-requests 填报表 --dir 输出 --out requests.jsonl --provider vllm --model 模型名
    """
    from ziping.batch.choose import Choice
    from ziping.batch.ledger import ledger_path
    from ziping.batch.requests import export_requests as export
    from ziping.batch.run import Order
    from ziping.errors import UsageError

    is_run = len(inputs) == 1 and ledger_path(inputs[0]).is_file()
    if is_run and folder is None:
        folder = inputs[0]
    if folder is None:
        raise UsageError(
            f"{inputs[0]}：不是 batch run 的输出文件夹；导出填报表的提问请用 --dir 写明以后的输出文件夹，答案会存在那里"
        )
    flags = ModelFlags(model, base_url, provider, None, max_attempts, redact=redact, redact_unit=redact_unit)
    order = Order(
        inputs=() if is_run else tuple(inputs),
        out=folder,
        folders=folders(),
        workers=workers or os.cpu_count() or 1,
        rubric=rubric,
        run=flags.run(folder),
        choice=Choice(only=only, limit=limit),
        last_year=last_year,
    )
    done = export(order, out, request_model, lines)
    if as_json:
        emit_json({**done._asdict(), "files": [str(path) for path in done.files]})
    else:
        _tell(done, folder)
    raise typer.Exit(EXIT_FINDINGS if done.failed else 0)


def _tell(done: Exported, folder: Path) -> None:
    emit(
        f"看了 {done.units} 个单位，{done.waiting} 个还要问模型，导出 {done.requests} 条提问"
        + (f"；已有答案的 {done.answered} 条不用再问" if done.answered else "")
    )
    for path in done.files:
        emit(f"  {path}")
    for name, reason in done.failed[:_SHOWN]:
        say(f"- {name} 没有导出：{reason}")
    if len(done.failed) > _SHOWN:
        say(f"……没有导出的还有 {len(done.failed) - _SHOWN} 个，全部见 --json")
    if done.files:
        say(f"得到回答文件后运行：ziping batch import-responses {folder} 回答文件.jsonl")
    elif not done.failed:
        say("没有要问的了：用同样的模型设置运行 ziping batch run，不会再提问")


def import_responses(
    folder: Path = typer.Argument(
        metavar="输出文件夹", help="export-requests 的 --dir，或 batch run 的输出文件夹"
    ),
    responses: list[Path] = typer.Argument(metavar="回答文件…", help="批处理服务给的 .jsonl，可以多个"),
    any_model: bool = typer.Option(False, "--any-model", help="回答里写的模型名和要求的不同也收"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把批处理服务的回答存进答案库，以后同样设置的 batch run 直接用；有没收下的行时退出码是 3.

    示例：ziping batch import-responses 输出 responses.jsonl
    """
    import asyncio

    from ziping.batch.responses import LABELS, Imported
    from ziping.batch.responses import import_responses as take

    whole = Imported()
    for path in responses:
        done = asyncio.run(take(folder, path, any_model=any_model))
        whole.counts.update(done.counts)
        whole.usage += done.usage
        whole.told += [f"{path.name} {line}" for line in done.told]
    if as_json:
        emit_json(whole.to_json())
    else:
        counted = "，".join(f"{LABELS[kind]} {count} 条" for kind, count in whole.counts.items())
        emit(f"读了 {whole.counts.total()} 行" + (f"：{counted}" if counted else "，文件是空的"))
        emit(f"回答共 {whole.usage.prompt + whole.usage.completion:,} tokens")
    for line in whole.told[:_SHOWN]:
        say(f"- {line}")
    if whole.left_out:
        say("没有收下的，再运行 ziping batch export-requests 会重新导出，或由 ziping batch run 直接问")
    raise typer.Exit(EXIT_FINDINGS if whole.left_out else 0)

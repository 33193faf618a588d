"""``ziping batch publish``: the finished results at an address of an object store or another file system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ziping.cli.batch_inputs import Teller
from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, say
from ziping.cli.help import Command

if TYPE_CHECKING:
    from ziping.batch.publish import Shipped

_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Adds the command to ``ziping batch``."""
    app.command("publish", cls=Command)(publish)


def publish(
    out: Path = typer.Argument(metavar="输出文件夹", help="ziping batch run 的 --out"),
    url: str = typer.Argument(
        metavar="地址", help="s3://、gs://、az://、sftp://、file:/// 等；先 pip install 'ziping[cluster]'"
    ),
    prune: bool = typer.Option(
        False, "--prune", help="以前发布过、现在不在这次运行里的单位，从那个地址删掉，缺省不删"
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把做完的结果和汇总发布到对象存储或别的机器：只传有变化的；中断后再运行同一条命令会接着传.

    示例：ziping batch publish 输出 s3://存储桶/2025年自评
    """
    from ziping.batch.ledger import Ledger, ledger_path
    from ziping.batch.publish import publish as ship

    teller = Teller()
    with Ledger(ledger_path(out), read_only=True) as ledger:
        shipped = ship(
            out, url, ledger, prune=prune, tell=lambda done, every: teller(f"共 {every} 个单位，已处理", done)
        )
    if as_json:
        emit_json(shipped.to_json())
    else:
        _tell(shipped)
    if shipped.held:
        say(shipped.held)
    raise typer.Exit(EXIT_FINDINGS if shipped.incomplete else 0)


def _tell(shipped: Shipped) -> None:
    emit(f"发布到 {shipped.url}：新传或更新 {shipped.published} 个单位，没有变化的 {shipped.skipped} 个")
    told = f"传了 {shipped.files} 个文件，{_size(shipped.size)}"
    told += f"；删掉不再需要的文件 {shipped.removed} 个" if shipped.removed else ""
    told += f"（其中 {shipped.pruned} 个单位整个删掉）" if shipped.pruned else ""
    emit(told)
    if shipped.summary:
        emit(f"  {shipped.url}/{shipped.summary[-1]}")
    if shipped.gone:
        emit(f"那里还有 {shipped.gone} 个单位不在这次运行里，没有动；要删掉请加 --prune")
    if shipped.incomplete:
        emit(f"有 {len(shipped.incomplete)} 个单位的文件不全，没有发布；再运行 ziping batch run 会补齐：")
    for name in shipped.incomplete[:_SHOWN]:
        emit(f"- {name}")
    if len(shipped.incomplete) > _SHOWN:
        emit(f"……还有 {len(shipped.incomplete) - _SHOWN} 个，全部见 --json")


def _size(count: int) -> str:
    """``0 字节``, ``512 KB``, ``1,234 MB``."""
    if count < 1024:
        return f"{count} 字节"
    return f"{count >> 10:,} KB" if count < 10 << 20 else f"{count >> 20:,} MB"

"""``ziping demo``: the bundled invented union, end to end."""

from __future__ import annotations

from pathlib import Path

import typer

from ziping.cli.console import emit, finish, folders
from ziping.cli.draft import report_outputs


def demo(
    out: str = typer.Option("演示输出", "--out", "-o", help="输出文件夹"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """用随软件附带的虚构单位（示例区总工会）演示全过程，不联网.

    示例：ziping demo
    """
    from ziping.pipeline.demo import run_demo

    drafted, written = run_demo(Path(out), folders())
    report_outputs(drafted, written, as_json=as_json)
    if not as_json:
        emit("")
        emit(
            "演示完成。用自己的数据：先 ziping rubric workbook <评分标准> -o 填报表.xlsx，填好后 ziping draft 填报表.xlsx --out 输出"
        )
    finish(drafted.guarded.findings)

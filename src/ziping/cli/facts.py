"""``ziping facts``: every figure and document the text may use."""

from __future__ import annotations

import typer

from ziping.cli.console import emit_json, finish, folders, read_raw, show_findings


def facts(
    source: str = typer.Argument(metavar="填报表", help="填报表 .xlsx，或 .yaml / .json；- 表示标准输入"),
    rubric: str = typer.Option(None, "--rubric", help="评分标准的 id 或路径，缺省用填报表里写的"),
    as_json: bool = typer.Option(True, "--json", help="输出 JSON（总是）", hidden=True),
) -> None:
    """输出事实表 facts.json：报告里可以用的每个数字和文件.

    示例：ziping facts 填报表.xlsx > facts.json
    """
    from ziping.pipeline.score import score_raw

    del as_json
    scored = score_raw(read_raw(source), folders(), rubric)
    emit_json(scored.facts().to_json())
    show_findings(finding for finding in scored.scorecard.findings if finding.severity == "error")
    finish(scored.scorecard.findings)

"""``ziping rubric new`` and ``from-table``: a rubric of one's own, started from a sample or from a scoring table."""

from __future__ import annotations

from pathlib import Path

import typer

from ziping.cli.console import emit, emit_json, finish, folders, say, show_findings, write_new


def new(
    rubric_id: str = typer.Argument(metavar="ID", help="地区-年度-范围，如 my-city-2025-department"),
    out: str = typer.Option(..., "-o", "--out", help="存到哪个 YAML 文件；- 表示标准输出"),
    overwrite: bool = typer.Option(False, "--overwrite", help="文件已有时覆盖"),
) -> None:
    """新建一个评分标准：一份带说明、能通过检查的小样，照着改.

    示例：ziping rubric new my-city-2025-department -o 我的标准.yaml
    """
    from ziping.pipeline.rubric_new import new_rubric

    text = new_rubric(rubric_id, folders().templates)
    write_new(out, text.encode("utf-8"), overwrite=overwrite)
    if out != "-":
        say(f"已新建：{out}")
        say(f"改好后运行：ziping rubric check {out}")


def from_table(
    table: Path = typer.Argument(metavar="评分表", help="财政部门印发的评分表，.xlsx 或 .docx"),
    out: str = typer.Option(..., "-o", "--out", help="存到哪个 YAML 文件；- 表示标准输出"),
    rubric_id: str = typer.Option(None, "--id", help="地区-年度-范围，如 my-city-2025-department"),
    overwrite: bool = typer.Option(False, "--overwrite", help="文件已有时覆盖"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON（写到文件时）"),
) -> None:
    """把 Excel、Word 评分表变成评分标准的初稿，认不出的留给人.

    示例：ziping rubric from-table 评分表.xlsx -o 我的标准.yaml
    """
    from ziping.pipeline.rubric_from_table import id_of_path, rubric_from_table

    proposed = rubric_from_table(table, rubric_id or id_of_path(Path(out)))
    write_new(out, proposed.text.encode("utf-8"), overwrite=overwrite)
    if as_json and out != "-":
        emit_json({
            "format": "ziping/rubric-from-table/1",
            "path": out,
            "recognised": proposed.recognised,
            "left": proposed.left,
            "inputs": proposed.inputs,
            "findings": [finding.to_json() for finding in proposed.findings],
        })
    show_findings(proposed.findings)
    if out != "-" and not as_json:
        emit(f"认出 {proposed.recognised} 条计分方法，{proposed.left} 条留给人（文件里标着“待人工确认”）")
        say(f"已生成：{out}")
        say(f"核对后运行：ziping rubric check {out}")
    finish(proposed.findings)

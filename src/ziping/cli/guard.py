"""``ziping guard``: checks any text against the facts it may use."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, folders, say
from ziping.domain.guard_codes import NAMES

if TYPE_CHECKING:
    from ziping.domain.guard_report import Violation
    from ziping.pipeline.guard import Checked

_MAX_BYTES = 50_000_001
"""So much of standard input is taken; the readers refuse more than their own limits."""


def guard(
    source: str = typer.Argument(
        None, metavar="文件", help="要核对的 .txt .md .docx .pdf .html；- 表示标准输入"
    ),
    facts: Path = typer.Option(
        None, "--facts", metavar="事实表", help="facts.json，或只有 facts 列表的 JSON"
    ),
    evidence: Path = typer.Option(
        None, "--evidence", metavar="填报表", help="本单位的填报表或填报数据；给出后还查没有依据的说法和行文"
    ),
    cases: str = typer.Option(None, "--cases", metavar="用例", help="每行一例的 JSONL；- 表示标准输入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON；--cases 时一例一行"),
    strict: bool = typer.Option(False, "--strict", help="有放行但对不上数据的数字，或有行文意见，也返回 3"),
) -> None:
    """核对文本里的每个数字：与事实表的数值、单位、指标、年份是否一致.

    示例：ziping guard 报告.docx --facts facts.json
    """
    from ziping.errors import UsageError

    if cases is not None:
        if source is not None or facts is not None or evidence is not None:
            raise UsageError("--cases 每例自带 facts，不能再给文件、--facts 或 --evidence")
        _cases(cases, as_json=as_json)
        return
    if source is None:
        raise UsageError("请给出要核对的文件，或用 --cases 给出用例；用法见 ziping guard --help")
    if facts is None:
        raise UsageError("请用 --facts 给出事实表，可用 ziping facts 填报表.xlsx > facts.json 生成")
    _text(source, facts, evidence, as_json=as_json, strict=strict)


def _text(source: str, facts: Path, evidence: Path | None, *, as_json: bool, strict: bool) -> None:
    from ziping.pipeline.guard import check_file, evidence_of_input

    path, data = (None, sys.stdin.buffer.read(_MAX_BYTES)) if source == "-" else (Path(source), b"")
    known = None if evidence is None else evidence_of_input(evidence, folders())
    checked = check_file(path, facts, data, known)
    for note in checked.notes:
        say(f"〔注意〕{note}")
    if as_json:
        emit_json(checked.to_json())
    else:
        _print(checked)
    if checked.report.verdict == "reject" or (strict and (checked.unbound or checked.report.violations)):
        raise typer.Exit(EXIT_FINDINGS)


def _print(checked: Checked) -> None:
    from ziping.domain.guard_report import ADVICE

    for violation in checked.report.violations:
        _violation(checked, violation)
    for item in checked.unbound:
        where = checked.text.block(item.start).place.text
        say(f"〔注意〕{where}  {item.surface!r} 没有违反什么，但也没有对上哪一项数据，请人工核对")
    advice = sum(violation.code in ADVICE for violation in checked.report.violations)
    count = len(checked.report.violations) - advice
    if advice:
        say(f"〔注意〕行文有 {advice} 处请斟酌")
    if checked.report.verdict == "accept":
        emit(f"通过：{len(checked.report.bindings)} 处数字和说法都与事实表一致")
    else:
        emit(f"不通过：{count} 处与事实表或材料不符")


def _violation(checked: Checked, violation: Violation) -> None:
    where = checked.text.block(violation.start).place.text
    emit(f"{where}  {violation.surface!r}  〔{NAMES[violation.code]}〕")
    emit(f"    原文：{checked.text.quote(violation.start, violation.end)}")
    emit(f"    {violation.message}")
    if violation.suggestion:
        emit(f"    建议：{violation.suggestion}")


def _cases(cases: str, *, as_json: bool) -> None:
    from ziping.pipeline.guard import check_cases

    rows = check_cases(None, sys.stdin.buffer.read(_MAX_BYTES)) if cases == "-" else check_cases(Path(cases))
    rejected = False
    for row in rows:
        rejected = rejected or row["verdict"] == "reject"
        if as_json:
            emit(json.dumps(row, ensure_ascii=False))
        else:
            emit(f"{row['id']}\t{_verdict(row)}")
    if rejected:
        raise typer.Exit(EXIT_FINDINGS)


def _verdict(row: dict[str, object]) -> str:
    violations = row["violations"]
    if row["verdict"] == "accept" or not isinstance(violations, list):
        return "通过"
    return "不通过\t" + "、".join(f"{item['surface']}〔{NAMES[item['code']]}〕" for item in violations)

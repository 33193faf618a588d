"""``ziping compare``: this year's report against last year's."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ziping.cli.console import emit, emit_json, emit_table, finish, folders, say, write_new

if TYPE_CHECKING:
    from ziping.domain.comparison import Comparison
    from ziping.domain.finding import Finding
    from ziping.pipeline.compare import Compared

_WORDS = {"error": "错误", "warning": "疑点", "note": "提示"}
_MAX_BYTES = 200 * 1_000_000
_MOST_FINDINGS = 20
"""Findings a terminal shows besides the errors; the page has them all."""
_MOST_FIGURES = 12
"""Figures in the terminal's table; the page has them all."""
_PER_CENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)\s*[%％]?")


def compare(
    this: str = typer.Argument(
        metavar="本年报告",
        help="draft.json、.docx、.pdf、.md、.html、.xlsx，或 ziping draft 的输出文件夹；- 是标准输入",
    ),
    last: str = typer.Argument(metavar="上年报告", help="同上；两年的格式可以不同"),
    out: str = typer.Option(None, "--out", "-o", help="输出文件夹：对比网页、Excel 和 comparison.json"),
    rubric: str = typer.Option(
        None, "--rubric", metavar="评分标准", help="本年报告按哪个评分标准（id 或文件）；不写则从报告里认"
    ),
    last_rubric: str = typer.Option(None, "--last-rubric", metavar="评分标准", help="上年报告按哪个评分标准"),
    threshold: str = typer.Option("10%", "--threshold", metavar="幅度", help="变动超过多少必须有说明"),
    year: int = typer.Option(
        None, "--year", metavar="年度", help="本年报告的年度；不写则从报告里读", min=2000, max=2100
    ),
    last_year: int = typer.Option(
        None, "--last-year", metavar="年度", help="上年报告的年度；不写则从报告里读", min=2000, max=2100
    ),
    redline: str = typer.Option(
        None, "--redline", metavar="文件", help="另存一份 Word：对照上年的改动都是修订，可逐条接受或拒绝"
    ),
    overwrite: bool = typer.Option(False, "--overwrite", help="覆盖已有的修订稿"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
    strict: bool = typer.Option(False, "--strict", help="有疑点也返回 3"),
) -> None:
    """本年报告与上年报告对比：得分、数字、文字改了什么，照抄了多少，上年的问题和承诺后来怎样.

    示例：ziping compare 2025年报告.docx 2024年报告.pdf --out 对比
    """
    from ziping.pipeline.compare import ComparedFiles, compare_files

    asked = ComparedFiles(
        rubric, last_rubric, _threshold(threshold), year, last_year, _standard_input(this, last)
    )
    compared = compare_files(Path(this), Path(last), folders(), asked)
    comparison = compared.comparison
    _write(compared, out, redline, overwrite=overwrite)  # before printing, which a pager may cut short
    if as_json:
        emit_json(comparison.to_json())
    else:
        _print(comparison)
    finish(comparison.findings, strict=strict)


def _standard_input(this: str, last: str) -> bytes:
    """What stands in standard input, read only where one of the two reports is ``-``."""
    from ziping.errors import UsageError

    if this == last == "-":
        raise UsageError("标准输入（-）只能代替两份报告中的一份，另一份请写文件名")
    return sys.stdin.buffer.read(_MAX_BYTES) if "-" in {this, last} else b""


def _threshold(text: str) -> Decimal:
    from ziping.errors import UsageError

    match = _PER_CENT.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"--threshold 写的是 {text!r}，请写百分数，如 10% 或 7.5%")
    return Decimal(match[1])


def _write(compared: Compared, out: str | None, redline: str | None, *, overwrite: bool) -> None:
    from ziping.pipeline import compare_outputs

    if out is not None:
        for item in compare_outputs.write_compared(compared.comparison, Path(out), folders()):
            kept = "" if item.path.name == item.name else "（原文件有人改过，未覆盖，另存）"
            say(f"  {item.path}{kept}")
    if redline is not None:
        write_new(redline, compare_outputs.redlined(compared, folders()), overwrite=overwrite)
        say(f"修订稿：{redline}（原文件没有改动）")


def _print(comparison: Comparison) -> None:
    this, last = comparison.this, comparison.last
    emit(f"{this.unit or this.name}：{this.year or '本年'} 对比 {last.year or '上年'}")
    for number, sentence in enumerate(comparison.summary, start=1):
        emit(f"{number:>2}. {sentence}")
    for head, rows in (("得分", list(_scores(comparison))), ("变动较大的数字", list(_figures(comparison)))):
        if rows:
            emit(f"\n{head}")
            emit_table(rows)
    if comparison.findings:
        emit("\n发现")
    errors = sum(one.severity == "error" for one in comparison.findings)
    shown = comparison.findings[: max(_MOST_FINDINGS, errors)]
    for number, finding in enumerate(shown, start=1):
        _print_finding(number, finding, comparison)
    if len(shown) < len(comparison.findings):
        emit(f"……其余 {len(comparison.findings) - len(shown)} 条见网页（加 --out 文件夹）")
    counted = {kind: sum(one.severity == kind for one in comparison.findings) for kind in _WORDS}
    emit("\n" + "，".join(f"{word} {counted[kind]} 处" for kind, word in _WORDS.items()))
    if comparison.not_comparable:
        emit(f"没能比较的 {len(comparison.not_comparable)} 项：")
        for item in comparison.not_comparable:
            emit(f"  {item.reason}")


def _scores(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    from ziping.domain.comparison_words import number_text, signed_text

    if not comparison.dimensions:
        return
    yield "方面", "上年", "本年", "增减"
    for one in comparison.dimensions:
        scores = (score.score if score is not None else None for score in (one.last, one.this))
        told = ("—" if score is None else number_text(score) for score in scores)
        yield one.label, *told, "" if one.change is None else signed_text(one.change)


def _figures(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    from ziping.domain.comparison_words import number_text, signed_text

    large = [one for one in comparison.figures if one.beyond_threshold]
    if not large:
        return
    yield "数字", "上年", "本年", "增减", "说明"
    large.sort(key=lambda one: (one.explained, -abs(one.change_rate or one.change or Decimal(0))))
    for one in large[:_MOST_FIGURES]:
        values = (
            "—" if value is None else f"{number_text(value)}{one.unit}" for value in (one.last, one.this)
        )
        rate = None if one.change_rate is None else f"{signed_text(one.change_rate)}%"
        points = "" if one.change is None else f"{signed_text(one.change)}{one.change_unit}"
        yield one.label, *values, rate or points, "有" if one.explained else "无说明"
    if len(large) > _MOST_FIGURES:
        yield (f"……另有 {len(large) - _MOST_FIGURES} 个，见 --out 的网页",)


def _print_finding(number: int, finding: Finding, comparison: Comparison) -> None:
    from ziping.domain.comparison_words import FINDING_LABELS
    from ziping.render.compare_html import placed
    from ziping.render.finding_spots import told

    kind = FINDING_LABELS.get(finding.code, finding.code)
    emit(f"{number:>3}. 〔{_WORDS[finding.severity]}〕{kind}　{placed(finding, comparison)}")
    emit(f"     {told(finding)}")
    for label, text in (("原文", finding.quote), ("核算", finding.working), ("建议", finding.suggestion)):
        if text and text not in finding.message:
            emit(f"     {label}：{' '.join(text.split())}")

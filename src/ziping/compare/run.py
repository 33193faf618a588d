"""Two reports compared: scores, figures, text, problems and promises, put together with what could not be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ziping.compare.figures import compare_figures
from ziping.compare.indicators import compare_indicators
from ziping.compare.paragraphs import compare_text
from ziping.compare.problems import follow_problems
from ziping.compare.scored import Totals
from ziping.compare.sides import Side
from ziping.compare.summary import summarise
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import Comparison, ReportSide
from ziping.domain.document import Block, Document, Table
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.rubric import Scope

_SEVERITIES: Final = ("error", "warning", "note")
_SIDES: Final = ("本年报告", "上年报告")
_KINDS: Final = {Scope.DEPARTMENT: "部门整体支出自评报告", Scope.PROJECT: "项目支出自评表"}
_BRACKET: Final = re.compile("[（(][^（）()]*[)）]$")
_DEPARTMENT: Final = re.compile("部门整体|整体支出")
_HEAD: Final = 6
"""Blocks at the head of a report that say what kind it is."""
_RANKS: Final = (
    "same_report",
    "different_kind",
    "same_year",
    "different_unit",
    "last_year_misquoted",
    "wrong_change",
    "copied_report",
    "stale_year",
    "stale_figure",
    "stale_project",
    "stale_document",
    "score_fell_unexplained",
    "problem_repeated",
    "problem_vanished",
    "promise_not_kept",
    "target_below_last_year",
    "unexplained_change",
    "carried_figure",
    "copied_section",
)
"""Codes of one severity, the most telling first; all others behind them."""


@dataclass(frozen=True)
class CompareOptions:
    """What a person asks for.

    Attributes:
        threshold: per cent from which a change needs a word.
    """

    threshold: Decimal = Decimal(10)


def compare(this: Side, last: Side, options: CompareOptions | None = None) -> Comparison:
    """This year's report against last year's."""
    asked = options or CompareOptions()
    if (kinds := _kinds(this, last)) is not None:
        return _only_told(this, last, kinds)
    scores = compare_indicators(this, last)
    figures = compare_figures(this, last, asked.threshold)
    text = compare_text(this, last)
    followed = follow_problems(this, last)
    found = (
        *_about_both(this, last),
        *scores.findings,
        *figures.findings,
        *text.findings,
        *followed.findings,
    )
    missing = (
        *_remarks(this, last),
        *scores.not_comparable,
        *figures.not_comparable,
        *followed.not_comparable,
        *text.not_comparable,
        *_about_reading(this, last),
    )
    comparison = Comparison(
        this=_told(this, scores.this),
        last=_told(last, scores.last),
        dimensions=scores.dimensions,
        indicators=scores.indicators,
        figures=figures.figures,
        threshold=asked.threshold,
        sections=text.sections,
        copied_share=text.copied_share,
        paragraphs=text.paragraphs,
        problems=followed.problems,
        promises=followed.promises,
        findings=_in_order(this.document, found),
        not_comparable=tuple(dict.fromkeys(missing)),
    )
    return comparison.model_copy(update={"summary": summarise(comparison)})


def _told(side: Side, totals: Totals) -> ReportSide:
    return ReportSide(
        name=side.document.name,
        unit=side.unit,
        year=side.year,
        rubric=side.rubric.id if side.rubric is not None else "",
        is_draft=side.scorecard is not None,
        total_score=totals.score,
        max_score=totals.max_score,
        grade=totals.grade,
    )


def _kinds(this: Side, last: Side) -> tuple[str, str] | None:
    """What the two reports are when they are of two kinds, so that nothing in them is the same thing."""
    kinds = _kind(this), _kind(last)
    return (
        (_KINDS[kinds[0]], _KINDS[kinds[1]]) if kinds[0] and kinds[1] and kinds[0] is not kinds[1] else None
    )


def _kind(side: Side) -> Scope | None:
    """Of the whole department or of projects; None when nothing tells."""
    if side.rubric is not None:
        return side.rubric.scope
    if any(grid.form for grid in side.figures.grids):
        return Scope.PROJECT
    head = "".join(block.text for block in side.document.blocks[:_HEAD] if not isinstance(block, Table))
    return Scope.DEPARTMENT if _DEPARTMENT.search(head) else None


def _only_told(this: Side, last: Side, kinds: tuple[str, str]) -> Comparison:
    """Reports of two kinds: that they are, and nothing held against each other."""
    message = (
        f"本年报告是{kinds[0]}，上年报告是{kinds[1]}，总分、指标、预算和问题都不是一回事，没有比较；"
        f"请换成同一种报告（不是这样的，请用 --rubric、--last-rubric 写明评分标准）"
    )
    finding = Finding(
        code="different_kind",
        severity="warning",
        message=message,
        place=Place(file=this.document.name),
        stated=kinds[0],
        expected=kinds[1],
    )
    comparison = Comparison(
        this=_told(this, Totals()),
        last=_told(last, Totals()),
        findings=(finding, *(one for one in _about_both(this, last) if one.code != "years_apart")),
        not_comparable=(
            NotAssessable(check="different_kind", reason=message.partition("；")[0]),
            *dict.fromkeys((*_remarks(this, last), *_about_reading(this, last))),
        ),
    )
    return comparison.model_copy(update={"summary": summarise(comparison)})


def _about_both(this: Side, last: Side) -> Iterator[Finding]:
    """Whether these are a union's reports of two years at all."""
    place = Place(file=this.document.name)
    if _words(this.document) == _words(last.document):
        message = "两份报告内容完全相同，没有可比的差别；请确认没有选错文件"
        yield Finding(code="same_report", severity="note", message=message, place=place)
    elif this.year is not None and this.year == last.year:
        message = f"两份报告都是 {this.year} 年度的；请确认上年报告没有选错，如果是同一年的两稿，差别按稿次看"
        yield Finding(
            code="same_year", severity="warning", message=message, place=place, stated=str(this.year)
        )
    if this.year is not None and last.year is not None and this.year - last.year > 1:
        message = (
            f"本年报告是 {this.year} 年度的，上年报告是 {last.year} 年度的，中间隔了 {this.year - last.year - 1} 年；"
            f"“较上年”的说法没法对照，增减是几年累计的"
        )
        yield Finding(
            code="years_apart", severity="note", message=message, place=place, stated=str(this.year)
        )
    if this.unit and last.unit and not _same_unit(this.unit, last.unit):
        message = (
            f"本年报告是“{this.unit}”的，上年报告是“{last.unit}”的；请确认是同一个单位（改过名的不必理会）"
        )
        yield Finding(
            code="different_unit",
            severity="warning",
            message=message,
            place=place,
            stated=this.unit,
            expected=last.unit,
        )


def _words(document: Document) -> tuple[object, ...]:
    return tuple(_content(block) for block in document.blocks)


def _content(block: Block) -> object:
    return block.cells if isinstance(block, Table) else block.text


def _same_unit(one: str, other: str) -> bool:
    """Names that differ only by the city or district in front, or by （本级） behind, are one unit's."""
    one, other = (_BRACKET.sub("", name) for name in (one, other))
    return one.endswith(other) or other.endswith(one)


def _about_reading(this: Side, last: Side) -> Iterator[NotAssessable]:
    """What the two files do not tell, or did not let be read."""
    for side, called in zip((this, last), _SIDES, strict=True):
        if side.year is None:
            reason = f"{called}（{side.document.name}）看不出是哪一年度的，与年度有关的没有核对"
            yield NotAssessable(check="year", reason=reason)
        if not side.unit:
            reason = f"{called}（{side.document.name}）看不出是哪个单位的，没有核对两份报告是不是同一个单位"
            yield NotAssessable(check="unit", reason=reason)


def _remarks(this: Side, last: Side) -> Iterator[NotAssessable]:
    """What the readers of the two files could not read."""
    for side, called in zip((this, last), _SIDES, strict=True):
        for remark in side.document.remarks:
            yield NotAssessable(check=remark.code, reason=f"{called}：{remark.message}")


def _in_order(document: Document, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, of these the most telling kinds, then by place; what is gone from this year's report behind it."""
    blocks = {block.place: index for index, block in enumerate(document.blocks)}

    def order(finding: Finding) -> tuple[int, ...]:
        place = finding.place
        whole = place.model_copy(update={"row": None, "column": None, "cell": None})
        at = blocks.get(place, blocks.get(whole, len(blocks)))
        rank = _RANKS.index(finding.code) if finding.code in _RANKS else len(_RANKS)
        return _SEVERITIES.index(finding.severity), rank, at, place.row or 0, place.column or 0

    return tuple(
        sorted({finding.fingerprint + finding.message: finding for finding in findings}.values(), key=order)
    )

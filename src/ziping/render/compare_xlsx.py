"""A comparison → a workbook: numbers are numbers, changes are live formulas, every text stays a text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from ziping.domain.comparison import Comparison, FigureChange, IndicatorChange, ReportSide, ScoreOfYear, Spot
from ziping.domain.comparison_words import (
    FIGURE_RELATIONS,
    FINDING_LABELS,
    INDICATOR_RELATIONS,
    PROBLEM_OUTCOMES,
    PROMISE_OUTCOMES,
    SCORE_STATUSES,
)
from ziping.domain.place import Place
from ziping.domain.quantity import plain, trim_zeros
from ziping.render.finding_spots import SEVERITIES, where
from ziping.render.score_xlsx_cells import NOTE, Area, Look, Sheet, address, safe_text
from ziping.render.xlsx_lists import Column, Formula, Value, write_list, write_rows
from ziping.render.zip_bytes import fixed_zip

_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_TEXT: Final = Look(indent=1)
_NUMBER: Final = Look(align="right", number="#,##0.######")
_CHANGE: Final = Look(align="right", number="+#,##0.######;[Red]-#,##0.######;0")
_RATE: Final = Look(align="right", number="+0.00%;[Red]-0.00%;0.00%")
_SHARE: Final = Look(align="right", number="0.0%")
_TITLE: Final = Look(bold=True, size=14, border=False, font="黑体")
_GROUP: Final = Look(bold=True, size=11, border=False, font="黑体")
_HUNDRED: Final = Decimal(100)


def render_compare_sheet(comparison: Comparison) -> bytes:
    """The workbook; the same values give the same bytes."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, _OPTIONS)
    book.set_properties({
        "title": safe_text(f"{comparison.this.unit}自评报告与上年对比"),
        "author": safe_text(comparison.this.unit),
        "created": _CREATED,
    })
    looks: dict[Look, Any] = {}
    _summary(Sheet(book, "摘要", looks), comparison)
    _indicators(Sheet(book, "指标", looks), comparison.indicators)
    _figures(Sheet(book, "数字", looks), comparison.figures)
    _followed(Sheet(book, "问题整改", looks), comparison)
    _copied(Sheet(book, "照抄情况", looks), comparison)
    _findings(Sheet(book, "发现", looks), comparison)
    book.close()
    return fixed_zip(target.getvalue())


def _summary(sheet: Sheet, comparison: Comparison) -> None:
    widths = (34, 14, 14, 12, 26)
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)

    def line(row: int, text: str, look: Look) -> None:
        sheet.merged(Area(row, 0, row, len(widths) - 1), text, look)
        sheet.height(row, ((text, sum(widths)),), look.size)

    line(0, f"{comparison.this.unit or comparison.this.name}：自评报告与上年对比", _TITLE)
    line(1, f"本年报告：{_side(comparison.this)}", NOTE)
    line(2, f"上年报告：{_side(comparison.last)}", NOTE)
    at = 4
    for number, sentence in enumerate(comparison.summary, start=1):
        line(at, f"{number}. {sentence}", Look(border=False, size=11))
        at += 1
    sheet.text(at + 1, 0, "得分", _GROUP)
    columns = (
        Column("方面", widths[0]),
        Column("上年得分", widths[1], _NUMBER),
        Column("本年得分", widths[2], _NUMBER),
        Column("增减", widths[3], _CHANGE),
        Column("满分", widths[4]),
    )
    below = write_rows(sheet, at + 2, columns, tuple(_dimensions(comparison, at + 3)))
    if comparison.not_comparable:
        sheet.text(below + 1, 0, "没能比较的", _GROUP)
        for number, item in enumerate(comparison.not_comparable, start=below + 2):
            line(number, item.reason, Look(border=False))
    last = below + 2 + len(comparison.not_comparable)
    sheet.page(landscape=False, header_row=0, last_column=len(widths) - 1, last_row=last)
    sheet.sheet.hide_gridlines(2)
    sheet.sheet.activate()


def _side(side: ReportSide) -> str:
    parts = [f"{side.year}年度" if side.year else "", side.name, side.rubric]
    return "　".join(part for part in parts if part)


def _dimensions(comparison: Comparison, first: int) -> Iterable[Sequence[Value]]:
    rows: list[tuple[str, ScoreOfYear | None, ScoreOfYear | None, Decimal | None]] = [
        (one.label, one.last, one.this, one.change) for one in comparison.dimensions
    ]
    last, this = (
        ScoreOfYear(max_score=side.max_score, score=side.total_score)
        for side in (comparison.last, comparison.this)
    )
    rows.append(("总分", last, this, comparison.total_change))
    for at, (label, before, now, change) in enumerate(rows, start=first):
        yield label, _score(before), _score(now), _difference(change, at, 1, 2), _most(before, now)


def _most(last: ScoreOfYear | None, this: ScoreOfYear | None) -> str:
    told = [
        plain(trim_zeros(one.max_score)) if one and one.max_score is not None else "" for one in (last, this)
    ]
    if told[0] and told[1] and told[0] != told[1]:
        return f"上年 {told[0]}，本年 {told[1]}"
    return told[1] or told[0]


def _score(score: ScoreOfYear | None) -> Value:
    if score is None:
        return None
    if score.score is None:
        return "不适用" if score.status == "not_applicable" else "待补充"
    return score.score


def _difference(change: Decimal | None, row: int, last: int, this: int) -> Value:
    """This less last as a formula over the two cells; empty where the two cannot be subtracted."""
    if change is None:
        return None
    exponent = change.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    before, now = address(row, last), address(row, this)
    return Formula(f"ROUND({now}-{before},{places})", change)


def _indicators(sheet: Sheet, indicators: Sequence[IndicatorChange]) -> None:
    columns = (
        Column("指标", 34),
        Column("所属", 30),
        Column("上年满分", 10, _NUMBER),
        Column("本年满分", 10, _NUMBER),
        Column("上年得分", 10, _NUMBER),
        Column("本年得分", 10, _NUMBER),
        Column("增减", 10, _CHANGE),
        Column("上年依据", 12),
        Column("本年依据", 12),
        Column("变化", 12),
        Column("标准变化", 50),
    )
    rows = [
        (
            row.label,
            " · ".join(part for part in row.path if part != row.label),
            None if row.last is None else row.last.max_score,
            None if row.this is None else row.this.max_score,
            _score(row.last),
            _score(row.this),
            _difference(row.change, number, 4, 5),
            SCORE_STATUSES[row.last.status] if row.last else "",
            SCORE_STATUSES[row.this.status] if row.this else "",
            "标准有变" if row.rule_changed else INDICATOR_RELATIONS[row.relation],
            row.rule_change,
        )
        for number, row in enumerate(indicators, start=1)
    ]
    write_list(sheet, columns, rows)


def _figures(sheet: Sheet, figures: Sequence[FigureChange]) -> None:
    columns = (
        Column("数字", 34),
        Column("上年叫法", 24),
        Column("单位", 9),
        Column("上年", 14, _NUMBER),
        Column("本年", 14, _NUMBER),
        Column("增减", 14, _CHANGE),
        Column("增减单位", 10),
        Column("幅度", 11, _RATE),
        Column("变化", 12),
        Column("说明情况", 12),
        Column("说明", 50),
        Column("本年位置", 30),
        Column("上年位置", 30),
    )
    rows = [
        (
            row.label,
            row.label_last if row.label_last != row.label else "",
            row.unit,
            row.last,
            row.this,
            _difference(row.change, number, 3, 4),
            row.change_unit if row.change is not None else "",
            _rate(row, number),
            FIGURE_RELATIONS[row.relation],
            _explained(row),
            row.explanation.quote,
            _place(row.spot_this),
            _place(row.spot_last),
        )
        for number, row in enumerate(figures, start=1)
    ]
    write_list(sheet, columns, rows)


def _rate(row: FigureChange, number: int) -> Value:
    if row.change_rate is None or not row.last:
        return None
    before, now = address(number, 3), address(number, 4)
    return Formula(f"ROUND(({now}-{before})/ABS({before}),4)", row.change_rate / _HUNDRED)


def _explained(row: FigureChange) -> str:
    if not row.beyond_threshold:
        return ""
    return "有说明" if row.explained else "无说明"


def _place(spot: Spot) -> str:
    return _where(spot.place)


def _where(place: Place) -> str:
    nearest = (place.heading or "").rpartition(" > ")[2] or None
    return place.model_copy(update={"file": None, "heading": nearest}).text


def _followed(sheet: Sheet, comparison: Comparison) -> None:
    columns = (
        Column("种类", 10),
        Column("上年报告里的话", 50),
        Column("上年的措施或目标", 40),
        Column("结果", 12),
        Column("本年实际", 20),
        Column("本年报告里怎么说", 50),
        Column("本年位置", 30),
        Column("上年位置", 30),
    )
    rows = [
        (
            "问题",
            one.text,
            one.measure,
            PROBLEM_OUTCOMES[one.outcome],
            "",
            one.evidence.quote,
            _place(one.evidence),
            _place(one.spot_last),
        )
        for one in comparison.problems
    ]
    rows += [
        (
            "承诺",
            one.text,
            one.target,
            PROMISE_OUTCOMES[one.outcome],
            one.actual,
            one.evidence.quote,
            _place(one.evidence),
            _place(one.spot_last),
        )
        for one in comparison.promises
    ]
    write_list(sheet, columns, rows)


def _copied(sheet: Sheet, comparison: Comparison) -> None:
    columns = (
        Column("章节", 44),
        Column("上年章节", 44),
        Column("字数", 10, _NUMBER),
        Column("沿用字数", 10, _NUMBER),
        Column("沿用比例", 11, _SHARE),
        Column("备注", 40),
    )
    rows: list[Sequence[Value]] = [
        (
            one.heading,
            one.heading_last,
            Decimal(one.characters),
            Decimal(one.copied),
            _copied_share(one.characters, number, one.share),
            "职能、机构等，可以不变" if one.may_stay else "",
        )
        for number, one in enumerate(comparison.sections, start=1)
    ]
    if comparison.copied_share is not None:
        note = "可以不变的章节不算"
        rows.append(("全文", "", None, None, comparison.copied_share / _HUNDRED, note))
    write_list(sheet, columns, rows)


def _copied_share(characters: int, number: int, share: Decimal) -> Value:
    if not characters:
        return share / _HUNDRED
    return Formula(f"ROUND({address(number, 3)}/{address(number, 2)},3)", share / _HUNDRED)


def _findings(sheet: Sheet, comparison: Comparison) -> None:
    columns = (
        Column("序号", 7, _NUMBER),
        Column("程度", 9),
        Column("种类", 18),
        Column("发现", 60),
        Column("所写", 20),
        Column("应为", 20),
        Column("核算", 30),
        Column("原文", 40),
        Column("建议", 30),
        Column("位置", 34),
        Column("编号", 20),
    )
    rows = [
        (
            Decimal(number),
            SEVERITIES[one.severity],
            FINDING_LABELS.get(one.code, one.code),
            one.message,
            one.stated,
            one.expected,
            one.working,
            one.quote,
            one.suggestion,
            where(one),
            one.fingerprint,
        )
        for number, one in enumerate(comparison.findings, start=1)
    ]
    write_list(sheet, columns, rows)

"""汇总.xlsx for leaders: what many units add up to. Numbers are numbers as printed, every text stays a text.

Rows go to a temporary file as they come, so that a hundred thousand units take no more memory than a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from ziping.domain.batch import CAUSE_LABELS
from ziping.domain.batch_summary import (
    BatchSummary,
    EditionSummary,
    IndicatorSummary,
    UnitDetail,
    UnitRow,
    most_lost,
)
from ziping.domain.copies import CopyReport
from ziping.domain.quantity import format_quantity
from ziping.render.copies_sheet import COMMON, COPIES, write_common_sheet, write_copies_sheet
from ziping.render.score_xlsx_cells import NOTE, Area, Look, Sheet
from ziping.render.summary_xlsx_charts import write_distribution
from ziping.render.summary_xlsx_units import Matrices, edition_names, write_missing_lists
from ziping.render.xlsx_lists import LINK, Column, Link, Value, write_list, write_rows
from ziping.render.zip_bytes import fixed_zip

OVERVIEW, RANKING, DISTRIBUTION, INDICATORS, DEDUCTIONS = "总览", "排名", "分布", "指标", "扣分"
MISSING, MISSING_LISTS, FAILURES = "缺少的材料", "各单位缺少的材料", "失败"
TOP: Final = 10
"""Indicators that the overview names."""
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_HUNDRED: Final = Decimal(100)
_COUNT: Final = Look(align="right", indent=1, number="#,##0")
_SCORE: Final = Look(align="right", indent=1)
_MEAN: Final = Look(align="right", indent=1, number="0.00")
_RATE: Final = Look(align="right", indent=1, number="0.00%")
_SHARE: Final = Look(align="right", indent=1, number="0.0%")
_TEXT: Final = Look(indent=1)
_CENTRE: Final = Look(align="center")
_TITLE: Final = Look(bold=True, size=16, border=False, font="黑体")
_GROUP: Final = Look(bold=True, size=12, border=False, font="黑体")
_STATUS: Final = {"final": "已定", "pending": "待补充"}


def render_summary_sheet(
    summary: BatchSummary,
    rows: Sequence[UnitRow],
    details: Iterable[UnitDetail],
    scratch: Path,
    copies: CopyReport | None = None,
) -> bytes:
    """The workbook; the same values give the same bytes.

    Args:
        summary: everything but the units themselves.
        rows: units in the order they are to be listed, with their ranks.
        details: the same units in the same order, looked at once.
        scratch: an empty folder for temporary files.
        copies: 雷同, on sheets of its own; None when it was not looked for.

    Raises:
        OSError: they cannot be written.
    """
    target = scratch / "summary.xlsx"
    try:
        _write_book(target, summary, rows, details, copies)
    except FileCreateError as error:
        raise OSError(*error.args) from error
    return fixed_zip(target)


def _write_book(
    target: Path,
    summary: BatchSummary,
    rows: Sequence[UnitRow],
    details: Iterable[UnitDetail],
    copies: CopyReport | None,
) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": str(target.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    book: Any = xlsxwriter.Workbook(str(target), options)
    book.set_properties({"title": "绩效自评批量汇总", "created": _CREATED})
    looks: dict[Look, Any] = {}

    def sheet(name: str) -> Sheet:
        return Sheet(book, name, looks)

    names = edition_names(summary.editions)
    _overview(sheet(OVERVIEW), summary)
    _ranking(sheet(RANKING), rows, names)
    distribution = sheet(DISTRIBUTION)
    tops = _indicators(sheet(INDICATORS), summary.editions, names)
    write_distribution(distribution, summary.editions, names, tops)
    _deductions(sheet(DEDUCTIONS), summary, names)
    matrices = Matrices(sheet, summary.editions, names)
    _missing(sheet(MISSING), summary)
    write_missing_lists(sheet(MISSING_LISTS), matrices.written(details))
    matrices.close()
    if copies is not None:
        write_copies_sheet(sheet(COPIES), copies)
        write_common_sheet(sheet(COMMON), copies)
    _failures(sheet(FAILURES), summary)
    book.close()


def _percent(value: Decimal | None) -> Decimal | None:
    return None if value is None else value / _HUNDRED


def _overview(sheet: Sheet, summary: BatchSummary) -> None:
    widths = (38, 8, 9, 9, 9, 9, 9, 9, 9, 9, 46)
    for column, width in enumerate(widths):
        sheet.sheet.set_column(column, column, width)

    def line(row: int, text: str, look: Look) -> None:
        sheet.merged(Area(row, 0, row, len(widths) - 1), text, look)
        sheet.height(row, ((text, sum(widths)),), look.size)

    line(0, f"{years_text(summary)}绩效自评汇总", _TITLE)
    line(2, "一、总体情况", _GROUP)
    counts = (
        ("单位总数", summary.units),
        ("已生成", summary.done),
        ("得分已定", summary.final),
        ("有待补充", summary.pending),
        ("失败", summary.failed),
        ("尚未处理", summary.waiting),
        ("未通过校验的文字（处）", summary.rejected),
        ("改用离线写作的段落", summary.replaced),
    )
    for at, (name, count) in enumerate(counts, start=3):
        sheet.text(at, 0, name, _TEXT)
        sheet.number(at, 1, Decimal(count), _COUNT)
        sheet.height(at, ((name, widths[0]),))
    at = 4 + len(counts)
    line(at, "二、各评分标准的得分", _GROUP)
    columns = (
        Column("评分标准", widths[0]),
        Column("年度", widths[1], _CENTRE),
        *(Column(name, 9, _COUNT) for name in ("单位数", "得分已定", "待补充")),
        *(Column(name, 9, _SCORE) for name in ("满分", "最高分", "最低分")),
        *(Column(name, 9, _MEAN) for name in ("平均分", "中位数")),
        Column("等级（单位数）", widths[10]),
    )
    at = write_rows(sheet, at + 1, columns, map(_edition, summary.editions))
    line(
        at,
        "得分、排名和等级只算得分已定的单位；有待补充的单位补齐后再计。排名在同一评分标准、同一年度内进行。",
        NOTE,
    )
    line(at + 2, "三、失分最多的指标", _GROUP)
    below = _top(sheet, at + 3, summary, len(widths))
    sheet.page(landscape=True, header_row=0, last_column=len(widths) - 1, last_row=below)
    sheet.sheet.hide_gridlines(2)
    sheet.sheet.activate()


def years_text(summary: BatchSummary) -> str:
    """``2024、2025年度`` of all editions, empty when there is none."""
    years = sorted({edition.year for edition in summary.editions})
    return f"{'、'.join(map(str, years))}年度" if years else ""


def _edition(edition: EditionSummary) -> Sequence[Value]:
    grades = edition.grades or edition.bands
    return (
        edition.title,
        str(edition.year),
        Decimal(edition.units),
        Decimal(edition.final),
        Decimal(edition.units - edition.final),
        edition.max_score,
        edition.highest,
        edition.lowest,
        edition.mean,
        edition.median,
        "、".join(
            f"{band.label} {format_quantity(Decimal(band.units), '')}" for band in grades if band.units
        ),
    )


def _top(sheet: Sheet, top: int, summary: BatchSummary, columns: int) -> int:
    """The indicators with most points lost; the label takes one column, its edition the last."""
    head = Look(align="center", bold=True, fill="#DDEBF7", font="黑体")
    names = ("指标", "年度", "扣分单位", "", "合计扣分", "", "占全部失分", "", "平均得分率", "", "评分标准")
    for column, name in enumerate(names):
        sheet.text(top, column, name, head)
    for first in (2, 4, 6, 8):
        sheet.sheet.merge_range(top, first, top, first + 1, names[first], sheet.look(head))
    at = top
    for at, (edition, one) in enumerate(most_lost(summary)[:TOP], start=top + 1):
        sheet.text(at, 0, one.label, _TEXT)
        sheet.text(at, 1, str(edition.year), _CENTRE)
        values = (
            (Decimal(one.deducted), _COUNT),
            (one.lost, _SCORE),
            (_percent(one.lost_share), _SHARE),
            (_percent(one.mean_rate), _SHARE),
        )
        for number, (value, look) in enumerate(values):
            first = 2 + 2 * number
            sheet.sheet.merge_range(at, first, at, first + 1, "", sheet.look(look))
            sheet.value(at, first, value, look)
        sheet.text(at, columns - 1, edition.title, _TEXT)
        sheet.height(at, ((one.label, 38), (edition.title, 46)))
    return at


def _ranking(sheet: Sheet, rows: Sequence[UnitRow], names: dict[tuple[str, int], str]) -> None:
    projects = any(row.project for row in rows)
    columns = (
        Column("名次", 7, _COUNT),
        Column("单位", 30),
        *((Column("项目", 28),) if projects else ()),
        Column("审阅页", 8, LINK),
        Column("代码", 14),
        Column("所在地区", 22),
        Column("得分", 9, _SCORE),
        Column("满分", 7, _SCORE),
        Column("得分率", 9, _RATE),
        Column("等级", 7, _CENTRE),
        Column("状态", 9, _CENTRE),
        Column("评分标准", 40),
        *(Column(name, 10, _SCORE) for name in ("数据可证（分）", "单位自述（分）", "待补充（分）")),
        *(Column(name, 9, _COUNT) for name in ("缺少材料（项）", "错误（处）", "未通过校验（处）")),
    )
    listed = (tuple(_ranked(row, names, projects=projects)) for row in rows)
    write_list(sheet, columns, listed, held=2, printed=len(columns) - 6)


def _ranked(row: UnitRow, names: dict[tuple[str, int], str], *, projects: bool) -> Iterator[Value]:
    yield None if row.rank is None else Decimal(row.rank)
    yield row.name
    if projects:
        yield row.project
    yield Link("打开", (row.folder, row.review)) if row.review else ""
    yield from (row.code, row.region, row.total_score, row.max_score, row.rate / _HUNDRED, row.grade)
    yield from (_STATUS[row.status], names[row.edition, row.year])
    yield from (row.proven, row.asserted, row.pending)
    yield from map(Decimal, (row.missing, row.errors, row.rejected))


def _indicators(
    sheet: Sheet, editions: Sequence[EditionSummary], names: dict[tuple[str, int], str]
) -> tuple[int, ...]:
    """One row an indicator; gives the first row of each edition."""
    columns = (
        Column("指标", 34),
        Column("所属", 26),
        Column("满分", 8, _SCORE),
        Column("平均得分", 9, _MEAN),
        Column("平均得分率", 10, _SHARE),
        *(Column(name, 9, _COUNT) for name in ("已评分单位", "满分单位", "扣分单位")),
        Column("扣分单位占比", 10, _SHARE),
        Column("合计扣分", 10, _SCORE),
        *(Column(name, 9, _COUNT) for name in ("待补充单位", "不适用单位")),
        Column("备注", 24),
        Column("评分标准", 40),
    )
    write_list(sheet, columns, (_indicator(e, one, names) for e in editions for one in e.indicators))
    tops, top = [], 1
    for edition in editions:
        tops.append(top)
        top += len(edition.indicators)
    return tuple(tops)


def above(one: IndicatorSummary) -> str:
    """The groups an indicator belongs to."""
    return " · ".join(part for part in one.path if part != one.label)


def _indicator(
    edition: EditionSummary, one: IndicatorSummary, names: dict[tuple[str, int], str]
) -> Sequence[Value]:
    return (
        one.label,
        above(one),
        one.max_score,
        one.mean_score,
        _percent(one.mean_rate),
        *map(Decimal, (one.units, one.full, one.deducted)),
        _percent(one.deducted_share),
        one.lost,
        *map(Decimal, (one.pending, one.not_applicable)),
        "各单位满分不尽相同" if one.varies else "",
        names[edition.rubric, edition.year],
    )


def _deductions(sheet: Sheet, summary: BatchSummary, names: dict[tuple[str, int], str]) -> None:
    columns = (
        Column("序号", 7, _COUNT),
        Column("指标", 34),
        Column("所属", 26),
        Column("满分", 8, _SCORE),
        Column("扣分单位", 10, _COUNT),
        Column("扣分单位占比", 10, _SHARE),
        Column("合计扣分", 10, _SCORE),
        Column("占全部失分", 10, _SHARE),
        Column("扣分最多的单位", 60),
        Column("评分标准", 40),
    )
    rows = (
        (
            Decimal(number),
            one.label,
            above(one),
            one.max_score,
            Decimal(one.deducted),
            _percent(one.deducted_share),
            one.lost,
            _percent(one.lost_share),
            "、".join(f"{unit.name}（{format_quantity(unit.lost, '分')}）" for unit in one.most),
            names[edition.rubric, edition.year],
        )
        for number, (edition, one) in enumerate(most_lost(summary), start=1)
    )
    write_list(sheet, columns, rows, held=2)


def _missing(sheet: Sheet, summary: BatchSummary) -> None:
    columns = (
        Column("序号", 7, _COUNT),
        Column("缺少的材料或数据", 70),
        Column("单位数", 10, _COUNT),
        Column("占已生成的单位", 12, _SHARE),
    )
    rows = (
        (Decimal(number), item.what, Decimal(item.units), _percent(item.share))
        for number, item in enumerate(summary.missing, start=1)
    )
    write_list(sheet, columns, rows, held=2)


def _failures(sheet: Sheet, summary: BatchSummary) -> None:
    columns = (
        Column("序号", 7, _COUNT),
        Column("单位", 28),
        Column("代码", 14),
        Column("原因", 20),
        Column("说明和处理办法", 70),
        Column("填报文件", 50),
    )
    rows = (
        (Decimal(number), one.name, one.code, CAUSE_LABELS[one.cause], one.message, one.path)
        for number, one in enumerate(summary.failures, start=1)
    )
    below = write_list(sheet, columns, rows, held=2)
    if not summary.failures:
        sheet.text(below, 1, "没有失败的单位", Look(border=False))

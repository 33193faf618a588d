"""The mistakes of a batch's inputs as a workbook to send back: one row a mistake, and a sheet by unit."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple

import xlsxwriter

from ziping.domain.mistakes import SEVERITY_TEXTS, Mistake
from ziping.render.score_xlsx_cells import CENTRE, PALE_ORANGE, PALE_YELLOW, Area, CellValue, Look, Sheet
from ziping.render.xlsx_lists import Column, write_list
from ziping.render.zip_bytes import fixed_zip

_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_NUMBER: Final = Look(align="right")
_FILLS: Final = {"错误": PALE_ORANGE, "注意": PALE_YELLOW}
MAX_MISTAKES: Final = 500_000
"""Rows of the sheet; a workbook of more opens nowhere."""


class SummaryRow(NamedTuple):
    """One unit on the sheet 汇总.

    Attributes:
        received: of the roster: 已收到, 未收到, 逾期…; empty without one.
        state: 可以起草, 有缺漏, 不能读取; empty for a unit that handed in nothing.
        score: as it stands.
    """

    unit: str
    code: str
    office: str
    received: str
    state: str
    errors: int
    warnings: int
    pending: str
    score: str
    file: str


_MISTAKES: Final = (
    Column("单位", 26),
    Column("编码", 14),
    Column("文件", 28),
    Column("表", 14),
    Column("单元格", 18, CENTRE),
    Column("现在写的", 24),
    Column("问题", 56),
    Column("怎么改", 44),
    Column("程度", 8, CENTRE),
)
_SUMMARY: Final = (
    Column("单位", 28),
    Column("编码", 14),
    Column("联系科室", 16),
    Column("收表情况", 12, CENTRE),
    Column("检查结果", 12, CENTRE),
    Column("错误", 8, _NUMBER),
    Column("注意", 8, _NUMBER),
    Column("待补充（分）", 12, _NUMBER),
    Column("目前得分", 10, _NUMBER),
    Column("文件", 34),
)


def render_mistakes(mistakes: Iterable[Mistake], summary: Sequence[SummaryRow]) -> bytes:
    """The workbook's bytes; every text stays a text whatever it begins with."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, _OPTIONS)
    book.set_properties({"title": "填报问题清单", "author": "ziping", "created": _CREATED})
    looks: dict[Look, Any] = {}
    sheet, last = Sheet(book, "问题", looks), len(_MISTAKES) - 1
    below = write_list(sheet, _MISTAKES, _rows(mistakes), held=0)
    for text, fill in _FILLS.items():
        sheet.colour_when(Area(1, last, below, last), f'=$I2="{text}"', Look(fill=fill))
    write_list(Sheet(book, "汇总", looks), _SUMMARY, map(_summary_row, summary))
    book.close()
    return fixed_zip(target.getvalue())


def _row(mistake: Mistake) -> tuple[CellValue, ...]:
    return (
        mistake.unit,
        mistake.unit_code,
        mistake.file,
        mistake.sheet,
        mistake.cell,
        mistake.stated,
        mistake.problem,
        mistake.advice,
        SEVERITY_TEXTS[mistake.severity],
    )


def _summary_row(row: SummaryRow) -> tuple[CellValue, ...]:

    return (
        row.unit,
        row.code,
        row.office,
        row.received,
        row.state,
        Decimal(row.errors) if row.errors else None,
        Decimal(row.warnings) if row.warnings else None,
        Decimal(row.pending) if row.pending else None,
        Decimal(row.score) if row.score else None,
        row.file,
    )


def _rows(mistakes: Iterable[Mistake]) -> Iterator[tuple[CellValue, ...]]:
    source = iter(mistakes)
    yield from map(_row, islice(source, MAX_MISTAKES))
    if next(source, None) is not None:
        told = f"问题超过 {MAX_MISTAKES} 条，其余没有列出；请先改正上面的再检查"
        yield (told, *[None] * (len(_MISTAKES) - 1))

"""The sheets of 雷同: one row a shared sentence, and the phrases that many units have in common."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from ziping.domain.copies import CopyPair, CopyReport, CopySide
from ziping.domain.quantity import plain
from ziping.render.score_xlsx_cells import Look, Sheet
from ziping.render.xlsx_lists import Column, Value, write_list
from ziping.render.zip_bytes import fixed_zip

COPIES, COMMON = "雷同", "常用语"
MOST_ROWS: Final = 100_000
"""Shared sentences on the sheet; all are in the JSON file."""
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_HUNDRED: Final = Decimal(100)
_COUNT: Final = Look(align="right", indent=1, number="#,##0")
_SHARE: Final = Look(align="right", indent=1, number="0.0%")
_KINDS: Final = {"units": "单位之间", "last_year": "与上年"}
_COLUMNS: Final = (
    Column("对数", 6, _COUNT),
    Column("单位", 20),
    Column("对方", 20),
    Column("类型", 10, Look(align="center")),
    Column("相同字数", 8, _COUNT),
    Column("占本单位填写文字", 10, _SHARE),
    Column("整体相似的部分", 18),
    Column("相似度", 8, _SHARE),
    Column("本单位原文", 36),
    Column("对方原文", 36),
    Column("相同的文字", 30),
    Column("本单位位置", 26),
    Column("对方位置", 26),
)
_PRINTED: Final = 10


def render_copies_book(report: CopyReport) -> bytes:
    """A workbook of its own; the same values give the same bytes."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book: Any = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": "各单位填报文字雷同", "created": _CREATED})
    looks: dict[Look, Any] = {}
    write_copies_sheet(Sheet(book, COPIES, looks), report)
    write_common_sheet(Sheet(book, COMMON, looks), report)
    book.close()
    return fixed_zip(target.getvalue())


def write_copies_sheet(sheet: Sheet, report: CopyReport) -> None:
    """Every pair with its shared sentences, the most shared letters first."""
    below = write_list(sheet, _COLUMNS, _rows(report.pairs), held=3, printed=_PRINTED)
    told = list(report.notes)
    if not report.pairs:
        told.insert(0, f"比对了 {report.units} 个单位填写的文字，没有发现雷同")
    if sum(len(pair.sentences) for pair in report.pairs) > MOST_ROWS:
        told.append(f"只列出前 {MOST_ROWS:,} 句，全部见 雷同.json")
    for at, text in enumerate(told, start=below + 1):
        sheet.text(at, 1, text, Look(border=False))


def write_common_sheet(sheet: Sheet, report: CopyReport) -> None:
    """Phrases so many units have that they are no sign of copying between two of them."""
    columns = (
        Column("序号", 7, _COUNT),
        Column("很多单位相同的说法（数字不计）", 70),
        Column("单位数", 10, _COUNT),
    )
    rows = (
        (Decimal(number), phrase.text, Decimal(phrase.units))
        for number, phrase in enumerate(report.common, start=1)
    )
    write_list(sheet, columns, rows, held=2)


def _rows(pairs: Sequence[CopyPair]) -> Iterator[Sequence[Value]]:
    left = MOST_ROWS
    for number, pair in enumerate(pairs, start=1):
        sections = "、".join(f"{one.section}（{plain(one.similarity)}%）" for one in pair.sections)
        for sentence in pair.sentences:
            if not left:
                return
            left -= 1
            yield (
                Decimal(number),
                pair.here.title,
                _other(pair.there, pair),
                _KINDS[pair.kind],
                Decimal(pair.letters),
                pair.share / _HUNDRED,
                sections,
                sentence.similarity / _HUNDRED,
                sentence.here,
                sentence.there,
                sentence.shared,
                f"{sentence.section_here}：{sentence.place_here}",
                f"{sentence.section_there}：{sentence.place_there}",
            )


def _other(side: CopySide, pair: CopyPair) -> str:
    if pair.kind == "units":
        return side.title
    return f"{side.title} {side.year}年度报告" if side.year else f"{side.title} 上年报告"

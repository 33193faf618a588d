"""A rubric's table as an Excel file, with merged level cells, as finance bureaus hand it out."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.rubric import Rubric
from ziping.render.rubric_table import HEADINGS, TableLine, spans, table_lines
from ziping.render.score_xlsx_cells import safe_text
from ziping.render.workbook_styles import HEAD_FILL, row_height
from ziping.render.zip_bytes import fixed_zip

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTHS: Final = {"一级指标": 14, "二级指标": 14, "三级指标": 22, "分值": 8, "指标说明": 36, "评分标准": 60}
_BOX: Final = {"font_name": "仿宋", "font_size": 11, "border": 1, "text_wrap": True, "valign": "vcenter"}


def rubric_table_xlsx(rubric: Rubric) -> bytes:
    """The workbook; what a cell says is text, never a formula."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": safe_text(rubric.title), "created": _CREATED})
    sheet = book.add_worksheet("评分表")
    looks = {
        "head": book.add_format({**_BOX, "bold": True, "align": "center", "bg_color": HEAD_FILL}),
        "name": book.add_format({**_BOX, "align": "center"}),
        "text": book.add_format(_BOX),
        "title": book.add_format({**_BOX, "border": 0, "bold": True, "font_size": 16, "align": "center"}),
    }
    _write(sheet, rubric, looks)
    book.close()
    return fixed_zip(target.getvalue())


def _write(sheet: Any, rubric: Rubric, looks: dict[str, Any]) -> None:
    rows = table_lines(rubric)
    depth = len(rows[0].levels) if rows else 2
    numerals = "一二三四五六七八九"
    levels = [f"{numerals[n]}级指标" for n in range(depth + 1)]
    heads = (*levels, HEADINGS[3], "指标说明", HEADINGS[4])
    sheet.merge_range(0, 0, 0, len(heads) - 1, safe_text(rubric.title), looks["title"])
    for column, text in enumerate(heads):
        sheet.write_string(1, column, text, looks["head"])
        sheet.set_column(column, column, _WIDTHS.get(text, 14))
    for level in range(depth):
        for first, last, text in spans(rows, level):
            _merge(sheet, (first + 2, last + 2, level), text, looks["name"])
    for number, row in enumerate(rows, start=2):
        _line(sheet, number, depth, row, looks)
    end = len(rows) + 2
    for column in range(len(heads)):
        sheet.write_blank(end, column, None, looks["name"])
    sheet.write_string(end, 0, "合计", looks["head"])
    sheet.write_number(end, depth + 1, _number(plain(trim_zeros(rubric.total))), looks["head"])
    sheet.freeze_panes(2, 0)


def _line(sheet: Any, number: int, depth: int, row: TableLine, looks: dict[str, Any]) -> None:
    sheet.write_string(number, depth, safe_text(row.label), looks["name"])
    sheet.write_number(number, depth + 1, _number(row.points), looks["name"])
    sheet.write_string(number, depth + 2, safe_text(row.explanation), looks["text"])
    sheet.write_string(number, depth + 3, safe_text(row.standard), looks["text"])
    height = row_height([(row.explanation, _WIDTHS["指标说明"]), (row.standard, _WIDTHS["评分标准"])])
    if height is not None:
        sheet.set_row(number, height)


def _merge(sheet: Any, place: tuple[int, int, int], text: str, look: Any) -> None:
    first, last, column = place
    if last > first:
        sheet.merge_range(first, column, last, column, safe_text(text), look)
    else:
        sheet.write_string(first, column, safe_text(text), look)


def _number(text: str) -> float:
    return float(text)

"""项目支出绩效自评表 as a workbook in the official layout: one sheet a form, the system's cells grey, the unit's white."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final, NamedTuple

import xlsxwriter

from ziping.domain.form_labels import TITLE
from ziping.domain.form_layout import WIDTHS, Entries, FormCell, form_cells
from ziping.domain.form_reading import SlotField
from ziping.domain.project_form import FormRules, ProjectForm
from ziping.render.score_xlsx_cells import safe_text
from ziping.render.workbook_styles import lines_needed
from ziping.render.zip_bytes import fixed_zip

GREY: Final = "#D9D9D9"
"""Fill of cells the system owns."""

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Fixed, so that the same input gives the same bytes."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_FONT: Final = "宋体"
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_MAX_SHEET_NAME: Final = 31
_LINE_HEIGHT: Final = 14.0
_MONEY_PLACES: Final = 2
_NUMBER_FIELDS: Final[frozenset[SlotField]] = frozenset((
    "execution_rate",
    "execution_score",
    "weight",
    "score",
    "total_weight",
    "total_score",
))
_LOOKS: Final[dict[str, dict[str, object]]] = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "section": {"bold": True, "align": "center", "border": 1, "bg_color": GREY},
    "label": {"align": "center", "border": 1, "bg_color": GREY},
    "given": {"align": "center", "border": 1, "bg_color": GREY, "locked": True},
    "filled": {"align": "center", "border": 1, "locked": False},
    "note": {"align": "left", "font_size": 9},
}


class PrintedForm(NamedTuple):
    """A form to print, with the values put over its own."""

    form: ProjectForm
    year: int
    entries: Entries = Entries()


def render_form_workbook(forms: Iterable[PrintedForm], rules: FormRules) -> bytes:
    """The forms, one a sheet; the same forms give the same bytes. Text stays text, also when it begins with ``=``."""
    return write_cells(
        (printed.form.name, form_cells(printed.form, rules, printed.year, printed.entries))
        for printed in forms
    )


def write_cells(sheets: Iterable[tuple[str, tuple[FormCell, ...]]]) -> bytes:
    """A workbook of sheets with their names and cells; names are made valid and distinct."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, _OPTIONS)
    book.set_properties({"title": TITLE, "created": _CREATED})
    formats: dict[tuple[tuple[str, object], ...], Any] = {}
    taken: set[str] = set()
    for name, cells in sheets:
        _Sheet(book, book.add_worksheet(_sheet_name(name, taken)), formats).write(cells)
    book.close()
    return fixed_zip(target.getvalue())


def _sheet_name(name: str, taken: set[str]) -> str:
    stem = _NOT_IN_SHEET_NAME.sub("", safe_text(name)).strip() or "自评表"
    names = (stem[:_MAX_SHEET_NAME] if n == 1 else f"{stem[: _MAX_SHEET_NAME - 5]}（{n}）" for n in count(1))
    chosen = next(candidate for candidate in names if candidate.casefold() not in taken)
    taken.add(chosen.casefold())
    return chosen


class _Sheet:
    def __init__(self, book: Any, sheet: Any, formats: dict[tuple[tuple[str, object], ...], Any]) -> None:
        self.book = book
        self.sheet = sheet
        self.formats = formats

    def write(self, cells: tuple[FormCell, ...]) -> None:
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        for cell in cells:
            self.cell(cell)
        for row, height in _heights(cells).items():
            self.sheet.set_row(row, height)

    def cell(self, cell: FormCell) -> None:
        look = self.look(cell)
        if cell.rows > 1 or cell.columns > 1:
            last = (cell.row + cell.rows - 1, cell.column + cell.columns - 1)
            self.sheet.merge_range(cell.row, cell.column, *last, "", look)
        if cell.number is not None:
            self.sheet.write_number(cell.row, cell.column, cell.number, look)
        elif cell.text:
            self.sheet.write_string(cell.row, cell.column, safe_text(cell.text), look)
        else:
            self.sheet.write_blank(cell.row, cell.column, None, look)

    def look(self, cell: FormCell) -> Any:
        look: dict[str, object] = {
            "font_name": _FONT,
            "font_size": 10,
            "valign": "vcenter",
            "text_wrap": True,
            **_LOOKS[cell.role],
        }
        if cell.left:
            look["align"] = "left"
        look["num_format"] = _number_format(cell)
        key = tuple(sorted(look.items(), key=lambda item: item[0]))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]


def _number_format(cell: FormCell) -> str:
    """Money with two digits, points as they are, text as text: codes keep their digits, dates stay as written."""
    if cell.number is not None and len(cell.text.partition(".")[2]) == _MONEY_PLACES and cell.slot is None:
        return "0.00"
    is_number = cell.number is not None or (cell.slot is not None and cell.slot.field in _NUMBER_FIELDS)
    return "General" if is_number or cell.role not in {"given", "filled"} else "@"


def _heights(cells: tuple[FormCell, ...]) -> dict[int, float]:
    """Row heights for the texts of cells that take one row."""
    lines: dict[int, int] = {}
    for cell in cells:
        if cell.rows == 1:
            width = sum(WIDTHS[cell.column : cell.column + cell.columns])
            lines[cell.row] = max(lines.get(cell.row, 1), lines_needed(cell.text, width))
    heights = {row: min(max(count * _LINE_HEIGHT + 4, 20.0), 400.0) for row, count in lines.items()}
    return {**heights, 0: 30.0}

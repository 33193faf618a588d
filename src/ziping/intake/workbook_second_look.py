"""The slow second look with openpyxl: what python-calamine shows as an empty cell or a bare number.

calamine gives ``''`` for an error value and for a formula that no office program has calculated, and a plain
0.98 for 98%. Only workbooks in which ``xlsx_guard`` saw one of these come here.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from ziping.domain.workbook_forms import MAX_ROWS
from ziping.errors import UnreadableInputError

Cell: TypeAlias = tuple[str, int, int]
"""Sheet, row and column, both from 0."""

_LITERAL = re.compile(r'"[^"]*"|\\.')

_BROKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)
"""What openpyxl lets through on a workbook it does not understand; SyntaxError is the XML parser's."""


@dataclass(frozen=True)
class SecondLook:
    """What stands in cells that need more than their value.

    Attributes:
        errors: ``#N/A``, ``#REF!`` … as shown in the cell.
        uncalculated: formulas without a result.
        percents: cells shown as a percentage, as text: ``98.85%``.
    """

    errors: dict[Cell, str] = field(default_factory=dict)
    uncalculated: dict[Cell, str] = field(default_factory=dict)
    percents: dict[Cell, str] = field(default_factory=dict)


NOTHING = SecondLook()


def look_again(data: bytes, name: str, sheets: tuple[str, ...], rows: int = MAX_ROWS) -> SecondLook:
    """Errors, formulas without a result and percentages in the first ``rows`` rows of the named sheets.

    Raises:
        UnreadableInputError: openpyxl cannot open the workbook.
    """
    found = SecondLook()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # openpyxl remarks on extensions it does not keep; nothing is kept here
        _look(found, data, name, sheets, rows)
    formulas = {place: text for place, text in found.uncalculated.items() if text}
    return SecondLook(found.errors, formulas, found.percents)


def _look(found: SecondLook, data: bytes, name: str, sheets: tuple[str, ...], rows: int) -> None:
    try:
        for sheet, row, column, cell in _cells(data, sheets, rows, results=True):
            _note_value(found, (sheet, row, column), cell)
        for sheet, row, column, cell in _cells(data, sheets, rows, results=False):
            place = (sheet, row, column)
            if cell.data_type == "f" and place in found.uncalculated:
                found.uncalculated[place] = str(cell.value)
    except _BROKEN as error:
        raise UnreadableInputError(
            f"{name}：工作簿里有错误值或没有计算过的公式，又打不开细看；请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"
        ) from error


def _cells(
    data: bytes, sheets: tuple[str, ...], rows: int, *, results: bool
) -> Iterator[tuple[str, int, int, Any]]:
    """Cells of the sheets; with ``results`` as last calculated, else formulas as written."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    for name in sheets:
        if name not in book.sheetnames:
            continue
        sheet: Any = book[name]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_row=rows):
            for cell in row:
                if getattr(cell, "row", None):
                    yield name, cell.row - 1, cell.column - 1, cell


def _note_value(found: SecondLook, place: Cell, cell: Any) -> None:
    if cell.data_type == "e":
        found.errors[place] = str(cell.value)
    elif cell.value is None:
        found.uncalculated[place] = ""
    elif cell.data_type == "n" and "%" in _LITERAL.sub("", str(cell.number_format)):
        text = percent_text(cell.value)
        if text:
            found.percents[place] = text


def percent_text(value: object) -> str:
    """A ratio as percent text: 0.9885 → ``98.85%``; empty for anything but a number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    try:
        hundredfold = Decimal(format(value, ".15g")).scaleb(2)
    except InvalidOperation:
        return ""
    normal = hundredfold.normalize()
    return f"{normal:f}%"

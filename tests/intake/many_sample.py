"""A workbook of three invented unions, and what people do to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from bad_workbooks import FUTIAN, LOADED, RUBRIC

from ziping.domain.submission import Submission
from ziping.intake.many_workbook import ManyWorkbook, read_many_workbook
from ziping.intake.normalize import Normalised, normalise
from ziping.render.many_workbook import ManyUnit, render_many_workbook

NAME = "多单位.xlsx"
FIRST_ROW = 5
"""Of the units, as Excel counts."""


def union(name: str, code: str) -> Submission:
    """The figures of a published submission under another name."""
    return FUTIAN.model_copy(update={"unit": FUTIAN.unit.model_copy(update={"name": name, "code": code})})


UNIONS = (union("甲区总工会", "0012"), union("乙区总工会", "0013"), union("丙区总工会", ""))


def made(*submissions: Submission) -> bytes:
    """The workbook of some submissions."""
    rows = [ManyUnit(prefill=submission) for submission in submissions]
    return render_many_workbook(RUBRIC, rows, rubric_sha256=LOADED.sha256, version="0.1.0")


FILLED = made(*UNIONS)


def edited(edit: Callable[[Any], object], data: bytes = FILLED) -> bytes:
    """The workbook after a change made with openpyxl."""
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def opened(data: bytes = FILLED) -> ManyWorkbook:
    """The workbook as read."""
    return read_many_workbook(data, NAME)


def unit_of(workbook: ManyWorkbook, code: str) -> Normalised:
    """The submission of the union with a code, in the terms of the rubric."""
    unit = next(unit for unit in workbook.units if unit.code == code)
    return normalise(workbook.submission(unit), RUBRIC)


def column_of(sheet: Any, name: str) -> int:
    """The column of an id of the hidden first row, or of a header; from 1."""
    for row in (1, 4):
        for cell in sheet[row]:
            if cell.value == name:
                return int(cell.column)
    raise LookupError(name)


def cell_of(sheet: Any, row: int, name: str) -> Any:
    """The cell of a row and column."""
    return sheet.cell(row, column_of(sheet, name))

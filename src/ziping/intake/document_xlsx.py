"""A workbook as a document: each visible sheet is a heading and one table, merged cells as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from python_calamine import SheetVisibleEnum

from ziping.domain.document import Block, CellKind, Document, Heading, Table, TableCell
from ziping.domain.place import Place
from ziping.domain.workbook_forms import MAX_ROWS
from ziping.errors import UnreadableInputError
from ziping.intake.workbook_cells import CellValue, Grid, Span, as_text
from ziping.intake.workbook_second_look import NOTHING, SecondLook, look_again
from ziping.intake.xlsx_open import OpenedXlsx, opened_xlsx

MAX_SHEETS: Final = 300
MAX_MERGED: Final = 400_000
"""Places that the merged cells of a sheet may cover."""


def read_xlsx_document(data: bytes, name: str) -> Document:
    """The document of a workbook; hidden sheets (drop-down lists, dictionaries of an export) are left out.

    Raises:
        UnreadableInputError: not an .xlsx, encrypted, damaged, oversized, too many sheets or merged cells.
    """
    with opened_xlsx(data, name) as opened:
        return Document(name, tuple(_blocks(opened, name)))


def sheet_names(data: bytes, name: str) -> frozenset[str]:
    """The names of all sheets of a workbook, hidden ones too.

    Raises:
        UnreadableInputError: see ``read_xlsx_document``.
    """
    with opened_xlsx(data, name) as opened:
        return frozenset(title.strip() for title in opened.book.sheet_names)


def _blocks(opened: OpenedXlsx, name: str) -> Iterator[Block]:
    book, checked = opened
    sheets = tuple(item.name for item in book.sheets_metadata if item.visible == SheetVisibleEnum.Visible)
    if len(sheets) > MAX_SHEETS:
        raise UnreadableInputError(
            f"{name}：有 {len(sheets)} 张工作表（至多 {MAX_SHEETS} 张），不读取；请分成几个文件"
        )
    look = look_again(checked.data, name, sheets) if checked.second_look else NOTHING
    for sheet in sheets:
        page = book.get_sheet_by_name(sheet)
        rows = _reaching(page.to_python(skip_empty_area=False, nrows=MAX_ROWS), sheet, look)
        grid = Grid(name, sheet, rows, look, page.merged_cell_ranges or ())
        place = Place(file=name, sheet=sheet)
        yield Heading(1, sheet, place)
        if any(rows):
            yield _table(grid, place)


def _reaching(rows: list[list[CellValue]], sheet: str, look: SecondLook) -> list[list[CellValue]]:
    """The rows, long enough for cells that hold only an error or a formula without a result."""
    for name, row, column in (*look.errors, *look.uncalculated):
        if name == sheet:
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
    return rows


def _table(grid: Grid, place: Place) -> Table:
    height, width = len(grid.rows), max(len(row) for row in grid.rows)
    spans = dict(_spans(grid, height, width))
    covered = {spot for top, size in spans.items() for spot in _others(top, size)}
    cells = [
        TableCell(
            row, column, _text(grid, row, column), *spans.get((row, column), (1, 1)), _kind(grid, row, column)
        )
        for row in range(height)
        for column in range(width)
        if (row, column) in spans or ((row, column) not in covered and not grid.is_empty(row, column))
    ]
    return Table(tuple(cells), height, width, place)


def _spans(grid: Grid, height: int, width: int) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    """First cell → rows and columns covered, cut to the part of the sheet that is in use; overlaps are dropped."""
    total = 0
    taken: set[tuple[int, int]] = set()
    span: Span
    for span in grid.merged:
        (top, left), (bottom, right) = span
        size = (min(bottom, height - 1) - top + 1, min(right, width - 1) - left + 1)
        total += max(size[0], 0) * max(size[1], 0)
        if total > MAX_MERGED:
            raise UnreadableInputError(
                f"{grid.file}「{grid.sheet}」：合并单元格太多，不读取；请删去表格外面多余的内容再试"
            )
        spots = {(top, left), *_others((top, left), size)}
        if min(size) >= 1 and taken.isdisjoint(spots):
            taken |= spots
            yield (top, left), size


def _others(top: tuple[int, int], size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for row in range(top[0], top[0] + size[0]):
        for column in range(top[1], top[1] + size[1]):
            if (row, column) != top:
                yield row, column


def _text(grid: Grid, row: int, column: int) -> str:
    return grid.error(row, column) or grid.formula(row, column) or as_text(grid.raw(row, column))


def _kind(grid: Grid, row: int, column: int) -> CellKind:
    if grid.error(row, column):
        return "error"
    if grid.formula(row, column):
        return "formula"
    cells = grid.rows[row]
    match cells[column] if column < len(cells) else "":
        case str():
            return "text"
        case bool():
            return "truth"
        case int() | float():
            return "number"
        case _:
            return "date"

"""Where the cells of a draft's table stand: a draft leaves out the places that merged cells cover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ziping.domain.draft import Cell, Row, Table
from ziping.errors import ZipingError


class Slot(NamedTuple):
    """A stretch of a row on the table's grid.

    Attributes:
        cell: what begins here; None where a cell from above goes on.
        column: first column, from 0.
        columns: columns it covers.
        goes_on: whether it reaches into the next row.
    """

    cell: Cell | None
    column: int
    columns: int
    goes_on: bool


def slots(table: Table) -> Iterator[tuple[Row, list[Slot]]]:
    """Each row with its slots from left to right.

    Raises:
        ZipingError: the cells of a row do not fill the table's columns.
    """
    above: dict[int, tuple[int, int]] = {}  # first column -> rows left, columns
    for number, row in enumerate(table.rows, start=1):
        placed, cells, below = [], list(reversed(row.cells)), {}
        column = 0
        while column < len(table.widths) and (column in above or cells):
            cell = None if column in above else cells.pop()
            rows, columns = above.pop(column) if cell is None else (cell.rows, cell.columns)
            placed.append(Slot(cell, column, columns, goes_on=rows > 1))
            if rows > 1:
                below[column] = (rows - 1, columns)
            column += columns
        if cells or above or column != len(table.widths):
            where = f"表格“{table.caption or table.id}”第 {number} 行"
            raise ZipingError(f"{where}的单元格对不上 {len(table.widths)} 列；这是程序的错误，请反馈")
        above = below
        yield row, placed

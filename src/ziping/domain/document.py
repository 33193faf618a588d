"""A read document as values: headings, paragraphs and tables in reading order, whatever file they came from.

Readers (xlsx, docx; later pdf, html, md, txt) give the same values, so that what looks at a document does not know
its file format. A table is a grid: a cell stands at its first row and column and may cover more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE, Place, cell_name

CellKind: TypeAlias = Literal["text", "number", "date", "truth", "error", "formula"]
"""What the file holds: ``error`` is a spreadsheet error (``#N/A``) or a figure that cannot be read for certain, ``formula``
one without a result."""


class TableCell(NamedTuple):
    """A cell of a table.

    Attributes:
        row: first row it covers, from 0.
        column: first column it covers, from 0.
        text: as a person reads it: ``98.63%``, ``2023年11月19日``, with line breaks; for ``error`` and ``formula`` what
            stands there instead of a value.
        rows: rows it covers.
        columns: columns it covers.
        kind: what the file holds.
    """

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    kind: CellKind = "text"

    @property
    def end(self) -> int:
        """The first column to its right."""
        return self.column + self.columns


@dataclass(frozen=True)
class Heading:
    """A heading; a sheet of a workbook is a heading of level 1."""

    level: int
    text: str
    place: Place = NOWHERE


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: str
    place: Place = NOWHERE


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        cells: cells with text, and merged cells without, in reading order.
        height: rows.
        width: columns.
        place: the table's own place; with a sheet, cells are named as in the workbook (``C14``).
        above: rows that stand above it in the table it was cut from; places count them.
    """

    cells: tuple[TableCell, ...]
    height: int
    width: int
    place: Place = NOWHERE
    above: int = 0

    @cached_property
    def _covered(self) -> dict[tuple[int, int], TableCell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.end)
        }

    def at(self, row: int, column: int) -> TableCell | None:
        """The cell that covers a place of the grid; None where nothing stands."""
        return self._covered.get((row, column))

    def row(self, number: int) -> tuple[TableCell, ...]:
        """The cells that cover a row from left to right, those that began in a row above included."""
        found = (self._covered.get((number, column)) for column in range(self.width))
        return tuple(dict.fromkeys(cell for cell in found if cell is not None))

    def place_of(self, row: int, column: int) -> Place:
        """The place of a cell, for messages."""
        row += self.above
        if self.place.sheet is not None:
            return self.place.model_copy(update={"cell": cell_name(row, column)})
        return self.place.model_copy(update={"row": row + 1, "column": column + 1})

    def part(self, start: int, end: int) -> Table:
        """The rows from ``start`` to before ``end`` as a table of their own; merged cells are cut to them.

        What a cell says counts where it begins: its lower part, cut off, is empty.
        """
        cells = tuple(
            cell._replace(
                row=max(cell.row, start) - start,
                rows=min(cell.row + cell.rows, end) - max(cell.row, start),
                text=cell.text if cell.row >= start else "",
            )
            for cell in self.cells
            if cell.row < end and start < cell.row + cell.rows
        )
        return Table(cells, end - start, self.width, self.place, self.above + start)


Block: TypeAlias = Heading | Paragraph | Table


@dataclass(frozen=True)
class Document:
    """A read document.

    Attributes:
        name: the file's name as shown in messages.
        blocks: everything in reading order.
        remarks: what a person must know about the reading itself (figures that cannot be read for certain, pages
            without text, open changes).
    """

    name: str
    blocks: tuple[Block, ...]
    remarks: tuple[Finding, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

"""Ruled tables of PDF pages: cells by their edges, merged cells by the grid they cover, whole again across pages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ziping.domain.document import TableCell
from ziping.intake.pdf_lines import Line, SecondReader, cell_text, lines_of

_CLOSE: Final = 3.0
"""Edges nearer than so many points are one."""


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell: its edges in points, and its lines."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return cell_text(self.lines, self.right)

    @property
    def unsure(self) -> bool:
        """Whether a number in it could not be made sure of."""
        return any(line.doubts for line in self.lines)


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table; after joining, cells of later pages stand below those of earlier ones."""

    cells: tuple[PageCell, ...]
    characters: tuple[Any, ...] = ()

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(cell.bottom for cell in self.cells)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Numbers that could not be made sure of."""
        return tuple(number for cell in self.cells for line in cell.lines for number in line.doubts)

    def columns(self) -> list[float]:
        """Left edges of its columns."""
        return _edges([cell.left for cell in self.cells])


def page_tables(page: Any, characters: Sequence[Any], reader: SecondReader) -> list[PageTable]:
    """The ruled tables of a page; a single box around text is no table, nor are empty ones."""
    found = []
    for table in page.filter(_is_rule).find_tables():
        boxes = sorted(set(table.cells), key=lambda box: (box[1], box[0]))
        inside: list[list[Any]] = [[] for _ in boxes]
        left, top, right, bottom = table.bbox
        for one in characters:
            x, y = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
            if left <= x <= right and top <= y <= bottom:
                spot = next((n for n, b in enumerate(boxes) if b[0] <= x <= b[2] and b[1] <= y <= b[3]), None)
                if spot is not None:
                    inside[spot].append(one)
        if len(boxes) < 2 or not any(inside):
            continue
        cells = tuple(
            PageCell(box[0], box[1], box[2], box[3], tuple(reader.sure(line) for line in lines_of(held)))
            for box, held in zip(boxes, inside, strict=True)
        )
        found.append(PageTable(cells, tuple(one for held in inside for one in held)))
    return found


def _is_rule(item: Any) -> bool:
    """Characters, lines, stroked boxes and thin filled ones, as Word draws borders; no shading, no pictures."""
    if item["object_type"] != "rect":
        return item["object_type"] in {"char", "line", "curve"}
    return bool(item.get("stroke")) or min(item["width"], item["height"]) < _CLOSE


def joined(above: PageTable, below: PageTable) -> PageTable | None:
    """One table of two parts on following pages; None when their columns differ. A repeated head is left out."""
    if not _same(above.columns(), below.columns()):
        return None
    shift = above.bottom - below.top
    moved = tuple(_lowered(cell, shift) for cell in below.cells)
    first = _first_row(below)
    if first and first == _first_row(above):
        head = min(cell.bottom for cell in moved)
        moved = tuple(_lowered(cell, above.bottom - head) for cell in moved if cell.top >= head - _CLOSE)
    return PageTable(tuple(_merged(above, moved)))


def _merged(above: PageTable, moved: tuple[PageCell, ...]) -> Iterator[PageCell]:
    """The cells of both parts; an empty cell of several rows at the cut is the rest of the one above it."""
    cut = min((cell.top for cell in moved), default=0)
    first = min((cell.bottom for cell in moved if cell.top < cut + _CLOSE), default=0)
    rest = {
        round(cell.left): cell
        for cell in moved
        if cell.top < cut + _CLOSE and not cell.text and cell.bottom > first + _CLOSE
    }
    used: set[int] = set()
    for cell in above.cells:
        below = rest.get(round(cell.left))
        if (
            below is not None
            and cell.bottom > above.bottom - _CLOSE
            and abs(cell.right - below.right) < _CLOSE
        ):
            used.add(id(below))
            yield replace(cell, bottom=below.bottom)
        else:
            yield cell
    yield from (cell for cell in moved if id(cell) not in used)


def _lowered(cell: PageCell, shift: float) -> PageCell:
    return replace(cell, top=cell.top + shift, bottom=cell.bottom + shift)


def _first_row(table: PageTable) -> list[str]:
    """Texts of the first row, empty when it has none or reaches into the next one."""
    row = [cell for cell in table.cells if cell.top < table.top + _CLOSE]
    level = max(cell.bottom for cell in row) - min(cell.bottom for cell in row) < _CLOSE
    texts = [cell.text for cell in row]
    return texts if level and any(texts) else []


def _same(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < _CLOSE for a, b in zip(one, other, strict=True))


def _edges(values: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _CLOSE:
            edges.append(value)
    return edges


def table_cells(table: PageTable) -> list[TableCell]:
    """The cells on their grid; empty ones are left out unless merged."""
    columns = table.columns()
    rows = _edges([cell.top for cell in table.cells])
    cells = []
    for cell in table.cells:
        row, column = _index(rows, cell.top), _index(columns, cell.left)
        down = max(bisect_left(rows, cell.bottom - _CLOSE) - row, 1)
        across = max(bisect_left(columns, cell.right - _CLOSE) - column, 1)
        if cell.text or down > 1 or across > 1:
            kind = "error" if cell.unsure else "text"
            cells.append(TableCell(row, column, cell.text, down, across, kind))  # type: ignore[arg-type]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _index(edges: list[float], value: float) -> int:
    return max(bisect_left(edges, value + _CLOSE / 2) - 1, 0)

"""A Word document as a document: headings, paragraphs and tables, as they look when all changes are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ziping.domain.document import Block, Document, Heading, Paragraph, Table, TableCell
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError
from ziping.intake.plain_text import (
    cell_text,
    contents_styles,
    docx_blocks,
    open_docx,
    paragraph_text,
    style_of,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MAX_CELLS: Final = 200_000
"""Places of the grid that the cells of all tables cover together."""
MAX_COLUMNS: Final = 120

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])")


def read_docx_document(data: bytes, name: str) -> Document:
    """The document of a .docx; a table of contents is left out.

    Raises:
        UnreadableInputError: damaged, encrypted, another kind of file, a bomb, or too many table cells.
    """
    return Document(name, tuple(_blocks(open_docx(data, name), name)))


def _blocks(document: WordDocument, name: str) -> Iterator[Block]:
    contents, levels = contents_styles(document), _heading_levels(document)
    path: list[tuple[int, str]] = []
    paragraphs = tables = cells = 0
    for kind, element in docx_blocks(document.element.body):
        heading = " > ".join(text for _, text in path) or None
        if kind == "table":
            tables += 1
            table = _table(element, Place(file=name, heading=heading, table=tables))
            cells += sum(cell.rows * cell.columns for cell in table.cells)
            if cells > MAX_CELLS:
                raise UnreadableInputError(f"{name}：表格太多太大，不读取；请只留下要读的表格再试")
            yield table
            continue
        style, text = style_of(element), paragraph_text(element)
        if not text.strip() or style in contents:
            continue
        paragraphs += 1
        place = Place(file=name, heading=heading, paragraph=paragraphs)
        level = _outline_level(element) or levels.get(style or "")
        if level:
            path = [*((n, above) for n, above in path if n < level), (level, text.strip())]
            yield Heading(level, text.strip(), place)
        else:
            yield Paragraph(text, place)


def _heading_levels(document: WordDocument) -> dict[str, int]:
    """Style id → level, for styles called heading n, and those with an outline level, of their own or inherited."""
    levels: dict[str, int] = {}
    for style in document.styles:
        named = _HEADING_NAME.fullmatch((style.name or "").strip().lower())
        level = int(named[1]) if named else _outline_of(style)
        if level:
            levels[style.style_id] = level
    return levels


def _outline_of(style: Any) -> int:
    for _ in range(10):
        if style is None:
            return 0
        level = _outline_level(style.element)
        if level:
            return level
        style = getattr(style, "base_style", None)
    return 0


def _outline_level(element: Any) -> int:
    mark = element.find(f"{_W}pPr/{_W}outlineLvl")
    value = "" if mark is None else str(mark.get(f"{_W}val"))
    return int(value) + 1 if value in set("012345678") else 0


def _table(element: Any, place: Place) -> Table:
    """Cells with their spans: ``gridSpan`` to the right, ``vMerge`` downwards."""
    cells: list[TableCell] = []
    open_above: dict[int, int] = {}  # first column -> index of the cell that may go on below
    height = width = 0
    for row in _own(element, "tr", "tbl"):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        column, below = _grid_before(row), {}
        for cell in _own(row, "tc", "tr"):
            columns = _span(cell)
            above = open_above.get(column)
            goes_on, starts = _vertical(cell)
            if goes_on and above is not None and cells[above].columns == columns:
                cells[above] = cells[above]._replace(rows=height - cells[above].row + 1)
                below[column] = above
            else:
                if starts:
                    below[column] = len(cells)
                cells.append(TableCell(height, column, cell_text(cell).strip(), 1, columns))
            column += columns
        open_above, height, width = below, height + 1, max(width, column)
    kept = tuple(cell for cell in cells if cell.text or cell.rows > 1 or cell.columns > 1)
    return Table(kept, height, width, place)


def _own(element: Any, tag: str, parent: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also inside content controls, not those of a table in a cell."""
    for child in element.iter(f"{_W}{tag}"):
        if next(child.iterancestors(f"{_W}{parent}")) is element:
            yield child


def _number(element: Any | None) -> int:
    value = "" if element is None else str(element.get(f"{_W}val", ""))
    return min(int(value), MAX_COLUMNS) if value.isdecimal() else 0


def _grid_before(row: Any) -> int:
    return _number(row.find(f"{_W}trPr/{_W}gridBefore"))


def _span(cell: Any) -> int:
    return max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan")), 1)


def _vertical(cell: Any) -> tuple[bool, bool]:
    """Whether the cell goes on from above, and whether it may go on below."""
    mark = cell.find(f"{_W}tcPr/{_W}vMerge")
    if mark is None:
        return False, False
    starts = mark.get(f"{_W}val") == "restart"
    return not starts, True

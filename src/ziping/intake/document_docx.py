"""A Word document as a document: headings, paragraphs and tables, as they look when all changes are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ziping.domain.document import Block, Document, Heading, Paragraph, Table, TableCell
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError
from ziping.intake.headings import heading_level
from ziping.intake.word_numbering import WordNumbering
from ziping.intake.word_xml import (
    cell_text,
    contents_styles,
    docx_blocks,
    embedded_files,
    has_changes,
    note_texts,
    numbered_text,
    open_docx,
    paragraph_text,
    style_of,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MAX_CELLS: Final = 200_000
"""Places of the grid that the cells of all tables cover together."""
MAX_COLUMNS: Final = 120
NOTES: Final = "脚注尾注"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])")


def read_docx_document(data: bytes, name: str) -> Document:
    """The document of a .docx; a table of contents is left out.

    Raises:
        UnreadableInputError: damaged, encrypted, another kind of file, a bomb, or too many table cells.
    """
    document = open_docx(data, name)
    blocks = tuple(block for block, _ in docx_elements(document, name))
    notes = (Paragraph(text, Place(file=name, heading=NOTES)) for text in note_texts(document))
    return Document(name, (*blocks, *notes), _remarks(document, name))


def _remarks(document: WordDocument, name: str) -> tuple[Finding, ...]:
    told: list[tuple[str, str]] = []
    if has_changes(document):
        told.append((
            "open_changes",
            "文档里还有没有处理的修订，已按全部接受以后的样子核对；请先接受或拒绝修订再报送",
        ))
    embedded = embedded_files(document)
    if embedded:
        text = f"文档里有 {embedded} 处嵌入或链接的文件（如 Excel 表格、插入的文档），里面的内容没有核对；请放进正文再报送"
        told.append(("embedded_content", text))
    place = Place(file=name)
    return tuple(
        Finding(code=code, severity="note", message=f"{name}：{text}", place=place) for code, text in told
    )


def docx_elements(document: WordDocument, name: str) -> Iterator[tuple[Block, Any]]:
    """The blocks of the body, each with its XML element.

    Where no heading that the file marks has a number, headings are told by their numbers, as in a text file: most
    reports are typed without styles.

    Raises:
        UnreadableInputError: too many table cells.
    """
    entries = list(_entries(document, name))
    marked = any(entry.level and heading_level(entry.text.strip(), marked=False) for entry in entries)
    path: list[tuple[int, str]] = []
    paragraphs = tables = 0
    for element, table, text, level in entries:
        heading = " > ".join(title for _, title in path) or None
        if table is not None:
            tables += 1
            yield replace(table, place=Place(file=name, heading=heading, table=tables)), element
            continue
        paragraphs += 1
        place = Place(file=name, heading=heading, paragraph=paragraphs)
        depth = level or (0 if marked else heading_level(text.strip(), marked=False))
        if depth:
            path = [*((n, above) for n, above in path if n < depth), (depth, text.strip())]
            yield Heading(depth, text.strip(), place), element
        else:
            yield Paragraph(text, place), element


class _Entry(NamedTuple):
    """A table, or a paragraph with the level its style or properties give it; 0 for none."""

    element: Any
    table: Table | None
    text: str = ""
    level: int = 0


def _entries(document: WordDocument, name: str) -> Iterator[_Entry]:
    contents, levels = contents_styles(document), _heading_levels(document)
    numbering = WordNumbering(document)
    cells = 0
    for kind, element in docx_blocks(document.element.body):
        if kind == "table":
            table = _table(element, numbering)
            cells += sum(cell.rows * cell.columns for cell in table.cells)
            if cells > MAX_CELLS:
                raise UnreadableInputError(f"{name}：表格太多太大，不读取；请只留下要读的表格再试")
            yield _Entry(element, table)
            continue
        style, text = style_of(element), numbered_text(element, numbering)
        if paragraph_text(element).strip() and style not in contents:
            yield _Entry(element, None, text, _outline_level(element) or levels.get(style or "", 0))


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


def _table(element: Any, numbering: WordNumbering) -> Table:
    cells, height, width = _cells(element, numbering)
    kept = tuple(cell for cell, _ in cells if cell.text or cell.rows > 1 or cell.columns > 1)
    return Table(kept, height, width)


def cell_elements(element: Any) -> dict[tuple[int, int], Any]:
    """The XML element of every cell of a table, by first row and column."""
    return {(cell.row, cell.column): source for cell, source in _cells(element).cells}


class _Cells(NamedTuple):
    """Cells, empty ones too, with their XML elements, and the size of the grid."""

    cells: list[tuple[TableCell, Any]]
    height: int
    width: int


def _cells(element: Any, numbering: WordNumbering | None = None) -> _Cells:
    """Cells with their spans: ``gridSpan`` to the right, ``vMerge`` downwards."""
    cells: list[tuple[TableCell, Any]] = []
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
            if goes_on and above is not None and cells[above][0].columns == columns:
                first, source = cells[above]
                cells[above] = first._replace(rows=height - first.row + 1), source
                below[column] = above
            else:
                if starts:
                    below[column] = len(cells)
                cells.append((
                    TableCell(height, column, cell_text(cell, numbering).strip(), 1, columns),
                    cell,
                ))
            column += columns
        open_above, height, width = below, height + 1, max(width, column)
    return _Cells(cells, height, width)


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

"""A Markdown or plain text file as a document, as such files come out of converters.

Headings are found by markup (``##``) and by their numbering (一、（一）1.（1）); the level is that of the numbering. Lines
that break a sentence are joined. A table may be HTML, Markdown pipes, lines of tab-separated cells, or one line a
cell, each begun by a tab, with an empty line between rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ziping.domain.document import Block, Document, Heading, Paragraph, Table, TableCell
from ziping.domain.place import Place
from ziping.intake.headings import NUMBERED, heading_level
from ziping.intake.table_html import parse_html, table_cells

_FAR: Final = 12
"""Lines between two rows that still belong to the cell above."""

_SENTENCE_END = tuple("。！？；：”）》】.!?;:)")
_WRAPPED = 25
"""A line shorter than this without a full stop is a title or a label, not a sentence cut in two."""
_MARKUP = re.compile(r"^(#{1,6})\s+|\*\*|__|</?(?:b|strong|p|u|i|em|span|div|center)\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile("<br ?/?>", re.IGNORECASE)
_FORMULA = {r"\geq": "≥", r"\leq": "≤", r"\times": "×", r"\%": "%", "$": ""}
_PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_FIGURE = re.compile(r"[-−]?[0-9０-９][0-9０-９,，.．]*[%％]?")
_SPREAD = re.compile(r"^\S.*?[ \u3000]{2,}\S.*?[ \u3000]{2,}\S")
_WIDE = re.compile("[ \u3000]{2,}")
_LEAST_ROWS: Final = 3
_TABLE_START, _TABLE_END = re.compile("<table\\b", re.IGNORECASE), re.compile("</table\\s*>", re.IGNORECASE)


class _Line(NamedTuple):
    """A line of the file with its number from 1."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing stands here; a lone tab is an empty cell."""
        return not self.text.strip() and "\t" not in self.text


def read_md_document(text: str, name: str) -> Document:
    """The document of a Markdown or plain text file; any text is a document."""
    return Document(name, tuple(_Reader(name).blocks(text)))


class _Reader:
    """Walks the lines and numbers what it finds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._path: list[tuple[int, str]] = []
        self._tables = self._paragraphs = 0

    def blocks(self, text: str) -> Iterator[Block]:
        lines = [_Line(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1)]
        held: list[_Line] = []
        index = 0
        while index < len(lines):
            end, rows = _table_at(lines, index)
            if end > index:
                yield from self._prose(held)
                held = []
                yield self._table(rows, lines[index].number)
                index = end
            else:
                held.append(lines[index])
                index += 1
        yield from self._prose(held)

    def _place(self, line: int, **kept: int) -> Place:
        heading = " > ".join(text for _, text in self._path) or None
        return Place(file=self._name, line=line, heading=heading, **kept)

    def _table(self, cells: Sequence[TableCell], line: int) -> Table:
        self._tables += 1
        height = max((cell.row + cell.rows for cell in cells), default=0)
        width = max((cell.end for cell in cells), default=0)
        return Table(tuple(cells), height, width, self._place(line, table=self._tables))

    def _prose(self, lines: Sequence[_Line]) -> Iterator[Block]:
        for line, text, marked in _joined(lines):
            level = heading_level(text, marked=marked)
            if level:
                self._path = [*((n, above) for n, above in self._path if n < level), (level, text)]
                yield Heading(level, text, self._place(line))
            else:
                self._paragraphs += 1
                yield Paragraph(text, self._place(line, paragraph=self._paragraphs))


class _Piece(NamedTuple):
    """A paragraph or heading before its level is known."""

    line: int
    text: str
    marked: bool


def _joined(lines: Sequence[_Line]) -> Iterator[_Piece]:
    """Paragraphs and headings, a sentence cut by line or page breaks in one piece."""
    last: _Piece | None = None
    for line in lines:
        if line.blank:
            continue
        marked = line.text.lstrip().startswith("#")
        text = _plain(line.text)
        if not text:
            continue
        if last is not None and not marked and _goes_on(last, text):
            last = last._replace(text=_glued(last.text, text))
            continue
        if last is not None:
            yield last
        last = _Piece(line.number, text, marked)
    if last is not None:
        yield last


def _goes_on(last: _Piece, text: str) -> bool:
    cut = not last.marked and len(last.text) >= _WRAPPED and not last.text.endswith(_SENTENCE_END)
    return cut and not any(numbering.match(text) for numbering in NUMBERED)


def _glued(text: str, more: str) -> str:
    between = " " if text[-1:].isascii() and more[:1].isascii() and text[-1:].isalpha() else ""
    return text + between + more


def _plain(text: str) -> str:
    """A line without markup."""
    text = _MARKUP.sub("", _BREAK.sub("\n", text.strip()))
    if "$" in text:
        for mark, plain in _FORMULA.items():
            text = text.replace(mark, plain)
    return text.strip()


def _table_at(lines: Sequence[_Line], index: int) -> tuple[int, tuple[TableCell, ...]]:
    """Where a table that begins here ends, and its cells; ``index`` itself for none."""
    text = lines[index].text
    if _TABLE_START.search(text):
        return _html(lines, index)
    if text.lstrip().startswith("|") and text.count("|") > 1:
        return _pipes(lines, index)
    if _SPREAD.search(text.strip()):
        return _spread(lines, index)
    if "\t" in text:
        block = _until_blank(lines, index)
        alone = all(
            line.text.count("\t") == 1 and line.text.startswith("\t") for line in block if "\t" in line.text
        )
        return _cell_lines(lines, index) if alone else _tabbed(lines, index)
    return index, ()


def _spread(lines: Sequence[_Line], index: int) -> tuple[int, tuple[TableCell, ...]]:
    """Lines of as many cells set apart by blanks, as a PDF's text gives them; ``index`` itself when too few follow."""
    rows: list[list[str]] = []
    end = index
    while end < len(lines) and _SPREAD.search(lines[end].text.strip()):
        row = _WIDE.split(lines[end].text.strip())
        if rows and len(row) != len(rows[0]):
            break
        rows.append(row)
        end += 1
    figures = sum(bool(_FIGURE.fullmatch(cell)) for row in rows[1:] for cell in row[1:])
    if len(rows) < _LEAST_ROWS or 2 * figures < sum(len(row) - 1 for row in rows[1:]):
        return index, ()
    return end, _grid(rows)


def _until_blank(lines: Sequence[_Line], index: int) -> Sequence[_Line]:
    end = index
    while end < len(lines) and not lines[end].blank:
        end += 1
    return lines[index:end]


def _html(lines: Sequence[_Line], index: int) -> tuple[int, tuple[TableCell, ...]]:
    end = index
    while end < len(lines) and not _TABLE_END.search(lines[end].text):
        end += 1
    tree = parse_html("\n".join(line.text for line in lines[index : end + 1]))
    table = None if tree is None else next(tree.iter("table"), None)
    cells = () if table is None else table_cells(table)
    return min(end + 1, len(lines)), tuple(cell._replace(text=_plain(cell.text)) for cell in cells)


def _pipes(lines: Sequence[_Line], index: int) -> tuple[int, tuple[TableCell, ...]]:
    rows = []
    end = index
    while end < len(lines) and lines[end].text.lstrip().startswith("|"):
        text = lines[end].text.strip()
        if not _PIPE_RULE.fullmatch(text):
            rows.append(text.removeprefix("|").removesuffix("|").split("|"))
        end += 1
    return end, _grid(rows)


def _tabbed(lines: Sequence[_Line], index: int) -> tuple[int, tuple[TableCell, ...]]:
    """Lines of cells; a page break (an empty line) inside a table does not end it."""
    rows: list[list[str]] = []
    end = at = index
    while at < len(lines):
        if "\t" in lines[at].text:
            rows.append(lines[at].text.split("\t"))
            end = at + 1
        elif not lines[at].blank:
            break
        at += 1
    return end, _grid(rows, aligned=False)


def _cell_lines(lines: Sequence[_Line], index: int) -> tuple[int, tuple[TableCell, ...]]:
    """A tab begins a cell, an empty line before a tab begins a row, other lines go on with the cell."""
    rows: list[list[str]] = []
    end = at = index
    while at < len(lines):
        line = lines[at]
        if line.text.startswith("\t"):
            if at == index or lines[at - 1].blank:
                rows.append([])
            rows[-1].append(line.text.removeprefix("\t"))
            end = at + 1
        elif not line.blank:
            if not _in_cell(lines, at, rows[-1]):
                break
            rows[-1][-1] = f"{rows[-1][-1]}\n{line.text}"
            end = at + 1
        at += 1
    return end, _grid(_whole_rows(rows))


def _whole_rows(rows: Sequence[list[str]]) -> list[list[str]]:
    """Rows cut by an empty line at the end of a cell put together: 4 cells and 3 between rows of 7."""
    whole: list[list[str]] = []
    for row in rows:
        width = len(whole[-2]) if len(whole) > 1 else 0
        if width and len(whole[-1]) < width == len(whole[-1]) + len(row):
            whole[-1].extend(row)
        else:
            whole.append(list(row))
    return whole


def _in_cell(lines: Sequence[_Line], at: int, row: Sequence[str]) -> bool:
    """Whether a line that begins no cell goes on with the last one."""
    if len(row) == 1 and NUMBERED[0].match(lines[at].text.strip()):
        return False
    if not lines[at - 1].blank:
        return True
    return any(line.text.startswith("\t") for line in lines[at : at + _FAR])


def _grid(rows: Sequence[Sequence[str]], *, aligned: bool = True) -> tuple[TableCell, ...]:
    """Cells of rows; unless ``aligned``, a row moved to the left is moved back to where its figures belong.

    Converters lose a merged first cell, and the row with it slips to the left.
    """
    width = max((len(row) for row in rows), default=0)
    texts = [[_plain(text) for text in row] for row in rows]
    figured = frozenset() if aligned else _figure_columns(texts, width)
    cells = []
    for number, row in enumerate(texts):
        shift = 0 if aligned else _shift(row, width, figured)
        alone = len(row) == 1
        for column, text in enumerate(row[: width - shift]):
            if text:
                cells.append(TableCell(number, column + shift, text, 1, width if alone else 1))
    return tuple(cells)


def _figure_columns(rows: Sequence[Sequence[str]], width: int) -> frozenset[int]:
    """Columns in which most of what stands is figures, in the rows that reach the right edge."""
    filled, figures = [0] * width, [0] * width
    full = [row for row in rows if len(row) == width and row[-1]]
    for row in full if len(full) > 2 else rows:
        for column, text in enumerate(row):
            filled[column] += bool(text)
            figures[column] += bool(_FIGURE.fullmatch(text))
    return frozenset(c for c in range(width) if figures[c] > 1 and 2 * figures[c] > filled[c])


def _shift(row: Sequence[str], width: int, figured: frozenset[int]) -> int:
    """Places a row that ends in figures must move to the right to have most of them under figures."""
    figures = [column for column, text in enumerate(row) if _FIGURE.fullmatch(text)]
    last = max((column for column, text in enumerate(row) if text), default=-1)
    if len(figures) < 2 or width - 1 == last:
        return 0
    fits = [sum(column + shift in figured for column in figures) for shift in range(width - last)]
    best = max(fits)
    return fits.index(best) if best > fits[0] else 0

"""The tables of a document as a stream of lines, cut into one block of lines a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ziping.domain.document import Document, Heading, Paragraph, Table, TableCell
from ziping.domain.form_labels import FUNDS, FUNDS_COLUMNS, HEAD, ROW_COLUMNS, TITLE, TOTAL, plain_label
from ziping.domain.place import Place

_MARKUP = re.compile(r"</?(?:p|br|b|strong|span|div|font)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^<>]{0,200}>", re.IGNORECASE)
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef“”]"
_BETWEEN = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")

_TITLE_LENGTH = 60
"""A longer text that names the form is a sentence about it."""


def clean(text: str) -> str:
    """A text as a unit wrote it: mark-up that some exports leave in is taken out, lines are kept."""
    if "<" in text and ">" in text:
        text = _MARKUP.sub("", _BREAK.sub("\n", text))
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def one_line(text: str) -> str:
    """A short text on one line: a break or blank between two Chinese characters is a wrap, any other one blank."""
    return _BETWEEN.sub("", " ".join(clean(text).split()))


@dataclass(frozen=True)
class Line:
    """One row of a table; a title that stands outside tables is a line without one.

    Attributes:
        table: the table, None for a title outside.
        row: from 0.
        title: the text of a title outside.
    """

    table: Table | None
    row: int
    title: str = ""

    @cached_property
    def covering(self) -> tuple[TableCell, ...]:
        """All cells that cover the row, those that began above included."""
        return () if self.table is None else self.table.row(self.row)

    @cached_property
    def own(self) -> tuple[TableCell, ...]:
        """Cells that begin in this row."""
        return tuple(cell for cell in self.covering if cell.row == self.row)

    @cached_property
    def labels(self) -> dict[str, TableCell]:
        """Plain label → its first cell, for cells that begin here and hold text."""
        found: dict[str, TableCell] = {}
        for cell in self.own:
            label = plain_label(cell.text)
            if label:
                found.setdefault(label, cell)
        return found

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in this row."""
        return not any(cell.text for cell in self.own)

    @property
    def is_title(self) -> bool:
        """Whether the row is the form's title."""
        texts = (self.title, *(cell.text for cell in self.own))
        return any(TITLE in "".join(text.split()) and len(text) <= _TITLE_LENGTH for text in texts)

    def at(self, column: int) -> TableCell | None:
        """The cell that covers a column."""
        return None if self.table is None or column < 0 else self.table.at(self.row, column)

    def find(self, names: Iterable[str]) -> TableCell | None:
        """The first cell that begins here with one of the labels."""
        return next((self.labels[name] for name in names if name in self.labels), None)

    def after(self, cell: TableCell) -> TableCell | None:
        """The next cell with text to the right of another one, else the one beside it, None where nothing stands."""
        right = (other for other in self.covering if other.column >= cell.end and other.text)
        return next(right, None) or self.at(cell.end)

    def place(self, column: int) -> Place:
        """The place of a cell of this row."""
        return Place() if self.table is None else self.table.place_of(self.row, column)


class Marks(NamedTuple):
    """What a line is, by the labels it holds."""

    head: frozenset[str]
    """Head fields whose labels it holds."""
    funds: bool
    columns: bool
    """Whether it is the header of the indicator table."""
    total: bool


_HEAD_NAMES = {name: field for field, names in HEAD.items() for name in names}
_FUNDS_NAMES = {name for names in FUNDS.values() for name in names}
_FUNDS_HEADER = {name for key, names in FUNDS_COLUMNS.items() if key.endswith("budget") for name in names}
_COLUMN_NAMES = {name: key for key, names in ROW_COLUMNS.items() for name in names}


def marks_of(line: Line) -> Marks:
    """What a line is."""
    labels = line.labels.keys()
    columns = {_COLUMN_NAMES[label] for label in labels if label in _COLUMN_NAMES}
    fields = {_HEAD_NAMES[label] for label in labels if label in _HEAD_NAMES}
    fields |= {
        _HEAD_NAMES[label]
        for cell in line.own
        if (label := plain_label(_before_colon(cell.text))) in _HEAD_NAMES
    }
    return Marks(
        head=frozenset(fields),
        funds=bool(labels & (_FUNDS_NAMES | _FUNDS_HEADER)),
        columns=len(columns & {"group", "kind", "label", "target", "actual"}) >= 3,
        total=bool(labels & set(TOTAL)),
    )


def _before_colon(text: str) -> str:
    return re.split("[：:]", text, maxsplit=1)[0]


class Block(NamedTuple):
    """The lines of one form, or of what looks like one."""

    lines: tuple[Line, ...]
    has_head: bool
    has_funds: bool
    has_columns: bool


def blocks(document: Document) -> Iterator[Block]:
    """The forms of a document: each begins with its title, or with a head row after an earlier form's table."""
    lines: list[Line] = []
    seen = Marks(frozenset(), funds=False, columns=False, total=False)
    for line in _lines(document):
        if line is None:  # a new sheet
            yield from _block(lines, seen)
            lines, seen = [], _NOTHING
            continue
        marks = marks_of(line)
        begins = line.is_title or (
            marks.head & {"code", "name"} and (seen.columns or seen.total or marks.head & seen.head)
        )
        if begins and (seen.head or seen.funds or seen.columns):
            yield from _block(lines, seen)
            lines, seen = [], _NOTHING
        if lines or begins or marks.head or marks.columns or marks.funds:
            lines.append(line)
            seen = Marks(
                seen.head | marks.head,
                seen.funds or marks.funds,
                seen.columns or marks.columns,
                seen.total or (seen.columns and marks.total),
            )
    yield from _block(lines, seen)


_NOTHING = Marks(frozenset(), funds=False, columns=False, total=False)


def _block(lines: list[Line], seen: Marks) -> Iterator[Block]:
    if seen.head or seen.funds or seen.columns:
        yield Block(tuple(lines), bool(seen.head), seen.funds, seen.columns)


def _lines(document: Document) -> Iterator[Line | None]:
    """All rows of all tables; None where a new sheet begins, which never continues a form of another one."""
    sheet: str | None = None
    for block in document.blocks:
        match block:
            case Table():
                if block.place.sheet != sheet:
                    sheet = block.place.sheet
                    yield None
                for row in range(block.height):
                    yield Line(block, row)
            case Heading() | Paragraph():
                if block.place.sheet is None:
                    title = Line(None, 0, block.text)
                    if title.is_title:
                        yield title

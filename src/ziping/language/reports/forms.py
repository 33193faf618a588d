"""Lines of a table as parts of 项目支出绩效自评表, and where in a table or a stream of tables another form begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from ziping.domain.document import Table, TableCell
from ziping.domain.form_labels import FUNDS, FUNDS_COLUMNS, HEAD, ROW_COLUMNS, TITLE, TOTAL, plain_label
from ziping.domain.place import Place

_TITLE_LENGTH: Final = 60
"""A longer text that names the form is a sentence about it."""


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


NOTHING: Final = Marks(frozenset(), funds=False, columns=False, total=False)
"""What has been seen of a form before its first line."""


def with_line(seen: Marks, marks: Marks) -> Marks:
    """What has been seen of a form, one more line included; a total closes its indicators only."""
    return Marks(
        seen.head | marks.head,
        seen.funds or marks.funds,
        seen.columns or marks.columns,
        seen.total or (seen.columns and marks.total),
    )


def begins_form(line: Line, marks: Marks, seen: Marks) -> bool:
    """Whether a line begins another form: a title, or a head row after an earlier form's table or head."""
    names = bool(marks.head & {"code", "name"}) and not marks.columns
    return line.is_title or (names and bool(seen.columns or seen.total or marks.head & seen.head))


class FormPart(NamedTuple):
    """Rows ``start`` to before ``end`` of a table, and whether they are a form."""

    start: int
    end: int
    form: bool


def form_parts(table: Table) -> tuple[FormPart, ...]:
    """The rows of a table cut where a form begins; a table that holds none is one part.

    Tables that list projects are not cut where their header is repeated: what begins has to have indicators, or the title.
    """
    if not _may_hold_forms(table):
        return (FormPart(0, table.height, form=False),)
    parts: list[FormPart] = []
    seen, start, titled = NOTHING, 0, False
    for row in range(table.height):
        line = Line(table, row)
        marks = marks_of(line)
        alone = line.is_title and len(line.labels) == 1
        if row > start and (alone or begins_form(line, marks, seen)):
            _add(parts, FormPart(start, row, form=_is_form(seen)), titled=titled)
            seen, start, titled = NOTHING, row, False
        titled = titled or alone
        seen = with_line(seen, marks)
    _add(parts, FormPart(start, table.height, form=_is_form(seen)), titled=titled)
    return tuple(parts)


def _may_hold_forms(table: Table) -> bool:
    """Whether there are words of an indicator header and of a head at all; most tables end here."""
    return any("指标" in cell.text for cell in table.cells) and any("项" in cell.text for cell in table.cells)


def _is_form(seen: Marks) -> bool:
    return seen.columns and bool(seen.head or seen.funds)


def _add(parts: list[FormPart], part: FormPart, *, titled: bool) -> None:
    """One more part; rows that are no form and have no title belong to what stands above."""
    if parts and not part.form and not titled:
        parts[-1] = parts[-1]._replace(end=part.end)
    else:
        parts.append(part)

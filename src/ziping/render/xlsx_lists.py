"""Tables of a workbook from rows of values: widths, a header that stays, filters, links, row heights.

Rows are written in order and only once, so that a workbook that keeps nothing in memory takes them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from ziping.render.score_xlsx_cells import HEAD, CellValue, Look, Sheet, line_count, safe_text

LINK: Final = Look(align="center", colour="#1A5FA8")
MAX_LINKS: Final = 65_000
"""A little under what Excel allows on a sheet."""
_ROW: Final = 20
"""Height in points of a row of one line."""
_NOT_IN_LINKS: Final = re.compile(r"[\x00-\x20\"#%<>?\[\]\\^`{|}\x7f]")
"""ASCII that means something in a link's target; Chinese stands as it is."""


class Formula(NamedTuple):
    """A live formula beside our own value."""

    text: str
    value: Decimal


class Link(NamedTuple):
    """A link to a file, by its path's parts from the workbook's folder."""

    text: str
    parts: tuple[str, ...]

    @property
    def target(self) -> str:
        """The relative path, everything escaped that would end it or lead elsewhere."""
        return "/".join(_NOT_IN_LINKS.sub(_escaped, part.replace("/", "%2F")) for part in self.parts)


def _escaped(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


Value: TypeAlias = CellValue | Formula | Link


class Column(NamedTuple):
    """A column of a sheet."""

    name: str
    width: int
    look: Look = Look(indent=1)


def write_rows(sheet: Sheet, top: int, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> int:
    """A table with its header at ``top``; gives the row below it.

    Only rows higher than the sheet's other rows are given a height: a height is kept in memory.
    """
    sheet.sheet.set_default_row(_ROW)
    for number, column in enumerate(columns):
        sheet.text(top, number, column.name, HEAD)
    sheet.height(top, tuple((column.name, column.width) for column in columns))
    at, links = top, 0
    for at, row in enumerate(rows, start=top + 1):
        for number, (value, column) in enumerate(zip(row, columns, strict=True)):
            if isinstance(value, Link):
                links += 1
                _write_link(sheet, (at, number), value, column.look, live=links <= MAX_LINKS)
            else:
                _write(sheet, (at, number), value, column.look)
        texts = [(v, c.width) for v, c in zip(row, columns, strict=True) if isinstance(v, str)]
        if any(line_count(text, width) > 1 for text, width in texts):
            sheet.height(at, tuple(texts))
    return at + 1


def _write(sheet: Sheet, cell: tuple[int, int], value: CellValue | Formula, look: Look) -> None:
    if isinstance(value, Formula):
        sheet.formula(*cell, value.text, value.value, look)
    else:
        sheet.value(*cell, None if value == "" else value, look)


def _write_link(sheet: Sheet, cell: tuple[int, int], link: Link, look: Look, *, live: bool) -> None:
    if not live:
        sheet.text(*cell, "/".join(link.parts), look)
        return
    shown: Any = sheet.look(look)
    sheet.sheet.write_url(*cell, f"external:{link.target}", shown, safe_text(link.text))


def write_list(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    held: int = 1,
    printed: int | None = None,
) -> int:
    """A sheet that is one table: widths, a header that stays, filters; gives the row below it.

    Args:
        sheet: empty.
        columns: from the left.
        rows: one value a column, taken once.
        held: columns that stay.
        printed: columns that go on paper; all unless given.
    """
    for number, column in enumerate(columns):
        sheet.sheet.set_column(number, number, column.width)
    below = write_rows(sheet, 0, columns, rows)
    sheet.sheet.freeze_panes(1, held)
    sheet.sheet.autofilter(0, 0, max(below - 1, 1), len(columns) - 1)
    last = (printed or len(columns)) - 1
    sheet.page(landscape=True, header_row=0, last_column=last, last_row=max(below - 1, 1))
    return below

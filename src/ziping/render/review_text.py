"""Text of the review page: cut at its marks and around what is missing; tables with their header rows."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from ziping.domain.draft import Mark, Row, Table

_MISSING = re.compile(r"待补充(?:：(?:（[^（）\n]*）|[^，。；！？（）\n])*)?")


class Piece(NamedTuple):
    """A stretch of text: the value of a fact, something still to be supplied, both or neither."""

    text: str
    fact: str = ""
    todo: bool = False


def pieces(text: str, marks: tuple[Mark, ...] = ()) -> tuple[Piece, ...]:
    """Text cut at its marks and around 待补充; of marks that overlap the first one counts."""
    facts: dict[int, Mark] = {}
    reached = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if reached <= mark.start < mark.end <= len(text):
            facts[mark.start] = mark
            reached = mark.end
    todo = [found.span() for found in _MISSING.finditer(text)]
    inner = {at for mark in facts.values() for at in range(mark.start + 1, mark.end)}
    edges = {at for span in todo for at in span} - inner
    edges |= {at for mark in facts.values() for at in (mark.start, mark.end)}
    cuts = sorted({0, len(text)} | edges)
    return tuple(
        Piece(
            text[start:end],
            facts[start].fact if start in facts else "",
            any(first <= start and end <= last for first, last in todo),
        )
        for start, end in pairwise(cuts)
    )


class Head(NamedTuple):
    """A table's rows, those at the top that are headers apart from the others."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]


def split_rows(table: Table) -> Head:
    """The header rows at the top, as far as no cell reaches out of them, and the rest."""
    count = next((i for i, row in enumerate(table.rows) if row.kind != "header"), len(table.rows))
    reach = max((i + cell.rows for i, row in enumerate(table.rows[:count]) for cell in row.cells), default=0)
    count = count if reach <= count else 0
    return Head(table.rows[:count], table.rows[count:])

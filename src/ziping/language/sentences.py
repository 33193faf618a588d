"""Sentences and clauses of a text with their places, so that a figure is read inside its own clause.

A sentence ends at 。！？ or a line break, a clause also at ，；： and at brackets. Boundaries inside a number
(２，６９２．３８) do not count. What stands in brackets is a clause of its own; the words after the bracket go on
with the clause before it (``resumes``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_BOUNDARY = re.compile("[，,；;：:。！？!?\n（(）)]")
_SENTENCE_END = frozenset("。！？!?\n")
_OPEN, _CLOSE = frozenset("（("), frozenset("）)")


class Clause(NamedTuple):
    """One clause: ``text[start:end]`` without the mark that ends it.

    Attributes:
        start: first code point.
        end: one past the last code point before the boundary.
        sentence: running number of its sentence.
        depth: how many brackets are open around it.
        resumes: index of the clause this one continues after a bracket, -1 for none.
    """

    start: int
    end: int
    sentence: int
    depth: int
    resumes: int = -1


class Span(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int


def split_clauses(text: str, numbers: Iterable[Span] = ()) -> tuple[Clause, ...]:
    """The clauses of ``text`` in order; empty ones are left out, except that every text has at least one.

    Args:
        text: any text.
        numbers: spans in which punctuation belongs to a number.
    """
    clauses: list[Clause] = []
    opened: list[int] = []
    start = sentence = 0
    resumes = -1
    for place, mark in _boundaries(text, numbers):
        if place > start:
            clauses.append(Clause(start, place, sentence, len(opened), resumes))
            resumes = -1
        if mark in _OPEN:
            opened.append(len(clauses) - 1)
        elif mark in _CLOSE:
            resumes = opened.pop() if opened else -1
        elif mark in _SENTENCE_END:
            sentence, resumes = sentence + 1, -1
            if mark == "\n":
                opened.clear()
        else:
            resumes = -1
        start = place + 1
    if start < len(text) or not clauses:
        clauses.append(Clause(start, len(text), sentence, len(opened), resumes))
    return tuple(clauses)


def _boundaries(text: str, numbers: Iterable[Span]) -> Iterator[tuple[int, str]]:
    spans = sorted(numbers)
    starts = [span.start for span in spans]
    for match in _BOUNDARY.finditer(text):
        place = match.start()
        index = bisect_right(starts, place) - 1
        if index < 0 or place >= spans[index].end:
            yield place, match[0]


def clause_at(clauses: tuple[Clause, ...], place: int) -> int:
    """Index of the clause that holds ``place`` (or the last one before it)."""
    index = bisect_right(clauses, place, key=lambda clause: clause.start) - 1
    return max(index, 0)

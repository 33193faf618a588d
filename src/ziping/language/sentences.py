"""Sentences and clauses of a text with their places, so that a figure is read inside its own clause.

A sentence ends at 。！？ or a line break, a clause also at ，；： and at brackets. Boundaries inside a number
(２，６９２．３８) do not count. What stands in brackets is a clause of its own; the words after the bracket go on
with the clause before it (``resumes``). What runs on without a mark is cut, so that the work within one clause or
sentence has a limit whatever the text is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

_BOUNDARY = re.compile("[，,；;：:。！？!?\n（(）)]")
_SENTENCE_END = frozenset("。！？!?\n")
_OPEN, _CLOSE = frozenset("（("), frozenset("）)")

LONGEST_CLAUSE, LONGEST_SENTENCE = 400, 2000
"""Code points after which a clause is cut, and after which the next boundary ends a sentence."""
MOST_NUMBERS, MOST_IN_SENTENCE = 40, 120
"""The same in numbers."""
CROWDED = 60
"""A sentence with more figures than this is a row of numbers, not words about each."""


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


class Stretches:
    """Stretches of a text, overlapping ones joined, to ask what they touch without looking at each."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        """Whether any of them shares a code point with ``[start, end)``."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and start < self._ends[index]

    def hold(self, place: int) -> bool:
        """Whether ``place`` is in one of them."""
        return self.touch(place, place + 1)

    def end_of(self, place: int) -> int:
        """Where the one that goes on across ``place`` ends; ``place`` itself when none does."""
        index = bisect_left(self._starts, place) - 1
        return max(place, self._ends[index]) if index >= 0 else place


class Outline:
    """The clauses of a text, found by place and by sentence.

    Empty clauses are left out, except that every text has at least one.
    """

    def __init__(self, text: str, numbers: Sequence[tuple[int, int]] = ()) -> None:
        self._source = (text, numbers)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses, cut when first asked for: most cells of a report never are."""
        return split_clauses(*self._source)

    @cached_property
    def _at(self) -> list[int]:
        at: list[int] = []
        ends = [*(clause.start for clause in self.clauses[1:]), len(self._source[0]) + 1]
        for index, end in enumerate(ends):
            at += [index] * (end - len(at))
        return at

    @cached_property
    def _sentences(self) -> dict[int, tuple[int, int]]:
        found: dict[int, tuple[int, int]] = {}
        for index, clause in enumerate(self.clauses):
            first, _ = found.get(clause.sentence, (index, index))
            found[clause.sentence] = (first, index + 1)
        return found

    def clause_of(self, place: int) -> int:
        """Index of the clause that holds ``place`` (or the last one before it)."""
        return self._at[place]

    def sentence_of(self, place: int) -> int:
        """Running number of the sentence that holds ``place``."""
        return self.clauses[self._at[place]].sentence

    def of_sentence(self, sentence: int, *, before: int = 0) -> tuple[Clause, ...]:
        """The clauses of a sentence, and of as many ``before`` it, in order; none when they are empty."""
        first, last = self._sentences.get(sentence, (0, 0))
        for earlier in range(sentence - before, sentence):
            if earlier in self._sentences:
                first = min(first, self._sentences[earlier][0])
        return self.clauses[first:last]


def split_clauses(text: str, numbers: Iterable[tuple[int, int]] = ()) -> tuple[Clause, ...]:
    """The clauses of ``text`` in order; empty ones are left out, except that every text has at least one.

    Args:
        text: any text.
        numbers: spans in which punctuation belongs to a number.
    """
    clauses: list[Clause] = []
    opened: list[int] = []
    start = sentence = 0
    resumes = -1
    limit = _Limit(numbers)
    for place, mark in limit.cut(_BOUNDARY.finditer(text), len(text)):
        if place > start:
            clauses.append(Clause(start, place, sentence, len(opened), resumes))
            resumes = -1
        if mark in _OPEN:
            opened.append(len(clauses) - 1)
        elif mark in _CLOSE:
            resumes = opened.pop() if opened else -1
        else:
            resumes = -1
        if mark in _SENTENCE_END or limit.sentence_full(place):
            sentence += 1
            limit.start_sentence(place)
            if mark in _SENTENCE_END:
                resumes = -1
            if mark == "\n":
                opened.clear()
        start = place + len(mark)
    if start < len(text) or not clauses:
        clauses.append(Clause(start, len(text), sentence, len(opened), resumes))
    return tuple(clauses)


class _Limit:
    """Boundaries outside numbers, and cuts where there are none for too long."""

    def __init__(self, numbers: Iterable[tuple[int, int]]) -> None:
        spans = sorted(numbers)
        self._starts = [start for start, _ in spans]
        self._numbers = Stretches(spans)
        self._sentence = self._first = 0

    def cut(self, marks: Iterable[re.Match[str]], end: int) -> Iterator[tuple[int, str]]:
        """Place and mark of every boundary; a cut has no mark."""
        start = 0
        for match in marks:
            place = match.start()
            if not self._numbers.hold(place):
                for cut in self._cuts(start, place):
                    yield cut, ""
                yield place, match[0]
                start = place + 1
        for cut in self._cuts(start, end):
            yield cut, ""

    def _cuts(self, start: int, end: int) -> Iterator[int]:
        while end - start > MOST_NUMBERS:
            place = start + LONGEST_CLAUSE
            index = bisect_left(self._starts, start) + MOST_NUMBERS
            if index < len(self._starts):
                place = min(place, self._starts[index])
            start = self._numbers.end_of(place)
            if start >= end:
                return
            yield start

    def sentence_full(self, place: int) -> bool:
        """Whether the sentence that reaches to ``place`` is as long as one may be."""
        if place - self._sentence <= MOST_IN_SENTENCE:
            return False
        numbers = bisect_left(self._starts, place) - self._first
        return place - self._sentence > LONGEST_SENTENCE or numbers > MOST_IN_SENTENCE

    def start_sentence(self, place: int) -> None:
        """A sentence begins."""
        self._sentence, self._first = place, bisect_left(self._starts, place)

"""Who a comparing word speaks about (the nearest bound figure or named fact before it), and what a contradiction is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.signs import tells_change
from ziping.language.labels import Mention
from ziping.language.sentences import Span

_SURE, _LEAD = 500, 80


_AGAINST = ("比", "较")
"""较预算少4.33万元: what something is compared with stands after these."""


class Subject(NamedTuple):
    """A fact with the place where the text says it."""

    start: int
    end: int
    known: Known


class Said:
    """Bound figures and unambiguous names of a text in order."""

    def __init__(self, reading: Reading, bound: Mapping[int, Known]) -> None:
        self.reading = reading
        ends = {number.start: number.end for number in reading.numbers}
        self.figures = tuple(Subject(start, ends[start], known) for start, known in sorted(bound.items()))
        self.changes = frozenset(start for start in bound if tells_change(reading, start))
        """Places of figures that say by how much something changed."""
        self.comparands = set(self.changes)
        """Places of figures that something is compared with or changed by, and which therefore are no subject."""
        named = (self._named(mention) for mention in reading.mentions)
        self.names = tuple(subject for subject in named if subject is not None)
        self.comparands |= {name.start for name in self.names if _is_against(reading.text, name.start)}
        self._all = sorted((*self.names, *self.figures), key=lambda subject: subject.start)
        self._figure_starts = [figure.start for figure in self.figures]
        self._all_starts = [subject.start for subject in self._all]

    def _named(self, mention: Mention) -> Subject | None:
        known = self.reading.meant(mention)
        return None if known is None else Subject(mention.start, mention.end, known)

    def about(self, start: int, end: int) -> Known | None:
        """The one figure of this year that a stretch of words speaks about, by shared pairs of letters."""
        table = self.reading.table
        near = self.reading.near(start, end)
        timely = sorted(
            (
                (worth, index)
                for index, worth in near.items()
                if index in table.known and table.known[index].year == table.year
            ),
            reverse=True,
        )
        if not timely or timely[0][0] < _SURE:
            return None
        if len(timely) > 1 and timely[1][0] > timely[0][0] - _LEAD:
            return None
        return table.known[timely[0][1]]

    def before(self, place: int, dimension: str | None = None) -> Subject | None:
        """What the words before ``place`` speak about: nearest in the clause, else carried from an earlier one.

        A clause with words of its own that name nothing known has an unknown subject.
        """
        reading = self.reading
        clause = reading.clauses[reading.clause_of(place)]
        found = self._nearest(place, dimension)
        if found is not None and found.start >= clause.start:
            return found
        if reading.has_content(Span(clause.start, place)):
            known = self.about(clause.start, place)
            if known is None or (dimension is not None and known.measure.dimension != dimension):
                return None
            return Subject(clause.start, place, known)
        return found

    def _nearest(self, place: int, dimension: str | None) -> Subject | None:
        start = self.reading.of_sentence(self.reading.sentence_of(place))[0].start
        for index in range(bisect_left(self._all_starts, place) - 1, -1, -1):
            subject = self._all[index]
            if subject.start < start:
                break
            if (
                subject.end <= place
                and subject.start not in self.comparands
                and (dimension is None or subject.known.measure.dimension == dimension)
            ):
                return subject
        return None

    def after(self, place: int, reach: int) -> Subject | None:
        """The figure or name that begins within ``reach`` letters after ``place``."""
        index = bisect_left(self._all_starts, place)
        if index == len(self._all) or self._all_starts[index] > place + reach:
            return None
        found, following = self._all[index], self._all[index + 1 : index + 2]
        same = following and following[0].start == found.start  # a figure that is named as a whole
        return following[0] if same else found

    def figures_of(self, sentence: int) -> tuple[Subject, ...]:
        """The bound figures of a sentence."""
        clauses = self.reading.of_sentence(sentence)
        if not clauses:
            return ()
        starts = self._figure_starts
        return self.figures[bisect_left(starts, clauses[0].start) : bisect_left(starts, clauses[-1].end)]


def _is_against(text: str, start: int) -> bool:
    return text.endswith(_AGAINST, 0, start) and not text.endswith("占比", 0, start)


class Contradiction(NamedTuple):
    """``text[start:end]`` claims a direction or totality the facts contradict."""

    start: int
    end: int
    known: Known
    message: str
    instead: str = ""


def against(text: str, start: int, end: int, one: Known, other: Known) -> Contradiction:
    """``text[start:end]`` claims of two facts (or of one) what their values contradict."""
    surface = text[start:end]
    if one.index == other.index:
        message = f"“{surface}”与数据方向相反：数据中“{one.fact.label}”是{one.fact.printed}"
    else:
        message = f"“{surface}”与数据不符：“{one.fact.label}”是{one.fact.printed}，“{other.fact.label}”是{other.fact.printed}"
    return Contradiction(start, end, one, message)

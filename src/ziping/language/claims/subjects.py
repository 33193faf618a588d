"""Who a comparing word speaks about: the nearest bound figure or named fact before it in its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.labels import FULL, Mention, clean_text, pairs
from ziping.language.sentences import Span

_SURE, _LEAD = 500, 80


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
        self.comparands: set[int] = set()
        """Places of figures that something is compared with, and which therefore are no subject."""
        named = (self._named(mention) for mention in reading.mentions)
        self.names = tuple(subject for subject in named if subject is not None)

    def _named(self, mention: Mention) -> Subject | None:
        known = self.reading.meant(mention)
        return None if known is None else Subject(mention.start, mention.end, known)

    def about(self, start: int, end: int) -> Known | None:
        """The one figure of this year that a stretch of words speaks about, by shared pairs of letters."""
        table = self.reading.table
        context = dict.fromkeys(pairs(clean_text(self.reading.text[start:end])), FULL)
        near: list[tuple[int, int]] = []
        for dimension in table.dimensions():
            near += [(worth, index) for index, worth in table.labels.kinship(context, dimension).items()]
        timely = sorted(
            (entry for entry in near if entry[1] in table.known and table.known[entry[1]].year == table.year),
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
        sentence = self.reading.sentence_of(place)
        found = [
            subject
            for subject in (*self.figures, *self.names)
            if subject.end <= place
            and subject.start not in self.comparands
            and self.reading.sentence_of(subject.start) == sentence
            and (dimension is None or subject.known.measure.dimension == dimension)
        ]
        return max(found, key=lambda subject: subject.start, default=None)

    def after(self, place: int, reach: int) -> Subject | None:
        """The figure or name that begins within ``reach`` letters after ``place``."""
        found = [
            subject for subject in (*self.figures, *self.names) if place <= subject.start <= place + reach
        ]
        return min(found, key=lambda subject: subject.start, default=None)

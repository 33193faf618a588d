"""The facts a derived figure may be worked out from: those bound or named in its sentence and the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated, telling
from ziping.language.labels import FULL, clean_text, pairs

_MOST = 24
"""More terms than this are cut to the nearest, so that pairs stay few."""
_KIN, _CLOSE_KIN = 1, 200
"""Kinship to the sentence, and to the clause, from which a fact may be a term."""
_NAMED = 350
_LAST_YEAR = re.compile("上一?年|去年|同比")
_IMPLIED = ((re.compile("空编|空缺|缺编|超编|满编"), re.compile("编制|在职|在编|实有")),)
_MOST_KIN = 14
_LISTED_KIN = 450


class Pool(NamedTuple):
    """Terms a figure may follow from.

    Attributes:
        terms: all of them.
        rows: runs of them that may be added up.
        said: in a pool of loosely named terms, the ones the sentence itself says; else None.
    """

    terms: tuple[Known, ...]
    rows: tuple[tuple[Known, ...], ...] = ()
    said: frozenset[int] | None = None


class Terms:
    """Bound and named facts of a text by sentence, in the order of the text."""

    def __init__(self, reading: Reading, bound: Sequence[tuple[int, Known]]) -> None:
        self._reading = reading
        places: list[tuple[int, Known]] = list(bound)
        for mention in reading.mentions:
            known = reading.meant(mention)
            if known is not None:
                places.append((mention.start, known))
        places += _listed(reading)
        self._by_sentence: dict[int, list[tuple[int, Known]]] = {}
        for start, known in sorted(places, key=lambda place: (place[0], place[1].index)):
            self._by_sentence.setdefault(reading.sentence_of(start), []).append((start, known))

    def add(self, start: int, known: Known, terms: Iterable[Known]) -> None:
        """A figure worked out before and its terms, on which later ones may rest (合计858人，一线职工占75.99%)."""
        places = self._by_sentence.setdefault(self._reading.sentence_of(start), [])
        places += [(start, entry) for entry in (known, *terms)]
        places.sort(key=lambda place: place[0])

    def around(self, figure: Stated) -> Iterator[Pool]:
        """Pools of terms, nearest first; the widest only for figures with enough digits to rule out chance."""
        before, after = self._said(figure)
        chosen = _merged(before, after)
        yield Pool(chosen, (before, after))
        wider = self._wider(figure, chosen)
        clause = self._reading.clauses[self._reading.clause_of(figure.start)]
        named = _merged(before, self._kin(clause.start, figure.start, _CLOSE_KIN))
        yield Pool(wider, (wider,) if telling(figure) else (named,))
        wide = self._wide(figure, wider)
        if telling(figure):
            yield Pool(wide, (wide,))
            for pair in self._last_years(figure):
                yield Pool(pair)
        else:
            yield Pool(wide, (), frozenset(known.index for known in chosen))

    def _said(self, figure: Stated) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
        """Terms bound or named in the sentence and the one before: those before the figure, and those after it."""
        sentence = self._reading.sentence_of(figure.start)
        near = [*self._by_sentence.get(sentence - 1, ()), *self._by_sentence.get(sentence, [])]
        near.sort(key=lambda place: abs(place[0] - figure.start))
        before = [place for place in near[:_MOST] if place[0] < figure.start]
        after = [place for place in near[:_MOST] if place[0] >= figure.start]
        return _in_order(before), _in_order(after)

    def _wider(self, figure: Stated, chosen: Sequence[Known]) -> tuple[Known, ...]:
        """With what the clause is kin to or implies, and the siblings of all of these."""
        clause = self._reading.clauses[self._reading.clause_of(figure.start)]
        close = self._kin(clause.start, clause.end, _CLOSE_KIN)
        implied = self._implied(self._reading.text[clause.start : clause.end])
        return _merged(_merged(chosen, (*close, *implied)), self._siblings((*chosen, *close)))

    def _implied(self, words: str) -> Iterator[Known]:
        """Facts a word speaks of without naming them: 空编 is between 编制 and 在职."""
        for spoken, labels in _IMPLIED:
            if spoken.search(words):
                yield from (
                    known
                    for known in self._reading.table.known.values()
                    if labels.search(known.fact.label) and known.year == self._reading.table.year
                )

    def _last_years(self, figure: Stated) -> Iterator[tuple[Known, ...]]:
        """This year's and last year's figure of every fact, when the clause compares with 上年 something unnamed."""
        reading, table = self._reading, self._reading.table
        clause = reading.clauses[reading.clause_of(figure.start)]
        words = reading.text[clause.start : figure.start]
        if not _LAST_YEAR.search(words) or self._kin(clause.start, clause.end, _NAMED):
            return
        for index, known in table.known.items():
            last = table.last_year_of(index) if known.year == table.year else None
            if last is not None:
                yield (known, last)

    def _wide(self, figure: Stated, wider: Sequence[Known]) -> tuple[Known, ...]:
        clause = self._reading.clauses[self._reading.clause_of(figure.start)]
        first = next(other for other in self._reading.clauses if other.sentence == clause.sentence)
        return _merged(wider, self._kin(first.start, clause.end, _KIN))

    def _siblings(self, known: Iterable[Known]) -> Iterator[Known]:
        for entry in known:
            if entry.index < 0:
                continue
            yield from self._reading.table.siblings(entry.index)

    def _kin(self, start: int, end: int, least: int) -> tuple[Known, ...]:
        """Facts that share words with a stretch of the text."""
        reading = self._reading
        context = dict.fromkeys(pairs(clean_text(reading.text[start:end])), FULL)
        near: list[tuple[int, int]] = []
        for dimension in reading.table.dimensions():
            near += [
                (-worth, index) for index, worth in reading.table.labels.kinship(context, dimension).items()
            ]
        found = [
            reading.table.known[index]
            for worth, index in sorted(near)[:_MOST_KIN]
            if -worth >= least and index in reading.table.known
        ]
        return _merged(tuple(sorted(found, key=lambda known: known.index)), self._siblings(found))


def _listed(reading: Reading) -> Iterator[tuple[int, Known]]:
    """Facts named short in a list: 外卖配送员、货车司机、快递员会员合计 stands for three kinds of 会员."""
    for parts in reading.lists():
        for part in parts:
            context = dict.fromkeys(pairs(clean_text(reading.text[part.start : part.end])), FULL)
            best: list[tuple[int, int]] = []
            for dimension in reading.table.dimensions():
                near = reading.table.labels.kinship(context, dimension)
                best += [
                    (worth, -index)
                    for index, worth in near.items()
                    if index in reading.table.known and reading.table.known[index].year == reading.table.year
                ]
            top = max(best, default=(0, 0))
            if top[0] >= _LISTED_KIN:
                yield part.start, reading.table.known[-top[1]]


def _in_order(places: Sequence[tuple[int, Known]]) -> tuple[Known, ...]:
    """Each term once, at the place given first, in the order of the text."""
    first: dict[int, tuple[int, Known]] = {}
    for place, known in places:
        first.setdefault(known.index, (place, known))
    return tuple(known for _, known in sorted(first.values(), key=lambda entry: entry[0]))


def _merged(first: Sequence[Known], more: Iterable[Known]) -> tuple[Known, ...]:
    return tuple({known.index: known for known in (*first, *more)}.values())

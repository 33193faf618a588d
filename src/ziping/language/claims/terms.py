"""The facts a derived figure may be worked out from.

Those bound or named in its sentence and the one before, the two a rate is the quotient of, the parts a sentence lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from ziping.language.claims.known import Known, KnownTable
from ziping.language.claims.reading import Reading, begun_in
from ziping.language.claims.stated import Stated, telling
from ziping.language.claims.units import RATIO
from ziping.language.numerals import NumberExpression
from ziping.language.sentences import Clause, Span

_ABOVE = re.compile("以上|上述")
FAR = 3
"""Sentences to which 以上两项 may point back."""
_MOST = 24
"""More terms than this are cut to the nearest, so that pairs stay few."""
_KIN, _CLOSE_KIN = 1, 200
"""Kinship to the sentence, and to the clause, from which a fact may be a term."""
_NAMED = 350
_LAST_YEAR = re.compile("上一?年|去年|同比")
_IMPLIED = (
    (re.compile("空编|空缺|缺编|超编|满编"), re.compile("编制|在职|在编|实有")),
    (re.compile("收支|相抵"), re.compile("收入|支出|给付")),
    (re.compile("[共总][^，。]{0,2}扣|合计扣|累计扣"), re.compile("总得?分|自评满分")),
)
"""Words that speak of facts without naming them, and what the labels of these hold."""
_WHOLE = (
    (
        re.compile("四季度|全年(?=[最支，占])|占比|全部支出|总支出|支出总[额数]|部门支出|本年支出|支出合计"),
        frozenset(("actual", "plain")),
    ),
    (re.compile("全年预算|总预算|预算总[额数]|部门预算|全部预算|年度预算"), frozenset(("target",))),
)
"""Words for the unit's whole spending or budget, and the roles of the facts they stand for."""
_SHARES = re.compile("占")
"""Opens a clause that tells a share and not of what (四季度为全年最高，占30.77%)."""
_BARE_SHARE = re.compile("[，,（(]占(?:比|约)*(?=[0-9０-９])")
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
        self._bound: dict[int, list[tuple[int, Known]]] = {}
        for start, known in bound:
            self._bound.setdefault(reading.sentence_of(start), []).append((start, known))
        self._by_sentence: dict[int, list[tuple[int, Known]]] = {}
        self._grown: set[int] = set()

    def _of(self, sentence: int) -> list[tuple[int, Known]]:
        """The terms of a sentence, gathered when first asked for: most sentences need none."""
        found = self._by_sentence.get(sentence)
        if found is None:
            places = self._bound.get(sentence, [])
            clauses = self._reading.of_sentence(sentence)
            if clauses:
                places = places + self._named(clauses) + list(_listed(self._reading, clauses))
            found = sorted(places, key=lambda place: (place[0], place[1].index))
            self._by_sentence[sentence] = found
        return found

    def _named(self, clauses: Sequence[Clause]) -> list[tuple[int, Known]]:
        reading = self._reading
        names = begun_in(reading.mentions, clauses[0].start, clauses[-1].end)
        known = ((name.start, reading.meant(name)) for name in names)
        return [(start, entry) for start, entry in known if entry is not None]

    def add(self, start: int, known: Known, terms: Iterable[Known]) -> None:
        """A figure worked out before and its terms, on which later ones may rest (合计858人，一线职工占75.99%)."""
        sentence = self._reading.sentence_of(start)
        self._grown.add(sentence)
        places = self._of(sentence)
        places += [(start, entry) for entry in (known, *terms)]
        places.sort(key=lambda place: place[0])

    def grew_around(self, figure: Stated) -> bool:
        """Whether anything was added to the sentence of a figure or the one before it."""
        sentence = self._reading.sentence_of(figure.start)
        return not self._grown.isdisjoint((sentence - 1, sentence))

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

    def before(self, figure: Stated, back: int = 1) -> tuple[Known, ...]:
        """Facts said before a figure in its sentence and as many before that, in the order of the text."""
        sentence = self._reading.sentence_of(figure.start)
        places = [place for one in range(sentence - back, sentence + 1) for place in self._bound.get(one, ())]
        return _in_order([place for place in places if place[0] < figure.start])

    def parted(self, figure: Stated) -> tuple[Known, ...]:
        """The parts a sentence lists with a share each, the figure's own first (A 60万元，占60%；B 40万元，占40%)."""
        reading = self._reading
        sentence = reading.sentence_of(figure.start)
        own: list[Known] = []
        others: list[Known] = []
        ends = {number.start: number.end for number in self._figures_of(sentence)}
        for start, known in self._bound.get(sentence, ()):
            told = _BARE_SHARE.match(reading.text, ends.get(start, start))
            if told is not None:
                (own if told.end() == figure.start else others).append(known)
        parts = (*own, *others)
        alike = len({known.measure.dimension for known in parts}) == 1
        return parts if len(own) == 1 and others and alike else ()

    def _figures_of(self, sentence: int) -> Sequence[NumberExpression]:
        clauses = self._reading.of_sentence(sentence)
        return self._reading.figures_in(clauses[0].start, clauses[-1].end) if clauses else ()

    def _said(self, figure: Stated) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
        """Terms bound or named in the sentence and the one before: those before the figure, and those after it."""
        sentence = self._reading.sentence_of(figure.start)
        clause = self._reading.clauses[self._reading.clause_of(figure.start)]
        back = FAR if _ABOVE.match(self._reading.text, clause.start, figure.start) else 1
        near = [place for one in range(sentence - back, sentence + 1) for place in self._of(one)]
        near.sort(key=lambda place: abs(place[0] - figure.start))
        before = [place for place in near[:_MOST] if place[0] < figure.start]
        after = [place for place in near[:_MOST] if place[0] >= figure.start]
        return _in_order(before), _in_order(after)

    def _wider(self, figure: Stated, chosen: Sequence[Known]) -> tuple[Known, ...]:
        """With what the clause is kin to or implies, and the siblings of all of these."""
        clause = self._reading.clauses[self._reading.clause_of(figure.start)]
        close = self._kin(self._opening(figure), clause.end, _CLOSE_KIN)
        told = self._opening(figure) if _SHARES.match(self._reading.text, clause.start) else clause.start
        implied = self._implied(self._reading.text[told : clause.end])
        parts = [part for rate in chosen for part in parts_of(self._reading.table, rate.index)]
        return _merged(_merged(chosen, (*close, *implied, *parts)), self._siblings((*chosen, *close)))

    def _opening(self, figure: Stated) -> int:
        """Where the clause of a figure begins, or the one before when it has no words of its own (…，为95%)."""
        reading = self._reading
        index = reading.clause_of(figure.start)
        clause, earlier = reading.clauses[index], reading.clauses[max(index - 1, 0)]
        beside = (Span(clause.start, figure.start), reading.after(figure.number))
        bare = not any(reading.has_content(span) for span in beside)
        return earlier.start if bare and earlier.sentence == clause.sentence else clause.start

    def _implied(self, words: str) -> Iterator[Known]:
        """Facts a word speaks of without naming them: 空编 is between 编制 and 在职, 全年支出 is 全年执行数."""
        for spoken, roles in _WHOLE:
            if spoken.search(words):
                yield from (
                    known
                    for known in self._reading.table.whole
                    if known.role in roles and known.year == self._reading.table.year
                )
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
        first = self._reading.of_sentence(clause.sentence)[0]
        return _merged(wider, self._kin(first.start, clause.end, _KIN))

    def _siblings(self, known: Iterable[Known]) -> Iterator[Known]:
        for entry in known:
            if entry.index < 0:
                continue
            yield from self._reading.table.siblings(entry.index)

    def _kin(self, start: int, end: int, least: int) -> tuple[Known, ...]:
        """Facts that share words with a stretch of the text."""
        reading = self._reading
        near = sorted((-worth, index) for index, worth in reading.near(start, end).items())
        found = [
            reading.table.known[index]
            for worth, index in near[:_MOST_KIN]
            if -worth >= least and index in reading.table.known
        ]
        return _merged(tuple(sorted(found, key=lambda known: known.index)), self._siblings(found))


def _listed(reading: Reading, clauses: Iterable[Clause]) -> Iterator[tuple[int, Known]]:
    """Facts named short in a list: 外卖配送员、货车司机、快递员会员合计 stands for three kinds of 会员."""
    for parts in reading.lists(clauses):
        for part in parts:
            best = (
                (worth, -index)
                for index, worth in reading.near(part.start, part.end).items()
                if index in reading.table.known and reading.table.known[index].year == reading.table.year
            )
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


_HALF = Fraction(1, 20000)
"""Half of the last digit of a rate with two places in per cent."""


def parts_of(table: KnownTable, index: int) -> tuple[Known, ...]:
    """The part and the whole of a rate: by shared words, or as the only such pair; else none."""
    if index not in table.quotients:
        table.quotients[index] = _find(table, index)
    return table.quotients[index]


def _find(table: KnownTable, index: int) -> tuple[Known, ...]:
    rate, tokens = table.known.get(index), table.labels.tokens
    if rate is None or rate.measure.dimension != RATIO or not 0 < rate.value < 1:
        return ()
    unlike: list[tuple[Known, ...]] = []
    for whole in table.known.values():
        if whole.measure.dimension == RATIO or whole.year != rate.year:
            continue
        low, high = (whole.value * (rate.value + step) for step in (-_HALF, _HALF))
        for part in table.between(whole.measure.dimension, low, high):
            if part == whole.index or table.known[part].year != rate.year:
                continue
            if tokens[index] & tokens[part] and tokens[index] & tokens[whole.index]:
                return (table.known[part], whole)
            unlike.append((table.known[part], whole))
    return unlike[0] if len(unlike) == 1 else ()

"""One-step arithmetic that the words announce: sums, differences, growth, shares, complements, averages, multiples.

Every operation has its announcing words; terms are facts the sentence (or the one before) has bound or names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from math import lcm
from typing import NamedTuple, TypeAlias

from ziping.language.claims.announced import Announced
from ziping.language.claims.known import Known
from ziping.language.claims.match import holds, reach, rounds_to
from ziping.language.claims.scores import aspect_of
from ziping.language.claims.stated import Stated
from ziping.language.claims.terms import Pool
from ziping.language.claims.units import NONE, PERSON, POINTS, RATIO, SCORE, is_count, measure

_VISITS = measure("人次").dimension
_TOTAL = re.compile("合计|总计|总额|总数|总量|总支出|总收入|总得分|总分")


class Derivation(NamedTuple):
    """How a figure follows from facts."""

    kind: str
    terms: tuple[Known, ...]
    contradicted: bool = False
    """Whether the arithmetic holds and the words tell the other direction."""


class _Result(NamedTuple):
    """What arithmetic gives, as a fraction not yet reduced: most results fit nothing and need not be."""

    numerator: int
    denominator: int
    """Above 0."""

    @property
    def value(self) -> Fraction:
        """As a number."""
        return Fraction(self.numerator, self.denominator)


_Work: TypeAlias = "Callable[[_Ratio, _Ratio], _Result | None]"


class _Fit:
    """Whether a result is what a figure says: a quick look in whole numbers before the exact test."""

    def __init__(self, figure: Stated) -> None:
        self._figure = figure
        low, high = reach(figure)
        self._low, self._low_below = low.as_integer_ratio()
        self._high, self._high_below = high.as_integer_ratio()

    def __call__(self, result: _Result) -> bool:
        numerator, denominator = result
        if numerator * self._low_below < self._low * denominator:
            return False
        if numerator * self._high_below > self._high * denominator:
            return False
        return fits(self._figure, result.value)


def listed_share(figure: Stated, parts: Sequence[Known]) -> Derivation | None:
    """The share of the first of some parts in all of them together, when the figure is that."""
    whole = sum((part.value for part in parts), Fraction(0))
    if figure.measure.dimension != RATIO or whole <= 0 or not fits(figure, parts[0].value / whole):
        return None
    return Derivation("share", tuple(parts))


def derivations(figure: Stated, told: Announced, pool: Pool) -> Iterator[Derivation]:
    """The derivations by which the facts of a pool give ``figure``, for the operations the words announce."""
    terms = pool.terms
    if told.sums:
        for row in pool.rows:
            yield from _sums(figure, row)
    elif told.listing and len(pool.rows) > 1:
        yield from _sums(figure, pool.rows[1])
    yield from _ratios(figure, told, terms)
    yield from _differences(figure, told, terms)
    if told.of_hundred:
        yield from _of_hundred(figure, terms)
    if told.lost:
        yield from _lost(figure, terms)
    if told.multiple:
        yield from _ratio_pairs(figure, terms, "multiple", _quotient)
    if told.grown:
        yield from _ratio_pairs(figure, terms, "growth", _growth)
    if told.average:
        yield from _averages(figure, terms)
    if told.periods:
        yield from _a_period(figure, terms, told.periods)


def _differences(figure: Stated, told: Announced, terms: Sequence[Known]) -> Iterator[Derivation]:
    """What the words call less or more; after 不 only what is left without the named (不满意的36份)."""
    if told.less:
        yield from _pairs(figure, terms)
    if told.denied:
        found = _pairs(figure, terms)
        yield from (one for one in found if told.denied in one.terms[1].fact.label)


def fits(figure: Stated, value: Fraction) -> bool:
    """Whether a result is what a figure says."""
    if figure.high is not None:
        return False
    if figure.hedge:
        return holds(figure, value)
    return rounds_to(figure, value)


def _sums(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """Sums of neighbours in the order of the text, every run of two or more."""
    is_it = _Fit(figure)
    alike = [term for term in terms if adds_up_to(figure.measure.dimension, term.measure.dimension)]
    parts = [term for term in alike if term.index < 0 or not _TOTAL.search(term.fact.label)]
    kinds = tuple(_of_one_kind(parts))
    mixed = figure.measure.dimension == SCORE and bool(kinds)  # 得分 and 分值 make no sum
    whole = parts if len(parts) > 1 else alike
    results = [term for term in parts if term.index >= 0 and term.role != "target"]
    for row in kinds if mixed else (whole, *kinds, *((results,) if len(results) < len(whole) else ())):
        parts_of = lcm(*(value.denominator for term in row for value in term.values))
        values = [(int(term.value * parts_of), int(term.printed * parts_of)) for term in row]
        for first in range(len(row)):
            exact, printed = values[first]
            for last in range(first + 1, min(len(row), first + 14)):
                exact, printed = exact + values[last][0], printed + values[last][1]
                if is_it(_Result(exact, parts_of)) or is_it(_Result(printed, parts_of)):
                    yield Derivation("sum", tuple(row[first : last + 1]))


def _of_one_kind(terms: Sequence[Known]) -> Iterator[Sequence[Known]]:
    """The terms whose labels end alike, as 得分 and 分值 take turns in a sentence."""
    kinds: dict[str, list[Known]] = {}
    for term in terms:
        kinds.setdefault(f"*{term.kind}" if term.index < 0 else term.fact.label[-2:], []).append(term)
    yield from (row for row in kinds.values() if 1 < len(row) < len(terms))


def adds_up_to(whole: str, part: str) -> bool:
    """Whether figures of one dimension add up to one of another; persons also to 人次."""
    return _alike(part, whole) or (part == PERSON and whole == _VISITS)


def _alike(one: str, other: str) -> bool:
    return one == other or (NONE in (one, other) and is_count(one) and is_count(other))


class _Ratio(NamedTuple):
    """A value as two whole numbers, which is many times faster than a fraction."""

    numerator: int
    denominator: int


class _Term(NamedTuple):
    """A term with its exact value and its printed one."""

    known: Known
    exact: _Ratio
    printed: _Ratio


def _terms(alike: Iterable[Known]) -> list[_Term]:
    return [
        _Term(known, _Ratio(*known.value.as_integer_ratio()), _Ratio(*known.printed.as_integer_ratio()))
        for known in alike
    ]


def _pairs(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """Pairs of one dimension whose difference is the figure (百分点 for rates)."""
    is_it = _Fit(figure)
    points = figure.measure.dimension == POINTS
    wanted = RATIO if points else figure.measure.dimension
    scale = 100 if points else 1
    alike = _terms(term for term in terms if _alike(term.measure.dimension, wanted))
    for one, other in permutations(alike, 2):
        printed = ((one.printed, other.printed),) if _is_printed_otherwise(one, other) else ()
        results = (_difference(a, b, scale) for a, b in ((one.exact, other.exact), *printed))
        if any(result.numerator >= 0 and is_it(result) for result in results):
            yield Derivation("difference", (one.known, other.known))


def _is_printed_otherwise(one: _Term, other: _Term) -> bool:
    return one.exact != one.printed or other.exact != other.printed


def _ratio_pairs(figure: Stated, terms: Sequence[Known], kind: str, work: _Work) -> Iterator[Derivation]:
    """Pairs of any one dimension whose quotient is the figure."""
    is_it = _Fit(figure)
    alike = _terms(term for term in terms if term.measure.dimension not in {RATIO, POINTS})
    for one, other in permutations(alike, 2):
        if not _alike(one.known.measure.dimension, other.known.measure.dimension):
            continue
        printed = ((one.printed, other.printed),) if _is_printed_otherwise(one, other) else ()
        for values in ((one.exact, other.exact), *printed):
            result = work(*values)
            if result is None or (kind == "complement" and result.numerator < 0):
                continue
            size = _Result(abs(result.numerator), result.denominator)
            if is_it(size) and _close_enough(figure, size.value):
                yield Derivation(kind, (one.known, other.known))
                break


def _close_enough(figure: Stated, result: Fraction) -> bool:
    """Whether a whole multiple is nearly that many times: 1.6 is not 2倍."""
    whole = figure.number.unit == "倍" and figure.step >= 1 and not figure.hedge
    return not whole or abs(result - figure.value) * 20 <= figure.value


def _ratios(figure: Stated, told: Announced, terms: Sequence[Known]) -> Iterator[Derivation]:
    if told.growth:
        yield from _ratio_pairs(figure, terms, "growth", _growth)
    if told.share:
        yield from _ratio_pairs(figure, terms, "share", _quotient)
    if told.between:
        yield from _between_counts(figure, terms)
    if told.complement:
        yield from _ratio_pairs(figure, terms, "complement", _rest)
        for term in terms:
            rest = (1 - term.value, 1 - term.printed)
            if term.measure.dimension == RATIO and any(fits(figure, value) for value in rest):
                yield Derivation("complement", (term,))


def _between_counts(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """建档率: 3,105份 of 3,420人, a share of two counts of different units."""
    counts = [term for term in terms if is_count(term.measure.dimension) and term.index >= 0]
    for one, other in permutations(counts, 2):
        apart = one.measure.dimension != other.measure.dimension and 0 < one.value <= other.value
        if apart and fits(figure, one.value / other.value):
            yield Derivation("share", (one, other))


def _of_hundred(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """扣4.54分 where the total is 95.46: totals are out of 100 unless a fact says otherwise."""
    for term in terms:
        total = term.measure.dimension == SCORE and re.search("总得?分", term.fact.label) is not None
        if total and term.value <= 100 and fits(figure, 100 - term.value):
            yield Derivation("complement", (term,))


def _lost(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """两项合计得7.83分，扣0.17分: the points lost by all items of which the text says both 分值 and 得分."""
    items: dict[str, list[Known]] = {}
    for term in terms:
        if term.measure.dimension != SCORE or term.index < 0 or aspect_of(term.fact.label) == "lost":
            continue
        if not _TOTAL.search(term.fact.label):
            items.setdefault(term.core, []).append(term)
    pairs = [pair for pair in items.values() if len(pair) == 2]
    lost = sum((abs(one.value - other.value) for one, other in pairs), Fraction(0))
    if len(pairs) > 1 and fits(figure, lost):
        yield Derivation("sum", tuple(term for pair in pairs for term in pair))


def _averages(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """An amount or count per head: the divisor is a count of another kind."""
    is_it = _Fit(figure)
    whole = figure.measure.dimension
    heads = _terms(
        term for term in terms if is_count(term.measure.dimension) and term.measure.dimension != SCORE
    )
    for one in _terms(term for term in terms if _alike(term.measure.dimension, whole)):
        for other in heads:
            if other.known.measure.dimension == one.known.measure.dimension:
                continue
            printed = ((one.printed, other.printed),) if _is_printed_otherwise(one, other) else ()
            results = (_quotient(*values) for values in ((one.exact, other.exact), *printed))
            if any(result is not None and is_it(result) for result in results):
                yield Derivation("average", (one.known, other.known))


def _a_period(figure: Stated, terms: Sequence[Known], periods: int) -> Iterator[Derivation]:
    """月均7.33场: a figure of the whole year by its twelve months."""
    for term in terms:
        if _alike(term.measure.dimension, figure.measure.dimension) and fits(figure, term.value / periods):
            yield Derivation("period", (term,))


def _difference(one: _Ratio, other: _Ratio, scale: int) -> _Result:
    (a, a_below), (b, b_below) = one, other
    return _Result((a * b_below - b * a_below) * scale, a_below * b_below)


def _quotient(one: _Ratio, other: _Ratio) -> _Result | None:
    (a, a_below), (b, b_below) = one, other
    if not b:
        return None
    return _Result(a * b_below, a_below * b) if b > 0 else _Result(-a * b_below, -a_below * b)


def _growth(one: _Ratio, other: _Ratio) -> _Result | None:
    share = _quotient(one, other)
    return None if share is None else _Result(share.numerator - share.denominator, share.denominator)


def _rest(one: _Ratio, other: _Ratio) -> _Result | None:
    share = _quotient(one, other)
    return None if share is None else _Result(share.denominator - share.numerator, share.denominator)

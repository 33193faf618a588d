"""Whether a stated figure is true of a known one: exact, converted, rounded half up, or a hedge that holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from ziping.language.claims.known import Known, KnownTable
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import NONE, RATIO, is_count, measure
from ziping.language.labels import clean_text

HUNDRED = Fraction(1)
_WIDE = Fraction(1, 5)
COMPARISONS = frozenset((">=", "<=", ">", "<", "超", "逾", "不足"))


_GENERAL = tuple(measure(unit).dimension for unit in ("个", "项"))
"""Measures that go with any noun."""


class Truth(StrEnum):
    """How a stated figure fits a value."""

    EXACT = "exact"
    """The same amount, or rounded half up to the places shown."""
    HEDGED = "hedged"
    """The hedge or comparison is true of the value."""
    BOUND = "bound"
    """The figure is the value itself and its hedge compares something else with it (超过95%的目标)."""


class Match(NamedTuple):
    """A known figure of which the stated one is true."""

    known: Known
    truth: Truth


def matches(table: KnownTable, figure: Stated, *, unitless: bool = False) -> tuple[Match, ...]:
    """Known figures of which ``figure`` is true, in the order of the facts."""
    found: dict[int, Match] = {}
    low, high = reach(figure)
    if figure.high is not None:
        found.update(_ends(table, figure))
    found.update(_true(table, figure, table.stating(figure.measure.dimension, low, high), truth_of))
    if unitless and figure.measure.dimension == NONE:
        printed = chain.from_iterable(
            table.between(dimension, low * factor, high * factor)
            for dimension in table.dimensions()
            if not is_count(dimension)
            for factor in table.factors(dimension)
        )
        found.update(_true(table, figure, printed, _printed_truth))
    if not found and is_count(figure.measure.dimension) and figure.number.unit:
        found.update(_counted_by_label(table, figure))
    return tuple(found[index] for index in sorted(found))


def _counted_by_label(table: KnownTable, figure: Stated) -> Iterator[tuple[int, Match]]:
    """96班, where the fact is 公益课堂班数 96个: its label names the measure."""
    for dimension in _GENERAL:
        for index in table.between(dimension, figure.value, figure.value):
            if clean_text(table.known[index].fact.label).endswith((
                figure.number.unit,
                figure.number.unit + "数",
            )):
                yield index, Match(table.known[index], Truth.EXACT)


def _true(
    table: KnownTable,
    figure: Stated,
    indexes: Iterable[int],
    test: Callable[[Stated, Known], Truth | None],
) -> Iterator[tuple[int, Match]]:
    """Those of some facts that the figure is true of; facts of one value are tested once."""
    truths: dict[int, Truth | None] = {}
    for index in indexes:
        twin = table.twins[index]
        if twin not in truths:
            truths[twin] = test(figure, table.known[twin])
        truth = truths[twin]
        if truth is not None:
            yield index, Match(table.known[index], truth)


def _ends(table: KnownTable, figure: Stated) -> Iterator[tuple[int, Match]]:
    """A range whose two ends are facts (94～652人: the fewest and the most)."""
    assert figure.high is not None  # noqa: S101 - narrows the type
    ends = [replace(figure, value=end, high=None) for end in (figure.value, figure.high)]
    for dimension in table.same_kind(figure.measure.dimension):
        low, high = (_first_printed(table, dimension, end) for end in ends)
        if low is not None and high is not None:
            yield low.index, Match(low, Truth.BOUND)


def _first_printed(table: KnownTable, dimension: str, figure: Stated) -> Known | None:
    """The first fact of a dimension that is printed as a figure."""
    close = table.between(dimension, figure.value - figure.step, figure.value + figure.step)
    known = (table.known[index] for index in close)
    return next((one for one in known if any(rounds_to(figure, value) for value in one.values)), None)


def _printed_truth(figure: Stated, known: Known) -> Truth | None:
    """A bare figure in a table whose heading names the unit: the printed digits must be the fact's."""
    value = known.value / known.measure.factor
    return Truth.EXACT if rounds_to(figure, value) else None


def reach(figure: Stated) -> tuple[Fraction, Fraction]:
    """The widest interval in which a true value can lie."""
    value, top = figure.value, figure.high if figure.high is not None else figure.value
    if not figure.hedge:
        return value - figure.step, top + figure.step
    room = max(figure.leading_step, abs(value) * _WIDE * 2)
    return value - room, top + room


def truth_of(figure: Stated, known: Known) -> Truth | None:
    """How ``figure`` fits ``known``, None when it is not true of it."""
    if known.high is not None or figure.high is not None:
        return _range_truth(figure, known)
    if known.hedge and known.value == figure.value:
        return Truth.EXACT if _same_hedge(figure.hedge, known.hedge) else None
    if not figure.hedge:
        for value in known.values:
            if rounds_to(figure, value):
                return Truth.EXACT
        return None
    if figure.hedge in COMPARISONS and figure.value == known.printed:
        return Truth.BOUND
    return Truth.HEDGED if holds(figure, known.value) else None


def _same_hedge(said: str, given: str) -> bool:
    """Whether a hedge says no more than the unit's own words did (60余 may be told as 60多 or 超过60)."""
    more = {"余", "多", "超", ">", "逾"}
    return (
        said == given or (said in more | {">="} and given in more) or (given in ("", "约") and said == "约")
    )


def rounds_to(figure: Stated, value: Fraction) -> bool:
    """Whether ``value`` printed to the places shown is ``figure``, never reaching 100% or 0 by rounding."""
    said, step = figure.value, figure.step
    below = value.denominator * said.denominator
    off = 2 * step.denominator * (value.numerator * said.denominator - said.numerator * value.denominator)
    half = step.numerator * below  # twice the distance against the whole step, in whole numbers
    inside = -half < off <= half if said.numerator < 0 else -half <= off < half
    if not inside or not off:
        return inside
    return not (said == 0 or (figure.measure.dimension == RATIO and said == HUNDRED))


def says(terms: Iterable[Known], one: Stated | None) -> bool:
    """Whether a figure of the text states one of some terms; of a range, or of no figure, nobody can tell."""
    if one is None or one.high is not None:
        return True
    true = holds if one.hedge else rounds_to
    return any(
        true(one, value) or (term.index < 0 and value == one.value) for term in terms for value in term.values
    )


def holds(figure: Stated, value: Fraction) -> bool:
    """Whether the hedge or comparison of ``figure`` is true of ``value`` and still says something about it.

    A comparison reaches to the next figure of as many digits (超过12万 is below 13万), a round one (80, 95, 3000) a
    fifth further.
    """
    said, step = figure.value, figure.leading_step
    room = max(step, abs(said) * _WIDE) if _is_round_bound(said, step) else step
    below = min(room, abs(said) / 2)  # 不到10万 says something of 6万, nothing of 200
    match figure.hedge:
        case "约":
            return abs(value - said) < min(abs(said) / 20, step / 2) or rounds_to(figure, value)
        case "近":
            return said - min(abs(said) / 10, step) <= value < said
        case "余" | "多":
            return said < value < said + step
        case "超" | "逾" | ">":
            return said < value <= said + room
        case ">=":
            return said <= value <= said + room
        case "不足" | "<":
            return said - below <= value < said
        case "<=":
            return said - below <= value <= said
    return False


def _is_round_bound(said: Fraction, step: Fraction) -> bool:
    """Whether a figure is the kind one compares with: one digit before its zeros, or two that end in 5."""
    digits = abs(said / step)
    return digits < 10 or (digits < 100 and digits % 5 == 0)


def _range_truth(figure: Stated, known: Known) -> Truth | None:
    if known.high is not None and figure.high is not None:
        same = (known.value, known.high) == (figure.value, figure.high)
        return Truth.EXACT if same else None
    if known.high is not None:
        return Truth.EXACT if figure.value in (known.value, known.high) else None
    assert figure.high is not None  # noqa: S101 - narrows the type
    if not figure.value <= known.value <= figure.high:
        return None
    narrow = figure.high - figure.value <= figure.high * _WIDE * 2
    rounded = narrow and all(
        _is_round_bound(end, replace(figure, value=end).leading_step) for end in (figure.value, figure.high)
    )
    return Truth.HEDGED if rounded else None

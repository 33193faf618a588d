"""What is wrong with a figure no fact supports: unit, magnitude, rounding, hedge, a digit, or all of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from ziping.domain.guard_report import ViolationCode
from ziping.language.claims.known import Known, KnownTable
from ziping.language.claims.stated import Stated

_MAGNITUDES = tuple(Fraction(10) ** power for power in range(-8, 9) if power)
_SCALES = (Fraction(1), *_MAGNITUDES)


_Test: TypeAlias = Callable[[Stated, Known], ViolationCode | None]


class Fault(NamedTuple):
    """Code and the fact meant."""

    code: ViolationCode
    known: Known | None


def fault_of(table: KnownTable, figure: Stated, named: Known | None, *, announced: bool) -> Fault:
    """The most telling fault of a figure that is true of no fact.

    Args:
        table: all facts.
        figure: what was written.
        named: the fact the clause speaks about, if any.
        announced: whether the words announce a sum, a difference or a share.
    """
    candidates = [named] if named is not None else []
    for known in candidates:
        code = _fault(figure, known)
        if code is not None:
            return Fault(code, known)
    for test, suspects in _SUSPECTS:
        likely = {table.twins[index]: test(figure, table.known[index]) for index in suspects(table, figure)}
        ranked = (
            (_rank(figure, table.known[index]), code) for index, code in likely.items() if code is not None
        )
        rank, code = min(((rank, code) for rank, code in ranked if rank is not None), default=(None, None))
        if rank is not None and code is not None:
            return Fault(code, table.known[rank.fact])
    if announced:
        return Fault("wrong_arithmetic", None)
    if named is not None:
        return Fault("wrong_value", named)
    return Fault("invented_number", None)


def _fault(figure: Stated, known: Known) -> ViolationCode | None:
    return (
        _false_hedge(figure, known)
        or _bad_rounding(figure, known)
        or _magnitude(figure, known)
        or _wrong_unit(figure, known)
        or _digits(figure, known)
    )


class _Rank(NamedTuple):
    """How near a fact is to a figure that may have been meant for it; the lowest is the nearest.

    Attributes:
        dimension: of the fact.
        scale: how many powers of ten lie between them, as a place in ``_SCALES``.
        plain: whether the figure's digits are compared, its unit left out.
        value: of the fact.
        fact: its index.
    """

    dimension: str
    scale: int
    plain: bool
    value: Fraction
    fact: int


def _rank(figure: Stated, known: Known) -> _Rank | None:
    """Where a fact comes among those whose value is the figure's but for powers of ten or unit; None when it is not."""
    bases = ((False, figure.value), (True, figure.value / figure.measure.factor))
    values = known.values if known.high is None else (*known.values, known.high)
    for scale, power in enumerate(_SCALES):
        for plain, base in bases:
            off = [value for value in values if _is_near(value, power, base, figure.step)]
            if off:
                return _Rank(known.measure.dimension, scale, plain, min(off), known.index)
    return None


def _is_near(value: Fraction, power: Fraction, base: Fraction, step: Fraction) -> bool:
    """Whether ``value / power`` is within a step of ``base``, in whole numbers."""
    above = value.numerator * power.denominator * base.denominator
    below = value.denominator * power.numerator
    room = step.numerator * below * base.denominator
    return abs(above - base.numerator * below) * step.denominator <= room


def _false_hedge(figure: Stated, known: Known) -> ViolationCode | None:
    same = figure.measure.dimension == known.measure.dimension
    close = abs(known.value - figure.value) <= max(figure.leading_step, abs(figure.value) / 4)
    return "wrong_value" if figure.hedge and same and close else None


def _bad_rounding(figure: Stated, known: Known) -> ViolationCode | None:
    if figure.measure.dimension != known.measure.dimension or figure.hedge:
        return None
    off = abs(known.value - figure.value)
    finer = known.value / figure.step
    return "bad_rounding" if off <= figure.step and finer.denominator != 1 else None


def _magnitude(figure: Stated, known: Known) -> ViolationCode | None:
    if figure.measure.dimension != known.measure.dimension or not figure.value or not known.value:
        return None
    for value in known.values:
        ratio = figure.value / value
        if ratio in _MAGNITUDES:
            return "magnitude"
    return None


def _wrong_unit(figure: Stated, known: Known) -> ViolationCode | None:
    same_digits = figure.value / figure.measure.factor == known.printed / known.measure.factor
    other = figure.measure != known.measure
    return "wrong_unit" if same_digits and other else None


def _digits(figure: Stated, known: Known) -> ViolationCode | None:
    """Digits permuted or one digit changed."""
    if figure.measure.dimension != known.measure.dimension:
        return None
    written, right = (
        _digits_of(figure.value / known.measure.factor),
        _digits_of(known.printed / known.measure.factor),
    )
    if sorted(written) == sorted(right):
        return "wrong_value"
    if len(written) == len(right) and sum(a != b for a, b in zip(written, right, strict=True)) == 1:
        return "wrong_value"
    return None


def _digits_of(value: Fraction) -> str:
    scaled = value * 10000
    return str(scaled.numerator // scaled.denominator).rstrip("0")


def _close(table: KnownTable, figure: Stated) -> Iterator[int]:
    reach = max(figure.leading_step, abs(figure.value) / 4) if figure.hedge else figure.step
    return table.between(figure.measure.dimension, figure.value - reach, figure.value + reach)


def _same_digits(table: KnownTable, figure: Stated) -> Iterable[int]:
    return table.same_digits(figure.measure.dimension, figure.value)


def _same_plain(table: KnownTable, figure: Stated) -> Iterable[int]:
    return table.same_plain(figure.value / figure.measure.factor)


_SUSPECTS: tuple[tuple[_Test, Callable[[KnownTable, Stated], Iterable[int]]], ...] = (
    (_false_hedge, _close),
    (_bad_rounding, _close),
    (_magnitude, _same_digits),
    (_wrong_unit, _same_plain),
)
"""Every fault in the order in which it is told, and the facts for which it is possible."""

_ANNOUNCED = re.compile(
    "合计|共计|总计|之和|相加|结余|剩余|其余|余下|占|比重|人均|户均|平均|倍|翻|差|多|少|增加|减少|增长|下降|提高|上升|降低|超出|节约|压减|完成率|扣"
)


def announces(words: Sequence[str]) -> bool:
    """Whether any of the words announces arithmetic."""
    return any(_ANNOUNCED.search(part) for part in words)

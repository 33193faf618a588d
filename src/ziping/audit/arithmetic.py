"""What printed figures prove: sums, ratios and means with the rounding that the printed digits allow.

A printed figure stands for every exact value that rounds to it. A relation is broken only when no choice of such
values makes it true; scores and counts stand for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.domain.quantity import decimal_places, plain, quantize

_MOST_SUMS: Final = 4000
"""Ways of adding kept while nested parts are looked for."""


class Range(NamedTuple):
    """The exact values a printed or computed figure may stand for: from ``low`` to below ``high``, or just ``low``."""

    low: Fraction
    high: Fraction

    def meets(self, other: Range) -> bool:
        """Whether both share a value."""
        return self.low == other.low or (self.low < other.high and other.low < self.high)


def printed(value: Decimal, *, exact: bool = False) -> Range:
    """The values that print as ``value``; ``exact`` for figures that are never rounded."""
    half = Fraction(0) if exact else Fraction(1, 2 * 10 ** decimal_places(value))
    return Range(Fraction(value) - half, Fraction(value) + half)


def total_of(ranges: Iterable[Range]) -> Range:
    """The range of a sum."""
    low = high = Fraction(0)
    for part in ranges:
        low, high = low + part.low, high + part.high
    return Range(low, high)


def ratio_of(top: Range, bottom: Range, times: int = 100) -> Range | None:
    """The range of a ratio of positive figures; None when the lower figure may be 0."""
    if bottom.low <= 0 or top.low < -abs(top.high):
        return None
    low = top.low / (bottom.high if top.low >= 0 else bottom.low)
    return Range(low * times, top.high / bottom.low * times)


def percent(top: Decimal | Fraction, bottom: Decimal | Fraction, places: int) -> Decimal:
    """``top`` in per cent of ``bottom``, rounded half up."""
    return quantize(Fraction(top) / Fraction(bottom) * 100, places)


def mean_of(values: Sequence[Decimal], places: int) -> Decimal:
    """The mean, rounded half up."""
    return quantize(Fraction(sum(values)) / len(values), places)


def added(values: Sequence[Decimal]) -> str:
    """``2+3+2=7``, with negative figures in brackets."""
    shown = "+".join(plain(value) if value >= 0 else f"({plain(value)})" for value in values)
    return f"{shown}={plain(sum(values, Decimal(0)))}"


def agrees(total: Decimal, parts: Sequence[Decimal], *, exact: bool) -> bool:
    """Whether parts add up to a total, within the rounding of the printed digits."""
    return printed(total, exact=exact).meets(total_of(printed(part, exact=exact) for part in parts))


def reachable(values: Sequence[Decimal]) -> frozenset[Decimal]:
    """Sums of a list in which some figures may be the total of those that follow them.

    ``[100, 60, 40, 50]`` gives 250 and 150: 60 and 40 may be the parts of 100.
    """
    ends = _nested(values)
    sums: list[set[Decimal]] = [set() for _ in range(len(values) + 1)]
    sums[0].add(Decimal(0))
    for index, value in enumerate(values):
        for end in (index + 1, *ends[index]):
            if len(sums[end]) < _MOST_SUMS:
                sums[end].update(total + value for total in sums[index])
        sums[index] = set()
    return frozenset(sums[-1])


def _nested(values: Sequence[Decimal]) -> list[tuple[int, ...]]:
    """For each figure: where figures that follow it, at least two, have added up to it."""
    found = []
    for index, value in enumerate(values):
        ends, total = [], Decimal(0)
        for end in range(index + 1, min(len(values), index + 40)):
            total += values[end]
            if total == value and end > index + 1 and value:
                ends.append(end + 1)
        found.append(tuple(ends))
    return found

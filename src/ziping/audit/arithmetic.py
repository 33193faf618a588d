"""What printed figures prove: sums, ratios and means with the rounding that the printed digits allow.

A printed figure stands for every exact value that rounds to it. A relation is broken only when no choice of such
values makes it true; scores and counts stand for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.domain.quantity import decimal_places, plain, quantize

_MOST_SUMS: Final = 4000
"""Ways of adding that are looked through; where there are more, a total cannot be told wrong."""
_NESTED: Final = 40
"""Figures among which the parts of one that heads them stand."""
_LISTED: Final = 60
"""More figures than this are not written out."""


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


def turned_digits(value: Decimal) -> Iterator[Decimal]:
    """The figures that two neighbouring digits the wrong way round make of one: 286 gives 826 and 268."""
    sign, digits, _ = value.as_tuple()
    exponent = -decimal_places(value)
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1]:
            turned = (*digits[:at], digits[at + 1], digits[at], *digits[at + 2 :])
            yield Decimal((sign, turned, exponent))


def total_of(ranges: Iterable[Range]) -> Range:
    """The range of a sum."""
    low = high = Fraction(0)
    for part in ranges:
        low, high = low + part.low, high + part.high
    return Range(low, high)


def ratio_of(top: Range, bottom: Range, times: int = 100) -> Range | None:
    """The range of a ratio; None when the lower figure may be 0."""
    if bottom.low <= 0:
        return None
    low = top.low / (bottom.high if top.low >= 0 else bottom.low)
    high = top.high / (bottom.low if top.high >= 0 else bottom.high)
    return Range(low * times, high * times)


def percent(top: Decimal | Fraction, bottom: Decimal | Fraction, places: int) -> Decimal:
    """``top`` in per cent of ``bottom``, rounded half up."""
    return quantize(Fraction(top) / Fraction(bottom) * 100, places)


def mean_of(values: Sequence[Decimal], places: int) -> Decimal:
    """The mean, rounded half up."""
    return mean(sum(values, Decimal(0)), len(values), places)


def mean(total: Decimal, count: int, places: int) -> Decimal:
    """The mean of so many figures that add up to ``total``, rounded half up."""
    return quantize(Fraction(total) / count, places)


def added(values: Sequence[Decimal]) -> str:
    """``2+3+2=7``, with negative figures in brackets."""
    shown = listed([plain(value) if value >= 0 else f"({plain(value)})" for value in values], "+")
    return f"{shown}={plain(sum(values, Decimal(0)))}"


def listed(shown: Sequence[str], joint: str) -> str:
    """Figures one after the other; of very many the first and the last, and how many there are."""
    if len(shown) <= _LISTED:
        return joint.join(shown)
    half = _LISTED // 2
    return joint.join((*shown[:half], f"……（共{len(shown)}项）……", *shown[-half:]))


def agrees(total: Decimal, parts: Sequence[Decimal], *, exact: bool) -> bool:
    """Whether parts add up to a total, within the rounding of the printed digits."""
    return printed(total, exact=exact).meets(total_of(printed(part, exact=exact) for part in parts))


def reachable(values: Sequence[Decimal]) -> frozenset[Decimal] | None:
    """Sums of a list in which some figures may be the total of those that follow them; None when there are too many.

    ``[100, 60, 40, 50]`` gives 250 and 150: 60 and 40 may be the parts of 100.
    """
    sums, added_to = {Decimal(0)}, Decimal(0)  # the sums up to here are each of ``sums`` and ``added_to``
    jumps: dict[int, set[Decimal]] = {}
    for index, value in enumerate(values):
        if index in jumps:
            sums, added_to = jumps.pop(index).union(total + added_to for total in sums), Decimal(0)
        added_to += value
        for end in _ends(values, index):
            jumps.setdefault(end, set()).update(total + added_to for total in sums)
        if len(sums) > _MOST_SUMS:
            return None
    return frozenset(jumps.pop(len(values), set()).union(total + added_to for total in sums))


def _ends(values: Sequence[Decimal], index: int) -> Iterator[int]:
    """Where figures that follow one, at least two, have added up to it."""
    value, total = values[index], Decimal(0)
    if not value:
        return
    for end in range(index + 1, min(len(values), index + _NESTED)):
        total += values[end]
        if total == value and end > index + 1:
            yield end + 1

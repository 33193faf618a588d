"""Quantities: an exact Decimal with its unit, one rounding gate, one printer.

``Unit`` is a value (symbol, dimension, factor to the dimension's base unit). Known units are a table;
a unit nobody listed (场次, 盏) is its own dimension with factor 1.
A ratio is stored as 0.9885 and printed as 98.85%; ``百分点`` (percentage points) is a dimension of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Context for conversions that must not lose digits (sums of money stay far below 60 digits)."""

MAX_DIGITS = 30
"""Longest digit string accepted as a quantity; longer ones are codes, not figures."""


class RoundingMode(StrEnum):
    """Rounding modes a rubric may ask for; the default everywhere is half up (四舍五入)."""

    HALF_UP = "half_up"
    TRUNCATE = "truncate"


class Unit(NamedTuple):
    """A unit of measure.

    Attributes:
        symbol: as written in Chinese text, ``""`` for a bare number.
        dimension: units of one dimension convert into each other.
        factor: how many base units of the dimension one of this unit is.
    """

    symbol: str
    dimension: str
    factor: Decimal


def _unit(symbol: str, dimension: str, factor: str = "1") -> Unit:
    return Unit(symbol, dimension, Decimal(factor))


KNOWN_UNITS: dict[str, Unit] = {
    unit.symbol: unit
    for unit in (
        _unit("", "number"),
        _unit("元", "money"),
        _unit("角", "money", "0.1"),
        _unit("分钱", "money", "0.01"),
        _unit("百元", "money", "100"),
        _unit("千元", "money", "1000"),
        _unit("万元", "money", "10000"),
        _unit("百万元", "money", "1000000"),
        _unit("亿元", "money", "100000000"),
        _unit("%", "ratio", "0.01"),
        _unit("‰", "ratio", "0.001"),
        _unit("百分点", "percentage_point"),
        _unit("分", "score"),
        _unit("倍", "multiple"),
        _unit("人", "person"),
        _unit("名", "person"),
        _unit("位", "person"),
        _unit("万人", "person", "10000"),
        _unit("人次", "person_time"),
        _unit("万人次", "person_time", "10000"),
        _unit("平方米", "area"),
        _unit("平方", "area"),
        _unit("㎡", "area"),
        _unit("亩", "mu"),
        _unit("公里", "length", "1000"),
        _unit("千米", "length", "1000"),
        _unit("米", "length"),
        _unit("吨", "mass", "1000"),
        _unit("公斤", "mass"),
        _unit("千克", "mass"),
        _unit("天", "day"),
        _unit("日", "day"),
        _unit("个月", "month"),
        _unit("年", "year"),
        _unit("小时", "hour"),
        _unit("场", "session"),
        _unit("场次", "session"),
    )
}
"""Units whose conversion is known. 人 = 名 = 位; 人次, 户, 家, 个 are units of their own."""


@cache
def unit_of(symbol: str) -> Unit:
    """The unit written ``symbol``; an unlisted symbol is its own dimension with factor 1."""
    return KNOWN_UNITS.get(symbol) or Unit(symbol, f"unit:{symbol}", Decimal(1))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit, e.g. ``Quantity(Decimal("2952.78"), unit_of("万元"))``.

    ``value`` is in the unit as written: 98.85 with ``%`` stands for the ratio 0.9885.
    """

    value: Decimal
    unit: Unit

    @property
    def base(self) -> Decimal:
        """The value in the dimension's base unit (元 for money, 1 for ratios), exact."""
        return EXACT.multiply(self.value, self.unit.factor)

    def to(self, unit: Unit) -> Quantity:
        """This quantity in another unit of the same dimension, exact.

        Raises:
            ValueError: the two units have different dimensions.
        """
        if unit.dimension != self.unit.dimension:
            raise ValueError(f"{self.unit.symbol!r} cannot be converted to {unit.symbol!r}")
        return Quantity(EXACT.divide(self.base, unit.factor), unit)

    def same_amount(self, other: Quantity) -> bool:
        """Whether both stand for the same amount of the same dimension (1.2亿元 is 12000万元)."""
        return self.unit.dimension == other.unit.dimension and self.base == other.base


class Interval(NamedTuple):
    """The exact values that print as given digits: [low, high), for negative figures (low, high]."""

    low: Decimal
    high: Decimal
    negative: bool = False

    def holds(self, value: Decimal | Fraction) -> bool:
        """Whether ``value`` lies in the interval."""
        if self.negative:
            return self.low < value <= self.high
        return self.low <= value < self.high


def decimal_places(value: Decimal) -> int:
    """Digits after the point as written: 98.85 has 2, 65 and 1E+2 have 0."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def interval_of_printed(value: Decimal) -> Interval:
    """The exact values that round half up to the digits shown: 98.85 stands for [98.845, 98.855).

    Half up rounds away from zero, so the interval of a negative figure is the mirror image.
    """
    half = Decimal(5).scaleb(-decimal_places(value) - 1)
    return Interval(EXACT.subtract(value, half), EXACT.add(value, half), negative=value < 0)


def quantize(value: Decimal | Fraction, places: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Decimal:
    """The one rounding gate.

    Args:
        value: exact value; a Fraction is rounded from its exact worth, never from a cut-off decimal.
        places: digits kept after the point, 0 or more.
        mode: half up (away from zero at the tie) or truncate (towards zero).
    """
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(abs(numerator) * 10**places, denominator)
    if mode is RoundingMode.HALF_UP and 2 * rest >= denominator:
        whole += 1
    return Decimal(-whole if numerator < 0 else whole).scaleb(-places, EXACT)


def decimal_of(value: Fraction, digits: int = 20) -> Decimal:
    """An exact Decimal when the fraction has one within ``digits`` places, else rounded half up there."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    rounded = quantize(value, digits)
    if denominator != 1 or Fraction(rounded) != value:
        return rounded
    return trim_zeros(rounded)


def trim_zeros(value: Decimal) -> Decimal:
    """The same value without trailing zeros after the point (5.50 → 5.5, 20.00 → 20, 300 → 300)."""
    normal = value.normalize(EXACT)
    exponent = normal.as_tuple().exponent
    return (
        normal.quantize(Decimal(1), context=EXACT) if isinstance(exponent, int) and exponent > 0 else normal
    )


def split_equally(total: Decimal, count: int, places: int) -> tuple[Decimal, ...]:
    """``total`` in ``count`` equal shares cut to ``places``, the remainder on the last: 50 in 9 is 5.5 × 8 + 6."""
    share = quantize(total / count, places, RoundingMode.TRUNCATE)
    return (*(trim_zeros(share) for _ in range(count - 1)), trim_zeros(total - share * (count - 1)))


def plain(value: Decimal) -> str:
    """Decimal as plain digits, never in exponent form."""
    return format(value, "f")


def group_thousands(digits: str) -> str:
    """Thousands commas into plain digits: ``-23292900.00`` → ``-23,292,900.00``."""
    return format(Decimal(digits), ",f")


EDGES = (Fraction(0), Fraction(100))
"""Values a rounded percentage must not pretend to reach (宁可多写一位，不写成100%)."""


def honest_places(
    exact: Fraction,
    places: int,
    edges: tuple[Fraction, ...] = EDGES,
    mode: RoundingMode = RoundingMode.HALF_UP,
) -> int:
    """Places needed so that rounding does not reach an edge which the exact value does not reach.

    1,150.49 of 1,150.50 is 99.99913…%: two places would print 100.00%, so three are used (99.999%).
    """
    for extra in range(places, places + 12):
        printed = Fraction(quantize(exact, extra, mode))
        if printed == exact or printed not in edges:
            return extra
    return places


def format_quantity(value: Decimal, unit: str, *, places: int | None = None, comma: bool = True) -> str:
    """The one printer of figures in text and tables: ``2,952.78万元``, ``98.85%``, ``0.5个百分点``.

    Args:
        value: the printed value in ``unit`` (already rounded, or rounded here to ``places``).
        unit: symbol written after the digits; 百分点 takes its measure word 个.
        places: round half up to so many places; None prints the digits the value has.
        comma: group thousands.
    """
    shown = value if places is None else quantize(value, places)
    digits = format(shown, ",f" if comma else "f")
    return f"{digits}{'个百分点' if unit == '百分点' else unit}"


def parse_decimal(text: str) -> Decimal | None:
    """Plain ASCII digits as Decimal, else None: the canonical form of data files, not of prose."""
    stripped = text.strip()
    digits = stripped.lstrip("+-")
    if not digits or len(digits) > MAX_DIGITS or not digits.isascii():
        return None
    if not all(part.isdigit() or not part for part in digits.split(".", 1)):
        return None
    try:
        return Decimal(stripped)
    except InvalidOperation:
        return None

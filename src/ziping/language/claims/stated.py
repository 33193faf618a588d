"""A figure as the text states it: base value, the step of its last digit, and its hedge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ziping.domain.quantity import decimal_places
from ziping.language.claims.units import Measure, measure
from ziping.language.numerals import NumberExpression, NumberKind
from ziping.language.numerals.normalize import SENTINEL, fold

QUANTITIES = frozenset((
    NumberKind.AMOUNT,
    NumberKind.PERCENT,
    NumberKind.COUNT,
    NumberKind.SCORE,
    NumberKind.APPROX,
    NumberKind.THRESHOLD,
    NumberKind.RANGE,
))
_DIGITS = re.compile(r"([0-9][0-9,]*)(?:\.([0-9]+))?")
_NARROW = re.compile("[0-9.,%\u4e00-\u9fff]+")
"""Surfaces that folding leaves as they are."""
_DECIMALS = re.compile("[.．点][0-9０-９〇零一二三四五六七八九]")
_BIG = re.compile("[万亿萬億](?=[^一二三四五六七八九十百千万亿0-9壹贰叁肆伍陆柒捌玖拾佰仟]*$)")
_WORD_POWER = {"万": 4, "萬": 4, "亿": 8, "億": 8}


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of the text.

    Attributes:
        number: the expression.
        value: in base units of ``measure``; the lower end of a range.
        high: upper end of a range, else None.
        measure: dimension and factor of the unit.
        step: worth of the last digit written, in base units.
        hedge: 近 约 超 余 多 不足 or a comparison.
    """

    number: NumberExpression
    value: Fraction
    high: Fraction | None
    measure: Measure
    step: Fraction
    hedge: str

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.number.start

    @property
    def end(self) -> int:
        """One past its end."""
        return self.number.end

    @property
    def leading_step(self) -> Fraction:
        """The step a hedge speaks of: 10 for 60余, 100 for 2500多, 10000 for 3万多; 0.01 for 约1.20."""
        if isinstance(self.number.value, Fraction):
            return self.value / 10  # 约四分之一: a tenth of it
        step = self.step
        if not self.value or _DECIMALS.search(self.number.surface):
            return step
        steps, power = self.value / step, 1
        while steps.denominator == 1 and steps.numerator % (power * 10) == 0:
            power *= 10
        return step * power


_FLIPPED = {"超": "<=", "逾": "<=", ">": "<=", ">=": "<", "不足": ">=", "<": ">=", "<=": ">"}


def stated(number: NumberExpression, unit: str | None = None, *, negated: bool = False) -> Stated | None:
    """The figure of a number expression, None when it is no figure or has no value (数十名).

    Args:
        number: from ``find_numbers``.
        unit: unit to read it in, when the sentence says it elsewhere (a list's last unit).
        negated: 未 or 不 stands before its hedge (未超过100%).
    """
    if number.kind not in QUANTITIES or number.value is None or isinstance(number.value, str):
        return None
    kind = measure(number.unit if unit is None else unit)
    low, high = number.value if isinstance(number.value, tuple) else (number.value, None)
    step = _step(number, low) * kind.factor
    upper = None if high is None else Fraction(high) * kind.factor
    hedge = _FLIPPED.get(number.modifier, number.modifier) if negated else number.modifier
    numerator, denominator = low.as_integer_ratio()
    value = Fraction(numerator * kind.factor.numerator, denominator * kind.factor.denominator)
    return Stated(number, value, upper, kind, step, hedge)


def _step(number: NumberExpression, value: Decimal | Fraction) -> Fraction:
    """Worth of the last digit written, in the expression's own unit: 6.6万人 has 1000, 98.85% has 0.01."""
    if isinstance(value, Fraction):
        return Fraction(1, 1000)
    written = number.surface
    if not _NARROW.fullmatch(written):
        written = fold(written).text.removesuffix(SENTINEL)
    digits = _DIGITS.search(written)
    if digits is None:
        return _chinese_step(written, value)
    after_point = digits[2] or ""
    last = 10 ** len(after_point)
    coefficient = int(digits[1].replace(",", "") + after_point)
    if not coefficient:
        return Fraction(1, last)
    numerator, denominator = value.as_integer_ratio()
    scaled, below = abs(numerator) * last, coefficient * denominator
    power = 1
    while power * below < scaled:
        power *= 10
    return Fraction(power, last) if power * below == scaled else Fraction(1, 10 ** decimal_places(value))


def _chinese_step(written: str, value: Decimal) -> Fraction:
    """二十四万份 is counted in 万; 二百六十点四万元 in its tenth, because money keeps 万 in its unit."""
    places = Fraction(1, 10 ** decimal_places(value))
    big = _BIG.search(written)
    if big is None or value < 10 ** _WORD_POWER[big[0]]:
        return places
    fraction = written.partition("点")[2]
    return Fraction(
        10 ** _WORD_POWER[big[0]], 10 ** len(fraction[: fraction.find(big[0])] if fraction else "")
    )


def telling(figure: Stated) -> bool:
    """Whether a figure has three digits or more, so that arithmetic does not hold by chance."""
    value, step = figure.value, figure.step
    digits = abs(value.numerator) * step.denominator >= 100 * value.denominator * step.numerator
    return digits and not figure.hedge

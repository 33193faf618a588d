"""What the cells of a project form say: 年度指标值 and 实际完成值 as a figure, a date or words, never guessed.

A target holds exactly one figure (``≥90%为满意``), one date or range of dates (``截至2023年底``), or words alone
(``有所提高``). An actual value is read the way its target is: the one figure of the target's kind of unit, a date for a
date, words for words. Everything else is ``Unclear`` with the reason, for a person to settle.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from ziping.domain.project_form import Operator
from ziping.domain.quantity import decimal_of, trim_zeros, unit_of
from ziping.language.claims.signs import DOWN, UP
from ziping.language.claims.units import NONE, measure
from ziping.language.numerals import NumberExpression, NumberKind, find_numbers
from ziping.language.periods import Period, read_period


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit. ``sign`` is the comparison printed with a target, None when there is none."""

    value: Decimal
    unit: str
    words: str
    sign: Operator | None = None
    bare: bool = False
    """Written without the unit that its target has."""


class Words(NamedTuple):
    """Text without spaces and punctuation; ``reached`` tells an actual value that restates its target in full."""

    text: str
    reached: bool = False


class Unclear(NamedTuple):
    """A cell that cannot be read as its column needs; the reason completes “写的是……，”."""

    reason: str


Target: TypeAlias = Figure | Period | Words | Unclear
Actual: TypeAlias = Figure | Period | Words | Unclear

_SIGNS: dict[str, Operator] = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than"}
_EQUALS = re.compile(r"(?:[=＝]|等于)\s*$")
_NO_FIGURES = frozenset((NumberKind.ORDINAL, NumberKind.IDIOM, NumberKind.DOCNO, NumberKind.VERSION))
_TIMES = frozenset((NumberKind.DATE, NumberKind.YEAR, NumberKind.QUARTER))
_EXACT = frozenset((NumberKind.AMOUNT, NumberKind.PERCENT, NumberKind.COUNT, NumberKind.SCORE))
_RECURRING = re.compile("每个?[年季月周日天旬]|逐[月季]|按[月季年]")
_UNIT_WORD = re.compile("[\u4e00-\u9fff]{1,4}")
_NEGATED = re.compile("[未没不非]")
_RISE = re.compile("|".join(word for word in UP.split("|") if len(word) > 1))
_FALL = re.compile("|".join(word for word in DOWN.split("|") if len(word) > 1))
_REACHED = frozenset(("达成", "已达成"))
_HUNDRED = re.compile("100%")
_DOTS = str.maketrans(dict.fromkeys(".・•∙⋅", "·"))


def core(text: str) -> str:
    """The characters that carry meaning: full width folded, no spaces, no punctuation but ``%``."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c.isalnum() or c in "%‰≥≤<>=.")


def read_target(text: str, year: int) -> Target:
    """年度指标值 as a figure, a period or words."""
    if not core(text):
        return Unclear("没有内容")
    found = [number for number in find_numbers(text) if number.kind not in _NO_FIGURES]
    figures = [number for number in found if number.kind not in _TIMES]
    if not found or (_RECURRING.search(text) and not figures):
        return Words(core(text))
    if not figures:
        return read_period(text, year) or Unclear("日期看不懂，请写成“2023年12月31日前”这样的期限")
    if len(figures) > 1:
        return Unclear("有几个数，分不清哪个是指标值，请一行只写一个")
    if any(
        number.kind is not NumberKind.YEAR or number.value != year
        for number in found
        if number not in figures
    ):
        return Unclear("既有日期又有数，请分成两行")
    return _figure(text, figures[0], signed=True)


def read_actual(text: str, target: Target, year: int) -> Actual:
    """实际完成值 in the terms of its target."""
    match target:
        case Figure():
            return _actual_figure(text, target)
        case Period():
            return read_period(text, year) or Unclear("没有写明日期，不能与目标期限比较")
        case Words():
            return Words(core(text), reached=_restates(core(text), target.text))
        case Unclear():
            return target


def _restates(actual: str, target: str) -> bool:
    """Whether the target's words are said again, alone or with 100%, or 达成 is written."""
    rest = _HUNDRED.sub("", actual, count=1) if "100%" not in target else actual
    return rest == target or rest in _REACHED


def _figure(text: str, number: NumberExpression, *, signed: bool) -> Figure | Unclear:
    """The figure of one expression; only a target may carry a comparison."""
    value = _decimal(number)
    threshold = number.kind is NumberKind.THRESHOLD
    if value is None or not (number.kind in _EXACT or (threshold and signed)):
        return Unclear("不是一个确切的数")
    before, after = text[: number.start], text[number.end :]
    unit, loose = number.unit, _UNIT_WORD.match(after)
    if not unit and loose:
        unit, after = loose.group(), after[loose.end() :]
    sign = _SIGNS.get(number.modifier) or ("equals" if signed and _EQUALS.search(before) else None)
    return Figure(value, unit, core(_EQUALS.sub("", before) + " " + after), sign)


def _decimal(number: NumberExpression) -> Decimal | None:
    if isinstance(number.value, Fraction):
        exact = decimal_of(number.value)
        return exact if Fraction(exact) == number.value else None
    return number.value if isinstance(number.value, Decimal) else None


def _actual_figure(text: str, target: Figure) -> Figure | Unclear:
    figures = [n for n in find_numbers(text) if n.kind not in _NO_FIGURES and n.kind not in _TIMES]
    if not figures:
        return Unclear("里面没有数，不能与指标值比较")
    read = [(number, _figure(text, number, signed=False)) for number in figures]
    fitting = [
        (number, fitted)
        for number, figure in read
        if isinstance(figure, Figure) and (fitted := in_terms_of(figure, target)) is not None
    ]
    if len(fitting) > 1:
        return Unclear("有几个数，分不清哪个是完成值")
    if not fitting:
        return _why_not(read, target)
    number, figure = fitting[0]
    if _NEGATED.search(text[: number.start]) and not _NEGATED.search(target.words):
        return Unclear("带有否定的说法，看不出是否完成")
    if _opposed(figure.words, target.words):
        return Unclear("变化方向与指标值相反")
    return figure


def _why_not(read: list[tuple[NumberExpression, Figure | Unclear]], target: Figure) -> Unclear:
    vague = next((figure for _, figure in read if isinstance(figure, Unclear)), None)
    if vague is not None:
        return Unclear(f"{vague.reason}，请写准确的完成值")
    wanted = f"“{target.unit}”" if target.unit else "没有单位的数"
    return Unclear(f"单位与指标值不能换算，请按{wanted}填写")


def _opposed(actual: str, target: str) -> bool:
    up, down = _RISE.search(target) is not None, _FALL.search(target) is not None
    if up == down:
        return False
    return (_FALL if up else _RISE).search(actual) is not None and (_RISE if up else _FALL).search(
        actual
    ) is None


def in_terms_of(figure: Figure, target: Figure) -> Figure | None:
    """The figure in a unit that compares with the target's, None when the units do not convert.

    A number without a unit takes the target's; for a percentage, 0 to 1 is read as a ratio (0.95 is 95%).
    """
    if figure.unit == target.unit:
        return figure
    if not figure.unit:
        bare_ratio = target.unit == "%" and abs(figure.value) <= 1
        value = trim_zeros(figure.value * 100) if bare_ratio else figure.value
        return Figure(value, target.unit, figure.words, bare=True)
    if unit_of(figure.unit).dimension == unit_of(target.unit).dimension:
        return figure
    ratio = _ratio(figure.unit, target.unit)
    if ratio is None:
        return None
    converted = decimal_of(Fraction(figure.value) * ratio)
    return Figure(converted, target.unit, figure.words)


def _ratio(unit: str, other: str) -> Fraction | None:
    """How many ``other`` one ``unit`` is: 万人次 and 人次, 万元/人·年 and 元/人.年; None when they differ in kind."""
    head, _, per = unit.partition("/")
    other_head, _, other_per = other.partition("/")
    if per.translate(_DOTS) != other_per.translate(_DOTS):
        return None
    mine, theirs = measure(head), measure(other_head)
    if mine.dimension != theirs.dimension or NONE in {mine.dimension, theirs.dimension}:
        return None
    return mine.factor / theirs.factor

"""Sentences for a writer: what was written, what the data say, what to write."""

from __future__ import annotations

from fractions import Fraction

from ziping.domain.fact import Fact
from ziping.domain.guard_codes import NAMES
from ziping.domain.quantity import decimal_of, format_quantity, quantize, trim_zeros
from ziping.language.claims.known import Known
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import measure
from ziping.language.numerals import NumberKind

_MONEY = frozenset(("元", "万元", "亿元"))


def told(fact: Fact) -> str:
    """``“预算执行率”是98.85%``."""
    return f"“{fact.label}”是{fact.printed}"


def suggestion(figure: Stated | None, known: Known | None) -> str:
    """The fact's value in the unit and places of what was written, when they go together."""
    if known is None:
        return ""
    if figure is None or known.high is not None or figure.measure.dimension != known.measure.dimension:
        return known.fact.printed
    unit = figure.number.unit
    if unit in ("", "成", "折") or figure.number.kind is NumberKind.RANGE:
        return known.fact.printed
    if unit not in _MONEY and unit != "%":
        return known.fact.printed
    value = known.value / measure(unit).factor
    places = _places(figure.step / measure(unit).factor)
    rounded = quantize(value, places)
    if Fraction(rounded) == 0 or (unit == "%" and rounded == 100):
        rounded = trim_zeros(decimal_of(value))
    return format_quantity(rounded, unit, comma="," in figure.number.surface)


def _places(step: Fraction) -> int:
    places = 0
    while step < 1 and places < 8:
        step, places = step * 10, places + 1
    return places


_WHAT = {
    "swapped_metric": "这句话说的是“{label}”，写成了“{surface}”；数据中{told}，“{surface}”是“{other}”的数",
    "stale_last_year": "“{surface}”是{other}的数（上年数），不能当作本年数；数据中{told}",
    "wrong_year": "“{surface}”是“{other}”的数，与句中所说的年份不一致",
    "wrong_value": "写的是“{surface}”，数据中{told}",
    "wrong_unit": "“{surface}”的单位不对，数据中{told}",
    "magnitude": "“{surface}”差了位数，数据中{told}",
    "bad_rounding": "“{surface}”没有按四舍五入取数，数据中{told}",
    "score_over_max": "得分“{surface}”超过了分值，数据中{told}",
}


def explain(code: str, surface: str, fact: Fact | None, other: Fact | None = None) -> str:
    """The message of a wrong figure."""
    pattern = _WHAT.get(code)
    if pattern is None or fact is None:
        return _without_fact(code, surface)
    return pattern.format(
        surface=surface,
        label=fact.label,
        told=told(fact),
        other=other.label if other is not None else "其他指标",
    )


_PLAIN = {
    "swapped_metric": "“{surface}”在数据中是别的指标的数，这里所说的指标没有数据，请核对，或删去这个数",
    "invented_number": "“{surface}”在数据中找不到依据，请核对，或删去这个数",
    "wrong_arithmetic": "“{surface}”与句中的数算不出来，请按数据重算",
    "wrong_year": "“{surface}”不是本报告的年度，也不在数据里，请核对年份",
    "wrong_document_number": "文号“{surface}”不在文件清单里，请核对发文字号",
    "invented_document": "文件“{surface}”不在文件清单里，请核对名称，或先补充这份文件",
    "disguised_number": "“{surface}”里混有字母或看不见的字符，请用规范的数字重写",
    "wrong_direction": "“{surface}”与数据的方向不一致，请核对",
    "wrong_value": "“{surface}”与数据不一致，请核对",
}


def _without_fact(code: str, surface: str) -> str:
    return _PLAIN.get(code, "“{surface}”与数据不一致，请核对").format(surface=surface)


_ONLY_ALIKE = frozenset(("wrong_document_number", "invented_document", "invented_number", "placeholder"))
"""Codes whose nearest fact only resembles what was written."""
_DIRECTIONS = frozenset(("wrong_direction", "unsupported_claim"))
_BRACKETS = dict.fromkeys(map(ord, "（）()"))


def reason(code: str, fact: Fact | None) -> str:
    """Why a text was rejected, in a few words and without what it said: ``指标张冠李戴：预算执行率应为98.85%``.

    Args:
        code: of the violation.
        fact: the fact the text speaks about, if its value is what should have been written.
    """
    name = NAMES.get(code, code)
    if fact is None or code in _ONLY_ALIKE:
        return name
    return f"{name}：{fact.label.translate(_BRACKETS)}{'是' if code in _DIRECTIONS else '应为'}{fact.printed}"

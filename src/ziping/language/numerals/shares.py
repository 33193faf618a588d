"""Shares in words and vague numbers: 百分之九十八点八五, 三分之二, 2/3, 数十名, 上百家."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from ziping.language.numerals.affixes import COMPARISONS, match_prefix, match_suffix
from ziping.language.numerals.chinese import parse_chinese_integer
from ziping.language.numerals.expression import Found, NumberKind
from ziping.language.numerals.figures import PER, Figure, finish, per_unit
from ziping.language.numerals.numeral import GAP, read_numeral, shift, skip_gap
from ziping.language.numerals.units import Measure, match_measure, scaled_money

_SHARE = re.compile("([0-9]{1,4}|[一二两三四五六七八九十百]{1,4})分之(?=[0-9一二两三四五六七八九十])")
_SLASH = re.compile(r"([1-9])/([2-9]|10)(?![0-9/.,%年月])")
_RATIO = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?)[:：]([1-9][0-9]{0,3}(?:\.[0-9]{1,3})?)(?![0-9.,:：%])")
_RATIO_BEFORE = re.compile("比(?:例|率|值)?[^，。；：0-9]{0,4}$")
_RATIO_AFTER = re.compile("的?(?:比例|比率|配比|配套)")
_DISCOUNT = re.compile("([一二三四五六七八九])([一二三四五六七八九])折")
_ALL = ("百分百", "百分之百")
_MASS = re.compile("百上千|[十百千万亿]{1,3}元|[十百千万亿]{1,2}(?![分货姓元度十百千万亿一二三四五六七八九])")
_VAGUE_VETO = {
    "数": frozenset("人总次件户个基额分参系指倍天年岁"),
    "上": frozenset("以之在会场身网线加晚早马"),
}
VAGUE_FIRST = frozenset("上数几成")
"""Letters before a magnitude that make it vague."""
SHARE_AFTER = frozenset("分折")
"""Letters after a numeral that call for ``read_share``."""


def read_ratio(text: str, start: int, floor: int) -> Found | None:
    """投入产出比1:2.6, 按1:3的比例: a share of one in the other, where a word says that it is a ratio."""
    match = _RATIO.match(text, start)
    if match is None or match_measure(text, match.end()):
        return None
    if not _RATIO_AFTER.match(text, match.end()) and not _RATIO_BEFORE.search(
        text[max(floor, start - 8) : start]
    ):
        return None
    return _fraction(text, start, match.end(), floor, Fraction(match[1]) / Fraction(match[2]))


def read_share(text: str, start: int, floor: int) -> Found | None:
    """百分之…, 千分之…, 百分百, a fraction in words or with a slash, or 八五折."""
    if text[start] in "百千十万":
        percent = _read_percent(text, start, floor)
        if percent:
            return percent
    if "0" <= text[start] <= "9":
        slash = _SLASH.match(text, start) if text[start + 1] == "/" and text[start - 1] not in "/." else None
        if slash and int(slash[1]) < int(slash[2]):
            return _fraction(text, start, slash.end(), floor, Fraction(int(slash[1]), int(slash[2])))
    return _read_fraction(text, start, floor) or _read_discount(text, start)


def _read_percent(text: str, start: int, floor: int) -> Found | None:
    prefix = match_prefix(text, start, floor)
    whole = next((word for word in _ALL if text.startswith(word, start)), "")
    if whole:
        return finish(text, Figure(Decimal(100), 0, "%", start + len(whole)), start, prefix)
    per = PER.match(text, start)
    numeral = read_numeral(text, per.end()) if per else None
    if per is None or numeral is None:
        return None
    unit, power = per_unit(per[1])
    figure = Figure(numeral.coefficient, numeral.power + power, unit, numeral.end, high=numeral.high)
    return finish(text, figure, start, prefix)


def _read_fraction(text: str, start: int, floor: int) -> Found | None:
    match = _SHARE.match(text, start)
    numeral = read_numeral(text, match.end()) if match else None
    if match is None or numeral is None:
        return None
    parts = int(match[1]) if match[1].isascii() else parse_chinese_integer(match[1])
    if not parts:
        return None
    return _fraction(
        text, start, numeral.end, floor, Fraction(shift(numeral.coefficient, numeral.power)) / parts
    )


def _fraction(text: str, start: int, end: int, floor: int, value: Fraction) -> Found:
    prefix, suffix = match_prefix(text, start, floor), match_suffix(text, end, "")
    modifier = prefix.modifier or suffix.modifier
    kind = NumberKind.COUNT
    if modifier:
        kind = NumberKind.THRESHOLD if modifier in COMPARISONS else NumberKind.APPROX
    begin = prefix.edge if prefix.modifier else start
    return Found(begin, suffix.edge if suffix.modifier else end, kind, value, "", modifier)


def _read_discount(text: str, start: int) -> Found | None:
    match = _DISCOUNT.match(text, start)
    if match is None:
        return None
    whole, tenth = (parse_chinese_integer(part) for part in match.groups())
    return Found(start, match.end(), NumberKind.COUNT, Decimal(f"{whole}.{tenth}"), "折")


def read_vague(text: str, start: int, floor: int) -> Found | None:
    """数十名 and 几百家 have no figure to compare (value null); 上百家 is more than 100."""
    first = text[start - 1]
    if start == floor or first not in VAGUE_FIRST or text[start - 2] in _VAGUE_VETO.get(first, ""):
        return None
    mass = _MASS.match(text, start)
    if mass is None or (first == "成") != (mass[0] == "百上千"):
        return None
    begin = start - 2 if text[start - 2] == "好" and start - 2 >= floor else start - 1
    modifier = "超" if first == "上" else "多"
    numeral = read_numeral(text, start) if first != "成" else None
    power = numeral.power if numeral else 0
    if mass[0][-1] == "元":
        unit, power = scaled_money("元", power)
        measure: Measure | None = Measure(unit, mass.end())
    else:
        end = mass.end() + (text[mass.end()] in "余多")
        measure = match_measure(text, skip_gap(text, end))
        if measure is None and text[end] in GAP:
            measure = Measure("", end)
    if measure is None:
        return None
    value = shift(numeral.coefficient, power) if numeral and first == "上" else None
    return Found(begin, measure.end, NumberKind.APPROX, value, measure.symbol, modifier)

"""Quantities: amounts, percentages, counts, scores, approximations, thresholds and ranges."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ziping.domain.quantity import EXACT
from ziping.language.numerals.affixes import (
    COMPARISONS,
    NO_PREFIX,
    Affix,
    ends_phrase,
    match_after_unit,
    match_hedge,
    match_prefix,
    match_suffix,
    skip_including,
)
from ziping.language.numerals.chinese import DIGIT_VALUES, MAGNITUDES
from ziping.language.numerals.expression import Found, NumberKind
from ziping.language.numerals.lexicon import NUMERIC
from ziping.language.numerals.numeral import Numeral, read_numeral, shift, skip_gap
from ziping.language.numerals.units import Measure, is_han, is_money, match_measure, scaled_money

DASH = re.compile(
    "[ \u00a0]?(?:[-–—−~～]{1,2}|至|到)[ \u00a0]?(?=[¥0-9零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾]|万分之)"
)
_DASH_FIRST = frozenset("-–—−~～至到 \u00a0")
_SIGN = frozenset("-−负")
_NOT_NEGATIVE = frozenset("自抱肩担欺胜）年月日—–")
_HEDGE_MAGNITUDE = re.compile("万亿|[百千]?亿|[十百千]?万|百(?!分)|千(?![克米瓦])")
_COIN = f"([0-9{''.join(DIGIT_VALUES)}])"
_PENCE = re.compile(f"零?{_COIN}角(?:零?{_COIN}分)?|零{_COIN}分")
_COUNTED_IN = {"元": 0, "万元": 4, "亿元": 8}
"""Money units that 角 and 分 may follow, with their power."""
_WHOLE = re.compile("整(?![改治理体合个修顿备年套])|正(?![在式常确是])")
_FIGURE_FOLLOWS = re.compile(
    "上[升涨缴调报浮]|提[高升至到]|增[长加至到幅]|下[降调跌滑]|[降减][至到为低少]|较上|左右|上下|以[上下内]"
)
"""Words of change and bounds: the numeral right before them is a figure, not part of a word."""

_DIGIT_WORDS = frozenset("者方线维级手孩产史风星农保")
"""Letters that make a word of the digit before them: 三成二手车 is not 32 %, 三万二手车 not 32000."""

_AFTER_TENTHS_OF_ONE = frozenset("的以左且和上下提")
"""Letters after 三成一 and 三成半; before others 一 and 半 begin a word (一般, 半数)."""

PER = re.compile("(百|千|十?万|百万)分之")
"""百分之, 千分之, 万分之, 十万分之, 百万分之."""

_ZERO_UNITS = frozenset(["分", "元", "万元", "%", "人次", "例", "起", "宗", "百分点", "倍"])
"""Units that 零 counts; 零件, 零距离 and 零工 are words."""

_HALF = re.compile("(?<=个)半(月|小时)|半(?![年数径途成价天])")
_HALF_UNITS = frozenset(["年", "个", "倍", "天", "小时", "个小时", "成", "周"])
RECENT_UNITS = frozenset(["年", "天", "个月", "周", "日"])
"""近三年 is the last three years, not almost three."""

_MONTHS = re.compile("多(月|小时|星期|学期)")
_BARE_MEASURES = frozenset([
    "人",
    "名",
    "家",
    "户",
    "个",
    "场",
    "项",
    "件",
    "份",
    "册",
    "位",
    "台",
    "套",
    "人次",
    "场次",
    "户次",
    "亩",
    "吨",
    "公里",
    "平方米",
])
_KINDS = {
    "%": NumberKind.PERCENT,
    "‰": NumberKind.PERCENT,
    "分": NumberKind.SCORE,
    "版": NumberKind.VERSION,
    "届": NumberKind.ORDINAL,
    "号": NumberKind.ORDINAL,
    "号楼": NumberKind.ORDINAL,
}


class Figure(NamedTuple):
    """A numeral with what stands between it and its unit, and the unit."""

    coefficient: Decimal
    power: int
    unit: str
    end: int
    hedge: str = ""
    high: Decimal | None = None
    negative: bool = False


def read_quantity(text: str, start: int, floor: int) -> Found | None:
    """The quantity whose numeral begins at ``start``, or None when the characters there are part of a word."""
    numeral = read_numeral(text, start)
    if numeral is None:
        return None
    begin, negative = _begin(text, start, floor)
    prefix = match_prefix(text, begin, floor)
    figure = read_figure(text, numeral)
    if numeral.chinese and not _counts(text, numeral, figure, prefix, numeral.end - start):
        return None if figure.unit or numeral.bare else _range(text, figure, begin, prefix, united=True)
    if (
        prefix.modifier == "近"
        and figure.unit in RECENT_UNITS
        and figure.coefficient <= 10
        and not figure.power
    ):
        prefix = NO_PREFIX
    if numeral.bare and not prefix.modifier and not figure.hedge:
        figure = figure._replace(hedge="约")
    if text[begin] == "¥" and not figure.unit:
        figure = figure._replace(unit="元")
    return finish(text, figure._replace(negative=True) if negative else figure, begin, prefix)


def finish(text: str, figure: Figure, begin: int, prefix: Affix) -> Found:
    """The expression around a figure: its range, or itself with what follows the unit."""
    return _range(text, figure, begin, prefix) or _single(text, figure, begin, prefix)


def _begin(text: str, start: int, floor: int) -> tuple[int, bool]:
    """Where the figure begins with its sign or currency mark, and whether it is negative."""
    if start > floor and text[start - 1] == "¥":
        return start - 1, False
    if start == floor or text[start - 1] not in _SIGN:
        return start, False
    before = text[start - 2]
    if before == "¥" and start - 2 >= floor:
        return start - 2, True
    dash = (
        (floor == start - 1 > 0)
        or before in _NOT_NEGATIVE
        or (before.isascii() and (before.isalnum() or before in "-%)"))
    )
    return (start, False) if dash else (start - 1, True)


def _counts(text: str, numeral: Numeral, figure: Figure, prefix: Affix, length: int) -> bool:
    """Whether a Chinese numeral is a quantity here rather than part of a word."""
    if figure.hedge:
        return True
    if numeral.bare:
        return bool(prefix.modifier) or figure.unit in _BARE_MEASURES
    if figure.unit:
        counted = bool(figure.coefficient) or figure.unit in _ZERO_UNITS
        return counted and (figure.unit != "度" or length > 1)
    if _is_clipped(text, numeral, length) or (length > 1 and _FIGURE_FOLLOWS.match(text, numeral.end)):
        return True
    if prefix.modifier and (length > 1 or prefix.modifier in COMPARISONS):
        return not is_han(text[figure.end]) or length > 1
    return length > 1 and (length > 3 or not is_han(text[skip_gap(text, figure.end)]))


def _is_clipped(text: str, numeral: Numeral, length: int) -> bool:
    """Whether the numeral is of the form 三万二 or 一千六: never part of a word, whatever follows but 二手 and its like."""
    end = numeral.end
    return (
        length > 2
        and text[end - 2] in "百千万亿"
        and text[end - 1] in "二三四五六七八九"
        and text[end] not in _DIGIT_WORDS
    )


def read_figure(text: str, numeral: Numeral) -> Figure:
    """Hedge, second magnitude and unit after the numeral."""
    end = numeral.end
    hedge = match_hedge(text, skip_gap(text, end)) if text[end] in "余多来几 \u00a0\u3000" else NO_PREFIX
    if hedge.modifier:
        magnitude = _HEDGE_MAGNITUDE.match(text, hedge.edge)
        edge = magnitude.end() if magnitude else hedge.edge
        measure = match_measure(text, skip_gap(text, edge))
        if magnitude or measure or ends_phrase(text, hedge.edge):
            power = numeral.power + (sum(MAGNITUDES[mark] for mark in magnitude[0]) if magnitude else 0)
            unit, end = measure or Measure("", edge)
            return Figure(numeral.coefficient, power, unit, end, hedge.modifier, numeral.high)
    one = numeral.chinese and numeral.coefficient == 1 and not numeral.power
    short = numeral.chinese and numeral.coefficient < 11 and not numeral.power
    unit, end = match_measure(text, skip_gap(text, end), chinese=short, one=one) or Measure("", end)
    coefficient = numeral.coefficient
    if unit == "成" and numeral.high is None and (digit := _tenths_digit(text, end)):
        coefficient, end = EXACT.add(coefficient, Decimal(digit).scaleb(-1)), end + 1
    return Figure(coefficient, numeral.power, unit, end, "", numeral.high)


def _tenths_digit(text: str, end: int) -> int:
    """The digit after 成 (九成五, 九成二提高, 三成半), 0 when what stands there begins another word or figure."""
    digit, following = text[end], text[end + 1]
    if digit == "半":
        return 0 if is_han(following) and following not in _AFTER_TENTHS_OF_ONE else 5
    if digit not in DIGIT_VALUES or digit == "两" or following in NUMERIC:
        return 0
    if is_han(following) and (
        following in _DIGIT_WORDS
        or (digit == "一" and following not in _AFTER_TENTHS_OF_ONE)
        or match_measure(text, end + 1, chinese=True)
    ):
        return 0
    return DIGIT_VALUES[digit]


def per_unit(denominator: str) -> tuple[str, int]:
    """Unit and power of a share by its denominator: 百 is %, 千 ‰, 万 a tenth of ‰ (万分之五 is 0.5‰)."""
    power = sum(MAGNITUDES[mark] for mark in denominator)
    return ("%", 0) if power == 2 else ("‰", 3 - power)


def _range(text: str, figure: Figure, begin: int, prefix: Affix, *, united: bool = False) -> Found | None:
    """Two figures joined by a dash or 至, or two neighbouring Chinese digits.

    ``united``: only when the upper end has a unit (三到五家), because 三 alone is no quantity.
    """
    edge = prefix.edge if prefix.modifier else begin
    if figure.high is not None and not united:
        (low, high), unit = _ends(figure, figure._replace(coefficient=figure.high))
        return Found(edge, figure.end, NumberKind.RANGE, (low, high), unit, prefix.modifier or "约")
    joint = skip_including(text, figure.end)
    dash = DASH.match(text, joint) if text[joint] in _DASH_FIRST else None
    if dash is None or figure.hedge:
        return None
    upper = _upper(text, dash.end(), figure)
    if upper is None or (united and not upper.unit):
        return None
    (low, high), unit = _ends(figure, upper)
    return (
        Found(edge, skip_including(text, upper.end), NumberKind.RANGE, (low, high), unit, prefix.modifier)
        if low <= high
        else None
    )


def _upper(text: str, start: int, lower: Figure) -> Figure | None:
    """The upper end of a range whose unit agrees with the lower end's."""
    per = PER.match(text, start)
    begin = per.end() if per else start + 1 if text[start] == "¥" else start
    numeral = read_numeral(text, begin)
    if numeral is None or numeral.high is not None:
        return None
    upper = read_figure(text, numeral)
    if per:
        unit, power = per_unit(per[1])
        upper = upper._replace(unit=upper.unit or unit, power=upper.power + power)
    elif lower.unit in ("%", "‰") and numeral.chinese and not upper.unit:
        upper = upper._replace(unit=lower.unit, power=lower.power)
    agree = lower.unit in ("", upper.unit) or (is_money(lower.unit) and is_money(upper.unit))
    if not (agree or not upper.unit) or (numeral.chinese and not upper.unit):
        return None
    year = upper.unit == "年" and upper.coefficient >= 1900
    return None if upper.hedge or (text[upper.end] == "月" and not upper.unit) or year else upper


def _ends(lower: Figure, upper: Figure) -> tuple[tuple[Decimal, Decimal], str]:
    """Both ends in one unit: 3-5万元 is 3 and 5 万元, 2-3万人 is 20000 and 30000 人."""
    symbol = upper.unit or lower.unit
    upper_power = upper.power if upper.unit or upper.power else lower.power
    shared = not lower.unit and not lower.power
    if symbol == "成":
        return (shift(lower.coefficient, 1), shift(upper.coefficient, 1)), "%"
    unit, rest = scaled_money(symbol, upper_power)
    taken = upper_power - rest
    low = shift(lower.coefficient, (upper_power if shared else lower.power) - taken)
    return (-low if lower.negative else low, shift(upper.coefficient, rest)), unit


def _single(text: str, figure: Figure, begin: int, prefix: Affix) -> Found:
    """One figure with what follows its unit and stands before it."""
    unit, power = scaled_money(figure.unit, figure.power)
    value, unit, end = _after_unit(text, shift(figure.coefficient, power), unit, figure.end)
    more = match_after_unit(text, end, unit)
    months = unit != figure.unit and text[figure.end] == "多"
    hedge = figure.hedge or more.modifier or ("多" if months else "")
    end = more.edge if more.modifier else end
    suffix = match_suffix(text, end, unit)
    end = suffix.edge if suffix.modifier else end
    modifier = joint_modifier(prefix.modifier, hedge, suffix.modifier)
    return Found(
        prefix.edge if prefix.modifier else begin,
        end,
        kind_of(unit, modifier),
        -value if figure.negative else value,
        unit,
        modifier,
    )


@cache
def joint_modifier(prefix: str, hedge: str, suffix: str) -> str:
    """One modifier of up to three: a comparison rules, then 余 and 多, then what stands before."""
    if prefix in COMPARISONS or suffix in COMPARISONS:
        return prefix if prefix in COMPARISONS else suffix
    return (prefix if prefix and prefix != "约" else "") or hedge or prefix or suffix


def kind_of(unit: str, modifier: str) -> NumberKind:
    """The kind of a figure by its modifier, else by its unit."""
    if modifier:
        return NumberKind.THRESHOLD if modifier in COMPARISONS else NumberKind.APPROX
    return NumberKind.AMOUNT if is_money(unit) else _KINDS.get(unit, NumberKind.COUNT)


def _after_unit(text: str, value: Decimal, unit: str, end: int) -> tuple[Decimal, str, int]:
    """Value, unit and end after 角分, 整 and 半; tenths as a percentage."""
    following = text[end]
    if unit == "成":
        return shift(value, 1), "%", end
    if is_money(unit):
        return _coins(text, value, unit, end)
    half = _HALF.match(text, end) if following == "半" and unit in _HALF_UNITS else None
    if half:
        return EXACT.add(value, Decimal("0.5")), unit + (half[1] or ""), half.end()
    months = _MONTHS.match(text, end) if following == "多" and unit == "个" else None
    return (value, unit + months[1], months.end()) if months else (value, unit, end)


def _coins(text: str, value: Decimal, unit: str, end: int) -> tuple[Decimal, str, int]:
    """3元5角2分 is 3.52 元, 壹佰万元零伍分 1000000.05 元; 整 and 正 belong to the surface."""
    power = _COUNTED_IN.get(unit)
    pence = _PENCE.match(text, end) if power is not None else None
    if pence and power is not None:
        tenth, hundredth = _digit(pence[1]), _digit(pence[2] or pence[3])
        coins = Decimal(f"0.{tenth}" if pence[1] and not pence[2] else f"0.{tenth}{hundredth}")
        value, unit, end = EXACT.add(shift(value, power), coins), "元", pence.end()
    whole = _WHOLE.match(text, end)
    return value, unit, whole.end() if whole else end


def _digit(character: str | None) -> int:
    return DIGIT_VALUES[character] if character in DIGIT_VALUES else int(character or 0)

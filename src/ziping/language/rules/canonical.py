"""A scoring standard in one spelling: figures as ``«95%»``, comparisons before their figure, awards as ``⇒«5分»``.

``控制率不超过100%的，计5分；每超１个百分点扣0.5分，扣完为止`` becomes ``控制率≤«100%»的⇒«5分»;每超«1百分点»⇓«0.5分»``. Only
spelling is settled here; what cannot be settled stays as it is, for the readers to refuse.

======== ==========================================================
``⇒``     points given: ``«5分»``, ``F`` (the full marks), ``{formula}``
``⇓``     points taken
``⇑``     points added on top
``≥ > ≤ < =``  comparison with the figure that follows
``↑ ↓``   以上, 以下 (以内) that do not say whether the figure belongs
``⊕ ⊖``   the figure before it belongs, does not belong
``■``     the mark of a list: ①, （1）, 1.
======== ==========================================================
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.domain.quantity import decimal_of, plain, trim_zeros
from ziping.language.numerals import parse_quantity
from ziping.language.numerals.normalize import SENTINEL, fold

NUMBER: Final = r"«(-?[\d.]+)([^«»]*)»"
"""A figure: two groups, value and unit."""
FIGURE: Final = r"«[^«»]*»"
POINTS: Final = r"«[\d.]+分»"

_SAME = str.maketrans({
    "≦": "≤", "≧": "≥", "（": "(", "）": ")", "，": ",", "；": ";", "：": ":", "﹔": ";", "。": ";",
    "＝": "=", "＊": "×", "*": "×", "✕": "×", "╳": "×", "／": "÷", "/": "÷", "～": "~", "—": "~", "–": "~",
    "−": "-", "【": "[", "】": "]", "“": "", "”": "", '"': "", "「": "", "」": "", "‘": "", "’": "",
    "!": ";", "！": ";", "？": "?",
})  # fmt: skip
_GAP = re.compile(r"[ \t\u00a0\u3000\u2002-\u200b]+")
_LINE = re.compile(r"\s*\n\s*")
_MARK = re.compile(
    r"[①-⑳]|(?:^|(?<=[;,:\n]))(?:\([0-9一二三四五六七八九十]{1,2}\)|[0-9]{1,2}(?:[、)]|\.(?![0-9]))|[一二三四五六七八九十]是)"
    r"|\([1-9]\)(?=[^«])"
)
_HAN = "零〇一二两三四五六七八九十百"
_UNIT = r"%|‰|个?百分点|[万亿]?元|人次|人|名|例|项|次|处|个(?:工作日|月)?|份|起|件|条|笔|宗|场次?|期|家|户|篇|套|台|天|日|小时|倍|类|批|门|所|座|公里|平方米|亩|吨"
_FIGURE = re.compile(
    rf"(?:±|(?<=[<>≤≥=(])-(?=[0-9]))?(?:百分之[{_HAN}]+(?:点[{_HAN}]+)?|(?![0-9]+[月年季])[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?(?:{_UNIT}|分(?!之|钟|别))?"
    rf"|(?<![第{_HAN}同统唯])[{_HAN}]+(?:点[{_HAN}]+)?(?:个百分点|分(?!之|钟|别|析|配|类|管|解)|(?:{_UNIT})(?![般贯切]))"
    rf"|(?<=[≤≥<>=])零|(?<=[于过为])零(?![星散售余碎]))"
)
_HALF = re.compile(r"半分")


class Spelt(NamedTuple):
    """A standard in one spelling.

    Attributes:
        text: the canonical text.
        floored: whether it says that points are taken until none is left (扣完为止).
    """

    text: str
    floored: bool


def canonical(text: str, points: Decimal) -> Spelt:
    """The canonical text of a standard worth ``points``."""
    folded = fold(text.strip()).text.removesuffix(SENTINEL).translate(_SAME)
    folded = _LINE.sub(_break, _GAP.sub("", folded))
    folded = re.sub(r"≥|>=|=>", "≥", re.sub(r"<=|=<", "≤", folded))
    spelt = _figures(_MARK.sub("■", folded))
    spelt = _inclusions(spelt)
    for pattern, new in _PHRASES:
        spelt = pattern.sub(new, spelt)
    for pattern, new in _COMPARISONS:
        spelt = pattern.sub(new, spelt)
    spelt = _shares_of_points(spelt, points)
    spelt = _FLOOR.sub(lambda match: _floor(match, points), spelt)
    for pattern, new in _AWARDS:
        spelt = pattern.sub(new, spelt)
    worth = f"«{plain(trim_zeros(points))}分»"
    spelt = re.sub(rf"⇒F(?:{worth}|\({worth}\))", "⇒F", spelt)
    return Spelt(_tidy(spelt.replace("⌊", "")), "⌊" in spelt)


def readable(text: str) -> str:
    """A piece of canonical text as a person writes it, for the labels of a list."""
    return re.sub(r"[«»⊕⊖■⇒⇓]", "", text).strip(" ,;:、.。").rstrip("的")


def percent_text(value: Decimal) -> str:
    """``95%``."""
    return f"{plain(trim_zeros(value))}%"


def _break(match: re.Match[str]) -> str:
    """A line break ends a clause unless it stands in the middle of a phrase."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:2]
    ends = before in "分)" or bool(_MARK.match(";" + after, 1)) or not before
    return ";" if ends and before not in ";,:" else ""


def _figures(text: str) -> str:
    return _FIGURE.sub(_figure, _HALF.sub("0.5分", text))


def _figure(match: re.Match[str]) -> str:
    surface = match[0]
    if surface.startswith("±"):
        return _FIGURE.sub(_figure, surface[1:]).replace("%»", "±%»")
    quantity = parse_quantity("0" if surface == "零" else surface)
    if quantity is not None:
        return f"«{plain(trim_zeros(quantity.value))}{quantity.unit.symbol}»"
    unit = re.search(f"(?:{_UNIT})$", surface)  # 处 and the like may be something else in prose
    bare = parse_quantity(surface[: unit.start()]) if unit else None
    if bare is None or unit is None:
        return surface
    symbol = "百分点" if unit[0].endswith("百分点") else unit[0]
    return f"«{plain(trim_zeros(bare.value))}{symbol}»"


_BELONGS = re.compile(rf"\((不)?(?:包)?(?:含)(?:本数|本级|{FIGURE})?\)|(?<=»)(不)?含(?=[~至到以)])")


def _inclusions(text: str) -> str:
    """``(含)`` as ⊕ after the figure it speaks of; one that speaks of another figure is left alone."""
    done = ""
    rest = text
    while match := _BELONGS.search(rest):
        done += rest[: match.start()]
        sign = "⊖" if match[1] or match[2] else "⊕"
        named = re.search(FIGURE, match[0])
        done = _attach(done, sign, named[0] if named else None) or done + match[0]
        rest = rest[match.end() :]
    return done + rest


def _attach(before: str, sign: str, named: str | None) -> str | None:
    figures = list(re.finditer(FIGURE, before))
    if not figures:
        return None
    last = figures[-1]
    if named in {None, last[0]} and re.fullmatch(r"及?(?:以[上下内]|之内|之间)?", before[last.end() :]):
        return before[: last.end()] + sign + before[last.end() :]
    if len(figures) > 1 and figures[-2][0] == named:
        first = figures[-2]
        between = before[first.end() : last.start()]
        if re.fullmatch(r"[~至到-]", between):
            return before[: first.end()] + sign + before[first.end() :]
    return None


_TARGET = r"(?:年度)?(?:目标值|指标值|年度指标值|计划值)的?"
_PHRASES: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(?:为|=|等于)«0%?»或(?:者)?(?:为)?(?:负(?:数|值|增长)?|下降)", "≤«0»"),
        (r"(?:为)?(?:零增长|(?:不|未|无|没有)增长)(?:或(?:者)?(?:负增长|下降))?|(?:负增长或零增长)", "≤«0»"),
        (r"(?<=[率度数额例])(?:为|等于)(?=«0%?»)", "="),
        (rf"(?:以({FIGURE})为(?:标准|基准|界限?|限)值?|标准值?(?:为|:)?({FIGURE}))[,;:]", r"以\1\2为标准;"),
        (r"(^|[;,])以[^«»,;]{2,12}为(?:基准|标准|依据|计算基数)[,;]", r"\1"),
        (rf"(?:低于|小于|不足|未达到){_TARGET}(?=«[\d.]+%»)", "<"),
        (rf"达到(?:或超过)?{_TARGET}(?=«[\d.]+%»)", "≥"),
    )
)  # fmt: skip
_COMPARISONS: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (rf"(?:不低于|不少于|不小于|大于等于|大于或等于|高于或等于|高于等于|达到或超过|≥)(?={FIGURE})", "≥"),
        (rf"(?:不高于|不超过|不大于|小于等于|小于或等于|低于或等于|低于等于|不多于|未超过|没有超过|未超|不超出|未突破|不超)(?={FIGURE})", "≤"),
        (rf"(?<!每)(?:未达到|没有达到|达不到|未达|小于|低于|少于|不足|不到|不满)(?={FIGURE})", "<"),
        (rf"(?<!每)(?:大于|高于|超过|超出|多于)(?={FIGURE})", ">"),
        (rf"(?:达到|达)(?={FIGURE})", "≥"),
        (rf"(?:等于|=)(?={FIGURE})", "="),
        (rf"(?:控制)?在({FIGURE}[⊕⊖]?(?:以内|之内|以下|以上))", r"\1"),
        (rf"(?:≥|>(?=[^<>≤≥]*⊕))?({FIGURE})(?:⊕以上|以上⊕|⊕?及以上|⊕?或以上)", r"≥\1"),
        (rf"({FIGURE})(?:⊖以上|以上⊖)", r">\1"),
        (r">≥", "超过≥"),
        (rf"≥({FIGURE})以上", r"≥\1"),
        (rf"({FIGURE})以上", r"↑\1"),
        (rf"≤?({FIGURE})(?:⊕(?:以下|以内|之内)|⊕?及以下|⊕?或以下)", r"≤\1"),
        (rf"({FIGURE})⊖(?:以下|以内|之内)", r"<\1"),
        (rf"([≤<])({FIGURE})(?:以下|以内|之内)", r"\1\2"),
        (rf"({FIGURE})(?:以下|以内|之内)", r"↓\1"),
    )
)  # fmt: skip

_WHOLE = r"(?:(?:该|本|此|指标)?(?:项|指标)?(?:的)?(?:权重分值|权重分|标准分值|标准分|满分|分值|总分|权重))"
_SHARE = re.compile(
    rf"({_WHOLE}的?(«[\d.]+%»)(?:的?分值)?|(«[\d.]+%»)的?(?:权重分值|权重分|标准分|分值|分数|权重))(?![×÷+⊕⊖~至到以-])"
)
_SHARE_VERB = re.compile(r"(?:扣除?|扣减|减|得|计|记|给)$")


def _shares_of_points(text: str, points: Decimal) -> str:
    """``扣分值的10%`` and ``得80%的分值`` as points."""

    def figure(match: re.Match[str]) -> str:
        if not _SHARE_VERB.search(text[: match.start()]):
            return match[0]
        share = Fraction((match[2] or match[3]).strip("«»%")) / 100
        return f"«{plain(trim_zeros(decimal_of(share * Fraction(points))))}分»"

    return _SHARE.sub(figure, text)


_FLOOR = re.compile(
    rf"[,;]?(?:直至|直到|至)?(?:(?:本项|该项|此项|指标)?(?:分值|分数|得分|满分)?扣完(?:(?:本项|该项|此项)?(?:分值|分数|全部分值|(?P<all>{POINTS}))?)(?:为止|即止)?"
    rf"|扣至«0分?»(?:为止)?|(?:本项)?(?:最低|最少)(?:得|为|计)?«0分?»|不(?:计|得|倒扣)?负分|不倒扣"
    rf"|(?:最多|最高|累计最多|累计)扣(?:减|除)?(?:不超过)?(?:(?P<most>{POINTS})|{_WHOLE})(?:为止)?|以(?:扣完)?{_WHOLE}(?:扣完)?为[止限])"
)


def _floor(match: re.Match[str], points: Decimal) -> str:
    """扣完为止, or a most that is all there is; 最多扣3分 of 5 is something else and stays."""
    said = match["most"] or match["all"]
    return match[0] if said and Decimal(said.strip("«分»")) != points else "⌊"


_GIVES = r"(?:可得|可计|得分为|计分为|计为|记为|得分|得|计|记|给予|给|赋|评|为)"
_FULL = rf"(?:该项|本项|此项|该指标|本指标|指标|全部)?(?:所赋全部分值|所赋分值|满分|全分|全部分值|权重满分|{_WHOLE})"
_AWARDS: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(?:该项|本项|此项)?(?:得分|计分|评价得分|指标得分|分值)=((?:[^,;]|,(?=[^(]*\)))+)", r"⇒{\1}"),
        (rf"(?:加|加计|奖励|增加|另加)({POINTS})", r"⇑\1"),
        (rf"按({POINTS})÷(?:次|例|项|处|个|件|起|人|份|条|笔|宗)(?:的标准)?(?:扣减|扣除|扣分|扣)", r"÷⇓\1"),
        (rf"(?:扣减|扣除|扣|减)({POINTS})(?:÷(?P<u>次|例|项|处|个|件|起|人|份|条|笔|宗))", r"÷⇓\1"),
        (rf"(?:扣减|扣除|扣|减)({POINTS})", r"⇓\1"),
        (rf"[,:]?(?:该项|本项|此项|整项|该指标|本指标|全部)?(?:不得分|不计分|不给分|不赋分|不记分|{_GIVES}«0分»|[得计记]«0»)(?![%÷×~至到-])", "⇒«0分»"),
        (rf"[,:]?(?:该项|本项|此项)?(?<!最高)(?<!最多)(?<![各项])(?:{_GIVES})(?:{_FULL})(?![×÷的])", "⇒F"),
        (rf"(?<!最高)(?<!最多)(?<!累计)(?<!满分)(?<!满分为)(?:该项|本项|此项)?{_GIVES}({POINTS})", r"⇒\1"),
        (rf"(?:(?<=各)|(?<=每[项条个点]))({POINTS})(?![⊕⊖~÷×至到以-])", r"⇒\1"),
        (rf"(?<![<>≤≥=↑↓×÷⇒⇓⇑~(每各减加高多少分为按至到得计记给共占该F}}-])({POINTS})(?![⊕⊖~÷×至到以}})-])", r"⇒\1"),
    )
)  # fmt: skip


def _tidy(text: str) -> str:
    text = re.sub(r"的?者?时?均?[,:]?(?=[⇒⇓⇑])", "", text)
    text = re.sub(rf"(?<=[⇒⇓])({POINTS}|F)\(([^()]*)\)", r"\1;\2;", text)
    return re.sub(r"[,;]*;[,;]*", ";", text).strip(",;:")

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
_UNIT = r"%|‰|个?百分点|[万亿]?元|人次|人|名|例|项|次|处|个(?:工作日|月)?|份|起|件|条|笔|宗|场次?|期|家|户|篇|套|台|天|日|周|小时|分钟|秒|倍|类|批|门|所|座|公里|平方米|亩|吨"
_FIGURE = re.compile(
    rf"(?:±|(?<=[<>≤≥=(])-(?=[0-9])|(?:^|(?<=[;,]))-(?=[0-9.]+%?[<≤]))?(?:百分之[{_HAN}]+(?:点[{_HAN}]+)?|(?![0-9]+[月年季])(?<![0-9])(?!(?<=月)[0-9]+日)[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?(?:{_UNIT}|分(?!之|钟|别))?"
    rf"|(?<![第{_HAN}同统唯])(?!(?<=月)[{_HAN}]+日)[{_HAN}]+(?:点[{_HAN}]+)?(?:个百分点|分(?!之|钟|别|析|配|类|管|解)|(?:{_UNIT})(?![般贯切性]))"
    rf"|(?<=[≤≥<>=])零|(?<=[于过为])零(?![星散售余碎]))"
)
_HALF = re.compile(r"(?<!一)半分(?!值|数)")
_AND_A_HALF = re.compile(rf"([0-9]+|[{_HAN}]+)分半")
_WHOLE = r"(?:(?:该|本|此|指标)?(?:项|指标)?(?:的)?(?:权重分值|权重分|标准分值|标准分|满分|分值|总分|权重))"
_HALF_OF_ALL = re.compile(rf"{_WHOLE}的?一半|一半的?(?:{_WHOLE}|分数|分)")


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
    spelt = _figures(_marked(_LEAST_OF_ONE.sub(r"\1", folded)))
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
    spelt = re.sub(rf"^(?:满分|分值|总分|共计?)(?:为)?{worth}[,;:](?:其中[:,]?|{_FROM_FULL}[:,;])", "", spelt)
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


_LEAST_OF_ONE = re.compile(r"min\(([^(),;]+),(?:1|100%)\)", re.IGNORECASE)
"""min（完成率，1）: no more than the full marks, as for every ratio."""
_FROM_FULL = r"(?:采[取用])?倒扣(?:分)?(?:方式|制|法|办法)?"
_NUMBERED = re.compile(r"(?<=[;\n])([0-9]{1,2})\.(?=[0-9])")


def _marked(text: str) -> str:
    """List marks as ■; ``2.98%`` behind ``1.…；`` is the second item, when the numbers run on."""
    if re.match(r"1[.、](?![0-9])", text):
        numbers = [int(value) for value in re.findall(r"(?<=[;\n])([0-9]{1,2})[.、]", text)]
        if numbers == list(range(2, len(numbers) + 2)):
            text = _NUMBERED.sub("■", text)
    return _MARK.sub("■", text)


def _figures(text: str) -> str:
    text = _AND_A_HALF.sub(_and_a_half, _HALF_OF_ALL.sub("分值的50%", text))
    return _FIGURE.sub(_figure, _HALF.sub("0.5分", text))


def _and_a_half(match: re.Match[str]) -> str:
    return f"{match[1]}{'.5' if match[1].isdigit() else '点五'}分"


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
    first = figures[-2] if len(figures) > 1 else None
    if first is not None and named in {first[0], f"{first[0][:-1]}{_unit(last[0])}»"}:
        between = before[first.end() : last.start()]
        if re.fullmatch(r"[~至到-]", between):
            return before[: first.end()] + sign + before[first.end() :]
    return None


def _unit(figure: str) -> str:
    """80~90分: the first figure has the unit of the second."""
    return re.sub(r"[«»\d.-]", "", figure)


_TARGET = r"(?:年度)?(?:目标值|指标值|年度指标值|计划值)的?"
_PHRASES: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(?:为|=|等于)«0%?»或(?:者)?(?:为)?(?:负(?:数|值|增长)?|下降)", "≤«0»"),
        (r"(?:为)?(?:零增长|(?:不|未|无|没有)增长)(?:或(?:者)?(?:负增长|下降))?|(?:负增长或零增长)", "≤«0»"),
        (r"(?<=[率度数额例])(?:为|等于)(?=«0%?»)", "="),
        (rf"(?:以({FIGURE})为(?:标准|基准|界限?|限)值?|(?:标准值?|目标值?)(?:为|:)?({FIGURE}))[,;:]", r"以\1\2为标准;"),
        (r"(^|[;,])以[^«»,;]{2,12}为(?:基准|标准|依据|计算基数)[,;]", r"\1"),
        (rf"\[({FIGURE}),\+?∞[)\]]", r"≥\1"),
        (rf"\(({FIGURE}),\+?∞[)\]]", r">\1"),
        (rf"[(\[]-∞,({FIGURE})\)", r"<\1"),
        (rf"[(\[]-∞,({FIGURE})\]", r"≤\1"),
        (rf"({FIGURE})⊕?起(?:\(含本数(?:[,、]下同)?\))?", r"≥\1"),
        (rf"(?:下降|降低|降)(?:至|到|为)(?={FIGURE}(?:⊕?及?以下|⊕))", ""),
        (r"按照?(?:未完成|未达到|未达标)(?:部分)?的?比例(?:相应)?(?:扣减|扣除|扣)(?:相应)?(?:分值|得分|分数|分)", "按比例计分"),
        (rf"超过{_WHOLE}的?,?以{_WHOLE}为限", "超过分值的按分值计"),
        (r"[,;](?:每[项条])?(?:符合|达到|满足)(?:要求|条件|标准)?的?,?(?:得分|计分|得相应分值?),(?:否则|(?:不符合|未达到|达不到|不满足)(?:要求|条件|标准)?的?,?)(?:不得分|不计分)", ";"),
        (r"[,;](?:不符合|未达到|达不到|不满足)(?:上述)?(?:要求|条件|标准)?的?,?(?:该条|该点|相应条款|对应条目)(?:不得分|不计分)", ";"),
        (r"(?<=[^,;])\(((?:最高|最多|以)[^()×÷]*|[^()«»,;]{0,12}(?:超过|大于|>)(?:«100%»|«1»)的?,?按(?:«100%»|«1»)[^()]*)\)", r";\1"),
        (r"^正(?:向)?(?:指标)?(?:\([^()«»]*\))?[:,]", ""),
        (rf"按(?=每[^«»,;]{{0,8}}{FIGURE})", ""),
        (r"的标准(?:扣分|扣减|计算|计分)(?=[,;]|$)", ""),
        (r",?(?:实行)?一票否决(?=,?(?:该项|本项)?(?:不得分|得«0分»|计«0分»))", ""),
        (r"^\((?:扣分项|倒扣项|扣分指标)\)", ""),
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
    rf"|(?:最低)?扣至«0分?»(?:为止)?|(?:本项)?(?:最低|最少)(?:得|为|计)?«0分?»|不(?:计|得|倒扣)?负分|不倒扣"
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
        (rf"([≤≥=↓↑]{FIGURE}[⊕⊖]?)的?,?(?:不扣分|不予扣分)(?=[,;]|$)", r"\1⇒F"),
        (r"(?:(?:计分|计算|评分|得分)(?:公式|方法)[:,]?)?(?:该项|本项|此项)?(?:得分|计分|评价得分|指标得分|分值)=((?:[^,;]|,(?=[^(]*\)))+)", r"⇒{\1}"),
        (rf"(?:加|加计|奖励|增加|另加)({POINTS})", r"⇑\1"),
        (rf"按({POINTS})÷(?:次|例|项|处|个|件|起|人|份|条|笔|宗)(?:的标准)?(?:扣减|扣除|扣分|扣)", r"÷⇓\1"),
        (rf"(?:扣减|扣除|扣|减)({POINTS})(?:÷(?P<u>次|例|项|处|个|件|起|人|份|条|笔|宗))", r"÷⇓\1"),
        (rf"(?:扣减|扣除|扣|减)({POINTS})", r"⇓\1"),
        (rf"[,:]?(?:该项|本项|此项|整项|该指标|本指标|全部)?(?:不得分|不计分|不给分|不赋分|不记分|{_GIVES}«0分»|[得计记]«0»)(?![%÷×~至到-])", "⇒«0分»"),
        (rf"[,:]?(?:该项|本项|此项)?(?<!最高)(?<!最多)(?<![各项])(?:{_GIVES})(?:{_FULL})(?![×÷的])", "⇒F"),
        (rf"(?<=,)占({POINTS})(?=[,;]|$)", r"⇒\1"),
        (rf"(?<!最高)(?<!最多)(?<!累计)(?<!满分)(?<!满分为)(?:该项|本项|此项)?{_GIVES}({POINTS})", r"⇒\1"),
        (rf"(?:(?<=各)|(?<=每[项条个点]))({POINTS})(?![⊕⊖~÷×至到以-])", r"⇒\1"),
        (rf"(?<![<>≤≥=↑↓×÷⇒⇓⇑~(每各减加高多少为按至到得计记给共占该F}}-])(?<![满总得计评扣加百]分)({POINTS})(?![⊕⊖~÷×至到以}})-])", r"⇒\1"),
    )
)  # fmt: skip


def _tidy(text: str) -> str:
    text = re.sub(r"的?者?(?:(?<![按及准])时)?均?[,:]?(?=[⇒⇓⇑])", "", text)
    text = re.sub(rf"((?:^|[;■])[^«»⇒⇓⇑,;:()]{{2,12}})⇒({POINTS})[:](?=[^;]*[⇒⇓])", r"\1(\2):", text)
    text = re.sub(rf"(?<=[⇒⇓])({POINTS}|F)\(([^()]*)\)", r"\1;\2;", text)
    return re.sub(r"[,;]*;[,;]*", ";", text).strip(",;:")

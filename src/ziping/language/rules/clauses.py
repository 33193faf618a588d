"""The clauses of a canonical standard: conditions with what they give or take, and what they say.

A condition is a ``Range`` (a figure between two edges), a ``Step`` (every so much beyond a bound), a ``Case`` (every
time something is found), ``Otherwise``, or ``Words``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple, TypeAlias

from ziping.language.rules.canonical import FIGURE, NUMBER, POINTS

AwardKind: TypeAlias = Literal["give", "take", "add", "formula"]


class Award(NamedTuple):
    """What a clause gives or takes.

    Attributes:
        kind: given, taken, added on top, or given by a formula.
        points: for a formula None.
        formula: its canonical text.
        each: taken for every case (扣1分/次).
        full: given as 满分, not as a number.
    """

    kind: AwardKind
    points: Decimal | None = None
    formula: str = ""
    each: bool = False
    full: bool = False


class Statement(NamedTuple):
    """A condition as canonical text, and its award; no award for a remark."""

    condition: str
    award: Award | None


class Figure(NamedTuple):
    """A figure of a condition; ``unit`` is ``%``, ``百分点``, ``分``, a counted unit or nothing."""

    value: Decimal
    unit: str

    @property
    def exact(self) -> Fraction:
        """The value that formulas compare with."""
        return Fraction(self.value) / (100 if self.unit == "%" else 1)


class End(NamedTuple):
    """An edge of a range; ``included`` is None when the text does not say."""

    figure: Figure
    included: bool | None


class Range(NamedTuple):
    """A figure between two edges; ``subject`` is what is measured, as far as the clause says."""

    subject: str
    low: End | None
    high: End | None
    point: bool = False
    """``=0``: both edges are the same figure."""


class Step(NamedTuple):
    """Every ``size`` beyond ``bound`` (None: said elsewhere), above or below it."""

    direction: Literal["above", "below"]
    size: Figure
    bound: Figure | None = None
    at: Range | None = None
    """The range the clause opens with: ``＞0的，每增加…``."""
    subject: str = ""
    """What the clause says is measured: ``控制率每超过…``."""


class Case(NamedTuple):
    """Every time something is found."""

    what: str


class Otherwise(NamedTuple):
    """Whatever no other clause covers."""


class Words(NamedTuple):
    """A condition in words."""

    text: str


Condition: TypeAlias = Range | Step | Case | Otherwise | Words

_AWARD = re.compile(
    rf"(?P<each>÷)?(?P<sign>[⇒⇓⇑])(?:(?P<points>{POINTS})|(?P<full>F)|\{{(?P<formula>[^{{}}]*)\}})"
)
_EDGES = ",;:.、"


def statements(text: str, points: Decimal) -> list[Statement]:
    """The statements of a canonical text; what follows the last award is cut into remarks."""
    found: list[Statement] = []
    position = 0
    for match in _AWARD.finditer(text):
        *remarks, condition = text[position : match.start()].split(";")
        found += [Statement(remark.strip(_EDGES), None) for remark in remarks if remark.strip(_EDGES)]
        found.append(Statement(condition.strip(_EDGES), _award(match, points)))
        position = match.end()
    rest = text[position:].split(";")
    return found + [Statement(part.strip(_EDGES), None) for part in rest if part.strip(_EDGES)]


def _award(match: re.Match[str], points: Decimal) -> Award:
    if match["formula"] is not None:
        return Award("formula", formula=match["formula"])
    value = points if match["full"] else Decimal(match["points"].strip("«分»"))
    kind: AwardKind = {"⇒": "give", "⇓": "take", "⇑": "add"}[match["sign"]]  # type: ignore[assignment]
    return Award(kind, value, each=bool(match["each"]), full=bool(match["full"]))


def condition(text: str) -> Condition:
    """What a condition says."""
    text = re.sub(
        r"^■?(?:的|者|时|且|则|如果|如|若|当|凡|对|其中)*[,:]?|(?:的|者|(?<![按及准])时|(?<!否)则|之间)+$",
        "",
        text.strip(_EDGES),
    )
    if _OTHERWISE.fullmatch(text):
        return Otherwise()
    if (inside := _EXPLAINED.fullmatch(text)) and (told := range_of(inside[1])):
        return told
    return step(text) or case(text) or range_of(text) or Words(text)


_EXPLAINED = re.compile(r"[^«»()]{2,16}\(([^()]*«[^()]*)\)")
"""无预算调整（调整率等于0）: the figure in brackets is what the words mean."""
_OTHERWISE = re.compile(r"(?:否则|其他|其余|其它)(?:情况|情形|的)?")

_SUBJECT = r"(?P<s>[^«»<>≤≥=↑↓,;⇒⇓~每]{0,24}?)(?:为|是|的|,)?"
_BELONG = "[⊕⊖]?"
_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        rf"{_SUBJECT}(?P<op>[<>≤≥=↑↓]){NUMBER}(?P<b>{_BELONG})",
        rf"{_SUBJECT}(?P<op>[<>≥↑]){NUMBER}(?P<b>{_BELONG})(?:[,、]?(?:且|但|并且|同时|而|并)?)(?P<s2>[^«»<>≤≥=↑↓,;⇒⇓~]{{0,12}}?)(?P<op2>[<>≤≥↓]){NUMBER}(?P<b2>{_BELONG})",
        rf"{_SUBJECT}(?P<op>[<≤↓]){NUMBER}(?P<b>{_BELONG})(?:[,、]?(?:且|但|并且|同时|而|并)?)(?P<s2>[^«»<>≤≥=↑↓,;⇒⇓~]{{0,12}}?)(?P<op2>[>≥↑]){NUMBER}(?P<b2>{_BELONG})",
        rf"{NUMBER}(?P<b>{_BELONG})(?P<op>[<>≤≥])(?P<s>[^«»<>≤≥=↑↓,;⇒⇓~]{{0,24}}?)(?P<op2>[<>≤≥]){NUMBER}(?P<b2>{_BELONG})",
        rf"{NUMBER}(?P<b>{_BELONG})(?P<turned>[<>≤≥])(?P<s>[^«»<>≤≥=↑↓,;⇒⇓~]{{1,24}})",
    )
)  # fmt: skip
_BETWEEN = re.compile(
    rf"{_SUBJECT}(?:在|介于|处于|达到|达|从)?{NUMBER}(?P<b>{_BELONG})(?:[~至到-]|与|和){NUMBER}(?P<b2>{_BELONG})(?:之间|区间|以内)?"
)
_INTERVAL = re.compile(
    rf"{_SUBJECT}(?:在|介于|处于|属于)?(?P<o>[\[(]){NUMBER}[,~-]{NUMBER}(?P<c>[\])])(?:之间|区间|内)?"
)
_ALONE = re.compile(rf"{_SUBJECT}(?:在)?{NUMBER}")
_LOWER = {"≥": True, ">": False, "↑": None}
_UPPER = {"≤": True, "<": False, "↓": None}
_TURNED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤"}


def range_of(text: str) -> Range | None:
    """The range a condition names, None when it is no plain range."""
    if match := _INTERVAL.fullmatch(text):
        low, high = _pair(match)
        return Range(match["s"], End(low, match["o"] == "["), End(high, match["c"] == "]"))
    if match := _BETWEEN.fullmatch(text):
        low, high = _pair(match)
        ends = End(low, _belongs(match["b"])), End(high, _belongs(match["b2"]))
        if low.exact > high.exact:
            ends = ends[1], ends[0]
        return Range(match["s"], *ends)
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            return _compared(match)
    if match := _ALONE.fullmatch(text):
        only = End(_figure(match, 0), included=True)
        return Range(match["s"], only, only, point=True)
    return None


def _compared(match: re.Match[str]) -> Range | None:
    fields = match.groupdict()
    first = _figure(match, 0)
    if "turned" in fields:
        return _one_sided(fields["s"], _TURNED[fields["turned"]], End(first, _belongs(fields["b"])))
    if "op2" not in fields:
        return _one_sided(fields["s"], fields["op"], End(first, _belongs(fields["b"])))
    second = _figure(match, 1)
    op = fields["op"] if "s2" in fields else _TURNED[fields["op"]]
    sides = [
        _one_sided(fields["s"], op, End(first, _belongs(fields["b"]))),
        _one_sided(fields["s"], fields["op2"], End(second, _belongs(fields["b2"]))),
    ]
    low = next((side.low for side in sides if side and side.low), None)
    high = next((side.high for side in sides if side and side.high), None)
    if fields.get("s2") and fields["s2"] not in {fields["s"], "在"}:
        return None
    return Range(fields["s"], low, high) if low and high and low.figure.exact <= high.figure.exact else None


def _one_sided(subject: str, op: str, end: End) -> Range | None:
    if op == "=":
        return Range(subject, end._replace(included=True), end._replace(included=True), point=True)
    sides, lower = (_LOWER, True) if op in _LOWER else (_UPPER, False)
    said = sides[op]
    if end.included is not None and said is not None and end.included is not said:
        return None
    edge = end._replace(included=said if said is not None else end.included)
    return Range(subject, edge, None) if lower else Range(subject, None, edge)


def _belongs(sign: str) -> bool | None:
    return {"⊕": True, "⊖": False}.get(sign)


def _pair(match: re.Match[str]) -> tuple[Figure, Figure]:
    """Two figures; one that is written without its unit has that of the other (0-10%)."""
    first, second = _figure(match, 0), _figure(match, 1)
    if not first.unit:
        first = first._replace(unit=second.unit)
    return first, second._replace(unit=second.unit or first.unit)


def _figure(match: re.Match[str], index: int) -> Figure:
    value, unit = re.findall(NUMBER, match[0])[index]
    return Figure(Decimal(value), unit)


_EDGED = re.compile(
    rf"(?P<at>)(?P<head>[^«»,;]*?)(?:每比(?P<b1>{FIGURE})|比(?P<b2>{FIGURE})每)(?P<way>低|高|少|多|降低|超){NUMBER}"
)
_ABOVE = "超过|超出|超支|超|增加|增长|高出|高于|上升|提高|大于|多于|上浮|多|高|升"
_BELOW = "低于|减少|降低|下降|少于|下浮|小于|未达到|未达|不足|少完成|少|低|降|差|缺少|欠|相差"
_STEP = re.compile(
    rf"(?:(?P<at>[^每]*?)[,]?)?每(?P<way>{_ABOVE}|{_BELOW})(?:(?:标准|目标值?|指标值?|计划数?|比例|控制率|界限)?|(?P<bound>{FIGURE})的?,?)(?:标准的?)?{NUMBER}"
)


def step(text: str) -> Step | None:
    """``每超过一个百分点``, ``每低于100%一个百分点``, ``＞0的，每增加1个百分点``."""
    match = _STEP.fullmatch(text)
    if match is None or _EDGED.fullmatch(text):
        return _beside(text)
    figures = re.findall(NUMBER, match[0][match.start("way") - match.start() :])
    size = Figure(Decimal(figures[-1][0]), figures[-1][1])
    bound = Figure(Decimal(figures[0][0]), figures[0][1]) if match["bound"] else None
    at_text = re.sub(r"(?:的|时)?[,:]*$", "", (match["at"] or "").strip(_EDGES))
    if standard := re.fullmatch(rf"(?:[^«»]{{0,12}})?以{NUMBER}为(?:标准|基准|界限?|限)(?:值)?", at_text):
        bound, at_text = Figure(Decimal(standard[1]), standard[2]), ""
    at = range_of(at_text) if re.search(FIGURE, at_text) else None
    if re.search(FIGURE, at_text) and at is None:
        return None
    way: Literal["above", "below"] = "above" if re.fullmatch(_ABOVE, match["way"]) else "below"
    if at and at.point and at.low and way == "below" and _DUE.match(at.subject):
        return Step(way, size, at.low.figure)
    if not at and at_text and not re.fullmatch(_PLAIN_SUBJECT, at_text):
        return None
    subject = at_text if re.fullmatch(r"[^,]*(?:率|比例|比重|度|数|额|值)", at_text) else ""
    return Step(way, size, bound, at, subject)


_DUE = re.compile(r"(?:全年|年度|本年)?(?:应|计划|需|目标)")
"""应培训500人次，每少10人次: what is due is the bound."""


def _beside(text: str) -> Step | None:
    """``每比100%低1个百分点``."""
    match = _EDGED.fullmatch(text)
    if match is None:
        return None
    bound, size = (Figure(Decimal(value), unit) for value, unit in re.findall(NUMBER, text))
    return Step("above" if match["way"] in {"高", "多", "超"} else "below", size, bound)


_PLAIN_SUBJECT = r"[^«»,;]{0,14}?(?:率|比例|比重|度|数|额|值)?(?:的|在此基础上)?|超过(?:标准|的)?的?|低于(?:标准|的)?的?|未达到的?|不足的?|超出的?|达不到的?"

_SPANS = "天|日|个工作日|个月|周"
_UNITS = f"例|项|次|处|个|份|起|件|条|笔|宗|人次|类|场|期|人|{_SPANS}"
_CASE = re.compile(
    rf"(?P<head>[^«»]*?[,、]?)(?:每)?(?:再)?(?:发现|出现|发生|查出|检查出|存在|有|缺少|缺|被|漏报|漏|)(?:«1(?:{_UNITS})»|(?<=每)(?:{_UNITS})|每(?:{_UNITS}))(?P<what>[^«»]*)"
)


def case(text: str) -> Case | None:
    """``每发现一例不符合``, ``有一项未完成``, ``每次``."""
    match = _CASE.fullmatch(text)
    if match is None or not (
        "每" in text or re.search("发现|出现|发生|有|存在|不|未|缺|漏|迟|逾期|延误|退回|通报", text)
    ):
        return None
    if re.search(r"符合一|每符合|完成一|每完成", text.replace("«1", "一")) and not re.search(
        "不符合|未完成", text
    ):
        return None
    if re.search(rf"«1(?:{_SPANS})»", text) and not re.search(rf"每[^«»,;]*«1(?:{_SPANS})»", text):
        return None  # 逾期1个月扣1分 may be said once for all
    return Case(text)

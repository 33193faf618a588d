"""Points by interval: the clauses name ranges of one figure that meet without gap or overlap."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ziping.domain.quantity import plain, trim_zeros
from ziping.language.rules.clauses import End, Figure, Otherwise, Range
from ziping.language.rules.rule import Clause, MethodData, Rule, amount

_HIGHER = re.compile(
    r"(?:满意度|满意率|完成率|执行率|及时率|覆盖率|利用率|合格率|办结率|到位率|达标率|参与率|刷卡率)$"
)
_LOWER = re.compile(r"(?:控制率|调整率|差异率|偏差率|结余率|结转率|投诉率|超支率|变动率)$")
MONEY = frozenset({"元", "万元", "亿元"})
"""Figures that are compared in a unit of their own: which one the unit's accounts use is for a person."""
_NO_COUNT = frozenset([
    "",
    "%",
    "百分点",
    "分",
    "元",
    "万元",
    "亿元",
    "倍",
    "小时",
    "分钟",
    "秒",
    "‰",
    "公里",
    "平方米",
    "亩",
    "吨",
])


class _Band(NamedTuple):
    low: End | None
    high: End | None
    score: Decimal


def read_bands(rule: Rule) -> MethodData | None:
    """Bands; two that meet at one edge and give all or nothing are ``all_or_nothing``."""
    if rule.remarks or rule.floored or len(rule.clauses) < 2:
        return None
    ranged = [clause for clause in rule.clauses if isinstance(clause.said, Range)]
    rest = [clause for clause in rule.clauses if not isinstance(clause.said, Range)]
    if not ranged or not (_all_given(rule) or _all_taken(rule)):
        return None
    if not one_subject([clause.said for clause in ranged]):  # type: ignore[misc]
        return None
    bands = [_Band(c.said.low, c.said.high, _score(c, rule)) for c in ranged]  # type: ignore[union-attr]
    bands += _others(bands, rest) or ([] if not rest else [_NOWHERE])
    settled = None if _NOWHERE in bands else _settled(bands)
    if settled is None or not _fitting([band.score for band in settled], rule):
        return None
    return _method(settled, rule)


def _all_given(rule: Rule) -> bool:
    return all(clause.award.kind == "give" for clause in rule.clauses)


def _all_taken(rule: Rule) -> bool:
    """``5%以内不扣分；5%（含）至10%扣1分；10%（含）以上扣3分``: one band loses nothing, at least two lose points."""
    full = [clause for clause in rule.clauses if clause.gives(rule.points)]
    taken = [clause for clause in rule.clauses if clause.award.kind == "take" and not clause.award.each]
    spans = all(isinstance(clause.said, Range) and not clause.said.point for clause in taken)
    return (len(full), len(full) + len(taken)) == (1, len(rule.clauses)) and len(taken) > 1 and spans


def _score(clause: Clause, rule: Rule) -> Decimal:
    return rule.points - clause.points if clause.award.kind == "take" else clause.points


_NONE = re.compile(r"(?:未|没有|无|不)[^,;«»]{1,8}$")
_NOWHERE = _Band(None, None, Decimal(-1))


def one_subject(ranges: list[Range]) -> bool:
    """Whether all ranges speak of the same figure, in the same unit."""
    subjects = {
        re.sub(r"^(?:其|该|本|指标|实际)+|(?:的|在|为|是|值)+$", "", item.subject) for item in ranges
    } - {""}
    longest = max(subjects, key=len, default="")
    figures = [end.figure for item in ranges for end in (item.low, item.high) if end]
    units = {figure.unit for figure in figures if figure.unit or figure.value}
    return all(longest.endswith(name) for name in subjects) and len(units) <= 1 and not units & MONEY


def _others(bands: list[_Band], rest: list[Clause]) -> list[_Band] | None:
    """The band of 否则: what the others leave open on their one open side."""
    if len(rest) != 1:
        return None
    ordered = sorted(bands, key=_position)
    low, high = ordered[0].low, ordered[-1].high
    none = low is not None and low.included is not False and _counted(low.figure) and low.figure.value == 1
    if none and low is not None and _NONE.match(rest[0].text):
        return [_Band(None, low._replace(included=False), rest[0].points)]
    if not isinstance(rest[0].said, Otherwise):
        return None
    if low is not None and high is None:
        return [_Band(None, _beyond(low), rest[0].points)]
    if high is not None and low is None:
        return [_Band(_beyond(high), None, rest[0].points)]
    return None


def _beyond(end: End) -> End:
    """The same edge from the other side."""
    return end._replace(included=None if end.included is None else not end.included)


def _position(band: _Band) -> tuple[bool, Decimal, bool]:
    low = band.low
    return low is not None, low.figure.value if low else Decimal(0), low is not None and low.included is False


def _settled(bands: list[_Band]) -> list[_Band] | None:
    """The bands from low to high with every edge decided; None for gaps, overlaps and edges nobody decides."""
    ordered = _above_nothing(sorted(bands, key=_position))
    for index, (lower, upper) in enumerate(pairwise(ordered)):
        seam = _seam(lower.high, upper.low)
        if seam is None:
            return None
        ordered[index] = ordered[index]._replace(high=seam[0])
        ordered[index + 1] = upper._replace(low=seam[1])
    return ordered if _ends(ordered) else None


def _above_nothing(ordered: list[_Band]) -> list[_Band]:
    """``为0得3分，10%以内得2分``: the second begins above 0."""
    first = ordered[0]
    for zero in ordered:
        at = zero.low
        if at is None or at != zero.high or at.figure.value != 0:
            continue
        if first.low is None and first.high is not None and first.high.figure.value > 0:
            rest = [band for band in ordered[1:] if band is not zero]
            return [zero, first._replace(low=at._replace(included=False)), *rest]
    return ordered


def _ends(ordered: list[_Band]) -> bool:
    """The outermost bands are open, or end where the figure itself ends: at 0 below, at 100 % above."""
    low, high = ordered[0].low, ordered[-1].high
    if low is not None and (low.figure.value != 0 or low.included is not True):
        return False
    if high is None:
        return True
    rising = ordered[0].score < ordered[-1].score
    return rising and high.included is True and high.figure.exact == 1 and high.figure.unit == "%"


def _seam(high: End | None, low: End | None) -> tuple[End, End] | None:
    if high is None or low is None:
        return None
    step = low.figure.value - high.figure.value
    if step == 1 and _counted(high.figure) and _counted(low.figure) and high.included is not False:
        return End(low.figure, included=False), low._replace(included=True)
    if step != 0 or (high.included is None and low.included is None):
        return None
    upper = low.included if low.included is not None else not high.included
    lower = high.included if high.included is not None else not upper
    return None if upper is lower else (high._replace(included=lower), low._replace(included=upper))


def _counted(figure: Figure) -> bool:
    return figure.unit not in _NO_COUNT and figure.value == figure.value.to_integral_value()


def _fitting(scores: list[Decimal], rule: Rule) -> bool:
    """The best band gives the full points, and better is better all the way."""
    rising = all(a < b for a, b in pairwise(scores))
    falling = all(a > b for a, b in pairwise(scores))
    if max(scores) != rule.points or min(scores) < 0 or not (rising or falling):
        return False
    return not ((falling and _HIGHER.search(rule.label)) or (rising and _LOWER.search(rule.label)))


def _method(bands: list[_Band], rule: Rule) -> MethodData | None:
    ends = [end for band in bands for end in (band.low, band.high) if end]
    unit = next((end.figure.unit for end in ends if end.figure.unit), "")
    if unit == "±%":
        return _mirrored(bands)
    name = "@rate" if unit == "%" else "@count"
    if len(bands) == 2 and {bands[0].score, bands[1].score} == {Decimal(0), rule.points}:
        full = next(band for band in bands if band.score)
        if (full.low is None) != (full.high is None):
            return {"kind": "all_or_nothing", "condition": f"{name} {sign(full.low, full.high)}"}
    rows = [edges(band.low, band.high) | {"score": amount(band.score)} for band in reversed(bands)]
    return {"kind": "bands", "value": name, "bands": rows}


def _mirrored(bands: list[_Band]) -> MethodData | None:
    """``±10%以内``: the bands of the distance from 0, on both sides of it."""
    inner, *outer = bands
    if inner.low is not None or inner.high is None:
        return None
    other = [_Band(_minus(band.high), _minus(band.low), band.score) for band in outer]
    middle = inner._replace(low=_minus(inner.high))
    rows = [edges(b.low, b.high) | {"score": amount(b.score)} for b in [*reversed(other), middle, *outer]]
    return {"kind": "bands", "value": "@rate", "bands": rows}


def _minus(end: End | None) -> End | None:
    return None if end is None else end._replace(figure=end.figure._replace(value=-end.figure.value))


def literal(figure: Figure) -> str:
    """``95%``, ``12``: a figure in the formula language."""
    return f"{plain(trim_zeros(figure.value))}{'%' if figure.unit.endswith('%') else ''}"


def edges(low: End | None, high: End | None) -> MethodData:
    """The edges of a band as a rubric writes them."""
    found: MethodData = {}
    if low is not None:
        found["at_least" if low.included else "more_than"] = literal(low.figure)
    if high is not None:
        found["at_most" if high.included else "less_than"] = literal(high.figure)
    return found


def sign(low: End | None, high: End | None) -> str:
    """``>= 95%``: a one-sided range as the end of a condition."""
    if low is not None:
        return f"{'>=' if low.included else '>'} {literal(low.figure)}"
    return f"{'<=' if high and high.included else '<'} {literal(high.figure) if high else ''}"

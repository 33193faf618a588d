"""What types cannot check in a scoring method: bands, tiers, and the units of what it compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from ziping.domain.bands import Edge, band_edges, edge
from ziping.domain.expression.formula import FormulaError, parse_formula
from ziping.domain.expression.nodes import Compare, Const
from ziping.domain.expression.units import Typed, unify
from ziping.domain.expression.working import short
from ziping.domain.methods import (
    Attainment,
    Bands,
    DeductPerPoint,
    LinearPenalty,
    Method,
    PeriodicProgress,
    Proportional,
    Qualitative,
    ShareAchieved,
    VersusLastYear,
)
from ziping.domain.quantity import plain
from ziping.intake.data_text import Path

Problem: TypeAlias = tuple[Path, str]
"""Where in the file, and what is wrong, in Chinese."""

_BAND_EDGES = ("at_least", "more_than", "at_most", "less_than")


def method_units(method: Method, path: Path, type_of: Callable[[str], Typed]) -> Iterator[Problem]:
    """Values that are compared but whose units or sorts do not fit (万元 against 人, a rate against 90)."""
    for value, other, place in _compared(method, path):
        try:
            left, right = unify(parse_formula(value), type_of), unify(parse_formula(other), type_of)
        except FormulaError:
            continue  # already reported for the formula itself
        wanted = method.target_type if isinstance(method, Attainment) else "number"
        if left.sort != wanted or right.sort != wanted:
            what = {"number": "数字", "date": "日期", "text": "文字"}[wanted]
            yield place, f"{value!r} 和 {other!r} 都应是{what}"
            continue
        try:
            unify(Compare("=", left.node, right.node), type_of)
        except FormulaError as error:
            yield place, f"{value!r} 和 {other!r}：{error}"
        if _bare_for_percent(left, right):
            yield place, f"{value!r} 是百分数，{other!r} 请写成 {other}%"


def _bare_for_percent(left: Typed, right: Typed) -> bool:
    """``90`` where a rate is compared: as a ratio it would mean 9000%."""
    bare = isinstance(right.node, Const) and right.literal and isinstance(right.node.value, Fraction)
    return bare and left.unit is not None and left.unit.symbol == "%" and right.node.value > 10  # type: ignore[union-attr,operator]


def _compared(method: Method, path: Path) -> Iterator[tuple[str, str, Path]]:  # noqa: C901, PLR0912 - one row a kind
    """Pairs of formulas a method sets against each other, with the place of the second."""
    match method:
        case Proportional():
            yield method.ratio, method.cap, (*path, "cap")
        case Bands():
            for index, band in enumerate(method.bands):
                for name in _BAND_EDGES:
                    text = getattr(band, name)
                    if text is not None:
                        yield method.value, text, (*path, "bands", index, name)
        case DeductPerPoint():
            yield method.value, method.bound, (*path, "bound")
            yield method.value, method.per, (*path, "per")
        case LinearPenalty() if method.cut_off is not None:
            yield method.value, method.cut_off, (*path, "cut_off")
        case Attainment():
            yield method.actual, method.target, (*path, "target")
        case ShareAchieved():
            for index, item in enumerate(method.items):
                for limit in (method.low, method.high):
                    if limit is not None:
                        yield item.value, limit, (*path, "items", index, "value")
        case VersusLastYear():
            yield method.current, method.previous, (*path, "previous")
        case PeriodicProgress():
            for index, point in enumerate(method.checkpoints):
                yield method.base, point.value, (*path, "checkpoints", index, "value")
        case _:
            pass


def bands(method: Bands, points: Decimal, path: Path) -> Iterator[Problem]:
    """Problems of bands: scores out of range, edges that are no constants, gaps, overlaps."""
    ranges: list[tuple[Edge | None, Edge | None, int]] = []
    for index, band in enumerate(method.bands):
        here = (*path, "bands", index)
        if band.score > points or band.score < 0:
            yield (*here, "score"), f"这一档的分数 {plain(band.score)} 超出 0 到 {plain(points)}"
        try:
            low, high = band_edges(band)
        except FormulaError as error:
            yield here, str(error)
            continue
        if low and high and (low[0] > high[0] or (low[0] == high[0] and not (low[1] and high[1]))):
            yield here, "这一档的下限不低于上限，是空档"
            continue
        ranges.append((low, high, index))
    ranges.sort(key=_lower_key)
    yield from _seams(ranges, path, gaps_allowed=method.otherwise == "pending")
    if any(band.status == "unverified" for band in method.bands) and method.otherwise != "pending":
        yield path, "有未核实的档时必须写 otherwise: pending（没见过的值待补充，不猜）"


def _lower_key(item: tuple[Edge | None, Edge | None, int]) -> tuple[bool, Fraction, bool]:
    low = item[0]
    return (low is not None, low[0] if low else Fraction(0), not low[1] if low else False)


def _seams(
    ranges: list[tuple[Edge | None, Edge | None, int]], path: Path, *, gaps_allowed: bool
) -> Iterator[Problem]:
    for (_, high, _i), (low, _, index) in pairwise(ranges):
        here = (*path, "bands", index)
        if high is None or low is None or high[0] > low[0] or (high[0] == low[0] and high[1] and low[1]):
            yield here, "这一档与相邻的档重叠，同一个值只能落在一档"
        elif not gaps_allowed and (high[0] < low[0] or not (high[1] or low[1])):
            yield (
                here,
                f"这一档与相邻的档之间有空隙（{short(high[0])} 到 {short(low[0])}），每个值都要有档可归",
            )


def tiers(method: Qualitative, path: Path) -> Iterator[Problem]:
    """Problems of qualitative tiers: shares outside 0–100%, gaps, an edge that belongs to two tiers."""
    edges: list[tuple[Edge, Edge]] = []
    for index, tier in enumerate(method.tiers):
        here = (*path, "tiers", index)
        try:
            low, high = edge(tier.low, included=True), edge(tier.high, included=tier.high_included)
        except FormulaError as error:
            yield here, str(error)
            return
        if low is None or high is None or not 0 <= low[0] < high[0] <= 1:
            yield here, "这一档要写成 0 到 100% 之间的区间，下限低于上限"
            return
        edges.append((low, high))
    for index, ((low, _), (_, high)) in enumerate(pairwise(edges), start=1):
        if low[0] != high[0]:
            yield (*path, "tiers", index), "各档要从高到低首尾相接"
        elif high[1]:
            yield (*path, "tiers", index, "high_included"), "这一档的上限已属于上一档，同一个分数只能落在一档"

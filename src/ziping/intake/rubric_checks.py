"""What types cannot check in a rubric: names, units, cycles, weights, bands, unused inputs.

Every problem is ``(path, message)``; the loader puts file and line before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

from pydantic import BaseModel

from ziping.domain.bands import Edge, band_edges, edge
from ziping.domain.expression.formula import FormulaError, parse_formula
from ziping.domain.expression.nodes import Name, names_in
from ziping.domain.expression.units import Typed, in_unit, unify
from ziping.domain.expression.working import short
from ziping.domain.methods import (
    Bands,
    Checklist,
    Composite,
    Formula,
    Judgement,
    Method,
    PeriodicProgress,
    Qualitative,
    VersusLastYear,
    checklist_items,
)
from ziping.domain.quantity import plain, unit_of
from ziping.domain.rubric import Indicator, IndicatorGroup, InputDefinition, Rubric
from ziping.intake.data_text import Path

Problem: TypeAlias = tuple[Path, str]

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def problems_of(rubric: Rubric) -> tuple[Problem, ...]:
    """All problems of a well-typed rubric, in file order as far as possible."""
    names = Names(rubric)
    groups: tuple[Callable[[Rubric, Names], Iterator[Problem]], ...] = (
        _repeated_ids,
        _formulas,
        _metric_cycles,
        _checks,
        _weights,
        _methods,
        _grades,
    )
    problems = [problem for check in groups for problem in check(rubric, names)]
    if not problems:  # an input only counts as unused once every formula can be read
        problems.extend(_unused_inputs(rubric))
    return tuple(problems)


class Names:
    """Types of all inputs and metrics of a rubric."""

    def __init__(self, rubric: Rubric) -> None:
        self.types = {item.id: _input_type(item) for item in rubric.inputs}
        self.types |= {item.id: Typed(Name(item.id), "number", unit_of(item.unit)) for item in rubric.metrics}

    def type_of(self, name: str) -> Typed:
        """The type of a name.

        Raises:
            FormulaError: nobody defines it.
        """
        if name not in self.types:
            raise FormulaError(f"公式里的名称 {name!r} 没有定义（inputs 和 metrics 里都没有）")
        return self.types[name]


def _input_type(item: InputDefinition) -> Typed:
    node = Name(item.id)
    if item.type == "number":
        return Typed(node, "number", unit_of(item.unit))
    return Typed(node, {"bool": "truth", "date": "date"}.get(item.type, "text"))  # type: ignore[arg-type]


def _repeated_ids(rubric: Rubric, _: Names) -> Iterator[Problem]:
    figures: list[tuple[str, Path]] = [(item.id, ("inputs", i, "id")) for i, item in enumerate(rubric.inputs)]
    figures += [(item.id, ("metrics", i, "id")) for i, item in enumerate(rubric.metrics)]
    families: list[list[tuple[str, Path]]] = [
        figures,
        [(item.id, ("checks", i, "id")) for i, item in enumerate(rubric.checks)],
        [(node.id, (*path, "id")) for node, path in walk_indicators(rubric)],
    ]
    for family in families:
        seen: set[str] = set()
        for name, path in family:
            if name in seen:
                yield path, f"id {name!r} 重复，每个 id 只能用一次"
            seen.add(name)


def walk_indicators(rubric: Rubric) -> Iterator[tuple[Indicator | IndicatorGroup, Path]]:
    """All groups and leaves with their paths in the file."""
    stack: list[tuple[Indicator | IndicatorGroup, Path]] = [
        (node, ("indicators", i)) for i, node in enumerate(rubric.indicators)
    ]
    while stack:
        node, path = stack.pop(0)
        yield node, path
        if isinstance(node, IndicatorGroup):
            stack = [(child, (*path, "children", i)) for i, child in enumerate(node.children)] + stack


def formulas_in(model: BaseModel, path: Path) -> Iterator[tuple[str, Formula, Path]]:
    """Every formula field below a model: text, what it must yield, path."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        mark = _formula_mark(field)
        if mark is not None and isinstance(value, str):
            yield value, mark, (*path, name)
        elif isinstance(value, BaseModel):
            yield from formulas_in(value, (*path, name))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from formulas_in(item, (*path, name, index))


def _formula_mark(field: Any) -> Formula | None:
    marks = [mark for mark in field.metadata if isinstance(mark, Formula)]
    for argument in getattr(field.annotation, "__args__", ()):
        marks += [mark for mark in getattr(argument, "__metadata__", ()) if isinstance(mark, Formula)]
    return marks[0] if marks else None


def _formulas(rubric: Rubric, names: Names) -> Iterator[Problem]:
    for text, mark, path in formulas_in(rubric, ()):
        try:
            typed = unify(parse_formula(text), names.type_of)
        except FormulaError as error:
            yield path, str(error)
            continue
        wanted = mark.yields
        if wanted not in {"any", typed.sort}:
            what = "条件（能判断对错的比较）" if wanted == "truth" else "数字"
            yield path, f"公式 {text!r} 应得出{what}"
    for index, metric in enumerate(rubric.metrics):
        try:
            in_unit(unify(parse_formula(metric.formula), names.type_of), unit_of(metric.unit))
        except FormulaError as error:
            yield ("metrics", index, "formula"), str(error)


def _metric_cycles(rubric: Rubric, _: Names) -> Iterator[Problem]:
    reads: dict[str, tuple[str, ...]] = {}
    for metric in rubric.metrics:
        try:
            reads[metric.id] = names_in(parse_formula(metric.formula))
        except FormulaError:
            reads[metric.id] = ()
    done: set[str] = set()
    for index, metric in enumerate(rubric.metrics):
        chain = _cycle_from(metric.id, reads, done, ())
        if chain:
            yield ("metrics", index, "formula"), f"metrics 互相引用成环：{' → '.join(chain)}"
            return


def _cycle_from(
    name: str, reads: dict[str, tuple[str, ...]], done: set[str], trail: tuple[str, ...]
) -> tuple[str, ...]:
    if name in trail:
        return (*trail[trail.index(name) :], name)
    if name in done or name not in reads:
        return ()
    for other in reads[name]:
        chain = _cycle_from(other, reads, done, (*trail, name))
        if chain:
            return chain
    done.add(name)
    return ()


def _checks(rubric: Rubric, names: Names) -> Iterator[Problem]:
    inputs = {item.id for item in rubric.inputs}
    for index, check in enumerate(rubric.checks):
        path: Path = ("checks", index)
        if (check.relation is None) == (not check.never_falls):
            yield path, f"检查 {check.id!r} 要写 relation 或 never_falls，二者择一"
        if check.never_falls and len(check.never_falls) < 2:
            yield (*path, "never_falls"), "never_falls 至少要列两个 id"
        for name in check.never_falls:
            if name not in inputs:
                yield (*path, "never_falls"), f"never_falls 里的 {name!r} 不在 inputs 里"
        for name in _PLACEHOLDER.findall(check.message_zh):
            if name not in names.types:
                yield (*path, "message_zh"), f"message_zh 里的 {{{name}}} 没有定义"


def _weights(rubric: Rubric, _: Names) -> Iterator[Problem]:
    top = sum((node.max_score for node in rubric.indicators), Decimal(0))
    if top != rubric.total:
        yield ("total",), f"一级指标分值合计 {plain(top)}，与 total {plain(rubric.total)} 不符"
    for node, path in walk_indicators(rubric):
        if isinstance(node, IndicatorGroup):
            yield from _group_weights(node, path)


def _group_weights(group: IndicatorGroup, path: Path) -> Iterator[Problem]:
    place = (*path, "max_score")
    if group.policy.kind == "either_or":
        wrong = [child.id for child in group.children if child.max_score != group.max_score]
        if wrong:
            yield (
                place,
                f"{group.label_zh!r} 是二者择一，每项分值都应是 {plain(group.max_score)}，不符的有：{'、'.join(wrong)}",
            )
        return
    if group.policy.kind == "choose_at_least" and group.policy.at_least > len(group.children):
        yield (
            (*path, "policy", "at_least"),
            f"至少选 {group.policy.at_least} 项，但只列了 {len(group.children)} 项",
        )
    total = sum((child.max_score for child in group.children), Decimal(0))
    if total != group.max_score:
        yield place, f"{group.label_zh!r} 下级分值合计 {plain(total)}，与本级 {plain(group.max_score)} 不符"


def _methods(rubric: Rubric, names: Names) -> Iterator[Problem]:
    for node, path in walk_indicators(rubric):
        if isinstance(node, Indicator):
            yield from _method(node.method, node.max_score, (*path, "method"), names)
            yield from _repeated([item.id for item in checklist_items(node.method)], (*path, "method"))
            for name in node.metrics:
                if name not in names.types:
                    yield (*path, "metrics"), f"metrics 里的 {name!r} 没有定义"


def _method(method: Method, points: Decimal, path: Path, names: Names) -> Iterator[Problem]:
    own = getattr(method, "points", None)
    if own is not None and own != points:
        yield (*path, "points"), f"points {plain(own)} 与分值 {plain(points)} 不符（不写 points 就取分值）"
    match method:
        case Bands():
            yield from _bands(method, points, path)
        case Checklist():
            yield from _adds_up([item.points for item in method.items], points, (*path, "items"))
        case PeriodicProgress():
            mean = [method.mean.points] if method.mean else []
            yield from _adds_up([*(point.points for point in method.checkpoints), *mean], points, path)
        case VersusLastYear():
            if max(method.none, method.not_above, method.above) != points:
                yield path, f"最高一档应等于分值 {plain(points)}"
        case Judgement() if method.choose and method.choose.at_least > len(method.choose.aspects):
            yield (
                (*path, "choose"),
                f"至少选 {method.choose.at_least} 个方面，但只列了 {len(method.choose.aspects)} 个",
            )
        case Qualitative():
            yield from _tiers(method, path)
        case Composite():
            yield from _composite(method, points, path, names)
        case _:
            pass


def _composite(method: Composite, points: Decimal, path: Path, names: Names) -> Iterator[Problem]:
    yield from _adds_up([part.points for part in method.parts], points, (*path, "parts"))
    yield from _repeated([part.id for part in method.parts], (*path, "parts"))
    for index, part in enumerate(method.parts):
        if isinstance(part.method, Composite):
            yield (*path, "parts", index, "method"), "composite 里不能再套 composite"
            continue
        yield from _method(part.method, part.points, (*path, "parts", index, "method"), names)


def _repeated(ids: list[str], path: Path) -> Iterator[Problem]:
    for name in sorted({item for item in ids if ids.count(item) > 1}):
        yield path, f"id {name!r} 重复，每个 id 只能用一次"


def _adds_up(parts: list[Decimal], points: Decimal, path: Path) -> Iterator[Problem]:
    total = sum(parts, Decimal(0))
    if total != points:
        yield path, f"各部分分值合计 {plain(total)}，与分值 {plain(points)} 不符"


def _bands(method: Bands, points: Decimal, path: Path) -> Iterator[Problem]:
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


def _tiers(method: Qualitative, path: Path) -> Iterator[Problem]:
    edges = []
    for index, tier in enumerate(method.tiers):
        low, high = edge(tier.low, included=True), edge(tier.high, included=tier.high_included)
        if low and high and low[0] >= high[0]:
            yield (*path, "tiers", index), "这一档的下限不低于上限"
        edges.append((low, high))
    for index, ((low, _), (_, high)) in enumerate(pairwise(edges), start=1):
        if low and high and low[0] != high[0]:
            yield (*path, "tiers", index), "各档要从高到低首尾相接"


def _grades(rubric: Rubric, _: Names) -> Iterator[Problem]:
    bounds = [grade.at_least for grade in rubric.grades]
    if bounds != sorted(bounds, reverse=True) or len(set(bounds)) != len(bounds):
        yield ("grades",), "等级要从高到低排列，分数线不能相同"


def _unused_inputs(rubric: Rubric) -> Iterator[Problem]:
    used: set[str] = {name for check in rubric.checks for name in check.never_falls}
    for text, _, _path in formulas_in(rubric, ()):
        used.update(names_in(parse_formula(text)))
    for index, item in enumerate(rubric.inputs):
        if item.id not in used and "narrative" not in item.used_in:
            yield (
                ("inputs", index, "id"),
                f"数据项 {item.id!r} 没有公式、检查用到；只供叙述的请写 used_in: [narrative]",
            )

"""What types cannot check in a rubric: names, units, cycles, weights, bands, unused inputs.

Every problem is ``(path, message)``; the loader puts file and line before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from ziping.domain.expression.formula import FormulaError, parse_formula
from ziping.domain.expression.nodes import names_in
from ziping.domain.expression.units import Typed, in_unit, unify
from ziping.domain.methods import (
    Bands,
    Checklist,
    Composite,
    Formula,
    Judgement,
    Method,
    PeriodicProgress,
    Qualitative,
    Reserved,
    VersusLastYear,
    Veto,
    checklist_items,
)
from ziping.domain.quantity import decimal_places, plain, trim_zeros, unit_of
from ziping.domain.rubric import Indicator, IndicatorGroup, Rubric
from ziping.domain.rubric_names import typed_names
from ziping.intake.data_text import Path
from ziping.intake.rubric_form import form_problems
from ziping.intake.rubric_methods import Problem, bands, method_units, tiers

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
        _same_named_groups,
        _form,
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
        self.types = typed_names(rubric)

    def type_of(self, name: str) -> Typed:
        """The type of a name.

        Raises:
            FormulaError: nobody defines it.
        """
        if name not in self.types:
            raise FormulaError(f"公式里的名称 {name!r} 没有定义（inputs 和 metrics 里都没有）")
        return self.types[name]


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
            typed = unify(parse_formula(metric.formula), names.type_of)
        except FormulaError:
            continue  # told above
        if typed.sort != "number":
            continue
        try:
            in_unit(typed, unit_of(metric.unit))
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
        units = {names.types[name].unit for name in check.never_falls if name in inputs}
        sorts = {names.types[name].sort for name in check.never_falls if name in inputs}
        if len(units) > 1 or sorts - {"number"}:
            yield (*path, "never_falls"), "never_falls 里各项都要是数字，单位要相同"
        for name in _PLACEHOLDER.findall(check.message_zh):
            if name not in names.types:
                yield (*path, "message_zh"), f"message_zh 里的 {{{name}}} 没有定义"


def _weights(rubric: Rubric, _: Names) -> Iterator[Problem]:
    if rubric.total_entry and rubric.status != "incomplete":
        yield (
            ("total_entry",),
            "只有 status: incomplete 的评分标准可以录入总分，其余的由各项得分相加，请删去 total_entry",
        )
    top = sum((node.max_score for node in rubric.indicators), Decimal(0))
    if top != rubric.total and rubric.indicators:
        yield ("total",), f"一级指标分值合计 {plain(top)}，与 total {plain(rubric.total)} 不符"
    for node, path in walk_indicators(rubric):
        if isinstance(node, IndicatorGroup):
            yield from _group_weights(node, path)
        elif node.not_applicable.places > rubric.rounding.places:
            yield (*path, "not_applicable", "places"), "调整分值保留的小数位不能多于 rounding.places"
        if decimal_places(trim_zeros(node.max_score)) > rubric.rounding.places:
            yield (*path, "max_score"), f"分值 {plain(node.max_score)} 的小数位多于 rounding.places"


def _form(rubric: Rubric, _: Names) -> Iterator[Problem]:
    yield from form_problems(rubric)
    if rubric.source.kind == "observed" and rubric.status == "complete":
        yield (
            ("source", "kind"),
            "source.kind 是 observed（没有文件依据）的评分标准，status 要写 unverified 或 incomplete",
        )


def _same_named_groups(rubric: Rubric, _: Names) -> Iterator[Problem]:
    """Two groups of one name side by side: sub-totals are known by the names above them."""
    seen: set[tuple[str, ...]] = set()
    places = {node.id: path for node, path in walk_indicators(rubric)}
    for group, above in rubric.groups():
        named = (*(upper.label_zh for upper in above), group.label_zh)
        if named in seen:
            yield (
                (*places[group.id], "label_zh"),
                f"同一上级下有两个分组都叫 {group.label_zh!r}，请改名以便区分",
            )
        seen.add(named)


def _group_weights(group: IndicatorGroup, path: Path) -> Iterator[Problem]:
    place = (*path, "max_score")
    if group.policy.kind != "all" and any(isinstance(child, IndicatorGroup) for child in group.children):
        yield (*path, "policy"), f"{group.label_zh!r} 要从下级中选取，下级只能是指标，不能再分组"
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
            if len(path) == 2 and any(veto.scope == "parent" for veto in _vetoes(node.method)):
                yield (*path, "method", "veto"), "最上一级的指标没有上级，veto 的 scope 只能写 item"
            yield from _repeated([item.id for item in checklist_items(node.method)], (*path, "method"))
            for name in node.metrics:
                if name not in names.types:
                    yield (*path, "metrics"), f"metrics 里的 {name!r} 没有定义"


def _method(method: Method, points: Decimal, path: Path, names: Names) -> Iterator[Problem]:
    own = getattr(method, "points", None)
    if own is not None and own != points:
        yield (*path, "points"), f"points {plain(own)} 与分值 {plain(points)} 不符（不写 points 就取分值）"
    yield from method_units(method, path, names.type_of)
    match method:
        case Bands():
            yield from bands(method, points, path)
        case Checklist():
            yield from _checklist(method, points, path)
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
            yield from tiers(method, path)
        case Composite():
            yield from _composite(method, points, path, names)
        case _:
            pass


def _checklist(method: Checklist, points: Decimal, path: Path) -> Iterator[Problem]:
    yield from _adds_up([item.points for item in method.items], points, (*path, "items"))
    for index, item in enumerate(method.items):
        if item.partial is not None and item.partial > item.points:
            yield (*path, "items", index, "partial"), "partial 不能大于 points"


def _vetoes(method: Method) -> tuple[Veto, ...]:
    return method.veto if isinstance(method, Composite) else ()


def _composite(method: Composite, points: Decimal, path: Path, names: Names) -> Iterator[Problem]:
    yield from _adds_up([part.points for part in method.parts], points, (*path, "parts"))
    yield from _repeated([part.id for part in method.parts], (*path, "parts"))
    for index, part in enumerate(method.parts):
        if isinstance(part.method, Composite):
            yield (*path, "parts", index, "method"), "composite 里不能再套 composite"
            continue
        if isinstance(part.method, Reserved):
            yield (*path, "parts", index, "method"), "reserved 只能是整个指标，请把这部分单列为一个指标"
        yield from _method(part.method, part.points, (*path, "parts", index, "method"), names)


def _repeated(ids: list[str], path: Path) -> Iterator[Problem]:
    for name in sorted({item for item in ids if ids.count(item) > 1}):
        yield path, f"id {name!r} 重复，每个 id 只能用一次"


def _adds_up(parts: list[Decimal], points: Decimal, path: Path) -> Iterator[Problem]:
    total = sum(parts, Decimal(0))
    if total != points:
        yield path, f"各部分分值合计 {plain(total)}，与分值 {plain(points)} 不符"


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

"""What types cannot check in the ``form`` rules of a project rubric: points, ids, tiers, thresholds."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from ziping.domain.bands import edge
from ziping.domain.expression.formula import FormulaError
from ziping.domain.methods import Qualitative
from ziping.domain.project_form import FormRules
from ziping.domain.quantity import decimal_places, plain, trim_zeros
from ziping.domain.rubric import Rubric, Scope
from ziping.intake.data_text import Path
from ziping.intake.rubric_methods import Problem, tiers


def form_problems(rubric: Rubric) -> Iterator[Problem]:
    """Problems of a rubric's form rules, and of a rubric that has neither indicators nor a form."""
    form = rubric.form
    if form is None:
        if not rubric.indicators:
            yield ("indicators",), "'indicators' 不能为空；项目支出自评表的评分标准请写 form"
        return
    if rubric.scope is not Scope.PROJECT:
        yield ("form",), "form 只用于 scope: project 的评分标准"
    for key in ("indicators", "inputs", "metrics", "checks"):
        if getattr(rubric, key):
            yield (key,), f"有 form 的评分标准不写 {key}：指标和数据都在各项目的自评表里"
    yield from _points(rubric, form)
    yield from _ids(form)
    yield from _tiers(form)
    yield from _quantitative(form)


def _points(rubric: Rubric, form: FormRules) -> Iterator[Problem]:
    total = sum((group.max_score for group in form.groups), form.execution.max_score)
    if total != rubric.total:
        yield ("total",), f"预算执行率和一级指标分值合计 {plain(total)}，与 total {plain(rubric.total)} 不符"
    places = rubric.rounding.places
    rows: list[tuple[Decimal, Path]] = [(form.execution.max_score, ("form", "execution", "max_score"))]
    rows += [(group.max_score, ("form", "groups", i, "max_score")) for i, group in enumerate(form.groups)]
    for points, path in rows:
        if decimal_places(trim_zeros(points)) > places:
            yield path, f"分值 {plain(points)} 的小数位多于 rounding.places"
    if form.weights.places > places:
        yield ("form", "weights", "places"), "分值保留的小数位不能多于 rounding.places"


def _ids(form: FormRules) -> Iterator[Problem]:
    """Level-1, level-2 and execution ids become ids of one tree."""
    named: list[tuple[str, Path]] = [(form.execution.id, ("form", "execution", "id"))]
    for index, group in enumerate(form.groups):
        here: Path = ("form", "groups", index)
        named.append((group.id, (*here, "id")))
        named += [(f"{group.id}_{kind.id}", (*here, "kinds", i, "id")) for i, kind in enumerate(group.kinds)]
        yield from _labels(((kind.label_zh, *kind.aliases) for kind in group.kinds), (*here, "kinds"))
    yield from _labels(((group.label_zh, *group.aliases) for group in form.groups), ("form", "groups"))
    seen: set[str] = set()
    for name, path in named:
        if name in seen:
            yield path, f"id {name!r} 重复，每个 id 只能用一次"
        seen.add(name)


def _labels(items: Iterable[tuple[str, ...]], path: Path) -> Iterator[Problem]:
    """A label by which two things could be meant cannot be read back from a form."""
    seen: set[str] = set()
    for index, names in enumerate(items):
        for name in names:
            if name in seen:
                yield (*path, index, "label_zh"), f"名称 {name!r} 用了两次，读表时分不清是哪一个"
            seen.add(name)


def _tiers(form: FormRules) -> Iterator[Problem]:
    if not form.tiers:
        return
    path: Path = ("form",)
    if len(form.tiers) < 2:
        yield (*path, "tiers"), "定性指标至少要分两档"
        return
    yield from tiers(Qualitative(kind="qualitative", tiers=form.tiers), path)


def _quantitative(form: FormRules) -> Iterator[Problem]:
    rule, path = form.quantitative, ("form", "quantitative")
    if (rule.share_low is None) != (rule.share_high is None):
        yield path, "share_low 和 share_high 要一起写"
    low = yield from _constant(rule.share_low, (*path, "share_low"))
    high = yield from _constant(rule.share_high, (*path, "share_high"))
    if low is not None and high is not None and low >= high:
        yield (*path, "share_high"), "share_high 要大于 share_low"
    if rule.share_low is not None and rule.over is not None and rule.over.mode != "none":
        yield (*path, "over"), "写了 share_low、share_high 就不再写 over：超出上限的已经不得分"
    yield from _constant(form.reasons.over_threshold, ("form", "reasons", "over_threshold"))
    if rule.over is not None:
        yield from _constant(rule.over.threshold, (*path, "over", "threshold"))


def _constant(text: str | None, path: Path) -> Generator[Problem, None, Fraction | None]:
    """The value of a literal such as ``130%``; a problem when it is anything else."""
    try:
        found = edge(text, included=True)
    except FormulaError:
        yield path, f"{text!r} 要写成固定的数，如 130%"
        return None
    return None if found is None else found.value

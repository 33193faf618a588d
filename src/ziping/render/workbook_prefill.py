"""A submission as the texts and numbers that stand in the workbook's cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from ziping.domain.judged_parts import judged_parts
from ziping.domain.methods import Qualitative
from ziping.domain.quantity import decimal_places, plain, trim_zeros, unit_of
from ziping.domain.rubric import Rubric
from ziping.domain.submission import TICK_LABELS, InputValue, Submission, Unit
from ziping.domain.workbook_forms import RESOLUTION_TABLE, DataPath, TableColumn, TableForm
from ziping.domain.workbook_layout import WorkbookLayout

CellContent: TypeAlias = str | float | date
"""What is written into a cell."""

Contents: TypeAlias = dict[DataPath, "CellContent | tuple[str, ...]"]
"""Data path → content; a tuple goes down the rows of a list field."""

_ENTRY_JOIN = "；"
_LABEL_JOIN = "、"

_CARRIED_UNIT_FIELDS = ("name", "code", "region", "level", "supervising_department", "duties")
"""What a unit seldom changes; objectives and the year's work are new every year."""


class Prefill(NamedTuple):
    """Contents by path, and the paths that come from last year and must be looked at."""

    contents: Contents
    carried: frozenset[DataPath]


def prefill_of(
    rubric: Rubric, prefill: Submission | None, last_year: Submission | None, unit: Unit | None = None
) -> Prefill:
    """What to write: the submission itself, and where it says nothing, what last year's gives."""
    own = dict(_contents(rubric, prefill)) if prefill else {}
    own |= dict(_unit(unit)) if unit else {}
    if len(rubric.valid_years) == 1:
        own.setdefault(("year",), rubric.valid_years[0])
    old = dict(_from_last_year(rubric, last_year)) if last_year else {}
    carried = {path: value for path, value in old.items() if path not in own}
    return Prefill({**own, **carried}, frozenset(carried))


def _contents(rubric: Rubric, submission: Submission) -> Iterator[tuple[DataPath, Any]]:
    units = {item.id: item.unit for item in rubric.inputs}
    yield from _unit(submission.unit)
    yield ("year",), submission.year
    yield from _given(("report_date",), submission.report_date)
    yield from _given(("recipients",), submission.recipients)
    yield from _figures(("inputs",), submission.inputs, units)
    for leaf, ticks in submission.checklists.items():
        for item, tick in ticks.items():
            yield ("checklists", leaf, item), TICK_LABELS[tick]
    yield from _judgements(rubric, submission)
    for leaf, reason in submission.not_applicable.items():
        yield ("not_applicable", leaf), reason
    for leaf, text in submission.notes.explanations.items():
        yield ("notes", "explanations", leaf), text
    yield from _figures(("last_year", "figures"), submission.last_year.figures, units)
    for leaf, score in submission.last_year.scores.items():
        yield ("last_year", "scores", leaf), number_content(score, "分")
    problems = submission.last_year.problems
    yield from _given(("last_year", "problems"), tuple(problem.text for problem in problems))


def _unit(unit: Unit) -> Iterator[tuple[DataPath, Any]]:
    for key in type(unit).model_fields:
        yield from _given(("unit", key), getattr(unit, key))


def _given(path: DataPath, value: Any) -> Iterator[tuple[DataPath, Any]]:
    if value not in (None, "", ()):
        yield path, value


def _figures(
    above: DataPath, values: Mapping[str, InputValue], units: Mapping[str, str]
) -> Iterator[tuple[DataPath, Any]]:
    for name, value in values.items():
        content = figure_content(value, units.get(name, ""))
        if content is not None:
            yield (*above, name, "value"), content
            yield from _given((*above, name, "source"), value.source)


def _judgements(rubric: Rubric, submission: Submission) -> Iterator[tuple[DataPath, Any]]:
    tiers = {
        part.key: {tier.id: tier.label_zh for tier in part.method.tiers}
        for leaf in rubric.leaves()
        for part in judged_parts(leaf.indicator)
        if isinstance(part.method, Qualitative)
    }
    for key, given in submission.judgements.items():
        path = ("judgements", key)
        for name in ("score", "deduct"):
            number = getattr(given, name)
            if number is not None:
                yield (*path, name), number_content(number, "分")
        yield from _given((*path, "tier"), tiers.get(key, {}).get(given.tier, given.tier))
        yield from _given((*path, "reason"), given.reason)
        yield from _given((*path, "evidence"), _ENTRY_JOIN.join(given.evidence))
        for aspect in given.aspects:
            yield (*path, "aspects", aspect), "是"


def _from_last_year(rubric: Rubric, last: Submission) -> Iterator[tuple[DataPath, Any]]:
    units = {item.id: item.unit for item in rubric.inputs}
    for key in _CARRIED_UNIT_FIELDS:
        yield from _given(("unit", key), getattr(last.unit, key))
    yield from _given(("recipients",), last.recipients)
    yield from _figures(("last_year", "figures"), last.effective_inputs(), units)
    for key, given in last.judgements.items():
        if given.score is not None and "." not in key:
            yield ("last_year", "scores", key), number_content(given.score, "分")
    for key, score in last.claimed.scores.items():
        yield ("last_year", "scores", key), number_content(score, "分")
    yield from _given(("last_year", "problems"), tuple(problem.text for problem in last.notes.problems))


# ---- single cells


def figure_content(value: InputValue, unit: str) -> CellContent | None:
    """A figure as cell content; None when it is missing."""
    match value.value:
        case bool():
            return "是" if value.value else "否"
        case Decimal():
            return number_content(value.value, unit)
    return value.value


def number_content(value: Decimal, unit: str) -> CellContent:
    """A number, or text with its unit where a cell's number would lose digits or be read another way."""
    bare = trim_zeros(value)
    shown = max(decimal_places(bare), 2 if unit_of(unit).dimension == "money" else 0)
    exact = Decimal(format(float(bare), ".15g")) == bare
    if unit == "%" or not exact or decimal_places(value) > shown:
        return f"{plain(value)}{unit}"
    return float(bare)


# ---- tables


def table_contents(
    form: TableForm, submission: Submission | None, layout: WorkbookLayout, units: Mapping[str, str]
) -> list[dict[str, CellContent]]:
    """The rows of a free table: column key → content."""
    if submission is None:
        return []
    if form is RESOLUTION_TABLE:
        return list(_resolutions(submission, layout, units))
    items: Any = submission
    for key in form.path:
        items = getattr(items, key)
    return [_table_row(form, item, layout) for item in items]


def _table_row(form: TableForm, item: Any, layout: WorkbookLayout) -> dict[str, CellContent]:
    if isinstance(item, str):
        return {"text": item}
    values = {column.key: _table_cell(column, getattr(item, column.key), layout) for column in form.columns}
    return {key: value for key, value in values.items() if value not in (None, "")}


def _table_cell(column: TableColumn, value: Any, layout: WorkbookLayout) -> Any:
    labels = layout.option_labels(column.options)
    match column.kind:
        case "option":
            return labels.get(value, value)
        case "aspects":
            return _LABEL_JOIN.join(labels.get(item, item) for item in value)
        case "list":
            return _ENTRY_JOIN.join(value)
        case "bool":
            return None if value is None else ("是" if value else "否")
        case "number":
            return None if value is None else number_content(value, "元")
    return value


def _resolutions(
    submission: Submission, layout: WorkbookLayout, units: Mapping[str, str]
) -> Iterator[dict[str, CellContent]]:
    checks, inputs = layout.option_labels("check"), layout.option_labels("input")
    for resolution in submission.resolutions:
        row: dict[str, CellContent] = {
            "check": checks.get(resolution.check, resolution.check),
            "reason": resolution.reason,
        }
        if not resolution.choice:
            yield row
        for name, value in resolution.choice.items():
            content = figure_content(value, units.get(name, ""))
            if content is not None:
                yield {**row, "input": inputs.get(name, name), "value": content}

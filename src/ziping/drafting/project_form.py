"""What phrase templates see of a project form: its rows by group, each with target, actual value and the unit's reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ziping.domain.bands import edge
from ziping.domain.methods import Attainment, Method
from ziping.domain.project_form import FormRow, FormRules, ProjectForm
from ziping.domain.scorecard import ScoreLine
from ziping.drafting.figures import Figures
from ziping.drafting.marking import clause, clean
from ziping.drafting.writer import DraftRequest

_NOTHING: Final = frozenset(("", "无", "不适用", "没有"))
_NUMBERED = r"(?:[（(]?[0-9一二][）).．、]\s*)?"
_CAUSE = re.compile(f"^\\s*{_NUMBERED}(?:偏差)?原因(?:分析)?[：:]")
_MEASURE = re.compile(f"{_NUMBERED}(?:改进|整改)?措施[：:]")


class Reason(NamedTuple):
    """偏差原因分析及改进措施 in its two parts; either may be empty."""

    cause: str
    measure: str


def split_reason(text: str) -> Reason:
    """The cause and the measure of a reason as units write it: ``1. 偏差原因：…… 2. 改进措施：……``."""
    if clause(text) in _NOTHING:
        return Reason("", "")
    told = _MEASURE.search(text)
    cause, measure = (text[: told.start()], text[told.end() :]) if told else (text, "")
    return Reason(clause(_CAUSE.sub("", cause, count=1)), clause(measure))


class RowView:
    """One row of the form."""

    def __init__(
        self, row: FormRow, line: ScoreLine, method: Method, rules: FormRules, figures: Figures
    ) -> None:
        self.id = row.id
        self.label = figures.own(f"note.label.{row.id}", row.label)
        self.pending = line.score is None
        self.lost_points = bool(line.lost)
        self.lower = _is_ceiling(method)
        self._row, self._method, self._rules, self._figures = row, method, rules, figures

    @property
    def target(self) -> str:
        """年度指标值: its figure without the sign (``lower`` says which it is), else its words."""
        name = f"{self.id}_target"
        if self._figures.value(name) is not None:
            return self._figures.f(name)
        return self._figures.own(f"note.target.{self.id}", self._row.target)

    @property
    def is_rate(self) -> bool:
        """Whether the indicator itself is a percentage."""
        return "%" in self._row.target

    @property
    def actual(self) -> str:
        """实际完成值, or that it is missing."""
        name = f"{self.id}_actual"
        if not clean(self._row.actual):
            return self._figures.ask_for(self.label, "实际完成值")
        if self._figures.has(name) and self._figures.value(name) is not None:
            return self._figures.f(name)
        return self._figures.own(f"note.actual.{self.id}", self._row.actual)

    @property
    def over(self) -> str:
        """By how much the target or ceiling is exceeded, empty when it is not."""
        return self._rate("over_rate")

    @property
    def short(self) -> str:
        """By how much a goal is missed, empty when it is not, and for ceilings."""
        return "" if self.lower else self._rate("short_rate")

    @property
    def done(self) -> str:
        """Actual ÷ target in %, empty for dates and words."""
        return self._rate("completion_rate")

    @property
    def far_over(self) -> bool:
        """Whether the excess reaches the edition's threshold for a reason."""
        limit = edge(self._rules.reasons.over_threshold, included=True)
        over = self._figures.value(f"{self.id}.over_rate")
        return limit is not None and over is not None and not self.lower and over >= limit.value * 100

    @property
    def lost(self) -> str:
        """``扣分`` with 分."""
        return self._figures.f(f"{self.id}.lost_points")

    @property
    def cause(self) -> str:
        """The unit's own cause, else what has to be supplied."""
        own = split_reason(self._row.reason).cause
        return self._own(own) if own else self._figures.ask_for(self.label, "偏差原因")

    @property
    def measure(self) -> str:
        """The unit's own measure, else what has to be supplied."""
        own = split_reason(self._row.reason).measure
        return self._own(own) if own else self._figures.ask_for(self.label, "改进措施")

    def _own(self, text: str) -> str:
        return self._figures.own(f"note.reason.{self.id}", text)

    def _rate(self, which: str) -> str:
        name = f"{self.id}.{which}"
        return self._figures.f(name) if self._figures.has(name) else ""


class GroupRows(NamedTuple):
    """A level-1 indicator of the form with its rows."""

    id: str
    label: str
    rows: tuple[RowView, ...]


class FormView:
    """One 项目支出绩效自评表."""

    def __init__(self, form: ProjectForm, rules: FormRules, request: DraftRequest, figures: Figures) -> None:
        self.name = figures.own("note.form.name", form.name)
        self.achieved = figures.own("note.form.achieved", form.achieved_objective)
        self._rows = tuple(_rows(form, rules, request, figures))
        self.groups = tuple(
            GroupRows(
                group.id, group.label_zh, tuple(view for row, view in self._rows if row.group == group.id)
            )
            for group in rules.groups
        )
        execution = next(line for line in request.scorecard.lines if line.id == rules.execution.id)
        self.execution = execution.id
        self.execution_lost = bool(execution.lost)

    @property
    def deviations(self) -> list[RowView]:
        """Rows that lost points or exceed their target by the edition's threshold."""
        return [view for _, view in self._rows if view.lost_points or view.far_over]


def _is_ceiling(method: Method) -> bool:
    """Whether a target is a limit that must not be exceeded; a deadline is not called one."""
    if not isinstance(method, Attainment) or method.target_type != "number":
        return False
    return method.operator in {"at_most", "less_than"}


def _rows(
    form: ProjectForm, rules: FormRules, request: DraftRequest, figures: Figures
) -> Iterator[tuple[FormRow, RowView]]:
    lines = {line.id: line for line in request.scorecard.lines}
    methods = {leaf.indicator.id: leaf.indicator.method for leaf in request.rubric.leaves()}
    for row in form.rows:
        if row.id in lines:
            yield row, RowView(row, lines[row.id], methods[row.id], rules, figures)


def form_words(request: DraftRequest, figures: Figures) -> dict[str, Any]:
    """``form`` for the templates of a project form; nothing for other reports."""
    rules, form = request.rubric.form, request.submission.form
    if rules is None:
        return {}
    return {"form": FormView(form or ProjectForm(name=""), rules, request, figures)}

"""What scoring and drafting put into the cells of a form: points, rates, 实际完成情况 and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ziping.domain.draft import Draft
from ziping.domain.form_labels import BLANKS, NO_REASON
from ziping.domain.form_layout import Entries
from ziping.domain.form_reading import SlotKey
from ziping.domain.project_form import FormRules, ProjectForm
from ziping.domain.quantity import trim_zeros
from ziping.domain.scorecard import Scorecard

ACHIEVED_PARAGRAPH: Final = "achieved.summary"
REASON_SECTION: Final = "problems"
RATE: Final = "budget_execution_rate"


def entries_of(form: ProjectForm, rules: FormRules, scorecard: Scorecard, draft: Draft | None) -> Entries:
    """Values for every cell a rule or a writer can fill; what is pending stays empty.

    A text the unit wrote is never replaced; scores are the rule's, also where others were typed.
    """
    return Entries(dict(_texts(form, scorecard, draft)), dict(_numbers(form, rules, scorecard)))


def _texts(form: ProjectForm, scorecard: Scorecard, draft: Draft | None) -> Iterator[tuple[SlotKey, str]]:
    written = {} if draft is None else {item.id: item.text for item in draft.paragraphs()}
    achieved = written.get(ACHIEVED_PARAGRAPH, "")
    if not form.achieved_objective and achieved:
        yield SlotKey("", "achieved_objective"), achieved
    full = {line.id for line in scorecard.lines if line.score is not None and not line.lost}
    for row in form.rows:
        reason = written.get(f"{REASON_SECTION}.{row.id}", "")
        if row.reason.strip() not in BLANKS:
            continue
        if reason:
            yield SlotKey(row.id, "reason"), reason
        elif row.id in full and not row.reason:
            yield SlotKey(row.id, "reason"), NO_REASON


def _numbers(form: ProjectForm, rules: FormRules, scorecard: Scorecard) -> Iterator[tuple[SlotKey, Decimal]]:
    lines = {line.id: line for line in scorecard.lines}
    for row in form.rows:
        line = lines.get(row.id)
        if line is None:
            continue
        if row.weight is None:
            yield SlotKey(row.id, "weight"), trim_zeros(line.max_score)
        if line.score is not None:
            yield SlotKey(row.id, "score"), trim_zeros(line.score)
    execution = lines.get(rules.execution.id)
    if execution is not None and execution.score is not None:
        yield SlotKey("", "execution_score"), trim_zeros(execution.score)
    rate = next((metric.value for metric in scorecard.metrics if metric.id == RATE), None)
    if rate is not None:
        yield SlotKey("", "execution_rate"), trim_zeros(rate)
    yield SlotKey("", "total_weight"), trim_zeros(scorecard.max_score)
    if scorecard.status != "pending":
        yield SlotKey("", "total_score"), trim_zeros(scorecard.total_score)

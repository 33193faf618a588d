"""Project forms for tests: one line a row."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from ziping.domain.project_form import FormFunds, FormRow, ProjectForm
from ziping.domain.rubric import Rubric
from ziping.domain.submission import Submission, Unit
from ziping.intake.rubric_yaml import load_rubric
from ziping.scoring.project_form import ScoredForm, score_form

FUTIAN = "shenzhen-futian-2023-project"
NATIONAL = "national-2020-project"
FUNDS = FormFunds(
    original_budget=Decimal("100000"), adjusted_budget=Decimal("100000"), actual_expenditure=Decimal("98000")
)


@cache
def rubric(name: str) -> Rubric:
    """A shipped project rubric."""
    return load_rubric(name).rubric


def row(
    target: str, actual: str, *, name: str = "output_1", group: str = "output", kind: str = "", **more: Any
) -> FormRow:
    """A row; its kind is the first of its group unless told."""
    kinds = {"output": "quantity", "benefit": "social", "satisfaction": "service_users"}
    label = more.pop("label", "慰问人数")
    points = {key: Decimal(more.pop(key)) for key in ("weight", "stated_score") if more.get(key) is not None}
    return FormRow(
        id=name,
        group=group,
        kind=kind or kinds[group],
        label=label,
        target=target,
        actual=actual,
        **points,
        **more,
    )


OTHERS = (
    row("≥90%", "95%", name="benefit_1", group="benefit", label="知晓率", weight="30"),
    row("≥90%", "95%", name="satisfaction_1", group="satisfaction", label="职工满意度", weight="10"),
)
"""One row each for the other groups, so that a form is whole."""


def form(*rows: FormRow, funds: FormFunds = FUNDS, **more: Any) -> ProjectForm:
    """A form whose other groups are reached in full."""
    return ProjectForm(name="节日慰问", rows=(*rows, *OTHERS), total_funds=funds, **more)


def scored(filled: ProjectForm | None, name: str = FUTIAN) -> ScoredForm:
    """The form scored under a shipped rubric."""
    submission = Submission(rubric=name, year=2023, unit=Unit(name="示例区总工会"), form=filled)
    return score_form(rubric(name), submission)


def one_row(
    target: str, actual: str, rules: str = FUTIAN, weight: str | None = "50", **more: Any
) -> ScoredForm:
    """A form with one output row of 50 points."""
    return scored(form(row(target, actual, weight=weight, **more)), rules)


def codes(result: ScoredForm) -> list[str]:
    """Codes of errors and warnings, without those about what is missing and about rules nobody confirmed."""
    quiet = {"missing_input", "rubric_unverified"}
    return sorted(
        finding.code
        for finding in result.scorecard.findings
        if finding.severity != "note" and finding.code not in quiet
    )

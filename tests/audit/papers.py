"""Small invented reports for the tests of the audit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ziping.audit.checks import AuditInput
from ziping.domain.audit_report import CheckResult
from ziping.domain.form_reading import ReadForm
from ziping.domain.project_form import FormFunds, FormRow, ProjectForm
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Submission
from ziping.intake.document_md import read_md_document
from ziping.scoring.compiled import compile_rubric
from ziping.scoring.engine import score
from ziping.scoring.project_form import score_form

YEAR = 2025
D = Decimal


def paper(text: str, *, year: int | None = YEAR, rubric: Rubric | None = None) -> AuditInput:
    """A report as a check sees it, without forms."""
    return AuditInput(read_md_document(text, "报告.md"), rubric, year, (), by_engine)


def by_engine(rubric: Rubric, submission: Submission) -> Scorecard:
    """The scoring engine, handed in as the pipeline does."""
    if rubric.form is not None:
        return score_form(rubric, submission).scorecard
    return score(compile_rubric(rubric), submission)


def told(check: Callable[[AuditInput], CheckResult], text: str, **more: Any) -> list[tuple[str, str]]:
    """Severity and stated words of what a check finds in a report."""
    return [(finding.severity, finding.stated) for finding in check(paper(text, **more)).findings]


def row(label: str, target: str, actual: str, **more: Any) -> FormRow:
    """A row of a form, by default of 数量指标 with ten points, all of them given."""
    values: dict[str, Any] = {"group": "output", "kind": "quantity", "weight": D(10), "stated_score": D(10)}
    return FormRow(id="row", label=label, target=target, actual=actual, **{**values, **more})


def form(*rows: FormRow, name: str = "技能竞赛", year: int = YEAR, **more: Any) -> ReadForm:
    """A form with these rows; 20 万元 of budget, all of it spent, unless told otherwise."""
    funds = FormFunds(original_budget=D(200000), adjusted_budget=D(200000), actual_expenditure=D(200000))
    values: dict[str, Any] = {"total_funds": funds, "stated_execution_score": D(10), **more}
    numbered = tuple(item.model_copy(update={"id": f"row_{number}"}) for number, item in enumerate(rows, 1))
    return ReadForm(ProjectForm(name=name, rows=numbered, **values), year, {})


def forms(*given: ReadForm, rubric: Rubric | None = None) -> AuditInput:
    """A file of forms as a check sees it."""
    return AuditInput(read_md_document("项目支出绩效自评表", "自评表.md"), rubric, YEAR, given, by_engine)

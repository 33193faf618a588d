"""Drafts of project forms: true percentages, the unit's own reasons, nothing that the guard rejects."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from scoring.forms import FUNDS, FUTIAN, form, row, rubric
from ziping.domain.draft import Paragraph
from ziping.domain.guard_report import ADVICE
from ziping.domain.project_form import FormRow, ProjectForm
from ziping.domain.submission import Submission, Unit
from ziping.drafting.project_form import Reason, split_reason
from ziping.intake.submission_file import read_submission_file
from ziping.pipeline.draft import Drafted, draft_scored
from ziping.pipeline.score import Folders, Scored, ready_rubric, score_raw, score_submission

REPORTS = Path(__file__).parent.parent.parent / "eval" / "reports" / "futian_projects_2023"
CODES = sorted(path.stem for path in REPORTS.glob("*.yaml"))


@cache
def drafted(code: str) -> Drafted:
    return draft_scored(score_raw(read_submission_file(REPORTS / f"{code}.yaml"), Folders()), Folders())


def drafted_form(filled: ProjectForm, name: str = FUTIAN) -> Drafted:
    submission = Submission(rubric=name, year=2023, unit=Unit(name="示例区总工会"), form=filled)
    scored: Scored = score_submission(ready_rubric(name, Folders()), submission)
    return draft_scored(scored, Folders())


def paragraph(result: Drafted, name: str) -> str:
    found = [item for item in result.draft.paragraphs() if item.id == name]
    return found[0].text if found else ""


def deviation(*rows: FormRow) -> str:
    return paragraph(drafted_form(form(*rows)), "problems.output_1")


@pytest.mark.parametrize("code", CODES)
def test_every_published_form_is_drafted_past_the_guard(code: str) -> None:
    """No paragraph is rejected, every deduction is addressed, only the date is missing."""
    result = drafted(code)

    told = [v for v in result.guarded.report.violations if v.code not in ADVICE]  # a unit may repeat itself
    assert [(v.code, v.where, v.surface) for v in told] == []
    assert result.draft.missing == ("成文日期",)


def test_the_achieved_objective_tells_funds_and_every_indicator() -> None:
    """One paragraph: budget, spending, rate, then each indicator's actual value beside its target."""
    text = paragraph(drafted("440304226011500000008"), "achieved.summary")

    assert text.startswith("劳模管理项目全年预算数35.00万元，全年执行数34.52万元，执行率98.63%。")
    assert "服务劳模人数128人次（指标值100人次）" in text
    assert "预算支出总成本34.52万元（上限35万元）" in text


def test_the_true_percentage_is_told() -> None:
    """207 of 60 is 245 % over, whatever the unit's reason says."""
    text = paragraph(drafted("440304236011500205004"), "problems.output_3")

    assert "指标值60人次，实际完成值207人次，超过指标值245%，扣1分" in text


def test_a_missed_target_is_told_with_its_share() -> None:
    """52 of 100 is 52 % done."""
    text = paragraph(drafted("440304236011500105002"), "problems.output_1")

    assert "指标值100人次，实际完成值52人次，完成指标值的52%，扣6分" in text


def test_reasons_and_measures_are_the_units_own() -> None:
    """Both parts of the reason stand where they belong."""
    text = deviation(
        row("≥10场", "8场", weight="50", reason="1. 偏差原因：两场活动因台风取消。 2. 改进措施：年内补办。")
    )

    assert text.startswith(
        "1.偏差原因：慰问人数指标值10场，实际完成值8场，完成指标值的80%，扣10分；两场活动因台风取消。"
    )
    assert text.endswith("2.改进措施：年内补办。")


def test_what_the_unit_does_not_say_is_asked_for() -> None:
    """No cause and no measure is invented."""
    text = deviation(row("≥10场", "8场", weight="50", reason="无"))

    assert "待补充：偏差原因" in text
    assert "待补充：改进措施" in text


def test_the_units_own_words_on_the_objective_are_kept() -> None:
    """实际完成情况 that is filled in is not rewritten."""
    filled = form(row("≥10场", "10场", weight="50"), achieved_objective="全年组织慰问10场，职工反映良好。")

    assert paragraph(drafted_form(filled), "achieved.summary") == "全年组织慰问10场，职工反映良好。"


def test_a_form_with_nothing_in_it_is_drafted_all_the_same() -> None:
    """Everything waits, nothing is guessed, nothing is rejected."""
    result = drafted_form(ProjectForm(name="空表"))

    assert [violation.code for violation in result.guarded.report.violations] == []
    assert "待补充" in paragraph(result, "achieved.summary")
    assert "暂不计总分" in paragraph(result, "scores.total")


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥90人次", "大约95人次"),
        (">1人", "1人"),
        ("≤3000元/人.年", "3200元/人.年"),
        ("有所提高", "基本提高80%"),
    ],
)
def test_rows_that_wait_or_rest_on_a_person_pass_the_guard(target: str, actual: str) -> None:
    """Cells as written are the unit's own words."""
    result = drafted_form(form(row(target, actual, weight="50", stated_score="45", reason="见说明")))

    assert [(v.code, v.surface) for v in result.guarded.report.violations] == []


def test_every_figure_of_a_draft_is_marked() -> None:
    """A number in the achieved objective names its fact."""
    result = drafted("440304226011500000008")
    found = next(item for item in result.draft.paragraphs() if item.id == "achieved.summary")

    assert isinstance(found, Paragraph)
    assert {"adjusted_budget.in_10k", "budget_execution_rate", "output_1_actual", "output_1_target"} <= {
        mark.fact for mark in found.marks
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("无", Reason("", "")),
        ("", Reason("", "")),
        ("活动延期", Reason("活动延期", "")),
        ("偏差原因：活动延期。改进措施：年内补办。", Reason("活动延期", "年内补办")),
        ("1.偏差原因：活动延期；\n2.改进措施：年内补办", Reason("活动延期", "年内补办")),
        ("（1）原因：活动延期（2）整改措施：年内补办", Reason("活动延期", "年内补办")),
        ("改进措施：年内补办", Reason("", "年内补办")),
    ],
)
def test_a_reason_is_split_as_units_write_it(written: str, expected: Reason) -> None:
    """Numbered or not, with or without the headings."""
    assert expected == split_reason(written)


def test_the_national_form_is_drafted_too() -> None:
    """The same family serves every edition."""
    rows = form(row("≥10场", "8场", weight="50", reason="偏差原因：延期。改进措施：补办。"))
    result = drafted_form(rows, "national-2020-project")

    assert rubric("national-2020-project").report_family == "project-form"
    assert result.guarded.report.violations == ()
    assert FUNDS.adjusted_budget is not None

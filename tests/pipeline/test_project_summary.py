"""The summary of a unit's project forms: totals from the forms, projects named by fact, past the guard."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from scoring.forms import FUTIAN, form, row
from ziping.domain.draft import Table
from ziping.domain.project_form import ProjectForm
from ziping.domain.submission import Submission, Unit
from ziping.errors import UsageError
from ziping.intake.submission_file import read_submission_file
from ziping.pipeline.project_summary import Summarised, render_summary, summarise
from ziping.pipeline.score import Folders, Scored, ready_rubric, score_raw, score_submission

REPORTS = Path(__file__).parent.parent.parent / "eval" / "reports" / "futian_projects_2023"


@cache
def published() -> Summarised:
    forms = [score_raw(read_submission_file(path), Folders()) for path in sorted(REPORTS.glob("*.yaml"))]
    return summarise(forms, Folders())


def scored(filled: ProjectForm, unit: str = "示例区总工会", year: int = 2023) -> Scored:
    submission = Submission(rubric=FUTIAN, year=year, unit=Unit(name=unit), form=filled)
    return score_submission(ready_rubric(FUTIAN, Folders()), submission)


def told(summary: Summarised) -> str:
    return "\n".join(item.text for item in summary.draft.paragraphs())


def test_totals_and_scores_come_from_the_forms() -> None:
    """13 projects: 27,333,500.00 元 budgeted, 26,911,882.88 元 spent, scores from 90.19 to 100."""
    facts = {fact.id: fact.value for fact in published().facts.facts}

    assert facts["all.budget"] == "2733.35"
    assert facts["all.spent"] == "2691.19"
    assert facts["all.rate"] == "98.46"
    assert (facts["lowest_score"], facts["highest_score"]) == ("90.19", "100")
    assert facts["mean_score"] == str((Decimal("1267.33") / 13).quantize(Decimal("0.01")))


def test_projects_that_lost_points_or_spent_little_are_named() -> None:
    """Eight projects lost points on indicators; three spent less than 90 %."""
    text = told(published())

    assert "绩效指标扣分的项目8个，涉及指标10个" in text
    assert "预算执行率低于90%的项目3个：党组织建设，该项目执行率11.92%" in text


def test_the_summary_passes_the_guard() -> None:
    """Every figure of text and table has its fact."""
    assert [(v.code, v.where, v.surface) for v in published().guarded.report.violations] == []


def test_the_table_lists_every_project_and_the_totals() -> None:
    """One row a project, one header, one total."""
    table = next(
        block
        for section in published().draft.sections
        for block in section.blocks
        if isinstance(block, Table)
    )

    assert len(table.rows) == 15
    assert [cell.text for cell in table.rows[-1].cells][:3] == ["合计", "2,733.35", "2,691.19"]


def test_what_is_pending_is_left_out_of_the_mean() -> None:
    """A project whose score waits is counted as waiting and never as zero."""
    done = scored(form(row("≥1人", "1人", weight="50")))
    waiting = scored(form(row("≥1人", "", weight="50")))

    text = told(summarise([done, waiting], Folders()))

    assert "已评定得分的项目1个，另有1个项目待补充；已评定的平均得分99.8分" in text


def test_missing_funds_are_not_added_up() -> None:
    """A sum with a missing term is no sum."""
    without = scored(ProjectForm(name="没有资金的项目"))

    assert "待补充：各项目的全年预算数、全年执行数" in told(summarise([without], Folders()))


@pytest.mark.parametrize(
    ("unit", "year"), [("另一个总工会", 2023), ("示例区总工会", 2022)], ids=["unit", "year"]
)
def test_forms_of_several_units_or_years_are_not_mixed(unit: str, year: int) -> None:
    """The message names what was mixed."""
    one, other = scored(form(row("≥1人", "1人", weight="50"))), scored(form(), unit, year)

    with pytest.raises(UsageError, match="分开汇总"):
        summarise([one, other], Folders())


def test_no_forms_no_summary() -> None:
    """An empty list is a usage error."""
    with pytest.raises(UsageError, match="没有可以汇总"):
        summarise([], Folders())


def test_the_summary_is_written_as_word_and_data() -> None:
    """Three files, named after unit and year."""
    files = render_summary(published(), Folders())

    assert sorted(files) == [
        "summary.json",
        "summary_facts.json",
        "深圳市福田区总工会（本级）_2023_项目自评汇总.docx",
    ]
    assert files["深圳市福田区总工会（本级）_2023_项目自评汇总.docx"][:2] == b"PK"

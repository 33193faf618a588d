"""The 13 published project forms of 福田 2023 as one workbook: the values of the YAML files, the published totals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.intake.test_form import bare
from tools.build_form_workbook import HERE, OUT, build, submissions

from ziping.domain.project_form import ProjectForm
from ziping.pipeline.forms import FormFile, ScoredForms, form_file, score_forms
from ziping.pipeline.score import Folders, ReadyRubric, ready_rubric

RUBRIC = "shenzhen-futian-2023-project"


@pytest.fixture(scope="module")
def ready() -> ReadyRubric:
    """The edition."""
    return ready_rubric(RUBRIC, Folders())


@pytest.fixture(scope="module")
def file() -> FormFile:
    """The workbook."""
    found = form_file(Path(OUT))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def scored(file: FormFile, ready: ReadyRubric) -> ScoredForms:
    """Its forms, ``>`` read as ``≥`` as the person who filled them meant it."""
    return score_forms(file, ready, "inclusive")


def unread(form: ProjectForm) -> ProjectForm:
    """A form without places and without anybody's answers on signs."""
    rows = tuple(row.model_copy(update={"operator": None}) for row in bare(form).rows)
    return bare(form).model_copy(update={"rows": rows})


def test_the_workbook_holds_the_forms_of_the_yaml_files(scored: ScoredForms) -> None:
    """All 13, value by value, through the dirt."""
    read = {form.form.code: unread(form.form) for form, _ in scored.forms}

    assert read == {item.form.code: unread(item.form) for item in submissions() if item.form is not None}
    assert len(read) == 13
    assert {form.year for form, _ in scored.forms} == {2023}


def test_the_totals_are_the_published_ones(scored: ScoredForms) -> None:
    """13 of 13."""
    totals = {
        form.form.name: None if card is None else card.scorecard.total_score for form, card in scored.forms
    }

    assert totals == {
        "劳模管理": Decimal("99.86"),
        "离退休干部节日慰问金": Decimal(100),
        "工会事务": Decimal("98.75"),
        "全区行政事业单位工会经费": Decimal(98),
        "其他一般管理事务": Decimal("99.32"),
        "小型工程类项目（非政府投资项目）": Decimal("94.63"),
        "区退休职工管理": Decimal("99.83"),
        "法律维权服务": Decimal("97.85"),
        "职工疗休养": Decimal("93.7"),
        "疫情防控": Decimal("96.3"),
        "购置费": Decimal("98.94"),
        "党组织建设": Decimal("90.19"),
        "劳务派遣人员": Decimal("99.96"),
    }


def test_blurred_signs_are_asked_about_when_nobody_has_answered(file: FormFile, ready: ReadyRubric) -> None:
    """The four rows that meet their ``>`` target exactly wait; the other nine forms are final."""
    asked = score_forms(file, ready)

    waiting = [
        finding.stated or finding.message
        for finding in asked.findings
        if finding.code == "ambiguous_operator"
    ]
    assert len(waiting) == 4
    assert sum(card is not None and card.scorecard.status == "final" for _, card in asked.forms) == 9


def test_the_published_dirt_is_in_the_workbook(scored: ScoredForms) -> None:
    """Two rows that slipped by a column are read and reported; nothing else is wrong."""
    assert [finding.code for finding in scored.findings] == ["shifted_row", "shifted_row"]


def test_the_workbook_is_the_one_its_tool_makes() -> None:
    """The checked-in file is never edited by hand."""
    assert OUT.read_bytes() == build()
    assert len(list(HERE.glob("*.yaml"))) == 13

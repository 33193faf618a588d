"""The fill-in workbooks of 云溪 and 广州: two indicators of one name, objectives of tasks, an entered total."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bad_workbooks import ids_erased

from ziping.domain.rubric import Rubric
from ziping.domain.submission import Submission
from ziping.intake.normalize import Normalised, normalise
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.submission_file import read_submission_file
from ziping.intake.workbook import read_workbook
from ziping.render.workbook_xlsx import render_workbook
from ziping.scoring.engine import score_rubric

REPORTS = Path(__file__).resolve().parents[2] / "eval" / "reports"
YUNXI, ZENGCHENG = "yunxi_department_2020", "zengcheng_department_2022"
LEFT_OUT = {"place", "places", "text", "claimed"}
"""Places differ between files; typed scores are not asked for in the workbook."""


def of_report(report: str) -> tuple[Rubric, Submission]:
    raw = read_submission_file(REPORTS / report / "submission.yaml")
    rubric = load_rubric(str(raw.data["rubric"])).rubric
    return rubric, normalise(raw, rubric).submission


def workbook(report: str) -> bytes:
    rubric, submission = of_report(report)
    return render_workbook(rubric, rubric_sha256="a" * 64, version="0.1.0", prefill=submission)


def back(report: str, data: bytes) -> Normalised:
    return normalise(read_workbook(data, "填报表.xlsx"), of_report(report)[0])


def told(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items() if key not in LEFT_OUT}
    return [told(item) for item in value] if isinstance(value, (list, tuple)) else value


def erased(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    ids_erased(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("report", [YUNXI, ZENGCHENG])
def test_the_filled_workbook_gives_back_the_report(report: str) -> None:
    """Ticks of both 管理制度健全性, objectives, projects and an entered total survive the way through cells."""
    found = back(report, workbook(report))

    assert told(found.submission.model_dump()) == told(of_report(report)[1].model_dump())
    assert [item.code for item in found.findings] == []


def test_rows_of_one_name_are_told_apart_without_their_ids() -> None:
    """Ids lost on the way: each 管理制度健全性 still finds its own ticks."""
    found = back(YUNXI, erased(workbook(YUNXI)))

    assert found.submission.checklists == of_report(YUNXI)[1].checklists


def test_last_years_scores_are_asked_for_by_distinct_names() -> None:
    """No two rows of 上年数据 read alike."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(YUNXI)))["上年数据"]
    names = [str(row[2].value) for row in sheet.iter_rows() if row[1].value == "上年得分"]

    assert "预算管理制度健全性" in names
    assert len(set(names)) == len(names)


def test_an_entered_total_scores_from_the_workbook() -> None:
    """94.79 typed into 指标填报 is the total, 优."""
    rubric, _ = of_report(ZENGCHENG)
    card = score_rubric(rubric, back(ZENGCHENG, workbook(ZENGCHENG)).submission)

    assert (str(card.entered), card.grade, str(card.unexplained)) == ("94.79", "优", "5.21")


def test_a_complete_rubric_offers_no_total() -> None:
    """Where every indicator is known the total is added, never typed."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(YUNXI)))["指标填报"]

    assert "score:total" not in [row[0].value for row in sheet.iter_rows()]


def test_a_label_that_two_indicators_share_names_neither() -> None:
    """A problem put under 管理制度健全性 is asked about; under its own name it is taken."""
    rubric, _ = of_report(YUNXI)
    raw = read_submission_file(REPORTS / YUNXI / "submission.yaml")
    raw.data["notes"] = {
        "problems": [
            {"leaf": "管理制度健全性", "text": "制度没有修订"},
            {"leaf": "资产管理制度健全性", "text": "台账没有更新"},
        ]
    }
    found = normalise(raw, rubric)

    assert [item.leaf for item in found.submission.notes.problems] == ["", "asset_systems"]
    assert "管理制度健全性" in next(item.stated for item in found.findings if item.code == "unknown_key")

"""Editions over time: a rubric says which years it is for, old years keep their file, new years get a new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ziping.domain.finding import Finding
from ziping.intake.editions import Edition, advice, editions_of
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.submission_file import read_submission_text
from ziping.pipeline.score import Folders, Scored, score_raw

ROOT = Path(__file__).resolve().parents[2]
OLD = "guangzhou-2021-department"
NEW = "guangzhou-2023-department"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A folder of the user's with the edition of 2023, in which the commended item is worth 10."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "rubrics" / "guangzhou" / "2021" / "department.yaml").read_text(encoding="utf-8")
    text = text.replace(OLD, NEW).replace("valid_years: [2021, 2022]", "valid_years: [2023]")
    text = text.replace("max_score: 5\n", "max_score: 10\n").replace("max_score: 95\n", "max_score: 90\n")
    path = tmp_path / "mine" / "guangzhou" / "2023" / "department.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return Folders(rubrics=(tmp_path / "mine",))


def scored(folders: Folders, rubric: str, year: int) -> Scored:
    text = f"""
format: ziping/submission/1
rubric: {rubric}
year: {year}
unit: {{name: 示例区总工会}}
inputs: {{commended: 是}}
"""
    return score_raw(read_submission_text(text.encode("utf-8"), "submission.yaml"), folders)


def about_year(result: Scored) -> list[Finding]:
    return [item for item in result.scorecard.findings if item.code == "year_not_covered"]


def test_last_years_submission_still_scores_with_last_years_file(folders: Folders) -> None:
    """2022 keeps its 5 points although 2023 gives 10."""
    old, new = scored(folders, OLD, 2022), scored(folders, NEW, 2023)

    assert (old.scorecard.line("commendation").score, new.scorecard.line("commendation").score) == (5, 10)
    assert about_year(old) + about_year(new) == []


def test_a_year_outside_names_the_edition_that_fits(folders: Folders) -> None:
    """2023 by the file of 2021: scored, but told, with the file to take."""
    (found,) = about_year(scored(folders, OLD, 2023))

    assert found.severity == "warning"
    assert "年度是 2023" in found.message
    assert f"2021、2022年度（{OLD}）；2023年度（{NEW}）" in found.suggestion
    assert f"请把 rubric 改为 {NEW!r}" in found.suggestion


def test_a_year_nobody_covers_says_so(folders: Folders) -> None:
    """2030: the editions there are, and that a new file is wanted."""
    (found,) = about_year(scored(folders, NEW, 2030))

    assert "没有适用 2030 年度的版本" in found.suggestion
    assert "不要改动旧文件" in found.suggestion


def test_editions_are_those_of_the_same_region_and_scope(folders: Folders) -> None:
    """Another city's file is no edition of this one's."""
    found = editions_of(load_rubric(OLD).rubric, folders.rubrics)

    assert found == (Edition(OLD, (2021, 2022)), Edition(NEW, (2023,)))


def test_a_broken_edition_is_passed_over(folders: Folders) -> None:
    """A mistake in one file does not stop the scoring by another."""
    (folders.rubrics[0] / "guangzhou" / "2023" / "department.yaml").write_text(
        "format: x\n", encoding="utf-8"
    )

    assert editions_of(load_rubric(OLD).rubric, folders.rubrics) == (Edition(OLD, (2021, 2022)),)


def test_advice_without_editions_is_still_advice() -> None:
    """A caller that knows no folders."""
    assert advice(2030, ()).startswith("没有适用 2030 年度的版本")

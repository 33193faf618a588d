"""Project rubrics and forms on the command line: list, show, check, diff, score, draft, verify."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPORTS = Path(__file__).parent.parent.parent / "eval" / "reports" / "futian_projects_2023"
TRAINING = REPORTS / "440304236011500205004.yaml"

Run = Callable[..., Any]


def test_unverified_rubrics_are_listed_as_such(ziping: Run) -> None:
    """What no document confirms is marked in the list."""
    said = ziping("rubric", "list")

    assert "guangxi-2020-project  广西壮族自治区项目支出绩效自评表〔未核实〕" in said.out


def test_the_rules_of_a_form_are_shown_in_words(ziping: Run) -> None:
    """Points, weights, treatment of excess, reasons."""
    out = ziping("rubric", "show", "shenzhen-futian-2023-project").out

    assert "产出指标  50分" in out
    assert "超过年度指标值50%及以上的扣1分" in out
    assert "余数加在最后一行" in out


def test_a_project_rubric_is_checked(ziping: Run) -> None:
    """It holds no indicators, and that is no mistake."""
    said = ziping("rubric", "check", "national-2020-project")

    assert said.code == 0
    assert "三级指标由各项目的自评表填写" in said.out


def test_two_rubrics_are_compared(ziping: Run) -> None:
    """One line a difference; the count goes to stderr."""
    said = ziping("rubric", "diff", "national-2020-project", "guangxi-2020-project")

    assert said.code == 0
    assert "＋ 自评表规则 › 说明原因 › 超过目标达到：30%" in said.out.splitlines()
    assert "处不同" in said.err


def test_the_comparison_is_given_as_json(ziping: Run) -> None:
    """Paths are the keys of the file."""
    data = ziping("rubric", "diff", "national-2020-project", "guangxi-2020-project", "--json").json

    assert "form.reasons.over_threshold" in [change["path"] for change in data["changes"]]


def test_an_unknown_rubric_cannot_be_compared(ziping: Run) -> None:
    """Exit 2 with the ids there are."""
    said = ziping("rubric", "diff", "national-2020-project", "nowhere-2020-project")

    assert said.code == 2
    assert "guangxi-2020-project" in said.err


def test_a_project_rubric_has_no_fill_in_workbook(ziping: Run) -> None:
    """The form is filled in itself."""
    said = ziping("rubric", "workbook", "national-2020-project", "-o", "x.xlsx")

    assert said.code == 2
    assert "自评表" in said.err


def test_a_form_is_scored_with_its_working(ziping: Run) -> None:
    """Each score names its rule."""
    said = ziping("score", TRAINING, "--explain")

    assert said.code == 0
    assert "总分  98 / 100" in said.out
    assert "计算：正向定量指标，“>2次”按“≥”读：" in said.out


def test_a_form_is_drafted_and_verified(ziping: Run, tmp_path: Path) -> None:
    """The form as Word, the score sheet, the review page; recomputing gives the same."""
    said = ziping("draft", TRAINING, "--out", "out")

    assert said.code == 0
    assert [path.name for path in (tmp_path / "out").glob("*.docx")] == [
        "深圳市福田区总工会（本级）_2023_全区行政事业单位工会经费_项目支出绩效自评表.docx"
    ]
    assert ziping("verify", "out/draft.json").code == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (", operator: at_least", "", "读作“≥”还是“>”"),
        ('actual: "1人"', "actual: 大约1人", "不是一个确切的数"),
        ("group: output, kind: quality", "group: output, kind: speed", "二级指标写的是 'speed'"),
        ("weight: 30", "weight: 29", "各行分值合计 29 分，应为 30 分"),
        ("stated_total: 100.0", "stated_total: 九十分左右", "请只写一个数"),
    ],
)
def test_a_wrong_form_is_told_with_its_line(
    ziping: Run, tmp_path: Path, old: str, new: str, told: str
) -> None:
    """The message names file and line; nothing crashes."""
    text = (REPORTS / "440304226011500000006.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "表.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")

    said = ziping("score", "表.yaml")

    assert [line for line in said.err.splitlines() if told in line and "表.yaml第" in line] != []

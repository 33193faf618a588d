"""Two rubrics side by side: every difference once, in words, whatever its depth."""

from __future__ import annotations

from pathlib import Path

import pytest

from ziping.domain.rubric import Rubric
from ziping.intake.rubric_yaml import load_rubric
from ziping.pipeline.rubric_diff import diff_rubrics, to_json

NATIONAL = "national-2020-project"


def rubric(name: str) -> Rubric:
    return load_rubric(name).rubric


def told(first: str, second: str) -> list[str]:
    return [change.told for change in diff_rubrics(rubric(first), rubric(second))]


@pytest.mark.parametrize(
    ("variant", "lines"),
    [
        (
            "hubei-2020-project",
            [
                "～ 自评表规则 › 预算执行率 › 分值：10 → 20",
                "～ 自评表规则 › 一级指标 › 产出指标 › 分值：50 → 40",
                "＋ 自评表规则 › 一级指标 › 效益指标 › 二级指标 › 服务对象满意度指标",
                "～ 自评表规则 › 定性分档 › 部分达成 › 下限：60% → 50%",
            ],
        ),
        ("guangxi-2020-project", ["＋ 自评表规则 › 说明原因 › 超过目标达到：30%"]),
        ("jiangxi-2017-project", ["～ 自评表规则 › 定量指标 › 超过上限时：按超出比例扣分 → 按指标值÷完成值"]),
        ("sichuan-daying-2020-project", ["＋ 自评表规则 › 定量指标 › 算完成的下限：100%"]),
    ],
)
def test_a_variant_tells_what_it_overrides(variant: str, lines: list[str]) -> None:
    """A variant that names few keys differs in few places."""
    changes = told(NATIONAL, variant)

    assert [line for line in lines if line not in changes] == []


def test_a_variant_keeps_what_it_does_not_name() -> None:
    """广西 names its title, region, source and one threshold; nothing else differs."""
    changes = diff_rubrics(rubric(NATIONAL), rubric("guangxi-2020-project"))

    assert {change.path.split(".")[0] for change in changes} == {"title", "region", "source", "form"}
    assert [change.path for change in changes if change.path.startswith("form")] == [
        "form.reasons.over_threshold"
    ]


def test_a_dropped_group_is_told_with_its_points() -> None:
    """湖北 has no satisfaction group of its own."""
    gone = next(
        change
        for change in diff_rubrics(rubric(NATIONAL), rubric("hubei-2020-project"))
        if change.kind == "dropped" and "满意度" in change.place
    )

    assert gone.path == "form.groups.satisfaction"
    assert "分值 10" in gone.before


def test_the_same_rubric_has_no_differences() -> None:
    """A rubric equals itself."""
    assert told(NATIONAL, NATIONAL) == []


def test_indicators_below_a_renamed_group_are_matched_by_id(tmp_path: Path) -> None:
    """Their place changes; none is dropped and added again."""
    text = Path("tests/rubrics/policies.yaml").read_text(encoding="utf-8")
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(text, encoding="utf-8")
    second.write_text(text.replace("label_zh: 产出", "label_zh: 产出（新）", 1), encoding="utf-8")

    changes = diff_rubrics(rubric(str(first)), rubric(str(second)))

    assert changes != ()
    assert {change.kind for change in changes} == {"changed"}


def test_the_machine_format_names_both_rubrics() -> None:
    """``ziping/rubric-diff/1`` with one row a change."""
    data = to_json(rubric(NATIONAL), rubric("guangxi-2020-project"))
    rows = data["changes"]

    assert (data["format"], data["first"], data["second"]) == (
        "ziping/rubric-diff/1",
        NATIONAL,
        "guangxi-2020-project",
    )
    assert isinstance(rows, list)
    assert {"path", "place", "kind", "before", "after"} == set(rows[0])

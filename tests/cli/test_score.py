"""``ziping score``: the published total, the working, what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def card(ziping: Callable[..., Any], futian: Path) -> Any:
    """The 福田 2021 scorecard as JSON."""
    return ziping("score", futian, "--json").json


def test_the_published_total_is_recomputed(card: Any) -> None:
    """福田 2021: 93.96."""
    assert card["total_score"] == "93.96"
    assert card["max_score"] == "100"
    assert card["status"] == "final"


def test_the_published_sub_totals_are_recomputed(card: Any) -> None:
    """部门决策 20, 部门管理 17.97, 部门绩效 55.99."""
    totals = {group["label"]: group["score"] for group in card["groups"] if len(group["path"]) == 1}

    assert totals == {"部门决策": "20", "部门管理": "17.97", "部门绩效": "55.99"}


def test_scores_are_strings_so_that_no_reader_rounds_them(card: Any) -> None:
    """0.1 + 0.2 stays exact in every language that reads the file."""
    assert {type(line["score"]) for line in card["indicators"]} == {str}


def test_proven_and_asserted_points_add_up_to_the_total(card: Any) -> None:
    """23.96 rest on figures, 70 on the unit's word."""
    assert (card["proven"], card["asserted"], card["pending"]) == ("23.96", "70", "0")


def test_the_broken_constraint_is_an_error_and_the_score_stays(
    ziping: Callable[..., Any], futian: Path
) -> None:
    """效果性 covers two aspects where three are required: said, never silently changed."""
    said = ziping("score", futian, "--json")
    found = [finding for finding in said.json["findings"] if finding["code"] == "constraint_not_met"]
    line = next(line for line in said.json["indicators"] if line["id"] == "benefits")

    assert said.code == 3
    assert [finding["severity"] for finding in found] == ["error"]
    assert (line["score"], line["status"]) == ("25", "asserted")


def test_the_contradiction_of_the_assets_is_reported_with_its_working(card: Any) -> None:
    """83.03 + 149.03 is not 231.50; the unit's choice is kept beside it."""
    (found,) = [finding for finding in card["findings"] if "在用资产" in finding["message"]]

    assert "83.03 + 149.03 + 0.00 = 232.06" in found["working"]
    assert "82.47" in found["message"]


def test_the_falling_cumulative_series_is_reported(card: Any) -> None:
    """2,924.77 in the third quarter, 2,918.76 in the fourth."""
    (found,) = [finding for finding in card["findings"] if "累计" in finding["message"]]

    assert (found["stated"], found["expected"]) == ("2,924.77", "2,918.76")


def test_every_finding_has_a_fingerprint_that_stays(ziping: Callable[..., Any], futian: Path) -> None:
    """Two runs give the same fingerprints, all different."""
    first, second = (ziping("score", futian, "--json").json["findings"] for _ in range(2))
    prints = [finding["fingerprint"] for finding in first]

    assert prints == [finding["fingerprint"] for finding in second]
    assert len(set(prints)) == len(prints)


def test_explain_prints_the_working_of_a_line(ziping: Callable[..., Any], futian: Path) -> None:
    """The numbers stand in the formula."""
    said = ziping("score", futian, "--explain")

    assert "5.05 ÷ 5.20 × 1 = 0.97" in said.out
    assert "数据可证 23.96 分，单位自述 70 分，待补充 0 分" in said.out


def test_standard_input_is_read_for_a_dash(ziping: Callable[..., Any], futian: Path) -> None:
    """`-` stands for standard input."""
    said = ziping("score", "-", "--json", stdin=futian.read_bytes())

    assert said.json["total_score"] == "93.96"


def test_a_missing_figure_makes_its_points_pending_and_is_listed(
    ziping: Callable[..., Any], futian: Path
) -> None:
    """No plan, no rate, no point: never zero, never full."""
    text = futian.read_text(encoding="utf-8").replace("  procurement_plan: 5.2 万元\n", "")

    said = ziping("score", "-", "--json", stdin=text.encode("utf-8"))
    line = next(line for line in said.json["indicators"] if line["id"] == "procurement_execution")

    assert (line["score"], line["status"], line["missing"]) == (None, "pending", ["政府采购预算金额"])
    assert (said.json["status"], said.json["pending"], said.json["grade"]) == ("pending", "2", None)


def test_strict_turns_warnings_into_exit_three(ziping: Callable[..., Any], futian: Path) -> None:
    """A warning alone is exit 0, with --strict 3."""
    text = futian.read_text(encoding="utf-8").replace(
        "aspects: [social, sustainability]\n    reason",
        "aspects: [social, economic, sustainability]\n    reason",
    )

    assert ziping("score", "-", stdin=text.encode("utf-8")).code == 0
    assert ziping("score", "-", "--strict", stdin=text.encode("utf-8")).code == 3

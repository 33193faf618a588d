"""Scores and deductions that belong together, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.checks import CheckFunction
from ziping.audit.score_brackets import bracketed_scores
from ziping.audit.score_sums import (
    deduction_of_table,
    deduction_sums,
    grades,
    one_total,
    total_of_parts,
)
from ziping.audit.table_indicators import indicators
from ziping.audit.whole_counts import projects

TABLE = "三级指标\t分值\t得分\n建会任务\t60\t56\n服务满意度\t40\t37.1\n总分\t100\t93.1\n\n"
ITEMS = "## 一、产出（60分，得56分）\n\n{}\n\n## 二、效益（40分，得37.1分）\n\n文字。\n\n自评总分93.1分。"


@pytest.mark.parametrize(
    ("check", "right", "wrong", "stated"),
    [
        (one_total, f"{TABLE}项目自评得分93.1分。", f"{TABLE}项目自评得分91.3分。", "91.3分"),
        (
            total_of_parts,
            "自评得分95.14分，其中决策20分、管理18.46分、绩效56.68分。",
            "自评得分95.14分，其中决策20分、管理18.64分、绩效56.68分。",
            "95.14分",
        ),
        (
            deduction_sums,
            "扣分3.50分：指标设置扣1分，采购扣0.50分，资产扣2分。",
            "扣分3.00分：指标设置扣1分，采购扣0.50分，资产扣2分。",
            "3.00分",
        ),
        (
            deduction_sums,
            "产出扣1.14分，效益扣1.40分，合计扣2.54分。",
            "产出扣1.14分，效益扣1.40分，合计扣2.45分。",
            "2.45分",
        ),
        (
            deduction_sums,
            "共扣3.50分：指标设置扣1分，采购扣0.50分，资产扣2分。",
            "共扣3.80分：指标设置扣1分，采购扣0.50分，资产扣2分。",
            "3.80分",
        ),
        (
            deduction_of_table,
            f"{TABLE}服务满意度偏低，扣2.9分。",
            f"{TABLE}服务满意度偏低，扣3.9分。",
            "3.9分",
        ),
        (grades, f"{TABLE}自评得分93.1分，等级为优。", f"{TABLE}自评得分93.1分，等级为良。", "良"),
        (
            bracketed_scores,
            ITEMS.format("1.建会（40分，得40分）。\n\n2.帮扶（20分，得16分）。"),
            ITEMS.format("1.建会（40分，得40分）。\n\n2.帮扶（20分，得15分）。"),
            "56",
        ),
        (bracketed_scores, ITEMS, ITEMS.replace("自评总分93.1分", "自评总分91.3分"), "91.3分"),
    ],
)
def test_scores_that_belong_together_agree(check: CheckFunction, right: str, wrong: str, stated: str) -> None:
    """The true report is passed over, the changed one is found with what it states."""
    assert told(check, right) == []
    assert [said for _, said in told(check, wrong)] == [stated]


def test_full_marks_are_not_the_score() -> None:
    """总分100分，自评得95分 says two things."""
    assert told(one_total, f"{TABLE}本单位自评总分100分，自评得93.1分。") == []


def test_last_years_score_is_not_this_years() -> None:
    """The score of the year before may differ."""
    assert told(one_total, f"{TABLE}上年自评得分90分。2025年度自评得分93.1分。") == []


HEAD = "指标\t目标值\t完成值\t分值\t得分\t偏差原因\n"


@pytest.mark.parametrize(
    ("row", "stated"),
    [
        ("用时\t≤20天\t16.5天\t10\t10\t", []),
        ("用时\t≤20天\t26.5天\t10\t10\t", ["26.5天"]),
        ("用时\t≤20天\t26.5天\t10\t8\t", []),
        ("用时\t≤20天\t26.5天\t10\t10\t财政部门同意延期", []),
        ("人数\t≥120人\t150人\t10\t10\t", []),
        ("人数\t≥120人\t272人\t10\t10\t", ["272人"]),
        ("人数\t≥120人\t272人\t10\t10\t年中扩大了范围", []),
    ],
)
def test_targets_are_held_against_results(row: str, stated: list[str]) -> None:
    """Missed with full marks, or passed twofold, and not a word why."""
    assert [said for _, said in told(indicators, HEAD + row)] == stated


def test_as_many_projects_as_are_listed() -> None:
    """Three rows of projects are not four."""
    table = "项目名称\t自评得分\n甲项目\t97\n乙项目\t96\n丙项目\t95\n"

    assert told(projects, f"3个项目的自评得分见表一。\n\n{table}") == []
    assert told(projects, f"4个项目的自评得分见表一。\n\n{table}") == [("warning", "4个")]
    assert told(projects, f"2个部门参加自评。\n\n{table}") == []

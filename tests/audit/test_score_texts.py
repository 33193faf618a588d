"""Scores told without a table, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.score_sums import deduction_sums, grades
from ziping.audit.score_texts import earlier, losses, means, standards, totals

PARTS = "决策20分得19.00分，管理30分得28.50分，绩效50分得46.00分"


@pytest.mark.parametrize("line", [f"{PARTS}，总分{{}}分。", f"自评得分{{}}分，其中{PARTS}。"])
def test_parts_of_a_hundred_make_the_total_before_or_behind_them(line: str) -> None:
    """19.00, 28.50 and 46.00 are 93.50."""
    assert told(totals, line.format("93.50")) == []
    assert told(totals, line.format("95.30")) == [("error", "95.30分")]


def test_parts_of_less_than_a_hundred_prove_nothing() -> None:
    """Two of three parts are named."""
    assert told(totals, "决策20分得19.00分，管理30分得28.50分，总分93.50分。") == []


def test_what_a_part_lost_is_what_is_taken_off_further_on() -> None:
    """管理 lost 1.50 points; what stands behind 其中 is a share of them."""
    text = f"{PARTS}。管理扣1.50分，其中采购扣1.00分；绩效因两场讲座未办扣{{}}分。"

    assert told(losses, text.format("4.00")) == []
    assert told(losses, text.format("3.00")) == [("error", "3.00分")]


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("96%以上10分、92%（含）至96%得8分、92%以下4分，据此得{}分。", "8", "10"),
        ("每低于100%一个百分点扣1分，不足一个百分点按一个百分点计，应扣6分，得{}分。", "4", "5"),
    ],
)
def test_a_score_is_what_the_standard_beside_it_gives(rule: str, right: str, wrong: str) -> None:
    """94.30% is in the second band, and five points and a bit below a hundred."""
    text = f"3.办结率，分值10分。办结率94.30%，标准为{rule}"

    assert told(standards, text.format(right)) == []
    assert told(standards, text.format(wrong)) == [("warning", f"{wrong}分")]


def test_a_rate_on_an_edge_that_the_standard_leaves_open_is_not_judged() -> None:
    """96%以上 may or may not take 96% in."""
    text = "3.办结率，分值10分。办结率96%，标准为96%以上10分、92%（含）至96%得8分、92%以下4分，据此得8分。"

    assert told(standards, text) == []


def test_the_mean_of_two_forms_is_the_mean_of_their_totals() -> None:
    """98.00 and 95.00 are 96.50; a weighted mean is another."""
    form = "| 三级指标 | 分值 | 得分 |\n| --- | --- | --- |\n| 场次 | 100 | {0} |\n| 总分 | 100 | {0} |\n\n"
    forms = "## 甲\n\n" + form.format("98.00") + "## 乙\n\n" + form.format("95.00")

    assert told(means, f"两个项目自评得分平均96.50分。\n\n{forms}") == []
    assert told(means, f"两个项目自评得分平均95.60分。\n\n{forms}") == [("warning", "95.60分")]
    assert told(means, f"两个项目按预算加权，自评得分平均97.10分。\n\n{forms}") == []


def test_the_grade_before_is_the_earlier_score_s() -> None:
    """84.20 was 良; this year's 优 is not held against it."""
    text = "自评得分93.10分，比2024年的84.20分提高8.90分，等级由“{}”升为“优”。"

    assert told(earlier, text.format("良")) == []
    assert told(earlier, text.format("中")) == [("warning", "中")]
    assert told(grades, text.format("良")) == []


def test_a_sum_of_the_first_two_deductions_is_not_of_all() -> None:
    """前两项合计."""
    text = "共扣3.00分。其中，采购扣1.50分，公开扣1.00分，资产扣0.50分；前两项合计扣{}分。"

    assert told(deduction_sums, text.format("2.50")) == []
    assert told(deduction_sums, text.format("3.00")) == [("error", "3.00分")]

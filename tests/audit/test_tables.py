"""Totals, rates, means, scores and series of tables, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import paper, told

from ziping.audit.table_parts import parts_of_rows
from ziping.audit.table_rates import column_rates, means, series
from ziping.audit.table_scores import group_weights, within_full_marks
from ziping.audit.table_totals import column_totals, row_totals


def table(*rows: str, caption: str = "单位：元") -> str:
    """A Markdown table under a caption; cells split by spaces, ``_`` for an empty one."""
    lines = ["| " + " | ".join(cell.replace("_", "") for cell in row.split()) + " |" for row in rows]
    rule = "|" + "---|" * len(rows[0].split())
    return "\n".join([caption, "", lines[0], rule, *lines[1:]])


BUDGET = (
    "项目 年初预算数 决算数",
    "一、基本支出 300.00 290.00",
    "人员经费 200.00 195.00",
    "公用经费 100.00 95.00",
)


@pytest.mark.parametrize(("total", "expected"), [("800.00", []), ("500.00", [("error", "500.00")])])
def test_a_total_is_the_sum_of_numbered_rows(total: str, expected: list[tuple[str, str]]) -> None:
    """合计 counts 一、二、 once, not their parts; a total that repeats the last row is found."""
    text = table(*BUDGET, "二、项目支出 500.00 480.00", f"合计 {total} 770.00")

    assert told(column_totals, text) == expected


def test_a_total_of_rows_without_numbers_may_hold_nested_rows() -> None:
    """Rows that are the parts of the row above are not added twice."""
    text = table(
        "项目 金额", "基本支出 300.00", "人员经费 200.00", "公用经费 100.00", "项目支出 500.00", "合计 800.00"
    )

    assert told(column_totals, text) == []


def test_a_zero_total_over_parts_is_found() -> None:
    """A total of 0 over figures is no total."""
    assert told(column_totals, table("项目 金额", "培训 3.00", "慰问 4.00", "合计 0")) == [("error", "0")]


def test_amounts_in_ten_thousands_may_differ_by_rounding() -> None:
    """1.13 + 2.23 万元 may add up to 3.35, never to 3.38."""
    rows = ("项目 金额", "培训 1.13", "慰问 2.23")

    assert told(column_totals, table(*rows, "合计 3.35", caption="单位：万元")) == []
    assert told(column_totals, table(*rows, "合计 3.38", caption="单位：万元")) == [("error", "3.38")]


SCORES = (
    "一级指标 三级指标 分值 得分",
    "管理 采购 2 1.97",
    "_ 公开 3 3",
    "小计 _ 5 4.97",
    "效益 信访 3 3",
    "_ 满意度 6 2",
    "小计 _ 9 5",
)


@pytest.mark.parametrize(("total", "expected"), [("14 9.97", []), ("14 10", [("error", "10")])])
def test_scores_add_up_to_the_last_digit(total: str, expected: list[tuple[str, str]]) -> None:
    """Sub-totals and the total of scores allow no rounding."""
    assert told(column_totals, table(*SCORES, f"合计 _ {total}")) == expected


def test_a_wrong_sub_total_is_found() -> None:
    """小计 is held against the rows above it."""
    rows = [row.replace("小计 _ 9 5", "小计 _ 9 6") for row in SCORES]

    assert told(column_totals, table(*rows)) == [("error", "6")]


def test_rows_still_to_come_leave_a_total_open() -> None:
    """A 待补充 among the parts makes the sum unknown, not wrong."""
    text = table("三级指标 分值 得分", "采购 2 2", "公开 3 待补充", "合计 5 5")

    assert told(column_totals, text) == []


def test_a_form_cut_in_two_tables_has_one_total() -> None:
    """The ten points of the upper table count in the total of the lower one."""
    upper = table("项目资金 全年预算数 分值 执行率 得分", "资金 100 10 95.00 9.5")
    lower = table("三级指标 分值 得分", "人数 50 50", "满意度 40 40", "总分 100 99.5")

    assert told(column_totals, f"{upper}\n\n中间一段。\n\n{lower}") == []


def test_a_column_of_totals_is_the_sum_of_its_row() -> None:
    """Where the other rows add up, the one that does not is found."""
    rows = ("单位 合计 拨款 其他", "甲 30 20 10", "乙 50 35 15", "丙 80 60 20")

    assert told(row_totals, table(*rows, "丁 45 30 15")) == []
    assert told(row_totals, table(*rows, "丁 47 30 15")) == [("error", "47")]


def test_parts_of_a_numbered_row_follow_the_other_columns() -> None:
    """Parts that make the row in one column make it in the others."""
    good = table(*BUDGET, "二、项目支出 500.00 480.00")
    bad = good.replace("195.00", "185.00")

    assert told(parts_of_rows, good) == []
    assert told(parts_of_rows, bad) == [("error", "290.00")]


RATES = ("时段 累计执行数 序时进度 执行率", "第一季度 50.00 100.00 50.00%", "第二季度 120.00 200.00 60.00%")


def test_a_rate_is_the_quotient_of_its_row() -> None:
    """The columns that give the other rates give this one."""
    rows = (*RATES, "第三季度 210.00 300.00 70.00%")

    assert told(column_rates, table(*rows)) == []
    assert told(column_rates, table(*rows, "第四季度 360.00 400.00 98.00%")) == [("error", "98.00%")]


def test_the_later_budget_is_the_one_spent_from() -> None:
    """执行率 in a form divides by 全年预算数, not by 年初预算数."""
    head = "项目资金（元） 年初预算数 全年预算数 全年执行数 执行率（%）"

    assert told(column_rates, table(head, "资金总额 100.00 200.00 150.00 75.00")) == []
    assert told(column_rates, table(head, "资金总额 100.00 200.00 150.00 57.00")) == [("error", "57.00")]


def test_a_mean_carries_the_mistake_of_its_rates() -> None:
    """The mean of misprinted rates is wrong although it adds up."""
    rows = (*RATES, "第三季度 210.00 300.00 70.00%", "第四季度 360.00 400.00 98.00%")

    assert told(means, table(*rows, "平均执行率 _ _ 69.50%")) == [("error", "69.50%")]
    assert told(means, table(*rows[:-1], "平均执行率 _ _ 60.00%")) == []


def test_a_mean_of_amounts_is_recomputed() -> None:
    """平均 under three amounts is their mean."""
    rows = ("街道 人数", "甲 10", "乙 20", "丙 33")

    assert told(means, table(*rows, "平均 21")) == []
    assert told(means, table(*rows, "平均 25")) == [("error", "25")]


def test_a_cumulative_series_does_not_fall() -> None:
    """累计 falls only when something was taken back: best read as a fault."""
    rows = ("时段 累计执行数", "第一季度 50.00", "第二季度 120.00")

    assert told(series, table(*rows, "第三季度 130.00")) == []
    assert told(series, table(*rows, "第三季度 110.00")) == [("warning", "110.00")]


def test_no_score_is_above_its_full_marks() -> None:
    """3 of 2 points is impossible."""
    assert told(within_full_marks, table("指标 分值 得分", "公开 3 3", "采购 2 3")) == [("error", "3")]


@pytest.mark.parametrize(("last", "expected"), [("20", []), ("25", [("error", "50")])])
def test_a_group_weighs_what_it_says(last: str, expected: list[tuple[str, str]]) -> None:
    """产出指标（50分） holds full marks of 50."""
    text = table(
        "一级指标 三级指标 分值 得分",
        "产出指标（50分） 人数 30 30",
        f"_ 合格率 {last} 20",
        "效益指标（30分） 影响 30 30",
        "总分 _ 80 80",
    )

    assert told(group_weights, text) == expected


def test_a_report_without_tables_cannot_be_assessed() -> None:
    """The reason is given, nothing passes silently."""
    assert column_totals(paper("只有一段文字。")).not_assessable

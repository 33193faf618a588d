"""Columns worked out from two others, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told
from tests.audit.test_table_flows import table

from ziping.audit.table_columns import differences, prices, shares
from ziping.audit.table_flows import running_columns
from ziping.audit.table_totals import column_totals

Told = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("12.00", []),
        ("21.00", [("warning", "21.00、72.00、60.00")]),
        ("-12.00", [("warning", "-12.00、72.00、60.00")]),
    ],
)
def test_a_column_of_changes_is_this_year_less_last_year(change: str, expected: Told) -> None:
    """Three rows hold, the fourth has its digits turned or its sign lost; all three figures are named."""
    text = table(
        "科目,上年（万元）,本年（万元）,增减额（万元）",
        "办公费,20.00,26.50,6.50",
        "会议费,9.00,7.20,-1.80",
        "培训费,31.00,33.00,2.00",
        f"维修费,60.00,72.00,{change}",
    )

    assert told(differences, text) == expected


def test_points_between_two_rates_need_not_be_in_per_cent() -> None:
    """与序时进度差（百分点）under a caption in 万元 is in points."""
    rows = ["时点,支出,执行率,序时进度,与序时进度差（百分点）", "3月末,20.00,20.00%,25.00%,-5.00"]
    rows += ["6月末,48.00,48.00%,50.00%,-2.00", "9月末,74.00,74.00%,75.00%,{}"]
    text = "单位：万元\n\n" + table(*rows)

    assert told(differences, text.format("-1.00")) == []
    assert told(differences, text.format("-4.00")) == [("warning", "-4.00、74.00%、75.00%")]


def test_a_column_that_follows_no_two_others_is_left_alone() -> None:
    """A 变化 of something that the table does not print proves nothing."""
    text = table("指标,本年（家）,变化（家）", "建会,30,4", "换届,12,-1", "达标,25,6")

    assert told(differences, text) == []


@pytest.mark.parametrize(
    ("cost", "expected"), [("25.00", []), ("52.00", [("warning", "52.00、30.00、1.20")])]
)
def test_what_one_visit_costs_is_the_spending_by_the_visits(cost: str, expected: Told) -> None:
    """万元 by 万人次 is 元; a mean of the last row is no sum of those above it."""
    text = table(
        "服务,支出（万元）,人次（万）,每人次成本（元）",
        "阅览,18.00,0.90,20.00",
        "健身,42.00,1.40,30.00",
        f"讲座,30.00,1.20,{cost}",
        "合计,90.00,3.50,25.71",
    )

    assert told(prices, text) == expected
    assert told(column_totals, text) == []


@pytest.mark.parametrize(("share", "expected"), [("30.00%", []), ("33.00%", [("warning", "33.00%、75.00")])])
def test_shares_of_one_whole_point_to_a_figure_of_the_report(share: str, expected: Told) -> None:
    """占全年 of a year that the text tells: 250.00."""
    rows = table(
        "季度,支出（万元）,占全年",
        "第一季度,50.00,20.00%",
        "第二季度,62.50,25.00%",
        f"第三季度,75.00,{share}",
    )

    assert told(shares, f"全年支出250.00万元。\n\n{rows}") == expected
    assert told(shares, rows) == []


@pytest.mark.parametrize(("total", "expected"), [("9.60", []), ("6.90", [("warning", "6.90")])])
def test_a_running_total_needs_no_column_called_by_the_quarter(total: str, expected: Told) -> None:
    """借阅 and 累计借阅 begin with one figure, so the second runs on the first."""
    text = table(
        "季度,借阅（万册）,累计借阅（万册）",
        "第一季度,2.10,2.10",
        "第二季度,3.40,5.50",
        f"第三季度,4.10,{total}",
        "第四季度,2.20,11.80",
    )

    assert told(running_columns, text) == expected


def test_shares_of_two_wholes_in_one_column_are_left_alone() -> None:
    """占本类 of 200 in the first two rows and of 50 in the others."""
    rows = [
        "项目,支出（万元）,占本类",
        "甲,80.00,40.00%",
        "乙,120.00,60.00%",
        "丙,20.00,40.00%",
        "丁,30.00,60.00%",
    ]

    assert told(shares, "人员支出200.00万元，公用支出50.00万元。\n\n" + table(*rows)) == []


def test_what_is_left_over_may_have_other_sources_in_some_rows() -> None:
    """结余 is 预算 less 支出 in two rows of four: too few to hold it against the other two."""
    rows = ["项目,预算,支出,结余", "甲,90.00,82.00,8.00", "乙,60.00,57.00,3.00"]
    rows += ["丙,40.00,38.00,6.00", "丁,30.00,25.00,9.00"]

    assert told(differences, "单位：万元\n\n" + table(*rows)) == []

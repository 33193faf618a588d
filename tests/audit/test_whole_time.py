"""Time in an annual report."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.whole_time import (
    cutoff_before_year_end,
    earlier_award,
    forecast_left,
    heading_year,
    mid_year_wording,
    other_year,
    past_deadline,
)

COVER = "2025年度部门整体支出绩效自评报告\n\n报告日期：2026年3月20日\n\n"


@pytest.mark.parametrize(
    "words", ["今年以来，走访企业12家。", "截至目前共建职工书屋9个。", "上半年，两名职工获表扬。"]
)
def test_mid_year_words_are_noted(words: str) -> None:
    """今年以来, 截至目前, 上半年 belong to a mid-year report."""
    assert [severity for severity, _ in told(mid_year_wording, words)] == ["note"]


def test_half_year_totals_are_more_than_a_note() -> None:
    """A total of the first half year stands for the year's."""
    assert told(mid_year_wording, "上半年共签订集体合同6份。") == [("warning", "上半年")]


def test_plans_may_speak_of_half_years() -> None:
    """下一步 says what is to come."""
    text = "## 四、下一步工作计划\n\n上半年完成招标，下半年完成验收。"

    assert told(mid_year_wording, text) == []


def test_whole_year_wording_passes() -> None:
    """全年 and 截至12月31日 are as they should be."""
    text = "全年走访企业46家，截至2025年12月31日资金全部拨付。"

    assert told(mid_year_wording, text) + told(cutoff_before_year_end, text) == []


@pytest.mark.parametrize("words", ["截至9月底收缴经费38.20万元。", "1-10月支付资金12.60万元。"])
def test_figures_that_stop_early_are_found(words: str) -> None:
    """A figure as of September is not the year's."""
    assert [severity for severity, _ in told(cutoff_before_year_end, words)] == ["warning"]


def test_a_deadline_is_no_cutoff() -> None:
    """截至 without a figure, and the year's end, are no early figures."""
    text = "报名截至9月底。截至2025年底，建成职工书屋9个。"

    assert told(cutoff_before_year_end, text) == []


def test_a_forecast_after_the_year_is_an_error() -> None:
    """The report's own date proves that the year is over."""
    text = COVER + "全年工作有序，预计年底经费可突破60万元。"

    assert told(forecast_left, text) == [("error", "预计年底")]


def test_a_forecast_without_a_date_is_a_warning() -> None:
    """Without a date of the report nothing is proven."""
    assert told(forecast_left, "预计年底经费可突破60万元。") == [("warning", "预计年底")]


def test_next_year_may_be_forecast() -> None:
    """明年 is still to come."""
    assert told(forecast_left, COVER + "预计可在明年建成职工书屋3个。") == []


def test_a_heading_of_another_year_is_found() -> None:
    """表2 of last year stands in this year's report."""
    assert told(heading_year, "表2 2024年部门预算安排情况表") == [("warning", "2024年")]


def test_a_plan_over_years_is_no_wrong_year() -> None:
    """2024—2026年 covers the year; the name of a revised rule keeps its year."""
    text = "表2 2024—2026年中期规划\n\n## 《管理办法（2024年修订）》落实情况"

    assert told(heading_year, text) == []


def test_an_award_of_last_year_is_noted() -> None:
    """获评2024年 is no result of 2025."""
    text = "区职工服务中心获评2024年“职工服务示范点”。区工会获评2025年“优秀集体”。"

    assert told(earlier_award, text) == [("note", "2024年")]


def test_last_year_at_the_head_of_a_statement_is_asked_about() -> None:
    """2024年度 instead of 2025年度 is the commonest left-over of last year's report."""
    text = "2025年度，本单位完成各项任务。2024年度，我单位预算执行率为98.50%。"

    assert told(other_year, text) == [("warning", "2024年")]


@pytest.mark.parametrize(
    "words",
    [
        "与2024年相比增加12人。",
        "2024年度部门决算已公开。",
        "自2024年启动以来，累计服务860人。",
        "借一册书的成本是18.00元，2024年为20.00元（支出66.00万元），下降10.00%。",
        "报告日期：2026年3月20日",
        "表彰了2024年度劳动模范和先进集体。会议对2024年度劳动模范和先进集体提出希望。",
    ],
)
def test_other_years_with_a_reason_pass(words: str) -> None:
    """Comparison, final accounts, a beginning, the report's date, and a name are no slips."""
    assert told(other_year, words) == []


def test_without_a_year_nothing_is_judged() -> None:
    """A report whose year nobody knows is not assessable."""
    from tests.audit.papers import paper

    assert heading_year(paper("表2 2024年情况", year=None)).not_assessable


def test_a_measure_given_out_for_a_quarter_that_is_over_is_found() -> None:
    """由文宣科2025年一季度补办 in the report of 2025; the next year is right."""
    text = "## 六、改进措施\n\n由文宣科{}年一季度补办两场讲座。"

    assert [stated for _, stated in told(past_deadline, text.format(2025))] == ["2025年一季度"]
    assert told(past_deadline, text.format(2026)) == []
    assert told(past_deadline, text.format(2025).replace("补办", "已补办")) == []

"""Wordings of sound reports that once were taken for faults, each beside the fault they look like."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.score_facts import one_score
from ziping.audit.text_balances import counted_sums, stocks
from ziping.audit.text_changes import shares
from ziping.audit.text_counts import lists, portions
from ziping.audit.text_growth import growth, growth_of_difference, products
from ziping.audit.text_means import means
from ziping.audit.text_parts import parts_of_wholes
from ziping.audit.text_quotients import rates, shares_of_named_whole
from ziping.audit.text_rates import said_rates
from ziping.audit.text_repeats import alike
from ziping.audit.whole_time import cutoff_before_year_end, mid_year_wording

Told = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        (lists, "内设办公室、组织部、权益部、财务和资产管理部4个部门。", []),
        (lists, "内设办公室、组织部、权益部、财务部和资产管理部4个部门。", [("error", "4个")]),
        (lists, "省级、市级、县级竞赛分别为6场、48场和216场。", []),
        (products, "春节慰问420户、每户1,000元共42.00万元。", []),
        (products, "春节慰问420户、每户1,000元共24.00万元。", [("warning", "24.00万元")]),
        (products, "慰问420户、每户1,000元共42.00万元，帮扶318人共43.14万元。", []),
        (means, "全年支出85.14万元，其中慰问420户、每户1,000元共42.00万元。", []),
        (rates, "有效样本962份，满意878份，满意度91.27%；选手满意度97.40%。", []),
        (rates, "有效样本962份，满意878份，满意度97.12%。", [("error", "97.12%")]),
        (rates, "疗休养计划5,000人，实际组织4,360人，完成87.20%。", []),
        (rates, "疗休养计划5,000人，实际组织4,360人，完成82.70%。", [("error", "82.70%")]),
        (rates, "康复服务2,975人，距目标差25人，完成99.17%。", []),
        (said_rates, "已支付791.20万元，尚有68.80万元未支付，支付率为92.00%。", []),
        (parts_of_wholes, "净增73.60万元，其中追加专项120.00万元，压减支出46.40万元。", []),
        (parts_of_wholes, "在职46人，其中机关19人，文化宫15人，中心12人。", []),
        (parts_of_wholes, "在职46人，其中机关19人，文化宫15人，中心13人。", [("warning", "46人")]),
        (parts_of_wholes, "编制18名，其中行政12名、事业6名；实有17人，其中行政12人、事业5人。", []),
        (
            parts_of_wholes,
            "编制18名，其中行政12名、事业6名；实有17人，其中行政12人、事业6人。",
            [("error", "17人")],
        ),
        (parts_of_wholes, "支出900.00万元，其中人员312.40万元、公用48.20万元，两项合计360.60万元。", []),
        (said_rates, "预算合计900万元，支出812万元。其中，夜校项目支出96万元，执行率98.20%。", []),
        (said_rates, "受理80件，不成功的24件中撤回8件；不计撤回的8件，成功率为77.78%。", []),
        (said_rates, "比武完成230人次，超目标三十人次，完成率115%。", []),
        (shares, "6月末支出60万元，占全年预算60.00%；9月末累计82万元，占全年预算82.00%。", []),
        (
            shares,
            "男职工60人，占职工总数60.00%；女职工62人，占职工总数62.00%。",
            [("warning", "60.00%、62.00%")],
        ),
        (stocks, "新增6.20万人。年末81.40万人，年初76.80万人，退休减少1.60万人。", []),
        (
            stocks,
            "入会6.20万人。年末84.10万人，年初76.80万人，退休减少1.60万人。",
            [("warning", "84.10万人")],
        ),
        (stocks, "年初260户，脱困70户，年末180户。", [("warning", "180户")]),
        (counted_sums, "走访支出30.00万元，人均500元；慰问支出45.00万元，人均600元；两类合计75.00万元。", []),
        (products, "疗养910人，比目标少90人，人均成本2,000元，共支出182.00万元。", []),
        (products, "慰问环卫工450人，每人300元，支出13.50万元。", []),
        (products, "慰问环卫工450人，每人300元，支出15.30万元。", [("warning", "15.30万元")]),
        (alike, "新建30家，其中单独建会组织21家。\n\n年末210家，其中单独建会组织160家。", []),
        (alike, "年度总体目标：新建职工健身角40处。\n\n完成情况：新建职工健身角36处。", []),
        (alike, "全年新建职工健身角40处。\n\n完成情况：新建职工健身角36处。", [("warning", "36处")]),
        (means, "救助620人，按期到账590人，发放124.00万元，平均每人2,000元。", []),
        (means, "救助620人，按期到账590人，发放142.00万元，平均每人2,000元。", [("warning", "142.00万元")]),
        (means, "调解50件，成功40件，追回96.00万元，平均每件2.60万元。", [("warning", "2.60万元")]),
        (means, "宣讲员工资和保险42.00万元。宣讲员工7人，人均6.00万元。", []),
        (growth, "每人次成本18.00元，2024年为20.00元（支出66.00万元），下降10.00%。", []),
        (growth, "每人次成本18.00元，2024年为20.00元（支出66.00万元），下降12.00%。", [("error", "12.00%")]),
        (growth_of_difference, "支出增加12.00万元（上年150.00万元），增长8.00%。", []),
        (growth_of_difference, "支出增加12.00万元（上年150.00万元），增长9.00%。", [("warning", "9.00%")]),
        (shares_of_named_whole, "夜校12万元，占项目支出24.00%；驿站20万元，占项目支出40.00%。", []),
        (
            shares_of_named_whole,
            "夜校12万元，占项目支出24.00%；驿站20万元，占项目支出44.00%。",
            [("warning", "44.00%")],
        ),
        (
            shares_of_named_whole,
            "夜校12万元，占项目支出24.00%；上年夜校20万元，占项目支出44.00%。",
            [],
        ),
        (portions, "支出由三部分组成：场地费9万元；师资费6万元，每课时500元；教材费3万元。", []),
        (
            portions,
            "支出由四部分组成：场地费9万元；师资费6万元，每课时500元；教材费3万元。",
            [("warning", "四")],
        ),
        (mid_year_wording, "四个季度支出占比分别为20%、28%、25%、27%，上半年累计支出不到一半。", []),
        (cutoff_before_year_end, "1-7月支付率偏低，全年执行率没有达到97%。", []),
        (cutoff_before_year_end, "1-7月支付项目资金402万元。", [("warning", "1-7月")]),
    ],
)
def test_sound_wordings_are_left_alone_and_their_faults_are_told(
    check: object, text: str, expected: Told
) -> None:
    """A name with 和 in it, a price and its product, a rate already given, what was cut beside what was added."""
    assert told(check, text) == expected  # type: ignore[arg-type]


def test_points_given_bit_by_bit_are_no_other_score() -> None:
    """执行率得0.94分 and 政策功能得1分 make the 1.94 of the table."""
    table = "| 三级指标 | 分值 | 得分 |\n| --- | --- | --- |\n| 政府采购执行情况 | 2 | 1.94 |\n"
    bits = "(1) 政府采购执行情况方面，采购执行率93.99%，得0.94分；政策功能落实得1分。"
    other = "(1) 政府采购执行情况方面，采购执行率93.99%，得1.49分。"
    assert told(one_score, f"{table}\n{bits}") == []
    assert told(one_score, f"{table}\n{other}") == [("error", "1.49分")]

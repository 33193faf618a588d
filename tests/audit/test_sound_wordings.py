"""Wordings of sound reports that once were taken for faults, each beside the fault they look like."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.score_facts import one_score
from ziping.audit.text_counts import lists
from ziping.audit.text_growth import products
from ziping.audit.text_parts import parts_of_wholes
from ziping.audit.text_quotients import means, rates
from ziping.audit.text_rates import said_rates
from ziping.audit.whole_time import cutoff_before_year_end

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

"""Rates, means, growth, multiples and products of sentences, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.text_growth import growth, growth_of_difference, multiples, products
from ziping.audit.text_means import means
from ziping.audit.text_quotients import rates, shares_of_one_whole

Told = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("调解纠纷40起，成功30起，成功率75.00%。", []),
        ("调解纠纷40起，成功30起，成功率57.00%。", [("error", "57.00%")]),
        ("发放问卷800份，收回776份，回收率97.00%。", []),
        ("发放问卷800份，收回776份，回收率79.00%。", [("error", "79.00%")]),
        ("发展会员8,000人，其中新业态劳动者3,000人，占37.50%。", []),
        ("发展会员8,000人，其中新业态劳动者3,000人，占35.70%。", [("error", "35.70%")]),
        ("新建工会43家，完成目标40家的107.50%。", []),
        ("新建工会43家，完成目标40家的117.50%。", [("error", "117.50%")]),
        ("培训干部800人次。考试合格率97.50%（780人次合格）。", []),
        ("培训干部800人次。考试合格率95.70%（780人次合格）。", [("error", "95.70%")]),
        ("500人报名，480人中一线职工342人，占71.25%。", []),
        ("500人报名，480人中一线职工342人，占68.40%。", [("error", "68.40%")]),
    ],
)
def test_a_rate_is_of_two_figures_near_it(text: str, expected: Told) -> None:
    """Named after one of them, or a share of the larger one: both are told, so the rate can be worked out."""
    assert told(rates, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "签订集体合同415份，工资专项集体合同389份，前者比后者多26份；集体合同签订率92.3%。",
        "有效问卷1,146份；非常满意792份。综合满意度94.85%。",
        "编制28名，另有编外9人。编外人员由上年12人减少至9人，占比25.71%。",
        "慰问职工1,260人，超出年度目标60人，完成率105.00%。",
        "工资支出612.38万元，占36.96%；商品支出586.47万元，占35.39%。",
        "建会企业5116家，百人以上企业建会1717家，入会率99%。",
        "政府采购447.20万元；小微企业188.30万元，占工程采购的51.90%。",
    ],
)
def test_a_rate_of_figures_that_are_not_told_is_left_alone(text: str) -> None:
    """What stands near is another answer, last year's value, a sibling or a part of something else."""
    assert told(rates, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("医疗救助500户次、150.00万元，户均3,000元。", []),
        ("医疗救助500户次、150.00万元，户均3,500元。", [("warning", "3,500元")]),
        ("运行维护费8.27万元，年末保有车辆3辆，平均每辆2.76万元。", []),
        ("运行维护费8.27万元，年末保有车辆3辆，平均每辆27.6万元。", [("warning", "27.6万元")]),
        ("参与职工9,830人次，共46场，平均每场214人次。", []),
        ("发放帮扶资金98.28元，人均3,150元。", [("warning", "98.28元")]),
        ("帮扶312人次；发放帮扶资金98.28元，人均3,150元。", [("warning", "98.28元")]),
        ("审核通过2,844件；赔付金额426.60万元，件均1,500元。", []),
        ("审核通过2,844件；赔付金额426.60万元，件均1,600元。", [("warning", "1,600元")]),
        ("平均每平方米1,405.55元，低于每平方米1,500元的控制标准。", []),
        ("128个服务站点实行一站一册，书屋藏书6.84万册，平均每个书屋1,200册。", []),
    ],
)
def test_a_mean_is_the_amount_over_the_heads(text: str, expected: Told) -> None:
    """Rounded to the digits shown; a mean above its own total is a slip of the unit."""
    assert told(means, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("参赛4,870人次，比上年的4,125人次增长18.06%。", []),
        ("参赛4,870人次，比上年的4,125人次增长16.08%。", [("error", "16.08%")]),
        ("决算10.36万元，比上年的11.42万元下降9.3%。", []),
        ("决算10.36万元，比上年的11.42万元增长9.3%。", [("error", "9.3%")]),
        ("支出190.00万元，比上年170.00万元增加20.00万元。", []),
        ("支出190.00万元，比上年170.00万元增加22.00万元。", [("error", "22.00万元")]),
        ("认同率为78.4%，比上年的74.9%提高3.5个百分点。", []),
        ("认同率为78.4%，比上年的74.9%提高3.5%。", [("warning", "3.5%")]),
        ("参保51,230人，上年为46,870人，增加4,360人，增长9.30%。", []),
        ("参保51,230人，上年为46,870人，增加4,630人，增长9.30%。", [("error", "4,630人")]),
        ("参保51,230人，上年为46,870人，增加4,360人，增长3.90%。", [("error", "3.90%")]),
        ("参加2.86万人次，比上年2.43万人次增长17.70%。", []),
    ],
)
def test_growth_lies_between_the_two_years(text: str, expected: Told) -> None:
    """In direction, size and unit; a figure in 万 is rounded."""
    assert told(growth, text) == expected


def test_a_difference_and_its_share_have_one_base() -> None:
    """175.26 万元 more than 1,481.79 is 11.83 per cent; 10.58 is of the later year."""
    table = "年度\t支出（万元）\n2020年\t1,481.79\n2021年\t1,657.05\n\n"

    assert told(growth_of_difference, table + "支出比2020年增加175.26万元，增长11.83%。") == []
    assert told(growth_of_difference, table + "支出比2020年增加175.26万元，增长10.58%。") == [
        ("warning", "10.58%")
    ]


def test_a_multiple_is_of_the_two_figures_before_it() -> None:
    """31.7 is 13.8 times 2.3."""
    start = "现场观众2.3万人次，线上观看31.7万人次，线上是线下的"

    assert told(multiples, f"{start}13.8倍。") == []
    assert told(multiples, f"{start}18.3倍。") == [("warning", "18.3倍")]


def test_heads_times_the_price_are_the_sum() -> None:
    """92 yuan for 3,500 people, whatever the price was before."""
    start = "标准由每人100元调为92元，3,500人共"

    assert told(products, f"{start}32.20万元。") == []
    assert told(products, f"{start}35.20万元。") == [("warning", "35.20万元")]


def test_parts_and_their_shares_point_to_one_whole() -> None:
    """The whole is told elsewhere; two shares agree on it, the third does not."""
    said = "机关参保18,340人，占{}%；国企参保12,650人，占24.69%；其他参保20,240人，占39.51%。"

    assert told(shares_of_one_whole, said.format("35.80")) == []
    assert told(shares_of_one_whole, said.format("38.50")) == [("warning", "38.50%")]
    assert told(shares_of_one_whole, "机关10人，占35.80%；国企20人，占24.69%。") == []

"""Sentences of drafts that people wrote and the guard once judged wrongly, each beside the lie it must still catch."""

from __future__ import annotations

import pytest

from guard.tables import facts
from ziping.guard import check

COMMENDATION = facts(
    ("评价年度", "2021", "年"),
    ("工作受表彰或批评分值", "5", "分"),
    ("工作受表彰或批评得分", "0", "分"),
    ("工作受表彰或批评扣分", "5", "分"),
    ("其他指标（按通知所附评分表）分值", "95", "分"),
    ("其他指标分值", "95", "分"),
)
UNEXPLAINED = facts(
    ("评价年度", "2022", "年"),
    ("工作受表彰或批评分值", "5", "分"),
    ("没有列明扣在哪项指标的分数", "5.21", "分"),
)
OBJECTIVES = facts(
    ("评价年度", "2021", "年"),
    ("绩效目标设定的一级指标", "1", "个"),
    ("绩效目标设定的二级指标", "3", "个"),
    ("绩效目标设定的三级指标", "6", "个"),
    ("三级指标个数", "2", "个"),
)
PROJECT = facts(
    ("评价年度", "2021", "年"),
    ("全年预算数", "3.00", "万元"),
    ("全年执行数", "2.70", "万元"),
    ("预算执行率", "90.00", "%"),
    ("职工书画展预算数", "1.62", "万元"),
    ("职工书画展执行数", "1.62", "万元"),
    ("职工书画展预算执行率", "100", "%"),
)
ASSETS = facts(
    ("评价年度", "2020", "年"),
    ("资产管理得分", "5.21", "分"),
    ("资产管理分值", "9", "分"),
    ("资产管理安全性得分", "0", "分"),
    ("资产管理安全性分值", "4", "分"),
    ("资产管理安全性扣分", "4", "分"),
    ("资产管理不符合要求的情形", "5", "例"),
)
FORM = facts(
    ("评价年度", "2023", "年"),
    ("培训人员人次指标值", "60", "人次"),
    ("培训人员人次", "207", "人次"),
    ("调解成功率指标值", "5", "%"),
    ("调解成功率", "100", "%"),
    ("调解成功率超过指标值的比例", "1900", "%"),
    ("调解成功率扣分", "1", "分"),
    ("服务干部人数", "52", "人次"),
    ("服务干部人数指标值", "100", "人次"),
)
SCORES = facts(
    ("评价年度", "2023", "年"),
    ("自评总分", "91.10", "分"),
    ("预算编制分值", "10", "分"),
    ("预算编制得分", "9.50", "分"),
    ("预算执行分值", "20", "分"),
    ("预算执行得分", "18.35", "分"),
    ("资产管理分值", "10", "分"),
    ("资产管理得分", "9.00", "分"),
    ("基本支出", "60.00", "万元"),
    ("项目支出", "20.00", "万元"),
)

GOOD = {
    "批评分值 says 分值, not 评分": (COMMENDATION, "工作受表彰或批评分值5分。"),
    "a label without an aspect is no rival of 分值": (UNEXPLAINED, "工作受表彰或批评分值5分。"),
    "a fact of the very same value is no rival": (COMMENDATION, "其他指标（按通知所附评分表）分值95分。"),
    "没有扣分 is said of the others": (
        COMMENDATION,
        "扣分的只有“工作受表彰或批评”一项，其余各项没有扣分。",
    ),
    "the sentence's head completes a name": (
        OBJECTIVES,
        "部门整体支出绩效目标设定一级指标1个、二级指标3个、三级指标6个。",
    ),
    "a project before the colon is the subject": (
        PROJECT,
        "职工书画展项目（重点项目）：全年预算数1.62万元，执行数1.62万元，预算执行率100%。",
    ),
    "本项 is the item named at the head": (
        ASSETS,
        "资产管理安全性未得分。自查资产管理不符合要求的情形为5例，每项扣1分，本项不得分，扣4分。",
    ),
    "人次年度 is not 次年": (FORM, "培训人员人次年度指标值60人次，实际完成值207人次。"),
    "an excess in per cent that is a fact": (
        FORM,
        "调解成功率年度指标值5%，实际完成值100%，超过指标值1,900%，扣1分。",
    ),
    "a target told with its sign": (FORM, "服务干部人数52人次（年度指标值：>100人次）。"),
    "shares of what the sentence lists": (SCORES, "基本支出60万元，占75%；项目支出20万元，占25%。"),
}
BAD = {
    "得分 5 is the maximum, not the score": (COMMENDATION, "工作受表彰或批评得分5分。", "swapped_metric"),
    "没有扣分 of the named item": (COMMENDATION, "“工作受表彰或批评”没有扣分。", "wrong_direction"),
    "the unit's figures under a project's head": (
        PROJECT,
        "职工书画展项目（重点项目）：全年预算数3.00万元，执行数2.70万元，预算执行率90%。",
        "swapped_metric",
    ),
    "本项不得分 of an item with points": (ASSETS, "资产管理分值9分，本项不得分。", "wrong_direction"),
    "another excess": (FORM, "调解成功率年度指标值5%，超过指标值1,800%。", "wrong_value"),
    "a count said to be above its target": (FORM, "服务干部人数52人次，超过100人次。", "wrong_direction"),
    "every item a full mark": (SCORES, "各项指标均得满分，自评总分91.10分。", "wrong_direction"),
    "as many points lost as were got": (SCORES, "资产管理得9分，资产管理扣9分。", "swapped_metric"),
    "the maximum of another item": (
        SCORES,
        "预算编制（20分）9.50分；预算执行（20分）18.35分。",
        "swapped_metric",
    ),
    "lost points of two items are no difference": (SCORES, "总分91.10分，合计扣8.85分。", "wrong_arithmetic"),
    "more points than the most one can get": (
        SCORES,
        "预算编制9.50分；资产管理10分，得18.35分。",
        "swapped_metric",
    ),
    "shares exchanged": (SCORES, "基本支出60万元，占25%；项目支出20万元，占75%。", "wrong_arithmetic"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_true_sentence_of_a_draft_passes(name: str) -> None:
    """What the facts say, in the words a writer chose, is no fault."""
    known, text = GOOD[name]

    assert [item.message for item in check(text, known).violations] == []


@pytest.mark.parametrize("name", BAD)
def test_the_lie_beside_it_is_caught(name: str) -> None:
    """The rule that lets the true sentence pass lets no false one through."""
    known, text, code = BAD[name]

    assert code in [item.code for item in check(text, known).violations]

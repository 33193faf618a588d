"""How far something is from its target or from the time gone by, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.text_balances import available
from ziping.audit.text_distances import distances, progress
from ziping.audit.text_indicators import told_results
from ziping.audit.whole_counts import captioned

Told = list[tuple[str, str]]
AIM = "保安员建会。目标900人，实际814人，得9分。\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AIM + "保安员建会人数没有完成，比目标少86人。", []),
        (AIM + "保安员建会人数没有完成，比目标少68人。", [("warning", "68人")]),
        (AIM + "图书借阅没有完成，比目标少68人。", []),
        ("续签率91.20%，比90%的目标高1.20个百分点。", []),
        ("续签率91.20%，比90%的目标高2.10个百分点。", [("warning", "2.10个百分点")]),
        ("合同续签率为87.60%。\n\n续签率比90%的目标低2.40个百分点。", []),
        ("合同续签率为87.60%。\n\n续签率比90%的目标低4.20个百分点。", [("warning", "4.20个百分点")]),
        ("计划培训育婴员300人以上。\n\n培训育婴员352人，比计划多52人。", []),
        ("计划培训育婴员300人以上。\n\n培训育婴员352人，比计划多25人。", [("warning", "25人")]),
        ("培训育婴员352人，比计划多25人。", []),
    ],
)
def test_the_distance_to_a_target_lies_between_the_target_and_the_result(text: str, expected: Told) -> None:
    """Target and result may stand in another paragraph of the same subject; without a target nothing is judged."""
    assert told(distances, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-8月支出完成预算的60.00%，比序时进度低6.67个百分点。", []),
        ("1-8月支出完成预算的60.00%，比序时进度低7.66个百分点。", [("warning", "7.66个百分点")]),
        ("上半年支出完成预算的53.20%，比序时进度快3.20个百分点。", []),
        ("支出完成预算的53.20%，比序时进度快9.20个百分点。", []),
    ],
)
def test_the_time_gone_by_is_twelfths_of_a_year(text: str, expected: Told) -> None:
    """Eight months are 66.67%; without a month there is nothing to compare with."""
    assert told(progress, text) == expected


def test_what_there_was_less_what_was_spent_is_carried_over() -> None:
    """Three sentences of one paragraph."""
    text = "收入加上年结转，可用资金共620.00万元。全年支出588.40万元，用于四个方面。年末结转{}万元。"

    assert told(available, text.format("31.60")) == []
    assert told(available, text.format("36.10")) == [("warning", "36.10万元")]


def test_a_result_told_in_words_is_the_one_of_its_row() -> None:
    """实际完成情况 against the table; a target told above it is no result."""
    table = (
        "| 三级指标 | 指标值 | 完成值 | 分值 | 得分 |\n| --- | --- | --- | --- | --- |\n"
        "| 法律讲座场数 | ≥20场 | 18场 | 10 | 9 |\n"
    )
    text = f"年度总体目标：举办法律讲座20场以上。\n\n实际完成情况：举办法律讲座{{}}场。\n\n{table}"

    assert told(told_results, text.format(18)) == []
    assert told(told_results, text.format(13)) == [("warning", "13场")]


def test_as_many_projects_as_the_caption_says_stand_in_the_table() -> None:
    """Two rows and their total."""
    table = "| 项目 | 支出（万元） |\n| --- | --- |\n| 夜校 | 12.00 |\n| 驿站 | 8.00 |\n| 合计 | 20.00 |\n"

    assert told(captioned, f"2个项目的支出见下表。\n\n{table}") == []
    assert told(captioned, f"3个项目的支出见下表。\n\n{table}") == [("warning", "3个")]

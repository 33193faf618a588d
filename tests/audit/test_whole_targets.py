"""Targets and verdicts against results."""

from __future__ import annotations

from tests.audit.papers import paper, told

from ziping.audit.whole_targets import (
    done_but_open,
    target_without_actual,
    zero_with_remainder,
)

GOAL = "## （一）主要目标\n\n力争年底百人以上企业厂务公开建制率达88%。\n\n## （二）履职情况\n\n"
TARGETS = """<table>
<tr><td>评价内容</td><td>绩效目标</td><td>完成情况</td></tr>
<tr><td>数量指标</td><td>创建省级模范职工驿站1至2家</td><td>已完成</td></tr>
</table>

## 履职情况

"""


def test_a_target_without_an_actual_value_is_found() -> None:
    """88% is aimed at and never spoken of again."""
    assert told(target_without_actual, GOAL + "全年走访企业46家。") == [("warning", "88%")]


def test_a_target_with_its_actual_value_passes() -> None:
    """The rate is reported further down."""
    assert told(target_without_actual, GOAL + "企业厂务公开建制率为90.20%。") == []


def test_done_in_the_table_and_applied_for_in_the_text_is_found() -> None:
    """已完成 beside 已申报."""
    text = TARGETS + "两家单位已申报省级模范职工驿站。"

    assert told(done_but_open, text) == [("warning", "已完成")]


def test_done_and_awarded_passes() -> None:
    """Nothing is open; nor is an application for something else."""
    assert told(done_but_open, TARGETS + "一家单位获评省级模范职工驿站。") == []
    assert told(done_but_open, TARGETS + "两名同志已申报技术职称。") == []


def test_a_report_without_such_a_table_is_not_assessable() -> None:
    """There is nothing to hold against the text."""
    assert done_but_open(paper("全年工作有序。")).not_assessable


def test_zero_with_a_remainder_is_found() -> None:
    """149 万元 wait, 142 go, and nothing is said to be left."""
    text = "待处置资产为149.03万元。已将建设项目142.59万元办理资产调拨。办理后账面上待处置资产为零。"
    findings = zero_with_remainder(paper(text)).findings

    assert [(f.severity, f.expected, f.working) for f in findings] == [
        ("warning", "6.44万元", "149.03－142.59=6.44")
    ]


def test_zero_after_all_is_gone_passes() -> None:
    """The whole amount is transferred."""
    text = "待处置资产为149.03万元。已将建设项目149.03万元办理资产调拨。办理后账面上待处置资产为零。"

    assert told(zero_with_remainder, text) == []

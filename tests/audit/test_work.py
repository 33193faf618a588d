"""The work of an audit grows with the document, whatever the document is: twice the text, about twice the calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from ziping.audit.arithmetic import reachable
from ziping.audit.run import audit
from ziping.domain.document import Document
from ziping.domain.quantity import decimal_of
from ziping.intake.document import read_document

MOST = 2.6
"""Times the calls that twice the document may take; a loop in a loop takes four."""
TITLE = "# 示例区总工会2021年度部门整体支出绩效自评报告\n\n"


def calls(work: Callable[[], object]) -> int:
    """Python and C functions called."""
    count = 0

    def seen(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def document(text: str) -> Document:
    return read_document((TITLE + text).encode(), "报告.md")


def table(head: str, rows: list[str]) -> str:
    return "\n".join([head, "|" + " --- |" * (head.count("|") - 1), *rows]) + "\n"


def one_table(rows: int) -> str:
    """A table with a sub-total every ten rows, a mean every seven, a rate in each."""
    lines = [
        f"| {'小计' if n % 10 == 9 else '平均' if n % 7 == 6 else f'项目{n}'} | {n * 7 % 90 + 10} | {n * 5 % 70 + 5} "
        f"| {(n * 5 % 70 + 5) * 100 / (n * 7 % 90 + 10):.2f}% | {n * 12 % 160 + 15} |"
        for n in range(rows)
    ]
    return table("| 项目 | 预算数 | 执行数 | 执行率 | 合计 |", [*lines, "| 合计 | 1 | 1 | | 2 |"])


def waiting_table(rows: int) -> str:
    lines = [
        f"| {'小计' if n % 5 == 4 else f'项目{n}'} | {'待补充' if n % 3 == 0 else n} |" for n in range(rows)
    ]
    return table("| 项目 | 预算数 |", lines)


def score_table(rows: int) -> str:
    lines = [f"| 产出指标{n // 4}（8分） | 指标{n}完成情况 | 2 | {n % 2 + 1} |" for n in range(rows)]
    problems = "".join(f"第{n}项指标完成不够到位。\n\n" for n in range(rows))
    return (
        table("| 一级指标 | 三级指标 | 分值 | 得分 |", lines)
        + "\n## 存在的问题\n\n"
        + problems
        + "## 改进措施\n\n"
        + problems
    )


def empty_rows(rows: int) -> str:
    return table("| 指标 | 目标 |", ["| | 指标1： |" for _ in range(rows)])


def targets(rows: int) -> str:
    """Names of one length: a longer one is read as a sentence."""
    names = [f"第{n + 100}批职工参加技能培训" for n in range(rows)]
    lines = [f"| 组织{name} | {n + 3}人 | 已完成 |" for n, name in enumerate(names)]
    said = "".join(f"{name}，预计可完成{n}人。\n\n" for n, name in enumerate(names))
    return table("| 绩效目标 | 指标值 | 完成情况 |", lines) + "\n" + said


def sections(number: int) -> str:
    return "".join(
        f"## （{'一二三四五六七八九十'[n % 10]}）第{n}项工作\n\n本节主要从进度进行评价，指标分值{n % 9 + 1}分，自评得分1分。"
        f"{n % 7 + 2}项指标合计得分3分。待处置{'甲乙丙丁'[n % 4]}资产{n}万元，处置后待处置资产为零。\n\n"
        for n in range(number)
    )


def ordered(number: int) -> str:
    return "".join(f"1、第{n}件\n\n3、第{n}件\n\n" for n in range(number))


@pytest.mark.parametrize(
    "make", [one_table, waiting_table, score_table, empty_rows, targets, sections, ordered]
)
def test_twice_the_rows_or_sections_take_about_twice_the_work(make: Callable[[int], str]) -> None:
    """Long tables and many sections: no check looks at each of them for each of them."""
    audit(document(make(20)))
    few, many = (calls(lambda size=size: audit(document(make(size)))) for size in (100, 200))
    assert many < MOST * few


@pytest.mark.parametrize(
    "unit",
    ["合计12元，", "其中人员支出12万元，", "执行率为99.12%", "得分3分，", "（12", "3项", "一季度平均1元，", "{{", "1", "《<a>", "……", "“", "情况良好12.5%。", "绩效目标不够清晰。"],
)  # fmt: skip
def test_a_paragraph_without_an_end_takes_work_by_its_length(unit: str) -> None:
    """A paragraph of one piece over and over, as long as one cares to make it."""
    head = "## 存在的问题\n\n"
    audit(document(head + unit * 50))
    few, many = (
        calls(lambda size=size: audit(document(head + unit * (size // len(unit)))))
        for size in (6_000, 12_000)
    )
    assert many < MOST * few


def test_more_ways_of_adding_than_can_be_looked_through_are_no_proof() -> None:
    """A column in which thousands of groupings are possible is not called wrong; it is said not to be assessable."""
    powers = [1 << power for power in range(14)]
    values = [value for power in powers for value in (2 * power, power, power)]
    assert reachable([decimal_of(value) for value in values]) is None
    rows = [f"| 项目{number} | {value} |" for number, value in enumerate(values)]
    report = audit(document(table("| 项目 | 预算数（元） |", [*rows, "| 合计 | 999999 |"])))
    assert not [finding for finding in report.findings if finding.code == "table_total"]
    assert [note.reason for note in report.not_assessable if note.check == "table_total"] == [
        "第3行「示例区总工会2021年度部门整体支出绩效自评报告」表1第44行第2列等1个合计的分项太多、可能的分组也太多，只凭表格不能断定，没有核对"
    ]


def test_dots_in_a_cell_are_read_at_once() -> None:
    """A cell of dots with a letter behind them is no prompt, and is not tried in every way it could be one."""
    report = audit(document(table("| 指标 | 目标 |", [f"| 数量指标 | {'.' * 200}年 |"])))
    assert not [finding for finding in report.findings if finding.code == "empty_indicator"]

"""Numbering and repetition."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.whole_order import heading_numbering, nested_ordinals, sentence_twice


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、概况\n\n二、情况\n\n四、措施", "四、"),
        ("（一）概况\n\n（二）情况\n\n（二）措施", "（二）"),
        ("1. 概况\n\n3. 情况", "3."),
    ],
)
def test_a_skipped_or_repeated_number_is_found(text: str, found: str) -> None:
    """一、二、四; （二）（二）; 1. 3."""
    assert told(heading_numbering, text) == [("warning", found)]


@pytest.mark.parametrize(
    "text",
    [
        "一、概况\n\n（一）职能\n\n（二）编制\n\n二、情况\n\n（一）收入\n\n（二）支出",
        "1. 主要职能\n\n1. 组织建设。\n\n2. 维权服务。\n\n3. 经费审查。\n\n2. 人员情况",
        "五、评价报告综述\n\n一、概况\n\n二、情况",
    ],
)
def test_numbers_that_begin_anew_pass(text: str) -> None:
    """Each chapter begins its own; a list may hold another of the same kind."""
    assert told(heading_numbering, text) == []


def test_ordinals_inside_ordinals_are_noted() -> None:
    """一是…二是…三是 twice over in one another."""
    text = "一是建阵地。二是强队伍。一是抓培训。二是抓考核。三是抓激励。三是重实效。"

    assert told(nested_ordinals, text) == [("note", "三是")]


def test_a_missing_ordinal_is_found() -> None:
    """一是 then 三是."""
    assert told(nested_ordinals, "一是建阵地。三是重实效。") == [("warning", "三是")]


def test_ordinals_in_order_pass() -> None:
    """Two paragraphs, each with its own 一是 and 二是."""
    assert told(nested_ordinals, "一是建阵地。二是强队伍。\n\n一是抓培训。二是抓考核。") == []


def test_a_sentence_said_twice_is_noted() -> None:
    """The same long sentence in two paragraphs."""
    said = "对一百二十名患重大疾病的会员发放了紧急救助金和季度救助金。"

    assert told(sentence_twice, f"{said}工作有序。\n\n全年总结如下。{said}") == [("note", said.rstrip("。"))]


def test_what_every_form_prints_is_no_repetition() -> None:
    """A footnote that stands under each form belongs to the form."""
    note = "备注：作为导入模板的灰色单元格由系统带出，不需要填写也不要改动。"

    assert told(sentence_twice, "\n\n".join(f"{note}第{n}张。" for n in range(5))) == []

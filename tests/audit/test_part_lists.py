"""Lists that divide a whole, and groups that are one another's rest, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.text_part_lists import lists, parts_over, rests

Told = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全区驿站58个，其中街道建27个、园区建19个、企业建12个，服务职工960人。", []),
        ("全区驿站58个，其中街道建27个、园区建19个、企业建14个，服务职工960人。", [("warning", "58个")]),
        ("办讲座74场。按对象看，面向新职工31场、面向班组长25场、面向女职工18场。", []),
        ("办讲座74场。按对象看，面向新职工13场、面向班组长25场、面向女职工18场。", [("warning", "74场")]),
        ("编内40人，另有保安12人。编内人员中，管理岗9人、专技岗24人、工勤岗7人。", []),
        ("编内40人，另有保安12人。编内人员中，管理岗9人、专技岗26人、工勤岗7人。", [("warning", "40人")]),
        ("驿站58个，其中带充电桩27个、带空调19个。", []),
        ("会员58人，其中女会员30人、党员25人、研究生17人，各类有交叉。", []),
        ("职工58人，其中女职工26人、党员23人、研究生11人。", []),
        ("职工58人，其中男职工33人、女职工25人、其他3人。", [("warning", "58人")]),
    ],
)
def test_a_list_of_all_groups_makes_its_whole(text: str, expected: Told) -> None:
    """A little above it or with two digits turned is a slip; a choice of groups, or groups that overlap, is none."""
    assert told(lists, text) == expected


def test_an_amount_in_another_unit_than_its_list_is_told_where_it_stands() -> None:
    """收入 of 900 万元 with 520.00元 among its parts."""
    text = "收入900.00万元，其中财政拨款520.00{}、上级补助260.00万元、其他收入120.00万元。"

    assert told(lists, text.format("万元")) == []
    assert told(lists, text.format("元")) == [("warning", "520.00元")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("任务共12项，完成11项，未完成1项。", []),
        ("任务共12项，完成10项，未完成1项。", [("warning", "12项")]),
        ("指标20项，其中达到目标的17项、没有达到的3项。", []),
        ("指标20项，其中达到目标的18项、没有达到的3项。", [("warning", "20项")]),
        ("剩余30份，合格500份，不合格6份。", []),
    ],
)
def test_what_was_done_and_what_was_not_are_all(text: str, expected: Told) -> None:
    """A figure before them that is smaller is not what they divide."""
    assert told(rests, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("排查发现隐患36处，整改34处。", []),
        ("排查发现隐患36处，整改43处。", [("warning", "43处")]),
        ("受理案件36件，上年受理43件。", []),
        ("受理案件36件，办结43件，含上年遗留的9件。", []),
    ],
)
def test_no_more_is_dealt_with_than_there_was(text: str, expected: Told) -> None:
    """Last year's cases are none of this year's."""
    assert told(parts_over, text) == expected

"""Items of problems, names in lists, topics, and what every report says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ziping.intake.document import read_document
from ziping.language.reports.figures import Figures
from ziping.language.reports.name_lists import listed_names
from ziping.language.reports.problem_items import entries, lists
from ziping.language.reports.problem_topics import one_topic
from ziping.language.reports.usual import is_usual, may_stay, own_letters


def figures(text: str) -> Figures:
    return Figures(read_document(text.encode("utf-8"), "报告.md"))


def items(text: str) -> list[str]:
    return [entry.text for entry in entries(figures(text).passages)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是甲事没有办好；二是乙事没有办好。", ["一是甲事没有办好；", "二是乙事没有办好。"]),
        ("（1）甲事没有办好。（2）乙事没有办好。", ["（1）甲事没有办好。", "（2）乙事没有办好。"]),
        ("甲事没有办好。\n\n乙事没有办好。", ["甲事没有办好。", "乙事没有办好。"]),
        ("主要问题有这些。\n\n1．甲事没有办好。", ["1．甲事没有办好。"]),
        ("一是收缴率只有1.5%，偏低。", ["一是收缴率只有1.5%，偏低。"]),
    ],
)
def test_items_of_a_list(text: str, expected: list[str]) -> None:
    """However they are numbered; what leads to numbered items is none, a decimal is no number."""
    assert items(text) == expected


def test_two_lists_are_told_apart_where_numbers_begin_anew() -> None:
    """Problems first, measures behind."""
    first, second = lists(entries(figures("一是甲不足。二是乙不足。\n\n一是补甲。二是补乙。").passages))

    assert [entry.text for entry in second] == ["一是补甲。", "二是补乙。"]
    assert len(first) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办公室、组织部和权益部", ("办公室", "组织部", "权益部")),
        ("“甲、乙项目”“丙项目”", ("“甲、乙项目”", "“丙项目”")),
        ("劳模（先进、工匠）评选、慰问", ("劳模（先进、工匠）评选", "慰问")),
    ],
)
def test_names_of_a_list(text: str, expected: tuple[str, ...]) -> None:
    """Quotation marks and brackets keep what they hold."""
    assert listed_names(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("支出集中在下半年", "资金支付前慢后快", True),
        ("新就业形态劳动者入会率偏低", "货车司机加入工会的不多，差距较大", True),
        ("新就业形态劳动者入会率偏低", "快递员培训场次少", False),
        ("绩效目标设置不够细化", "绩效指标完成质量有待提升", False),
        ("固定资产台账不完整", "经费收缴不及时", False),
    ],
)
def test_problems_on_one_topic(one: str, other: str, same: bool) -> None:
    """Some topics tell a problem alone, others only two together."""
    assert one_topic(one, other) is same


@pytest.mark.parametrize(
    ("sentence", "usual"),
    [
        ("预算编制合理性（5分）", True),
        ("资金管理分值8分，自评得8分", True),
        ("改进措施与上述问题逐一对应：", True),
        ("表2　2025年部门年初预算安排", True),
        ("在河西物流园新建联合工会6家，吸收货车司机2,416人入会", False),
        ("把劳模故事搬进中学课堂", False),
        ("开展职工满意度调查，回收问卷420份", False),
    ],
)
def test_what_every_report_says(sentence: str, usual: bool) -> None:
    """Scores, leads and captions are every report's, work is the unit's own."""
    assert is_usual(sentence) is usual


def test_titles_and_set_phrases_are_not_own_words() -> None:
    """Only the letters around them count."""
    assert own_letters("在区委的坚强领导下，落实《中国工会章程》。") == len("落实")


@pytest.mark.parametrize(
    ("text", "surface", "stays"),
    [
        ("核定编制12名，实有11名。", "12名", True),
        ("核定编制12名，实有11名。", "11名", False),
        ("核定编制12名（工勤人员3名）。", "3名", True),
        ("服务职工46,300人次，目标50,000人次。", "50,000人次", True),
        ("服务职工46,300人次，目标50,000人次。", "46,300人次", False),
        ("帮扶84户，每户补助4,000元。", "4,000元", True),
        ("上年支出876.32万元，本年支出921.47万元。", "876.32万元", True),
        ("组建率比上年提高3.2个百分点。", "3.2个百分点", False),
        ("全年共受理案件83件。", "83件", False),
        ("运行11个服务站点。", "11个", True),
    ],
)
def test_figures_that_may_stay(text: str, surface: str, stays: bool) -> None:
    """Posts, targets, rates by rule and last year's own figures, not results."""
    found = figures(text)
    [figure] = [figure for figure in found.text if figure.surface == surface]

    assert may_stay(found.passage(figure), figure) is stays


def test_words_of_the_templates_are_every_drafts() -> None:
    """What the offline writer says of an indicator by itself is in the list of usual sentences."""
    templates = sorted((Path(__file__).resolve().parents[3] / "templates").glob("*/problem_words.j2"))
    blocks = re.findall(
        r"{% set (?:impacts|directions) = {(.*?)} %}",
        "".join(path.read_text(encoding="utf-8") for path in templates),
        re.DOTALL,
    )
    said = [words for block in blocks for words in re.findall('": "([^"]+)"', block)]

    assert len(said) > 30
    assert [words for words in said if not is_usual(words)] == []

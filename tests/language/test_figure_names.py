"""What figures are called, and which names mean one figure."""

from __future__ import annotations

from importlib import resources

import pytest

from ziping.language.figure_names import (
    NO_NAME,
    canonical,
    is_role,
    likeness,
    lower_is_better,
    name_of,
    split_role,
    subjects_in,
    unit_kind,
)

LINES = [
    line.split("\t")
    for line in resources
    .files("ziping.language")
    .joinpath("figure_names.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(
    ("words", "canon"),
    [
        ("2021 年度预算执行率为", "预算执行率"),
        ("资金执行进度", "预算执行率"),
        ("全年支出进度", "预算执行率"),
        ("二〇二一年度预算执行率", "预算执行率"),
        ("我单位2021年度政府采购预算金额", "政府采购预算"),
        ("政府集中采购执行率", "政府采购预算执行率"),
        ("实际政府采购金额", "政府采购支出"),
        ("“三公”经费财政拨款预算", "三公经费预算"),
        ("“三公”经费实际支出", "三公经费支出"),
        ("本年支出合计 调整预算数", "预算"),
        ("一、基本支出 年初预算数", "基本支出年初预算"),
        ("截至2025年12月31日支出", "支出"),
        ("年末实有在编人员", "在编人数"),
        ("使用劳务派遣人员人数", "编外人数"),
        ("编外人员控制率", "编外人员控制率"),
        ("财政供养人员控制率", "财政供养人员控制率"),
        ("年末固定资产原值合计", "固定资产原值"),
        ("一是新成立基层工会组织", "新建基层工会"),
        ("举办职工技能竞赛活动场次", "技能竞赛"),
        ("其中在用", "在用资产"),
        ("全年平均支出进度率", "平均执行率"),
    ],
)
def test_a_name_is_known_by_its_words(words: str, canon: str) -> None:
    """Years, verbs, units and other names of one figure fall away."""
    assert name_of(words).canon == canon


@pytest.mark.parametrize("words", ["", "为", "2021年", "共计", "，", "全年"])
def test_words_that_say_nothing_are_no_name(words: str) -> None:
    """为 before a figure names nothing."""
    assert name_of(words) == NO_NAME


@pytest.mark.parametrize("words", ["组织建设", "公共服务", "附近站点", "行为规范", "节约"])
def test_letters_inside_longer_words_stay(words: str) -> None:
    """共 of 公共 and 约 of 节约 are no filler."""
    assert name_of(words).plain == words


@pytest.mark.parametrize(
    ("one", "other"),
    [("参与调解争议案件", "调解争议案件办结"), ("预算执行率", "政府采购预算执行率"), ("三公经费变动率", "三公经费控制率"),
     ("新增会员人员", "会员人员"), ("受理案件咨询", "办结案件咨询"), ("省级劳动模范", "市级劳动模范"), ("会员", "会员证")],
)  # fmt: skip
def test_a_telling_word_keeps_two_names_apart(one: str, other: str) -> None:
    """Names that share most letters and mean two figures."""
    assert likeness(one, other) == likeness(other, one) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("读书健步书画", "职工读书健步书画"),
        ("成功调解法院分派劳动争议案件", "成功调解法院分派案件"),
        ("安全知识宣讲", "安全知识宣讲会"),
    ],
)
def test_a_few_letters_more_are_the_same_figure(one: str, other: str) -> None:
    """Almost the same words, none of which tells apart."""
    assert 0 < likeness(one, other) < 1
    assert likeness(one, one) == 1


def test_roles_and_subjects_are_told_apart() -> None:
    """实际支出 alone is a role; 三公经费 is what it is of."""
    assert (split_role("三公经费支出"), split_role("支出"), split_role("技能竞赛")) == (
        ("三公经费", "支出"),
        ("", "支出"),
        ("", ""),
    )
    assert is_role("预算执行率")
    assert [spoken.subject for spoken in subjects_in("“三公”经费预算，其中公务接待费")] == [
        "三公经费",
        "公务接待费",
    ]


def test_units_of_the_same_things_are_one_kind() -> None:
    """件, 宗 and 起; 场 and 场次; but not 人 and 人次."""
    assert unit_kind("件") == unit_kind("宗") == unit_kind("起")
    assert unit_kind("场") == unit_kind("场次")
    assert unit_kind("人") == unit_kind("名") != unit_kind("人次")
    assert unit_kind("") == "number"


def test_less_is_better_for_control_rates_and_spending() -> None:
    """控制率 and 投诉, not 满意度."""
    assert lower_is_better("三公经费控制率")
    assert lower_is_better("有效投诉")
    assert not lower_is_better("服务对象满意度")


@pytest.mark.parametrize("canon", sorted({line[2] for line in LINES if line[0] == "same"}))
def test_a_canonical_name_stands_for_itself(canon: str) -> None:
    """No entry rewrites what another one gives."""
    assert canonical(canon) == canon


def test_every_entry_has_its_reason_and_stands_once() -> None:
    """Five fields, a reason, no entry twice."""
    keys = [(line[0], line[1]) for line in LINES]

    assert {len(line) for line in LINES} == {5}
    assert all(line[3] for line in LINES)
    assert len(keys) == len(set(keys))

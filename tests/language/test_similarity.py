"""How alike two texts are, and which words differ."""

from __future__ import annotations

from decimal import Decimal
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ziping.domain.comparison import WordEdit
from ziping.language.numerals import find_numbers
from ziping.language.similarity import (
    ShingleIndex,
    edits,
    list_mark,
    normalised,
    percent,
    ratio,
    shingles,
    sketch,
    tokens,
)

REPORT_WORDS = st.text(alphabet="工会经费收缴率达到万元，。（）2023年第一季度人abc%.一是 ", max_size=60)


def changes(last: str, this: str) -> list[tuple[str, str]]:
    return [
        (last[e.start_last : e.end_last], this[e.start_this : e.end_this])
        for e in edits(last, this)
        if e.kind != "equal"
    ]


@pytest.mark.parametrize(
    ("last", "this", "expected"),
    [
        (
            "支出1,206.38万元，结转2.15万元。",
            "支出1,251.06万元，结转2.15万元。",
            [("1,206.38万元", "1,251.06万元")],
        ),
        ("预算执行率95.38%", "预算执行率95.83%", [("95.38%", "95.83%")]),
        ("截至2023年12月31日完成", "截至2024年12月31日完成", [("2023年12月31日", "2024年12月31日")]),
        ("新建工会12家", "新建工会21家", [("12家", "21家")]),
        ("组织职工培训", "组织职工疗休养", [("培训", "疗休养")]),
        ("用WPS办公", "用OA2办公", [("WPS", "OA2")]),
        ("开展送清凉慰问", "广泛开展送清凉慰问", [("", "广泛")]),
        ("广泛开展送清凉慰问", "开展送清凉慰问", [("广泛", "")]),
    ],
)
def test_steps_change_whole_figures_and_words(last: str, this: str, expected: list[tuple[str, str]]) -> None:
    """A figure with its unit, a date, a word or a run of letters is changed as a whole."""
    assert changes(last, this) == expected


def test_a_lone_letter_between_changes_goes_with_them() -> None:
    """One letter that both have by chance does not break a change into crumbs."""
    assert changes("请甲地乙方帮忙", "请丙地丁方帮忙") == [("甲地乙", "丙地丁")]


def test_the_same_text_is_one_equal_step() -> None:
    """Nothing changed, and nothing at all."""
    assert edits("工会", "工会") == (
        WordEdit(kind="equal", start_last=0, end_last=2, start_this=0, end_this=2),
    )
    assert edits("", "") == ()


@given(REPORT_WORDS, REPORT_WORDS)
def test_steps_cover_both_texts_without_a_gap(last: str, this: str) -> None:
    """Joined, the steps are the two texts; equal steps are equal words."""
    steps = edits(last, this)

    assert "".join(last[e.start_last : e.end_last] for e in steps) == last
    assert "".join(this[e.start_this : e.end_this] for e in steps) == this
    assert all(
        last[e.start_last : e.end_last] == this[e.start_this : e.end_this] for e in steps if e.kind == "equal"
    )


@given(REPORT_WORDS, REPORT_WORDS)
def test_no_step_cuts_a_figure(last: str, this: str) -> None:
    """The ends of the steps stand at the ends of figures, never inside."""
    inside = {at for number in find_numbers(this) for at in range(number.start + 1, number.end)}

    assert not inside & {e.start_this for e in edits(last, this)}


@given(REPORT_WORDS)
def test_words_leave_nothing_out(text: str) -> None:
    """All words together are the text."""
    assert "".join(word.text for word in tokens(text)) == text


def test_very_long_texts_are_one_change() -> None:
    """What is too long to align is told as changed, not worked on for minutes."""
    last, this = "甲乙" * 20_000, "丙丁" * 20_000

    assert [e.kind for e in edits(last, this)] == ["replace"]


def test_normalised_leaves_marks_and_numbering_out() -> None:
    """Width, punctuation, spaces and the number of a list item do not tell texts apart; a decimal point does."""
    assert normalised("（一）支出 １.５ 万元，完成。") == normalised("2. 支出1.5万元；完成")
    assert normalised("1.5万元") != normalised("15万元")


def test_masks_hide_figures_or_years() -> None:
    """All figures, or only years."""
    text = "2023年支出12.5万元"
    numbers = find_numbers(text)

    assert normalised(text, numbers, "figures") == "#支出#"
    assert normalised(text, numbers, "years") == "#支出12.5万元"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("一是建立", 2),
        ("（1）建立", 3),
        ("1. 建立", 3),
        ("一、建立", 2),
        ("① 建立", 2),
        ("1.5万元", 0),
        ("一般情况", 0),
        ("建立", 0),
    ],
)
def test_numbers_of_list_items(text: str, length: int) -> None:
    """一是 and （1） open an item, 1.5 and 一般 do not."""
    assert list_mark(text) == length


def test_likeness_is_between_nothing_and_all() -> None:
    """0 below what is asked for, 100 for the same text; printed with one place."""
    assert ratio("工会经费", "工会经费") == 100
    assert ratio("工会经费", "天气晴朗", 50) == 0
    assert percent(ratio("abc", "abd")) == Decimal("66.7")


def test_the_index_names_texts_that_share_words() -> None:
    """The likest first; a text that shares nothing is not named."""
    index = ShingleIndex(["收缴工会经费情况良好", "组织职工技能竞赛", "收缴工会经费情况较好", "其他"])

    assert index.near("收缴工会经费情况较好了") == (2, 0)
    assert index.near("毫不相干的一句话") == ()


def test_what_everybody_says_tells_nobody_apart() -> None:
    """Shingles of more than 48 texts are passed over."""
    index = ShingleIndex(["以下事项一并说明"] * 60)

    assert index.near("以下事项一并说明") == ()


def test_shingles_and_sketches() -> None:
    """A short text is its own shingle; sketches are the same on every machine and keep the lowest."""
    assert shingles("工会") == {"工会"}
    assert shingles("") == frozenset()
    assert sketch("收缴工会经费", keep=2) == sketch("收缴工会经费")[:2]
    assert sketch("工会") == (crc32("工会".encode()),)

"""Marks of figures, and what is made of a unit's text before it enters a sentence."""

from __future__ import annotations

import pytest

from ziping.domain.draft import Mark
from ziping.drafting.marking import FactMarks, clause, clean, tidy
from ziping.drafting.vocabulary import chunks, enumerate_clauses, join


def test_marks_are_taken_out_with_their_places() -> None:
    """Offsets are code points of the text that is left."""
    marks = FactMarks()
    text = f"支出{marks.wrap('spent', '5.05万元')}，执行率{marks.wrap('rate', '97.12%')}。"
    plain, found = marks.take_out(text)

    assert plain == "支出5.05万元，执行率97.12%。"
    assert found == (Mark(start=2, end=8, fact="spent"), Mark(start=12, end=18, fact="rate"))
    assert [plain[mark.start : mark.end] for mark in found] == ["5.05万元", "97.12%"]


def test_one_mark_may_hold_another() -> None:
    """A document's title is a fact, and so is the year in it."""
    marks = FactMarks()
    plain, found = marks.take_out(marks.wrap("title", f"办法（{marks.wrap('year', '2021年')}）"))

    assert plain == "办法（2021年）"
    assert {mark.fact: plain[mark.start : mark.end] for mark in found} == {"title": plain, "year": "2021年"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("一行\n两行", "一行；两行"),
        ("一行，\r\n\r\n 两行", "一行，两行"),
        ("a\u2028b\x00c\td", "a；b c d"),
        ("\ue000走访\U000f0001职工\U00100000", "走访职工"),
        ("　全角空格　中间", "全角空格　中间"),
        ("", ""),
    ],
)
def test_a_units_text_becomes_one_line(written: str, kept: str) -> None:
    """Line breaks become stops, private-use and control characters go, everything else stays."""
    assert clean(written) == kept


def test_a_clause_has_no_closing_stop() -> None:
    """The sentence it enters brings its own."""
    assert clause("完成3件。；\n") == "完成3件"


def test_template_layout_leaves_no_trace() -> None:
    """Indentation and doubled punctuation are no part of a paragraph."""
    assert tidy("\n  全年支出\n    5万元，\n。\n") == "全年支出5万元。"


def test_enumeration_is_for_three_and_more() -> None:
    """一是 needs something parallel."""
    assert enumerate_clauses(["甲", "乙"]) == "甲；乙"
    assert enumerate_clauses(["甲", "乙", "丙"]) == "一是甲；二是乙；三是丙"


def test_a_list_whose_items_hold_stops_is_joined_by_commas() -> None:
    """资金支出规范，资金调整、调剂规范 stays readable."""
    assert join(["甲", "乙"]) == "甲、乙"
    assert join(["甲", "乙、丙"]) == "甲，乙、丙"


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (5, [5]), (6, [3, 3]), (11, [4, 4, 3])])
def test_long_lists_are_split_evenly(count: int, sizes: list[int]) -> None:
    """No row is longer than five, none is a lonely rest."""
    assert [len(row) for row in chunks(range(count))] == sizes

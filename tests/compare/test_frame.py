"""Headings and table cells of both years: what stayed, changed, came and went."""

from __future__ import annotations

from ziping.compare.frame import changed_cells, heading_pairs
from ziping.domain.document import Document
from ziping.intake.document import read_document

HEAD = "| 项目 | 2023年 | 备注 |\n| --- | --- | --- |\n"


def report(text: str) -> Document:
    return read_document(text.encode("utf-8"), "a.md")


def headings(this: str, last: str) -> list[tuple[str, str, str]]:
    return [
        (pair.relation, pair.text_last, pair.text_this) for pair in heading_pairs(report(this), report(last))
    ]


def cells(this: str, last: str) -> list[tuple[str, str, str]]:
    return [
        (pair.relation, pair.text_last, pair.text_this) for pair in changed_cells(report(this), report(last))
    ]


def test_headings_are_paired_by_their_words() -> None:
    """The same, with another year, new, and gone."""
    assert headings(
        "# 一、基本情况\n\n# 二、2024年履职情况\n\n# 三、数字化服务\n",
        "# 一、基本情况\n\n# 二、2023年履职情况\n\n# 四、附表\n",
    ) == [
        ("same", "一、基本情况", "一、基本情况"),
        ("edited", "二、2023年履职情况", "二、2024年履职情况"),
        ("new", "", "三、数字化服务"),
        ("gone", "四、附表", ""),
    ]


def test_a_heading_that_occurs_twice_is_paired_twice() -> None:
    """Each has its own."""
    twice = "# 一、基本情况\n\n# 一、基本情况\n"

    assert headings(twice, twice) == [("same", "一、基本情况", "一、基本情况")] * 2


def test_rows_are_found_by_their_labels() -> None:
    """Another order of rows changes nothing; only the figure that changed is told."""
    last = f"{HEAD}| 基本支出 | 330 | 无 |\n| 项目支出 | 820 | 无 |\n"
    this = f"{HEAD}| 项目支出 | 820 | 无 |\n| 基本支出 | 350 | 无 |\n".replace("2023", "2024")

    assert cells(this, last) == [("edited", "2023年", "2024年"), ("edited", "330", "350")]


def test_rows_of_one_name_keep_their_order() -> None:
    """The second 小计 is held against the second."""
    last = f"{HEAD}| 小计 | 1 | 无 |\n| 小计 | 2 | 无 |\n"

    assert cells(last.replace("| 2 |", "| 3 |"), last) == [("edited", "2", "3")]


def test_a_new_row_is_new_in_every_cell() -> None:
    """A row nobody had last year."""
    last = f"{HEAD}| 基本支出 | 330 | 无 |\n"

    assert cells(f"{last}| 奖励 | 5 | 无 |\n", last) == [
        ("new", "", "奖励"),
        ("new", "", "5"),
        ("new", "", "无"),
    ]


def test_a_table_of_another_layout_is_left_alone() -> None:
    """Other columns cannot be held against each other."""
    last = "| 项目 | 年初 | 年末 | 备注 |\n| --- | --- | --- | --- |\n| 基本支出 | 1 | 2 | 无 |\n"

    assert cells(f"{HEAD}| 基本支出 | 330 | 无 |\n", last) == []

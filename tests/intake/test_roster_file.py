"""The roster of a batch: headers as people write them, every mistake with its cell, no personal data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ziping.domain.roster import Roster
from ziping.errors import UnreadableInputError
from ziping.intake.roster_file import read_roster

HEAD = ("单位编码", "单位名称", "评分标准", "联系科室", "截止日期")
RUBRIC = "example-2025-department"


def roster(tmp_path: Path, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD, above: int = 0) -> Roster:
    book = Workbook()
    sheet = book.worksheets[0]
    for _ in range(above):
        sheet.append(["某市总工会 2025 年度单位名册"])
    for row in (head, *rows):
        sheet.append(list(row))
    path = tmp_path / "units.xlsx"
    book.save(path)
    return read_roster(path)


def test_a_row_is_a_unit(tmp_path: Path) -> None:
    """Codes keep their zeros; a date may be a date or text; a title may stand above."""
    read = roster(
        tmp_path,
        ("0012", "甲区总工会", RUBRIC, "财务部", date(2026, 3, 31)),
        ("0013", "乙区总工会", "", "", "2026年4月1日"),
        above=2,
    )

    assert read.findings == ()
    assert [(one.code, one.name, one.rubric, one.office, one.due) for one in read.entries] == [
        ("0012", "甲区总工会", RUBRIC, "财务部", date(2026, 3, 31)),
        ("0013", "乙区总工会", "", "", date(2026, 4, 1)),
    ]
    assert read.entries[0].place.text == "units.xlsx「Sheet」A4"


def test_headers_may_be_called_otherwise_and_stand_in_any_order(tmp_path: Path) -> None:
    """As in the lists offices already have."""
    read = roster(
        tmp_path,
        ("甲区总工会", "012", "a.docx"),
        head=("单位全称", "单位代码", "上年填报表／报告".replace("／", "/")),
    )

    assert [(one.code, one.name, one.last) for one in read.entries] == [("012", "甲区总工会", "a.docx")]


def test_names_and_numbers_of_persons_are_not_read(tmp_path: Path) -> None:
    """Only the office is."""
    read = roster(
        tmp_path, ("1", "甲区总工会", "某某", "13800000000"), head=("单位编码", "单位名称", "联系人", "电话")
    )

    assert "13800000000" not in repr(read)
    assert "某某" not in repr(read)


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (("0013", "", RUBRIC, "", ""), "roster_incomplete", "B3"),
        (("0013", "长" * 301, RUBRIC, "", ""), "wrong_value", "B3"),
        (("0013", "乙区总工会", RUBRIC, "", "下个月"), "wrong_value", "E3"),
        (("0012", "乙区总工会", RUBRIC, "", ""), "repeated_unit", "A3"),
        (("0013", "乙区总工会", RUBRIC, "", "#N/A"), "error_value", "E3"),
    ],
)
def test_a_mistake_is_told_with_its_cell(tmp_path: Path, row: tuple[str, ...], code: str, cell: str) -> None:
    """And the row above is read all the same."""
    read = roster(tmp_path, ("0012", "甲区总工会", RUBRIC, "", ""), row)

    assert [(one.code, one.place.cell) for one in read.findings] == [(code, cell)]
    assert read.entries[0].name == "甲区总工会"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Nobody corrects a list one by one."""
    read = roster(
        tmp_path,
        ("1", "", "", "", "明天"),
        ("2", "甲区总工会", "", "", "后天"),
        ("2", "甲区总工会", "", "", ""),
    )

    assert len(read.findings) == 3


def test_one_unit_may_be_listed_for_two_rubrics(tmp_path: Path) -> None:
    """Its department report and its projects."""
    read = roster(
        tmp_path,
        ("1", "甲区总工会", RUBRIC, "", ""),
        ("1", "甲区总工会", "national-2020-project", "", ""),
    )

    assert (len(read.entries), read.findings) == (2, ())


def test_two_unions_of_one_name_need_codes(tmp_path: Path) -> None:
    """Then they are two."""
    coded = roster(tmp_path, ("1", "东区总工会", "", "", ""), ("2", "东区总工会", "", "", ""))
    bare = roster(tmp_path, ("", "东区总工会", "", "", ""), ("", "东区总工会", "", "", ""))

    assert (len(coded.entries), coded.findings) == (2, ())
    assert (len(bare.entries), [one.code for one in bare.findings]) == (1, ["repeated_unit"])


def test_an_empty_roster_says_so(tmp_path: Path) -> None:
    """Nothing was made of nothing."""
    assert [one.code for one in roster(tmp_path).findings] == ["empty_roster"]


def test_a_workbook_that_is_no_roster_is_refused_with_what_it_needs(tmp_path: Path) -> None:
    """With the columns."""
    with pytest.raises(UnreadableInputError, match="单位编码、单位名称、评分标准、联系科室"):
        roster(tmp_path, head=("甲", "乙"))

"""The list of mistakes that goes back to the unions."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from ziping.domain.finding import Finding
from ziping.domain.mistakes import Mistake, Owner, mistake_of
from ziping.domain.place import Place
from ziping.render.mistakes_xlsx import SummaryRow, render_mistakes

MISTAKE = Mistake(
    "=甲区总工会", "0012", "@表.xlsx", "基础数据", "C14", "+5万元", "-写错了", "请改", "error", "wrong_value"
)
SUMMARY = SummaryRow("=甲区总工会", "0012", "财务部", "迟交", "有缺漏", 1, 2, "6.5", "88.50", "表.xlsx")


def opened(*mistakes: Mistake) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_mistakes(mistakes, (SUMMARY,))))


def values(sheet: Any, row: int) -> list[Any]:
    return [cell.value for cell in sheet[row]]


def test_one_mistake_is_one_row_a_union_can_act_on() -> None:
    """Who, which file, which cell, what is written, what is wrong, what to do."""
    sheet = opened(MISTAKE)["问题"]

    assert values(sheet, 1) == ["单位", "编码", "文件", "表", "单元格", "现在写的", "问题", "怎么改", "程度"]
    assert values(sheet, 2) == [*MISTAKE[:8], "错误"]


def test_nothing_a_union_wrote_becomes_a_formula() -> None:
    """The list is opened by people who did not write it."""
    cells = [cell.data_type for cell in opened(MISTAKE)["问题"][2]]

    assert cells == ["s"] * 9


def test_a_control_character_does_not_damage_the_file() -> None:
    """It came out of somebody's cell."""
    sheet = opened(MISTAKE._replace(stated="坏\x01\ud800字"))["问题"]

    assert "字" in sheet["F2"].value


def test_the_summary_has_a_line_for_every_unit_and_numbers_are_numbers() -> None:
    """So that it can be sorted and added up."""
    sheet = opened()["汇总"]

    assert values(sheet, 2) == ["=甲区总工会", "0012", "财务部", "迟交", "有缺漏", 1, 2, 6.5, 88.5, "表.xlsx"]


def test_both_sheets_can_be_filtered_and_keep_their_header_in_sight() -> None:
    """A list of thousands is read through filters."""
    book = opened(MISTAKE, MISTAKE)

    assert [sheet.auto_filter.ref for sheet in book] == ["A1:I3", "A1:J2"]
    assert [sheet.freeze_panes for sheet in book] == ["A2", "B2"]


def test_no_mistakes_make_a_list_all_the_same() -> None:
    """Empty, with its header."""
    assert opened()["问题"].max_row == 1


@pytest.mark.parametrize(
    ("message", "place", "problem", "advice"),
    [
        (
            "表.xlsx「基础数据」C14：“决算数”写的是 '约5'，请只写一个数",
            Place(file="表.xlsx", sheet="基础数据", cell="C14"),
            "“决算数”写的是 '约5'",
            "请只写一个数",
        ),
        (
            "表.xlsx：工作簿已损坏，打不开；请重新发送一份",
            Place(file="表.xlsx"),
            "工作簿已损坏，打不开",
            "请重新发送一份",
        ),
        ("没有什么可说", Place(), "没有什么可说", "请核对这一处，改正后重新发送"),
    ],
)
def test_a_finding_is_split_into_what_is_wrong_and_what_to_do(
    message: str, place: Place, problem: str, advice: str
) -> None:
    """The place has its own columns and is not said again."""
    found = mistake_of(
        Finding(code="x", severity="error", message=message, place=place), Owner("甲", "1", "表.xlsx")
    )

    assert (found.problem, found.advice, found.file) == (problem, advice, "表.xlsx")


def test_a_place_that_only_the_message_tells_finds_its_columns() -> None:
    """An input that cannot be read at all says so in one sentence."""
    told = Finding(
        code="unreadable",
        severity="error",
        message="表.json（year）：年度写的是 '今年'，请填四位年份",
        place=Place(file="表.json"),
    )

    assert mistake_of(told, Owner("甲", "1", "表.json"))[3:8] == (
        "",
        "year",
        "",
        "年度写的是 '今年'",
        "请填四位年份",
    )

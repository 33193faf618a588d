"""The workbook of many units as people open it: headers that stay, drop-downs, bounds, nothing taken for a formula."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from workbook_sample import RUBRIC, SUBMISSION

from ziping.domain.many_layout import META_SHEET, many_layout
from ziping.domain.submission import Unit
from ziping.intake.rubric_yaml import list_rubrics, load_rubric
from ziping.intake.xlsx_guard import MAX_COLUMNS
from ziping.render.many_workbook import ManyUnit, render_many_workbook

SHEETS = (
    "填报说明",
    "单位信息",
    "基础数据",
    "指标填报",
    "上年数据",
    "指标说明",
    "履职情况",
    "项目清单",
    "存在的问题",
    "改进措施",
    "经验做法",
    "后续计划",
    "相关文件",
    "核对说明",
    "数据来源",
    META_SHEET,
)


def rendered(*units: ManyUnit) -> bytes:
    return render_many_workbook(RUBRIC, units, rubric_sha256="x", version="0.1.0")


FILLED = rendered(ManyUnit(prefill=SUBMISSION), ManyUnit(unit=Unit(name="乙区总工会", code="0013")))


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(FILLED))


def column(sheet: Any, header: str) -> Any:
    return next(cell for cell in sheet[4] if str(cell.value or "").startswith(header))


def rule_at(sheet: Any, coordinate: str) -> Any:
    return next(rule for rule in sheet.data_validations.dataValidation if coordinate in rule.sqref)


def test_the_sheets_stand_in_the_order_they_are_filled_in(book: Any) -> None:
    """One row a unit first, then one row an item; what programs read is hidden even from the list of sheets."""
    assert tuple(book.sheetnames) == SHEETS
    assert book[META_SHEET].sheet_state == "veryHidden"


def test_every_unit_has_its_row_on_the_wide_sheets(book: Any) -> None:
    """Known by code and name, also when nothing else is."""
    keys = [[book[sheet].cell(row, at).value for at in (1, 2)] for sheet in SHEETS[1:5] for row in (5, 6)]

    assert keys == [["0012", "=示例区总工会"], ["0013", "乙区总工会"]] * 4


def test_units_of_measure_stand_in_the_header_and_help_in_its_comment(book: Any) -> None:
    """So that a clerk needs no second file."""
    header = column(book["基础数据"], "支出")

    assert header.value == "支出\n（万元）"
    assert "单位：万元" in header.comment.text


def test_columns_of_one_group_stand_under_one_heading(book: Any) -> None:
    """Merged over its columns."""
    sheet = book["基础数据"]

    assert [str(area) for area in sheet.merged_cells.ranges] == ["C3:D3", "F3:I3"]
    assert [sheet[cell].value for cell in ("C3", "E3", "F3")] == ["预算", "人员", "项目"]


def test_headers_and_names_stay_in_sight(book: Any) -> None:
    """Panes are frozen under the header and beside the name."""
    assert {book[sheet].freeze_panes for sheet in SHEETS[1:-1]} == {"C5"}
    assert book["基础数据"].row_dimensions[1].hidden is True


def test_drop_downs_and_bounds_reach_below_the_last_unit(book: Any) -> None:
    """For units that are added."""
    inputs, indicators = book["基础数据"], book["指标填报"]
    spent, kind = (column(inputs, header).column_letter for header in ("支出", "类型"))
    tick = column(indicators, "有制度").column_letter

    assert rule_at(inputs, f"{spent}900").formula1 == f"IF(ISNUMBER({spent}5),AND({spent}5>=0),TRUE)"
    assert rule_at(inputs, f"{kind}900").formula1 == '"甲类,乙类"'
    assert rule_at(indicators, f"{tick}900").formula1 == '"达到,部分达到,未达到"'
    assert rule_at(book["存在的问题"], "C900").formula1.startswith("'_ziping_many'!$C$")


def test_answers_are_unlocked_and_headers_are_not(book: Any) -> None:
    """Protection without a password."""
    sheet = book["基础数据"]

    assert sheet.protection.sheet is True
    assert not sheet.protection.password
    assert sheet.column_dimensions["C"].protection.locked is False
    assert column(sheet, "支出").protection.locked is True


def test_no_text_of_a_unit_becomes_a_formula() -> None:
    """Names, reasons and sources may begin with = + - @."""
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(FILLED))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]

    assert cells == []


def test_the_same_units_give_the_same_bytes() -> None:
    """No clock and no chance in it."""
    again = rendered(ManyUnit(prefill=SUBMISSION), ManyUnit(unit=Unit(name="乙区总工会", code="0013")))

    assert again == FILLED


def test_last_years_figures_stand_beside_this_years(book: Any) -> None:
    """Carried over from last year's submission, as settled there, when that is what is known."""
    sheet = openpyxl.load_workbook(io.BytesIO(rendered(ManyUnit(last_year=SUBMISSION))))["上年数据"]

    assert sheet.cell(5, column(sheet, "支出").column).value == 5.2
    assert book["上年数据"].cell(6, 3).value is None


DEPARTMENTS = [entry.id for entry in list_rubrics() if load_rubric(str(entry.path)).rubric.form is None]


@pytest.mark.parametrize("reference", DEPARTMENTS)
def test_every_shipped_rubric_fits(reference: str) -> None:
    """No sheet is wider than what is read back, and every header is one of a kind on its sheet."""
    layout = many_layout(load_rubric(reference).rubric)

    assert max(len(sheet.columns) for sheet in layout.wide) + 2 <= MAX_COLUMNS
    assert [
        sheet.sheet
        for sheet in layout.wide
        if len({column.label for column in sheet.columns}) < len(sheet.columns)
    ] == []

"""The fill-in workbook as written: what a clerk sees, what is locked, and that every kind of row comes back."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from workbook_sample import RUBRIC, SUBMISSION

from ziping.domain.rubric import Rubric
from ziping.domain.workbook_forms import CARRIED_OVER, META_SHEET, SHEETS
from ziping.domain.workbook_layout import workbook_layout
from ziping.intake.normalize import normalise
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.workbook import read_workbook
from ziping.render.workbook_xlsx import render_workbook

FUTIAN = load_rubric("shenzhen-futian-2021-department")
INJECTIONS = ('=HYPERLINK("http://x","y")', "+1+1", "-1-1", "@SUM(A1)", "http://example.invalid")


def rendered(rubric: Rubric = RUBRIC, **more: Any) -> bytes:
    return render_workbook(rubric, rubric_sha256="a" * 64, version="0.1.0", **more)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: without_places(item) for key, item in value.items() if key not in {"place", "places", "text"}
        }
    return [without_places(item) for item in value] if isinstance(value, (list, tuple)) else value


@pytest.fixture(scope="module")
def empty() -> Any:
    return opened(rendered(FUTIAN.rubric))


def column(sheet: Any, header: str) -> int:
    return next(cell.column for cell in sheet[3] if cell.value == header)


def at(sheet: Any, name: str, header: str) -> Any:
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == name)
    return sheet.cell(row, column(sheet, header))


def validation(sheet: Any, coordinate: str) -> Any:
    return next(rule for rule in sheet.data_validations.dataValidation if coordinate in rule.sqref)


def test_every_kind_of_answer_comes_back_as_it_went_in() -> None:
    """Tiers, parts, aspects, deductions, dates, choices, small percentages, long amounts, texts like formulas."""
    found = normalise(read_workbook(rendered(prefill=SUBMISSION), "填报表.xlsx"), RUBRIC)

    assert without_places(SUBMISSION.model_dump()) == without_places(found.submission.model_dump())
    assert found.findings == ()


def test_the_same_input_gives_the_same_bytes() -> None:
    """No clock, fixed zip dates."""
    assert rendered(prefill=SUBMISSION) == rendered(prefill=SUBMISSION)


def test_the_sheets_stand_in_order_and_the_meta_sheet_is_out_of_sight(empty: Any) -> None:
    """Eight sheets people see, one they cannot unhide by accident."""
    assert empty.sheetnames == [*SHEETS, META_SHEET]
    assert empty[META_SHEET].sheet_state == "veryHidden"


def test_every_input_has_one_row() -> None:
    """The rubric's inputs are the only list of figures."""
    rows = [row.id for row in workbook_layout(FUTIAN.rubric).row_sheets[1].rows]

    assert rows == [item.id for item in FUTIAN.rubric.inputs]


def test_rows_of_one_group_stand_together() -> None:
    """An input added at the end of a rubric still joins its group."""
    rows = [row.id for row in workbook_layout(RUBRIC).row_sheets[1].rows]

    assert rows == ["spent", "staff", "share", "closed_on", "kind", "audited", "motto"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    """Nothing a unit wrote becomes a formula or a link."""
    unit = SUBMISSION.unit.model_copy(update={"name": text})
    cell = at(
        opened(rendered(prefill=SUBMISSION.model_copy(update={"unit": unit})))["单位信息"],
        "unit.name",
        "填报值",
    )

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_the_only_formulas_are_the_progress_lines() -> None:
    """Data cells hold values."""
    book = opened(rendered(prefill=SUBMISSION))
    formulas = [
        sheet.title for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]

    assert set(formulas) == {"填报说明"}


def test_labels_are_locked_and_answers_are_not(empty: Any) -> None:
    """Protection without a password; only coloured cells take text."""
    sheet = empty["基础数据"]

    assert sheet.protection.sheet is True
    assert not sheet.protection.password
    assert at(sheet, "procurement_plan", "数据项").protection.locked is True
    assert at(sheet, "procurement_plan", "填报值").protection.locked is False
    assert empty["履职情况"].column_dimensions["B"].protection.locked is False


def test_ids_are_hidden(empty: Any) -> None:
    """The key column is there but out of the way."""
    assert empty["基础数据"].column_dimensions["A"].hidden is True


def test_required_cells_have_their_own_colour(empty: Any) -> None:
    """必填 and 选填 differ."""
    sheet = empty["基础数据"]
    required = at(sheet, "procurement_plan", "填报值").fill.start_color.rgb
    optional = at(sheet, "fixed_assets_transferred_in", "填报值").fill.start_color.rgb

    assert (required, optional) == ("FFFFF2CC", "FFE8F3E8")


def test_ticks_offer_what_the_item_allows(empty: Any) -> None:
    """部分达到 only where the item has points for it."""
    sheet = empty["指标填报"]
    plain = at(sheet, "tick:budgeting_rationality.fits_mandate", "填报值").coordinate
    partial = at(sheet, "tick:budget_disclosure.budget_published", "填报值").coordinate

    assert validation(sheet, plain).formula1 == '"达到,未达到"'
    assert validation(sheet, partial).formula1 == '"达到,部分达到,未达到"'


def test_only_where_the_rubric_allows_it_a_reason_for_not_applicable_is_taken(empty: Any) -> None:
    """A forbidden 不适用 has a locked cell."""
    sheet = empty["指标填报"]

    assert at(sheet, "indicator:budget_disclosure", "不适用的理由").protection.locked is False
    assert at(sheet, "indicator:satisfaction", "不适用的理由").protection.locked is True


def test_numbers_have_bounds_prompts_and_formats(empty: Any) -> None:
    """A negative amount is refused when typed; text with a unit is not."""
    sheet = empty["基础数据"]
    cell = at(sheet, "procurement_plan", "填报值")
    rule = validation(sheet, cell.coordinate)

    assert rule.formula1 == f"IF(ISNUMBER({cell.coordinate}),AND({cell.coordinate}>=0),TRUE)"
    assert "单位：万元" in rule.prompt
    assert "5.20" in rule.prompt
    assert cell.number_format == "#,##0.00####"


def test_pages_are_ready_to_print(empty: Any) -> None:
    """A4 across, one page wide, header row on every page, panes frozen below it."""
    sheet = empty["基础数据"]

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "D4"


def test_progress_is_counted_before_anyone_recalculates() -> None:
    """The results of the live formulas are written too."""
    book = openpyxl.load_workbook(io.BytesIO(rendered(prefill=SUBMISSION)), data_only=True)
    texts = [cell.value for cell in book["填报说明"]["B"]]

    assert "6 / 6 项必填数据已填" in texts
    assert "5 / 5 条已选择或打分" in texts


def test_last_year_is_carried_over_and_marked() -> None:
    """Name, duties, figures come along with a note; the new year's figures are empty."""
    book = opened(rendered(last_year=SUBMISSION))

    assert at(book["单位信息"], "unit.name", "备注").value == CARRIED_OVER
    assert at(book["单位信息"], "unit.objectives", "填报值").value is None
    assert at(book["上年数据"], "figure:spent", "上年值").value == 5.2
    assert at(book["上年数据"], "figure:spent", "备注").value == CARRIED_OVER
    assert at(book["基础数据"], "spent", "填报值").value is None


def test_what_the_unit_says_this_year_wins_over_last_year() -> None:
    """A prefilled value is not marked as carried over."""
    last = SUBMISSION.model_copy(update={"unit": SUBMISSION.unit.model_copy(update={"name": "旧名"})})
    sheet = opened(rendered(prefill=SUBMISSION, last_year=last))["单位信息"]

    assert at(sheet, "unit.name", "填报值").value == "=示例区总工会"
    assert not at(sheet, "unit.name", "备注").value


def test_the_meta_sheet_keeps_format_rubric_hash_and_version() -> None:
    """What a reader needs before it has the rubric."""
    sheet = opened(rendered())[META_SHEET]
    facts = {row[1].value: row[2].value for row in sheet.iter_rows(max_row=4)}

    assert facts == {
        "format": "ziping/workbook/1",
        "rubric": "example-2024-department",
        "rubric_sha256": "a" * 64,
        "version": "0.1.0",
    }


def test_options_with_one_label_are_told_apart() -> None:
    """Two leaves of one name get a longer label in the drop-down."""
    labels = workbook_layout(RUBRIC).option_labels("indicator")

    assert labels["tiered"] == "定性指标"
    assert labels["first"] != labels["second"]

"""The fill-in workbook read back: what is tolerated, and what becomes a finding with its cell."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import bad_workbooks as bad
import pytest
from bad_workbooks import FILLED, FUTIAN, NAME, RUBRIC, codes, edited, read, typed

from ziping.domain.submission import Submission
from ziping.errors import UnreadableInputError
from ziping.intake.normalize import normalise
from ziping.intake.workbook import read_workbook
from ziping.scoring.engine import score_rubric

PLAN = "procurement_plan"
PLACES = {"place", "places_of", "fingerprint", "message"}


def without_places(value: Any) -> Any:
    """The data without what depends on where it was written."""
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items() if key not in {*PLACES, "text"}}
    return [without_places(item) for item in value] if isinstance(value, (list, tuple)) else value


def card(submission: Submission) -> Any:
    return without_places(score_rubric(RUBRIC, submission).to_json())


def plan(data: bytes) -> Decimal:
    value = read(data).submission.inputs[PLAN].value
    assert isinstance(value, Decimal)
    return value


def only(found: Any, code: str) -> Any:
    return next(finding for finding in found.findings if finding.code == code)


# ---- round trips


def test_the_filled_workbook_gives_the_submission_it_was_made_from() -> None:
    """Nothing is lost on the way through cells."""
    found = read(FILLED)

    assert without_places(FUTIAN.model_dump()) == without_places(found.submission.model_dump())
    assert found.findings == ()


def test_the_filled_workbook_scores_as_the_published_report() -> None:
    """福田 2021: 93.96, and every line as from the YAML."""
    found = read(FILLED)

    assert str(score_rubric(RUBRIC, found.submission).total_score) == "93.96"
    assert card(FUTIAN) == card(found.submission)


def test_a_workbook_saved_by_openpyxl_reads_the_same() -> None:
    """Results of the progress formulas are gone then; the data are not."""
    found = read(edited(bad.untouched, keep_formulas=True))

    assert card(FUTIAN) == card(found.submission)
    assert found.findings == ()


def test_a_workbook_saved_by_wps_reads_the_same() -> None:
    """Absolute part names, no theme, parts in another order."""
    found = read(bad.wps_like())

    assert card(FUTIAN) == card(found.submission)
    assert found.findings == ()


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice（soffice）没有安装")
def test_a_workbook_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    """The same figures after a real office program has saved the file."""
    found = read(bad.resaved_by_office(FILLED, tmp_path))

    assert card(FUTIAN) == card(found.submission)
    assert found.findings == ()


def test_values_know_their_cells() -> None:
    """Scores and findings point at the cell a figure was typed into."""
    place = read(FILLED).submission.inputs[PLAN].place

    assert (place.file, place.sheet, place.cell) == (NAME, "基础数据", bad.address(PLAN))


# ---- what people do to a sheet


@pytest.mark.parametrize(
    "edit",
    [
        bad.columns_swapped,
        bad.rows_reversed,
        bad.rows_inserted,
        bad.ids_erased,
        bad.cells_merged,
        bad.trailing_blanks,
    ],
)
def test_a_rearranged_sheet_reads_the_same(edit: bad.Edit) -> None:
    """Moved columns, turned rows, inserted rows, erased ids, merged cells and blanks change nothing."""
    found = read(edited(edit))

    assert card(FUTIAN) == card(found.submission)
    assert FUTIAN.unit == found.submission.unit
    assert FUTIAN.tasks == found.submission.tasks
    assert found.findings == ()


def test_rows_sorted_without_their_hidden_ids_are_read_by_label_with_a_warning() -> None:
    """The label a person sees wins over an id nobody sees."""
    found = read(edited(bad.sorted_without_ids))

    assert card(FUTIAN) == card(found.submission)
    assert codes(found) == ["row_id_mismatch"]


def test_a_row_nobody_knows_is_a_warning_with_its_cell() -> None:
    """A 合计 row people add is left out, and they are told."""
    found = read(edited(bad.total_row_added))
    finding = only(found, "unknown_row")

    assert (finding.severity, finding.stated) == ("warning", "123")
    assert "没有读取" in finding.message
    assert card(FUTIAN) == card(found.submission)


def test_a_deleted_row_is_a_missing_figure() -> None:
    """Missing stays missing: the points are pending."""
    found = read(edited(lambda book: book["基础数据"].delete_rows(bad.row_of(book["基础数据"], PLAN))))

    assert PLAN not in found.submission.inputs
    assert score_rubric(RUBRIC, found.submission).line("procurement_execution").status == "pending"


@pytest.mark.parametrize(
    "written",
    [
        5.2,
        "5.2",
        "5.20",
        " 5.2 ",
        "５．２",
        "5.2万元",
        "５．２ 万元",
        "52,000元",
        "52000 元",
        "0.00052亿元",
        "¥52,000",
    ],
)
def test_an_amount_may_be_typed_in_many_ways(written: Any) -> None:
    """Numbers, text, full-width digits, thousands commas, another unit of money."""
    assert plan(typed(PLAN, written)) == Decimal("5.2")


@pytest.mark.parametrize(
    ("written", "number_format", "expected"),
    [
        (0.98, "General", "98"),
        (98, "General", "98"),
        ("98%", "General", "98"),
        ("９８％", "General", "98"),
        (0.98, "0%", "98"),
        (0.9885, "0.00%", "98.85"),
        (1.2, "0.0%;[Red]-0.0%", "120"),
        (98.85, '0.00"%"', "98.85"),
    ],
)
def test_a_percentage_may_be_typed_in_many_ways(written: Any, number_format: str, expected: str) -> None:
    """0.98, 98% and 98 are the same; a cell formatted as a percentage is one."""
    inputs = tuple(
        item.model_copy(update={"unit": "%", "max": None})
        for item in RUBRIC.inputs
        if item.id == "satisfaction_score"
    )
    rubric = RUBRIC.model_copy(update={"inputs": inputs})
    data = typed("satisfaction_score", written, number_format=number_format)

    value = normalise(read_workbook(data, NAME), rubric).submission.inputs["satisfaction_score"].value

    assert Decimal(expected) == value


def test_a_percentage_in_a_field_of_points_keeps_its_size() -> None:
    """A score typed as 98% is 98 points, not 0.98."""
    found = read(typed("satisfaction_score", 0.98, number_format="0%"))

    assert found.submission.inputs["satisfaction_score"].value == Decimal(98)


def test_noise_of_binary_sums_is_not_read() -> None:
    """Excel keeps 15 digits; 0.1+0.2 is 0.3."""
    assert plan(typed(PLAN, 5.000000000000001 + 0.2)) == Decimal("5.2")


def test_codes_and_dates_typed_as_numbers_become_text() -> None:
    """A unit code typed as a number and a date typed as a date still fit text fields."""

    def edit(book: Any) -> None:
        bad.cell_of(book, "单位信息", "unit.code").value = 440304
        bad.cell_of(book, "单位信息", "report_date").value = date(2022, 3, 15)
        book["存在问题与改进"]["D21"].value = date(2022, 6, 30)

    submission = read(edited(edit)).submission

    assert submission.unit.code == "440304"
    assert submission.report_date == date(2022, 3, 15)
    assert submission.notes.measures[0].due == "2022年6月30日"


def test_a_macro_workbook_with_external_links_is_read_as_data() -> None:
    """What is beside the sheets is left alone."""
    data = bad.with_parts({
        "xl/vbaProject.bin": b"\x00" * 100,
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    })

    assert card(FUTIAN) == card(read(data).submission)


def test_a_coloured_empty_cell_far_away_does_no_harm() -> None:
    """People format whole columns; only content counts."""
    assert card(FUTIAN) == card(read(bad.far_style(b"XFD1048576")).submission)


# ---- readable but wrong


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_value_is_a_finding_with_its_cell(error: str) -> None:
    """calamine shows it as an empty cell; the second look does not."""
    found = read(typed(PLAN, error))
    finding = only(found, "error_value")

    assert (finding.severity, finding.stated, finding.place.cell) == ("error", error, bad.address(PLAN))
    assert PLAN not in found.submission.inputs


def test_a_formula_never_calculated_is_a_finding_with_its_cell() -> None:
    """A formula without a result is not an empty cell."""
    found = read(typed(PLAN, "=5+0.2"))
    finding = only(found, "formula_not_calculated")

    assert (finding.stated, finding.place.cell) == ("=5+0.2", bad.address(PLAN))
    assert "F9" in finding.message


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (date(2021, 5, 2), "2021-05-02"),
        ("约5万元", "约5万元"),
        ("5.2吨", "5.2吨"),
        (-5.2, "-5.2"),
        (True, "是"),
    ],
)
def test_a_wrong_value_is_a_finding_with_its_cell(written: Any, shown: str) -> None:
    """A date, a guess, a foreign unit, a negative amount, a truth value in a number cell."""
    found = read(typed(PLAN, written))
    finding = only(found, "wrong_value")

    assert finding.place.cell == bad.address(PLAN)
    assert shown in finding.message
    assert PLAN not in found.submission.inputs


def test_two_different_values_for_one_figure_leave_the_points_pending() -> None:
    """Nobody but the unit can choose between them."""
    found = read(edited(bad.row_repeated(6.1)))
    finding = only(found, "conflicting_values")

    assert (finding.severity, finding.expected, finding.stated) == ("error", "5.2", "6.1")
    assert bad.address(PLAN) in finding.message
    assert score_rubric(RUBRIC, found.submission).line("procurement_execution").status == "pending"


@pytest.mark.parametrize("again", [5.2, "5.20", None])
def test_the_same_value_twice_is_fine(again: Any) -> None:
    """A repeated row that says the same, or nothing, changes nothing."""
    found = read(edited(bad.row_repeated(again)))

    assert card(FUTIAN) == card(found.submission)
    assert found.findings == ()


def test_two_different_ticks_for_one_item_are_not_used() -> None:
    """Conflicts are seen in every sheet with ids."""

    def edit(book: Any) -> None:
        sheet = book["指标填报"]
        at = sheet.max_row + 1
        sheet.cell(at, 1).value = "tick:petitions.feedback_channel"
        sheet.cell(at, bad.column_of(sheet, "填报值")).value = "未达到"

    found = read(edited(edit))

    assert codes(found) == ["conflicting_values"]
    assert "petitions" not in found.submission.checklists


def test_all_mistakes_are_told_in_one_pass() -> None:
    """Error value, formula, date, negative amount, conflict: five findings, one reading."""

    def edit(book: Any) -> None:
        bad.cell_of(book, "基础数据", "actual_expenditure").value = "#N/A"
        bad.cell_of(book, "基础数据", "basic_expenditure").value = "=1+1"
        bad.cell_of(book, "基础数据", "project_expenditure").value = date(2021, 1, 1)
        bad.cell_of(book, "基础数据", "fixed_assets_total").value = -1
        bad.row_repeated(7)(book)

    found = read(edited(edit))

    assert sorted(codes(found)) == [
        "conflicting_values",
        "error_value",
        "formula_not_calculated",
        "wrong_value",
        "wrong_value",
    ]
    assert score_rubric(RUBRIC, found.submission).status == "pending"


def test_a_lost_meta_sheet_is_survived_with_a_warning() -> None:
    """The rubric's id also stands on the guide sheet."""
    found = read(bad.without("_ziping"))

    assert card(FUTIAN)["total_score"] == card(found.submission)["total_score"]
    assert only(found, "missing_meta").severity == "warning"


def test_a_missing_optional_sheet_is_a_warning() -> None:
    """Without 上年数据 everything else is read."""
    found = read(bad.without("上年数据"))

    assert codes(found) == ["missing_sheet"]
    assert "上年数据" in found.findings[0].message


def test_what_is_missing_is_told_with_its_cell() -> None:
    """An empty unit name points at the cell to fill."""
    found = read(typed("unit.name", None, sheet="单位信息"))
    place = only(found, "missing_input").place

    assert (place.sheet, place.cell) == ("单位信息", "C4")


def test_a_workbook_without_a_year_says_which_cell_to_fill() -> None:
    """Without a year nothing can be evaluated."""
    with pytest.raises(UnreadableInputError, match=r"「单位信息」C9.*四位年份"):
        read(typed("year", None, sheet="单位信息"))


# ---- free tables


def test_a_row_without_its_main_cell_is_told() -> None:
    """A result without a title cannot be used."""
    found = read(edited(lambda book: book["履职情况"].__setitem__("C30", "做了很多工作")))
    finding = only(found, "incomplete_row")

    assert (finding.place.sheet, finding.place.cell) == ("履职情况", "B30")
    assert "工作名称" in finding.message


def test_rows_below_a_table_are_read() -> None:
    """People go on writing below the coloured rows."""
    found = read(edited(lambda book: book["项目清单"].__setitem__("A90", "追加项目")))

    assert found.submission.projects[-1].name == "追加项目"


def test_an_unknown_aspect_is_told() -> None:
    """The aspects of the rubric are the ones allowed."""
    found = read(edited(lambda book: book["履职情况"].__setitem__("D5", "社会效益、轰动效应")))

    assert only(found, "unknown_aspect").stated == "轰动效应"
    assert found.submission.tasks[0].aspects == ("social", "轰动效应")


def test_an_unclear_on_time_answer_is_told() -> None:
    """Neither 是 nor 否 is not taken for either."""
    found = read(edited(lambda book: book["项目清单"].__setitem__("E5", "大概吧")))

    assert only(found, "wrong_value").place.cell == "E5"
    assert found.submission.projects[0].on_time is None

"""The workbook of many units read back: nothing lost, every mistake with its own cell, every row with its own unit."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bad_workbooks import FUTIAN, LOADED, RUBRIC, untouched
from many_sample import FILLED, NAME, UNIONS, cell_of, column_of, edited, made, opened, union, unit_of
from test_workbook import card, without_places

from ziping.domain.finding import Finding
from ziping.errors import UnreadableInputError
from ziping.intake.many_workbook import ManyWorkbook, read_many_workbook
from ziping.intake.normalize import normalise
from ziping.intake.submission_file import read_submission
from ziping.intake.workbook import read_workbook
from ziping.intake.xlsx_peek import is_fill_in_workbook, is_many_workbook
from ziping.render.many_workbook import ManyUnit, render_many_workbook
from ziping.render.workbook_xlsx import render_workbook

sys.path.insert(0, str(Path(__file__).parent.parent / "render"))
from workbook_sample import RUBRIC as EVERY_KIND
from workbook_sample import SUBMISSION as EVERY_ANSWER

PLAN = "procurement_plan|value"


def finding(workbook: ManyWorkbook, code: str, of: str = "0012") -> Finding:
    return next(found for found in unit_of(workbook, of).findings if found.code == code)


def fault(workbook: ManyWorkbook, code: str) -> Finding:
    return next(row.finding for row in workbook.faults if row.finding.code == code)


# ---- round trips


def test_every_union_gives_the_submission_it_was_made_from() -> None:
    """Nothing is lost on the way through rows and columns, for unions with and without a code."""
    workbook = opened()
    read = [normalise(workbook.submission(unit), RUBRIC) for unit in workbook.units]

    assert [without_places(one.submission.model_dump()) for one in read] == [
        without_places(one.model_dump()) for one in UNIONS
    ]
    assert [one.findings for one in read] == [(), (), ()]
    assert (workbook.faults, workbook.findings) == ((), ())


def test_a_union_scores_as_in_a_workbook_of_its_own() -> None:
    """Both layouts hold the same data."""
    single = render_workbook(RUBRIC, rubric_sha256=LOADED.sha256, version="0.1.0", prefill=UNIONS[0])

    assert card(unit_of(opened(), "0012").submission) == card(
        normalise(read_workbook(single, NAME), RUBRIC).submission
    )


def test_every_kind_of_answer_comes_back() -> None:
    """Tiers, aspects, deductions, dates, choices, resolutions, last year's, and texts that look like formulas."""
    data = render_many_workbook(
        EVERY_KIND, [ManyUnit(prefill=EVERY_ANSWER)], rubric_sha256="x", version="0.1.0"
    )
    single = render_workbook(EVERY_KIND, rubric_sha256="x", version="0.1.0", prefill=EVERY_ANSWER)
    workbook = read_many_workbook(data, NAME)
    read = normalise(workbook.submission(workbook.units[0]), EVERY_KIND)
    alone = normalise(read_workbook(single, NAME), EVERY_KIND)

    assert without_places(alone.submission.model_dump()) == without_places(read.submission.model_dump())
    assert read.findings == alone.findings == ()


def test_a_workbook_saved_by_another_program_reads_the_same() -> None:
    """openpyxl writes other part names and no shared strings of ours."""
    workbook = opened(edited(untouched))

    assert card(UNIONS[1]) == card(unit_of(workbook, "0013").submission)


def test_rows_and_columns_may_be_moved() -> None:
    """A row goes by its code, a column by its id or header."""

    def move(book: Any) -> None:
        sheet = book["基础数据"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=7)]
        for at, values in enumerate(reversed(rows), start=5):
            for column, value in enumerate(values, start=1):
                sheet.cell(at, column).value = value
        first, last = column_of(sheet, PLAN), sheet.max_column
        for row in (1, 4, 5, 6, 7):
            one, other = sheet.cell(row, first), sheet.cell(row, last)
            one.value, other.value = other.value, one.value

    workbook = opened(edited(move))

    assert card(UNIONS[0]) == card(unit_of(workbook, "0012").submission)
    assert workbook.findings == ()


def test_without_the_hidden_row_columns_go_by_their_headers() -> None:
    """Somebody deleted the row nobody sees."""

    def clear(book: Any) -> None:
        for cell in book["基础数据"][1]:
            cell.value = None

    assert card(UNIONS[0]) == card(unit_of(opened(edited(clear)), "0012").submission)


def test_a_row_without_a_code_goes_by_its_unions_name() -> None:
    """The third union has none."""
    workbook = opened()
    unit = workbook.units[2]

    assert (unit.code, unit.name) == ("", "丙区总工会")
    assert workbook.submission(unit).data["inputs"]


def test_the_content_of_a_union_changes_with_its_own_rows_only() -> None:
    """So that one changed row makes one report again."""

    def change(book: Any) -> None:
        cell_of(book["基础数据"], 5, PLAN).value = 77

    before, after = opened(edited(untouched)), opened(edited(change))
    changed = [
        one.code
        for one, other in zip(before.units, after.units, strict=True)
        if before.content(one) != after.content(other)
    ]

    assert changed == ["0012"]


# ---- mistakes, each with its cell


def put(sheet: str, column: str, value: Any, row: int = 5) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        cell_of(book[sheet], row, column).value = value

    return edit


@pytest.mark.parametrize(
    ("edit", "code", "sheet", "stated"),
    [
        (put("基础数据", PLAN, "约五万元左右"), "wrong_value", "基础数据", "约五万元左右"),
        (put("基础数据", PLAN, "#N/A"), "error_value", "基础数据", "#N/A"),
        (put("基础数据", PLAN, "=1+1"), "formula_not_calculated", "基础数据", "=1+1"),
        (
            put("指标填报", "tick:budget_disclosure.budget_published|value", "大概"),
            "wrong_value",
            "指标填报",
            "大概",
        ),
        (put("单位信息", "report_date|value", "明年春天"), "wrong_value", "单位信息", "明年春天"),
        (put("单位信息", "year|value", "2019"), "year_not_covered", "单位信息", "2019"),
        (put("基础数据", "单位名称", "别的工会"), "unit_name_mismatch", "基础数据", "别的工会"),
        (put("数据来源", "数据项", "没有这一项"), "unknown_row", "数据来源", "没有这一项"),
        (put("履职情况", "工作名称", None), "incomplete_row", "履职情况", ""),
        (put("履职情况", "体现的效益方面", "天气"), "unknown_aspect", "履职情况", "天气"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_told_with_its_cell(
    edit: Callable[[Any], None], code: str, sheet: str, stated: str
) -> None:
    """The cell belongs to the row of the union, and the others read as before."""
    data = edited(edit)
    workbook = opened(data)
    found = finding(workbook, code)

    assert (found.place.file, found.place.sheet, found.stated) == (NAME, sheet, stated)
    assert found.place.cell is not None
    assert found.place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "5"
    assert unit_of(workbook, "0013").findings == ()


def test_two_rows_of_one_union_that_differ_are_a_conflict() -> None:
    """Neither value is used."""

    def twice(book: Any) -> None:
        sheet = book["基础数据"]
        sheet.cell(9, 1).value = "0012"
        cell_of(sheet, 9, PLAN).value = 77

    workbook = opened(edited(twice))
    found = finding(workbook, "conflicting_values")

    assert found.place.cell == f"{openpyxl.utils.get_column_letter(_plan_column())}9"
    assert "procurement_plan" not in unit_of(workbook, "0012").submission.inputs


def _plan_column() -> int:
    return column_of(openpyxl.load_workbook(io.BytesIO(FILLED))["基础数据"], PLAN)


def test_a_missing_figure_knows_the_cell_it_belongs_to() -> None:
    """So that the list of mistakes can point at it."""
    workbook = opened(edited(put("基础数据", PLAN, None)))
    raw = workbook.submission(workbook.units[0])
    place = raw.place(("inputs", "procurement_plan"))

    assert (place.sheet, place.cell) == ("基础数据", f"{openpyxl.utils.get_column_letter(_plan_column())}5")


def test_a_row_of_a_union_that_is_not_listed_is_a_fault() -> None:
    """Its figures are nobody's."""

    def stray(book: Any) -> None:
        sheet = book["基础数据"]
        sheet.cell(9, 1).value = "9999"
        cell_of(sheet, 9, PLAN).value = 77

    found = fault(opened(edited(stray)), "unknown_unit")

    assert (found.place.sheet, found.place.cell, found.stated) == ("基础数据", "A9", "9999")


def test_a_row_that_names_no_union_is_a_fault() -> None:
    """Neither code nor name."""
    found = fault(opened(edited(put("单位信息", "unit.region|value", "示例市", row=12))), "unit_not_named")

    assert (found.place.sheet, found.place.cell) == ("单位信息", "A12")


def test_a_union_listed_twice_is_read_from_neither_row() -> None:
    """Nobody can tell which is meant; the others are read."""
    workbook = opened(made(UNIONS[0], union("甲区总工会（重报）", "0012"), UNIONS[1]))
    cells = [row.finding.place.cell for row in workbook.faults if row.finding.code == "repeated_unit"]

    assert cells == ["A5", "A6"]
    assert [unit.code for unit in workbook.units] == ["0013"]


def test_two_unions_of_one_name_are_told_apart_by_their_codes() -> None:
    """A row that gives only their name is nobody's."""
    data = made(union("东区总工会", "01"), union("东区总工会", "02"))

    def name_only(book: Any) -> None:
        book["基础数据"].cell(5, 1).value = None

    workbook = opened(edited(name_only, data))

    assert [unit.code for unit in workbook.units] == ["01", "02"]
    assert "有 2 个单位同名" in fault(workbook, "unknown_unit").message


def test_a_column_nobody_asked_for_is_mentioned_once() -> None:
    """It concerns the file, not a union."""

    def add(book: Any) -> None:
        sheet = book["基础数据"]
        sheet.cell(4, sheet.max_column + 1).value = "备注"

    (found,) = opened(edited(add)).findings

    assert (found.code, found.stated) == ("unknown_column", "备注")


def test_a_header_that_says_another_thing_than_the_hidden_id_wins() -> None:
    """What people see counts, and they are told."""

    def swap(book: Any) -> None:
        sheet = book["基础数据"]
        one, other = sheet.cell(4, 3), sheet.cell(4, 4)
        one.value, other.value = other.value, one.value

    assert [found.code for found in opened(edited(swap)).findings] == ["column_id_mismatch"]


# ---- names and sizes


@pytest.mark.parametrize("name", ["../../甲区总工会", "长" * 300, '=HYPERLINK("x")', "甲区\n总工会"])
def test_strange_names_come_back_as_they_are(name: str) -> None:
    """What a name may be used for is for others to decide."""
    workbook = opened(made(union(name, "0012")))

    assert unit_of(workbook, "0012").submission.unit.name == name


def test_a_far_cell_is_refused_in_a_long_sheet_too() -> None:
    """A reader would lay out everything between."""

    def far(book: Any) -> None:
        book["履职情况"].cell(90_000, 200).value = "x"

    with pytest.raises(UnreadableInputError, match="离填报内容太远"):
        opened(edited(far))


def test_rows_beyond_the_limit_of_a_single_workbook_are_read() -> None:
    """A sheet with a row per item is long."""

    def long(book: Any) -> None:
        sheet = book["履职情况"]
        for row in range(sheet.max_row + 1, 12_000):
            sheet.cell(row, 1).value = "0013"
            sheet.cell(row, column_of(sheet, "工作名称") if row == 11_999 else 4).value = "工作"

    read = unit_of(opened(edited(long)), "0013").submission

    assert len(read.tasks) == 11_999 - 5 - 3 * len(FUTIAN.tasks) + len(FUTIAN.tasks) + 1


# ---- what is no such workbook


def test_the_layout_is_told_by_its_hidden_sheet() -> None:
    """Without unpacking anything else."""
    single = render_workbook(RUBRIC, rubric_sha256=LOADED.sha256, version="0.1.0")

    assert [is_many_workbook(FILLED), is_many_workbook(single), is_many_workbook(b"PK\x03\x04")] == [
        True,
        False,
        False,
    ]
    assert [is_fill_in_workbook(FILLED), is_fill_in_workbook(single)] == [False, True]


def test_as_a_single_workbook_it_is_refused_with_advice() -> None:
    """``ziping score`` says which command reads it."""
    with pytest.raises(UnreadableInputError, match="ziping batch check"):
        read_submission(FILLED, NAME)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda book: book.remove(book["基础数据"]), "缺少工作表“基础数据”"),
        (lambda book: book["基础数据"].delete_rows(1, 4), "找不到表头"),
        (lambda book: book["_ziping_many"].__setitem__("C1", "ziping/many-workbook/9"), "格式版本"),
    ],
)
def test_a_workbook_that_lost_what_it_needs_is_refused(edit: Callable[[Any], object], told: str) -> None:
    """With the sheet that is meant."""
    with pytest.raises(UnreadableInputError, match=told):
        opened(edited(edit))


def test_a_damaged_workbook_is_refused() -> None:
    """No traceback for a file cut off on its way."""
    with pytest.raises(UnreadableInputError, match="损坏"):
        read_many_workbook(FILLED[: len(FILLED) // 2], NAME)


def test_a_bomb_is_refused() -> None:
    """The limits of a long workbook are limits."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheet name="_ziping_many"/></workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 250_000_000)
    with pytest.raises(UnreadableInputError, match="压缩得不正常"):
        read_many_workbook(target.getvalue(), NAME)

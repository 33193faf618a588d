"""Reading 项目支出绩效自评表: the layouts exports have, and the dirt in them."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import docx
import pytest
from tests.form_sample import FORM, NAME, RULES, Sheet, changed, one, sheet_of, workbook

from ziping.domain.form_layout import form_cells
from ziping.domain.form_reading import ReadForms, SlotKey
from ziping.domain.place import NOWHERE
from ziping.domain.project_form import FormFunds, ProjectForm
from ziping.intake.document_docx import read_docx_document
from ziping.intake.document_xlsx import read_xlsx_document
from ziping.intake.form import has_forms, read_forms


def read(data: bytes) -> ReadForms:
    return read_forms(read_xlsx_document(data, NAME), RULES)


def bare(form: ProjectForm) -> ProjectForm:
    """The form without places, for comparing values."""

    def funds(item: FormFunds) -> FormFunds:
        return item.model_copy(update={"place": NOWHERE})

    return form.model_copy(
        update={
            "place": NOWHERE,
            "rows": tuple(row.model_copy(update={"place": NOWHERE}) for row in form.rows),
            "total_funds": funds(form.total_funds),
            "current_year_appropriation": funds(form.current_year_appropriation),
            "carry_forward": funds(form.carry_forward),
            "other_funds": funds(form.other_funds),
        }
    )


def codes(result: ReadForms) -> list[str]:
    return [finding.code for finding in result.findings]


def test_a_form_in_the_official_layout_is_read_whole() -> None:
    """Every value comes back, nothing is found wrong."""
    result = read(one(sheet_of()))

    assert bare(result.forms[0].form) == FORM
    assert result.forms[0].year == 2025
    assert result.findings == ()


def test_every_row_knows_its_cell() -> None:
    """A later finding about a row points at the cell of its name."""
    form = read(one(sheet_of())).forms[0].form

    assert [row.place.text for row in form.rows[:3]] == [
        f"{NAME}「自评表」D14",
        f"{NAME}「自评表」D15",
        f"{NAME}「自评表」D17",
    ]


def test_the_cells_a_unit_fills_are_known() -> None:
    """White cells by row and field, so that they can be filled in place."""
    slots = read(one(sheet_of())).forms[0].slots

    assert slots[SlotKey("output_1", "reason")].place.cell == "I14"
    assert slots[SlotKey("", "achieved_objective")].place.cell == "F12"
    assert slots[SlotKey("", "total_score")].place.cell == "H22"


def test_one_sheet_may_hold_several_forms_and_one_file_several_sheets() -> None:
    """Two stacked in one sheet and one in another are three forms, in reading order."""
    others = [FORM.model_copy(update={"code": f"{n}" * 21, "name": f"项目{n}"}) for n in (1, 2)]
    data = workbook({"甲": [sheet_of(), sheet_of(others[0])], "乙": sheet_of(others[1])})

    result = read(data)

    assert [item.form.name for item in result.forms] == ["职工书屋建设", "项目1", "项目2"]
    assert [bare(item.form).rows for item in result.forms] == [FORM.rows] * 3
    assert result.findings == ()


def drop(text: str) -> Callable[[Sheet], None]:
    return lambda sheet: sheet.drop_row(sheet.find(text)[0])


def put(text: str, value: Any) -> Callable[[Sheet], None]:
    return lambda sheet: sheet.put(sheet.find(text), value)


def unmerge_all(sheet: Sheet) -> None:
    sheet.merges = []


def shift(label: str, by: int, start: int) -> Callable[[Sheet], None]:
    def edit(sheet: Sheet) -> None:
        row = sheet.find(label)[0]
        sheet.merges = [merge for merge in sheet.merges if not (merge[0] <= row <= merge[2] and merge[3] > 0)]
        sheet.shift_row(row, by, start)

    return edit


SAME_VALUES: dict[str, tuple[Callable[[Sheet], None], ...]] = {
    "no cell is merged": (unmerge_all,),
    "the code is called 项目编号": (put("项目编码：", "项目编号:"),),
    "label and value share a cell": (
        lambda sheet: sheet.put((1, 0), f"项目编码：{FORM.code}"),
        lambda sheet: sheet.put((1, 1), ""),
    ),
    "the header of the indicators is missing": (drop("一级指标"),),
    "the header of the funds is missing": (drop("年初预算数"),),
    "the header of the objective is missing": (
        drop("预期目标"),
        unmerge_all,
        lambda s: s.put((10, 0), "年度总体目标"),
    ),
    "there is no title": (drop("项目支出绩效自评表"),),
    "there are no section rows": (drop("资金使用情况"), drop("项目目标完成情况")),
    "headers carry no asterisk": (put("* 实际完成值", "实际完成值"), put("* 得分", "得  分")),
    "headers break their lines": (put("偏差原因分析及改进措施", "偏差原因分析\n及改进措施"),),
    "points are typed as text with 分": (
        put("* 分值", "分值"),
        lambda sheet: sheet.put((13, 6), "12.5分"),
        lambda sheet: sheet.put((13, 7), "１１．５"),
    ),
    "amounts have separators and a unit": (lambda sheet: sheet.put((5, 5), "171,000.50元"),),
    "amounts are printed in 万元": (
        put("项目资金（元）", "项目资金（万元）"),
        *(
            lambda sheet, at=at, text=text: sheet.put(at, text)
            for row in (5, 6)
            for at, text in (((row, 3), "20"), ((row, 4), "18.0"), ((row, 5), "17.10005"))
        ),
    ),
    "the year says 年度": (put("2025", "2025年度"),),
    "the rate is a percentage": (lambda sheet: sheet.put((5, 7), "95.00%"),),
    "the label of a group has no points": (put("产出指标（50分）", "产出指标"),),
    "the label of a group is full width": (put("产出指标（50分）", "产出指标\n（５０ 分）"),),
    "an alias is printed": (put("服务对象满意度指标", "服务对象满意度"),),
    "a name is wrapped": (put("读书氛围", "读书\n氛围"),),
    "texts carry mark-up": (put("建成6家。", "<p>建成6家。</p>"),),
    "blank lines stand between": (lambda sheet: sheet.put((30, 0), ""),),
}


@pytest.mark.parametrize("case", SAME_VALUES)
def test_the_dirt_of_exports_changes_no_value(case: str) -> None:
    """Other words, lost headers and typed units mean the same form."""
    result = read(one(changed(*SAME_VALUES[case])))

    assert bare(result.forms[0].form) == FORM
    assert [finding for finding in result.findings if finding.severity == "error"] == []


def test_a_row_shifted_to_the_right_is_read_and_reported() -> None:
    """A level-2 name in the level-3 column: everything behind it moved with it."""
    result = read(one(changed(unmerge_all, shift("完成时间", 1, 2))))

    assert bare(result.forms[0].form).rows == FORM.rows
    assert codes(result) == ["shifted_row"]
    assert "右移" in result.findings[0].message
    assert result.forms[0].slots[SlotKey("output_3", "score")].place.cell == "I17"


def test_a_row_shifted_to_the_left_is_read_and_reported() -> None:
    """The empty level-1 cell was lost, so the level-2 name stands in its column."""
    result = read(one(changed(unmerge_all, shift("控制数", -1, 2))))

    assert bare(result.forms[0].form).rows == FORM.rows
    assert codes(result) == ["shifted_row"]


def test_a_template_that_nobody_has_filled_is_no_mistake() -> None:
    """Empty white cells are missing, not zero and not wrong."""
    rows = tuple(
        row.model_copy(update={"actual": "", "weight": None, "stated_score": None, "reason": ""})
        for row in FORM.rows
    )
    empty = FORM.model_copy(
        update={"rows": rows, "achieved_objective": "", "stated_total": None, "stated_execution_score": None}
    )

    result = read(one(sheet_of(empty)))

    assert bare(result.forms[0].form) == empty
    assert result.findings == ()
    assert result.forms[0].slots[SlotKey("", "achieved_objective")].place.cell == "F12"


def test_sign_and_unit_in_columns_of_their_own_join_the_target() -> None:
    """Some exports print 指标性质, 指标值 and 度量单位 side by side."""
    header = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因",
    ]
    values = [
        ["产出指标", "数量指标", "培训", "≥", 4, "场次", "5场次", 50, 50, "无"],
        ["", "质量指标", "合格", "定性", "合格", "", "合格", 0, 0, ""],
    ]
    sheet = sheet_of()
    sheet.values = {place: value for place, value in sheet.values.items() if place[0] < 12}
    sheet.merges = []
    for number, cells in enumerate([header, *values, ["总分", *[""] * 6, 60, 60]], start=12):
        sheet.values.update({(number, column): value for column, value in enumerate(cells)})

    rows = read(one(sheet)).forms[0].form.rows

    assert [(row.label, row.target) for row in rows] == [("培训", "≥4场次"), ("合格", "合格")]


def test_hidden_sheets_are_left_out() -> None:
    """A dictionary sheet of the export is no form."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook({"自评表": sheet_of(), "字典": sheet_of()})))
    book["字典"].sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)

    assert len(read(target.getvalue()).forms) == 1


def test_a_percent_format_is_read_as_shown() -> None:
    """0.95 shown as 95% is 95."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(one(sheet_of())))
    cell = book["自评表"]["H6"]
    cell.value, cell.number_format = 0.95, "0.00%"
    target = io.BytesIO()
    book.save(target)

    assert read(target.getvalue()).forms[0].form.stated_execution_rate == Decimal(95)


def word_form(split_at: int | None = None) -> bytes:
    """The form as a Word table, cut in two tables where asked."""
    document = docx.Document()
    document.add_paragraph("附件")
    document.add_paragraph("项目支出绩效自评表")
    cells = [cell for cell in form_cells(FORM, RULES, 2025) if cell.role not in {"title", "note"}]
    last = max(cell.row for cell in cells)
    for first, end in ((0, split_at), (split_at, last + 1)) if split_at else ((0, last + 1),):
        mine = [cell for cell in cells if first <= cell.row < end]
        table = document.add_table(rows=end - first, cols=9)
        for cell in mine:
            bottom = min(cell.row + cell.rows, end) - 1 - first
            merged = table.cell(cell.row - first, cell.column).merge(
                table.cell(bottom, cell.column + cell.columns - 1)
            )
            merged.text = cell.text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("split_at", [None, 12])
def test_a_form_in_word_is_read_alike(split_at: int | None) -> None:
    """Merged cells of Word, also where the form is cut into two tables."""
    document = read_docx_document(word_form(split_at), "自评表.docx")

    result = read_forms(document, RULES)

    assert bare(result.forms[0].form) == FORM
    assert result.forms[0].year == 2025
    assert result.findings == ()


def test_a_workbook_without_forms_is_told_apart() -> None:
    """Only a table with level-1 to level-3 columns is a form."""
    plain = Sheet(())
    plain.values = {(0, 0): "项目名称", (0, 1): "金额", (1, 0): "甲", (1, 1): 3}

    assert has_forms(read_xlsx_document(one(sheet_of()), NAME)) is True
    assert has_forms(read_xlsx_document(one(plain), NAME)) is False

"""Bad forms: every mistake is found in one pass, each with its cell, and nothing ends in a traceback."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.form_sample import FORM, NAME, RULES, Sheet, changed, one, sheet_of, workbook

from ziping.domain.finding import Finding
from ziping.domain.form_reading import ReadForms
from ziping.errors import UnreadableInputError
from ziping.intake.document_xlsx import read_xlsx_document
from ziping.intake.form import read_forms

FIRST = 13
"""The first indicator row of the sample, from 0: row 14 of the sheet."""


def read(data: bytes) -> ReadForms:
    return read_forms(read_xlsx_document(data, NAME), RULES)


def put(row: int, column: int, value: Any) -> Callable[[Sheet], None]:
    return lambda sheet: sheet.put((row, column), value)


def unmerge(row: int, column: int) -> Callable[[Sheet], None]:
    return lambda sheet: sheet.unmerge((row, column))


def drop(text: str) -> Callable[[Sheet], None]:
    return lambda sheet: sheet.drop_row(sheet.find(text)[0])


def split_row(sheet: Sheet) -> None:
    """The row of 控制数 becomes two: its second half stands alone in the line of the next one."""
    for column in (5, 6, 7, 8):
        sheet.values[18, column] = sheet.values[17, column]
        sheet.values[17, column] = ""
    for column in (2, 3, 4):
        sheet.values[18, column] = ""
    sheet.values[18, 1] = ""
    sheet.merges = []


MISTAKES: dict[str, tuple[tuple[Callable[[Sheet], None], ...], str, str, str]] = {
    "weights of a group add up to 49": ((put(FIRST, 6, 11.5),), "weights_do_not_add_up", "G14", "合计 49"),
    "a score above its weight": ((put(FIRST, 7, 13),), "score_over_max", "H14", "超过了分值"),
    "an execution score above its points": ((put(5, 8, 10.5),), "score_over_max", "I6", "超过了分值"),
    "text in a weight": ((put(FIRST, 6, "待定"),), "not_a_number", "G14", "'待定'"),
    "text in a score": ((put(FIRST, 7, "满分"),), "not_a_number", "H14", "'满分'"),
    "a percentage as a score": ((put(FIRST, 7, "12.5%"),), "not_a_number", "H14", "12.5%"),
    "text in an amount": ((put(5, 4, "十八万多"),), "not_a_number", "E6", "全年预算数"),
    "a count as an amount": ((put(5, 4, "18人"),), "not_a_number", "E6", "'18人'"),
    "a negative amount": ((put(5, 5, -3),), "negative_number", "F6", "负数"),
    "a negative weight": ((put(FIRST, 6, -12.5),), "negative_number", "G14", "负数"),
    "a row without a name": ((put(FIRST, 3, ""),), "incomplete_row", "D14", "缺三级指标"),
    "a row without a target": ((put(FIRST, 4, ""),), "incomplete_row", "D14", "缺年度指标值"),
    "a row cut in two": ((split_row,), "incomplete_row", "D18", "下一行像是它的另一半"),
    "an unknown level-2 name": ((put(FIRST, 2, "产量指标"),), "unknown_kind", "C14", "可用：数量指标"),
    "an unknown level-1 name": ((put(FIRST, 1, "投入指标"),), "unknown_group", "B14", "可用：产出指标"),
    "a level-2 name of another group": (
        (put(18, 1, "满意度指标（10分）"), unmerge(18, 1)),
        "wrong_group",
        "C19",
        "属于“效益指标”",
    ),
    "group points that are not the rule's": (
        (put(FIRST, 1, "产出指标（60分）"),),
        "group_weight",
        "B14",
        "规定 50 分",
    ),
    "group points that are no number": (
        (put(FIRST, 1, "产出指标（若干分）"),),
        "group_weight",
        "B14",
        "若干",
    ),
    "execution points that are not the rule's": ((put(5, 6, 20),), "execution_weight", "G6", "规定 10 分"),
    "no total line": ((drop("总分"),), "missing_total", "A1", "没有“总分”"),
    "an empty total": ((put(21, 7, ""),), "missing_total", "H22", "空的"),
    "a total that does not add up": ((put(21, 7, 99),), "total_does_not_add_up", "H22", "各项相加是 98.5"),
    "total points that do not add up": ((put(21, 6, 99),), "total_does_not_add_up", "G22", "各项相加是 100"),
    "points on a row that does not apply": ((put(15, 6, 5),), "points_not_applicable", "G16", "应是 0"),
    "no project name": ((put(1, 4, ""),), "missing_head", "E2", "“项目名称”是空的"),
    "no head row": ((drop("项目编码："),), "missing_head", "A1", "没有“项目名称”"),
    "a year that is none": ((put(1, 8, "本年"),), "wrong_year", "I2", "四位年份"),
    "a code typed as a number": ((put(1, 1, 123456789012345678901),), "code_as_number", "B2", "文本"),
}


def found(result: ReadForms, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_found_with_its_cell(case: str) -> None:
    """The message names file, sheet and cell, what stands there, and what to do."""
    edits, code, cell, words = MISTAKES[case]

    result = read(one(changed(*edits)))

    (message,) = [item.message for item in found(result, code) if words in item.message]
    assert message.startswith(f"{NAME}「自评表」{cell}：")


def test_all_mistakes_come_in_one_pass() -> None:
    """Nobody has to correct one cell to learn of the next."""
    edits = (
        put(FIRST, 6, "待定"),
        put(14, 7, 99),
        put(16, 4, ""),
        put(18, 1, "效益"),
        put(21, 7, ""),
        put(1, 8, "？"),
    )

    result = read(one(changed(*edits)))

    assert {(item.code, item.place.cell) for item in result.findings if item.severity == "error"} == {
        ("not_a_number", "G14"),
        ("score_over_max", "H15"),
        ("incomplete_row", "D17"),
        ("unknown_group", "B19"),
        ("missing_total", "H22"),
        ("wrong_year", "I2"),
    }


def test_a_row_nobody_can_place_does_not_spoil_the_others() -> None:
    """The other rows keep their values, and no sum is called wrong because of the lost one."""
    result = read(one(changed(put(16, 2, "进度指标"))))

    assert [row.label for row in result.forms[0].form.rows if row.group == "output"] == [
        "新建书屋",
        "配书",
        "控制数",
    ]
    assert [item.code for item in result.findings] == ["unknown_kind"]


def test_two_forms_with_one_code_are_found() -> None:
    """The second one is named, with the cell of the first."""
    other = FORM.model_copy(update={"name": "另一个项目"})

    result = read(workbook({"甲": sheet_of(), "乙": sheet_of(other)}))

    (finding,) = result.findings
    assert finding.code == "duplicate_code"
    assert finding.place.sheet == "乙"
    assert "甲!B2" in finding.message


def test_an_error_value_is_not_read_as_empty() -> None:
    """#REF! in a score cell is said, not scored."""
    book = load_workbook(io.BytesIO(one(sheet_of())))
    book["自评表"]["H14"] = "#REF!"
    book["自评表"]["H14"].data_type = "e"
    book["自评表"]["G15"] = "=12+0.5"
    target = io.BytesIO()
    book.save(target)

    result = read(target.getvalue())

    assert {(item.code, item.place.cell) for item in result.findings} >= {
        ("error_value", "H14"),
        ("formula_not_calculated", "G15"),
    }
    assert result.forms[0].form.rows[0].stated_score is None


def test_a_head_without_indicators_is_reported_beside_a_whole_form() -> None:
    """A form cut off by the export is not passed over in silence."""
    cut = sheet_of()
    cut.values = {place: value for place, value in cut.values.items() if place[0] < 9}
    cut.merges = []

    result = read(workbook({"甲": sheet_of(), "乙": cut}))

    assert [item.form.name for item in result.forms] == [FORM.name]
    assert [(item.code, item.place.sheet) for item in result.findings] == [("form_cut", "乙")]


NO_FORM: dict[str, Callable[[], bytes]] = {
    "an empty sheet": lambda: one(_only({(0, 0): ""})),
    "another table": lambda: one(_only({(0, 0): "项目名称", (0, 1): "金额"})),
    "a cover": lambda: one(_only({(0, 0): "项目支出绩效自评表"})),
}


def _only(values: dict[tuple[int, int], Any]) -> Sheet:
    sheet = Sheet(())
    sheet.values = dict(values)
    return sheet


@pytest.mark.parametrize("case", NO_FORM)
def test_a_file_without_a_form_is_refused_with_advice(case: str) -> None:
    """The message says what was looked for."""
    with pytest.raises(UnreadableInputError) as caught:
        read(NO_FORM[case]())

    assert str(caught.value).startswith(f"{NAME}：没有找到《项目支出绩效自评表》")
    assert "一级指标" in str(caught.value)


JUNK = st.sampled_from([
    "",
    "—",
    "不适用",
    "总分",
    "产出指标",
    "数量指标",
    "一级指标",
    "项目编码",
    "=1+1",
    "9" * 60,
    "＞3",
    "-",
    "\n",
    "5分",
    0,
    -1,
    7.5,
])


@given(
    edits=st.lists(st.tuples(st.integers(0, 24), st.integers(0, 9), JUNK), max_size=12), keep=st.booleans()
)
@settings(max_examples=60)
def test_a_form_with_anything_anywhere_never_ends_in_a_traceback(
    edits: list[tuple[int, int, Any]], keep: bool
) -> None:
    """Read or refused."""
    sheet = changed(*(put(row, column, value) for row, column, value in edits))
    sheet.merges = sheet.merges if keep else []

    try:
        result = read(one(sheet))
    except UnreadableInputError:
        return
    assert all(item.message.startswith(NAME) for item in result.findings)

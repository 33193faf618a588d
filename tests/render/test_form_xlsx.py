"""Writing forms: the official layout, and an import template filled in place without touching anything else."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.datavalidation import DataValidation
from tests.form_sample import FORM, NAME, RULES
from tests.intake.test_form import bare

from ziping.domain.form_layout import Entries, form_cells
from ziping.domain.form_reading import SlotKey
from ziping.errors import RenderError
from ziping.intake.document_xlsx import read_xlsx_document
from ziping.intake.form import read_forms
from ziping.render.form_fill import Target, fill_workbook
from ziping.render.form_xlsx import PrintedForm, render_form_workbook

D = Decimal
EMPTY = FORM.model_copy(
    update={
        "achieved_objective": "",
        "stated_total": None,
        "rows": tuple(
            row.model_copy(update={"actual": "", "weight": None, "stated_score": None, "reason": ""})
            for row in FORM.rows
        ),
    }
)
SHEET = FORM.name


def written(*forms: Any, entries: Entries | None = None) -> bytes:
    return render_form_workbook(
        [PrintedForm(form, 2025, entries or Entries()) for form in forms or (FORM,)], RULES
    )


def template() -> bytes:
    """An export with what a library would drop: a comment, a validation, a picture, an unknown part."""
    book = load_workbook(io.BytesIO(written(EMPTY)))
    page = book[SHEET]
    page["D14"].comment = Comment("由系统带出", "财政")
    check = DataValidation(type="decimal", operator="between", formula1="0", formula2="50")
    check.add("G14:G18")
    page.add_data_validation(check)
    page.freeze_panes = "A4"
    page.protection.sheet = True
    target = io.BytesIO()
    book.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG picture")
        archive.writestr("customXml/item1.xml", "<system>export</system>")
    return target.getvalue()


def cells_of(data: bytes) -> dict[str, tuple[Any, ...]]:
    """Every cell's value and look."""
    page = load_workbook(io.BytesIO(data))[SHEET]
    return {
        cell.coordinate: (
            cell.value,
            cell.data_type,
            cell.fill.fgColor.rgb,
            cell.fill.patternType,
            cell.font.name,
            cell.font.sz,
            cell.border.left.style,
            cell.alignment.horizontal,
            cell.alignment.wrap_text,
            cell.number_format,
            cell.protection.locked,
            None if cell.comment is None else cell.comment.text,
        )
        for row in page.iter_rows()
        for cell in row
    }


FILLED = {
    Target(SHEET, 11, 5): "建成6家。",
    Target(SHEET, 13, 5): "6家",
    Target(SHEET, 13, 6): D("12.5"),
    Target(SHEET, 13, 7): D("11.5"),
    Target(SHEET, 13, 8): "年初定得低",
}
FILLED_NAMES = {"F12", "F14", "G14", "H14", "I14"}


def test_a_written_form_reads_back_the_same() -> None:
    """Every value, through the official layout and back."""
    result = read_forms(read_xlsx_document(written(), NAME), RULES)

    assert bare(result.forms[0].form) == FORM
    assert result.findings == ()


def test_the_same_forms_give_the_same_bytes() -> None:
    """No clock, no random names."""
    assert written() == written()


def test_forms_of_one_name_get_sheets_of_their_own() -> None:
    """Sheet names are valid and distinct, however the project is called."""
    names = ["书屋", "书屋", "a/b:c*[x]?", "很长" * 40, ""]

    book = load_workbook(io.BytesIO(written(*(FORM.model_copy(update={"name": name}) for name in names))))

    assert len(set(book.sheetnames)) == 5
    assert book.sheetnames[1] == "书屋（2）"
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_entries_stand_over_the_values_of_the_form() -> None:
    """Computed points and drafted texts are printed in their cells."""
    entries = Entries({SlotKey("output_1", "reason"): "写好的原因"}, {SlotKey("output_1", "score"): D("9.9")})

    page = load_workbook(io.BytesIO(written(entries=entries)))[SHEET]

    assert (page["H14"].value, page["I14"].value) == (9.9, "写好的原因")


def test_the_systems_cells_are_grey_and_the_units_white() -> None:
    """As in an import template."""
    page = load_workbook(io.BytesIO(written()))[SHEET]

    assert {page[name].fill.fgColor.rgb for name in ("B2", "D14", "E14", "D6", "H22")} == {"FFD9D9D9"}
    assert {page[name].fill.patternType for name in ("F12", "F14", "G14", "H14", "I14")} == {None}


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_is_never_a_formula(text: str) -> None:
    """Neither in a written form nor in a filled one."""
    form = FORM.model_copy(update={"achieved_objective": text})
    fresh = load_workbook(io.BytesIO(written(form)))[SHEET]["F12"]
    filled = fill_workbook(template(), {Target(SHEET, 13, 5): text}, NAME)
    again = load_workbook(io.BytesIO(filled.data))[SHEET]["F14"]

    assert (fresh.data_type, fresh.value) == ("s", text)
    assert (again.data_type, again.value) == ("s", text)


def test_only_the_filled_cells_change() -> None:
    """Cell by cell: values, fills, fonts, borders, formats, locks and comments of all others are the same."""
    before = template()

    after = fill_workbook(before, FILLED, NAME)

    old, new = cells_of(before), cells_of(after.data)
    assert {name for name in old if old[name] != new[name]} == FILLED_NAMES
    assert {name: new[name][0] for name in FILLED_NAMES} == {
        "F12": "建成6家。",
        "F14": "6家",
        "G14": 12.5,
        "H14": 11.5,
        "I14": "年初定得低",
    }
    assert all(old[name][2:] == new[name][2:] for name in FILLED_NAMES)
    assert set(after.written) == set(FILLED)


def test_merges_widths_heights_and_everything_else_stay() -> None:
    """What a library would drop is still there, byte by byte."""
    before = template()

    after = fill_workbook(before, FILLED, NAME).data

    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert old.namelist() == new.namelist()
    assert changed == {"xl/worksheets/sheet1.xml"}
    one, two = (load_workbook(io.BytesIO(data))[SHEET] for data in (before, after))
    assert sorted(map(str, one.merged_cells.ranges)) == sorted(map(str, two.merged_cells.ranges))
    assert {key: item.width for key, item in one.column_dimensions.items()} == {
        key: item.width for key, item in two.column_dimensions.items()
    }
    assert {key: item.height for key, item in one.row_dimensions.items()} == {
        key: item.height for key, item in two.row_dimensions.items()
    }
    assert [str(item.sqref) for item in two.data_validations.dataValidation] == ["G14:G18"]
    assert (two.freeze_panes, two.protection.sheet) == ("A4", True)


def test_a_filled_template_reads_as_filled() -> None:
    """The round trip: export, fill, read."""
    result = read_forms(read_xlsx_document(fill_workbook(template(), FILLED, NAME).data, NAME), RULES)

    row = result.forms[0].form.rows[0]
    assert (row.actual, row.weight, row.stated_score, row.reason) == (
        "6家",
        D("12.5"),
        D("11.5"),
        "年初定得低",
    )
    assert result.forms[0].form.achieved_objective == "建成6家。"


def grey(color: Color | str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


GREYS = {
    "rgb": grey("FFBFBFBF"),
    "theme with a tint": grey(Color(theme=0, tint=-0.15)),
    "the old palette": grey(Color(indexed=22)),
    "a pattern": PatternFill("lightGray"),
}
WHITES = {
    "no fill": PatternFill(),
    "white": grey("FFFFFFFF"),
    "theme white": grey(Color(theme=0)),
    "yellow": grey("FFFFFF00"),
}


def single(fill: PatternFill, value: Any = None) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "甲"
    page["B2"] = value
    page["B2"].fill = fill
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", GREYS)
def test_a_grey_cell_is_never_written(name: str) -> None:
    """However the grey is stored; the caller learns of it."""
    result = fill_workbook(single(GREYS[name]), {Target("甲", 1, 1): "x"}, NAME)

    assert result.refused == {Target("甲", 1, 1): "grey"}
    assert result.written == ()
    assert load_workbook(io.BytesIO(result.data))["甲"]["B2"].value is None


@pytest.mark.parametrize("name", WHITES)
def test_other_fills_do_not_hinder(name: str) -> None:
    """White, no fill and a highlighted cell are the unit's."""
    result = fill_workbook(single(WHITES[name]), {Target("甲", 1, 1): "x"}, NAME)

    assert load_workbook(io.BytesIO(result.data))["甲"]["B2"].value == "x"


def test_a_formula_is_kept() -> None:
    """A total that the office program computes stays a formula."""
    result = fill_workbook(single(PatternFill(), "=1+1"), {Target("甲", 1, 1): D(2)}, NAME)

    assert result.refused == {Target("甲", 1, 1): "formula"}
    assert load_workbook(io.BytesIO(result.data))["甲"]["B2"].value == "=1+1"


def test_a_cell_and_a_row_that_do_not_exist_yet_are_made_in_order() -> None:
    """Sparse sheets leave out empty cells and rows."""
    values: dict[Target, Any] = {
        Target("甲", 1, 0): "左",
        Target("甲", 1, 30): "右",
        Target("甲", 8, 2): D("3.5"),
        Target("甲", 0, 0): "上",
    }

    page = load_workbook(io.BytesIO(fill_workbook(single(PatternFill(), "中"), values, NAME).data))["甲"]

    assert [page[name].value for name in ("A1", "A2", "B2", "AE2", "C9")] == ["上", "左", "中", "右", 3.5]


def test_a_number_goes_into_a_text_cell_as_text() -> None:
    """A cell formatted as text stays text, with the digits as they are."""
    book = load_workbook(io.BytesIO(single(PatternFill())))
    book["甲"]["B2"].number_format = "@"
    target = io.BytesIO()
    book.save(target)

    cell = load_workbook(
        io.BytesIO(fill_workbook(target.getvalue(), {Target("甲", 1, 1): D("12.50")}, NAME).data)
    )["甲"]["B2"]

    assert (cell.data_type, cell.value) == ("s", "12.50")


def test_a_workbook_without_shared_texts_is_filled_too() -> None:
    """Some exports write every text in its cell."""
    plain = single(PatternFill())

    result = fill_workbook(plain, {Target("甲", 1, 1): "字"}, NAME)

    assert "xl/sharedStrings.xml" not in zipfile.ZipFile(io.BytesIO(plain)).namelist()
    assert load_workbook(io.BytesIO(result.data))["甲"]["B2"].value == "字"


def test_shared_texts_are_added_to_never_changed() -> None:
    """A text many cells share stays what it was when one of them is filled."""
    before = written()
    target = Target(SHEET, 14, 8)

    after = fill_workbook(before, {target: "新的原因", Target(SHEET, 16, 8): "新的原因"}, NAME).data

    old, new = cells_of(before), cells_of(after)
    assert old["I15"][0] == old["I17"][0] == old["I18"][0] == "无"
    assert {name: new[name][0] for name in old if old[name] != new[name]} == {
        "I15": "新的原因",
        "I17": "新的原因",
    }
    texts = zipfile.ZipFile(io.BytesIO(after)).read("xl/sharedStrings.xml").decode()
    assert texts.count("新的原因") == 1


def test_a_signed_workbook_is_refused() -> None:
    """A change would break its signature."""
    target = io.BytesIO(single(PatternFill()))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<x/>")

    with pytest.raises(RenderError, match="数字签名"):
        fill_workbook(target.getvalue(), {Target("甲", 1, 1): "x"}, NAME)


def test_a_damaged_workbook_is_refused_with_advice() -> None:
    """Never a traceback."""
    with pytest.raises(RenderError, match=f"{NAME}：.*另存"):
        fill_workbook(b"PK\x03\x04 nothing", {Target("甲", 1, 1): "x"}, NAME)


def test_an_unknown_sheet_is_said() -> None:
    """Nothing is written elsewhere instead."""
    assert fill_workbook(single(PatternFill()), {Target("乙", 1, 1): "x"}, NAME).refused == {
        Target("乙", 1, 1): "missing_sheet"
    }


def test_every_place_of_the_layout_is_covered_once() -> None:
    """The printed table has no holes and no overlaps."""
    cells = form_cells(FORM, RULES, 2025)
    spots = [
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]

    assert len(spots) == len(set(spots)) == 9 * (max(spots)[0] + 1)

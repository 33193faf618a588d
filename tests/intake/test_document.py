"""Workbooks and Word files as documents: tables with spans and places, headings, what is left out."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
from openpyxl import Workbook
from tests.intake import bad_workbooks as bad

from ziping.domain.document import Heading, Paragraph, Table, TableCell
from ziping.errors import UnreadableInputError
from ziping.intake.document_docx import read_docx_document
from ziping.intake.document_xlsx import read_xlsx_document


def workbook(values: dict[str, Any], merges: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "表"
    for name, value in values.items():
        page[name] = value
    for merge in merges:
        page.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def table_of(values: dict[str, Any], merges: tuple[str, ...] = ()) -> Table:
    return read_xlsx_document(workbook(values, merges), "a.xlsx").tables[0]


def test_a_sheet_is_a_heading_and_a_table() -> None:
    """The sheet's name is the heading; cells are named as in the workbook."""
    document = read_xlsx_document(workbook({"B2": "值"}), "a.xlsx")

    heading, table = document.blocks
    assert isinstance(heading, Heading)
    assert heading.text == "表"
    assert isinstance(table, Table)
    assert table.place_of(1, 1).text == "a.xlsx「表」B2"


def test_cells_hold_what_a_person_reads() -> None:
    """Numbers without binary noise, dates and truth values in Chinese, text as it is."""
    table = table_of({"A1": 0.1 + 0.2, "B1": date(2023, 11, 9), "C1": True, "D1": "一\n二", "E1": 12})

    assert [(cell.text, cell.kind) for cell in table.cells] == [
        ("0.3", "number"),
        ("2023年11月9日", "date"),
        ("是", "truth"),
        ("一\n二", "text"),
        ("12", "number"),
    ]


def test_merged_cells_cover_their_places() -> None:
    """The value stands in the first cell; the others lead to it."""
    table = table_of({"A1": "合", "C3": "末"}, ("A1:B2",))

    assert table.cells == (TableCell(0, 0, "合", 2, 2), TableCell(2, 2, "末"))
    assert table.at(1, 1) == table.at(0, 0)
    assert table.at(0, 2) is None
    assert table.row(1) == (table.cells[0],)


def test_a_formula_without_result_is_no_text() -> None:
    """Nobody has calculated it, so its kind says so."""
    (cell,) = table_of({"A1": "=1+1"}).cells

    assert (cell.kind, cell.text) == ("formula", "=1+1")


def test_overlapping_merges_are_no_trap() -> None:
    """A damaged file may merge a cell twice; the first counts."""
    table = table_of({"A1": "甲", "D4": "末"}, ("A1:B2", "B2:C3"))

    assert table.at(1, 1) == TableCell(0, 0, "甲", 2, 2)


def test_too_many_merged_places_are_refused() -> None:
    """Merges over the whole sheet, one over the other, would fill the memory."""
    merges = b'<mergeCells count="2"><mergeCell ref="A1:IV9000"/><mergeCell ref="B1:IV8000"/></mergeCells>'
    plain = workbook({"A1": "首", "IV9000": "末"})
    parts = bad.unpacked(plain)
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", b"</sheetData>" + merges)

    with pytest.raises(UnreadableInputError, match="合并单元格太多"):
        read_xlsx_document(bad.packed(parts), "a.xlsx")


def test_too_many_sheets_are_refused() -> None:
    """A limit, with advice."""
    book = Workbook()
    for number in range(301):
        book.create_sheet(f"表{number}")
    target = io.BytesIO()
    book.save(target)

    with pytest.raises(UnreadableInputError, match="至多 300 张"):
        read_xlsx_document(target.getvalue(), "a.xlsx")


@pytest.mark.parametrize("data", [b"", b"no workbook", bad.FILLED[:300]], ids=["empty", "text", "cut"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    """The message begins with the file's name."""
    with pytest.raises(UnreadableInputError, match=r"^a\.xlsx："):
        read_xlsx_document(data, "a.xlsx")


def word() -> Any:
    document = docx.Document()
    document.add_heading("一、概况", 1)
    document.add_heading("（一）职能", 2)
    document.add_paragraph("正文")
    table = document.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(1, 1)).text = "合"
    document.add_heading("二、结论", 1)
    return document


def read(document: Any) -> Any:
    target = io.BytesIO()
    document.save(target)
    return read_docx_document(target.getvalue(), "a.docx")


def test_a_word_file_keeps_its_order() -> None:
    """Headings with levels, paragraphs and tables, each under its heading path."""
    blocks = read(word()).blocks

    assert [type(block) for block in blocks] == [Heading, Heading, Paragraph, Table, Heading]
    assert [block.level for block in blocks if isinstance(block, Heading)] == [1, 2, 1]
    assert blocks[2].place.heading == "一、概况 > （一）职能"
    assert blocks[3].place_of(2, 1).text == "a.docx「一、概况 > （一）职能」表1第3行第2列"


def test_word_merges_are_spans() -> None:
    """gridSpan and vMerge give one cell of two rows and two columns."""
    (table,) = read(word()).tables

    assert table.at(1, 1) == TableCell(0, 0, "合", 2, 2)
    assert [cell.text for cell in table.row(2)] == ["20", "21", "22"]


def test_a_deleted_row_does_not_count() -> None:
    """The document is read as if all changes were accepted."""
    document = word()
    row = document.tables[0].rows[2]._tr
    row.get_or_add_trPr().append(docx.oxml.OxmlElement("w:del"))

    assert read(document).tables[0].height == 2


def test_a_table_in_a_cell_belongs_to_the_cell() -> None:
    """Its texts are the cell's; it is no table of its own."""
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "外"
    cell.add_table(1, 1).cell(0, 0).text = "内"

    (table,) = read(document).tables

    assert table.cells[0].text == "外\n内"

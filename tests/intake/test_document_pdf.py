"""PDFs as documents: paragraphs whole again, tables with their cells, figures only when two readers agree."""

from __future__ import annotations

import sys
import zlib

import pytest
from tests.fakes.pdf import LEFT, PITCH, TOP, Rule, Text, lines, pdf, table

from ziping.domain.document import Document, Heading, Paragraph, Table, TableCell
from ziping.errors import UnreadableInputError
from ziping.intake.document import read_document

FULL = "　　2021年度，本单位严格按照有关要求编制部门预算，全年预"
REST = "算执行率为98.85%，比上年提高0.5个百分点。"


def read(data: bytes) -> Document:
    return read_document(data, "报告.pdf")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableInputError) as caught:
        read(data)
    return str(caught.value)


def test_lines_of_a_paragraph_are_one_text() -> None:
    """A full line goes on; an indented one begins anew; a numbered title is a heading."""
    document = read(pdf([lines("　　一、基本情况", FULL, REST, FULL, REST)]))

    assert [type(block) for block in document.blocks] == [Heading, Paragraph, Paragraph]
    assert texts(document)[1] == (FULL + REST).strip()
    assert document.blocks[1].place.heading == "一、基本情况"
    assert document.blocks[1].place.page == 1


def test_a_paragraph_goes_on_across_pages_without_the_page_number() -> None:
    """The page number between its halves is dropped; the place is the page where it begins."""
    first = [*lines(FULL, FULL, FULL, first=TOP), Text("— 1 —", 280, 60)]
    second = [*lines(REST, FULL, REST), Text("— 2 —", 280, 60)]
    document = read(pdf([first, second]))

    assert texts(document)[2] == (FULL + REST).strip()
    assert [block.place.page for block in document.blocks] == [1, 1, 1, 2]
    assert not any("—" in text for text in texts(document))


def test_running_heads_are_left_out() -> None:
    """A line at the top of every page is no part of the report."""
    pages = [[Text("某区总工会绩效自评报告", 200, 800, 10), *lines(FULL, REST)] for _ in range(4)]

    assert texts(read(pdf(pages))) == [(FULL + REST).strip()] * 4


def test_ruled_tables_have_cells_and_spans() -> None:
    """Edges make the grid; a cell over two columns covers both."""
    (found,) = read(pdf([table([["项目", "金额"], ["基本支出", "3,630.86"], ["合计", ""]])])).tables

    assert found.cells == (
        TableCell(0, 0, "项目"),
        TableCell(0, 1, "金额"),
        TableCell(1, 0, "基本支出"),
        TableCell(1, 1, "3,630.86"),
        TableCell(2, 0, "合计", 1, 2),
    )


def test_a_table_cut_by_a_page_is_one_table() -> None:
    """The rows of the next page follow; the repeated head is left out."""
    above = table([["项目", "金额"], ["甲", "1"]], top=120)
    below = table([["项目", "金额"], ["乙", "2"]], top=TOP)
    (found,) = read(pdf([[*lines(FULL), *above], [*below, *lines(FULL, first=500)]])).tables

    assert [cell.text for cell in found.cells] == ["项目", "金额", "甲", "1", "乙", "2"]
    assert found.place.page == 1


def test_a_number_cut_by_its_cell_is_one_number() -> None:
    """The cell is too narrow for the figure; two figures in one cell stay two."""
    cut = [Text("23,292,900.0", LEFT + 2, 590, 10), Text("0", LEFT + 2, 576, 10)]
    two = [Text("5", LEFT + 102, 590, 10), Text("10", LEFT + 102, 576, 10)]
    edges = [Rule(LEFT, y, LEFT + 200, y) for y in (610, 560)]
    sides = [Rule(x, 610, x, 560) for x in (LEFT, LEFT + 64, LEFT + 200)]
    (found,) = read(pdf([[*cut, *two, *edges, *sides]])).tables

    assert [cell.text for cell in found.cells] == ["23,292,900.00", "5\n10"]


def test_shading_is_no_table() -> None:
    """Words on a filled box stay in their paragraph."""
    data = pdf([lines(FULL, REST)], drawn=b"1 1 0 rg 200 700 90 60 re f 0 g")

    assert read(data).tables == ()
    assert texts(read(data)) == [(FULL + REST).strip()]


def test_a_figure_counts_only_when_two_readers_agree() -> None:
    """One reads 6.59, the other 659: the digits are masked, and the remark says where to look."""
    document = read(pdf([[Text("全年执行数为6.59万元。", spoken="全年执行数为659万元。")]]))

    assert texts(document) == ["全年执行数为□.□□万元。"]
    (remark,) = document.remarks
    assert (remark.code, remark.severity, remark.stated, remark.place.page) == (
        "unsure_figure",
        "note",
        "6.59",
        1,
    )


def test_an_unsure_figure_of_a_table_has_no_value() -> None:
    """The cell says that something stands there which is no number."""
    items = [
        item._replace(spoken="363086") if isinstance(item, Text) and item.text == "3,630.86" else item
        for item in table([["项目", "金额"], ["基本支出", "3,630.86"]])
    ]
    (found,) = read(pdf([items])).tables

    assert found.at(1, 1) == TableCell(1, 1, "□,□□□.□□", kind="error")


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (pdf([lines(FULL)], encrypted=True), "加了打开密码"),
        (pdf([[], []], picture=True), "没有文字层"),
        (pdf([[]]), "没有文字层"),
        (pdf([lines(FULL)])[:700], "已损坏"),
        (b"%PDF-1.7\n", "已损坏"),
        (pdf([lines(FULL)], picture=True, stream=zlib.compress(bytes(400_000_000))), "压缩得不正常"),
        (pdf([lines("甲")] * 1001), "至多 1000 页"),
    ],
    ids=["encrypted", "scanned", "blank", "cut", "head only", "bomb", "too long"],
)
def test_what_cannot_be_read_is_refused_with_advice(data: bytes, part: str) -> None:
    """The message names the file and what to do."""
    message = refused(data)

    assert message.startswith("报告.pdf：")
    assert part in message


def test_a_scanned_page_among_others_is_said() -> None:
    """Its words were not checked, and the remark names the page."""
    document = read(pdf([lines(FULL, REST), []], picture=True))

    assert texts(document) == [(FULL + REST).strip()]
    (remark,) = document.remarks
    assert remark.code == "page_without_text"
    assert "第 2 页" in remark.message


def test_characters_named_as_radicals_are_themselves() -> None:
    """Some producers write ⻔ (a radical) for 门; the words must be found all the same."""
    assert texts(read(pdf([lines("　　部⻔⼀览和年⻓")]))) == ["部门一览和年长"]


def test_without_the_readers_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are an extra."""
    monkeypatch.setitem(sys.modules, "pdfplumber", None)

    assert "ziping[pdf]" in refused(pdf([lines(FULL)]))


def test_scripts_of_a_pdf_are_not_run() -> None:
    """A file that wants to run something when opened is read like any other."""
    data = pdf([lines(FULL, REST)], extra=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")

    assert texts(read(data)) == [(FULL + REST).strip()]


def test_five_hundred_pages_are_read() -> None:
    """A long report is read to its last page, two paragraphs a page."""
    document = read(
        pdf([
            [*lines(FULL, REST, f"　　第{number}项工作完成。"), Text(str(number), 290, 60)]
            for number in range(1, 501)
        ])
    )

    assert len(document.blocks) == 1000
    assert document.blocks[-1].place.page == 500
    assert texts(document)[-1] == "第500项工作完成。"


def test_line_pitch_is_that_of_the_page() -> None:
    """A wide gap between lines is the end of a paragraph, even after a full line."""
    document = read(pdf([[Text(FULL, y=TOP), Text(REST, y=TOP - 3 * PITCH)]]))

    assert texts(document) == [FULL.strip(), REST]


@pytest.mark.parametrize(("short", "whole"), [("依据《沧溪区总工会", True), ("依据沧溪区总工会", False)])
def test_a_line_made_short_by_what_does_not_break_goes_on_while_a_quotation_is_open(
    short: str, whole: bool
) -> None:
    """《 and （ are closed on the next line; words without them end the paragraph."""
    document = read(pdf([lines(FULL, REST, short, "2021年工作要点》执行。")]))

    assert (texts(document)[-1] == f"{short}2021年工作要点》执行。") is whole

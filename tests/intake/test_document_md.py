"""Markdown and plain text as converters leave them: headings, cut sentences, tables in five shapes."""

from __future__ import annotations

from ziping.domain.document import Document, Heading, Paragraph
from ziping.intake.document_md import read_md_document


def read(text: str) -> Document:
    return read_md_document(text, "报告.md")


def rows(document: Document) -> list[list[str]]:
    """The first table as a grid of texts."""
    table = document.tables[0]
    return [
        [cell.text if (cell := table.at(row, column)) else "" for column in range(table.width)]
        for row in range(table.height)
    ]


def test_headings_go_by_their_numbering() -> None:
    """The level is that of 一、（一）1. whatever the markup says; a list item with a full stop is none."""
    document = read("## 一、概况\n\n#### （一）职能\n\n## 1. 编制\n\n1. 负责组织建设，维护权益。\n")
    headings = [block for block in document.blocks if isinstance(block, Heading)]

    assert [(block.level, block.text) for block in headings] == [
        (1, "一、概况"),
        (2, "（一）职能"),
        (3, "1. 编制"),
    ]


def test_a_paragraph_knows_its_headings_and_line() -> None:
    """A person finds it by the path of headings and the line."""
    document = read("# 一、概况\n\n## （一）职能\n\n负责工会工作。\n")
    place = document.blocks[-1].place

    assert (place.heading, place.line, place.paragraph) == ("一、概况 > （一）职能", 5, 1)


def test_a_sentence_cut_by_a_page_break_is_joined() -> None:
    """Line and page breaks inside a sentence leave no trace; a finished sentence stays alone."""
    document = read("本单位严格按照区人民政府关于部门预算编制工作的有关要求编\n\n制方案执行。\n\n另起一段。")
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]

    assert texts == ["本单位严格按照区人民政府关于部门预算编制工作的有关要求编制方案执行。", "另起一段。"]


def test_full_width_digits_stay_as_written() -> None:
    """The reader keeps what a person sees."""
    assert [block.text for block in read("预算２，６９２．３８万元。").blocks] == [
        "预算２，６９２．３８万元。"
    ]


def test_an_html_table_keeps_merged_cells() -> None:
    """rowspan and colspan cover their places."""
    text = "<table><tr><td rowspan='2'>管理</td><td>采购</td></tr><tr><td>公开</td></tr><tr><td colspan=2>合计</td></tr></table>"

    assert rows(read(text)) == [["管理", "采购"], ["管理", "公开"], ["合计", "合计"]]


def test_a_pipe_table_loses_its_rule() -> None:
    """The line of dashes is no row."""
    assert rows(read("| 项目 | 金额 |\n|---|---:|\n| 培训 | 3 |\n")) == [["项目", "金额"], ["培训", "3"]]


def test_tabs_make_cells_and_a_page_break_ends_no_table() -> None:
    """An empty line between two lines of cells is a page break."""
    assert rows(read("项目\t金额\n培训\t3\n\n慰问\t4\n\n后面一段。")) == [
        ["项目", "金额"],
        ["培训", "3"],
        ["慰问", "4"],
    ]


def test_a_row_that_lost_its_first_cell_moves_back() -> None:
    """Its figures belong under the others' figures."""
    text = "一级\t三级\t分值\t得分\n管理\t采购\t2\t2\n\t公开\t3\t3\n合计\t5\t5\n"

    assert rows(read(text))[-1] == ["", "合计", "5", "5"]


def test_one_line_a_cell() -> None:
    """A tab begins a cell, an empty line a row; other lines go on with the cell, over an empty line too."""
    text = "\t编制\n\t7\n\n\t年度主要\n\n工作内容\n\t1、组建\n2、帮扶\n\n\t结余\n\t0\n"

    assert rows(read(text)) == [["编制", "7"], ["年度主要\n工作内容", "1、组建\n2、帮扶"], ["结余", "0"]]

"""Web pages as documents: what a reader sees, nothing fetched, nothing run."""

from __future__ import annotations

import pytest

from ziping.domain.document import Document, Heading, Table, TableCell
from ziping.errors import UnreadableInputError
from ziping.intake.document import read_document


def page(body: str, head: str = "") -> Document:
    return read_document(
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def test_headings_by_tag_and_by_number() -> None:
    """``h2`` is a heading, and so is a numbered title in a plain paragraph."""
    document = page("<h2>自评报告</h2><p>一、基本情况</p><p>预算执行率为98.85%。</p>")

    assert [(block.text, block.level) for block in document.blocks if isinstance(block, Heading)] == [
        ("自评报告", 2),
        ("一、基本情况", 1),
    ]
    assert document.blocks[2].place.heading == "一、基本情况"


def test_a_line_break_of_the_source_is_no_space_between_chinese_words() -> None:
    """The source is wrapped at will; the sentence is one."""
    assert texts(page("<p>预算\n   执行率 <b>98.85%</b>，\n其中</p>")) == ["预算执行率 98.85%，其中"]


def test_what_nobody_sees_is_not_read() -> None:
    """Scripts, styles, menus and hidden parts are left out."""
    body = "<nav>首页</nav><script>var a = 1</script><style>p{}</style><p hidden>甲</p><div style='display: none'>乙</div><p>丙</p><footer>备案</footer>"

    assert texts(page(body)) == ["丙"]


def test_merged_cells_stand_at_their_places() -> None:
    """``rowspan`` and ``colspan`` move what comes after them."""
    (table,) = page(
        "<table><tr><th rowspan=2>项目</th><th colspan=2>金额</th></tr><tr><td>预算</td><td>执行<br>数</td></tr></table>"
    ).tables

    assert table.cells == (
        TableCell(0, 0, "项目", 2, 1),
        TableCell(0, 1, "金额", 1, 2),
        TableCell(1, 1, "预算"),
        TableCell(1, 2, "执行\n数"),
    )


def test_a_table_around_tables_is_the_layout_of_the_page() -> None:
    """Its words are paragraphs, the tables in it are tables."""
    document = page("<table><tr><td>正文<table><tr><td>项目</td><td>1</td></tr></table></td></tr></table>")

    assert texts(document) == ["正文"]
    assert [cell.text for cell in document.tables[0].cells] == ["项目", "1"]


def test_entities_are_letters_and_never_files() -> None:
    """HTML's own entities are known; one declared in the page is not followed."""
    data = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>&lt;5&gt; &x;</p></body></html>'
    text = texts(read_document(data, "a.html"))[-1]

    assert text.startswith("<5>")
    assert "&x;" in text


def test_the_declared_encoding_counts() -> None:
    """Older government sites are GB2312."""
    data = "<html><head><meta charset=gb2312></head><body><p>预算执行率</p></body></html>".encode("gb2312")

    assert texts(read_document(data, "a.html")) == ["预算执行率"]


def test_a_page_of_ten_thousand_levels_is_no_trap() -> None:
    """Nesting without end neither crashes nor hangs."""
    assert texts(page("<p>甲</p>" + "<div>" * 10_000))[0] == "甲"


def test_spans_without_measure_are_cut() -> None:
    """A span of a million rows does not fill the memory."""
    (table,) = page("<table><tr><td rowspan=1000000 colspan=1000000>甲</td></tr></table>").tables

    assert (table.height, table.width) == (120, 120)


def test_a_page_without_words_is_refused() -> None:
    """A page that a script fills later has nothing to read."""
    with pytest.raises(UnreadableInputError, match="没有可读的文字"):
        page("<div id=app></div><script>load()</script>")

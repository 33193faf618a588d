"""Numbers that Word puts before headings and items by itself are read as a person sees them."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from ziping.audit.run import audit
from ziping.domain.document import Document, Heading, Table
from ziping.intake.document import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CHAPTERS = (
    ("chineseCounting", "%1、", ""),
    ("chineseCountingThousand", "（%2）", ""),
    ("decimal", "%3.", ""),
    ("decimal", "（%4）", ""),
)


def level(index: int, style: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


class Written:
    """A Word file with lists of its own."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self.root = self.document.part.numbering_part.element
        for child in list(self.root):
            self.root.remove(child)
        self.schemes: list[str] = []
        self.numbers: list[str] = []

    def scheme(self, *levels: str, link: str = "") -> int:
        """An abstract list; its number."""
        number = len(self.schemes)
        self.schemes.append(
            f'<w:abstractNum {W} w:abstractNumId="{number}">{link}{"".join(levels)}</w:abstractNum>'
        )
        return number

    def number(self, scheme: int, changes: str = "") -> int:
        """A list of a scheme; its number, from 1."""
        number = len(self.numbers) + 1
        self.numbers.append(
            f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{scheme}"/>{changes}</w:num>'
        )
        return number

    def add(self, text: str, number: int | None = None, depth: int = 0, style: str | None = None) -> Any:
        """A paragraph, an item of a list when a number is given."""
        paragraph = self.document.add_paragraph(text, style=style)
        if number is not None:
            self.mark(paragraph._p, number, depth)
        return paragraph

    @staticmethod
    def mark(element: Any, number: int, depth: int | None) -> None:
        """Makes a paragraph or style part of a list."""
        level = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
        element.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}>{level}<w:numId w:val="{number}"/></w:numPr>')
        )

    def read(self) -> Document:
        for xml in (*self.schemes, *self.numbers):
            self.root.append(parse_xml(xml))
        target = io.BytesIO()
        self.document.save(target)
        return read_document(target.getvalue(), "报告.docx")

    def texts(self) -> list[str]:
        return [block.text for block in self.read().blocks if not isinstance(block, Table)]


def chapters(word: Written) -> int:
    return word.number(word.scheme(*(level(n, *parts) for n, parts in enumerate(CHAPTERS))))


def test_chapters_are_numbered_as_seen() -> None:
    """一、（一）1.（1）, each level beginning anew below the one above it."""
    word = Written()
    number = chapters(word)
    for text, depth in (
        ("概况", 0),
        ("职能", 1),
        ("预算", 1),
        ("收入", 2),
        ("支出", 2),
        ("绩效", 0),
        ("目标", 1),
        ("产出", 2),
        ("时效", 3),
    ):
        word.add(text, number, depth)

    assert word.texts() == [
        "一、概况", "（一）职能", "（二）预算", "1.收入", "2.支出", "二、绩效", "（一）目标", "1.产出", "（1）时效",
    ]  # fmt: skip


def test_typed_and_counted_numbers_make_the_same_headings() -> None:
    """A report without heading styles has chapters either way, and its parts are known by them."""
    counted, typed = Written(), Written()
    number = chapters(counted)
    for title in ("预算执行情况", "存在问题"):
        counted.add(title, number)
        counted.add("绩效指标设置不够细化。")
    for title in ("一、预算执行情况", "二、存在问题"):
        typed.add(title)
        typed.add("绩效指标设置不够细化。")

    assert counted.read().blocks == typed.read().blocks
    assert [type(block) for block in counted.read().blocks][::2] == [Heading, Heading]


def test_headings_that_the_file_marks_are_kept() -> None:
    """Numbered headings with styles: only they are headings."""
    word = Written()
    word.document.add_heading("一、概况", 1)
    word.add("（一）职能")

    assert [type(block).__name__ for block in word.read().blocks] == ["Heading", "Paragraph"]


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        ("decimal", "12"),
        ("decimalZero", "12"),
        ("decimalFullWidth", "１２"),
        ("chineseCounting", "十二"),
        ("chineseCountingThousand", "十二"),
        ("japaneseCounting", "十二"),
        ("ideographDigital", "一二"),
        ("chineseLegalSimplified", "拾贰"),
        ("decimalEnclosedCircle", "⑫"),
        ("ideographTraditional", "12"),
        ("ideographZodiac", "亥"),
        ("upperRoman", "XII"),
        ("lowerRoman", "xii"),
        ("upperLetter", "L"),
        ("lowerLetter", "l"),
    ],
)
def test_numbers_are_written_in_their_format(style: str, seen: str) -> None:
    """The twelfth item of a list; what has no sign for it is a plain number."""
    word = Written()
    word.add("甲", word.number(word.scheme(level(0, style, "第%1项", start=12))))

    assert word.texts() == [f"第{seen}项 甲"]


def test_letters_after_z_are_doubled() -> None:
    """AA, not BA."""
    word = Written()
    number = word.number(word.scheme(level(0, "upperLetter", "%1.", start=26)))
    for text in "甲乙":
        word.add(text, number)

    assert word.texts() == ["Z.甲", "AA.乙"]


def test_a_pattern_of_several_levels() -> None:
    """1.1 counts both levels; Chinese chapters are written 1 in it where the level says so."""
    word = Written()
    scheme = word.scheme(
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "decimal", "%1.%2.%3"),
    )
    number = word.number(scheme)
    for text, depth in (("总则", 0), ("范围", 1), ("附则", 0), ("施行", 1), ("日期", 2)):
        word.add(text, number, depth)

    assert word.texts() == ["第一章 总则", "1.1 范围", "第二章 附则", "2.1 施行", "二.1.1 日期"]


def test_what_follows_a_number_stands_close_or_apart() -> None:
    """A blank where Word leaves one, none after a closing mark, none where it is switched off."""
    word = Written()
    apart = word.number(word.scheme(level(0, "decimal", "%1")))
    close = word.number(word.scheme(level(0, "decimal", "%1", '<w:suff w:val="nothing"/>')))
    word.add("甲", apart)
    word.add("乙", close)

    assert word.texts() == ["1 甲", "1乙"]


def test_a_style_brings_its_number() -> None:
    """From the style itself, and from the style it is based on; the level is the one that belongs to the style."""
    word = Written()
    scheme = word.scheme(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="Heading1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="Heading2"/>'),
    )
    number = word.number(scheme)
    for name in ("Heading 1", "Heading 2"):
        Written.mark(word.document.styles[name].element, number, None)
    based = word.document.styles.add_style("本单位标题", 1)
    based.base_style = word.document.styles["Heading 1"]
    for text, style in (
        ("概况", "Heading 1"),
        ("职能", "Heading 2"),
        ("绩效", "本单位标题"),
        ("目标", "Heading 2"),
    ):
        word.add(text, style=style)

    blocks = word.read().blocks
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "一、概况",
        "（一）职能",
        "二、绩效",
        "（一）目标",
    ]
    assert blocks[1].place.heading == "一、概况"


def test_a_paragraph_may_leave_the_list_of_its_style() -> None:
    """List 0 is none."""
    word = Written()
    Written.mark(word.document.styles["Heading 1"].element, chapters(word), 0)
    for text, number in (("概况", None), ("说明", 0), ("绩效", None)):
        word.add(text, number, style="Heading 1")

    assert word.texts() == ["一、概况", "说明", "二、绩效"]


def test_a_list_that_refers_to_a_style_of_lists() -> None:
    """Its levels stand in another scheme."""
    word = Written()
    number = chapters(word)
    style = parse_xml(
        f'<w:style {W} w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr>'
        f'<w:numId w:val="{number}"/></w:numPr></w:pPr></w:style>'
    )
    word.document.styles.element.append(style)
    word.add("概况", word.number(word.scheme(link='<w:numStyleLink w:val="L"/>')))

    assert word.texts() == ["一、概况"]


def test_lists_of_one_scheme_count_on_unless_told_to_begin_anew() -> None:
    """A second list goes on where the first ended; one that is told where to begin does not."""
    word = Written()
    scheme = word.scheme(level(0, "decimal", "%1."))
    first, second = word.number(scheme), word.number(scheme)
    anew = word.number(scheme, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    for text, number in zip("甲乙丙丁", (first, second, anew, anew), strict=True):
        word.add(text, number)

    assert word.texts() == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_a_level_may_count_through() -> None:
    """Articles go on through the chapters."""
    word = Written()
    number = word.number(
        word.scheme(
            level(0, "chineseCounting", "第%1章"), level(1, "decimal", "第%2条", '<w:lvlRestart w:val="0"/>')
        )
    )
    for text, depth in (("总则", 0), ("甲", 1), ("附则", 0), ("乙", 1)):
        word.add(text, number, depth)

    assert word.texts() == ["第一章 总则", "第1条 甲", "第二章 附则", "第2条 乙"]


def test_bullets_are_no_numbers() -> None:
    """Nor is a level that shows nothing, or a number that is not in the file."""
    word = Written()
    bullet = word.number(word.scheme(level(0, "bullet", "\uf0b7")))
    empty = word.number(word.scheme(level(0, "decimal", "")))
    for text, number in (("甲", bullet), ("乙", empty), ("丙", 99)):
        word.add(text, number)

    assert word.texts() == ["甲", "乙", "丙"]


def test_numbers_in_cells_are_read() -> None:
    """A column of running numbers is typed by nobody."""
    word = Written()
    number = word.number(word.scheme(level(0, "decimal", "%1")))
    table = word.document.add_table(rows=2, cols=2)
    for row, name in enumerate(("技能竞赛", "困难帮扶")):
        Written.mark(table.cell(row, 0).paragraphs[0]._p, number, 0)
        table.cell(row, 1).text = name

    (read,) = word.read().tables
    assert [cell.text for cell in read.cells] == ["1", "技能竞赛", "2", "困难帮扶"]


def test_items_without_words_count_and_items_taken_out_do_not() -> None:
    """An empty item shows its number; one whose end was deleted while changes were tracked is gone."""
    word = Written()
    number = word.number(word.scheme(level(0, "decimal", "%1.")))
    word.add("甲", number)
    word.add("", number)
    gone = word.add("", number)
    gone._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {W}><w:del w:id="1" w:author="a"/></w:rPr>'))
    word.add("丙", number)

    assert word.texts() == ["1.甲", "3.丙"]


def test_a_hostile_list_is_no_trap() -> None:
    """Endless patterns, giant numbers, styles based on each other."""
    word = Written()
    long = word.number(word.scheme(level(0, "decimal", "%1" * 500)))
    giant = word.number(
        word.scheme(level(0, "upperRoman", "%1.", start=999999), level(1, "lowerLetter", "%2.", start=999999))
    )
    loop = word.document.styles["Heading 1"].element
    loop.find(f"{{{W[9:-1]}}}basedOn").set(f"{{{W[9:-1]}}}val", "Heading1")
    for text, number, depth in (("甲", long, 0), ("乙", giant, 0), ("丙", giant, 1)):
        word.add(text, number, depth)
    word.add("丁", style="Heading 1")

    assert word.texts() == ["甲", "999999.乙", "999999.丙", "丁"]


def test_the_audit_sees_the_numbers() -> None:
    """A chapter that was left out shows in the numbers of the next ones, typed after counted ones."""
    word = Written()
    number = chapters(word)
    word.add("预算情况", number)
    word.add("绩效情况", number)
    word.add("四、存在问题")
    codes = {finding.code: finding for finding in audit(word.read()).findings}

    assert codes["heading_numbering"].expected == "三"

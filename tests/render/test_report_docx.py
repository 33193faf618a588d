"""The Word report: structure, look, and what a user's own template may do."""

from __future__ import annotations

import io
import runpy
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn

from ziping.domain.draft import Attachment, Cell, Draft, Paragraph, Provenance, Row, Section, Table
from ziping.errors import RenderError, ZipingError
from ziping.render.report_docx import MAX_UNPACKED_BYTES, render_report
from ziping.render.zip_bytes import fixed_zip

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = (ROOT / "templates" / "shenzhen-department" / "report.docx").read_bytes()
HOSTILE = "A<b>&C {{ 7*7 }} {_{ x }_} {% raw %} </w:t> “引号”"
PROVENANCE = Provenance(
    ziping="0.1.0", rubric="example", rubric_hash="a" * 64, input_hash="b" * 64, templates_hash="c" * 64
)


def cell(text: str, **spans: object) -> Cell:
    return Cell.model_validate({"text": text, **spans})


def paragraph(text: str) -> Paragraph:
    return Paragraph(id="p", text=text)


SPENDING = Table(
    id="spending",
    caption="表1　预算支出情况表",
    unit_note="单位：万元",
    widths=(20, 40, 40),
    rows=(
        Row(kind="header", cells=(cell("类别", rows=2), cell("金额", columns=2))),
        Row(kind="header", cells=(cell("预算数"), cell("执行数"))),
        Row(cells=(cell("项目", rows=2), cell("1,200.00", align="right"), cell("待补充"))),
        Row(cells=(cell("0.10"), cell("98.85%"))),
        Row(kind="total", cells=(cell("合计", columns=2), cell("1,200.10"))),
    ),
)
DRAFT = Draft(
    unit="示例区总工会",
    year=2024,
    rubric="example-2024-department",
    title="示例区总工会2024年度部门整体支出\n绩效自评报告",
    recipients=("示例区财政局",),
    sections=(
        Section(id="1", level=1, heading="一、基本情况", blocks=(paragraph("正文一。"), SPENDING)),
        Section(id="basic.duty", level=2, heading="（一）主要职能", blocks=(paragraph(HOSTILE),)),
        Section(
            id="basic-duty", level=3, heading="1. 预算编制", blocks=(paragraph("见待补充：人数，另述。"),)
        ),
    ),
    attachments=(
        Attachment(id="att1", label="附件1", title="评分表", blocks=(SPENDING, paragraph("注。"))),
        Attachment(id="att2", label="附件2", title="佐证材料", blocks=()),
    ),
    signatory="示例区总工会",
    date="待补充：成文日期",
    provenance=PROVENANCE,
)


def opened(data: bytes) -> DocumentType:
    return Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def report() -> DocumentType:
    return opened(render_report(DRAFT, TEMPLATE))


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8")


def styled(document: DocumentType, style: str) -> list[str]:
    return [found.text for found in document.paragraphs if found.style.name == style]


def contents(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_text(old: str, new: str) -> bytes:
    """The shipped template with one piece of its body changed."""
    parts = contents(TEMPLATE)
    body = parts["word/document.xml"].decode("utf-8")
    assert old in body
    return packed({**parts, "word/document.xml": body.replace(old, new).encode("utf-8")})


def test_every_text_of_the_draft_is_printed_once_in_reading_order(report: DocumentType) -> None:
    """Paragraph texts, as python-docx reads them, equal the draft's."""
    texts = [found.text for found in report.paragraphs if found.text]

    assert texts == [
        DRAFT.title,
        "示例区财政局：",
        *("一、基本情况", "正文一。", "表1　预算支出情况表", "单位：万元"),
        *("（一）主要职能", HOSTILE),
        *("1. 预算编制", "见待补充：人数，另述。"),
        *("附件：1. 评分表", "2. 佐证材料"),
        *("示例区总工会", "待补充：成文日期"),
        *("附件1", "评分表", "表1　预算支出情况表", "单位：万元", "注。"),
        *("附件2", "佐证材料"),
    ]


def test_headings_are_word_headings(report: DocumentType) -> None:
    """Heading 1 to 3, so that Word's navigation pane shows them."""
    assert styled(report, "Heading 1") == ["一、基本情况"]
    assert styled(report, "Heading 2") == ["（一）主要职能"]
    assert styled(report, "Heading 3") == ["1. 预算编制"]


def test_each_element_has_its_own_style(report: DocumentType) -> None:
    """标题, 主送机关, 表题, 附件说明, 落款, 成文日期, 附件标识."""
    assert styled(report, "Title") == [DRAFT.title]
    assert styled(report, "主送机关") == ["示例区财政局："]
    assert styled(report, "表题") == ["表1　预算支出情况表"] * 2
    assert styled(report, "表格单位") == ["单位：万元"] * 2
    assert styled(report, "附件说明") + styled(report, "附件说明续") == ["附件：1. 评分表", "2. 佐证材料"]
    assert styled(report, "落款") == ["示例区总工会"]
    assert styled(report, "成文日期") == ["待补充：成文日期"]
    assert styled(report, "附件标识") == ["附件1", "附件2"]
    assert styled(report, "附件标题") == ["评分表", "佐证材料"]


def test_no_recipient_no_line() -> None:
    """Without 主送机关 its paragraph is left out, and without annexes 附件说明 too."""
    document = opened(render_report(DRAFT.model_copy(update={"recipients": (), "attachments": ()}), TEMPLATE))

    assert styled(document, "主送机关") == []
    assert styled(document, "附件说明") == []
    assert styled(document, "附件标识") == []


def test_merged_cells_stand_where_the_draft_leaves_cells_out(report: DocumentType) -> None:
    """Rows and columns of a cell become vMerge and gridSpan; figures stay text."""
    table = report.tables[0]
    grid = [[found.text for found in row.cells] for row in table.rows]

    assert grid == [
        ["类别", "金额", "金额"],
        ["类别", "预算数", "执行数"],
        ["项目", "1,200.00", "待补充"],
        ["项目", "0.10", "98.85%"],
        ["合计", "合计", "1,200.10"],
    ]
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert table.cell(4, 0)._tc is table.cell(4, 1)._tc


def test_widths_are_per_cent_of_the_text_width(report: DocumentType) -> None:
    """156 mm of text make 20 %, 40 % and 40 %."""
    widths = [round(column.width.mm, 1) for column in report.tables[0].columns]

    assert widths == [31.2, 62.4, 62.4]


def test_header_rows_repeat_and_no_row_is_cut(report: DocumentType) -> None:
    """Both header rows come again on the next page; every row keeps together."""
    rows = [row._tr.trPr for row in report.tables[0].rows]

    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, True, False, False, False]
    assert [row.find(qn("w:cantSplit")) is not None for row in rows] == [True] * 5


def test_rows_take_their_look_from_the_template(report: DocumentType) -> None:
    """Every header row is shaded, totals are bold, cells are aligned as the draft says."""
    rows = report.tables[0].rows
    shaded = [bool(row.cells[1]._tc.xpath("./w:tcPr/w:shd")) for row in rows]
    names = [row.cells[1].paragraphs[0].style.name for row in rows]

    assert shaded == [True, True, False, False, False]
    assert names == ["表格表头", "表格表头", "表格正文", "表格正文", "表格合计"]
    assert report.styles["表格合计"].font.bold is True
    assert rows[2].cells[1].paragraphs[0].alignment == 2


@pytest.mark.parametrize(
    "rows",
    [
        (Row(cells=(cell("一"),)),),
        (Row(cells=(cell("一"), cell("二"), cell("三"))),),
        (Row(cells=(cell("一", columns=3),)),),
        (Row(cells=(cell("一"), cell("二", rows=2))), Row(cells=(cell("三", columns=2),))),
    ],
    ids=["too few", "too many", "too wide", "over a merged cell"],
)
def test_a_table_that_does_not_fill_its_grid_is_our_bug(rows: tuple[Row, ...]) -> None:
    """It is refused by name instead of printing figures in the wrong column."""
    table = SPENDING.model_copy(update={"widths": (50, 50), "rows": rows})
    draft = DRAFT.model_copy(
        update={"attachments": (Attachment(id="a", label="附件", title="表", blocks=(table,)),)}
    )

    with pytest.raises(ZipingError, match=r"表格“表1　预算支出情况表”第 \d 行的单元格对不上 2 列"):
        render_report(draft, TEMPLATE)


def test_data_is_never_markup_or_a_tag() -> None:
    """Tags, entities and jinja in every field of a draft come out as they went in."""
    table = Table(id="t", caption=HOSTILE, widths=(100,), rows=(Row(cells=(cell(HOSTILE),)),))
    section = Section(id=HOSTILE, level=1, heading=HOSTILE, blocks=(paragraph(HOSTILE), table))
    texts = {
        "title": HOSTILE,
        "unit": HOSTILE,
        "recipients": (HOSTILE,),
        "signatory": HOSTILE,
        "date": HOSTILE,
    }
    document = opened(
        render_report(DRAFT.model_copy(update={**texts, "sections": (section,), "attachments": ()}), TEMPLATE)
    )

    assert [found.text for found in document.paragraphs if found.text] == [
        *(HOSTILE, f"{HOSTILE}：", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    ]
    assert document.tables[0].cell(0, 0).text == HOSTILE
    assert document.core_properties.author == HOSTILE


def test_control_characters_are_dropped_and_line_breaks_kept() -> None:
    """What XML cannot hold disappears; a new line and a tab stay."""
    section = Section(id="s", level=1, heading="甲\x00乙\x0b", blocks=(paragraph("一\n二\t三\ud800\ufffe"),))
    document = opened(render_report(DRAFT.model_copy(update={"sections": (section,)}), TEMPLATE))

    assert styled(document, "Heading 1") == ["甲乙"]
    assert styled(document, "Normal") == ["一\n二\t三", "注。"]


def test_what_is_missing_is_marked(report: DocumentType) -> None:
    """Only the phrase 待补充：… carries the character style 待补充, in text, cells and date."""
    marked = [run.text for found in report.paragraphs for run in found.runs if run.style.name == "待补充"]
    cells = [run.text for run in report.tables[0].cell(2, 2).paragraphs[0].runs if run.style.name == "待补充"]

    assert marked == ["待补充：人数", "待补充：成文日期"]
    assert cells == ["待补充"]


def test_each_section_has_a_bookmark(report: DocumentType) -> None:
    """Names are letters, digits and underscores, unique; the template's own fields are bookmarks too."""
    starts = list(report.element.body.iter(qn("w:bookmarkStart")))
    names = [start.get(qn("w:name")) for start in starts]
    ids = [start.get(qn("w:id")) for start in starts]
    ends = [end.get(qn("w:id")) for end in report.element.body.iter(qn("w:bookmarkEnd"))]

    assert names == ["主送机关", "s_1", "basic_duty", "basic_duty_2", "落款", "成文日期", "att1", "att2"]
    assert len(set(ids)) == len(ids)
    assert ends == ids


def test_a_long_section_id_makes_a_short_bookmark() -> None:
    """Word allows 40 characters."""
    sections = tuple(Section(id="x" * 60, level=1, heading="一、标题") for _ in range(2))
    document = opened(render_report(DRAFT.model_copy(update={"sections": sections}), TEMPLATE))
    names = [start.get(qn("w:name")) for start in document.element.body.iter(qn("w:bookmarkStart"))]

    assert names[1:3] == ["x" * 40, "x" * 35 + "_2"]


def test_the_same_input_gives_the_same_bytes() -> None:
    """No clock and no random id."""
    assert render_report(DRAFT, TEMPLATE) == render_report(DRAFT, TEMPLATE)


def test_zip_entries_have_one_date_and_one_order() -> None:
    """``fixed_zip`` hides when and in what order the parts were written."""
    early, late = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(early, "w") as archive:
        archive.writestr(zipfile.ZipInfo("b", (1999, 1, 1, 0, 0, 0)), "2")
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml", (1999, 1, 1, 0, 0, 0)), "1")
    with zipfile.ZipFile(late, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "1")
        archive.writestr("b", "2")

    assert fixed_zip(early.getvalue()) == fixed_zip(late.getvalue())
    assert zipfile.ZipFile(io.BytesIO(fixed_zip(early.getvalue()))).namelist() == ["[Content_Types].xml", "b"]


def test_properties_tell_where_the_report_comes_from(report: DocumentType) -> None:
    """Author is the unit, dates are fixed, hashes are cut in the comments and whole in the custom properties."""
    properties = report.core_properties
    custom = part(render_report(DRAFT, TEMPLATE), "docProps/custom.xml")

    assert properties.author == "示例区总工会"
    assert properties.title == "示例区总工会2024年度部门整体支出绩效自评报告"
    assert properties.created == properties.modified
    assert f"rubric example; rubric_hash {'a' * 12};" in properties.comments
    assert f'name="ziping.rubric_hash"><vt:lpwstr>{"a" * 64}</vt:lpwstr>' in custom.replace(' pid="4"', "")


def test_a_report_is_a_template_with_properties_for_the_next_one() -> None:
    """Custom properties of a template stay, ours are replaced and not doubled."""
    parts = contents(render_report(DRAFT, TEMPLATE))
    theirs = parts["docProps/custom.xml"].replace(b"ziping.model", b"KSOProductBuildVer")
    body = contents(TEMPLATE)["word/document.xml"]
    template = packed({**parts, "word/document.xml": body, "docProps/custom.xml": theirs})
    custom = part(render_report(DRAFT, template), "docProps/custom.xml")

    assert custom.count("ziping.rubric_hash") == 1
    assert custom.count("KSOProductBuildVer") == 1


MISSING_TAG = "{{r signatory.runs }}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            MISSING_TAG,
            "电话：{{ phone }}",
            "没有的变量（段落“电话：{{ phone }}”）：phone。可用的变量：title、",
        ),
        (MISSING_TAG, "{{ blocks[0].colour }}", "colour"),
        (MISSING_TAG, "{{ signatory | nothing }}", "语法错误"),
        (MISSING_TAG, "{% if %}", "语法错误"),
        (MISSING_TAG, "{{ ''.__class__.__mro__ }}", "不允许的写法（段落“{{ ''.__class__.__mro__ }}”）"),
        (MISSING_TAG, "{{ 'a' * 10000000000 }}", r"不允许的写法"),
        (MISSING_TAG, "{{ 1 // 0 }}", "无法执行"),
        (MISSING_TAG, "{% include 'x' %}", "无法执行"),
        (MISSING_TAG, "{{ signatory.runs }}", "写错了位置"),
        ("{%p for block in blocks %}", "{% for block in blocks %}", "不是有效的 Word 内容"),
        ("for block in blocks", "for block in []", "没有用到 blocks"),
        ("for block in attachment_blocks", "for block in []", "没有用到 attachment_blocks"),
    ],
)
def test_a_wrong_template_is_explained(old: str, new: str, message: str) -> None:
    """The message names the tag, the paragraph and what to do."""
    with pytest.raises(RenderError) as caught:
        render_report(DRAFT, with_text(old, new))

    assert message in str(caught.value)


def test_a_template_without_our_styles_is_explained() -> None:
    """The styles that tables and marks need are named."""
    target = io.BytesIO()
    document = Document()
    document.add_paragraph("{{ title }}")
    document.save(target)

    with pytest.raises(RenderError, match="模板缺少样式：自评表格、待补充、表格表头、表格正文、表格合计"):
        render_report(DRAFT, target.getvalue())


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (b"", "不是完好的 .docx 文件"),
        (b"\xd0\xcf\x11\xe0 old Word", "另存为 .docx"),
        (packed({"a.txt": b"x"}), "不是完好的 .docx 文件"),
        (packed({"word/media/bomb": b"0" * (MAX_UNPACKED_BYTES + 1)}), "超过 50,000,000"),
        (TEMPLATE[:5000] + TEMPLATE[6000:], "不是完好的 .docx 文件"),
    ],
    ids=["empty", "old word", "other zip", "bomb", "damaged"],
)
def test_what_is_not_a_word_file_is_refused(template: bytes, message: str) -> None:
    """Old formats, other archives, damage and zip bombs end in one sentence of advice."""
    with pytest.raises(RenderError, match=message):
        render_report(DRAFT, template)


def test_a_plain_tag_prints_the_text_in_its_own_look() -> None:
    """``{{ x }}`` is enough for a user; bold or colour of the tag stays."""
    document = opened(render_report(DRAFT, with_text(MISSING_TAG, "单位：{{ signatory }}（{{ year }}）")))

    assert styled(document, "落款") == ["单位：示例区总工会（2024）"]


def dump(document: DocumentType) -> str:
    """Page, styles and paragraphs of a template as text."""
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    lines = [
        f"A4 {section.page_width.mm:.0f}x{section.page_height.mm:.0f} mm, margins {[round(m.mm) for m in margins]}"
    ]
    lines += [_style_line(style) for style in document.styles if style.element.find(qn("w:pPr")) is not None]
    lines += [f"{found.style.name}\t{found.text}" for found in document.paragraphs]
    lines += [
        f"{f.paragraphs[0].style.name}\t{f.paragraphs[0].text}"
        for f in (section.footer, section.even_page_footer)
    ]
    return "\n".join(lines) + "\n"


def _style_line(style: object) -> str:
    element = style.element  # type: ignore[attr-defined]
    fonts, size = element.find(f".//{qn('w:rFonts')}"), element.find(f".//{qn('w:sz')}")
    texts = [f"{font}={fonts.get(qn(f'w:{font}'))}" for font in ("eastAsia", "ascii")]
    tags = [child for child in element.find(qn("w:pPr")) if child.tag not in {qn("w:widowControl")}]
    settings = [
        " ".join([_local(child.tag), *(f"{_local(k)}={v}" for k, v in child.items())]) for child in tags
    ]
    return f"{style.name}\t{' '.join(texts)} size={int(size.get(qn('w:val'))) / 2}\t{'; '.join(settings)}"  # type: ignore[attr-defined]


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def test_the_template_looks_as_agreed() -> None:
    """Page, fonts, sizes, spacing and tags equal tests/golden/report_template.txt."""
    golden = ROOT / "tests" / "golden" / "report_template.txt"

    assert dump(opened(TEMPLATE)) == golden.read_text(encoding="utf-8")


def test_chinese_fonts_are_named_and_no_theme_font_wins(report: DocumentType) -> None:
    """w:eastAsia is set in every paragraph style and no theme attribute is left."""
    fonts = {
        style.name: style.element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for style in report.styles
        if style.element.find(f".//{qn('w:rFonts')}") is not None
    }

    assert fonts["Normal"] == "仿宋_GB2312"
    assert fonts["Title"] == "方正小标宋简体"
    assert [fonts[f"Heading {level}"] for level in (1, 2, 3)] == ["黑体", "楷体_GB2312", "仿宋_GB2312"]
    assert None not in fonts.values()
    assert "Theme=" not in part(TEMPLATE, "word/styles.xml")


def test_the_page_is_gb_t_9704(report: DocumentType) -> None:
    """Odd and even footers “— 1 —”, a line grid, body of 16 pt on an exact pitch, two characters indented."""
    section = report.sections[0]
    body = report.styles["Normal"].paragraph_format

    assert report.settings.odd_and_even_pages_header_footer is True
    assert [section.footer.paragraphs[0].text, section.even_page_footer.paragraphs[0].text] == ["— 1 —"] * 2
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:type")) == "lines"
    assert body.line_spacing.pt == 28.9
    assert report.styles["Normal"].element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_the_checked_in_template_is_what_the_builder_makes() -> None:
    """``python tools/build_report_template.py`` was run after the last change; the pitch is a parameter."""
    build = runpy.run_path(str(ROOT / "tools" / "build_report_template.py"))["build"]
    wider = opened(build(30.0))

    assert contents(build(28.9)) == contents(TEMPLATE)
    assert wider.styles["Normal"].paragraph_format.line_spacing.pt == 30

"""Make ``templates/<family>/report.docx``: the Word templates that `ziping.render.report_docx` fills.

    python tools/build_report_template.py [--line-pitch 28.9] [--family NAME --out PATH]

The values follow GB/T 9704-2012 (A4, 37/28/26/35 mm, 3号仿宋). The standard fixes 22 lines a page, not a line
pitch in points, so the pitch is a parameter.

Contract of a template (also one made by a user in Word or WPS). Each tag is plain text of one paragraph.

===================== =========================================================================================
``title``             the title; like every text below, ``{{ x }}`` prints it in the paragraph's own look and
                      ``{{r x.runs }}`` also marks each ``待补充：…`` with the character style 待补充
``unit``, ``year``    the unit's name and the year
``cover``             lines of a cover page below the title, empty for a report without one
``recipients``        主送机关 with its colon, empty for none
``blocks``            the body in reading order; each has ``kind`` and, by kind, ``text`` or ``table``:
                      ``heading1 heading2 heading3 body caption unit_note table``
``attachments``       附件说明: each has ``label`` (附件1), ``number`` (1, or empty) and ``title``
``signatory, date``   落款 and 成文日期
``attachment_blocks`` the annexes: the kinds above and ``attachment_label``, ``attachment_title``
===================== =========================================================================================

A template must print ``title``, ``blocks`` and, where the report has them, ``cover`` and ``attachment_blocks``. A paragraph
``{%p … %}`` holds a loop or a condition and vanishes; ``{{p block.table }}`` becomes the table. The table takes
its look from the table style 自评表格 (borders; ``firstRow`` is used for every header row, ``lastRow`` for every
subtotal and total) and the paragraph styles 表格表头, 表格正文 and 表格合计. These four and 待补充 must exist.
``{{r heading.runs }}`` carries the bookmark of a section. The bookmarks 主送机关, 落款 and 成文日期 stand in the
template: content controls would hide their text from python-docx, and so from our own reader.
"""

from __future__ import annotations

import argparse
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ziping.render.zip_bytes import fixed_zip

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
LATIN = "Times New Roman"
SONG, FANG, KAI, HEI, TITLE = "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
BUILT_IN = ("Normal", "Title", "Heading1", "Heading2", "Heading3", "Footer")
NO_INDENT = 'w:firstLineChars="0" w:firstLine="0"'
TIGHT = 26
KEPT_PARTS = ("officeDocument", "core-properties", "extended-properties", "styles", "settings", "theme")


@dataclass(frozen=True)
class Frame:
    """What stands around the body of a report."""

    cover: bool = False
    """A cover page with the title; else the title heads the text."""
    closing: bool = True
    """主送机关, 附件说明, 落款 and 成文日期; a filled-in form has none of them."""
    pitch: float = 28.9
    """Line pitch in points unless another is asked for."""


FAMILIES = {
    "shenzhen-department": Frame(),
    "guangzhou-department": Frame(),
    "yueyang-department": Frame(cover=True, closing=False),
    "project-form": Frame(),
    "project-summary": Frame(),
    "batch": Frame(pitch=22),  # a summary of one or two pages
    "audit": Frame(pitch=22),  # a letter that should stay on one page
}


@dataclass(frozen=True)
class Look:
    """A paragraph style; sizes and spacing in points, ``line`` None for single spacing."""

    id: str
    name: str
    font: str
    size: float = 16
    line: float | None = None
    align: str = "both"
    indent: str = NO_INDENT
    before: float = 0
    after: float = 0
    bold: bool = False
    keep_next: bool = False
    new_page: bool = False
    on_grid: bool = True
    outline: int | None = None
    base: str = "Normal"
    next: str = "Normal"

    def xml(self) -> str:
        """The style's XML; the elements stand in the order of the schema."""
        based = f'<w:basedOn w:val="{self.base}"/>' if self.base != self.id else ""
        kind = "" if self.id in BUILT_IN else ' w:customStyle="1"'
        kind = kind if based else ' w:default="1"'
        return (
            f'<w:style w:type="paragraph"{kind} w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f'{based}<w:next w:val="{self.next}"/><w:qFormat/><w:pPr>{self._paragraph()}</w:pPr>'
            f"<w:rPr>{self._characters()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        line = 240 if self.line is None else twips(self.line)
        rule = "auto" if self.line is None else "exact"
        return (
            ("<w:keepNext/>" if self.keep_next else "")
            + ("<w:pageBreakBefore/>" if self.new_page else "")
            + '<w:widowControl w:val="0"/>'
            + ("" if self.on_grid else '<w:snapToGrid w:val="0"/>')
            + f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}" w:line="{line}" w:lineRule="{rule}"/>'
            + f'<w:ind {self.indent}/><w:jc w:val="{self.align}"/>'
            + ("" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>')
        )

    def _characters(self) -> str:
        bold = "1" if self.bold else "0"
        half_points = round(self.size * 2)
        return (
            f'<w:rFonts w:hint="eastAsia" w:ascii="{LATIN}" w:eastAsia="{self.font}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'
            f'<w:b w:val="{bold}"/><w:bCs w:val="{bold}"/><w:color w:val="000000"/>'
            f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        )


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def indent(**chars: int) -> str:
    """Indents in characters of 3号 (16 pt); the point value beside it serves readers without ``…Chars``."""
    pairs = {"firstLine": 0, **chars}
    if "hanging" in pairs:
        del pairs["firstLine"]
    return " ".join(f'w:{side}Chars="{100 * n}" w:{side}="{twips(16 * n)}"' for side, n in pairs.items())


def looks(pitch: float) -> tuple[Look, ...]:
    """All paragraph styles. 正文 is Word's own Normal, so that a new paragraph is body text at once."""
    two, right = indent(firstLine=2), indent(right=4)
    body = Look("Normal", "Normal", FANG, line=pitch, indent=two)
    heading = replace(body, keep_next=True)
    note = Look("AttachmentNote", "附件说明", FANG, line=pitch, align="left", keep_next=True)
    title = Look("Title", "Title", TITLE, size=22, line=36, align="center", after=pitch, on_grid=False)
    cell = Look("TableText", "表格正文", FANG, size=10.5, on_grid=False, align="center", next="TableText")
    closing = Look("Signatory", "落款", FANG, line=pitch, align="right", indent=right)
    page = Look("Footer", "footer", SONG, size=14, on_grid=False)
    return (
        body,
        title,
        Look("Recipients", "主送机关", FANG, line=pitch, align="left"),
        replace(heading, id="Heading1", name="heading 1", font=HEI, outline=0),
        replace(heading, id="Heading2", name="heading 2", font=KAI, outline=1),
        replace(heading, id="Heading3", name="heading 3", outline=2),
        Look("TableCaption", "表题", HEI, size=14, line=pitch, align="center", keep_next=True),
        Look("TableUnit", "表格单位", FANG, size=12, line=20, align="right", keep_next=True, on_grid=False),
        cell,
        replace(cell, id="TableHead", name="表格表头", font=HEI),
        replace(cell, id="TableTotal", name="表格合计", bold=True),
        Look("AfterTable", "表后", FANG, size=6, line=12, on_grid=False),
        replace(note, before=pitch if pitch >= TIGHT else 0, indent=indent(left=6, hanging=4)),
        replace(note, id="AttachmentNoteNext", name="附件说明续", indent=indent(left=6, hanging=1)),
        replace(closing, before=(2 if pitch >= TIGHT else 1) * pitch, keep_next=True),
        replace(closing, id="IssueDate", name="成文日期"),
        replace(
            note, id="AttachmentLabel", name="附件标识", font=HEI, new_page=True, keep_next=True, outline=0
        ),
        replace(
            title, id="AttachmentTitle", name="附件标题", before=pitch / 2, after=pitch / 2, keep_next=True
        ),
        replace(page, align="right", indent=indent(right=1)),
        replace(page, id="FooterEven", name="双页页码", align="left", indent=indent(left=1)),
    )


def cover_looks(pitch: float) -> tuple[Look, ...]:
    """Styles that only a cover page needs."""
    title = Look("CoverTitle", "封面标题", TITLE, size=22, line=36, align="center", on_grid=False)
    return (
        replace(title, before=5 * pitch, after=4 * pitch),
        Look("CoverLine", "封面", FANG, line=1.6 * pitch, align="left", indent=indent(left=4)),
    )


SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in SIDES)

# Word drops w:highlight from styles, so the mark 待补充 is a shading
OTHER_STYLES = f"""
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
  <w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>
  <w:uiPriority w:val="99"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
  <w:uiPriority w:val="99"/><w:semiHidden/>
  <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
    <w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="ToSupply"><w:name w:val="待补充"/><w:qFormat/>
  <w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/></w:rPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="自评表格"/>
  <w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders>
    <w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>
    <w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tcPr><w:vAlign w:val="center"/></w:tcPr>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/></w:tcPr></w:tblStylePr>
</w:style>"""

DOC_DEFAULTS = f"""
<w:docDefaults><w:rPrDefault><w:rPr>
  <w:rFonts w:ascii="{LATIN}" w:eastAsia="{FANG}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>
  <w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"""

SETTINGS = """
<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>
<w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode"
  w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>"""


def refill(root: BaseOxmlElement, content: str) -> None:
    """Put ``content`` in the place of everything below ``root``."""
    for child in list(root):
        root.remove(child)
    root.extend(list(parse_xml(f"<w:content {nsdecls('w')}>{content}</w:content>")))


def set_styles(document: DocumentType, pitch: float, frame: Frame) -> None:
    """Replace every style of python-docx's own template, which is blue, themed and English."""
    every = looks(pitch) + (cover_looks(pitch) if frame.cover else ())
    refill(document.styles.element, DOC_DEFAULTS + "".join(look.xml() for look in every) + OTHER_STYLES)


def set_page(document: DocumentType, pitch: float) -> None:
    """A4 with the type area of 156 × 225 mm and “— 1 —” below it: odd pages right, even pages left."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.right_margin, section.bottom_margin = Mm(26), Mm(35)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    (grid,) = section._sectPr.findall(qn("w:docGrid"))  # noqa: SLF001  python-docx has no API for the grid
    grid.set(
        qn("w:type"), "lines" if pitch >= TIGHT else "default"
    )  # a tighter grid would give a line two places
    grid.set(qn("w:linePitch"), str(twips(pitch)))
    for footer, style in ((section.footer, "footer"), (section.even_page_footer, "双页页码")):
        footer.is_linked_to_previous = False
        add_page_number(footer.paragraphs[0], style)


def leave_cover_unnumbered(document: DocumentType) -> None:
    """No page number on the cover; the first page of the text is page 1."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_footer.is_linked_to_previous = False
    numbering = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="0"/>')
    section._sectPr.find(qn("w:cols")).addprevious(numbering)  # noqa: SLF001  python-docx has no API for it


def add_page_number(paragraph: Paragraph, style: str) -> None:
    """“— 1 —” with a PAGE field."""
    paragraph.style = style
    field = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    for part in ('<w:t xml:space="preserve">— </w:t>', *field, '<w:t xml:space="preserve"> —</w:t>'):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))  # noqa: SLF001


KINDS = (
    ("heading1", "heading 1", "{{r block.text.runs }}"),
    ("heading2", "heading 2", "{{r block.text.runs }}"),
    ("heading3", "heading 3", "{{r block.text.runs }}"),
    ("caption", "表题", "{{r block.text.runs }}"),
    ("unit_note", "表格单位", "{{r block.text.runs }}"),
    ("table", "表格正文", "{{p block.table }}"),
    ("attachment_label", "附件标识", "{{r block.text.runs }}"),
    ("attachment_title", "附件标题", "{{r block.text.runs }}"),
)


def write_loop(document: DocumentType, name: str) -> None:
    """One branch a kind of block; what is left is body text."""
    document.add_paragraph("{%p for block in " + name + " %}")
    for position, (kind, style, tag) in enumerate(KINDS):
        word = "elif" if position else "if"
        document.add_paragraph("{%p " + f"{word} block.kind == '{kind}'" + " %}")
        document.add_paragraph(tag, style)
        if kind == "table":
            document.add_paragraph("", "表后")
    document.add_paragraph("{%p else %}")
    document.add_paragraph("{{r block.text.runs }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def add_field(document: DocumentType, style: str, tag: str, bookmark: int) -> None:
    """A paragraph whose text is a bookmark named like its style (Word: 插入 → 书签)."""
    paragraph = document.add_paragraph(style=style)
    start = f'<w:bookmarkStart {nsdecls("w")} w:id="{bookmark}" w:name="{style}"/>'
    paragraph._p.append(parse_xml(start))  # noqa: SLF001
    paragraph.add_run(tag)
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{bookmark}"/>'))  # noqa: SLF001


def write_cover(document: DocumentType) -> None:
    """The title and the cover's lines on a page of their own."""
    document.add_paragraph("{{r title.runs }}", "封面标题")
    document.add_paragraph("{%p for line in cover %}")
    document.add_paragraph("{{r line.runs }}", "封面")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph(style="表后").add_run().add_break(WD_BREAK.PAGE)


def write_body(document: DocumentType, frame: Frame) -> None:
    """The text of the template, in the order of the printed report."""
    if frame.cover:
        write_cover(document)
    else:
        document.add_paragraph("{{r title.runs }}", "Title")
    if frame.closing:
        document.add_paragraph("{%p if recipients %}")
        add_field(document, "主送机关", "{{r recipients.runs }}", 1)
        document.add_paragraph("{%p endif %}")
    write_loop(document, "blocks")
    if frame.closing:
        write_closing(document)
    write_loop(document, "attachment_blocks")


def write_closing(document: DocumentType) -> None:
    """附件说明, 落款 and 成文日期."""
    document.add_paragraph("{%p for attachment in attachments %}")
    number = "{% if attachment.number %}{{ attachment.number }}. {% endif %}"
    document.add_paragraph("{%p if loop.first %}")
    first = document.add_paragraph("附件：" + number, "附件说明")
    first.add_run("{{r attachment.title.runs }}")
    document.add_paragraph("{%p else %}")
    following = document.add_paragraph(number, "附件说明续")
    following.add_run("{{r attachment.title.runs }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    add_field(document, "落款", "{{r signatory.runs }}", 2)
    add_field(document, "成文日期", "{{r date.runs }}", 3)


def drop_unused_parts(document: DocumentType) -> None:
    """Thumbnail, numbering and font table of python-docx's own template describe another document."""
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if not rel.reltype.endswith((*KEPT_PARTS, "/footer"))]:
            del rels[key]


def build(pitch: float, frame: Frame = Frame()) -> bytes:
    """The template's bytes; the same pitch and frame give the same bytes."""
    document = Document()
    drop_unused_parts(document)
    set_styles(document, pitch, frame)
    refill(document.settings.element, SETTINGS)
    set_page(document, pitch)
    if frame.cover:
        leave_cover_unnumbered(document)
    write_body(document, frame)
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "ziping", "", ""
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    target = io.BytesIO()
    document.save(target)
    return fixed_zip(target.getvalue())


def main() -> None:
    """Write the templates of all families, or of one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--line-pitch", type=float, help="fixed line pitch in points (28–30)")
    parser.add_argument("--family", choices=FAMILIES, help="one family only; all of them if not given")
    parser.add_argument("--out", type=Path, help="where to write it; needs --family")
    options = parser.parse_args()
    if options.out and not options.family:
        parser.error("--out needs --family")
    for family in [options.family] if options.family else FAMILIES:
        target = options.out or TEMPLATES / family / "report.docx"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(build(options.line_pitch or FAMILIES[family].pitch, FAMILIES[family]))
        print(target)


if __name__ == "__main__":
    main()

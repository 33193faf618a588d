"""Draft -> Word: fills a docx template that a user may replace.

Fonts, sizes, margins and shading live in the template; its contract is told in
``tools/build_report_template.py``. Here are only words, the structure of tables, and what guards both: a template
is code, so it runs in jinja2's sandbox; a draft is data, so none of its characters is ever markup or a tag.
"""

from __future__ import annotations

import html
import io
import re
import traceback
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, count, pairwise
from typing import Any, NamedTuple, TypeAlias

from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Emu
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from ziping.domain.draft import Block, Cell, Draft, Provenance, Row, Table
from ziping.errors import RenderError, ZipingError
from ziping.render.zip_bytes import fixed_zip

MAX_UNPACKED_BYTES = 50_000_000
TABLE_STYLE, MISSING_STYLE = "自评表格", "待补充"
CELL_STYLES = {"header": "表格表头", "body": "表格正文", "subtotal": "表格合计", "total": "表格合计"}
_NEEDED_STYLES = (TABLE_STYLE, MISSING_STYLE, *dict.fromkeys(CELL_STYLES.values()))
_LOOK_OF_ROW = {"header": "firstRow", "body": "", "subtotal": "lastRow", "total": "lastRow"}
_CELL_LOOK_ORDER = ("tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign")

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_CUSTOM_PROPERTIES = f"{_OFFICE}relationships/custom-properties"

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MISSING = re.compile(r"(待补充(?:：(?:（[^（）\n]*）|[^，。；！？（）\n])*)?)")
_EMPTY_RUN = re.compile(r"<w:r(?: [^>]*)?>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?: [^>]*)?></w:t></w:r>")
_HINT = '<w:rFonts w:hint="eastAsia"/>'  # else Word takes “ ” — … from the Latin font


def render_report(draft: Draft, template: bytes) -> bytes:
    """The report as a docx file; the same draft and template give the same bytes.

    Raises:
        RenderError: the template is not a docx, is too large, or cannot be filled.
    """
    word = _open(template)
    document: Document = word.get_docx()
    context = _context(draft, document)
    try:
        word.render(context, _ENVIRONMENT)
        _set_properties(document, draft)
    except (etree.XMLSyntaxError, UnicodeDecodeError) as exc:
        raise RenderError(f"模板的页眉、页脚、脚注或属性不是有效的内容：{exc}。请检查其中的标签") from exc
    target = io.BytesIO()
    document.save(target)
    return fixed_zip(target.getvalue())


class Text(Markup):
    """Escaped text for ``{{ x }}``; ``{{r x.runs }}`` also marks what is still to be supplied."""

    runs: Markup


def _escape(raw: str) -> str:
    """Braces as references too: docxtpl turns ``{_{`` into ``{{`` after rendering."""
    return html.escape(_NOT_IN_XML.sub("", raw)).replace("{", "&#123;").replace("}", "&#125;")


def _run(raw: str, style: str = "") -> str:
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    text = _escape(raw).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    text = f"<w:t>{text}</w:t>".replace("<w:t>", '<w:t xml:space="preserve">')
    return f"<w:r><w:rPr>{named}{_HINT}</w:rPr>{text}</w:r>"


def _runs(raw: str, missing_style: str) -> str:
    if "待补充" not in raw:
        return _run(raw) if raw else ""
    pieces = _MISSING.split(raw)  # plain, missing, plain, …
    return "".join(_run(piece, missing_style if n % 2 else "") for n, piece in enumerate(pieces) if piece)


def _text(raw: str, missing_style: str, before: str = "", after: str = "") -> Text:
    text = Text(_escape(raw))
    text.runs = Markup(before + _runs(raw, missing_style) + after)  # noqa: S704  built from escaped text
    return text


class _Bookmarks:
    """Names of at most 40 letters, digits and underscores; Word ignores case and forbids a digit in front."""

    def __init__(self, document: Document) -> None:
        starts = list(document.element.body.iter(qn("w:bookmarkStart")))
        self._names = {str(start.get(qn("w:name"))).casefold() for start in starts}
        self._numbers = count(1 + max((int(start.get(qn("w:id"), "0")) for start in starts), default=0))

    def around(self, section_id: str, raw: str, missing_style: str) -> Text:
        stem = re.sub(r"^(?![A-Za-z])", "s_", re.sub(r"\W", "_", section_id, flags=re.ASCII))
        names = chain([stem[:40]], (f"{stem[:35]}_{n}" for n in count(2)))
        name = next(name for name in names if name.casefold() not in self._names)
        self._names.add(name.casefold())
        number = next(self._numbers)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
        return _text(raw, missing_style, start, f'<w:bookmarkEnd w:id="{number}"/>')


class PrintBlock(NamedTuple):
    """What one branch of the template prints."""

    kind: str
    text: Text
    table: Markup = Markup("")


def _context(draft: Draft, document: Document) -> dict[str, object]:
    look, bookmarks = _look(document), _Bookmarks(document)

    def text(raw: str) -> Text:
        return _text(raw, look.missing)

    recipients = "、".join(draft.recipients)
    blocks: list[PrintBlock] = []
    for section in draft.sections:
        heading = bookmarks.around(section.id, section.heading, look.missing)
        blocks.append(PrintBlock(f"heading{section.level}", heading))
        blocks += _print_blocks(section.blocks, look)
    annexes: list[PrintBlock] = []
    for annex in draft.attachments:
        label = bookmarks.around(annex.id, annex.label, look.missing)
        annexes += [PrintBlock("attachment_label", label), PrintBlock("attachment_title", text(annex.title))]
        annexes += _print_blocks(annex.blocks, look)
    return {
        "title": text(draft.title),
        "unit": text(draft.unit),
        "year": draft.year,
        "recipients": text(f"{recipients.removesuffix('：')}：" if recipients else ""),
        "blocks": blocks,
        "attachments": [
            {
                "label": text(a.label),
                "number": text(re.sub(r".*?([0-9]*)$", r"\1", a.label)),
                "title": text(a.title),
            }
            for a in draft.attachments
        ],
        "signatory": text(draft.signatory),
        "date": text(draft.date),
        "attachment_blocks": annexes,
    }


def _print_blocks(blocks: Iterable[Block], look: _Look) -> Iterator[PrintBlock]:
    for block in blocks:
        if not isinstance(block, Table):
            yield PrintBlock("body", _text(block.text, look.missing))
            continue
        for kind, raw in (("caption", block.caption), ("unit_note", block.unit_note)):
            if raw:
                yield PrintBlock(kind, _text(raw, look.missing))
        xml = _table_xml(block, look)
        yield PrintBlock("table", _text("", look.missing), Markup(xml))  # noqa: S704  built from escaped text


class _Look(NamedTuple):
    """What the template says about tables: style ids, per row kind the content of ``w:tcPr``, twips."""

    missing: str
    table: str
    paragraphs: dict[str, str]
    cells: dict[str, str]
    width: int


def _look(document: Document) -> _Look:
    styles = {style.name: style for style in document.styles}
    if absent := [name for name in _NEEDED_STYLES if name not in styles]:
        raise RenderError(f"模板缺少样式：{'、'.join(absent)}。请从自带模板复制这些样式，或在自带模板上修改")
    page = next(iter(document.sections), None)
    if not (page and page.page_width and page.left_margin is not None and page.right_margin is not None):
        raise RenderError("模板没有页面设置（纸张和页边距）。请在 Word 的“布局”中设置后另存")
    element = styles[TABLE_STYLE].element
    return _Look(
        missing=styles[MISSING_STYLE].style_id,
        table=styles[TABLE_STYLE].style_id,
        paragraphs={kind: styles[name].style_id for kind, name in CELL_STYLES.items()},
        cells={kind: _cell_look(element, condition) for kind, condition in _LOOK_OF_ROW.items()},
        width=Emu(page.page_width - page.left_margin - page.right_margin).twips,
    )


def _cell_look(style: Any, condition: str) -> str:
    """The cell properties of a table style, with those of one condition on top, in the order of the schema."""
    found: dict[str, str] = {}
    for owner in (style, *style.findall(f"{qn('w:tblStylePr')}[@{qn('w:type')}='{condition}']")):
        for child in owner.iterfind(f"{qn('w:tcPr')}/*"):
            xml = etree.tostring(child, encoding="unicode")
            found[etree.QName(child).localname] = re.sub(r' xmlns(:\w+)?="[^"]*"', "", xml).strip()
    return "".join(found[name] for name in _CELL_LOOK_ORDER if name in found)


class _Slot(NamedTuple):
    cell: Cell | None
    """None where a cell from above goes on."""
    column: int
    columns: int
    goes_on: bool


def _grid(table: Table) -> Iterator[tuple[Row, list[_Slot]]]:
    """Each row with the places that cells from above cover, which the draft leaves out."""
    above: dict[int, tuple[int, int]] = {}  # first column -> rows left, columns
    for number, row in enumerate(table.rows, start=1):
        slots, cells, below = [], list(reversed(row.cells)), {}
        column = 0
        while column < len(table.widths) and (column in above or cells):
            cell = None if column in above else cells.pop()
            rows, columns = above.pop(column) if cell is None else (cell.rows, cell.columns)
            slots.append(_Slot(cell, column, columns, goes_on=rows > 1))
            if rows > 1:
                below[column] = (rows - 1, columns)
            column += columns
        if cells or above or column != len(table.widths):
            where = f"表格“{table.caption or table.id}”第 {number} 行"
            raise ZipingError(f"{where}的单元格对不上 {len(table.widths)} 列；这是程序的错误，请反馈")
        above = below
        yield row, slots


def _table_xml(table: Table, look: _Look) -> str:
    edges = [look.width * sum(table.widths[:n]) // sum(table.widths) for n in range(len(table.widths) + 1)]
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    rows, in_head = [], True
    for row, slots in _grid(table):
        in_head = in_head and row.kind == "header"
        repeat = "<w:tblHeader/>" if in_head else ""
        cells = "".join(_cell_xml(slot, row.kind, edges, look) for slot in slots)
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{cells}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{look.table}"/><w:tblW w:w="{look.width}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell_xml(slot: _Slot, kind: str, edges: list[int], look: _Look) -> str:
    width = edges[slot.column + slot.columns] - edges[slot.column]
    span = f'<w:gridSpan w:val="{slot.columns}"/>' if slot.columns > 1 else ""
    if slot.cell is None:
        merge, align, runs = "<w:vMerge/>", "center", ""
    else:
        merge = '<w:vMerge w:val="restart"/>' if slot.goes_on else ""
        align, runs = slot.cell.align, _runs(slot.cell.text, look.missing)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{look.cells[kind]}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{look.paragraphs[kind]}"/><w:jc w:val="{align}"/></w:pPr>{runs}</w:p></w:tc>'
    )


_Context: TypeAlias = dict[str, object]
_MUST_PRINT = ("title", "blocks", "attachment_blocks")
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
_NOT_DOCX = (PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError)
_UNREADABLE = (*_NOT_DOCX, AttributeError, EOFError, KeyError, ValueError)  # what python-docx lets through


class _Sandbox(ImmutableSandboxedEnvironment):
    """``{{ "a" * 10**10 }}`` would fill the memory; a report template needs no products."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:  # noqa: ARG002
        raise SecurityError(f"模板中不能用 {operator} 运算")


_ENVIRONMENT = _Sandbox(autoescape=True, undefined=StrictUndefined)


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl ships no types
    """docxtpl that never drops text silently and names the paragraph that is wrong."""

    def patch_xml(self, src_xml: str) -> str:
        return _EMPTY_RUN.sub("", super().patch_xml(src_xml))  # {{r …}} leaves one on either side

    def render_xml_part(self, src_xml: str, part: Any, context: _Context, jinja_env: Any = None) -> str:
        wanted = [name for name in _MUST_PRINT if part is self.docx.part and context[name]]
        if unused := [name for name in wanted if not re.search(rf"\{{[{{%][^}}%]*\b{name}\b", src_xml)]:
            raise RenderError(f"模板没有用到 {'、'.join(unused)}，报告内容会丢失。请照自带模板补上标签")
        try:
            return str(super().render_xml_part(src_xml, part, context, jinja_env))
        except _FAULTS as exc:
            raise RenderError(_explain(exc, src_xml, context)) from exc

    def resolve_listing(self, xml: str) -> str:
        return str(super().resolve_listing(xml)) if re.search("[\t\n\a\f]", xml) else xml

    def fix_tables(self, xml: str) -> Any:
        try:
            etree.fromstring(xml)  # docxtpl's own parser recovers and drops the rest of the report
            tree = super().fix_tables(xml)
        except (etree.XMLSyntaxError, AttributeError) as exc:
            advice = "请检查 {%p … %} 是否独占一段、for/endfor 与 if/endif 是否成对"
            raise RenderError(f"模板填充后不是有效的 Word 内容：{exc}。{advice}") from exc
        if tree.xpath("./w:r | .//w:t/* | .//w:p/w:tbl | .//w:tc/w:r", namespaces=tree.nsmap):
            advice = "表格写 {{p block.table }} 并独占一段，文字写 {{r x.runs }} 或 {{ x }}"
            raise RenderError(f"模板的标签写错了位置：{advice}")
        return tree

    def render_properties(self, context: _Context, jinja_env: Any = None) -> None:
        """Nothing: docxtpl would escape them twice; they are set from the draft."""


def _explain(exc: Exception, src_xml: str, context: _Context) -> str:
    frames = traceback.extract_tb(exc.__traceback__)
    line = next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), 0)
    line = exc.lineno if isinstance(exc, TemplateSyntaxError) else line
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml).split("\n")  # as docxtpl counts
    found = re.sub(r"<[^>]+>", "", lines[line - 1]).strip()[:60] if line and line <= len(lines) else ""
    place = f"（段落“{found}”）" if found else ""
    if isinstance(exc, TemplateSyntaxError):
        return f"模板的标签有语法错误{place}：{exc.message}。请照自带模板改正"
    if isinstance(exc, SecurityError):
        return f"模板用了不允许的写法{place}：{exc.message}。模板只能打印变量、判断和循环"
    if isinstance(exc, UndefinedError):
        used = meta.find_undeclared_variables(_ENVIRONMENT.parse(src_xml))
        names = sorted(used - context.keys() - _ENVIRONMENT.globals.keys())
        known = f"可用的变量：{'、'.join(context)}"
        return f"模板用到了没有的变量{place}：{'、'.join(names) or exc.message}。{known}。请改正或删去"
    return f"模板的标签无法执行{place}：{type(exc).__name__}: {exc}。请照自带模板改正"


def _open(template: bytes) -> _Template:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size <= MAX_UNPACKED_BYTES:
            word = _Template(io.BytesIO(template))
            word.init_docx()
            return word
    except _UNREADABLE as exc:
        problem = f"模板不是完好的 .docx 文件（可能是 .doc、.wps 或加密文件）：{exc}"
        raise RenderError(f"{problem}。请在 Word 或 WPS 中另存为 .docx（不加密）后重试") from exc
    raise RenderError(f"模板解压后有 {size:,} 字节，超过 {MAX_UNPACKED_BYTES:,}。请删去其中的图片后重试")


def _set_properties(document: Document, draft: Draft) -> None:
    values = {
        "title": draft.title.replace("\n", ""),
        "subject": f"{draft.year}年绩效自评报告",
        "author": draft.unit,
        "last_modified_by": "ziping",
        "keywords": f"绩效自评;{draft.year};{draft.rubric}",
        "comments": "",
    }
    if made_from := draft.provenance:
        parts = [f"{name} {value[:12] if 'hash' in name else value}" for name, value in made_from if value]
        values["comments"] = "; ".join(parts)
        _set_custom_properties(document, made_from)
    properties = document.core_properties
    for name, value in values.items():
        setattr(properties, name, _NOT_IN_XML.sub("", value)[:255])  # python-docx refuses more
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    properties.revision = 1


def _set_custom_properties(document: Document, made_from: Provenance) -> None:
    """``ziping.<field>`` with full hashes; other properties of the template stay."""
    new = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" name="ziping.{name}">'
        f"<vt:lpwstr>{_escape(str(value))}</vt:lpwstr></property>"
        for name, value in made_from
    )
    spaces = f'xmlns="{_OFFICE}custom-properties" xmlns:vt="{_OFFICE}docPropsVTypes"'
    root = etree.fromstring(f"<Properties {spaces}>{new}</Properties>")
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype == _CUSTOM_PROPERTIES]:
        old = etree.fromstring(
            package.rels.pop(key).target_part.blob, etree.XMLParser(resolve_entities=False)
        )
        root.extend([child for child in old if not str(child.get("name")).startswith("ziping.")])
    for number, child in enumerate(root, start=2):
        child.set("pid", str(number))
    content_type = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package.relate_to(Part(PackURI("/docProps/custom.xml"), content_type, blob, package), _CUSTOM_PROPERTIES)

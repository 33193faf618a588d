"""Draft -> Word: fills a docx template that a user may replace.

Fonts, sizes, margins and shading live in the template; its contract is told in
``tools/build_report_template.py``. Here are only words, the structure of tables, and what guards both: a template
is code, so it runs in jinja2's sandbox; a draft is data, so none of its characters is ever markup or a tag.
"""

from __future__ import annotations

import io
import re
import traceback
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any, NamedTuple, TypeAlias

from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from ziping.domain.draft import Block, Draft, Provenance, Table
from ziping.errors import RenderError
from ziping.render.docx_table import Look, look_of, table_xml
from ziping.render.docx_text import NOT_IN_XML, Text, escape, text_of
from ziping.render.word_bytes import word_bytes

MAX_UNPACKED_BYTES = 50_000_000

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_CUSTOM_PROPERTIES = f"{_OFFICE}relationships/custom-properties"

_EMPTY_RUN = re.compile(r"<w:r(?: [^>]*)?>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?: [^>]*)?></w:t></w:r>")


def render_report(draft: Draft, template: bytes, subject: str = "") -> bytes:
    """The report as a docx file; the same draft and template give the same bytes.

    Args:
        draft: the report, or another official letter.
        template: the Word template.
        subject: what the file's properties call it; a report of its year unless given.

    Raises:
        RenderError: the template is not a docx, is too large, or cannot be filled.
    """
    word = _open(template)
    document: Document = word.get_docx()
    context = _context(draft, document)
    try:
        word.render(context, _ENVIRONMENT)
        _set_properties(document, draft, subject or f"{draft.year}年绩效自评报告")
    except (etree.XMLSyntaxError, UnicodeDecodeError) as exc:
        raise RenderError(f"模板的页眉、页脚、脚注或属性不是有效的内容：{exc}。请检查其中的标签") from exc
    return word_bytes(document)


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
        return text_of(raw, missing_style, start, f'<w:bookmarkEnd w:id="{number}"/>')


class PrintBlock(NamedTuple):
    """What one branch of the template prints."""

    kind: str
    text: Text
    table: Markup = Markup("")


def _context(draft: Draft, document: Document) -> dict[str, object]:
    look, bookmarks = look_of(document), _Bookmarks(document)

    def text(raw: str) -> Text:
        return text_of(raw, look.missing)

    recipients = "、".join(draft.recipients)
    blocks: list[PrintBlock] = []
    for section in draft.sections:
        if section.heading:
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
        "cover": [text(line.text) for line in draft.cover],
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


def _print_blocks(blocks: Iterable[Block], look: Look) -> Iterator[PrintBlock]:
    for block in blocks:
        if not isinstance(block, Table):
            yield PrintBlock("body", text_of(block.text, look.missing))
            continue
        for kind, raw in (("caption", block.caption), ("unit_note", block.unit_note)):
            if raw:
                yield PrintBlock(kind, text_of(raw, look.missing))
        xml = table_xml(block, look)
        yield PrintBlock("table", text_of("", look.missing), Markup(xml))  # noqa: S704  built from escaped text


_Context: TypeAlias = dict[str, object]
_MUST_PRINT = ("title", "cover", "blocks", "attachment_blocks")
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


def _set_properties(document: Document, draft: Draft, subject: str) -> None:
    values = {
        "title": draft.title.replace("\n", ""),
        "subject": subject,
        "author": draft.unit,
        "last_modified_by": "ziping",
        "keywords": ";".join(["绩效自评", *([str(draft.year)] if draft.year else []), draft.rubric]).rstrip(
            ";"
        ),
        "comments": "",
    }
    if made_from := draft.provenance:
        parts = [f"{name} {value[:12] if 'hash' in name else value}" for name, value in made_from if value]
        values["comments"] = "; ".join(parts)
        _set_custom_properties(document, made_from)
    properties = document.core_properties
    for name, value in values.items():
        setattr(properties, name, NOT_IN_XML.sub("", value)[:255])  # python-docx refuses more
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    properties.revision = 1


def _set_custom_properties(document: Document, made_from: Provenance) -> None:
    """``ziping.<field>`` with full hashes; other properties of the template stay."""
    new = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" name="ziping.{name}">'
        f"<vt:lpwstr>{escape(str(value))}</vt:lpwstr></property>"
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

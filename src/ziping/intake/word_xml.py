"""WordprocessingML as it looks when all changes are accepted: paragraphs, tables and their words, after safety checks.

Inserted runs count, deleted ones do not; text boxes, content controls, footnotes and endnotes are read as well.
(``Paragraph.text`` of the library leaves out inserted runs and content controls: a figure typed with "track changes"
on would go unread.) Pictures, macros and embedded files are left behind before anything is parsed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ziping.errors import UnreadableInputError
from ziping.intake.xlsx_guard import BROKEN, MAX_FILE_BYTES, check_parts, check_sizes, is_xml, packed

if TYPE_CHECKING:
    from docx.document import Document

    from ziping.intake.word_numbering import WordNumbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "rt", "instrText")} | {_FALLBACK}
_SPOKEN = {f"{_W}{name}": text for name, text in (("tab", "\t"), ("br", "\n"), ("cr", "\n"))}
_SPOKEN[f"{_W}noBreakHyphen"] = "-"
_NOTES = ("/footnotes", "/endnotes")
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PART = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAIN_PARTS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
"""Files with macros and templates: their words are those of a plain document."""
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_OLE_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_FORMULAS = ("Equation", "MathType")
_CHANGES = ("ins", "del", "moveFrom", "moveTo")


def open_docx(data: bytes, name: str) -> Document:
    """A Word document after the checks a workbook gets.

    Raises:
        UnreadableInputError: too large, damaged, encrypted, a bomb, or another kind of file.
    """
    return _opened(_checked(data, name), name)


def open_whole_docx(data: bytes, name: str) -> Document:
    """The document with its pictures and everything else, to be written again; the same checks.

    Raises:
        UnreadableInputError: see ``open_docx``; also a file with macros, which is only ever read.
    """
    if b"vbaProject" in data:
        raise UnreadableInputError(f"{name}：文件带宏，不在里面加批注；请用 Word 或 WPS 另存为 .docx 再试")
    _checked(data, name)
    document = _opened(data, name)
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/comments") and (
            relation.is_external or relation.target_part.content_type != _COMMENTS
        ):
            raise _broken(name)
    return document


def _opened(data: bytes, name: str) -> Document:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.oxml.exceptions import XmlchemyError

    try:
        document = docx.Document(io.BytesIO(data))
        for (
            style
        ) in document.styles:  # read when first asked for: several style parts, one elsewhere, strange kinds
            str(style.name)
    except (*BROKEN, PackageNotFoundError, XmlchemyError, SyntaxError) as error:
        raise _broken(name) from error
    return document


def _broken(name: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{name}：不是完好的 Word 文档（可能已损坏、加了密码，或是别的格式改了后缀名）；"
        f"请用 Word 或 WPS 打开后另存为 .docx 再试"
    )


def _checked(data: bytes, name: str) -> bytes:
    """The archive after the checks a workbook gets; pictures, macros and embedded files are emptied."""
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableInputError(
            f"{name}：文件超过 {MAX_FILE_BYTES // 1_000_000} MB，不读取；请删去图片、附件再试"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _measured(archive, name)
    except BROKEN as error:
        raise _broken(name) from error
    for kind in _OTHER_MAIN_PARTS:
        parts[_CONTENT_TYPES] = parts.get(_CONTENT_TYPES, b"").replace(kind, _MAIN_PART)
    return packed(parts)


def _measured(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    try:
        check_sizes(archive, name)
        parts = {info.filename: archive.read(info) if is_xml(info) else b"" for info in archive.infolist()}
        check_parts(parts, name)
    except UnreadableInputError as error:
        raise UnreadableInputError(
            f"{name}：Word 文档解压后太大或写法不正常，为安全起见不读取；"
            f"请删去插入的图片、附件，用 Word 或 WPS 另存为 .docx 再试"
        ) from error
    return parts


def docx_blocks(body: Any) -> Iterator[tuple[str, Any]]:
    """Paragraphs and outermost tables in reading order, also inside content controls and text boxes."""
    stack = list(reversed(body))
    while stack:
        element = stack.pop()
        if element.tag in _SKIPPED:
            continue
        if element.tag == f"{_W}tbl":
            yield "table", element
            continue
        if element.tag == f"{_W}p":
            yield "paragraph", element
        stack.extend(reversed(element))


def contents_styles(document: Document) -> set[str]:
    """Ids of the styles of a table of contents, whose page numbers are no figures of the report."""
    names = ((style.style_id, style.name or "") for style in document.styles)
    return {style_id for style_id, name in names if name.lower().startswith(("toc ", "目录"))}


def style_of(paragraph: Any) -> str | None:
    """The id of a paragraph's style."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return None if style is None else style.get(f"{_W}val")


def cell_text(cell: Any, numbering: WordNumbering | None = None) -> str:
    """The paragraphs of a table cell, one a line, with the numbers Word puts before them; a table in it is part of it."""
    return "\n".join(filter(None, (numbered_text(part, numbering) for part in cell_paragraphs(cell))))


def cell_paragraphs(cell: Any) -> Iterator[Any]:
    """The paragraphs of a table cell, those of a table in it too."""
    for kind, element in docx_blocks(cell):
        yield from (element,) if kind == "paragraph" else element.iter(f"{_W}p")


def numbered_text(paragraph: Any, numbering: WordNumbering | None) -> str:
    """The paragraph's words with the number that Word puts before them; a list item taken out does not count."""
    text = paragraph_text(paragraph)
    if numbering is None or (not text and paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None):
        return text
    return f"{numbering.label(paragraph)}{text}"


def paragraph_text(paragraph: Any) -> str:
    """The paragraph's own words: inserted runs, links and fields' results; not those of text boxes in it."""
    return "".join(text for _, text in paragraph_pieces(paragraph))


def paragraph_pieces(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """The elements that speak (text, tabs, breaks) with their words, in order."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag in _SKIPPED or element.tag == f"{_W}p":
            continue
        text = (element.text or "") if element.tag == f"{_W}t" else _SPOKEN.get(element.tag, "")
        if text:
            yield element, text
        stack.extend(reversed(element))


def note_texts(document: Document) -> Iterator[str]:
    """The paragraphs of footnotes and endnotes."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith(_NOTES) and not relation.is_external:
            for paragraph in parse_xml(relation.target_part.blob).iter(f"{_W}p"):
                text = paragraph_text(paragraph)
                if text.strip():
                    yield text


def has_changes(document: Document) -> bool:
    """Whether somebody's tracked changes are still open."""
    body = document.element.body
    return any(next(body.iter(f"{_W}{name}"), None) is not None for name in _CHANGES)


def embedded_files(document: Document) -> int:
    """How many other files are put into the text, or drawn in from elsewhere; formulas are none."""
    body = document.element.body
    objects = (item.get("ProgID") or "" for item in body.iter(_OLE_OBJECT))
    chunks = sum(1 for _ in body.iter(f"{_W}altChunk", f"{_W}subDoc"))
    return chunks + sum(not program.startswith(_FORMULAS) for program in objects)

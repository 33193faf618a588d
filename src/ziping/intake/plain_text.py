"""Any finished text as one string with places: txt and md by lines, docx by paragraphs and table rows.

A docx edited by hand is read as it looks when all changes are accepted: inserted runs count, deleted ones do not;
text boxes, content controls, footnotes and endnotes are read as well. (``Paragraph.text`` of the library leaves out
inserted runs and content controls: a figure typed with "track changes" on would go unchecked.)
"""

from __future__ import annotations

import bisect
import io
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ziping import resources
from ziping.domain.finding import quoted
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError
from ziping.intake.xlsx_guard import BROKEN, MAX_FILE_BYTES, check_parts, check_sizes, is_xml, packed

if TYPE_CHECKING:
    from docx.document import Document

MAX_TEXT_BYTES = resources.MAX_RESOURCE_BYTES
"""Largest text that is read, also from standard input."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "rt", "instrText")} | {_FALLBACK}
_SPOKEN = {f"{_W}{name}": text for name, text in (("tab", "\t"), ("br", "\n"), ("cr", "\n"))}
_SPOKEN[f"{_W}noBreakHyphen"] = "-"
_NOTES = ("/footnotes", "/endnotes")


class Block(NamedTuple):
    """``text[start:end]`` is a line, a paragraph or a table row."""

    start: int
    end: int
    place: Place


class PlainText:
    """A text and where its pieces stand; offsets are code points."""

    def __init__(self, text: str, blocks: tuple[Block, ...]) -> None:
        self.text = text
        self.blocks = blocks

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def block(self, offset: int) -> Block:
        """The block that holds an offset."""
        return self.blocks[max(bisect.bisect_right(self._starts, offset) - 1, 0)]

    def quote(self, start: int, end: int, around: int = 16) -> str:
        """The words around a span, the span in 【】, on one line."""
        block = self.block(start)
        text = self.text[block.start : max(block.end, end)]
        return quoted(text, start - block.start, end - block.start, around)


def read_plain_text(path: Path) -> PlainText:
    """The text of a txt, md or docx file.

    Raises:
        UnreadableInputError: another kind of file, not UTF-8, damaged, too large, a bomb.
    """
    return plain_text(resources.read_bytes(path), path.name)


def plain_text(data: bytes, name: str) -> PlainText:
    """The text of a file's bytes, told apart by content.

    Raises:
        UnreadableInputError: see ``read_plain_text``.
    """
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableInputError(
            f"{name}：这是旧版 .doc 文件或加了打开密码的文档，请取消密码，用 Word 或 WPS 另存为 .docx 后重试"
        )
    if data[:4] == b"%PDF":
        raise UnreadableInputError(f"{name}：这里不读 PDF，请换成 .docx、.txt 或 .md")
    if data[:4] == b"PK\x03\x04":
        return _joined(list(_docx_pieces(data, name)))
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableInputError(
            f"{name}：超过 {MAX_TEXT_BYTES // 1_000_000} MB，不读取，请检查是否选错了文件"
        )
    try:
        return _lines(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableInputError(
            f"{name}：不是 .docx，也不是 UTF-8 文本（第 {error.start} 个字节起），请另存为 UTF-8 编码"
        ) from error


def _lines(text: str) -> PlainText:
    """The text as it is: offsets are those of the file without its byte order mark."""
    blocks: list[Block] = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        blocks.append(Block(start, start + len(line), Place(line=number)))
        start += len(line) + 1
    return PlainText(text, tuple(blocks))


def _joined(pieces: list[tuple[str, Place]]) -> PlainText:
    blocks: list[Block] = []
    start = 0
    for text, place in pieces:
        blocks.append(Block(start, start + len(text), place))
        start += len(text) + 1
    return PlainText("\n".join(text for text, _ in pieces), tuple(blocks) or (Block(0, 0, Place()),))


def _docx_pieces(data: bytes, name: str) -> Iterator[tuple[str, Place]]:
    document = open_docx(data, name)
    contents = contents_styles(document)
    count = tables = 0
    for kind, element in docx_blocks(document.element.body):
        if kind == "table":
            tables += 1
            for row, text in enumerate(_rows(element), start=1):
                if text.strip():
                    yield text, Place(table=tables, row=row)
        elif (text := paragraph_text(element)).strip() and style_of(element) not in contents:
            count += 1
            yield text, Place(paragraph=count)
    for text in _note_texts(document):
        yield text, Place(heading="脚注尾注")


def open_docx(data: bytes, name: str) -> Document:
    """A Word document after the checks a workbook gets.

    Raises:
        UnreadableInputError: too large, damaged, encrypted, a bomb, or another kind of file.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if len(data) > MAX_FILE_BYTES:
        raise UnreadableInputError(
            f"{name}：文件超过 {MAX_FILE_BYTES // 1_000_000} MB，不读取；请删去图片、附件再试"
        )
    try:
        return docx.Document(io.BytesIO(_checked(data, name)))
    except (*BROKEN, PackageNotFoundError, SyntaxError) as error:
        raise UnreadableInputError(
            f"{name}：不是完好的 Word 文档（可能已损坏、加了密码，或是 .xlsx、.docm 等别的格式）；"
            f"请用 Word 或 WPS 打开后另存为 .docx 再试"
        ) from error


def _checked(data: bytes, name: str) -> bytes:
    """The archive after the checks a workbook gets; pictures and embedded files are emptied."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            check_sizes(archive, name)
            parts = {
                info.filename: archive.read(info) if is_xml(info) else b"" for info in archive.infolist()
            }
            check_parts(parts, name)
        except UnreadableInputError as error:
            raise UnreadableInputError(
                f"{name}：Word 文档解压后太大或写法不正常，为安全起见不读取；"
                f"请删去插入的图片、附件，用 Word 或 WPS 另存为 .docx 再试"
            ) from error
    return packed(parts)


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


def _rows(table: Any) -> Iterator[str]:
    """Each row as one line, cells separated by tabs; a table in a cell is part of its row."""
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is table and row.find(f"{_W}trPr/{_W}del") is None:
            cells = (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row)
            yield "\t".join(cell_text(cell) for cell in cells)


def cell_text(cell: Any) -> str:
    """The paragraphs of a table cell, one a line; a table in it is part of it."""
    return "\n".join(filter(None, (paragraph_text(part) for part in _deep(cell))))


def _deep(cell: Any) -> Iterator[Any]:
    for kind, element in docx_blocks(cell):
        yield from (element,) if kind == "paragraph" else element.iter(f"{_W}p")


def paragraph_text(paragraph: Any) -> str:
    """The paragraph's own words: inserted runs, links and fields' results; not those of text boxes in it."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag in _SKIPPED or element.tag == f"{_W}p":
            continue
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        parts.append(_SPOKEN.get(element.tag, ""))
        stack.extend(reversed(element))
    return "".join(parts)


def _note_texts(document: Document) -> Iterator[str]:
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith(_NOTES) and not relation.is_external:
            for paragraph in parse_xml(relation.target_part.blob).iter(f"{_W}p"):
                text = paragraph_text(paragraph)
                if text.strip():
                    yield text

"""A web page as a document: headings, paragraphs and tables of what a reader sees; nothing is fetched or run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ziping.domain.document import Block, Document, Heading, Paragraph, Table
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError
from ziping.intake.headings import heading_level
from ziping.intake.table_html import one_line, parse_html, table_cells

MAX_BLOCKS: Final = 200_000

_SILENT = frozenset((
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "iframe",
    "object",
    "svg",
    "select",
    "button",
))
_FRAME = frozenset(("nav", "footer", "aside"))
"""Menus and legal lines around the text of a web page."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKS = frozenset([
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "form",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "ul",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "header",
    "br",
])


def read_html_document(text: str, name: str) -> Document:
    """The document of an HTML text.

    A table that holds other tables is the page's layout: its cells are read as parts of the page.

    Raises:
        UnreadableInputError: there is nothing to read, or too much.
    """
    tree = parse_html(text)
    blocks = () if tree is None else tuple(_Reader(name).blocks(tree))
    if not blocks:
        raise UnreadableInputError(
            f"{name}：网页里没有可读的文字（可能是打开后才载入的页面）；请在浏览器里打开，把正文复制到 Word 另存为 .docx"
        )
    return Document(name, blocks)


class _Reader:
    """Walks the page and numbers what it finds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._path: list[tuple[int, str]] = []
        self._tables = self._paragraphs = 0

    def blocks(self, root: Any) -> Iterator[Block]:
        count = 0
        for kind, item in _parts(root):
            block = self._table(item) if kind == "table" else self._text(item, _HEADINGS.get(kind, 0))
            if block is not None:
                count += 1
                yield block
            if count > MAX_BLOCKS:
                raise UnreadableInputError(f"{self._name}：网页太大，不读取；请只保存报告正文")

    def _place(self, **kept: int) -> Place:
        heading = " > ".join(text for _, text in self._path) or None
        return Place(file=self._name, heading=heading, **kept)

    def _table(self, element: Any) -> Table | None:
        cells = tuple(cell for cell in table_cells(element) if cell.text or cell.rows > 1 or cell.columns > 1)
        if not cells:
            return None
        self._tables += 1
        height, width = max(cell.row + cell.rows for cell in cells), max(cell.end for cell in cells)
        return Table(cells, height, width, self._place(table=self._tables))

    def _text(self, text: str, marked: int) -> Heading | Paragraph:
        level = heading_level(text, marked=bool(marked)) if marked <= 1 else marked
        self._paragraphs += 1
        place = self._place(paragraph=self._paragraphs)
        if level:
            self._path = [*((n, above) for n, above in self._path if n < level), (level, text)]
            return Heading(level, text, place)
        return Paragraph(text, place)


def _parts(root: Any) -> Iterator[tuple[str, Any]]:
    """``("table", element)``, ``("h2", text)`` and ``("", text)`` in reading order.

    A stack instead of recursion: a page may nest as deep as it likes.
    """
    held: list[str] = []
    stack: list[Any] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            held.append(item)
        elif item is None:
            yield from _flushed(held)
        elif not isinstance(item.tag, str) or item.tag in _SILENT or item.tag in _FRAME or _hidden(item):
            pass
        elif item.tag in _HEADINGS:
            yield from _flushed(held)
            if text := one_line(item.xpath("string()")):
                yield item.tag, text
        elif item.tag == "table" and next(item.iterdescendants("table"), None) is None:
            yield from _flushed(held)
            yield "table", item
        else:
            stack.extend(reversed(_opened(item)))
    yield from _flushed(held)


def _opened(element: Any) -> list[Any]:
    """An element's words and children; None stands where the page breaks."""
    broken = [None] if element.tag in _BREAKS else []
    inside: list[Any] = [*broken, element.text or ""]
    for child in element:
        inside += [child, child.tail or ""]
    return [*inside, *broken]


def _hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "hidden" in element.attrib or "display:none" in style


def _flushed(held: list[str]) -> Iterator[tuple[str, str]]:
    text = one_line("".join(held))
    held.clear()
    if text:
        yield "", text

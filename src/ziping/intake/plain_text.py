"""Any finished text as one string with places: txt and md by lines, other files by paragraphs and table rows."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ziping import resources
from ziping.domain.document import Document, Table
from ziping.domain.finding import quoted
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError
from ziping.intake.document import is_plain_text, read_document

MAX_TEXT_BYTES = resources.MAX_RESOURCE_BYTES
"""Largest text that is read, also from standard input."""


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
    """The text of a txt, md, docx, pdf, html or xlsx file.

    Raises:
        UnreadableInputError: another kind of file, not UTF-8, damaged, too large, a bomb.
    """
    return plain_text(resources.read_bytes(path), path.name)


def plain_text(data: bytes, name: str) -> PlainText:
    """The text of a file's bytes, told apart by content.

    Raises:
        UnreadableInputError: see ``read_plain_text``.
    """
    if not is_plain_text(data):
        return document_text(read_document(data, name))
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


def document_text(document: Document) -> PlainText:
    """The text of a read document."""
    return _joined(list(_pieces(document)))


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


def _pieces(document: Document) -> Iterator[tuple[str, Place]]:
    """Headings and paragraphs, and each table row as one line, its cells separated by tabs."""
    for block in document.blocks:
        if isinstance(block, Table):
            for row, cells in groupby(block.cells, key=lambda cell: cell.row):
                text = "\t".join(cell.text for cell in cells)
                if text.strip():
                    yield text, _short(block.place, row=row + 1)
        else:
            yield block.text, _short(block.place)


def _short(place: Place, **more: int) -> Place:
    """Numbers alone find a paragraph or a row; what has none keeps its heading."""
    numbered = place.paragraph or place.table or place.sheet
    return place.model_copy(update={"file": None, **({"heading": None} if numbered else {}), **more})

"""The tables of a document as a stream of lines, cut into one block of lines a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ziping.domain.document import Document, Heading, Paragraph, Table
from ziping.language.reports.forms import NOTHING, Line, Marks, begins_form, marks_of, with_line

_MARKUP = re.compile(r"</?(?:p|br|b|strong|span|div|font)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^<>]{0,200}>", re.IGNORECASE)
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef“”]"
_BETWEEN = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")


def clean(text: str) -> str:
    """A text as a unit wrote it: mark-up that some exports leave in is taken out, lines are kept."""
    if "<" in text and ">" in text:
        text = _MARKUP.sub("", _BREAK.sub("\n", text))
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def one_line(text: str) -> str:
    """A short text on one line: a break or blank between two Chinese characters is a wrap, any other one blank."""
    return _BETWEEN.sub("", " ".join(clean(text).split()))


class Block(NamedTuple):
    """The lines of one form, or of what looks like one."""

    lines: tuple[Line, ...]
    has_head: bool
    has_funds: bool
    has_columns: bool


def blocks(document: Document) -> Iterator[Block]:
    """The forms of a document: each begins with its title, or with a head row after an earlier form's table."""
    lines: list[Line] = []
    seen = NOTHING
    for line in _lines(document):
        if line is None:  # a new sheet
            yield from _block(lines, seen)
            lines, seen = [], NOTHING
            continue
        marks = marks_of(line)
        begins = begins_form(line, marks, seen)
        if begins and (seen.head or seen.funds or seen.columns):
            yield from _block(lines, seen)
            lines, seen = [], NOTHING
        if lines or begins or marks.head or marks.columns or marks.funds:
            lines.append(line)
            seen = with_line(seen, marks)
    yield from _block(lines, seen)


def _block(lines: list[Line], seen: Marks) -> Iterator[Block]:
    if seen.head or seen.funds or seen.columns:
        yield Block(tuple(lines), bool(seen.head), seen.funds, seen.columns)


def _lines(document: Document) -> Iterator[Line | None]:
    """All rows of all tables; None where a new sheet begins, which never continues a form of another one."""
    sheet: str | None = None
    for block in document.blocks:
        match block:
            case Table():
                if block.place.sheet != sheet:
                    sheet = block.place.sheet
                    yield None
                for row in range(block.height):
                    yield Line(block, row)
            case Heading() | Paragraph():
                if block.place.sheet is None:
                    title = Line(None, 0, block.text)
                    if title.is_title:
                        yield title

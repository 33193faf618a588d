"""Invisible marks: a figure in a template's output carries its fact until the paragraph is finished.

A marked figure is ``open(fact) figure close`` in private-use characters. They are cut out of everything a unit
writes, so no text of a submission can pose as a mark.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ziping.domain.draft import Mark

_CLOSE = "\ue000"
_FIRST = 0xF0000
_MARK = re.compile(f"([\U000f0000-\U000ffffd])|{_CLOSE}")
_FOREIGN = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|\t")
_LINE = re.compile(r"\s*[\n\u2028\u2029\x85\x0b\x0c]\s*")
_STOPS = "，。；：、！？,.;:!?"

_LAYOUT = re.compile(r"[ \t]*\n[ \t\n]*")
_DOUBLED = re.compile("[，、；：。]+(?=）)|(?<=（)[，、；。]+|[，、；：。]{2,}")


class Marked(NamedTuple):
    """Plain text with its marks."""

    text: str
    marks: tuple[Mark, ...]


class FactMarks:
    """Gives every fact that is printed a character of its own."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._index: dict[str, int] = {}

    def wrap(self, fact: str, text: str) -> str:
        """``text`` carrying the mark of a fact."""
        index = self._index.setdefault(fact, len(self._ids))
        if index == len(self._ids):
            self._ids.append(fact)
        return f"{chr(_FIRST + index)}{text}{_CLOSE}"

    def take_out(self, text: str) -> Marked:
        """The text without marks, and where they stood; an inner mark counts before an outer one."""
        pieces: list[str] = []
        marks: list[Mark] = []
        open_marks: list[tuple[str, int]] = []
        length = position = 0
        for match in _MARK.finditer(text):
            pieces.append(text[position : match.start()])
            length += match.start() - position
            position = match.end()
            if match[1]:
                open_marks.append((self._ids[ord(match[1]) - _FIRST], length))
            elif open_marks:
                fact, start = open_marks.pop()
                marks.append(Mark(start=start, end=length, fact=fact))
        pieces.append(text[position:])
        return Marked("".join(pieces), tuple(sorted(marks, key=lambda mark: (mark.start, mark.end))))


def unmarked(text: str) -> str:
    """The text as it will be read, for measuring."""
    return _MARK.sub("", text)


def clean(text: str) -> str:
    """A unit's text as one line of plain characters: no private-use or control characters, no line breaks."""
    if text.isprintable() and not _FOREIGN.search(text):
        return text.strip()
    lines = [line.strip() for line in _LINE.split(_FOREIGN.sub("", text.replace("\r", "\n"))) if line.strip()]
    joined = "".join(line if line[-1] in _STOPS else f"{line}；" for line in lines[:-1]) + "".join(lines[-1:])
    return _CONTROL.sub(" ", joined).strip()


def clause(text: str) -> str:
    """A unit's text as part of a sentence: without its closing stops."""
    return clean(text).rstrip("。；;，,、：: .")


def tidy(text: str) -> str:
    """A rendered paragraph as one line: template layout out, one stop where several met."""
    return _DOUBLED.sub(_one_stop, _LAYOUT.sub("", text)).strip()


def tidy_lines(text: str, line_break: str) -> str:
    """``tidy`` for a text of several lines: empty lines and full-width indents, which leave room to sign, stay."""
    lines = (_DOUBLED.sub(_one_stop, _LAYOUT.sub("", line)) for line in text.split(line_break))
    return line_break.join(line.strip(" \t\n") for line in lines)


def _one_stop(match: re.Match[str]) -> str:
    stops = match[0]
    if match.string[match.end() : match.end() + 1] == "）" or match.string[match.start() - 1] == "（":
        return ""
    return next((stop for stop in "。；" if stop in stops), stops[0])

"""Characters of a PDF page as lines of text with their places on the page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mode
from typing import Any, Final, NamedTuple

from ziping.intake.headings import NUMBERED

UNREAD: Final = "□"
"""Stands for a digit that two readers do not read alike, as in a printed edition for an illegible sign."""

_NUMBER = re.compile(r"[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?[%％]?")
_DIGIT = re.compile("[0-9０-９]")
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_LOOKALIKES = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青页风飞食马鱼鸟麦黄齐齿龙龟",
)
"""Radicals that some fonts name in place of the characters they look like, and that no normal form knows."""
_PAGE_NUMBER = re.compile(
    r"[-—–―·\s]*(?:第\s*)?[0-9]{1,4}\s*(?:页)?(?:\s*[/／]?\s*(?:共\s*)?[0-9]{1,4}\s*页?)?[-—–―·\s]*"
)
_SENTENCE_END = tuple("。！？；：”!?;:")
_GLUED_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%?")
_LAST_NUMBER, _FIRST_NUMBER = re.compile(r"[0-9][0-9,.]*$"), re.compile(r"[0-9,.]*[0-9]%?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; lengths in points from the top left of the page.

    Attributes:
        text: its words; digits that could not be made sure of are ``UNREAD``.
        doubts: the numbers that could not be made sure of, as the first reader has them.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    doubts: tuple[str, ...] = ()

    @property
    def is_page_number(self) -> bool:
        """Whether it holds a page number and nothing else."""
        return _PAGE_NUMBER.fullmatch(self.text) is not None


class Margins(NamedTuple):
    """Where lines of running text begin and end."""

    left: float
    right: float


def lines_of(characters: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines of characters, from top to bottom; a wide gap between characters is a space."""
    rows: list[list[Mapping[str, Any]]] = []
    for one in sorted(characters, key=lambda one: (_middle(one), one["x0"])):
        if rows and _middle(one) - _middle(rows[-1][0]) < 0.5 * max(one["size"], rows[-1][0]["size"]):
            rows[-1].append(one)
        else:
            rows.append([one])
    lines = [_line(sorted(row, key=lambda one: one["x0"])) for row in rows]
    return [line for line in lines if line.text]


def _middle(one: Mapping[str, Any]) -> float:
    return (float(one["top"]) + float(one["bottom"])) / 2


def _line(row: Sequence[Mapping[str, Any]]) -> Line:
    text = ""
    last: Mapping[str, Any] | None = None
    for one in row:
        if last is not None and one["x0"] - last["x1"] > 0.3 * one["size"] and not text.endswith(" "):
            text += " "
        text += _character(one["text"])
        last = one
    visible = [one for one in row if one["text"].strip()] or row
    return Line(
        " ".join(text.split()),
        min(one["x0"] for one in visible),
        max(one["x1"] for one in visible),
        min(one["top"] for one in visible),
        max(one["bottom"] for one in visible),
        mode(one["size"] for one in visible),
    )


def _character(text: str) -> str:
    """What a font calls a radical or a ligature, as the character people mean."""
    return _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_LOOKALIKES))


class SecondReader:
    """Numbers of a page as another reader has them; each may be agreed on as often as it stands there."""

    def __init__(self, text: str) -> None:
        self._left = Counter(_plain(found[0]) for found in _NUMBER.finditer(text))

    def sure(self, line: Line) -> Line:
        """The line with the digits masked of which this reader knows nothing."""
        doubts: list[str] = []

        def masked(found: re.Match[str]) -> str:
            number = _plain(found[0])
            if self._left[number] > 0:
                self._left[number] -= 1
                return found[0]
            doubts.append(found[0])
            return _DIGIT.sub(UNREAD, found[0])

        text = _NUMBER.sub(masked, line.text)
        return replace(line, text=text, doubts=tuple(doubts)) if doubts else line


def _plain(number: str) -> str:
    return unicodedata.normalize("NFKC", number)


def margins(lines: Sequence[Line]) -> Margins:
    """The margins of the running text of pages of one width."""
    longest = max((line.right - line.left for line in lines), default=0)
    long = [line for line in lines if line.right - line.left > 0.7 * longest]
    if not long:
        return Margins(0, 0)
    return Margins(min(line.left for line in long), mode(round(line.right) for line in long))


def goes_on(last: Line, line: Line, edges: Margins, *, new_page: bool) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if abs(last.size - line.size) > 0.1 * last.size:
        return False
    if last.right < edges.right - 1.6 * last.size and not _is_open(last.text):
        return False
    if line.left > edges.left + 1.2 * line.size:
        return False
    if not new_page and line.top - last.bottom > 2.2 * line.size:
        return False
    ended = last.text.endswith(_SENTENCE_END)
    return not (ended and any(numbering.match(line.text) for numbering in NUMBERED))


def _is_open(text: str) -> bool:
    """Whether a quotation or a bracket that a line opens goes on behind it: a number that does not break made it short."""
    return any(text.rfind(start) > text.rfind(end) for start, end in ("《》", "“”", "（）"))


def glued(text: str, more: str) -> str:
    """Two lines of a paragraph as one text."""
    latin = text[-1:].isascii() and more[:1].isascii() and (text[-1:].isalpha() or more[:1].isalpha())
    return f"{text} {more}" if latin else text + more


def cell_text(lines: Sequence[Line], right: float) -> str:
    """The lines of a cell, one below the other; a number cut by the cell's edge is one number again.

    Args:
        lines: from top to bottom.
        right: the cell's right edge.
    """
    text = ""
    last: Line | None = None
    for line in lines:
        if last is not None:
            text += "" if _cut_number(last, line, right) else "\n"
        text += line.text
        last = line
    return text


def _cut_number(last: Line, line: Line, right: float) -> bool:
    before, after = _LAST_NUMBER.search(last.text), _FIRST_NUMBER.match(line.text)
    if before is None or after is None or right - last.right > 1.2 * last.size:
        return False
    return _GLUED_NUMBER.fullmatch(before[0] + after[0]) is not None and not (
        _GLUED_NUMBER.fullmatch(before[0])
        and _GLUED_NUMBER.fullmatch(after[0])
        and "." not in before[0] + after[0]
    )

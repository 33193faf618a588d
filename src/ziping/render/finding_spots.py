"""Where findings stand in a document: the block, the cell, the characters; and a text cut at such places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ziping.domain.document import Document, Table
from ziping.domain.finding import Finding
from ziping.domain.place import Place

SEVERITIES: Final = {"error": "错误", "warning": "疑点", "note": "提示"}
"""The worst first, with the words reviewers use."""

_QUOTE = re.compile("^…?(.*?)【(.*?)】(.*?)…?$", re.DOTALL)
_MARKED = re.compile("【([^】]+)】")
_CELL = re.compile("([A-Z]+)([0-9]+)")


class Span(NamedTuple):
    """``text[start:end]`` belongs to a finding."""

    start: int
    end: int


class Spot(NamedTuple):
    """Where a finding stands: index of the block, row and column (from 0) in a table."""

    block: int
    cell: tuple[int, int] | None = None


class Piece(NamedTuple):
    """A stretch of text, the numbers of the findings it belongs to, and of those whose words end with it."""

    text: str
    findings: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


class Spots:
    """Finds the places of findings in one document."""

    def __init__(self, document: Document) -> None:
        self._blocks = document.blocks
        self._by_key: dict[tuple[str, object], int] = {}
        for index, block in enumerate(document.blocks):
            title = block.place.sheet is not None and not isinstance(block, Table)
            for key in [("title", block.place.sheet)] if title else _keys(block.place):
                self._by_key.setdefault(key, index)

    def of(self, finding: Finding) -> Spot | None:
        """The spot; None for what concerns the whole document, or stands nowhere in it."""
        return self.at(finding.place)

    def others(self, finding: Finding) -> tuple[Spot, ...]:
        """The spots of the other places it concerns, as far as the document has them."""
        found = dict.fromkeys(self.at(place) for place in finding.also)
        return tuple(spot for spot in found if spot is not None and spot != self.of(finding))

    def at(self, place: Place) -> Spot | None:
        """The spot of a place."""
        index = next((self._by_key[key] for key in _keys(place) if key in self._by_key), None)
        if index is None:
            return None
        block = self._blocks[index]
        if not isinstance(block, Table):
            return Spot(index)
        row, column = _cell_of(place)
        cell = block.at(row, column)
        if cell is not None:
            return Spot(index, (cell.row, cell.column))
        return Spot(index, (row, column) if row >= 0 and column >= 0 else None)


def _keys(place: Place) -> list[tuple[str, object]]:
    """What finds a block, the surest first."""
    pairs: list[tuple[str, object]] = []
    if place.table is not None:
        pairs.append(("table", place.table))
    elif place.sheet is not None:
        pairs += [("sheet", place.sheet), ("title", place.sheet)]
    elif place.paragraph is not None:
        pairs.append(("paragraph", place.paragraph))
    elif place.line is not None:
        pairs.append(("line", place.line))
    return pairs


def _cell_of(place: Place) -> tuple[int, int]:
    """Row and column from 0, -1 where the place names none."""
    named = _CELL.fullmatch(place.cell or "")
    if named is None:
        return (place.row or 0) - 1, (place.column or 0) - 1
    column = 0
    for letter in named[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(named[2]) - 1, column - 1


def span_in(text: str, finding: Finding) -> Span | None:
    """The characters a finding is about: those its quote marks, else those it states; None when they are not there."""
    quoted = _QUOTE.fullmatch(finding.quote)
    tries = [(quoted[1], quoted[2], quoted[3]), ("", quoted[2], "")] if quoted else []
    return _first_of(text, (*tries, ("", finding.stated, "")))


def span_also(text: str, finding: Finding) -> Span | None:
    """The characters that another place of a finding is about: those its working quotes, or what was expected."""
    words = (*_MARKED.findall(finding.working), finding.expected, finding.stated)
    return _first_of(text, [("", each, "") for each in words])


def _first_of(text: str, tries: Iterable[tuple[str, str, str]]) -> Span | None:
    """The middle words of the first of ``tries`` (words before, middle, after) that stands in a text, white space aside."""
    letters = [(at, letter) for at, letter in enumerate(text) if not letter.isspace()]
    bare = "".join(letter for _, letter in letters)
    for before, words, after in tries:
        head, middle, tail = ("".join(part.split()) for part in (before, words, after))
        at = bare.find(head + middle + tail) if middle else -1
        if at >= 0:
            first, last = at + len(head), at + len(head) + len(middle) - 1
            return Span(letters[first][0], letters[last][0] + 1)
    return None


def pieces(text: str, spans: Iterable[tuple[int, Span]]) -> Sequence[Piece]:
    """The text cut at the spans of findings, which may overlap; each given as number and span."""
    spans = list(spans)
    cuts = sorted({0, len(text), *(edge for _, span in spans for edge in span)})
    return [
        Piece(
            text[start:end],
            tuple(number for number, span in spans if span.start <= start and end <= span.end),
            tuple(number for number, span in spans if span.end == end and span.start < end),
        )
        for start, end in pairwise(cuts)
        if end > start
    ]


def told(finding: Finding) -> str:
    """The message without the place it begins with, for where the place is shown anyway."""
    whole = finding.place.model_copy(update={"file": None}).text
    for place in (finding.place.text, whole, finding.place.near):
        if place and finding.message.startswith(place):
            return finding.message.removeprefix(place).lstrip("：，:, ")
    return finding.message


def where(finding: Finding) -> str:
    """The place without the file's name, and of the headings only the nearest."""
    return finding.place.near


def elsewhere(finding: Finding) -> tuple[str, ...]:
    """The other places it concerns, in the same words."""
    return tuple(dict.fromkeys(place.near for place in finding.also if place.near))

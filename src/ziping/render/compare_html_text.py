"""Both years' text side by side: rows of paragraphs cut into words that stayed, went and came; what stayed is folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from typing import Final, Literal, NamedTuple, TypeAlias

from ziping.domain.comparison import ParagraphPair, WordEdit
from ziping.domain.comparison_words import FINDING_LABELS, TEXT_RELATIONS, number_text

Mark: TypeAlias = Literal["", "ins", "del"]

_FIRST_WORDS: Final = 24
"""Code points of a folded stretch that tell what it is."""


class Piece(NamedTuple):
    """A stretch of a paragraph: whether it came or went, and what findings say of it (their names)."""

    text: str
    mark: Mark = ""
    said: str = ""


class TextRow(NamedTuple):
    """A paragraph in both years.

    Attributes:
        number: from 1, the row's address.
        relation: code of what happened to it.
        word: the same for people; with the old heading for one that was moved.
        last: last year's words.
        this: this year's.
        findings: numbers of the findings about it.
    """

    number: int
    relation: str
    word: str
    last: tuple[Piece, ...]
    this: tuple[Piece, ...]
    findings: tuple[int, ...]


class Fold(NamedTuple):
    """Rows without any change, folded away, or rows that are shown.

    Attributes:
        folded: whether nothing in them changed.
        rows: in order.
        told: what the fold holds.
    """

    folded: bool
    rows: tuple[TextRow, ...]
    told: str = ""


class TextGroup(NamedTuple):
    """The rows under one heading of this year's report (last year's for what is gone)."""

    heading: str
    heading_last: str
    changed: int
    folds: tuple[Fold, ...]


def text_groups(
    pairs: Iterable[ParagraphPair], findings: Mapping[int, tuple[int, ...]]
) -> tuple[TextGroup, ...]:
    """The text of both years by heading.

    Args:
        pairs: in this year's order.
        findings: number of a pair (from 1) → numbers of the findings that stand in it.
    """
    numbered = enumerate(pairs, start=1)
    return tuple(
        _group(heading, tuple(members), findings)
        for heading, members in groupby(
            numbered, key=lambda item: item[1].heading_this or item[1].heading_last
        )
    )


def _group(
    heading: str, members: tuple[tuple[int, ParagraphPair], ...], findings: Mapping[int, tuple[int, ...]]
) -> TextGroup:
    rows = [_row(number, pair, findings.get(number, ())) for number, pair in members]
    changed = sum(not _quiet(row) for row in rows)
    old = next(
        (pair.heading_last for _, pair in members if pair.relation != "moved" and pair.heading_last), ""
    )
    folds = tuple(
        Fold(quiet, tuple(held), _told(tuple(held)) if quiet else "")
        for quiet, held in ((key, list(part)) for key, part in groupby(rows, key=_quiet))
    )
    return TextGroup(_nearest(heading), _nearest(old), changed, folds)


def _nearest(heading: str) -> str:
    return heading.rpartition(" > ")[2]


def _quiet(row: TextRow) -> bool:
    return row.relation == "same" and not row.findings and not any(piece.said for piece in row.this)


def _told(rows: tuple[TextRow, ...]) -> str:
    first = "".join(piece.text for piece in rows[0].this)
    words = first if len(first) <= _FIRST_WORDS else f"{first[:_FIRST_WORDS]}…"
    return f"{len(rows)} 段没有改动：{words}"


def _row(number: int, pair: ParagraphPair, findings: tuple[int, ...]) -> TextRow:
    last, this = _sides(pair)
    return TextRow(number, pair.relation, _word(pair), tuple(last), tuple(_said(this, pair)), findings)


def _word(pair: ParagraphPair) -> str:
    word = TEXT_RELATIONS[pair.relation]
    if pair.relation == "moved" and pair.heading_last != pair.heading_this:
        return f"{word}，原在“{_nearest(pair.heading_last)}”"
    alike = pair.relation in {"edited", "rewritten"} and pair.similarity
    return f"{word}（相同 {number_text(pair.similarity)}%）" if alike else word


def _sides(pair: ParagraphPair) -> tuple[list[Piece], list[Piece]]:
    """The words of both years with what went and what came."""
    if pair.relation == "new":
        return [], [Piece(pair.text_this, "ins")]
    if pair.relation == "gone":
        return [Piece(pair.text_last, "del")], []
    if not pair.edits:
        return [Piece(pair.text_last)], [Piece(pair.text_this)]
    last = [piece for edit in pair.edits if (piece := _piece(pair.text_last, edit, "del")).text]
    this = [piece for edit in pair.edits if (piece := _piece(pair.text_this, edit, "ins")).text]
    return last, this


def _piece(text: str, edit: WordEdit, mark: Mark) -> Piece:
    start, end = (edit.start_last, edit.end_last) if mark == "del" else (edit.start_this, edit.end_this)
    return Piece(text[start:end], "" if edit.kind == "equal" else mark)


def _said(pieces: Iterable[Piece], pair: ParagraphPair) -> Iterator[Piece]:
    """This year's pieces cut where findings begin and end."""
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        inside = {edge for span in pair.spans for edge in (span.start, span.end) if at < edge < end}
        for start, stop in pairwise(sorted({at, end} | inside)):
            codes = [span.code for span in pair.spans if span.start <= start and stop <= span.end]
            said = "、".join(dict.fromkeys(FINDING_LABELS.get(code, code) for code in codes))
            yield Piece(piece.text[start - at : stop - at], piece.mark, said)
        at = end

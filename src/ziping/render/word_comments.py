"""Findings as real Word comments in a copy of the report; nothing but the comments is new.

Only the document part, its relations, the comments and the list of content types are written anew: pictures, styles,
headers and everything else are the bytes of the original. Runs are split where a comment begins or ends inside one;
both halves keep its look.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ziping.domain.finding import Finding
from ziping.render.docx_text import NOT_IN_XML
from ziping.render.finding_spots import SEVERITIES, Span, elsewhere, span_also, span_in, told, where
from ziping.render.word_bytes import word_bytes
from ziping.render.word_runs import PiecesOf, part_after, part_before, run_of, split

AUTHOR: Final = "ziping 复核"
INITIALS: Final = "复核"
_POINTER: Final = 60
"""Characters of a comment that points to another."""
_TYPES = "[Content_Types].xml"

SpanOf = Callable[[str], Span | None]
"""Which characters of a paragraph's words a comment is about; None when they are not there."""


class Note(NamedTuple):
    """A finding and the paragraphs it stands in; none for what concerns the whole document.

    ``others`` are the paragraphs of each of the other places it concerns.
    """

    finding: Finding
    paragraphs: tuple[Any, ...]
    others: tuple[tuple[Any, ...], ...] = ()


class _Ends(NamedTuple):
    """The first and the last run a comment is about."""

    first: Any
    last: Any


def render_comments(data: bytes, document: Document, notes: Sequence[Note], pieces_of: PiecesOf) -> bytes:
    """The report with comments.

    Args:
        data: the original file.
        document: the same file opened; its tree is changed.
        notes: findings with the paragraph elements of ``document`` they stand in.
        pieces_of: how a paragraph is read.
    """
    if not notes:
        return data
    body = [
        element for element in document.element.body.iter(qn("w:p")) if any(True for _ in pieces_of(element))
    ]
    for note in notes:
        ends = _place(note.paragraphs, partial(span_in, finding=note.finding), pieces_of)
        if ends is None:
            ends = _whole(body[0], pieces_of) if body else _new_run(document.add_paragraph()._p)  # noqa: SLF001
        _mark(document, ends, _text_of(note))
        for other in note.others:
            ends = _place(other, partial(span_also, finding=note.finding), pieces_of)
            _mark(document, ends, _pointer(note.finding))
    return _with_parts(data, document)


def _place(paragraphs: Sequence[Any], span_of: SpanOf, pieces_of: PiecesOf) -> _Ends | None:
    """Where a comment on these paragraphs goes, in an empty one a run made for it; None without any."""
    spoken = [p for p in paragraphs if any(True for _ in pieces_of(p))]
    ends = _ends(spoken, span_of, pieces_of) if spoken else None
    return _new_run(paragraphs[0]) if ends is None and paragraphs else ends


def _pointer(finding: Finding) -> str:
    """The short comment at another place, which leads to the full one."""
    text = told(finding)
    told_short = text if len(text) <= _POINTER else f"{text[: _POINTER - 1]}…"
    return NOT_IN_XML.sub(
        "", f"【{SEVERITIES[finding.severity]}】见{where(finding) or '文首'}的批注：{told_short}"
    )


def _text_of(note: Note) -> str:
    finding = note.finding
    place = "" if note.paragraphs else f"{finding.place.model_copy(update={'file': None}).text}："
    lines = [f"【{SEVERITIES[finding.severity]}】{place.lstrip('：')}{told(finding)}"]
    lines += [
        f"{label}：{text}"
        for label, text in (
            ("应为", finding.expected),
            ("核算", finding.working),
            ("建议", finding.suggestion),
        )
        if text and text not in finding.message
    ]
    if finding.also:
        lines.append(f"另见：{'；'.join(elsewhere(finding))}")
    return NOT_IN_XML.sub("", "\n".join(line.replace("\n", " ") for line in lines))


def _ends(paragraphs: list[Any], span_of: SpanOf, pieces_of: PiecesOf) -> _Ends | None:
    """The runs that hold the finding's words, split so that they hold nothing else; all runs when it names no words."""
    for paragraph in paragraphs:
        found = list(pieces_of(paragraph))
        span = span_of("".join(text for _, text in found))
        if span is not None:
            return _cut(found, span.start, span.end)
    whole = [*pieces_of(paragraphs[0]), *pieces_of(paragraphs[-1])]
    runs = [run_of(element) for element, _ in whole]
    return _Ends(runs[0], runs[-1]) if runs[0] is not None and runs[-1] is not None else None


def _cut(found: list[tuple[Any, str]], start: int, end: int) -> _Ends | None:
    first = last = None
    at = 0
    for element, text in found:
        inside = max(start - at, 0), min(end - at, len(text))
        if inside[0] < inside[1]:
            if inside[1] < len(text):
                split(element, inside[1])
            if inside[0] > 0:
                element = split(element, inside[0])  # noqa: PLW2901 - the second half is the one meant
            elif first is None:
                part_before(element)
            first = element if first is None else first
            last = element
        at += len(text)
    if first is None or last is None:
        return None
    part_after(last)
    runs = run_of(first), run_of(last)
    return _Ends(*runs) if runs[0] is not None and runs[1] is not None else None


def _whole(paragraph: Any, pieces_of: PiecesOf) -> _Ends | None:
    runs = [run_of(element) for element, _ in pieces_of(paragraph)]
    return _Ends(runs[0], runs[-1]) if runs and runs[0] is not None and runs[-1] is not None else None


def _new_run(paragraph: Any) -> _Ends:
    """A run in an empty paragraph, for comments to hang on."""
    run = OxmlElement("w:r")
    paragraph.append(run)
    return _Ends(run, run)


def _mark(document: Document, ends: _Ends | None, text: str) -> None:
    if ends is None:
        return
    comment = document.comments.add_comment(text=text, author=AUTHOR, initials=INITIALS)
    element = comment._comment_elm  # noqa: SLF001 - the library has no way to leave out the clock
    element.attrib.pop(qn("w:date"), "")
    ends.first.insert_comment_range_start_above(comment.comment_id)
    ends.last.insert_comment_range_end_and_reference_below(comment.comment_id)


def _with_parts(data: bytes, document: Document) -> bytes:
    """The original archive with the changed parts put in, all other entries as they are."""
    main = document.part.partname.lstrip("/")
    comments = document.part._comments_part.partname.lstrip("/")  # noqa: SLF001 - public only as an object
    folder, _, file = main.rpartition("/")
    changed = {main, comments, f"{folder}/_rels/{file}.rels".lstrip("/"), _TYPES}
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(io.BytesIO(word_bytes(document))) as new,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for info in old.infolist():
            source = new if info.filename in changed else old
            out.writestr(info, source.read(info.filename), compress_type=zipfile.ZIP_DEFLATED)
        if comments not in old.namelist():
            entry = zipfile.ZipInfo(comments, date_time=(1980, 1, 1, 0, 0, 0))
            out.writestr(entry, new.read(comments), compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()

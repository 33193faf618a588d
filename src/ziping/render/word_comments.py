"""Findings as real Word comments in a copy of the report; nothing but the comments is new.

Only the document part, its relations, the comments and the list of content types are written anew: pictures, styles,
headers and everything else are the bytes of the original. Runs are split where a comment begins or ends inside one;
both halves keep its look.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ziping.domain.finding import Finding
from ziping.render.docx_text import NOT_IN_XML
from ziping.render.finding_spots import SEVERITIES, span_in, told

AUTHOR: Final = "ziping 复核"
INITIALS: Final = "复核"
_TYPES = "[Content_Types].xml"

PiecesOf = Callable[[Any], Iterable[tuple[Any, str]]]
"""The elements of a paragraph that speak, with their words: the reader's own way of reading."""


class Note(NamedTuple):
    """A finding and the paragraphs it stands in; none for what concerns the whole document."""

    finding: Finding
    paragraphs: tuple[Any, ...]


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
    body = [
        element for element in document.element.body.iter(qn("w:p")) if any(True for _ in pieces_of(element))
    ]
    for note in notes:
        paragraphs = [p for p in note.paragraphs if any(True for _ in pieces_of(p))]
        ends = _ends(paragraphs, note.finding, pieces_of) if paragraphs else None
        if ends is None and note.paragraphs:
            ends = _new_run(note.paragraphs[0])
        if ends is None:
            ends = _whole(body[0], pieces_of) if body else _new_run(document.add_paragraph()._p)  # noqa: SLF001
        _mark(document, ends, _text_of(note))
    return _with_parts(data, document)


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
    return NOT_IN_XML.sub("", "\n".join(line.replace("\n", " ") for line in lines))


def _ends(paragraphs: list[Any], finding: Finding, pieces_of: PiecesOf) -> _Ends | None:
    """The runs that hold the finding's words, split so that they hold nothing else; all runs when it names no words."""
    for paragraph in paragraphs:
        found = list(pieces_of(paragraph))
        span = span_in("".join(text for _, text in found), finding)
        if span is not None:
            return _cut(found, span.start, span.end)
    whole = [*pieces_of(paragraphs[0]), *pieces_of(paragraphs[-1])]
    runs = [_run_of(element) for element, _ in whole]
    return _Ends(runs[0], runs[-1]) if runs[0] is not None and runs[-1] is not None else None


def _cut(found: list[tuple[Any, str]], start: int, end: int) -> _Ends | None:
    first = last = None
    at = 0
    for element, text in found:
        inside = max(start - at, 0), min(end - at, len(text))
        if inside[0] < inside[1]:
            if inside[1] < len(text):
                _split(element, inside[1])
            if inside[0] > 0:
                element = _split(element, inside[0])  # noqa: PLW2901 - the second half is the one meant
            elif first is None:
                _part_before(element)
            first = element if first is None else first
            last = element
        at += len(text)
    if first is None or last is None:
        return None
    _part_after(last)
    runs = _run_of(first), _run_of(last)
    return _Ends(*runs) if runs[0] is not None and runs[1] is not None else None


def _run_of(element: Any) -> Any | None:
    return next(element.iterancestors(qn("w:r")), None)


def _split(element: Any, at: int) -> Any:
    """Cuts a text element in two, in runs of their own; gives the second one."""
    text = element.text or ""
    second = copy.deepcopy(element)
    element.text, second.text = text[:at], text[at:]
    for half in (element, second):
        half.set(qn("xml:space"), "preserve")
    element.addnext(second)
    _part_after(element)
    return second


def _part_after(element: Any) -> None:
    """Moves what follows an element in its run into a run of its own."""
    run = _run_of(element)
    following = [] if run is None else list(element.itersiblings())
    if run is None or not following or element.getparent() is not run:
        return
    rest = OxmlElement("w:r")
    if run.rPr is not None:
        rest.append(copy.deepcopy(run.rPr))
    rest.extend(following)
    run.addnext(rest)


def _part_before(element: Any) -> None:
    """Makes an element the first of its run."""
    before = [one for one in element.itersiblings(preceding=True) if one.tag != qn("w:rPr")]
    if before:
        _part_after(before[0])


def _whole(paragraph: Any, pieces_of: PiecesOf) -> _Ends | None:
    runs = [_run_of(element) for element, _ in pieces_of(paragraph)]
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
    written = io.BytesIO()
    document.save(written)
    main = document.part.partname.lstrip("/")
    comments = document.part._comments_part.partname.lstrip("/")  # noqa: SLF001 - public only as an object
    folder, _, file = main.rpartition("/")
    changed = {main, comments, f"{folder}/_rels/{file}.rels".lstrip("/"), _TYPES}
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written) as new,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for info in old.infolist():
            source = new if info.filename in changed else old
            out.writestr(info, source.read(info.filename), compress_type=zipfile.ZIP_DEFLATED)
        if comments not in old.namelist():
            entry = zipfile.ZipInfo(comments, date_time=(1980, 1, 1, 0, 0, 0))
            out.writestr(entry, new.read(comments), compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()

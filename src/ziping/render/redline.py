"""Tracked changes against last year's report in a copy of this year's: accept them all and this year's report is back.

Words that came are insertions, words that went are deletions, a paragraph that moved is a move. Only the document part is
written anew; styles, pictures, headers and everything else are the bytes of the original.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ziping.domain.comparison import WordEdit
from ziping.render.docx_text import NOT_IN_XML
from ziping.render.word_runs import PiecesOf, run_at, runs_of

AUTHOR: Final = "自评对比"
DATE: Final = "2000-01-01T00:00:00Z"
"""Fixed, so that the same pair gives the same file."""


class Change(NamedTuple):
    """What happened to one paragraph.

    Attributes:
        element: the paragraph in this year's document; None for one that is gone.
        text_last: last year's words.
        edits: steps from last year's words to this year's, code points of the paragraph's own text.
        whole: all of it is new.
        moved: the same words stood elsewhere.
        after: for words that are gone or moved, the paragraph in this year's document they stood behind; None for the top.
        in_cell: it stands in a table cell, whose last paragraph cannot come or go.
    """

    element: Any | None
    text_last: str = ""
    edits: tuple[WordEdit, ...] = ()
    whole: bool = False
    moved: bool = False
    after: Any | None = None
    in_cell: bool = False


def render_redline(data: bytes, document: Document, changes: Sequence[Change], pieces_of: PiecesOf) -> bytes:
    """The report with tracked changes.

    Args:
        data: this year's file.
        document: the same file opened; its tree is changed.
        changes: of paragraphs of ``document``, in its order.
        pieces_of: how a paragraph is read.
    """
    tracker = _Tracker(document, pieces_of)
    for change in changes:
        tracker.track(change)
    return _with_document(data, document)


class _Tracker:
    """Writes changes into a document's tree."""

    def __init__(self, document: Document, pieces_of: PiecesOf) -> None:
        self._body = document.element.body
        self._pieces_of = pieces_of
        used = (str(element.get(qn("w:id"), "")) for element in self._body.iter())
        self._numbers = count(max((int(number) for number in used if number.isdecimal()), default=0) + 1)
        self._moves = count(1)
        self._behind: dict[Any, Any] = {}

    def track(self, change: Change) -> None:
        if change.element is None:
            self._place(self._went(change.text_last, "w:del"), change.after)
        elif change.moved:
            self._move(change)
        elif change.whole:
            self._wrap_all(change.element, "w:ins", mark=not change.in_cell)
        else:
            for edit in reversed(change.edits):
                self._edit(change, edit)

    def _edit(self, change: Change, edit: WordEdit) -> None:
        """One step, from the end of the paragraph to its beginning so that places stay right."""
        element = change.element
        if edit.kind in {"insert", "replace"}:
            after = run_at(element, edit.end_this, self._pieces_of)
            first = run_at(element, edit.start_this, self._pieces_of)
            for run in _between(runs_of(element, self._pieces_of), first, after):
                self._wrap(run, "w:ins")
        if edit.kind in {"delete", "replace"}:
            words = change.text_last[edit.start_last : edit.end_last]
            self._delete_at(element, edit.start_this, words)

    def _delete_at(self, paragraph: Any, at: int, words: str) -> None:
        run = run_at(paragraph, at, self._pieces_of)
        before = None
        if run is None:
            runs = runs_of(paragraph, self._pieces_of)
            before = runs[-1] if runs else None
        gone = self._change("w:del")
        gone.extend(_runs(words, run if run is not None else before, "w:delText"))
        if run is not None:
            _outermost(run).addprevious(gone)
        elif before is not None:
            _outermost(before).addnext(gone)
        else:
            paragraph.append(gone)

    def _move(self, change: Change) -> None:
        name = f"ziping_move_{next(self._moves)}"
        self._wrap_all(change.element, "w:moveTo", mark=not change.in_cell)
        self._bracket(change.element, "w:moveTo", name)
        source = self._went(change.text_last, "w:moveFrom")
        self._bracket(source, "w:moveFrom", name)
        self._place(source, change.after)

    def _bracket(self, paragraph: Any, tag: str, name: str) -> None:
        """The marks that tie both ends of a move together."""
        number = str(next(self._numbers))
        start, end = self._change(f"{tag}RangeStart"), OxmlElement(f"{tag}RangeEnd")
        start.set(qn("w:name"), name)
        start.set(qn("w:id"), number)
        end.set(qn("w:id"), number)
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            paragraph.insert(0, start)
        else:
            properties.addnext(start)
        paragraph.append(end)

    def _went(self, text: str, tag: str) -> Any:
        """A paragraph of last year's that is not here any more; it looks like the running text."""
        paragraph = OxmlElement("w:p")
        model = self._model()
        if model is not None and model.find(qn("w:pPr")) is not None:
            properties = copy.deepcopy(model.find(qn("w:pPr")))
            for name in ("w:rPr", "w:sectPr", "w:numPr", "w:pPrChange", "w:outlineLvl"):
                for child in properties.findall(qn(name)):
                    properties.remove(child)
            paragraph.append(properties)
        self._mark(paragraph, tag)
        gone = self._change(tag)
        gone.extend(_runs(text, _first_run(model), "w:delText" if tag == "w:del" else "w:t"))
        paragraph.append(gone)
        return paragraph

    def _model(self) -> Any | None:
        """The longest paragraph outside tables stands for what running text looks like."""
        if not hasattr(self, "_longest"):
            outside = self._body.iterchildren(qn("w:p"))
            self._longest = max(
                outside, key=lambda p: sum(len(t) for _, t in self._pieces_of(p)), default=None
            )
        return self._longest

    def _place(self, paragraph: Any, after: Any | None) -> None:
        """Behind a paragraph, and behind what was put there before; outside a table when that stands in one."""
        if after is None:
            anchor = self._behind.get(None)
            if anchor is None:
                self._body.insert(0, paragraph)
            else:
                anchor.addnext(paragraph)
        else:
            tables = list(after.iterancestors(qn("w:tbl")))
            outer = tables[-1] if tables else after
            self._behind.get(outer, outer).addnext(paragraph)
            after = outer
        self._behind[after] = paragraph

    def _wrap_all(self, paragraph: Any, tag: str, *, mark: bool) -> None:
        for run in runs_of(paragraph, self._pieces_of):
            self._wrap(run, tag)
        if mark:
            self._mark(paragraph, tag)

    def _wrap(self, run: Any, tag: str) -> None:
        change = self._change(tag)
        run.addprevious(change)
        change.append(run)

    def _mark(self, paragraph: Any, tag: str) -> None:
        """The paragraph's own mark came or went too."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            properties = OxmlElement("w:pPr")
            paragraph.insert(0, properties)
        look = properties.find(qn("w:rPr"))
        if look is None:
            look = OxmlElement("w:rPr")
            later = [child for name in ("w:sectPr", "w:pPrChange") for child in properties.findall(qn(name))]
            if later:
                later[0].addprevious(look)
            else:
                properties.append(look)
        look.insert(0, self._change(tag))

    def _change(self, tag: str) -> Any:
        change = OxmlElement(tag)
        change.set(qn("w:id"), str(next(self._numbers)))
        change.set(qn("w:author"), AUTHOR)
        change.set(qn("w:date"), DATE)
        return change


def _between(runs: Sequence[Any], first: Any | None, after: Any | None) -> Iterator[Any]:
    """The runs from ``first`` up to ``after``."""
    inside = False
    for run in runs:
        if run is after:
            return
        inside = inside or run is first
        if inside:
            yield run


def _outermost(run: Any) -> Any:
    """The change a run was wrapped in, or the run itself."""
    parent = run.getparent()
    return parent if parent.tag == qn("w:ins") else run


def _first_run(paragraph: Any | None) -> Any | None:
    return None if paragraph is None else next(paragraph.iter(qn("w:r")), None)


def _runs(text: str, like: Any | None, tag: str) -> Iterator[Any]:
    """Runs of a text in the look of another run; line breaks and tabs as such."""
    run = OxmlElement("w:r")
    look = None if like is None else like.find(qn("w:rPr"))
    if look is not None:
        run.append(copy.deepcopy(look))
    for number, line in enumerate(NOT_IN_XML.sub("", text).split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        for place, words in enumerate(line.split("\t")):
            if place:
                run.append(OxmlElement("w:tab"))
            if words:
                element = OxmlElement(tag)
                element.set(qn("xml:space"), "preserve")
                element.text = words
                run.append(element)
    yield run


def _with_document(data: bytes, document: Document) -> bytes:
    """The original archive with the document part put in."""
    main = document.part.partname.lstrip("/")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for info in old.infolist():
            written = document.part.blob if info.filename == main else old.read(info.filename)
            out.writestr(info, written, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()

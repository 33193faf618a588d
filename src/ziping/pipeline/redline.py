"""A comparison → Word with tracked changes: which paragraph of this year's file each change belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from ziping.compare.frame import changed_cells, heading_pairs
from ziping.domain.comparison import ParagraphPair, WordEdit
from ziping.domain.document import Document, Table
from ziping.domain.place import Place
from ziping.errors import UsageError
from ziping.intake.document import is_draft
from ziping.intake.document_docx import cell_elements, docx_elements
from ziping.intake.document_draft import read_draft_text
from ziping.intake.word_xml import (
    cell_paragraphs,
    has_changes,
    open_whole_docx,
    paragraph_pieces,
    paragraph_text,
)
from ziping.language.similarity import edits
from ziping.pipeline.compare import Compared, ReadReport
from ziping.pipeline.draft import report_template
from ziping.pipeline.score import Folders
from ziping.render.redline import Change, render_redline
from ziping.render.report_docx import render_report

_Paragraphs: TypeAlias = Mapping["_Key", list[Any]]
_Key: TypeAlias = tuple[int | None, int | None, int | None, int | None]


def redline(compared: Compared, folders: Folders) -> bytes:
    """This year's report as Word with every change against last year's tracked.

    Raises:
        UsageError: this year's report is no Word file and no draft of a department, or has open changes of its own.
        UnreadableInputError: a file with macros.
    """
    name = compared.this.side.document.name
    data = _word(compared.this, folders)
    word = open_whole_docx(data, name)
    if has_changes(word):
        raise UsageError(f"{name}：里面还有没有处理的修订，和对照上年的修订会混在一起；请先接受或拒绝再试")
    paragraphs = dict(_paragraphs(docx_elements(word, name)))
    this, last = compared.this.side.document, compared.last.side.document
    pairs = (*compared.comparison.paragraphs, *heading_pairs(this, last))
    done = {_key(pair.place_this) for pair in pairs}
    cells = [pair for pair in changed_cells(this, last) if _key(pair.place_this) not in done]
    anchors = _anchors(pairs, paragraphs, last)
    changes = [change for pair in (*pairs, *cells) for change in _changes(pair, paragraphs, anchors)]
    return render_redline(data, word, changes, paragraph_pieces)


def _word(report: ReadReport, folders: Folders) -> bytes:
    """The file itself, or the Word report of a draft."""
    name, side = report.side.document.name, report.side
    if report.data.startswith(b"PK\x03\x04") and b"word/document" in report.data:
        return report.data
    if not is_draft(report.data) or side.rubric is None or side.rubric.form is not None:
        raise UsageError(
            f"{name}：修订稿要在本年报告的 Word 文件里加，这个文件不是 .docx；对照结果请看 --out 的网页"
        )
    draft = read_draft_text(report.data.decode("utf-8-sig"), name)
    return render_report(draft, report_template(side.rubric.report_family, folders, None))


def _key(place: Place) -> _Key:
    return place.paragraph, place.table, place.row, place.column


def _paragraphs(elements: Iterable[tuple[Any, Any]]) -> Iterator[tuple[_Key, list[Any]]]:
    """The paragraph elements of every paragraph and cell, by place."""
    for block, element in elements:
        if isinstance(block, Table):
            for (row, column), cell in cell_elements(element).items():
                yield _key(block.place_of(row, column)), list(cell_paragraphs(cell))
        else:
            yield _key(block.place), [element]


def _anchors(
    pairs: Iterable[ParagraphPair], paragraphs: _Paragraphs, last: Document
) -> dict[Place, Any | None]:
    """Old place of a paragraph → what stood before it last year and still stands in this year's file."""
    order = {block.place: index for index, block in enumerate(last.blocks)}
    known = sorted(
        (pair for pair in pairs if pair.place_last in order), key=lambda pair: order[pair.place_last]
    )
    found: dict[Place, Any | None] = {}
    standing: Any | None = None
    for pair in known:
        found[pair.place_last] = standing
        if pair.relation != "moved" and pair.place_this.table is None:
            standing = _element(pair, paragraphs) if pair.text_this else standing
    return found


def _element(pair: ParagraphPair, paragraphs: _Paragraphs) -> Any | None:
    """The paragraph of the file that holds this year's words."""
    listed = paragraphs.get(_key(pair.place_this), [])
    return next((one for one in listed if pair.text_this in paragraph_text(one)), None)


def _changes(
    pair: ParagraphPair, paragraphs: _Paragraphs, anchors: Mapping[Place, Any | None]
) -> Iterator[Change]:
    """The change of a pair; none for what is gone from a table, or whose words are not found in the file."""
    if pair.relation == "gone":
        if pair.place_last.table is None:
            yield Change(None, pair.text_last, after=anchors.get(pair.place_last))
        return
    element = _element(pair, paragraphs)
    if element is None:
        return
    in_cell = pair.place_this.table is not None
    if pair.relation == "new":
        yield Change(element, whole=True, in_cell=in_cell)
    elif pair.relation == "moved" and not in_cell and pair.text_last == pair.text_this:
        yield Change(element, pair.text_last, moved=True, after=anchors.get(pair.place_last))
    else:
        yield Change(element, pair.text_last, _steps(pair, element), in_cell=in_cell)


def _steps(pair: ParagraphPair, element: Any) -> tuple[WordEdit, ...]:
    """The steps with places counted in the file's paragraph; one that was written anew is replaced as a whole."""
    start = paragraph_text(element).index(pair.text_this)
    if pair.text_last == pair.text_this:
        return ()
    if pair.relation == "rewritten":
        whole = len(pair.text_last), len(pair.text_this)
        steps: tuple[WordEdit, ...] = (
            WordEdit(kind="replace", start_last=0, end_last=whole[0], start_this=0, end_this=whole[1]),
        )
    else:
        steps = pair.edits or edits(pair.text_last, pair.text_this)
    return tuple(
        step.model_copy(update={"start_this": step.start_this + start, "end_this": step.end_this + start})
        for step in steps
        if step.kind != "equal"
    )

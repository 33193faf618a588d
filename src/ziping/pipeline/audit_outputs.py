"""An audited report as a page, as a Word file with comments, and as a letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ziping.domain.document import Block, Table
from ziping.domain.finding import Finding
from ziping.errors import UsageError
from ziping.intake.document_docx import cell_elements, docx_elements
from ziping.intake.word_xml import cell_paragraphs, open_whole_docx, paragraph_pieces
from ziping.pipeline.audit import Audited, labels
from ziping.pipeline.score import Folders
from ziping.render.audit_html import render_audit
from ziping.render.finding_spots import Spot, Spots
from ziping.render.review_opinion import Opinion, render_opinion
from ziping.render.word_comments import Note, render_comments
from ziping.resources import find, read_bytes, read_text


def audit_page(audited: Audited, folders: Folders) -> bytes:
    """The page with the document and its marks."""
    return render_audit(audited.document, audited.report, labels(), folders=folders.templates)


def annotated(audited: Audited) -> bytes:
    """A copy of a Word report with the findings as comments.

    Raises:
        UsageError: the report is no .docx.
        UnreadableInputError: a file with macros.
    """
    name, data = audited.document.name, audited.data
    if not data.startswith(b"PK\x03\x04") or b"word/document" not in data:
        raise UsageError(f"{name} 不是 .docx，不能加批注；可用 --html 生成带标注的网页")
    word = open_whole_docx(data, name)
    elements = list(docx_elements(word, name))
    spots = Spots(audited.document)
    notes = []
    for finding in audited.report.findings:
        spot = spots.of(finding)
        paragraphs = () if spot is None else _paragraphs(elements, spot)
        others = (_paragraphs(elements, other) for other in spots.others(finding))
        notes.append(Note(finding, paragraphs, tuple(filter(None, others))))
    return render_comments(data, word, notes, paragraph_pieces)


def _paragraphs(elements: list[tuple[Block, Any]], spot: Spot) -> tuple[Any, ...]:
    """The paragraph elements of a block, or of a cell of it; those of its first cell when the cell is not there.

    None for notes at the foot of pages, which stand in another part of the file.
    """
    if spot.block >= len(elements):
        return ()
    block, element = elements[spot.block]
    if not isinstance(block, Table):
        return (element,)
    cells = cell_elements(element)
    chosen = cells.get(spot.cell) if spot.cell is not None else None
    if chosen is None:
        chosen = next(iter(cells.values()), None)
    return () if chosen is None else tuple(cell_paragraphs(chosen))


def opinion(audited: Audited, folders: Folders, unit: str = "") -> Opinion:
    """The letter about all findings that were not set aside.

    Raises:
        UsageError: there is nothing to write about, or a template is nowhere.
    """
    findings: tuple[Finding, ...] = audited.report.findings
    if not findings:
        raise UsageError(f"{audited.document.name}：没有需要写进复核意见的问题，没有生成复核意见")
    words, template = (_template(name, folders.templates) for name in ("opinion.j2", "report.docx"))
    return render_opinion(audited.document.name, findings, read_text(words), read_bytes(template), unit=unit)


def _template(name: str, folders: tuple[Path, ...]) -> Path:
    path = find("templates", f"audit/{name}", folders)
    if path is None:
        raise UsageError(f"找不到复核意见模板 templates/audit/{name}，请重新安装 ziping 或补上这个文件")
    return path

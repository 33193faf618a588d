"""Any finished text + facts → the guard's report with places; one text, or a file of cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ziping.domain.document import Document, Table, TableCell
from ziping.domain.guard_report import Binding, GuardReport, Violation, report
from ziping.drafting.offline import write_offline
from ziping.errors import UnreadableInputError
from ziping.guard import Guard, check
from ziping.guard.cells import cell_texts, check_cell, header_rows, unit_noted
from ziping.guard.style import Styled, check_style
from ziping.guard.unbound import Unbound, unbound
from ziping.guard.unsupported import apart_from, check_claims
from ziping.intake.document import is_plain_text, read_document
from ziping.intake.facts_file import read_cases, read_facts_file
from ziping.intake.plain_text import MAX_TEXT_BYTES, Block, PlainText, document_text, plain_text
from ziping.language.assertions.evidence import Evidence
from ziping.pipeline.checking import evidence_for
from ziping.pipeline.draft import draft_request
from ziping.pipeline.score import Folders, read_input, score_raw
from ziping.resources import read_bytes, read_text

M = TypeVar("M", Violation, Binding)

_LINES_ABOVE, _LONGEST_CAPTION = 3, 40
"""So many lines right above a table may be its caption and the note of its unit."""


class Checked(NamedTuple):
    """A text with the guard's report of it."""

    text: PlainText
    report: GuardReport
    unbound: tuple[Unbound, ...]
    notes: tuple[str, ...]
    """What is odd about the facts."""

    def to_json(self) -> dict[str, object]:
        """The guard's machine format; each violation also gets ``place`` and ``quote``."""
        data = self.report.to_json()
        rows = zip(data["violations"], self.report.violations, strict=True)  # type: ignore[call-overload]
        data["violations"] = [{**row, **self._found_at(violation)} for row, violation in rows]
        data["unbound"] = [
            {"start": item.start, "end": item.end, "surface": item.surface} for item in self.unbound
        ]
        return data

    def _found_at(self, violation: Violation) -> dict[str, Any]:
        place = self.text.block(violation.start).place
        return {
            "place": {**place.model_dump(exclude_none=True), "text": place.text},
            "quote": self.text.quote(violation.start, violation.end),
        }


def check_file(
    path: Path | None, facts: Path, data: bytes = b"", evidence: Evidence | None = None
) -> Checked:
    """The report of a txt, md, docx, pdf, html or xlsx file, or of standard input when ``path`` is None.

    Args:
        path: of the text.
        facts: of the fact table.
        data: the text itself, when there is no path.
        evidence: with it the running text's claims need support, and its style is looked at.

    Raises:
        UnreadableInputError: the text or the facts cannot be read.
    """
    name = "标准输入"
    if path is not None:
        name, data = path.name, read_bytes(path)
    document = Document(name, ()) if is_plain_text(data) else read_document(data, name)
    text = document_text(document) if document.blocks else plain_text(data, name)
    given, notes = read_facts_file(facts)
    checked = _check_pieces(text, document, Guard(given), notes)
    if evidence is None:
        return checked
    further = _prose(text, evidence, checked.report.violations)
    violations = sorted((*checked.report.violations, *further), key=lambda item: (item.start, item.end))
    return checked._replace(report=report(tuple(violations), checked.report.bindings))


def _prose(text: PlainText, evidence: Evidence, known: Sequence[Violation]) -> tuple[Violation, ...]:
    """Unsupported claims and faults of style in the running text, where nothing is objected to yet."""
    blocks = {str(block.start): block for block in text.blocks if block.place.table is None}
    said = [Styled(where, text.text[block.start : block.end]) for where, block in blocks.items()]
    found = [violation for one in said for violation in check_claims(one.text, evidence, one.where)]
    found += check_style(said)
    placed = [
        _moved(item, item.start + blocks[item.where].start, item.end + blocks[item.where].start)
        for item in found
    ]
    return apart_from(known, (item.model_copy(update={"where": ""}) for item in placed))


def evidence_of_input(path: Path, folders: Folders) -> Evidence:
    """What a unit's filled-in workbook or submission supports.

    Raises:
        UnreadableInputError: it cannot be read, or is for an unknown rubric.
    """
    scored = score_raw(read_input(path), folders)
    request = draft_request(scored, folders)
    return evidence_for(scored.submission, request.facts, write_offline(request))


def _check_pieces(text: PlainText, document: Document, guard: Guard, notes: tuple[str, ...]) -> Checked:
    """Running text as a whole, table cells one by one with the words of their headers."""
    violations: list[Violation] = []
    bindings: list[Binding] = []
    loose: list[Unbound] = []
    for start, piece, found in _checked(text, document, guard):
        violations += [_moved(item, item.start + start, item.end + start) for item in found.violations]
        bindings += [_moved(item, item.start + start, item.end + start) for item in found.bindings]
        loose += [
            Unbound(start + item.start, start + item.end, item.surface) for item in unbound(piece, found)
        ]
    return Checked(text, report(tuple(violations), tuple(bindings)), tuple(loose), notes)


def _checked(text: PlainText, document: Document, guard: Guard) -> Iterator[tuple[int, str, GuardReport]]:
    """Where each piece begins, the piece, and the guard's report of it."""
    tables = {table.place.table: (table, noted) for table, noted in _with_notes(document)}
    for number, group in groupby(text.blocks, key=lambda block: block.place.table):
        blocks = list(group)
        if number is None:
            start, piece = blocks[0].start, text.text[blocks[0].start : blocks[-1].end]
            yield start, piece, guard.check(piece)
            continue
        table, (caption, unit) = tables[number]
        at = _cell_starts(text, blocks, table)
        for told in cell_texts(table, header_rows(table), unit, caption):
            if told.cell in at:
                yield at[told.cell], told.cell.text, check_cell(guard, told)


def _with_notes(document: Document) -> Iterator[tuple[Table, tuple[str, str]]]:
    """Every table with its caption and the unit noted above it or in its first row."""
    above: list[str] = []
    for block in document.blocks:
        if not isinstance(block, Table):
            above.append(block.text.strip())
            continue
        first = [cell.text for cell in block.cells if cell.row == 0]
        units = (unit_noted(words) for words in (*reversed(above[-_LINES_ABOVE:]), *first))
        names = [
            words
            for words in above[-_LINES_ABOVE:]
            if not unit_noted(words) and len(words) <= _LONGEST_CAPTION
        ]
        yield block, (names[-1] if names else "", next(filter(None, units), ""))
        above = []


def _cell_starts(text: PlainText, rows: list[Block], table: Table) -> dict[TableCell, int]:
    """Where the cells of a table stand in the text: its rows hold them in order."""
    spans = {block.place.row: block for block in rows}
    found: dict[TableCell, int] = {}
    reached: dict[int, int] = {}
    for cell in table.cells:
        block = spans.get(cell.row + 1)
        if block is None or not cell.text:
            continue
        start = text.text.find(cell.text, reached.get(cell.row, block.start), block.end)
        if start >= 0:
            found[cell] = start
            reached[cell.row] = start + len(cell.text)
    return found


def _moved(item: M, start: int, end: int) -> M:
    """The item at another place."""
    return item.model_copy(update={"start": start, "end": end})


def check_cases(path: Path | None, data: bytes = b"") -> Iterator[dict[str, object]]:
    """``{"id", "verdict", "violations"}`` of every case; every line is read before the first is judged.

    Raises:
        UnreadableInputError: a line is not a case.
    """
    text, name = (read_text(path), path.name) if path is not None else (_decoded(data), "标准输入")
    cases = read_cases(text, name)

    def judged() -> Iterator[dict[str, object]]:
        for case in cases:
            found = check(case.text, case.facts).to_json()
            yield {"id": case.id, "verdict": found["verdict"], "violations": found["violations"]}

    return judged()


def _decoded(data: bytes) -> str:
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableInputError(f"标准输入超过 {MAX_TEXT_BYTES // 1_000_000} MB，不读取")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInputError("标准输入不是 UTF-8 文本，请先转换编码") from error

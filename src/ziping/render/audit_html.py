"""Audited document -> one HTML file: the document with its marks, each finding beside the passage it is about.

Filters, and the choice of what goes into the letter, need the page's own script; without it everything is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ziping.domain.audit_report import AuditReport
from ziping.domain.document import Block, Document, Heading, Table, TableCell
from ziping.domain.finding import Finding
from ziping.render.finding_spots import (
    SEVERITIES,
    Piece,
    Span,
    Spots,
    pieces,
    span_also,
    span_in,
    told,
    where,
)
from ziping.render.html_page import fill_page, inlined, island, page_environment, page_sources

_FOLDER, _PAGE = "audit", "audit.html.j2"
_FILES = (_PAGE, "audit.css", "audit.js")
_SHORT_CELL = 14
"""Cells of figures and short labels do not break."""


class Elsewhere(NamedTuple):
    """Another place of a finding; ``anchor`` is ``""`` for one that is not in the document."""

    text: str
    anchor: str


class Card(NamedTuple):
    """A finding as the page shows it."""

    number: int
    finding: Finding
    message: str
    where: str
    kind: str
    also: tuple[Elsewhere, ...] = ()


class ShownCell(NamedTuple):
    """A cell of a table, or an empty place of its grid."""

    pieces: tuple[Piece, ...]
    rows: int
    columns: int
    findings: tuple[int, ...]
    short: bool


class _Mark(NamedTuple):
    """A finding that is marked in a block: in which cell, and whether its card stands elsewhere."""

    card: Card
    cell: tuple[int, int] | None
    also: bool = False

    def span(self, text: str) -> Span:
        """The words it is about; all of a text in which they are not."""
        found = span_also(text, self.card.finding) if self.also else span_in(text, self.card.finding)
        return found or Span(0, len(text))


class Passage(NamedTuple):
    """A block of the document with the findings beside it."""

    kind: str
    level: int
    pieces: tuple[Piece, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    page: int | None
    cards: tuple[Card, ...]
    anchors: tuple[str, ...]
    """Of findings beside another passage that concern this one too."""


def render_audit(
    document: Document,
    report: AuditReport,
    labels: Mapping[str, str],
    *,
    folders: tuple[Path, ...] = (),
) -> bytes:
    """The page as UTF-8 HTML; the same values and templates give the same bytes.

    Args:
        document: what was audited.
        report: what was found.
        labels: code of a check → how people call it.
        folders: the settings' template folders, searched for ``audit/<file>`` before the shipped ones.

    Raises:
        RenderError: a replaced template cannot be filled.
        UsageError: a template file is nowhere.
    """
    sources = page_sources(_FOLDER, _FILES, folders)
    spots = Spots(document)
    found = [(card, spots.of(card.finding)) for card in cards(report, labels, spots)]
    beside: dict[int, list[_Mark]] = {}
    for card, spot in found:
        if spot is not None:
            beside.setdefault(spot.block, []).append(_Mark(card, spot.cell))
        for other in spots.others(card.finding):
            beside.setdefault(other.block, []).append(_Mark(card, other.cell, also=True))
    context: dict[str, Any] = {
        **inlined(_FOLDER, sources, "audit.css", "audit.js"),
        "name": document.name,
        "report": report,
        "severities": SEVERITIES,
        "counts": Counter(finding.severity for finding in report.findings),
        "kinds": _kinds(found_card for found_card, _ in found),
        "general": [card for card, spot in found if spot is None],
        "passages": [_passage(n, block, beside.get(n, [])) for n, block in enumerate(document.blocks)],
        "labels": labels,
        "worst": _worst(report),
        "island": island(_exported(document, report)),
    }
    return fill_page(page_environment(sources), _FOLDER, _PAGE, context)


def _worst(report: AuditReport) -> Callable[[tuple[int, ...]], str]:
    """The gravest severity of findings given by number."""
    order = list(SEVERITIES)

    def worst(numbers: tuple[int, ...]) -> str:
        return min((report.findings[number - 1].severity for number in numbers), key=order.index)

    return worst


def cards(report: AuditReport, labels: Mapping[str, str], spots: Spots) -> tuple[Card, ...]:
    """All findings in the order of the report, numbered from 1."""
    return tuple(
        Card(
            number,
            finding,
            told(finding),
            where(finding),
            labels.get(finding.code, finding.code),
            tuple(_elsewhere(number, finding, spots)),
        )
        for number, finding in enumerate(report.findings, start=1)
    )


def _elsewhere(number: int, finding: Finding, spots: Spots) -> Iterator[Elsewhere]:
    """The other places of a finding with the anchors of the passages they stand in."""
    for place in finding.also:
        spot, text = spots.at(place), place.near
        if text:
            yield Elsewhere(text, "" if spot is None else _anchor(number, spot.block))


def _anchor(number: int, block: int) -> str:
    return f"a{number}-{block}"


def _kinds(found: Iterator[Card]) -> list[tuple[str, str, int]]:
    """Code, name and number of every kind that occurs, by name."""
    counted = Counter((card.finding.code, card.kind) for card in found)
    return sorted(((code, kind, count) for (code, kind), count in counted.items()), key=lambda row: row[1])


def _exported(document: Document, report: AuditReport) -> dict[str, Any]:
    """What the page's script needs to write the file of dismissals."""
    return {
        "name": f"{document.name}.ziping-dismissed.json",
        "dismissed": [item.model_dump() for item in report.dismissed],
    }


def _passage(number: int, block: Block, beside: list[_Mark]) -> Passage:
    listed = tuple(mark.card for mark in beside if not mark.also)
    anchors = tuple(dict.fromkeys(_anchor(mark.card.number, number) for mark in beside if mark.also))
    page = block.place.page
    if isinstance(block, Table):
        return Passage("table", 0, (), tuple(_rows(block, beside)), page, listed, anchors)
    kind, level = ("heading", block.level) if isinstance(block, Heading) else ("paragraph", 0)
    return Passage(kind, level, _cut(block.text, beside), (), page, listed, anchors)


def _cut(text: str, beside: Sequence[_Mark]) -> tuple[Piece, ...]:
    """The text with the words marked that findings are about."""
    return tuple(pieces(text, ((mark.card.number, mark.span(text)) for mark in beside)))


def _rows(table: Table, beside: list[_Mark]) -> Iterator[tuple[ShownCell, ...]]:
    by_cell: dict[tuple[int, int] | None, tuple[_Mark, ...]] = {}
    for mark in beside:
        by_cell[mark.cell] = (*by_cell.get(mark.cell, ()), mark)
    for row in range(table.height):
        shown = []
        for column in range(table.width):
            standing = table.at(row, column) or TableCell(row, column, "")
            if (standing.row, standing.column) == (row, column):
                shown.append(_cell(standing, by_cell.get((row, column), ())))
        yield tuple(shown)


def _cell(cell: TableCell, beside: tuple[_Mark, ...]) -> ShownCell:
    numbers = tuple(mark.card.number for mark in beside)
    cut = _cut(cell.text, beside) if cell.text else ()
    return ShownCell(cut, cell.rows, cell.columns, numbers, len(cell.text) <= _SHORT_CELL)

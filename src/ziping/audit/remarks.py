"""What the checks of words and rules share: every text of a report as a passage, and a finding at a passage."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from ziping.audit.report import found
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.language.reports.figures import Figures, Passage
from ziping.language.reports.grids import Grid
from ziping.language.sentences import Outline

HAN: Final = "[\u4e00-\u9fff]"
NO_PASSAGES: Final = CheckResult(not_assessable="全文没有可读的文字")


def cell_passage(grid: Grid, row: int, column: int, text: str) -> Passage:
    """A cell as a passage without figures, to remark on it."""
    return Passage(-1, text, grid.place(row, column), (), Outline(text), (grid.number, row, column))


def every_text(figures: Figures) -> Iterator[Passage]:
    """All passages, then the cells that are too short to be one."""
    return chain(figures.passages, figures.once(_short_cells))


def _short_cells(figures: Figures) -> tuple[Passage, ...]:
    told = {passage.cell for passage in figures.passages}
    return tuple(
        cell_passage(grid, cell.row, cell.column, cell.text)
        for grid in figures.grids
        for cell in grid.table.cells
        if cell.text.strip() and (grid.number, cell.row, cell.column) not in told
    )


def remark(
    code: str,
    severity: Severity,
    message: str,
    passage: Passage,
    span: tuple[int, int] | None = None,
    **more: Any,
) -> Finding:
    """A finding about a span of a passage; ``stated`` is the span unless given."""
    start, end = span or (0, min(len(passage.text), 30))
    fields = {"stated": passage.text[start:end].strip(), "quote": passage.quote(start, end), **more}
    return found(code, severity, passage.place, message, **fields)

"""Scores of last year's report under the ids of this year's rubric; only where the full marks are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.compare.sides import Side
from ziping.domain.place import Place
from ziping.domain.rubric import Rubric, distinct_names
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import TOTAL
from ziping.language.labels import clean_text
from ziping.language.reports.score_rows import score_rows
from ziping.language.reports.whole_score import total_cells, whole_marks, whole_rows


class LastScore(NamedTuple):
    """Points of last year and where they stand."""

    value: Decimal
    place: Place


class _Row(NamedTuple):
    """A score as a report gives it."""

    names: tuple[str, ...]
    most: Decimal | None
    score: LastScore


def card_scores(card: Scorecard, rubric: Rubric, file: str) -> dict[str, LastScore]:
    """The scores of a draft's scorecard."""
    rows = [
        _Row((line.called, line.label), line.max_score, LastScore(line.score, Place(file=file, key=line.id)))
        for line in card.lines
        if line.score is not None
    ]
    found = _matched(rows, rubric)
    if card.status == "final" and card.max_score == rubric.total:
        found[TOTAL] = LastScore(card.total_score, Place(file=file, key="total_score"))
    return found


def sheet_scores(side: Side, rubric: Rubric) -> dict[str, LastScore]:
    """The scores of a document's score sheet, and its total where all places agree on it."""
    grids = side.figures.grids
    rows = [
        _Row((row.label,), row.weight, LastScore(row.score, row.place))
        for row in score_rows(grids)
        if row.score is not None
    ]
    found = _matched(rows, rubric)
    totals = list(_totals(side))
    if rubric.total == _HUNDRED and len({total.value for total in totals}) == 1:
        found[TOTAL] = totals[0]
    return found


_HUNDRED: Final = 100
"""Full marks of the reports whose total is read."""


def _totals(side: Side) -> Iterator[LastScore]:
    """The total score wherever the report gives it."""
    for grid in side.figures.grids:
        for row in whole_rows(grid):
            cell = total_cells(grid, row).score
            if cell is not None:
                yield LastScore(cell.value, grid.place(cell.row, cell.column))
    for mark in whole_marks(side.figures):
        yield LastScore(mark.figure.value, mark.figure.place)


def _matched(rows: Iterable[_Row], rubric: Rubric) -> dict[str, LastScore]:
    """Rows by indicator: one row of that name with the indicator's own full marks."""
    listed = tuple(rows)
    called = distinct_names(rubric)
    found: dict[str, LastScore] = {}
    for leaf in rubric.leaves():
        item = leaf.indicator
        names = {clean_text(name) for name in (called[item.id], item.label_zh, *item.aliases)}
        alike = [row for row in listed if any(clean_text(name) in names for name in row.names)]
        scores = {row.score.value for row in alike if row.most == item.max_score}
        if len(scores) == 1 and len({row.score.value for row in alike}) == 1:
            found[item.id] = alike[0].score
    return found

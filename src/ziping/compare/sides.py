"""One of the two reports as every part of the comparison sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from ziping.domain.document import Document
from ziping.domain.fact import FactTable
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.language.reports.figures import Figures
from ziping.language.reports.score_rows import ScoreRow, score_rows

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Side:
    """One report.

    Attributes:
        document: as read; a draft.json is a document too, so that all formats are compared in the same way.
        year: the year it reports on, None when nothing tells.
        unit: the unit's name, ``""`` when nothing tells.
        rubric: the edition it was scored by, when known.
        scorecard: of a draft of ours.
        facts: of a draft of ours.
        found: its figures, when they were looked for already.
    """

    document: Document
    year: int | None = None
    unit: str = ""
    rubric: Rubric | None = None
    scorecard: Scorecard | None = None
    facts: FactTable | None = None
    found: Figures | None = field(default=None, repr=False, compare=False)

    @cached_property
    def figures(self) -> Figures:
        """Its figures, grids and passages, found once."""
        return self.found or Figures(self.document)

    @cached_property
    def score_rows(self) -> tuple[ScoreRow, ...]:
        """The rows of its score sheets that have a score."""
        return score_rows(self.figures.grids)

    @cached_property
    def sheet_rows(self) -> tuple[ScoreRow, ...]:
        """The same, with the rows whose score is still to be filled in."""
        return score_rows(self.figures.grids, pending=True)

    def once(self, work: Callable[[Side], _Made]) -> _Made:
        """What a function makes of this report, made once: several parts of the comparison ask for it."""
        if work not in self._kept:
            self._kept[work] = work(self)
        kept: _Made = self._kept[work]
        return kept

    @cached_property
    def _kept(self) -> dict[Callable[[Side], Any], Any]:
        return {}

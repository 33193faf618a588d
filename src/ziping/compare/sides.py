"""One of the two reports as every part of the comparison sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ziping.domain.document import Document
from ziping.domain.fact import FactTable
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.language.reports.figures import Figures


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

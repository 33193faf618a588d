"""The writer protocol: what a writer is given and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ziping.domain.draft import Draft, Provenance
from ziping.domain.fact import FactTable
from ziping.domain.outline import ReportFamily
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Submission


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """Everything a report is written from.

    Attributes:
        facts: the only source of figures.
        family: outline, phrase templates and their hash.
        provenance: put into the draft as given.
    """

    rubric: Rubric
    submission: Submission
    scorecard: Scorecard
    facts: FactTable
    family: ReportFamily
    provenance: Provenance | None = None


class Writer(Protocol):
    """Writes a report."""

    async def write(self, request: DraftRequest) -> Draft:
        """The draft of a request.

        Raises:
            RenderError: a phrase template cannot be filled.
        """

"""All checks by code, in the order they are reported: one small function each, registered where it is written.

A check looks at an ``AuditInput`` and gives a ``CheckResult``. It never raises for what a document contains, and it says
so when it could not look (no table of that kind, no rubric, no year).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ziping.domain.audit_report import CheckResult
from ziping.domain.document import Document
from ziping.language.reports.figures import Figures
from ziping.language.reports.score_rows import ScoreRow, score_rows

if TYPE_CHECKING:
    from ziping.domain.form_reading import ReadForm
    from ziping.domain.rubric import Rubric
    from ziping.domain.scorecard import Scorecard
    from ziping.domain.submission import Submission

    Scorer: TypeAlias = Callable[[Rubric, Submission], Scorecard]


@dataclass(frozen=True)
class AuditInput:
    """What a check may look at.

    Attributes:
        document: headings, paragraphs and tables with their places.
        rubric: the edition the report follows, when known.
        year: the year under evaluation, when the document says it.
        forms: the 项目支出绩效自评表 of the document, read in the terms of an edition.
        score: scores a submission by a rubric; the engine is handed in, so that an audit needs no other room.
    """

    document: Document
    rubric: Rubric | None = None
    year: int | None = None
    forms: tuple[ReadForm, ...] = ()
    score: Scorer | None = None

    @cached_property
    def figures(self) -> Figures:
        """Every figure of the document with what it is about, extracted once for all checks."""
        return Figures(self.document)

    @cached_property
    def score_rows(self) -> tuple[ScoreRow, ...]:
        """The rows of its score sheets."""
        return score_rows(self.figures.grids)


CheckFunction: TypeAlias = Callable[[AuditInput], CheckResult]


class Check(NamedTuple):
    """A check and how people call it."""

    code: str
    label_zh: str
    run: CheckFunction

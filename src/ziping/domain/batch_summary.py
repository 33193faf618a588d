"""What many units add up to, as values: everything the summary's files print is here, renderers compute nothing.

Means and rates come from the printed scores, exactly, and are rounded once. A unit whose score is still pending is
in no ranking and no mean of totals; it is listed apart.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from ziping.domain.batch import Cause

FORMAT: Final = "ziping/batch-summary/1"


class UnitRow(NamedTuple):
    """One unit in a list; small, since there may be a hundred thousand.

    Attributes:
        key: of the ledger.
        rank: within its edition, equal scores share one; None while pending.
        rate: score as a share of the full marks, per cent, two places.
        missing: how many things a clerk still has to give.
        errors: error findings.
        folder: its folder inside the output folder.
        review: file name of its review page, ``""`` for none.
    """

    key: str
    name: str
    code: str
    region: str
    project: str
    year: int
    edition: str
    rank: int | None
    total_score: Decimal
    max_score: Decimal
    rate: Decimal
    grade: str
    status: Literal["final", "pending"]
    proven: Decimal
    asserted: Decimal
    pending: Decimal
    missing: int
    errors: int
    rejected: int
    replaced: int
    folder: str
    review: str


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Band(_Model):
    """How many units reached a grade, or a stretch of score rates."""

    label: str
    units: int
    share: Decimal
    """Per cent of the units with a final score, one place."""


class IndicatorSummary(_Model):
    """One indicator over all units of an edition."""

    id: str
    label: str
    path: tuple[str, ...] = ()
    max_score: Decimal
    units: int
    """Units that have a score for it, not applicable ones left out."""
    mean_score: Decimal | None = None
    """Two places; None when no unit has one."""
    mean_rate: Decimal | None = None
    """Per cent, one place."""
    full: int = 0
    """Units with full marks."""
    deducted: int = 0
    """Units that lost points."""
    lost: Decimal = Decimal(0)
    """Points lost by all units together."""
    pending: int = 0
    not_applicable: int = 0


class EditionSummary(_Model):
    """All units of one edition and year."""

    rubric: str
    title: str
    year: int
    max_score: Decimal
    units: int
    final: int
    """Units with a final score; the figures below are theirs."""
    mean: Decimal | None = None
    highest: Decimal | None = None
    lowest: Decimal | None = None
    median: Decimal | None = None
    grades: tuple[Band, ...] = ()
    """As the edition names them, best first; empty when it has none."""
    bands: tuple[Band, ...] = ()
    """By score rate, best first."""
    indicators: tuple[IndicatorSummary, ...] = ()


class MissingItem(_Model):
    """Something that several units have not given."""

    what: str
    units: int


class FailedUnit(_Model):
    """A unit without a result."""

    name: str
    code: str = ""
    path: str
    cause: Cause
    message: str


class BatchSummary(_Model):
    """The whole run."""

    units: int
    """All units of the run."""
    done: int
    failed: int
    waiting: int
    final: int
    pending: int
    """Done, but with points that wait for data."""
    editions: tuple[EditionSummary, ...] = ()
    missing: tuple[MissingItem, ...] = ()
    """The most frequent first."""
    failures: tuple[FailedUnit, ...] = ()
    rejected: int = 0
    """Texts the guard kept out of reports."""
    replaced: int = 0
    """Paragraphs of a model that gave way to offline ones."""

    def to_json(self) -> dict[str, Any]:
        """The machine format; amounts are strings."""
        return {"format": FORMAT, **self.model_dump(mode="json")}

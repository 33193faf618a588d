"""What many units add up to, as values: everything the summary's files print is here, renderers compute nothing.

Means and rates come from the printed scores, exactly, and are rounded once. A unit whose score is still pending is
in no ranking and no mean of totals; it is listed apart.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from ziping.domain.batch import Cause, IndicatorResult
from ziping.domain.quantity import quantize

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


class UnitDetail(NamedTuple):
    """A unit with what is too much to keep of all units at once; read one by one.

    Attributes:
        indicators: those of ``EditionSummary.indicators``, by the same ids.
        missing: what a clerk still has to give.
    """

    row: UnitRow
    indicators: tuple[IndicatorResult, ...]
    missing: tuple[str, ...]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Band(_Model):
    """How many units reached a grade, or a stretch of score rates."""

    label: str
    units: int
    share: Decimal
    """Per cent of the units with a final score, one place."""


class UnitLoss(_Model):
    """What one unit lost on an indicator."""

    name: str
    code: str = ""
    lost: Decimal


class IndicatorSummary(_Model):
    """One indicator over all units of an edition; of project forms one kind of indicators, as each unit has its own."""

    id: str
    label: str
    path: tuple[str, ...] = ()
    max_score: Decimal
    """Of most units; what does not apply gives its points to others, so that they may differ."""
    varies: bool = False
    """Whether units differ in their full marks for it."""
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
    lost_share: Decimal | None = None
    """Per cent of all points lost in the edition, one place; None when none was lost."""
    most: tuple[UnitLoss, ...] = ()
    """The units that lost most, at most five."""
    pending: int = 0
    not_applicable: int = 0

    @property
    def deducted_share(self) -> Decimal | None:
        """Units that lost points as a share of those with a score, per cent, one place."""
        return quantize(Fraction(100 * self.deducted, self.units), 1) if self.units else None


class EditionSummary(_Model):
    """All units of one edition and year."""

    rubric: str
    title: str
    year: int
    max_score: Decimal
    units: int
    final: int
    """Units with a final score; the figures below are theirs, those of indicators are of all units."""
    mean: Decimal | None = None
    highest: Decimal | None = None
    lowest: Decimal | None = None
    median: Decimal | None = None
    grades: tuple[Band, ...] = ()
    """Those that units reached, best first; empty when the edition has none."""
    bands: tuple[Band, ...] = ()
    """By score rate, best first."""
    indicators: tuple[IndicatorSummary, ...] = ()


class MissingItem(_Model):
    """Something that units have not given."""

    what: str
    units: int
    share: Decimal
    """Per cent of the units that are done, one place."""


class CauseCount(_Model):
    """Units that failed for one cause."""

    cause: Cause
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
    causes: tuple[CauseCount, ...] = ()
    """Of the failures, the most frequent first."""
    failures: tuple[FailedUnit, ...] = ()
    rejected: int = 0
    """Texts the guard kept out of reports."""
    replaced: int = 0
    """Paragraphs of a model that gave way to offline ones."""

    def to_json(self) -> dict[str, Any]:
        """The machine format; amounts are strings."""
        return {"format": FORMAT, **self.model_dump(mode="json")}


class PlacedIndicator(NamedTuple):
    """An indicator with the edition it belongs to."""

    edition: EditionSummary
    indicator: IndicatorSummary


def most_lost(summary: BatchSummary) -> tuple[PlacedIndicator, ...]:
    """The indicators of all editions on which units lost points, those with most points lost first."""
    found = [PlacedIndicator(edition, one) for edition in summary.editions for one in by_points_lost(edition)]
    return tuple(sorted(found, key=lambda placed: -placed.indicator.lost))


def by_points_lost(edition: EditionSummary) -> tuple[IndicatorSummary, ...]:
    """The indicators on which units lost points, those with most points lost first."""
    return tuple(sorted(_deducted(edition), key=lambda one: (-one.lost, -one.deducted)))


def by_units(edition: EditionSummary) -> tuple[IndicatorSummary, ...]:
    """The indicators on which units lost points, those of the most units first."""
    return tuple(sorted(_deducted(edition), key=lambda one: (-one.deducted, -one.lost)))


def _deducted(edition: EditionSummary) -> list[IndicatorSummary]:
    return [one for one in edition.indicators if one.deducted]

"""This year's report against last year's, as values (``ziping/comparison/1``).

Everything a page, a sheet or a program prints about a comparison is here; renderers compute nothing. Scores and
figures are ``Decimal`` as written in the two reports.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from ziping.domain.audit_report import NotAssessable
from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE, Place

FORMAT: Final = "ziping/comparison/1"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spot(_Model):
    """Where something stands in one of the two reports."""

    place: Place = NOWHERE
    quote: str = ""
    """The words there, the part in question in 【】."""


class ReportSide(_Model):
    """One of the two reports."""

    name: str
    """File name as shown in messages."""
    unit: str = ""
    year: int | None = None
    rubric: str = ""
    """Id of the edition it was scored by, ``""`` when not known."""
    is_draft: bool = False
    """A draft.json with its scorecard and facts, not a read document."""
    total_score: Decimal | None = None
    max_score: Decimal | None = None
    grade: str = ""


ScoreStatus: TypeAlias = Literal["proven", "asserted", "pending", "not_applicable", "stated"]
"""``stated``: a read document says so and nothing tells how it came about."""


class ScoreOfYear(_Model):
    """One indicator in one year."""

    max_score: Decimal | None = None
    score: Decimal | None = None
    status: ScoreStatus = "stated"
    spot: Spot = Spot()


class IndicatorChange(_Model):
    """One indicator in both years; ``last`` or ``this`` is None for a new or dropped one."""

    label: str
    path: tuple[str, ...] = ()
    """Groups it stands in, from the outside in."""
    relation: Literal["same", "changed", "new", "dropped", "untold"]
    """``untold``: only one of the reports tells its points, and the other one's score sheet was not read in full."""
    last: ScoreOfYear | None = None
    this: ScoreOfYear | None = None
    change: Decimal | None = None
    """Points, this year less last year; None when a score is missing or the full marks differ."""
    rule_change: str = ""
    """What changed in its rule between the two editions, a Chinese phrase; ``""`` for nothing or not known."""

    @property
    def rule_changed(self) -> bool:
        """Whether it is judged in another way than last year: another rule, or other full marks."""
        if self.last is None or self.this is None:
            return False
        points = self.last.max_score, self.this.max_score
        return bool(self.rule_change) or (None not in points and points[0] != points[1])


class DimensionScore(_Model):
    """A group of the first level in both years, for the picture."""

    label: str
    last: ScoreOfYear | None = None
    this: ScoreOfYear | None = None

    @property
    def change(self) -> Decimal | None:
        """Points, this year less last year; None when a score is missing or the full marks differ."""
        if self.last is None or self.this is None or self.last.max_score != self.this.max_score:
            return None
        if "pending" in {self.last.status, self.this.status}:
            return None
        if self.last.score is None or self.this.score is None:
            return None
        return self.this.score - self.last.score


class FigureChange(_Model):
    """One figure followed from last year's report to this year's, matched by what it is about."""

    label: str
    """As this year's report names it (last year's when it is gone)."""
    label_last: str = ""
    unit: str
    """Both values are in it."""
    relation: Literal["changed", "unchanged", "new", "gone"]
    last: Decimal | None = None
    this: Decimal | None = None
    change: Decimal | None = None
    change_unit: str = ""
    """``百分点`` for rates."""
    change_rate: Decimal | None = None
    """Per cent, two places; None for rates and where last year's is 0."""
    beyond_threshold: bool = False
    """The change is larger than what the rubric or the user lets pass without a word."""
    explained: bool = False
    explanation: Spot = Spot()
    """The sentence that explains it."""
    spot_last: Spot = Spot()
    spot_this: Spot = Spot()


TextRelation: TypeAlias = Literal["same", "moved", "edited", "rewritten", "new", "gone"]
"""``same`` stands at its place word for word, ``moved`` the same words elsewhere, ``edited`` mostly the same words,
``rewritten`` the same subject in other words."""


class WordEdit(_Model):
    """One step of a word-level alignment, code points of the two texts, end exclusive."""

    kind: Literal["equal", "replace", "delete", "insert"]
    start_last: int
    end_last: int
    start_this: int
    end_this: int


class TextSpan(_Model):
    """A stretch of this year's paragraph with what is said about it."""

    start: int
    end: int
    code: str
    """Code of the finding it belongs to (``carried_figure``, ``stale_year`` …)."""


class ParagraphPair(_Model):
    """A paragraph in both years; one side is ``""`` for new and gone ones. In this year's order."""

    relation: TextRelation
    text_last: str = ""
    text_this: str = ""
    similarity: Decimal = Decimal(0)
    """Per cent, one place."""
    heading_last: str = ""
    heading_this: str = ""
    edits: tuple[WordEdit, ...] = ()
    spans: tuple[TextSpan, ...] = ()
    place_last: Place = NOWHERE
    place_this: Place = NOWHERE


class SectionCopy(_Model):
    """How much of a section is last year's."""

    heading: str
    """This year's heading."""
    heading_last: str = ""
    """``""`` when last year's report has no such section."""
    may_stay: bool = False
    """Functions and structure: sections that may be the same every year."""
    characters: int
    copied: int
    """Characters in sentences that stand word for word, or nearly so, in last year's report."""
    share: Decimal
    """Per cent, one place."""


class FollowedProblem(_Model):
    """What became of one of last year's problems."""

    text: str
    """The problem as last year's report says it."""
    measure: str = ""
    """The measure last year's report set against it."""
    outcome: Literal["solved", "partly", "repeated", "vanished"]
    evidence: Spot = Spot()
    """Where this year's report tells: the evidence that it is solved, or the same problem in other words."""
    spot_last: Spot = Spot()


class FollowedPromise(_Model):
    """What last year's report promised for this year, against what this year's figures show."""

    text: str
    label: str = ""
    """The figure it is about."""
    target: str = ""
    """As written: ``达到95%以上``; ``""`` for a promise without a figure."""
    actual: str = ""
    outcome: Literal["kept", "partly", "not_kept", "not_told"]
    spot_last: Spot = Spot()
    evidence: Spot = Spot()


class Comparison(_Model):
    """The whole comparison."""

    this: ReportSide
    last: ReportSide
    dimensions: tuple[DimensionScore, ...] = ()
    indicators: tuple[IndicatorChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    sections: tuple[SectionCopy, ...] = ()
    threshold: Decimal = Decimal(10)
    """Per cent from which a change needs a word."""
    copied_share: Decimal | None = None
    """Of the whole report, sections that may stay left out, per cent, one place; None without running text."""
    paragraphs: tuple[ParagraphPair, ...] = ()
    problems: tuple[FollowedProblem, ...] = ()
    promises: tuple[FollowedPromise, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()
    """What could not be compared, and why."""
    summary: tuple[str, ...] = Field(default=())
    """Chinese sentences a person reads in one minute, the most important first."""

    @property
    def total_change(self) -> Decimal | None:
        """Points of the total, this year less last year; None when a total is missing or the full marks differ."""
        return self.total.change

    @property
    def total(self) -> DimensionScore:
        """The total of both years; full marks that one report leaves out are taken to be the other's."""
        sides = self.last, self.this
        marks = [side.max_score for side in sides]
        last, this = (
            None
            if side.total_score is None
            else ScoreOfYear(max_score=own if own is not None else other, score=side.total_score)
            for side, own, other in zip(sides, marks, reversed(marks), strict=True)
        )
        return DimensionScore(label="总分", last=last, this=this)

    def to_json(self) -> dict[str, Any]:
        """The machine format; amounts are strings."""
        data = self.model_dump(mode="json", exclude={"findings"})
        return {"format": FORMAT, **data, "findings": [finding.to_json() for finding in self.findings]}

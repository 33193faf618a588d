"""The result of scoring: every score with its tree, working, inputs, clause and what it rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from ziping.domain.expression.nodes import Node
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain

FORMAT: Final = "ziping/scorecard/1"

ScoreStatus: TypeAlias = Literal["scored", "asserted", "not_applicable", "pending"]
"""``scored`` rests on figures, ``asserted`` (also) on the unit's word, ``pending`` cannot be known yet."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class InputUse(_Model):
    """An input, tick or judged score a line reads."""

    id: str
    label: str
    printed: str
    """Value with unit as printed, ``待补充`` when missing."""
    place: str = ""
    """Where it was filled in, ``基础数据!C14``."""
    basis: Literal["figure", "statement"] = "figure"


class PartLine(_Model):
    """A part of an item (a checklist line, a quarter, a part of a composite)."""

    id: str
    label: str
    points: Decimal
    score: Decimal | None
    status: ScoreStatus
    formula: str
    tree: Node = Field(exclude=True, repr=False)


class ScoreLine(_Model):
    """One leaf indicator, scored."""

    id: str
    label: str
    path: tuple[str, ...]
    max_score: Decimal
    """Effective points after not-applicable siblings were redistributed."""
    score: Decimal | None
    status: ScoreStatus
    formula: str
    clause: str
    reason: str = ""
    """Why it does not apply, why a person gave this score, or why it is pending."""
    proven: Decimal = Decimal(0)
    """Points shown by figures; with ``asserted`` they make up ``score``."""
    asserted: Decimal = Decimal(0)
    parts: tuple[PartLine, ...] = ()
    inputs: tuple[InputUse, ...] = ()
    missing: tuple[str, ...] = ()
    """Labels of what is still to be filled in."""
    evidence_asked: tuple[str, ...] = ()
    unverified: bool = False
    """Whether the rule was only partly shown by its source."""
    reserved: bool = False
    """Points the reviewing bureau gives; never part of the unit's total."""
    name: str = ""
    """What texts call it where two indicators share a label; empty for the label itself."""
    tree: Node = Field(exclude=True, repr=False)

    @property
    def called(self) -> str:
        """What texts call it: never the same for two indicators of a rubric."""
        return self.name or self.label

    @property
    def lost(self) -> Decimal | None:
        """Points lost, None while pending."""
        return None if self.score is None else self.max_score - self.score


class GroupLine(_Model):
    """Sub-total of a level-1 or level-2 indicator: printed scores added."""

    id: str
    label: str
    path: tuple[str, ...]
    max_score: Decimal
    score: Decimal
    """Sum of what is scored so far."""
    status: Literal["final", "pending"]


class MetricLine(_Model):
    """A computed figure (预算执行率) with its working."""

    id: str
    label: str
    unit: str
    value: Decimal | None
    """As printed, in ``unit``."""
    exact: Decimal | None
    """Before printing, in ``unit``, at least 9 digits after the point when not finite."""
    formula: str
    tree: Node = Field(exclude=True, repr=False)


class Scorecard(_Model):
    """The whole result of one unit and year."""

    format: Literal["ziping/scorecard/1"] = FORMAT
    unit: str
    year: int
    rubric: str
    total_score: Decimal
    """Sum of the scores known so far (design: totals add the scores as printed)."""
    max_score: Decimal
    grade: str | None
    status: Literal["final", "pending"]
    proven: Decimal
    asserted: Decimal
    pending: Decimal
    reserved: Decimal = Decimal(0)
    entered: Decimal | None = None
    """The total as the unit entered it, where the rubric's own indicators do not hold the whole score sheet."""
    unexplained: Decimal = Decimal(0)
    """Points below the full total that no indicator accounts for; only with ``entered``."""
    lines: tuple[ScoreLine, ...]
    groups: tuple[GroupLine, ...]
    metrics: tuple[MetricLine, ...]
    findings: tuple[Finding, ...]

    def line(self, indicator: str) -> ScoreLine:
        """The line of a leaf by id.

        Raises:
            KeyError: no such leaf.
        """
        for line in self.lines:
            if line.id == indicator:
                return line
        raise KeyError(indicator)

    def to_json(self) -> dict[str, object]:
        """The machine format of ``ziping score --json`` and ``scorecard.json``; scores are strings."""
        return {
            "format": self.format,
            "unit": self.unit,
            "year": self.year,
            "rubric": self.rubric,
            "total_score": plain(self.total_score),
            "max_score": plain(self.max_score),
            "grade": self.grade,
            "status": self.status,
            "proven": plain(self.proven),
            "asserted": plain(self.asserted),
            "pending": plain(self.pending),
            "reserved": plain(self.reserved),
            "entered": _text(self.entered),
            "unexplained": plain(self.unexplained),
            "indicators": [_line_json(line) for line in self.lines],
            "groups": [_group_json(group) for group in self.groups],
            "metrics": [_metric_json(metric) for metric in self.metrics],
            "findings": [finding.to_json() for finding in self.findings],
        }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _line_json(line: ScoreLine) -> dict[str, object]:
    return {
        "id": line.id,
        "label": line.label,
        "path": list(line.path),
        "max_score": plain(line.max_score),
        "score": _text(line.score),
        "status": line.status,
        "formula": line.formula,
        "clause": line.clause,
        "reason": line.reason,
        "proven": plain(line.proven),
        "asserted": plain(line.asserted),
        "reserved": line.reserved,
        "unverified": line.unverified,
        "parts": [
            {
                "id": part.id,
                "label": part.label,
                "points": plain(part.points),
                "score": _text(part.score),
                "status": part.status,
                "formula": part.formula,
            }
            for part in line.parts
        ],
        "inputs": [use.model_dump() for use in line.inputs],
        "missing": list(line.missing),
        "evidence_asked": list(line.evidence_asked),
    }


def _group_json(group: GroupLine) -> dict[str, object]:
    return {
        "id": group.id,
        "label": group.label,
        "path": list(group.path),
        "max_score": plain(group.max_score),
        "score": plain(group.score),
        "status": group.status,
    }


def _metric_json(metric: MetricLine) -> dict[str, object]:
    return {
        "id": metric.id,
        "label": metric.label,
        "unit": metric.unit,
        "value": _text(metric.value),
        "exact": _text(metric.exact),
        "formula": metric.formula,
    }

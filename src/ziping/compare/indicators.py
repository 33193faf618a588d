"""Indicator by indicator: what each scored in both years, and what is new, dropped or changed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ziping.compare.sides import Side
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import DimensionScore, IndicatorChange
from ziping.domain.finding import Finding


class Totals(NamedTuple):
    """What one report says as a whole.

    Attributes:
        score: total score, None when not found.
        max_score: full marks of the whole sheet, None when not found.
        grade: ``""`` when not found.
    """

    score: Decimal | None = None
    max_score: Decimal | None = None
    grade: str = ""


class IndicatorPart(NamedTuple):
    """Everything about scores.

    Attributes:
        indicators: in this year's order, dropped ones at the end of their group's.
        dimensions: groups of the first level.
        this: totals of this year's report.
        last: totals of last year's.
        findings: what a person should look at.
        not_comparable: what could not be compared, and why.
    """

    indicators: tuple[IndicatorChange, ...] = ()
    dimensions: tuple[DimensionScore, ...] = ()
    this: Totals = Totals()
    last: Totals = Totals()
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


def compare_indicators(this: Side, last: Side) -> IndicatorPart:
    """Scores of this year's report against last year's."""
    return IndicatorPart()

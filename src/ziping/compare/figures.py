"""Figure by figure: what each was last year and this year, matched by what it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ziping.compare.sides import Side
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import FigureChange
from ziping.domain.finding import Finding


class FigurePart(NamedTuple):
    """Everything about figures.

    Attributes:
        figures: in this year's order, gone ones at the end.
        findings: what a person should look at.
        not_comparable: what could not be compared, and why.
    """

    figures: tuple[FigureChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


def compare_figures(this: Side, last: Side, threshold: Decimal = Decimal(10)) -> FigurePart:
    """Figures of this year's report against last year's; ``threshold`` in per cent (half of it, in points, for rates)."""
    return FigurePart()

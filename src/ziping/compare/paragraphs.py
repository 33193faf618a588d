"""Paragraph by paragraph: what stands as it was, was moved, edited, rewritten, is new or gone, and how much is last year's."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ziping.compare.sides import Side
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import ParagraphPair, SectionCopy
from ziping.domain.finding import Finding


class TextPart(NamedTuple):
    """The running text of both reports.

    Attributes:
        paragraphs: in this year's order.
        sections: this year's sections.
        copied_share: of the whole, sections that may stay left out; None without running text.
        findings: ``copied_*``, ``stale_*``, ``carried_figure``.
        not_comparable: what could not be compared, and why.
    """

    paragraphs: tuple[ParagraphPair, ...] = ()
    sections: tuple[SectionCopy, ...] = ()
    copied_share: Decimal | None = None
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


def compare_text(this: Side, last: Side) -> TextPart:
    """Both texts aligned."""
    return TextPart()

"""The scores a person gives for an indicator: the whole of it, or parts of a composite."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ziping.domain.methods import Composite, Judgement, Qualitative
from ziping.domain.rubric import Indicator


class JudgedPart(NamedTuple):
    """A score a person gives: key in the submission, method, points, label."""

    key: str
    method: Judgement | Qualitative
    points: Decimal
    label: str


def judged_parts(indicator: Indicator, name: str = "") -> tuple[JudgedPart, ...]:
    """The scores a person gives for a leaf: the leaf itself (called ``name``), or parts of a composite."""
    method = indicator.method
    if isinstance(method, (Judgement, Qualitative)):
        return (JudgedPart(indicator.id, method, indicator.max_score, name or indicator.label_zh),)
    if not isinstance(method, Composite):
        return ()
    return tuple(
        JudgedPart(f"{indicator.id}.{part.id}", part.method, part.points, part.label_zh)
        for part in method.parts
        if isinstance(part.method, (Judgement, Qualitative))
    )

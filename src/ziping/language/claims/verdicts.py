"""What a contradicted claim looks like."""

from __future__ import annotations

from typing import NamedTuple

from ziping.language.claims.known import Known


class Contradiction(NamedTuple):
    """``text[start:end]`` claims a direction or totality the facts contradict."""

    start: int
    end: int
    known: Known
    message: str
    instead: str = ""


def against(text: str, start: int, end: int, one: Known, other: Known) -> Contradiction:
    """``text[start:end]`` claims of two facts (or of one) what their values contradict."""
    surface = text[start:end]
    if one.index == other.index:
        message = f"“{surface}”与数据方向相反：数据中“{one.fact.label}”是{one.fact.printed}"
    else:
        message = f"“{surface}”与数据不符：“{one.fact.label}”是{one.fact.printed}，“{other.fact.label}”是{other.fact.printed}"
    return Contradiction(start, end, one, message)

"""Figures that were let pass although no fact stands behind them, so that a person can look at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ziping.domain.guard_report import GuardReport
from ziping.language.claims.stated import QUANTITIES
from ziping.language.numerals import find_numbers


class Unbound(NamedTuple):
    """A figure of a text; ``where`` is its address within a draft."""

    start: int
    end: int
    surface: str
    where: str = ""


def unbound(text: str, found: GuardReport, where: str = "") -> Iterator[Unbound]:
    """Quantities that neither a binding nor a violation touches."""
    touched = [(item.start, item.end) for item in found.bindings]
    spans = sorted(touched + [(item.start, item.end) for item in found.violations])
    index, reach = 0, 0
    for number in find_numbers(text):
        while index < len(spans) and spans[index][0] < number.end:
            reach = max(reach, spans[index][1])
            index += 1
        if number.kind in QUANTITIES and reach <= number.start:
            yield Unbound(number.start, number.end, number.surface, where)

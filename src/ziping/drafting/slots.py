"""Figures a model wrote as slots: ``{{fact:procurement_execution_rate}}`` → ``97.12%`` with its mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ziping.domain.draft import Mark
from ziping.domain.fact import Fact
from ziping.drafting.figures import printed

_SLOT = re.compile(r"\{\{\s*fact\s*[:：]\s*([^{}\s]*)\s*\}\}")
_MOST_SHOWN = 40


class Filled(NamedTuple):
    """A text with its slots filled.

    Attributes:
        marks: where each figure of a slot stands; an extra signal, never a substitute for the guard.
        unknown: names in slots that no fact has.
    """

    text: str
    marks: tuple[Mark, ...]
    unknown: tuple[str, ...]


def surface(fact: Fact) -> str:
    """A fact as prose shows it; a figure of the unit's own words stays as the unit wrote it."""
    return fact.sources[0] if fact.origin == "evidence" and fact.sources else printed(fact)


def fill_slots(text: str, facts: Mapping[str, Fact]) -> Filled:
    """The text with every known slot replaced; a unit written again behind a slot is dropped."""
    pieces: list[str] = []
    marks: list[Mark] = []
    unknown: list[str] = []
    position = length = 0
    for match in _SLOT.finditer(text):
        between = text[position : match.start()]
        fact = facts.get(match[1])
        shown = match[0] if fact is None else surface(fact)
        pieces += [between, shown]
        length += len(between)
        if fact is None:
            unknown.append(match[1][:_MOST_SHOWN])
        else:
            marks.append(Mark(start=length, end=length + len(shown), fact=fact.id))
        length += len(shown)
        position = match.end()
        if (
            fact is not None
            and fact.unit
            and shown.endswith(fact.unit)
            and text.startswith(fact.unit, position)
        ):
            position += len(fact.unit)
    return Filled("".join([*pieces, text[position:]]), tuple(marks), tuple(unknown))

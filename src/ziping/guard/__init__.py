"""The guard: ties every figure of Chinese official prose to a fact's value, unit, label and year.

``check(text, facts)`` is the one function another project would call; ``Guard(facts)`` keeps the index when many
texts are checked against the same facts; ``check_draft`` reads a whole draft and adds coverage.
"""

from __future__ import annotations

from collections.abc import Sequence

from ziping.domain.fact import Fact, FactTable
from ziping.domain.guard_report import GuardReport
from ziping.guard.check import Guard
from ziping.guard.cover import check_draft

__all__ = ["Guard", "check", "check_draft"]


def check(text: str, facts: Sequence[Fact] | FactTable) -> GuardReport:
    """Checks plain text against facts that need no more than ``id, label, value, unit``."""
    return Guard(facts).check(text)

"""A resubmitted report held against the findings of the first: what was put right, what is still there, what is new."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Final, NamedTuple

from ziping.domain.audit_report import AuditReport
from ziping.domain.finding import Finding

_DIGITS = re.compile("[0-9０-９]+")


class Remaining(NamedTuple):
    """A finding of the first version that the second one still has; ``changed`` when it now states something else."""

    before: Finding
    now: Finding

    @property
    def changed(self) -> bool:
        """Whether the unit changed it, and it still does not add up."""
        return self.before.stated != self.now.stated


class Held(NamedTuple):
    """The second version against the first."""

    fixed: tuple[Finding, ...]
    remaining: tuple[Remaining, ...]
    new: tuple[Finding, ...]

    def to_json(self) -> dict[str, object]:
        """The machine format."""
        return {
            "fixed": [finding.to_json() for finding in self.fixed],
            "remaining": [
                {"before": one.before.to_json(), "now": one.now.to_json(), "changed": one.changed}
                for one in self.remaining
            ],
            "new": [finding.to_json() for finding in self.new],
        }


def _cell(finding: Finding) -> Hashable:
    """Where it stands, for what paragraphs put in before it do not move; nothing for running text."""
    place = finding.place
    if place.row is None and place.cell is None:
        return None
    return (finding.code, place.heading, place.sheet, place.cell, place.row, place.column)


def _words(finding: Finding) -> Hashable:
    """The words around it without figures."""
    return (finding.code, _DIGITS.sub("#", finding.quote)) if finding.quote else None


_KEYS: Final[tuple[Callable[[Finding], Hashable], ...]] = (
    lambda finding: finding.fingerprint,
    lambda finding: (finding.code, finding.stated, finding.expected, finding.place.heading),
    lambda finding: (finding.code, finding.stated, finding.expected),
    _cell,
    _words,
)
"""What two versions of one finding have in common, the surest first."""


def hold_against(first: AuditReport, second: AuditReport) -> Held:
    """The findings of two versions of one report, paired; each belongs to one pair at most.

    A finding of the first version that somebody dismissed counts for neither side.
    """
    before, now = list(first.findings), list(second.findings)
    pairs: dict[int, Finding] = {}
    for key in _KEYS:
        waiting: dict[Hashable, list[Finding]] = {}
        for finding in before:
            if (what := key(finding)) is not None:
                waiting.setdefault(what, []).append(finding)
        for index, finding in enumerate(now):
            same = waiting.get(key(finding)) if index not in pairs else None
            if same:
                pairs[index] = same.pop(0)
                before = [one for one in before if one is not pairs[index]]
    remaining = tuple(Remaining(pairs[index], finding) for index, finding in enumerate(now) if index in pairs)
    new = tuple(finding for index, finding in enumerate(now) if index not in pairs)
    return Held(tuple(before), remaining, new)

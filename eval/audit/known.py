"""A fault known to stand in a report, or a relation known to hold, and whether a finding meets it."""

from __future__ import annotations

import re
from typing import NamedTuple

from ziping.domain.finding import Finding

_FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_MARKED = re.compile("【([^】]*)】")


class Known(NamedTuple):
    """A fault, or a relation that holds."""

    id: str
    report: str
    near: tuple[str, ...]
    stated: tuple[str, ...]
    severity: str
    expected: str
    codes: frozenset[str]

    def met_by(self, finding: Finding) -> bool:
        """Whether a finding stands at this place and states this figure."""
        words = "\n".join((finding.place.text, finding.quote, finding.message, finding.subject))
        if self.codes and finding.code not in self.codes:
            return False
        return any(near in words for near in self.near) and self.states(finding)

    def states(self, finding: Finding) -> bool:
        """Whether a finding states one of the figures or words."""
        said = [finding.stated, *_MARKED.findall(finding.quote)]
        figures = {figure.replace(",", "") for text in said for figure in _FIGURE.findall(text)}
        return any(
            stated in figures if _FIGURE.fullmatch(stated) else any(stated in text for text in said)
            for stated in self.stated
        )

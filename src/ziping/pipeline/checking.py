"""The checker a model's writer is given: all that is looked for in one paragraph, on its plain text."""

from __future__ import annotations

from ziping.domain.fact import FactTable
from ziping.domain.guard_report import GuardReport, report
from ziping.domain.submission import Submission
from ziping.guard import Guard
from ziping.guard.cover import left_over


class ParagraphChecker:
    """Figures, documents, claims, style and left-overs of templates, against one unit's facts and words."""

    def __init__(self, facts: FactTable, submission: Submission) -> None:
        self._guard = Guard(facts)
        self._submission = submission

    def __call__(self, section: str, paragraph: str, text: str) -> GuardReport:
        """What is wrong with a text, and the facts it mentions."""
        found = self._guard.check(text, paragraph)
        violations = (*found.violations, *left_over(text, paragraph))
        return report(violations, found.bindings)

"""The checker a model's writer is given: all that is looked for in one paragraph, on its plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ziping.domain.draft import Draft
from ziping.domain.fact import FactTable
from ziping.domain.guard_report import GuardReport, Violation, report
from ziping.domain.submission import Submission
from ziping.drafting.writer import DraftRequest
from ziping.guard import Guard
from ziping.guard.cover import left_over
from ziping.guard.prose import OFFLINE
from ziping.guard.style import Bounds, Styled, StyleOptions, check_style
from ziping.guard.unbound import Unbound, unbound
from ziping.guard.unit_texts import unit_texts
from ziping.guard.unsupported import apart_from, check_claims
from ziping.language.assertions.evidence import Evidence, evidence_of

_LONG_SENTENCE = 14
"""Letters from which a sentence should not be said twice."""
_MOST_LETTERS = 2_000
"""Of a paragraph; how long it may be is a matter of its plan."""


def evidence_for(submission: Submission, facts: FactTable, skeleton: Draft) -> Evidence:
    """What a model's claims may rest on: the unit's texts, labels of facts, headings and the offline draft.

    Args:
        submission: as normalised.
        facts: of the same unit and year.
        skeleton: the offline draft; what it says is said by templates and the unit.
    """
    said = (paragraph.text for paragraph in skeleton.paragraphs() if paragraph.author == OFFLINE)
    headings = (section.heading for section in skeleton.sections)
    return evidence_of([*unit_texts(submission, facts), *headings, *said])


class ParagraphChecker:
    """Figures, documents, claims, style and left-overs of templates, against one unit's facts and words.

    Args:
        request: facts and submission.
        skeleton: the offline draft; what it says is said by templates and the unit, so it counts as evidence.

    Attributes:
        guard: of the request's facts; it remembers what it has judged, for the check of the whole draft.
        evidence: what claims may rest on.
    """

    def __init__(self, request: DraftRequest, skeleton: Draft) -> None:
        self.guard = Guard(request.facts)
        self.evidence = evidence_for(request.submission, request.facts, skeleton)
        self._is_form = request.submission.form is not None
        self._told = "\n".join(paragraph.text for paragraph in skeleton.paragraphs())
        self._style = StyleOptions(person="本单位", paragraph=Bounds(0, _MOST_LETTERS))

    def __call__(self, section: str, paragraph: str, text: str, beside: Sequence[str] = ()) -> GuardReport:
        """What is wrong with a text, and the facts it mentions.

        Args:
            section: its id.
            paragraph: its id.
            text: plain, with its number.
            beside: paragraphs of the section that are settled, for what is said twice.
        """
        found = self.guard.check(text, paragraph)
        violations = (
            *found.violations,
            *(_without_fact(item, paragraph) for item in unbound(text, found, paragraph)),
            *left_over(text, paragraph),
            *apart_from(found.violations, check_claims(text, self.evidence, paragraph)),
            *self._styled(Styled(paragraph, text, section), beside),
        )
        return report(violations, found.bindings)

    def _styled(self, text: Styled, beside: Sequence[str]) -> Iterator[Violation]:
        """Style of a paragraph; a short sentence, or one the unit itself hands in twice, may stand twice.

        Paragraphs of a project form go into cells of their own, so each is read alone.
        """
        alone = check_style([text], self._style)
        yield from alone
        settled = [Styled(f"{text.where}#{number}", one, str(number)) for number, one in enumerate(beside)]
        settled = [] if self._is_form else settled
        for violation in check_style([*settled, text], self._style) if settled else ():
            if violation.where == text.where and violation not in alone and self._is_stale(violation.surface):
                yield violation

    def _is_stale(self, sentence: str) -> bool:
        """Whether it is worth telling that a sentence stands in two paragraphs: two items may each lose 1分."""
        return len(sentence) >= _LONG_SENTENCE and sentence not in self._told


def _without_fact(item: Unbound, where: str) -> Violation:
    """A person may look at a figure no fact has; a model is asked to leave it out."""
    message = f"“{item.surface}”没有对上任何一项数据，请改用数据里的数，或删去"
    return Violation(
        code="invented_number",
        start=item.start,
        end=item.end,
        surface=item.surface,
        message=message,
        where=where,
    )

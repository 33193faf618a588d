"""The running text of a whole draft: what a model claims without evidence, and how everything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ziping.domain.draft import Draft
from ziping.domain.guard_report import Violation
from ziping.guard.style import StyleOptions, check_draft_style
from ziping.guard.unsupported import apart_from, check_claims
from ziping.language.assertions.evidence import Evidence

OFFLINE = "offline"
"""Author of paragraphs made of templates and the unit's own words: these claim only what the unit does."""


def check_prose(
    draft: Draft, evidence: Evidence, known: Sequence[Violation], style: StyleOptions | None = None
) -> Iterator[Violation]:
    """Unsupported claims of a model's paragraphs, then faults of style of all paragraphs.

    Args:
        draft: the report as values.
        evidence: of the unit.
        known: what the guard found already; words it objects to are not told twice.
        style: of the report family.
    """
    by_place: dict[str, list[Violation]] = {}
    for violation in known:
        by_place.setdefault(violation.where, []).append(violation)
    for paragraph in draft.paragraphs():
        if paragraph.author != OFFLINE:
            claims = check_claims(paragraph.text, evidence, paragraph.id)
            yield from apart_from(by_place.get(paragraph.id, ()), claims)
    yield from check_draft_style(draft, style or StyleOptions())

"""How a check words what it found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.place import Place

_MOST_PLACES: Final = 6
"""Other places a finding names."""


def found(  # noqa: PLR0913 - the fields of a finding
    code: str,
    severity: Severity,
    place: Place,
    message: str,
    *,
    stated: str,
    expected: str = "",
    working: str = "",
    quote: str = "",
    suggestion: str = "",
    subject: str = "",
    also: Iterable[Place] = (),
) -> Finding:
    """A finding; ``message`` is a Chinese sentence without the place, ``also`` are the other places it speaks of."""
    return Finding(
        code=code,
        severity=severity,
        message=message,
        place=place,
        also=tuple(dict.fromkeys(other for other in also if other != place))[:_MOST_PLACES],
        stated=stated,
        expected=expected,
        working=working,
        quote=quote,
        suggestion=suggestion,
        subject=subject,
    )


def result(findings: Iterable[Finding], *, looked: object = True, nothing: str = "") -> CheckResult:
    """What a check gives: ``nothing`` is the reason when there was nothing to look at (``looked`` is empty)."""
    kept = tuple(findings)
    return CheckResult(kept, "" if kept or looked else nothing)

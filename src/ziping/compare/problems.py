"""Last year's problems and measures, and what this year's report says of them."""

from __future__ import annotations

from typing import NamedTuple

from ziping.compare.sides import Side
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import FollowedProblem, FollowedPromise
from ziping.domain.finding import Finding


class ProblemPart(NamedTuple):
    """What became of last year's problems and promises.

    Attributes:
        problems: in last year's order.
        promises: in last year's order.
        findings: ``problem_repeated``, ``problem_vanished``, ``promise_not_kept``.
        not_comparable: what could not be followed, and why.
    """

    problems: tuple[FollowedProblem, ...] = ()
    promises: tuple[FollowedPromise, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


def follow_problems(this: Side, last: Side) -> ProblemPart:
    """Every problem and promise of last year's report, followed."""
    return ProblemPart()

"""What the guard says of a text: verdict, violations, and the fact every number was bound to."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

FORMAT = "ziping/guard/1"

ViolationCode: TypeAlias = Literal[
    "wrong_value",
    "wrong_unit",
    "magnitude",
    "swapped_metric",
    "wrong_year",
    "invented_number",
    "bad_rounding",
    "wrong_direction",
    "wrong_arithmetic",
    "disguised_number",
    "wrong_document_number",
    "invented_document",
    "score_over_max",
    "stale_last_year",
    "unsupported_claim",
    "uncovered_deduction",
    "unpaired_problem",
    "placeholder",
    "style",
]


ADVICE: frozenset[ViolationCode] = frozenset(("style",))
"""Codes that say a text could be better, not that it is wrong: a model is asked again, a person decides."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Violation(_Model):
    """One figure, document or claim that the facts do not support.

    ``message`` is a Chinese sentence for a writer: what was written, what the data say, what to write.
    """

    code: ViolationCode
    start: int
    end: int
    surface: str
    message: str
    nearest: str = ""
    """Id of the fact the clause most likely speaks about."""
    suggestion: str = ""
    """What to write instead, empty when only deleting helps."""
    where: str = ""
    """Address within a draft (``domain.draft_texts``), for ``check_draft``."""


class Binding(_Model):
    """``text[start:end]`` says the value of a fact, or a derivation whose terms are facts."""

    start: int
    end: int
    fact: str
    where: str = ""
    terms: tuple[str, ...] = ()
    """All facts of a derivation, ``fact`` first; empty for a fact's own value."""


class GuardReport(_Model):
    """The guard's answer; ``accept`` exactly when nothing but style is found fault with."""

    verdict: Literal["accept", "reject"]
    violations: tuple[Violation, ...] = ()
    bindings: tuple[Binding, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The machine format; ``where`` and ``terms`` only where there are any."""

        def row(item: BaseModel) -> dict[str, object]:
            data = item.model_dump(mode="json")
            return {key: value for key, value in data.items() if key not in {"where", "terms"} or value}

        return {
            "format": FORMAT,
            "verdict": self.verdict,
            "violations": [row(item) for item in self.violations],
            "bindings": [row(item) for item in self.bindings],
        }


def report(violations: tuple[Violation, ...], bindings: tuple[Binding, ...]) -> GuardReport:
    """A report whose verdict follows from its violations; those of style alone reject nothing."""
    wrong = any(violation.code not in ADVICE for violation in violations)
    return GuardReport(verdict="reject" if wrong else "accept", violations=violations, bindings=bindings)

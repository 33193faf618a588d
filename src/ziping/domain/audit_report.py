"""What an audit of a finished document says: findings, and just as plainly what ran, passed or could not run."""

from __future__ import annotations

from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from ziping.domain.finding import Finding

FORMAT: Final = "ziping/audit/1"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NotAssessable(_Model):
    """A check that could not run, and why; never passed over silently."""

    check: str
    reason: str


class Dismissed(_Model):
    """A finding a person has looked at and set aside."""

    fingerprint: str
    reason: str
    message: str = ""


class AuditReport(_Model):
    """The result for one document."""

    document: str
    """The file's name, without its folder."""
    findings: tuple[Finding, ...] = ()
    not_assessable: tuple[NotAssessable, ...] = ()
    passed: tuple[str, ...] = ()
    """Codes of checks that ran and found nothing."""
    dismissed: tuple[Dismissed, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The machine format of ``ziping audit --json``."""
        return {
            "format": FORMAT,
            "document": self.document,
            "findings": [finding.to_json() for finding in self.findings],
            "not_assessable": [item.model_dump() for item in self.not_assessable],
            "passed": list(self.passed),
            "dismissed": [item.model_dump() for item in self.dismissed],
        }


class CheckResult(NamedTuple):
    """What one check gives: what it found, or why it could not look."""

    findings: tuple[Finding, ...] = ()
    not_assessable: str = ""
    """Reason; empty when the check ran."""

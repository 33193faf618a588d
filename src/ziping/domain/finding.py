"""A finding: something a person should look at, in one shape everywhere (design: machine formats)."""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ziping.domain.place import NOWHERE, Place

Severity = Literal["error", "warning", "note"]


class Finding(BaseModel):
    """One finding.

    ``message`` is a Chinese sentence that says what is written, what is allowed or true, and what to do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    message: str
    place: Place = NOWHERE
    also: tuple[Place, ...] = ()
    """The other places it concerns: what the first one disagrees with. No part of the fingerprint."""
    stated: str = ""
    """What is written, as written."""
    expected: str = ""
    """What the data or the rule say."""
    working: str = ""
    quote: str = ""
    suggestion: str = ""
    """What to type or do instead."""
    subject: str = ""
    """Id of the indicator, input or check it is about; part of the fingerprint."""

    @property
    def fingerprint(self) -> str:
        """16 hex digits, stable between runs: code, subject, where it stands, what it states.

        The file's name is left out, so a renamed file keeps its dismissals.
        """
        where = self.place.model_copy(update={"file": None}).model_dump_json(exclude_none=True)
        seed = "\x1f".join((self.code, self.subject, where, self.stated))
        return hashlib.sha256(seed.encode("utf-8")).hexdigest()[:16]

    def to_json(self) -> dict[str, object]:
        """The machine format."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "place": _shown(self.place),
            "also": [_shown(place) for place in self.also],
            "stated": self.stated,
            "expected": self.expected,
            "working": self.working,
            "quote": self.quote,
            "suggestion": self.suggestion,
            "fingerprint": self.fingerprint,
        }


def _shown(place: Place) -> dict[str, object]:
    return {**place.model_dump(exclude_none=True), "text": place.text}


def quoted(text: str, start: int, end: int, around: int = 16) -> str:
    """The words around a span, the span in 【】, on one line."""
    first, last = max(0, start - around), min(len(text), end + around)
    before, after = ("…" if first else ""), ("…" if last < len(text) else "")
    return " ".join(
        "".join((before, text[first:start], "【", text[start:end], "】", text[end:last], after)).split()
    )

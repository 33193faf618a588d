"""What a contradicted claim looks like."""

from __future__ import annotations

from typing import NamedTuple

from ziping.language.claims.known import Known


class Contradiction(NamedTuple):
    """``text[start:end]`` claims a direction or totality the facts contradict."""

    start: int
    end: int
    known: Known
    message: str
    instead: str = ""

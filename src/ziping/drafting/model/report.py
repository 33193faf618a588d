"""Which report a request belongs to and when its time is over: known to every task started inside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """One report under way.

    Attributes:
        name: what the account lists it as.
        deadline: of ``clock``; None for no limit.
    """

    name: str = ""
    deadline: float | None = None
    clock: Callable[[], float] = time.monotonic

    def seconds_left(self) -> float | None:
        """Seconds until the deadline, at least 0; None for no limit."""
        return None if self.deadline is None else max(0.0, self.deadline - self.clock())


_CURRENT: ContextVar[Report | None] = ContextVar("ziping_report", default=None)
_NONE = Report()


@contextmanager
def in_report(
    name: str, seconds: float | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Report]:
    """All asks inside belong to the report ``name`` and end after ``seconds``."""
    report = Report(name, None if seconds is None else clock() + seconds, clock)
    token = _CURRENT.set(report)
    try:
        yield report
    finally:
        _CURRENT.reset(token)


def current_report() -> Report:
    """The report of this task; a nameless one without a deadline outside of any."""
    return _CURRENT.get() or _NONE

"""What the driver and its workers say to each other over a pipe."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from ziping.batch.engine import Outcome, Task
from ziping.drafting.model.asking import Answer, Ask
from ziping.errors import ZipingError


class Do(NamedTuple):
    """Driver: a unit to be done."""

    task: Task


class Asking(NamedTuple):
    """Worker: a request for the model, which only the driver has.

    Attributes:
        number: of the request, within this worker.
        key: of the unit it is for.
        seconds: until the report's time is over; None for no limit.
    """

    number: int
    key: str
    ask: Ask
    seconds: float | None


class Answered(NamedTuple):
    """Driver: what came of a request; one of the two is set."""

    number: int
    answer: Answer | None = None
    error: ZipingError | None = None


class Ready(NamedTuple):
    """Worker: it has started."""


class Finished(NamedTuple):
    """Worker: a unit is through.

    Attributes:
        halted: why no unit can go on; the outcome is then none.
        memory: bytes the worker holds, 0 where the system does not tell.
    """

    key: str
    outcome: Outcome | None
    halted: ZipingError | None = None
    memory: int = 0


class End(NamedTuple):
    """Driver: nothing more comes."""


FromDriver: TypeAlias = Do | Answered | End
FromWorker: TypeAlias = Ready | Asking | Finished

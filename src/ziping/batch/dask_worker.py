"""What a worker of a cluster does: a unit with the answers it was given, or what it has to ask first.

A function of its arguments and nothing else, so that it may be done again anywhere: outputs appear whole by a rename
and are the same bytes each time. It has no endpoint, no key, no store and no ledger. This module is also the workers'
preload.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ziping import __version__
from ziping.batch.asks_ahead import asks_ahead
from ziping.batch.bench import Bench
from ziping.batch.engine import Outcome, Task, Terms
from ziping.drafting.model.asking import Answer, Ask
from ziping.errors import ModelError, RunHaltedError, ZipingError
from ziping.pipeline.unit import failure_of

Known: TypeAlias = Mapping[str, Answer | ModelError]
"""What came of requests, by ``ask_key``."""


class Wanted(NamedTuple):
    """A unit that cannot be finished before these are answered."""

    asks: tuple[Ask, ...]


class Halted(NamedTuple):
    """No unit can go on."""

    error: RunHaltedError


class Seen(NamedTuple):
    """What a worker tells of itself: its version of ziping, and whether it sees the driver's file."""

    version: str
    there: bool


def ask_key(ask: Ask) -> str:
    """Tells requests of one run apart; which model answers is the same for all of them."""
    return ask.key("", "", "")


class _Known:
    """A model that gives the answers that are there."""

    def __init__(self, known: Known) -> None:
        self._known = known

    async def find(self, ask: Ask) -> Answer | None:
        """The answer; None when there is none yet.

        Raises:
            ModelError: the request ended with it.
        """
        found = self._known.get(ask_key(ask))
        if isinstance(found, ModelError):
            raise found
        return found

    async def ask(self, ask: Ask) -> Answer:
        """The answer.

        Raises:
            ModelError: the request ended with it.
        """
        found = await self.find(ask)
        if found is None:
            raise RuntimeError(f"an ask of {ask.purpose} that was not foreseen")
        return found


def do_unit(terms: Terms, task: Task, known: Known) -> Outcome | Wanted | Halted:
    """One unit: finished and written, or what it has to ask first.

    Args:
        terms: of the run.
        task: the unit.
        known: what came of the requests it has asked for so far.
    """
    return asyncio.run(_done(terms, task, known))


async def _done(terms: Terms, task: Task, known: Known) -> Outcome | Wanted | Halted:
    model = _Known(known)
    try:
        if terms.run is not None:
            last_year = Path(task.last_year) if task.last_year else None
            ahead = await asks_ahead(terms, task.item, last_year, model.find)
            if ahead.asks:
                return Wanted(ahead.asks)
        return await Bench(terms, None if terms.run is None else model).do(task)
    except RunHaltedError as error:
        return Halted(error)
    except ZipingError as error:
        return Outcome(task.item.key, failure=failure_of(error))


def look(path: str) -> Seen:
    """Whether this worker sees what the driver has written."""
    return Seen(__version__, Path(path).is_file())


def dask_setup(_worker: object) -> None:
    """Called by a worker when it starts: Ctrl-C is the driver's matter."""
    if threading.current_thread() is threading.main_thread():
        with suppress(ValueError):
            signal.signal(signal.SIGINT, signal.SIG_IGN)

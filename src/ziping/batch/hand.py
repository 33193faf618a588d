"""The driver's side of one worker process: started, spoken to, listened to, ended."""

from __future__ import annotations

import asyncio
import multiprocessing
import queue
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

from ziping.batch.engine import Task, Terms
from ziping.batch.wire import Do, End, FromDriver, FromWorker
from ziping.batch.worker import work

_BUSY = 3
"""Units a worker has in hand that wait for no answer; more would only lie in its memory."""
_PATIENCE = 5.0
"""Seconds a worker has to end by itself."""
T = TypeVar("T")


class Hand(Generic[T]):
    """One worker process.

    Two threads of the driver serve its pipe, one each way, so that neither a full pipe nor a silent worker holds up
    the event loop.

    Args:
        terms: of the run.
        most: units it may hold.

    Attributes:
        holds: what it works on, by the key of the unit.
        asks: requests that are under way, by the key of the unit.
        ready: it has started.
        alone: it holds a suspect and takes nothing else.
        retiring: it takes nothing more and makes way when it is empty.
        first_memory: bytes after its first unit.
    """

    def __init__(self, terms: Terms, most: int) -> None:
        self.holds: dict[str, T] = {}
        self.asks: Counter[str] = Counter()
        self.ready = self.alone = self.retiring = False
        self.first_memory = 0
        self._most = most
        self._terms = terms
        self._process: SpawnProcess | None = None
        self._outgoing: queue.SimpleQueue[FromDriver | None] = queue.SimpleQueue()

    @property
    def takes_more(self) -> bool:
        """Whether another unit may be given to it: what waits for a model leaves the processor to others."""
        busy = sum(not self.asks[key] for key in self.holds)
        return not self.alone and not self.retiring and len(self.holds) < self._most and busy < _BUSY

    @property
    def pid(self) -> int | None:
        """Of the process."""
        return None if self._process is None else self._process.pid

    def start(self, hear: Callable[[Hand[T], FromWorker], None], lost: Callable[[Hand[T]], None]) -> None:
        """Starts the process; both listeners are called in the event loop."""
        context = multiprocessing.get_context("spawn")
        mine, its = context.Pipe()
        self._process = context.Process(
            target=work, args=(its, self._terms), daemon=True, name="ziping-worker"
        )
        with _deaf():
            self._process.start()
        its.close()
        loop = asyncio.get_running_loop()

        def told(call: Callable[..., None], *values: object) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                loop.call_soon_threadsafe(call, self, *values)

        def listen() -> None:
            with suppress(EOFError, OSError):
                while True:
                    told(hear, mine.recv())
            told(lost)

        def speak() -> None:
            with suppress(OSError):
                while (said := self._outgoing.get()) is not None:
                    mine.send(said)

        for target in (listen, speak):
            threading.Thread(target=target, daemon=True, name=f"worker-{target.__name__}").start()

    def give(self, task: Task, held: T) -> None:
        """A unit to be done."""
        self.holds[task.item.key] = held
        self.say(Do(task))

    def say(self, said: FromDriver) -> None:
        """Sent as soon as the worker takes it."""
        self._outgoing.put(said)

    def dismiss(self) -> None:
        """It may go (or is gone already); nothing is waited for."""
        self.say(End())
        self._outgoing.put(None)

    def end(self, *, at_once: bool) -> None:
        """Ends the process and waits for that; blocks for a moment."""
        process = self._process
        if process is None:
            return
        self.dismiss()
        if at_once:
            process.kill()
        process.join(_PATIENCE)
        if process.is_alive():
            process.kill()
            process.join(_PATIENCE)


@contextmanager
def _deaf() -> Iterator[None]:
    """A process started inside never hears Ctrl-C; one that comes now reaches the driver afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

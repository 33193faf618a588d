"""The worker's side of the pipe: one process, one event loop, several units at once.

It has no endpoint, no key and no store: what is asked travels to the driver. When the driver is gone the worker ends
at once, wherever it is; outputs appear by a rename, so nothing half-written stands.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextvars import ContextVar
from multiprocessing.connection import Connection

from ziping.batch.bench import Bench
from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.garbage import seldom_collected
from ziping.batch.wire import Answered, Asking, Do, Finished, FromDriver, FromWorker, Ready
from ziping.drafting.model.asking import Answer, Ask
from ziping.drafting.model.report import current_report
from ziping.errors import RunHaltedError

_UNIT: ContextVar[str] = ContextVar("unit")
"""Key of the unit a task works on; the sections of a report are asked for in tasks of their own, which inherit it."""


def work(connection: Connection, terms: Terms) -> None:
    """The life of a worker process; Ctrl-C is the driver's matter."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with seldom_collected():
        asyncio.run(_Worker(connection, terms).run())


class _Worker:
    """Does what the driver says until it says no more."""

    def __init__(self, connection: Connection, terms: Terms) -> None:
        self._connection = connection
        self._bench = Bench(terms, None if terms.run is None else self)
        self._answers: dict[int, asyncio.Future[Answer]] = {}
        self._asked = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True, name="listen").start()
        self._say(Ready())
        await self._over.wait()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread of its own: what the driver says, until it is gone."""
        while True:
            try:
                said = self._connection.recv()
            except (EOFError, OSError):
                os._exit(1)
            loop.call_soon_threadsafe(self._hear, said)

    def _hear(self, said: FromDriver) -> None:
        if isinstance(said, Do):
            task = asyncio.create_task(self._do(said.task))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif isinstance(said, Answered):
            self._take(said)
        else:
            self._over.set()

    async def _do(self, task: Task) -> None:
        outcome: Outcome | None = None
        halted: RunHaltedError | None = None
        _UNIT.set(task.item.key)
        try:
            outcome = await self._bench.do(task)
        except RunHaltedError as error:
            halted = error
        self._say(Finished(task.item.key, outcome, halted, memory_used()))

    async def ask(self, ask: Ask) -> Answer:
        """The driver's answer.

        Raises:
            RunHaltedError: no unit can go on.
            ModelError: see ``Model``.
        """
        number = self._asked = self._asked + 1
        future = self._answers[number] = asyncio.get_running_loop().create_future()
        self._say(Asking(number, _UNIT.get(), ask, current_report().seconds_left()))
        try:
            answer: Answer = await future
            return answer
        finally:
            self._answers.pop(number, None)

    def _take(self, said: Answered) -> None:
        future = self._answers.get(said.number)
        if future is None or future.done():
            return
        if said.error is not None:
            future.set_exception(said.error)
        elif said.answer is not None:
            future.set_result(said.answer)

    def _say(self, said: FromWorker) -> None:
        try:
            self._connection.send(said)
        except OSError:
            os._exit(1)  # the driver is gone


def memory_used() -> int:
    """Bytes this process holds in memory; 0 where the system does not tell."""
    if sys.platform == "linux":
        try:
            with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - no file of ours
                return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            return 0
    return 0

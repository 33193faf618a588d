"""The work of one run: units go to the engine, what comes back goes to the ledger, and something decides when to stop.

A run can end at any moment and is resumed by running it again: the ledger tells what is finished, outputs appear whole,
answers of a model are committed before use.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from ziping.batch.choose import Choice, chosen
from ziping.batch.engine import Engine, Outcome, Task, Terms
from ziping.batch.keys import Basis
from ziping.batch.last_year import LastReports
from ziping.batch.ledger import Counts, Ledger, Row
from ziping.domain.batch import Cause, UnitItem
from ziping.errors import OutputError, RunHaltedError
from ziping.pipeline.outputs import write_file

ATTEMPTS: Final = {Cause.MODEL: 2, Cause.DISK: 2}
"""How often a unit is begun within one run when it fails for a cause, the later times after all others; once for the
causes that are not named. Deaths of workers are the engine's to count."""
_SAME_FAULT: Final = 12
"""So many units in a row that fail for the same setting, the disk or the memory: the next would as well."""
_PROBE: Final = bytes(1_000_000)


class Listener(Protocol):
    """Who follows a run."""

    def line(self, text: str) -> None:
        """Something a person should know."""

    def started(self, todo: int, counts: Counts) -> None:
        """The work begins; ``counts`` is of all units, ``todo`` of those this run does."""

    def finished(self, item: UnitItem, outcome: Outcome, *, again: bool) -> None:
        """A unit is through; ``again``: it failed and is tried once more at the end."""


class Ended(NamedTuple):
    """How the work ended.

    Attributes:
        interrupted: by Ctrl-C; so and not otherwise something may be left to do without a reason.
        halted: why it stopped before its end; None when it did not.
    """

    interrupted: bool = False
    halted: RunHaltedError | None = None


class _AtOnceError(Exception):
    """The second Ctrl-C."""


@dataclass
class Run:
    """One run over the registered units of a ledger.

    Attributes:
        terms: the same for all units.
        ledger: open, with the units of the inputs registered.
        listener: hears what happens.
        last: last year's reports; None when none were given.
    """

    terms: Terms
    ledger: Ledger
    listener: Listener
    last: LastReports | None = None
    _interrupts: int = 0
    _halted: RunHaltedError | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _again: deque[tuple[Row, int]] = field(default_factory=deque)
    _same: tuple[str, int] = ("", 0)
    _of_one_edition: bool = True

    def __post_init__(self) -> None:
        self._basis = Basis(self.terms, self.last)

    def interrupt(self) -> None:
        """Ctrl-C: after the first what is in hand is finished, the second ends everything at once."""
        self._interrupts += 1
        if self._interrupts == 1:
            told = f"手上的 {len(self._tasks)} 个单位做完就停；再按一次 Ctrl-C 立即停止，已完成的都不会丢"
            self.listener.line(f"收到中断：{told}")
            return
        for task in self._tasks:
            task.cancel()

    async def work(self, engine: Engine, choice: Choice) -> Ended:
        """Does what is to be done, as far as it comes.

        Raises:
            OutputError: the ledger cannot be written.
        """
        keys, editions = set(), set()
        for row in chosen(self.ledger, self._basis, self.terms.out, choice):
            keys.add(row.item.key)
            editions.add(row.item.rubric)
        self._of_one_edition = len(editions) == 1
        self.ledger.reset(keys)
        self.listener.started(len(keys), self.ledger.counts())
        rows = (row for row in self.ledger.rows("pending") if row.item.key in keys)
        try:
            if keys:
                async with engine:
                    await self._worked(engine, rows)
        except _AtOnceError:
            pass
        finally:
            self.ledger.settle()
        return Ended(interrupted=self._interrupts > 0, halted=self._halted)

    async def _worked(self, engine: Engine, rows: Iterator[Row]) -> None:
        try:
            await self._all_units(engine, rows)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _all_units(self, engine: Engine, rows: Iterator[Row]) -> None:
        while True:
            while len(self._tasks) < engine.capacity and (following := self._next(rows)) is not None:
                self._tasks.add(asyncio.create_task(self._unit(engine, *following)))
            if not self._tasks:
                return
            done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with suppress(asyncio.CancelledError):
                    task.result()  # an error of ours ends the run
            self._tasks -= done
            if self._interrupts > 1:
                raise _AtOnceError

    def _next(self, rows: Iterator[Row]) -> tuple[Row, int] | None:
        """The next unit and the number of its attempt; failed ones come after all others."""
        if self._interrupts or self._halted:
            return None
        row = next(rows, None)
        if row is not None:
            return row, 1
        return self._again.popleft() if self._again else None

    async def _unit(self, engine: Engine, row: Row, attempt: int) -> None:
        item = row.item
        self.ledger.begin(item.key)
        last = None if self.last is None else self.last.of(item)
        task = Task(item, row.folder, attempt >= ATTEMPTS[Cause.MODEL], str(last or ""))
        try:
            outcome = await engine.do(task)
        except RunHaltedError as error:
            self._halt(error)
            return
        failure = outcome.failure
        if failure is not None and (stop := self._stops_all(failure.cause, failure.message)) is not None:
            self._halt(stop)
            return  # the unit stays to be done: nothing is wrong with it
        if failure is None:
            self._same = ("", 0)
        self.ledger.finish(outcome, self._basis.of(item))
        again = failure is not None and attempt < ATTEMPTS.get(failure.cause, 1)
        if again:
            self._again.append((row, attempt + 1))
        self.listener.finished(item, outcome, again=again)

    def _halt(self, error: RunHaltedError) -> None:
        if self._halted is None:
            self._halted = error
            self.listener.line(str(error))

    def _stops_all(self, cause: Cause, message: str) -> RunHaltedError | None:
        """Why no other unit can be done either; None for a failure of one unit."""
        if cause is Cause.DISK:
            probe = self.terms.staging / "probe"
            try:
                write_file(probe, _PROBE)
                probe.unlink(missing_ok=True)
            except OutputError as error:
                told = f"输出文件夹写不进去，已停下：{error}。已完成的都在，处理好之后再运行会接着做"
                return RunHaltedError(told, exit_code=error.exit_code)
        if cause not in {Cause.SETTINGS, Cause.DISK, Cause.WORKER}:
            return None
        known, count = self._same
        self._same = (message, count + 1 if message == known else 1)
        spares_others = cause is Cause.SETTINGS and not self._of_one_edition
        if self._same[1] < _SAME_FAULT or spares_others:
            return None
        told = f"接连 {_SAME_FAULT} 个单位因为同一个原因做不了，已停下：{message}。改好之后再运行会接着做"
        return RunHaltedError(told, exit_code=2)

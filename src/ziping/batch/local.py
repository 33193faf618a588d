"""Worker processes of this machine, each with several units at once; the driver owns the one model.

The processor's work (reading, scoring, checking, rendering) is done in the workers. What they ask a model travels over
their pipe to the driver, so that limits, budget, store and account are truly shared. A worker that dies is replaced
and its units are done again; each of them then runs alone, so that the one that kills is told from its neighbours. The
second death is its last.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.hand import Hand
from ziping.batch.wire import Answered, Asking, Finished, FromWorker, Ready
from ziping.domain.batch import Cause, Failure
from ziping.drafting.model.asking import Answer, Model
from ziping.drafting.model.report import in_report
from ziping.errors import ModelError, RunHaltedError, ZipingError

ACCOUNT_NAME = "批量"
"""What all asks of a run are booked under: an account by unit would grow with the units."""
_DEATHS = 2
"""A unit that has killed so many workers is given up."""
_FALSE_STARTS = 4
"""Workers in a row that die before they have done anything: then none will."""
_LAST_ANSWERS = 60.0
"""Seconds for answers on their way when a run was halted: they are paid for, so they are stored."""
_GROWN, _AT_LEAST = 3, 400_000_000
"""A worker that holds so many times its first unit's memory, and so many bytes, makes way for a fresh one."""


@dataclass(eq=False)
class Held:
    """A task and who waits for it."""

    task: Task
    waiting: asyncio.Future[Outcome]
    deaths: int = 0


@dataclass(frozen=True)
class Size:
    """How many work and how much each has in hand.

    Attributes:
        workers: processes.
        units: in hand of each; with a model more, so that some are rendered while others wait for answers.
    """

    workers: int
    units: int = 2


@dataclass
class LocalEngine:
    """See the module; an async context of one event loop."""

    terms: Terms
    size: Size
    model: Model | None = None
    _hands: list[Hand[Held]] = field(default_factory=list)
    _waiting: deque[Held] = field(default_factory=deque)
    _suspects: deque[Held] = field(default_factory=deque)
    _asks: set[asyncio.Task[None]] = field(default_factory=set)
    _false_starts: int = 0
    _halted: ZipingError | None = None
    _closing: bool = False

    @property
    def capacity(self) -> int:
        """Tasks worth being under way; a few more than are in hand, so that no worker waits for the driver."""
        return self.size.workers * (self.size.units + 1)

    async def __aenter__(self) -> Self:
        for _ in range(self.size.workers):
            self._hire()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        if self._asks and kind is None:
            await asyncio.wait(self._asks, timeout=_LAST_ANSWERS)
        for ask in self._asks:
            ask.cancel()
        await asyncio.gather(*self._asks, return_exceptions=True)
        hands, self._hands = self._hands, []
        await asyncio.gather(*(asyncio.to_thread(hand.end, at_once=kind is not None) for hand in hands))

    async def do(self, task: Task) -> Outcome:
        """The outcome of a task.

        Raises:
            RunHaltedError: no worker can be had, or the model is out of reach for good.
        """
        if self._halted is not None:
            raise self._halted
        held = Held(task, asyncio.get_running_loop().create_future())
        self._waiting.append(held)
        self._feed()
        return await held.waiting

    # Workers

    def _hire(self) -> None:
        hand: Hand[Held] = Hand(self.terms, self.size.units)
        self._hands.append(hand)
        hand.start(self._hear, self._lost)

    def _feed(self) -> None:
        """Gives what waits to whoever has a hand free; a suspect goes alone, into the first that has become empty."""
        free = [hand for hand in self._hands if hand.takes_more]
        if self._suspects and not any(hand.alone for hand in self._hands) and free:
            first = min(free, key=lambda hand: len(hand.holds))
            free.remove(first)
            if not first.holds:
                first.alone = True
                self._give(first, self._suspects.popleft())
        while self._waiting and (open_hands := [hand for hand in free if hand.takes_more]):
            self._give(min(open_hands, key=lambda hand: len(hand.holds)), self._waiting.popleft())

    @staticmethod
    def _give(hand: Hand[Held], held: Held) -> None:
        hand.give(held.task, held)

    def _hear(self, hand: Hand[Held], said: FromWorker) -> None:
        if isinstance(said, Asking):
            hand.asks[said.key] += 1
            self._feed()
            ask = asyncio.create_task(self._answer(hand, said))
            self._asks.add(ask)
            ask.add_done_callback(self._asks.discard)
        elif isinstance(said, Finished):
            self._finished(hand, said)
        elif isinstance(said, Ready):
            hand.ready, self._false_starts = True, 0
            self._feed()

    def _finished(self, hand: Hand[Held], said: Finished) -> None:
        held = hand.holds.pop(said.key, None)
        hand.asks.pop(said.key, None)
        if held is not None and not held.waiting.done():
            if said.outcome is not None:
                held.waiting.set_result(said.outcome)
            elif said.halted is not None:
                held.waiting.set_exception(said.halted)
        hand.alone = hand.alone and bool(hand.holds)
        hand.first_memory = hand.first_memory or said.memory
        if said.memory > max(_AT_LEAST, _GROWN * hand.first_memory):
            hand.retiring = True
        if hand.retiring and not hand.holds:
            self._hands.remove(hand)
            hand.dismiss()
            self._hire()
        self._feed()

    def _lost(self, hand: Hand[Held]) -> None:
        """A worker's pipe broke: it is dead."""
        if self._closing or hand not in self._hands:
            return
        self._hands.remove(hand)
        hand.dismiss()
        left = [held for held in hand.holds.values() if not held.waiting.done()]
        if hand.ready:
            self._suspect(left)
        else:
            self._false_starts += 1
            self._waiting.extendleft(reversed(left))  # they were never begun
        if self._false_starts >= _FALSE_STARTS * self.size.workers:
            self._halt(
                RunHaltedError(
                    f"工作进程接连 {self._false_starts} 次起不来（意外退出），已停下；请检查内存够不够（可用 --workers 减少进程数），"
                    "做好的都已保存，再运行会接着做",
                    exit_code=1,
                )
            )
            return
        try:
            self._hire()
        except OSError as error:  # no memory for another process; the others go on as long as there are any
            if not self._hands:
                self._halt(RunHaltedError(f"起不了新的工作进程（{error.strerror}），已停下", exit_code=1))
        self._feed()

    def _suspect(self, units: Sequence[Held]) -> None:
        """One of them has killed its worker."""
        for held in units:
            held.deaths += 1
            if held.deaths < _DEATHS:
                self._suspects.append(held)
            else:
                held.waiting.set_result(Outcome(held.task.item.key, failure=_deadly()))

    def _halt(self, error: ZipingError) -> None:
        """Nobody can go on."""
        self._halted = error
        held = [
            *self._waiting,
            *self._suspects,
            *(one for hand in self._hands for one in hand.holds.values()),
        ]
        self._waiting.clear()
        self._suspects.clear()
        for one in held:
            if not one.waiting.done():
                one.waiting.set_exception(error)

    # The model

    async def _answer(self, hand: Hand[Held], asking: Asking) -> None:
        answer: Answer | None = None
        failure: ZipingError | None = None
        try:
            if self.model is None:
                raise RuntimeError("a worker asked a model in a run without one")
            with in_report(ACCOUNT_NAME, asking.seconds):
                answer = await self.model.ask(asking.ask)
        except (ModelError, RunHaltedError) as error:
            failure = error
        hand.asks[asking.key] -= 1
        with suppress(OSError):  # the worker died meanwhile; the answer is in the store
            hand.say(Answered(asking.number, answer, failure))


def _deadly() -> Failure:
    return Failure(
        cause=Cause.WORKER,
        message=f"做这个单位的工作进程 {_DEATHS} 次意外退出（可能是内存不够，或填报表特别大），没有再试；"
        "其他单位不受影响，可用 --retry-failed 重做",
    )

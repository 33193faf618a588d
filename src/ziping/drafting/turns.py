"""Work that holds the processor, one piece at a time: whoever is done goes on before the next one begins.

Without it, answers that come together are checked together and their successors asked together: the whole crowd waits
for its slowest member in every round, and streams stall meanwhile. What a model is waiting for goes first, so that it
never has nothing to do while something else is being printed; then what is nearest to its end.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from enum import IntEnum
from itertools import count
from typing import TypeVar

T = TypeVar("T")


class Rank(IntEnum):
    """Who goes first."""

    ASKING = 0
    """A request comes of it, or may."""
    WRITING = 1
    RENDERING = 2
    CLOSING = 3
    """A draft is complete and goes past the guard."""


class Turns:
    """A queue for the processor, shared by the tasks of one event loop; of one rank, first come, first served."""

    def __init__(self) -> None:
        self._held = False
        self._numbers = count()
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []

    async def take(self, work: Callable[[], T], rank: Rank = Rank.ASKING) -> T:
        """What ``work`` returns, after all who go first; then everybody else gets a moment."""
        await self._begin(rank)
        try:
            result = work()
            await asyncio.sleep(0)
        finally:
            self._pass_on()
        return result

    async def _begin(self, rank: Rank) -> None:
        if not self._held:
            self._held = True
            return
        mine = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._numbers), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on()  # it was its turn already
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            following = heapq.heappop(self._waiting)[2]
            if not following.done():
                following.set_result(None)
                return
        self._held = False

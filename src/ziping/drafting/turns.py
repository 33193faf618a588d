"""Work that holds the processor, one piece at a time: whoever is done goes on before the next one begins.

Without it, answers that come together are checked together and their successors asked together: the whole crowd waits
for its slowest member in every round, and streams stall meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Turns:
    """A queue for the processor, shared by the tasks of one event loop."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def take(self, work: Callable[[], T]) -> T:
        """What ``work`` returns, after all who asked before; then everybody else gets a moment."""
        async with self._one:
            result = work()
            await asyncio.sleep(0)
        return result

"""How much may be asked at once and in a minute, shared by all tasks, first come first served.

Both rates are windows that slide: no sixty seconds see more than was allowed. A request counts with its estimate
until its answer says what it took. A request larger than the whole minute's tokens goes alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ziping.drafting.model.asking import Answer, Ask, Model
from ziping.drafting.model.timing import Timing
from ziping.drafting.model.tokens import estimate_ask

WINDOW = 60.0
"""Seconds a request counts."""


@dataclass(slots=True)
class Passed:
    """One request let through: when, and the tokens it counts with."""

    at: float
    tokens: int


class Limits:
    """The gate; one for all tasks that talk to the same endpoint."""

    def __init__(
        self,
        concurrency: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._turn = asyncio.Lock()
        self._requests, self._tokens = requests_per_minute, tokens_per_minute
        timing = timing or Timing()
        self._clock, self._sleep = timing.clock, timing.sleep
        self._passed: deque[Passed] = deque()
        self._held_until = self._clock()

    def hold(self, seconds: float) -> None:
        """Nobody is let through for so long: the endpoint asked for a pause."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @asynccontextmanager
    async def slot(self, tokens: int) -> AsyncIterator[Passed]:
        """One request's place; waits for its turn. Set ``tokens`` of what is given to what it really took."""
        async with self._slots:
            async with self._turn:
                while (wait := self._wait(tokens)) > 0:
                    await self._sleep(wait)
                passed = Passed(self._clock(), tokens)
                if self._requests is not None or self._tokens is not None:
                    self._passed.append(passed)
            yield passed

    def _wait(self, tokens: int) -> float:
        """Seconds until a request of so many tokens may go; 0 for now."""
        now = self._clock()
        while self._passed and self._passed[0].at <= now - WINDOW:
            self._passed.popleft()
        wait = self._held_until - now
        if self._requests is not None and len(self._passed) >= self._requests:
            wait = max(wait, self._passed[len(self._passed) - self._requests].at + WINDOW - now)
        if self._tokens is not None:
            wait = max(wait, self._tokens_wait(min(tokens, self._tokens), self._tokens, now))
        return wait

    def _tokens_wait(self, tokens: int, allowed: int, now: float) -> float:
        """Seconds until enough of the window's tokens have left it."""
        over = sum(item.tokens for item in self._passed) + tokens - allowed
        wait = 0.0
        for item in self._passed:
            if over <= 0:
                break
            over -= item.tokens
            wait = item.at + WINDOW - now
        return wait


class Limited:
    """A model behind the gate."""

    def __init__(self, model: Model, limits: Limits) -> None:
        self._model, self._limits = model, limits

    async def ask(self, ask: Ask) -> Answer:
        """The answer, when its turn came.

        Raises:
            ModelError: see ``Model``.
        """
        estimate = estimate_ask(ask)
        async with self._limits.slot(estimate.prompt + estimate.completion) as passed:
            answer = await self._model.ask(ask)
            passed.tokens = answer.usage.prompt + answer.usage.completion
        return answer

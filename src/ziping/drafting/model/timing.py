"""Clock, sleep and chance of the model layer, so that a test can play an hour in no time."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How time passes.

    Attributes:
        clock: monotonic seconds.
        sleep: waits so many seconds; for retries and limits, never for the wire.
        jitter: a number in 0–1.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random  # noqa: S311 - spreads retries, keeps no secret

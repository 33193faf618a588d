"""Limits hold for all tasks together, in the order they came, whatever the hour. No test really waits."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from tests.fakes.asking import Time, asked, question, run
from tests.fakes.model_server import ModelServer, Reply

from ziping.drafting.model.build import Hooks
from ziping.drafting.model.limits import WINDOW, Limits
from ziping.drafting.model.timing import Timing


async def passed(limits: Limits, time: Time, tokens: list[int]) -> list[float]:
    """Seconds after the start at which each request was let through, in the order they asked."""
    start = time.now
    when = [0.0] * len(tokens)

    async def one(number: int, count: int) -> None:
        async with limits.slot(count):
            when[number] = time.now - start

    await asyncio.gather(*(one(number, count) for number, count in enumerate(tokens)))
    return when


def test_no_minute_sees_more_requests_than_allowed() -> None:
    """Three a minute: the fourth waits for the first one's minute to end, and nobody overtakes."""
    time = Time()

    when = run(passed(Limits(100, 3, timing=time.timing), time, [1] * 8))

    assert when == [0, 0, 0, 60, 60, 60, 120, 120]


def test_no_minute_sees_more_tokens_than_allowed() -> None:
    """A small request does not overtake a large one that waits: first come, first served."""
    time = Time()

    when = run(passed(Limits(100, None, 1_000, timing=time.timing), time, [600, 600, 100, 300, 900]))

    assert when == [0, 60, 60, 60, 120]


def test_a_request_larger_than_the_minute_goes_alone() -> None:
    """It is not refused and does not wait for ever."""
    time = Time()

    when = run(passed(Limits(100, None, 1_000, timing=time.timing), time, [10, 5_000, 10]))

    assert when == [0, 60, 120]


def test_what_an_answer_really_took_replaces_the_estimate() -> None:
    """An estimate of 900 that took 100 leaves room."""
    time = Time()
    limits = Limits(10, None, 1_000, timing=time.timing)

    async def work() -> float:
        async with limits.slot(900) as first:
            first.tokens = 100
        async with limits.slot(900):
            return time.now - 1_000

    assert run(work()) == 0


def test_a_clock_that_runs_on_while_we_count_makes_nobody_wait() -> None:
    """Every look at a real clock is a little later than the one before."""
    ticks = itertools.count()
    time = Time()
    timing = Timing(lambda: next(ticks) / 1_000, time.sleep)

    async def work() -> None:
        async with Limits(4, 1_000, 1_000_000, timing=timing).slot(10):
            pass

    run(work())

    assert time.slept == []


def test_the_window_slides() -> None:
    """Not a counter that is reset: the second half of one minute and the first of the next count together."""
    time = Time()
    limits = Limits(10, 2, timing=time.timing)

    async def work() -> list[float]:
        when = []
        for pause in (0, 50, 0, 0):
            time.now += pause
            async with limits.slot(1):
                when.append(time.now - 1_000)
        return when

    assert run(work()) == [0, 50, WINDOW, 50 + WINDOW]


def test_no_more_at_once_than_allowed_over_http() -> None:
    """Twelve asks, four at a time on the server."""
    with ModelServer(lambda _: Reply("好", delay=0.03)) as server:
        answers, _ = asked(server, *(question(str(i)) for i in range(12)), concurrency=4, stream=False)

    assert len(answers) == 12
    assert server.peak == 4


def test_the_settings_reach_the_gate() -> None:
    """Requests a minute of the settings, through the whole stack, on a clock of the test."""
    time = Time()
    with ModelServer(lambda _: Reply("好")) as server:
        asked(
            server,
            *(question(str(i)) for i in range(5)),
            hooks=Hooks(timing=time.timing),
            requests_per_minute=2,
            concurrency=5,
        )

    assert time.now - 1_000 == pytest.approx(120)


def test_a_task_that_is_cancelled_while_it_waits_leaves_the_queue() -> None:
    """The next one takes its place."""
    time = Time()

    async def work() -> int:
        limits = Limits(1, timing=time.timing)
        async with limits.slot(1):
            waiting = asyncio.create_task(passed(limits, time, [1]))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        return len(await passed(limits, time, [1, 1]))

    assert run(work()) == 2

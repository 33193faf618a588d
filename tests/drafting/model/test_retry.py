"""Asking again: how long to wait, when to stop, and leaving an endpoint alone that is down. No test really waits."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.asking import Time, asked, outcome, question, run
from tests.fakes.model_server import Faults, ModelServer, Reply

from ziping import errors
from ziping.drafting.model.asking import Answer, Ask
from ziping.drafting.model.build import Hooks
from ziping.drafting.model.causes import seconds_to_wait
from ziping.drafting.model.limits import Limited, Limits
from ziping.drafting.model.report import current_report, in_report
from ziping.drafting.model.retry import Breaker, Patience, Retried


class Scripted:
    """A model that raises or answers what it was told, in order; the last thing for ever."""

    def __init__(self, *says: Answer | errors.ModelError) -> None:
        self.says, self.asked = list(says), 0

    async def ask(self, _: Ask) -> Answer:
        self.asked += 1
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(said, errors.ModelError):
            raise type(said)(str(said), retry_after=said.retry_after)
        return said


GOOD = Answer("好")
LOST = errors.ConnectionLostError("断了")


def retried(model: Scripted, time: Time, *, tries: int = 5, failures: int = 100) -> Retried:
    """The model behind retries that take no time."""
    breaker = Breaker(failures, 60, "http://127.0.0.1:9/v1", time.clock)
    return Retried(model, Patience(tries=tries, timing=time.timing), breaker)


def test_waits_double_and_end() -> None:
    """1, 2, 4, 8 seconds with full jitter; five tries."""
    time, model = Time(), Scripted(LOST)

    with pytest.raises(errors.ConnectionLostError) as failed:
        run(retried(model, time).ask(question()))

    assert time.slept == [1, 2, 4, 8]
    assert (model.asked, failed.value.tries) == (5, 5)


def test_jitter_halves_a_wait_at_most_and_the_longest_wait_caps_it() -> None:
    """So that a hundred tasks do not come back in one moment."""
    time = Time()
    patience = Patience(timing=type(time.timing)(time.clock, time.sleep, lambda: 0.0))

    assert [patience.wait(failed) for failed in (1, 2, 10)] == [0.5, 1.0, 30.0]


def test_the_answer_says_how_many_requests_it_took() -> None:
    """Two failures, then good."""
    answer = run(retried(Scripted(LOST, LOST, GOOD), Time()).ask(question()))

    assert (answer.text, answer.tries) == ("好", 3)


def test_what_no_retry_can_mend_is_not_asked_again() -> None:
    """A wrong key stays wrong."""
    model = Scripted(errors.ModelKeyError("密钥"))

    with pytest.raises(errors.ModelKeyError):
        run(retried(model, Time()).ask(question()))

    assert model.asked == 1


def test_the_endpoints_own_wish_counts() -> None:
    """Retry-After 7 means at least 7 seconds, and a little more so that not all return at once."""
    time = Time()
    busy = errors.RateLimitError("慢点", retry_after=7)

    run(retried(Scripted(busy, GOOD), time).ask(question()))

    assert time.slept == [7.1]


def test_a_wish_beyond_patience_ends_it() -> None:
    """An endpoint that wants an hour is not waited for."""
    time = Time()

    with pytest.raises(errors.RateLimitError):
        run(retried(Scripted(errors.RateLimitError("明天再来", retry_after=3_600)), time).ask(question()))

    assert time.slept == []


@pytest.mark.parametrize(
    ("header", "date", "seconds"),
    [
        ("7", None, 7.0),
        (" 0.5 ", None, 0.5),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:27:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", None, None),
        ("soon", "Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-3", None, None),
        ("１２", None, None),
        (None, None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(
    header: str | None, date: str | None, seconds: float | None
) -> None:
    """A date counts from the response's own date; anything else is not guessed at."""
    assert seconds_to_wait(header, date) == seconds


def test_a_429_over_http_is_waited_out() -> None:
    """The header goes all the way through the libraries."""
    script = Faults(lambda _: Reply("好"), [Reply(status=429, headers=(("Retry-After", "12"),))])
    time = Time()
    with ModelServer(script) as server:
        (answer,), _ = asked(server, question(), hooks=Hooks(timing=time.timing))

    assert (answer.text, answer.tries) == ("好", 2)  # type: ignore[union-attr]
    assert sum(time.slept) == pytest.approx(12.1)


def test_one_tasks_429_holds_back_the_others() -> None:
    """They would only run into the same limit."""
    time = Time()
    limits = Limits(4, timing=time.timing)
    model = Scripted(errors.RateLimitError("慢点", retry_after=30), GOOD)
    breaker = Breaker(100, 60, "x", time.clock)
    first = Retried(Limited(model, limits), Patience(timing=time.timing), breaker, limits=limits)

    async def work() -> float:
        task = asyncio.create_task(first.ask(question()))
        while not model.asked:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        began = time.now
        async with limits.slot(1):
            waited = max(time.now, began)
        await task
        return waited - 1_000

    assert run(work()) >= 30


def test_the_breaker_leaves_an_endpoint_alone_after_failures_in_a_row() -> None:
    """Three failures, then nobody asks for a minute; one line is told, once."""
    time, told = Time(), list[str]()
    model = Scripted(LOST)
    breaker = Breaker(3, 60, "http://127.0.0.1:9/v1", time.clock, told.append)
    stack = Retried(model, Patience(tries=1, timing=time.timing), breaker)

    results = [run(outcome(stack.ask(question()))) for _ in range(6)]

    assert [type(result).__name__ for result in results] == ["ConnectionLostError"] * 3 + [
        "EndpointDownError"
    ] * 3
    assert model.asked == 3
    assert len(told) == 1
    assert "ziping model check" in told[0]


def test_after_the_pause_one_request_sees_whether_it_is_back() -> None:
    """Good: all may ask again. Bad: the pause begins anew."""
    time = Time()
    model = Scripted(LOST, LOST, LOST, GOOD)
    breaker = Breaker(2, 60, "x", time.clock)
    stack = Retried(model, Patience(tries=1, timing=time.timing), breaker)

    async def work() -> list[str]:
        names = []
        for wait in (0, 0, 0, 61, 0, 61, 0):
            time.now += wait
            names.append(type(await outcome(stack.ask(question()))).__name__)
        return names

    lost, down, good = "ConnectionLostError", "EndpointDownError", "Answer"
    assert run(work()) == [lost, lost, down, lost, down, good, good]


def test_an_endpoint_that_answers_at_all_is_not_down() -> None:
    """Refusals and rate limits between failures: the row is broken."""
    time = Time()
    model = Scripted(LOST, errors.RefusalError("不"), LOST, errors.RateLimitError("慢"), LOST, GOOD)
    stack = Retried(model, Patience(tries=1, timing=time.timing), Breaker(2, 60, "x", time.clock))

    results = [run(outcome(stack.ask(question()))) for _ in range(6)]

    assert results[-1].text == "好"  # type: ignore[union-attr]


def test_a_retry_does_not_outlive_the_report() -> None:
    """Three seconds left, four to wait: the failure is told at once."""
    time = Time()

    async def work() -> None:
        with in_report("甲", 6, time.clock):
            await retried(Scripted(LOST), time).ask(question())

    with pytest.raises(errors.ConnectionLostError):
        run(work())
    assert time.slept == [1, 2]


def test_when_the_reports_time_is_over_nothing_is_asked() -> None:
    """And an answer under way is given up."""
    time, model = Time(), Scripted(GOOD)

    class Endless:
        async def ask(self, _: Ask) -> Answer:
            await asyncio.sleep(30)
            return GOOD

    async def late() -> None:
        with in_report("甲", 5, time.clock):
            time.now += 6
            await retried(model, time).ask(question())

    async def under_way() -> None:
        with in_report("甲", 0.05):
            await Retried(Endless(), Patience(), Breaker(9, 60, "x")).ask(question())

    with pytest.raises(errors.OutOfTimeError, match="report_timeout"):
        run(late())
    with pytest.raises(errors.OutOfTimeError):
        run(under_way())
    assert model.asked == 0


def test_reports_side_by_side_have_their_own_names_and_deadlines() -> None:
    """Tasks started inside know their report; outside there is none."""

    async def one(name: str) -> str:
        with in_report(name, 5):
            await asyncio.sleep(0)
            return await asyncio.create_task(named())

    async def named() -> str:
        return current_report().name

    async def work() -> list[str]:
        return [*await asyncio.gather(one("甲"), one("乙")), await named()]

    assert run(work()) == ["甲", "乙", ""]
    assert current_report().seconds_left() is None

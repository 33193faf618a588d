"""What a person sees: rate and time left from a clock that only goes on, lines now and then, JSON for machines."""

from __future__ import annotations

import io
import json
from decimal import Decimal

from rich.console import Console
from tests.batch.conftest import RUBRIC, item

from ziping.batch.engine import Outcome
from ziping.batch.ledger import Counts
from ziping.batch.progress import BarFollower, JsonFollower, PlainFollower, Tally, duration, opening
from ziping.domain.batch import Cause, Failure, Paragraphs, UnitResult
from ziping.drafting.model.account import Account
from ziping.drafting.model.asking import Usage
from ziping.drafting.model.options import Price

COUNTS = Counts(pending=10, running=0, done=5, failed=0, gone=0, errors=0, replaced=0)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def done(replaced: int = 0) -> Outcome:
    result = UnitResult(
        key="k",
        name="示例工会",
        year=2021,
        rubric=RUBRIC,
        folder="f",
        total_score=Decimal("90.5"),
        max_score=Decimal(100),
        status="final",
        proven=Decimal("90.5"),
        asserted=Decimal(0),
        pending=Decimal(0),
        paragraphs=Paragraphs(replaced=replaced),
    )
    return Outcome("k", result)


FAILED = Outcome("k", failure=Failure(cause=Cause.INPUT, message="没有年度"))


def test_a_line_tells_rate_time_left_tokens_and_cost() -> None:
    clock = Clock()
    tally = Tally(clock=clock, account=Account(Price(prompt=Decimal(1), completion=Decimal(2)), None))
    tally.begin(10, COUNTS)
    clock.now += 4
    tally.count(done(replaced=2))
    tally.count(FAILED)
    assert tally.account is not None
    tally.account.paid("x", Usage(prompt=1_000, completion=500))

    assert tally.text() == "完成 1/10，失败 1，离线替代 2 段，每秒 0.50 个，还需 16秒，1,500 tokens、0.0020元"


def test_nothing_is_guessed_before_the_first_unit() -> None:
    tally = Tally(clock=Clock())
    tally.begin(3, COUNTS)

    assert tally.text() == "完成 0/3"


def test_plain_lines_come_every_few_seconds_and_failures_at_once() -> None:
    """A log of ten thousand units is not ten thousand lines."""
    clock, said = Clock(), []
    follower = PlainFollower(said.append, Tally(clock=clock))
    follower.started(10, COUNTS)
    for _ in range(4):
        clock.now += 2
        follower.finished(item(), done(), again=False)
    follower.finished(item("坏工会"), FAILED, again=False)

    assert said == [opening(10, COUNTS), "完成 3/10，每秒 0.50 个，还需 14秒", "坏工会 没有做成：没有年度"]


def test_a_unit_that_is_tried_again_is_not_counted_yet() -> None:
    said: list[str] = []
    follower = JsonFollower(said.append, Tally(clock=Clock()))
    follower.started(1, COUNTS)
    follower.finished(item(), FAILED, again=True)
    follower.finished(item(), done(), again=False)

    first, second = (json.loads(line) for line in said[1:])
    assert (first["state"], first["progress"]["failed"]) == ("again", 0)
    assert (second["state"], second["total_score"], second["progress"]["done"]) == ("done", "90.5", 1)


def test_units_that_are_not_among_the_inputs_are_mentioned() -> None:
    assert "以前做过的 2 个" in opening(3, COUNTS._replace(gone=2))


def test_durations_read_like_durations() -> None:
    assert [duration(seconds) for seconds in (8.4, 200, 3_905)] == ["8秒", "3分20秒", "1小时05分"]


def test_the_bar_is_drawn_with_its_numbers() -> None:
    """On a terminal: the same line beside a bar, and what a person should know above it."""
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    follower = BarFollower(console)
    follower.started(2, COUNTS)
    follower.finished(item("坏工会"), FAILED, again=False)
    follower.finished(item(), done(replaced=3), again=False)
    follower.close()

    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "坏工会 没有做成：没有年度" in shown
    assert "完成 1/2，失败 1，离线替代 3 段" in shown

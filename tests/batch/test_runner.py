"""What a run does with outcomes: tries again as the cause allows, stops when no unit can go on, never for one unit."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.batch.conftest import RUBRIC, item

from ziping.batch import runner as runner_module
from ziping.batch.choose import Choice
from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.ledger import Counts, Ledger, ledger_path
from ziping.batch.runner import Ended, Run
from ziping.domain.batch import Cause, Failure, UnitItem, UnitResult
from ziping.errors import OutputError, RunHaltedError
from ziping.pipeline.score import Folders

Answer = Callable[[Task], Outcome]


def done(task: Task) -> Outcome:
    result = UnitResult(
        key=task.item.key,
        name=task.item.name,
        year=2021,
        rubric=RUBRIC,
        folder=task.folder,
        total_score=Decimal(90),
        max_score=Decimal(100),
        status="final",
        proven=Decimal(90),
        asserted=Decimal(0),
        pending=Decimal(0),
    )
    return Outcome(task.item.key, result)


def failing(cause: Cause, message: str = "出了问题") -> Answer:
    return lambda task: Outcome(task.item.key, failure=Failure(cause=cause, message=message))


class FakeEngine:
    """Answers as told; remembers what it was given."""

    def __init__(self, answer: Answer, capacity: int = 2) -> None:
        self.answer, self.capacity = answer, capacity
        self.tasks: list[Task] = []
        self.at_once = self.most = 0
        self.left_with: Any = "not left"

    async def __aenter__(self) -> FakeEngine:
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.left_with = kind

    async def do(self, task: Task) -> Outcome:
        self.tasks.append(task)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        return self.answer(task)


class Heard:
    """A listener that writes everything down."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.units: list[tuple[str, bool, Failure | None]] = []
        self.hook: Callable[[], None] = lambda: None

    def line(self, text: str) -> None:
        self.lines.append(text)

    def started(self, todo: int, counts: Counts) -> None:
        self.todo, self.counts = todo, counts

    def finished(self, item: UnitItem, outcome: Outcome, *, again: bool) -> None:
        self.units.append((item.name, again, outcome.failure))
        self.hook()


class Bed:
    """One ledger over several runs."""

    def __init__(self, out: Path, count: int) -> None:
        self.out, self.heard = out, Heard()
        self.ledger = Ledger(ledger_path(out))
        self.ledger.__enter__()
        self.ledger.register([item(f"工会{number}") for number in range(count)])

    def work(self, engine: FakeEngine, **choice: Any) -> Ended:
        self.run = Run(Terms(self.out, Folders()), self.ledger, self.heard)
        return asyncio.run(self.run.work(engine, Choice(**choice)))

    def states(self) -> list[str]:
        return [row.state for row in self.ledger.rows()]


@pytest.fixture
def bed(tmp_path: Path) -> Iterator[Callable[[int], Bed]]:
    made: list[Bed] = []

    def make(count: int) -> Bed:
        made.append(Bed(tmp_path, count))
        return made[-1]

    yield make
    for one in made:
        one.ledger.close()


Beds = Callable[[int], Bed]


def test_never_more_than_the_capacity_is_under_way(bed: Beds) -> None:
    """A hundred thousand units are no hundred thousand tasks."""
    engine = FakeEngine(done, capacity=3)
    there = bed(20)

    assert there.work(engine) == Ended()
    assert engine.most == 3
    assert there.states() == ["done"] * 20


@pytest.mark.parametrize(
    ("cause", "times"),
    [(Cause.INPUT, 1), (Cause.INTERNAL, 1), (Cause.WORKER, 1), (Cause.MODEL, 2), (Cause.DISK, 2)],
)
def test_a_cause_says_how_often_a_unit_is_begun(bed: Beds, cause: Cause, times: int) -> None:
    """Later tries come after all other units."""
    engine = FakeEngine(lambda task: failing(cause)(task) if task.item.name == "工会0" else done(task))
    there = bed(3)

    there.work(engine)

    assert [task.item.name for task in engine.tasks].count("工会0") == times
    assert engine.tasks[-1].item.name == ("工会0" if times > 1 else "工会2")
    assert there.states() == ["failed", "done", "done"]


def test_the_last_try_of_a_model_may_be_replaced(bed: Beds) -> None:
    """The first waits for better times, the second takes the offline writer's words."""
    engine = FakeEngine(lambda task: done(task) if task.last_resort else failing(Cause.MODEL)(task))
    there = bed(1)

    there.work(engine)

    assert [task.last_resort for task in engine.tasks] == [False, True]
    assert there.states() == ["done"]


@pytest.mark.parametrize(
    ("cause", "again"),
    [
        (Cause.INPUT, False),
        (Cause.SETTINGS, False),
        (Cause.INTERNAL, False),
        (Cause.WORKER, True),
        (Cause.MODEL, True),
        (Cause.DISK, True),
    ],
)
def test_the_next_run_tries_again_what_may_have_passed(bed: Beds, cause: Cause, again: bool) -> None:
    """Nobody has to be told that a disk is empty again; a wrong input waits for a person."""
    there = bed(1)
    there.work(FakeEngine(failing(cause)))
    engine = FakeEngine(done)

    there.work(engine)
    assert there.states() == ["done" if again else "failed"]

    there.work(engine, retry_failed=True)
    assert there.states() == ["done"]


def test_one_wrong_setting_stops_the_run_before_all_units_fail_for_it(bed: Beds) -> None:
    """Twelve in a row with the same message; the rest stays to be done."""
    there = bed(40)

    ended = there.work(FakeEngine(failing(Cause.SETTINGS, "模板有错"), capacity=1))

    assert ended.halted is not None
    assert ended.halted.exit_code == 2
    assert "模板有错" in str(ended.halted)
    assert there.states().count("failed") == 11
    assert there.states().count("pending") == 29


def test_settings_of_one_rubric_do_not_stop_the_units_of_another(bed: Beds) -> None:
    """Half of the units fail, never twelve in a row with nothing between them."""
    there = bed(40)

    def answer(task: Task) -> Outcome:
        return done(task) if int(task.item.name[2:]) % 2 else failing(Cause.SETTINGS, "模板有错")(task)

    assert there.work(FakeEngine(answer, capacity=1)).halted is None
    assert there.states().count("done") == 20


def test_a_broken_edition_of_one_county_does_not_stop_the_others(bed: Beds) -> None:
    """Twenty units in a row fail for their rubric; those after them have another one."""
    there = bed(0)
    there.ledger.register([
        item(f"工会{number}")._replace(rubric="broken" if number < 20 else RUBRIC) for number in range(40)
    ])

    def answer(task: Task) -> Outcome:
        return failing(Cause.SETTINGS, "评分标准有错")(task) if task.item.rubric == "broken" else done(task)

    assert there.work(FakeEngine(answer, capacity=1)).halted is None
    assert there.states() == ["failed"] * 20 + ["done"] * 20


def test_a_folder_that_cannot_be_written_stops_the_run_at_the_first_unit(
    bed: Beds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit is not a failure: nothing is wrong with it."""

    def full(path: Path, data: bytes) -> None:
        raise OutputError("写不进去", errno.ENOSPC)

    monkeypatch.setattr(runner_module, "write_file", full)
    there = bed(5)

    ended = there.work(FakeEngine(failing(Cause.DISK), capacity=1))

    assert ended.halted is not None
    assert there.states() == ["pending"] * 5


def test_a_halt_lets_what_is_under_way_end(bed: Beds) -> None:
    """The unit that met it stays to be done, its neighbours are finished."""

    def answer(task: Task) -> Outcome:
        if task.item.name == "工会1":
            raise RunHaltedError("预算用完")
        return done(task)

    there = bed(6)
    ended = there.work(FakeEngine(answer, capacity=2))

    assert str(ended.halted) == "预算用完"
    assert there.heard.lines == ["预算用完"]
    assert there.states()[:2] == ["done", "pending"]
    assert there.states()[-1] == "pending"


def test_the_first_interrupt_begins_nothing_new(bed: Beds) -> None:
    there = bed(10)
    there.heard.hook = lambda: there.run.interrupt() if len(there.heard.units) == 1 else None

    ended = there.work(FakeEngine(done, capacity=2))

    assert ended.interrupted
    assert there.states().count("done") == 2
    assert "再按一次" in there.heard.lines[0]


def test_the_second_interrupt_leaves_the_engine_at_once(bed: Beds) -> None:
    """It is told by an error on its way out; the units are to be done."""

    def answer(task: Task) -> Outcome:
        there.run.interrupt()
        there.run.interrupt()
        return done(task)

    there = bed(4)
    engine = FakeEngine(answer)
    ended = there.work(engine)

    assert ended.interrupted
    assert engine.left_with is not None
    assert "running" not in there.states()


def test_a_bug_of_ours_is_not_swallowed(bed: Beds) -> None:
    """An engine that breaks its promise ends the run with its own error, and the ledger is settled."""

    def answer(task: Task) -> Outcome:
        raise ZeroDivisionError

    there = bed(2)
    with pytest.raises(ZeroDivisionError):
        there.work(FakeEngine(answer))

    assert there.states() == ["pending"] * 2

"""Worker processes: replaced when they die, and the unit that kills them is told from its neighbours."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from tests.batch.conftest import write_units

from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.local import LocalEngine, Size
from ziping.batch.sources import find_units
from ziping.domain.batch import Cause
from ziping.errors import RunHaltedError
from ziping.pipeline.score import Folders

NO_FOLDERS = Folders()


def terms(tmp_path: Path) -> Terms:
    out = tmp_path / "out"
    return Terms(out, NO_FOLDERS)


def tasks(tmp_path: Path, count: int) -> list[Task]:
    found = find_units([write_units(tmp_path / "in", count)], NO_FOLDERS)
    return [Task(item, item.name) for item in found.items]


async def murder(engine: LocalEngine, key: str, times: int) -> int:
    """Kills whichever worker holds the unit, as often as asked."""
    killed: set[int] = set()
    while len(killed) < times:
        for hand in list(engine._hands):
            if hand.ready and key in hand.holds and hand.pid is not None and hand.pid not in killed:
                os.kill(hand.pid, signal.SIGKILL)
                killed.add(hand.pid)
        await asyncio.sleep(0.01)
    return len(killed)


def test_a_unit_that_kills_its_worker_twice_is_given_up_and_its_neighbours_are_not(tmp_path: Path) -> None:
    """Its neighbours in the dead worker are done again, each alone."""
    work = tasks(tmp_path, 4)
    deadly = work[0].item.key

    async def run() -> list[Outcome]:
        async with LocalEngine(terms(tmp_path), Size(workers=1, units=2)) as engine:
            killer = asyncio.create_task(murder(engine, deadly, 2))
            outcomes = await asyncio.gather(*(engine.do(task) for task in work))
            await killer
            return outcomes

    outcomes = {outcome.key: outcome for outcome in asyncio.run(run())}

    failure = outcomes.pop(deadly).failure
    assert failure is not None
    assert failure.cause is Cause.WORKER
    assert [outcome.failure for outcome in outcomes.values()] == [None] * 3
    assert all(outcome.result for outcome in outcomes.values())


def test_workers_that_die_before_they_do_anything_halt_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An endless row of new processes would help nobody."""
    monkeypatch.setattr("ziping.batch.hand.work", os.abort)  # takes no arguments: the process ends at once
    (task,) = tasks(tmp_path, 1)

    async def run() -> Outcome:
        async with LocalEngine(terms(tmp_path), Size(workers=1)) as engine:
            return await engine.do(task)

    with pytest.raises(RunHaltedError, match="意外退出"):
        asyncio.run(run())

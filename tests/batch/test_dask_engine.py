"""A cluster does the same work as this machine: killed workers, a model only the driver has, what is not installed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.batch.conftest import outputs, write_units
from tests.fakes.model_server import Call
from tests.fakes.scribe import FAULTS, Scribe

from ziping.batch.bench import Bench
from ziping.batch.dask_engine import DaskEngine
from ziping.batch.dask_worker import Halted, Wanted, ask_key, do_unit, look
from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.sources import find_units
from ziping.drafting.model.asking import Answer, Ask
from ziping.drafting.model.options import ModelSettings
from ziping.errors import RefusalError, RunHaltedError, UsageError
from ziping.pipeline.model_draft import ModelRun
from ziping.pipeline.score import Folders

RUN = ModelRun(
    ModelSettings(model="fake-1", base_url="http://127.0.0.1:9/v1", concurrency=4), redact_unit=True
)


class Clerk:
    """The driver's model."""

    def __init__(self, scribe: Scribe | None = None) -> None:
        self.scribe = scribe or Scribe()
        self.asked: Counter[str] = Counter()

    async def ask(self, ask: Ask) -> Answer:
        self.asked[ask_key(ask)] += 1
        messages = [{"role": message.role, "content": message.text} for message in ask.messages]
        return Answer(self.scribe(Call({"messages": messages}, 0, 0)).text)


def terms(out: Path, run: ModelRun | None = None) -> Terms:
    return Terms(out, Folders(), run=run)


def tasks(folder: Path, count: int) -> list[Task]:
    found = find_units([write_units(folder, count)], Folders(), workers=1)
    return [Task(item, f"unit-{number}") for number, item in enumerate(found.items)]


def alone(out: Path, todo: list[Task], clerk: Clerk) -> dict[str, bytes]:
    """The files when one bench does all."""

    async def all_of() -> None:
        bench = Bench(terms(out, RUN), clerk)
        for task in todo:
            assert (await bench.do(task)).failure is None

    asyncio.run(all_of())
    return outputs(out)


def children() -> set[int]:
    told = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = {int(pid) for path in told for pid in path.read_text(encoding="ascii").split()}
    return {pid for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()}


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the worker processes in /proc")
def test_a_killed_worker_costs_nothing_and_its_work_takes_effect_once(tmp_path: Path) -> None:
    """Two workers, one killed -9 after the first unit: every unit as if done alone, nothing asked once more."""
    todo, clerk = tasks(tmp_path / "in", 3), Clerk()

    async def run() -> list[Outcome]:
        async with DaskEngine(terms(tmp_path / "out", RUN), workers=2, model=clerk) as engine:
            assert engine.capacity >= 4
            workers = children()
            under_way = [asyncio.create_task(engine.do(task)) for task in todo]
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            os.kill(sorted(workers & children())[0], signal.SIGKILL)
            return await asyncio.gather(*under_way)

    done = asyncio.run(run())

    assert [outcome.key for outcome in done] == [task.item.key for task in todo]
    assert all(outcome.failure is None for outcome in done)
    once = Clerk()
    assert outputs(tmp_path / "out") == alone(tmp_path / "alone", todo, once)
    assert once.asked == clerk.asked


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the worker processes in /proc")
def test_the_only_worker_may_die(tmp_path: Path) -> None:
    """Nothing a unit needs lives in a worker: a fresh one does it."""
    (task,) = tasks(tmp_path / "in", 1)

    async def run() -> Outcome:
        async with DaskEngine(terms(tmp_path / "out"), workers=1) as engine:
            under_way = asyncio.create_task(engine.do(task))
            await asyncio.sleep(0.2)
            os.kill(next(iter(children())), signal.SIGKILL)
            return await under_way

    assert asyncio.run(run()).failure is None


def test_a_unit_tells_what_it_asks_until_nothing_is_missing(tmp_path: Path) -> None:
    """The first asks of all sections, then the rewrites of what the guard rejected, then the outcome."""
    (task,) = tasks(tmp_path / "in", 1)
    clerk, known, rounds = Clerk(Scribe(spoil=FAULTS["wrong_value"])), {}, []

    while isinstance(done := do_unit(terms(tmp_path / "out", RUN), task, known), Wanted):
        rounds.append(len(done.asks))
        known |= {ask_key(ask): asyncio.run(clerk.ask(ask)) for ask in done.asks}

    assert isinstance(done, Outcome)
    assert done.result is not None
    assert done.result.paragraphs.later > 0
    assert len(rounds) == 2
    assert sum(rounds) == len(known)
    assert not [
        text
        for text in clerk.scribe.planted
        if text.encode() in outputs(tmp_path / "out")["unit-0/draft.json"]
    ]


def test_a_refused_request_is_an_offline_paragraph_as_on_this_machine(tmp_path: Path) -> None:
    """A failure of one request travels like an answer; the section's offline words stand."""
    (task,) = tasks(tmp_path / "in", 1)
    run = terms(tmp_path / "out", RUN)
    wanted = do_unit(run, task, {})
    assert isinstance(wanted, Wanted)
    clerk = Clerk()
    known = {ask_key(ask): asyncio.run(clerk.ask(ask)) for ask in wanted.asks[1:]}

    done = do_unit(run, task, {**known, ask_key(wanted.asks[0]): RefusalError("不答")})

    assert isinstance(done, Outcome)
    assert done.result is not None
    assert any("不答" in finding.message for finding in done.result.findings)


def test_a_halt_of_the_model_halts_the_run(tmp_path: Path) -> None:
    """A spent budget: the engine raises, no unit is finished with offline words."""

    class Broke:
        async def ask(self, _: Ask) -> Answer:
            raise RunHaltedError("预算用完了")

    (task,) = tasks(tmp_path / "in", 1)
    engine = DaskEngine(terms(tmp_path / "out", RUN), workers=1, model=Broke())
    wanted = do_unit(engine.terms, task, {})
    assert isinstance(wanted, Wanted)

    with pytest.raises(RunHaltedError, match="预算用完了"):
        asyncio.run(engine._answers(wanted.asks))
    assert not isinstance(wanted, Halted)


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback of an import."""
    monkeypatch.setitem(sys.modules, "distributed", None)

    async def enter() -> None:
        async with DaskEngine(terms(tmp_path), workers=1):
            raise AssertionError

    with pytest.raises(UsageError, match="pip install 'ziping\\[cluster\\]'"):
        asyncio.run(enter())


def test_an_address_without_a_scheduler_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address, and what to check."""
    monkeypatch.setattr("ziping.batch.dask_engine._CONNECT_SECONDS", 0.5)

    async def enter() -> None:
        async with DaskEngine(terms(tmp_path), workers=1, scheduler="tcp://127.0.0.1:9"):
            raise AssertionError

    with pytest.raises(UsageError, match=re.escape("tcp://127.0.0.1:9：连不上调度器")):
        asyncio.run(enter())


def test_a_worker_tells_whether_it_sees_the_shared_folder(tmp_path: Path) -> None:
    """A folder that is not mounted there is found before any work is done."""
    (tmp_path / "probe").write_bytes(b"x")

    assert look(str(tmp_path / "probe")).there
    assert not look(str(tmp_path / "elsewhere")).there

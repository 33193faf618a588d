"""The store: no answer is paid for twice, none is lost, and a damaged file is kept and named."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.asking import KEY, answer_of, asked, question, run
from tests.fakes.model_server import Call, ModelServer, Reply

from ziping.drafting.model.asking import Answer, Ask, Usage
from ziping.drafting.model.build import Hooks
from ziping.drafting.model.endpoint import Identity
from ziping.drafting.model.store import AnswerStore, Stored
from ziping.errors import AnswerStoreError, ModelError, RefusalError

ROOT = Path(__file__).resolve().parents[3]
SAID = Answer("一段话", Usage(3, 4), model="m", reasoning="想")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a run keeps its answers."""
    return tmp_path / "out" / ".ziping" / "answers.sqlite"


def echo(call: Call) -> Reply:
    return Reply(f"答：{call.last}")


def test_the_same_request_is_paid_for_once(path: Path) -> None:
    """A second run takes the first one's answer and says so."""
    with ModelServer(echo) as server:
        first = answer_of(server, store=path)
        (second,), model = asked(server, question(), store=path)

    assert (first.stored, second.stored, second.text) == (False, True, first.text)  # type: ignore[union-attr]
    assert len(server.calls) == 1
    assert (model.account.total.requests, model.account.total.reused) == (0, 1)


@pytest.mark.parametrize(
    "changes", [{"temperature": "0.7"}, {"model": "fake-2"}, {"extra": {"top_k": 1}}], ids=str
)
def test_another_model_or_temperature_is_another_request(path: Path, changes: dict[str, Any]) -> None:
    """Everything that decides the answer is in the key."""
    with ModelServer(echo) as server:
        answer_of(server, store=path)
        assert not answer_of(server, store=path, **changes).stored

    assert len(server.calls) == 2


def test_a_salt_asks_again_with_the_same_words(path: Path) -> None:
    """A retry of the writer's loop is meant to be asked."""
    with ModelServer(echo) as server:
        answer_of(server, question(), store=path)
        answer_of(server, question(salt="2"), store=path)

    assert len(server.calls) == 2


def test_without_a_store_every_run_asks(path: Path) -> None:
    """``--no-cache``; nothing is written."""
    with ModelServer(echo) as server:
        answer_of(server)
        answer_of(server)

    assert len(server.calls) == 2
    assert not path.exists()


def test_equal_asks_at_one_time_are_sent_once(path: Path) -> None:
    """Ten tasks, one request, ten answers."""
    with ModelServer(lambda _: Reply("好", delay=0.1)) as server:
        answers, model = asked(server, *[question()] * 10, store=path)

    assert [answer.text for answer in answers] == ["好"] * 10  # type: ignore[union-attr]
    assert len(server.calls) == 1
    assert (model.account.total.requests, model.account.total.reused) == (1, 9)


def test_a_shared_failure_reaches_all_and_is_not_kept(path: Path) -> None:
    """The next run asks again."""
    with ModelServer(lambda _: Reply(refusal="不")) as server:
        answers, _ = asked(server, *[question()] * 3, store=path)
        again, _ = asked(server, question(), store=path)

    assert [type(answer) for answer in answers + again] == [RefusalError] * 4
    assert len(server.calls) == 2


def test_a_waiter_that_gives_up_does_not_take_the_answer_from_the_others(path: Path) -> None:
    """Two ask, one leaves, the other gets it; when the last one leaves, the request is called off."""

    class Slow:
        called_off = 0

        async def ask(self, _: Ask) -> Answer:
            try:
                await asyncio.sleep(0.1)
            except asyncio.CancelledError:
                self.called_off += 1
                raise
            return SAID

    async def work() -> tuple[Answer, int, Answer]:
        model = Slow()
        async with AnswerStore(path) as store:
            stored = Stored(model, store, Identity("e", "m", "0"))
            leaving, staying = (asyncio.create_task(stored.ask(question())) for _ in range(2))
            await asyncio.sleep(0.02)
            leaving.cancel()
            answer = await staying
            alone = asyncio.create_task(stored.ask(question("另一问")))
            await asyncio.sleep(0.02)
            alone.cancel()
            await asyncio.gather(alone, return_exceptions=True)
            late = await stored.ask(question("另一问"))
            await stored.aclose()
        return answer, model.called_off, late

    answer, called_off, late = run(work())

    assert (answer.text, called_off, late.text) == (SAID.text, 1, SAID.text)


def test_an_answer_is_committed_before_it_is_used(path: Path) -> None:
    """Whoever holds the answer can kill the process: another connection sees it already."""

    async def work() -> int:
        async with AnswerStore(path) as store:
            await store.put("k", SAID)
            with sqlite3.connect(path) as other:
                rows = other.execute("SELECT count(*) FROM answers").fetchone()
            other.close()
            return int(rows[0])

    assert run(work()) == 1


def test_all_of_an_answer_survives(path: Path) -> None:
    """Text, tokens, reasoning; marked as stored."""

    async def work() -> Answer | None:
        async with AnswerStore(path) as store:
            await store.put("k", SAID)
        async with AnswerStore(path) as store:
            assert await store.get("other") is None
            return await store.get("k")

    found = run(work())

    assert found == Answer("一段话", Usage(3, 4), model="m", reasoning="想", stored=True)


def test_the_first_answer_stays(path: Path) -> None:
    """A second process that asked the same cannot change what the first one used."""

    async def work() -> Answer | None:
        async with AnswerStore(path) as one, AnswerStore(path) as two:
            await one.put("k", SAID)
            await two.put("k", Answer("别的话"))
            return await two.get("k")

    found = run(work())

    assert found is not None
    assert found.text == "一段话"


WRITER = """
import asyncio, sys
from pathlib import Path
from ziping.drafting.model.asking import Answer
from ziping.drafting.model.store import AnswerStore
async def work(name):
    async with AnswerStore(Path(sys.argv[1])) as store:
        for number in range(150):
            await store.put(f"{name}-{number}", Answer("字" * 500))
            await store.put(f"both-{number}", Answer(name))
asyncio.run(work(sys.argv[2]))
"""


def test_two_processes_share_a_store(path: Path) -> None:
    """Both write at once; nothing is lost and nobody fails."""
    command = [sys.executable, "-c", WRITER, str(path)]
    both = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("one", "two")]

    assert [process.wait(60) for process in both] == [0, 0]
    with sqlite3.connect(path) as file:
        (count,) = file.execute("SELECT count(*) FROM answers").fetchone()
    file.close()
    assert count == 450


KILLED = """
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, ".")
from tests.fakes.asking import question, settings_for
from ziping.drafting.model.build import build_model
async def work():
    done = 0
    async with build_model(settings_for(sys.argv[1], concurrency=4), Path(sys.argv[2])) as model:
        async def one(number):
            nonlocal done
            await model.ask(question(f"第{number}问"))
            done += 1
            if done == 10 and sys.argv[3] == "die":
                os._exit(9)
        await asyncio.gather(*(one(number) for number in range(40)))
asyncio.run(work())
"""


def test_a_killed_run_asks_for_no_committed_answer_again(path: Path) -> None:
    """Killed after ten answers with four in flight: the second run asks the rest; repeats are at most those four."""
    with ModelServer(lambda call: Reply(f"答{call.last}", delay=0.01)) as server:
        command = [sys.executable, "-c", KILLED, server.base_url, str(path)]
        assert subprocess.run([*command, "die"], cwd=ROOT, check=False, timeout=60).returncode == 9
        before = len(server.calls)
        assert subprocess.run([*command, "live"], cwd=ROOT, check=False, timeout=60).returncode == 0
        repeats = sum(call.repeat > 0 for call in server.calls)

    assert 10 <= before < 40
    assert repeats <= 4
    assert len(server.calls) == 40 + repeats


@pytest.mark.parametrize(
    "damage",
    [b"this is no database at all, not even close to one", b"SQLite format 3\x00" + b"\xff" * 4_096],
    ids=["text", "torn"],
)
def test_a_damaged_store_is_moved_aside_and_said(path: Path, damage: bytes) -> None:
    """The old bytes are kept under a name of their own; the run goes on with a new store."""
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    told: list[str] = []
    with ModelServer(echo) as server:
        answer_of(server, store=path, hooks=Hooks(tell=told.append))
        again = answer_of(server, store=path, hooks=Hooks(tell=told.append))

    (line,) = told
    assert "已损坏" in line
    assert "answers.sqlite.damaged-1" in line
    assert path.with_name("answers.sqlite.damaged-1").read_bytes() == damage
    assert again.stored


def test_damage_found_in_the_middle_of_a_run_is_met_the_same_way(path: Path) -> None:
    """A row that is not ours; an earlier damaged file keeps its name."""
    told: list[str] = []

    async def work() -> tuple[Answer | None, Answer | None]:
        async with AnswerStore(path, told.append) as store:
            await store.put("k", SAID)
            path.with_name("answers.sqlite.damaged-1").write_bytes(b"earlier")
            with sqlite3.connect(path) as other:
                other.execute("UPDATE answers SET answer = '{'")
            other.close()
            lost = await store.get("k")
            await store.put("k", SAID)
            return lost, await store.get("k")

    lost, found = run(work())

    assert lost is None
    assert found is not None
    assert "damaged-2" in told[0]
    assert path.with_name("answers.sqlite.damaged-1").read_bytes() == b"earlier"


def test_a_store_another_process_has_renewed_already_is_not_moved_again(path: Path) -> None:
    """Two find the damage; the second one must not throw out the first one's new file."""
    told: list[str] = []

    async def work() -> Answer | None:
        async with AnswerStore(path, told.append) as slow:
            await slow.put("k", SAID)
            await slow._run(lambda: slow._live().execute("UPDATE answers SET answer = '{'"))
            for old in path.parent.iterdir():
                old.rename(old.with_name(old.name.replace("answers", "moved")))
            async with AnswerStore(path) as quick:
                await quick.put("k", Answer("新的"))
            return await slow.get("k")

    found = run(work())

    assert found is not None
    assert found.text == "新的"
    assert told == []


def test_a_store_of_a_later_version_is_refused(path: Path) -> None:
    """Not guessed at, not thrown away."""

    async def work() -> None:
        async with AnswerStore(path):
            pass
        with sqlite3.connect(path) as file:
            file.execute("UPDATE about SET format = 'ziping/answers/9'")
        file.close()
        async with AnswerStore(path):
            pass

    with pytest.raises(AnswerStoreError, match="ziping/answers/9"):
        run(work())


def test_a_folder_that_cannot_be_made_is_an_error_people_understand(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "out").write_text("x", encoding="utf-8")

    with ModelServer(echo) as server, pytest.raises(ModelError, match="--no-cache"):
        answer_of(server, store=tmp_path / "out" / ".ziping" / "answers.sqlite")


def test_a_store_that_cannot_commit_stops_the_run(path: Path) -> None:
    """An answer is never used before it is safe."""

    async def work() -> None:
        async with AnswerStore(path) as store:
            await store._run(lambda: store._live().execute("PRAGMA query_only=ON"))
            await store.put("k", SAID)

    with pytest.raises(AnswerStoreError, match="磁盘空间"):
        run(work())


def test_neither_the_key_nor_the_question_is_in_the_file(path: Path) -> None:
    """Only the hash of the request."""
    with ModelServer(echo) as server:
        answer_of(server, Ask((question("某职工的困难情况").messages[0],)), store=path)

    data = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert KEY.encode() not in data
    assert "办公室文员".encode() not in data

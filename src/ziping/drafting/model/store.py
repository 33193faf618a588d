"""The store of answers: SQLite beside the outputs, committed before use, so that no request is paid for twice.

One thread owns the connection, so the event loop never waits for the disk or for another process. Two processes may
use one store: the first answer to a request stays. A damaged file is moved aside under a name of its own, said
aloud, and a new one begun. Nothing of the request is kept but its hash; a key of the endpoint is in neither.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from ziping.drafting.model.asking import Answer, Ask, Model, Usage
from ziping.drafting.model.endpoint import Identity
from ziping.drafting.model.sqlite_file import put_aside
from ziping.errors import AnswerStoreError

FORMAT = "ziping/answers/1"
_BUSY_SECONDS = 30
_OPEN_TRIES, _OPEN_PAUSE = 300, 0.1
"""SQLite refuses to change to WAL at once, without waiting, while another process does the same."""
T = TypeVar("T")


def _change_to_wal(connection: sqlite3.Connection) -> None:
    for tries_left in reversed(range(_OPEN_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not tries_left:
                raise
            time.sleep(_OPEN_PAUSE)
        else:
            return


class AnswerStore:
    """Answers by the key of their request; an async context.

    Args:
        path: the file; its folder is made.
        tell: gets one Chinese line when a damaged store was moved aside.
    """

    def __init__(self, path: Path, tell: Callable[[str], None] | None = None) -> None:
        self.path = path
        self._tell = tell
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    async def __aenter__(self) -> AnswerStore:
        try:
            await self._run(self._opened)
        except BaseException:
            await self.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the file."""
        try:
            await self._run(self._close)
        finally:
            self._thread.shutdown()

    async def get(self, key: str) -> Answer | None:
        """The committed answer, marked ``stored``; None when there is none.

        Raises:
            AnswerStoreError: the store cannot be read.
        """
        return await self._run(lambda: self._repaired(lambda: self._select(key)))

    async def put(self, key: str, answer: Answer) -> None:
        """Commits an answer; one that is there already stays.

        Raises:
            AnswerStoreError: it could not be committed.
        """
        text = json.dumps(asdict(replace(answer, stored=False)), ensure_ascii=False)
        await self._run(lambda: self._repaired(lambda: self._insert(key, text)))

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._guarded, work)

    def _guarded(self, work: Callable[[], T]) -> T:
        """The work, with failures of disk and file as an error people understand."""
        try:
            return work()
        except (sqlite3.Error, OSError) as error:
            raise AnswerStoreError(
                f"答案库 {self.path} 用不了（{error}）；请检查磁盘空间、权限，以及是不是有别的程序占用，"
                "或用 --no-cache 不存答案"
            ) from error

    # Below: in the thread of the store.

    def _opened(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._repaired(lambda: None)

    def _repaired(self, work: Callable[[], T]) -> T:
        """The work; when the file turns out to be damaged it is moved aside and the work done on a new one."""
        try:
            self._open()
            return work()
        except sqlite3.OperationalError:
            raise  # busy, full, read-only: nothing is wrong with the file
        except sqlite3.DatabaseError as error:
            self._move_aside(error)
            self._open()
            return work()

    def _open(self) -> None:
        if self._connection is not None:
            return
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None
        )
        self._connection = connection
        self._inode = self.path.stat().st_ino
        _change_to_wal(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS about (format TEXT NOT NULL)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID"
        )
        connection.execute("INSERT INTO about SELECT ? WHERE NOT EXISTS (SELECT 1 FROM about)", (FORMAT,))
        self._check_format(connection)

    def _check_format(self, connection: sqlite3.Connection) -> None:
        (found,) = connection.execute("SELECT format FROM about").fetchone()
        if found != FORMAT:
            raise AnswerStoreError(
                f"答案库 {self.path} 的格式是 {found!r}，这个版本只认 {FORMAT}；请换一个输出文件夹，或升级 ziping"
            )

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _live(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the store is an async context: use `async with`")
        return self._connection

    def _select(self, key: str) -> Answer | None:
        with closing(self._live().execute("SELECT answer FROM answers WHERE key = ?", (key,))) as rows:
            row = rows.fetchone()
        return None if row is None else replace(_answer(str(row[0])), stored=True)

    def _insert(self, key: str, text: str) -> None:
        self._live().execute("INSERT OR IGNORE INTO answers VALUES (?, ?)", (key, text))

    def _move_aside(self, error: sqlite3.DatabaseError) -> None:
        with suppress(sqlite3.Error):
            self._close()
        self._connection = None
        try:
            same = self._inode in (0, self.path.stat().st_ino)
        except FileNotFoundError:
            return
        if not same:
            return  # another process has moved the damaged file already; what lies there now is its new one
        aside = put_aside(self.path)
        if self._tell is not None:
            self._tell(
                f"答案库 {self.path} 已损坏（{error}），改名为 {aside.name} 保留，另建了一个新的；"
                "里面存过的答案要重新提问"
            )


def _answer(text: str) -> Answer:
    """The answer of a row.

    Raises:
        sqlite3.DatabaseError: the row is none of ours, so the file is damaged.
    """
    try:
        data: dict[str, Any] = json.loads(text)
        return Answer(**{**data, "usage": Usage(**data["usage"])})
    except (ValueError, TypeError, KeyError) as error:
        raise sqlite3.DatabaseError(f"unreadable row: {error}") from error


class Stored:
    """A model whose answers are committed before anybody sees them; equal asks at one time are sent once."""

    def __init__(
        self,
        model: Model,
        store: AnswerStore,
        identity: Identity,
        reused: Callable[[str], None] | None = None,
    ) -> None:
        self._model, self._store, self._identity = model, store, identity
        self._reused = reused
        self._under_way: dict[str, _Flight] = {}
        self._tasks: set[asyncio.Task[Answer]] = set()

    async def ask(self, ask: Ask) -> Answer:
        """The stored answer, or a new one that is stored by then.

        Raises:
            AnswerStoreError: it could not be committed.
            ModelError: see ``Model``.
        """
        key = ask.key(*self._identity)
        flight = self._joinable(key)
        shared = flight is not None
        if flight is None:
            flight = self._under_way[key] = _Flight(self._started(self._fetched(key, ask)))
        try:
            answer = await flight.result()
        finally:
            if flight.is_over and self._under_way.get(key) is flight:
                del self._under_way[key]
        if self._reused is not None and (shared or answer.stored):
            self._reused(ask.purpose)
        return replace(answer, stored=True) if shared else answer

    def _started(self, work: Coroutine[Any, Any, Answer]) -> asyncio.Task[Answer]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Answer]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be waiting any more: then it is not asyncio's to complain about

    def _joinable(self, key: str) -> _Flight | None:
        flight = self._under_way.get(key)
        return None if flight is None or flight.is_over else flight

    async def _fetched(self, key: str, ask: Ask) -> Answer:
        found = await self._store.get(key)
        if found is not None:
            return found
        answer = await self._model.ask(ask)
        await self._store.put(key, answer)
        return answer

    async def aclose(self) -> None:
        """Ends what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class _Flight:
    """A request under way and how many wait for it; it is called off when the last one leaves."""

    def __init__(self, task: asyncio.Task[Answer]) -> None:
        self.task = task
        self._waiting = 0

    @property
    def is_over(self) -> bool:
        """Nothing more will come of it, or it is being called off: a new ask must not join."""
        return self.task.done() or self.task.cancelling() > 0

    async def result(self) -> Answer:
        """The answer, shared with all who wait."""
        self._waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self._waiting -= 1
            if not self._waiting and not self.task.done():
                self.task.cancel()

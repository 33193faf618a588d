"""What was exported for an offline runner: one SQLite file beside the answers, so that responses find their requests.

It holds no prompt: the answer's key, how its shape was asked for and how long it may be, whose it is. What a response
needs besides itself is here, so importing neither plans a draft nor needs the inputs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from ziping.drafting.model.providers import Method
from ziping.errors import OutputError
from ziping.pipeline.outputs import STATE_FOLDER

NAME: Final = "requests.sqlite"
_BUSY_SECONDS: Final = 30
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS requests (
    key TEXT PRIMARY KEY,
    export INTEGER NOT NULL,
    unit TEXT NOT NULL,
    section TEXT NOT NULL,
    method TEXT NOT NULL,
    in_json INTEGER NOT NULL,
    max_tokens INTEGER NOT NULL,
    base_url TEXT NOT NULL,
    model TEXT NOT NULL,
    sent_as TEXT NOT NULL
) WITHOUT ROWID
"""


class Request(NamedTuple):
    """One exported request.

    Attributes:
        key: of the answer in the store, and the line's ``custom_id``.
        unit: its name, for messages.
        section: what it is for.
        method: how the answer's shape was asked for.
        in_json: a shape was asked for.
        max_tokens: limit of the answer.
        base_url: of the endpoint the later run names.
        model: that the later run names.
        sent_as: the model's name in the file.
    """

    key: str
    unit: str
    section: str
    method: Method
    in_json: bool
    max_tokens: int
    base_url: str
    model: str
    sent_as: str


class RequestBook:
    """The open file; a context of one thread."""

    def __init__(self, out: Path) -> None:
        self.path = out / STATE_FOLDER / NAME
        self._open: sqlite3.Connection | None = None
        self._export = 0

    def __enter__(self) -> Self:
        with self._explained():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._open = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
            self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute(_TABLE)
            (last,) = self._open.execute("SELECT COALESCE(MAX(export), 0) FROM requests").fetchone()
            self._export = last + 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        live, self._open = self._open, None
        if live is not None:
            if kind is None:
                with self._explained():
                    live.commit()
            live.close()

    def note(self, request: Request) -> bool:
        """Notes a request; False when this export has it already, from another unit that asks the same."""
        with self._explained():
            changed = self._live.execute(
                f"INSERT INTO requests VALUES ({', '.join('?' * 10)})"  # noqa: S608 - question marks
                " ON CONFLICT (key) DO UPDATE SET export = excluded.export, method = excluded.method,"
                " sent_as = excluded.sent_as WHERE export < excluded.export",
                (request.key, self._export, *request[1:]),
            )
        return changed.rowcount == 1

    def find(self, key: str) -> Request | None:
        """The request of a ``custom_id``; None for one that was never exported."""
        with self._explained():
            row = self._live.execute("SELECT * FROM requests WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        found, _, unit, section, method, in_json, *rest = row
        return Request(found, unit, section, method, bool(in_json), *rest)

    @property
    def _live(self) -> sqlite3.Connection:
        if self._open is None:
            raise RuntimeError("the book is a context: use `with`")
        return self._open

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise OutputError(
                f"导出记录 {self.path} 用不了（{error}）；请检查磁盘空间和权限，文件损坏了可以删掉它，再导出一次"
            ) from error

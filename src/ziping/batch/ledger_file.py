"""The file of the ledger: opened by one writer, looked at by many, moved aside when it is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from ziping.drafting.model.sqlite_file import put_aside
from ziping.errors import OutputError, UnreadableInputError, UsageError

FORMAT = "ziping/batch-ledger/1"

_TABLES = """
CREATE TABLE IF NOT EXISTS about (format TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS units (
    key TEXT PRIMARY KEY,
    seat INTEGER NOT NULL,
    present INTEGER NOT NULL,
    item TEXT NOT NULL,
    folder TEXT NOT NULL UNIQUE COLLATE NOCASE,
    state TEXT NOT NULL DEFAULT 'pending',
    basis TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    sizes TEXT NOT NULL DEFAULT '',
    errors INTEGER NOT NULL DEFAULT 0,
    replaced INTEGER NOT NULL DEFAULT 0,
    unanswered INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS by_seat ON units (present, seat);
"""


class LedgerFile:
    """The open file; a context of one thread.

    Args:
        path: ``<out>/.ziping/batch.sqlite``.
        tell: gets a Chinese line when a damaged file was moved aside.
        read_only: for those who only look (``status``) while a run may be under way.
    """

    def __init__(
        self, path: Path, tell: Callable[[str], None] | None = None, *, read_only: bool = False
    ) -> None:
        self.path = path
        self._tell = tell
        self._read_only = read_only
        self._open: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        with self.explained():
            if self._read_only:
                self._look()
            else:
                self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        connection, self._open = self._open, None
        if connection is not None:
            with suppress(sqlite3.Error):  # the disk may be full: what was committed is safe
                connection.close()

    # Opening

    def _look(self) -> None:
        if not self.path.is_file():
            raise UnreadableInputError(
                f"{self.path.parent.parent}：没有批量运行的记录，请选择 ziping batch run 用过的输出文件夹"
            )
        address = self.path.resolve().as_uri()
        for mode in ("mode=ro", "immutable=1"):  # the second for a folder that cannot be written at all
            try:
                self._open = sqlite3.connect(f"{address}?{mode}", uri=True, isolation_level=None)
                self._check_format()
            except sqlite3.OperationalError:
                self.close()
                if mode == "immutable=1":
                    raise
            else:
                return

    def _begin(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._create()
        except sqlite3.OperationalError:
            raise  # full, read-only, busy: nothing is wrong with the file
        except sqlite3.DatabaseError as error:
            self.close()
            self._move_aside(error)
            self._create()

    def _create(self) -> None:
        self._open = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        self._open.execute("PRAGMA journal_mode=WAL")
        self._open.execute("PRAGMA synchronous=NORMAL")
        self._open.executescript(_TABLES)
        self._open.execute("INSERT INTO about SELECT ? WHERE NOT EXISTS (SELECT 1 FROM about)", (FORMAT,))
        self._check_format()
        (told,) = self._open.execute("PRAGMA quick_check(1)").fetchone()
        if told != "ok":
            raise sqlite3.DatabaseError(told)
        self._open.execute("UPDATE units SET state = 'pending' WHERE state = 'running'")

    def _check_format(self) -> None:
        (found,) = self.live.execute("SELECT format FROM about").fetchone()
        if found != FORMAT:
            raise UsageError(
                f"批量记录 {self.path} 的格式是 {found!r}，这个版本只认 {FORMAT}；请换一个输出文件夹，或升级 ziping"
            )

    def _move_aside(self, error: Exception) -> None:
        aside = put_aside(self.path)
        if self._tell is not None:
            self._tell(
                f"批量记录 {self.path} 已损坏（{error}），改名为 {aside.name} 保留，另建了一个新的；"
                "各单位会重做一遍，模型答过的不会再问，改过的文件不会被覆盖"
            )

    @property
    def live(self) -> sqlite3.Connection:
        """The connection."""
        if self._open is None:
            raise RuntimeError("the ledger is a context: use `with`")
        return self._open

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Failures of disk and file as an error people understand.

        Raises:
            OutputError: it cannot be read or written now.
            UnreadableInputError: it is damaged.
        """
        try:
            yield
        except sqlite3.OperationalError as error:
            self.close()
            raise OutputError(
                f"批量记录 {self.path} 写不进去（{error}）；请检查磁盘空间和文件夹权限"
            ) from error
        except sqlite3.DatabaseError as error:
            self.close()
            raise UnreadableInputError(f"批量记录 {self.path} 已损坏（{error}）") from error
        except OSError as error:
            raise OutputError(
                f"{self.path.parent.parent}：写不进去（{error.strerror}），请检查文件夹权限、磁盘空间",
                error.errno or 0,
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, committed at the end.

        Raises:
            OutputError: it cannot be written.
        """
        with self.explained():
            self.live.execute("BEGIN IMMEDIATE")
            try:
                yield self.live
            except BaseException:
                with suppress(sqlite3.Error):
                    self.live.execute("ROLLBACK")
                raise
            self.live.execute("COMMIT")

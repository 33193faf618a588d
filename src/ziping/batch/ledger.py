"""The ledger of a run: one SQLite file beside the driver, one writer, every unit with its state and result.

States: ``pending`` → ``running`` → ``done`` or ``failed``. A unit that is ``running`` when the file is opened was under
way in a run that was killed; it is ``pending`` again. A damaged file is moved aside and said aloud; the outputs stand,
and the units are done again into the same folders. No clock is read: order is a counter, so a clock that is set back
changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from ziping.batch.engine import Outcome
from ziping.batch.ledger_file import LedgerFile
from ziping.batch.sources import Fault
from ziping.domain.batch import Cause, Failure, UnitItem, UnitResult
from ziping.domain.place import Place
from ziping.pipeline.outputs import STATE_FOLDER, safe_stem

NAME = "batch.sqlite"
REFUSED = "refused"
"""Instead of a basis: never done as long as the inputs are what they are."""
_PAGE = 500

State: TypeAlias = Literal["pending", "running", "done", "failed"]


class Row(NamedTuple):
    """One unit as the ledger knows it.

    Attributes:
        folder: name of its folder; assigned once, never given to another unit.
        basis: what the finished result hangs on (``keys``); empty before the first.
        attempts: how often it was begun since its input last changed.
        unanswered: sections a model gave no answer for.
    """

    item: UnitItem
    folder: str
    state: State
    basis: str
    attempts: int
    cause: str
    sizes: dict[str, int]
    unanswered: int


class Failed(NamedTuple):
    """A unit without a result."""

    item: UnitItem
    folder: str
    attempts: int
    failure: Failure


class Counts(NamedTuple):
    """How many units of the present inputs are in which state.

    Attributes:
        gone: units of earlier runs that are not among the inputs any more; they count nowhere else.
        errors: done units with error findings.
        replaced: paragraphs that stand in a model's place.
    """

    pending: int
    running: int
    done: int
    failed: int
    gone: int
    errors: int
    replaced: int

    @property
    def all(self) -> int:
        """Units of the present inputs."""
        return self.pending + self.running + self.done + self.failed


class Ledger(LedgerFile):
    """What is known of every unit; see ``LedgerFile`` for opening."""

    # Writing

    def register(self, items: Iterable[UnitItem], faults: Iterable[Fault] = ()) -> None:
        """Takes in the units of a run; those that are not among them any more are kept and marked gone.

        Two items of one key and the same content count as one; of different content both are refused, since nobody
        can tell which is meant.
        """
        with self.transaction() as live:
            live.execute("DELETE FROM units WHERE key LIKE 'fault:%'")
            live.execute("UPDATE units SET present = 0")
            live.execute("UPDATE units SET state = 'pending', basis = '' WHERE basis = ?", (REFUSED,))
            seat = 0
            for seat, item in enumerate(items, start=1):
                self._take_in(live, seat, item)
            for number, fault in enumerate(faults, start=seat + 1):
                self._take_in_fault(live, number, fault)

    def _take_in(self, live: sqlite3.Connection, seat: int, item: UnitItem) -> None:
        row = live.execute("SELECT present, item FROM units WHERE key = ?", (item.key,)).fetchone()
        if row is None:
            live.execute(
                "INSERT INTO units (key, seat, present, item, folder) VALUES (?, ?, 1, ?, ?)",
                (item.key, seat, json.dumps(item, ensure_ascii=False), self._free_folder(live, item)),
            )
            return
        present, known = row[0], UnitItem(*json.loads(row[1]))
        if present and known.content != item.content:
            self._refuse(live, item, known)
        elif not present:
            live.execute(
                "UPDATE units SET present = 1, seat = ?, item = ? WHERE key = ?",
                (seat, json.dumps(item, ensure_ascii=False), item.key),
            )

    def _refuse(self, live: sqlite3.Connection, item: UnitItem, other: UnitItem) -> None:
        told = " 和 ".join(f"{one.path}{f' 第{one.number}条' if one.number else ''}" for one in (other, item))
        failure = Failure(
            cause=Cause.INPUT,
            message=(
                f"{item.name}：有两份 {item.year} 年度的填报数据，内容不同，不知道用哪一份，都没有做：{told}。"
                "同一个单位请只留一份；是两个单位请在填报表里分别写上单位编码"
            ),
            place=Place(file=Path(item.path).name),
        )
        self._fail(live, item.key, failure, basis=REFUSED)

    def _take_in_fault(self, live: sqlite3.Connection, seat: int, fault: Fault) -> None:
        item = UnitItem(
            f"fault:{fault.path}#{fault.number}", fault.name, "", "", 0, "file", fault.path, fault.number, ""
        )
        self._take_in(live, seat, item)
        self._fail(
            live,
            item.key,
            Failure(cause=Cause.INPUT, message=fault.message, place=fault.place),
            basis=REFUSED,
        )

    def _free_folder(self, live: sqlite3.Connection, item: UnitItem) -> str:
        """``{code or 8 hex}_{unit}``, with the key's beginning where that is taken; never changed afterwards."""
        if item.key.startswith("fault:"):
            return item.key  # such a unit never has a folder; a colon never stands in a name of ours
        stem = "_".join(part for part in (item.code or item.key[:8], item.name, item.project) if part)
        for name in (safe_stem(stem), safe_stem(f"{item.key[:8]}_{stem}"), item.key):
            taken = live.execute("SELECT 1 FROM units WHERE folder = ?", (name,)).fetchone()
            if taken is None:
                return name
        raise RuntimeError(f"two units of one key: {item.key}")

    def begin(self, key: str) -> None:
        """A unit is under way."""
        with self.transaction() as live:
            live.execute(
                "UPDATE units SET state = 'running', attempts = attempts + 1, cause = '', message = '', place = '' WHERE key = ?",
                (key,),
            )

    def reset(self, keys: Iterable[str]) -> None:
        """Units are to be done (again); what they made before stays until then."""
        with self.transaction() as live:
            live.executemany("UPDATE units SET state = 'pending' WHERE key = ?", [(key,) for key in keys])

    def settle(self) -> None:
        """Nothing is under way any more: what was not finished is to be done."""
        with self.transaction() as live:
            live.execute("UPDATE units SET state = 'pending' WHERE state = 'running'")

    def finish(self, outcome: Outcome, basis: str) -> None:
        """Commits what came of a unit; ``basis`` is what it hangs on."""
        result = outcome.result
        with self.transaction() as live:
            if outcome.failure is not None:
                self._fail(live, outcome.key, outcome.failure, basis)
            if result is None:
                return
            live.execute(
                "UPDATE units SET state = 'done', basis = ?, cause = '', message = '', place = '', result = ?, sizes = ?,"
                " errors = ?, replaced = ?, unanswered = ? WHERE key = ?",
                (
                    basis,
                    result.model_dump_json(),
                    json.dumps(dict(outcome.sizes), ensure_ascii=False),
                    sum(finding.severity == "error" for finding in result.findings),
                    result.paragraphs.replaced,
                    sum(finding.code == "model_failed" for finding in result.findings),
                    outcome.key,
                ),
            )

    @staticmethod
    def _fail(live: sqlite3.Connection, key: str, failure: Failure, basis: str) -> None:
        place = failure.place.model_dump_json(exclude_none=True)
        live.execute(
            "UPDATE units SET state = 'failed', basis = ?, cause = ?, message = ?, place = ? WHERE key = ?",
            (basis, failure.cause.value, failure.message, place, key),
        )

    # Reading: pages, so that nobody holds a hundred thousand results

    def rows(self, state: State | None = None) -> Iterator[Row]:
        """Units of the present inputs in their order, without their results."""
        wanted = ("item", "folder", "state", "basis", "attempts", "cause", "sizes", "unanswered")
        for item, folder, there, basis, attempts, cause, sizes, unanswered in self._pages(wanted, state):
            known = json.loads(sizes) if sizes else {}
            yield Row(UnitItem(*json.loads(item)), folder, there, basis, attempts, cause, known, unanswered)

    def results(self) -> Iterator[UnitResult]:
        """Results of the units that are done, in the order of the inputs."""
        for (result,) in self._pages(("result",), "done"):
            yield UnitResult.model_validate_json(result)

    def failures(self) -> Iterator[Failed]:
        """Units that failed, in the order of the inputs."""
        wanted = ("item", "folder", "attempts", "cause", "message", "place")
        for item, folder, attempts, cause, message, place in self._pages(wanted, "failed"):
            failure = Failure(
                cause=Cause(cause), message=message, place=Place.model_validate_json(place or "{}")
            )
            yield Failed(UnitItem(*json.loads(item)), folder, attempts, failure)

    def result(self, key: str) -> UnitResult | None:
        """The last result of one unit, also of one that is to be done again."""
        with self.explained():
            row = self.live.execute("SELECT result FROM units WHERE key = ?", (key,)).fetchone()
        return UnitResult.model_validate_json(row[0]) if row is not None and row[0] else None

    def counts(self) -> Counts:
        """How many are in which state."""
        with self.explained():
            by_state = dict(
                self.live.execute(
                    "SELECT state, COUNT(*) FROM units WHERE present = 1 GROUP BY state"
                ).fetchall()
            )
            (gone,) = self.live.execute("SELECT COUNT(*) FROM units WHERE present = 0").fetchone()
            errors, replaced = self.live.execute(
                "SELECT COUNT(CASE WHEN errors THEN 1 END), COALESCE(SUM(replaced), 0) FROM units"
                " WHERE present = 1 AND state = 'done'"
            ).fetchone()
        pending, running, done, failed = (by_state.get(state, 0) for state in get_args(State))
        return Counts(pending, running, done, failed, gone, errors, replaced)

    def _pages(self, columns: Sequence[str], state: State | None) -> Iterator[tuple[Any, ...]]:
        """Rows by seat; a page at a time, so that writing between two of them is no trouble."""
        last = 0
        chosen = " AND state = ?" if state else ""
        query = f"SELECT seat, {', '.join(columns)} FROM units WHERE present = 1 AND seat > ?{chosen} ORDER BY seat LIMIT {_PAGE}"  # noqa: S608 - names of ours
        while True:
            with (
                self.explained(),
                closing(self.live.execute(query, (last, *([state] if state else [])))) as found,
            ):
                page = found.fetchall()
            for row in page:
                yield row[1:]
            if len(page) < _PAGE:
                return
            last = page[-1][0]


def ledger_path(out: Path) -> Path:
    """Where the ledger of an output folder is."""
    return out / STATE_FOLDER / NAME

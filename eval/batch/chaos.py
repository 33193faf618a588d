"""Kills runs at seeded moments and resumes them: nothing is lost, paid twice, half-written or different.

    python eval/batch/chaos.py [--kills 50] [--units 24] [--seed 7] [--model] [--seconds 0.2] [--at-once 8] [--keep DIR]

Rounds of two runs each into one folder: all units, then the same with a third of the inputs changed, so that both new
folders and existing ones are written under fire. A moment is a time, or the instant at which a unit's files have just
appeared and the ledger does not know it yet. ``kill -9`` goes to the whole process group, to the driver alone (its
workers must end by themselves) or to one worker (the run goes on). After every kill and at every end the folder, the
ledger and the store of answers are held against an undisturbed run. Prints a table; exits 1 on a violation. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from make_units import unit_data
from running import FINISHED, Place, SlowClerk, end, is_worker, left_in, wait_until, workers_of

Kind = Literal["group", "driver", "worker"]
KINDS: tuple[Kind, ...] = ("group", "driver", "worker")
_GONE = 15.0
"""Seconds a worker has to notice that its driver is dead."""
_PATIENCE = 600.0
_LIVES = 400
"""More lives in one round than any seed needs: a run that never ends is a violation."""


class Moment(NamedTuple):
    """When and what to kill.

    Attributes:
        after: share of the time the undisturbed run took, from the start of this process.
        written: waits on for the next files that appear.
    """

    kind: Kind
    after: float
    written: bool


class Setting(NamedTuple):
    """What is done.

    Attributes:
        changed: a second run with changed inputs follows the first in every round.
        seconds: of the model, an answer; None for the offline writer.
    """

    units: int
    kills: int
    seed: int
    changed: bool = True
    seconds: float | None = None
    at_once: int = 8
    workers: int = 2


class Expected(NamedTuple):
    """What an undisturbed run left.

    Attributes:
        inputs: its inputs.
        files: SHA-256 by path.
        states: state and cause of every unit.
        answers: in the store.
        wall: seconds it took.
    """

    inputs: Path
    files: dict[str, str]
    states: dict[str, tuple[str, str]]
    answers: int
    wall: float


@dataclass
class Report:
    """What was seen.

    Attributes:
        lives: processes started.
        lost: answers that were on their way when their driver was killed.
        violations: sentences; none when all is well.
    """

    kills: Counter[str] = field(default_factory=Counter)
    lives: int = 0
    rounds: int = 0
    lost: int = 0
    most_lost: int = 0
    violations: list[str] = field(default_factory=list)


def write_inputs(folder: Path, count: int, *, changed: bool) -> Path:
    """Units with two broken inputs among ten; ``changed`` dates every third report another day."""
    folder.mkdir(parents=True)
    for number in range(count):
        data = unit_data(number, 7)
        if changed and number % 3 == 0:
            data["report_date"] = "2026年4月2日" if data["year"] == 2025 else "2022年4月2日"
        text = json.dumps(data, ensure_ascii=False)
        if number % 10 in {4, 8}:
            text = text.replace(data["rubric"], "no-such-rubric") if number % 10 == 4 else text[:500]
        (folder / f"{data['unit']['code']}.json").write_text(text, encoding="utf-8")
    return folder


@dataclass
class Chaos:
    """One evaluation: the undisturbed runs first, then rounds under fire until all moments are used up."""

    setting: Setting
    work: Path
    place: Place
    clerk: SlowClerk | None = None
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self._pick = random.Random(self.setting.seed)  # noqa: S311 - moments, no secrets
        self._paid = 0

    def run(self) -> Report:
        """Everything."""
        stages = self._undisturbed()
        moments = self._moments()
        following = next(moments, None)
        while following is not None and not self.report.violations:
            following = self._round(stages, moments, following)
        return self.report

    def _undisturbed(self) -> list[Expected]:
        out, stages = self.work / "undisturbed", []
        for number in range(1 + self.setting.changed):
            inputs = write_inputs(self.work / f"in-{number}", self.setting.units, changed=bool(number))
            began = time.monotonic()
            process = self.place.start(inputs, out)
            if process.wait(_PATIENCE) not in FINISHED:
                raise SystemExit(f"the undisturbed run failed, see {self.place.folder / 'run.log'}")
            wall = time.monotonic() - began
            stages.append(Expected(inputs, left_in(out), states_of(out), answers_in(out), wall))
        return stages

    def _moments(self) -> Iterator[Moment]:
        for number in range(self.setting.kills):
            kind = KINDS[number % len(KINDS)] if number < len(KINDS) else self._pick.choice(KINDS)
            yield Moment(kind, self._pick.uniform(0, 0.6), self._pick.random() < 0.5)

    def _round(
        self, stages: list[Expected], moments: Iterator[Moment], following: Moment | None
    ) -> Moment | None:
        """One folder from nothing to its end."""
        self.report.rounds += 1
        out = self.work / f"out-{self.report.rounds}"
        self._paid = 0
        if self.clerk is not None:
            self.clerk.calls = 0
        allowed: list[Expected] = []
        for stage in stages:
            allowed.append(stage)
            for _ in range(_LIVES):
                ended, following = self._life(out, allowed, moments, following)
                if self.report.violations:
                    return None
                if ended and "worker" not in {cause for _, cause in states_of(out).values()}:
                    break
            self._told(at_end(out, stage), "at the end")
        shutil.rmtree(out)
        return following

    def _life(
        self, out: Path, allowed: list[Expected], moments: Iterator[Moment], following: Moment | None
    ) -> tuple[bool, Moment | None]:
        """One process: whether it came to its end, and the next moment."""
        process = self.place.start(allowed[-1].inputs, out)
        self.report.lives += 1
        try:
            while following is not None and _reached(process, following, out, allowed[-1].wall):
                killed = self._kill(process, following)
                if killed:
                    self.report.kills[following.kind] += 1
                    kind, following = following.kind, next(moments, None)
                    if kind != "worker":
                        self._after_kill(out, allowed)
                        return False, following
            code = process.wait(_PATIENCE)
        finally:
            end(process)
        self._told([] if code in FINISHED else [f"exit code {code}"], "a run that was let alone")
        self._count_lost(out, 0)
        return True, following

    def _kill(self, process: subprocess.Popen[str], moment: Moment) -> bool:
        workers = workers_of(process)
        if moment.kind == "worker":
            if not workers:  # none has started yet: this moment comes again
                return False
            os.kill(self._pick.choice(workers), signal.SIGKILL)
            return True
        (os.killpg if moment.kind == "group" else os.kill)(process.pid, signal.SIGKILL)
        process.wait()
        gone = wait_until(lambda: not any(map(is_worker, workers)), _GONE)
        self._told([] if gone else ["workers live on without their driver"], f"kill of the {moment.kind}")
        return True

    def _after_kill(self, out: Path, allowed: list[Expected]) -> None:
        if out.is_dir():
            self._told(standing(out, allowed), "after a kill")
            self._told(ledger_faults(out), "after a kill")
        self._count_lost(out, self.setting.at_once)

    def _count_lost(self, out: Path, most: int) -> None:
        """Every request beyond one a committed answer was lost in some life; in this one at most so many."""
        if self.clerk is None:
            return
        lost = self.clerk.calls - answers_in(out) - self._paid
        self._paid += lost
        self.report.lost += lost
        self.report.most_lost = max(self.report.most_lost, lost)
        self._told(
            [] if lost <= most else [f"{lost} answers paid for and not kept, {most} allowed"], "requests"
        )

    def _told(self, faults: list[str], when: str) -> None:
        self.report.violations += [f"round {self.report.rounds}, {when}: {fault}" for fault in faults]


def _reached(process: subprocess.Popen[str], moment: Moment, out: Path, wall: float) -> bool:
    """Waits for the moment; False when the run was over before."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(moment.after * wall)
    before = _stamp(out)
    while moment.written and process.poll() is None and _stamp(out) == before:
        time.sleep(0.001)
    return process.poll() is None


def _stamp(out: Path) -> int:
    """Changes whenever a file or folder appears."""
    try:
        return sum(entry.stat().st_mtime_ns for entry in (out, *out.iterdir()) if entry.name != ".ziping")
    except OSError:
        return 0


def standing(out: Path, allowed: list[Expected]) -> list[str]:
    """What is wrong with what stands at any moment: each file is whole, of this run or the one before, no folder half.

    Of the summary only that it is whole: it may tell of a unit that was given up after its workers were killed twice.
    """
    faults = []
    found = left_in(out)
    known = [stage.files for stage in allowed]
    for name, digest in found.items():
        if "/" not in name or name.endswith("/.ziping/outputs.json"):
            faults += [] if whole(out / name) else [f"{name} is half written"]
        elif digest not in {files.get(name) for files in known}:
            faults.append(f"{name} is no file of an undisturbed run, or half of one")
    for folder in {name.partition("/")[0] for name in found if "/" in name}:
        wanted = {name for name in known[-1] if name.startswith(f"{folder}/")}
        if missing := wanted - set(found):
            faults.append(f"{folder} stands without {sorted(missing)[0]}")
    return faults


def whole(path: Path) -> bool:
    """Whether a file ends as its kind does."""
    try:
        if path.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(path) as parts:
                return parts.testzip() is None
        text = path.read_text(encoding="utf-8")
        return bool(json.loads(text)) if path.suffix == ".json" else text.rstrip().endswith("</html>")
    except (ValueError, zipfile.BadZipFile):
        return False


def at_end(out: Path, stage: Expected) -> list[str]:
    """What is wrong with a finished folder."""
    found = left_in(out)
    faults = [
        f"{name} is missing" if name not in found else f"{name} is another than in the undisturbed run"
        for name, digest in stage.files.items()
        if found.get(name) != digest
    ]
    faults += [f"{name} is too many" for name in found.keys() - stage.files.keys()]
    faults += [f"left over: {path}" for path in (out / ".ziping" / "staging").glob("*")]
    faults += [f"left over: {path}" for path in out.rglob("*.tmp")]
    if states_of(out) != stage.states:
        faults.append(f"states: {sorted(states_of(out).items() ^ stage.states.items())}")
    if answers_in(out) != stage.answers:
        faults.append(f"{answers_in(out)} answers in the store instead of {stage.answers}")
    return faults + ledger_faults(out)


@contextmanager
def _copy_of(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of a database with its log, so that looking at it changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            if (source := path.with_name(path.name + suffix)).is_file():
                shutil.copy(source, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as live:
            yield live


def ledger_faults(out: Path) -> list[str]:
    """What is wrong with the ledger: damaged, or it knows of files that do not stand."""
    state = out / ".ziping"
    faults = [f"moved aside as damaged: {path.name}" for path in state.glob("*.damaged-*")]
    if not (state / "batch.sqlite").is_file():
        return faults
    with _copy_of(state / "batch.sqlite") as live:
        (told,) = live.execute("PRAGMA integrity_check").fetchone()
        faults += [] if told == "ok" else [f"ledger: {told}"]
        if not live.execute("SELECT 1 FROM sqlite_master WHERE name = 'units'").fetchone():
            return faults
        done = live.execute("SELECT folder, sizes FROM units WHERE state = 'done'").fetchall()
    for folder, sizes in done:
        for name, size in json.loads(sizes).items():
            path = out / folder / name
            if not path.is_file() or path.stat().st_size != size:
                faults.append(f"ledger says done, but {folder}/{name} does not stand as it says")
    return faults


def states_of(out: Path) -> dict[str, tuple[str, str]]:
    """State and cause of every unit the ledger knows."""
    path = out / ".ziping" / "batch.sqlite"
    if not path.is_file():
        return {}
    with _copy_of(path) as live:
        return {
            key: (state, cause) for key, state, cause in live.execute("SELECT key, state, cause FROM units")
        }


def answers_in(out: Path) -> int:
    """Answers committed to the store."""
    path = out / ".ziping" / "answers.sqlite"
    if not path.is_file():
        return 0
    with _copy_of(path) as live:
        if not live.execute("SELECT 1 FROM sqlite_master WHERE name = 'answers'").fetchone():
            return 0
        (count,) = live.execute("SELECT COUNT(*) FROM answers").fetchone()
    return int(count)


def chaos(setting: Setting, work: Path) -> Report:
    """Everything, in an empty working folder."""
    place = Place(work / "cwd", at_once=setting.at_once, workers=setting.workers)
    if setting.seconds is None:
        return Chaos(setting, work, place).run()
    from tests.fakes.model_server import ModelServer

    clerk = SlowClerk(setting.seconds)
    with ModelServer(clerk) as server:
        there = Place(place.folder, server.base_url, setting.at_once, setting.workers)
        return Chaos(setting, work, there, clerk).run()


def main() -> None:
    """Runs and prints."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--units", type=int, default=24)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--model", action="store_true", help="with the model on loopback")
    options.add_argument("--seconds", type=float, default=0.2, help="of the model, an answer")
    options.add_argument("--at-once", type=int, default=8, help="requests in flight")
    options.add_argument("--keep", type=Path, help="working folder, kept afterwards; it must be empty")
    given = options.parse_args()
    setting = Setting(
        given.units,
        given.kills,
        given.seed,
        seconds=given.seconds if given.model else None,
        at_once=given.at_once,
    )
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = chaos(setting, given.keep or Path(folder))
    told = ", ".join(f"{kind} {report.kills[kind]}" for kind in KINDS)
    print(f"{'kills':<28} {report.kills.total():>6}   {told}")
    print(f"{'processes started':<28} {report.lives:>6}")
    print(
        f"{'folders begun and finished':<28} {report.rounds:>6}   {setting.units} units, then a third of them changed"
    )
    if given.model:
        print(
            f"{'answers lost in flight':<28} {report.lost:>6}   at most {report.most_lost} a kill, {setting.at_once} allowed"
        )
    print(f"{'violations':<28} {len(report.violations):>6}")
    print(f"{'minutes':<28} {(time.monotonic() - began) / 60:>6.1f}")
    for violation in report.violations:
        print(f"- {violation}")
    sys.exit(bool(report.violations) or report.kills.total() < setting.kills)


if __name__ == "__main__":
    main()

"""The roster of a batch: prefilled workbooks for all its units, and what was received of them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from ziping.batch.last_year import LastReports
from ziping.batch.ledger import ledger_path
from ziping.batch.pool import spread
from ziping.batch.preflight import Looked
from ziping.batch.sources import Fault, Found, find_units, load_item
from ziping.domain.batch import UnitItem
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.roster import Received, Roster, RosterCheck, RosterEntry
from ziping.domain.submission import Submission, Unit
from ziping.domain.workbook_forms import squeeze
from ziping.errors import OutputError, UnreadableInputError, ZipingError
from ziping.pipeline.outputs import safe_stem, write_file
from ziping.pipeline.score import Folders, ready_rubric
from ziping.pipeline.unit import score_given
from ziping.pipeline.workbook import Known, before_of, make_many_workbook, make_workbook

MADE_FORMAT: Final = "ziping/batch-roster/1"


# ---- what was received


def compare_roster(roster: Roster, found: Found, units: Iterable[Looked], today: date) -> RosterCheck:
    """Which units of a roster are there, missing or late, and which are there and not in it.

    Args:
        roster: as read.
        found: the units of the inputs.
        units: the same after the pre-flight, to tell which of them cannot be read.
        today: decides whether what is missing is overdue.
    """
    unreadable = {(unit.path, unit.number) for unit in units if unit.state == "unreadable"}
    matcher = _Matcher(roster.entries)
    mine: dict[int, list[UnitItem]] = defaultdict(list)
    unexpected: list[UnitItem] = []
    findings: list[Finding] = [*roster.findings]
    for item in found.items:
        at = matcher.entry_of(item)
        if at is None:
            unexpected.append(item)
        else:
            mine[at].append(item)
            findings += _differences(item, roster.entries[at])
    broken: dict[int, list[Fault]] = defaultdict(list)
    for fault in found.faults:
        at = matcher.of_fault(fault)
        if at is not None:
            broken[at].append(fault)
    received = tuple(
        _received(entry, mine[at], broken[at], unreadable, today) for at, entry in enumerate(roster.entries)
    )
    return RosterCheck(received, tuple(unexpected), tuple(findings))


def _received(
    entry: RosterEntry,
    items: Sequence[UnitItem],
    faults: Sequence[Fault],
    unreadable: set[tuple[str, int]],
    today: date,
) -> Received:
    files = tuple(dict.fromkeys((*(item.path for item in items), *(fault.path for fault in faults))))
    if not files:
        late = entry.due is not None and today > entry.due
        return Received(entry, "overdue" if late else "missing")
    day = entry.arrived or max((_day(path) for path in files), default=None)
    if faults or any((item.path, item.number) in unreadable for item in items):
        return Received(entry, "unreadable", files, day)
    late = entry.due is not None and day is not None and day > entry.due
    return Received(entry, "late" if late else "received", files, day)


def _day(path: str) -> date:
    """The day a file was last changed, in the time of this place."""
    try:
        return datetime.fromtimestamp(Path(path).stat().st_mtime, tz=UTC).astimezone().date()
    except OSError:
        return date.min


class _Matcher:
    """Whose an input is: by code, else by name where only one unit has it."""

    def __init__(self, entries: Sequence[RosterEntry]) -> None:
        self.entries = entries
        self.by_code: dict[str, list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(entries):
            if entry.code:
                self.by_code[entry.code].append(at)
            self.by_name[squeeze(entry.name)].append(at)

    def entry_of(self, item: UnitItem) -> int | None:
        """The row of a unit; of several for different rubrics, the one for its own."""
        same = self.by_code.get(item.code, []) if item.code else []
        if not same:
            named = self.by_name.get(squeeze(item.name), [])
            codes = {self.entries[at].code for at in named}
            same = named if len(codes) == 1 else []
        fitting = [at for at in same if self.entries[at].rubric in {"", item.rubric}]
        return next(iter(fitting or same), None)

    def of_fault(self, fault: Fault) -> int | None:
        """The row of what cannot be read, by the unit's name or the code or name its file is called by."""
        stem = Path(fault.path).stem
        for known in (fault.name, stem, stem.partition("_")[0], stem.partition("_")[2]):
            for same in (self.by_code.get(known, []), self.by_name.get(squeeze(known), [])):
                if len(same) == 1:
                    return same[0]
        return None


def _differences(item: UnitItem, entry: RosterEntry) -> Iterator[Finding]:
    """What an input and its row say differently."""
    pairs = (
        ("unit_name_mismatch", "单位名称", item.name, entry.name, squeeze(item.name) != squeeze(entry.name)),
        (
            "unit_code_mismatch",
            "单位编码",
            item.code,
            entry.code,
            bool(item.code and entry.code) and item.code != entry.code,
        ),
        (
            "rubric_mismatch",
            "评分标准",
            item.rubric,
            entry.rubric,
            bool(entry.rubric) and item.rubric != entry.rubric,
        ),
    )
    for code, what, written, expected, differs in pairs:
        if differs:
            place = Place(file=Path(item.path).name)
            message = (
                f"{place.text}：{entry.name} 的{what}写的是 {written!r}，名册里是 {expected!r}；请核对哪个对"
            )
            yield Finding(
                code=code,
                severity="warning",
                message=message,
                place=place,
                stated=written,
                expected=expected,
                subject=entry.code or entry.name,
            )


# ---- workbooks for all


class Made(NamedTuple):
    """The workbook of one unit.

    Attributes:
        path: where it is; empty when there is none.
        state: ``kept``: a file of this name was there already.
        prefilled: from which file of last year.
        problem: why there is none, or why it is not prefilled.
    """

    entry: RosterEntry
    path: str
    state: str
    prefilled: str = ""
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """The machine format."""
        told = {"code": self.entry.code, "name": self.entry.name, "path": self.path}
        return {**told, "state": self.state, "prefilled": self.prefilled, "problem": self.problem}


class LastSource(NamedTuple):
    """Where last year's of one unit is: one of the units found, or a report."""

    item: UnitItem | None = None
    path: str = ""

    @property
    def file(self) -> str:
        """Its file."""
        return self.path if self.item is None else self.item.path


class LastInputs:
    """Last year's inputs and reports of a folder, by unit.

    Args:
        folder: with inputs (fill-in workbooks, data files), reports, or the output of last year's run.
        folders: of the settings.

    Raises:
        UnreadableInputError: it is no folder.
    """

    def __init__(self, folder: Path, folders: Folders, *, workers: int = 1) -> None:
        self._reports = LastReports(folder)
        self._folder = folder.resolve()
        self._by_code: dict[str, UnitItem] = {}
        self._by_name: dict[str, list[UnitItem]] = defaultdict(list)
        if ledger_path(folder).is_file():
            return
        for item in find_units([folder], folders, workers=workers).items:
            if item.kind != "form":
                self._by_name[squeeze(item.name)].append(item)
                if item.code:
                    self._by_code[item.code] = item

    def of(self, entry: RosterEntry) -> LastSource | None:
        """Of one unit; None when there is nothing or nobody can tell.

        Raises:
            UnreadableInputError: the roster names a file that is not in the folder.
        """
        if entry.last:
            path = (self._folder / entry.last).resolve()
            if not path.is_relative_to(self._folder) or not path.is_file():
                raise UnreadableInputError(
                    f"{entry.place.text}：上年文件 {entry.last!r} 不在 {self._folder} 里；请核对文件名"
                )
            return LastSource(path=str(path))
        same = self._by_name.get(squeeze(entry.name), [])
        item = self._by_code.get(entry.code) or (same[0] if len(same) == 1 else None)
        if item is not None:
            return LastSource(item)
        stub = UnitItem("", entry.name, entry.code, entry.rubric, 0, "file", "", 0, "")
        report = self._reports.of(stub)
        return None if report is None else LastSource(path=str(report))


class _Job(NamedTuple):
    entry: RosterEntry
    rubric: str
    target: str
    last: LastSource | None
    problem: str


def make_workbooks(  # noqa: PLR0913 - what, where, with what
    roster: Roster,
    out: Path,
    folders: Folders,
    *,
    rubric: str | None = None,
    last: LastInputs | None = None,
    workers: int = 1,
    overwrite: bool = False,
    tell: Callable[[int], None] | None = None,
) -> Iterator[Made]:
    """A prefilled workbook for every unit of a roster, one at a time; a file that is there already is kept.

    Args:
        roster: as read.
        out: folder for the workbooks.
        folders: of the settings.
        rubric: for units whose row names none.
        last: last year's; None prefills code and name alone.
        workers: processes.
        overwrite: write over files that are there.
        tell: hears how many are done.
    """
    jobs = _jobs(roster, out, rubric, last)
    work = partial(_make, folders=folders, overwrite=overwrite)
    return spread(work, jobs, workers, tell)


def _jobs(roster: Roster, out: Path, rubric: str | None, last: LastInputs | None) -> Iterator[_Job]:
    stems = {entry.place.cell: safe_stem(_stem(entry)) for entry in roster.entries}
    taken = Counter(stem.casefold() for stem in stems.values())
    for entry in roster.entries:
        stem = stems[entry.place.cell]
        if taken[stem.casefold()] > 1:
            told = f"{entry.code}\n{entry.name}\n{entry.rubric}\n{entry.place.cell}"
            stem = f"{stem}_{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:8]}"
        source, problem = None, ""
        if last is not None:
            try:
                source = last.of(entry)
            except UnreadableInputError as error:
                problem = str(error)
        yield _Job(entry, entry.rubric or rubric or "", str(out / f"{stem}.xlsx"), source, problem)


def _stem(entry: RosterEntry) -> str:
    return "_".join(part for part in (entry.code, entry.name) if part)


def _make(job: _Job, folders: Folders, *, overwrite: bool) -> Made:
    entry, target = job.entry, Path(job.target)
    if not job.rubric:
        place = entry.place.text
        return Made(entry, "", "failed", problem=f"{place}：名册里没有写评分标准，请补填，或用 --rubric 指定")
    if target.exists() and not overwrite:
        return Made(entry, job.target, "kept", problem="已经有这个文件，没有覆盖；要重新生成请加 --overwrite")
    known, problem = Known(Unit(name=entry.name, code=entry.code)), job.problem
    try:
        if job.last is not None:
            try:
                known = known._replace(last_year=_last_submission(job.last, job.rubric, folders))
            except ZipingError as error:
                problem = f"上年的数据没有用上：{error}"
        write_file(target, make_workbook(job.rubric, folders, known=known))
    except OutputError:
        raise
    except ZipingError as error:
        return Made(entry, "", "failed", problem=f"{entry.place.text}：{error}")
    prefilled = job.last.file if job.last is not None and known.last_year is not None else ""
    return Made(entry, job.target, "made", prefilled, problem)


def _last_submission(source: LastSource, rubric: str, folders: Folders) -> Submission:
    if source.item is not None:
        return score_given(load_item(source.item, folders), folders).submission
    return before_of(Path(source.path), ready_rubric(rubric, folders).loaded.rubric, folders)


def many_workbook_of(
    roster: Roster, reference: str, folders: Folders, last: LastInputs | None = None
) -> tuple[bytes, tuple[str, ...]]:
    """One workbook with a row for every unit of a roster that is scored by a rubric, and what went wrong.

    Raises:
        UsageError: no such rubric, or one of project forms.
    """
    own = ready_rubric(reference, folders).loaded.rubric.id
    rows: list[Known] = []
    problems: list[str] = []
    for entry in roster.entries:
        if entry.rubric not in {"", own, reference}:
            continue
        known = Known(Unit(name=entry.name, code=entry.code))
        try:
            source = None if last is None else last.of(entry)
            if source is not None:
                known = known._replace(last_year=_last_submission(source, reference, folders))
        except ZipingError as error:
            problems.append(f"{entry.name}：上年的数据没有用上：{error}")
        rows.append(known)
    return make_many_workbook(reference, folders, rows), tuple(problems)

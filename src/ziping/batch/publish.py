"""Copies what a run has finished to an object store or any other file system, and only what changed since the last time.

Order is what makes it safe to break: a unit's files, then the unit in the listing, then the files that link the
units, then removals. Whatever stops it, running it again goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from ziping.batch.copies import COPIES_NAME
from ziping.batch.ledger import Ledger, Row, ledger_path
from ziping.batch.lock import is_locked
from ziping.batch.published import MOST_BYTES, NAME, Files, Published, file_of, is_plain, read_published
from ziping.batch.summary import INDEX, LETTER, MACHINE, WORKBOOK
from ziping.batch.target import Target, open_target
from ziping.errors import OutputError, UnreadableInputError, UsageError
from ziping.pipeline.outputs import known_hashes
from ziping.render.index_html import linked_pages

FORMAT: Final = "ziping/batch-publish/1"
SUMMARY: Final = (WORKBOOK, LETTER, MACHINE, "雷同.xlsx", COPIES_NAME, INDEX)
"""In this order, the page that links the others last."""
_COUNTED: Final = re.compile(r"（\d+）(?=\.[a-z]+$)")
_LEAST_TOGETHER: Final = 32
"""Units between two writings of the listing; more in a large one, so that writing it never becomes the work."""

Tell = Callable[[int, int], None]
"""Gets the units looked at and all that are finished."""


@dataclass
class Shipped:
    """What came of it.

    Attributes:
        url: as it may be told.
        published: units that are new or changed.
        skipped: units that were there as they are.
        files: that were written.
        size: bytes of them.
        removed: files that were removed.
        pruned: units that were removed because they are not in the run any more.
        gone: such units that are still there.
        incomplete: units whose files are not all in the output folder.
        summary: files beside the units' folders.
        held: why these were not brought up to date; empty when they were.
    """

    url: str
    published: int = 0
    skipped: int = 0
    files: int = 0
    size: int = 0
    removed: int = 0
    pruned: int = 0
    gone: int = 0
    incomplete: list[str] = field(default_factory=list)
    summary: tuple[str, ...] = ()
    held: str = ""

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        told = asdict(self)
        return {"format": FORMAT, "bytes": told.pop("size"), **told}


class _Job(NamedTuple):
    """A unit to be written: its row and what is known to be there."""

    row: Row
    known: Files


class _Sent(NamedTuple):
    """A unit that was written; no files when they were not all to be had."""

    row: Row
    files: Files | None
    written: tuple[int, ...]
    """Bytes of each file that had to be written."""


def publish(
    out: Path, url: str, ledger: Ledger, *, prune: bool = False, tell: Tell = lambda _done, _all: None
) -> Shipped:
    """Copies the finished units and the summary of an output folder to a URL.

    Args:
        out: the output folder.
        url: of any file system fsspec knows.
        ledger: of the folder.
        prune: also removes units that are not in the run any more.
        tell: progress.

    Raises:
        UsageError: the URL names no such place, or what lies there is not ours.
        OutputError: it cannot be written now; running again goes on.
        UnreadableInputError: the ledger names files that are not ours.
    """
    target = open_target(url)
    if target.local is not None and target.local.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"{target.shown}：就是输出文件夹，或在它里面；请换一个地址")
    data = target.read(NAME, MOST_BYTES)
    there = Published() if data is None else read_published(data, f"{target.shown}/{NAME}")
    publisher = _Publisher(out, target, there, ledger.counts().done, tell)
    try:
        publisher.send(ledger, prune=prune)
    except OutputError as error:
        done = publisher.shipped
        told = f"{error}；已有 {done.published + done.skipped} 个单位在那里，再运行同一条命令会接着做"
        raise OutputError(told, error.number) from error
    return publisher.shipped


class _Publisher:
    def __init__(self, out: Path, target: Target, there: Published, done: int, tell: Tell) -> None:
        self.shipped = Shipped(target.shown)
        self._out, self._target, self._there = out, target, there
        self._done, self._tell = done, tell
        self._waiting: list[_Job] = []
        self._unsaved = False

    def send(self, ledger: Ledger, *, prune: bool) -> None:
        """Everything, in the order that is safe."""
        present: set[str] = set()
        for row in ledger.rows():
            present.add(row.folder)
            if row.state == "done":
                self._look(row)
            if len(self._waiting) >= max(_LEAST_TOGETHER, len(self._there.units) // 20):
                self._ship()
        self._ship()
        gone = sorted(set(self._there.folders()) - present)
        if prune and gone and not present:
            raise UsageError(f"{self._out}：这次运行里没有单位，--prune 会删掉全部已发布的，没有删")
        self.shipped.gone = len(gone)
        files = _summary_files(self._out)
        self.shipped.held = self._why_held(files, frozenset(gone if prune else ()))
        if not self.shipped.held:
            self._ship_summary(files)
            if prune:
                self._prune(gone)
            self._clean()
        self._save()

    # Units

    def _look(self, row: Row) -> None:
        for name in (row.folder, *row.sizes):
            if not is_plain(name):
                raise UnreadableInputError(
                    f"批量记录 {ledger_path(self._out)} 里的名称 {name!r} 不是 ziping 起的，没有发布这个单位和它后面的；"
                    "请检查谁改过这个文件"
                )
        files = _hashed(self._out, row)
        if files is None:
            self._miss(row)
        elif files == self._there.units.get(row.folder):
            self.shipped.skipped += 1
        else:
            self._waiting.append(_Job(row, self._there.units.get(row.folder, {})))
        self._progress()

    def _miss(self, row: Row) -> None:
        self.shipped.incomplete.append(row.item.name)

    def _progress(self) -> None:
        shipped = self.shipped
        self._tell(shipped.published + shipped.skipped + len(shipped.incomplete), self._done)

    def _ship(self) -> None:
        jobs, self._waiting = self._waiting, []
        if not jobs:
            return
        for row, _ in jobs:
            self._there.begin(row.folder, row.sizes)
        self._unsaved = True
        self._save()
        pool = ThreadPoolExecutor(self._target.threads, thread_name_prefix="publish")
        sending = {pool.submit(self._write, job) for job in jobs}
        try:
            for future in as_completed(tuple(sending)):
                sending.discard(future)
                self._settle(future)
        except BaseException:  # also Ctrl-C: what was written is noted, if that can be done
            pool.shutdown(cancel_futures=True)
            for future in sending:
                if _succeeded(future):
                    self._settle(future)
            with suppress(OutputError):
                self._save()
            raise
        pool.shutdown()

    def _write(self, job: _Job) -> _Sent:
        """In a thread: the files that are not there as they are."""
        files: Files = {}
        written: list[int] = []
        for name, size in job.row.sizes.items():
            data = _bytes(self._out / job.row.folder, name, size)
            if data is None:
                return _Sent(job.row, None, tuple(written))
            files[name] = file_of(data)
            if files[name] != job.known.get(name):
                self._target.put(f"{job.row.folder}/{name}", data)
                written.append(len(data))
        return _Sent(job.row, files, tuple(written))

    def _settle(self, future: Future[_Sent]) -> None:
        row, files, written = future.result()
        self.shipped.files += len(written)
        self.shipped.size += sum(written)
        self._unsaved = True
        if files is None:
            self._miss(row)
        else:
            self._there.finish(row.folder, files)
            self.shipped.published += 1
        self._progress()

    # What lies beside the units

    def _why_held(self, files: dict[str, bytes], leaving: frozenset[str]) -> str:
        if is_locked(ledger_path(self._out).parent):
            return "批量还在运行，汇总和总目录没有更新；做完后请再发布一次"
        linked = {
            page for name, data in files.items() if name.endswith(".html") for page in linked_pages(data)
        }
        missing = {
            folder
            for folder, review in linked
            if folder in leaving or review not in self._there.units.get(folder, {})
        }
        if missing:
            return (
                f"总目录里有 {len(missing)} 个单位还没有发布或已不在这次运行里，汇总和总目录没有更新，旧的也没有删；"
                "请先运行 ziping batch run 做完，再发布一次"
            )
        return ""

    def _ship_summary(self, files: dict[str, bytes]) -> None:
        hashed = {name: file_of(data) for name, data in files.items()}
        changed = [name for name, told in hashed.items() if told != self._there.summary.get(name)]
        if changed:
            self._there.begin_summary(changed)
            self._unsaved = True
            self._save()
        for name in changed:
            self._target.put(name, files[name])
            self.shipped.files += 1
            self.shipped.size += len(files[name])
        if hashed != self._there.summary:
            self._there.finish_summary(hashed)
            self._unsaved = True
        self.shipped.summary = tuple(hashed)

    def _prune(self, gone: list[str]) -> None:
        for folder in gone:
            self._there.drop(folder)
        self._unsaved |= bool(gone)
        self.shipped.pruned, self.shipped.gone = len(gone), 0

    def _clean(self) -> None:
        """Removes what nothing links any more; the listing says so before it is done."""
        left = dict(self._there.leftover)
        if not left:
            return
        self._save()
        for folder, names in left.items():
            for name in names:
                self._target.remove(f"{folder}/{name}" if folder else name)
                self.shipped.removed += 1
            if folder and folder not in self._there.units:
                self._target.remove_folder(folder)
        self._there.leftover.clear()
        self._unsaved = True

    def _save(self) -> None:
        if self._unsaved:
            self._target.put(NAME, self._there.to_bytes())
            self._unsaved = False


def _succeeded(future: Future[_Sent]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _hashed(out: Path, row: Row) -> Files | None:
    """A unit's files as they are on disk; None when they are not all there."""
    files: Files = {}
    for name, size in row.sizes.items():
        data = _bytes(out / row.folder, name, size)
        if data is None:
            return None
        files[name] = file_of(data)
    return files or None


def _bytes(folder: Path, name: str, size: int) -> bytes | None:
    """One file; links are not followed, they may lead to what is nobody else's business."""
    path = folder / name
    try:
        if folder.is_symlink() or path.is_symlink():
            return None
        data = path.read_bytes()
    except OSError:
        return None
    return data if data or not size else None


def _summary_files(out: Path) -> dict[str, bytes]:
    """The files of the summary that are there, ``汇总（2）.xlsx`` too, the pages last."""
    ours = [name for name in known_hashes(out) if is_plain(name) and _COUNTED.sub("", name) in SUMMARY]
    ordered = sorted(ours, key=lambda name: (SUMMARY.index(_COUNTED.sub("", name)), name))
    found = {name: _bytes(out, name, 1) for name in ordered}
    return {name: data for name, data in found.items() if data is not None}

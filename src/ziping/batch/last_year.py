"""Last year's report of every unit, found in a folder: the output of last year's run, or reports named after their unit."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ziping import resources
from ziping.batch.ledger import Ledger, ledger_path
from ziping.domain.batch import UnitItem
from ziping.errors import UnreadableInputError

_DRAFT = "draft.json"
_PARTS = re.compile(r"[/_\-.\s（）()]+")
_KINDS = frozenset((".docx", ".pdf", ".md", ".txt", ".html", ".htm", ".xlsx", ".json"))


class LastReports:
    """Which report is whose; a unit for which there is none, or for which nobody can tell, has none.

    Args:
        folder: with last year's reports.

    Raises:
        UnreadableInputError: it is no folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UnreadableInputError(f"{folder}：没有这个文件夹，--last-year 请给放上年报告的文件夹")
        self._folder = folder.resolve()
        self._of_run: dict[tuple[str, str], list[Path]] = defaultdict(list)
        self._files: list[tuple[str, Path]] = []
        self._digests: dict[Path, str] = {}
        if ledger_path(self._folder).is_file():
            self._read_run()
        else:
            self._files = [(path.relative_to(self._folder).as_posix(), path) for path in self._reports()]

    def of(self, item: UnitItem) -> Path | None:
        """The report of a unit; that of a project form is its own."""
        for found in self._candidates(item):
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def _candidates(self, item: UnitItem) -> Iterator[set[Path]]:
        """Reports that may be the unit's, the surer ones first."""
        if self._of_run:
            for name in (item.code, item.name):
                yield set(self._of_run.get((name, item.project), ())) if name else set()
        elif not item.project:
            names = {item.code, item.name} - {""}
            yield {path for name, path in self._files if not names.isdisjoint(_PARTS.split(name))}
            yield {path for name, path in self._files if item.name in name}

    def digest(self, item: UnitItem) -> str:
        """SHA-256 hex of that report; empty when there is none."""
        path = self.of(item)
        if path is None:
            return ""
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(resources.read_bytes(path)).hexdigest()
        return self._digests[path]

    def _read_run(self) -> None:
        with Ledger(ledger_path(self._folder), read_only=True) as ledger:
            for result in ledger.results():
                path = self._folder / result.folder / result.files.get("draft", _DRAFT)
                if path.is_file():
                    for name in {result.code, result.name} - {""}:
                        self._of_run[name, result.project].append(path)

    def _reports(self) -> Iterator[Path]:
        """Single reports; of a folder of ``ziping draft`` only its draft."""
        for there, folders, names in os.walk(self._folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            chosen = [_DRAFT] if _DRAFT in names else names
            for name in sorted(chosen):
                if Path(name).suffix.lower() in _KINDS and not name.startswith((".", "~$")):
                    yield Path(there) / name

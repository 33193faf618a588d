"""The input files below folders: in a fixed order, each once, whatever links and locks lie about."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ziping.errors import UnreadableInputError

SUFFIXES: Final = frozenset((".xlsx", ".xlsm", ".yaml", ".yml", ".json", ".jsonl", ".docx"))
_NEEDS_A_LOOK: Final = frozenset((".docx",))
"""Read when they hold forms; other Word files are evidence somebody sent along, not inputs."""


class Denied(NamedTuple):
    """A folder that cannot be read."""

    path: str
    reason: str


class Walk:
    """Finds input files; a folder is visited once, so that links in a circle end.

    Args:
        besides: files that are passed over.

    Attributes:
        others: files of other kinds that were passed over, by suffix.
    """

    def __init__(self, besides: Iterable[Path] = ()) -> None:
        self.others: Counter[str] = Counter()
        self._besides = frozenset(str(path.resolve()) for path in besides)
        self._visited: set[tuple[int, int]] = set()
        self._named: set[str] = set()

    def files(self, inputs: Iterable[Path]) -> Iterator[Path | Denied]:
        """Every input file; a file named twice, or named and in a named folder, comes once.

        Raises:
            UnreadableInputError: an input does not exist.
        """
        paths = [given.resolve() for given in inputs]
        for given, path in zip(inputs, paths, strict=True):
            if not path.exists():
                raise UnreadableInputError(f"{given}：没有这个文件或文件夹，请检查路径")
        folders = [path for path in paths if path.is_dir()]
        for path in paths:
            if path.is_dir():
                yield from self._below(path)
            elif str(path) not in self._named and not (self._wanted(path.name) and _within(path, folders)):
                self._named.add(str(path))
                yield path

    def _below(self, folder: Path) -> Iterator[Path | Denied]:
        try:
            status = folder.stat()
            mark = (status.st_dev, status.st_ino)
            if mark in self._visited:
                return
            self._visited.add(mark)
            with os.scandir(folder) as listing:
                entries = sorted((entry.name, entry.is_dir()) for entry in listing if not _hidden(entry.name))
        except OSError as error:
            yield Denied(str(folder), error.strerror or str(error))
            return
        for name, is_folder in entries:
            path = folder / name
            if is_folder:
                yield from self._below(path)
            elif str(path) in self._besides:
                continue
            elif self._wanted(name):
                yield path
            else:
                self.others[path.suffix.lower() or name] += 1

    def _wanted(self, name: str) -> bool:
        return not _hidden(name) and os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122 - many names


def _within(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def is_evidence(path: Path) -> bool:
    """Whether a file without forms is passed over silently when it was found in a folder."""
    return path.suffix.lower() in _NEEDS_A_LOOK


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$"))

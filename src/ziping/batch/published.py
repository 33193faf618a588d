"""What lies at a published address, as a file there tells it: which files of which units, with their hashes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from ziping.errors import UsageError

FORMAT: Final = "ziping/batch-published/1"
NAME: Final = "ziping-published.json"
MOST_BYTES: Final = 512 * 1024 * 1024
_UNSAFE: Final = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]")


class File(NamedTuple):
    """Hash and length in bytes of a published file."""

    sha256: str
    size: int


Files = dict[str, File]
_UNKNOWN: Final = File(sha256="", size=0)


def file_of(data: bytes) -> File:
    """What is noted of a file."""
    return File(hashlib.sha256(data).hexdigest(), len(data))


class Published(BaseModel):
    """The listing; a unit is in it when all its files are there.

    Attributes:
        units: files by name, by folder.
        summary: files beside the folders.
        unfinished: folders that are being written, with every name that may be there; they are written again.
        leftover: files that are no longer part of a unit and still to be removed, by folder; ``""`` for those beside
            the folders.
    """

    model_config = ConfigDict(extra="forbid")

    format: Literal["ziping/batch-published/1"] = FORMAT
    units: dict[str, Files] = {}
    summary: Files = {}
    unfinished: dict[str, list[str]] = {}
    leftover: dict[str, list[str]] = {}

    def begin(self, folder: str, names: Iterable[str]) -> None:
        """A unit is about to be written: from now on nobody knows which of its files are there in which state."""
        known = {*names, *self.units.pop(folder, {}), *self.unfinished.get(folder, ())}
        self.unfinished[folder] = sorted(known)

    def finish(self, folder: str, files: Files) -> None:
        """All files of a unit are there; what else may be there is to be removed."""
        self.units[folder] = files
        self._leave(folder, self.unfinished.pop(folder, ()), files)

    def begin_summary(self, names: Iterable[str]) -> None:
        """As ``begin``, for the files beside the folders."""
        self.summary.update(dict.fromkeys(names, _UNKNOWN))

    def finish_summary(self, files: Files) -> None:
        """As ``finish``, for the files beside the folders."""
        before, self.summary = self.summary, files
        self._leave("", before, files)

    def drop(self, folder: str) -> None:
        """A whole unit is to be removed."""
        self._leave(folder, (*self.units.pop(folder, ()), *self.unfinished.pop(folder, ())), {})

    def _leave(self, folder: str, names: Iterable[str], files: Files) -> None:
        left = {*self.leftover.pop(folder, ()), *names} - files.keys()
        if left:
            self.leftover[folder] = sorted(left)

    def folders(self) -> Iterator[str]:
        """Every folder that has something there."""
        yield from self.units
        yield from self.unfinished

    def names(self) -> Iterator[str]:
        """Every name of a folder or file, to be looked at before it is believed."""
        yield from self.summary
        for by_folder in (self.units, self.unfinished, self.leftover):
            for folder, names in by_folder.items():
                if folder:
                    yield folder
                yield from names

    def to_bytes(self) -> bytes:
        """The file."""
        told = {
            **self.__dict__,
            "units": {folder: _told(files) for folder, files in self.units.items()},
            "summary": _told(self.summary),
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _told(files: Files) -> dict[str, dict[str, str | int]]:
    return {name: file._asdict() for name, file in files.items()}


def read_published(data: bytes, where: str) -> Published:
    """The listing from its file.

    Raises:
        UsageError: it is none of ours, or somebody changed it: what it names would be removed one day.
    """
    try:
        told = json.loads(data)
        read = Published.model_validate(told)
    except (ValueError, RecursionError) as error:
        found = told.get("format") if isinstance(error, ValidationError) and isinstance(told, dict) else None
        known = (
            f"格式是 {found!r}，这个版本只认 {FORMAT}"
            if found not in {None, FORMAT}
            else "已损坏或不是发布清单"
        )
        raise UsageError(
            f"{where}：{known}，什么都没有发布；请换一个地址、升级 ziping，或删掉这个文件后全部重新发布"
        ) from error
    for name in read.names():
        if not is_plain(name):
            raise UsageError(
                f"{where}：里面的名称 {name!r} 不是 ziping 起的，什么都没有发布；请检查谁改过这个文件"
            )
    return read


def is_plain(name: str) -> bool:
    """Whether a name stays in its folder, is not hidden, and is not that of the listing."""
    return not name.startswith(".") and bool(name.strip()) and not _UNSAFE.search(name) and name != NAME

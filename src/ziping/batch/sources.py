"""Finds the units of a run among its inputs, and reads one of them again when its turn comes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ziping import resources
from ziping.domain.batch import OriginKind, UnitItem
from ziping.domain.place import NOWHERE, Place
from ziping.errors import UnreadableInputError
from ziping.intake.normalize import identify
from ziping.intake.raw import RawSubmission
from ziping.intake.submission_file import MAX_TEXT_BYTES, read_submission_file, read_submission_text
from ziping.pipeline.score import Folders
from ziping.pipeline.unit import Given

SUFFIXES = frozenset((".xlsx", ".xlsm", ".yaml", ".yml", ".json", ".jsonl"))


class Fault(NamedTuple):
    """An input that is no unit: it is listed as a failure and never drafted.

    Attributes:
        name: what people know it by: the unit's name when it can be read, else the file's.
        path: the file, absolute.
        number: row, line or form from 1; 0 for a whole file.
        message: a Chinese sentence with the file, what is wrong and what to do.
    """

    name: str
    path: str
    number: int
    message: str
    place: Place = NOWHERE


class Found(NamedTuple):
    """The units of a run, in a fixed order, and what could not be one."""

    items: tuple[UnitItem, ...]
    faults: tuple[Fault, ...]


def find_units(inputs: Iterable[Path], folders: Folders) -> Found:
    """All units of the inputs: folders (any depth), single files, jsonl of submissions.

    Args:
        inputs: as named on the command line.
        folders: of the settings.

    Raises:
        UnreadableInputError: an input does not exist.
    """
    del folders
    items: list[UnitItem] = []
    faults: list[Fault] = []
    for path in _files(inputs):
        for found in _units(path):
            (items if isinstance(found, UnitItem) else faults).append(found)  # type: ignore[arg-type]
    return Found(tuple(items), tuple(faults))


def load_item(item: UnitItem) -> Given:
    """What is to be scored for a unit.

    Raises:
        UnreadableInputError: it cannot be read (any more).
    """
    path = Path(item.path)
    if item.kind == "file":
        return read_submission_file(path)
    line = _lines(path)[item.number - 1]
    return _line_submission(path, item.number, line)


def unit_key(code: str, name: str, rubric: str, year: int, project: str = "") -> str:
    """The key of a unit: 32 hex digits of what tells it from all others."""
    seed = json.dumps([code or name, rubric, year, project], ensure_ascii=False)
    return hashlib.sha256(seed.encode("utf-8")).hexdigest()[:32]


def _files(inputs: Iterable[Path]) -> Iterator[Path]:
    """Every readable kind of file once, sorted inside its folder; hidden files and Office's locks are skipped."""
    seen: set[Path] = set()
    for given in inputs:
        path = given.resolve()
        if not path.exists():
            raise UnreadableInputError(f"{given}：没有这个文件或文件夹，请检查路径")
        for file in _below(path) if path.is_dir() else (path,):
            if file not in seen:
                seen.add(file)
                yield file


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder).parts
        if path.suffix.lower() not in SUFFIXES or any(name.startswith((".", "~$")) for name in names):
            continue
        if path.is_file():
            yield path


def _units(path: Path) -> Iterator[UnitItem | Fault]:
    try:
        if path.suffix.lower() == ".jsonl":
            for number, line in enumerate(_lines(path), start=1):
                yield from _line_units(path, number, line)
            return
        raw = read_submission_file(path)
        yield _item(raw, "file", path, 0, resources.read_bytes(path))
    except UnreadableInputError as error:
        yield Fault(path.name, str(path), 0, str(error), Place(file=path.name))


def _line_units(path: Path, number: int, line: bytes) -> Iterator[UnitItem | Fault]:
    if not line.strip():
        return
    try:
        yield _item(_line_submission(path, number, line), "line", path, number, line)
    except UnreadableInputError as error:
        name = f"{path.name} 第{number}行"
        yield Fault(name, str(path), number, str(error), Place(file=path.name, line=number))


def _item(raw: RawSubmission, kind: OriginKind, path: Path, number: int, content: bytes) -> UnitItem:
    identity = identify(raw)
    unit = raw.data.get("unit")
    told = unit if isinstance(unit, dict) else {}
    name, code = (str(told.get(key) or "").strip() for key in ("name", "code"))
    form = raw.data.get("form")
    project = str(form.get("name") or "").strip() if isinstance(form, dict) else ""
    return UnitItem(
        unit_key(code, name or path.stem, identity.rubric, identity.year, project),
        name or path.stem,
        code,
        identity.rubric,
        identity.year,
        kind,
        str(path),
        number,
        hashlib.sha256(content).hexdigest(),
        project,
    )


def _lines(path: Path) -> list[bytes]:
    return resources.read_bytes(path).splitlines()


def _line_submission(path: Path, number: int, line: bytes) -> RawSubmission:
    if len(line) > MAX_TEXT_BYTES:
        raise UnreadableInputError(f"{path.name} 第{number}行：太长，不是一条填报数据")
    return read_submission_text(line, f"{path.name} 第{number}行")

"""Finds, reads and checks rubric files: the only place that builds a ``Rubric``."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from pydantic import ValidationError

from ziping import resources
from ziping.domain.rubric import FORMAT, Rubric
from ziping.errors import RubricError, UsageError
from ziping.intake.data_text import FileLine, LocatedData, Path, read_yaml
from ziping.intake.model_errors import explain
from ziping.intake.rubric_checks import problems_of

_ID = re.compile(r"(?P<region>[a-z][a-z0-9-]*)-(?P<year>\d{4})-(?P<scope>[a-z]+)")
_MAX_EXTENDS = 5


class LoadedRubric(NamedTuple):
    """A rubric with where it came from and the SHA-256 of its text (and of what it extends)."""

    rubric: Rubric
    path: FilePath
    sha256: str


class RubricEntry(NamedTuple):
    """A line of ``ziping rubric list``."""

    id: str
    path: FilePath


def list_rubrics(extra: tuple[FilePath, ...] = ()) -> tuple[RubricEntry, ...]:
    """All rubric files found, by id."""
    found = resources.listing("rubrics", ".yaml", extra)
    entries = [
        RubricEntry(relative.removesuffix(".yaml").replace("/", "-"), path) for relative, path in found
    ]
    return tuple(sorted(entries))


def find_rubric(reference: str, extra: tuple[FilePath, ...] = ()) -> FilePath:
    """The file of a rubric given as a path or an id.

    Raises:
        UsageError: no such file and no such id.
    """
    path = FilePath(reference)
    if reference.endswith((".yaml", ".yml")) and path.is_file():
        return path
    match = _ID.fullmatch(reference)
    if match:
        found = resources.find("rubrics", f"{match['region']}/{match['year']}/{match['scope']}.yaml", extra)
        if found:
            return found
    known = "、".join(entry.id for entry in list_rubrics(extra)) or "（无）"
    raise UsageError(f"找不到评分标准 {reference!r}，可用：{known}；也可以直接写 YAML 文件的路径")


def load_rubric(reference: str, extra: tuple[FilePath, ...] = ()) -> LoadedRubric:
    """The rubric of a path or id, strictly checked.

    Raises:
        UsageError: no such rubric.
        RubricError: the file has mistakes; all of them are listed with file and line.
        UnreadableInputError: the file cannot be read.
    """
    path = find_rubric(reference, extra)
    texts: list[str] = []
    located = _read(path, extra, texts)
    digest = hashlib.sha256("\x00".join(texts).encode("utf-8")).hexdigest()
    return LoadedRubric(build_rubric(located), path, digest)


def build_rubric(located: LocatedData) -> Rubric:
    """The checked rubric of parsed data.

    Raises:
        RubricError: with one message per mistake.
    """
    data = located.data
    if not isinstance(data, dict):
        raise RubricError((f"{located.file}：这不是评分标准文件，第一行应是 format: {FORMAT}",))
    written = data.get("format")
    if written != FORMAT:
        raise RubricError((_format_message(located, written),))
    try:
        rubric = Rubric.model_validate(data)
    except ValidationError as error:
        raise RubricError(explain(error, located, Rubric)) from None
    problems = tuple(f"{located.where(path)}：{message}" for path, message in problems_of(rubric))
    if problems:
        raise RubricError(problems)
    return rubric


def _format_message(located: LocatedData, written: object) -> str:
    place = located.where(("format",))
    if isinstance(written, str) and written.startswith("ziping/rubric/"):
        return (
            f"{place}：文件的格式版本是 {written!r}，本版本只认 {FORMAT}，请升级 ziping 或换用对应版本的文件"
        )
    return f"{place}：format 应是 {FORMAT}，写的是 {written!r}，请确认这是评分标准文件"


def _read(path: FilePath, extra: tuple[FilePath, ...], texts: list[str]) -> LocatedData:
    text = resources.read_text(path)
    texts.append(text)
    located = read_yaml(text, str(path))
    base = located.data.get("extends") if isinstance(located.data, dict) else None
    if not base:
        return located
    if len(texts) > _MAX_EXTENDS:
        raise RubricError((
            f"{located.where(('extends',))}：extends 一层套一层超过 {_MAX_EXTENDS} 层，请检查是否互相引用",
        ))
    try:
        base_path = find_rubric(str(base), extra)
    except UsageError as error:
        raise RubricError((f"{located.where(('extends',))}：{error}",)) from error
    return _Merger(_read(base_path, extra, texts), located).merged()


class _Merger:
    """Lays an edition over the one it extends: mappings key by key, lists of things with ids item by item.

    A scoring ``method`` is replaced as a whole; every other list is replaced as a whole. An item with
    ``remove: true`` is left out of what it extends.
    """

    def __init__(self, base: LocatedData, child: LocatedData) -> None:
        self.base = base
        self.child = child
        self.lines: dict[Path, FileLine] = {}

    def merged(self) -> LocatedData:
        data = self.merge(self.base.data, self.child.data, ((), (), ()))
        return LocatedData(self.child.file, data, self.lines)

    def merge(self, base: Any, child: Any, paths: tuple[Path, Path, Path]) -> Any:
        _, child_path, out = paths
        self.lines[out] = self.child.line(child_path)
        whole = bool(out) and out[-1] in {"method", "source"}
        if isinstance(base, dict) and isinstance(child, dict) and not whole:
            return self.mapping(base, child, paths)
        if _has_ids(base) and _has_ids(child) and not whole:
            return self.listing(base, child, paths)
        return self.copy(child, self.child, child_path, out)

    def mapping(
        self, base: dict[str, Any], child: dict[str, Any], paths: tuple[Path, Path, Path]
    ) -> dict[str, Any]:
        base_path, child_path, out = paths
        result: dict[str, Any] = {}
        for key, value in base.items():
            steps = ((*base_path, key), (*child_path, key), (*out, key))
            if key in child:
                result[key] = self.merge(value, child[key], steps)
            else:
                result[key] = self.copy(value, self.base, steps[0], steps[2])
        for key, value in child.items():
            if key not in base:
                result[key] = self.copy(value, self.child, (*child_path, key), (*out, key))
        return result

    def listing(self, base: list[Any], child: list[Any], paths: tuple[Path, Path, Path]) -> list[Any]:
        base_path, child_path, out = paths
        result: list[Any] = []
        places = {item["id"]: index for index, item in enumerate(child)}
        for index, item in enumerate(base):
            target = (*out, len(result))
            if item["id"] in places:
                mine = places.pop(item["id"])
                if child[mine].get("remove") == "true":
                    continue
                steps = ((*base_path, index), (*child_path, mine), target)
                result.append(self.merge(item, child[mine], steps))
            else:
                result.append(self.copy(item, self.base, (*base_path, index), target))
        for mine in places.values():
            result.append(self.copy(child[mine], self.child, (*child_path, mine), (*out, len(result))))
        return result

    def copy(self, value: Any, source: LocatedData, path: Path, out: Path) -> Any:
        self.lines[out] = source.line(path)
        if isinstance(value, dict):
            return {key: self.copy(item, source, (*path, key), (*out, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self.copy(item, source, (*path, i), (*out, i)) for i, item in enumerate(value)]
        return value


def _has_ids(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and "id" in item for item in value)
    )

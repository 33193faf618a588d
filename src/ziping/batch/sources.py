"""Finds the units of a run among its inputs, and reads one of them again when its turn comes.

An input is a folder, a fill-in workbook of one unit or of many, a YAML or JSON file, a jsonl of submissions, or a file
of official project forms. A file is read once to find its units; what several units share (a workbook of many, the
lines of a jsonl, the forms of a file) is kept open for the next of them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeAlias

from ziping import resources
from ziping.batch.files import SUFFIXES, Denied, Walk, is_evidence
from ziping.batch.found import Fault, Found, numbered, told_apart
from ziping.batch.pool import spread
from ziping.domain.batch import OriginKind, UnitItem
from ziping.domain.finding import Finding
from ziping.domain.form_reading import ReadForm, ReadForms
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.many_workbook import ManyWorkbook, read_many_workbook
from ziping.intake.normalize import identify
from ziping.intake.raw import RawSubmission
from ziping.intake.submission_file import MAX_TEXT_BYTES, read_submission, read_submission_text
from ziping.intake.xlsx_peek import is_fill_in_workbook, is_many_workbook
from ziping.pipeline.forms import FormFile, form_file_of, form_rubric, read_file_forms, recognised_edition
from ziping.pipeline.score import Folders
from ziping.pipeline.unit import FormInput, Given

__all__ = ["SUFFIXES", "Fault", "Found", "find_units", "load_item", "unit_key"]


_Piece: TypeAlias = UnitItem | Fault | Finding


def find_units(  # noqa: PLR0913 - what is looked at, with what
    inputs: Iterable[Path],
    folders: Folders,
    rubric: str | None = None,
    *,
    workers: int = 1,
    tell: Callable[[int], None] | None = None,
    besides: Iterable[Path] = (),
) -> Found:
    """All units of the inputs; two that differ and are the same unit are a fault each, and neither is drafted.

    Args:
        inputs: as named on the command line.
        folders: of the settings.
        rubric: the edition asked for, which official forms are read by; None recognises it.
        workers: processes that read when there are many files.
        tell: hears how many files are read.
        besides: files that lie among the inputs and are none (the roster, a list of mistakes).

    Raises:
        UnreadableInputError: an input does not exist.
    """
    inputs = tuple(inputs)
    named = frozenset(str(path.resolve()) for path in inputs)
    walk = Walk(besides)
    work = partial(_read, folders=folders, rubric=rubric, named=named)
    items: list[UnitItem] = []
    faults: list[Fault] = []
    notes: list[Finding] = []
    for pieces in spread(work, walk.files(inputs), workers, tell):
        for piece in pieces:
            if isinstance(piece, UnitItem):
                items.append(piece._replace(rubric=sys.intern(piece.rubric)))
            elif isinstance(piece, Fault):
                faults.append(piece)
            else:
                notes.append(piece)
    kept, more, copies = told_apart(items)
    return Found(kept, (*faults, *more), (*notes, *copies), tuple(sorted(walk.others.items())))


def nothing_among(inputs: Iterable[Path]) -> UsageError:
    """For inputs without a single unit: nobody should take that for a clean result."""
    told = "、".join(str(path) for path in inputs)
    return UsageError(
        f"{told}：里面没有填报表（.xlsx、.yaml、.json、.jsonl，或 .docx 的项目自评表），请检查路径"
    )


def load_item(item: UnitItem, folders: Folders) -> Given:
    """What is to be scored for a unit.

    Args:
        item: as found.
        folders: those it was found with: a form is read in the terms of an edition.

    Raises:
        UnreadableInputError: it cannot be read (any more), or has changed since it was found.
    """
    path = Path(item.path)
    if item.kind == "file":
        data = resources.read_bytes(path)
        _check_unchanged(item, hashlib.sha256(data).hexdigest())
        return read_submission(data, path.name)
    if item.kind == "line":
        line = _line(path, item.number)
        _check_unchanged(item, hashlib.sha256(line).hexdigest())
        return _line_submission(path, item.number, line)
    if item.kind == "row":
        workbook = _many(*_version(path))
        unit = workbook.unit(item.number)
        _check_unchanged(item, workbook.content(unit))
        return workbook.submission(unit)
    file, known = _forms(*_version(path))
    given = FormInput(file, item.number, known)
    found = given.forms(form_rubric(file, item.rubric, folders))[item.number - 1 : item.number]
    _check_unchanged(item, *map(_form_content, found))
    return given


def _check_unchanged(item: UnitItem, content: str = "") -> None:
    """What is read for a unit is what was found: a row inserted meanwhile would give it another unit's figures."""
    if content != item.content:
        place = f"{Path(item.path).name}{numbered(item)}"
        raise UnreadableInputError(f"{place}：运行期间内容改过，这次没有做；改好之后请再运行一次")


def unit_key(code: str, name: str, rubric: str, year: int, project: str = "") -> str:
    """The key of a unit: 32 hex digits of what tells it from all others."""
    seed = json.dumps([code or name, rubric, year, project], ensure_ascii=False)
    return hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:32]


# ---- what is kept open between units


def _version(path: Path) -> tuple[str, int, int]:
    """The file as it is now."""
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableInputError(f"{path}：打不开（{error.strerror}），请检查文件还在不在") from error
    return str(path), status.st_mtime_ns, status.st_size


@lru_cache(maxsize=1)
def _many(path: str, _mtime: int, _size: int) -> ManyWorkbook:
    return read_many_workbook(resources.read_bytes(Path(path)), Path(path).name)


@lru_cache(maxsize=4)
def _forms(path: str, _mtime: int, _size: int) -> tuple[FormFile, dict[str, tuple[ReadForm, ...]]]:
    file = form_file_of(resources.read_bytes(Path(path)), Path(path).name)
    if file is None:
        raise UnreadableInputError(
            f"{Path(path).name}：里面已经没有《项目支出绩效自评表》，文件可能改过，请再运行一次"
        )
    return file, {}


@lru_cache(maxsize=2)
def _line_starts(path: str, _mtime: int, _size: int) -> array[int]:
    return array("Q", (start for start, _ in _lines(Path(path))))


# ---- one file


def _read(path: Path | Denied, folders: Folders, rubric: str | None, named: frozenset[str]) -> list[_Piece]:
    """What is found in one file; every trouble is a fault."""
    if isinstance(path, Denied):
        message = f"{path.path}：文件夹打不开（{path.reason}），里面的文件没有读；请检查读取权限"
        return [Fault(Path(path.path).name, path.path, 0, message, Place(file=path.path))]
    try:
        return list(_pieces(path, folders, rubric, named))
    except (UnreadableInputError, UsageError) as error:
        return [_file_fault(path, str(error))]


def _file_fault(path: Path, message: str) -> Fault:
    return Fault(path.name, str(path), 0, message, Place(file=path.name))


def _pieces(path: Path, folders: Folders, rubric: str | None, named: frozenset[str]) -> Iterator[_Piece]:
    if path.suffix.lower() == ".jsonl":
        for number, (_, line) in enumerate(_lines(path), start=1):
            yield from _line_units(path, number, line)
        return
    data = resources.read_bytes(path)
    if is_many_workbook(data):
        yield from _row_units(path, read_many_workbook(data, path.name))
        return
    file = None if is_fill_in_workbook(data) else form_file_of(data, path.name)
    if file is not None:
        yield from _form_units(path, file, folders, rubric)
    elif is_evidence(path):
        if str(path) in named:
            raise UnreadableInputError(
                f"{path.name}：这份 Word 文件里没有《项目支出绩效自评表》，请选择填好的填报表"
            )
    else:
        yield _item(read_submission(data, path.name), "file", path, 0, hashlib.sha256(data).hexdigest())


def _row_units(path: Path, workbook: ManyWorkbook) -> Iterator[_Piece]:
    yield from workbook.findings
    for unit in workbook.units:
        head = workbook.submission(unit, head_only=True)
        try:
            yield _item(head, "row", path, unit.number, workbook.content(unit))
        except UnreadableInputError as error:
            name = unit.name or unit.code
            yield Fault(name, str(path), unit.number, str(error), head.place(("year",)))
    by_row: dict[int, list[tuple[str, Finding]]] = defaultdict(list)
    for fault in workbook.faults:
        by_row[fault.number].append((fault.name, fault.finding))
    for number, told in by_row.items():
        findings = tuple(finding for _, finding in told)
        message = "\n".join(finding.message for finding in findings)
        yield Fault(told[0][0], str(path), number, message, findings[0].place, findings)


def _form_units(path: Path, file: FormFile, folders: Folders, rubric: str | None) -> Iterator[_Piece]:
    ready = None if rubric else recognised_edition(file.document, folders)
    ready = ready or form_rubric(file, rubric, folders)
    forms: ReadForms = read_file_forms(file, ready)
    yield from forms.about_file
    edition = ready.loaded.rubric.id
    for number, read in enumerate(forms.forms, start=1):
        form = read.form
        unit = form.implementing_unit or form.budget_unit or path.stem
        if read.year is None:
            place = form.place if form.place.file else Place(file=path.name)
            message = f"{place.text}：自评表“{form.name}”上看不出年度，请填写年度后重试"
            yield Fault(f"{unit} {form.name}", str(path), number, message, place)
            continue
        key = unit_key("", unit, edition, read.year, form.code or form.name)
        yield UnitItem(
            key, unit, "", edition, read.year, "form", str(path), number, _form_content(read), form.name
        )


def _form_content(read: ReadForm) -> str:
    return hashlib.sha256(read.form.model_dump_json().encode("utf-8", "replace")).hexdigest()


def _line_units(path: Path, number: int, line: bytes) -> Iterator[_Piece]:
    if not line.strip():
        return
    try:
        raw = _line_submission(path, number, line)
        yield _item(raw, "line", path, number, hashlib.sha256(line).hexdigest())
    except UnreadableInputError as error:
        name = f"{path.name} 第{number}行"
        yield Fault(name, str(path), number, str(error), Place(file=path.name, line=number))


def _item(raw: RawSubmission, kind: OriginKind, path: Path, number: int, content: str) -> UnitItem:
    identity = identify(raw)
    unit = raw.data.get("unit")
    told = unit if isinstance(unit, dict) else {}
    name, code = (str(told.get(key) or "").strip() for key in ("name", "code"))
    form = raw.data.get("form")
    written = form if isinstance(form, dict) else {}
    project, project_code = (str(written.get(key) or "").strip() for key in ("name", "code"))
    # the code of a unit that hands in several projects does not tell them apart, and forms of a workbook have none
    owner = "" if form else code
    return UnitItem(
        unit_key(owner, name or path.stem, identity.rubric, identity.year, project_code or project),
        name or path.stem,
        code,
        identity.rubric,
        identity.year,
        kind,
        str(path),
        number,
        content,
        project,
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Start and bytes of every line; of one that is too long, only so much as shows that."""
    try:
        with path.open("rb") as file:
            start = 0
            while line := file.readline(MAX_TEXT_BYTES + 2):
                length = len(line)
                while not line.endswith(b"\n") and (rest := file.readline(MAX_TEXT_BYTES)):
                    length += len(rest)
                    if rest.endswith(b"\n"):
                        break
                yield start, line
                start += length
    except OSError as error:
        raise UnreadableInputError(
            f"{path}：打不开（{error.strerror}），请检查是否被占用、有没有读取权限"
        ) from error


def _line(path: Path, number: int) -> bytes:
    starts = _line_starts(*_version(path))
    if not 0 < number <= len(starts):
        raise UnreadableInputError(f"{path.name}：没有第 {number} 行，文件可能改过，请再运行一次")
    with path.open("rb") as file:
        file.seek(starts[number - 1])
        return file.readline(MAX_TEXT_BYTES + 2)


def _line_submission(path: Path, number: int, line: bytes) -> RawSubmission:
    if len(line) > MAX_TEXT_BYTES:
        raise UnreadableInputError(f"{path.name} 第{number}行：太长，不是一条填报数据")
    return read_submission_text(line, f"{path.name} 第{number}行")

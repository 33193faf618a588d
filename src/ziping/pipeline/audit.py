"""Any finished report → findings: read, audited, those set aside taken out; one file, or a folder at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from ziping import resources
from ziping.audit.against import Held, hold_against
from ziping.audit.run import CHECKS, audit
from ziping.domain.audit_report import FORMAT, AuditReport, Dismissed, NotAssessable
from ziping.domain.document import Document
from ziping.domain.finding import Finding
from ziping.domain.form_reading import ReadForm
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.document import SUFFIXES, read_document
from ziping.intake.form import has_forms, read_forms
from ziping.pipeline.dismissals import SUFFIX, dismissal_file, read_dismissals, without_dismissed
from ziping.pipeline.forms import recognised_edition
from ziping.pipeline.score import Folders, ReadyRubric, ready_rubric
from ziping.scoring.compiled import compile_rubric
from ziping.scoring.engine import score
from ziping.scoring.project_form import score_form

SET_FORMAT: Final = "ziping/audit-set/1"
MAX_FILES: Final = 2_000

_FINGERPRINT = re.compile("[0-9a-f]{6,16}")
_FORM: Final = "project_form"
READING_LABELS: Final = {
    _FORM: "项目自评表的评分标准",
    "open_changes": "修订没有处理",
    "embedded_content": "嵌入的文件没有读取",
    "guessed_encoding": "文件编码",
    "page_without_text": "没有文字层的页",
    "unsure_figure": "读不准的数字",
}
"""Remarks of reading, which are no checks."""


class AuditOptions(NamedTuple):
    """What a person asks for.

    Attributes:
        rubric: id or path of the edition the reports follow.
        only: codes of checks, or fingerprints, that alone count; empty for all.
        skip: codes of checks not to run, or fingerprints to leave out.
        year: the year under evaluation; read from the report unless given.
        dismissed: a file of dismissals in place of the one beside the report.
    """

    rubric: str | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    year: int | None = None
    dismissed: Path | None = None


class Audited(NamedTuple):
    """An audited file.

    Attributes:
        path: None for standard input.
        data: its bytes.
        document: what was read.
        report: what was found, those set aside apart.
        edition: id of the rubric it was held against, ``""`` for none.
    """

    path: Path | None
    data: bytes
    document: Document
    report: AuditReport
    edition: str


class Unreadable(NamedTuple):
    """A file of a set that cannot be read, and why."""

    path: Path
    reason: str


class AuditedSet(NamedTuple):
    """The files of a folder."""

    audited: tuple[Audited, ...]
    unreadable: tuple[Unreadable, ...]

    def to_json(self) -> dict[str, object]:
        """The machine format of several files."""
        return {
            "format": SET_FORMAT,
            "reports": [{**one.report.to_json(), "rubric": one.edition} for one in self.audited],
            "unreadable": [{"document": one.path.name, "reason": one.reason} for one in self.unreadable],
        }


def labels() -> Mapping[str, str]:
    """Code of every check, and of what readers remark, with what people call it."""
    return {**READING_LABELS, **{check.code: check.label_zh for check in CHECKS}}


def audit_file(path: Path | None, folders: Folders, options: AuditOptions, data: bytes = b"") -> Audited:
    """A report audited.

    Args:
        path: the file; None for standard input.
        folders: of the settings.
        options: what is asked for.
        data: what standard input gave.

    Raises:
        UnreadableInputError: the report, or its file of dismissals, cannot be read.
        UsageError: no such rubric or check.
    """
    name = "标准输入"
    if path is not None:
        name, data = path.name, resources.read_bytes(path)
    off = _off(options)
    document = read_document(data, name)
    forms, ready, gaps = _forms(document, folders, options.rubric)
    rubric = None if ready is None else ready.loaded.rubric
    report = audit(document, rubric, year=options.year, off=off, forms=forms, score=_score)
    report = report.model_copy(
        update={
            "findings": tuple(_wanted((*document.remarks, *report.findings), options)),
            "not_assessable": (*report.not_assessable, *gaps),
        }
    )
    return Audited(
        path,
        data,
        document,
        without_dismissed(report, _set_aside(path, options)),
        rubric.id if rubric else "",
    )


def _score(rubric: Any, submission: Any) -> Any:
    """The engine, as checks may use it."""
    if rubric.form is not None:
        return score_form(rubric, submission)[2]
    return score(compile_rubric(rubric), submission)


def _set_aside(path: Path | None, options: AuditOptions) -> tuple[Dismissed, ...]:
    if options.dismissed is not None:
        if not options.dismissed.exists():
            raise UnreadableInputError(f"{options.dismissed}：没有这个文件，请检查路径和文件名")
        return read_dismissals(options.dismissed)
    return () if path is None else read_dismissals(dismissal_file(path))


class _Forms(NamedTuple):
    """Project forms of a document, the edition to hold a report against, and why something could not be looked at."""

    forms: tuple[ReadForm, ...]
    ready: ReadyRubric | None
    gaps: tuple[NotAssessable, ...] = ()


def _forms(document: Document, folders: Folders, reference: str | None) -> _Forms:
    ready = None if reference is None else ready_rubric(reference, folders)
    if not has_forms(document) or not _names_projects(document):
        return _Forms((), ready)
    if ready is None:
        ready = recognised_edition(document, folders)
    rules = None if ready is None else ready.loaded.rubric.form
    if rules is None:
        reason = "文档里有项目支出绩效自评表，但不能确定按哪个评分标准填写，请用 --rubric 指定"
        return _Forms((), ready, (NotAssessable(check=_FORM, reason=reason),))
    return _Forms(read_forms(document, rules).forms, ready)


def _names_projects(document: Document) -> bool:
    """A department's own form has the same columns, but no 项目名称."""
    cells = (cell.text for table in document.tables for cell in table.cells)
    return any("".join(text.split()).startswith("项目名称") for text in cells)


def _off(options: AuditOptions) -> frozenset[str]:
    """The checks that do not run.

    Raises:
        UsageError: a code that no check has; the message lists those there are.
    """
    known = {check.code for check in CHECKS} | set(READING_LABELS)
    codes = {code for code in options.only if code in known}
    strange = [
        text
        for text in (*options.only, *options.skip)
        if text not in known and not _FINGERPRINT.fullmatch(text)
    ]
    if strange:
        listed = "\n".join(f"  {code}  {label}" for code, label in labels().items())
        raise UsageError(f"没有代码为 {'、'.join(strange)} 的检查，可用的有：\n{listed}")
    off = {code for code in options.skip if code in known}
    return frozenset(off | (known - codes if codes else set()))


def _wanted(findings: Iterable[Finding], options: AuditOptions) -> Iterable[Finding]:
    """The findings asked for; a finding carries the code of a family of checks or of its own."""
    off = _off(options)
    chosen = tuple(text for text in options.only if _FINGERPRINT.fullmatch(text))
    left_out = tuple(text for text in options.skip if _FINGERPRINT.fullmatch(text))
    for finding in findings:
        if finding.code in off or (left_out and finding.fingerprint.startswith(left_out)):
            continue
        if not chosen or finding.fingerprint.startswith(chosen):
            yield finding


def audit_set(paths: Iterable[Path], folders: Folders, options: AuditOptions) -> AuditedSet:
    """Several files, and the reports of folders; what cannot be read is listed, the rest is audited."""
    audited, unreadable = [], []
    for path in report_files(paths):
        try:
            audited.append(audit_file(path, folders, options))
        except UnreadableInputError as error:
            unreadable.append(Unreadable(path, str(error)))
    return AuditedSet(tuple(audited), tuple(unreadable))


def report_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files as named, and the files of folders that may be reports, in order.

    Raises:
        UsageError: a folder without any, or too many files.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(item for item in path.rglob("*") if _may_be_report(item, path))
        if not inside:
            raise UsageError(f"{path}：文件夹里没有报告（{'、'.join(SUFFIXES)}）")
        found += inside
    if len(found) > MAX_FILES:
        raise UsageError(f"有 {len(found)} 个文件，一次至多 {MAX_FILES} 个，请分批核对")
    return tuple(dict.fromkeys(found))


def _may_be_report(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return (
        path.is_file() and not hidden and path.suffix.lower() in SUFFIXES and not path.name.endswith(SUFFIX)
    )


def hold(audited: Audited, old: Path, folders: Folders, options: AuditOptions) -> Held:
    """A resubmitted report against the first version: a report, or the JSON of its audit.

    Raises:
        UnreadableInputError: the first version cannot be read.
    """
    text = resources.read_bytes(old)
    if text.lstrip().startswith(b"{"):
        return hold_against(read_report(text, old.name), audited.report)
    first = audit_file(old, folders, options._replace(dismissed=None))
    return hold_against(first.report, audited.report)


def read_report(data: bytes, name: str) -> AuditReport:
    """The report of ``ziping audit --json``.

    Raises:
        UnreadableInputError: it is none.
    """
    try:
        read = json.loads(data)
        if not isinstance(read, dict) or read.pop("format", None) != FORMAT:
            raise UnreadableInputError(f"{name}：不是 ziping audit --json 的结果（{FORMAT}）")
        read.pop("against", None)
        read.pop("rubric", None)
        read["findings"] = [_stored(row) for row in read.get("findings", [])]
        return AuditReport.model_validate(read)
    except (ValueError, TypeError, ValidationError, RecursionError, AttributeError) as error:
        raise UnreadableInputError(
            f"{name}：不是完整的核对结果，请用 ziping audit 报告 --json 重新生成"
        ) from error


def _stored(row: dict[str, Any]) -> dict[str, Any]:
    """A finding as stored: its fingerprint and the words of its place follow from the rest."""
    kept = {key: value for key, value in row.items() if key != "fingerprint"}
    also = [_stored_place(place) for place in row.get("also", [])]
    return {**kept, "place": _stored_place(row.get("place", {})), "also": also}


def _stored_place(place: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in place.items() if key != "text"}

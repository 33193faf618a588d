"""Findings a person has set aside, in ``<report>.ziping-dismissed.json`` beside the report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from ziping.domain.audit_report import AuditReport, Dismissed
from ziping.domain.finding import Finding
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.data_text import read_json
from ziping.pipeline.draft import json_bytes
from ziping.pipeline.outputs import write_file
from ziping.resources import read_text

FORMAT: Final = "ziping/dismissed/1"
SUFFIX: Final = ".ziping-dismissed.json"
_SHORTEST: Final = 6
"""So many characters of a fingerprint are enough when only one finding begins with them."""


def dismissal_file(report: Path) -> Path:
    """The file beside a report."""
    return report.with_name(report.name + SUFFIX)


def read_dismissals(path: Path) -> tuple[Dismissed, ...]:
    """What was set aside; nothing when there is no file.

    Raises:
        UnreadableInputError: the file is not one of ours.
    """
    if not path.exists():
        return ()
    data = read_json(read_text(path), path.name).data
    rows = data.get("dismissed") if isinstance(data, dict) else None
    if not isinstance(rows, list) or data.get("format") != FORMAT:
        raise UnreadableInputError(
            f'{path.name}：不是核销记录（应以 "format": "{FORMAT}" 开头）；请用 ziping audit --dismiss 生成，或改名移走'
        )
    return tuple(_dismissed(row, f"{path.name} 第 {number} 条") for number, row in enumerate(rows, start=1))


def _dismissed(row: Any, where: str) -> Dismissed:
    try:
        item = Dismissed.model_validate(row)
    except ValidationError as error:
        raise UnreadableInputError(f"{where}：要有 fingerprint 和 reason 两项，都是文字") from error
    if not item.reason.strip():
        raise UnreadableInputError(f"{where}：没有写理由（reason），请写明为什么不采纳")
    return item


def without_dismissed(report: AuditReport, dismissed: Iterable[Dismissed]) -> AuditReport:
    """The report with the findings set aside listed apart, each with its reason and what it said."""
    known = {item.fingerprint: item for item in dismissed}
    kept = tuple(finding for finding in report.findings if finding.fingerprint not in known)
    gone = {
        finding.fingerprint: known[finding.fingerprint].model_copy(update={"message": finding.message})
        for finding in report.findings
        if finding.fingerprint in known
    }
    return report.model_copy(update={"findings": kept, "dismissed": tuple(gone.values())})


def dismiss(
    report: Path, audited: AuditReport, fingerprints: Iterable[str], reason: str
) -> tuple[Finding, ...]:
    """Sets findings aside and writes the file.

    Args:
        report: the audited file.
        audited: its result, those already set aside left out of the findings.
        fingerprints: in full, or the first characters of one.
        reason: why; must not be empty.

    Raises:
        UsageError: no reason, or a fingerprint that no finding or more than one has.
    """
    if not reason.strip():
        raise UsageError("请用 --reason 写明为什么不采纳，如 --reason 已核对原始凭证，属实")
    found = tuple(_named(audited.findings, text) for text in fingerprints)
    path = dismissal_file(report)
    rows = {item.fingerprint: item for item in read_dismissals(path)}
    rows |= {
        finding.fingerprint: Dismissed(
            fingerprint=finding.fingerprint, reason=reason.strip(), message=finding.message
        )
        for finding in found
    }
    _write(path, rows.values())
    return found


def restore(report: Path, fingerprints: Iterable[str]) -> tuple[Dismissed, ...]:
    """Takes findings back that were set aside.

    Raises:
        UsageError: a fingerprint was not set aside.
    """
    path = dismissal_file(report)
    rows = {item.fingerprint: item for item in read_dismissals(path)}
    back = []
    for text in fingerprints:
        named = [
            fingerprint for fingerprint in rows if fingerprint.startswith(text) and len(text) >= _SHORTEST
        ]
        if len(named) != 1:
            raise UsageError(f"{path.name} 里没有编号为 {text!r} 的核销记录，请核对编号")
        back.append(rows.pop(named[0]))
    _write(path, rows.values())
    return tuple(back)


def _named(findings: tuple[Finding, ...], text: str) -> Finding:
    named = {
        finding.fingerprint: finding
        for finding in findings
        if finding.fingerprint.startswith(text) and len(text) >= _SHORTEST
    }
    if len(named) == 1:
        return next(iter(named.values()))
    why = "不止一处" if named else "没有"
    raise UsageError(f"编号 {text!r} {why}对应的问题；编号在每个问题的末尾，至少写前 {_SHORTEST} 位")


def _write(path: Path, rows: Iterable[Dismissed]) -> None:
    listed = [item.model_dump() for item in rows]
    write_file(path, json_bytes({"format": FORMAT, "dismissed": listed}))

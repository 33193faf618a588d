"""What every command shares: output, findings as text, exit codes."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from ziping.domain.finding import Finding
    from ziping.intake.raw import RawSubmission
    from ziping.pipeline.forms import FormFile
    from ziping.pipeline.score import Folders

EXIT_FINDINGS = 3

_SEVERITY = {"error": "错误", "warning": "注意", "note": "说明"}


def say(text: str) -> None:
    """Talk to the person: stderr."""
    print(text, file=sys.stderr)


def emit(text: str) -> None:
    """Data: stdout."""
    print(text)


def emit_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows as columns of equal width; a Chinese character is as wide as two letters."""
    columns = max((len(row) for row in rows), default=0)
    widths = [max(_width(row[column]) for row in rows if column < len(row)) for column in range(columns)]
    for row in rows:
        cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=False))
        emit("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def emit_json(data: Any) -> None:
    """Machine JSON on stdout: UTF-8, Chinese unescaped."""
    emit(json.dumps(data, ensure_ascii=False, indent=2))


def folders() -> Folders:
    """Folders of the settings."""
    from ziping.settings import load_settings

    return load_settings().folders()


def read_raw(name: str, data: bytes | None = None) -> RawSubmission:
    """The raw submission named on the command line; ``-`` is standard input, unless it was read already."""
    from ziping.pipeline.score import read_input

    if name == "-":
        return read_input(None, sys.stdin.buffer.read() if data is None else data)
    return read_input(Path(name))


def read_source(name: str) -> FormFile | RawSubmission:
    """What is named on the command line: a file of project forms, or a raw submission."""
    from ziping.pipeline.forms import form_file

    data = sys.stdin.buffer.read() if name == "-" else b""
    return form_file(None if name == "-" else Path(name), data) or read_raw(name, data)


def write_bytes(target: str, data: bytes) -> None:
    """A single result to a file, or to standard output for ``-``."""
    if target == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from ziping.pipeline.outputs import write_file

    write_file(Path(target), data)


def write_new(target: str, data: bytes, *, overwrite: bool = False) -> None:
    """As ``write_bytes``, for a file that people go on working in: an existing one is kept unless told otherwise.

    Raises:
        UsageError: the file is already there.
    """
    if target != "-" and not overwrite and Path(target).exists():
        from ziping.errors import UsageError

        raise UsageError(f"{target}：已经有这个文件，没有覆盖；请换一个文件名，确实要覆盖请加 --overwrite")
    write_bytes(target, data)


def show_findings(findings: Iterable[Finding]) -> None:
    """Findings on stderr, errors first."""
    order = {"error": 0, "warning": 1, "note": 2}
    for finding in sorted(findings, key=lambda item: order[item.severity]):
        where = f"{finding.place.text}：" if finding.place.heading else ""
        say(f"〔{_SEVERITY[finding.severity]}〕{where}{finding.message}")
        if finding.quote:
            say(f"        原文：{finding.quote}")
        if finding.working:
            say(f"        计算：{finding.working}")
        if finding.suggestion and finding.suggestion not in finding.message:
            say(f"        建议：{finding.suggestion}")


def finish(findings: Iterable[Finding], *, strict: bool = False) -> None:
    """Ends the command: exit 3 on errors (with ``strict`` also on warnings)."""
    severities = {finding.severity for finding in findings}
    if "error" in severities or (strict and "warning" in severities):
        raise typer.Exit(EXIT_FINDINGS)

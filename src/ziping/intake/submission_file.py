"""Opens a submission of any kind: YAML, JSON, or a filled-in workbook; ``-`` is standard input."""

from __future__ import annotations

from pathlib import Path

from ziping import resources
from ziping.errors import UnreadableInputError
from ziping.intake.data_text import LocatedData, read_json, read_yaml
from ziping.intake.raw import RawSubmission

MAX_TEXT_BYTES = 5_000_000
"""Largest YAML or JSON submission that is read."""


def read_submission_file(path: Path) -> RawSubmission:
    """The raw submission of a file, by its content and name.

    Raises:
        UnreadableInputError: not a workbook, YAML or JSON; too large; empty.
    """
    return read_submission(resources.read_bytes(path), path.name)


def read_submission(data: bytes, name: str) -> RawSubmission:
    """The raw submission of a file's bytes, by its content and name.

    Raises:
        UnreadableInputError: see ``read_submission_file``.
    """
    if not data.strip():
        raise UnreadableInputError(f"{name}：文件是空的，请选择填好的填报表")
    if data[:4] == b"PK\x03\x04" or name.lower().endswith((".xlsx", ".xlsm")):
        from ziping.intake.workbook import read_workbook

        return read_workbook(data, name)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableInputError(
            f"{name}：这是旧版 .xls 文件（或加密的工作簿），请用 Excel 或 WPS 另存为 .xlsx 后重试"
        )
    return read_submission_text(data, name)


def read_submission_text(data: bytes, name: str) -> RawSubmission:
    """A YAML or JSON submission.

    Raises:
        UnreadableInputError: not UTF-8, not YAML or JSON, too large, or not a mapping.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableInputError(f"{name}：超过 {MAX_TEXT_BYTES // 1_000_000} MB，不是填报数据，不读取")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInputError(
            f"{name}：不是工作簿，也不是 UTF-8 文本，请选择填好的填报表（.xlsx、.yaml 或 .json）"
        ) from error
    located = read_json(text, name) if text.lstrip().startswith("{") else read_yaml(text, name)
    return _raw(located)


def _raw(located: LocatedData) -> RawSubmission:
    if not isinstance(located.data, dict):
        raise UnreadableInputError(
            f"{located.file}：不是填报数据，请选择填好的填报表（.xlsx、.yaml 或 .json）"
        )
    return RawSubmission(located.file, located.data, located=located)

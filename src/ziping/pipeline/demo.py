"""The bundled invented union, end to end with the offline writer."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ziping import resources
from ziping.errors import UsageError
from ziping.pipeline.draft import Drafted, draft_scored, write_drafted
from ziping.pipeline.outputs import Written, write_outputs
from ziping.pipeline.score import Folders, read_input, score_raw

WORKBOOK = "demo/workbook.xlsx"
"""The demo's filled-in workbook among the shipped templates."""


class DemoRun(NamedTuple):
    """What the demo made."""

    drafted: Drafted
    written: tuple[Written, ...]


def run_demo(out: Path, folders: Folders) -> DemoRun:
    """Drafts the demo's report into ``out``, the filled-in workbook beside it.

    Raises:
        UsageError: the installation is damaged, or ``out`` cannot be written.
    """
    path = resources.find("templates", WORKBOOK)
    if path is None:
        raise UsageError("安装不完整：找不到演示用的填报表，请重新安装 ziping")
    drafted = draft_scored(score_raw(read_input(path), folders), folders)
    written = write_drafted(drafted, out, folders)
    workbook = write_outputs(out, {"填报表（示例）.xlsx": resources.read_bytes(path)})
    return DemoRun(drafted, (*written, *workbook))

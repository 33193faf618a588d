"""A comparison as a page, a workbook, machine JSON, and a Word file with tracked changes."""

from __future__ import annotations

from pathlib import Path

from ziping.domain.comparison import Comparison
from ziping.pipeline.compare import Compared
from ziping.pipeline.draft import json_bytes
from ziping.pipeline.outputs import Written, safe_stem, write_outputs
from ziping.pipeline.score import Folders

JSON = "comparison.json"


def compare_outputs(comparison: Comparison, folders: Folders) -> dict[str, bytes]:
    """All result files by name.

    Raises:
        RenderError: a page template of the user cannot be filled.
    """
    from ziping.render.compare_html import render_compare
    from ziping.render.compare_xlsx import render_compare_sheet

    stem = _stem(comparison)
    return {
        f"{stem}_与上年对比.html": render_compare(comparison, folders=folders.templates),
        f"{stem}_与上年对比.xlsx": render_compare_sheet(comparison),
        JSON: json_bytes(comparison.to_json()),
    }


def _stem(comparison: Comparison) -> str:
    side = comparison.this
    unit = side.unit or side.name.rpartition("/")[2].rpartition(".")[0]
    return safe_stem(unit) + (f"_{side.year}" if side.year is not None else "")


def write_compared(comparison: Comparison, out: Path, folders: Folders) -> tuple[Written, ...]:
    """Renders everything, then writes all files or none."""
    return write_outputs(out, compare_outputs(comparison, folders))


def redlined(compared: Compared, folders: Folders) -> bytes:
    """This year's report as Word, every change against last year's tracked.

    Raises:
        UsageError: this year's report is no .docx, and no draft that can be printed as one.
        UnreadableInputError: a file with macros.
    """
    from ziping.pipeline.redline import redline

    return redline(compared, folders)

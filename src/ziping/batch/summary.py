"""What a run leaves for leaders beside the units' folders."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ziping.batch.aggregate import Totals, aggregate, indicators_of
from ziping.batch.copies import COPIES_NAME
from ziping.batch.ledger import Ledger
from ziping.domain.batch_summary import UnitDetail, UnitRow
from ziping.domain.copies import CopyReport
from ziping.errors import OutputError
from ziping.pipeline.draft import json_bytes
from ziping.pipeline.outputs import STATE_FOLDER, write_outputs
from ziping.pipeline.score import Folders

WORKBOOK: Final = "汇总.xlsx"
LETTER: Final = "汇总.docx"
INDEX: Final = "index.html"
MACHINE: Final = "summary.json"


def write_summary(
    out: Path, ledger: Ledger, folders: Folders, copies: CopyReport | None = None
) -> tuple[Path, ...]:
    """Writes the summary files of all units that are done, and gives their paths.

    A file that a person has edited is kept, ours is ``汇总（2）.xlsx`` then.

    Args:
        out: the output folder.
        ledger: open; read unit by unit, so that a hundred thousand results never lie in memory.
        folders: of the settings.
        copies: 雷同; None when it was not looked for.

    Raises:
        OutputError: a file cannot be written.
        RenderError: a template, which a user may have replaced, cannot be filled.
        UsageError: a template is nowhere.
    """
    counts = ledger.counts()
    totals = aggregate(ledger.results(), ledger.failures(), counts.pending + counts.running)
    staging = out / STATE_FOLDER / "staging"
    try:
        staging.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="summary-", dir=staging) as scratch:
            files = _files(totals, ledger, folders, Path(scratch), copies)
            return tuple(written.path for written in write_outputs(out, files, staging))
    except OSError as error:
        raise OutputError(
            f"{out}：汇总写不进去（{error.strerror}），请检查文件夹权限、磁盘空间", error.errno or 0
        ) from error


def _files(
    totals: Totals, ledger: Ledger, folders: Folders, scratch: Path, copies: CopyReport | None
) -> dict[str, bytes]:
    from ziping.batch.overview import render_overview
    from ziping.render.index_html import render_index
    from ziping.render.summary_xlsx import render_summary_sheet

    summary, rows = totals
    return {
        WORKBOOK: render_summary_sheet(summary, rows, details(ledger, rows), scratch, copies),
        LETTER: render_overview(summary, folders),
        INDEX: render_index(summary, rows, (WORKBOOK, LETTER), folders.templates),
        MACHINE: json_bytes(summary.to_json()),
        **({} if copies is None else {COPIES_NAME: json_bytes(copies.to_json())}),
    }


def details(ledger: Ledger, rows: Sequence[UnitRow]) -> Iterator[UnitDetail]:
    """The units once more, in the order of their rows, one at a time."""
    for row in rows:
        result = ledger.result(row.key)
        if result is not None:
            yield UnitDetail(row, indicators_of(result), result.missing)

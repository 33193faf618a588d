"""Makes the fill-in workbook of a rubric, prefilled from last year's input when given."""

from __future__ import annotations

from pathlib import Path

from ziping import __version__
from ziping.errors import UsageError
from ziping.pipeline.score import Folders, read_input, ready_rubric, score_raw


def make_workbook(reference: str, folders: Folders, last_year: Path | None = None) -> bytes:
    """The workbook's bytes.

    Raises:
        UsageError: no such rubric, or one of project forms, which are their own workbook.
        UnreadableInputError: last year's input cannot be read.
    """
    from ziping.render.workbook_xlsx import render_workbook

    ready = ready_rubric(reference, folders)
    if ready.loaded.rubric.form is not None:
        raise UsageError(
            f"评分标准 {ready.loaded.rubric.id!r} 评的是项目支出绩效自评表，没有填报表；请直接用财政系统导出的自评表填写"
        )
    before = None if last_year is None else score_raw(read_input(last_year), folders).submission
    return render_workbook(
        ready.loaded.rubric, rubric_sha256=ready.loaded.sha256, version=__version__, last_year=before
    )

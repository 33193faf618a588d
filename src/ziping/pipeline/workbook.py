"""Makes the fill-in workbook of a rubric, prefilled from last year's input or report when given."""

from __future__ import annotations

from pathlib import Path

from ziping import __version__, resources
from ziping.domain.rubric import Rubric
from ziping.domain.submission import Submission
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.document import is_draft
from ziping.pipeline.score import Folders, read_input, ready_rubric, score_raw


def make_workbook(reference: str, folders: Folders, last_year: Path | None = None) -> bytes:
    """The workbook's bytes.

    Raises:
        UsageError: no such rubric, or one of project forms, which are their own workbook.
        UnreadableInputError: last year's input or report cannot be read.
    """
    from ziping.render.workbook_xlsx import render_workbook

    ready = ready_rubric(reference, folders)
    if ready.loaded.rubric.form is not None:
        raise UsageError(
            f"评分标准 {ready.loaded.rubric.id!r} 评的是项目支出绩效自评表，没有填报表；请直接用财政系统导出的自评表填写"
        )
    before = None if last_year is None else _before(last_year, ready.loaded.rubric, folders)
    return render_workbook(
        ready.loaded.rubric, rubric_sha256=ready.loaded.sha256, version=__version__, last_year=before
    )


def _before(path: Path, rubric: Rubric, folders: Folders) -> Submission:
    """Last year's submission: a filled-in workbook or data file, a draft.json, or what a finished report tells."""
    from ziping.pipeline.last_year import last_submission, open_last

    data = b"" if path.is_dir() else resources.read_bytes(path)
    if path.is_dir() or is_draft(data) or path.suffix.lower() not in _INPUTS:
        return last_submission(open_last(path, folders), rubric)
    try:
        return score_raw(read_input(path), folders).submission
    except UnreadableInputError:
        if path.suffix.lower() not in _SHEETS:
            raise
    return last_submission(open_last(path, folders), rubric)


_SHEETS = frozenset((".xlsx", ".xlsm"))
_INPUTS = _SHEETS | {".yaml", ".yml", ".json"}
"""Files that hold what a unit filled in; any other kind is a report."""

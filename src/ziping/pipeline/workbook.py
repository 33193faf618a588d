"""Makes the fill-in workbook of a rubric, prefilled from last year's input or report when given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ziping import __version__, resources
from ziping.domain.rubric import Rubric
from ziping.domain.submission import Submission, Unit
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.document import is_draft
from ziping.intake.rubric_yaml import LoadedRubric
from ziping.pipeline.score import Folders, read_input, ready_rubric, score_raw


class Known(NamedTuple):
    """What is known of a unit before it fills anything in.

    Attributes:
        unit: from a roster; goes before what last year's says.
        last_year: fills 上年数据 and what a unit seldom changes.
    """

    unit: Unit | None = None
    last_year: Submission | None = None


def make_workbook(
    reference: str, folders: Folders, last_year: Path | None = None, known: Known | None = None
) -> bytes:
    """The workbook's bytes; last year's is read from ``last_year``, else taken from ``known``.

    Raises:
        UsageError: no such rubric, or one of project forms, which are their own workbook.
        UnreadableInputError: last year's input or report cannot be read.
    """
    from ziping.render.workbook_xlsx import render_workbook

    loaded = _fillable(reference, folders)
    known = known or Known()
    before = known.last_year if last_year is None else before_of(last_year, loaded.rubric, folders)
    return render_workbook(
        loaded.rubric, rubric_sha256=loaded.sha256, version=__version__, last_year=before, unit=known.unit
    )


def make_many_workbook(reference: str, folders: Folders, units: Sequence[Known] = ()) -> bytes:
    """The workbook with a row per unit; empty rows when no unit is known.

    Raises:
        UsageError: see ``make_workbook``.
    """
    from ziping.render.many_workbook import ManyUnit, render_many_workbook

    loaded = _fillable(reference, folders)
    rows = [ManyUnit(known.unit, last_year=known.last_year) for known in units]
    return render_many_workbook(loaded.rubric, rows, rubric_sha256=loaded.sha256, version=__version__)


def _fillable(reference: str, folders: Folders) -> LoadedRubric:
    loaded = ready_rubric(reference, folders).loaded
    if loaded.rubric.form is not None:
        raise UsageError(
            f"评分标准 {loaded.rubric.id!r} 评的是项目支出绩效自评表，没有填报表；请直接用财政系统导出的自评表填写"
        )
    return loaded


def before_of(path: Path, rubric: Rubric, folders: Folders) -> Submission:
    """Last year's submission: a filled-in workbook or data file, a draft.json, or what a finished report tells.

    Raises:
        UnreadableInputError: it cannot be read.
    """
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

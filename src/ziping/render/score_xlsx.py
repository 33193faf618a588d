"""评分表.xlsx: the score sheet, its working and its inputs, scores as live formulas with our values beside them.

``评分表`` reads ``计算``, ``计算`` reads ``输入``. Every tree of the scorecard is written by its Excel walk
(``domain.expression.excel``); a cell whose inputs are missing shows 待补充 and computes once they are filled in.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Submission
from ziping.render.score_xlsx_cells import INPUTS, TABLE, WORKING, Look, Sheet, safe_text
from ziping.render.score_xlsx_entries import entries_of
from ziping.render.score_xlsx_inputs import cells_of, write_inputs
from ziping.render.score_xlsx_table import write_table
from ziping.render.score_xlsx_trees import Trees
from ziping.render.score_xlsx_working import write_working
from ziping.render.zip_bytes import fixed_zip

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Fixed, so that the same input gives the same bytes."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def render_score_sheet(rubric: Rubric, submission: Submission, scorecard: Scorecard) -> bytes:
    """The workbook of one scorecard; ``scorecard`` must come from this rubric and submission."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, _OPTIONS)
    _properties(book, submission)
    looks: dict[Look, Any] = {}
    table, working, inputs = (Sheet(book, name, looks) for name in (TABLE, WORKING, INPUTS))
    entries = entries_of(rubric, submission, scorecard)
    trees = Trees(rubric, scorecard, entries)
    trees.cells.update(cells_of(entries))
    write_inputs(inputs, entries)
    places = write_working(working, rubric, scorecard, trees)
    write_table(table, submission, scorecard, trees, places)
    table.sheet.activate()
    book.close()
    return fixed_zip(target.getvalue())


def _properties(book: Any, submission: Submission) -> None:
    book.set_properties({
        "title": safe_text(f"{submission.unit.name}{submission.year}年度绩效自评评分表"),
        "author": safe_text(submission.unit.name),
        "subject": safe_text(submission.rubric),
        "created": _CREATED,
    })

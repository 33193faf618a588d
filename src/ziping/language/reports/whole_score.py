"""The total score and the grade of a report, in its score sheet and in its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ziping.language.labels import clean_text
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.figures import Figures, Passage
from ziping.language.reports.grids import Cell, ColumnKind, Grid
from ziping.language.reports.said_scores import Mark, marks

_WHOLE = re.compile(
    "总分|总得分|综合得分|综合评分|自评总分|(?:整体|项目)?支出绩效(?:评价|自评)?(?:评分|得分)|绩效(?:评价|自评)(?:评分|得分)|^得分为?$"
)
_WHOLE_ROW = re.compile("总分|总得分|综合得分|合计|总计")
_PASS: Final = 60
"""A total below this is the total of one group, not of the report."""
_GRADE = re.compile(
    '(?:等级|等次|档次|评级|结论|评价结果|评价登记|评定)(?:评定)?[^，。；;0-9]{0,6}?[“"‘「]?(?P<grade>优秀|良好|中等|较差|合格|优|良|中|差)'
    '(?=[”"’」，。；;）)]|等次|等级|[级档]|$)'
)


def whole_rows(grid: Grid) -> tuple[int, ...]:
    """Rows that give the total score of a report or form."""
    if not any(run.kind is ColumnKind.SCORE for run in grid.runs):
        return ()
    rows: list[int] = []
    for row, cells in grid.rows.items():
        names = [clean_text(header_core(text)) for text in grid.row_words(row)]
        if any(_WHOLE_ROW.fullmatch(name) for name in names) and _PASS <= cells[-1].value <= 100:
            rows.append(row)
    return tuple(rows)


def whole_marks(figures: Figures) -> Iterator[Mark]:
    """The total scores said in sentences."""
    return (mark for mark in marks(figures) if is_whole(mark))


def is_whole(mark: Mark) -> bool:
    """Whether a score said in a sentence is the report's total."""
    label = clean_text(mark.figure.label)
    return not mark.weight and bool(_WHOLE.search(label)) and _PASS <= mark.figure.value <= 100


_RAISED = re.compile('[”"’」]?(?:[升降提调下上][^，。；]{0,2}|变|转)[为至到成]')
"""What follows a grade that is no longer: 由“良”升为“优”."""


class Grade(NamedTuple):
    """A grade said of the report.

    Attributes:
        label: as written.
        passage: where.
        start: first code point in the passage.
        end: one past the last.
    """

    label: str
    passage: Passage
    start: int
    end: int

    @property
    def earlier(self) -> bool:
        """Whether it is what the grade was before."""
        return _RAISED.match(self.passage.text, self.end) is not None


def said_grades(passages: Iterable[Passage]) -> Iterator[Grade]:
    """The grades said in sentences: 评价等级为“优”."""
    for passage in passages:
        for match in _GRADE.finditer(passage.text) if not passage.norm else ():
            yield Grade(match["grade"], passage, *match.span("grade"))


def earlier_grades(passages: Iterable[Passage]) -> Iterator[Grade]:
    """The grades that a report says it had before: 等级由“良”升为“优”."""
    return (grade for grade in said_grades(passages) if grade.earlier)


class Total(NamedTuple):
    """A row of ``whole_rows``.

    Attributes:
        full: full marks, None where they do not stand in the row.
        score: None where only full marks stand in it.
    """

    full: Cell | None
    score: Cell | None


def total_cells(grid: Grid, row: int) -> Total:
    """Full marks and score of a row that gives the total."""
    kinds = {(cell.row, cell.column): run.kind for run in grid.runs for cell in run.cells}
    cells = grid.rows[row]
    weights = [cell for cell in cells if kinds.get((row, cell.column)) is ColumnKind.WEIGHT]
    scores = [cell for cell in cells if cell not in weights]
    return Total(weights[-1] if weights else None, scores[-1] if scores else None)

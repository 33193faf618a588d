"""The total score and the grade of a report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ziping.intake.document import read_document
from ziping.language.reports.figures import Figures
from ziping.language.reports.whole_score import said_grades, total_cells, whole_marks, whole_rows


def figures(text: str) -> Figures:
    return Figures(read_document(text.encode("utf-8"), "报告.md"))


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("自评得分93.96分，评价等级为“优”。", ["优"]),
        ("绩效评价登记为“良”。", ["良"]),
        ("自评结论：中。", ["中"]),
        ("绩效等级为优秀。", ["优秀"]),
        ("已评定的指标中有6个扣分。", []),
        ("评价等级分为优、良、中、差四档。", []),
        ("工会工作评价良好，质量优先。", []),
    ],
)
def test_a_grade_is_read_where_it_is_said(text: str, grades: list[str]) -> None:
    """A grade after 等级 or 结论, not every 优 and 中."""
    assert [grade.label for grade in said_grades(figures(f"# 报告\n\n{text}\n").passages)] == grades


@pytest.mark.parametrize(
    ("text", "total"),
    [("综合得分93.96分。", [Decimal("93.96")]), ("经济性得分6分。", []), ("综合得分46分。", [])],
)
def test_a_total_is_of_the_report(text: str, total: list[Decimal]) -> None:
    """Not of one group."""
    assert [mark.figure.value for mark in whole_marks(figures(f"# 报告\n\n{text}\n"))] == total


@pytest.mark.parametrize(("cell", "score"), [("94", Decimal(94)), ("待补充", None)])
def test_full_marks_are_no_score(cell: str, score: Decimal | None) -> None:
    """A total that is still pending is not 100."""
    text = f"| 指标 | 分值 | 得分 |\n| --- | --- | --- |\n| 甲 | 60 | 60 |\n| 乙 | 40 | 34 |\n| 合计 | 100 | {cell} |\n"
    [grid] = figures(text).grids
    [row] = whole_rows(grid)
    total = total_cells(grid, row)

    assert (total.full and total.full.value, total.score and total.score.value) == (Decimal(100), score)

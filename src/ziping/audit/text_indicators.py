"""Results told in words against the table of indicators that gives them: 组织免费体检1,104人 and its row 免费体检人数."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import about_figure
from ziping.audit.report import result
from ziping.audit.table_indicators import IndicatorRow, indicator_rows
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import format_quantity
from ziping.language.claims.units import measure
from ziping.language.labels import clean_text, core
from ziping.language.reports.figures import Figure, Passage

_ACTUAL = re.compile("^(?:年度|全年)?(?:总体)?(?:目标)?(?:实际)?完成情况")
_SHORTEST: Final = 4
_FIRST: Final = 20


def told_results(given: AuditInput) -> CheckResult:
    """What 实际完成情况 tells of an indicator is what its row gives."""
    looked: list[Figure] = []
    findings: list[Finding] = []
    told = [passage for passage in given.figures.passages if _is_told(given, passage)]
    rows = (
        [row for grid in given.figures.grids for row in indicator_rows(grid, given.year or 0)] if told else []
    )
    for passage in told:
        for figure in given.figures.of_passage.get(passage.index, ()):
            known = list(_rows_of(figure, rows))
            if not known or not figure.exact:
                continue
            looked.append(figure)
            if all(figure.value != row.actual.value for row in known):
                findings.append(_finding(given, figure, known[0]))
    return result(findings, looked=looked, nothing="没有既在“实际完成情况”里、又在指标表里写的数")


def _is_told(given: AuditInput, passage: Passage) -> bool:
    """Whether a paragraph, or a cell beside that title, tells what was reached."""
    if _ACTUAL.match(clean_text(passage.text[:_FIRST])):
        return True
    if passage.cell is None:
        return False
    number, row, column = passage.cell
    words = given.figures.grids[number - 1].row_words(row, column)
    return any(_ACTUAL.match(clean_text(word)) for word in words if len(word) <= _FIRST)


def _rows_of(figure: Figure, rows: list[IndicatorRow]) -> Iterator[IndicatorRow]:
    """The rows whose indicator ends the words before a figure, of its kind."""
    label = clean_text(figure.label)
    for row in rows:
        name = core(row.label)
        same = measure(row.actual.unit) == figure.measure
        if same and len(name) >= _SHORTEST and label.endswith(name):
            yield row


def _finding(given: AuditInput, figure: Figure, row: IndicatorRow) -> Finding:
    right = format_quantity(row.actual.value, row.actual.unit)
    told = f"“{row.label}”这里写的是{figure.surface}，指标表里的完成值是{right}；请核对"
    finding = about_figure(given.figures, figure, "told_result", "warning", told, right, "", ())
    return finding.model_copy(update={"also": (row.grid.place(row.row, row.columns.actual),)})


CHECKS: Final = (Check("told_result", "实际完成情况与指标表", told_results),)

"""Tables over time: quarters that make the year, running totals, what was there, came, went and is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ziping.audit.arithmetic import added, agrees
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain
from ziping.language.labels import clean_text
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.grids import Cell, ColumnKind, Grid, Run

_QUARTERS: Final = ("一季度", "二季度", "三季度", "四季度")
_YEAR = re.compile("^(?:全年|合计|年度|全年合计|本年)(?:数|累计)?$")
_RUNNING = re.compile("累计|在档|余额|年末|总数|存量|率|%")
_OPENING = re.compile("年初|期初|上年末")
_CAME = re.compile("增加|新增|转入")
_WENT = re.compile("减少|退出|转出|报废")
_CLOSING = re.compile("年末|期末|年底")
_THIS = re.compile("当季|本季|当期|本期|当月|本月")
_SUMMED = re.compile("累计")


def _values(grid: Grid, row: int) -> dict[str, Cell]:
    """The figures of a row by the words above them."""
    return {clean_text(header_core(grid.header(row, cell.column))): cell for cell in grid.rows.get(row, ())}


def _label(grid: Grid, cell: Cell) -> str:
    return clean_text(header_core(grid.label(cell.row, cell.column)))


def quarters_of_rows(given: AuditInput) -> CheckResult:
    """Four quarters side by side make the year; a running total never falls from one to the next."""
    looked: list[object] = []
    findings: list[Finding] = []
    for grid in given.figures.grids:
        for row in sorted(grid.rows):
            values = _values(grid, row)
            four = [cell for name in _QUARTERS if (cell := _named(values, name)) is not None]
            if len(four) != len(_QUARTERS) or len({cell.unit for cell in four}) > 1:
                continue
            looked.append(row)
            if _RUNNING.search(_label(grid, four[0])):
                findings += _falls(grid, four)
                continue
            year = next((cell for name, cell in values.items() if _YEAR.match(name)), None)
            parts = [cell.value for cell in four]
            if year is not None and not agrees(year.value, parts, exact=False) and year.value != parts[-1]:
                expected = plain(sum(parts, Decimal(0)))
                told = f"“{_label(grid, four[0])}”全年写的是{year.text}，四个季度相加是{expected}；请核对"
                findings.append(_finding(grid, year, "table_quarters", told, expected, added(parts)))
    return result(findings, looked=looked, nothing="没有按季度分列的表格")


def _named(values: Mapping[str, Cell], quarter: str) -> Cell | None:
    return next((cell for name, cell in values.items() if name.removeprefix("第") == quarter), None)


def _falls(grid: Grid, four: Sequence[Cell]) -> Iterator[Finding]:
    if not _SUMMED.search(_label(grid, four[0])):
        return
    for before, cell in pairwise(four):
        if cell.value < before.value:
            told = f"“{_label(grid, cell)}”从{before.text}降到{cell.text}，累计数不应减少；请核对"
            yield _finding(
                grid, cell, "table_quarters", told, f"不少于{before.text}", f"{cell.text}<{before.text}"
            )


def stocks_of_rows(given: AuditInput) -> CheckResult:
    """年初、增加、减少、年末: what was there and came, less what went, is what is left."""
    looked: list[object] = []
    findings: list[Finding] = []
    for grid in given.figures.grids:
        for row in sorted(grid.rows):
            values = _values(grid, row)
            columns = [_only(values, words) for words in (_OPENING, _CAME, _WENT, _CLOSING)]
            cells = [cell for cell in columns if cell is not None]
            if len(cells) != len(columns) or len({cell.column for cell in cells}) != len(columns):
                continue
            opening, came, went, closing = cells
            looked.append(row)
            if agrees(closing.value, [opening.value, came.value, -went.value], exact=False):
                continue
            expected = plain(opening.value + came.value - went.value)
            label = _label(grid, opening)
            told = f"“{label}”年末写的是{closing.text}，年初加增加减减少是{expected}；请核对"
            working = f"{opening.text}+{came.text}-{went.text}={expected}"
            findings.append(_finding(grid, closing, "table_stock", told, expected, working))
    return result(findings, looked=looked, nothing="没有写年初、增减和年末的表格")


def _only(values: Mapping[str, Cell], words: re.Pattern[str]) -> Cell | None:
    """The one column so called; None when several are."""
    cells = [cell for name, cell in values.items() if words.search(name)]
    return cells[0] if len(cells) == 1 else None


def running_columns(given: AuditInput) -> CheckResult:
    """当季支出 and 累计支出 side by side: every running total is the one above it and the quarter's own."""
    looked: list[object] = []
    findings: list[Finding] = []
    for grid in given.figures.grids:
        runs = [run for run in grid.runs if run.kind is ColumnKind.FIGURE]
        own = [run for run in runs if _THIS.search(run.header)]
        total = [run for run in runs if _SUMMED.search(run.header) and run.cells[0].unit != "%"]
        if len(total) != 1:
            continue
        own = own if len(own) == 1 else [run for run in runs if _begins_alike(run, total[0])]
        if len(own) != 1:
            continue
        looked.append(grid)
        findings += _steps(grid, own[0], total[0])
    return result(findings, looked=looked, nothing="没有当期数和累计数并列的表格")


def _begins_alike(run: Run, total: Run) -> bool:
    """Whether a column is what a running total is of: both begin with one figure, and end apart."""
    first, begun = run.cells[0], total.cells[0]
    same = first.row == begun.row and first.value == begun.value != 0
    return same and run is not total and run.cells[-1] != total.cells[-1]


def _steps(grid: Grid, own: Run, total: Run) -> Iterator[Finding]:
    """Where most steps hold, those that do not are told; a wrong one spoils the step after it as well."""
    current = {cell.row: cell for cell in own.cells}
    steps = [(a, b, current[b.row]) for a, b in pairwise(total.cells) if b.row in current]
    right = [agrees(b.value, [a.value, c.value], exact=False) for a, b, c in steps]
    starts = bool(total.cells) and total.cells[0].row in current
    if (
        not (starts and total.cells[0].value == current[total.cells[0].row].value)
        or all(right)
        or not any(right)
    ):
        return
    before, cell, step = steps[right.index(False)]
    expected = plain(before.value + step.value)
    told = f"“{_label(grid, cell)}”累计写的是{cell.text}，上一期累计{before.text}加本期{step.text}是{expected}；请核对"
    yield _finding(grid, cell, "table_running", told, expected, f"{before.text}+{step.text}={expected}")


def _finding(grid: Grid, cell: Cell, code: str, told: str, expected: str, working: str) -> Finding:  # noqa: PLR0913, PLR0917
    label = _label(grid, cell)
    return found(
        code,
        "warning",
        grid.place(cell.row, cell.column),
        told,
        stated=cell.text,
        expected=expected,
        working=working,
        quote=f"{label}：【{cell.text}】",
        subject=label,
    )


CHECKS: Final = (
    Check("table_quarters", "表中四个季度与全年", quarters_of_rows),
    Check("table_stock", "表中年初、增减与年末", stocks_of_rows),
    Check("table_running", "表中当期数与累计数", running_columns),
)

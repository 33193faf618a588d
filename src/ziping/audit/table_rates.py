"""Tables: rates from the two columns they divide, means and sums of rates, series that only grow."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, permutations
from operator import itemgetter
from typing import Final, NamedTuple

from ziping.audit.arithmetic import listed, mean, percent, printed, ratio_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, plain
from ziping.language.claims.units import measure
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.figures import Figures
from ziping.language.reports.grids import Cell, ColumnKind, Grid, RowKind, Run

_EXECUTED = re.compile("执行率|支出率|支付率|完成率|使用率|进度|到位率|控制率|采购率")
_TOP_TERM = re.compile("执行数|执行|支出|决算|支付|实际|完成|使用|到位|采购额")
_BOTTOM_TERM = re.compile("预算|计划|安排|进度|目标|指标|应")
_LATER_BUDGET = re.compile("全年|调整|本年")
_CUMULATIVE = re.compile("累计")
_PERIOD = re.compile("季度|[0-9一二三四五六七八九十]月|上半年|下半年|全年|月份")
_MOST_COLUMNS: Final = 40
"""Wider tables are not searched for the columns a rate is of."""
_LEAST_HELD: Final = 2
"""Rows that a rate's columns must give before they are taken for them without their names."""
_MEAN_SCORE = re.compile("平均分|平均得分|均分")


class _Division(NamedTuple):
    """Two columns whose ratio a rate column states, and the rows in which it does not hold."""

    top: int
    bottom: int
    wrong: tuple[Cell, ...]
    held: int


class RateColumn(NamedTuple):
    """A column of rates: what each row should say, by row."""

    run: Run
    division: _Division | None
    corrected: dict[int, Decimal]


def column_rates(given: AuditInput) -> CheckResult:
    """A column called …率 holds one column divided by another, in every row."""
    rates = [(grid, rate) for grid, rates in given.figures.once(all_rates) for rate in rates]
    known = [(grid, rate, rate.division) for grid, rate in rates if rate.division is not None]
    findings = (
        _rate_finding(grid, rate, division, cell) for grid, rate, division in known for cell in division.wrong
    )
    done = result(findings, looked=known, nothing="没有能从同一表格验算的比率列")
    wide = [grid for grid in given.figures.grids if _too_wide(grid) and _has_rates(grid)]
    if not wide:
        return done
    return done._replace(
        not_assessable=f"表{wide[0].number}等{len(wide)}张表超过{_MOST_COLUMNS}列，没有逐列验算比率"
    )


def _too_wide(grid: Grid) -> bool:
    return grid.table.width > _MOST_COLUMNS


def _has_rates(grid: Grid) -> bool:
    return any(run.kind is ColumnKind.RATE for run in grid.runs)


def all_rates(figures: Figures) -> tuple[tuple[Grid, tuple[RateColumn, ...]], ...]:
    """The columns of rates of every table, each with the two columns it divides, when there are such."""
    return tuple((grid, tuple(_rates(grid))) for grid in figures.grids)


def _rates(grid: Grid) -> Iterator[RateColumn]:
    for run in grid.runs:
        if run.kind is not ColumnKind.RATE or not all(
            measure(cell.unit).dimension == "ratio" for cell in run.cells
        ):
            continue
        division = _division(grid, run)
        corrected = {cell.row: cell.value for cell in run.cells}
        if division is not None:
            for cell in division.wrong:
                corrected[cell.row] = _quotient(grid, division, cell)
        yield RateColumn(run, division, corrected)


def _division(grid: Grid, run: Run) -> _Division | None:
    """The pair of columns that gives most rows, else the pair that the headers name."""
    if _too_wide(grid):
        return None
    columns = sorted({column for _, column in grid.figures if column != run.column})
    holds: dict[tuple[int, int], set[int]] = {}
    for cell in run.cells:
        for pair in _dividing(grid, cell):
            holds.setdefault(pair, set()).add(cell.row)
    options = []
    for top, bottom in permutations(columns, 2):
        rows = holds.get((top, bottom), set())
        if len(rows) < _LEAST_HELD and not _EXECUTED.search(header_core(run.header)):
            continue
        cells = [cell for cell in run.cells if _terms(grid, cell, top, bottom) is not None]
        wrong = tuple(cell for cell in cells if cell.row not in rows)
        held = len(cells) - len(wrong)
        named = bool(cells) and _named(grid, run, cells[0], top, bottom)
        if cells and (named or (held >= _LEAST_HELD and held >= len(wrong))):
            options.append((held, named, -len(wrong), _Division(top, bottom, wrong, held)))
    if not options:
        return None
    return max(options, key=lambda option: option[:3])[3]


def _dividing(grid: Grid, cell: Cell) -> Iterator[tuple[int, int]]:
    """The pairs of columns of a rate's row that give it.

    For each lower term only the upper terms near what the rate makes of it are tried.
    """
    rows: dict[str, list[tuple[Decimal, int]]] = {}
    for other in grid.rows[cell.row]:
        if other.column != cell.column and other.unit not in {"%", "分"}:
            rows.setdefault(other.unit, []).append((other.value, other.column))
    rate = printed(cell.value)
    for terms in rows.values():
        terms.sort()
        for value, bottom in terms:
            if value <= 0:
                continue
            under = printed(value)
            ends = [low * high / 100 for low in rate for high in under]
            first = bisect_left(terms, math.floor(min(ends)) - 1, key=itemgetter(0))
            last = bisect_right(terms, math.ceil(max(ends)) + 1, key=itemgetter(0))
            for _, top in terms[first:last]:
                if top != bottom and _divides(grid, cell, top, bottom):
                    yield top, bottom


def _named(grid: Grid, run: Run, cell: Cell, top: int, bottom: int) -> bool:
    """Whether the headers say which column is divided by which: 全年执行数 by 全年预算数, not by 年初预算数 beside it."""
    if not _EXECUTED.search(header_core(run.header)):
        return False
    over, under = header_core(grid.header(cell.row, top)), header_core(grid.header(cell.row, bottom))
    if not (_TOP_TERM.search(over) and _BOTTOM_TERM.search(under)) or _BOTTOM_TERM.search(over):
        return False
    headers = (grid.header(cell.row, other.column) for other in grid.rows[cell.row])
    budgets = [header for header in headers if "预算" in header and not _TOP_TERM.search(header)]
    return len(budgets) < 2 or bool(_LATER_BUDGET.search(under))


def _terms(grid: Grid, cell: Cell, top: int, bottom: int) -> tuple[Cell, Cell] | None:
    over, under = grid.figures.get((cell.row, top)), grid.figures.get((cell.row, bottom))
    if (
        over is None
        or under is None
        or under.value <= 0
        or over.unit != under.unit
        or over.unit in {"%", "分"}
    ):
        return None
    return over, under


def _divides(grid: Grid, cell: Cell, top: int, bottom: int) -> bool:
    terms = _terms(grid, cell, top, bottom)
    if terms is None:
        return False
    ratio = ratio_of(printed(terms[0].value), printed(terms[1].value))
    return ratio is not None and ratio.meets(printed(cell.value))


def _quotient(grid: Grid, division: _Division, cell: Cell) -> Decimal:
    over, under = grid.figures[cell.row, division.top], grid.figures[cell.row, division.bottom]
    return percent(over.value, under.value, max(2, decimal_places(cell.value)))


def _rate_finding(grid: Grid, rate: RateColumn, division: _Division, cell: Cell) -> Finding:
    over, under = grid.figures[cell.row, division.top], grid.figures[cell.row, division.bottom]
    expected = rate.corrected[cell.row]
    label, header = grid.label(cell.row, cell.column), header_core(rate.run.header)
    return found(
        "table_rate",
        "error",
        grid.place(cell.row, cell.column),
        f"“{label}”的{header}写的是{cell.text}，按同行的{over.text}÷{under.text}应是{plain(expected)}%；请核对",
        stated=cell.text,
        expected=f"{plain(expected)}%",
        working=f"{over.text}÷{under.text}×100%={plain(expected)}%",
        quote=f"{label}：【{cell.text}】",
        subject=f"{label}/{header}",
    )


def means(given: AuditInput) -> CheckResult:
    """平均 rows are the mean of the rows above; so are sums of rates, with the rates as they should be."""
    looked: list[Cell] = []
    findings: list[Finding] = []
    for grid, rates in given.figures.once(all_rates):
        for rate in rates:
            above = _Above()
            for cell in rate.run.cells:
                kind = grid.row_kind(cell.row, cell.column)
                own = rate.division is not None and _terms(
                    grid, cell, rate.division.top, rate.division.bottom
                )
                if kind in {RowKind.MEAN, RowKind.TOTAL} and not own and len(above.values) > 1:
                    looked.append(cell)
                    findings.extend(_mean_finding(grid, rate, cell, above))
                elif kind is RowKind.ITEM:
                    above.add(cell.value, rate.corrected[cell.row])
        for run in grid.runs:
            looked.extend(cell for cell in run.cells if grid.row_kind(cell.row, cell.column) is RowKind.MEAN)
            if run.kind is not ColumnKind.RATE:
                findings.extend(_other_means(grid, run))
    return result(findings, looked=looked, nothing="表格里没有平均数")


class _Above:
    """The figures of the items above a mean, as printed and as they should be, with their sums."""

    def __init__(self) -> None:
        self.values: list[Decimal] = []
        self.right: list[Decimal] = []
        self.total = self.right_total = Decimal(0)

    def add(self, value: Decimal, right: Decimal) -> None:
        """One more item."""
        self.values.append(value)
        self.right.append(right)
        self.total += value
        self.right_total += right


def _mean_finding(grid: Grid, rate: RateColumn, cell: Cell, above: _Above) -> Iterator[Finding]:
    """A mean or sum that the rates do not give, or give only with the mistakes in them."""
    places, count = decimal_places(cell.value), len(above.values)
    as_printed, expected, word = above.total, above.right_total, "相加"
    if grid.row_kind(cell.row, cell.column) is RowKind.MEAN:
        as_printed, expected, word = mean(as_printed, count, places), mean(expected, count, places), "平均"
    elif as_printed != cell.value:
        return  # a rate of totals, or a total that is none of rates: another check's
    if expected == cell.value and as_printed == cell.value:
        return
    if rate.division is None and abs(as_printed - cell.value) <= Decimal(1).scaleb(-places):
        return  # the mean of rates before they were rounded
    label = grid.label(cell.row, cell.column)
    why = "" if as_printed != cell.value else "，它由上面算错的比率得来"
    yield found(
        "table_mean",
        "error",
        grid.place(cell.row, cell.column),
        f"“{label}”写的是{cell.text}，上面各项{word}应是{plain(expected)}%{why}；请核对",
        stated=cell.text,
        expected=f"{plain(expected)}%",
        working=listed([f"{plain(value)}%" for value in above.right], "、") + f" {word}={plain(expected)}%",
        quote=f"{label}：【{cell.text}】",
        subject=label,
    )


def _other_means(grid: Grid, run: Run) -> Iterator[Finding]:
    """Means of amounts and counts; in a column of scores only what is called a mean of scores."""
    by_unit: dict[str, _Above] = {}
    for cell in run.cells:
        label, above = grid.label(cell.row, cell.column), by_unit.setdefault(cell.unit, _Above())
        kind = grid.row_kind(cell.row, cell.column)
        if kind is RowKind.ITEM:
            above.add(cell.value, cell.value)
        scored = run.kind in {ColumnKind.SCORE, ColumnKind.WEIGHT}
        if kind is not RowKind.MEAN or (scored and not _MEAN_SCORE.search(label)):
            continue
        values, places = above.values, decimal_places(cell.value)
        expected = mean(above.total, len(values), places) if len(values) > 1 else cell.value
        if abs(expected - cell.value) > Decimal(1).scaleb(-places):
            yield found(
                "table_mean",
                "error",
                grid.place(cell.row, cell.column),
                f"“{label}”写的是{cell.text}，上面{len(values)}项平均是{plain(expected)}；请核对",
                stated=cell.text,
                expected=plain(expected),
                working=listed(list(map(plain, values)), "、") + f" 平均={plain(expected)}",
                quote=f"{label}：【{cell.text}】",
                subject=label,
            )


def series(given: AuditInput) -> CheckResult:
    """A cumulative series never falls from one period to the next."""
    looked: list[Run] = []
    findings: list[Finding] = []
    for grid in given.figures.grids:
        for run in grid.runs:
            cells = [cell for cell in run.cells if _PERIOD.search(grid.label(cell.row, cell.column))]
            if not _CUMULATIVE.search(run.header) or len(cells) < 2:
                continue
            looked.append(run)
            findings.extend(
                _fall(grid, run, before, cell)
                for before, cell in pairwise(cells)
                if cell.value < before.value
            )
    return result(findings, looked=looked, nothing="没有分期的累计数")


def _fall(grid: Grid, run: Run, before: Cell, cell: Cell) -> Finding:
    label, earlier = grid.label(cell.row, cell.column), grid.label(before.row, before.column)
    fall = plain(before.value - cell.value)
    return found(
        "table_series",
        "warning",
        grid.place(cell.row, cell.column),
        f"{header_core(run.header)}从“{earlier}”的{before.text}降到“{label}”的{cell.text}，累计数不应减少；"
        f"如有退回等情况请写明，否则请核对",
        stated=cell.text,
        expected=f"不少于{before.text}",
        working=f"{before.text}-{cell.text}={fall}",
        also=(grid.place(before.row, before.column),),
        quote=f"{label}：【{cell.text}】",
        subject=f"{label}/{header_core(run.header)}",
    )


CHECKS: Final = (
    Check("table_rate", "表内比率", column_rates),
    Check("table_mean", "表内平均数", means),
    Check("table_series", "累计数不减少", series),
)

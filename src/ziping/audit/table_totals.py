"""Tables: totals and sub-totals of columns, totals of rows, parts under 其中."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, added, agrees, printed, reachable, total_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain
from ziping.language.claims.units import MONEY, measure
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.grids import Cell, ColumnKind, Grid, RowKind, Run

NO_SUM = re.compile(
    "单价|均价|标准|平均|编码|编号|序号|代码|年度$|年份|日期|时间|增长|增幅|同比|排名|名次|满意|均值|[人户件次场个]均|^每|[^0-9]每[人户件次场个家班]"
)
"""Headers of columns that are never added up."""
TOP = re.compile("^[一二三四五六七八九十]{1,2}[、.．]|^[（(][一二三四五六七八九十]{1,2}[)）]")
_ROW_TOTAL = re.compile("合计|总计|小计|共计|总额$")
_YEAR_ROW = re.compile("全年|全年度|年度|本年")
_PERIOD_ROW = re.compile("季度|[0-9一二三四五六七八九十]月|[上下]半年")
_NOTHING: Final = "没有带合计、小计的表格"


class _Sum(NamedTuple):
    """A total with what it may be the sum of.

    Attributes:
        cell: the total.
        parts: figures as a reader adds them.
        sums: all sums that would do; None when there are too many to tell.
    """

    cell: Cell
    parts: tuple[Cell, ...]
    sums: frozenset[Decimal] | None


class _Above(NamedTuple):
    """What stands above a total in its column.

    Attributes:
        leaves: single figures since the last total.
        since: single figures since the last sub-total.
        subtotals: sub-totals since the last total.
        total: the last total.
        carried: scores of an earlier part of the table that no total has taken up.
    """

    leaves: list[Cell]
    since: list[Cell]
    subtotals: list[Cell]
    total: Cell | None
    carried: tuple[Cell, ...]


def column_totals(given: AuditInput) -> CheckResult:
    """小计, 合计, 总计 of every column add up, scores exactly, money within the rounding of the printed digits."""
    carried: dict[ColumnKind, tuple[Cell, ...]] = {}
    sums = [(grid, run, one) for grid in given.figures.grids for run, one in _all_sums(grid, carried)]
    findings = (_judged(grid, run, one) for grid, run, one in sums)
    done = result((finding for finding in findings if finding), looked=sums, nothing=_NOTHING)
    untold = [grid.place(one.cell.row, one.cell.column) for grid, _, one in sums if one.sums is None]
    if not untold:
        return done
    where = untold[0].near
    return done._replace(
        not_assessable=f"{where}等{len(untold)}个合计的分项太多、可能的分组也太多，只凭表格不能断定，没有核对"
    )


def _all_sums(grid: Grid, carried: dict[ColumnKind, tuple[Cell, ...]]) -> Iterator[tuple[Run, _Sum]]:
    """The totals of a table; a form may be cut in several tables, with one total at the end of the last."""
    if grid.form:
        carried.clear()
    special = _Special(_restarts(grid), _whole_year(grid))
    for run in sorted(grid.runs, key=lambda run: run.cells[0].row):
        if run.kind is ColumnKind.RATE or NO_SUM.search(header_core(run.header)) or is_mixed(run.cells):
            continue
        totals = tuple(_sums(grid, run, special, carried.get(run.kind, ())))
        for one in totals:
            yield run, one
        if run.kind in {ColumnKind.SCORE, ColumnKind.WEIGHT}:
            carried[run.kind] = () if totals else run.cells


def _sums(grid: Grid, run: Run, special: _Special, carried: tuple[Cell, ...]) -> Iterator[_Sum]:
    """The totals of a column that follow their parts, and one that heads them."""
    above = _Above([], [], [], None, carried)
    pending = _pending_rows(grid, run)
    scored = run.kind in {ColumnKind.SCORE, ColumnKind.WEIGHT}
    begun = run.cells[0].row
    for index, cell in enumerate(run.cells):
        above = _begun_anew(above, () if scored else special.restarts, begun, cell.row)
        begun = cell.row
        kind = RowKind.TOTAL if cell.row in special.whole_year else grid.row_kind(cell.row, cell.column)
        if kind in {RowKind.SUBTOTAL, RowKind.TOTAL} and _awaits(above, cell, pending.rows):
            above = _after_pending(above, cell, pending)
            if kind is RowKind.TOTAL:
                continue
        if kind is RowKind.MEAN and not scored:
            continue
        if kind in {RowKind.ITEM, RowKind.MEAN}:
            above.leaves.append(cell)
            above.since.append(cell)
        elif kind is RowKind.SUBTOTAL:
            if above.since:
                yield _Sum(cell, tuple(above.since), reachable([part.value for part in above.since]))
            above.subtotals.append(cell)
            above.since.clear()
        elif above.leaves:
            yield _total(grid, cell, above)
            above = _Above([], [], [], cell, ())
        elif above.total is None and run.kind is ColumnKind.FIGURE:
            yield from _heading_total(grid, cell, islice(run.cells, index + 1, None))


def _begun_anew(above: _Above, restarts: Sequence[int], before: int, row: int) -> _Above:
    """What stands above a figure: nothing, where another small table has begun since the last one."""
    return _Above([], [], [], None, ()) if _any_between(restarts, before, row) else above


class _Special(NamedTuple):
    """Rows of a table where another small table begins, and those called 全年 that are totals."""

    restarts: tuple[int, ...]
    whole_year: frozenset[int]


class _Pending(NamedTuple):
    """Rows of a column where a figure is still to come, and those of them that are totals."""

    rows: tuple[int, ...]
    closed: tuple[int, ...]


def _any_between(rows: Sequence[int], first: int, last: int) -> bool:
    """Whether any of the rows, in order, is below the first and above the last."""
    return bisect_right(rows, first) < bisect_left(rows, last)


def _restarts(grid: Grid) -> tuple[int, ...]:
    """Rows of other titles under a first cell that has stood there before: small tables one under the other."""
    seen: dict[str, frozenset[str]] = {}
    rows = []
    for row in range(grid.table.height):
        words = grid.row_words(row)
        if len(words) > 1 and row not in grid.rows:
            titles = frozenset(words)
            before = seen.get(words[0], titles)
            if 2 * len(titles & before) <= len(titles | before):
                rows.append(row)
            seen[words[0]] = titles
    return tuple(rows)


def _whole_year(grid: Grid) -> frozenset[int]:
    """Rows called 全年 below quarters or months, when they are the sum of those in at least one column."""
    found: set[int] = set()
    periods = 0
    above: dict[int, tuple[int, Decimal]] = {}  # by column how many periods have a figure, and their sum
    for row, cells in grid.rows.items():
        words = grid.row_words(row)
        if periods > 1 and any(_YEAR_ROW.fullmatch(text) for text in words):
            sums = (above.get(cell.column, (0, Decimal(0))) for cell in cells)
            if any(
                count == periods and cell.value == total != 0
                for cell, (count, total) in zip(cells, sums, strict=True)
            ):
                found.add(row)
        if _PERIOD_ROW.search("".join(words[:2])):
            periods += 1
            for cell in cells:
                count, total = above.get(cell.column, (0, Decimal(0)))
                above[cell.column] = (count + 1, total + cell.value)
    return frozenset(found)


def _pending_rows(grid: Grid, run: Run) -> _Pending:
    first, last = run.cells[0].row, run.cells[-1].row
    rows = tuple(row for row in range(first, last) if grid.pending(row, run.column))
    return _Pending(rows, tuple(row for row in rows if grid.row_kind(row, run.column) is not RowKind.ITEM))


def _awaits(above: _Above, cell: Cell, pending: Sequence[int]) -> bool:
    """Whether a figure is missing among the parts of a total."""
    first = above.leaves[0].row if above.leaves else cell.row
    return bisect_left(pending, first) < bisect_left(pending, cell.row)


def _after_pending(above: _Above, cell: Cell, pending: _Pending) -> _Above:
    """What a sub-total may still be the sum of: figures below the last row that is not complete."""
    closed = bisect_left(pending.closed, cell.row)
    last = pending.closed[closed - 1] if closed else -1
    if bisect_right(pending.rows, last) < bisect_left(pending.rows, cell.row):
        return above._replace(since=[])
    kept = bisect_right(above.since, last, key=lambda part: part.row)
    return above._replace(since=above.since[kept:]) if kept else above


def _total(grid: Grid, cell: Cell, above: _Above) -> _Sum:
    """A total with every sum it may be: of all figures, of sub-totals, of numbered rows, with the last total."""
    leaves = above.leaves
    nested = reachable([part.value for part in leaves])
    sums = set(nested or ())
    sums.add(_plain_sum((*above.subtotals, *above.since)))
    sums.add(_plain_sum([part for part in leaves if not grid.is_part(part.row, part.column)]))
    top = [part for part in leaves if TOP.match(grid.label(part.row, part.column))]
    numbered = len(top) > 1 and top[0] is leaves[0]
    if numbered:
        sums.add(_plain_sum(top))
    parts = tuple(top if numbered else (*above.subtotals, *above.since) if above.subtotals else leaves)
    if above.total is not None:
        sums |= {total + above.total.value for total in sums}
        parts = (above.total, *parts)
    if above.carried:
        sums |= {total + _plain_sum(above.carried) for total in sums}
        more = (*above.carried, *parts)
        parts = min(parts, more, key=lambda option: abs(_plain_sum(option) - cell.value))
    return _Sum(cell, parts, None if nested is None else frozenset(sums))


def _plain_sum(cells: Sequence[Cell]) -> Decimal:
    return sum((cell.value for cell in cells), Decimal(0))


def _heading_total(grid: Grid, cell: Cell, below: Iterable[Cell]) -> Iterator[_Sum]:
    """A total that stands above its parts."""
    parts = []
    for part in below:
        if grid.row_kind(part.row, part.column) is not RowKind.ITEM:
            break
        parts.append(part)
    if len(parts) > 1 and grid.label(cell.row, cell.column):
        yield _Sum(cell, tuple(parts), reachable([part.value for part in parts]))


def is_mixed(cells: Sequence[Cell]) -> bool:
    """Whether figures of a column are of several units."""
    return len({measure(cell.unit) for cell in cells if cell.unit}) > 1


def is_exact(run: Run, cells: Sequence[Cell]) -> bool:
    """Whether the figures are never rounded: scores, counts, and money in 元 to the 分."""
    if run.kind in {ColumnKind.SCORE, ColumnKind.WEIGHT}:
        return True
    units = {cell.unit for cell in cells}
    return all(measure(unit).dimension != MONEY or unit == "元" for unit in units) and "%" not in units


def _judged(grid: Grid, run: Run, one: _Sum) -> Finding | None:
    exact = is_exact(run, (one.cell, *one.parts))
    values = [part.value for part in one.parts]
    stated = one.cell.value
    if one.sums is None:
        return None
    moved = _moved(grid, one)
    if stated - moved in one.sums or stated in one.sums or agrees(stated, values, exact=exact):
        return None
    expected = sum(values, Decimal(0))
    spread = total_of(printed(value, exact=exact) for value in values)
    half = (spread.high - spread.low) / 2
    nested = (Range(Fraction(total) - half, Fraction(total) + half) for total in one.sums)
    if not exact and any(printed(stated).meets(total) for total in nested):
        return None
    if run.kind is ColumnKind.WEIGHT and _said_elsewhere(grid, stated - expected, one.parts[0].row):
        return None
    label, header = grid.label(one.cell.row, one.cell.column), header_core(run.header)
    rows = range(min(part.row for part in one.parts), one.cell.row)
    sure = len(one.parts) > 1 and not grid.strays(rows) and _sure(grid, one)
    return found(
        "table_total",
        "error" if sure else "warning",
        grid.place(one.cell.row, one.cell.column),
        f"“{label}”行“{header}”列写的是{one.cell.text}，各项相加是{plain(expected)}；请核对合计数和各项数",
        stated=one.cell.text,
        expected=plain(expected),
        working=added(values),
        quote=f"{label}：【{one.cell.text}】",
        subject=f"{label}/{header}",
    )


def _said_elsewhere(grid: Grid, missing: Decimal, first: int) -> bool:
    """Whether full marks that a total lacks stand above its parts, in the head of the form: 预算执行情况（20分）."""
    words = re.compile(
        f"[（(]\\s*{re.escape(plain(missing))}\\s*分\\s*[)）×*]|[（(]{re.escape(plain(missing))}分×"
    )
    return any(words.search(cell.text) for cell in grid.table.cells if cell.row < first)


def _moved(grid: Grid, one: _Sum) -> Decimal:
    """What is added when figures of rows that stand one column too far left are taken from where they stand."""
    if not grid.moved_rows:
        return Decimal(0)
    rows, column = grid.moved_rows & set(range(one.parts[0].row, one.cell.row)), one.cell.column
    meant = [grid.figures[row, column - 1] for row in rows if (row, column - 1) in grid.figures]
    taken = [grid.figures[row, column] for row in rows if (row, column) in grid.figures]
    return _plain_sum(meant) - _plain_sum(taken)


def _sure(grid: Grid, one: _Sum) -> bool:
    """Whether the parts are known: they stand above the total, or the same rows add up in another column."""
    if one.parts[0].row < one.cell.row:
        return True
    rows = [part.row for part in one.parts]
    for column in range(grid.table.width):
        cells = [grid.figures.get((row, column)) for row in rows]
        total = grid.figures.get((one.cell.row, column))
        values = [cell.value for cell in cells if cell is not None]
        if column == one.cell.column or total is None or len(values) != len(rows):
            continue
        sums = reachable(values)
        if total.value and sums is not None and total.value in sums:
            return True
    return False


def row_totals(given: AuditInput) -> CheckResult:
    """A column called 合计 is the sum of other columns of its row, in every row or in none."""
    checked = [(grid, column) for grid in given.figures.grids for column in _total_columns(grid)]
    findings = [finding for grid, column in checked for finding in _row_findings(grid, column)]
    return result(findings, looked=checked, nothing="没有带合计列的表格")


def _total_columns(grid: Grid) -> Iterator[Run]:
    for run in grid.runs:
        name = header_core(run.header)
        if run.kind is ColumnKind.FIGURE and _ROW_TOTAL.search(name) and not NO_SUM.search(name):
            yield run


def _row_findings(grid: Grid, run: Run) -> Iterator[Finding]:
    """Rows that break the relation which at least two other rows of the table keep."""
    right, left = [], []
    for cell in run.cells:
        others = (other for other in grid.rows[cell.row] if other.column != cell.column)
        same = [other for other in others if other.unit == cell.unit]
        right.append((cell, [other for other in same if other.column > cell.column]))
        left.append((cell, [other for other in same if other.column < cell.column]))
    for rows in (right, left):
        full = [(cell, parts) for cell, parts in rows if len(parts) > 1]
        added_up = [_adds(cell, parts) for cell, parts in full]
        wrong = [row for row, adds in zip(full, added_up, strict=True) if not adds]
        kept = [cell for (cell, _), adds in zip(full, added_up, strict=True) if adds and cell.value]
        if len(kept) >= max(2, 2 * len(wrong)):
            for cell, parts in wrong:
                yield _row_finding(grid, run, cell, parts)
            return


def _adds(cell: Cell, parts: Sequence[Cell]) -> bool:
    values = [part.value for part in parts]
    exact = cell.unit == "元" or measure(cell.unit).dimension != MONEY
    sums = reachable(values)
    return sums is None or cell.value in sums or agrees(cell.value, values, exact=exact)


def _row_finding(grid: Grid, run: Run, cell: Cell, parts: Sequence[Cell]) -> Finding:
    values = [part.value for part in parts]
    label = grid.label(cell.row, cell.column)
    return found(
        "table_row_total",
        "error",
        grid.place(cell.row, cell.column),
        f"“{label}”行的{header_core(run.header)}写的是{cell.text}，同行各项相加是{plain(sum(values, Decimal(0)))}；"
        "其他行都加得起来，请核对这一行",
        stated=cell.text,
        expected=plain(sum(values, Decimal(0))),
        working=added(values),
        quote=f"{label}：【{cell.text}】",
        subject=f"{label}/{header_core(run.header)}",
    )


CHECKS: Final = (
    Check("table_total", "表内合计、小计", column_totals),
    Check("table_row_total", "表内合计列", row_totals),
)

"""Columns worked out from two others of their table: what changed, what is left, what one of each costs, shares of one whole.

What a column is worked out from is told by its header and by the rows in which it holds; the rows in which it does not
are reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import permutations
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, agrees, printed, ratio_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.table_rates import RateColumn, all_rates
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, plain, quantize
from ziping.language.claims.units import MONEY, measure
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.grids import Cell, ColumnKind, Grid, Run

_APART = re.compile("差|增减|变化|变动|增加|减少|增长额|降低|未|结余|剩余|节约|节余|扣分")
_BETWEEN = re.compile("差|增减|变化|变动|率|占")
"""Headers of columns that come about in one way only; what is left over may have other sources in some rows."""
_EACH = re.compile("[人户件次场个班期]均|平均|每.{1,4}|单价|单位成本")
_POINTS: Final = frozenset(("", "%", "百分点"))
_MOST_COLUMNS: Final = 12
"""Wider tables are not searched for the two columns that give a third."""
_LEAST_HELD: Final = 2
_EXACT_SHARE: Final = 2
"""Fewest decimals of shares that point to one whole and no other."""
_HUNDRED: Final = 100
_SCALES: Final = (1, 10_000, Fraction(1, 10_000), 100)
"""元 for each thing out of 万元 and things, out of 万元 and 万人次, out of 元 and 万人次."""


class _Rule(NamedTuple):
    """How a column comes about: what its figures should be, and what from, by row."""

    run: Run
    expected: dict[int, Fraction]
    terms: dict[int, tuple[Cell, Cell]]
    sign: str
    """Written between the terms."""
    wrong: tuple[Cell, ...]
    whole: str = ""
    """What all rows are a share of."""

    @property
    def held(self) -> int:
        """In how many rows it holds."""
        return len(self.expected) - len(self.wrong)

    @property
    def doubt(self) -> int:
        """How many rows must hold for each that does not."""
        return 1 if _BETWEEN.search(header_core(self.run.header)) else 2

    @property
    def varied(self) -> bool:
        """Whether the rows in which it holds are not all of the same figures."""
        right = [cell for cell in self.run.cells if cell.row in self.terms and cell not in self.wrong]
        return len({(cell.value, *(one.value for one in self.terms[cell.row])) for cell in right}) > 1

    def shown(self, cell: Cell) -> str:
        """What the figure of a row is worked out from."""
        a, b = self.terms[cell.row]
        return f"{a.text}{self.sign}{self.whole or b.text}"


_Holds = Callable[[Cell, Cell, Cell], bool]


def differences(given: AuditInput) -> CheckResult:
    """2024年 less 2023年 is 增减额, in every row; so are 未支出 and 与序时进度差."""
    return _checked(given, "table_difference", _APART, _difference, "没有写增减、差额的列")


def prices(given: AuditInput) -> CheckResult:
    """支出 by 服务人次 is 每人次成本, in every row."""
    return _checked(given, "table_each", _EACH, _price, "没有写人均、每次等平均数的列")


def _checked(
    given: AuditInput,
    code: str,
    named: re.Pattern[str],
    rule_of: Callable[[Grid, Run, Run, Run], _Rule | None],
    nothing: str,
) -> CheckResult:
    looked: list[object] = []
    findings: list[Finding] = []
    wide: list[Grid] = []
    for grid in given.figures.grids:
        runs = [run for run in grid.runs if run.kind is not ColumnKind.RATE or named is _APART]
        for run in (run for run in runs if named.search(header_core(run.header))):
            if len(runs) > _MOST_COLUMNS:
                wide.append(grid)
                break
            rule = _best(rule_of(grid, run, a, b) for a, b in permutations(_others(grid.runs, run), 2))
            if rule is not None:
                looked.append(rule)
                findings.extend(_finding(grid, code, rule, cell) for cell in rule.wrong)
    done = result(findings, looked=looked or wide, nothing=nothing)
    if not wide:
        return done
    return done._replace(not_assessable=f"表{wide[0].number}等{len(wide)}张表列数太多，没有逐列验算")


def _others(runs: Sequence[Run], run: Run) -> list[Run]:
    """The columns of the same rows."""
    rows = {cell.row for cell in run.cells}
    return [one for one in runs if one is not run and any(cell.row in rows for cell in one.cells)]


def _best(rules: Iterator[_Rule | None]) -> _Rule | None:
    """The one that most rows follow, when most do."""
    known = [
        rule
        for rule in rules
        if rule is not None and rule.held >= max(_LEAST_HELD, rule.doubt * len(rule.wrong)) and rule.varied
    ]
    return max(known, key=lambda rule: (rule.held, -len(rule.wrong)), default=None)


def _difference(grid: Grid, run: Run, first: Run, second: Run) -> _Rule | None:
    """A column as one less another."""

    def holds(cell: Cell, a: Cell, b: Cell) -> bool:
        whole = not any(map(decimal_places, (cell.value, a.value, b.value)))
        return agrees(cell.value, [a.value, -b.value], exact=whole)

    def alike(cell: Cell, a: Cell, b: Cell) -> bool:
        same = a.unit == b.unit
        return same and (cell.unit == a.unit or (a.unit == "%" and cell.unit in _POINTS))

    rows = list(_rows(grid, run, first, second, alike))
    if not rows or not any(a.value and b.value for _, a, b in rows):
        return None
    return _rule(run, rows, holds, lambda a, b: Fraction(a.value - b.value), "-")


def _rows(grid: Grid, run: Run, first: Run, second: Run, alike: _Holds) -> Iterator[tuple[Cell, Cell, Cell]]:
    """The rows that have a figure in all three columns."""
    for cell in run.cells:
        a, b = grid.figures.get((cell.row, first.column)), grid.figures.get((cell.row, second.column))
        if a is not None and b is not None and alike(cell, a, b):
            yield cell, a, b


def _rule(
    run: Run,
    rows: Sequence[tuple[Cell, Cell, Cell]],
    holds: _Holds,
    expected: Callable[[Cell, Cell], Fraction],
    sign: str,
) -> _Rule:
    return _Rule(
        run,
        {cell.row: expected(a, b) for cell, a, b in rows},
        {cell.row: (a, b) for cell, a, b in rows},
        sign,
        tuple(cell for cell, a, b in rows if not holds(cell, a, b)),
    )


def _price(grid: Grid, run: Run, first: Run, second: Run) -> _Rule | None:
    """A column as one by another, in the units they are printed in."""

    def alike(cell: Cell, a: Cell, b: Cell) -> bool:
        money = measure(a.unit).dimension == MONEY == measure(cell.unit).dimension
        return money and measure(b.unit).dimension != MONEY and b.unit != "%" and b.value > 0

    rows = list(_rows(grid, run, first, second, alike))
    rules = [_rule(run, rows, _quotient_of(scale), partial(_one_costs, scale), "÷") for scale in _SCALES]
    return max(rules, key=lambda rule: rule.held) if rows else None


def _one_costs(scale: Fraction | int, a: Cell, b: Cell) -> Fraction:
    return scale * Fraction(a.value) / Fraction(b.value)


def _quotient_of(scale: Fraction | int) -> _Holds:
    def holds(cell: Cell, a: Cell, b: Cell) -> bool:
        ratio = ratio_of(printed(a.value), printed(b.value, exact="." not in b.text), 1)
        return ratio is not None and Range(ratio.low * scale, ratio.high * scale).meets(printed(cell.value))

    return holds


def _finding(grid: Grid, code: str, rule: _Rule, cell: Cell) -> Finding:
    a, b = rule.terms[cell.row]
    terms = dict.fromkeys((cell, a, b))
    exact = rule.expected[cell.row]
    places = max(map(decimal_places, (cell.value, a.value, b.value)))
    expected = plain(quantize(exact, places if rule.sign == "-" else max(2, decimal_places(cell.value))))
    label, header = grid.label(cell.row, cell.column), header_core(rule.run.header)
    return found(
        code,
        "warning",
        grid.place(cell.row, cell.column),
        f"“{label}”的{header}写的是{cell.text}，按同行的{rule.shown(cell)}应是{expected}；请核对这几个数",
        stated="、".join(one.text for one in terms),
        expected=expected,
        working=f"{rule.shown(cell)}={expected}",
        quote=f"{label}：【{cell.text}】",
        subject=f"{label}/{header}",
        also=(grid.place(one.row, one.column) for one in terms),
    )


def shares(given: AuditInput) -> CheckResult:
    """累计执行率 is 累计支出 of one budget, 占全年 is 当季 of one year's sum: the rows point to a figure of the report."""
    known = sorted({f.value for f in (*given.figures.text, *given.figures.table) if f.value > 0})
    rules = [
        (grid, rule)
        for grid, rates in given.figures.once(all_rates)
        for run in _undivided(grid, rates)
        if (rule := _best(_shares(grid, run, known))) is not None
    ]
    findings = [_finding(grid, "table_share", rule, cell) for grid, rule in rules for cell in rule.wrong]
    return result(findings, looked=rules, nothing="没有占同一个总数的比率列")


def _undivided(grid: Grid, rates: Sequence[RateColumn]) -> Iterator[Run]:
    """The columns in per cent that are not one column of the table by another."""
    known = {rate.run.column for rate in rates if rate.division is not None}
    if grid.table.width <= _MOST_COLUMNS:
        yield from (
            run
            for run in grid.runs
            if run.column not in known and all(cell.unit == "%" for cell in run.cells)
        )


def _shares(grid: Grid, run: Run, known: Sequence[Decimal]) -> Iterator[_Rule | None]:
    """For each other column the whole that most of its rows point to, when the report has such a figure."""
    for other in (one for one in _others(grid.runs, run) if one.kind is ColumnKind.FIGURE):
        rows = [
            (cell, a, a)
            for cell in run.cells
            if (a := grid.figures.get((cell.row, other.column))) is not None
            and a.unit != "%"
            and decimal_places(cell.value) >= _EXACT_SHARE
            and 0 < cell.value < _HUNDRED
        ]
        pointed = Counter(whole for cell, a, _ in rows for whole in _pointed(cell, a, known))
        if len(rows) > _LEAST_HELD and pointed:
            whole = max(pointed, key=pointed.__getitem__)
            holds = _part_of(whole)
            apart = [(cell, a) for cell, a, _ in rows if not holds(cell, a, a)]
            others = Counter(other for cell, a in apart for other in _pointed(cell, a, known))
            if max(others.values(), default=0) > 1:
                continue  # shares of two wholes in one column
            yield _rule(run, rows, _part_of(whole), partial(_percent_of, whole), "÷")._replace(
                whole=plain(whole)
            )


def _pointed(cell: Cell, a: Cell, known: Sequence[Decimal]) -> Sequence[Decimal]:
    """The figures of the report that an amount may be the printed share of."""
    whole = ratio_of(printed(a.value), printed(cell.value))
    if whole is None:
        return ()
    first = bisect_left(known, whole.low, key=Fraction)
    return known[first : bisect_right(known, whole.high, key=Fraction)]


def _part_of(whole: Decimal) -> _Holds:
    def holds(cell: Cell, a: Cell, _: Cell) -> bool:
        ratio = ratio_of(printed(a.value), printed(whole))
        return ratio is not None and ratio.meets(printed(cell.value))

    return holds


def _percent_of(whole: Decimal, a: Cell, _: Cell) -> Fraction:
    return Fraction(a.value) / Fraction(whole) * _HUNDRED


CHECKS: Final = (
    Check("table_difference", "表内增减、差额列", differences),
    Check("table_each", "表内单位成本列", prices),
    Check("table_share", "表内占同一总数的比率", shares),
)

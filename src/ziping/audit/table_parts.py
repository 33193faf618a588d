"""Tables: what stands under a numbered heading row, or after 其中, against the row itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ziping.audit.arithmetic import added, agrees, reachable
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.table_totals import NO_SUM, TOP, is_exact, is_mixed
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import plain
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.grids import Cell, ColumnKind, Grid, RowKind, Run


def parts_of_rows(given: AuditInput) -> CheckResult:
    """What stands under a numbered heading row, or after 其中, is not more than the row itself, nor less elsewhere."""
    groups = [
        (grid, run, head, parts)
        for grid in given.figures.grids
        for run in grid.runs
        if run.kind is ColumnKind.FIGURE
        and not NO_SUM.search(header_core(run.header))
        and not is_mixed(run.cells)
        for head, parts in _groups(grid, run)
    ]
    complete = _complete(groups)
    findings = []
    for grid, run, head, parts in groups:
        finding = _part_finding(grid, run, head, parts, complete=(grid.number, head.row) in complete)
        if finding is not None:
            findings.append(finding)
    return result(findings, looked=groups, nothing="没有带“其中”或分级编号的表格")


_Group = tuple[Grid, Run, Cell, Sequence[Cell]]


def _groups(grid: Grid, run: Run) -> Iterator[tuple[Cell, Sequence[Cell]]]:
    head: Cell | None = None
    parts: list[Cell] = []
    for cell in run.cells:
        label, kind = grid.label(cell.row, cell.column), grid.row_kind(cell.row, cell.column)
        if TOP.match(label) or kind is not RowKind.ITEM:
            if head is not None and parts:
                yield head, parts
            head, parts = (cell if kind is RowKind.ITEM else None), []
        elif head is not None:
            parts.append(cell)
    if head is not None and parts:
        yield head, parts


def _complete(groups: Sequence[_Group]) -> frozenset[tuple[int, int]]:
    """Heading rows whose parts add up in at least one column."""
    return frozenset(
        (grid.number, head.row)
        for grid, run, head, parts in groups
        if head.value and len(parts) > 1 and _nested_sum(run, head, parts)
    )


def _nested_sum(run: Run, head: Cell, parts: Sequence[Cell]) -> bool:
    values = [part.value for part in parts]
    sums = reachable(values)
    return (
        sums is None or head.value in sums or agrees(head.value, values, exact=is_exact(run, (head, *parts)))
    )


def _part_finding(
    grid: Grid, run: Run, head: Cell, parts: Sequence[Cell], *, complete: bool
) -> Finding | None:
    values = [part.value for part in parts]
    exact = is_exact(run, (head, *parts))
    if _nested_sum(run, head, parts):
        return None
    least = Fraction(min(reachable(values) or (head.value,)))
    slack = Fraction(0) if exact else Fraction(len(parts) + 1, 2) / 100
    severity: Severity
    if complete:
        severity = "error"
    elif least > Fraction(head.value) + slack and min(values) >= 0:
        severity = "warning"
    else:
        return None
    label, total = grid.label(head.row, head.column), sum(values, Decimal(0))
    return found(
        "table_parts",
        severity,
        grid.place(head.row, head.column),
        f"“{label}”写的是{head.text}，下面各项相加是{plain(total)}；请核对",
        stated=head.text,
        expected=plain(total),
        working=added(values),
        quote=f"{label}：【{head.text}】",
        subject=f"{label}/{header_core(run.header)}",
    )


CHECKS: Final = (Check("table_parts", "表内分项与上级项", parts_of_rows),)

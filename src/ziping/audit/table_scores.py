"""Score tables: no score above its full marks, groups as heavy as they say, full marks that make a hundred."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.arithmetic import added
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.document import TableCell
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain, trim_zeros
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_quantity
from ziping.language.reports.grids import Cell, ColumnKind, Grid, RowKind

_GROUP = re.compile(r"^(?P<name>.{2,20}?)\s*[（(]\s*(?P<weight>[0-9.]{1,5})\s*分\s*[)）]$")


class Scored(NamedTuple):
    """A row of a score table."""

    weight: Cell
    score: Cell


def scored_rows(grid: Grid) -> Iterator[Scored]:
    """Rows with full marks and score side by side: for each score the nearest full marks left of it."""
    kinds = {(cell.row, cell.column): run.kind for run in grid.runs for cell in run.cells}
    for row, cells in grid.rows.items():
        weight: Cell | None = None
        for cell in cells:
            kind = kinds.get((row, cell.column))
            if kind is ColumnKind.WEIGHT:
                weight = cell
            elif kind is ColumnKind.SCORE and weight is not None:
                yield Scored(weight, cell)


def within_full_marks(given: AuditInput) -> CheckResult:
    """No score is above its full marks."""
    rows = [(grid, row) for grid in given.figures.grids for row in scored_rows(grid)]
    findings = [_above(grid, row) for grid, row in rows if row.score.value > row.weight.value]
    return result(findings, looked=rows, nothing="没有分值和得分并列的表格")


def _above(grid: Grid, row: Scored) -> Finding:
    label = grid.label(row.score.row, row.weight.column)
    return found(
        "score_above_full",
        "error",
        grid.place(row.score.row, row.score.column),
        f"“{label}”分值{row.weight.text}分，得分却是{row.score.text}分；得分不能高于分值，请核对",
        stated=row.score.text,
        expected=f"不超过{row.weight.text}",
        working=f"{row.score.text}>{row.weight.text}",
        quote=f"{label}：{row.weight.text}，【{row.score.text}】",
        subject=label,
    )


class _Group(NamedTuple):
    """A heading cell that says its weight, and the rows it covers.

    ``farther`` also holds the rows below other words in its column: a reader may have moved them there.
    """

    name: str
    weight: Decimal
    row: int
    column: int
    cells: tuple[Cell, ...]
    farther: tuple[Cell, ...]


def group_weights(given: AuditInput) -> CheckResult:
    """Full marks under 产出指标（50分） add up to 50."""
    groups = [(grid, group) for grid in given.figures.grids for group in _groups(grid)]
    findings = [
        _group_finding(grid, group)
        for grid, group in groups
        if len(group.cells) > 1 and group.weight not in {_weight(group.cells), _weight(group.farther)}
    ]
    return result(findings, looked=groups, nothing="没有写明分值的指标组")


def _weight(cells: tuple[Cell, ...]) -> Decimal:
    return sum((cell.value for cell in cells), Decimal(0))


def _groups(grid: Grid) -> Iterator[_Group]:
    """Groups of one column; one repeated after a page break goes on."""
    weights = sorted(cell for run in grid.runs if run.kind is ColumnKind.WEIGHT for cell in run.cells)
    kinds = {RowKind.ITEM, RowKind.MEAN}  # 平均办结天数 is an indicator
    items = [cell for cell in weights if grid.row_kind(cell.row, cell.column) in kinds]
    heads = [(cell, match) for cell in grid.table.cells if (match := _headed(cell.text)) is not None]
    ends = _Ends(grid, [cell for cell, _ in heads]) if heads else None
    pieces: dict[tuple[int, str], list[_Group]] = {}
    for head, match in sorted(heads, key=lambda pair: (pair[0].column, pair[0].row)):
        weight = parse_quantity(match["weight"])
        if weight is None or ends is None:
            continue
        row, column = head.row, head.column
        end, last = ends.of(head), ends.next_after(head)
        if grid.strays(range(row, end)):
            continue
        first, stop = (bisect_left(items, at, key=_row_of) for at in (row, last))
        covered = tuple(cell for cell in items[first:stop] if cell.column > column)
        cells = tuple(cell for cell in covered if cell.row < end)
        group = _Group(match["name"], weight.value, row, column, cells, covered)
        pieces.setdefault((column, clean_text(match["name"])), []).append(group)
    for same in pieces.values():
        yield same[0]._replace(
            cells=tuple(cell for piece in same for cell in piece.cells),
            farther=tuple(cell for piece in same for cell in piece.farther),
        )


def _headed(text: str) -> re.Match[str] | None:
    return _GROUP.match(" ".join(text.split()))


def _row_of(cell: Cell) -> int:
    return cell.row


class _Ends:
    """Where the groups of a table end."""

    def __init__(self, grid: Grid, heads: Sequence[TableCell]) -> None:
        self._height = grid.table.height
        columns = sorted({cell.column for cell in heads})
        self._begun = {
            column: sorted({cell.row for cell in grid.table.cells if cell.text and cell.column <= column})
            for column in columns
        }
        totals = {row for row in range(self._height) if grid.row_kind(row, grid.table.width) is RowKind.TOTAL}
        self._next = {
            column: sorted(totals.union(cell.row for cell in heads if cell.column <= column < cell.end))
            for column in columns
        }

    def of(self, head: TableCell) -> int:
        """The row where something else stands in the group's column or left of it."""
        return self._first(self._begun[head.column], head.row + head.rows)

    def next_after(self, head: TableCell) -> int:
        """The row of the next group or of the next total."""
        return self._first(self._next[head.column], head.row + 1)

    def _first(self, rows: Sequence[int], least: int) -> int:
        index = bisect_left(rows, least)
        return rows[index] if index < len(rows) else max(self._height, least)


def _group_finding(grid: Grid, group: _Group) -> Finding:
    total = _weight(group.cells)
    return found(
        "group_weight",
        "error" if group.cells == group.farther else "warning",
        grid.place(group.row, group.column),
        f"“{group.name}”写明{plain(trim_zeros(group.weight))}分，下面各指标分值相加是{plain(trim_zeros(total))}分；请核对",
        stated=plain(group.weight),
        expected=plain(total),
        working=added([cell.value for cell in group.cells]),
        quote=f"【{group.name}】",
        subject=group.name,
    )


CHECKS: Final = (
    Check("score_above_full", "得分不超过分值", within_full_marks),
    Check("group_weight", "指标组分值", group_weights),
)

"""Tables of indicators beyond the known forms: a target missed and full marks, a target far exceeded without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain, quantize, trim_zeros
from ziping.language.form_cells import Actual, Figure, Target, in_terms_of, read_actual, read_target
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_quantity
from ziping.language.reports.cell_text import header_core, is_mark
from ziping.language.reports.grids import Grid

_TARGET = re.compile("(?:年初|年度|预期|绩效)?(?:目标|指标|计划)(?:值|数)")
_ACTUAL = re.compile("(?:全年|年度)?(?:实际)?完成(?:值|数|情况)|实际值")
_WEIGHT = re.compile("分值|权重|满分|标准分")
_SCORE = re.compile("(?:自评|实际)?得分")
_REASON = re.compile("原因|说明|偏差|备注")
_NO_REASON: Final = frozenset(("无", "不适用", "没有"))
_FAR: Final = Fraction(1)
"""An excess from which a target was hardly meant: twice the target."""


class _Columns(NamedTuple):
    """Where the columns of a table of indicators stand; ``reason`` is -1 where there is none."""

    header: int
    target: int
    actual: int
    weight: int
    score: int
    reason: int


class IndicatorRow(NamedTuple):
    """An indicator with its target and what was reached."""

    grid: Grid
    row: int
    columns: _Columns
    label: str
    target: Figure
    actual: Figure
    """In the unit of the target."""
    weight: Decimal
    score: Decimal
    reason: str
    stated: str


def indicators(given: AuditInput) -> CheckResult:
    """Full marks beside a target that was missed, and no reason beside one that was passed twofold."""
    read = {form.form.name for form in given.forms}
    rows = (
        [] if read else [row for grid in given.figures.grids for row in indicator_rows(grid, given.year or 0)]
    )
    findings = [finding for row in rows for finding in (*_missed(row), *_exceeded(row))]
    return result(findings, looked=rows, nothing="没有带目标值、完成值、分值和得分的表格")


def indicator_rows(grid: Grid, year: int) -> Iterator[IndicatorRow]:
    """The rows of a table that have a target and a result in its unit."""
    columns: _Columns | None = None
    for row in range(grid.table.height):
        columns = _columns(grid, row) or columns
        if columns is None or row <= columns.header:
            continue
        weight, score = _number(grid, row, columns.weight), _number(grid, row, columns.score)
        target, actual = _read(grid, row, columns, year)
        if (
            weight is None
            or score is None
            or not isinstance(target, Figure)
            or not isinstance(actual, Figure)
        ):
            continue
        same = in_terms_of(actual, target)
        label = grid.label(row, columns.target)
        if same is not None and label and target.sign is not None:
            text = _text(grid, row, columns.reason)
            reason = "" if is_mark(text) or clean_text(text) in _NO_REASON else text
            yield IndicatorRow(
                grid,
                row,
                columns,
                label,
                target,
                same,
                weight,
                score,
                reason,
                _text(grid, row, columns.actual),
            )


def _columns(grid: Grid, row: int) -> _Columns | None:
    """The columns when a row is the header of a table of indicators."""
    names = {cell.column: clean_text(header_core(cell.text)) for cell in grid.table.row(row) if cell.text}
    places = [
        next((column for column, name in names.items() if words.fullmatch(name)), -1)
        for words in (_TARGET, _ACTUAL, _WEIGHT, _SCORE)
    ]
    if min(places) < 0:
        return None
    reason = next((column for column, name in names.items() if _REASON.search(name)), -1)
    target, actual, weight, score = places
    return _Columns(row, target, actual, weight, score, reason)


def _read(grid: Grid, row: int, columns: _Columns, year: int) -> tuple[Target | None, Actual | None]:
    target, actual = _text(grid, row, columns.target), _text(grid, row, columns.actual)
    if not target or not actual:
        return None, None
    meant = read_target(target, year)
    return meant, read_actual(actual, meant, year)


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.table.at(row, column) if column >= 0 else None
    return cell.text.strip() if cell else ""


def _number(grid: Grid, row: int, column: int) -> Decimal | None:
    quantity = parse_quantity(_text(grid, row, column)) if _text(grid, row, column) else None
    return quantity.value if quantity else None


def _met(row: IndicatorRow) -> bool:
    actual, target = row.actual.value, row.target.value
    return {
        "at_least": actual >= target,
        "more_than": actual >= target,  # “>1人” met by 1 is asked elsewhere
        "at_most": actual <= target,
        "less_than": actual <= target,
    }.get(row.target.sign or "", True)


def _missed(row: IndicatorRow) -> Iterator[Finding]:
    if _met(row) or row.weight <= 0 or row.score < row.weight or row.reason:
        return
    target = _text(row.grid, row.row, row.columns.target)
    yield found(
        "missed_full_marks",
        "warning",
        row.grid.place(row.row, row.columns.score),
        f"“{row.label}”完成{row.stated}，没有达到目标{target}，却得了满分{plain(row.score)}分；请按评分标准扣分或写明理由",
        stated=row.stated,
        expected=f"低于{plain(trim_zeros(row.weight))}分",
        working=f"{plain(row.actual.value)}与{plain(row.target.value)}",
        quote=f"{row.label}：{target}，【{row.stated}】，{plain(row.score)}分",
        subject=row.label,
    )


def _exceeded(row: IndicatorRow) -> Iterator[Finding]:
    if row.target.sign not in {"at_least", "more_than"} or row.target.value <= 0 or row.reason:
        return
    excess = Fraction(row.actual.value) / Fraction(row.target.value) - 1
    if excess < _FAR:
        return
    percent = f"{plain(trim_zeros(quantize(excess * 100, 2)))}%"
    yield found(
        "far_above_target",
        "warning",
        row.grid.place(row.row, row.columns.actual),
        f"“{row.label}”完成{row.stated}，超过目标{percent}，目标可能定得偏低，也没有说明原因；请补写",
        stated=row.stated,
        working=f"({plain(row.actual.value)}-{plain(row.target.value)})÷{plain(row.target.value)}={percent}",
        quote=f"{row.label}：【{row.stated}】",
        subject=row.label,
    )


CHECKS: Final = (Check("indicator_rows", "指标的目标、完成值与得分", indicators),)

"""Score sheets of a report: rows with an indicator, its points and its score, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.domain.place import Place
from ziping.language.numerals import parse_quantity
from ziping.language.reports.cell_text import clean_lines, is_mark
from ziping.language.reports.grids import Grid, RowKind

_LABELS: Final = re.compile("指标|项目名称|评价内容|考核内容|^内容$")
_LEVEL: Final = re.compile("[一二三1-3]级指标|指标名称|^指标$|评价指标")
_WEIGHT: Final = re.compile("^(?:指标)?(?:分值|权重|满分|标准分)(?:值|数)?$")
_SCORE: Final = re.compile("^(?:单位)?(?:自评|评价)?(?:得分|分数|评分)$")
_REMARK: Final = re.compile("扣分|说明|原因|备注")
_RULE: Final = re.compile("评分标准|评分细则|评分办法|计分|评价标准")
_POINTS = re.compile("[（(]\\s*[0-9.]+\\s*分\\s*[)）]")
_SUM = re.compile("小计|合计|总计|总分|综合得分")
_PLAIN_NUMBER = re.compile("[0-9]+(?:\\.[0-9]+)?")


class ScoreRow(NamedTuple):
    """A row of a score sheet.

    Attributes:
        label: the innermost indicator name of the row, without line breaks.
        path: all indicator names of the row from the outside in, labels of merged cells above included.
        weight: 分值; None where the cell is empty (merged with the one above).
        score: 得分 as printed; None where empty.
        rule: 评分标准 of the row, ``""`` when there is none.
        remark: 扣分原因, ``""`` when empty.
        place: of the score.
        row: of the table, from 0.
        table: running number of the table from 1.
        column: of the score, from 0.
    """

    label: str
    path: tuple[str, ...]
    weight: Decimal | None
    score: Decimal | None
    rule: str
    remark: str
    place: Place
    row: int
    table: int
    column: int

    @property
    def lost(self) -> Decimal | None:
        """Points lost, None when either figure is missing."""
        return None if self.weight is None or self.score is None else self.weight - self.score


class _Columns(NamedTuple):
    header: int
    labels: tuple[int, ...]
    weight: int
    score: int
    rule: int
    remark: int


def score_rows(grids: tuple[Grid, ...], *, pending: bool = False) -> tuple[ScoreRow, ...]:
    """The rows of all score sheets, totals and sub-totals left out.

    Points in a cell that belongs to several rows count for none of them.

    Args:
        grids: the tables of a document.
        pending: also rows whose score is still to be filled in (待补充).
    """
    rows = list(_rows(grids, pending=pending))
    for index, row in enumerate(rows[:-1]):
        after = rows[index + 1]
        if (
            row.weight is not None
            and after.weight is None
            and after.table == row.table
            and after.row == row.row + 1
        ):
            rows[index] = row._replace(weight=None)
    return tuple(rows)


def _rows(grids: tuple[Grid, ...], *, pending: bool) -> Iterator[ScoreRow]:
    for grid in grids:
        columns = None
        held: dict[int, str] = {}
        for row in range(grid.table.height):
            found = _columns(grid, row)
            if found is not None:
                columns, held = found, {}
            elif columns is not None:
                read = _row(grid, row, columns, held)
                if read is not None and (read.score is not None or pending):
                    yield read


def _columns(grid: Grid, row: int) -> _Columns | None:
    """The columns when the row is the header of a score sheet."""
    names = {
        cell.column: "".join(clean_lines(cell.text).split()) for cell in grid.table.row(row) if cell.text
    }
    labels = tuple(column for column, name in names.items() if _LEVEL.search(name))
    weight = _first(names, _WEIGHT)
    score = _first(names, _SCORE)
    if not labels or score < 0 or weight < 0:
        return None
    return _Columns(row, labels, weight, score, _first(names, _RULE), _first(names, _REMARK))


def _first(names: dict[int, str], pattern: re.Pattern[str]) -> int:
    return next((column for column, name in names.items() if pattern.search(name)), -1)


def _row(grid: Grid, row: int, columns: _Columns, held: dict[int, str]) -> ScoreRow | None:
    own = {column: _text(grid, row, column) for column in columns.labels}
    score = _number(grid, row, columns.score)
    weight = None if _shared(grid, row, columns) else _number(grid, row, columns.weight)
    for column, text in own.items():
        if text and not _SUM.fullmatch(text):
            held[column] = text
            for inner in columns.labels:
                if inner > column and not own[inner]:
                    held.pop(inner, None)
    names = [own[column] for column in columns.labels if own[column]]
    unscored = score is None and not grid.pending(row, columns.score)
    if not names or unscored or grid.row_kind(row, columns.score) is not RowKind.ITEM:
        return None
    if _PLAIN_NUMBER.fullmatch(names[-1]) or _LABELS.fullmatch(names[-1]):
        return None  # shifted by the reader
    label = names[-1]
    path = tuple(dict.fromkeys(held[column] for column in columns.labels if column in held))
    return ScoreRow(
        label,
        path,
        weight,
        score,
        _text(grid, row, columns.rule),
        _text(grid, row, columns.remark),
        grid.place(row, columns.score),
        row,
        grid.number,
        columns.score,
    )


def _shared(grid: Grid, row: int, columns: _Columns) -> bool:
    """Whether the points stand in a cell that reaches over more rows than the indicator's name."""
    points = grid.table.at(row, columns.weight)
    names = [cell for column in columns.labels if (cell := grid.table.at(row, column)) is not None]
    return points is not None and points.rows > 1 and (not names or points.rows > names[-1].rows)


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.table.at(row, column) if column >= 0 else None
    text = _POINTS.sub("", clean_lines(cell.text)) if cell else ""
    return "" if is_mark(text) else text


def _number(grid: Grid, row: int, column: int) -> Decimal | None:
    cell = grid.table.at(row, column)
    quantity = parse_quantity(cell.text) if cell and cell.text.strip() else None
    return quantity.value if quantity is not None else None

"""The figures of table cells, named by their row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ziping.compare.sides import Side
from ziping.compare.told import (
    CONTENT,
    DIGITS,
    NOT_COUNTED,
    Rename,
    Told,
    is_sheet,
    of_subject,
    own_year,
    value_range,
    with_role,
)
from ziping.language.claims.units import RATIO, SCORE
from ziping.language.figure_names import bare_words, is_role, is_subject, name_of, subjects_in, unit_kind
from ziping.language.labels import clean_text, pairs
from ziping.language.numerals import find_numbers
from ziping.language.reports.cell_text import clean_lines, header_core
from ziping.language.reports.figures import QUANTITIES, Figure
from ziping.language.reports.grids import Grid, RowKind

_CHANGE_COLUMN = re.compile("增减|增长|变动(?!率$)|同比|比上年|较上年|差异|差额|备注")
_PAST_COLUMN = re.compile("上一?年|去年|上期")
_OF_YEAR = re.compile("(?:上一?|本|去|当)年度?|(?:19|20)[0-9]{2}年度?")
_COLUMN_YEAR = re.compile("((?:19|20)[0-9]{2})年?")
_SAYS_NOTHING = re.compile(
    "指标值|完成值|实际值|目标值|完成情况|^(?:数值|数据|数额|金额|结果|内容|数量|值|数|情况)$"
)
"""Headers that leave it to the row what a cell is about."""
_UNIT_COLUMN = re.compile("(?:计量)?单位")
_VALUE = re.compile("^(?:[≥≤><＞＜=＝]|(?!(?:19|20)[0-9]{2}年)[0-9][0-9.,]*[^年]{0,4}$)")
_AIM_CELL: Final = 15
"""Letters of a target; a longer cell is a sentence."""
_AIM_COLUMN = re.compile("指标值|目标|计划数|计划值|预期")


def table_figures(side: Side, rename: Rename) -> Iterator[Told]:
    """The figures of all cells that hold nothing else, those of score sheets left out."""
    grids = {grid.number: grid for grid in side.figures.grids if not is_sheet(grid)}
    for figure in (*side.figures.table, *(aim for grid in grids.values() for aim in _aims(grid))):
        grid = grids.get(figure.at[0]) if figure.at is not None else None
        told = _told_cell(side, grid, figure, rename) if grid is not None else None
        if told is not None:
            yield told


def _aims(grid: Grid) -> Iterator[Figure]:
    """Targets with a comparison in the cell: ≥80人."""
    for cell in grid.table.cells:
        at = (cell.row, cell.column)
        if at in grid.figures or len(cell.text) > _AIM_CELL or not _AIM_COLUMN.search(_title(grid, *at)):
            continue
        found = [number for number in find_numbers(cell.text) if number.kind in QUANTITIES]
        if len(found) == 1 and isinstance(found[0].value, Decimal):
            number = found[0]
            yield Figure(
                value=found[0].value,
                unit=number.unit,
                label=grid.label(*at),
                after="",
                period="",
                modifier=number.modifier,
                surface=cell.text.strip(),
                place=grid.place(*at),
                kind=number.kind,
                at=(grid.number, *at),
            )


def _title(grid: Grid, row: int, column: int) -> str:
    """The header of a cell, cells with figures and comparisons above it passed over."""
    while row > 0:
        header = grid.header(row, column)
        if not header or not _VALUE.search(header):
            return header
        row = grid.header_row(row, column)
    return ""


def _told_cell(side: Side, grid: Grid, figure: Figure, rename: Rename) -> Told | None:
    _, row, column = figure.at or (0, 0, 0)
    keyed = row in grid.key_rows
    header = "" if keyed else _title(grid, row, column)
    if figure.measure.dimension in {*NOT_COUNTED, SCORE} or _CHANGE_COLUMN.search(header):
        return None
    label, figure = _row_label(grid, figure, row, column)
    words = _cell_words(grid, label, header, row, column)
    name = rename(name_of(words))
    if is_role(name.canon):
        spoken = subjects_in(grid.caption)
        name = of_subject(name, spoken[-1].subject if spoken else "")
    elif is_subject(name.canon):
        name = with_role(name, "预算" if "预算" in f"{header}{grid.caption}" else "")
    if not name.canon:
        return None
    content = "满意" in name.canon and figure.measure.dimension == RATIO
    aim = grid.is_target(row, column) or bool(_AIM_COLUMN.search(header))
    return Told(
        figure,
        bare_words(_OF_YEAR.sub("", words)),
        name,
        CONTENT if content else unit_kind(figure.unit),
        *value_range(figure, content=content),
        _column_year(side, f"{header} {grid.label(row, column)}"),
        figure.period[-2:] if "Q" in figure.period else "",
        "",
        "",
        aim,
        pairs(clean_text(f"{words}{grid.caption}")),
        (clean_text(f"{grid.caption}|{words}"), 0),
    )


def _row_label(grid: Grid, figure: Figure, row: int, column: int) -> tuple[str, Figure]:
    """What a row is about; a column of units between the label and the figure gives the figure its unit."""
    label = grid.label(row, column)
    cells = ((c, grid.table.at(row, c)) for c in range(column - 1, 0, -1))
    left = next((c for c, cell in cells if cell is not None and clean_lines(cell.text) == label), 0)
    if left and _holds_units(grid, row, left) and grid.label(row, left):
        return grid.label(row, left), figure if figure.unit else figure._replace(unit=label)
    return label, figure


def _holds_units(grid: Grid, row: int, column: int) -> bool:
    """Whether a column of words is headed 单位."""
    while row > 0:
        if _UNIT_COLUMN.fullmatch(header_core(grid.header(row, column))):
            return True
        row = grid.header_row(row, column)
    return False


def _cell_words(grid: Grid, label: str, header: str, row: int, column: int) -> str:
    """What a cell is called: its row and its header; only its header in a row of totals, only its row beside its label."""
    label = re.sub("^其中[:：]?", "", header_core(label))
    header = header_core(header)
    if not header:
        return label
    if grid.row_kind(row, column) is RowKind.TOTAL or DIGITS.fullmatch(label):
        return header
    if _AIM_COLUMN.fullmatch(header) or _SAYS_NOTHING.search(header):
        return label
    return f"{label}{header}"


def _column_year(side: Side, words: str) -> int:
    own = own_year(side)
    match = _COLUMN_YEAR.search(words)
    if match:
        return int(match[1])
    return own - 1 if _PAST_COLUMN.search(words) else own

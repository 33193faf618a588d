"""The figures of table cells, named by their row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.figures import Figure
from ziping.language.reports.grids import Grid, RowKind

_CHANGE_COLUMN = re.compile("增减|增长|变动(?!率$)|同比|比上年|较上年|差异|差额|备注")
_PAST_COLUMN = re.compile("上一?年|去年|上期")
_OF_YEAR = re.compile("(?:上一?|本|去|当)年度?|(?:19|20)[0-9]{2}年度?")
_COLUMN_YEAR = re.compile("((?:19|20)[0-9]{2})年?")
_SAYS_NOTHING = re.compile(
    "指标值|完成值|实际值|目标值|完成情况|^(?:数值|数据|数额|金额|结果|内容|数量|值|数|情况)$"
)
"""Headers that leave it to the row what a cell is about."""
_AIM_COLUMN = re.compile("指标值|目标|计划数|计划值|预期")


def table_figures(side: Side, rename: Rename) -> Iterator[Told]:
    """The figures of all cells that hold nothing else, those of score sheets left out."""
    grids = {grid.number: grid for grid in side.figures.grids if not is_sheet(grid)}
    for figure in side.figures.table:
        grid = grids.get(figure.at[0]) if figure.at is not None else None
        told = _told_cell(side, grid, figure, rename) if grid is not None else None
        if told is not None:
            yield told


def _told_cell(side: Side, grid: Grid, figure: Figure, rename: Rename) -> Told | None:
    _, row, column = figure.at or (0, 0, 0)
    keyed = row in grid.key_rows
    header = "" if keyed else grid.header(row, column)
    if figure.measure.dimension in {*NOT_COUNTED, SCORE} or _CHANGE_COLUMN.search(header):
        return None
    words = _cell_words(grid, row, column, keyed=keyed)
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


def _cell_words(grid: Grid, row: int, column: int, *, keyed: bool) -> str:
    """What a cell is called: its row and its header; only its header in a row of totals, only its row beside its label."""
    label = re.sub("^其中[:：]?", "", header_core(grid.label(row, column)))
    header = "" if keyed else header_core(grid.header(row, column))
    if keyed or not header:
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

"""The inputs a rubric asks for, as far as a report states them: in tables under their own name, in text right before the figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.domain.place import Place
from ziping.domain.quantity import decimal_of
from ziping.domain.rubric import LAST_YEAR, InputDefinition, Rubric
from ziping.language.claims.units import MONEY, NONE, measure
from ziping.language.labels import clean_text, variants
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.grids import ColumnKind, Grid, column_kind

_LEADS_TO = re.compile(
    "(?:数|金额|总额|合计|人数|件数|总数|共|共计|合计|为|是|达到?|有|约|均为|分别|情况|结果中?|核定|年末|实有|财政拨款|[:：，,“”（）()]|\\s)*"
)
_LAST_YEAR = re.compile("上一?年|去年")
_PARTS = re.compile("其中[:：]?$")
_RUN_IN = re.compile(
    "\\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、]\\s*)?(?P<name>[^，。；：]{3,20}?)(?:方面|情况)?[，：]"
)
_NONE = re.compile("(?:没有|无|未发生)(?P<name>[\u4e00-\u9fff]{3,12})(?=$|[，。；、\\n])")
_POINTS = re.compile("指标|分值|得分|权重|满分")
_SHEET = re.compile("评分标准|评分细则|计分办法")
_HEAD_ROWS: Final = 3
_HEAD: Final = 12
_TAIL: Final = 10
"""Letters that may stand between a name and its figure."""
_RATE_UNITS: Final = frozenset(("%", "分"))


class Stated(NamedTuple):
    """A value a report gives for an input, in the input's unit.

    Attributes:
        value: in the unit of the input.
        text: as written.
        place: where it stands.
        assumed: whether the unit is that of the input because nothing near the figure tells one.
    """

    value: Decimal
    text: str
    place: Place
    assumed: bool = False


Wanted = dict[str, InputDefinition]
"""Inputs by each of their spellings."""


def stated_inputs(figures: Figures, rubric: Rubric) -> dict[str, tuple[Stated, ...]]:
    """Every value the report gives for an input by its id; several when it contradicts itself."""
    wanted = _wanted(rubric)
    found: dict[str, dict[Decimal, Stated]] = {}
    for name, stated in (*_in_tables(figures, wanted), *_in_text(figures, wanted)):
        found.setdefault(name, {}).setdefault(stated.value, stated)
    return {name: tuple(values.values()) for name, values in found.items()}


def _wanted(rubric: Rubric) -> Wanted:
    """Inputs by their spellings; a spelling of two inputs tells nothing and is left out."""
    by_name: dict[str, dict[str, InputDefinition]] = {}
    for definition in rubric.inputs:
        if definition.type == "number":
            for name in (definition.label_zh, *definition.aliases):
                for spelling in variants(name):
                    by_name.setdefault(spelling, {})[definition.id] = definition
    return {name: next(iter(items.values())) for name, items in by_name.items() if len(items) == 1}


def _in_tables(figures: Figures, wanted: Wanted) -> Iterator[tuple[str, Stated]]:
    sheets = frozenset(grid.number for grid in figures.grids if _is_sheet(grid))
    merged = frozenset(
        grid.number
        for grid in figures.grids
        if any(cell.columns > 1 or cell.rows > 1 for cell in grid.table.cells)
    )
    for figure in figures.table:
        if figure.at is None or figure.at[0] in sheets or _is_score(figures, figure):
            continue
        for name in dict.fromkeys(map(clean_text, _table_names(figures, figure, merged))):
            definition = wanted.get(_bare(name))
            if definition is not None:
                yield from _as_input(figure, definition)
                break


def _table_names(figures: Figures, figure: Figure, merged: Collection[int]) -> Iterator[str]:
    """What a figure of a table may be called: row with column, either alone, the words of its row."""
    row, _, header = figure.label.partition(" ")
    if figure.at is None:
        return
    number, at, column = figure.at
    grid = figures.grids[number - 1]
    if not header or number in merged or _aligned(grid, at, column):
        yield from (row + header, header + row, row, header)
    else:
        yield row
    if len(grid.rows[at]) == 1:
        yield from reversed(grid.row_words(at, column))


def _aligned(grid: Grid, row: int, column: int) -> bool:
    """Whether a column without merged cells stands under its header: what stands right of 其中 is shifted when they are lost."""
    top = grid.header_row(row, column)
    heads = [cell for above in (top, top - 1) if above >= 0 for cell in grid.table.row(above)]
    return all(column < cell.column for cell in heads if _PARTS.match(cell.text.strip()))


def _is_score(figures: Figures, figure: Figure) -> bool:
    """Whether the column holds points."""
    if figure.at is None:
        return False
    number, row, column = figure.at
    grid = figures.grids[number - 1]
    return column_kind(grid.header(row, column)) in {ColumnKind.SCORE, ColumnKind.WEIGHT}


def _is_sheet(grid: Grid) -> bool:
    """Whether the whole table is a score sheet."""
    return any(
        _SHEET.search(cell.text)
        for cell in grid.table.cells
        if cell.row < _HEAD_ROWS and len(cell.text) < _HEAD
    )


def _bare(name: str) -> str:
    """A row label without its number, 其中 and 上年."""
    return re.sub("^(?:其中|上一?年度?|[0-9一二三四五六七八九十]+[、.．])+", "", name)


def _in_text(figures: Figures, wanted: Wanted) -> Iterator[tuple[str, Stated]]:
    longest = max(map(len, wanted), default=0)
    for figure in figures.text:
        if figures.passages[figure.passage].norm or not figure.exact:
            continue
        definition = _named_before(clean_text(figure.label), wanted, longest)
        if definition is not None:
            yield from _as_input(figure, definition)
    for passage in figures.passages:
        yield from _under_name(figures, passage, wanted)
        for match in _NONE.finditer(passage.text):
            definition = wanted.get(clean_text(match["name"]))
            if definition is not None and not passage.norm:
                yield definition.id, Stated(Decimal(0), match[0], passage.place)


def _under_name(figures: Figures, passage: Passage, wanted: Wanted) -> Iterator[tuple[str, Stated]]:
    """The only mark out of a hundred of a paragraph that begins with the input's name: （2）服务对象满意度方面，……得85.29分."""
    match = _RUN_IN.match(passage.text)
    definition = wanted.get(clean_text(match["name"])) if match else None
    if definition is None or definition.unit not in _RATE_UNITS or passage.norm:
        return
    marks = [
        figure
        for figure in figures.of_passage.get(passage.index, ())
        if figure.unit in _RATE_UNITS and figure.exact and not _POINTS.search(figure.label)
    ]
    if len(marks) == 1:
        yield definition.id, Stated(marks[0].value, marks[0].surface, marks[0].place, assumed=True)


def _named_before(label: str, wanted: Wanted, longest: int) -> InputDefinition | None:
    """The input whose name leads straight to the figure, the longest name first."""
    for start in range(max(0, len(label) - longest - _TAIL), len(label) - 1):
        for end in range(len(label), max(start + 2, len(label) - _TAIL) - 1, -1):
            if label[start:end] in wanted and _LEADS_TO.fullmatch(label, end):
                return wanted[label[start:end]]
    return None


def _as_input(figure: Figure, definition: InputDefinition) -> Iterator[tuple[str, Stated]]:
    """The figure in the input's unit, as last year's where the words say so; nothing when it counts something else."""
    last = _LAST_YEAR.search(figure.label) and not _LAST_YEAR.search(definition.label_zh)
    name = f"{LAST_YEAR}{definition.id}" if last else definition.id
    mine, theirs = figure.measure, measure(definition.unit)
    if not figure.unit or {figure.unit, definition.unit} <= _RATE_UNITS:
        money = not figure.unit and theirs.dimension == MONEY
        yield name, Stated(figure.value, figure.surface, figure.place, assumed=money)
    elif mine.dimension == theirs.dimension and NONE not in {mine.dimension, theirs.dimension}:
        value = decimal_of(Fraction(figure.value) * mine.factor / theirs.factor)
        yield name, Stated(value, figure.surface, figure.place)

"""The inputs a rubric asks for, as far as a report states them: in tables under their own name, in text right before the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.audit.figures import Figure, Figures
from ziping.domain.place import Place
from ziping.domain.quantity import decimal_of, plain
from ziping.domain.rubric import LAST_YEAR, InputDefinition, Rubric
from ziping.language.claims.units import MONEY, NONE, measure
from ziping.language.labels import clean_text, variants

_LEADS_TO = re.compile(
    "(?:数|金额|总额|合计|人数|件数|总数|共|共计|合计|为|是|达到?|有|约|均为|分别|情况|结果中?|核定|年末|实有|财政拨款|[:：，,“”（）()]|\\s)*"
)
_LAST_YEAR = re.compile("上一?年|去年")
_TAIL: Final = 10
"""Letters that may stand between a name and its figure."""
_RATE_UNITS: Final = frozenset(("%", "分"))


class Stated(NamedTuple):
    """A value a report gives for an input, in the input's unit.

    Attributes:
        value: in the unit of the input.
        text: as written.
        place: where it stands.
    """

    value: Decimal
    text: str
    place: Place


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
    for figure in figures.table:
        row, _, header = figure.label.partition(" ")
        for name in dict.fromkeys(clean_text(text) for text in (row + header, header + row, row, header)):
            definition = wanted.get(_bare(name))
            if definition is not None:
                yield from _as_input(figure, definition)
                break


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
    if (not figure.unit and theirs.dimension != MONEY) or {figure.unit, definition.unit} <= _RATE_UNITS:
        yield name, Stated(figure.value, figure.surface, figure.place)
    elif mine.dimension == theirs.dimension and NONE not in {mine.dimension, theirs.dimension}:
        value = decimal_of(Fraction(figure.value) * mine.factor / theirs.factor)
        yield name, Stated(value, figure.surface, figure.place)


def shown(stated: Stated, unit: str) -> str:
    """The value as told: ``10人``."""
    return f"{plain(stated.value)}{unit}"

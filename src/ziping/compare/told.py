"""A figure as a report tells it (what it is about, its year, result or aim), and the facts that figures make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.compare.sides import Side
from ziping.domain.comparison import Spot
from ziping.domain.quantity import decimal_of, interval_of_printed
from ziping.language.claims.units import NONE, POINTS, RATIO, is_count
from ziping.language.figure_names import Name, split_role
from ziping.language.reports.figures import Figure
from ziping.language.reports.grids import Grid

NO_YEAR: Final = 9999
"""Stands for the report's year when nothing tells it; 上年 is one less all the same."""
CONTENT: Final = "satisfaction"
"""Dimension of how content people are: told in 分 by one report and in % by another."""
NOT_COUNTED: Final = frozenset((
    "year", "month", "day", "hour", "workday", "unit:级", "unit:层", "unit:类", "unit:类别", POINTS,
))  # fmt: skip
"""Durations, levels and differences: the same every year, or of no result."""
AFTER: Final = 12
"""Letters after a figure that may name it (为84名在档困难职工); a longer cell is no title."""
DIGITS: Final = re.compile("[0-9０-９.,%％]+")
HALVES: Final = frozenset(("基本支出", "项目支出", "收入"))
"""Subjects whose name says what was spent or came in."""
_WEIGHT, _SCORE = re.compile("分值|权重|满分"), re.compile("得分|分数|评分")
_RULE = re.compile("评分标准|评分细则|评分办法|计分标准|三级指标")
_FORM = re.compile("年度指标值|实际完成值|全年实际值|完成值")


class Told(NamedTuple):
    """A figure as one place of a report tells it.

    Attributes:
        figure: as read.
        label: its words as written, for people.
        name: what it is called.
        kind: what its unit counts.
        amount: in base units; points for how content people are.
        low: least exact value that prints so, in base units.
        high: the greatest, itself not reached.
        year: the year it is told for.
        quarter: ``Q2``, ``""`` for the whole year.
        scope: the project it is of, ``""`` for the unit.
        head: what it is a part of (其中), ``""`` when it stands alone.
        aim: whether it is a target.
        context: neighbouring letters of its sentence and heading.
        skeleton: its sentence without figures, and which figure of the sentence it is.
        dated: whether it is of a month or a season, not of a whole year.
    """

    figure: Figure
    label: str
    name: Name
    kind: str
    amount: Fraction
    low: Fraction
    high: Fraction
    year: int
    quarter: str
    scope: str
    head: str
    aim: bool
    context: frozenset[str]
    skeleton: tuple[str, int]
    dated: bool = False

    @property
    def in_table(self) -> bool:
        """Whether it is a cell of its own."""
        return self.figure.passage < 0

    def agrees(self, other: Told) -> bool:
        """Whether one exact value may stand behind both."""
        return self.amount == other.amount or (self.low < other.high and other.low < self.high)


Key = tuple[str, str, str, str, str]
"""Canonical name, kind of unit, quarter, project and what it is a part of."""
Rename = Callable[[Name], Name]


def key_of(told: Told) -> Key:
    """What figures of one fact have in common."""
    return told.name.canon, told.kind, told.quarter, told.scope, told.head


@dataclass(frozen=True, eq=False)
class Fact:
    """One fact of a report, said in one or more places with agreeing values.

    Attributes:
        told: all places, the one shown first.
        alone: whether the report gives no other value under this name.
    """

    told: tuple[Told, ...]
    alone: bool = True

    @property
    def shown(self) -> Told:
        """The place that stands for the fact."""
        return self.told[0]

    @property
    def key(self) -> Key:
        """What must be the same in another report."""
        return key_of(self.shown)


def own_year(side: Side) -> int:
    """The year a report is of: as known, else the one most of its figures are told for."""
    year = side.year or side.figures.main_year
    return int(year) if year else NO_YEAR


def spot_of(side: Side, told: Told) -> Spot:
    """Where a figure stands, with its words."""
    return Spot(place=told.figure.place, quote=side.figures.quote(told.figure))


def surface(figure: Figure) -> str:
    """A figure as written, without the spaces a page sets, a cell's with the unit of its column."""
    written = "".join(figure.surface.split())
    return written if figure.unit in written else f"{written}{figure.unit}"


def facts_of(told: Iterable[Told]) -> tuple[Fact, ...]:
    """The facts some figures make: one value said in several places is one fact.

    Where a report gives a fact that it has once (预算执行率) several values, the one most places give counts, the
    table's before the text's.
    """
    named: dict[Key, list[list[Told]]] = {}
    for one in told:
        groups = named.setdefault(key_of(one), [])
        group = next((group for group in groups if all(one.agrees(other) for other in group)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return tuple(fact for groups in named.values() for fact in _facts(groups))


def _facts(groups: list[list[Told]]) -> Iterator[Fact]:
    if len(groups) > 1 and groups[0][0].name.known:
        groups = [max(groups, key=lambda group: (len(group), any(one.in_table for one in group)))]
        yield Fact(tuple(sorted(groups[0], key=_shown_first)), alone=False)
        return
    for group in groups:
        yield Fact(tuple(sorted(group, key=_shown_first)), alone=len(groups) == 1)


def _shown_first(told: Told) -> tuple[bool, bool, bool]:
    """Exact figures of running text before cells: they are in the unit people speak in."""
    return (bool(told.figure.modifier), told.in_table, told.kind == NONE)


def is_rate(kind: str) -> bool:
    """Whether its change is told in points."""
    return kind in {RATIO, CONTENT}


def decimal_amount(amount: Fraction, told: Told) -> Decimal:
    """A base amount in the unit of a figure, exact within six places."""
    factor = Fraction(1) if told.kind == CONTENT else told.figure.measure.factor
    return decimal_of(amount / factor, 6)


def is_sheet(grid: Grid) -> bool:
    """Whether a table gives points, so that its figures are no results; a form tells results beside them."""
    titles = [cell.text for cell in grid.table.cells if len(cell.text) < AFTER]
    if any(_FORM.search(text) for text in titles):
        return False
    weighs, scores = (any(words.search(text) for text in titles) for words in (_WEIGHT, _SCORE))
    return any(_RULE.search(text) for text in titles) or (weighs and scores)


def value_range(figure: Figure, *, content: bool) -> tuple[Fraction, Fraction, Fraction]:
    """The amount in base units, and the exact values its digits stand for."""
    factor = Fraction(1) if content else figure.measure.factor
    amount = Fraction(figure.value) * factor
    if is_count(figure.measure.dimension) and figure.value == int(figure.value) and factor == 1:
        return amount, amount, amount
    printed = interval_of_printed(figure.value)
    return amount, Fraction(printed.low) * factor, Fraction(printed.high) * factor


def of_subject(name: Name, subject: str) -> Name:
    """A role alone with its subject, ``""`` for the unit."""
    role = split_role(name.canon)[1]
    return Name(f"{subject}{name.plain}", f"{subject}{role}") if subject else Name(name.plain, role)


def with_role(name: Name, role: str) -> Name:
    """公务接待费 alone is its budget in a sentence about budgets, else what was spent."""
    if role in {"预算", "年初预算"}:
        return Name(f"{name.plain}{role}", f"{name.canon}{role}")
    return name if name.canon in HALVES else Name(name.plain, f"{name.canon}支出")

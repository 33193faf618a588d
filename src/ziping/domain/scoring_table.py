"""A scoring table (评分表) as a finance bureau prints it, read into values: levels, points, texts, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ziping.domain.place import NOWHERE, Place


class Printed(NamedTuple):
    """The text of a cell, and where it stands."""

    text: str
    place: Place = NOWHERE


@dataclass(frozen=True)
class TableRow:
    """An indicator of the last level.

    Attributes:
        label: its name, without line breaks and the points in brackets.
        weight: its points; None when the table does not say them for this indicator alone.
        standard: 评分标准, as printed.
        explanation: 指标说明.
        evidence: 佐证材料.
        label_place: where the name stands.
        weight_place: where the points stand, or should.
    """

    label: str
    weight: Decimal | None
    standard: Printed
    explanation: str = ""
    evidence: str = ""
    label_place: Place = NOWHERE
    weight_place: Place = NOWHERE


@dataclass(frozen=True)
class SharedRows:
    """Indicators that one cell gives points to together."""

    rows: tuple[TableRow, ...]
    weight: Decimal
    place: Place


@dataclass(frozen=True)
class TableLevel:
    """An indicator of a level above the last; ``weight`` is None when the table does not say it."""

    label: str
    weight: Decimal | None
    children: tuple[TableNode, ...]
    place: Place = NOWHERE


TableNode: TypeAlias = "TableLevel | TableRow | SharedRows"


@dataclass(frozen=True)
class ScoringTable:
    """A scoring table.

    Attributes:
        name: the sheet, or 表1 for the first table of a Word document.
        title: what is printed above it.
        total: the points of the total row; None when it says none.
        total_place: where they stand.
        nodes: level-1 indicators (or rows, where there is one level).
    """

    name: str
    title: str
    total: Decimal | None
    total_place: Place
    nodes: tuple[TableNode, ...]

    def rows(self) -> Iterator[TableRow]:
        """All indicators of the last level, in order."""
        yield from rows_below(self.nodes)


def rows_below(nodes: tuple[TableNode, ...]) -> Iterator[TableRow]:
    """The indicators of the last level below some nodes."""
    for node in nodes:
        if isinstance(node, TableRow):
            yield node
        else:
            yield from rows_below(node.children if isinstance(node, TableLevel) else node.rows)


def points_of(node: TableNode) -> Decimal | None:
    """The points of a node: as printed, else the sum of what is below; None when something is missing."""
    if node.weight is not None or not isinstance(node, TableLevel):
        return node.weight
    return summed(node.children)


def summed(nodes: tuple[TableNode, ...]) -> Decimal | None:
    """The points of some nodes together; None when one of them has none."""
    total = Decimal(0)
    for node in nodes:
        points = points_of(node)
        if points is None:
            return None
        total += points
    return total

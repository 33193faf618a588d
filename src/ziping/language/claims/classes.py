"""Figures of all items of a class together: 五个专项，预算合计3,900万元, where the facts have each item's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.language.claims.derive import Derivation, fits
from ziping.language.claims.known import Known, KnownTable
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY
from ziping.language.labels import clean_text

_ALL: Final = re.compile("合计|共|总|累计|全部|各")
_CLASS: Final = re.compile("专项|项目|课题|活动|分会|站点")
_LEAST: Final = 3
"""Items that make a class."""
_ENDINGS: Final = range(6, 3, -1)
"""Letters by which the labels of a class end alike, the longest first."""


class ItemClass(NamedTuple):
    """Facts of this year whose labels end alike (困难帮扶专项预算, 技能竞赛专项预算)."""

    ending: str
    members: tuple[Known, ...]


def classes_of(table: KnownTable) -> tuple[ItemClass, ...]:
    """Every class of amounts among the facts; an item is in one class only."""
    found: list[ItemClass] = []
    taken: set[int] = set()
    for letters in _ENDINGS:
        by_ending: dict[str, list[Known]] = {}
        for known in table.known.values():
            name = clean_text(known.fact.label)
            if known.measure.dimension == MONEY and known.year == table.year and len(name) > letters:
                by_ending.setdefault(name[-letters:], []).append(known)
        for ending, members in by_ending.items():
            left = tuple(known for known in members if known.index not in taken)
            if len(left) >= _LEAST and _CLASS.search(ending):
                taken |= {known.index for known in left}
                found.append(ItemClass(ending, left))
    return tuple(found)


def together(reading: Reading, figure: Stated) -> Iterator[Derivation]:
    """The sum of a class, where the sentence speaks of all its items and the clause of this kind of amount."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    first = reading.of_sentence(clause.sentence)[0]
    words = reading.text[clause.start : figure.start]
    near = reading.text[first.start : figure.start]
    if figure.measure.dimension != MONEY or not _ALL.search(near) or not _CLASS.search(near):
        return
    for one in _of(reading.table):
        total = sum((known.value for known in one.members), Fraction(0))
        if one.ending[-2:] in words and fits(figure, total):
            yield Derivation("sum", one.members)


def counts_class(reading: Reading, figure: Stated) -> bool:
    """Whether a figure counts the items of a class (五个项目, 四个专项)."""
    if not _CLASS.match(reading.text, figure.end):
        return False
    return any(len(one.members) == figure.value for one in _of(reading.table))


def _of(table: KnownTable) -> tuple[ItemClass, ...]:
    """Found once a table."""
    if table.classes is None:
        table.classes = classes_of(table)
    return table.classes

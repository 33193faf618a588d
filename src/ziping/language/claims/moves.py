"""由A增加到B，增加C: both ends are figures of one thing, the direction holds, and C is the difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from ziping.language.claims.known import Known
from ziping.language.claims.match import rounds_to
from ziping.language.claims.signs import DOWN, UP
from ziping.language.claims.stated import Stated, stated
from ziping.language.claims.subjects import Contradiction, Said, Subject, against
from ziping.language.claims.units import POINTS, RATIO

_FROM_TO = re.compile(
    f"(?P<mid>[^，。；0-9]{{0,12}}?)(?:(?P<up>{UP})|(?P<down>{DOWN}))[^，。；0-9]{{0,2}}?(?:到|至|为)[^，。；0-9]{{0,3}}$"
)
_OPENS = re.compile("[由从自][^，。；0-9]{0,12}$")
_BY = re.compile(f"[，,（(、](?:累计|共|净|同比|年内)?(?:(?P<up>{UP})|(?P<down>{DOWN}))(?:了)?")
_PLANNED = re.compile(
    "将|拟|计划|力争|争取|确保|要求|应|下一步|预计|目标|明年|次年|下年|前完成|前将|整改|措施"
)


def moves(said: Said) -> Iterator[Contradiction]:
    """Changes told with both ends that the facts contradict."""
    text = said.reading.text
    for one, other in pairwise(said.figures):
        if one.known.measure.dimension != other.known.measure.dimension:
            continue
        if not _OPENS.search(text, max(0, one.start - 14), one.start):
            continue
        match = _FROM_TO.fullmatch(text, one.end, other.start)
        if match is None:
            continue
        first, second = one.known.value, other.known.value
        planned = one.known.role != "target" and _only_planned(said, other)  # a plan may become another plan
        if planned or _unrelated(said, one.known, other.known):
            yield against(text, one.start, other.end, one.known, other.known)
        elif _backwards(one.known, other.known):
            yield against(text, one.start, other.end, other.known, one.known)
        elif first >= second if match["up"] else first <= second:
            yield against(text, match.start(), other.start, one.known, other.known)
        else:
            yield from _by(said, one, other)


def _backwards(one: Known, other: Known) -> bool:
    """Whether 由A到B starts from the later year's figure of one thing."""
    return one.core == other.core and None not in (one.year, other.year) and one.year > other.year  # type: ignore[operator]


def _unrelated(said: Said, one: Known, other: Known) -> bool:
    """Whether 由A到B joins two metrics, although the second has a figure of last year it could start from."""
    if one.index < 0 or other.index < 0 or one.core == other.core:
        return False
    last = said.reading.table.last_year_of(other.index)
    return last is not None and last.value != one.value


def _only_planned(said: Said, other: Subject) -> bool:
    """Whether a target is told as what has been reached, where the result is another figure."""
    if other.known.role != "target":
        return False
    reading = said.reading
    first = reading.of_sentence(reading.sentence_of(other.start))[0]
    if _PLANNED.search(reading.text, first.start, other.start):
        return False
    return any(
        entry.core in other.known.core and entry.value != other.known.value
        for entry in reading.table.known.values()
        if entry.measure.dimension == other.known.measure.dimension
        if entry.role != "target" and entry.year == reading.table.year
    )


def _by(said: Said, one: Subject, other: Subject) -> Iterator[Contradiction]:
    """The clause that follows and says by how much."""
    reading = said.reading
    following = next(reading.figures_from(other.end), None)
    if following is None:
        return
    match = _BY.fullmatch(reading.text, other.end, following.start)
    figure = stated(following)
    if match is None or figure is None or figure.hedge or figure.high is not None:
        return
    change = _change(one.known, other.known, figure)
    if change is None:
        return
    rises = other.known.value > one.known.value
    if not rounds_to(figure, change) or bool(match["up"]) != rises:
        yield against(reading.text, match.start() + 1, following.end, one.known, other.known)


def _change(one: Known, other: Known, figure: Stated) -> Fraction | None:
    """The change in the unit of the figure that tells it, None when it is told as a share of the whole."""
    size = abs(other.value - one.value)
    if one.measure.dimension == RATIO:
        return size * 100 if figure.measure.dimension == POINTS else None
    return size if figure.measure.dimension == one.measure.dimension else None

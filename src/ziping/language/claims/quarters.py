"""一至四季度分别为A、B、C、D: figures that a list gives to the quarters in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.numerals import NumberExpression

_ALL: Final = re.compile(
    "(?:第?一(?:至|到|—|-)第?四|1(?:至|到|—|-)4|四个|各|第?一、第?二、第?三(?:、|和)第?四)(?:个)?季度[^。；0-9]*$"
)
_QUARTER: Final = re.compile("(?:第)?([一二三四1234])季度")
_PLACE: Final = {"一": 0, "二": 1, "三": 2, "四": 3, "1": 0, "2": 1, "3": 2, "4": 3}
_QUARTERS: Final = 4


class Quartered(NamedTuple):
    """A figure of such a list with the fact its place stands for, when that is another than its own."""

    number: NumberExpression
    meant: Known


def misplaced(reading: Reading, bound: Sequence[tuple[NumberExpression, Known]]) -> Iterator[Quartered]:
    """The figures of lists by quarter that stand at another quarter's place.

    Args:
        reading: the text.
        bound: its figures with the facts they are bound to.
    """
    known = {number.start: fact for number, fact in bound}
    for number, fact in bound:
        run = reading.run_of(number)
        told = _QUARTER.search(fact.fact.label)
        if told is None or len(run) != _QUARTERS or any(one.start not in known for one in run):
            continue
        first = reading.clauses[reading.clause_of(run[0].start)]
        before = reading.of_sentence(first.sentence)[0].start
        if not _ALL.search(reading.text, before, run[0].start):
            continue
        place = next(at for at, one in enumerate(run) if one.start == number.start)
        if _PLACE[told[1]] == place:
            continue
        label = _QUARTER.sub("", fact.fact.label)
        for other in reading.table.known.values():
            quarter = _QUARTER.search(other.fact.label)
            if (
                quarter is not None
                and _PLACE[quarter[1]] == place
                and other.measure == fact.measure
                and _QUARTER.sub("", other.fact.label) == label
            ):
                yield Quartered(number, other)

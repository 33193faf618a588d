"""Whether arithmetic starts from the figures its words point at: 前者, 最高与最低, or the figure just said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from ziping.language.claims.derive import Derivation
from ziping.language.claims.known import Known
from ziping.language.claims.match import holds, rounds_to
from ziping.language.claims.reading import Reading
from ziping.language.claims.signs import tells_change
from ziping.language.claims.stated import Stated, stated
from ziping.language.claims.units import POINTS, RATIO
from ziping.language.sentences import Clause, Span

_ONE_OF_TWO: Final = re.compile("(?P<former>前者)|(?P<latter>后者)")
_SPAN: Final = re.compile("最高[^，。；]{0,10}最低|最低[^，。；]{0,10}最高|最多[^，。；]{0,10}最少|首尾|极差")
_BARE: Final = re.compile(
    "[但且也虽又则却并还而]{0,2}(?:高出|低出|高于|低于|超出|超过|超额|超|同比|[比较与距离]|增加?|增长|减少?|提高|上升|下降|降低|提升|回落|净增|多|少)"
)
"""Opens a clause that compares the figure said before it and names nothing else."""
_WHOLE: Final = re.compile("总额|总量|总数|总体|整体|合计|总计|全年")
"""Opens a clause about the whole, whose figure was said before its parts."""
_AVERAGE: Final = re.compile("[\u4e00-\u9fff]均|每[\u4e00-\u9fff]")
_BEYOND: Final = re.compile("(?:超过?|超出|高于|低于|少于|多于|距|离)[^，。；]{1,6}$")
"""超过目标186.92万元 tells by how much."""
_NAMED: Final = 400
"""Kinship from which a clause names a fact."""
_CHANGES: Final = frozenset(("difference", "growth"))


def anchored(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the terms are those the words point at."""
    return (
        _one_of_two(reading, figure, derivation)
        and _whole_span(reading, figure, derivation)
        and _of_the_last(reading, figure, derivation)
        and _same_share(reading, figure)
    )


def _before(reading: Reading, figure: Stated, dimension: str) -> list[Stated]:
    """The figures of a dimension said before this one in its sentence, in order."""
    first = reading.of_sentence(reading.sentence_of(figure.start))[0].start
    said = (stated(number) for number in reading.figures_in(first, figure.start))
    return [one for one in said if one is not None and one.measure.dimension == dimension]


def _states(one: Stated, terms: Sequence[Known]) -> bool:
    if one.hedge or one.high is not None:
        return True
    return any(rounds_to(one, value) for term in terms for value in term.values)


def _one_of_two(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """前者占69.23%: the part is the first of the two figures said last."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    told = _ONE_OF_TWO.match(reading.text, clause.start, figure.start)
    if told is None or derivation.kind not in ("share", "multiple", "portion"):
        return True
    start = clause.start
    before = [
        one for one in _before(reading, figure, derivation.terms[0].measure.dimension) if one.start < start
    ][-2:]
    if len(before) < 2:
        return True
    return _states(before[0] if told["former"] else before[1], derivation.terms[:1])


def _whole_span(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """最高与最低相差5.8个百分点: between the largest and the smallest that were said."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    if derivation.kind != "difference" or not _SPAN.search(reading.text, clause.start, figure.start):
        return True
    said = [one for one in _before(reading, figure, _dimension(figure)) if not one.hedge and one.high is None]
    ends = (max(said, key=_value), min(said, key=_value)) if said else ()
    return all(_states(one, derivation.terms) for one in ends)


def _value(one: Stated) -> Fraction:
    return one.value


def _of_the_last(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """受援人满意度97.90%，高出目标2.9个百分点: the clause has no subject but the figure before it."""
    index = reading.clause_of(figure.start)
    clause = reading.clauses[index]
    if derivation.kind not in _CHANGES or not _BARE.match(reading.text, clause.start, figure.start):
        return True
    if reading.figures_in(clause.start, figure.start):
        return True
    enough = max(2, len(reading.run_of(figure.number)))
    near = _subjects(reading, figure, _dimension_of(derivation), enough)
    return not near or any(_states(one, derivation.terms) for one in near)


def _same_share(reading: Reading, figure: Stated) -> bool:
    """Whether a share that only says the one before it again is true of it (占72.45%，超过七成)."""
    index = reading.clause_of(figure.start)
    clause = reading.clauses[index]
    if figure.measure.dimension != RATIO or not figure.hedge or not index:
        return True
    if reading.has_content(Span(clause.start, figure.start)):
        return True
    earlier = reading.clauses[index - 1]
    said = reading.figures_in(earlier.start, earlier.end)
    last = stated(said[-1]) if said and earlier.sentence == clause.sentence else None
    if last is None or last.measure.dimension != RATIO or last.hedge or last.high is not None:
        return True
    return holds(figure, last.value)


def _subjects(reading: Reading, figure: Stated, dimension: str, enough: int) -> list[Stated]:
    """The figures said last before a clause that are no changes or averages; none once a clause tells a change of its own."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    said = _before(reading, figure, dimension)
    found: list[Stated] = []
    earlier = [one for one in reading.of_sentence(clause.sentence) if one.start < clause.start]
    for other in reversed([one for one in earlier if one.depth <= clause.depth]):  # no parts in brackets
        here = [one for one in said if other.start <= one.start < other.end]
        if not here and (
            _WHOLE.match(reading.text, other.start, other.end) or _names(reading, other, dimension)
        ):
            return found
        bare = _BARE.match(reading.text, other.start, other.end) is not None
        changes = [one for one in here if _is_change(reading, one)]
        if changes and not bare:
            return found
        if not bare and not _AVERAGE.search(reading.text, other.start, other.end):
            found += here
        if len(found) >= enough:
            break
    return found


def _names(reading: Reading, clause: Clause, dimension: str) -> bool:
    """Whether a clause names a fact without its figure, of which the next one speaks (其中聘用人员占36.36%)."""
    known = reading.table.known
    return any(
        worth >= _NAMED and known[index].measure.dimension == dimension
        for index, worth in reading.near(clause.start, clause.end).items()
        if index in known
    )


def _is_change(reading: Reading, one: Stated) -> bool:
    return tells_change(reading, one.start) or bool(_BEYOND.search(reading.words(reading.before(one.number))))


def _dimension_of(derivation: Derivation) -> str:
    return derivation.terms[0].measure.dimension


def _dimension(figure: Stated) -> str:
    return RATIO if figure.measure.dimension == POINTS else figure.measure.dimension

"""Points lost by the items a sentence does not name: 除预算编制和资产管理外，其余三项共扣5.65分，占全部扣分的69.33%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from ziping.language.claims.derive import Derivation, fits
from ziping.language.claims.items import Item
from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated, stated
from ziping.language.claims.units import RATIO, SCORE
from ziping.language.labels import clean_text, pairs

_EXCEPT: Final = re.compile("除(?:了)?(?P<items>[^。；]{2,60}?)(?:外|以外|之外)[，]?(?:其余|其他|余下)")
_LOST: Final = re.compile("[扣失丢]")
_OF_ALL_LOST: Final = re.compile("占(?:全部|总|所有)的?(?:扣|失|丢)分(?:总?额|数)?的?$")


def others(reading: Reading, place: int) -> tuple[Item, ...]:
    """The items the sentence leaves over before ``place``: all but those after 除; none without these words."""
    first = reading.of_sentence(reading.sentence_of(place))[0].start
    match = _EXCEPT.search(reading.text, first, place)
    if match is None:
        return ()
    named = clean_text(match["items"])
    items = reading.table.items
    left = tuple(item for item in items if item.name not in named)
    return left if 1 < len(left) < len(items) else ()


def lost_by_others(reading: Reading, figure: Stated) -> Iterator[Derivation]:
    """The points all items but the named ones lost, or the share of such a figure in all points lost."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    words = reading.text[clause.start : figure.start]
    if figure.measure.dimension == SCORE and _LOST.search(words):
        left = others(reading, figure.start)
        if left and fits(figure, sum((item.lost for item in left), Fraction(0))):
            yield Derivation("lost", _terms(left))
    if figure.measure.dimension == RATIO and _OF_ALL_LOST.search(words):
        items = reading.table.items
        whole = sum((item.lost for item in items), Fraction(0))
        first = reading.of_sentence(clause.sentence)[0].start
        said = [stated(number) for number in reading.figures_in(first, figure.start) if number.unit == "分"]
        part = said[-1] if said else None
        if part is not None and whole and fits(figure, part.value / whole):
            yield Derivation("lost", _terms(items))


def _terms(items: tuple[Item, ...]) -> tuple[Known, ...]:
    return tuple(term for item in items for term in (item.most, item.score))


def in_turn(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a list of lost points goes through the items in the order of the clauses before (分别失3.50分和2.00分)."""
    run = reading.run_of(figure.number)
    clause = reading.clauses[reading.clause_of(run[0].start)]
    tokens, scored = reading.table.labels.tokens, reading.table.scored
    told = [
        pairs(clean_text(reading.text[other.start : other.end])) & scored
        for other in reading.of_sentence(clause.sentence)
        if other.start < clause.start
    ]
    items = [words for words in told if words][-len(run) :]
    if len(items) < len(run):
        return True
    own = frozenset[str]().union(*(tokens[term.index] for term in derivation.terms if term.index >= 0))
    mine = items[run.index(figure.number)]
    return len(mine & own) >= max(len(mine & tokens[index]) for index in reading.table.scores)

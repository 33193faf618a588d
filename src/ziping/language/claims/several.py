"""Figures of several things that the words count or name: 两项合计231.06万元, 两项指标满分60分，自评57分, 该项目结余18万元."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from ziping.language.claims.derive import Derivation, adds_up_to, fits
from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.scores import Aspect, aspect_of, told_aspect
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY, RATIO, SCORE
from ziping.language.labels import COMMON, clean_text, pairs

_COUNTED: Final = re.compile("([两二三四五])[项类种个者]")
_NUMBERS: Final = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_TOGETHER: Final = re.compile("合计|共|总计|一起|之和")
_LEFT: Final = re.compile("结余|结转|节余|剩余|未支出|未执行")
_DAYS: Final = re.compile("全年(?:总|日历)?(?:天|日)数的?约?$")
_SHORT: Final = 2
"""Letters of a name that is too short to be looked for in a sentence."""


def of_several(reading: Reading, figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """What as many things as the words count come to.

    Args:
        reading: the text.
        figure: what is to be worked out.
        terms: facts said before it.
    """
    yield from _counted_sum(reading, figure, terms)
    yield from _of_items(reading, figure)
    yield from _balance(reading, figure)
    yield from _of_the_days(reading, figure, terms)


def _of_the_days(reading: Reading, figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """开放312天，占全年天数的85.48%."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    if figure.measure.dimension != RATIO or not _DAYS.search(reading.text, clause.start, figure.start):
        return
    days = 366 if isleap(reading.table.year) else 365
    for term in terms:
        if term.fact.unit == "天" and term.year == reading.table.year and fits(figure, term.value / days):
            yield Derivation("period", (term,))


def _counted_sum(reading: Reading, figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """生活和医疗救助两项合计231.06万元: the two of those said before that the clause names, or all two."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    first = reading.of_sentence(clause.sentence)[0]
    told = _COUNTED.search(reading.text, first.start, figure.start)
    if told is None or not _TOGETHER.search(reading.text, told.end(), figure.start):
        return
    alike = [
        term
        for term in terms
        if adds_up_to(figure.measure.dimension, term.measure.dimension) and term.role != "target"
    ]
    words = pairs(clean_text(reading.text[first.start : told.start()])) - COMMON
    named = [term for term in alike if words & pairs(clean_text(term.fact.label))]
    for chosen in (named, alike):
        if len(chosen) == _NUMBERS[told[1]] and fits(figure, _sum(chosen)):
            yield Derivation("sum", tuple(chosen))


def _of_items(reading: Reading, figure: Stated) -> Iterator[Derivation]:
    """职责履行和履职效益两项指标合计满分60分，自评57分: of the items the sentence names together."""
    aspect = told_aspect(reading.words(reading.before(figure.number)))
    clause = reading.clauses[reading.clause_of(figure.start)]
    first = reading.of_sentence(clause.sentence)[0]
    told = _COUNTED.search(reading.text, first.start, figure.start)
    if figure.measure.dimension != SCORE or aspect is None or told is None:
        return
    text = clean_text(reading.text[first.start : told.start()])
    named = [item for item in reading.table.items if item.name.removesuffix("指标") in text]
    if len(named) != _NUMBERS[told[1]]:
        return
    parts: dict[Aspect, Fraction] = {
        "score": sum((item.score.value for item in named), Fraction(0)),
        "most": sum((item.most.value for item in named), Fraction(0)),
        "lost": sum((item.lost for item in named), Fraction(0)),
    }
    if fits(figure, parts[aspect]):
        both = [term for item in named for term in (item.score, item.most)]
        yield Derivation(
            "sum", tuple(term for term in both if aspect in ("lost", aspect_of(term.fact.label)))
        )


def _balance(reading: Reading, figure: Stated) -> Iterator[Derivation]:
    """船员书屋建成18个，…，相应结余资金18万元: budget less spending of the one thing the sentence is about."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    first = reading.of_sentence(clause.sentence)[0]
    if figure.measure.dimension != MONEY or not _LEFT.search(reading.text, clause.start, figure.start):
        return
    text = clean_text(reading.text[first.start : figure.start])
    for known in reading.table.known.values():
        budget = reading.table.target_of(known.index) if known.measure.dimension == MONEY else None
        if budget is None or known.year != reading.table.year or len(known.core) <= _SHORT:
            continue
        if known.core.removesuffix("专项").removesuffix("项目") in text and fits(
            figure, budget.value - known.value
        ):
            yield Derivation("difference", (budget, known))


def _sum(terms: Sequence[Known]) -> Fraction:
    return sum((term.value for term in terms), Fraction(0))

"""Whether the terms of a derivation are what the words speak of: last year's figure after 比上年, the whole after 占."""

from __future__ import annotations

import re

from ziping.language.claims.derive import Derivation
from ziping.language.claims.grounds import grounded
from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading, mentions_in
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import SCORE
from ziping.language.labels import clean_text, pairs


def supported(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the terms are what the words speak of: last year's figure after 比上年, the whole after 占."""
    return (
        _reference_fits(reading, figure, derivation)
        and _years_said(reading, figure, derivation)
        and _targets_said(reading, figure, derivation)
        and _of_the_item(reading, figure, derivation)
        and grounded(reading, figure, derivation)
    )


_VERSUS = "(?:比|较|同|与|低于|高于|超过|超出|优于|好于|高出|低出|少于|多于|超|是|为|占|相当于|达到|完成)[^，。；0-9]{0,6}?"
_VERSUS_LAST = re.compile(_VERSUS + "(?:上一?年|去年)|同比")
_LAST_ALONE = re.compile("(?:与|和|同|比|较)(?:上一?年度?|去年)(?:同期)?(?:相比|比|相较|比较)?$")
_VERSUS_TARGET = re.compile(_VERSUS + "(?:目标|计划|任务|指标值)")
_GATHERED = re.compile("上述|合计|两者|二者|前者|后者|之和|总")
_WHOLE = re.compile("(?:是|为|占|相当于|达到?)(?P<what>[^，。；是为占]{2,20})的?$")


def _reference_fits(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether what the words compare with is among the terms: 比上年 needs last year's figure, 比目标 a target."""
    start, year = reading.before(figure.number).start, reading.table.year
    words = reading.text[start : figure.start]
    index = reading.clause_of(figure.start)
    earlier = reading.clauses[index - 1] if index else None
    after_last = earlier is not None and _LAST_ALONE.search(reading.text, earlier.start, earlier.end)
    if _VERSUS_LAST.search(words) or after_last:
        old = any(term.year is not None and term.year < year for term in derivation.terms)
        related = len({term.core for term in derivation.terms if term.index >= 0}) <= 1
        return old and (related or derivation.kind not in ("difference", "growth", "multiple"))
    if _VERSUS_TARGET.search(words):
        timely = all(term.year is None or term.year >= year for term in derivation.terms)
        return timely and any(term.role == "target" for term in derivation.terms)
    if derivation.kind in ("share", "multiple") and len(derivation.terms) == 2:
        times = derivation.kind == "multiple"
        return _whole_fits(reading, figure, words, start, derivation.terms[1], times=times)
    return True


def _whole_fits(  # noqa: PLR0913 - what the decision rests on
    reading: Reading, figure: Stated, words: str, start: int, whole: Known, *, times: bool
) -> bool:
    """Whether the fact after 占 or 是 is what the figure is a share or multiple of."""
    match = _WHOLE.search(words)
    if match is None:
        return True
    named = mentions_in(reading.mentions, start + match.start("what"), figure.start)
    if times:
        told = pairs(clean_text(match["what"])) & reading.table.labels.weights.keys()
        if told and not _GATHERED.search(match["what"]):
            given = whole.index >= 0 or whole.kind == "average"
            return given and bool(told & pairs(clean_text(whole.fact.label)))
    if not named or whole.index < 0 or len(named[-1].name) <= 2:
        return True
    cores = {reading.table.known[index].core for index in named[-1].facts if index in reading.table.known}
    return whole.index in named[-1].facts or whole.core in cores


_AIMED = re.compile("目标|计划|任务|预算|编制|标准|指标|定额|完成")


def _targets_said(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether an average or a multiple rests on a target only where the sentence speaks of one."""
    if derivation.kind not in ("average", "multiple") or all(
        term.role != "target" for term in derivation.terms
    ):
        return True
    first = reading.of_sentence(reading.sentence_of(figure.start))[0]
    return bool(_AIMED.search(reading.text, first.start, figure.start))


_LOST = re.compile("[扣失丢][^，。]{0,3}$")
_ALL_POINTS = re.compile("合计|共|总|累计|[两三四五六七八九十]项")


def _of_the_item(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether lost points are worked out for the item named last (部门决策：得19.50分，扣0.50分)."""
    cores = {term.core for term in derivation.terms}
    if derivation.kind != "difference" or figure.measure.dimension != SCORE:
        return True
    clause = reading.clauses[reading.clause_of(figure.start)]
    if _ALL_POINTS.search(reading.text, clause.start, figure.start):
        return True
    if len(cores) > 1:
        return not _LOST.search(reading.text, clause.start, figure.start)
    tokens = reading.table.labels.tokens
    own = frozenset[str]().union(*(tokens[term.index] for term in derivation.terms if term.index >= 0))
    for other in reversed(reading.of_sentence(clause.sentence, before=1)):
        told = (
            pairs(clean_text(reading.text[other.start : min(other.end, figure.start)])) & reading.table.scored
        )
        if told and other.start < figure.start:
            most = max(len(told & tokens[index]) for index in reading.table.scores)
            return len(told & own) >= most
    return True


_LAST_SAID = re.compile("上一?年|去年|同比|同期|(?:19|20)[0-9]{2}|两年|历年|由|从")
_YEARS = re.compile("[两三四五]年|历年|近年|累计|加上|连同")
_CHANGED = re.compile("增长|增加|提高|提升|上升|延长|下降|减少|缩短|降低|压减|压缩|回落|净增")
"""Words of change that mean the year before when nothing else is named."""


def _years_said(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether last year's figures are worked with only where the sentence, or the one before, speaks of them."""
    if all(term.year is None or term.year >= reading.table.year for term in derivation.terms):
        return True
    sentence = reading.sentence_of(figure.start)
    clause = reading.clauses[reading.clause_of(figure.start)]
    if derivation.kind == "sum" and len({term.year for term in derivation.terms if term.index >= 0}) > 1:
        return bool(_YEARS.search(reading.text, clause.start, figure.start))
    if _CHANGED.search(reading.text, clause.start, figure.start):
        return True
    near = reading.of_sentence(sentence, before=1)
    return bool(_LAST_SAID.search(reading.text[near[0].start : near[-1].end]))

"""Whether a worked-out change goes the way its words say: 比上年增加 needs this year's figure to be the larger."""

from __future__ import annotations

import re

from ziping.language.claims.derive import Derivation
from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated

UP = "增长|增加|提高|提升|上升|上涨|增多|攀升|增大|扩大|扩充|延长|高于|高出|超出|超过|多于|超额|净增|增幅|涨幅|调增|追加|多|高|增|升|超"
DOWN = "下降|减少|降低|压减|压缩|回落|下滑|缩减|缩小|缩短|精简|低于|低出|少于|降幅|减幅|调减|节约|节省|结余|剩余|不足|差|减|降|少|低"
_WORD = re.compile(f"(?P<up>{UP})|(?P<down>{DOWN})")
_NEUTRAL = re.compile(
    "相差|差距|差额|变化|变动|扣除|除去|增减|差异|多少|大小|至少|最少|最多|最高|最低|不少|优于|提前"
)
_AGAINST = re.compile("比|较|与|同|低于|高于|超过|超出|高出|低出|少于|多于")


def supported(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the terms are what the words speak of: last year's figure after 比上年, the whole after 占."""
    return _reference_fits(reading, figure, derivation) and _years_said(reading, figure, derivation)


def agrees(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the direction told is the one of the facts; unknown directions agree."""
    if derivation.kind not in ("difference", "growth") or len(derivation.terms) != 2:
        return True
    told = _told(reading, figure)
    one, other = derivation.terms
    if told is None:
        return True
    subject = _subject(reading, figure, one, other)
    if subject is None:
        return True
    reference = other if subject is one else one
    if derivation.kind == "growth" and subject is not one:
        return False
    if subject.value == reference.value:
        return True
    return (subject.value > reference.value) == (told == "up")


_VERSUS = "(?:比|较|同|与|低于|高于|超过|超出|优于|好于|高出|低出|少于|多于|超|是|为|占|相当于|达到|完成)[^，。；0-9]{0,6}?"
_VERSUS_LAST = re.compile(_VERSUS + "(?:上一?年|去年)|同比")
_LAST_ALONE = re.compile("(?:与|和|同|比|较)(?:上一?年度?|去年)(?:同期)?(?:相比|比|相较|比较)?$")
_VERSUS_TARGET = re.compile(_VERSUS + "(?:目标|计划|任务|指标值)")
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
        return any(term.role == "target" for term in derivation.terms)
    if derivation.kind in ("share", "multiple") and len(derivation.terms) == 2:
        return _whole_fits(reading, figure, words, start, derivation.terms[1])
    return True


def _whole_fits(reading: Reading, figure: Stated, words: str, start: int, whole: Known) -> bool:
    """Whether the fact after 占 or 是 is what the figure is a share or multiple of."""
    match = _WHOLE.search(words)
    if match is None:
        return True
    named = [
        mention
        for mention in reading.mentions
        if start + match.start("what") <= mention.start and mention.end <= figure.start
    ]
    if not named or whole.index < 0 or len(named[-1].name) <= 2:
        return True
    cores = {reading.table.known[index].core for index in named[-1].facts if index in reading.table.known}
    return whole.index in named[-1].facts or whole.core in cores


_LAST_SAID = re.compile("上一?年|去年|同比|同期|(?:19|20)[0-9]{2}|两年|历年|由|从")
_CHANGED = re.compile("增长|增加|提高|提升|上升|延长|下降|减少|缩短|降低|压减|压缩|回落|净增")
"""Words of change that mean the year before when nothing else is named."""


def _years_said(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether last year's figures are worked with only where the sentence, or the one before, speaks of them."""
    if all(term.year is None or term.year >= reading.table.year for term in derivation.terms):
        return True
    sentence = reading.sentence_of(figure.start)
    clause = reading.clauses[reading.clause_of(figure.start)]
    if _CHANGED.search(reading.text, clause.start, figure.start):
        return True
    near = [clause for clause in reading.clauses if sentence - 1 <= clause.sentence <= sentence]
    return bool(_LAST_SAID.search(reading.text[near[0].start : near[-1].end]))


def _told(reading: Reading, figure: Stated) -> str | None:
    """``up`` or ``down`` by the last direction word before the figure in its clause."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    words = _NEUTRAL.sub("", reading.text[clause.start : figure.start])
    found = list(_WORD.finditer(words))
    return None if not found else "up" if found[-1]["up"] else "down"


def _subject(reading: Reading, figure: Stated, one: Known, other: Known) -> Known | None:
    """Which of two facts is the one that changed: the newer, the actual, or the one not named after 比."""
    if one.core and one.core == other.core:
        if one.year is not None and other.year is not None and one.year != other.year:
            return one if one.year > other.year else other
        if (one.role == "target") != (other.role == "target"):
            return other if one.role == "target" else one
    clause = reading.clauses[reading.clause_of(figure.start)]
    against = _AGAINST.search(reading.text, clause.start, figure.start)
    if against is None:
        return None
    named = {
        known.index
        for mention in reading.mentions
        if against.end() <= mention.start and mention.end <= figure.start
        for known in (reading.meant(mention),)
        if known is not None
    }
    if one.index in named and other.index not in named:
        return other
    return one if other.index in named and one.index not in named else None

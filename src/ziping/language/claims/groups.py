"""Claims about several figures at once: 5个项目执行率均达到95%, 其中…, 16个项目中15个."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from ziping.language.claims.known import Known
from ziping.language.claims.subjects import Contradiction, Said, Subject
from ziping.language.claims.units import MONEY, SCORE, is_count
from ziping.language.labels import clean_text

_EACH = re.compile(
    "(?P<what>[^，。；：、0-9]{3,16}?)(?:均|都|全部)(?:已|能)?(?P<word>达到|达|超过|高于|不低于|不少于|低于|不高于|为|保持在|在|实现)(?:了)?$"
)
_SOME = re.compile("其余|除|余下|剩余|其他|上述|以上|两|部分|大多|多数|[和与及]")
_PART_OF = re.compile("[^，。；0-9]{0,14}[中里内][，,]?[^，。；0-9]{0,8}")
_OF_WHICH = re.compile("[^。；0-9]{0,6}[，,；（(]其中[^，。；、0-9]{0,20}")
_SCORED = re.compile("[）)]?[，,、]?(?:(?:自评|实际|实)?得分?|自评|实得)(?:为|是)?")
"""满意度10分，得29.21分: points are never more than the most one can get."""
_LEAST = 2
"""Facts of one ending from which a name without a list means all of them."""


def group_claims(said: Said) -> Iterator[Contradiction]:
    """Claims about groups that the facts contradict."""
    yield from _each(said)
    yield from _parts(said)


def _each(said: Said) -> Iterator[Contradiction]:
    """5个项目执行率均达到100%: every fact whose label ends so must be."""
    reading = said.reading
    for figure in said.figures:
        clause = reading.clauses[reading.clause_of(figure.start)]
        match = _EACH.search(reading.text, clause.start, figure.start)
        if match is None or _SOME.search(reading.text, clause.start, match.end("what")):
            continue
        ending = clean_text(match["what"])
        group = [
            known
            for known in reading.table.known.values()
            if known.measure.dimension == figure.known.measure.dimension
            and known.year == reading.table.year
            and known.role != "target"
            and clean_text(known.fact.label).endswith(ending[-_ending(ending) :])
        ]
        if len(group) < _LEAST or any(clean_text(known.fact.label) == ending for known in group):
            continue
        for known in group:
            if not _satisfies(match["word"], known.value, figure.known.value):
                message = f"“{reading.text[match.start() : figure.end]}”与数据不符：“{known.fact.label}”是{known.fact.printed}"
                yield Contradiction(match.start(), figure.end, known, message)
                break


def _ending(name: str) -> int:
    """How many letters of a plural name the labels end in: 个项目执行率 → 项目执行率."""
    return len(name.lstrip("各个项类批场次家所有全部"))


def _satisfies(word: str, value: Fraction, bound: Fraction) -> bool:
    """Whether a value is what 均 and the word after it say."""
    if word in ("超过", "高于"):
        return value > bound
    if word == "低于":
        return value < bound
    if word == "不高于":
        return value <= bound
    return value == bound if word in ("为", "保持在", "在") else value >= bound


def _parts(said: Said) -> Iterator[Contradiction]:
    """16个项目中15个按时完成, 理赔金额612万元，其中大病86万元: a part is never more than the whole."""
    for whole, part in pairwise(said.figures):
        if whole.known.measure.dimension != part.known.measure.dimension:
            continue
        if part.known.value > whole.known.value and _is_part(said, whole, part):
            surface = said.reading.text[whole.start : part.end]
            message = f"“{surface}”：部分大于总数，请核对，数据中“{part.known.fact.label}”是{part.known.fact.printed}"
            yield Contradiction(whole.start, part.end, part.known, message)


def _is_part(said: Said, whole: Subject, part: Subject) -> bool:
    """Whether the words between two figures make the second a part of the first."""
    text, dimension = said.reading.text, whole.known.measure.dimension
    if is_count(dimension) and _PART_OF.fullmatch(text, whole.end, part.start):
        return True
    counted = is_count(dimension) or dimension == MONEY
    if dimension == SCORE and _SCORED.fullmatch(text, whole.end, part.start):
        return True
    of_which = counted and _OF_WHICH.fullmatch(text, whole.end, part.start) is not None
    return of_which and whole.start not in said.comparands and _plain(whole.known)


def _plain(known: Known) -> bool:
    return known.index >= 0 and known.role != "target" and not known.hedge

"""完成率, 利用率, 回收率: of the two figures the sentence has said, or of one thing's result and target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ziping.language.claims.derive import Derivation
from ziping.language.claims.known import Known
from ziping.language.claims.match import says
from ziping.language.claims.own import told_near
from ziping.language.claims.reading import Reading
from ziping.language.claims.signs import tells_change
from ziping.language.claims.stated import Stated, stated

_RATE: Final = re.compile("率(?:为|是|达到?|仅|约|有|只|已)*$")
_OF_CHANGE: Final = re.compile("(?:调整|追加|调减|增长|下降|变动)率")
_DONE: Final = re.compile("(?:完成|达成)率(?:为|是|达到?|仅|约|有|只|已)*$")
_OF_THE_LAST: Final = re.compile("(?:利用|使用|完成|达成)率(?:为|是|达到?|仅|约|有|只|已)*$")
_PAIR: Final = 2


def of_the_pair(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a rate is worked out from the figures said before it, where the sentence has said a pair of them.

    竞赛15场，超目标3场；培训64场，距70场的目标差6场，完成率91.43%: never 15 of 70.
    """
    words = reading.words(reading.before(figure.number))
    if derivation.kind != "share" or not _RATE.search(words) or _OF_CHANGE.search(words):
        return True
    if reading.run_of(figure.number):
        return True
    part, whole = derivation.terms[0], derivation.terms[-1]
    said = _said(reading, figure)
    if part.core == whole.core and part.index >= 0 and whole.index >= 0:
        here = any(says((part, whole), one) for one in said) or told_near(reading, figure, part)
        return here or not said or not _OF_THE_LAST.search(words)
    alike = [one for one in said if one.measure.dimension == part.measure.dimension]
    if _DONE.search(words):
        alike = alike[-_PAIR:]
    if alike and _tell(alike, part, whole):
        return True
    last = said[-_PAIR:]
    used = (
        bool(_OF_THE_LAST.search(words))
        and len(last) == _PAIR
        and last[0].measure.dimension == last[1].measure.dimension
    )
    return len(alike) < _PAIR and not used


def _tell(said: Sequence[Stated], part: Known, whole: Known) -> bool:
    return all(any(says((term,), one) for one in said) for term in (part, whole))


def _said(reading: Reading, figure: Stated) -> list[Stated]:
    """The figures before this one in its sentence that are no changes."""
    first = reading.of_sentence(reading.sentence_of(figure.start))[0]
    found = (stated(number) for number in reading.figures_in(first.start, figure.start))
    return [
        one for one in found if one is not None and one.high is None and not tells_change(reading, one.start)
    ]

"""完成率, 利用率, 回收率: of the two figures the sentence has said, or of one thing's result and target."""

from __future__ import annotations

import re
from typing import Final

from ziping.language.claims.derive import Derivation
from ziping.language.claims.match import says
from ziping.language.claims.reading import Reading
from ziping.language.claims.signs import tells_change
from ziping.language.claims.stated import Stated, stated

_RATE: Final = re.compile("率(?:为|是|达到?|仅|约|有|只|已)*$")
_DONE: Final = re.compile("(?:完成|达成)率(?:为|是|达到?|仅|约|有|只|已)*$")
_OF_CHANGE: Final = re.compile("(?:调整|追加|调减|增长|下降|变动)率")
_USED: Final = re.compile("(?:利用|使用)率(?:为|是|达到?|仅|约|有|只|已)*$")
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
    if part.core == whole.core and part.index >= 0 and whole.index >= 0:
        return True
    said = _said(reading, figure)
    alike = [one for one in said if one.measure.dimension == part.measure.dimension]
    if _DONE.search(words) and len(alike) >= _PAIR:
        alike = alike[-_PAIR:]
    if all(any(says((term,), one) for one in alike) for term in (part, whole)):
        return True
    last = [one.measure.dimension for one in said[-_PAIR:]]
    used = bool(_USED.search(words)) and len(last) == _PAIR and len(set(last)) == 1
    return len(alike) < _PAIR and not used


def _said(reading: Reading, figure: Stated) -> list[Stated]:
    """The figures before this one in its sentence that are no changes."""
    first = reading.of_sentence(reading.sentence_of(figure.start))[0]
    found = (stated(number) for number in reading.figures_in(first.start, figure.start))
    return [
        one for one in found if one is not None and one.high is None and not tells_change(reading, one.start)
    ]

"""25分得23.90分，扣1.10分: points, what was got of them and what was lost must add up, whosever they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ziping.language.claims.scores import told_aspect
from ziping.language.claims.subjects import Contradiction, Said, Subject
from ziping.language.claims.units import SCORE
from ziping.language.numerals import NumberExpression

_MOST: Final = re.compile("(?:满分|分值|权重|标准分)(?:为|是|：|:)?$")
"""Right before the figure: in 与95分的满分线还差3.4分 the word belongs to another one."""
_NEAR: Final = 14
"""Letters between two figures of one item."""


def points(said: Said) -> Iterator[Contradiction]:
    """Runs of 分值, 得分 and 扣分 whose figures do not add up."""
    reading = said.reading
    numbers = {number.start: number for number in said.reading.numbers}
    figures = [figure for figure in said.figures if figure.known.measure.dimension == SCORE]
    told = [_aspect(said, figure, numbers[figure.start]) for figure in figures]
    for at, ((most, score), aspects) in enumerate(zip(pairwise(figures), pairwise(told), strict=True)):
        if aspects != ("most", "score") or score.start - most.end > _NEAR:
            continue
        lost = figures[at + 2] if told[at + 2 : at + 3] == ["lost"] else None
        if lost is None or not _goes_on(said, score, lost):
            continue
        if most.known.value - score.known.value != lost.known.value:
            surface = reading.text[most.start : lost.end]
            message = f"“{surface}”加不起来：满分减去得分应等于扣分，请核对"
            yield Contradiction(most.start, lost.end, score.known, message)


def _aspect(said: Said, figure: Subject, number: NumberExpression) -> str | None:
    """What the words say of points; those right before 得 or 自评 are the most one can get."""
    reading = said.reading
    words = reading.words(reading.before(number))
    told = told_aspect(words)
    if told == "most":
        return told if _MOST.search(words) else None
    after = reading.text[figure.end : figure.end + 4].lstrip("，,、）)")
    return "most" if told is None and after.startswith(("得", "自评", "实得")) else told


def _goes_on(said: Said, score: Subject, lost: Subject) -> bool:
    """Whether the points lost are told right after those that were got, of the same item."""
    between = said.reading.text[score.end : lost.start]
    return len(between) <= _NEAR and not any(mark in between for mark in "；。共")

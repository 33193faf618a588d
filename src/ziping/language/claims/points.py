"""25分得23.90分，扣1.10分: points, what was got of them and what was lost must add up, whosever they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ziping.language.claims.scores import told_aspect
from ziping.language.claims.subjects import Contradiction, Said, Subject
from ziping.language.claims.units import SCORE

_MOST: Final = re.compile("(?:满分|分值|权重|标准分)(?:为|是|：|:)?$")
"""Right before the figure: in 与95分的满分线还差3.4分 the word belongs to another one."""
_NEAR: Final = 14
"""Letters between two figures of one item."""


def points(said: Said) -> Iterator[Contradiction]:
    """Runs of 分值, 得分 and 扣分 whose figures do not add up."""
    reading = said.reading
    figures = [figure for figure in said.figures if figure.known.measure.dimension == SCORE]
    told = [_aspect(said, figure) for figure in figures]
    for (most, score), aspects in zip(pairwise(figures), pairwise(told), strict=True):
        if aspects != ("most", "score") or score.start - most.end > _NEAR:
            continue
        lost = _lost_after(said, figures, score)
        if lost is not None and most.known.value - score.known.value != lost.known.value:
            surface = reading.text[most.start : lost.end]
            message = f"“{surface}”加不起来：满分减去得分应等于扣分，请核对"
            yield Contradiction(most.start, lost.end, score.known, message)


def _aspect(said: Said, figure: Subject) -> str | None:
    """What the words say of points; those right before 得 or 自评 are the most one can get."""
    reading = said.reading
    number = next(number for number in reading.numbers if number.start == figure.start)
    words = reading.words(reading.before(number))
    told = told_aspect(words)
    if told == "most":
        return told if _MOST.search(words) else None
    after = reading.text[figure.end : figure.end + 4].lstrip("，,、）)")
    return "most" if told is None and after.startswith(("得", "自评", "实得")) else told


def _lost_after(said: Said, figures: list[Subject], score: Subject) -> Subject | None:
    """The points lost that are told right after those that were got."""
    at = figures.index(score) + 1
    following = figures[at] if at < len(figures) else None
    if following is None or following.start - score.end > _NEAR or _aspect(said, following) != "lost":
        return None
    between = said.reading.text[score.end : following.start]
    return None if any(mark in between for mark in "；。") or "共" in between else following

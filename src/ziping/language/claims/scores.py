"""Points: whether words and labels speak of the score, of the most one can get, or of what was lost."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, TypeAlias

Aspect: TypeAlias = Literal["score", "most", "lost"]

_LABEL: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    ("lost", re.compile("(?:扣分|失分|丢分)(?:数|值)?$")),
    ("most", re.compile("(?:分值|满分|权重|总分值|满分值|标准分)$")),
    ("score", re.compile("(?:得分|总分|评分|自评分|得分值)$")),
)
_TOLD = re.compile(
    "(?P<lost>扣分?|失分?|丢分?|扣减|少得|减)|(?P<most>分值|满分|权重|总分值|标准分|共计?|总分为|封顶)|(?P<score>得分|自评|评得|实得|得|评分(?!值)|获)"
)


@lru_cache(maxsize=4096)
def aspect_of(label: str) -> Aspect | None:
    """What a label of points names: 得分, 分值 or 扣分."""
    for aspect, pattern in _LABEL:
        if pattern.search(label):
            return aspect
    return None


def told_aspect(before: str) -> Aspect | None:
    """What the words right before a number of points say it is; the last word decides."""
    return _told(before[-10:])


@lru_cache(maxsize=4096)
def _told(words: str) -> Aspect | None:
    found = list(_TOLD.finditer(words))
    if not found:
        return None
    last = found[-1]
    return "lost" if last["lost"] else "most" if last["most"] else "score"

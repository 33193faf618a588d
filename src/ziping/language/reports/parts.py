"""The parts of a report (problems, measures, plans) and the sentences of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple

from ziping.language.reports.figures import Passage

_ENDS: Final = "。！？!?\n"
_SENTENCE = re.compile(f"[^{_ENDS}]+")
_SENTENCE_END = re.compile(f"[{_ENDS}]")
_SEGMENT = re.compile("[^。；;！？!?\n]+")


class Part(Enum):
    """What a section of a report is for."""

    PROBLEMS = auto()
    MEASURES = auto()
    PROBLEMS_AND_MEASURES = auto()
    PLANS = auto()
    OBJECTIVES = auto()
    EXPERIENCE = auto()
    RESULTS = auto()
    OTHER = auto()


_PARTS: Final = (
    (Part.RESULTS, re.compile("(?:上一?年|去年|以前年度).{0,10}(?:问题|整改)")),
    (
        Part.PROBLEMS_AND_MEASURES,
        re.compile("(?:问题|不足).*(?:措施|整改|改进|打算|对策)|(?:措施|整改|改进).*问题"),
    ),
    (Part.PROBLEMS, re.compile("存在.{0,6}(?:问题|不足)|主要问题|问题(?:及|和|与)?原因|偏差原因")),
    (Part.RESULTS, re.compile("完成情况|执行情况|绩效情况|履职情况|效益分析|完成结果")),
    (Part.EXPERIENCE, re.compile("经验|做法|成效|亮点|成绩")),
    (Part.MEASURES, re.compile("措施|整改|改进")),
    (Part.PLANS, re.compile("后续|下一步|下年|明年|打算|工作计划|建议|展望")),
    (Part.OBJECTIVES, re.compile("目标|工作任务|总体工作|工作内容|重点工作")),
)
FORWARD: Final = frozenset((Part.MEASURES, Part.PROBLEMS_AND_MEASURES, Part.PLANS, Part.OBJECTIVES))
"""Parts that speak of what is to come."""


def part_of(passage: Passage) -> Part:
    """The part a passage stands in, by the nearest heading that tells."""
    return _part(passage.place.heading or "")


@lru_cache(maxsize=1024)
def _part(path: str) -> Part:
    for heading in reversed(path.split(" > ")):
        for part, pattern in _PARTS:
            if pattern.search(heading):
                return part
    return Part.OTHER


class Stretch(NamedTuple):
    """A stretch of a passage."""

    start: int
    end: int
    text: str


def sentences(text: str) -> Iterator[Stretch]:
    """The sentences of a text."""
    return _stretches(_SENTENCE, text)


def sentence_at(text: str, place: int) -> Stretch:
    """The sentence that holds a place where something is written."""
    start = max(text.rfind(mark, 0, place) for mark in _ENDS) + 1
    end = _SENTENCE_END.search(text, place)
    stop = end.start() if end else len(text)
    return Stretch(start, stop, text[start:stop])


def segments(text: str) -> Iterator[Stretch]:
    """The parts of a text between full stops and semicolons."""
    return _stretches(_SEGMENT, text)


def _stretches(pattern: re.Pattern[str], text: str) -> Iterator[Stretch]:
    for match in pattern.finditer(text):
        if match[0].strip():
            yield Stretch(match.start(), match.end(), match[0])

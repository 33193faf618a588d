"""What problems are about, whatever they are called: topics of ``problem_words.txt``."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple


class _Topic(NamedTuple):
    name: str
    alone: bool
    pattern: re.Pattern[str]


@cache
def _topics() -> tuple[_Topic, ...]:
    text = resources.files(__package__ or "").joinpath("problem_words.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(_Topic(row[1], row[0] == "alone", re.compile(row[2])) for row in rows)


def topics(text: str) -> frozenset[str]:
    """The topics a text speaks of."""
    return frozenset(topic.name for topic in _topics() if topic.pattern.search(text))


def one_topic(one: str, other: str) -> bool:
    """Whether two problems are on one topic: one that tells a problem alone, or two that do so together."""
    both = topics(one) & topics(other)
    return len(both) > 1 or any(topic.alone for topic in _topics() if topic.name in both)

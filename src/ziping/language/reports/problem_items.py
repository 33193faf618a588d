"""Problems and measures of a report, item by item, however they are numbered: 一是, （1）, 1., one paragraph or many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ziping.language.reports.figures import Passage

_ITEM = re.compile(
    "(?:^|(?<=[。；;\n]))\\s*(?:[一二三四五六七八九十]{1,3}是|[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．、](?![0-9]))"
)
_FIRST = re.compile("一是|一、|[（(]?[一1][)）]|1[.．、]")


class Entry(NamedTuple):
    """One problem or measure: ``passage.text[start:end]``."""

    passage: Passage
    start: int
    end: int
    text: str


def entries(passages: Sequence[Passage]) -> list[Entry]:
    """Numbered items; passages without numbers count whole where nothing is numbered, and else belong to what they stand by."""
    starts_of = [[match.start() for match in _ITEM.finditer(passage.text)] for passage in passages]
    numbered = any(starts_of)
    found: list[Entry] = []
    for passage, starts in zip(passages, starts_of, strict=True):
        if not starts and numbered:
            continue
        begun = starts or [0]
        for start, end in zip(begun, [*begun[1:], len(passage.text)], strict=True):
            found.append(Entry(passage, start, end, passage.text[start:end].strip()))
    return found


def lists(items: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The first numbered list, and whatever follows where the numbers begin anew."""
    begun = [index for index, entry in enumerate(items) if _FIRST.match(entry.text)]
    cut = begun[1] if len(begun) > 1 else len(items)
    return items[:cut], items[cut:]

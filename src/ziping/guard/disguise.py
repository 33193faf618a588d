"""Letters that stand for digits (9O.5%, l00万元), and zero-width characters inside a figure."""

from __future__ import annotations

import re
from typing import NamedTuple

from ziping.language.numerals.normalize import ZERO_WIDTH

_LETTERS = str.maketrans({
    **dict.fromkeys("OoＯｏОоΟοQ〇○◯", "0"),
    **dict.fromkeys("lIＩｌ|｜ıΙІ丨∣", "1"),
    **dict.fromkeys("ZzＺ", "2"),
    **dict.fromkeys("SsＳ", "5"),
    "B": "8",
})
_LOOK = "OoＯｏОоΟο〇○◯lIＩｌıΙІ丨"
_RARE = "ZzSsBQ"
_LONGEST = 40
"""No figure is longer, and a search without end would make long lines slow."""
_UNIT = "[%％‰]|[万亿千百]?元|[万亿]|分(?!管|别|析|类|布|项|为|配)|个|名|人|家|场|户|项|次|件|份|位|宗|起|年|月|条|期|台|套|倍|座|间|所|吨|米|亩|天|笔|辆"
_RUN = re.compile(
    rf"(?<![A-Za-z])(?:(?=[{_LOOK}{_RARE}.,，]{{0,{_LONGEST}}}[0-9０-９])[0-9０-９{_LOOK}{_RARE}][0-9０-９{_LOOK}{_RARE}.,]{{0,{_LONGEST}}}[{_LOOK}{_RARE}0-9０-９]|[lIOo]{{1,3}}[.][0-9]+)(?![A-Za-z0-9])"
)
_AFTER = re.compile(rf"[ ]?(?:{_UNIT})")


class Disguise(NamedTuple):
    """A figure whose digits are partly letters, and what it would read."""

    start: int
    end: int
    surface: str
    plain: str


def disguises(text: str) -> tuple[Disguise, ...]:
    """Every figure in which letters stand for digits."""
    found = []
    for match in _RUN.finditer(text):
        run = match[0]
        if not any(letter in _LOOK or letter in _RARE for letter in run) or not any(map(str.isdigit, run)):
            continue
        after = _AFTER.match(text, match.end())
        inner = re.search(rf"[0-9０-９.][{_LOOK}{_RARE}]+[0-9０-９.]", run)
        if after is None and inner is None:
            continue
        end = after.end() if after else match.end()
        found.append(
            Disguise(
                match.start(),
                end,
                text[match.start() : end],
                run.translate(_LETTERS) + text[match.end() : end],
            )
        )
    return tuple(found)


def is_broken(surface: str) -> bool:
    """Whether zero-width characters stand inside a figure."""
    return any(character in ZERO_WIDTH for character in surface.strip(ZERO_WIDTH))

"""Ratios told with two numbers: 师生比1∶24.5, 每10名学员中有近8名."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated, stated
from ziping.language.claims.units import measure

_COLON: Final = re.compile("[ ]?[:：∶][ ]?")
_EACH: Final = re.compile("每(?:有|满)?$")
_ROUND: Final = frozenset((10, 100, 1000, 10000))
_AMONG: Final = re.compile("[^，。；、0-9]{0,8}[中里内][^，。；、0-9]{0,6}")
_RATIO_WORDS: Final = re.compile("比[例率]?(?:约|大约|接近|达到?|为|是|提高到|保持在)*$")
_REACH: Final = 12


def is_base(reading: Reading, figure: Stated) -> bool:
    """Whether the figure is what a ratio counts from: 1 of 1∶24.5, 10 of 每10名中有8名."""
    if figure.value == 1 and not figure.number.unit:
        return _other_side(reading, figure) is not None
    told = figure.value in _ROUND and _EACH.search(reading.text, max(0, figure.start - 3), figure.start)
    following = next(reading.figures_from(figure.end), None)
    return bool(told and following and _AMONG.fullmatch(reading.text, figure.end, following.start))


def is_multiple(reading: Reading, figure: Stated) -> bool:
    """Whether the figure is the other side of a ratio to 1."""
    other = _other_side(reading, figure) if not figure.number.unit else None
    return other is not None and other.value == 1


def as_share(reading: Reading, figure: Stated) -> Stated | None:
    """近8名 of 每10名中有近8名, as a share; None when it is no such figure."""
    before = reading.figures_in(max(0, figure.start - 2 * _REACH), figure.start)
    base = stated(before[-1]) if before else None
    if base is None or base.measure != figure.measure or not is_base(reading, base):
        return None
    return replace(
        figure, value=figure.value / base.value, step=figure.step / base.value, measure=measure("%")
    )


def _other_side(reading: Reading, figure: Stated) -> Stated | None:
    """The figure across the colon, where the words speak of a ratio; times of day and lists have none."""
    before = reading.figures_in(max(0, figure.start - _REACH), figure.start)[-1:]
    after = next(reading.figures_from(figure.end), None)
    pairs = [(one, figure.number) for one in before]
    if after is not None:
        pairs.append((figure.number, after))
    for one, other in pairs:
        opening = reading.text[max(0, one.start - _REACH) : one.start] + one.surface
        spoken = _RATIO_WORDS.search(re.sub("[0-9.]+$", "", opening))
        if spoken and not other.unit and _COLON.fullmatch(reading.text, one.end, other.start):
            return stated(other if one is figure.number else one)
    return None

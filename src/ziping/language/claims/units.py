"""Units as a writer uses them: 人 = 名 = 位, 万人次 = 10,000 人次, ％ = %; 家, 户, 个 are units of their own."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ziping.domain.quantity import KNOWN_UNITS, unit_of

_SPELLINGS = {
    "个百分点": "百分点",
    "％": "%",
    "百分比": "%",
    "点": "百分点",
    "人民币元": "元",
    "人数": "人",
    "个人": "人",
    "次数": "次",
}
_SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10000,
    "十万": 100000,
    "百万": 1000000,
    "千万": 10000000,
    "亿": 100000000,
}
_SAME = {
    "员": "person",
    "小时": "hour",
    "个小时": "hour",
    "平米": "area",
    "m²": "area",
    "月": "month",
    "人天": "person_day",
    "人·天": "person_day",
    "工作日": "workday",
    "个工作日": "workday",
}


class Measure(NamedTuple):
    """What a unit symbol counts, and how many base units one of it is."""

    dimension: str
    factor: Fraction


NONE = "number"
"""Dimension of a figure without a unit."""
MONEY, RATIO, POINTS, SCORE, PERSON = "money", "ratio", "percentage_point", "score", "person"


@lru_cache(maxsize=1024)
def measure(symbol: str) -> Measure:
    """The dimension and factor of a unit as written; an unknown unit is its own dimension."""
    name = _SPELLINGS.get(symbol.strip(), symbol.strip())
    if name in _SAME:
        return Measure(_SAME[name], Fraction(1))
    if name not in KNOWN_UNITS:
        for length in (2, 1):
            scale, rest = _SCALES.get(name[:length]), name[length:]
            if scale and rest:
                base = measure(rest)
                return Measure(base.dimension, base.factor * scale)
    unit = unit_of(name)
    return Measure(unit.dimension, Fraction(unit.factor))


def is_count(dimension: str) -> bool:
    """Whether the dimension counts things (people, households, sessions), so that the unit may be left unsaid."""
    return dimension not in (MONEY, RATIO, POINTS)

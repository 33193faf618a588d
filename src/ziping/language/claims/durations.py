"""How long something took, told between two dates the sentence says: 历时五个多月."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Final

from ziping.language.claims.match import holds
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated
from ziping.language.claims.years import Day, days_of, real
from ziping.language.numerals import NumberKind

_TOOK: Final = re.compile("(?:历时|为期|用时|耗时|工期|持续|历经)[^，。；0-9]{0,4}$")
_DAYS: Final = {
    "天": Fraction(1),
    "日": Fraction(1),
    "周": Fraction(7),
    "个月": Fraction(1461, 48),
    "月": Fraction(1461, 48),
}


def is_span(reading: Reading, figure: Stated) -> bool:
    """Whether the figure is the time between the last two dates said before it, the last day counted or not."""
    unit = _DAYS.get(figure.number.unit)
    if unit is None or not _TOOK.search(reading.text, max(0, figure.start - 8), figure.start):
        return False
    first = reading.of_sentence(reading.sentence_of(figure.start))[0].start
    dates = [number for number in reading.numbers if number.kind is NumberKind.DATE]
    said = [
        day for number in dates if first <= number.start < figure.start for day in days_of(number.surface)
    ]
    ends = [_date(day, reading.table.year) for day in said[-2:]]
    if len(ends) < 2 or None in ends:
        return False
    span = abs((ends[1] - ends[0]).days)  # type: ignore[operator] # neither is None
    count = figure.value / figure.measure.factor
    return any(_agrees(figure, count, Fraction(days) / unit) for days in (span, span + 1))


def _agrees(figure: Stated, count: Fraction, real_count: Fraction) -> bool:
    if not figure.hedge:
        return abs(real_count - count) <= Fraction(1, 2)
    if figure.measure.factor == 1:
        return holds(figure, real_count)
    return abs(real_count - count) < 1


def _date(day: Day, year: int) -> date | None:
    return date(day.year or year, day.month, day.day) if day.day and real(day) else None

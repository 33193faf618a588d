"""The two figures a rate is the quotient of, so that a sentence with the rate may work with them."""

from __future__ import annotations

from fractions import Fraction

from ziping.language.claims.known import Known, KnownTable
from ziping.language.claims.units import RATIO

_HALF = Fraction(1, 20000)
"""Half of the last digit of a rate with two places in per cent."""


def parts_of(table: KnownTable, index: int) -> tuple[Known, ...]:
    """The part and the whole of a rate: by shared words, or as the only such pair; else none."""
    if index not in table.quotients:
        table.quotients[index] = _find(table, index)
    return table.quotients[index]


def _find(table: KnownTable, index: int) -> tuple[Known, ...]:
    rate, tokens = table.known.get(index), table.labels.tokens
    if rate is None or rate.measure.dimension != RATIO or not 0 < rate.value < 1:
        return ()
    unlike: list[tuple[Known, ...]] = []
    for whole in table.known.values():
        if whole.measure.dimension == RATIO or whole.year != rate.year:
            continue
        low, high = (whole.value * (rate.value + step) for step in (-_HALF, _HALF))
        for part in table.between(whole.measure.dimension, low, high):
            if part == whole.index or table.known[part].year != rate.year:
                continue
            if tokens[index] & tokens[part] and tokens[index] & tokens[whole.index]:
                return (table.known[part], whole)
            unlike.append((table.known[part], whole))
    return unlike[0] if len(unlike) == 1 else ()

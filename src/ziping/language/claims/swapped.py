"""Two figures of one sentence that stand in each other's place: 学员798人，拿证1050人.

One figure with faint words proves little; two that would each fit the other's words better prove a swap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ziping.language.claims.known import Known
from ziping.language.claims.own import WHOLES, own_pairs
from ziping.language.claims.reading import Reading
from ziping.language.claims.scores import aspect_of, told_aspect
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import SCORE
from ziping.language.labels import COMMON, FULL, clean_text, pairs

_SPAN = 14
"""A figure is compared with at most so many before it."""
_ENOUGH = 700 * FULL
"""Weighted evidence from which the exchange is said, not guessed."""
_ASPECT = 800 * FULL
"""What 得 or 扣 right before a number of points weighs."""


class Placed(NamedTuple):
    """A figure in order with the fact it is bound to."""

    figure: Stated
    known: Known


def exchanged(reading: Reading, placed: Sequence[Placed]) -> Mapping[int, Known]:
    """By place, the fact a figure's words mean, for figures that changed places with another of their sentence.

    Args:
        reading: the text.
        placed: figures bound to one fact each, in the order of the text.
    """
    found: dict[int, Known] = {}
    evidence = _Evidence(reading)
    for one, other in _neighbours(reading, placed):
        gain, back = evidence.gain(one, other.known), evidence.gain(other, one.known)
        told = evidence.tells(one, other.known) and evidence.tells(other, one.known)
        if gain + back >= _ENOUGH and told:
            found.setdefault(one.figure.start, other.known)
            found.setdefault(other.figure.start, one.known)
    return found


def _words(reading: Reading, figure: Stated) -> Mapping[str, int]:
    """A figure's own words with their weight; what it carries from before when it has none."""
    own = dict.fromkeys(own_pairs(reading, figure), FULL)
    run = reading.run_of(figure.number)
    if run and reading.listed(figure.number) is not None:
        shared = pairs(clean_text(reading.words(reading.before(run[0]))))
        own |= dict.fromkeys(shared & WHOLES, FULL)
    return own or reading.context(figure.number)


def _neighbours(reading: Reading, placed: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pairs of one dimension in one sentence or two that follow each other."""
    sentences = [reading.sentence_of(one.figure.start) for one in placed]
    first = 0
    for place, one in enumerate(placed):
        while sentences[first] < sentences[place] - 1:
            first += 1
        for other in placed[max(first, place - _SPAN) : place]:
            if one.known.measure.dimension == other.known.measure.dimension and _apart(one, other):
                yield one, other


def _apart(one: Placed, other: Placed) -> bool:
    if one.known.index == other.known.index or one.figure.value == other.figure.value:
        return False
    return not _is_part(one.known, other.known) and not _is_part(other.known, one.known)


def _is_part(one: Known, other: Known) -> bool:
    """Whether points are those of a part of an item: 采购执行情况（采购执行率）分值 beside 采购执行情况分值."""
    if one.measure.dimension != SCORE:
        return False
    return one.core.startswith(other.core) and len(one.core) > len(other.core)


class _Evidence:
    """By how much the words of figures fit other facts better than their own, each looked at once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._tokens, self._weights = reading.table.labels.tokens, reading.table.labels.weights
        self._words: dict[int, Mapping[str, int]] = {}

    def tells(self, placed: Placed, instead: Known) -> bool:
        """Whether a figure's words share anything with its own fact or the other, so that they can prove something."""
        if placed.known.measure.dimension == SCORE:
            return True
        facts = self._tokens[placed.known.index] | self._tokens[instead.index]
        return bool(self._words_of(placed).keys() & facts)

    def _words_of(self, placed: Placed) -> Mapping[str, int]:
        place = placed.figure.start
        words = self._words.get(place)
        if words is None:
            words = self._words[place] = _words(self._reading, placed.figure)
        return words

    def gain(self, placed: Placed, instead: Known) -> int:
        """By how much a figure's words fit another fact better than its own."""
        words = self._words_of(placed)
        own, new, weights = self._tokens[placed.known.index], self._tokens[instead.index], self._weights
        gain = self._aspect_gain(placed, instead)
        label = pairs(clean_text(placed.known.fact.label))
        for token in own ^ new:
            weight = words.get(token)
            if weight is not None and token not in COMMON and not (token in new and token in label):
                gain += weight * weights[token] if token in new else -weight * weights[token]
        return gain

    def _aspect_gain(self, placed: Placed, instead: Known) -> int:
        """The same for 得, 扣 and 分值, which are said by one letter."""
        if placed.known.measure.dimension != SCORE:
            return 0
        told = told_aspect(self._reading.words(self._reading.before(placed.figure.number)))
        if told is None:
            return 0
        fits = (aspect_of(instead.fact.label) == told) - (aspect_of(placed.known.fact.label) == told)
        return fits * _ASPECT

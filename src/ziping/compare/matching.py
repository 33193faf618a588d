"""Sentence by sentence: which sentence of last year's report one of this year's was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property
from typing import Final, NamedTuple

from ziping.compare.units import Sentence, Text
from ziping.language.numerals import NumberExpression
from ziping.language.reports.figures import QUANTITIES
from ziping.language.similarity import Likeness, ShingleIndex, ratio

SHORTEST: Final = 6
"""Letters of the shortest sentence that is compared; 特此报告 is in every report."""
_NEARLY: Final = 92
"""Likeness, years aside, from which a sentence with the same figures stands nearly word for word."""
_MADE_FROM: Final = 66
"""Likeness of the words, figures aside, from which a sentence was made from another."""
_DIGITS: Final = 3
_LARGE: Final = 1000
_SAME_SECTION: Final = 4
"""What standing in the same section is worth in likeness, where two sentences are as near."""


class Kind(Enum):
    """How a sentence goes back to last year's."""

    COPIED = auto()
    """Word for word or nearly so, the same figures, years aside."""
    UPDATED = auto()
    """The same words with other figures."""
    EDITED = auto()
    """Mostly the same words."""


class Match(NamedTuple):
    """A sentence of this year and the one it was made from."""

    this: Sentence
    last: Sentence
    kind: Kind


@dataclass(frozen=True)
class Matches:
    """All sentences of this year that were made from one of last year's.

    Attributes:
        this: this year's text.
        last: last year's text.
    """

    this: Text
    last: Text

    @cached_property
    def all(self) -> tuple[Match, ...]:
        """In this year's order."""
        source = _Source(self.last.sentences, self.last)
        found = []
        for sentence in self.this.sentences:
            if len(sentence.masked) >= SHORTEST:
                best = source.of(sentence, self.this.of(sentence).section.key)
                if best is not None:
                    found.append(Match(sentence, best, _kind(sentence, best)))
        return tuple(found)

    @cached_property
    def of_sentence(self) -> dict[tuple[int, int], Match]:
        """By paragraph and start of this year's sentence."""
        return {match.this.at: match for match in self.all}


class _Source:
    """Last year's sentences, to be found by words."""

    def __init__(self, sentences: Sequence[Sentence], text: Text) -> None:
        self._sentences = tuple(s for s in sentences if len(s.masked) >= SHORTEST)
        self._keys = tuple(text.of(sentence).section.key for sentence in self._sentences)
        self._index = ShingleIndex([sentence.masked for sentence in self._sentences])
        self._dated: dict[str, list[int]] = {}
        self._masked: dict[str, list[int]] = {}
        self._figures: dict[tuple[object, ...], list[int]] = {}
        for index, sentence in enumerate(self._sentences):
            self._dated.setdefault(sentence.dated, []).append(index)
            self._masked.setdefault(sentence.masked, []).append(index)
            if _is_telling(sentence.numbers):
                self._figures.setdefault(tuple(quantities(sentence.numbers)), []).append(index)

    def of(self, sentence: Sentence, key: str) -> Sentence | None:
        """The sentence one was made from: word for word, the same but for figures, the likest, one with all the same figures."""
        for exact in (self._dated.get(sentence.dated), self._masked.get(sentence.masked)):
            if exact:
                return self._sentences[next((i for i in exact if self._keys[i] == key), exact[0])]
        scored = [
            (self._likeness(sentence, index, key), -index) for index in self._index.near(sentence.masked)
        ]
        best = max(scored, default=(0, 0))
        if best[0] >= _MADE_FROM:
            return self._sentences[-best[1]]
        same = (
            self._figures.get(tuple(quantities(sentence.numbers)), [])
            if _is_telling(sentence.numbers)
            else []
        )
        return next((self._sentences[i] for i in same if self._keys[i] == key), None)

    def _likeness(self, sentence: Sentence, index: int, key: str) -> Likeness:
        near = ratio(sentence.masked, self._sentences[index].masked, _MADE_FROM)
        return near + _SAME_SECTION if near and self._keys[index] == key else near


def _kind(this: Sentence, last: Sentence) -> Kind:
    same = quantities(this.numbers) == quantities(last.numbers)
    if same and (this.dated == last.dated or ratio(this.dated, last.dated, _NEARLY) > 0):
        return Kind.COPIED
    if this.masked == last.masked:
        return Kind.UPDATED
    return Kind.EDITED


def _is_telling(numbers: Sequence[NumberExpression]) -> bool:
    """Whether two sentences hardly have all these figures by chance: two at least, one of them of three digits."""
    found = [n.value for n in numbers if n.kind in QUANTITIES and isinstance(n.value, Decimal)]
    return len(found) > 1 and any(
        len(value.normalize().as_tuple().digits) >= _DIGITS or abs(value) >= _LARGE for value in found
    )


def quantities(numbers: Sequence[NumberExpression]) -> list[tuple[object, str]]:
    """The figures of a sentence in order, without years, document numbers and ordinals."""
    return [(number.value, number.unit) for number in numbers if number.kind in QUANTITIES]

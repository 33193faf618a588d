"""Sentence by sentence: which sentence of last year's report one of this year's was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Final, NamedTuple

from ziping.compare.units import Sentence, Text
from ziping.language.numerals import NumberExpression
from ziping.language.reports.figures import QUANTITIES
from ziping.language.similarity import ShingleIndex, ratio

SHORTEST: Final = 6
"""Letters of the shortest sentence that is compared; 特此报告 is in every report."""
_NEARLY: Final = 92
"""Likeness, years aside, from which a sentence with the same figures stands nearly word for word."""
_MADE_FROM: Final = 66
"""Likeness of the words, figures aside, from which a sentence was made from another."""
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
    def of_sentence(self) -> dict[Sentence, Match]:
        """By this year's sentence."""
        return {match.this: match for match in self.all}


class _Source:
    """Last year's sentences, to be found by words."""

    def __init__(self, sentences: Sequence[Sentence], text: Text) -> None:
        self._sentences = tuple(s for s in sentences if len(s.masked) >= SHORTEST)
        self._keys = tuple(text.of(sentence).section.key for sentence in self._sentences)
        self._index = ShingleIndex([sentence.masked for sentence in self._sentences])
        self._dated: dict[str, list[int]] = {}
        self._masked: dict[str, list[int]] = {}
        for index, sentence in enumerate(self._sentences):
            self._dated.setdefault(sentence.dated, []).append(index)
            self._masked.setdefault(sentence.masked, []).append(index)

    def of(self, sentence: Sentence, key: str) -> Sentence | None:
        """The sentence one was made from: word for word, else the same but for figures, else the likest."""
        for exact in (self._dated.get(sentence.dated), self._masked.get(sentence.masked)):
            if exact:
                return self._sentences[next((i for i in exact if self._keys[i] == key), exact[0])]
        scored = [(self._likeness(sentence, index, key), -index) for index in self._index.near(sentence.masked)]
        best = max(scored, default=(0, 0))
        return self._sentences[-best[1]] if best[0] >= _MADE_FROM else None

    def _likeness(self, sentence: Sentence, index: int, key: str) -> float:
        near = ratio(sentence.masked, self._sentences[index].masked, _MADE_FROM)
        return near + _SAME_SECTION if near and self._keys[index] == key else near


def _kind(this: Sentence, last: Sentence) -> Kind:
    same = quantities(this.numbers) == quantities(last.numbers)
    if same and (this.dated == last.dated or ratio(this.dated, last.dated, _NEARLY) > 0):
        return Kind.COPIED
    if this.masked == last.masked:
        return Kind.UPDATED
    return Kind.EDITED


def quantities(numbers: Sequence[NumberExpression]) -> list[tuple[object, str]]:
    """The figures of a sentence in order, without years, document numbers and ordinals."""
    return [(number.value, number.unit) for number in numbers if number.kind in QUANTITIES]

"""Which sentences of many units may be copies of each other, without comparing all pairs.

Three passes, the first over the units and the others over a spool file of their sentences, so that memory holds a few
numbers a sentence and no text:

1. every run of five letters (shingle) is counted once a unit, in a table of fixed size, and with it the figures of
   every sentence as a whole: where the words are a template's they are all that can show a copy;
2. a sentence keeps the lowest hashes of its shingles that few units share and at least two have: a bottom-k sketch
   of what could show a copy. What many units share is template;
3. sentences with sketch values in common are candidates.

Time and memory grow with the sentences; hashes are CRC-32, so the result is the same on every machine.
"""

from __future__ import annotations

import json
import re
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, islice
from typing import IO, Final, NamedTuple
from zlib import crc32

from ziping.batch.own_words import Sentence
from ziping.domain.copies import CopySide

SHINGLE: Final = 5
"""Letters of a shingle: four are common by chance among ten thousand units, six are lost to every second edit."""
_BITS: Final = 24
_MASK: Final = (1 << _BITS) - 1
_FULL: Final = 255
_FEW_AT_MOST, _FEW_AT_LEAST, _FEW_OF = 12, 4, 25
"""A shingle of more than a 25th of the units, but at least 4 and at most 12 of them, is template."""
_SKETCH: Final = 12
"""Sketch values of a sentence."""
_TOGETHER: Final = 2
"""Sketch values that candidates share: one alone is any figure two units have by chance."""
_PARTS: Final = 16
_MOST_PAIRS: Final = 3_000_000
"""Pairs of sentences kept while counting; beyond, the search is cut and says so."""
_LETTER: Final = 4
"""Bytes of a letter in UTF-32."""
_FIGURE = re.compile("[0-9]+(?:[.][0-9]+)?")
_SIGNS: Final = 5
"""Digits from which the figures of a sentence are a sign of their own."""


class Source(NamedTuple):
    """Whose words: a unit of this run, or a report of last year."""

    side: CopySide
    last_year: bool
    sentences: tuple[Sentence, ...]


class Candidate(NamedTuple):
    """Two sentences, by source and place within it; ``one`` stands before ``other``."""

    one: int
    one_at: int
    other: int
    other_at: int


def hashes(letters: str) -> list[int]:
    """The hash of every shingle in order; a shorter text is its own shingle."""
    data = letters.encode("utf-32-le")
    size = SHINGLE * _LETTER
    return [crc32(data[at : at + size]) for at in range(0, max(1, len(data) - size + 1), _LETTER)]


def figures(letters: str) -> list[str]:
    """The figures of a text in order."""
    return _FIGURE.findall(letters)


def without_figures(letters: str) -> str:
    """The text with ``#`` for each figure."""
    return _FIGURE.sub("#", letters)


def signs(letters: str) -> list[int]:
    """What stands for all figures of a sentence together: two hashes, since candidates share two; none for too few."""
    found = figures(letters)
    if len(found) < 2 or sum(map(len, found)) < _SIGNS:
        return []
    told = "|".join(found).encode("ascii")
    return [crc32(told, start) for start in (1, 2)]


def features(letters: str) -> list[int]:
    """All by which a sentence is found."""
    return [*hashes(letters), *signs(letters)]


class CopyIndex:
    """The sentences of all sources; a context, since the spool is a temporary file."""

    def __init__(self) -> None:
        self._spool: IO[bytes] = tempfile.TemporaryFile(prefix="ziping-copies-")  # noqa: SIM115 - closed by close
        self._starts = array("Q")
        self._last = bytearray()
        self._counts = bytearray(1 << _BITS)
        self.units = self.last_reports = 0
        self.cut_short = False
        self._read = lru_cache(maxsize=512)(self._load)

    def __enter__(self) -> CopyIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, source: Source) -> None:
        """Takes in the sentences of one source."""
        self._starts.append(self._spool.seek(0, 2))
        line = [source.side.model_dump(), source.last_year, source.sentences]
        self._spool.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        self._last.append(source.last_year)
        self.last_reports += source.last_year
        self.units += not source.last_year
        counts = self._counts
        for place in {one & _MASK for sentence in source.sentences for one in features(sentence.letters)}:
            if counts[place] < _FULL:
                counts[place] += 1

    def source(self, number: int) -> Source:
        """A source as it was added."""
        return self._read(number)

    def _load(self, number: int) -> Source:
        self._spool.seek(self._starts[number])
        return _source(self._spool.readline())

    @property
    def few(self) -> int:
        """A shingle of more sources than this is template."""
        return min(_FEW_AT_MOST, max(_FEW_AT_LEAST, len(self._starts) // _FEW_OF))

    def telling(self, one: int) -> bool:
        """Whether a shingle, by its hash, is in more than one source and in few."""
        return 2 <= self._counts[one & _MASK] <= self.few

    def is_common(self, letters: str) -> bool:
        """Whether most of a sentence is template."""
        found = hashes(letters)
        few = self.few
        return 5 * sum(self._counts[one & _MASK] > few for one in found) >= 4 * len(found)

    def sources(self) -> Iterator[tuple[int, Source]]:
        """All sources in their order, with their numbers."""
        for number in range(len(self._starts)):
            self._spool.seek(self._starts[number])
            yield number, _source(self._spool.readline())

    def candidates(self) -> list[Candidate]:
        """Pairs of sentences of different sources that share sketch values, in a fixed order."""
        parts, owners, seats = self._sketched()
        together: Counter[int] = Counter()
        for part in parts:
            for _, group in groupby(sorted(part), key=lambda value: value >> 32):
                found = [value & 0xFFFF_FFFF for value in group]
                if 1 < len(found) <= 2 * self.few:
                    self._count(found, owners, together)
            if len(together) > _MOST_PAIRS:
                self.cut_short = True
                break
        return [
            Candidate(owners[one], seats[one], owners[other], seats[other])
            for one, other in sorted(
                (pair >> 32, pair & 0xFFFF_FFFF) for pair, count in together.items() if count >= _TOGETHER
            )
        ]

    def _count(self, found: Sequence[int], owners: Sequence[int], together: Counter[int]) -> None:
        """One more value in common for every two sentences of different sources, not both of last year."""
        for at, one in enumerate(found):
            for other in islice(found, at + 1, None):
                here, there = owners[one], owners[other]
                if here != there and not (self._last[here] and self._last[there]):
                    together[one << 32 | other] += 1

    def _sketched(self) -> tuple[list[array[int]], array[int], array[int]]:
        """Sketch values with the number of their sentence, and of every sentence its source and its seat there."""
        parts = [array("Q") for _ in range(_PARTS)]
        owners, seats = array("I"), array("I")
        for number, source in self.sources():
            for seat, sentence in enumerate(source.sentences):
                for value in self._sketch(sentence.letters):
                    parts[value % _PARTS].append(value << 32 | len(owners))
                owners.append(number)
                seats.append(seat)
        return parts, owners, seats

    def _sketch(self, letters: str) -> Iterable[int]:
        found = sorted({one for one in hashes(letters) if self.telling(one)})[:_SKETCH]
        return [*(one for one in signs(letters) if self.telling(one)), *found]


def _source(line: bytes) -> Source:
    side, last_year, sentences = json.loads(line)
    return Source(CopySide(**side), last_year, tuple(Sentence(*one) for one in sentences))

"""How alike two texts are, and which words differ: ratio, shingles and word-level steps. Pure and fast.

The one module of the exact rooms that knows float: likeness is a measure, not a figure of a report. Steps of
``edits`` never cut a figure with its unit or a known word in half.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias
from zlib import crc32

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from ziping.domain.comparison import WordEdit
from ziping.domain.quantity import quantize
from ziping.language.assertions.lexicon import common_words
from ziping.language.numerals import NumberExpression, NumberKind, find_numbers

Mask: TypeAlias = Literal["none", "years", "figures"]
"""Which figures are taken for any figure: none, years and dates, or all of them."""
Likeness: TypeAlias = float
"""0 to 100; the name by which exact rooms pass it on."""

SHINGLE: Final = 4
"""Letters of a shingle: shorter ones are in every report, longer ones miss what was slightly edited."""
_COMMON: Final = 48
"""A shingle that more texts than this share tells none of them apart."""
_LARGEST: Final = 40_000_000
"""Pairs of words up to which an alignment is worked out (about 5 MB and 50 ms)."""
_YEARS: Final = frozenset((NumberKind.YEAR, NumberKind.DATE))
_LATIN = re.compile("[A-Za-z0-9]+(?:[-.&_/][A-Za-z0-9]+)*")
_HAN = re.compile("[\u4e00-\u9fff]")
_NO_LETTER = re.compile("[^\\w%#.]+|(?<![0-9])\\.|\\.(?![0-9])|_+")
_LIST_MARK = re.compile(
    "\\s*(?:[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）][、.．]?|[一二三四五六七八九十]{1,3}[、.．]|[一二三四五六七八九十]{1,2}是"
    "|[0-9]{1,2}\\s*[.．、](?![0-9])|[0-9]{1,2}\\s*[）)]|[①-⑳]|[·●■◆•-])\\s*"
)


class Token(NamedTuple):
    """A figure with its unit, a word, a run of Latin letters or a single character: ``text[start:end]``."""

    start: int
    end: int
    text: str


def ratio(one: str, other: str, at_least: int = 0) -> Likeness:
    """Likeness of two texts, 0 to 100: twice the letters they share in order, by the letters of both.

    Args:
        one: a text, best as ``normalised``.
        other: another.
        at_least: below this the answer is 0, found sooner.
    """
    return fuzz.ratio(one, other, score_cutoff=at_least)


def percent(likeness: Likeness) -> Decimal:
    """A likeness as it is printed: per cent, one place."""
    return quantize(Decimal(str(likeness)), 1)


def list_mark(text: str) -> int:
    """Letters of the number a list item begins with: 2 of 一是, 3 of （1）, 0 for none."""
    match = _LIST_MARK.match(text)
    return match.end() if match else 0


def normalised(text: str, numbers: Iterable[NumberExpression] = (), mask: Mask = "none") -> str:
    """``text`` as texts are compared: width folded, without list number, marks and spaces, figures masked as asked.

    Args:
        text: a sentence or paragraph.
        numbers: its number expressions, places counted in ``text``; only looked at with a mask.
        mask: which of them become ``#``.
    """
    start = list_mark(text)
    if mask == "none":
        return _letters(text[start:])
    pieces: list[str] = []
    for number in numbers:
        if number.start >= start and (mask == "figures" or number.kind in _YEARS):
            pieces += (text[start : number.start], "#")
            start = number.end
    return _letters("".join((*pieces, text[start:])))


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text))


def shingles(text: str, size: int = SHINGLE) -> frozenset[str]:
    """All runs of ``size`` letters; a shorter text is its own shingle."""
    return (
        frozenset(text[at : at + size] for at in range(max(1, len(text) - size + 1))) if text else frozenset()
    )


def sketch(text: str, size: int = SHINGLE, keep: int = 256) -> tuple[int, ...]:
    """The lowest hashes of a text's shingles, the same on every machine, to compare texts by the thousand."""
    return tuple(sorted({crc32(shingle.encode("utf-8")) for shingle in shingles(text, size)})[:keep])


class ShingleIndex:
    """Texts by their shingles: which of them may be like another text, without comparing all pairs."""

    def __init__(self, texts: Sequence[str], size: int = SHINGLE) -> None:
        self._size = size
        self._owners: dict[str, list[int]] = {}
        for index, text in enumerate(texts):
            for shingle in shingles(text, size):
                self._owners.setdefault(shingle, []).append(index)

    def near(self, text: str, most: int = 6) -> tuple[int, ...]:
        """Up to ``most`` texts that share shingles with ``text``, the most shared first."""
        counts: Counter[int] = Counter()
        for shingle in shingles(text, self._size):
            owners = self._owners.get(shingle, ())
            if len(owners) <= _COMMON:
                counts.update(owners)
        ranked = sorted(counts, key=lambda index: (-counts[index], index))
        return tuple(ranked[:most])


def tokens(text: str, numbers: Sequence[NumberExpression] | None = None) -> tuple[Token, ...]:
    """The words of a text in order, nothing left out: figures with their units, known words, single characters."""
    return tuple(_tokens(text, find_numbers(text) if numbers is None else numbers))


def _tokens(text: str, numbers: Iterable[NumberExpression]) -> Iterator[Token]:
    start = 0
    for number in numbers:
        yield from _words(text, start, number.start)
        yield Token(number.start, number.end, number.surface)
        start = number.end
    yield from _words(text, start, len(text))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    while start < end:
        latin = _LATIN.match(text, start, end)
        length = latin.end() - start if latin else _word_length(text, start, end)
        yield Token(start, start + length, text[start : start + length])
        start += length


def _word_length(text: str, start: int, end: int) -> int:
    known = common_words().length_at(text, start)
    return known if known and start + known <= end else 1


def edits(
    last: str,
    this: str,
    numbers_last: Sequence[NumberExpression] | None = None,
    numbers_this: Sequence[NumberExpression] | None = None,
) -> tuple[WordEdit, ...]:
    """The steps from ``last`` to ``this``, word by word; they cover both texts without a gap.

    A single letter that stands between two changes is taken into them: it is there by chance.
    """
    words = (tokens(last, numbers_last), tokens(this, numbers_this))
    known: dict[str, int] = {}
    coded = [[known.setdefault(word.text, len(known)) for word in side] for side in words]
    steps = _joined(_absorbed(words[0], _steps(*coded)))
    return tuple(_edit(words, step) for step in steps)


_Step: TypeAlias = tuple[bool, int, int, int, int]
"""Whether it is equal, and the words it covers on both sides."""


def _steps(last: list[int], this: list[int]) -> list[_Step]:
    head = 0
    while head < min(len(last), len(this)) and last[head] == this[head]:
        head += 1
    tail = 0
    while tail < min(len(last), len(this)) - head and last[-1 - tail] == this[-1 - tail]:
        tail += 1
    inner = (last[head : len(last) - tail], this[head : len(this) - tail])
    found: list[_Step] = [(True, 0, head, 0, head)] if head else []
    if len(inner[0]) * len(inner[1]) > _LARGEST:
        found.append((False, head, len(last) - tail, head, len(this) - tail))
    elif inner[0] or inner[1]:
        found += [
            (
                code.tag == "equal",
                code.src_start + head,
                code.src_end + head,
                code.dest_start + head,
                code.dest_end + head,
            )
            for code in Indel.opcodes(*inner)
        ]
    if tail:
        found.append((True, len(last) - tail, len(last), len(this) - tail, len(this)))
    return found


def _absorbed(words: Sequence[Token], steps: Sequence[_Step]) -> Iterator[_Step]:
    for at, step in enumerate(steps):
        equal, first, end, *_ = step
        lone = equal and end - first == 1 and len(words[first].text) == 1 and _HAN.match(words[first].text)
        inside = 0 < at < len(steps) - 1
        yield (False, *step[1:]) if lone and inside else step


def _joined(steps: Iterable[_Step]) -> list[_Step]:
    """Neighbouring steps of one kind in one piece."""
    joined: list[_Step] = []
    for step in steps:
        if joined and joined[-1][0] == step[0]:
            before = joined[-1]
            joined[-1] = (step[0], before[1], step[2], before[3], step[4])
        else:
            joined.append(step)
    return joined


def _edit(words: tuple[tuple[Token, ...], tuple[Token, ...]], step: _Step) -> WordEdit:
    equal, first_last, end_last, first_this, end_this = step
    last, this = _span(words[0], first_last, end_last), _span(words[1], first_this, end_this)
    kind: Literal["equal", "replace", "delete", "insert"] = "equal" if equal else "replace"
    if not equal and (end_last == first_last or end_this == first_this):
        kind = "insert" if end_last == first_last else "delete"
    return WordEdit(kind=kind, start_last=last[0], end_last=last[1], start_this=this[0], end_this=this[1])


def _span(words: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    start = words[first].start if first < len(words) else (words[-1].end if words else 0)
    return start, words[end - 1].end if end > first else start

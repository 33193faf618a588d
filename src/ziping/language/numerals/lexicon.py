"""Fixed terms: words that contain a numeral and count nothing (一岗双责, 进一步, 第三方).

The shipped terms are ``fixed_terms.txt`` beside this file: one entry a line, ``term<TAB>reason<TAB>counter-examples``.
A counter-example is a longer word in which the same letters are *not* the term (``三公`` in ``三公里``), several
are split by ``|``, ``-`` means none is known. Counter-examples are applied: where one stands, the term does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from ziping.language.numerals.chinese import NUMERAL_CHARACTERS

NUMERIC = frozenset("0123456789" + NUMERAL_CHARACTERS)
_GOES_ON = frozenset("百千万亿")
"""Magnitudes after a term's last 一: the numeral is not over, so the term is none (每一 in 每一百人)."""


_FIGURE = re.compile("(?<![×·0-9])[0-9]+(?=[\u4e00-\u9fff%‰.,]|$)")


class FixedTerm(NamedTuple):
    """One entry: the term, why it counts nothing, and longer words in which it is not the term."""

    term: str
    reason: str = ""
    counter_examples: tuple[str, ...] = ()


class _Entry(NamedTuple):
    """A term as indexed: how far its first numeral stands from its start."""

    offset: int
    term: str
    counters: tuple[tuple[int, str], ...]


class Lexicon:
    """Fixed terms, found from their first numeral in two dictionary look-ups."""

    def __init__(self, terms: Iterable[FixedTerm] = ()) -> None:
        self.terms: tuple[FixedTerm, ...] = tuple(terms)
        self._with_figures = tuple(term.term for term in self.terms if _FIGURE.search(term.term))
        """Terms that contain what would be a figure by itself (双11, ``100人计划``)."""
        self._heads: dict[str, list[_Entry]] = {}
        self._inner: dict[str, list[_Entry]] = {}
        for term in sorted(self.terms, key=lambda entry: len(entry.term), reverse=True):
            self._add(term)

    def _add(self, fixed: FixedTerm) -> None:
        """Index ``fixed`` by its first two letters when it begins with a numeral, else by the numeral and what is before."""
        term = fixed.term
        offset = next((index for index, character in enumerate(term) if character in NUMERIC), -1)
        if offset < 0 or len(term) < 2:
            return
        counters = tuple(
            (counter.find(term), counter) for counter in fixed.counter_examples if term in counter
        )
        index = self._inner if offset else self._heads
        key = term[offset - 1 : offset + 1] if offset else term[:2]
        index.setdefault(key, []).append(_Entry(offset, term, counters))

    def disguises(self, text: str) -> frozenset[int]:
        """Where in ``text`` a figure begins that may belong to a term."""
        return frozenset(
            figure.start()
            for term in self._with_figures
            if term in text
            for match in re.finditer(re.escape(term), text)
            for figure in _FIGURE.finditer(text, match.start(), match.end() + 1)
        )

    def match(self, text: str, start: int, floor: int) -> tuple[int, int] | None:
        """The span of the longest term whose first numeral stands at ``start``; it does not begin before ``floor``."""
        heads = self._heads.get(text[start : start + 2])
        inner = self._inner.get(text[start - 1 : start + 1])
        found = _longest(text, start, floor, heads) if heads else None
        other = _longest(text, start, floor, inner) if inner else None
        if found is None or other is None:
            return found or other
        return max(found, other, key=lambda span: span[1] - span[0])


def _longest(text: str, start: int, floor: int, entries: list[_Entry]) -> tuple[int, int] | None:
    """The span of the first of ``entries`` that stands here and not inside one of its counter-examples."""
    for offset, term, counters in entries:
        begin = start - offset
        if begin < floor or not text.startswith(term, begin):
            continue
        if counters and any(begin >= at and text.startswith(longer, begin - at) for at, longer in counters):
            continue
        end = begin + len(term)
        if text[end - 1] != "一" or text[end : end + 1] not in _GOES_ON:
            return begin, end
    return None


def read_terms(text: str) -> Iterator[FixedTerm]:
    """The entries of a fixed-terms file; ``#`` starts a comment line."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            term, _, rest = line.partition("\t")
            reason, _, counters = rest.partition("\t")
            known = tuple(part.strip() for part in counters.split("|") if part.strip() not in ("", "-"))
            yield FixedTerm(term.strip(), reason.strip(), known)


@cache
def shipped_lexicon() -> Lexicon:
    """The terms of ``fixed_terms.txt``, read once."""
    source = resources.files(__package__ or "").joinpath("fixed_terms.txt")
    return Lexicon(read_terms(source.read_text(encoding="utf-8")))


@cache
def _extended(terms: frozenset[str]) -> Lexicon:
    return Lexicon((
        *shipped_lexicon().terms,
        *(FixedTerm(term, "given by the caller") for term in sorted(terms)),
    ))


def lexicon_with(extra_terms: Collection[str]) -> Lexicon:
    """The shipped lexicon with further terms of the caller."""
    return _extended(frozenset(extra_terms)) if extra_terms else shipped_lexicon()

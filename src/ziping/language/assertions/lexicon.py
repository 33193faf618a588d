"""Words that claim something or name somebody, and general words that do neither, as data.

``terms.txt``: one entry a line, ``kind<TAB>term<TAB>reason<TAB>counter-examples``; a counter-example is a longer word
in which the same letters are not the term, and is applied. ``plain.txt`` and ``common.txt``: words parted by spaces.
A user's own terms are added with ``lexicon_with``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

_Index = dict[str, tuple[str, ...]]


class Term(NamedTuple):
    """One entry: what kind of word, the word, why it is here, longer words in which it is not the term."""

    kind: str
    text: str
    reason: str = ""
    counter_examples: tuple[str, ...] = ()


class Hit(NamedTuple):
    """``text[start:end]`` is a term."""

    start: int
    end: int
    term: str


class _Kind:
    """The terms of one kind, ready to be found."""

    def __init__(self, terms: Iterable[Term]) -> None:
        known = sorted(terms, key=lambda term: len(term.text), reverse=True)
        self.names = tuple(term.text for term in known)
        self._pattern = re.compile("|".join(map(re.escape, self.names)) or r"(?!)")
        self._counters = {term.text: term.counter_examples for term in known if term.counter_examples}

    def find(self, text: str) -> Iterator[Hit]:
        """Where the terms stand, longest first at each place."""
        for match in self._pattern.finditer(text):
            counters = self._counters.get(match[0], ())
            if not any(_inside(text, match, longer) for longer in counters):
                yield Hit(match.start(), match.end(), match[0])


def _inside(text: str, match: re.Match[str], longer: str) -> bool:
    begin = match.start() - longer.find(match[0])
    return begin >= 0 and text.startswith(longer, begin)


class Lexicon:
    """All terms by kind."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms = tuple(terms)
        groups: dict[str, list[Term]] = {}
        for term in self.terms:
            groups.setdefault(term.kind, []).append(term)
        self._kinds = {kind: _Kind(group) for kind, group in groups.items()}
        self._none = _Kind(())

    def find(self, kind: str, text: str) -> Iterator[Hit]:
        """The terms of a kind in a text, in order, none overlapping another."""
        return self._kinds.get(kind, self._none).find(text)

    def names(self, kind: str) -> tuple[str, ...]:
        """The terms of a kind, longest first."""
        return self._kinds.get(kind, self._none).names


class Vocabulary:
    """Words by their first two letters, to mark where in a text any of them stands."""

    def __init__(self, words: Iterable[str]) -> None:
        heads: dict[str, set[str]] = {}
        for word in words:
            if len(word) > 1:
                heads.setdefault(word[:2], set()).add(word)
        self._heads: _Index = {
            head: tuple(sorted(group, key=len, reverse=True)) for head, group in heads.items()
        }

    def mark(self, text: str, marked: bytearray) -> None:
        """Sets ``marked[i]`` for every letter that is part of a word."""
        heads = self._heads
        for place in range(len(text) - 1):
            for word in heads.get(text[place : place + 2], ()):
                if text.startswith(word, place):
                    marked[place : place + len(word)] = b"\1" * len(word)
                    break

    def length_at(self, text: str, place: int) -> int:
        """Letters of the longest word that begins at ``place``, 0 for none."""
        words = self._heads.get(text[place : place + 2], ())
        return next((len(word) for word in words if text.startswith(word, place)), 0)


def read_lexicon(text: str) -> Iterator[Term]:
    """The entries of a terms file; ``#`` starts a comment line."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            kind, term, reason, counters = ([*line.split("\t"), "", "", ""])[:4]
            known = tuple(part.strip() for part in counters.split("|") if part.strip() not in ("", "-"))
            yield Term(kind.strip(), term.strip(), reason.strip(), known)


def _data(name: str) -> str:
    return resources.files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def _words(name: str) -> Iterator[str]:
    for line in _data(name).splitlines():
        if not line.startswith("#"):
            yield from line.split()


@cache
def shipped_lexicon() -> Lexicon:
    """The terms of ``terms.txt``, read once."""
    return Lexicon(read_lexicon(_data("terms.txt")))


@cache
def _extended(terms: frozenset[Term]) -> Lexicon:
    return Lexicon((*shipped_lexicon().terms, *sorted(terms)))


def lexicon_with(terms: Collection[Term]) -> Lexicon:
    """The shipped lexicon with further terms of the caller."""
    return _extended(frozenset(terms)) if terms else shipped_lexicon()


@cache
def plain_words() -> Vocabulary:
    """Words that claim nothing even as the object of an action."""
    return Vocabulary(_words("plain.txt"))


@cache
def common_words() -> Vocabulary:
    """``plain_words`` and general words that are content as the object of an action."""
    return Vocabulary((*_words("plain.txt"), *_words("common.txt")))

"""The audit's word lists: common mistypings, and terms that are always written one way. Both are data files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

_SHORTEST: Final = 4


class Typo(NamedTuple):
    """A mistyped word, what is meant, and longer words in which the same letters are right."""

    wrong: str
    right: str
    unless: tuple[str, ...] = ()


class Slip(NamedTuple):
    """``text[start:end]`` is a fixed term with one letter wrong or missing."""

    start: int
    end: int
    term: str


def _rows(name: str) -> Iterator[str]:
    text = resources.files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def typos() -> dict[str, Typo]:
    """The entries of ``typos.txt`` by the wrong word."""
    found = {}
    for row in _rows("typos.txt"):
        wrong, right, unless = ([*row.split("\t"), "", ""])[:3]
        found[wrong] = Typo(wrong, right, tuple(part for part in unless.split("|") if part))
    return found


@cache
def _typo_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(typos(), key=len, reverse=True))))


def find_typos(text: str) -> Iterator[tuple[re.Match[str], Typo]]:
    """Mistyped words in order."""
    for match in _typo_pattern().finditer(text):
        typo = typos()[match[0]]
        if not any(_inside(text, match.start(), typo.wrong, longer) for longer in typo.unless):
            yield match, typo


def _inside(text: str, start: int, wrong: str, longer: str) -> bool:
    begin = start - longer.find(wrong)
    return begin >= 0 and text.startswith(longer, begin)


class _Terms:
    """Fixed terms by their first letters, so that each place of a text is looked at once."""

    def __init__(self, terms: frozenset[str]) -> None:
        self._heads: dict[str, list[str]] = {}
        for term in sorted(terms, key=lambda term: (-len(term), term)):
            self._heads.setdefault(term[:2], []).append(term)
            if len(term) > _SHORTEST:
                self._heads.setdefault(term[0], []).append(term)  # the second letter itself may be wrong
        self._first = re.compile(f"[{re.escape(''.join(sorted({term[0] for term in terms})))}]")

    def slips(self, text: str) -> Iterator[Slip]:
        """Places where a term stands with an inner letter wrong or missing."""
        end = 0
        for match in self._first.finditer(text, 0, max(0, len(text) - 2)):
            start = match.start()
            if start < end:
                continue
            heads = (*self._heads.get(text[start : start + 2], ()), *self._heads.get(text[start], ()))
            whole = max((len(term) for term in heads if text.startswith(term, start)), default=0)
            slip = None if whole else self._slip_at(text, start, heads)
            end = slip.end if slip else max(end, start + whole)
            if slip is not None:
                yield slip

    def _slip_at(self, text: str, start: int, heads: tuple[str, ...]) -> Slip | None:
        for term in heads:
            if _changed(term, text[start : start + len(term)]):
                return Slip(start, start + len(term), term)
            if _lost(term, text[start : start + len(term) - 1]):
                return Slip(start, start + len(term) - 1, term)
        return None


def _changed(term: str, written: str) -> bool:
    """Whether one inner letter, a Chinese one, stands instead of another."""
    if len(written) != len(term) or len(term) <= _SHORTEST or written[-1] != term[-1]:
        return False
    other = [index for index, (a, b) in enumerate(zip(term, written, strict=True)) if a != b]
    return len(other) == 1 and 0 < other[0] < len(term) - 1 and _is_han(written[other[0]])


def _lost(term: str, written: str) -> bool:
    """Whether one inner letter is missing."""
    if len(written) != len(term) - 1 or written[-1:] != term[-1]:
        return False
    place = next((index for index, (a, b) in enumerate(zip(term, written, strict=False)) if a != b), 0)
    return 0 < place < len(term) - 1 and term[:place] + term[place + 1 :] == written


def _is_han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


@cache
def _fixed() -> _Terms:
    return _Terms(frozenset(row.strip() for row in _rows("fixed_terms.txt")))


def find_slips(text: str) -> Iterator[Slip]:
    """Fixed terms written with one letter wrong or missing."""
    return _fixed().slips(text)

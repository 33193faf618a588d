"""The scan: every run of digits or numerals, handed to the recognisers in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Final

from ziping.language.numerals.chinese import MAX_NUMERAL, NUMERAL_CHARACTERS
from ziping.language.numerals.dates import DATE_AFTER, read_chinese_date, read_date
from ziping.language.numerals.expression import Found, FoundRow, NumberExpression, NumberKind
from ziping.language.numerals.figures import read_quantity
from ziping.language.numerals.lane import LANE
from ziping.language.numerals.lexicon import Lexicon, lexicon_with
from ziping.language.numerals.marks import (
    read_anniversary,
    read_code,
    read_document_number,
    read_mark,
)
from ziping.language.numerals.names import read_name
from ziping.language.numerals.normalize import fold
from ziping.language.numerals.numeral import ARABIC
from ziping.language.numerals.plain import READERS, read_figure
from ziping.language.numerals.shares import SHARE_AFTER, VAGUE_FIRST, read_ratio, read_share, read_vague

_DIGITS = re.compile("[0-9]+")
_NUMERALS = re.compile(f"[{NUMERAL_CHARACTERS}]+")

_NEAR = 32
"""So many matches inside an expression are stepped over; beyond that the search starts anew behind it."""
_REMEMBERED_LENGTH: Final = 600
"""Longest text in characters whose numbers are kept in memory; 8,192 of them take a few megabytes."""
_ONE_TO_TEN = frozenset("一二三四五六七八九十")
_CLAUSE_START = frozenset("\0\n\t；;。：:，,*>")

Recogniser = Callable[[str, int, int], Found | None]
_CHINESE_RECOGNISERS: tuple[tuple[frozenset[str] | None, frozenset[str], Recogniser], ...] = (
    (VAGUE_FIRST, frozenset(), read_vague),
    (None, frozenset(), read_name),
    (frozenset(), DATE_AFTER, read_chinese_date),
    (None, frozenset(), read_mark),
    (frozenset(), frozenset("周 "), read_anniversary),
    (frozenset(), SHARE_AFTER, read_share),
    (None, frozenset(), read_quantity),
)
"""Recognisers of Chinese numerals in order: letters before or after the run that call for it, and itself."""


def find_numbers(
    text: str, *, extra_terms: Collection[str] = (), lexicon: Lexicon | None = None
) -> tuple[NumberExpression, ...]:
    """Every number expression of ``text``, in order, none overlapping another.

    Args:
        text: Chinese prose or a table's text; nothing is assumed about its layout.
        extra_terms: further fixed terms of the caller, beside those shipped.
        lexicon: fixed terms to use instead of the shipped ones (``Lexicon()`` is an empty one).
    """
    if lexicon is None and not extra_terms and len(text) <= _REMEMBERED_LENGTH:
        return _remembered(text)
    return _found(text, lexicon_with(extra_terms) if lexicon is None else lexicon)


@lru_cache(maxsize=8192)
def _remembered(text: str) -> tuple[NumberExpression, ...]:
    """The numbers of a short text: one text is asked about by several rooms, and template sentences by many units."""
    return _found(text, lexicon_with(()))


def _found(text: str, terms: Lexicon) -> tuple[NumberExpression, ...]:
    folded = fold(text)
    expressions: list[NumberExpression] = []
    new, add = tuple.__new__, expressions.append  # this loop turns thousands of times a text
    cuts = iter([*folded.cuts, len(folded.text)])
    dropped, cut = 0, next(cuts)
    for start, end, kind, value, unit, modifier in _scan(folded.text, terms):
        while cut <= start:
            dropped, cut = dropped + 1, next(cuts)
        begin = start + dropped
        while cut < end:
            dropped, cut = dropped + 1, next(cuts)
        stop = end + dropped
        # The constructor without its handling of keywords.
        add(new(NumberExpression, (begin, stop, text[begin:stop], kind, value, unit, modifier)))
    return tuple(expressions)


def _scan(text: str, lexicon: Lexicon) -> Iterator[FoundRow]:
    """Everything found, in folded coordinates, ascending and apart."""
    floor = position = 0
    disguised = lexicon.disguises(text)
    while True:
        for match in LANE.finditer(text, position):
            start = match.start()
            if start < position:  # inside what a recogniser took beyond its first character
                if match.end() <= position < start + _NEAR:
                    continue
                break
            if match.lastgroup == "figure" and start not in disguised:
                yield read_figure(match, text)
                floor = position = match.end()
                continue
            found, position = _read(match, text, floor, lexicon, disguised=start in disguised)
            if found:
                yield found
                floor = position = found[1]
            if position < match.end():
                break
        else:
            return


def _read(
    match: re.Match[str], text: str, floor: int, lexicon: Lexicon, *, disguised: bool
) -> tuple[FoundRow | None, int]:
    """The expression that begins with a match, and where to go on when there is none.

    ``disguised``: a fixed term may stand where a figure seems to.
    """
    start = match.start()
    digit = "0" <= text[start] <= "9"
    found: FoundRow | None = None
    if disguised or not digit:
        span = lexicon.match(text, start, floor)
        if span:
            return (*span, NumberKind.IDIOM, None, "", ""), start
    if match.lastgroup:
        found = READERS[match.lastgroup](match, text, floor)
    if found is not None:
        return found, start
    return (_read_digits(text, start, floor, lexicon), start) if digit else _read_numerals(text, start, floor)


def _read_digits(text: str, start: int, floor: int, lexicon: Lexicon) -> Found:
    """The expression of Arabic digits at ``start``; whatever nothing else explains is a code."""
    match = _DIGITS.match(text, start)
    end = match.end() if match else start + 1
    after = text[end]
    listed = after in ".、)）" and end - start < 3 and not "0" <= text[end + 1] <= "9"
    found = (
        _read_term(text, start, floor, lexicon)
        or (read_mark(text, start, floor) if listed else None)
        or read_document_number(text, start, floor)
        or read_code(text, start, end, floor)
        or (read_ratio(text, start, floor) if after in ".:：" else None)
        or read_date(text, start, end, floor)
        or read_mark(text, start, floor)
        or (read_anniversary(text, start, floor) if "周" in text[end : end + 2] else None)
        or (read_share(text, start, floor) if after in "/分" else None)
        or read_quantity(text, start, floor)
    )
    if found:
        return found
    rest = ARABIC.match(text, start)
    return Found(start, rest.end() if rest else end, NumberKind.CODE)


def _read_numerals(text: str, start: int, floor: int) -> tuple[Found | None, int]:
    """The expression of Chinese numerals at ``start``, and where to go on when there is none."""
    if text[start + 1] == "是" and text[start - 1] in _CLAUSE_START and text[start] in _ONE_TO_TEN:
        return Found(start, start + 2, NumberKind.ORDINAL), start
    run = _NUMERALS.match(text, start)
    if run is None:
        return Found(start, start + 1, NumberKind.ORDINAL), start
    if run.end() - start > MAX_NUMERAL:
        return None, run.end()
    before, after = text[start - 1], text[run.end()]
    for triggers_before, triggers_after, read in _CHINESE_RECOGNISERS:
        if triggers_before is None or before in triggers_before or after in triggers_after:
            found = read(text, start, floor)
            if found:
                return found, start + 1
    return None, start + 1


def _read_term(text: str, start: int, floor: int, lexicon: Lexicon) -> Found | None:
    span = lexicon.match(text, start, floor)
    return Found(span[0], span[1], NumberKind.IDIOM) if span else None

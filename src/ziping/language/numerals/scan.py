"""The scan: every run of digits or numerals, handed to the recognisers in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from ziping.language.numerals.chinese import MAX_NUMERAL, NUMERAL_CHARACTERS
from ziping.language.numerals.dates import read_chinese_date, read_date
from ziping.language.numerals.expression import Found, NumberExpression, NumberKind
from ziping.language.numerals.figures import read_quantity
from ziping.language.numerals.lexicon import Lexicon, lexicon_with
from ziping.language.numerals.marks import (
    CIRCLED,
    read_anniversary,
    read_code,
    read_document_number,
    read_mark,
)
from ziping.language.numerals.names import read_name
from ziping.language.numerals.normalize import fold
from ziping.language.numerals.numeral import ARABIC
from ziping.language.numerals.shares import read_share, read_vague

_RUN = re.compile(f"[0-9{NUMERAL_CHARACTERS}{CIRCLED}]")
_DIGITS = re.compile("[0-9]+")
_NUMERALS = re.compile(f"[{NUMERAL_CHARACTERS}]+")

Recogniser = Callable[[str, int, int], Found | None]
_CHINESE_RECOGNISERS: tuple[Recogniser, ...] = (
    read_vague,
    read_name,
    read_chinese_date,
    read_mark,
    read_anniversary,
    read_share,
    read_quantity,
)


def find_numbers(
    text: str, *, extra_terms: Collection[str] = (), lexicon: Lexicon | None = None
) -> tuple[NumberExpression, ...]:
    """Every number expression of ``text``, in order, none overlapping another.

    Args:
        text: Chinese prose or a table's text; nothing is assumed about its layout.
        extra_terms: further fixed terms of the caller, beside those shipped.
        lexicon: fixed terms to use instead of the shipped ones (``Lexicon()`` is an empty one).
    """
    folded = fold(text)
    terms = lexicon_with(extra_terms) if lexicon is None else lexicon
    expressions = []
    for found in _scan(folded.text, terms):
        start, end = folded.original(found.start, found.end)
        expressions.append(
            NumberExpression(start, end, text[start:end], found.kind, found.value, found.unit, found.modifier)
        )
    return tuple(expressions)


def _scan(text: str, lexicon: Lexicon) -> Iterator[Found]:
    floor = position = 0
    search = _RUN.search
    while match := search(text, position):
        start = match.start()
        if "0" <= text[start] <= "9":
            found: Found | None = _read_digits(text, start, floor, lexicon)
        else:
            found, position = _read_numerals(text, start, floor, lexicon)
        if found:
            yield found
            floor = position = found.end


def _read_digits(text: str, start: int, floor: int, lexicon: Lexicon) -> Found:
    """The expression of Arabic digits at ``start``; whatever nothing else explains is a code."""
    match = _DIGITS.match(text, start)
    end = match.end() if match else start + 1
    found = (
        _read_term(text, start, floor, lexicon)
        or read_document_number(text, start, floor)
        or read_code(text, start, end, floor)
        or read_date(text, start, end, floor)
        or read_mark(text, start, floor)
        or ("周" in text[end : end + 2] and read_anniversary(text, start, floor))
        or (text[end] in "/分" and read_share(text, start, floor))
        or read_quantity(text, start, floor)
    )
    if found:
        return found
    rest = ARABIC.match(text, start)
    return Found(start, rest.end() if rest else end, NumberKind.CODE)


def _read_numerals(text: str, start: int, floor: int, lexicon: Lexicon) -> tuple[Found | None, int]:
    """The expression of Chinese numerals at ``start``, and where to go on when there is none."""
    run = _NUMERALS.match(text, start)
    if run is None:
        return Found(start, start + 1, NumberKind.ORDINAL), start + 1
    if run.end() - start > MAX_NUMERAL:
        return None, run.end()
    found = _read_term(text, start, floor, lexicon)
    if found is None:
        found = next(filter(None, (read(text, start, floor) for read in _CHINESE_RECOGNISERS)), None)
    return found, start + 1


def _read_term(text: str, start: int, floor: int, lexicon: Lexicon) -> Found | None:
    span = lexicon.match(text, start, floor)
    return Found(span[0], span[1], NumberKind.IDIOM) if span else None

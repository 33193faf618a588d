"""Names built on a numeral by pattern: “四送”, 一企一策, 三会一课, 三大行动. They count nothing.

The patterns are the productive part of official naming; the fixed part is the lexicon.
"""

from __future__ import annotations

import re

from ziping.language.numerals.chinese import NUMERAL_CHARACTERS
from ziping.language.numerals.expression import Found, NumberKind
from ziping.language.numerals.figures import read_quantity
from ziping.language.numerals.units import is_han, match_measure

_OPENING_QUOTES = frozenset('“‘「『"')
_QUOTED = re.compile('[\u4e00-\u9fff·]{2,9}(?=[”’」』"])')
_GREAT = re.compile("[一二两三四五六七八九十]{1,2}大(?![于小约幅力量批都额户米概学队会众])")
_FESTIVAL = re.compile('(?:十一|五一|六一|七一|八一|三八|五四)(?=[”’」』"])')
"""Quoted festivals by their day; 十一 without quotes is eleven."""
_AGAIN = re.compile("一((?!一)[\u4e00-\u9fff])\\1")
"""一件件, 一次次: every one of many."""
_PAIR_HEADS = frozenset("个名位项次场家件条份名")


def read_name(text: str, start: int, floor: int) -> Found | None:
    """A name whose numeral begins at ``start``."""
    again = _AGAIN.match(text, start)
    if again:
        return Found(start, again.end(), NumberKind.IDIOM)
    if text[start - 1] in _OPENING_QUOTES and start > floor:
        festival = _FESTIVAL.match(text, start)
        if festival:
            return Found(start, festival.end(), NumberKind.IDIOM)
        quoted = _read_quoted(text, start, floor)
        if quoted:
            return quoted
    great = _GREAT.match(text, start)
    if great:
        return Found(start, great.end(), NumberKind.IDIOM)
    return Found(start, start + 4, NumberKind.IDIOM) if _is_four_letter_name(text, start) else None


def _read_quoted(text: str, start: int, floor: int) -> Found | None:
    """A short quoted name; a quoted quantity stays a quantity."""
    match = _QUOTED.match(text, start)
    if match is None:
        return None
    quantity = read_quantity(text, start, floor)
    if quantity and quantity.end == match.end():
        return None
    return Found(start, match.end(), NumberKind.IDIOM)


def _is_four_letter_name(text: str, start: int) -> bool:
    """Numeral, letter, numeral, letter: 一户一档, 三会一课; never 三项两类."""
    first, head, second, tail = (text[start + step] for step in range(4))
    if second not in NUMERAL_CHARACTERS or not is_han(head) or not is_han(tail):
        return False
    if head in NUMERAL_CHARACTERS or tail in NUMERAL_CHARACTERS or head == "点":
        return False
    if first == second == "一":
        return head not in _PAIR_HEADS
    return not match_measure(text, start + 1, chinese=True) and not match_measure(
        text, start + 3, chinese=True
    )

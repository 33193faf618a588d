"""Width folding and removal of what breaks a number, with the way back to the original offsets.

Full-width digits and signs become their ASCII forms one for one. Zero-width characters, and the spaces or
line breaks that stand *inside* a number (``98. 85%``, ``2,952 .78 万元``), are dropped; the offsets of the
characters kept lead back to the original text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from ziping.language.numerals.numeral import INNER_GAP
from ziping.language.numerals.units import match_measure

SENTINEL = "\0\0\0\0"
"""Characters after the folded text, so that looking a little ahead, or behind at ``text[-1]``, always works."""

ZERO_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufe0e\ufe0f\ufeff"

_WIDE: dict[str, str] = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    **{chr(0x1D7CE + index): str(index % 10) for index in range(50)},
    **dict(zip("％﹪．－﹣＋＜＞＝￥／～〜﹤﹥―‒‐‑［］", "%%.--+<>=¥/~~<>—–--[]", strict=True)),
}
_WIDE_COMMA = re.compile("[，﹐](?<=[０-９].)(?=[０-９]{3}(?![０-９]))")
_WIDE_COMMA_MONEY = re.compile(
    r"，(?<=[0-9]，)(?=[0-9]{3}(?:，[0-9]{3}){0,4}(?:\.[0-9]{1,6})?[ ]?[万亿千百]?元)"
)
_COUNTING = "(?![第表图件录栏例标号分值率数量满为是])[\u4e00-\u9fff]"
_WIDE_COMMA_COUNT = re.compile(
    "，(?<=[0-9]，)(?=[0-9]{3}[余多]?[人名位家个件场份册户笔项张台套次宗起])"
    f"(?:(?<={_COUNTING}[1-9]，)|(?<={_COUNTING}[1-9][0-9]，)|(?<={_COUNTING}[1-9][0-9]{{2}}，))"
)
"""回收1，146份; after 满分 and its like a bare number ends before the comma."""
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")

_BREAK = re.compile("[0-9.,][ \u00a0\u3000\u2009\u202f\n]{1,4}(?=[0-9.余多])")
_THOUSAND = re.compile("[ \u00a0\u2009\u202f][0-9]{3}(?![0-9])")
_GROUPED = re.compile(
    r"[1-9](?<![0-9.,A-Za-z_].)(?<![0-9第表图件录栏例标号][ \u00a0\u2009\u202f].)(?<![第表图件录栏例标].)"
    r"[0-9]{0,2}([ \u00a0\u2009\u202f])[0-9]{3}(?:\1[0-9]{3}){0,3}+(?![0-9,]|\.[^0-9]|[ \u00a0\u2009\u202f]?[0-9])"
    r"(?:\.[0-9]{1,6}(?![0-9]))?+"
)
"""Thousands grouped by one kind of space; what follows 表, 第 or another number is not the head of such a group."""
_HEAD = re.compile("[0-9]{1,3}$")
_NEVER_GROUPED = frozenset(["分", "年", "日", "届", "号", "版", "级", "折", "成", "倍", "百分点", "%"])
"""Units of figures that do not reach a thousand, or are not written with grouped digits."""
_AFTER_GROUPS = "".join(INNER_GAP) + "余多"
_LINE_BROKEN_HEDGE = re.compile("[余多][万千百亿]?[名人家场个元份次项户件位起]")
_POINT_THEN_FRACTION = re.compile(r"\.[0-9]")
_MARKER_BOUNDARY = re.compile(r"[\t\r\n。；;：:、|*#>（(][ \u3000]{0,4}(?:1?[0-9]|20)\.$")
_INTEGER_POINT = re.compile(r"[0-9]\.$")
_FRACTION_WITH_UNIT = re.compile(r"[0-9]{1,6}[ \u00a0\u3000]?(?:%|‰|[万亿千百]?元|分|个?百分点|倍)")
_LINKED_LEFT = re.compile(r"[为是达到至率约近超共计了占的于有][0-9,]{1,9}(\.[0-9]{1,4})?$")
_LINKED_RIGHT = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?(?:%|[万亿]?元)")


class Folded(NamedTuple):
    """Folded text with its sentinel, and the places where characters were dropped.

    A cut is a folded index before which one character of the original text is missing; cuts are ascending.
    """

    text: str
    cuts: list[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded span that is not empty."""
        return start + bisect_right(self.cuts, start), end + bisect_left(self.cuts, end)


def fold(text: str) -> Folded:
    """``text`` ready for the recognisers."""
    folded = _narrow(text)
    cuts: list[int] = []
    if _has_any(folded, ZERO_WIDTH):
        folded, cuts = _drop(folded, [match.start() for match in _ZERO_WIDTH.finditer(folded)])
    breaks = _breaks(folded)
    if breaks:
        folded, later = _drop(folded, breaks)
        cuts = sorted(later + [cut - bisect_left(breaks, cut) for cut in cuts])
    return Folded(folded + SENTINEL, cuts)


def _narrow(text: str) -> str:
    """Full-width digits and signs as ASCII, one for one, and the commas between full-width digits."""
    if text.isascii():
        return text
    wide = [character for character in _WIDE if character in text]
    if wide and "，" in text:
        text = _WIDE_COMMA.sub(",", text)
    for character in wide:
        text = text.replace(character, _WIDE[character])
    return _WIDE_COMMA_COUNT.sub(",", _WIDE_COMMA_MONEY.sub(",", text)) if "，" in text else text


def _has_any(text: str, characters: str) -> bool:
    """Whether one of ``characters`` occurs: a few ``in`` tests, much faster than one search for a class."""
    return not text.isascii() and any(character in text for character in characters)


def _drop(text: str, dropped: list[int]) -> tuple[str, list[int]]:
    """``text`` without the characters at the ascending indices ``dropped``, and the cuts this leaves."""
    pieces: list[str] = []
    position = 0
    for index in dropped:
        pieces.append(text[position:index])
        position = index + 1
    pieces.append(text[position:])
    return "".join(pieces), [index - count for count, index in enumerate(dropped)]


def _breaks(text: str) -> list[int]:
    """Indices of white space that stands inside a number, ascending."""
    breaks: set[int] = set()
    for match in _BREAK.finditer(text):
        start, end = match.start() + 1, match.end()
        if end - start == 1 and _THOUSAND.match(text, start):
            breaks.update(_group_breaks(text, start))
        if _is_break(text, start, end):
            breaks.update(range(start, end))
    return sorted(breaks)


def _group_breaks(text: str, space: int) -> Iterator[int]:
    """Indices of the spaces that group thousands, the first at ``space``: 1 476.39 万元, 12 345 678元."""
    head = _HEAD.search(text[max(0, space - 3) : space])
    match = _GROUPED.match(text, space - len(head[0])) if head else None
    if match is None:
        return
    following = text[match.end() : match.end() + 12].lstrip(_AFTER_GROUPS)
    measure = match_measure(following.lstrip("万亿") + SENTINEL, 0)
    counted = following[:1] in ("万", "亿") or (measure and measure.symbol not in _NEVER_GROUPED)
    if counted or text[match.start() - 1 : match.start()] == "¥":
        yield from (index for index in range(match.start(), match.end()) if text[index] in INNER_GAP)


def _is_break(text: str, start: int, end: int) -> bool:
    """Whether the white space ``text[start:end]`` splits one number rather than two."""
    if text[end] in "余多":
        return "\n" in text[start:end] and bool(_LINE_BROKEN_HEDGE.match(text, end))
    if end - start > 1 or text[start] == "\n":
        return False
    if _POINT_THEN_FRACTION.match(text, end):
        return text[start - 1].isdigit()
    left = text[start - 14 : start] if start >= 14 else "\n" + text[:start]
    if _INTEGER_POINT.search(left):
        return bool(_FRACTION_WITH_UNIT.match(text, end)) and not _MARKER_BOUNDARY.search(left)
    before, after = _LINKED_LEFT.search(left), _LINKED_RIGHT.match(text, end)
    return bool(before and after and bool(before[1]) != bool(after[1]))

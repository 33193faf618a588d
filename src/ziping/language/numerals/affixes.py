"""Hedges and comparisons before and after a figure: 近 约 超 余 多, ≥, 不少于, 以上, 以内."""

from __future__ import annotations

import re
from typing import NamedTuple

from ziping.language.numerals.numeral import INNER_GAP, skip_gap
from ziping.language.numerals.units import is_han

COMPARISONS = frozenset((">=", "<=", ">", "<"))

_PREFIX_WORDS: dict[str, str] = {
    "近": "近 将近 接近 临近",
    "约": "约 大约 约为 大概 大致 约计",
    "超": "超 超过 突破 远超 已超",
    "逾": "逾 已逾",
    "不足": "不足 不到 未满",
    ">=": "≥ ≧ ⩾ >= => 不少于 不低于 不小于 大于等于 大于或等于 至少 最少 至少为 不得少于 不得低于 \\geq \\ge \\geqslant",
    "<=": "≤ ≦ ⩽ <= =< 不超过 不高于 不大于 不多于 小于等于 小于或等于 至多 最多 不得超过 不得高于 \\leq \\le \\leqslant",
    ">": "> 大于 高于 多于",
    "<": "< 小于 低于 少于",
}
_PREFIX_VETO: dict[str, str] = {
    "近": "附最邻靠就亲远贴",
    "约": "签预节合契违公制条邀集履解缔续立践爽守毁",
    "超": "赶反",
    "逾": "不",
}
"""Letters before a one-letter hedge that make it part of another word (签约50家, 附近5家)."""

_POST = re.compile(
    r"(?P<including>[（(](?:含|不含|含本数|不含本数)[)）])?(?P<gap>[ \u00a0]?)(?:(?:及|或|\(含\)|（含）)?(?:(?P<least>以上)|(?P<most>以下|以内|之内))|(?P<about>左右|上下(?=[的浮波且和]|[^\u4e00-\u9fff])))"
)
_POST_FIRST = frozenset("（( \u00a0及或以之左上")
_INCLUDING = re.compile("[（(](?:含|不含)[)）]")
_WITHIN = re.compile("内(?![部容外心涵设设控地])")
_WITHIN_UNITS = frozenset(["天", "日", "小时", "个小时", "个月", "个工作日", "工作日", "分钟", "周"])
_AFTER_HEDGE = re.compile(
    "余(?![额款量地下])|多(?![媒元样功层方次种重边])|来(?=[个名家人场次份件项位天年])|几(?=[个名家人场次份件项位天年])"
)
_AFTER_UNIT = re.compile("多(?![次个项家场种元人样功少方渠层维])|有余")
_AFTER_UNIT_UNITS = frozenset([
    "年",
    "天",
    "倍",
    "个月",
    "小时",
    "个小时",
    "周",
    "岁",
    "元",
    "万元",
    "亿元",
    "%",
])


class Affix(NamedTuple):
    """A hedge or comparison with where it begins (before a figure) or ends (after it)."""

    modifier: str
    edge: int


def _by_last() -> dict[str, tuple[tuple[str, str], ...]]:
    pairs = [(word, modifier) for modifier, words in _PREFIX_WORDS.items() for word in words.split()]
    pairs.sort(key=lambda pair: len(pair[0]), reverse=True)
    return {
        letter: tuple(pair for pair in pairs if pair[0][-1] == letter)
        for letter in {word[-1] for word, _ in pairs}
    }


_PREFIXES = _by_last()
PREFIX_ENDS = frozenset(_PREFIXES) | {" ", "\u00a0", "\u3000", "$"}
"""Letters right before a figure that call for ``match_prefix``."""

_SHORT_PREFIXES = frozenset(
    word for words in _PREFIX_WORDS.values() for word in words.split() if len(word) == 1
)


def no_prefix_pattern(then: str) -> str:
    """A look-behind: nothing right before the one character ``then`` can be a hedge or comparison."""
    closing = _SHORT_PREFIXES | (PREFIX_ENDS - frozenset(_PREFIXES))
    pairs = {word[-2:] for words in _PREFIX_WORDS.values() for word in words.split()} - closing
    long = "|".join(sorted(re.escape(pair) for pair in pairs if pair[-1] not in closing))
    ends, closing_letters = (
        re.escape("".join(sorted(letters))) for letters in (PREFIX_ENDS | closing, closing)
    )
    return f"(?:(?<=[^{ends}]{then})|(?<![{closing_letters}]{then})(?<!(?:{long}){then}))"


_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,60}>$")
NO_PREFIX = Affix("", -1)


def match_prefix(text: str, start: int, floor: int) -> Affix:
    """The hedge or comparison that ends right before ``start`` and does not reach before ``floor``."""
    if text[start - 1] not in PREFIX_ENDS:
        return NO_PREFIX
    end = start
    while end > floor and (text[end - 1] in INNER_GAP or text[end - 1] == "$") and start - end < 3:
        end -= 1
    for word, modifier in _PREFIXES.get(text[end - 1], ()) if end > floor else ():
        begin = end - len(word)
        if begin >= floor and text.startswith(word, begin) and not _is_other_word(text, word, begin, end):
            return Affix(modifier, begin)
    return NO_PREFIX


def _is_other_word(text: str, word: str, begin: int, end: int) -> bool:
    if word == ">":
        return bool(_TAG.search(text[max(0, end - 64) : end]))
    before = text[begin - 1] if begin else "\0"
    return before in _PREFIX_VETO.get(word, "")


def match_hedge(text: str, start: int) -> Affix:
    """The hedge between number and unit: 余, 多, 来, 几 (60余场次, 十来个, 十几家)."""
    match = _AFTER_HEDGE.match(text, start)
    if match is None:
        return NO_PREFIX
    return Affix({"余": "余", "来": "约"}.get(match[0], "多"), match.end())


def match_after_unit(text: str, start: int, unit: str) -> Affix:
    """``多`` or ``有余`` after the unit (3年多, 两倍多)."""
    match = _AFTER_UNIT.match(text, start) if unit in _AFTER_UNIT_UNITS else None
    if match is None:
        return NO_PREFIX
    return Affix("多" if match[0] == "多" else "余", match.end())


def match_suffix(text: str, start: int, unit: str) -> Affix:
    """The comparison after a figure: 以上, （含）以上, 及以下, 以内, 左右; 内 after a length of time."""
    match = _POST.match(text, start) if text[start] in _POST_FIRST else None
    if match is None:
        within = _WITHIN.match(text, start) if unit in _WITHIN_UNITS else None
        return Affix("<=", within.end()) if within else NO_PREFIX
    if match["about"]:
        return Affix("约", match.end())
    open_end = "不含" in (match["including"] or "")
    modifier = ">=" if match["least"] else "<="
    return Affix(modifier[0] if open_end else modifier, match.end())


def skip_including(text: str, start: int) -> int:
    """``start`` moved over （含） between a figure and the dash of its range."""
    match = _INCLUDING.match(text, start) if text[start] in "（(" else None
    return match.end() if match else start


def ends_phrase(text: str, start: int) -> bool:
    """Whether no Chinese letter follows at ``start`` (so that 余, 整 or 正 there ends the figure)."""
    return not is_han(text[skip_gap(text, start)])

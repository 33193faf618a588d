"""Which facts a stretch of text speaks about: whole labels by longest match, and shared pairs of letters.

No segmenter: a label is found as it stands (without quotes, spaces, 的 and generic endings), and kinship between a
clause and a label is counted in pairs of neighbouring letters, each weighing less the more labels have it. All
weights are whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

FULL = 1000
"""Weight of a pair that one label has, and of a perfect kinship."""

_DROPPED = frozenset(
    " \t\r\u00a0\u3000\u2002\u2003\u2009\u202f\u00ad\u200b\u200c\u200d\u2060\ufeff“”‘’\"'「」『』（）()的·"
)
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {ord("％"): "%", ord("．"): ".", ord("－"): "-"}
_WIDE |= {0xFF21 + letter: chr(65 + letter) for letter in range(26)}
_WIDE |= {0xFF41 + letter: chr(97 + letter) for letter in range(26)}
_BRACKET = re.compile("[（(][^（）()]*[）)]")
_YEAR = re.compile("(?:19|20)[0-9]{2}年?(?:度|末|底|初)?")
_HEADS = re.compile(
    "^(?:(?:19|20)[0-9]{2}年(?:度)?|上一?年度?|去年|前年|本年度?|今年|当年|全年|年度|本单位|我单位|我会|本会|单位|部门)+"
)
_TAILS = re.compile(
    "(?:总人数|人次数|场次数|人数|件数|次数|户数|家数|个数|项数|场数|份数|宗数|起数|场次|人次|总数|数量|数|总金额|金额|总额|情况|值|额)$"
)
_MARKS = re.compile("(?:自评)?(?:得分|分值|扣分|权重)$")
_EMPTY = frozenset([
    "目标",
    "计划",
    "标准",
    "任务",
    "指标",
    "完成",
    "达到",
    "实际",
    "合计",
    "其中",
    "本项",
    "全年",
    "年末",
    "年初",
    "年度",
    "得分",
    "分值",
    "扣分",
    "文件",
    "文号",
    "日期",
    "执行",
    "比例",
    "情况",
    "单位",
    "部门",
    "自评",
    "累计",
    "共计",
])
"""Words too general to name a fact by themselves."""
_GENERIC = 4
"""A name that more labels than this share names none of them."""


class Mention(NamedTuple):
    """``text[start:end]`` is a name of these facts."""

    start: int
    end: int
    facts: tuple[int, ...]
    name: str


class Clean(NamedTuple):
    """Text without quotes, spaces and 的, and where each kept letter stood."""

    text: str
    places: Sequence[int]


def clean(text: str) -> Clean:
    """``text`` as labels are compared: width folded, quotes, brackets, spaces and 的 left out."""
    kept = [place for place, letter in enumerate(text) if letter not in _DROPPED]
    return Clean("".join(text[place] for place in kept).translate(_WIDE), kept)


def clean_text(text: str) -> str:
    """Only the text of ``clean``."""
    return "".join(letter for letter in text if letter not in _DROPPED).translate(_WIDE)


def core(label: str) -> str:
    """The content of a label: without year, unit words and generic endings (受理信访咨询件数 → 受理信访咨询)."""
    whole = clean_text(label)
    for tail in (_MARKS, _TAILS):
        short = tail.sub("", _HEADS.sub("", whole))
        whole = short if len(short) >= 2 else whole
    return whole


def variants(label: str) -> tuple[str, ...]:
    """The spellings under which a label is looked for."""
    whole = clean_text(label)
    found = {whole, _HEADS.sub("", whole), core(whole), _TAILS.sub("", whole), _MARKS.sub("", whole)}
    return tuple(sorted(name for name in found if len(name) >= 2 and name not in _EMPTY))


def short_forms(label: str) -> tuple[str, ...]:
    """The same without what stands in brackets; used where no other label is spelled so."""
    return variants(_BRACKET.sub("", label)) if _BRACKET.search(label) else ()


def pairs(text: str) -> frozenset[str]:
    """Neighbouring letters of clean text, digits and marks breaking the chain; one letter stands alone."""
    letters = [text[place : place + 2] for place in range(len(text) - 1) if text[place : place + 2].isalpha()]
    return frozenset(letters) if letters or not text.isalpha() else frozenset((text,))


class Named(NamedTuple):
    """A fact's names, and the group it is compared within (its dimension)."""

    names: tuple[str, ...]
    group: str


class _Name(NamedTuple):
    fact: int
    tokens: frozenset[str]
    total: int


class LabelIndex:
    """All names of all facts, for mentions and kinship."""

    def __init__(self, facts: Sequence[Named]) -> None:
        self._by_head: dict[str, list[str]] = {}
        self._owners: dict[str, dict[int, None]] = {}
        self._generic: set[str] = set()
        self._names: list[_Name] = []
        self._postings: dict[tuple[str, str], list[int]] = {}
        self.tokens: tuple[frozenset[str], ...] = tuple(
            frozenset().union(*(pairs(core(name)) for name in fact.names)) for fact in facts
        )
        self._add_variants(facts)
        self.weights = self._weigh()
        for index, fact in enumerate(facts):
            for name in fact.names:
                self._add_name(index, fact.group, name)

    def _add_variants(self, facts: Sequence[Named]) -> None:
        for spell in (variants, short_forms):
            taken = frozenset(self._owners) if spell is short_forms else frozenset()
            for index, fact in enumerate(facts):
                for name in fact.names:
                    for spelling in spell(name):
                        if spelling not in taken:
                            self._owners.setdefault(spelling, {})[index] = None
        for spelling, owners in self._owners.items():
            if len({core(facts[index].names[0]) for index in owners}) > _GENERIC:
                self._generic.add(spelling)
        for spelling in sorted(self._owners, key=len, reverse=True):
            if spelling not in self._generic:
                self._by_head.setdefault(spelling[:2], []).append(spelling)

    def _weigh(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for tokens in self.tokens:
            for token in tokens:
                counts[token] = counts.get(token, 0) + 1
        return {token: 3 * FULL // (2 + count.bit_length()) for token, count in counts.items()}

    def _add_name(self, index: int, group: str, name: str) -> None:
        tokens = pairs(core(name))
        if core(name) in self._generic:
            return
        number = len(self._names)
        self._names.append(_Name(index, tokens, sum(self.weights[token] for token in tokens)))
        for token in tokens:
            self._postings.setdefault((group, token), []).append(number)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Names in ``text``, longest first at each place, none overlapping another."""
        cleaned, places = clean(text)
        found = []
        place = 0
        while place < len(cleaned) - 1:
            name = self._name_at(cleaned, place)
            if name:
                end = place + len(name)
                found.append(Mention(places[place], places[end - 1] + 1, tuple(self._owners[name]), name))
                place = end
            else:
                place += 1
        return tuple(found)

    def _name_at(self, text: str, place: int) -> str:
        for name in self._by_head.get(text[place : place + 2], ()):
            if text.startswith(name, place):
                return name
        return ""

    def kinship(self, context: Mapping[str, int], group: str) -> dict[int, int]:
        """How near each fact of a group is to a context: 0 to ``FULL``, facts without a shared pair left out.

        Args:
            context: pairs of letters around the figure with how much each counts, 0 to ``FULL``.
            group: only facts of this group.
        """
        known = {token: weight for token, weight in context.items() if token in self.weights}
        told = sum(weight * self.weights[token] for token, weight in known.items()) // FULL
        shared: dict[int, int] = {}
        for token, weight in known.items():
            worth = weight * self.weights[token]
            for number in self._postings.get((group, token), ()):
                shared[number] = shared.get(number, 0) + worth
        best: dict[int, int] = {}
        for number, worth in shared.items():
            name = self._names[number]
            near = 2 * worth // max(name.total + told, 1)
            best[name.fact] = max(best.get(name.fact, 0), near)
        return best


def strip_years(text: str) -> str:
    """``text`` without explicit years."""
    return _YEAR.sub("", text)

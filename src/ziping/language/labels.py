"""Which facts a stretch of text speaks about: whole labels by longest match, and shared pairs of letters.

No segmenter: a label is found as it stands (without quotes, spaces, 的 and generic endings), and kinship between a
clause and a label is counted in pairs of neighbouring letters, each weighing less the more labels have it. All
weights are whole numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from operator import add
from typing import NamedTuple

FULL = 1000
"""Weight of a pair that one label has, and of a perfect kinship."""

_DROPPED = frozenset(
    " \t\r\u00a0\u3000\u2002\u2003\u2009\u202f\u00ad\u200b\u200c\u200d\u2060\ufeff“”‘’\"'「」『』（）()的·"
)
_DROP = re.compile(f"[{re.escape(''.join(sorted(_DROPPED)))}]+")
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {ord("％"): "%", ord("．"): ".", ord("－"): "-"}
_WIDE |= {0xFF21 + letter: chr(65 + letter) for letter in range(26)}
_WIDE |= {0xFF41 + letter: chr(97 + letter) for letter in range(26)}
_CLEAN = {ord(letter): None for letter in _DROPPED} | {code: ord(letter) for code, letter in _WIDE.items()}
_BRACKET = re.compile("[（(][^（）()]*[）)]")
_YEAR = re.compile("(?:19|20)[0-9]{2}年?(?:度|末|底|初)?")
_HEADS = re.compile(
    "^(?:(?:19|20)[0-9]{2}年(?:度)?|上一?年末|上一?年度?|去年末?|年末|前年|本年度?|今年|当年|全年|年度|本单位|我单位|我会|本会|单位|部门)+"
)
_TAILS = re.compile(
    "(?:总人数|人次数|场次数|人数|件数|次数|户数|家数|个数|项数|场数|份数|宗数|起数|场次|人次|总数|数量|数|总金额|金额|总额|情况|值|额)$"
)
_MARKS = re.compile("(?:指标)?(?:自评)?(?:得分|分值|扣分|权重|满分)$")
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
COMMON = frozenset(("职工", "人员", "项目", "人数", "单位", "工会"))
"""Pairs so common in a union's labels that they tell no two of them apart."""
_PHRASES = 4096
"""Phrases remembered: a report says 得分, 预算执行率 and 全年预算数 many times."""
_PHRASE = 60
"""Letters of the longest one."""
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
    kept: list[int] = []
    start = 0
    for match in _DROP.finditer(text):
        kept.extend(range(start, match.start()))
        start = match.end()
    kept.extend(range(start, len(text)))
    return Clean(text.translate(_CLEAN), kept)


def clean_text(text: str) -> str:
    """Only the text of ``clean``."""
    return _clean_phrase(text) if len(text) <= _PHRASE else text.translate(_CLEAN)


@lru_cache(maxsize=_PHRASES)
def _clean_phrase(text: str) -> str:
    return text.translate(_CLEAN)


@lru_cache(maxsize=4096)
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
    return _pairs_of_phrase(text) if len(text) <= _PHRASE else _pairs(text)


@lru_cache(maxsize=_PHRASES)
def _pairs_of_phrase(text: str) -> frozenset[str]:
    return _pairs(text)


def _pairs(text: str) -> frozenset[str]:
    letters = frozenset(filter(str.isalpha, map(add, text, text[1:])))
    return letters if letters or not text.isalpha() else frozenset((text,))


class Named(NamedTuple):
    """A fact's names, and the group it is compared within (its dimension)."""

    names: tuple[str, ...]
    group: str


class _Name(NamedTuple):
    """What some facts of a group are about."""

    facts: list[int]
    tokens: frozenset[str]
    total: int


class LabelIndex:
    """All names of all facts, for mentions and kinship."""

    def __init__(self, facts: Sequence[Named]) -> None:
        self._by_head: dict[str, list[str]] = {}
        self._owners: dict[str, tuple[int, ...]] = {}
        self._generic: set[str] = set()
        self._names: list[_Name] = []
        self._shared: dict[tuple[str, frozenset[str]], _Name] = {}
        self._names_of: dict[int, list[_Name]] = {}
        self._postings: dict[str, dict[str, list[int]]] = {}
        self.tokens: tuple[frozenset[str], ...] = tuple(
            frozenset().union(*(pairs(core(name)) for name in fact.names)) for fact in facts
        )
        self._add_variants(facts)
        self.weights = self._weigh()
        for index, fact in enumerate(facts):
            for name in fact.names:
                self._add_name(index, fact.group, name)

    def _add_variants(self, facts: Sequence[Named]) -> None:
        found: dict[str, dict[int, None]] = {}
        for spell in (variants, short_forms):
            taken = frozenset(found) if spell is short_forms else frozenset()
            for index, fact in enumerate(facts):
                for name in fact.names:
                    for spelling in spell(name):
                        if spelling not in taken:
                            found.setdefault(spelling, {})[index] = None
        self._owners = {spelling: tuple(owners) for spelling, owners in found.items()}
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
        entry = self._shared.get((group, tokens))
        if entry is None:
            entry = _Name([], tokens, sum(self.weights[token] for token in tokens))
            self._shared[group, tokens] = entry
            postings = self._postings.setdefault(group, {})
            for token in tokens:
                postings.setdefault(token, []).append(len(self._names))
            self._names.append(entry)
        entry.facts.append(index)
        self._names_of.setdefault(index, []).append(entry)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Names in ``text``, longest first at each place, none overlapping another."""
        cleaned, places = clean(text)
        found = []
        end = 0
        begun = map(self._by_head.__contains__, map(add, cleaned, cleaned[1:]))
        for start in compress(range(len(cleaned)), begun):
            name = self._name_at(cleaned, start) if start >= end else ""
            if name:
                end = start + len(name)
                found.append(Mention(places[start], places[end - 1] + 1, self._owners[name], name))
        return tuple(found)

    def _name_at(self, text: str, place: int) -> str:
        for name in self._by_head.get(text[place : place + 2], ()):
            if text.startswith(name, place):
                return name
        return ""

    def headed(self, head: str) -> tuple[int, ...]:
        """Facts with a name that begins with ``head``."""
        owners = self._owners
        found = (owners[name] for name in self._by_head.get(head[:2], ()) if name.startswith(head))
        return tuple(dict.fromkeys(index for facts in found for index in facts))

    def kinship(self, context: Mapping[str, int], group: str) -> dict[int, int]:
        """How near each fact of a group is to a context: 0 to ``FULL``, facts without a shared pair left out.

        Args:
            context: pairs of letters around the figure with how much each counts, 0 to ``FULL``.
            group: only facts of this group.
        """
        return self.near(self.worth(context), (group,))

    def worth(self, context: Mapping[str, int]) -> dict[str, int]:
        """The pairs of a context that labels have, each by how much it counts times how telling it is."""
        weights = self.weights
        return {token: weight * weights[token] for token, weight in context.items() if token in weights}

    def near_one(self, worth: Mapping[str, int], told: int, fact: int) -> int:
        """Kinship of a context's ``worth``, in all ``told``, to one fact; 0 when it shares no pair."""
        nearest = 0
        for _, tokens, total in self._names_of.get(fact, ()):
            together = sum(map(worth.__getitem__, tokens & worth.keys()))
            nearest = max(nearest, 2 * together // max(total + told, 1))
        return nearest

    def near(self, worth: Mapping[str, int], groups: Iterable[str] | None = None) -> dict[int, int]:
        """``kinship`` of a context's ``worth`` to the facts of some groups, or of all."""
        told = sum(worth.values()) // FULL
        best: dict[int, int] = {}
        for group in self._postings if groups is None else groups:
            postings = self._postings.get(group, {})
            shared: defaultdict[int, int] = defaultdict(int)
            for token in worth.keys() & postings.keys():
                each = worth[token]
                for number in postings[token]:
                    shared[number] += each
            for number, together in shared.items():
                facts, _, total = self._names[number]
                near = 2 * together // max(total + told, 1)
                for fact in facts:
                    if near > best.get(fact, -1):
                        best[fact] = near
        return best


def strip_years(text: str) -> str:
    """``text`` without explicit years."""
    return _YEAR.sub("", text)

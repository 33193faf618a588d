"""《Titles》 and document numbers: each must be one of the facts, or a law anybody may cite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from ziping.language.claims.known import KnownTable
from ziping.language.labels import clean_text

_TITLE = re.compile("《((?:[^《》\n]|《[^《》\n]*》)*)》")
_SHORT_FOR = re.compile('以?下?(?:简称|称)[“"]?《?$')
_WIDTH = str.maketrans("〔〕[]【】［］﹝﹞（）()—–－−～~", "()" * 7 + "------")
_SPACE = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad\u2060]")
_MIN_PART = 5
"""Shortest part of a known title that may stand for it."""


class Title(NamedTuple):
    """A title with its marks: ``text[start:end]`` is 《…》."""

    start: int
    end: int
    name: str


def titles(text: str) -> Iterator[Title]:
    """Every 《title》, nested ones inside their outer one."""
    for match in _TITLE.finditer(text):
        yield Title(match.start(), match.end(), match[1])


def normal(text: str) -> str:
    """A title or document number without differences of width, brackets and spaces."""
    wide = {0xFF10 + digit: str(digit) for digit in range(10)}
    return _SPACE.sub("", text).translate(wide).translate(_WIDTH).strip('《》“”"').replace("第", "")


@cache
def laws() -> frozenset[str]:
    """The laws of ``laws.txt``."""
    source = resources.files(__package__ or "").joinpath("laws.txt").read_text(encoding="utf-8")
    rows = (line.partition("\t")[0].strip() for line in source.splitlines() if not line.startswith("#"))
    return frozenset(normal(row) for row in rows if row)


class Documents:
    """The documents of a fact table."""

    def __init__(self, table: KnownTable) -> None:
        self.numbers: dict[str, int] = {}
        self.titles: dict[str, int] = {}
        self._texts: list[tuple[str, int]] = []
        for index, fact in enumerate(table.facts):
            if fact.unit == "文号":
                self.numbers[_number(fact.value)] = index
            elif fact.unit == "文件":
                self.titles[normal(fact.value)] = index
            if fact.decimal is None:
                self._texts.append((normal(fact.value), index))
            self._texts.append((normal(fact.label), index))
            self._add_embedded(fact.value, index)

    def _add_embedded(self, value: str, index: int) -> None:
        """A fact such as 《办法》（福办〔2020〕1号） holds both."""
        for title in titles(value):
            self.titles.setdefault(normal(title.name), index)
        for match in _DOCNO.finditer(normal(value)):
            self.numbers.setdefault(_number(match[0]), index)

    def number(self, surface: str) -> int | None:
        """The fact of a document number, None when it is not known."""
        written = _number(surface)
        if written in self.numbers:
            return self.numbers[written]
        return next((index for known, index in self.numbers.items() if written.endswith(known)), None)

    def title(self, text: str, found: Title) -> int | None:
        """The fact of a title, -1 for a law or a name introduced by 以下简称, None when it is not known."""
        name = normal(found.name)
        if name in self.titles:
            return self.titles[name]
        if _SHORT_FOR.search(text, max(0, found.start - 6), found.start) or name in laws():
            return -1
        if not name or (f"《{found.name}》" in text[: found.start] and _introduced(text, found)):
            return -1
        if len(name) >= _MIN_PART:
            return next((index for whole, index in self._texts if name in whole), None)
        return None

    def nearest_number(self, surface: str) -> int | None:
        """The known document number most like a wrong one."""
        return _closest(_number(surface), self.numbers)

    def nearest_title(self, name: str) -> int | None:
        """The known title most like an unknown one."""
        return _closest(normal(name), self.titles)


_DOCNO = re.compile(r"[\u4e00-\u9fff]{1,14}\((?:19|20)[0-9]{2}\)[0-9]{1,6}号")


def _number(surface: str) -> str:
    return clean_text(normal(surface).replace("(", "〔").replace(")", "〕")).lstrip("0")


def _introduced(text: str, found: Title) -> bool:
    return bool(re.search(f'简称[“"]?《?{re.escape(found.name)}', text[: found.start]))


def _closest(name: str, known: dict[str, int]) -> int | None:
    """The entry sharing most letters, when that is at least half of them."""
    best, most = None, 0
    for other, index in known.items():
        shared = 2 * len(set(name) & set(other)) * 100 // max(len(set(name)) + len(set(other)), 1)
        if shared > most:
            best, most = index, shared
    return best if most >= 50 else None

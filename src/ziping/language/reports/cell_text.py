"""The text of a cell as reviewers read it: on one line, without marks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MARKS: Final = "*＊※# \t\r\n\u3000\u00a0"
_DASHES: Final = frozenset(("", "-", "--", "—", "——", "–", "/", "／", "\\", "无", "不适用", "N/A"))
_LONG: Final = 40
_PHRASES: Final = 4096
"""Labels and headers up to so long, so many, are remembered: a table asks for its few at each of its figures."""

_SPREAD = re.compile(r"(?<=[\u4e00-\u9fff：:])\s+(?=[\u4e00-\u9fff（(])")
_IN_BRACKETS = re.compile("[（(][^（）()]*[）)]")


def header_core(text: str) -> str:
    """A header without marks, line breaks and what stands in brackets."""
    return _core(text) if len(text) <= _LONG else _core.__wrapped__(text)


@lru_cache(maxsize=_PHRASES)
def _core(text: str) -> str:
    return _IN_BRACKETS.sub("", clean_lines(text)).strip(MARKS)


def clean_lines(text: str) -> str:
    """The text of a cell on one line, without the spaces that spread it (总 分)."""
    return _SPREAD.sub("", " ".join(text.split())).strip(MARKS)


def is_mark(text: str) -> bool:
    """Whether a cell says that nothing stands here."""
    return text.strip(MARKS) in _DASHES

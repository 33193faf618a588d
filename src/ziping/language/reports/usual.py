"""What every report says in the same words every year, and which figures may stay: patterns of ``usual.txt``."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

from ziping.language.reports.figures import Figure, Passage

Kind: TypeAlias = Literal["sentence", "phrase", "stays", "stays_after"]

_TITLE = re.compile(
    "《(?:[^《》\n]|《[^《》\n]*》)*》(?:[（(][^（）()]{0,20}[〔\\[［][0-9]{4}[〕\\]］][0-9]+号[)）])?"
)
_LETTER = re.compile("\\w")
_COUNT = re.compile("[0-9.,，]+\\s*[\u4e00-\u9fff]{0,2}$")
_NEAR = 16
"""Letters before a figure that are looked at."""


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    text = resources.files(__package__ or "").joinpath("usual.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return re.compile("|".join(f"(?:{row[1]})" for row in rows if row[0] == kind))


def is_usual(sentence: str) -> bool:
    """Whether a sentence stands in every report of its template."""
    return bool(_pattern("sentence").search(sentence.strip()))


def own_letters(sentence: str) -> int:
    """Letters and digits of a sentence that are neither a document's title nor a set phrase."""
    left = _pattern("phrase").sub("", _TITLE.sub("", sentence))
    return len(_LETTER.findall(left))


def may_stay(passage: Passage, figure: Figure) -> bool:
    """Whether a figure may be the same every year: set by rule, by plan, or counting what its sentence lists."""
    clause = passage.outline.clauses[figure.clause]
    before = passage.text[max(clause.start, figure.start - _NEAR) : figure.start].rstrip()
    after = passage.text[figure.end : figure.end + _NEAR]
    if _pattern("stays").search(before) or _pattern("stays_after").search(after):
        return True
    led = _COUNT.sub("", passage.text[max(0, clause.start - 2 * _NEAR) : max(0, clause.start - 1)])
    return clause.depth > 0 and bool(_pattern("stays").search(led))

"""What figures are called: one name for 资金执行进度 and 预算执行率, and whether two other names mean the same figure.

``figure_names.txt``: one entry a line, ``kind<TAB>term<TAB>stands for<TAB>reason<TAB>counter-examples``; a counter-example
is a longer word in which the same letters are not the term, and is applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

from ziping.language.assertions.lexicon import Lexicon, Term
from ziping.language.claims.units import NONE, measure
from ziping.language.labels import clean_text, pairs

_YEAR = re.compile(
    "(?:截至|截止到?|自)?(?:(?:19|20)[0-9]{2}|[一二][〇零○]?[〇零○一二三四五六七八九]{2,3})年(?:度|[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?[初底末]?"
)
_RELATIVE = re.compile(
    "上一?年(?:度|末|底)?(?:同期)?(?!结转|结余)|去年(?:末|底)?(?:同期)?|(?<![0-9])[0-9]{1,2}月(?:份|底|末)?"
)
_QUARTER = re.compile("第?[一二三四1-4]季度末?")
_NUMBERING = re.compile(
    "^(?:[（(]?[一二三四五六七八九十]{1,3}[、.．）)]|[（(]?[0-9]{1,2}[、.．）)](?![0-9]))+"
)
_FIGURES = re.compile(
    "[0-9][0-9,，.]*[%％‰]?(?:[\u4e00-\u9fff]{0,2}元|个百分点|百分点|人次|场次|[人名位个家件宗起场次项份户台辆])?"
)
_MARKS = re.compile("[\\s，,。；;：:、＊*※#/|《》【】＝=×÷<>＜＞≥≤+－-]+")
_ROUNDS: Final = 3
"""Times a name is rewritten: 全年支出进度 is 支出进度 is 预算执行率."""
_SHORT: Final = 4
"""Letters below which only the very same name is the same figure."""
_INSERTED: Final = 6
"""Letters that one of two names may have more."""
_REPLACED: Final = 4
"""Letters that may differ in the middle of two names."""
_LIKE, _REPLACED_LIKE = Fraction(2, 3), Fraction(3, 4)
"""Share of neighbouring letters that two names of one figure have in common."""


class Name(NamedTuple):
    """What a figure is called.

    Attributes:
        plain: its own words without years, quarters and words that say nothing.
        canon: the same with every other name of a figure replaced by the one that stands for it.
    """

    plain: str
    canon: str

    @property
    def known(self) -> bool:
        """Whether the lexicon knows the figure, so that a report has it once."""
        return self.canon in _stands_for() or bool(split_role(self.canon)[1])


NO_NAME: Final = Name("", "")


def _lines() -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
    text = resources.files(__package__ or "").joinpath("figure_names.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            kind, term, canon, reason, counters = line.split("\t")
            yield kind, term, canon, reason, tuple(part for part in counters.split("|") if part != "-")


@cache
def _lexicon() -> Lexicon:
    return Lexicon(Term(kind, term, reason, counters) for kind, term, _, reason, counters in _lines())


@cache
def _canons(kind: str) -> dict[str, str]:
    return {term: canon for found, term, canon, _, _ in _lines() if found == kind}


@cache
def _stands_for() -> frozenset[str]:
    return frozenset(_canons("same").values())


@cache
def _apart() -> tuple[str, ...]:
    return _lexicon().names("apart")


@lru_cache(maxsize=8192)
def name_of(words: str) -> Name:
    """The name in the words before or beside a figure."""
    bare = bare_words(words)
    plain = _stripped(bare)
    if not plain:
        return NO_NAME
    canon = canonical(_stripped(canonical(bare)))
    return Name(plain, _canons("alone").get(canon, canon))


def bare_words(words: str) -> str:
    """Without years, quarters, figures, numbering and marks."""
    text = _NUMBERING.sub("", clean_text(words))
    for pattern in (_YEAR, _QUARTER, _RELATIVE, _FIGURES):
        text = pattern.sub("", text)
    return _MARKS.sub("", text)


_WHOLE = re.compile("达成|达标|[意方动走取]向")
"""Words that begin or end as a word does that says nothing: 达成就业意向 is neither 达 nor 向."""


def _stripped(text: str) -> str:
    """Without the words at both ends that say nothing of what the figure is about."""
    changed = True
    while changed and text:
        changed = False
        whole = [match.span() for match in _WHOLE.finditer(text)]
        for hit in _lexicon().find("light", text):
            inside = any(start <= hit.start and hit.end <= end for start, end in whole)
            if (hit.end == len(text) or not hit.start) and not inside:
                text = text[: hit.start] + text[hit.end :]
                changed = True
                break
    return text


@lru_cache(maxsize=8192)
def canonical(text: str) -> str:
    """A name with the figures in it called as the lexicon calls them."""
    for _ in range(_ROUNDS):
        parts, end = [], 0
        for hit in _lexicon().find("same", text):
            parts += [text[end : hit.start], _canons("same")[hit.term]]
            end = hit.end
        written = "".join((*parts, text[end:]))
        if written == text:
            break
        text = written
    return text


def split_role(canon: str) -> tuple[str, str]:
    """Subject and role of a name: ``三公经费`` and ``支出``; the subject is ``""`` for a role alone.

    ``("", "")`` when the name is none of a subject that is budgeted.
    """
    roles = _canons("whole")
    if canon in roles:
        return "", roles[canon]
    for subject in _lexicon().names("subject"):
        rest = canon.removeprefix(subject)
        if rest != canon and (not rest or rest in roles):
            return subject, roles.get(rest, "支出") if rest else "支出"
    return "", ""


def is_role(canon: str) -> bool:
    """Whether a name says only a role: 实际支出, 控制率."""
    return canon in _canons("whole")


def is_subject(canon: str) -> bool:
    """Whether a name says only what is budgeted, not whether budget or spending: 公务接待费."""
    return canon in _canons("subject")


class Spoken(NamedTuple):
    """A budgeted subject a text speaks about."""

    subject: str
    end: int


def subjects_in(text: str) -> tuple[Spoken, ...]:
    """The budgeted subjects of a text in order, as the lexicon calls them; places are of the rewritten text."""
    written = canonical(_MARKS.sub("", clean_text(text)))
    return tuple(Spoken(hit.term, hit.end) for hit in _lexicon().find("subject", written))


def unit_kind(unit: str) -> str:
    """What a unit counts, units of the same things (件, 宗) being one; ``number`` when there is none."""
    kind = _canons("kin").get(unit.strip())
    return f"kin:{kind}" if kind else measure(unit).dimension if unit else NONE


def lower_is_better(name: str) -> bool:
    """Whether a figure of this name is meant to be small."""
    return next(_lexicon().find("lower", name), None) is not None


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> Fraction:
    """How surely two canonical names mean one figure: 1 for the same, 0 where a word tells them apart.

    One may have more words than the other, or a few letters else, as long as none of them tells kinds of a thing
    apart (新增会员, 会员) and most neighbouring letters are shared.
    """
    if one == other:
        return Fraction(1)
    if min(len(one), len(other)) < _SHORT or _told_apart(one, other):
        return Fraction(0)
    before = _shared_start(one, other)
    after = min(_shared_start(one[::-1], other[::-1]), len(one) - before, len(other) - before)
    rests = sorted(len(text) - before - after for text in (one, other))
    first, second = pairs(one), pairs(other)
    share = Fraction(2 * len(first & second), max(1, len(first) + len(second)))
    inserted = not rests[0] and rests[1] <= _INSERTED and share >= _LIKE
    replaced = bool(rests[0]) and rests[1] <= _REPLACED and share >= _REPLACED_LIKE
    return share if inserted or replaced else Fraction(0)


def _told_apart(one: str, other: str) -> bool:
    return any((word in one) != (word in other) for word in _apart())


def _shared_start(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count

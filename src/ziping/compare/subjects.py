"""Paragraphs on one subject in other words: what is left of a section in both years, held together by what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ziping.compare.units import Paragraph, Text
from ziping.language.labels import COMMON, pairs, strip_years
from ziping.language.similarity import Likeness, ShingleIndex, list_mark

_SUBJECT: Final = 35
"""Per cent of the smaller paragraph's pairs of letters that two on one subject share."""
_LEAD = re.compile("[\u4e00-\u9fff]{2,10}(?:方面|工作)?[，：:。]")
_FEW: Final = 8
"""Paragraphs of last year one of this year is held against."""

_Sections = dict[str, list[Paragraph]]


def same_subject(this: Text, last: Text, found: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Pairs among what has none yet: alone under one heading, with one lead (维权方面，), on one subject, or alone in a section."""
    taken = set(found.values())
    ours = _by_section(p for p in this.paragraphs if p.index not in found)
    theirs = _by_section(p for p in last.paragraphs if p.index not in taken)
    alone = dict(_alone_under_heading(ours, theirs))
    yield from alone.items()
    known = frozenset(alone.values())
    for key, mine in ours.items():
        left = [paragraph for paragraph in mine if paragraph.index not in alone]
        yield from _of_section(key, left, [p for p in theirs.get(key, []) if p.index not in known])


def each_once(scored: Iterable[tuple[Likeness, int, int]]) -> Iterator[tuple[int, int]]:
    """Pairs of lowest score first, each of both sides in one pair only."""
    used: tuple[set[int], set[int]] = (set(), set())
    for _, at, other in sorted(scored):
        if at not in used[0] and other not in used[1]:
            used[0].add(at)
            used[1].add(other)
            yield at, other


def _of_section(
    key: str, ours: Sequence[Paragraph], theirs: Sequence[Paragraph]
) -> Iterator[tuple[int, int]]:
    index = ShingleIndex([paragraph.masked for paragraph in theirs], size=2)
    leads: dict[str, list[int]] = {}
    for at, paragraph in enumerate(theirs):
        leads.setdefault(_lead(paragraph), []).append(at)
    scored: list[tuple[Likeness, int, int]] = []
    for paragraph in ours:
        lead = _lead(paragraph)
        led = leads.get(lead, [])[:_FEW] if lead else []
        scored += [(-100, paragraph.index, theirs[at].index) for at in led]
        for at in index.near(paragraph.masked, _FEW):
            shared = _share(_subject(paragraph), _subject(theirs[at]))
            if shared >= _SUBJECT:
                scored.append((-shared, paragraph.index, theirs[at].index))
    chosen = list(each_once(scored))
    if not chosen and len(ours) == len(theirs) == 1 and key and not key.startswith("="):
        chosen = [(ours[0].index, theirs[0].index)]
    yield from chosen


def _alone_under_heading(ours: _Sections, theirs: _Sections) -> Iterator[tuple[int, int]]:
    """The only paragraphs left under one heading in both years: 职工技能竞赛, told anew."""
    mine, other = _by_heading(ours), _by_heading(theirs)
    for heading, found in mine.items():
        if heading and len(found) == len(other.get(heading, ())) == 1:
            yield found[0], other[heading][0]


def _by_heading(sections: _Sections) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    running = (p for paragraphs in sections.values() for p in paragraphs if p.passage.cell is None)
    for paragraph in running:
        heading = (paragraph.passage.place.heading or "").rsplit(" > ", maxsplit=1)[-1]
        found.setdefault(strip_years(heading[list_mark(heading) :]).strip(), []).append(paragraph.index)
    return found


def _by_section(paragraphs: Iterable[Paragraph]) -> _Sections:
    found: _Sections = {}
    for paragraph in paragraphs:
        found.setdefault(paragraph.section.key, []).append(paragraph)
    return found


def _lead(paragraph: Paragraph) -> str:
    """The few words a paragraph opens with: 维权方面，"""
    text = paragraph.passage.text
    match = _LEAD.match(text, list_mark(text))
    return match[0] if match else ""


def _subject(paragraph: Paragraph) -> frozenset[str]:
    return pairs(paragraph.masked) - COMMON


def _share(one: frozenset[str], other: frozenset[str]) -> int:
    """Per cent of the smaller set that both have."""
    return 100 * len(one & other) // max(1, min(len(one), len(other)))

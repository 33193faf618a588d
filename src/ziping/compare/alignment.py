"""Paragraphs in pairs: what stands as it was, was moved, edited, rewritten, is new or gone.

Pairs are found through shared sentences and shingles, never by comparing all with all, and the likest are taken
first; what stands in order is told from what was moved by the longest run of pairs in one order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.compare.matching import Kind, Matches
from ziping.compare.subjects import each_once, same_subject
from ziping.compare.units import Paragraph, Text
from ziping.domain.comparison import ParagraphPair, TextRelation, TextSpan
from ziping.domain.place import Place
from ziping.language.similarity import Likeness, ShingleIndex, edits, percent, ratio

_EDITED: Final = 55
"""Likeness of the words, figures aside, from which a paragraph was edited and not written anew."""
_SAME_SECTION: Final = 6
_COVERED: Final = 80
"""Per cent of a paragraph's letters in sentences that stand elsewhere, from which the paragraph was moved there."""


class _Pair(NamedTuple):
    this: int
    last: int
    relation: TextRelation


class Aligned(NamedTuple):
    """One row of the comparison; ``this`` or ``last`` is None for gone and new ones."""

    relation: TextRelation
    this: Paragraph | None
    last: Paragraph | None


def align(matches: Matches) -> tuple[Aligned, ...]:
    """All paragraphs of both years, in this year's order, each gone one behind what stood before it."""
    this, last = matches.this, matches.last
    found = dict(_same(this, last))
    found.update(_edited(matches, found))
    found.update(same_subject(this, last, found))
    moved = _out_of_order(found)
    rows: list[_Pair] = []
    for at, paragraph in enumerate(this.paragraphs):
        if at not in found:
            continue
        source = last.paragraphs[found[at]]
        rows.append(_Pair(at, found[at], _relation(paragraph, source, moved=at in moved)))
    rows += _covered(matches, found)
    return tuple(_in_order(this, last, rows))


def _same(this: Text, last: Text) -> Iterator[tuple[int, int]]:
    """Word for word: in the same section first, then anywhere, each of last year's once."""
    standing: dict[str, list[int]] = {}
    for paragraph in last.paragraphs:
        standing.setdefault(paragraph.bare, []).append(paragraph.index)
    later: list[Paragraph] = []
    for paragraph in this.paragraphs:
        free = standing.get(paragraph.bare, [])
        here = next((i for i in free if last.paragraphs[i].section.key == paragraph.section.key), None)
        if here is None:
            later.append(paragraph)
        else:
            free.remove(here)
            yield paragraph.index, here
    for paragraph in later:
        free = standing.get(paragraph.bare, [])
        if free:
            yield paragraph.index, free.pop(0)


def _edited(matches: Matches, found: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Mostly the same words, the likest first."""
    this, last = matches.this, matches.last
    taken = set(found.values())
    free = [paragraph for paragraph in last.paragraphs if paragraph.index not in taken]
    index = ShingleIndex([paragraph.masked for paragraph in free])
    made_from = _made_from(matches)
    scored: list[tuple[Likeness, int, int]] = []
    for paragraph in this.paragraphs:
        if paragraph.index in found:
            continue
        near = {free[i].index for i in index.near(paragraph.masked)}
        for other in sorted(near | (made_from.get(paragraph.index, set()) - taken)):
            source = last.paragraphs[other]
            likeness = ratio(paragraph.masked, source.masked, _EDITED)
            if likeness:
                bonus = _SAME_SECTION if source.section.key == paragraph.section.key else 0
                scored.append((-likeness - bonus, paragraph.index, other))
    yield from each_once(scored)


def _made_from(matches: Matches) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for match in matches.all:
        found.setdefault(match.this.paragraph, set()).add(match.last.paragraph)
    return found


def _relation(this: Paragraph, last: Paragraph, *, moved: bool) -> TextRelation:
    if this.bare == last.bare:
        return "moved" if moved or this.section.key != last.section.key else "same"
    return "edited" if ratio(this.masked, last.masked, _EDITED) else "rewritten"


def _out_of_order(found: dict[int, int]) -> frozenset[int]:
    """Paragraphs of this year outside the longest run of pairs that stand in one order in both years."""
    order = sorted(found)
    ends: list[int] = []
    tails: list[int] = []
    before: dict[int, int] = {}
    for at in order:
        place = bisect_left(ends, found[at])
        before[at] = tails[place - 1] if place else -1
        ends[place : place + 1] = [found[at]]
        tails[place : place + 1] = [at]
    kept: set[int] = set()
    at = tails[-1] if tails else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return frozenset(order) - kept


def _covered(matches: Matches, found: dict[int, int]) -> Iterator[_Pair]:
    """Paragraphs split or merged: their sentences stand in a paragraph that has its pair already."""
    taken = set(found.values())
    copied = [match for match in matches.all if match.kind is Kind.COPIED]
    here: dict[int, Counter[int]] = {}
    there: dict[int, Counter[int]] = {}
    for match in copied:
        here.setdefault(match.this.paragraph, Counter())[match.last.paragraph] += len(match.this.masked)
        there.setdefault(match.last.paragraph, Counter())[match.this.paragraph] += len(match.last.masked)
    for at, sources in sorted(here.items()):
        if at not in found and _is_covered(matches.this.paragraphs[at], sources):
            yield _Pair(at, sources.most_common(1)[0][0], "moved")
    for other, targets in sorted(there.items()):
        if other not in taken and _is_covered(matches.last.paragraphs[other], targets):
            yield _Pair(targets.most_common(1)[0][0], other, "moved")


def _is_covered(paragraph: Paragraph, counted: Counter[int]) -> bool:
    return 100 * counted.total() >= _COVERED * max(1, sum(len(s.masked) for s in paragraph.sentences))


def _in_order(this: Text, last: Text, rows: Sequence[_Pair]) -> Iterator[Aligned]:
    by_this: dict[int, list[_Pair]] = {}
    for row in rows:
        by_this.setdefault(row.this, []).append(row)
    behind = _gone(last, {row.last for row in rows})
    yield from behind.pop(-1, ())
    for paragraph in this.paragraphs:
        mine = by_this.get(paragraph.index, [])
        for row in mine:
            yield Aligned(row.relation, paragraph, last.paragraphs[row.last])
        if not mine:
            yield Aligned("new", paragraph, None)
        for row in mine:
            yield from behind.pop(row.last, ())


def _gone(last: Text, told: set[int]) -> dict[int, list[Aligned]]:
    """Last year's paragraphs without a pair, by the paired one they stood behind; -1 for those at the head."""
    found: dict[int, list[Aligned]] = {}
    anchor = -1
    for paragraph in last.paragraphs:
        if paragraph.index in told:
            anchor = paragraph.index
        else:
            found.setdefault(anchor, []).append(Aligned("gone", None, paragraph))
    return found


def pair_of(row: Aligned, spans: Sequence[TextSpan] = ()) -> ParagraphPair:
    """One row as it is shown, with word-level steps where a paragraph was edited."""
    this, last = row.this, row.last
    likeness = Decimal(0)
    if this is not None and last is not None:
        likeness = percent(ratio(this.bare, last.bare))
    return ParagraphPair(
        relation=row.relation,
        text_last=last.passage.text if last else "",
        text_this=this.passage.text if this else "",
        similarity=likeness,
        heading_last=last.section.heading if last else "",
        heading_this=this.section.heading if this else "",
        edits=edits(last.passage.text, this.passage.text, last.passage.numbers, this.passage.numbers)
        if this and last and row.relation == "edited"
        else (),
        spans=tuple(spans),
        **_places(this, last),
    )


def _places(this: Paragraph | None, last: Paragraph | None) -> dict[str, Place]:
    found = {"place_this": this, "place_last": last}
    return {name: paragraph.passage.place for name, paragraph in found.items() if paragraph is not None}

"""雷同: units that share words which hardly anybody else has, with each other or with last year's reports.

``copy_index`` finds candidates, this module scores and aligns them. A pair counts when its alike sentences share enough
words that few units have, or, where the words are everybody's, enough figures: a sentence of a template with other
figures is no copy, two of them with the same four figures are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.batch.copy_index import (
    SHINGLE,
    Candidate,
    CopyIndex,
    Source,
    figures,
    hashes,
    signs,
    without_figures,
)
from ziping.batch.own_words import Sentence
from ziping.domain.copies import CommonPhrase, CopyPair, CopyReport, SharedSentence, SimilarSection
from ziping.domain.quantity import quantize
from ziping.language.similarity import Likeness, edits, percent, ratio

COPIES_NAME: Final = "雷同.json"
_ALIKE: Final = 75
"""Likeness from which two sentences are one: every tenth letter edited in a short one leaves about 80."""
_WORDS, _WORDS_TOGETHER = 12, 24
"""Letters of words few units share by which one sentence shows a copy, or several of a pair together."""
_DIGITS: Final = 9
"""The same in digits, for sentences of a template whose figures are all equal: two figures are equal by chance
somewhere among a thousand units, three or four are not."""
_AT_LEAST: Final = 5
"""Below so many telling letters a sentence counts for nothing: it may be one figure that two units have by chance."""
_SECTION, _SECTION_LETTERS = 80, 60
"""Likeness and letters from which a section is a copy as a whole."""
_MOST_COMMON: Final = 50
_COMMON_KEPT: Final = 200_000
"""Different sentences of templates that are counted."""


class _Match(NamedTuple):
    """Two sentences that are one.

    Attributes:
        here: seat of the one.
        there: seat of the other.
        likeness: of the two.
        words: letters of words they share with few others.
        digits: of their figures when all are equal, else 0.
    """

    here: int
    there: int
    likeness: Likeness
    words: int
    digits: int


def find_copies(sources: Iterable[Source], notes: Sequence[str] = ()) -> CopyReport:
    """Who shares words with whom.

    Args:
        sources: of all units and of last year's reports, each looked at once; memory does not grow with their texts.
        notes: what could not be looked at, passed on.
    """
    with CopyIndex() as index:
        for source in sources:
            index.add(source)
        pairs = sorted(_pairs(index), key=_order)
        told = [*notes]
        if index.cut_short:
            told.append("单位之间相同的说法太多，只查了一部分；请先看已列出的，改过后再查")
        if 0 < index.units < 2 * index.few:
            told.append(f"只有 {index.units} 个单位，分不出哪些是大家都用的套话，列出的请逐条看一看")
        return CopyReport(
            units=index.units,
            last_reports=index.last_reports,
            pairs=tuple(pairs),
            common=tuple(_common(index)),
            notes=tuple(told),
        )


def _order(pair: CopyPair) -> tuple[int, str, str, str, str]:
    return -pair.letters, pair.here.code, pair.here.key, pair.there.key, pair.there.folder


def _pairs(index: CopyIndex) -> Iterator[CopyPair]:
    grouped: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    for candidate in index.candidates():
        grouped[candidate.one, candidate.other].append(candidate)
    for (one, other), candidates in sorted(grouped.items()):
        here, there = index.source(one), index.source(other)
        turned = here.last_year
        if turned:
            here, there = there, here
        if _is_one(here, there):
            continue
        seats = [
            (each.other_at, each.one_at) if turned else (each.one_at, each.other_at) for each in candidates
        ]
        matches = _matched(index, here, there, seats)
        if matches:
            yield _pair(here, there, matches)


def _is_one(here: Source, there: Source) -> bool:
    """Whether both are forms of one unit in this run, or the same or a later year lies among last year's reports."""
    same = (here.side.code or here.side.name) == (there.side.code or there.side.name)
    if not there.last_year:
        return same
    return same and bool(there.side.year) and there.side.year >= here.side.year


def _matched(
    index: CopyIndex, here: Source, there: Source, seats: Sequence[tuple[int, int]]
) -> tuple[_Match, ...]:
    """The alike sentences, each with its best, when they show a copy; none otherwise."""
    found = [
        match
        for one, other in seats
        if (
            match := _match(
                index, (here.sentences[one].letters, one), (there.sentences[other].letters, other)
            )
        )
    ]
    kept = _best(found)
    shown = (
        any(match.words >= _WORDS for match in kept)
        or sum(match.words for match in kept if match.words >= _AT_LEAST) >= _WORDS_TOGETHER
        or sum(match.digits for match in kept) >= _digits(index.units)
    )
    return kept if shown else ()


def _digits(units: int) -> int:
    """Digits that show a copy: two more for ten times the units, which have a hundred times the pairs."""
    return _DIGITS + 2 * max(0, len(str(units)) - 4)


def _match(index: CopyIndex, one: tuple[str, int], other: tuple[str, int]) -> _Match | None:
    """Two sentences with their seats as a match; None when they are not alike or show nothing."""
    (here, seat_here), (there, seat_there) = one, other
    likeness = ratio(here, there, at_least=_ALIKE)
    if not likeness:
        return None
    words, covered = _telling(index, here, there)
    known = figures(here)
    counts = covered >= _AT_LEAST or any(map(index.telling, signs(here)))
    digits = sum(map(len, known)) if counts and known == figures(there) else 0
    return _Match(seat_here, seat_there, likeness, words, digits) if digits or words >= _AT_LEAST else None


def _best(found: Sequence[_Match]) -> tuple[_Match, ...]:
    """Each sentence of either side once, the most alike first."""
    here: set[int] = set()
    there: set[int] = set()
    kept: list[_Match] = []
    for match in sorted(found, key=lambda one: (-one.likeness, -one.words, one.here, one.there)):
        if match.here not in here and match.there not in there:
            here.add(match.here)
            there.add(match.there)
            kept.append(match)
    return tuple(sorted(kept, key=lambda one: one.here))


def _telling(index: CopyIndex, one: str, other: str) -> tuple[int, int]:
    """Letters of ``one`` in shingles that ``other`` has too and few units share: of words alone, and of all."""
    known = set(hashes(other))
    words: set[int] = set()
    covered: set[int] = set()
    for at, value in enumerate(hashes(one)):
        if value in known and index.telling(value):
            covered.update(range(at, at + SHINGLE))
            if not any(letter.isdigit() for letter in one[at : at + SHINGLE]):
                words.update(range(at, at + SHINGLE))
    return len(words), len(covered)


def _pair(here: Source, there: Source, matches: Sequence[_Match]) -> CopyPair:
    letters = sum(len(here.sentences[match.here].letters) for match in matches)
    whole = sum(len(sentence.letters) for sentence in here.sentences)
    return CopyPair(
        kind="last_year" if there.last_year else "units",
        here=here.side,
        there=there.side,
        letters=letters,
        share=quantize(Fraction(100 * letters, whole), 1),
        sections=tuple(_sections(here, there, matches)),
        sentences=tuple(
            _shared(here.sentences[one.here], there.sentences[one.there], one) for one in matches
        ),
    )


def _sections(here: Source, there: Source, matches: Sequence[_Match]) -> Iterator[SimilarSection]:
    """Sections with a shared sentence that are alike as a whole."""
    for section in dict.fromkeys(here.sentences[match.here].section for match in matches):
        one, other = (_text(source.sentences, section) for source in (here, there))
        likeness = ratio(one, other, at_least=_SECTION)
        if likeness and len(one) >= _SECTION_LETTERS:
            yield SimilarSection(section=section, letters=len(one), similarity=percent(likeness))


def _text(sentences: Iterable[Sentence], section: str) -> str:
    return "".join(sentence.letters for sentence in sentences if sentence.section == section)


def _shared(one: Sentence, other: Sentence, match: _Match) -> SharedSentence:
    return SharedSentence(
        section_here=one.section,
        place_here=one.place,
        here=one.text,
        section_there=other.section,
        place_there=other.place,
        there=other.text,
        shared=_common_text(one.text, other.text),
        similarity=percent(match.likeness),
    )


def _common_text(here: str, there: str) -> str:
    """What two sentences have in common, in order, ``…`` where they differ."""
    parts = [
        here[step.start_last : step.end_last] if step.kind == "equal" else "…" for step in edits(here, there)
    ]
    return "".join(part for at, part in enumerate(parts) if part != "…" or parts[at - 1 : at] != ["…"])


def _common(index: CopyIndex) -> Iterator[CommonPhrase]:
    """Sentences many units have, figures aside."""
    counts: Counter[str] = Counter()
    wording: dict[str, str] = {}
    for _, source in index.sources():
        if source.last_year:
            continue
        keys: set[str] = set()
        for sentence in source.sentences:
            if index.is_common(sentence.letters):
                key = without_figures(sentence.letters)
                if key in wording or len(wording) < _COMMON_KEPT:
                    wording.setdefault(key, sentence.text)
                    keys.add(key)
        counts.update(keys)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for key, units in ranked[:_MOST_COMMON]:
        if units > index.few:
            yield CommonPhrase(text=wording[key], units=units)

"""Sentences that say by how much a figure changed against last year: 较上年增长5.2%, 比上年的1,180场增加20场."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ziping.language.claims.signs import DOWN, UP
from ziping.language.reports.figures import Figure, Passage
from ziping.language.sentences import Clause

_AGAINST = re.compile(
    "(?:(?:比|较|与|同|和|相比|相较于?|对比)(?:(?P<last>上一?年度?|去年)|(?P<year>(?:19|20)[0-9]{2}) ?年度?)(?:同期|末|底)?(?:的)?(?:相比|相较|比较|比)?|(?P<same>(?<!环)同比))[，,]?"
)
_TO = re.compile(
    f"[，,、]?(?:有所|略有|明显|大幅|小幅|稳步|共|净|又|再|并)*(?:(?P<up>{UP})|(?P<down>{DOWN}))(?:了|约|近|共|幅度?(?:为|达)?|率(?:为|达)?|人数|数量)*(?P<noun>[^0-9，。；、]{{0,10}}?)"
)
_NAMED_TO = re.compile(
    f"(?P<words>[^0-9，。；]{{2,20}}?)(?:有所|略有|明显|大幅|净)*(?:(?P<up>{UP})|(?P<down>{DOWN}))(?:了|约|近)?"
)
_BARE = re.compile(
    f"(?:同比|比上年|较上年)?(?:有所|略有|净)*(?:{UP}|{DOWN})(?:了|约|近|幅度?(?:为|达)?|率(?:为|达)?)*"
)
_REACHED = re.compile("(?:到|至|为)$")
_DIRECTION_AFTER = re.compile(f"[，,]?(?:有所|略有|明显|大幅|小幅)*(?:{UP}|{DOWN})")
_EACH: Final = re.compile("分别|依次")
_ALL: Final = re.compile("各自|均|双双|都")
"""Words that tell one change of several figures."""


class SaidChange(NamedTuple):
    """By how much something is said to have changed.

    Attributes:
        figure: the change as told.
        up: whether it is said to have risen.
        year: the year compared with, None for 上年.
        against: last year's figure where the sentence gives it.
        subject: the figure of this year it is said of, None when the clause names it in words.
        words: what the clause names as its subject, ``""`` for the figure before it.
    """

    figure: Figure
    up: bool
    year: int | None
    against: Figure | None
    subject: Figure | None
    words: str


class _Opened(NamedTuple):
    """A comparison with a year that a clause has opened and that goes on in the clauses after it.

    Attributes:
        year: the year compared with, None for 上年.
        subject: the figure that changed.
        words: its name, where no figure of it was told.
        depth: brackets open around the clause; a figure in brackets after it is last year's.
        whole: whether it opens the sentence (与上年相比，……) and holds for all of it.
        against: last year's figure.
    """

    year: int | None
    subject: Figure | None
    words: str
    depth: int
    whole: bool = False
    against: Figure | None = None


def said_changes(passage: Passage, found: Sequence[Figure]) -> Iterator[SaidChange]:
    """The changes a passage tells, in order."""
    of_clause: dict[int, list[Figure]] = {}
    for figure in found:
        of_clause.setdefault(figure.clause, []).append(figure)
    opened: _Opened | None = None
    sentence = -1
    for index, clause in enumerate(passage.outline.clauses):
        if clause.sentence != sentence:
            opened, sentence = None, clause.sentence
        inside = of_clause.get(index, [])
        match = _AGAINST.search(passage.text, clause.start, clause.end)
        if match is not None:
            opened = _open(passage, found, inside, clause, match)
        elif opened is not None and clause.depth > opened.depth:
            opened = opened._replace(against=inside[0] if len(inside) == 1 else opened.against)
            continue
        else:
            opened = _goes_on(passage, clause, inside, opened)
        if opened is None or _ALL.search(passage.text, clause.start, clause.end):
            continue
        start = match.end() if match is not None else clause.start
        if _EACH.search(passage.text, clause.start, clause.end):
            yield from _one_each(passage, found, inside, clause, opened)
            opened = None
            continue
        opened, changes = _read(passage, inside, start, opened, compares=match is not None)
        yield from changes


def _open(
    passage: Passage, found: Sequence[Figure], inside: Sequence[Figure], clause: Clause, match: re.Match[str]
) -> _Opened:
    """What a comparison is about: the figure before it in its clause, words, or the figure of the clause before."""
    place = match.start()
    year = int(match["year"]) if match["year"] else None
    before = [figure for figure in inside if figure.end <= place]
    if before:
        return _Opened(year, before[-1], "", clause.depth)
    words = passage.text[clause.start : place].strip(" ，,其中分别均")
    if words:
        return _Opened(year, None, words, clause.depth)
    earlier = [figure for figure in found if figure.end <= place and figure.sentence == clause.sentence]
    index = passage.outline.clause_of(place)
    near = earlier[-1] if earlier and index - earlier[-1].clause <= 1 else None
    whole = not earlier and match.end() >= clause.end
    return _Opened(year, near, "", clause.depth, whole)


def _goes_on(
    passage: Passage, clause: Clause, inside: Sequence[Figure], opened: _Opened | None
) -> _Opened | None:
    """What is left of an opened comparison in the next clause: a direction goes on from it, other words end it."""
    if opened is None or _TO.match(passage.text, clause.start, clause.end):
        return opened
    if not opened.whole:
        return None
    named = _NAMED_TO.match(passage.text, clause.start, clause.end)
    if named is not None:
        return opened._replace(subject=None, words=named["words"], against=None)
    return opened._replace(subject=inside[-1] if inside else None, words="", against=None)


def _read(
    passage: Passage, inside: Sequence[Figure], start: int, opened: _Opened, *, compares: bool
) -> tuple[_Opened, tuple[SaidChange, ...]]:
    """The changes told from ``start`` to the end of a clause, and what later clauses go on from.

    Args:
        passage: the text.
        inside: figures of the clause.
        start: first code point after the comparison, or of the clause.
        opened: what is compared.
        compares: whether the clause itself names last year, so that its first figure may be last year's.
    """
    changes = []
    for figure in inside:
        if figure.start < start:
            continue
        between = passage.text[start : figure.start].removeprefix(opened.words if opened.whole else "")
        match = _TO.fullmatch(between)
        if match is not None and not _REACHED.search(between):
            words = opened.words or (match["noun"] if opened.subject is None else "")
            changes.append(
                SaidChange(
                    figure, match["up"] is not None, opened.year, opened.against, opened.subject, words
                )
            )
            start = figure.end
        elif match is None and compares and not changes and _changes_from(passage, figure, between):
            opened, start = opened._replace(against=figure), figure.end
        else:
            break
    return opened, tuple(changes)


def _changes_from(passage: Passage, figure: Figure, before: str) -> bool:
    """Whether a direction goes on from a figure, so that it is what is compared with: 比上年的1,180场增加20场.

    With words of its own the direction must follow at once: 较上年支出1,290万元，增长7% tells this year's spending.
    """
    match = _DIRECTION_AFTER.match(passage.text, figure.end)
    return match is not None and (not before.strip("的 ") or match[0][0] not in "，,")


def _one_each(
    passage: Passage, found: Sequence[Figure], inside: Sequence[Figure], clause: Clause, opened: _Opened
) -> Iterator[SaidChange]:
    """培训1,500人次、取证360人，分别比上年增长25%、20%: as many changes as figures, in order."""
    changes = [figure for figure in inside if figure.start > clause.start]
    before = [figure for figure in found if figure.sentence == clause.sentence and figure.end <= clause.start]
    told = [figure for figure in before if figure.clause >= passage.outline.clause_of(clause.start) - 2]
    words = passage.text[clause.start : changes[0].start] if changes else ""
    up, down = re.search(UP, words), re.search(DOWN, words)
    if len(changes) == len(told) > 1 and (up is None) != (down is None):
        for figure, subject in zip(changes, told, strict=True):
            yield SaidChange(figure, up is not None, opened.year, None, subject, "")


class Compared(NamedTuple):
    """The figures of a passage that are no results of its year.

    Attributes:
        changes: where figures begin that tell a change.
        against: where figures begin that are compared with, and the year they are of, None for 上年.
    """

    changes: frozenset[int]
    against: Mapping[int, int | None]


def compared_in(passage: Passage, found: Sequence[Figure]) -> Compared:
    """Which figures of a passage only compare: told changes, and those whose base is not told (，增长5.63%)."""
    changes = tuple(said_changes(passage, found))
    against = {change.against.start: change.year for change in changes if change.against is not None}
    told = {change.figure.start for change in changes} | {
        figure.start for figure in found if _bare(passage, figure)
    }
    return Compared(frozenset(told), against)


def _bare(passage: Passage, figure: Figure) -> bool:
    """Whether a figure follows nothing but a direction, or stands in a list of changes."""
    clause = passage.outline.clauses[figure.clause]
    words = passage.text[clause.start : figure.start]
    if _EACH.search(words) and re.search(f"{UP}|{DOWN}", words):
        return True
    last = (
        re.split("[0-9.,]+[%％\u4e00-\u9fff]{0,4}、", words)[-1].strip() if "、" in words else words.strip()
    )
    return bool(_BARE.fullmatch(last))

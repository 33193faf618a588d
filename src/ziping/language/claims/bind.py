"""Which fact the clause speaks about: the one its own words are nearest to, not only one with the right value."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ziping.language.claims.kinship import Kinship
from ziping.language.claims.known import WHOLE, Known, role_of
from ziping.language.claims.match import COMPARISONS, Match
from ziping.language.claims.own import (
    OF_ALL,
    OF_PHRASE,
    WHOLES,
    aspect_fits,
    aspect_rival,
    own_evidence,
    own_mentions,
    own_pairs,
    own_spans,
    told_near,
)
from ziping.language.claims.reading import Reading, mentions_in
from ziping.language.claims.scores import aspect_of, told_aspect
from ziping.language.claims.stated import Stated
from ziping.language.claims.topics import headed_rival, is_same_thing, of_last_year, told_apart
from ziping.language.claims.units import SCORE
from ziping.language.claims.years import YearOf, fits
from ziping.language.labels import Mention, clean_text, core, pairs
from ziping.language.sentences import Span

_AIM_WORD = re.compile("目标|计划|任务|预算|编制|标准|核定|上限|下限|限额|满分|线|拟|将|压减|控制")
_TARGET_WORD = re.compile("目标|计划|预算|标准|上限|满分线|限额|任务|编制|调整后")

CLEAR = 420
"""Kinship from which a clause names a fact."""
LEAD = 130
"""By how much another fact must be nearer before the clause speaks about that one."""


class Bound(NamedTuple):
    """The verdict on a figure whose value some facts have.

    Attributes:
        known: the best fact with that value.
        rivals: facts of other values that the clause names clearly more, nearest first.
        year_rival: the fact of the year the clause tells, when value and name agree and only the year does not.
    """

    known: Known
    rivals: tuple[Known, ...] = ()
    year_rival: Known | None = None
    named: bool = False
    """Whether the figure's own words name the fact."""
    settled: bool = False
    """Whether its item opens the paragraph and it is said to be that item's, so that no exchange is looked for."""


def bind(
    reading: Reading, figure: Stated, found: Sequence[Match], year: YearOf, *, bare: bool = False
) -> Bound:
    """Ties a figure to one of the facts that have its value, or names the facts its clause speaks about.

    Args:
        reading: the text.
        figure: the figure.
        found: facts of which it is true.
        year: the year it is told for.
        bare: it stands alone in a table cell, where no words can name another fact.
    """
    fitting = [match.known for match in found if fits(match.known.year, year, reading.table.year)]
    if fitting and reading.is_wordless(figure.start):
        return Bound(fitting[0])
    kin = Kinship(reading, figure)
    pool = _of_this_year(reading, figure, fitting or [match.known for match in found])
    pool = _of_aspect(reading, figure, pool)
    item = _item_of_text(reading, figure, pool)
    if item is not None:
        return Bound(item, named=True, settled=True)
    best = _nearest_of(pool, figure, kin)
    values = {match.known.index for match in found}
    rivals: tuple[Known, ...] = ()
    if figure.high is None and not bare:
        named = _named_instead(reading, figure, best, values, year)
        others = _rivals(reading, figure, kin, best, values, year)
        rivals = (
            *aspect_rival(reading, figure, best, values),
            *_role_rival(reading, figure, best, values),
            *named,
            *told_apart(
                reading,
                kin,
                [rival for rival in others if _tells_apart(reading, figure, kin.context, best, rival)],
            ),
        )
        rivals = (*headed_rival(reading, figure, best, values), *rivals)
        rivals = tuple(
            rival
            for rival in rivals
            if not is_same_thing(reading, figure, best, rival) and not of_last_year(reading, figure, rival)
        )
    if not fitting and figure.high is None:
        same = [other for other in reading.table.siblings(best.index) if other.year == year.year]
        return Bound(best, rivals, same[0] if same else best)
    return Bound(best, rivals, named=_named_by_own(reading, figure, best))


def _of_this_year(reading: Reading, figure: Stated, pool: Sequence[Known]) -> Sequence[Known]:
    """Without last year's facts where the sentence says nothing of last year; all when there is nothing else."""
    if len(pool) == 1:
        return pool
    return [known for known in pool if not of_last_year(reading, figure, known)] or pool


def _nearest_of(pool: Sequence[Known], figure: Stated, kin: Kinship) -> Known:
    """The fact of a pool the words are nearest to; of several, the one nearest by value, then the first."""
    pool = _stated_as_such(pool) if len(pool) > 1 else pool
    if len(pool) == 1:
        return pool[0]
    worth = {known.index: kin.of(known) for known in pool}
    most = max(worth.values())
    named = [known for known in pool if worth[known.index] == most]
    if len(named) == 1:
        return named[0]
    return min(named, key=lambda known: (abs(known.value - figure.value), known.index))


_OF_ITEM = re.compile("(?:[本该此]项|[本该此]指标|单位自评|自评)[^，。；、0-9]{0,8}$")
"""本项得, 单位自评得: the points of the item a paragraph is about."""


def _item_of_text(reading: Reading, figure: Stated, pool: Sequence[Known]) -> Known | None:
    """The points of the item that opens a paragraph (财务合规性（3分）。…单位自评得3分), when the words say its own."""
    if figure.measure.dimension != SCORE or not _OF_ITEM.search(reading.text, 0, figure.start):
        return None
    opening = next((mention for mention in reading.mentions if _marked(reading, mention, figure)), None)
    if opening is None or opening.start > _OPENS:
        return None
    cores = {reading.table.known[index].core for index in opening.facts if index in reading.table.known}
    own = [known for known in pool if known.core in cores and figure.value in known.values]
    return own[0] if len(own) == 1 else None


_OPENS = 6
"""Characters before the item that opens a paragraph: its number."""


def _stated_as_such(pool: Sequence[Known]) -> Sequence[Known]:
    """The facts of a pool without differences, whose names are made of two others'; all when there is nothing else."""
    return [known for known in pool if "减去" not in known.fact.label] or pool


def _named_by_own(reading: Reading, figure: Stated, best: Known) -> bool:
    """Whether the figure's own words name the fact, or share a third of one of its names."""
    if any(best.index in mention.facts for mention in own_mentions(reading, figure)):
        return True
    own = own_pairs(reading, figure)
    names = (pairs(core(name)) for name in (best.fact.label, *best.fact.aliases))
    return any(3 * len(own & tokens) >= len(tokens) for tokens in names if tokens)


def _named_instead(
    reading: Reading, figure: Stated, best: Known, found: Collection[int], year: YearOf
) -> tuple[Known, ...]:
    """Facts of another value that the figure's own words name in full, while nothing there is of the bound one.

    A name that stands right at the figure counts whatever else is said before it (参保职工续保率95%).
    """
    mentions = [mention for mention in own_mentions(reading, figure) if mention.name not in WHOLES]
    if not mentions or any(best.index in mention.facts for mention in mentions):
        return ()
    last = mentions[-1]
    at_figure = last.end <= figure.start and not reading.has_content(Span(last.end, figure.start))
    own = own_pairs(reading, figure)
    tokens = reading.table.labels.tokens
    counted_noun = last.start >= figure.end and not OF_PHRASE.match(reading.text, figure.end)
    if counted_noun and own & tokens[best.index]:
        return ()
    at_figure = at_figure and last.name not in clean_text(best.fact.label)
    aimed = best.role == "target" and (
        _TARGET_WORD.search(reading.text, last.end, max(last.end, figure.start))
        or _TARGET_AT.search(reading.words(own_spans(reading, figure)[0]).rstrip())
    )
    return tuple(
        known
        for index in last.facts
        if index not in found and (known := reading.table.known.get(index)) is not None
        if comparable(known, best) and known.measure.dimension == best.measure.dimension
        if fits(known.year, year, reading.table.year) and not (year.year is None and known.core == best.core)
        if at_figure or not own & (tokens[best.index] - tokens[index])
        if not _only_carried(reading, figure, best, known)
        and not (aimed and last.name in clean_text(best.fact.label))
    )


_TARGET_AT = re.compile(
    "(?:目标值?|计划数?|任务数?|指标值?|编制数?|预算数?)(?:合计|总额|总计|分别|依次|各|均)*(?:为|是|的|数|：|:)?$|^(?:[其年全]中|全年|年初|年度|年)?(?:计划|预计|拟)[^，。；率]{0,12}$|计划(?:安排|举办|开展|组织|建设|新建|培训|发放|帮扶|慰问|完成|开办|改造)$"
)
_TARGET_OF = re.compile(
    "^(?:的|这一|年度|年初)+(?:年度|年初|既定|预定|预期|核定)?(?:目标|计划|任务|编制|指标)"
)
_ACTUAL_AT = re.compile(
    "(?:实际|实有|实到)[^，。；、]{0,8}$|(?:支出|执行|完成)(?:合计|总额|总计|分别|依次|各|均)*(?:了|数|为|是)?$"
)


def _role_rival(reading: Reading, figure: Stated, best: Known, found: Collection[int]) -> tuple[Known, ...]:
    """The sibling that the words mean: a target told as the result, or the result told as the target."""
    siblings = [
        other
        for other in reading.table.siblings(best.index)
        if other.year == best.year and other.index not in found
    ]
    if not siblings or figure.hedge or best.core == WHOLE:
        return ()
    before = reading.words(own_spans(reading, figure)[0]).rstrip()
    after = reading.words(reading.after(figure.number))[:10]
    aimed = bool(_TARGET_AT.search(before) or _TARGET_OF.match(after))
    if best.role != "target":
        return tuple(other for other in siblings if aimed and other.role == "target")
    clause = reading.clauses[reading.clause_of(figure.start)]
    first = reading.of_sentence(clause.sentence)[0]
    told = reading.text[first.start : figure.start] + after
    if (_ACTUAL_AT.search(before) and not aimed) or not _AIM_WORD.search(told):
        return tuple(other for other in siblings if other.role != "target")
    return ()


def _of_aspect(reading: Reading, figure: Stated, pool: Sequence[Known]) -> Sequence[Known]:
    """The facts that are what the words say of points: 得, 扣 or 分值; all when none is."""
    told = told_aspect(reading.words(reading.before(figure.number)))
    if figure.measure.dimension != SCORE or told is None:
        return pool
    fitting = [known for known in pool if aspect_of(known.fact.label) in (told, None)] or pool
    if not _OF_ITEM.search(reading.text, 0, figure.start):
        return fitting
    return [known for known in fitting if figure.value in known.values] or fitting


def _tells_apart(
    reading: Reading, figure: Stated, context: Mapping[str, int], best: Known, rival: Known
) -> bool:
    """Whether words of the rival that the bound fact has not stand around the figure, more than the other way."""
    labels = reading.table.labels

    def evidence(one: Known, other: Known) -> int:
        only = labels.tokens[one.index] - labels.tokens[other.index]
        return sum(context[token] * labels.weights[token] for token in only if token in context)

    after = pairs(clean_text(reading.words(reading.after(figure.number))))
    before = context.keys() - after
    only = labels.tokens[rival.index] - labels.tokens[best.index]
    if own_evidence(reading, figure, best, rival) > own_evidence(reading, figure, rival, best):
        return False
    if not only & before and after & labels.tokens[best.index]:
        return False
    against, own = evidence(rival, best), evidence(best, rival)
    if against > own:
        return True
    spans = (reading.before(figure.number), reading.after(figure.number))
    return not own and any(
        rival.index in mention.facts and best.index not in mention.facts
        for span in spans
        for mention in mentions_in(reading.mentions, *span)
    )


def nearest(reading: Reading, figure: Stated, year: YearOf, taken: Collection[int] = ()) -> Known | None:
    """The fact the clause most likely speaks about, by words alone."""
    near = Kinship(reading, figure).all
    known = [
        reading.table.known[index]
        for index, worth in near.items()
        if worth >= CLEAR // 2 and index in reading.table.known and index not in taken
    ]
    return max(
        known,
        key=lambda entry: (
            near[entry.index] + (60 if fits(entry.year, year, reading.table.year) else 0),
            -entry.index,
        ),
        default=None,
    )


def _rivals(  # noqa: PLR0913, PLR0917 - what the decision rests on
    reading: Reading,
    figure: Stated,
    kin: Kinship,
    best: Known,
    found: Collection[int],
    year: YearOf,
) -> tuple[Known, ...]:
    """Facts of other values that the clause names clearly more than ``best``."""
    if named_here(reading, figure, best) or _told_of(reading, figure, best):
        return ()
    own = kin.of(best)
    others = sorted(
        (-worth, index)
        for index, worth in kin.all.items()
        if index not in found
        and worth >= CLEAR
        and worth > own + LEAD
        and index in reading.table.known
        and comparable(reading.table.known[index], best)
    )
    rivals = (reading.table.known[index] for _, index in others)
    return tuple(
        other
        for other in rivals
        if fits(other.year, year, reading.table.year)
        and aspect_fits(reading, figure, other)
        and not _only_carried(reading, figure, best, other)
    )


def _composed(reading: Reading, figure: Stated) -> bool:
    """Whether the figure is a part of a budget the sentence has just given (安排预算100万元，其中项目支出)."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    if not re.match("其中|包括|包含", reading.text[clause.start : figure.start]):
        return False
    earlier = [other for other in reading.of_sentence(clause.sentence) if other.end < clause.start]
    return any(_TARGET_WORD.search(reading.text[other.start : other.end]) for other in earlier)


def comparable(one: Known, other: Known) -> bool:
    """Whether one figure could have been meant for the other: one dimension, and not parts of one score."""
    if one.measure.dimension != other.measure.dimension:
        return SCORE not in (one.measure.dimension, other.measure.dimension)
    return one.measure.dimension != SCORE or one.core != other.core


def _marked(reading: Reading, mention: Mention, figure: Stated) -> bool:
    """Whether points stand right after a name (部门产出30分，得28.9分), so that those after it are of the same item."""
    following = next(reading.figures_from(mention.end), None)
    near = following is not None and following.start - mention.end <= _MARK_GAP
    return near and following is not None and following.unit == "分" and following.start < figure.start


_MARK_GAP = 4
"""Letters between an item and its points: （, 分值."""


def _told_of(reading: Reading, figure: Stated, best: Known) -> bool:
    """Whether the sentence names the bound fact before the figure and the figure's own words name none."""
    own = (reading.before(figure.number), reading.after(figure.number))
    if any(mentions_in(reading.mentions, *span) for span in own):
        return False
    start = reading.of_sentence(reading.sentence_of(figure.start), before=1)[0].start
    named = mentions_in(reading.mentions, start, figure.start)
    if figure.measure.dimension == SCORE:
        marked = [mention for mention in named if _marked(reading, mention, figure)]
        if marked:
            return best.index in marked[-1].facts
    return any(best.index in mention.facts for mention in named)


def _only_carried(reading: Reading, figure: Stated, best: Known, other: Known) -> bool:
    """Whether only words of another clause tell a rival from the bound fact: its 目标, or the 新 the fact has."""
    own = reading.own_words(figure.number)
    if other.core == WHOLE != best.core and not OF_ALL.search(own) and told_near(reading, figure, best):
        return True
    if other.core == best.core and other.role == "target" != best.role:
        return role_of(own) != "target" and not _TARGET_WORD.search(own)
    if other.core == best.core and best.role == "target" != other.role:
        aimed = _TARGET_AT.search(reading.words(own_spans(reading, figure)[0]).rstrip())
        if aimed:
            return True
    tokens = reading.table.labels.tokens
    if best.role == "target" and figure.hedge in COMPARISONS and tokens[best.index] & tokens[other.index]:
        return True
    if other.core == best.core and best.role == "target" and _composed(reading, figure):
        return True
    label, name = clean_text(best.fact.label), clean_text(other.fact.label)
    return name in label and label.startswith("新") and "新" in own


def named_here(reading: Reading, figure: Stated, best: Known) -> bool:
    """Whether the nearest name right before or after the figure is the bound fact's own."""
    after = reading.after(figure.number)
    named_after = any(best.index in mention.facts for mention in mentions_in(reading.mentions, *after))
    if named_after and reading.text.startswith("的", figure.end):
        return True
    for span in (reading.before(figure.number), after):
        named = mentions_in(reading.mentions, span.start, span.end)
        if named:
            return best.index in named[-1].facts
    return False

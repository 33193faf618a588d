"""Whose figure it is by the sentence as a whole: its head (X项目：…), a change from last year's figure, words many share."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import product

from ziping.language.claims.kinship import Kinship
from ziping.language.claims.known import Known
from ziping.language.claims.match import rounds_to
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated, stated
from ziping.language.labels import clean_text, variants


def is_same_thing(reading: Reading, figure: Stated, best: Known, rival: Known) -> bool:
    """Whether a rival has the very amount of the bound fact, or the sentence's head makes its name the bound fact's.

    绩效目标设定一级指标1个、二级指标3个、三级指标6个: 三级指标 goes on from 绩效目标设定.
    """
    if rival.measure.dimension == best.measure.dimension and rival.values == best.values:
        return True
    return _is_headed(reading, figure, best, rival) or _comes_from(reading, figure, best)


def _is_headed(reading: Reading, figure: Stated, best: Known, rival: Known) -> bool:
    """Whether the words before the sentence's first figure and the rival's name are together the bound fact's name."""
    sentence = reading.of_sentence(reading.sentence_of(figure.start))
    first = next(reading.figures_from(sentence[0].start), figure.number)
    opening = clean_text(reading.text[sentence[0].start : first.start])
    for label, name in product(best.names, rival.names):
        tail = next((short for short in variants(name) if label.endswith(short)), "")
        head = label.removesuffix(tail)
        if tail and len(head) >= _HEAD and head in opening and label not in opening:
            return True
    return False


def of_last_year(reading: Reading, figure: Stated, rival: Known) -> bool:
    """Whether a fact is last year's figure or a change from it, and the sentence says nothing of last year."""
    if not _OF_LAST_YEAR.search(rival.fact.label):
        return False
    sentence = reading.of_sentence(reading.sentence_of(figure.start))
    words = reading.text[sentence[0].start : sentence[-1].end]
    return not _TOLD_LAST_YEAR.search(words) and f"{reading.table.year - 1}年" not in clean_text(words)


_OF_LAST_YEAR = re.compile("^上一?年(?!结转|结余)|[比较]上一?年")
_TOLD_LAST_YEAR = re.compile("上一?年(?!度?结转|度?结余)|去年|同比|同期")


def headed_rival(reading: Reading, figure: Stated, best: Known, found: Collection[int]) -> tuple[Known, ...]:
    """The fact whose name is the sentence's subject and the bound fact's name (X项目：全年预算数… is X预算数)."""
    opening = reading.of_sentence(reading.sentence_of(figure.start))[0]
    if reading.text.find("：", opening.start, figure.start) < 0:
        return ()
    following = next(reading.figures_from(opening.start), figure.number)
    if reading.text.find("：", opening.start, following.start) < 0:
        return ()
    head = _PROJECT.sub("", clean_text(reading.text[opening.start : opening.end]))
    if len(head) < _TOPIC:
        return ()
    tails = [short for name in best.names for short in variants(name)]
    return tuple(
        known
        for mention in reading.table.labels.headed(head)
        if mention not in found and (known := reading.table.known.get(mention)) is not None
        if known.measure.dimension == best.measure.dimension and known.year == best.year
        if any(_PROJECT.sub("", name.removesuffix(tail)) == head for name in known.names for tail in tails)
    )


def told_apart(reading: Reading, kin: Kinship, rivals: Sequence[Known]) -> Sequence[Known]:
    """The rivals that the words tell from each other: 救助资金 means none of 助学救助, 医疗救助 and 生活救助."""
    if len(rivals) < _SEVERAL:
        return rivals
    tokens = reading.table.labels.tokens
    shared = [tokens[rival.index] & kin.context.keys() for rival in rivals]
    cores = [rival.core for rival in rivals]
    return [
        rival
        for rival, told in zip(rivals, shared, strict=True)
        if len({core for core, other in zip(cores, shared, strict=True) if other == told}) < _SEVERAL
    ]


_SEVERAL = 3
"""So many facts that share the same words with a figure are none of them meant."""
_PROJECT = re.compile("^(?:[一二三四五六七八九十]、|[0-9]{1,2}[.、])|项目$")
_TOPIC = 3
_HEAD = 2
_FROM = re.compile("(?:上一?年|去年)[^，。；0-9]{0,6}$")
_TO = re.compile("[^，。；0-9]{0,10}[增减升降提压调扩缩回落变][^，。；0-9]{0,4}(?:到|至|为)[^，。；0-9]{0,3}")


def _comes_from(reading: Reading, figure: Stated, best: Known) -> bool:
    """Whether the figure is what last year's figure of the same fact became (由上年的705户降至642户)."""
    last = reading.table.last_year_of(best.index)
    clause = reading.clauses[reading.clause_of(figure.start)]
    inside = reading.figures_in(clause.start, figure.start)
    if last is None or not inside or not _TO.fullmatch(reading.text, inside[-1].end, figure.start):
        return False
    earlier = stated(inside[-1])
    told = _FROM.search(reading.text, clause.start, inside[-1].start)
    return told is not None and earlier is not None and any(rounds_to(earlier, one) for one in last.values)

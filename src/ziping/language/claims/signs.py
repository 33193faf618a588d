"""Whether a worked-out change goes the way its words say: 比上年增加 needs this year's figure to be the larger."""

from __future__ import annotations

import re

from ziping.language.claims.derive import Derivation
from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading, mentions_in
from ziping.language.claims.stated import Stated, stated
from ziping.language.claims.units import POINTS, measure
from ziping.language.labels import COMMON, clean_text, pairs

UP = "增长|增加|提高|提升|上升|上涨|增多|攀升|增大|扩大|扩充|延长|高于|高出|超出|超过|多于|超额|净增|增幅|涨幅|调增|追加|多|高|增|升|超"
DOWN = "下降|减少|降低|压减|压缩|回落|下滑|缩减|缩小|缩短|精简|低于|低出|少于|降幅|减幅|调减|节约|节省|结余|剩余|不足|差|减|降|少|低"
_WORD = re.compile(f"(?P<up>{UP})|(?P<down>{DOWN})")
_NEUTRAL = re.compile(
    "不低于|不高于|不少于|不多于|不超过|相差|差距|差额|变化|变动|扣除|除去|增减|差异|多少|大小|至少|最少|最多|最高|最低|不少|优于|提前"
)
_PACE = re.compile("(?:(?P<up>快|领先|超前)|(?P<down>慢|落后|滞后))(?:了|约|近)?$")
"""Of a rate, being ahead is being higher."""
_TIME = re.compile("(?:(?P<up>推迟|延后|拖后|延长|慢|晚)|(?P<down>提前|缩短|提速|加快|快|早))(?:了|约|近)?$")
_TIMES = frozenset(measure(unit).dimension for unit in ("天", "个工作日", "小时", "月"))
"""Of time, being late is being longer."""
_FORMER = re.compile(
    "(?P<first>前者|后者)[^，。；]{0,3}(?:比|较|高于|低于|高出|低出|多于|少于|超过)[^，。；]{0,2}(?:前者|后者)"
)
_BUDGET = re.compile("预算|批复|指标|额度")
_RENEWED = re.compile("调整后|调整预算")
_AGAINST = re.compile("比|较|与|同|低于|高于|超过|超出|高出|低出|少于|多于")


_CHANGED_BY = re.compile(
    "(?:比|较|与|同比|环比)[^，。；]{0,14}?(?:增加|增长|增多|提高|提升|上升|下降|减少|降低|压减|压缩|缩短|延长|净增|多|少|快|慢|高|低)(?:了|出|约|近|共)?$"
)
_IS_CHANGE = re.compile(
    "空|缺|增|减|新|净|提高|下降|压|差|结余|节约|缩短|延长|变化|同比|比上年|较上年|超|扣|[比较][^，。]*[多少高低快慢]"
)


_VACANT = re.compile("(?:空编|空缺|缺编|超编)(?:了|约|共)?$")
_RESULTS = re.compile("后|至|到|目标|计划")


def tells_change(reading: Reading, start: int) -> bool:
    """Whether the figure at ``start`` says by how much something changed or differs (比上年少3人, 比时限快2天)."""
    clause = reading.clauses[reading.clause_of(start)]
    inside = reading.figures_in(clause.start, start)
    words = reading.text[inside[-1].end if inside else clause.start : start]
    before = reading.text[clause.start : inside[-1].start] if inside else ""
    own = _CHANGED_BY.search(words)
    if _VACANT.search(words):
        return True
    return bool(own or (re.search("(?:比|较)[^，。；]{0,12}$", before) and _CHANGED_BY.search("比" + words)))


_SHARE_OF = re.compile("占(?P<what>[^，。；、0-9]{1,16})的(?:约|近)?$")


def tells_share(reading: Reading, start: int, known: Known) -> bool:
    """Whether the figure at ``start`` is a share of something (占新会员的38%) and the fact is no such share."""
    clause = reading.clauses[reading.clause_of(start)]
    match = _SHARE_OF.search(reading.text, clause.start, start)
    if match is None or re.search("占|比", known.fact.label):
        return False
    if known.role == "target":
        return True
    around = pairs(clean_text(reading.text[clause.start : start])) - COMMON
    return not around & reading.table.labels.tokens[known.index]


def is_change(known: Known) -> bool:
    """Whether a fact itself states a change or a part that was added."""
    label = known.fact.label
    return bool(_IS_CHANGE.search(label)) and not _RESULTS.search(label)


def agrees(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the direction told is the one of the facts; unknown directions agree."""
    if derivation.kind not in ("difference", "growth") or len(derivation.terms) != 2:
        return True
    told = _told(reading, figure)
    one, other = derivation.terms
    if told is None:
        return True
    subject = _subject(reading, figure, one, other)
    if subject is None:
        return True
    reference = other if subject is one else one
    if derivation.kind == "growth" and subject is not one:
        return False
    if subject.value == reference.value:
        return True
    return (subject.value > reference.value) == (told == "up")


def _told(reading: Reading, figure: Stated) -> str | None:
    """``up`` or ``down`` by the last direction word before the figure in its clause."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    words = _NEUTRAL.sub("", reading.text[clause.start : figure.start])
    found = list(_WORD.finditer(words))
    pace = _PACE.search(words) if figure.measure.dimension == POINTS else None
    if pace is not None:
        return "up" if pace["up"] else "down"
    time = _TIME.search(words) if figure.measure.dimension in _TIMES else None
    if time is not None:
        return "up" if time["up"] else "down"
    return None if not found else "up" if found[-1]["up"] else "down"


def _subject(reading: Reading, figure: Stated, one: Known, other: Known) -> Known | None:
    """Which of two facts is the one that changed: the newer, the actual, or the one not named after 比."""
    if one.core and one.core == other.core:
        if one.year is not None and other.year is not None and one.year != other.year:
            return one if one.year > other.year else other
        if (one.role == "target") != (other.role == "target"):
            return other if one.role == "target" else one
    clause = reading.clauses[reading.clause_of(figure.start)]
    former = _FORMER.search(reading.text, clause.start, figure.start)
    if former is not None:
        return _one_of_two(reading, clause.start, one, other, latter=former["first"] == "后者")
    against = _AGAINST.search(reading.text, clause.start, figure.start)
    if against is None:
        renewed = [term for term in (one, other) if _RENEWED.search(term.fact.label)]
        budgets = all(_BUDGET.search(term.fact.label) for term in (one, other))
        return renewed[0] if budgets and len(renewed) == 1 else None
    named = {
        known.index
        for mention in mentions_in(reading.mentions, against.end(), figure.start)
        for known in (reading.meant(mention),)
        if known is not None
    }
    if one.index in named and other.index not in named:
        return other
    if other.index in named and one.index not in named:
        return one
    return _told_apart(reading, reading.pairs_in(against.end(), figure.start), one, other)


def _one_of_two(reading: Reading, end: int, one: Known, other: Known, *, latter: bool) -> Known | None:
    """Which of two facts is 前者 (or 后者): the one named first of the last names of both."""
    place, another = _place(reading, end, one), _place(reading, end, other)
    if place is None or another is None or place == another:
        return None
    first = one if place < another else other
    return (other if first is one else one) if latter else first


def _place(reading: Reading, end: int, known: Known) -> int | None:
    """Where the sentence last says a fact before ``end``: its figure, else its name."""
    start = reading.of_sentence(reading.sentence_of(end))[0].start
    said = [(number.start, stated(number)) for number in reading.figures_in(start, end)]
    alike = [(at, one) for at, one in said if one is not None and one.measure == known.measure]
    figures = [at for at, one in alike if one.value in known.values]
    if figures or len(alike) > 1:
        return max(figures, default=None)
    names = mentions_in(reading.mentions, start, end)
    return max((name.start for name in names if known.index in name.facts), default=None)


def _told_apart(reading: Reading, told: frozenset[str], one: Known, other: Known) -> Known | None:
    """The fact that is not named after 比, by the pairs of letters only one of the two has."""
    if one.index < 0 or other.index < 0:
        return None
    tokens = reading.table.labels.tokens
    mine, its = told & tokens[one.index] - tokens[other.index], told & tokens[other.index] - tokens[one.index]
    if mine and not its:
        return other
    return one if its and not mine else None

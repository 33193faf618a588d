"""Whether a derivation's terms are what the words speak of.

Last year's figure after 比上年, the whole after 占, and the figures the sentence has just said.
"""

from __future__ import annotations

import re

from ziping.language.claims.anchored import anchored
from ziping.language.claims.derive import Derivation
from ziping.language.claims.known import Known
from ziping.language.claims.lost_points import in_turn
from ziping.language.claims.match import rounds_to, says
from ziping.language.claims.posts import VACANT, of_the_posts
from ziping.language.claims.rates import of_the_pair
from ziping.language.claims.reading import Reading, mentions_in
from ziping.language.claims.scores import aspect_of
from ziping.language.claims.spending import just_said, of_the_amounts, of_the_kind
from ziping.language.claims.stated import Stated, stated, telling
from ziping.language.claims.units import PERSON, SCORE, measure
from ziping.language.labels import COMMON, clean_text, pairs
from ziping.language.sentences import Span


def supported(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the terms are what the words speak of: last year's figure after 比上年, the whole after 占."""
    return (
        _reference_fits(reading, figure, derivation)
        and _years_said(reading, figure, derivation)
        and _targets_said(reading, figure, derivation)
        and _of_the_item(reading, figure, derivation)
        and grounded(reading, figure, derivation)
        and of_the_amounts(reading, figure, derivation)
        and of_the_kind(reading, figure, derivation)
        and of_the_pair(reading, figure, derivation)
        and anchored(reading, figure, derivation)
    )


_VERSUS = "(?:比|较|同|与|低于|高于|超过|超出|优于|好于|高出|低出|少于|多于|超|是|为|占|相当于|达到|完成)[^，。；0-9]{0,6}?"
_VERSUS_LAST = re.compile(_VERSUS + "(?:上一?年|去年)|同比")
_LAST_ALONE = re.compile("(?:与|和|同|比|较)(?:上一?年度?|去年)(?:同期)?(?:相比|比|相较|比较)?$")
_VERSUS_TARGET = re.compile(_VERSUS + "(?:目标|计划|任务|指标值)")
_COMPARES = re.compile("[比较]|同比|与")
"""Opens a clause about the figure said before it (预算512.40万元，比上年增加52.4万元)."""
_GATHERED = re.compile("上述|合计|两者|二者|前者|后者|之和|总")
_WHOLE = re.compile("(?:是|为|占|相当于|达到?)(?P<what>[^，。；是为占]{2,20})的?$")


def _reference_fits(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether what the words compare with is among the terms: 比上年 needs last year's figure, 比目标 a target."""
    start, year = reading.before(figure.number).start, reading.table.year
    words = reading.text[start : figure.start]
    index = reading.clause_of(figure.start)
    earlier = reading.clauses[index - 1] if index else None
    after_last = earlier is not None and _LAST_ALONE.search(reading.text, earlier.start, earlier.end)
    if _VERSUS_LAST.search(words) or after_last:
        old = any(term.year is not None and term.year < year for term in derivation.terms)
        related = len({term.core for term in derivation.terms if term.index >= 0}) <= 1
        if derivation.kind not in ("difference", "growth", "multiple"):
            return old
        clause = reading.clauses[reading.clause_of(figure.start)]
        bare = earlier is not None and _COMPARES.match(reading.text, clause.start)
        told = earlier.start if earlier is not None and bare else clause.start
        planned = any(term.role == "target" for term in derivation.terms)
        said = planned and not _AIMED.search(reading.text, told, figure.start)
        return old and related and not (said and _has_result(reading, derivation))
    if _VERSUS_TARGET.search(words):
        timely = all(term.year is None or term.year >= year for term in derivation.terms)
        return timely and any(term.role == "target" for term in derivation.terms)
    if derivation.kind in ("share", "multiple") and len(derivation.terms) == 2:
        times = derivation.kind == "multiple"
        return _whole_fits(reading, figure, words, start, derivation.terms[1], times=times)
    return True


def _whole_fits(  # noqa: PLR0913 - what the decision rests on
    reading: Reading, figure: Stated, words: str, start: int, whole: Known, *, times: bool
) -> bool:
    """Whether the fact after 占 or 是 is what the figure is a share or multiple of."""
    match = _WHOLE.search(words)
    if match is None:
        return True
    named = mentions_in(reading.mentions, start + match.start("what"), figure.start)
    if times:
        told = pairs(clean_text(match["what"])) & reading.table.labels.weights.keys()
        if told and not _GATHERED.search(match["what"]):
            given = whole.index >= 0 or whole.kind == "average"
            return given and bool(told & pairs(clean_text(whole.fact.label)))
    if not named or whole.index < 0 or len(named[-1].name) <= 2:
        return True
    cores = {reading.table.known[index].core for index in named[-1].facts if index in reading.table.known}
    return whole.index in named[-1].facts or whole.core in cores


def _has_result(reading: Reading, derivation: Derivation) -> bool:
    """Whether a target among the terms has a result of this year, which the words would mean instead."""
    return any(
        other.role != "target" and other.year == reading.table.year
        for term in derivation.terms
        if term.index >= 0 and term.role == "target"
        for other in reading.table.siblings(term.index)
    )


_AIMED = re.compile("目标|计划|任务|预算|编制|标准|指标|定额|完成")


def _targets_said(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether an average or a multiple rests on a target only where the sentence speaks of one."""
    if derivation.kind not in ("average", "multiple", "period") or all(
        term.role != "target" for term in derivation.terms
    ):
        return True
    index = reading.clause_of(figure.start)
    near = reading.clauses[max(index - 1, 0)]
    first = reading.of_sentence(reading.sentence_of(figure.start))[0]
    if _AIMED.search(reading.text, max(near.start, first.start), figure.start):
        return True
    said = [stated(number) for number in reading.figures_in(first.start, figure.start)]
    aims = [term for term in derivation.terms if term.role == "target"]
    return all(any(one is not None and says((term,), one) for one in said) for term in aims)


_LOST = re.compile("[扣失丢][^，。]{0,3}$")
_ALL_POINTS = re.compile("合计|共|总|累计|[两三四五六七八九十]项")


def _of_the_item(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether lost points are worked out for the item named last (部门决策：得19.50分，扣0.50分)."""
    cores = {term.core for term in derivation.terms}
    if derivation.kind != "difference" or figure.measure.dimension != SCORE:
        return True
    clause = reading.clauses[reading.clause_of(figure.start)]
    if any(aspect_of(term.fact.label) == "lost" for term in derivation.terms if term.index >= 0):
        return not _LOST.search(reading.text, clause.start, figure.start)
    if _ALL_POINTS.search(reading.text, clause.start, figure.start):
        return len(cores) == 1 or not _LOST.search(reading.text, clause.start, figure.start)
    if len(cores) > 1:
        return not _LOST.search(reading.text, clause.start, figure.start)
    run = reading.run_of(figure.number)
    if run and reading.listed(figure.number) is None and "分别" in reading.text[clause.start : figure.start]:
        return in_turn(reading, figure, derivation)
    tokens = reading.table.labels.tokens
    own = frozenset[str]().union(*(tokens[term.index] for term in derivation.terms if term.index >= 0))
    for other in reversed(reading.of_sentence(clause.sentence, before=1)):
        told = (
            pairs(clean_text(reading.text[other.start : min(other.end, figure.start)])) & reading.table.scored
        )
        if told and other.start < figure.start:
            most = max(len(told & tokens[index]) for index in reading.table.scores)
            return len(told & own) >= most
    return True


_LAST_SAID = re.compile("上一?年|去年|同比|同期|(?:19|20)[0-9]{2}|两年|历年|由|从")
_YEARS = re.compile("[两三四五]年|历年|近年|累计|加上|连同")
_CHANGED = re.compile("增长|增加|提高|提升|上升|延长|下降|减少|缩短|降低|压减|压缩|回落|净增")
"""Words of change that mean the year before when nothing else is named."""


def _years_said(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether last year's figures are worked with only where the sentence, or the one before, speaks of them."""
    if all(term.year is None or term.year >= reading.table.year for term in derivation.terms):
        return True
    sentence = reading.sentence_of(figure.start)
    clause = reading.clauses[reading.clause_of(figure.start)]
    if derivation.kind == "sum" and len({term.year for term in derivation.terms if term.index >= 0}) > 1:
        return bool(_YEARS.search(reading.text, clause.start, figure.start))
    if _CHANGED.search(reading.text, clause.start, figure.start):
        return True
    near = reading.of_sentence(sentence, before=1)
    return bool(_LAST_SAID.search(reading.text[near[0].start : near[-1].end]))


def grounded(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the terms of ``derivation`` are those the words around ``figure`` speak of."""
    return (
        not _is_level(reading, figure)
        and _figures_used(reading, figure, derivation)
        and _per_what(reading, figure, derivation)
        and of_the_posts(reading, figure, derivation)
        and _related(reading, derivation, figure)
        and not _called(reading, figure, derivation)
    )


_COMPARED = re.compile("(?:比|较)[^，。；0-9]{1,14}$")
_BY = re.compile("[增减升降多少快慢高低](?:了|出|约)?$")
_DIFFERS = re.compile("(?:的)?(?:相比)?(?:增|减|提|升|降|上|下|缩|延|多|少|快|慢|高|低)")


def _is_level(reading: Reading, figure: Stated) -> bool:
    """Whether something is compared with the figure (比人均标准4,800元低300元), so that it must be a fact."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    if not _COMPARED.search(reading.text, clause.start, figure.start):
        return False
    if figure.hedge or _BY.search(reading.text, clause.start, figure.start):
        return False
    return bool(_DIFFERS.match(reading.text, figure.end, clause.end))


_HEADS = {
    "人": PERSON,
    "名": PERSON,
    "位": PERSON,
    "户": measure("户").dimension,
    "场": measure("场").dimension,
    "天": measure("天").dimension,
    "日": measure("天").dimension,
}
_PER = re.compile("([人户场日])均|每([人名位户场天日])(?![次均])")


def _per_what(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether an average divides by what the words say, and the last amount of the sentence before it."""
    if derivation.kind != "average":
        return True
    clause = reading.clauses[reading.clause_of(figure.start)]
    part, whole = derivation.terms
    found = list(_PER.finditer(reading.text, clause.start, figure.start))
    wanted = _HEADS[found[-1][1] or found[-1][2]] if found else None  # 每人每天 divides by the days
    if wanted is not None and wanted not in whole.measure.dimension and not _times(whole, wanted):
        return False
    first = reading.of_sentence(clause.sentence)[0]
    before = [stated(number) for number in reading.figures_in(first.start, figure.start)]
    alike = [one for one in before if one is not None and one.measure.dimension == part.measure.dimension]
    own = _PER_WORDS.sub("", reading.words(reading.before(figure.number)))
    if len(own) > 1 or not alike or any(says((part,), one) for one in alike[-2:]):
        return True
    index = reading.clause_of(figure.start)
    start = reading.clauses[max(index - 1, 0)].start
    near = pairs(clean_text(reading.text[start : figure.start])) - COMMON
    named = part.index >= 0 and bool(near & reading.table.labels.tokens[part.index])
    return named or bool(_ACROSS.search(reading.text, clause.start, figure.start))


_PER_WORDS = re.compile("平均|[人户场批次年月站件]均|均|每[^，]人?次?|全年|约|近|为|达|[，。；、]")
"""What an average is called by itself; more words name its own amount (每辆年均运维费)."""
_ACROSS = re.compile("平均|总体|合计")


def _times(whole: Known, wanted: str) -> bool:
    """人均 may also divide by 人次, 场均 by 场次."""
    return whole.fact.unit.endswith("次") and (wanted == PERSON or whole.fact.unit.startswith("场"))


_OF_FIGURE = re.compile(
    "(?:(?:年度|年初|总|既定|绩效)*(?:目标|任务|计划|预算|总数|总额|编制))?的[^，。；、]{0,2}$"
)
"""What stands between a figure and the share or multiple of it: 完成目标90家的106.67%."""
_BARE_SHARE = re.compile("[，；（(](?:约|仅|只|共|大约)?(?:占|是|相当于|为|接近|达到|超过|(?=[0-9不近约超]))")


def _figures_used(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a share or multiple rests on the figures it is said of: 是上年70个的1.2倍, 126.00万元，占项目支出的40.99%."""
    if not _of_its_name(reading, figure, derivation) or not _from_level(reading, figure, derivation):
        return False
    if derivation.kind not in ("share", "multiple", "growth"):
        return True
    index = reading.clause_of(figure.start)
    clause = reading.clauses[index]
    inside = reading.figures_in(clause.start, figure.start)
    if inside and _OF_FIGURE.fullmatch(reading.text, inside[-1].end, figure.start):
        return says(derivation.terms, stated(inside[-1]))
    bare = clause.start and _BARE_SHARE.match(reading.text, clause.start - 1, figure.start)
    if not bare or inside or not index or derivation.kind == "growth":
        return True
    first = reading.of_sentence(clause.sentence)[0]
    before = [stated(number) for number in reading.figures_in(first.start, clause.start)]
    dimension = derivation.terms[0].measure.dimension
    if derivation.kind == "share" and derivation.terms[0].without == derivation.terms[1].index:
        return False
    if derivation.kind in ("share", "multiple") and _named_before(reading, index, derivation.terms[0]):
        return True
    alike = [one for one in before if one is not None and one.measure.dimension == dimension]
    return not alike or any(says(derivation.terms[:1], one) for one in alike)


def _named_before(reading: Reading, index: int, part: Known) -> bool:
    """Whether the clause before names the part without its figure (民事案件最多，占59.63%)."""
    earlier = reading.clauses[index - 1]
    if reading.figures_in(earlier.start, earlier.end):
        return False
    if any(part.index in name.facts for name in mentions_in(reading.mentions, earlier.start, earlier.end)):
        return True
    near = reading.near(earlier.start, earlier.end)
    own = near.get(part.index, 0)
    return bool(own) and all(own > worth for index, worth in near.items() if index != part.index)


_FROM_LEVEL = re.compile("(?:比|较|由|从)[^，。；0-9]{1,14}$")


def _from_level(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a difference starts from the level the clause gives (较上年956,200元减少…)."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    inside = reading.figures_in(clause.start, figure.start)
    if derivation.kind not in ("difference", "growth") or not inside:
        return True
    level = inside[-1]
    if not _FROM_LEVEL.search(reading.text, clause.start, level.start):
        return True
    if not _DIFFERS.match(reading.text, level.end, figure.start):
        return True
    return says(derivation.terms, stated(level))


def _of_its_name(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a figure of a list is worked out for the name the list gives it; a 得分率 always for one item."""
    one, other = derivation.terms[0], derivation.terms[-1]
    own = reading.words(reading.opening((reading.run_of(figure.number) or (figure.number,))[0]))
    scored = derivation.kind == "share" and "得分率" in own
    if scored and one.measure.dimension != SCORE:
        return False
    if scored and one.core != other.core and not _TOTAL.search(one.fact.label):
        return False
    name = reading.listed(figure.number) or reading.opening(figure.number)
    if derivation.kind == "sum" or (derivation.kind != "share" and reading.listed(figure.number) is None):
        return True
    told = pairs(_GENERIC.sub("，", clean_text(reading.words(name)))) & reading.table.labels.weights.keys()
    told -= COMMON
    tokens = reading.table.labels.tokens
    if not told or any(term.index < 0 or told & tokens[term.index] for term in derivation.terms):
        return True
    return derivation.kind == "share" and just_said(reading, figure, derivation)


_GENERIC = re.compile("任务|目标|计划|完成|年度|全年|指标|工作")
"""What any item's rate may be called by: 任务完成率."""
_TOTAL = re.compile("总|综合|合计|全部")


_IMPLIED = re.compile(VACANT.pattern + "|收支|相抵")


def _related(reading: Reading, derivation: Derivation, figure: Stated) -> bool:
    """Whether a short or hedged difference is between figures of one thing, or between two that the text says."""
    if derivation.kind != "difference" or len(derivation.terms) != 2 or telling(figure):
        return True
    one, other = derivation.terms
    tokens = reading.table.labels.tokens
    if one.index < 0 or other.index < 0 or one.core == other.core or tokens[one.index] & tokens[other.index]:
        return True
    near = reading.of_sentence(reading.sentence_of(figure.start), before=1)
    start, end = near[0].start, near[-1].end
    if _IMPLIED.search(reading.text, start, end):
        return True
    said = [stated(number) for number in reading.figures_in(start, end)]
    named = {index for mention in mentions_in(reading.mentions, start, end) for index in mention.facts}
    return all(
        term.index in named
        or any(
            item is not None and item.measure == term.measure and rounds_to(item, term.value) for item in said
        )
        for term in (one, other)
    )


def _called(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether the figure is called by the name of a fact and nothing else, and so must be that fact's own value.

    A sum of enough digits may carry the name of a whole (项目支出合计) for the parts the sentence has just said.
    """
    if derivation.kind == "sum" and telling(figure):
        return False
    if derivation.kind == "share" and just_said(reading, figure, derivation):
        return False
    before = reading.before(figure.number)
    listed = reading.listed(figure.number)
    if listed is not None and listed.end <= before.start:  # 执行率分别为97%和99%: those of the names before
        return False
    named = mentions_in(reading.mentions, before.start, before.end)
    if len(named) != 1 or reading.has_content(Span(named[0].end, before.end)):
        return False
    around = reading.text[before.start : named[0].start] + reading.text[named[0].end : before.end]
    if reading.has_content(Span(before.start, named[0].start)) or _OPERATOR.search(around):
        return False
    known = [reading.table.known[index] for index in named[0].facts if index in reading.table.known]
    return any(
        entry.measure.dimension == figure.measure.dimension
        and clean_text(entry.fact.label).endswith(named[0].name)
        for entry in known
    )


_OPERATOR = re.compile("占|比|较|每|均|另|其余|余|差|未|不|由|从|增|减|降|升|高|低|多|少")

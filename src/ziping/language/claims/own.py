"""A figure's own words (in a list, right before it, before its bracket), and whether they name a metric no fact has."""

from __future__ import annotations

import re
from collections.abc import Collection

from ziping.language.claims.kinship import Kinship
from ziping.language.claims.known import Known
from ziping.language.claims.reading import LACKING, Reading, begun_in, mentions_in, once_a_figure
from ziping.language.claims.scores import aspect_of, told_aspect
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY, RATIO, SCORE
from ziping.language.labels import Mention, clean_text, pairs
from ziping.language.sentences import Span

WHOLES = frozenset((
    "预算",
    "支出",
    "收入",
    "决算",
    "执行",
    "结余",
    "人员",
    "职工",
    "项目",
    "经费",
    "资金",
    "满意度",
    "执行率",
    "完成",
))
"""Names that are also the head of longer ones, and so name nothing by themselves."""
OF_PHRASE = re.compile("的[\u4e00-\u9fff]{2}")


@once_a_figure
def own_spans(reading: Reading, figure: Stated) -> tuple[Span, ...]:
    """Where a figure's own name stands: in a list, right before it, or right after it when nothing is before."""
    number = figure.number
    listed, before, after = reading.listed(number), reading.before(number), reading.after(number)
    opener = _opener(reading, figure)
    if opener is not None:
        return (before, opener)
    first = (before if listed is None else listed,)
    if OF_PHRASE.match(reading.text, figure.end):
        return (after,)
    if not reading.has_content(first[0]):
        return (*first, after)
    return first


@once_a_figure
def own_mentions(reading: Reading, figure: Stated) -> tuple[Mention, ...]:
    """Names of facts in a figure's own words."""
    return tuple(
        mention
        for span in own_spans(reading, figure)
        for mention in mentions_in(reading.mentions, span.start, span.end)
    )


def _opener(reading: Reading, figure: Stated) -> Span | None:
    """The name right before the bracket a figure opens: 满意度指标10分（分值10分）."""
    index = reading.clause_of(figure.start)
    clause, earlier = reading.clauses[index], reading.clauses[max(index - 1, 0)]
    opens = clause.depth > earlier.depth and earlier.end == clause.start - 1
    if not opens or reading.before(figure.number).start != clause.start:
        return None
    if reading.text.endswith(LACKING, 0, earlier.start):  # 满意度待补充：实际完成值（指标值95%）
        return None
    inside = reading.figures_in(earlier.start, earlier.end)
    closed = bool(inside) and inside[-1].end == earlier.end
    return (
        reading.before(inside[-1])
        if closed
        else Span(inside[-1].end if inside else earlier.start, earlier.end)
    )


@once_a_figure
def own_pairs(reading: Reading, figure: Stated) -> frozenset[str]:
    """Pairs of letters of a figure's own name."""
    return frozenset().union(*(reading.pairs_in(*span) for span in own_spans(reading, figure)))


def own_evidence(reading: Reading, figure: Stated, known: Known, other: Known) -> int:
    """How many pairs of letters that ``known`` has and ``other`` has not stand in the figure's own words."""
    tokens = reading.table.labels.tokens
    return len((own_pairs(reading, figure) - WHOLES) & (tokens[known.index] - tokens[other.index]))


_FILLED = re.compile(
    "(?:为|达到|达|是|约|近|超过|超|共|仅|已|到|至|有|完成|实现|分别|均|就|占|了|在|合计|：|:| |由|从|自|升|增|降|提高|保持|稳定)+$"
)
_RATE = re.compile("([\u4e00-\u9fff“”、]{2,14}(?:率|满意度|比重|占比|比例))$")
_MONEY = re.compile("([\u4e00-\u9fff“”]{2,12}(?:费|经费|款|补助|奖金|慰问金|救助金))$")
_HEAD = re.compile(
    "^(?:[其全]中?|全年|本年|当年|年末|年初|年度|上年|去年|今年|实际|本单位|我会|部门|累计|截至|同时|且|而|并|将|把|使|以及|和|与|及|的)+"
)
_SHORT_RATE = 3
_FAR, _FAR_ROUNDED = 30, 45
"""Share of the name's pairs, in per cent, that the fact must have: for the same digits, and for rounded ones."""


def foreign(reading: Reading, figure: Stated, known: Known) -> bool:
    """Whether the figure's own name is another metric than the fact that happens to have its value.

    Args:
        reading: the text.
        figure: the figure.
        known: the fact bound by value.
    """
    dimension = figure.measure.dimension
    if dimension not in (RATIO, MONEY):
        return False
    words = _FILLED.sub("", reading.words(reading.before(figure.number)).strip())
    words = re.split("[的对]", words)[-1]
    found = (_RATE if dimension == RATIO else _MONEY).search(words)
    if found is None or re.match("年?度?[该此这其]|上述|前者|后者", found[1]):
        return False
    clause = reading.clauses[reading.clause_of(figure.start)]
    if any(known.index in mention.facts for mention in begun_in(reading.mentions, clause.start, clause.end)):
        return False
    name = pairs(clean_text(_HEAD.sub("", found[1])))
    shared = name & frozenset().union(
        *(pairs(clean_text(label)) for label in (known.fact.label, *known.fact.aliases))
    )
    part = 100 * len(shared) // max(len(name), 1)
    if dimension == MONEY:
        return not shared and Kinship(reading, figure).of(known) == 0
    if len(found[1]) <= _SHORT_RATE:  # 利用率 says little, and nothing of a 满意度目标值
        return known.role == "target" and not shared
    same = figure.value in known.values
    return part < (_FAR if same else _FAR_ROUNDED)


OF_ALL = re.compile("全年|总|全部|本年|合计|部门|本单位|单位|预算|整体")
"""Words for the whole unit's money; 支出 alone is of what the sentence is about."""


def told_near(reading: Reading, figure: Stated, best: Known) -> bool:
    """Whether the text up to the figure, this sentence and the one before, names what the fact is about."""
    start = reading.of_sentence(reading.sentence_of(figure.start), before=1)[0].start
    name = pairs(_MONEY_TAIL.sub("", best.core))
    return bool(name) and name <= pairs(clean_text(reading.text[start : figure.start]))


_MONEY_TAIL = re.compile("(?:经费|资金|支出|费用|款)$")


def aspect_rival(reading: Reading, figure: Stated, best: Known, found: Collection[int]) -> tuple[Known, ...]:
    """The score, maximum or loss of the same item, when the words say that and the value is another of them."""
    if figure.measure.dimension != SCORE:
        return ()
    told, has = told_aspect(reading.words(reading.before(figure.number))), aspect_of(best.fact.label)
    if told is None or has is None or told == has:
        return ()
    return tuple(
        other
        for other in reading.table.siblings(best.index)
        if aspect_of(other.fact.label) == told and other.index not in found and other.value != figure.value
    )


def aspect_fits(reading: Reading, figure: Stated, known: Known) -> bool:
    """Whether points of this kind (得分, 分值, 扣分) are what the words tell."""
    told, has = told_aspect(reading.words(reading.before(figure.number))), aspect_of(known.fact.label)
    return known.measure.dimension != SCORE or None in (told, has) or told == has

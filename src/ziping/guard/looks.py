"""The first look at a figure: which facts have its value, which one its words name, and the year it is told for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from ziping.language.claims.bind import Bound, bind
from ziping.language.claims.known import Known
from ziping.language.claims.match import COMPARISONS, Match, Truth, matches
from ziping.language.claims.own import own_evidence
from ziping.language.claims.reading import Reading, begun_in, is_negated, shared_unit
from ziping.language.claims.stated import Stated, stated
from ziping.language.claims.years import Marker, YearOf, year_of
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberExpression

Held: TypeAlias = Mapping[int, Stated]
"""Facts whose value a sentence says cleanly, with the figure that says it."""

_QUOTED = re.compile("([^“”\n]{1,60})”")
"""After an opening quote: a name as the rule has it (“办理回复率100%”未达到)."""
_ROWS = re.compile("第[0-9一二三四五六七八九十]{1,3}[至到—–-]$")
"""第1至4行: the upper end of an ordinal range."""
_AIM_AT = re.compile(
    "(?:目标|目标值|指标|指标值|要求|标准|计划|任务|预算总?额?|上限|限额|应)(?:为|是|值|：|:|在|不|控制)*$"
)
_AIM_LIST = re.compile("(?:目标|目标值|指标值|绩效目标)[：:](?:(?!完成|实际)[^。])*$")
"""目标值：爱心托管班≥12个，职工满意度≥95%: every figure of the list is a target."""
_AIM_OF = re.compile(
    "^的(?:年度|年初|既定|预期|核定|绩效)*(?:目标|预算|标准|指标|要求|计划|任务|上限|限额|编制)"
)
_PLANNED = re.compile("(?:将|拟|力争|争取|确保|计划|预计)[^，。；]{0,16}(?:到|至|在|达)[^，。；]{0,3}$")


_QUARTERS = 4
_CHANGED = re.compile("(?:调增|调减|追加|追减|核增|核减|增加|减少|调整|下降|超支|亏损)(?:了|约|共)?$")
_HEDGED_BEFORE = re.compile("约(?:占|为|有|是|合|达|相当于|计)(?:了)?(?:[^，。；0-9]{1,12}的)?$")
"""约占四分之一: the hedge stands before the verb."""


class Look(NamedTuple):
    """A figure after the first look.

    Attributes:
        number: the expression.
        figure: its value; None for what is no claim (part of a name, 数十名).
        bound: the fact of its value, with rivals by name and year.
        year: the year it is told for.
    """

    number: NumberExpression
    figure: Stated | None
    bound: Bound | None
    year: YearOf


def look_at(reading: Reading, number: NumberExpression, markers: Sequence[Marker], *, bare: bool) -> Look:
    """Value, words and year of one figure."""
    year = year_of(reading, markers, number)
    if _is_free(reading, number):
        return Look(number, None, None, year)
    figure = stated(number, shared_unit(reading, number), negated=is_negated(reading.text, number))
    if figure is None:
        return Look(number, None, None, year)
    if not figure.hedge and _HEDGED_BEFORE.search(reading.text, max(0, number.start - 18), number.start):
        figure = replace(figure, hedge="约")
    found = matches(reading.table, figure, unitless=bare)
    if not found and _CHANGED.search(reading.words(reading.before(number))):
        found = matches(reading.table, replace(figure, value=-figure.value))  # 调减21.50万元 of -21.50
    matched = _true_bounds(reading, figure, found)
    alone = bare and not reading.has_content(reading.before(number))
    return Look(number, figure, bind(reading, figure, matched, year, bare=alone) if matched else None, year)


def _is_free(reading: Reading, number: NumberExpression) -> bool:
    """Whether the figure stands within a name of a fact (百人以上企业数, one in quotes), or ends 第1至4行."""
    if _ROWS.search(reading.text, max(0, number.start - 6), number.start) or _is_quarters(number):
        return True
    length = number.end - number.start
    around = reading.mention_at(number.start)
    if around is not None and number.end <= around.end and around.end - around.start >= length:
        return True
    quote = _QUOTED.match(reading.text, reading.text.rfind("“", 0, number.start) + 1)
    if quote is None or quote.end() < number.end or len(quote[1]) <= length:
        return False
    name = clean_text(quote[1])
    return any(name in clean_text(fact.label) for fact in reading.table.facts)


def _is_quarters(number: NumberExpression) -> bool:
    """一至四季度: which quarters, not how many."""
    value = number.value
    return number.unit == "季度" and isinstance(value, tuple) and 1 <= value[0] < value[1] <= _QUARTERS


def _true_bounds(reading: Reading, figure: Stated, found: Sequence[Match]) -> tuple[Match, ...]:
    """Without facts that a strict hedge only touches, and without results where a target must be told."""
    aimed = aims(reading, figure)

    def fits(match: Match) -> bool:
        if figure.high is not None or match.truth is Truth.EXACT:
            return True
        if match.truth is Truth.HEDGED:
            return not aimed
        return figure.hedge in ("<=", ">=") or _compares(reading, figure, match.known)

    return tuple(match for match in found if fits(match))


def aims(reading: Reading, figure: Stated) -> bool:
    """Whether a comparison tells a target or a plan, which must be a fact and not just true of the result."""
    if figure.hedge not in COMPARISONS:
        return False
    before = reading.text[max(0, figure.start - 24) : figure.start]
    following = reading.text[figure.end : figure.end + 10]
    first = reading.of_sentence(reading.sentence_of(figure.start))[0]
    if _AIM_LIST.search(reading.text, first.start, figure.start):
        return True
    return bool(_AIM_AT.search(before) or _AIM_OF.match(following) or _PLANNED.search(before))


def _compares(reading: Reading, figure: Stated, known: Known) -> bool:
    """Whether a figure equal to a fact is what something else is compared with (超过95%的目标)."""
    if known.role == "target" or (known.year is not None and known.year != reading.table.year):
        return True
    if any(other.value != known.value for other in reading.table.siblings(known.index)):
        return True
    start = reading.of_sentence(reading.sentence_of(figure.start))[0].start
    return any(
        known.index not in mention.facts for mention in begun_in(reading.mentions, start, figure.start)
    )


def held_facts(reading: Reading, looks: Sequence[Look]) -> dict[int, dict[int, Stated]]:
    """By sentence: facts whose own value stands cleanly there, in words that name them."""
    held: dict[int, dict[int, Stated]] = {}
    for look in looks:
        bound, figure = look.bound, look.figure
        if bound is None or figure is None or bound.rivals or bound.year_rival or not bound.named:
            continue
        held.setdefault(reading.sentence_of(look.number.start), {})[bound.known.index] = figure
    return held


def open_rivals(reading: Reading, look: Look, held: Held, looks: Mapping[int, Look]) -> tuple[Known, ...]:
    """The rivals whose own value the sentence does not say elsewhere in words that fit them as well.

    Args:
        reading: the text.
        look: the figure.
        held: facts its sentence says.
        looks: all figures of the text by where they begin.
    """
    bound, figure = look.bound, look.figure
    if bound is None or figure is None or not bound.rivals:
        return ()
    listed = _of_run(reading, look, looks)

    def told(rival: Known) -> bool:
        holder = held.get(rival.index)
        if rival.index in listed or holder is None:
            return rival.index in listed
        here = own_evidence(reading, figure, rival, bound.known)
        return own_evidence(reading, holder, rival, bound.known) >= here

    return tuple(rival for rival in bound.rivals if not told(rival))


def _of_run(reading: Reading, look: Look, looks: Mapping[int, Look]) -> frozenset[int]:
    """Facts that other figures of the same list have the value of (前三季度末依次为1、2、3)."""
    run = reading.run_of(look.number)
    if not run or reading.listed(look.number) is not None:
        return frozenset()
    others = (
        looks[number.start].bound for number in run if number is not look.number and number.start in looks
    )
    return frozenset(bound.known.index for bound in others if bound is not None)

"""Words of direction are claims with a sign: 超过, 低于, 达到, 提高, 下降, 持平; judged when both sides are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from ziping.language.claims.groups import group_claims
from ziping.language.claims.known import Known
from ziping.language.claims.match import COMPARISONS
from ziping.language.claims.moves import moves
from ziping.language.claims.points import points
from ziping.language.claims.reading import Reading, begun_in, is_negated
from ziping.language.claims.signs import DOWN, UP
from ziping.language.claims.stated import stated
from ziping.language.claims.subjects import Contradiction, Said, Subject, against
from ziping.language.claims.totals import total_claims
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberExpression
from ziping.language.sentences import Span

Relation: TypeAlias = Literal[">", "<", ">=", "<=", "="]

_WORDS: dict[str, Relation] = {
    **dict.fromkeys(("超过", "高于", "大于", "突破", "超出", "高出", "多于", "超", "逾"), ">"),
    **dict.fromkeys(
        (
            "低于",
            "小于",
            "少于",
            "不足",
            "未达到",
            "不到",
            "没有达到",
            "未能达到",
            "达不到",
            "不及",
            "未完成",
            "低出",
        ),
        "<",
    ),
    **dict.fromkeys(
        ("未超过", "不超过", "不高于", "未高于", "没有超过", "未超出", "未突破", "不多于", "未超"), "<="
    ),
    **dict.fromkeys(
        ("不低于", "未低于", "不少于", "没有低于", "达到", "达到了", "完成了", "完成", "实现"), ">="
    ),
    **dict.fromkeys(("超额完成", "超额实现"), ">"),
    **dict.fromkeys(("等于", "持平于"), "="),
}
_COMPARE = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)) + "|未达(?!成)")
_MODIFIERS: dict[str, Relation] = {
    "超": ">", "逾": ">", ">": ">", ">=": ">=", "<": "<", "<=": "<=", "不足": "<",
}  # fmt: skip
_REACHED = frozenset(("达到", "达到了", "完成", "完成了", "实现", "未完成"))
_TARGET_NEAR = re.compile("^[^，。；、0-9]{0,6}?(?:目标|任务|计划|指标值|预期|标准)")
_BUDGET_NEAR = re.compile(
    "^(?:了)?(?:年初|全年|年度)?(?:预算|限额|控制数|上限)(?:数|额|总额|指标|任务|目标)?(?=[，。；、的0-9）]|$)"
)
_LAST_NEAR = re.compile("^(?:了)?(?:上一?年度?|去年)(?:同期|水平|数)?(?![^，。；、]{0,8}[0-9])")
_LOWER_BETTER = re.compile("控制率|投诉|事故|支出|经费|成本|费用|超期|违规|差错|上限|限额|扣分")

_CHANGE = re.compile(
    f"(?:(?:比|较|相较于?|与)(?:上一?年度?|去年|(?:19|20)[0-9]{{2}}年度?)(?:同期|度)?(?:相比|比)?|同比)[，,]?(?P<between>[^，。；0-9]{{0,8}}?)(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<same>持平|相当|不变))"
)
_GAP = re.compile(
    "(?:上一?年度?|去年|同期|年初|全年|年度|预期|预定|既定|设定|核定|规定|批复|要求|控制|目标值?|目标数|计划数?|预算数?|标准|上限|限额|满分线|序时进度|编制数?|任务数?|水平|指标值?|的|数|值|为|了)*"
)
_PLANNED = re.compile("将|拟|计划|力争|争取|确保|要求|应当|须|不得|下一步|预计|压减到|降到|减至|降至|若|如果")
_NAME = 3
"""Letters from which the end of a label names it (总体执行率 for 项目总体执行率)."""
_WITHIN = re.compile("的?(?:控制|核定|规定|目标|标准|上限|限额|范围|指标|要求|线|值)*(?:以内|之内|以下)")
_FLIPPED: dict[Relation, Relation] = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "="}
_RULE = re.compile(
    "逐项扣|每项扣|每[^，。]{0,6}扣|扣完为止|的[，]?(?:得|不得|未得|扣|计|酌情)[^，。]{0,6}分|评分标准(?:对|以|规定|要求|为)|封顶|考核标准"
)
_TO_COME = re.compile("前完成|整改|力争|下一步|今后|明年|次年|下一?年|到20[0-9]{2}年")
_AIM = re.compile("(?:作?为|视为|即为)[^，。；]{0,5}(?:标准|目标|完成|达标)")
_AIM_NAMED = re.compile(
    "[，。；、（(][ ]?(?:年度|年初|绩效|设定)*(?:目标值?|指标值|计划数?|任务数?|标准值?)(?:为|是)?[：:]?$"
)
"""（年度指标值：>100人次）: the figure is said to be the target and compared with nothing."""
_SHARE_AFTER = re.compile(
    "(?:[^，。；、0-9]{0,6})的[^，。；0-9]{0,3}(?:[0-9.]+%|[0-9一二三四五六七八九]+成|百分之)"
)
"""完成预算50万元的90% tells how much of it was done."""
_OF_AIM = re.compile(f"[^，。；、0-9]{{0,8}}[0-9,.]+[^，。；、0-9]{{0,4}}{_SHARE_AFTER.pattern}")
_NOUN = re.compile("(?:完成|实现)(?:标准|时限|时间|情况|质量|程度|进度|期限|单位|人|率|值|数)")
"""整改措施的完成标准: a thing, not a claim."""
_NOT = re.compile("(?:未|不|没有|并未|无|避免|防止|如|若|的)$")


def contradictions(reading: Reading, bound: Mapping[int, Known]) -> Iterator[Contradiction]:
    """Direction words of a text that the facts contradict.

    Args:
        reading: the text.
        bound: facts of the figures that are in order, by the place where each figure begins.
    """
    said = Said(reading, bound)
    for claim in chain(
        _thresholds(said, bound),
        _comparisons(said),
        _changes(said),
        _against_figures(said),
        _inherited(said),
        moves(said),
        group_claims(said),
        _labelled_changes(said),
        total_claims(said),
        points(said),
    ):
        if not _is_rule(reading, claim):
            yield claim


def _is_rule(reading: Reading, claim: Contradiction) -> bool:
    """Whether the clause tells how points are given, which claims nothing of the unit."""
    clause = reading.clauses[reading.clause_of(claim.start)]
    return bool(_RULE.search(reading.text[clause.start : clause.end + 1]))


def holds_relation(relation: Relation, one: Fraction, other: Fraction) -> bool:
    """Whether ``one relation other`` is true."""
    return {
        ">": one > other,
        "<": one < other,
        ">=": one >= other,
        "<=": one <= other,
        "=": one == other,
    }[relation]


def _numbers(said: Said, bound: Mapping[int, Known]) -> Iterator[tuple[NumberExpression, Known]]:
    for number in said.reading.numbers:
        if number.start in bound:
            yield number, bound[number.start]


class _Comparison(NamedTuple):
    """A figure that is compared with: where its comparing word begins, and what it says."""

    number: NumberExpression
    known: Known
    place: int
    word: str
    relation: Relation


def _compared(said: Said, bound: Mapping[int, Known]) -> Iterator[_Comparison]:
    """Every bound figure that a comparing word or a hedge makes a bound: 高于95%, 在90%以内."""
    text = said.reading.text
    for number, known in _numbers(said, bound):
        relation = _MODIFIERS.get(number.modifier)
        if relation is not None:
            flipped = is_negated(text, number)
            yield _Comparison(number, known, number.start, "", _FLIPPED[relation] if flipped else relation)
            continue
        if _WITHIN.match(text, number.end):
            yield _Comparison(number, known, number.start, "", "<=")
            continue
        match = _last_compare(said, number.start, known)
        if match is not None:
            word = match[0]
            yield _Comparison(number, known, match.start(), word, _WORDS.get(word, "<"))


def _thresholds(said: Said, bound: Mapping[int, Known]) -> Iterator[Contradiction]:
    """高于95%, 控制在90%以内, where the figure is another fact than the subject."""
    text = said.reading.text
    found = tuple(_compared(said, bound))
    said.comparands.update(item.number.start for item in found if item.word not in _REACHED)
    for number, known, place, word, relation in found:
        clause = said.reading.clauses[said.reading.clause_of(number.start)]
        if known.index < 0 or _PLANNED.search(text, clause.start, number.start):
            continue
        first = said.reading.of_sentence(clause.sentence)[0]
        if _TO_COME.search(text, first.start, number.start):
            continue
        if _AIM.match(text, number.end) or (word in _REACHED and _SHARE_AFTER.match(text, number.end)):
            continue
        if word and word in known.fact.label:  # the fact itself says by how much (超过目标的比例)
            continue
        if known.role == "target" and _AIM_NAMED.search(text, max(0, number.start - 16), number.start):
            continue
        if word in _REACHED and (known.role != "target" or _LOWER_BETTER.search(known.fact.label)):
            continue
        subject = _other(said, place, known)
        if subject is None or holds_relation(relation, subject.known.value, _limit(number, known)):
            continue
        yield against(said.reading.text, place, number.end, subject.known, known)


def _limit(number: NumberExpression, known: Known) -> Fraction:
    """What something is compared with: the figure as written, which may be rounder than the fact (均超过90%)."""
    figure = stated(number)
    fits = figure is not None and figure.high is None and figure.measure.dimension == known.measure.dimension
    return figure.value if figure is not None and fits and figure.hedge in COMPARISONS else known.value


def _is_name(said: Said, start: int, end: int) -> bool:
    """Whether a stretch is the name of a fact, but for 的."""
    return any(
        mention.start <= start + 1 and end - 2 <= mention.end
        for mention in begun_in(said.reading.mentions, start, end)
    )


def _last_compare(said: Said, place: int, known: Known) -> re.Match[str] | None:
    """The comparing word that ends right before a figure, or has only a short name in between."""
    text = said.reading.text
    window = max(0, place - 18)
    for match in reversed(list(_COMPARE.finditer(text, window, place))):
        between = text[match.end() : place]
        ending = clean_text(between)
        called = len(ending) >= _NAME and any(name.endswith(ending) for name in known.names)
        named = match[0] not in _REACHED and (called or _is_name(said, match.end(), place))
        if not between or named or _GAP.fullmatch(between):
            return match
        return None
    return None


def _other(said: Said, place: int, known: Known) -> Subject | None:
    """The subject that is compared with ``known``."""
    subject = said.before(place, known.measure.dimension)
    names_target = subject is not None and subject in said.names and subject.known.role == "target"
    if subject is not None and names_target and not said.reading.has_content(Span(subject.end, place)):
        subject = said.before(subject.start, known.measure.dimension)
    if subject is None or subject.known.index == known.index:
        return None
    return subject


def _comparisons(said: Said) -> Iterator[Contradiction]:
    """低于上年, 超过年初目标, 高于政府采购执行率: what is compared with is named, not given as a figure."""
    text = said.reading.text
    for match in _COMPARE.finditer(text):
        if _NOT.search(text[max(0, match.start() - 3) : match.start()]) and match[0][0] not in "未不没":
            continue
        subject = said.before(match.start())
        if subject is None or _NOUN.match(text, match.start()) or _OF_AIM.match(text, match.end()):
            continue
        subject = _result_of(said, subject)
        other = _named_after(said, subject, match)
        if other is None or other.index == subject.known.index:
            continue
        if other.measure.dimension != subject.known.measure.dimension:
            continue
        if not holds_relation(_WORDS.get(match[0], "<"), subject.known.value, other.value):
            yield against(said.reading.text, match.start(), match.end(), subject.known, other)


def _result_of(said: Said, subject: Subject) -> Subject:
    """The result whose target was named last (年初目标80个，实际少于目标)."""
    if subject.known.role != "target":
        return subject
    results = [
        other
        for other in said.reading.table.siblings(subject.known.index)
        if other.role != "target" and other.year == subject.known.year
    ]
    return subject._replace(known=results[0]) if len(results) == 1 else subject


def _named_after(said: Said, subject: Subject, match: re.Match[str]) -> Known | None:
    """The fact a comparing word names: last year's, the target's, or one by its own name."""
    table, tail = said.reading.table, said.reading.text[match.end() : match.end() + 16]
    lower = _LOWER_BETTER.search(subject.known.fact.label)
    if _LAST_NEAR.match(tail):
        return _last_year(said, subject)
    named = said.after(match.end(), 1)
    if named is not None and named in said.names and match[0] not in _REACHED:
        return named.known
    if _TARGET_NEAR.match(tail) or _BUDGET_NEAR.match(tail):
        if (match[0] in _REACHED and lower) or subject.known.index < 0:
            return None
        return table.target_of(subject.known.index)
    return None


def _changes(said: Said) -> Iterator[Contradiction]:
    """比上年增加: this year's figure against last year's."""
    text = said.reading.text
    for match in _CHANGE.finditer(text):
        subject = _change_subject(said, match)
        last = _last_year(said, subject)
        if subject is None or last is None:
            continue
        relation: Relation = ">" if match["up"] else "<" if match["down"] else "="
        if not holds_relation(relation, subject.known.value, last.value):
            yield against(said.reading.text, match.start(), match.end(), subject.known, last)


def _last_year(said: Said, subject: Subject | None) -> Known | None:
    if subject is None or subject.known.index < 0:
        return None
    return said.reading.table.last_year_of(subject.known.index)


_AFTER_FIGURE = re.compile(
    f"(?:[，,])?(?:相比|比)?[，,]?(?:有所|略有|明显|大幅|小幅|稳步|持续|又|再|进一步)*(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<same>持平|相当))"
)
_BY_HOW_MUCH = frozenset(("difference", "growth"))
"""Figures that are changes themselves and no level to compare with (较上年减支43.45万元，下降5.16%)."""
_BEFORE_FIGURE = re.compile("(?:比|较|与|同)(?:上一?年度?|去年|(?:19|20)[0-9]{2}年度?)[^，。；、0-9]{0,8}$")


def _against_figures(said: Said) -> Iterator[Contradiction]:
    """较上年的88.62%有所下降: the figure compared with stands between 较 and the direction."""
    text = said.reading.text
    for figure in said.figures:
        if figure.start in said.changes or figure.known.kind in _BY_HOW_MUCH:
            continue
        before = _BEFORE_FIGURE.search(text, max(0, figure.start - 20), figure.start)
        after = _AFTER_FIGURE.match(text, figure.end)
        subject = said.before(before.start(), figure.known.measure.dimension) if before else None
        if before is None or after is None or subject is None or subject.known.index == figure.known.index:
            continue
        relation: Relation = ">" if after["up"] else "<" if after["down"] else "="
        if not holds_relation(relation, subject.known.value, figure.known.value):
            yield against(said.reading.text, after.start(), after.end(), subject.known, figure.known)


def _change_subject(said: Said, match: re.Match[str]) -> Subject | None:
    within = said.after(match.start(), match.end() - match.start())
    if within is not None and within in said.names and within.end <= match.end():
        return within
    found = said.before(match.start())
    table = said.reading.table
    if found is None or found.known.index < 0 or found.known.year in (None, table.year):
        return found
    now = [other for other in table.siblings(found.known.index) if other.year == table.year]
    return found._replace(known=now[0]) if len(now) == 1 else None


_LAST_OPENS = re.compile(
    "(?:与|和|同|比|较)(?:上一?年度?|去年)(?:同期)?(?:相比|比|相较|比较)?(?=[，,])|同比(?=[，,])"
)
_BARE_CHANGE = re.compile(
    f"(?:也|亦|同步|均|都|有所|略有|明显|大幅|小幅|稳步|持续|继续)*(?:(?P<up>{UP})|(?P<down>{DOWN}))(?=[，。；,;]|$)"
)


def _inherited(said: Said) -> Iterator[Contradiction]:
    """与上年相比，参训人数增加，取证率提高: every clause of the sentence compares with last year."""
    reading = said.reading
    opened = {reading.sentence_of(match.start()): match.end() for match in _LAST_OPENS.finditer(reading.text)}
    for name in said.names if opened else ():
        match = _BARE_CHANGE.match(reading.text, name.end)
        if match is None or opened.get(reading.sentence_of(name.start), len(reading.text)) > name.start:
            continue
        last = _last_year(said, name)
        relation: Relation = ">" if match["up"] else "<"
        if last is not None and not holds_relation(relation, name.known.value, last.value):
            yield against(said.reading.text, name.start, match.end(), name.known, last)


def _labelled_changes(said: Said) -> Iterator[Contradiction]:
    """A fact 比上年增加 told as 减少."""
    text = said.reading.text
    for figure in said.figures:
        label = figure.known.fact.label
        rises, falls = (
            bool(re.search(words, label)) for words in ("增加|增长|提高|上升", "减少|下降|降低|压减")
        )
        if figure.known.index >= 0 and figure.known.value < 0 and not rises:
            falls = True  # a change given as -21.50
        if rises == falls:
            continue
        clause = said.reading.clauses[said.reading.clause_of(figure.start)]
        before = text[clause.start : figure.start][-10:]
        up = re.search("增加|增长|提高|上升|调增|追加|核增", before)
        down = re.search("减少|下降|降低|压减|调减|核减|追减", before)
        if (rises and down and not up) or (falls and up and not down):
            yield against(said.reading.text, clause.start, figure.end, figure.known, figure.known)

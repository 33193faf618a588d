"""What cannot be right in this year's text because it is last year's: its year, its figures; and figures carried over.

A sentence is looked at beside the one it was made from: years and figures in the same place of both are one slot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.compare.matching import Kind, Match, Matches, quantities
from ziping.compare.sections import FOLLOW_UP
from ziping.compare.units import Sentence
from ziping.domain.finding import Finding, Severity
from ziping.language.claims.units import SCORE
from ziping.language.numerals import NumberExpression, NumberKind
from ziping.language.reports.figures import QUANTITIES, Figure, Passage
from ziping.language.reports.usual import may_stay
from ziping.language.similarity import edits

_YEAR = re.compile("((?:19|20)[0-9]{2})\\s*年")
_TITLE = re.compile(
    "《[^》\n]*》|关于[^，。；：《》“”\n]{4,50}?(?:通知|方案|批复|计划|要点|意见)|“[^”\n]{0,40}”|[〔\\[［（(][^〕\\]］）)\n]{0,30}[〕\\]］）)]号?"
)
_COMPARED: Final = re.compile(
    "(?:比|较|同|自|从|由|至|到|于|去年|上一?年度?|往年|上年同期)[（(]?\\s*$|[-—–~～]\\s*$"
)
_BACK: Final = re.compile("(?:比|较|上一?年度?|去年|同期)[（(]?\\s*$")
_FIXED: Final = re.compile(
    "^\\s*(?:度|[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:以来|起|[-—–~～至]|[^，。；]{0,14}(?:成立|设立|修订|印发|出台|制定|启动|开始|建成|挂牌|投入使用|获评|荣获|授予|命名|换届|机构改革|核定|批复))"
)
"""Words behind a year that date something that stays dated so."""
_OF_THEN = re.compile(
    "[^，。；]{0,12}(?:决算|结转|结余|考核|评价|审计|检查|表彰|评选|劳动模范|先进|获|第[一二三四]季度)"
)
_AHEAD = re.compile("^\\s*(?:[0-9]{1,2}月|[^，。；]{0,8}(?:底前|前完成|年内|将|计划|力争|起))")
_TO_COME: Final = frozenset(("goals", "measures", "plans"))
_AIMED: Final = re.compile("为(?:完成)?标准|力争|确保")
"""Sections and sentences that say what is aimed at."""
_SETTLED: Final = 3
"""Significant digits from which a figure hardly comes out the same twice."""
_SPANS_OF_TIME: Final = frozenset((
    "年",
    "个月",
    "月",
    "天",
    "日",
    "周",
    "小时",
    "个工作日",
    "届",
    "点",
    "时",
))
_BALANCE: Final = re.compile("结转|结余|余额|累计|原值|待处置|闲置|在用|存量|现有|共有")
"""Words of what is there at the end of the year and may well be there a year later."""
_NEAR: Final = 8
"""Letters before a figure that say what it is of."""
_LISTED: Final = 8
"""Figures of a paragraph that a message lists."""
_SMALL: Final = 10
"""A count below this may well be the same in two years."""


class Hit(NamedTuple):
    """A span of a paragraph with its finding."""

    paragraph: int
    start: int
    end: int
    finding: Finding


class _Slot(NamedTuple):
    """A number expression of this year's sentence and the one in its place last year."""

    this: NumberExpression
    last: NumberExpression


def slots(match: Match) -> tuple[_Slot, ...]:
    """Number expressions in one place of both sentences."""
    this, last = match.this, match.last
    if this.masked == last.masked and len(this.numbers) == len(last.numbers):
        return tuple(map(_Slot._make, zip(this.numbers, last.numbers, strict=True)))
    if quantities(this.numbers) == quantities(last.numbers):
        told = [[n for n in sentence.numbers if n.kind in QUANTITIES] for sentence in (this, last)]
        years = (slot for slot in _aligned(this, last) if slot.this.kind not in QUANTITIES)
        return (*map(_Slot._make, zip(*told, strict=True)), *years)
    return tuple(_aligned(this, last))


def _aligned(this: Sentence, last: Sentence) -> Iterator[_Slot]:
    """In edited sentences: figures that stand unchanged, and those changed one for one."""
    for step in edits(last.text, this.text, last.numbers, this.numbers):
        ours = [n for n in this.numbers if step.start_this <= n.start and n.end <= step.end_this]
        theirs = [n for n in last.numbers if step.start_last <= n.start and n.end <= step.end_last]
        if len(ours) == len(theirs):
            yield from map(_Slot._make, zip(ours, theirs, strict=True))


def stale_years(matches: Matches, year: int, year_last: int) -> Iterator[Hit]:
    """Last year's year in a sentence made from one of last year's."""
    for match in matches.all:
        forward = matches.this.of(match.this).section.key in FOLLOW_UP
        for slot in slots(match):
            stated = _year_of(slot.this)
            before = _year_of(slot.last)
            late = stated == year_last == before + 1 and _alone(match.this, slot.this)
            if stated and (stated == before or late):
                expected = _should_be(match.this, slot.this, stated, (year, year_last, forward))
                if expected:
                    yield _year_hit(matches, match.this, slot.this, (stated, expected))


def _alone(sentence: Sentence, number: NumberExpression) -> bool:
    """Whether a year is the only one of its sentence and dates what the sentence reports, not accounts or awards of then."""
    years = [other for other in sentence.numbers if _year_of(other)]
    return len(years) == 1 and not _OF_THEN.match(sentence.text, number.end)


def heading_years(matches: Matches, year: int, year_last: int) -> Iterator[Finding]:
    """Last year's year in a heading that last year's report has word for word."""
    old = {"".join(p.text.split()) for p in matches.last.side.figures.passages if p.heading}
    for passage in matches.this.side.figures.passages:
        years = [match for match in _YEAR.finditer(passage.text) if int(match[1]) == year_last]
        if passage.heading and years and "".join(passage.text.split()) in old:
            yield _stale_year(passage, years[0].span(), (year_last, year))


def _year_of(number: NumberExpression) -> int:
    if number.kind not in {NumberKind.YEAR, NumberKind.DATE}:
        return 0
    match = _YEAR.search(number.surface)
    return int(match[1]) if match else 0


def _should_be(
    sentence: Sentence, number: NumberExpression, stated: int, years: tuple[int, int, bool]
) -> int:
    """The year that should stand there, 0 where the one that stands may be right."""
    year, year_last, forward = years
    before, after = sentence.text[: number.start], sentence.text[number.end :]
    inside = any(m.start() <= number.start < m.end() for m in _TITLE.finditer(sentence.text))
    if inside or _FIXED.match(number.surface[4:].lstrip("年 ") + after):
        return 0
    if stated == year_last and not _COMPARED.search(before):
        return year
    if stated == year_last - 1 and _BACK.search(before):
        return year_last
    ahead = forward and (_AHEAD.match(after) or "前" in number.surface)
    return year + 1 if stated == year and ahead else 0


def _year_hit(matches: Matches, sentence: Sentence, number: NumberExpression, years: tuple[int, int]) -> Hit:
    passage = matches.this.of(sentence).passage
    start, end = sentence.start + number.start, sentence.start + number.end
    return Hit(sentence.paragraph, start, end, _stale_year(passage, (start, end), years))


def _stale_year(passage: Passage, span: tuple[int, int], years: tuple[int, int]) -> Finding:
    stated, expected = years
    return Finding(
        code="stale_year",
        severity="warning",
        message=f"这句话沿用上年报告，年份还是 {stated} 年，按本年应为 {expected} 年；请核对",
        place=passage.place,
        stated=passage.text[slice(*span)],
        expected=f"{expected}年",
        quote=passage.quote(*span),
        suggestion=f"改为 {expected} 年，并核对这句话里的数",
        subject=str(stated),
    )


class Carried(NamedTuple):
    """Figures of one sentence that are last year's to the last digit."""

    match: Match
    figures: tuple[Figure, ...]
    whole: bool
    """The sentence stands as it was."""


def carried(matches: Matches) -> Iterator[Carried]:
    """Sentences with figures carried over, those left out that may be the same every year."""
    for match in matches.all:
        paragraph = matches.this.of(match.this)
        aimed = paragraph.section.key in _TO_COME or _AIMED.search(match.this.text)
        if paragraph.section.may_stay or aimed or not match.this.own:
            continue
        same = {slot.this.start + match.this.start for slot in slots(match) if _unchanged(slot)}
        figures = tuple(f for f in matches.this.figures_in(match.this) if f.start in same)
        kept = tuple(f for f in figures if _tells(f, match) and not may_stay(paragraph.passage, f))
        if kept:
            yield Carried(match, kept, match.kind is Kind.COPIED)


def _unchanged(slot: _Slot) -> bool:
    return (slot.this.value, slot.this.unit) == (slot.last.value, slot.last.unit)


def _tells(figure: Figure, match: Match) -> bool:
    """Whether it says something that the same figure stands there again: no score, no 0 or 100%, no few."""
    if figure.unit in _SPANS_OF_TIME or not figure.exact or figure.measure.dimension == SCORE:
        return False
    if figure.value in {Decimal(0), Decimal(100)}:
        return False
    if figure.value < _SMALL and figure.value == figure.value.to_integral_value():
        written = figure.surface[:1].isdecimal()  # 一名 and 两次 are words
        return match.kind is Kind.COPIED and written and figure.unit not in {"", "个", "方面"}
    return True


def carried_hits(matches: Matches, found: Sequence[Carried]) -> Iterator[Hit]:
    """One finding a sentence that was otherwise changed, one for all other sentences of a paragraph; each figure marked.

    Sentences that stand as they were are told by how much of their section is last year's; their figures only need a
    look together.
    """
    whole: dict[int, list[Carried]] = {}
    for item in found:
        if item.whole:
            whole.setdefault(item.match.this.paragraph, []).append(item)
        else:
            yield from _marked(item.match.this.paragraph, item.figures, _carried_finding(matches, item))
    for paragraph, items in whole.items():
        figures = tuple(figure for item in items for figure in item.figures)
        yield from _marked(paragraph, figures, _whole_finding(matches, items, figures))


def _marked(paragraph: int, figures: Sequence[Figure], finding: Finding) -> Iterator[Hit]:
    for figure in figures:
        yield Hit(paragraph, figure.start, figure.end, finding)


def _should_move(matches: Matches, item: Carried) -> bool:
    """Whether figures hardly come out the same in a year of which the sentence tells something new: no balances."""
    passage = matches.this.of(item.match.this).passage
    moving = [figure for figure in item.figures if not _BALANCE.search(_words_before(passage, figure))]
    told = [n for n in item.match.this.numbers if n.kind in QUANTITIES]
    settled = any(len(figure.value.normalize().as_tuple().digits) >= _SETTLED for figure in moving)
    return settled or 1 < len(told) == len(moving)


def _words_before(passage: Passage, figure: Figure) -> str:
    return passage.text[max(0, figure.start - _NEAR) : figure.start]


def _whole_finding(matches: Matches, items: Sequence[Carried], figures: Sequence[Figure]) -> Finding:
    passage = matches.this.of(items[0].match.this).passage
    surfaces = list(dict.fromkeys(figure.surface for figure in figures))
    listed = "、".join(surfaces[:_LISTED]) + (f"等 {len(surfaces)} 个数" if len(surfaces) > _LISTED else "")
    many = f"这一段有 {len(items)} 句话" if len(items) > 1 else "这句话"
    first, last = items[0].figures[0], items[0].figures[-1]
    return Finding(
        code="carried_figure",
        severity="note",
        message=f"{many}与上年报告相同，其中 {listed} 与上年一字不差；请核对是不是本年的数",
        place=passage.place,
        stated="、".join(surfaces),
        quote=passage.quote(first.start, last.end),
        subject=first.label[-12:],
    )


def _carried_finding(matches: Matches, item: Carried) -> Finding:
    passage = matches.this.of(item.match.this).passage
    surfaces = "、".join(dict.fromkeys(figure.surface for figure in item.figures))
    severity: Severity = "warning" if _should_move(matches, item) else "note"
    first = item.figures[0]
    return Finding(
        code="carried_figure",
        severity=severity,
        message=f"这句话由上年报告改写，其中 {surfaces} 与上年一字不差；请核对是不是本年的数",
        place=passage.place,
        stated=surfaces,
        working=f"上年报告：{item.match.last.text.strip()[:80]}",
        quote=passage.quote(first.start, first.end),
        subject=first.label[-12:],
    )

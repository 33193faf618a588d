"""Indicator by indicator: what each scored in both years, and what is new, dropped or changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from ziping.compare.dimensions import dimensions
from ziping.compare.explained import CAUSE
from ziping.compare.rules import diff_indicators, told_briefly
from ziping.compare.scored import (
    Scored,
    Totals,
    form_projects,
    is_complete,
    place_of,
    rubric_indicators,
    said_indicators,
    scored,
    totals,
)
from ziping.compare.sides import Side
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import DimensionScore, IndicatorChange
from ziping.domain.finding import Finding
from ziping.domain.quantity import format_quantity, plain, trim_zeros
from ziping.language.figure_names import canonical, likeness
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Passage
from ziping.language.reports.parts import Part, part_of, segments
from ziping.language.reports.said_scores import score_name

_CLEARER: Final = Fraction(1, 10)
"""By how much the best of several similar names must be nearer than the next."""
_MOST_KNOWN: Final = 2
"""Two sheets with less than one in so many indicators in common are not told one by one as new and dropped."""
_NAMED: Final = 4
"""Letters at the end of an indicator's name that make it known in a problem: 及时性, 控制率 with a letter before."""
_UNTOLD: Final = re.compile("原因尚未说明|待补充[：:][^（）()]{0,30}原因|原因(?:有待|待)")
"""Words of a problem whose reason is still to be written."""
_PROBLEMS: Final = frozenset((Part.PROBLEMS, Part.PROBLEMS_AND_MEASURES))


class IndicatorPart(NamedTuple):
    """Everything about scores.

    Attributes:
        indicators: in this year's order, dropped ones at the end of their group's.
        dimensions: groups of the first level.
        this: totals of this year's report.
        last: totals of last year's.
        findings: what a person should look at.
        not_comparable: what could not be compared, and why.
    """

    indicators: tuple[IndicatorChange, ...] = ()
    dimensions: tuple[DimensionScore, ...] = ()
    this: Totals = Totals()
    last: Totals = Totals()
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


class _Both(NamedTuple):
    """An indicator in both years, or in one of them."""

    this: Scored | None
    last: Scored | None


def compare_indicators(this: Side, last: Side) -> IndicatorPart:
    """Scores of this year's report against last year's."""
    here, there = _indicators(this, last)
    both = tuple(_paired(here, there))
    forms = bool(form_projects(this) or form_projects(last))
    told = _told(this, last, here, there, both)
    changes = tuple(_change(one, told) for one in both)
    return IndicatorPart(
        changes,
        () if forms else dimensions(this, last, here, there),
        totals(this),
        totals(last),
        tuple(_findings(this, both, changes)),
        tuple(_not_comparable(this, last, here, there, both)),
    )


def _indicators(this: Side, last: Side) -> tuple[tuple[Scored, ...], tuple[Scored, ...]]:
    """The indicators of both; what only sentences say is added by the names that the other report or the rubric knows."""
    here, there = scored(this), scored(last)
    return _completed(this, here, there), _completed(last, there, here)


def _completed(side: Side, own: tuple[Scored, ...], other: tuple[Scored, ...]) -> tuple[Scored, ...]:
    if side.scorecard is not None:
        return own
    names = {name for one in own for name in one.names}
    groups = {score_name(group) for one in (*own, *other) for group in one.path}
    known = [
        one
        for one in (*rubric_indicators(side), *other)
        if not names & set(one.names) and one.names[0] not in groups
    ]
    return (*own, *said_indicators(side, known))


def _paired(here: Sequence[Scored], there: Sequence[Scored]) -> Iterator[_Both]:
    """This year's order; a dropped one after the last one of its group."""
    left = list(there)
    found: dict[int, Scored] = {}
    for near in (_same_path, _same_place, _same_name, _same_words, _similar):
        for index, one in enumerate(here):
            if index not in found:
                other = _only(one, left, [mate for at, mate in enumerate(here) if at not in found], near)
                if other is not None:
                    found[index] = other
                    left.remove(other)
    rows = [_Both(one, found.get(index)) for index, one in enumerate(here)]
    for one in left:
        rows.insert(_place_for(one, rows), _Both(None, one))
    yield from rows


def _place_for(dropped: Scored, rows: Sequence[_Both]) -> int:
    for depth in (len(dropped.path), 1):
        same = [
            index
            for index, row in enumerate(rows)
            if depth and (row.this or row.last or dropped).path[:depth] == dropped.path[:depth]
        ]
        if same:
            return same[-1] + 1
    return len(rows)


_Near = Callable[[Scored, Scored], Fraction]


def _only(one: Scored, left: Sequence[Scored], mates: Sequence[Scored], near: _Near) -> Scored | None:
    """The one of last year's that is nearest, when it is so by a clear step and has no nearer one itself."""
    best = _clearly_best(one, left, near)
    return best if best is not None and _clearly_best(best, mates, near) is one else None


def _clearly_best(one: Scored, others: Sequence[Scored], near: _Near) -> Scored | None:
    ranked = sorted(((near(one, other), -index) for index, other in enumerate(others)), reverse=True)
    if not ranked or not ranked[0][0]:
        return None
    if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _CLEARER:
        return None
    return others[-ranked[0][1]]


def _same_path(one: Scored, other: Scored) -> Fraction:
    """The same name under the same groups."""
    return Fraction(int(one.names[0] == other.names[0] and one.path == other.path))


def _same_place(one: Scored, other: Scored) -> Fraction:
    """The same name in the same group."""
    groups = [score_name(each.path[-1]) if each.path else "" for each in (one, other)]
    return Fraction(int(one.names[0] == other.names[0] and groups[0] == groups[1]))


def _same_name(one: Scored, other: Scored) -> Fraction:
    """The same name or alias, or the same name with the group's in front (资产管理 安全性)."""
    return Fraction(int(bool(_spellings(one) & _spellings(other))))


def _spellings(one: Scored) -> frozenset[str]:
    group = score_name(one.path[-1]) if one.path else ""
    return frozenset((*one.names, f"{group}{one.names[0]}")) if group else frozenset(one.names)


def _same_words(one: Scored, other: Scored) -> Fraction:
    """Other words for the same thing."""
    return Fraction(int(canonical(one.names[0]) == canonical(other.names[0])))


def _similar(one: Scored, other: Scored) -> Fraction:
    return likeness(canonical(one.names[0]), canonical(other.names[0]))


def _change(both: _Both, told: frozenset[str]) -> IndicatorChange:
    shown = both.this or both.last
    assert shown is not None  # noqa: S101 - one side is always there
    this, last = both.this and both.this.score, both.last and both.last.score
    if this is None or last is None:
        relation: Literal["new", "dropped", "untold"] = "new" if last is None else "dropped"
        return IndicatorChange(
            label=shown.label,
            path=shown.path,
            relation=relation if relation in told else "untold",
            last=last,
            this=this,
        )
    change = None
    if this.score is not None and last.score is not None and this.max_score == last.max_score:
        change = trim_zeros(this.score - last.score)
    rule = _rule_change(both)
    same = this.score == last.score and this.max_score == last.max_score and not rule
    return IndicatorChange(
        label=shown.label,
        path=shown.path,
        relation="same" if same else "changed",
        last=last,
        this=this,
        change=change,
        rule_change=rule,
    )


def _rule_change(both: _Both) -> str:
    """What changed in the rule: from the two rubrics, else from the full marks of the two sheets."""
    this, last = both.this, both.last
    if this is None or last is None:
        return ""
    if this.item is not None and last.item is not None:
        return told_briefly(diff_indicators(last.item, this.item))
    full = (last.score.max_score, this.score.max_score)
    if None not in full and full[0] != full[1]:
        return (
            f"分值由{plain(trim_zeros(full[0] or Decimal(0)))}改为{plain(trim_zeros(full[1] or Decimal(0)))}"
        )
    return ""


def _told(
    this: Side, last: Side, here: Sequence[Scored], there: Sequence[Scored], both: Sequence[_Both]
) -> frozenset[str]:
    """Which of new and dropped can be told: not against a sheet that was read in part, nor against quite another one."""
    if not _mostly_common(both):
        return frozenset()
    told = {"new": is_complete(last, there), "dropped": is_complete(this, here)}
    return frozenset(relation for relation, whole in told.items() if whole)


def _findings(this: Side, both: Sequence[_Both], changes: Sequence[IndicatorChange]) -> Iterator[Finding]:
    passages = [passage for passage in this.figures.passages if not passage.heading and not passage.norm]
    problems = [passage for passage in passages if part_of(passage) in _PROBLEMS]
    for pair, change in zip(both, changes, strict=True):
        if change.relation in {"new", "dropped"}:
            yield _one_sided(change)
        if change.relation in {"new", "dropped", "untold"}:
            continue
        if change.rule_change:
            yield _rule_finding(change)
        if pair.this is not None and change.change is not None and change.change < 0:
            named = [passage for passage in problems if _speaks_of(passage.text, pair.this)]
            reasoned = bool(named) and not any(_UNTOLD.search(passage.text) for passage in named)
            if not reasoned and not any(_gives_cause(passage, pair.this) for passage in passages):
                yield _fell(change, named=bool(named), problems=bool(problems))


def _mostly_common(both: Sequence[_Both]) -> bool:
    common = sum(one.this is not None and one.last is not None for one in both)
    return common * _MOST_KNOWN >= len(both)


def _one_sided(change: IndicatorChange) -> Finding:
    new = change.relation == "new"
    score = change.this if new else change.last
    weight = score.max_score if score is not None else None
    points = f"（{plain(weight)}分）" if weight is not None else ""
    what = "上年的评分表里没有" if new else "本年的评分表里没有了"
    return Finding(
        code="indicator_new" if new else "indicator_dropped",
        severity="note",
        message=f"指标“{change.label}”{points}{what}；请确认两年的评分标准确有不同",
        place=place_of(change.this),
        stated=change.label,
        quote=score.spot.quote if score is not None else "",
        subject="/".join((*change.path, change.label)),
    )


def _rule_finding(change: IndicatorChange) -> Finding:
    return Finding(
        code="rule_changed",
        severity="note",
        message=f"指标“{change.label}”两年的评分标准不同：{change.rule_change}；两年得分不宜直接相比",
        place=place_of(change.this),
        stated=change.label,
        expected=change.rule_change,
        subject="/".join((*change.path, change.label)),
    )


def _gives_cause(passage: Passage, indicator: Scored) -> bool:
    """Whether a sentence anywhere names the indicator and then gives a cause: 执行率96.12%，比上年下降，原因是……"""
    if not CAUSE.search(passage.text):
        return False
    for segment in segments(passage.text):
        cause = CAUSE.search(segment.text)
        if cause and not _UNTOLD.search(segment.text) and _names(segment.text[: cause.start()], indicator):
            return True
    return False


def _names(text: str, indicator: Scored) -> bool:
    """Whether a text has an indicator's whole name."""
    cleaned = clean_text(text)
    return any(name in cleaned or canonical(name) in canonical(cleaned) for name in indicator.names)


def _fell(change: IndicatorChange, *, named: bool, problems: bool) -> Finding:
    this, last = change.this, change.last
    scores = [
        format_quantity(one.score, "分") if one is not None and one.score is not None else ""
        for one in (last, this)
    ]
    why = "全文没有读到存在问题部分"
    if problems:
        why = "存在问题部分提到了它，但没有写出原因" if named else "存在问题部分没有提到它"
    return Finding(
        code="score_fell_unexplained",
        severity="warning",
        message=f"“{change.label}”上年得{scores[0]}，本年得{scores[1]}，{why}；请写明失分原因和改进措施",
        place=place_of(this),
        stated=scores[1],
        expected="失分原因和改进措施",
        quote=this.spot.quote if this is not None else "",
        subject="/".join((*change.path, change.label)),
    )


def _speaks_of(problem: str, indicator: Scored) -> bool:
    """Whether a problem names an indicator, in its own words or in those of another report."""
    text = clean_text(problem)
    written = canonical(text)
    for name in indicator.names:
        short = name[: -len("情况")] if name.endswith("情况") else name
        words = (short, canonical(short), *_halves(short))
        if any(word in text or word in written for word in words):
            return True
    return False


def _halves(name: str) -> tuple[str, ...]:
    """The telling end of a long name: 服务对象满意度 is 满意度, 项目完成及时性 is 及时."""
    for end, words in (
        ("满意度", ("满意度",)),
        ("及时性", ("及时率", "按时完成", "按计划时间完成")),
        ("利用率", ("利用率",)),
    ):
        if name.endswith(end):
            return words
    return (name[-_NAMED:],) if len(name) > _NAMED + 2 and name.endswith("率") else ()


def _not_comparable(
    this: Side, last: Side, here: Sequence[Scored], there: Sequence[Scored], both: Sequence[_Both]
) -> Iterator[NotAssessable]:
    for side, found, called in ((this, here, "本年报告"), (last, there, "上年报告")):
        forms = len(form_projects(side))
        if forms:
            reason = f"{called}（{side.document.name}）有 {forms} 张项目自评表，没有整份报告的总分，只按项目逐项比较"
            yield NotAssessable(check="indicators", reason=reason)
        elif not found:
            reason = (
                f"{called}（{side.document.name}）没有读到评分表，也没有逐项写明得分，指标得分没有逐项比较"
            )
            yield NotAssessable(check="indicators", reason=reason)
        elif not is_complete(side, found):
            reason = f"{called}（{side.document.name}）的评分表没有读全（只读到 {len(found)} 项指标），没读到的指标没有比较"
            yield NotAssessable(check="indicators", reason=reason)
    if here and there and not _mostly_common(both):
        common = sum(one.this is not None and one.last is not None for one in both)
        reason = f"两年的评分表只有 {common} 项指标相同（本年 {len(here)} 项，上年 {len(there)} 项），多半不是同一版评分标准，只比较了同名的指标"
        yield NotAssessable(check="indicators", reason=reason)
    elif this.rubric is not None and last.rubric is not None and this.rubric.id != last.rubric.id:
        reason = f"两年的评分标准不是同一版（本年“{this.rubric.title}”，上年“{last.rubric.title}”），分值或评分办法变了的指标没有算得分增减"
        yield NotAssessable(check="indicators", reason=reason)

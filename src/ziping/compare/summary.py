"""A comparison told in a minute: Chinese sentences, the most important first, each number from the values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from ziping.domain.comparison import Comparison, DimensionScore, FigureChange, FollowedPromise
from ziping.domain.comparison_words import (
    FINDING_LABELS,
    PROBLEM_OUTCOMES,
    PROMISE_OUTCOMES,
    number_text,
    signed_text,
)
from ziping.domain.finding import Finding

_SAME: Final = "same_report"
_FIRST: Final = (_SAME, "same_year", "years_apart", "different_unit")
_NAME: Final = re.compile("“([^”]{2,30})”")
"""What a message speaks about, the first thing it quotes."""
_NAMED: Final = 3
"""Things named in one sentence; the rest are counted."""
_HALF: Final = 50
"""Per cent of a section from which it is named."""
_SPOKEN: Final = 100
"""Characters from which a section is worth naming."""
_LONGEST: Final = 30
"""Code points of a quoted promise."""


def summarise(comparison: Comparison) -> tuple[str, ...]:
    """The sentences; one that would have nothing to say is left out."""
    first = [finding for finding in comparison.findings if finding.code in _FIRST]
    if any(finding.code == _SAME for finding in first):
        return tuple(f"{finding.message.rstrip('。')}。" for finding in first)
    told = (
        *(finding.message for finding in first),
        *_scores(comparison),
        *_errors(comparison),
        *_figures(comparison.figures, comparison.threshold),
        *_problems(comparison),
        *_promises(comparison.promises),
        *_copied(comparison),
        *_rules(comparison),
        *_no_total(comparison),
        *_not_comparable(comparison),
    )
    return tuple(f"{sentence.rstrip('。')}。" for sentence in told)


def _scores(comparison: Comparison) -> Iterator[str]:
    this, last = comparison.this, comparison.last
    if this.total_score is None or last.total_score is None:
        return
    change = this.total_score - last.total_score
    if this.max_score is not None and last.max_score is not None and this.max_score != last.max_score:
        yield (
            f"总分：上年 {number_text(last.total_score)} 分（满分 {number_text(last.max_score)} 分），"
            f"本年 {number_text(this.total_score)} 分（满分 {number_text(this.max_score)} 分），满分不同，不宜直接相减"
        )
        return
    moved = (
        f"比上年{'提高' if change > 0 else '下降'} {number_text(abs(change))} 分" if change else "与上年相同"
    )
    yield (
        f"总分 {number_text(this.total_score)} 分，{moved}（上年 {number_text(last.total_score)} 分）"
        f"{_grade(last.grade, this.grade)}{_carried(comparison.dimensions)}"
    )


def _no_total(comparison: Comparison) -> Iterator[str]:
    sides = (("本年", comparison.this), ("上年", comparison.last))
    lacking = [called for called, side in sides if side.total_score is None]
    known = [
        f"；{called}总分 {number_text(side.total_score)} 分"
        for called, side in sides
        if side.total_score is not None
    ]
    if lacking:
        yield f"{'、'.join(lacking)}报告里找不到总分，总分没法比{''.join(known)}"


def _grade(last: str, this: str) -> str:
    if not this or not last:
        return ""
    return f"，等级都是“{this}”" if this == last else f"，等级由“{last}”变为“{this}”"


def _carried(dimensions: Sequence[DimensionScore]) -> str:
    """The dimensions that make up most of the change, the largest first."""
    moved = [(one.label, one.change) for one in dimensions if one.change]
    moved.sort(key=lambda row: -abs(row[1]))
    listed = "、".join(f"{label} {signed_text(change)} 分" for label, change in moved[:_NAMED])
    more = f"等 {len(moved)} 个方面" if len(moved) > _NAMED else ""
    return f"；变化在{listed}{more}" if listed else ""


def _errors(comparison: Comparison) -> Iterator[str]:
    errors = [finding for finding in comparison.findings if finding.severity == "error"]
    if errors:
        listed = "；".join(_error(finding) for finding in errors[:_NAMED])
        rest = f"；其余 {len(errors) - _NAMED} 处见“发现”" if len(errors) > _NAMED else ""
        yield f"对照上年能证明不对的有 {len(errors)} 处：{listed}{rest}"


def _error(finding: Finding) -> str:
    """``新建基层工会组织增减算错（写的是12.33%，应为9.68%）``; the whole message where it names no thing or no figures."""
    named = _NAME.search(finding.message)
    kind = FINDING_LABELS.get(finding.code)
    if named is None or kind is None or not finding.stated or not finding.expected:
        return finding.message.rstrip("。")
    return f"{named[1]}{kind}（写的是{finding.stated}，应为{finding.expected.removeprefix('应为')}）"


def _figures(figures: Sequence[FigureChange], threshold: Decimal) -> Iterator[str]:
    followed = [one for one in figures if one.relation in {"changed", "unchanged"}]
    if not followed:
        return
    changed = [one for one in followed if one.relation == "changed"]
    large = [one for one in changed if one.beyond_threshold]
    silent = sorted((one for one in large if not one.explained), key=_size, reverse=True)
    head = f"两年都有的数字 {len(followed)} 个，{len(changed)} 个有变化"
    if not large:
        yield f"{head}，变动都没有超过需要说明的幅度（{number_text(threshold)}%）" if changed else head
        return
    listed = "、".join(_moved(one) for one in silent[:_NAMED])
    more = "等" if len(silent) > _NAMED else ""
    many = "都" if len(silent) == len(large) else f"其中 {len(silent)} 个"
    tail = f"，{many}没有说明原因：{listed}{more}" if silent else "，都能找到说明原因的句子"
    yield f"{head}，变动较大（超过 {number_text(threshold)}%）的 {len(large)} 个{tail}"


def _size(figure: FigureChange) -> Decimal:
    size = figure.change_rate if figure.change_rate is not None else figure.change
    return abs(size) if size is not None else Decimal(0)


def _moved(figure: FigureChange) -> str:
    """``三公经费 4.3→6.1 万元（+41.86%）``."""
    if figure.last is None or figure.this is None:
        return figure.label
    if figure.change_rate is not None:
        how = f"（{signed_text(figure.change_rate)}%）"
    else:
        how = f"（{signed_text(figure.change)} {figure.change_unit}）" if figure.change is not None else ""
    unit = figure.unit if figure.unit == "%" else f" {figure.unit}".rstrip()
    return f"{figure.label} {number_text(figure.last)}→{number_text(figure.this)}{unit}{how}"


def _problems(comparison: Comparison) -> Iterator[str]:
    if comparison.problems:
        counted = Counter[str](one.outcome for one in comparison.problems)
        yield f"上年提出的问题 {len(comparison.problems)} 个：{_counts(counted, PROBLEM_OUTCOMES.items())}"


def _promises(promises: Sequence[FollowedPromise]) -> Iterator[str]:
    if not promises:
        return
    broken = [one for one in promises if one.outcome == "not_kept"]
    listed = "；".join(_promise(one) for one in broken[:2])
    rest = "等" if len(broken) > 2 else ""
    counted = _counts(Counter[str](one.outcome for one in promises), PROMISE_OUTCOMES.items(), "项")
    yield f"上年承诺本年做到的 {len(promises)} 项：{counted}" + (
        f"。没有做到的：{listed}{rest}" if listed else ""
    )


def _promise(promise: FollowedPromise) -> str:
    text = promise.label or promise.text
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    said = [f"承诺 {promise.target}"] if promise.target else []
    said += [f"实际 {promise.actual}"] if promise.actual else []
    return f"{short}（{'，'.join(said)}）" if said else short


def _counts(counted: Counter[str], words: Iterable[tuple[str, str]], unit: str = "个") -> str:
    return "、".join(f"{word} {counted[key]} {unit}" for key, word in words if counted[key])


def _copied(comparison: Comparison) -> Iterator[str]:
    if comparison.copied_share is None:
        return
    if not comparison.copied_share:
        yield "正文没有沿用上年原文"
        return
    high = [
        one
        for one in comparison.sections
        if not one.may_stay and one.share >= _HALF and one.characters >= _SPOKEN
    ]
    high = sorted(high, key=lambda one: -one.copied)[:_NAMED]
    listed = "、".join(f"“{one.heading}”{number_text(one.share)}%" for one in high)
    stays = any(one.may_stay for one in comparison.sections)
    leaving = "（职能、机构等可以不变的章节不算）" if stays else ""
    yield f"正文{leaving}有 {number_text(comparison.copied_share)}% 沿用上年原文" + (
        f"，最多的是{listed}" if listed else ""
    )


def _rules(comparison: Comparison) -> Iterator[str]:
    if not comparison.indicators:
        return
    new = [one.label for one in comparison.indicators if one.relation == "new"]
    dropped = [one.label for one in comparison.indicators if one.relation == "dropped"]
    changed = [one.label for one in comparison.indicators if one.rule_changed]
    told = [
        f"{word} {len(labels)} 项（{'、'.join(labels[:_NAMED])}{'等' if len(labels) > _NAMED else ''}）"
        for word, labels in (("新增", new), ("取消", dropped), ("标准或分值有变", changed))
        if labels
    ]
    yield f"评分指标：{'，'.join(told)}" if told else f"评分指标 {len(comparison.indicators)} 项，与上年相同"


def _not_comparable(comparison: Comparison) -> Iterator[str]:
    reasons = [item.reason for item in comparison.not_comparable]
    if reasons:
        rest = f"等 {len(reasons)} 项，详见“没能比较的”" if len(reasons) > 1 else ""
        yield f"没能比较的：{reasons[0].rstrip('。')}{rest}"

"""A comparison told in a minute: Chinese sentences, the most important first, each number from the values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from ziping.domain.comparison import (
    Comparison,
    DimensionScore,
    FigureChange,
    FollowedProblem,
    FollowedPromise,
    ReportSide,
)
from ziping.domain.comparison_words import (
    FINDING_LABELS,
    PROBLEM_OUTCOMES,
    PROMISE_OUTCOMES,
    number_text,
    signed_text,
)
from ziping.domain.finding import Finding

_SAME: Final = "same_report"
_FIRST: Final = (_SAME, "different_kind", "same_year", "years_apart", "different_unit")
_ALL: Final = frozenset((_SAME, "different_kind"))
"""Findings beside which nothing else can be said."""
_NAME: Final = re.compile("“([^”]{2,30})”")
"""What a message speaks about, the first thing it quotes."""
_SUBJECT: Final = re.compile("“([^”]{2,30})”(?:上年得|本年目标)")
"""What a message tells of one indicator or aim after another."""
_NUMBER: Final = re.compile("^[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．]\\s*|^[一二三四五六七八九]是")
_OPEN: Final = re.compile("[（(]待补充[^（）()]*[）)]")
_SENTENCE: Final = re.compile("[。；;\n]")
_ASKED: Final = ("unexplained_change", "warning")
_STALE: Final = (
    ("stale_year", "年份"),
    ("stale_figure", "数字"),
    ("stale_project", "项目"),
    ("stale_document", "文件"),
)
_MOST_STALE: Final = 5
_FEW: Final = 2
"""Problems and promises of one outcome that are named."""
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
    if any(finding.code in _ALL for finding in first):
        return tuple(f"{finding.message.rstrip('。')}。" for finding in first)
    copied = tuple(_copied(comparison))
    mostly_copied = comparison.copied_share is not None and comparison.copied_share >= _HALF
    told = (
        *(finding.message for finding in first),
        *_scores(comparison),
        *_no_total(comparison),
        *_errors(comparison),
        *(copied if mostly_copied else ()),
        *_stale(comparison.findings),
        *_fell(comparison.findings),
        *_figures(comparison),
        *_problems(comparison.problems),
        *_promises(comparison.promises),
        *(() if mostly_copied else copied),
        *_rules(comparison),
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
        f"{_grade(last.grade, this.grade)}{_carried(comparison.dimensions)}{_other_rules(comparison)}"
    )


def _other_rules(comparison: Comparison) -> str:
    """A warning that points of two editions are not the same thing."""
    editions = {side.rubric for side in (comparison.this, comparison.last) if side.rubric}
    other = len(editions) > 1 or any(one.rule_changed for one in comparison.indicators)
    return "；两年的评分标准不同，增减只作参考" if other else ""


def _no_total(comparison: Comparison) -> Iterator[str]:
    sides = (("本年", comparison.this), ("上年", comparison.last))
    pending = [
        one.label
        for one in comparison.indicators
        if one.this is not None and one.this.status == "pending" and one.this.score is None
    ]
    if pending and comparison.this.total_score is None:
        known = _known_total("上年", comparison.last)
        yield f"本年还有 {len(pending)} 项指标的得分待补充（{_listed(pending)}），总分没有定，不能与上年比{known}"
        return
    lacking = [called for called, side in sides if side.total_score is None]
    if lacking:
        known = "".join(_known_total(called, side) for called, side in sides)
        yield f"{'、'.join(lacking)}报告里找不到总分，总分没法比{known}"


def _known_total(called: str, side: ReportSide) -> str:
    return "" if side.total_score is None else f"；{called}总分 {number_text(side.total_score)} 分"


def _listed(names: Sequence[str], most: int = _NAMED) -> str:
    """甲、乙、丙等."""
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


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


def _stale(findings: Sequence[Finding]) -> Iterator[str]:
    """What of last year's stands in this year's text: its year, figures, projects, documents."""
    named = [
        f"《{finding.stated}》" if code == "stale_document" else f"{word}“{finding.stated}”"
        for code, word in _STALE
        for finding in findings
        if finding.code == code
    ]
    unlike = list(dict.fromkeys(named))
    kept = sum(one.code == "carried_figure" and one.severity == "warning" for one in findings)
    if named:
        more = f"；另有 {kept} 句话改了文字、数字还是上年的" if kept else ""
        yield f"留有上年的东西 {len(named)} 处：{_listed(unlike, _MOST_STALE)}{more}"
    elif kept:
        yield f"有 {kept} 句话改了文字、数字还是上年的，请核对"


def _fell(findings: Sequence[Finding]) -> Iterator[str]:
    """Points lost without a reason, and aims below what was reached."""
    for code, said in (
        ("score_fell_unexplained", "得分比上年低、又没有写明原因的指标"),
        ("target_below_last_year", "目标定得比上年实绩还低的"),
    ):
        messages = "".join(finding.message for finding in findings if finding.code == code)
        names = list(dict.fromkeys(_SUBJECT.findall(messages)))
        if names:
            yield f"{said} {len(names)} 项：{_listed(names)}"


def _figures(comparison: Comparison) -> Iterator[str]:
    figures, threshold = comparison.figures, comparison.threshold
    followed = [one for one in figures if one.relation in {"changed", "unchanged"}]
    if not followed:
        return
    changed = [one for one in followed if one.relation == "changed"]
    large = [one for one in changed if one.beyond_threshold]
    doubtful = "".join(one.message for one in comparison.findings if (one.code, one.severity) == _ASKED)
    silent = sorted(
        (one for one in large if not one.explained),
        key=lambda one: (f"“{one.label}”" in doubtful, _size(one)),
        reverse=True,
    )
    head = f"两年都有的数字 {len(followed)} 个，{len(changed)} 个有变化"
    if not large:
        yield f"{head}，变动都没有超过需要说明的幅度（{number_text(threshold)}%）" if changed else head
        return
    listed = "、".join(_moved(one) for one in silent[:_NAMED])
    more = "等" if len(silent) > _NAMED else ""
    every = "都" if len(silent) > 1 else ""
    many = every if len(silent) == len(large) else f"其中 {len(silent)} 个"
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


def _problems(problems: Sequence[FollowedProblem]) -> Iterator[str]:
    if problems:
        counted = Counter[str](one.outcome for one in problems)
        named = "".join(
            f"。{PROBLEM_OUTCOMES[outcome]}的：{'；'.join(titles[:_FEW])}{'等' if len(titles) > _FEW else ''}"
            for outcome in ("repeated", "vanished")
            if (titles := [_title(one.text) for one in problems if one.outcome == outcome])
        )
        yield f"上年提出的问题 {len(problems)} 个：{_counts(counted, PROBLEM_OUTCOMES.items())}{named}"


def _title(text: str) -> str:
    return _cut(_NUMBER.sub("", _SENTENCE.split(_OPEN.sub("", text).strip(), maxsplit=1)[0]))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _promises(promises: Sequence[FollowedPromise]) -> Iterator[str]:
    if not promises:
        return
    counted = _counts(Counter[str](one.outcome for one in promises), PROMISE_OUTCOMES.items(), "项")
    named = "".join(
        f"。{PROMISE_OUTCOMES[outcome]}的：{'；'.join(_promise(one) for one in found[:_FEW])}"
        f"{'等' if len(found) > _FEW else ''}"
        for outcome in ("not_kept", "not_told")
        if (found := [one for one in promises if one.outcome == outcome])
    )
    yield f"上年承诺本年做到的 {len(promises)} 项：{counted}{named}"


def _promise(promise: FollowedPromise) -> str:
    short = _cut(promise.label) if promise.label else _title(promise.text)
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
    both = [one for one in comparison.indicators if one.last is not None and one.this is not None]
    told = [
        f"{word} {len(labels)} 项（{'、'.join(labels[:_NAMED])}{'等' if len(labels) > _NAMED else ''}）"
        for word, labels in (("新增", new), ("取消", dropped), ("标准或分值有变", changed))
        if labels
    ]
    if told:
        yield f"评分指标：{'，'.join(told)}"
    elif len(both) == len(comparison.indicators):
        yield f"评分指标 {len(both)} 项，与上年相同"


def _not_comparable(comparison: Comparison) -> Iterator[str]:
    reasons = [item.reason for item in comparison.not_comparable]
    if reasons:
        many = f"有 {len(reasons)} 项，如" if len(reasons) > 1 else "："
        rest = "；其余见“没能比较的”" if len(reasons) > 1 else ""
        yield f"没能比较的{many}{reasons[0].rstrip('。')}{rest}"

"""What a report says twice: the same words with other figures, the same digits with another unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.text_facts import AIM, several_forms
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain
from ziping.language.claims.units import MONEY, RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberKind
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.parts import FORWARD, Part, part_of

_TWICE: Final = 12
"""Fewest letters, without the figures, that make two clauses the same."""
_LIKE: Final = 6
"""Letters before a figure that two labels of one thing share."""
_DIGITS: Final = 4
"""Fewest digits of an amount that two things hardly share by chance."""
_TASK = re.compile("(?:任务|目标)[0-9一二三四五六七八九十]{1,2}[：:]")
_OF_A_WHOLE = re.compile("^(?:其中|分别)")
_GOALS = re.compile("(?:年度|年初|总体|绩效|预期|工作)*目标[:：]")
"""What opens a paragraph of goals."""
"""Openings of clauses whose figures are of the whole before them: in other places they are of another."""
_CHANGED = re.compile("增加|减少|压减|追加|调[增减]|净[增减]")
"""Words of what was added to an amount, which is not the amount."""
_GENERIC = re.compile("预算|执行|资金|得分|分值|支出|指标|占|比例|比重|项目")


def repeated(given: AuditInput) -> CheckResult:
    """What is said twice in the same words has the same figures."""
    several = several_forms(given.figures)
    clauses: dict[tuple[str, int], list[tuple[Figure, ...]]] = {}
    for passage in given.figures.passages:
        if not passage.norm and not passage.heading:
            for words, said in _clauses(passage, given.figures.of_passage.get(passage.index, ())):
                form = passage.cell[0] if passage.cell and several else 0
                clauses.setdefault((words, form), []).append(said)
    twice = {key: said for key, said in clauses.items() if len({one[0].passage for one in said}) > 1}
    findings = [f for (words, _), said in twice.items() for f in _repeated(given.figures, words, said)]
    return result(findings, looked=twice, nothing="没有重复的带数句子")


def _clauses(passage: Passage, figures: Sequence[Figure]) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """Clauses with figures: their words with # for each figure, and the figures."""
    by_clause: dict[int, list[Figure]] = {}
    for figure in figures:
        by_clause.setdefault(figure.clause, []).append(figure)
    for index, said in by_clause.items():
        clause = passage.outline.clauses[index]
        words = _masked(passage.text, clause.start, clause.end, said)
        fits = all(figure.exact and figure.measure.dimension != SCORE for figure in said)
        if fits and len(words) - len(said) >= _TWICE and not _GENERIC.search(words):
            yield words, tuple(said)


def _masked(text: str, start: int, end: int, figures: Sequence[Figure]) -> str:
    pieces, at = [], start
    for figure in figures:
        pieces += [text[at : figure.start], f"#{figure.unit}"]
        at = figure.end
    return clean_text("".join([*pieces, text[at:end]]))


def _repeated(figures: Figures, words: str, said: Sequence[tuple[Figure, ...]]) -> Iterator[Finding]:
    """Differing figures of clauses in different passages; within one passage they are different things."""
    passages = [one[0].passage for one in said]
    if len(set(passages)) < len(passages):
        return
    columns = list(zip(*said, strict=True))
    agreed = sum(len({figure.amount for figure in column}) == 1 for column in columns)
    if not agreed and _OF_A_WHOLE.match(words):
        return
    for column in columns:
        values = [figure.amount for figure in column]
        if len(set(values)) == 1:
            continue
        wrong, right = _rarest(column, values)
        same = len(words) >= 2 * _TWICE or agreed > 0
        there = right.place.near
        yield found(
            "said_twice",
            "error" if same else "warning",
            wrong.place,
            f"同样的话出现两次，数不一样：这里是{wrong.surface}，{there}是{right.surface}；请统一",
            stated=wrong.surface,
            expected=right.surface,
            working=f"{there}：{figures.quote(right)}",
            quote=figures.quote(wrong),
            subject=words[:24],
            also=(right.place,),
        )


def _rarest(said: Sequence[Figure], values: Sequence[Hashable]) -> tuple[Figure, Figure]:
    """The last figure of the value that fewest give, and the first of another value.

    Args:
        said: figures of at least two values.
        values: what counts of each of them.
    """
    counts = Counter(values)
    wrong = min(range(len(said) - 1, -1, -1), key=lambda index: counts[values[index]])
    right = next(index for index in range(len(said)) if values[index] != values[wrong])
    return said[wrong], said[right]


def alike(given: AuditInput) -> CheckResult:
    """Figures behind the same words in two passages are the same, or one says 余 of what the other counts."""
    several = several_forms(given.figures)
    ends: dict[tuple[str, str, str, int], list[Figure]] = {}
    for figure in given.figures.text:
        passage = given.figures.passage(figure)
        label = clean_text(figure.label)
        if (
            passage.norm
            or len(label) < _LIKE
            or figure.measure.dimension in {SCORE, RATIO}
            or figure.kind is NumberKind.THRESHOLD
            or _CHANGED.search(label)
            or _aims(passage, figure)
        ):
            continue
        form = passage.cell[0] if passage.cell and several else 0
        key = label[-_LIKE:], figure.measure.dimension, clean_text(figure.after)[:2], form
        ends.setdefault(key, []).append(figure)
    pairs = [said for said in ends.values() if len(said) > 1]
    findings = [finding for said in pairs for finding in _unlike(given.figures, said)]
    return result(findings, looked=pairs, nothing="没有重复出现的数")


def _aims(passage: Passage, figure: Figure) -> bool:
    """Whether a figure is aimed at rather than reached."""
    part = part_of(passage)
    words = passage.text[passage.outline.clauses[figure.clause].start : figure.start]
    opened = re.split("[；;。]", passage.text[: figure.start])[-1]
    if _TASK.search(opened) or _GOALS.match(passage.text.strip()):
        return True
    return (part in FORWARD and part is not Part.PROBLEMS_AND_MEASURES) or bool(AIM.search(words))


def _unlike(figures: Figures, said: Sequence[Figure]) -> Iterator[Finding]:
    """The value fewer places give, against the other; more than two values are of different things."""
    values = [figure.amount for figure in said]
    rough = len({bool(figure.modifier) for figure in said}) == 2
    if len(set(values)) != 2 or _GENERIC.search(clean_text(said[0].label)[-_LIKE:]):
        return
    wrong, right = _rarest(said, values)
    if wrong.sentence == right.sentence and wrong.passage == right.passage:
        return
    if not rough and (wrong.passage == right.passage or _one_row(wrong, right)):
        return
    if _OF_A_WHOLE.match(clean_text(wrong.label)) and _whole(figures, wrong) != _whole(figures, right):
        return  # parts called alike, of two wholes
    yield found(
        "alike_differs",
        "warning",
        wrong.place,
        f"同样的事一处写{right.surface}，这里写{wrong.surface}，没有说明时间或范围的不同；请核对",
        stated=wrong.surface,
        expected=right.surface,
        working=figures.quote(right),
        quote=figures.quote(wrong),
        subject=clean_text(wrong.label)[-_LIKE:],
        also=(right.place,),
    )


def _whole(figures: Figures, part: Figure) -> Fraction | None:
    """What a part is of: the last figure of its unit before it in its sentence."""
    said = figures.of_passage.get(part.passage, ())
    wholes = [f for f in said if f.end <= part.start and f.sentence == part.sentence and f.unit == part.unit]
    return wholes[-1].amount if wholes else None


def _one_row(one: Figure, other: Figure) -> bool:
    """Whether both stand in one row of a table, as what was planned and what was reached."""
    return one.at is not None and other.at is not None and one.at[:2] == other.at[:2]


def unit_slips(given: AuditInput) -> CheckResult:
    """The same digits with 万元 in one place and 元 or 亿元 in another are one amount with a slip of the unit."""
    amounts: dict[str, list[Figure]] = {}
    for figure in given.figures.text:
        if (
            figure.measure.dimension == MONEY
            and len(figure.value.as_tuple().digits) >= _DIGITS
            and figure.exact
        ):
            amounts.setdefault(plain(figure.value), []).append(figure)
    several = [said for said in amounts.values() if len(said) > 1]
    findings = [_slip(given.figures, said) for said in several if len({f.unit for f in said}) > 1]
    return result(findings, looked=several, nothing="没有重复出现的金额")


def _slip(figures: Figures, said: Sequence[Figure]) -> Finding:
    wrong, right = _rarest(said, [figure.unit for figure in said])
    there = right.place.near
    return found(
        "unit_slip",
        "warning",
        wrong.place,
        f"同一个数一处是{right.surface}（{there}），这里是{wrong.surface}，多半是单位写错；请核对",
        stated=wrong.surface,
        expected=right.surface,
        working=figures.quote(right),
        quote=figures.quote(wrong),
        subject=plain(wrong.value),
        also=(right.place,),
    )


CHECKS: Final = (
    Check("said_twice", "重复的话数字一致", repeated),
    Check("alike_differs", "同一件事数字一致", alike),
    Check("unit_slip", "金额单位", unit_slips),
)

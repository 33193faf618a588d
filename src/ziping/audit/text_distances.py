"""How far something is from its target: the distance told against the target and the result told elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import about_figure, worth
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, format_quantity, quantize, trim_zeros
from ziping.language.claims.units import NONE, POINTS, RATIO, SCORE
from ziping.language.labels import clean_text, pairs
from ziping.language.numerals import NumberKind
from ziping.language.reports.figures import Figure, Figures, Passage

_DISTANCE = re.compile(
    "(?:比|较)(?P<mark>[0-9.]+%的)?(?:年度|全年|年初)?(?:目标|计划|任务)(?:数|值|任务)?(?P<word>多|少|高|低)(?:出|了)?$"
    "|(?P<above>高于|低于)(?P<set>[0-9.]+%的)?(?:年度|全年)?(?:目标|计划)(?:值)?$"
)
_AIMED = re.compile("目标|计划|任务|不低于|不少于|力争")
_LESS: Final = frozenset(("少", "低", "低于"))
_SHARED: Final = 3
"""Pairs of letters that two figures of one thing share in their names."""
_MOST: Final = 60
"""Distances that are looked at."""
_NEAR: Final = 3
"""A result stands not further behind its target than so many figures."""
_TAIL: Final = 3
_IS = re.compile("(?:为|是|达到?)+$")
_TIME = re.compile("比(?:同期)?序时进度(?P<word>低|慢|滞后|高|快|超前)(?:了)?$")
_MONTHS = re.compile(
    "(?:1\\s*[-—–~～至到]\\s*)?(?P<month>1[0-2]|[1-9])月(?:底|末|份)?|(?P<name>上半年|前三季度|三季度末|二季度末|一季度末?)"
)
_NAMED: Final = {"上半年": 6, "二季度末": 6, "前三季度": 9, "三季度末": 9, "一季度": 3, "一季度末": 3}
_AHEAD: Final = frozenset(("高", "快", "超前"))
_YEAR: Final = 12


class _Said(NamedTuple):
    """A distance: of what, from which target when it is named, and whether below it."""

    figure: Figure
    passage: Passage
    name: str
    mark: Fraction | None
    below: bool


def distances(given: AuditInput) -> CheckResult:
    """目标1,500人，实际1,392人 in one place, 比目标少108人 in another: the distance is what lies between."""
    looked: list[_Said] = []
    findings: list[Finding] = []
    every = list(islice(_said(given.figures), _MOST + 1))
    for said in every[:_MOST]:
        in_points = said.figure.measure.dimension == POINTS
        apart = _in_points(given.figures, said) if in_points else _counted(given.figures, said)
        if not apart:
            continue
        looked.append(said)
        stated = worth(said.figure)
        slack = Fraction(2, 100) if in_points else Fraction(0)
        if not any(stated.low - slack <= one <= stated.high + slack for one, _ in apart):
            findings.append(_finding(given.figures, said, *apart[-1]))
    done = result(findings, looked=looked, nothing="没有写比目标多多少、少多少的句子")
    if len(every) <= _MOST:
        return done
    return done._replace(not_assessable=f"写与目标差多少的超过{_MOST}处，后面的没有核对")


_Apart = list[tuple[Fraction, Sequence[Figure]]]
"""What lies between a target and a result, with both."""


def _said(figures: Figures) -> Iterator[_Said]:
    for figure in figures.text:
        passage = figures.passage(figure)
        if passage.norm or not figure.exact or figure.measure.dimension in {RATIO, SCORE, NONE}:
            continue
        words = passage.text[passage.outline.clauses[figure.clause].start : figure.start]
        match = _DISTANCE.search(words)
        if match is not None:
            mark = match["mark"] or match["set"]
            yield _Said(
                figure,
                passage,
                clean_text(words[: match.start()]),
                Fraction(mark.removesuffix("%的")) if mark else None,
                (match["word"] or match["above"]) in _LESS,
            )


def _in_points(figures: Figures, said: _Said) -> _Apart:
    """Distances of rates: of the one just before, or of those called so anywhere."""
    before = [
        f
        for f in figures.of_passage[said.passage.index]
        if f.exact
        and f.measure.dimension == RATIO
        and f.sentence == said.figure.sentence
        and f.end <= said.figure.start
        and Fraction(f.value) != said.mark
    ]
    if len(said.name) >= _TAIL:
        name = said.name[-_TAIL:]
        rates = [f for f in figures.text if f.exact and f.measure.dimension == RATIO]
        before = [
            f
            for f in rates
            if _IS.sub("", clean_text(f.label)).endswith(name) and Fraction(f.value) != said.mark
        ]
    apart: _Apart = []
    for rate in before:
        marks = (
            [said.mark] if said.mark is not None else [Fraction(f.value) for f in _targets_by(figures, rate)]
        )
        if len(marks) == 1:
            sign = 1 if said.below else -1
            apart.append(((marks[0] - Fraction(rate.value)) * sign, (rate,)))
    return apart


def _targets_by(figures: Figures, rate: Figure) -> list[Figure]:
    """The targets of a rate's own paragraph, told before it."""
    said = figures.of_passage.get(rate.passage, ())
    rates = [f for f in said if f.measure.dimension == RATIO and f.end <= rate.start]
    return [f for f in rates if _AIMED.search(f.label)]


def _counted(figures: Figures, said: _Said) -> _Apart:
    """Distances of counts and amounts, from the result straight before or from any pair that is called alike."""
    here = [
        f
        for f in figures.of_passage[said.passage.index]
        if f.exact
        and f.unit == said.figure.unit
        and f.sentence == said.figure.sentence
        and f.end <= said.figure.start
        and said.figure.clause - f.clause <= 1
    ]
    every = [f for f in (*figures.text, *figures.table) if f.unit == said.figure.unit]
    sign = 1 if said.below else -1
    if here and not _AIMED.search(here[-1].label):
        reached = here[-1]
        aims = [
            f
            for f in every
            if f is not reached and f is not said.figure and _shares(f, reached) and _is_aim(f)
        ]
        known = {f.amount for f in every}
        if reached.amount + sign * said.figure.amount in known:
            return []
        return [((f.amount - reached.amount) * sign, (reached, f)) for f in aims]
    sentence = said.passage.outline.of_sentence(said.figure.sentence)
    words = pairs(clean_text(said.passage.text[sentence[0].start : said.figure.start]))
    found: _Apart = []
    for aim, reached in _aimed_and_reached(figures, said):
        passage = figures.passage(aim)
        if len(words & pairs(clean_text(passage.text))) >= _SHARED:
            found.append(((aim.amount - reached.amount) * sign, (aim, reached)))
    return found


def _is_aim(figure: Figure) -> bool:
    return figure.kind is NumberKind.THRESHOLD or bool(_AIMED.search(figure.label)) or bool(figure.modifier)


def _shares(one: Figure, other: Figure) -> bool:
    return len(pairs(clean_text(one.label)) & pairs(clean_text(other.label))) >= _SHARED


def _aimed_and_reached(figures: Figures, said: _Said) -> Iterator[tuple[Figure, Figure]]:
    """目标1,500人，实际1,392人: a target and the result told straight behind it in one sentence."""
    for row in figures.of_passage.values():
        of_unit = [f for f in row if f.unit == said.figure.unit and f is not said.figure]
        for aim, reached in pairwise(of_unit):
            near = aim.sentence == reached.sentence and reached.clause - aim.clause <= _NEAR
            if near and _AIMED.search(aim.label) and not _AIMED.search(reached.label) and reached.exact:
                yield aim, reached


def _finding(figures: Figures, said: _Said, apart: Fraction, terms: Sequence[Figure]) -> Finding:
    figure = said.figure
    exact = apart / (figure.measure.factor if figure.measure.dimension != POINTS else 1)
    expected = format_quantity(trim_zeros(quantize(exact, max(2, decimal_places(figure.value)))), figure.unit)
    shown = "、".join(f.surface for f in terms)
    told = f"与目标的差写的是{figure.surface}，按文中的{shown}应是{expected}（负数是方向相反）；请核对"
    return about_figure(
        figures, figure, "target_distance", "warning", told, expected, f"{shown}：{expected}", terms
    )


def progress(given: AuditInput) -> CheckResult:
    """1—7月支出完成预算的50.40%，比序时进度低7.93个百分点: seven months are 58.33% of a year."""
    looked, findings = [], []
    for figure in given.figures.text:
        passage = given.figures.passage(figure)
        words = passage.text[passage.outline.clauses[figure.clause].start : figure.start]
        late = _TIME.search(words) if figure.measure.dimension == POINTS and figure.exact else None
        rates = [
            f
            for f in given.figures.of_passage[figure.passage]
            if f.exact
            and f.measure.dimension == RATIO
            and f.sentence == figure.sentence
            and f.end <= figure.start
        ]
        first = passage.outline.of_sentence(figure.sentence)[0].start
        months = list(_MONTHS.finditer(passage.text, first, figure.start))
        if late is None or len(rates) != 1 or len(months) != 1:
            continue
        looked.append(figure)
        month = int(months[0]["month"] or _NAMED[months[0]["name"]])
        behind = Fraction(month * 100, _YEAR) - Fraction(rates[0].value)
        apart = -behind if late["word"] in _AHEAD else behind
        if abs(apart - Fraction(figure.value)) > Fraction(2, 10 ** decimal_places(figure.value)):
            expected = format_quantity(quantize(apart, decimal_places(figure.value)), figure.unit)
            told = f"与序时进度的差写的是{figure.surface}，{month}个月的序时进度减{rates[0].surface}是{expected}；请核对"
            working = f"{month}÷{_YEAR}×100%-{rates[0].surface}={expected}"
            findings.append(
                about_figure(
                    given.figures, figure, "time_distance", "warning", told, expected, working, rates
                )
            )
    return result(findings, looked=looked, nothing="没有写比序时进度快慢多少的句子")


CHECKS: Final = (
    Check("target_distance", "与目标的差", distances),
    Check("time_distance", "与序时进度的差", progress),
)

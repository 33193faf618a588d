"""Figures in a row: four quarters against the year, heads split into groups, series that only grow, weights of a hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from ziping.audit.arithmetic import added, total_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import worth
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_of, format_quantity, plain, quantize, trim_zeros
from ziping.language.claims.units import RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_QUARTERS: Final = ("一季度", "二季度", "三季度", "四季度")
_RUNNING = re.compile("累计|季度末|月末|年末|截至")
_AIMED = re.compile("目标|计划|任务|预算")
_ALL = re.compile("(?:全部|共有?|合计|总计)$")
_STEPS = ("一季度末", "二季度末", "三季度末", "年末")
_WEIGHTS = re.compile("(?:权重|分值|比重)(?:分别|依次)(?:为|是)?$")
_ROW_WORDS = re.compile("分别|依次")
_WEIGHTED = re.compile("权重[^，。；]{0,8}(?:计算|加权)|加权")
_SCORES = re.compile("(?:得分|评分)(?:分别|依次)(?:为|是)?$")
_HUNDRED: Final = 100
_MOST_OFF: Final = 30
"""Weights that miss a hundred by more than this were not meant to make it."""


def quarters(given: AuditInput) -> CheckResult:
    """一季度74、二季度138、三季度126、四季度148 make the 486 of the year."""
    looked, findings = [], []
    for passage, four in _fours(given.figures):
        said = [f for f in given.figures.of_passage[passage.index] if f.exact and _kin(f, four[0])]
        others = [f for f in said if f not in four and not _AIMED.search(clean_text(f.label))]
        largest = max(f.amount for f in four)
        before = [f for f in others if f.start < four[0].start and f.amount > largest]
        if not before:
            continue
        looked.append(four)
        total = total_of(map(worth, four))
        if not any(worth(f).meets(total) for f in others):
            findings.append(_sum_finding(given.figures, before[-1], four, "四个季度"))
    return result(findings, looked=looked, nothing="没有分季度列出的数")


def _fours(figures: Figures) -> Iterator[tuple[Passage, Sequence[Figure]]]:
    """Four figures of one kind called by the quarters, in order, in one sentence."""
    for passage in figures.passages:
        said = [f for f in figures.of_passage.get(passage.index, ()) if f.exact]
        for first in range(len(said) - 3 if not passage.norm else 0):
            four = said[first : first + 4]
            named = all(clean_text(f.label).endswith(name) for f, name in zip(four, _QUARTERS, strict=True))
            same = all(_kin(f, four[0]) and f.sentence == four[0].sentence for f in four)
            summed = four[0].measure.dimension not in {RATIO, SCORE}
            running = _RUNNING.search(passage.text[max(0, four[0].start - 12) : four[0].start])
            if named and same and summed and not running:
                yield passage, four


def _kin(one: Figure, other: Figure) -> bool:
    return one.measure.dimension == other.measure.dimension


def _sum_finding(figures: Figures, whole: Figure, parts: Sequence[Figure], named: str) -> Finding:
    amount = sum((f.amount for f in parts), Fraction(0)) / whole.measure.factor
    expected = format_quantity(trim_zeros(decimal_of(amount)), whole.unit)
    return found(
        "list_sum",
        "warning",
        whole.place,
        f"写的是{whole.surface}，{named}（{'、'.join(f.surface for f in parts)}）相加是{expected}；请核对",
        stated=whole.surface,
        expected=expected,
        working="+".join(f.surface for f in parts) + f"={expected}",
        quote=figures.quote(whole),
        subject=clean_text(whole.label)[-16:],
        also=(f.place for f in parts),
    )


def splits(given: AuditInput) -> CheckResult:
    """全部20项，14项正常，6项偏慢: groups that open their clauses are not more than all."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        for order, whole in enumerate(said if not passage.norm else ()):
            if not _ALL.search(clean_text(whole.label)) or whole.measure.dimension in {RATIO, SCORE}:
                continue
            parts = _openers(passage, whole, said[order + 1 :])
            if len(parts) < 2:
                continue
            looked.append(whole)
            if sum((f.amount for f in parts), Fraction(0)) > whole.amount:
                findings.append(_sum_finding(given.figures, whole, parts, "后面各项"))
    return result(findings, looked=looked, nothing="没有先写全部再分开写的句子")


def _openers(passage: Passage, whole: Figure, after: Sequence[Figure]) -> list[Figure]:
    """Figures of the whole's unit that open the clauses straight behind it, up to a semicolon."""
    parts: list[Figure] = []
    for figure in after:
        between = passage.text[(parts[-1] if parts else whole).end : figure.start]
        if figure.unit != whole.unit or figure.label or re.search("[；;。]", between):
            break
        parts.append(figure)
    return parts


def steps(given: AuditInput) -> CheckResult:
    """Cumulative figures of one sentence, 一季度末 to 年末, never fall."""
    looked, findings = [], []
    for passage in given.figures.passages:
        if "累计" not in passage.text:
            continue
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        running = [f for f in said if not passage.norm and clean_text(f.label).endswith(_STEPS)]
        for before, after in pairwise(running):
            if before.sentence != after.sentence or not _kin(before, after):
                continue
            looked.append(after)
            if after.amount < before.amount:
                findings.append(_fall(given.figures, before, after))
    return result(findings, looked=looked, nothing="没有按季度写的累计数")


def _fall(figures: Figures, before: Figure, after: Figure) -> Finding:
    return found(
        "list_falls",
        "warning",
        after.place,
        f"累计数从{before.surface}降到{after.surface}，累计数不应减少；请核对",
        stated=after.surface,
        expected=f"不少于{before.surface}",
        working=f"{after.surface}<{before.surface}",
        quote=figures.quote(after),
        subject=clean_text(after.label)[-16:],
        also=(before.place,),
    )


def weights(given: AuditInput) -> CheckResult:
    """权重分别为40%、35%、25%: weights named in a row make a hundred."""
    announced = (passage for passage in given.figures.passages if _ROW_WORDS.search(passage.text))
    rows = [row for passage in announced for row in _rows(passage, given.figures, _WEIGHTS)]
    findings = []
    for row in rows:
        values = [f.value for f in row]
        total = sum(values, Decimal(0))
        if total != _HUNDRED and abs(total - _HUNDRED) <= _MOST_OFF:
            findings.append(
                found(
                    "list_weights",
                    "warning",
                    row[0].place,
                    f"依次列出的权重（分值）相加是{plain(total)}，不是100；请核对",
                    stated="、".join(f.surface for f in row),
                    expected="合计100",
                    working=added(values),
                    quote=given.figures.quote(row[0]),
                    subject=clean_text(row[0].label)[-16:],
                )
            )
    return result(findings, looked=rows, nothing="没有依次列出的权重")


def _rows(passage: Passage, figures: Figures, lead: re.Pattern[str]) -> Iterator[list[Figure]]:
    """Figures joined by 、 behind words that announce a row of them."""
    said = figures.of_passage.get(passage.index, ())
    for order, first in enumerate(said):
        if not lead.search(clean_text(first.label)) or first.measure.dimension not in {RATIO, SCORE}:
            continue
        row = [first]
        for figure in said[order + 1 :]:
            between = passage.text[row[-1].end : figure.start].strip()
            if between not in {"、", "和", "，", ""} or figure.unit != first.unit:
                break
            row.append(figure)
        if len(row) > 1:
            yield row


def weighted(given: AuditInput) -> CheckResult:
    """Scores 98, 95, 92 weighted 40, 35, 25 give the score that 按权重计算 says."""
    looked, findings = [], []
    for passage in given.figures.passages:
        if "权" not in passage.text:
            continue
        rows = list(_rows(passage, given.figures, _WEIGHTS))
        scores = list(_rows(passage, given.figures, _SCORES))
        said = [
            f
            for f in given.figures.of_passage.get(passage.index, ())
            if f.exact and f.measure.dimension == SCORE and _WEIGHTED.search(clean_text(f.label))
        ]
        if len(rows) != 1 or len(scores) != 1 or not said or len(rows[0]) != len(scores[0]):
            continue
        looked.append(said[0])
        pairs = list(zip(rows[0], scores[0], strict=True))
        exact = sum((Fraction(w.value) * Fraction(s.value) for w, s in pairs), Fraction(0)) / _HUNDRED
        expected = quantize(exact, max(2, -int(said[0].value.as_tuple().exponent)))
        if expected != said[0].value and sum(w.value for w in rows[0]) == _HUNDRED:
            findings.append(_weighted_finding(given.figures, said[0], pairs, expected))
    return result(findings, looked=looked, nothing="没有按权重计算的得分")


def _weighted_finding(
    figures: Figures, said: Figure, pairs: Sequence[tuple[Figure, Figure]], expected: Decimal
) -> Finding:
    return found(
        "list_weighted",
        "error",
        said.place,
        f"按权重计算的得分写的是{said.surface}，应是{plain(expected)}分；请核对",
        stated=said.surface,
        expected=f"{plain(expected)}分",
        working="+".join(f"{s.surface}×{w.surface}" for w, s in pairs) + f"={plain(expected)}分",
        quote=figures.quote(said),
        subject=clean_text(said.label)[-16:],
    )


CHECKS: Final = (
    Check("list_sum", "分季度的数与全年数", quarters),
    Check("list_split", "分开写的各项与全部", splits),
    Check("list_falls", "文中累计数不减少", steps),
    Check("list_weights", "依次列出的权重", weights),
    Check("list_weighted", "按权重计算的得分", weighted),
)

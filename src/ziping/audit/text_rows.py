"""Rows of figures in a sentence: their mean, their sum, the growth from one to the next, shares they are weighted by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from ziping.audit.arithmetic import Range, printed, ratio_of, total_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import about_figure, worth
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, format_quantity, plain, quantize, trim_zeros
from ziping.language.claims.units import RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_chinese_integer
from ziping.language.reports.figures import Figure, Figures, Passage

_JOINTS: Final = frozenset(("、", "和", "，", "及", "与", "、和"))
_MEAN = re.compile("^(?:算术|简单)平均(?:分|得分|数|值)?(?:为|是)?$")
_FOUR = re.compile("(?:第?一(?:季度)?(?:至|到|—|-)第?四|四个)季度(?:分别|依次)(?:为|是)?$")
_YEARS = re.compile("(?P<count>[两二三四五六])年(?:合计|共计|累计)(?:[\u4e00-\u9fff]{0,4})$")
_A_YEAR = re.compile("^(?:年均|每年平均|年平均)(?:[\u4e00-\u9fff]{0,4})$")
_GREW = re.compile("分别?(?:比|较)(?:上年|上一年|前一年)(?P<word>增长|增加|下降|减少)$")
_FALLING: Final = frozenset(("下降", "减少"))
_WEIGHT = re.compile("权重(?:为|占)?$")
_WEIGHTED = re.compile("加权(?:后|平均|计算)*(?:为|是|得)?$")
_LEAST: Final = 2
_QUARTERS: Final = 4
_HUNDRED: Final = 100


def rows_in(passage: Passage, figures: Figures) -> Iterator[list[Figure]]:
    """Figures of one unit with only 、 or 和 between them."""
    said = [f for f in figures.of_passage.get(passage.index, ()) if f.exact]
    row: list[Figure] = []
    for figure in said:
        between = passage.text[row[-1].end : figure.start].strip() if row else ""
        if row and (between not in _JOINTS or figure.unit != row[0].unit):
            if len(row) >= _LEAST:
                yield row
            row = []
        row.append(figure)
    if len(row) >= _LEAST:
        yield row


def _after(passage: Passage, figures: Figures, row: Sequence[Figure]) -> list[Figure]:
    """Exact figures of a row's sentence behind it."""
    said = figures.of_passage.get(passage.index, ())
    return [f for f in said if f.exact and f.start >= row[-1].end and f.sentence == row[-1].sentence]


def _running(figures: Figures) -> Iterator[Passage]:
    return (passage for passage in figures.passages if not passage.norm and not passage.heading)


def means(given: AuditInput) -> CheckResult:
    """得分分别为99.08分、95.90分、95.74分和99.58分，算术平均97.58分."""
    looked, findings = [], []
    for passage in _running(given.figures):
        for row in rows_in(passage, given.figures):
            for mean in _after(passage, given.figures, row)[:1]:
                if mean.unit != row[0].unit or not _MEAN.match(clean_text(mean.label)):
                    continue
                looked.append(mean)
                total = total_of(map(worth, row))
                if not Range(total.low / len(row), total.high / len(row)).meets(_printed(mean)):
                    exact = sum((f.amount for f in row), Fraction(0)) / len(row)
                    findings.append(_finding(given.figures, mean, "row_mean", "平均数", exact, row))
    return result(findings, looked=looked, nothing="没有列出几个数又写平均数的句子")


def _printed(figure: Figure) -> Range:
    """A mean is rounded, whatever it is of."""
    digits = printed(figure.value)
    factor = 1 if figure.measure.dimension == RATIO else figure.measure.factor
    return Range(digits.low * factor, digits.high * factor)


def _finding(  # noqa: PLR0913, PLR0917 - a figure and what it should be
    figures: Figures, figure: Figure, code: str, word: str, exact: Fraction, row: Sequence[Figure]
) -> Finding:
    value = quantize(exact / figure.measure.factor, max(2, decimal_places(figure.value)))
    expected = format_quantity(trim_zeros(value), figure.unit)
    told = f"{word}写的是{figure.surface}，按{'、'.join(f.surface for f in row)}应是{expected}；请核对"
    working = "、".join(f.surface for f in row) + f"：{expected}"
    return about_figure(figures, figure, code, "error", told, expected, working, row)


def quarters(given: AuditInput) -> CheckResult:
    """服务5.28万人次，第一至第四季度分别为0.86、1.34、1.62和1.46万人次: four quarters make the year."""
    looked, findings = [], []
    for passage in _running(given.figures):
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        for row in rows_in(passage, given.figures):
            named = _FOUR.search(clean_text(passage.text[max(0, row[0].start - 20) : row[0].start]))
            dimension = row[0].measure.dimension
            wholes = [f for f in said if f.end <= row[0].start and f.measure.dimension == dimension]
            if not named or len(row) != _QUARTERS or not wholes or dimension in {RATIO, SCORE}:
                continue
            looked.append(row)
            total = total_of(map(worth, row))
            if not any(worth(whole).meets(total) for whole in wholes[-_LEAST:]):
                exact = sum((f.amount for f in row), Fraction(0))
                findings.append(_finding(given.figures, wholes[-1], "row_quarters", "全年数", exact, row))
    return result(findings, looked=looked, nothing="没有依次列出四个季度的句子")


def years(given: AuditInput) -> CheckResult:
    """三年合计19,364.15万元，年均6,454.72万元."""
    looked, findings = [], []
    for passage in _running(given.figures):
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        for total, mean in pairwise(said):
            match = _YEARS.search(clean_text(passage.text[max(0, total.start - 12) : total.start]))
            if match is None or mean.unit != total.unit or not _A_YEAR.match(clean_text(mean.label)):
                continue
            count = int(parse_chinese_integer(match["count"]) or 1)
            looked.append(mean)
            spread = worth(total)
            if not Range(spread.low / count, spread.high / count).meets(_printed(mean)):
                findings.append(
                    _finding(given.figures, mean, "row_years", "年均", total.amount / count, (total,))
                )
    return result(findings, looked=looked, nothing="没有写几年合计又写年均的句子")


def growths(given: AuditInput) -> CheckResult:
    """2020年6,218.40万元，2021年6,455.60万元……分别比上年增长……: each of the year before."""
    looked, findings = [], []
    for passage in _running(given.figures):
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        for row in rows_in(passage, given.figures):
            match = _GREW.search(clean_text(passage.text[max(0, row[0].start - 12) : row[0].start]))
            first = said.index(row[0])
            series = said[max(0, first - len(row)) : first]
            dated = len(series) == len(row) and len({f.unit for f in series}) == 1
            if match is None or not dated or row[0].measure.dimension != RATIO or not _consecutive(series):
                continue
            looked.append(row)
            sign = -1 if match["word"] in _FALLING else 1
            for (before, now), rate in zip(pairwise(series), row[1:], strict=True):
                ratio = ratio_of(worth(now), worth(before))
                stated = printed(rate.value * sign)
                if ratio is not None and not Range(ratio.low - _HUNDRED, ratio.high - _HUNDRED).meets(stated):
                    exact = (now.amount / before.amount - 1) * _HUNDRED * sign
                    expected = f"{plain(quantize(exact, decimal_places(rate.value)))}%"
                    told = f"{match['word']}写的是{rate.surface}，按{before.surface}到{now.surface}应是{expected}；请核对"
                    working = f"{before.surface}→{now.surface}：{expected}"
                    findings.append(
                        about_figure(
                            given.figures,
                            rate,
                            "row_growths",
                            "error",
                            told,
                            expected,
                            working,
                            (before, now),
                        )
                    )
    return result(findings, looked=looked, nothing="没有依次写几年增长的句子")


def _consecutive(series: Sequence[Figure]) -> bool:
    years_ = [int(f.period[:4]) for f in series if f.period[:4].isdecimal()]
    return len(years_) == len(series) and all(b - a == 1 for a, b in pairwise(years_))


def weighted(given: AuditInput) -> CheckResult:
    """A 93.20%（权重50%）、B 95.60%（权重30%）……，加权后为94.68%."""
    looked, findings = [], []
    for passage in _running(given.figures):
        if "权重" not in passage.text:
            continue
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        pairs = [(a, b) for a, b in pairwise(said) if _WEIGHT.search(clean_text(b.label)) and b.unit == "%"]
        means_ = [f for f in said if _WEIGHTED.search(clean_text(f.label))]
        if len(pairs) < _LEAST or len(means_) != 1 or sum(b.value for _, b in pairs) != _HUNDRED:
            continue
        mean = means_[0]
        if any(a.unit != mean.unit or a.sentence != mean.sentence for a, _ in pairs):
            continue
        looked.append(mean)
        terms = [(worth(a), Fraction(b.value) / _HUNDRED) for a, b in pairs]
        spread = total_of(Range(one.low * share, one.high * share) for one, share in terms)
        if not spread.meets(_printed(mean)):
            exact = sum((a.amount * Fraction(b.value) / _HUNDRED for a, b in pairs), Fraction(0))
            findings.append(
                _finding(given.figures, mean, "row_weighted", "加权平均", exact, [a for a, _ in pairs])
            )
    return result(findings, looked=looked, nothing="没有写明权重的加权平均")


CHECKS: Final = (
    Check("row_mean", "依次列出的数与平均数", means),
    Check("row_quarters", "依次列出的四个季度与全年", quarters),
    Check("row_years", "几年合计与年均", years),
    Check("row_growths", "几年的数与增长", growths),
    Check("row_weighted", "加权平均", weighted),
)

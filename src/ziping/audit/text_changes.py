"""Changes, means and shares in sentences: against last year, of four quarters, of one whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from ziping.audit.arithmetic import Range, mean_of, printed, ratio_of, total_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.text_parts import amount_in_unit, range_of
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, format_quantity, plain, quantize
from ziping.language.claims.units import RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_GROWTH = re.compile("(?P<word>增长|增加|上升|提高|增幅|下降|减少|降低|降幅)(?:了|为|是|达|约)*$")
_DOWN = frozenset(("下降", "减少", "降低", "降幅"))
_LAST_YEAR = re.compile("上年|去年|上一年|前一年")
_NAMED_WHOLE: Final = 4
"""Shortest 占…… that names its whole: 占总资产."""
_MEAN = re.compile("平均")
_RUNNING = re.compile("累计|[0-9一二三四五六七八九十]月末|[一二三四]季度末|序时")
"""Shares of one whole at several times: the later holds the earlier."""
_SHARE = re.compile("占[^，。；]{0,12}$|占比(?:为|是|达)*$")


def changes(given: AuditInput) -> CheckResult:
    """Last year 80, this year 90, grown by 12.5 %: the change agrees with the two figures of its sentence."""
    looked: list[Figure] = []
    findings: list[Finding] = []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        for change in said if not passage.norm else ():
            match = _GROWTH.search(clean_text(change.label))
            pair = _two_years(passage, change, said) if match else None
            if match is None or pair is None:
                continue
            looked.append(change)
            sign = -1 if match["word"] in _DOWN else 1
            findings.extend(_change_finding(given.figures, change, pair, sign))
    return result(findings, looked=looked, nothing="没有把上年数、本年数和增减写在一句里的")


def _two_years(passage: Passage, change: Figure, said: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """This year's and last year's figure, when the sentence has just these two of one kind beside changes."""
    others = [
        figure
        for figure in said
        if figure.sentence == change.sentence
        and figure is not change
        and not _GROWTH.search(clean_text(figure.label))
        and figure.measure.dimension not in {RATIO, SCORE}
    ]
    if len(others) != 2 or others[0].measure.dimension != others[1].measure.dimension:
        return None
    before = [
        f
        for f in others
        if _LAST_YEAR.search(_clause_words(passage, f)) and not re.search("[比较]", _clause_words(passage, f))
    ]
    if len(before) != 1 or before[0].value <= 0:
        return None
    return next(f for f in others if f is not before[0]), before[0]


def _clause_words(passage: Passage, figure: Figure) -> str:
    return passage.text[passage.outline.clauses[figure.clause].start : figure.start]


def _change_finding(
    figures: Figures, change: Figure, pair: tuple[Figure, Figure], sign: int
) -> Iterator[Finding]:
    now, before = pair
    if change.measure.dimension == RATIO:
        ratio = ratio_of(range_of(now), range_of(before))
        if ratio is None or printed(change.value * sign).meets(Range(ratio.low - 100, ratio.high - 100)):
            return
        exact = quantize((now.amount / before.amount - 1) * 100, decimal_places(change.value))
        expected = f"{plain(exact)}%"
    elif change.measure.dimension == now.measure.dimension:
        difference = now.amount - before.amount
        signed = Range(*sorted((range_of(change).low * sign, range_of(change).high * sign)))
        apart = Range(range_of(now).low - range_of(before).high, range_of(now).high - range_of(before).low)
        if signed.meets(apart):
            return
        expected = amount_in_unit(difference, change)
    else:
        return
    yield found(
        "said_change",
        "error",
        change.place,
        f"增减写的是{change.surface}，按{before.surface}到{now.surface}应是{expected}；请核对",
        stated=change.surface,
        expected=expected,
        working=f"{before.surface}→{now.surface}：{expected}",
        quote=figures.quote(change),
        subject=clean_text(change.label)[-16:],
    )


def quarter_means(given: AuditInput) -> CheckResult:
    """The mean of four quarters printed in a paragraph is the mean of the figures printed there."""
    looked, findings = [], []
    for passage in given.figures.passages:
        before: dict[str, dict[str, Figure]] = {}  # by unit the last figure of each quarter
        for mean in given.figures.of_passage.get(passage.index, ()) if not passage.norm else ():
            quarters = dict(before.get(mean.unit, ()))
            if "Q" in mean.period:
                before.setdefault(mean.unit, {})[mean.period[-2:]] = mean
            if not mean.exact or not _MEAN.search(clean_text(mean.label)):
                continue
            if set(quarters) != {"Q1", "Q2", "Q3", "Q4"}:
                continue
            looked.append(mean)
            values = [figure.value for figure in quarters.values()]
            expected = mean_of(values, decimal_places(mean.value))
            if not printed(mean.value).meets(_mean_range(values)):
                findings.append(_mean_finding(given.figures, mean, values, expected))
    return result(findings, looked=looked, nothing="没有把四个季度和平均数写在一段里的")


def _mean_range(values: Sequence[Decimal]) -> Range:
    total = total_of(printed(value) for value in values)
    return Range(total.low / len(values), total.high / len(values))


def _mean_finding(figures: Figures, mean: Figure, values: Sequence[Decimal], expected: Decimal) -> Finding:
    return found(
        "said_mean",
        "error",
        mean.place,
        f"平均数写的是{mean.surface}，段中四个季度的平均是{format_quantity(expected, mean.unit)}；请核对",
        stated=mean.surface,
        expected=format_quantity(expected, mean.unit),
        working=f"({'+'.join(map(plain, values))})÷4={plain(expected)}",
        quote=figures.quote(mean),
        subject=clean_text(mean.label)[-16:],
    )


def shares(given: AuditInput) -> CheckResult:
    """Shares of one whole in one sentence are not more than 100 % together."""
    looked, findings = [], []
    for passage in given.figures.passages:
        groups: dict[tuple[int, str], list[Figure]] = {}
        for figure in given.figures.of_passage.get(passage.index, ()):
            label = clean_text(figure.label)
            if (
                figure.measure.dimension == RATIO
                and figure.exact
                and _SHARE.search(label)
                and not passage.norm
                and not _RUNNING.search(_sentence_words(passage, figure))
            ):
                whole = label[label.rfind("占") :]
                if len(whole) < _NAMED_WHOLE:
                    continue
                groups.setdefault((figure.sentence, whole), []).append(figure)
        for said in groups.values():
            if len(said) > 1:
                looked.append(said)
                total = sum((figure.value for figure in said), Decimal(0))
                if total > 100 + Decimal(len(said)) / 2:
                    findings.append(_share_finding(given.figures, said, total))
    return result(findings, looked=looked, nothing="没有在一句里写出几个占比的")


def _sentence_words(passage: Passage, figure: Figure) -> str:
    clauses = passage.outline.of_sentence(figure.sentence)
    return passage.text[clauses[0].start : clauses[-1].end]


def _share_finding(figures: Figures, said: Sequence[Figure], total: Decimal) -> Finding:
    listed = "+".join(plain(figure.value) for figure in said)
    return found(
        "said_shares",
        "warning",
        said[-1].place,
        f"同一整体的几个占比相加是{plain(total)}%，超过100%；请核对",
        stated="、".join(figure.surface for figure in said),
        expected="合计不超过100%",
        working=f"{listed}={plain(total)}",
        quote=figures.quote(said[-1]),
    )


CHECKS: Final = (
    Check("said_change", "比上年增减", changes),
    Check("said_mean", "文中平均数", quarter_means),
    Check("said_shares", "占比合计", shares),
)

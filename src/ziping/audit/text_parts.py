"""Sums in sentences: parts after 其中, figures before 合计, changes against last year, means of quarters, shares."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, islice, pairwise, takewhile
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, mean_of, printed, ratio_of, total_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import decimal_of, decimal_places, format_quantity, plain, quantize, trim_zeros
from ziping.language.claims.units import MONEY, NONE, PERSON, RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_PAIRS: Final = (
    ("基本支出", "项目支出"),
    ("人员", "公用"),
    ("接待", "公务用车"),
    ("参照", "工勤"),
    ("参公", "工勤"),
    ("行政", "事业"),
    ("在用", "待处置"),
    ("在用", "闲置"),
    ("男", "女"),
    ("线上", "线下"),
    ("财政拨款", "其他资金"),
)
"""Names of two parts that make a whole between them."""
_TOTAL = re.compile(
    "^(?:以上|上述|[两二三四五六七八九十]项|各项)?(?:合计|共计|总计|总共|合共)(?:金额|支出|收入|人数|为|是|达|约|发放|使用)*$"
)
_AMONG = re.compile("其中|(?<=[一-鿿])中(?=[，,：:])")
_LEAD = re.compile("^(?:其中|分别是|包括|含)[:：]?")
_TAIL: Final = 2
_GAP = re.compile("[一-鿿“”（）()]{0,8}、[^0-9，。；%]{1,16}")
_REMAINDER = re.compile("其余|其他|其它|另有")
_REST_NEAR: Final = 8
_LEAST_OF_SUM: Final = 3
"""Two parts and their total."""
_CLOSE = Fraction(1, 100)
"""Parts that miss the whole by less than this share were meant to make it."""
_GROWTH = re.compile("(?P<word>增长|增加|上升|提高|增幅|下降|减少|降低|降幅)(?:了|为|是|达|约)*$")
_DOWN = frozenset(("下降", "减少", "降低", "降幅"))
_LAST_YEAR = re.compile("上年|去年|上一年|前一年")
_NAMED_WHOLE: Final = 4
"""Shortest 占…… that names its whole: 占总资产."""
_MEAN = re.compile("平均")
_SHARE = re.compile("占[^，。；]{0,12}$|占比(?:为|是|达)*$")
_REST = re.compile("节约|结余|结转|剩余|余下|增加|减少|超出|相差|增长")
_OTHER = re.compile(
    "剔除|扣除|不含|除外|重复|交叉|不相等|不一致|不相符|调整为|调整到|增至|减至|变为|升至|降至"
)


class _Whole(NamedTuple):
    """A figure and those that follow 其中."""

    passage: Passage
    whole: Figure
    parts: tuple[Figure, ...]
    others: tuple[Figure, ...]
    """Figures before the whole in its sentence; one of them may be meant."""


def parts_of_wholes(given: AuditInput) -> CheckResult:
    """231.50, 其中 149.03 and 83.03: what follows 其中 is not more than the whole, nor less when it is all of it."""
    wholes = tuple(_wholes(given.figures))
    findings = [finding for whole in wholes if (finding := _judged(given.figures, whole)) is not None]
    return result(findings, looked=wholes, nothing="没有写“其中”的句子")


def _wholes(figures: Figures) -> Iterator[_Whole]:
    for passage in figures.passages:
        said = [f for f in figures.of_passage.get(passage.index, ()) if f.exact]
        if passage.norm:
            continue
        for start in (match.start() for match in _AMONG.finditer(passage.text)):
            first = bisect_left(said, start, key=lambda figure: figure.start)
            before, after = said[:first], said[first:]
            if before and after:
                whole = _whole_of(before, after[0])
                parts = _parts(passage, after, whole) if whole else ()
                if whole is not None and parts and not _REST.search(clean_text(whole.label)):
                    dimension = whole.measure.dimension
                    others = _before_in_sentence(said, first - 1)
                    same = tuple(f for f in others if f.measure.dimension == dimension)
                    yield _Whole(passage, whole, parts, same)


def _before_in_sentence(said: Sequence[Figure], order: int) -> list[Figure]:
    """The figures before one in its sentence."""
    sentence = said[order].sentence
    before = (said[at] for at in range(order - 1, -1, -1))
    return list(takewhile(lambda figure: figure.sentence == sentence, before))[::-1]


def _whole_of(before: Sequence[Figure], first: Figure) -> Figure | None:
    """The last figure before 其中 of the unit of the first part, in its sentence or straight before it."""
    dimension = first.measure.dimension
    if dimension in {RATIO, SCORE, NONE}:
        return None
    for whole in reversed(before):
        if whole.measure.dimension == dimension:
            return whole if first.sentence - whole.sentence <= 1 else None
        if whole.sentence != first.sentence:
            break  # a figure of another kind between two sentences is what 其中 speaks of
    return None


def _parts(passage: Passage, after: Sequence[Figure], whole: Figure) -> tuple[Figure, ...]:
    """Figures of the whole's unit up to the end of the sentence, or to the next 其中 or 合计."""
    parts: list[Figure] = []
    depth = passage.outline.clauses[after[0].clause].depth
    for figure in after:
        between = passage.text[(parts[-1] if parts else after[0]).start : figure.start]
        if figure.sentence != after[0].sentence or "其中" in between:
            break
        if passage.outline.clauses[figure.clause].depth != depth:
            continue
        if parts and "；" in between and _name(figure)[-_TAIL:] != _name(parts[0])[-_TAIL:]:
            break
        if figure.measure.dimension == whole.measure.dimension:
            if _TOTAL.search(clean_text(figure.label)):
                break
            parts.append(figure)
    return tuple(parts)


def _range(figure: Figure) -> Range:
    factor = figure.measure.factor
    digits = printed(figure.value, exact=figure.measure.dimension != MONEY)
    return Range(digits.low * factor, digits.high * factor)


def _in_unit(amount: Fraction, unit: Figure) -> str:
    """An amount in the unit of a figure."""
    return format_quantity(trim_zeros(decimal_of(amount / unit.measure.factor)), unit.unit, comma=False)


def _judged(figures: Figures, one: _Whole) -> Finding | None:
    if len(one.parts) < 2:
        return _one_part(figures, one) if one.parts else None
    total = sum((part.amount for part in one.parts), Fraction(0))
    whole = _range(one.whole)
    sums = list(accumulate(map(_range, one.parts), lambda *both: total_of(both)))[1:]
    if any(whole.meets(total) for total in sums):
        return None  # what follows the last part is of something else
    if (
        any(_range(other).meets(sums[-1]) for other in one.others)
        or len({part.period for part in one.parts}) > 1
    ):
        return None
    severity = _severity(one, total)
    if severity is None or _OTHER.search(one.passage.text):
        return None
    expected = _in_unit(total, one.whole)
    return found(
        "said_parts",
        severity,
        one.whole.place,
        f"写的是{one.whole.surface}，其中各项（{'、'.join(part.surface for part in one.parts)}）相加是{expected}；请核对",
        stated=one.whole.surface,
        expected=expected,
        working="+".join(part.surface for part in one.parts) + f"={expected}",
        quote=figures.quote(one.whole),
        subject=clean_text(one.whole.label)[-16:],
    )


def _one_part(figures: Figures, one: _Whole) -> Finding | None:
    """A single part that is more than its whole: 57件，其中成功65件."""
    part = one.parts[0]
    wholes = (one.whole, *one.others)
    if part.unit != one.whole.unit or any(_range(whole).high >= _range(part).low for whole in wholes):
        return None
    if part.sentence != one.whole.sentence or _OTHER.search(one.passage.text):
        return None
    return found(
        "said_parts",
        "warning",
        part.place,
        f"写的是{one.whole.surface}，其中一项却有{part.surface}；请核对",
        stated=part.surface,
        expected=f"不超过{one.whole.surface}",
        working=f"{part.surface}>{one.whole.surface}",
        quote=figures.quote(part),
        subject=clean_text(part.label)[-16:],
    )


def _tight(one: _Whole) -> bool:
    """Whether the parts stand in one list with 、 between them, and nothing else."""
    gaps = (one.passage.text[a.end : b.start] for a, b in pairwise(one.parts))
    return all(_GAP.fullmatch(gap) for gap in gaps)


def _severity(one: _Whole, total: Fraction) -> Severity | None:
    """Parts of one kind cannot exceed the whole; all parts cannot fall short of it; others may overlap or be a choice."""
    labels = [_name(part) for part in one.parts]
    known = any(any(a in x for x in labels) and any(b in x for x in labels) for a, b in _PAIRS)
    kin = len({label[-_TAIL:] for label in labels}) == 1 and len(set(labels)) == len(labels)
    whole = one.whole.amount
    dimension = one.whole.measure.dimension
    if known or (kin and total > whole and dimension == MONEY):
        return "error"
    if kin and total > whole and dimension != PERSON:
        return "warning"  # one person may be counted twice, a thing hardly
    if abs(total - whole) < whole * _CLOSE or (total > whole and dimension == MONEY):
        return "warning"
    if _tight(one) and len({part.unit for part in (one.whole, *one.parts)}) == 1:
        rest = _REMAINDER.search(one.parts[-1].label[-_REST_NEAR:])
        return "warning" if total > whole or rest else None
    return None


def _name(figure: Figure) -> str:
    label = _LEAD.sub("", clean_text(figure.label))
    name = re.sub("(?:人数|金额|数|为|共|达|有|是)+$", "", label)
    return name or clean_text(figure.after)[:8]


def stated_sums(given: AuditInput) -> CheckResult:
    """A 0.11, B 3.01, 合计 3.12: a sum that ends a list is the sum of its last figures."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        if passage.norm or len(said) < _LEAST_OF_SUM or _OTHER.search(passage.text):
            continue
        for order, total in enumerate(said):
            if total.measure.dimension in {RATIO, SCORE, NONE} or not _TOTAL.search(clean_text(total.label)):
                continue
            parts = [f for f in _before_in_sentence(said, order) if f.unit == total.unit]
            if len(parts) > 1:
                looked.append(total)
                if not any(_range(total).meets(last) for last in _sums_of_last(parts)):
                    findings.append(_sum_finding(given.figures, total, parts))
    return result(findings, looked=looked, nothing="没有写“合计”“共计”的句子")


def _sums_of_last(parts: Sequence[Figure]) -> Iterator[Range]:
    """What the last two, three … of the parts add up to."""
    sums = accumulate(map(_range, reversed(parts)), lambda *both: total_of(both))
    return islice(sums, 1, None)


def _sum_finding(figures: Figures, total: Figure, parts: Sequence[Figure]) -> Finding:
    expected = _in_unit(sum((part.amount for part in parts), Fraction(0)), total)
    return found(
        "said_sum",
        "warning",
        total.place,
        f"合计写的是{total.surface}，前面各项相加是{expected}；请核对",
        stated=total.surface,
        expected=expected,
        working="+".join(part.surface for part in parts) + f"={expected}",
        quote=figures.quote(total),
        subject=clean_text(total.label)[-16:],
    )


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
        ratio = ratio_of(_range(now), _range(before))
        if ratio is None or printed(change.value * sign).meets(Range(ratio.low - 100, ratio.high - 100)):
            return
        exact = quantize((now.amount / before.amount - 1) * 100, decimal_places(change.value))
        expected = f"{plain(exact)}%"
    elif change.measure.dimension == now.measure.dimension:
        difference = now.amount - before.amount
        signed = Range(*sorted((_range(change).low * sign, _range(change).high * sign)))
        apart = Range(_range(now).low - _range(before).high, _range(now).high - _range(before).low)
        if signed.meets(apart):
            return
        expected = _in_unit(difference, change)
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
    Check("said_parts", "“其中”各项与总数", parts_of_wholes),
    Check("said_sum", "文中合计", stated_sums),
    Check("said_change", "比上年增减", changes),
    Check("said_mean", "文中平均数", quarter_means),
    Check("said_shares", "占比合计", shares),
)

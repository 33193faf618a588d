"""Changes, multiples and products in sentences: growth over last year, how many times, heads times the price a head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from ziping.audit.arithmetic import Range, printed, ratio_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import Near, about_figure, any_ratio, near_figures, same_kind, worth
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import decimal_of, decimal_places, format_quantity, plain, quantize, trim_zeros
from ziping.language.claims.units import MONEY, NONE, POINTS, RATIO, is_count
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_BASE = re.compile(
    "(?:(?:比|较|与)(?:上年|去年|上一年|前一年|20[0-9]{2}年)(?:度|末|底|同期|全年|决算数?|实际)*(?:的)?"
    "|^(?:上年|去年|上一年)(?:同期|同口径)?(?:数)?(?:为|是|的)?)$"
)
_THAT_YEAR = re.compile("^(?P<year>20[0-9]{2})年(?:度|末)?(?:为|是)$")
_CHANGE = re.compile(
    "^(?:(?:相比)?[\u4e00-\u9fff]{0,4}?)(?P<word>增长|增加|上升|提高|净增|下降|减少|降低|多|少)(?:了|约)*$"
)
_DOWN: Final = frozenset(("下降", "减少", "降低", "少"))
_GROWN = re.compile("(?P<word>增长|增加|上升|提高|下降|减少|降低)(?:了|为|是|达)*$")
_GROWTH_ONLY = re.compile("^(?:增长|增幅|下降|降幅|上升)(?:为|是|达|了)*$")
_LAST_TIME = re.compile("上年|去年|上一年|20[0-9]{2}年")
_TIMES_WORDS = re.compile("(?:是|为|达到?|相当于)[^，。；]{1,12}的?$")
_EACH = re.compile("每(?P<unit>[人名户场件家个次期班批台辆])|(?P<same>[人户件次场])均")
_PERSONS: Final = frozenset("人名")
_PRICE = re.compile("每[\u4e00-\u9fff]{1,3}|[人户件次场]均|标准|单价|调[为至]|降[为至]|提高到")
_TOGETHER = re.compile("^(?:共计?|合计|总计)")
_PAID = re.compile("^(?:支出|发放|投入|支付|拨付|使用|给付)(?:资金|经费|金额|补助|慰问金)*$")
_PRICED: Final = 2
_COMPARED = re.compile(
    "[比较][^，。；0-9]{0,8}[多少高低增减](?:了)?$|(?:超出|超过|超额|相差|还差|缺口|缺)(?:了)?$"
)
"""Words of how far a count is from another, which is no count of its own."""
_ENOUGH: Final = 4
"""Digits of a difference that two pairs of amounts hardly share by chance."""


def growth(given: AuditInput) -> CheckResult:
    """4,870人次，比上年的4,125人次增长18.06%: the change is between the figure before 比上年 and the one after it."""
    looked: list[Figure] = []
    findings: list[Finding] = []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        for order, base in enumerate(said[:-1] if not passage.norm else ()):
            if not _is_base(base, given.year) or base.amount <= 0:
                continue
            change = said[order - 1] if order > 1 else None
            if change and change.measure.dimension == RATIO and _bracketed(passage, change, base):
                word, before = _GROWN.search(clean_text(change.label)), said[order - 2]
                if word and _alike(before, base):
                    looked.append(change)
                    findings.extend(_growth_findings(given.figures, base, change, word["word"], [before]))
                continue
            now = [f for f in said[:order] if f.sentence == base.sentence and _alike(f, base)]
            for change in _level_after(passage, base, said[order + 1 :])[:2] if now else ():
                word = _CHANGE.match(clean_text(change.label))
                if word is None or change.sentence != base.sentence:
                    break
                looked.append(change)
                findings.extend(_growth_findings(given.figures, base, change, word["word"], now[::-1]))
    return result(findings, looked=looked, nothing="没有写“比上年的……增长……”的句子")


def _is_base(figure: Figure, year: int | None) -> bool:
    """Whether a figure is what something was before: 比上年的4,125人次, 2022年为30.04元 in the report of a later year."""
    label = clean_text(figure.label)
    then = _THAT_YEAR.search(label)
    return bool(_BASE.search(label)) or (then is not None and year is not None and int(then["year"]) < year)


def _level_after(passage: Passage, base: Figure, after: Sequence[Figure]) -> list[Figure]:
    """The figures behind a base, those in brackets left out."""
    depth = passage.outline.clauses[base.clause].depth
    return [f for f in after if passage.outline.clauses[f.clause].depth <= depth]


def _bracketed(passage: Passage, change: Figure, base: Figure) -> bool:
    """618件，比上年增长24.10%（上年为498件）: whether the base stands in a bracket behind the change."""
    return re.fullmatch("[（(][^（）()0-9]*", passage.text[change.end : base.start]) is not None


def _alike(one: Figure, other: Figure) -> bool:
    return one.measure.dimension == other.measure.dimension


def _growth_findings(
    figures: Figures, base: Figure, change: Figure, word: str, now: Sequence[Figure]
) -> Iterator[Finding]:
    sign = -1 if word in _DOWN else 1
    in_points = base.measure.dimension == RATIO
    apart = [Range(worth(one).low - worth(base).high, worth(one).high - worth(base).low) for one in now]
    stated = worth(change)
    signed = Range(*sorted((stated.low * sign, stated.high * sign)))
    if change.measure.dimension == RATIO:
        ratios = [ratio for one in now if (ratio := ratio_of(worth(one), worth(base)))]
        if any(Range(r.low - 100, r.high - 100).meets(signed) for r in ratios):
            return
        if in_points and any(one.meets(signed) for one in apart):
            told = f"两个百分数之差写成了{change.surface}，应写成个百分点；请改正"
            expected = f"{plain(change.value)}个百分点"
            yield about_figure(figures, change, "percent_or_points", "warning", told, expected, "", (base,))
            return
        exact = (now[0].amount / base.amount - 1) * 100
        expected = f"{plain(quantize(exact, decimal_places(change.value)))}%"
    elif _alike(change, base) or (in_points and change.measure.dimension == POINTS):
        if any(one.meets(signed) for one in apart):
            return
        in_unit = Fraction(now[0].value - base.value) if in_points else now[0].amount - base.amount
        difference = in_unit if in_points else in_unit / change.measure.factor
        expected = format_quantity(trim_zeros(decimal_of(difference)), change.unit, comma=False)
    else:
        return
    told = f"写的是{word}{change.surface}，按{base.surface}到{now[0].surface}应是{expected}（负数是减少）；请核对"
    severity: Severity = "error" if len({one.amount for one in now}) == 1 else "warning"
    working = f"{base.surface}→{now[0].surface}：{expected}"
    yield about_figure(figures, change, "quotient_growth", severity, told, expected, working, (base, now[0]))


def growth_of_difference(given: AuditInput) -> CheckResult:
    """增加175.26万元，增长11.83%: amounts of the report that differ by the one grow by the other."""
    amounts = {f.amount for f in (*given.figures.text, *given.figures.table) if f.measure.dimension == MONEY}
    looked, findings = [], []
    for passage in given.figures.passages:
        said = given.figures.of_passage.get(passage.index, ())
        for apart, rate in _level_pairs(passage, said):
            match = _GROWN.search(clean_text(apart.label))
            if (
                match is None
                or not (apart.exact and rate.exact and rate.measure.dimension == RATIO)
                or apart.measure.dimension != MONEY
                or not _GROWTH_ONLY.match(clean_text(rate.label))
                or len(apart.value.as_tuple().digits) < _ENOUGH
            ):
                continue
            sign = -1 if match["word"] in _DOWN else 1
            bases = sorted(one for one in amounts if one > 0 and one + sign * apart.amount in amounts)
            bases = [f.amount for f in said if apart.end <= f.start < rate.start] or bases
            grown = [apart.amount / one * 100 for one in bases]
            if not bases:
                continue
            looked.append(apart)
            places = decimal_places(rate.value)
            near = Fraction(2, 10**places)  # the difference itself is of rounded amounts
            if not any(abs(one - Fraction(rate.value)) <= near for one in grown):
                base = format_quantity(trim_zeros(decimal_of(bases[-1] / apart.measure.factor)), apart.unit)
                expected = f"{plain(quantize(grown[-1], places))}%"
                told = f"{match['word']}{apart.surface}，比例写的是{rate.surface}，按基数{base}应是{expected}；请核对"
                working = f"{apart.surface}÷{base}×100%={expected}"
                findings.append(
                    about_figure(
                        given.figures, rate, "quotient_growth", "warning", told, expected, working, (apart,)
                    )
                )
    return result(findings, looked=looked, nothing="没有同时写增减额和增减比例的句子")


def _level_pairs(passage: Passage, said: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Neighbours; over a bracket with one figure as well: 增加16.20万元（上年203.00万元），增长7.98%."""
    yield from pairwise(said)
    for first, inner, last in zip(said, said[1:], said[2:], strict=False):
        same = first.measure.dimension == inner.measure.dimension
        depth = passage.outline.clauses[first.clause].depth
        if same and last in _level_after(passage, first, [inner, last]) and inner.amount > 0:
            inside = passage.outline.clauses[inner.clause].depth > depth
            if inside and _LAST_TIME.search(inner.label):
                yield first, last


def multiples(given: AuditInput) -> CheckResult:
    """31.7万人次 is 13.8 times 2.3万人次."""
    looked, findings = [], []
    for near in near_figures(given.figures, lambda f: f.exact and f.unit == "倍"):
        said = [f for f in near.segment if f.measure.dimension not in {NONE}]
        pairs = [f for f in said if same_kind(f, said[-1])] if said else []
        if len(pairs) < 2 or not _TIMES_WORDS.search(near.words):
            continue
        looked.append(near)
        if any_ratio(printed(near.figure.value), near.around, 1):
            continue
        top, bottom = sorted(pairs[-2:], key=lambda f: f.amount, reverse=True)
        expected = (
            f"{plain(quantize(top.amount / bottom.amount, max(1, decimal_places(near.figure.value))))}倍"
        )
        told = f"倍数写的是{near.figure.surface}，按{top.surface}÷{bottom.surface}应是{expected}；请核对"
        working = f"{top.surface}÷{bottom.surface}={expected}"
        findings.append(
            about_figure(
                given.figures,
                near.figure,
                "quotient_times",
                "warning",
                told,
                expected,
                working,
                (top, bottom),
            )
        )
    return result(findings, looked=looked, nothing="没有写倍数的句子")


def products(given: AuditInput) -> CheckResult:
    """每人92元，3,500人共32.20万元: heads times the price a head."""
    looked, findings = [], []
    for near in near_figures(given.figures, lambda f: f.exact and f.measure.dimension == MONEY):
        heads, prices = _heads_and_prices(near)
        if heads is None or not prices:
            continue
        looked.append(near)
        money = [f for f in near.segment if f.measure.dimension == MONEY]  # 人均2,800元中工会承担1,960元
        products = [Range(worth(p).low * heads.amount, worth(p).high * heads.amount) for p in money]
        if not any(product.meets(worth(near.figure)) for product in products):
            price = prices[-1]
            amount = price.amount * heads.amount / near.figure.measure.factor
            expected = format_quantity(trim_zeros(decimal_of(amount)), near.figure.unit)
            told = f"合计写的是{near.figure.surface}，按{price.surface}×{heads.surface}应是{expected}；请核对"
            working = f"{price.surface}×{heads.surface}={expected}"
            findings.append(
                about_figure(
                    given.figures,
                    near.figure,
                    "quotient_product",
                    "warning",
                    told,
                    expected,
                    working,
                    (price,),
                )
            )
    return result(findings, looked=looked, nothing="没有把单价、个数和总数写在一起的")


def _heads_and_prices(near: Near) -> tuple[Figure | None, list[Figure]]:
    """每人92元，3,500人共32.20万元, or 420户、每户1,000元共42.00万元; a price of a house is none of a head."""
    label = clean_text(near.figure.label)
    if not near.before or not (_TOGETHER.match(label) or (_PAID.match(label) and _in_a_row(near))):
        return None, []
    counted = [f for f in near.before if not _COMPARED.search(clean_text(f.label))]
    if not counted:
        return None, []
    last = counted[-1]
    if last.measure.dimension == MONEY and _PRICE.search(clean_text(last.label)):
        counted = [f for f in near.segment if is_count(f.measure.dimension) and f in counted][-1:]
        fits = bool(counted) and _priced(last, counted[0]) and counted[0].clause + 2 > last.clause
        return (counted[0], [last]) if fits else (None, [])
    if not is_count(last.measure.dimension):
        return None, []
    money = (f for f in near.segment if f.measure.dimension == MONEY)
    return last, [f for f in money if _PRICE.search(clean_text(f.label)) and _priced(f, last)]


def _in_a_row(near: Near) -> bool:
    """慰问604人，每人400元，支出24.16万元: clause by clause what was counted, its price, and what was paid."""
    if len(near.segment) < _PRICED:
        return False
    counted, price = near.segment[-2:]
    named = _EACH.match(clean_text(price.label))
    in_a_row = price.clause - counted.clause == near.figure.clause - price.clause == 1
    return named is not None and in_a_row and is_count(counted.measure.dimension) and _priced(price, counted)


def _priced(price: Figure, counted: Figure) -> bool:
    """Whether a price may be of the things counted: 每户 is not of 318人."""
    named = _EACH.search(clean_text(price.label))
    each = (named["unit"] or named["same"]) if named else ""
    alike = each in _PERSONS and counted.unit[:1] in _PERSONS
    return not each or alike or each == counted.unit[:1] or each in clean_text(counted.after)


CHECKS: Final = (
    Check("quotient_growth", "比上年增减与两个数", growth),
    Check("quotient_difference", "增减额与增减比例", growth_of_difference),
    Check("quotient_times", "倍数", multiples),
    Check("quotient_product", "单价、个数与总数", products),
)

"""Means in sentences: what a head, a household or an event comes to, against the sum and the count told beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ziping.audit.arithmetic import Range, printed, ratio_of, turned_digits
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import Near, about_figure, near_figures, same_kind, words_of, worth
from ziping.audit.report import result
from ziping.audit.text_quotients import OUT
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_of, decimal_places, format_quantity, quantize
from ziping.language.claims.units import MONEY, POINTS, RATIO, SCORE, is_count
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures

_MEAN = re.compile(
    "(?P<each>[人户件次场台项家]均|平均(?:每(?P<unit>[\u4e00-\u9fff]{1,3}?)|(?P<bare>[\u4e00-\u9fff]{0,3}))|每(?P<one>[\u4e00-\u9fff]{1,3}))(?:平均|补助|给付|支出|[\u4e00-\u9fff]{0,4}费用?|投入|面积|成本|金额|约|为|是|达)*$"
)
_CHOICE: Final = 2
"""Heads of one sentence that a mean may be of: cases taken up, and cases won."""
_NOUN = re.compile("平均每[\u4e00-\u9fff](?P<noun>[\u4e00-\u9fff]{4,})$")
_NEW_ITEM = re.compile("[。；]")
_TOGETHER = re.compile("^(?:共计?|合计|总计)")
_AIMED = re.compile("低于|高于|目标|标准|上年|超过|控制|^的")
_HEADS: Final = {"人": ("person", "person_time"), "名": ("person", "person_time")}
_NAME: Final = 4
"""Last letters by which the heads of a mean are known again."""


def means(given: AuditInput) -> CheckResult:
    """536户次、160.80万元，户均3,000元: a mean is the amount before it over the number of heads before it."""
    looked, findings = [], []
    for near in near_figures(
        given.figures, lambda f: f.exact and f.measure.dimension not in {RATIO, POINTS, SCORE}
    ):
        named = _MEAN.search(clean_text(near.figure.label))
        aimed = _AIMED.search(clean_text(near.figure.label)) or _AIMED.match(clean_text(near.figure.after))
        if (
            named is None
            or aimed
            or not near.segment
            or OUT.search(near.passage.text[near.figure.end : near.figure.end + 12])
        ):
            continue
        if _TOGETHER.match(clean_text(near.figure.after)):
            continue  # a price, and what it comes to
        amounts = [
            f for f in near.segment if same_kind(f, near.figure) and not _MEAN.search(clean_text(f.label))
        ]
        heads = [f for f in near.segment if _is_head(f, named) and not same_kind(f, near.figure)]
        if not amounts:
            amounts = _named_before(given.figures, near, heads)
        if not amounts:
            continue
        if not heads and near.before[0] not in near.segment:  # told before the semicolon: the nearest of them
            heads = [f for f in near.before if _is_head(f, named) and not same_kind(f, near.figure)][-1:]
        looked.append(near)
        finding = _mean_finding(given.figures, near, amounts, heads)
        findings.extend([finding] if finding else [])
    return result(findings, looked=looked, nothing="没有把总数、个数和平均数写在一起的")


def _named_before(figures: Figures, near: Near, heads: Sequence[Figure]) -> list[Figure]:
    """The one amount before the sentence that the mean is of, by the name of the heads or its own.

    宣讲员工资42.00万元……。宣讲员7人，人均6.00万元; 运行维护费15.60万元……。公务用车6辆，平均每辆运行维护费2.60万元.
    """
    if len(heads) != 1 or near.figure.clause - heads[0].clause != 1:
        return []
    own = _NOUN.search(clean_text(near.figure.label))
    names = [clean_text(heads[0].label), own["noun"] if own else ""]
    names = [name for name in names if len(name) >= _NAME]
    before = (f for f in figures.of_passage[near.figure.passage] if f.exact and f.end < heads[0].start)
    apart = (f for f in before if _NEW_ITEM.search(near.passage.text, f.end, heads[0].start))
    said = [f for f in apart if same_kind(f, near.figure) and any(n in clean_text(f.label) for n in names)]
    return said if len(said) == 1 else []


def _is_head(figure: Figure, named: re.Match[str]) -> bool:
    each = named["unit"] or named["bare"] or named["one"] or named["each"]
    letter, noun = each[:1], each[1:].strip("均")
    if noun and noun not in words_of(figure) and noun not in figure.unit:
        return False
    if letter == "平":
        return is_count(figure.measure.dimension)
    return figure.unit.startswith(letter) or figure.measure.dimension in _HEADS.get(letter, ())


def _mean_finding(
    figures: Figures, near: Near, amounts: Sequence[Figure], heads: Sequence[Figure]
) -> Finding | None:
    mean, amount = near.figure, amounts[-1]
    if _given(near):
        return None
    beside = any(head in near.segment for head in heads)
    if not beside and mean.amount > amount.amount and mean.measure.dimension == MONEY:
        told = f"总数写的是{amount.surface}，比平均数{mean.surface}还小，多半是单位写错；请核对"
        expected = f"不少于{mean.surface}"
        return about_figure(figures, amount, "quotient_mean", "warning", told, expected, "", (mean,))
    distinct = {f.amount for f in heads}
    if len(amounts) != 1 or not distinct or min(distinct) <= 1 or _of_a_share(figures, near, heads[0]):
        return None
    begun = min(f.start for f in (amount, *heads))
    choice = beside and len(distinct) <= _CHOICE and "其中" not in near.passage.text[begun : mean.start]
    if len(distinct) > 1 and not choice:
        return None
    return _turned(figures, mean, amount, heads) or _wrong_mean(figures, mean, amount, heads)


def _given(near: Near) -> bool:
    """Whether any two figures near a mean give it."""
    digits, factor = printed(near.figure.value), near.figure.measure.factor
    stated = Range(digits.low * factor, digits.high * factor)
    tops = [f for f in near.around if same_kind(f, near.figure)]
    bottoms = [f for f in near.around if not same_kind(f, near.figure)]
    ratios = (ratio_of(worth(top), worth(bottom), 1) for top in tops for bottom in bottoms)
    return any(ratio is not None and ratio.meets(stated) for ratio in ratios)


def _turned(figures: Figures, mean: Figure, amount: Figure, heads: Sequence[Figure]) -> Finding | None:
    """The sum is told wrong when the mean gives it with two of its digits the other way round."""
    for head in heads:
        product = decimal_of(mean.amount * head.amount / amount.measure.factor)
        if product in set(turned_digits(amount.value)):
            expected = format_quantity(quantize(product, decimal_places(amount.value)), amount.unit)
            told = f"总数写的是{amount.surface}，按{mean.surface}×{head.surface}应是{expected}，多半是两个数字写颠倒；请核对"
            working = f"{mean.surface}×{head.surface}={expected}"
            return about_figure(
                figures, amount, "quotient_mean", "warning", told, expected, working, (head, mean)
            )
    return None


def _wrong_mean(figures: Figures, mean: Figure, amount: Figure, heads: Sequence[Figure]) -> Finding:
    exact = (amount.amount / head.amount / mean.measure.factor for head in heads)
    places = max(2, decimal_places(mean.value))
    expected = "或".join(dict.fromkeys(format_quantity(quantize(one, places), mean.unit) for one in exact))
    by = "或".join(dict.fromkeys(head.surface for head in heads))
    told = f"平均数写的是{mean.surface}，按{amount.surface}÷{by}应是{expected}；请核对"
    working = f"{amount.surface}÷{by}={expected}"
    return about_figure(figures, mean, "quotient_mean", "warning", told, expected, working, (amount, *heads))


def _of_a_share(figures: Figures, near: Near, head: Figure) -> bool:
    """Whether a share of the heads is named between them and the mean: it may be a mean of those only."""
    said = figures.of_passage[near.figure.passage]
    shares = (f for f in said if f.measure.dimension == RATIO and "占" in f.label)
    return any(head.end <= f.start < near.figure.start for f in shares)


CHECKS: Final = (Check("quotient_mean", "人均、户均等平均数", means),)

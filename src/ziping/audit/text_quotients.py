"""Quotients in sentences: shares and rates of what stands before them.

A quotient is right when any two figures near it give it. Only when none do is it reported, and only where the words
settle which two are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, printed, ratio_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import Near, about_figure, any_ratio, near_figures, of_both, same_kind, words_of, worth
from ziping.audit.report import result
from ziping.audit.text_rates import HUNDRED, OTHER_RATE
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, plain, quantize
from ziping.language.claims.units import NONE, POINTS, RATIO
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_RATE = re.compile("(?P<root>[\u4e00-\u9fff]{2})(?:率|度)(?:为|是|达到?)*$")
_BARE_SHARE = re.compile("^(?:约|仅|分别)?占(?:比(?:为|是|达到?)?)?(?P<whole>[\u4e00-\u9fff]{0,12}?)(?:的)?$")
_ELSEWHERE: Final = frozenset(("建会", "入会", "组建", "建制"))
"""Rates of a whole that reports do not state: of all firms, of all employees."""
_BECAME = re.compile("上年|去年|由|从|[减增升降]少?[至到为]|超出|超过|[多少差]$")
_DEGREE = re.compile("非常|比较|基本|很|一般|不")
"""Words of one answer among several: 非常满意792份."""
_BARE = re.compile("[，,（(]?(?:约)?占(?:比)?(?:为)?")
_OF_NAMED = re.compile("[，,（(]?(?:约|仅|只)?占(?P<whole>[\u4e00-\u9fff]{3,10}?)的?")
_THEN = re.compile("上年|去年|上一年|20[0-9]{2}年")
_MAJORITY: Final = 3
_SHARED = re.compile("[，,（(]?占")
_OF_ALL = re.compile("(?:总额|总数|总量|总人数|合计)$")
_NAME: Final = 4
"""Last letters of a whole by which it is known again."""
_OF = re.compile("^的?$")
_PLANNED = re.compile("目标|计划|任务|预算")
_SPENT = re.compile("支出|执行|决算|实际|完成")
_ALIKE: Final = {"利用": "在用"}
_OF_PLAN = re.compile(
    "^(?:为|是|占|相当于)(?:年初|全年|调整后|年度)?(?P<whole>预算|计划|目标|任务)(?:数|总额)?的?$"
)
_DONE_ONLY = re.compile("^(?:完成|完成率|完成(?:年度)?(?:计划|目标|任务)的)(?:为|达到?)?$")
_MOST_DONE: Final = 3
"""A task is hardly done so many times over."""
_AMONG = re.compile("(?P<whole>[\u4e00-\u9fff]{2,8})中[，,]?[\u4e00-\u9fff]*$")
_DONE: Final = frozenset(("完成", "执行", "达成"))
_BETWEEN = re.compile("其中|中(?:[，,]|[\u4e00-\u9fff])")
OUT = re.compile("剔除|扣除|不含|不计|除外|口径|加权|折算|测算")


class Terms(NamedTuple):
    """What is divided by what, and whether the words leave no other choice."""

    top: Figure
    bottom: Figure
    sure: bool


def rates(given: AuditInput) -> CheckResult:
    """受理34起，成功31起，成功率91.18%; 8,462人，其中3,215人，占37.99%: the rate is of two figures near it."""
    looked, findings = [], []
    for near in near_figures(
        given.figures, lambda f: f.measure.dimension == RATIO and f.exact and f.value > 0
    ):
        terms = _terms(near)
        if terms is None or OUT.search(near.passage.text[max(0, near.figure.start - 60) : near.figure.end]):
            continue
        if _given_before(given.figures, near, terms):
            continue
        looked.append(near)
        near_ones = (terms.top, terms.bottom) if _is_of(near, terms) else near.around
        stated = printed(near.figure.value)
        if not any_ratio(stated, near_ones, 100) and not of_both(stated, near.around):
            findings.append(_rate_finding(given.figures, near, terms))
    return result(findings, looked=looked, nothing="没有能从前后文验算的比率")


def _given_before(figures: Figures, near: Near, terms: Terms) -> bool:
    """Whether a rate between the terms and this one is theirs: 962份中满意878份，满意度91.27%；选手满意度97.40%."""
    ratio = ratio_of(worth(terms.top), worth(terms.bottom))
    between = (
        f
        for f in figures.of_passage[near.figure.passage]
        if f.measure.dimension == RATIO and terms.top.end <= f.start < near.figure.start
    )
    return ratio is not None and any(ratio.meets(printed(f.value)) for f in between)


def _terms(near: Near) -> Terms | None:
    share = _BARE_SHARE.match(near.words)
    if share:
        return _share_terms(near, share["whole"])
    clause = [f for f in near.before if f.clause == near.figure.clause]
    if clause and _OF.match(near.passage.text[clause[-1].end : near.figure.start].strip()):
        return _of_terms(near, clause[-1])
    if _DONE_ONLY.match(near.words):
        return _done_terms(near)
    planned = _OF_PLAN.match(near.words)
    if planned:
        return _plan_terms(near, planned["whole"])
    rate = _RATE.search(near.words)
    if rate is None or OTHER_RATE.search(near.words.replace("满意", "")) or rate["root"] in _ELSEWHERE:
        return None
    return _named_terms(near, rate["root"])


def _share_terms(near: Near, whole: str) -> Terms | None:
    """The figure straight before 占, of a larger one of its kind earlier in the sentence."""
    if not near.before or near.figure.clause - near.before[-1].clause > 1:
        return None
    part = near.before[-1]
    earlier = [f for f in near.before[:-1] if not _SHARED.match(near.passage.text, f.end)]
    larger = [f for f in earlier if same_kind(f, part) and f.amount >= part.amount and not _past(f)]
    if whole:
        name = _OF_ALL.sub("", whole)[-_NAME:]
        larger = [f for f in larger if name in words_of(f)]
    if not larger and not whole:
        return _among_terms(near, part)
    if not larger:
        return None
    led = _BETWEEN.search(near.passage.text[larger[-1].end : part.start])
    if not led and (len({f.amount for f in larger}) > 1 or _past(part)):
        return None
    return Terms(part, larger[-1], bool(led))


def _among_terms(near: Near, part: Figure) -> Terms | None:
    """在职人员中女职工24名，占43.64%: of the 在职人员 that a sentence before counts."""
    start = near.passage.outline.clauses[part.clause].start
    named = _AMONG.search(near.passage.text[start : part.start])
    wholes = [
        f
        for f in near.around
        if named and clean_text(f.label).endswith(named["whole"]) and same_kind(f, part)
    ]
    return Terms(part, wholes[-1], len(wholes) == 1) if wholes else None


def _done_terms(near: Near) -> Terms | None:
    """计划5,000人，实际组织4,360人，完成87.20%: what was planned and what was reached stand straight before it."""
    terms = _named_terms(near, "完成")
    if terms is None or terms.top.amount > _MOST_DONE * terms.bottom.amount:
        return None
    clauses = (terms.bottom.clause, terms.top.clause, near.figure.clause)
    return terms if all(later - earlier <= 1 for earlier, later in pairwise(clauses)) else None


def _plan_terms(near: Near, whole: str) -> Terms | None:
    """预算24.00万元，决算18.72万元，为预算的78.00%: the figure before it, of the one called so."""
    wholes = [f for f in near.before[:-1] if whole in words_of(f) and same_kind(f, near.before[-1])]
    return Terms(near.before[-1], wholes[-1], len(wholes) == 1) if wholes else None


def _is_of(near: Near, terms: Terms) -> bool:
    """Whether the part is said to be of the whole straight before it: 480人中一线职工342人，占71.25%."""
    between = near.passage.text[terms.bottom.end : terms.top.start]
    return between.startswith("中") and not re.search("[，。；]", between)


def _past(figure: Figure) -> bool:
    """Whether a figure is what something was, or what it became: 由12人减少至9人."""
    return bool(_BECAME.search(clean_text(figure.label)))


def _of_terms(near: Near, bottom: Figure) -> Terms | None:
    """完成目标40家的107.50%: the last figure of its kind before the 40."""
    if not re.search("完成|占|为|达|是", near.words):
        return None
    tops = [f for f in near.before if f.start < bottom.start and same_kind(f, bottom)]
    return Terms(tops[-1], bottom, len(tops) == 1) if tops else None


def _named_terms(near: Near, root: str) -> Terms | None:
    if root in _DONE:
        planned = [f for f in near.before if _PLANNED.search(words_of(f)) and not _past(f)]
        bottoms = [f for f in planned if not _SPENT.search(words_of(f))]
        bottom = bottoms[-1] if bottoms else None
        tops = [
            f for f in near.before if bottom and f is not bottom and same_kind(f, bottom) and f not in bottoms
        ]
        return Terms(tops[-1], bottom, len(bottoms) == 1 and len(tops) == 1) if bottom and tops else None
    inside = [f for f in near.around if f in near.before or f.start > near.figure.start]
    own = near.figure.clause  # the words after a figure of the rate's own clause are the rate's name
    tops = [f for f in inside if _speaks(clean_text(f.label) if f.clause == own else words_of(f), root)]
    tops = [f for f in tops if not _DEGREE.search(words_of(f))]
    if not tops:
        return None
    top = tops[-1]
    if top.start > near.figure.start:
        inside = list(near.around)  # in a bracket behind the rate: of what was said before
    bottoms = [f for f in inside if f is not top and same_kind(f, top) and f.clause != top.clause]
    larger = [f for f in bottoms if f.start < top.start and not _past(f)]
    if top.start > near.figure.start and larger:
        larger = [max(larger, key=lambda f: f.amount)]
    if near.figure.value <= HUNDRED and top.start < near.figure.start:
        larger = [f for f in larger if f.amount >= top.amount]
    return Terms(top, larger[-1], len(larger) == 1) if larger else None


def _speaks(words: str, root: str) -> bool:
    """Whether words say what a rate is called after: 回收率 of what was 收回."""
    return root in words or root[::-1] in words or _ALIKE.get(root, root) in words


def _rate_finding(figures: Figures, near: Near, terms: Terms) -> Finding:
    rate = near.figure
    exact = terms.top.amount / terms.bottom.amount * 100
    expected = f"{plain(quantize(exact, max(2, decimal_places(rate.value))))}%"
    return about_figure(
        figures,
        rate,
        "quotient_rate",
        "error" if terms.sure else "warning",
        f"比率写的是{rate.surface}，前后文里没有两个数能算出它，按{terms.top.surface}÷{terms.bottom.surface}应是{expected}；"
        "请核对比率和两个数",
        expected,
        f"{terms.top.surface}÷{terms.bottom.surface}×100%={expected}",
        (terms.top, terms.bottom),
    )


def shares_of_one_whole(given: AuditInput) -> CheckResult:
    """机关18,340人，占35.80%；国企12,650人，占24.69%；……: parts and shares of one sentence point to one whole."""
    looked, findings = [], []
    for passage in given.figures.passages:
        if passage.norm or "占" not in passage.text:
            continue
        pairs = list(_parts_with_shares(passage, given.figures))
        for group in _by_sentence(pairs):
            if len(group) < _MAJORITY:
                continue
            looked.append(group)
            implied = [ratio_of(worth(part), printed(share.value)) for part, share in group]
            known = [one for one in implied if one is not None]
            agree = [sum(one.meets(other) for other in known) for one in known]
            if len(known) == len(group) and max(agree) >= _MAJORITY - 1 and max(agree) > len(group) / 2:
                right = group[agree.index(max(agree))]
                findings += [
                    _share_finding(given.figures, pair, right)
                    for pair, count in zip(group, agree, strict=True)
                    if count == 1
                ]
    return result(findings, looked=looked, nothing="没有在一句里写出几个部分和占比的")


_Share = tuple[Figure, Figure]


def _parts_with_shares(passage: Passage, figures: Figures) -> Iterator[_Share]:
    """Each figure with the bare share straight behind it: 18,340人，占35.80%."""
    said = figures.of_passage.get(passage.index, ())
    for part, share in pairwise(said):
        between = passage.text[part.end : share.start]
        fits = part.exact and share.exact and share.value > 0 and _BARE.fullmatch(between)
        if fits and share.measure.dimension == RATIO and part.measure.dimension not in {RATIO, POINTS, NONE}:
            yield part, share


def _by_sentence(pairs: Sequence[_Share]) -> Iterator[list[_Share]]:
    groups: dict[tuple[int, str], list[_Share]] = {}
    for part, share in pairs:
        groups.setdefault((share.sentence, part.measure.dimension), []).append((part, share))
    yield from groups.values()


def _share_finding(figures: Figures, wrong: _Share, right: _Share) -> Finding:
    part, share = wrong
    whole = right[0].amount / Fraction(right[1].value)
    expected = f"{plain(quantize(part.amount / whole, decimal_places(share.value)))}%"
    told = f"{part.surface}的占比写的是{share.surface}，按同句其他占比的口径应是{expected}；请核对"
    working = f"{right[0].surface}占{right[1].surface}，{part.surface}应占{expected}"
    return about_figure(
        figures, share, "quotient_share", "warning", told, expected, working, (right[0], part)
    )


def shares_of_named_whole(given: AuditInput) -> CheckResult:
    """503.04万元，占全年预算51.20%；721.16万元，占全年预算73.40%: two shares of one whole point to one figure."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = given.figures.of_passage.get(passage.index, ())
        groups: dict[tuple[int, str, str], list[_Share]] = {}
        for part, share in pairwise(said) if "占" in passage.text and not passage.norm else ():
            named = _OF_NAMED.fullmatch(passage.text[part.end : share.start])
            if named and part.exact and share.exact and share.unit == "%" and share.value > 0:
                key = share.sentence, named["whole"], part.measure.dimension
                groups.setdefault(key, []).append((part, share))
        for first, second, *more in (pairs for pairs in groups.values() if len(pairs) > 1):
            looked.append(second)
            wholes = [ratio_of(worth(part), printed(share.value)) for part, share in (first, second)]
            years = {first[0].period, second[0].period}
            then = _THEN.search(passage.text, first[0].start, second[1].end)
            if not more and len(years) == 1 and not then and None not in wholes and not _meet(wholes):
                findings.append(_share_finding(given.figures, second, first))
    return result(findings, looked=looked, nothing="没有在一句里写两个占同一总数的比率")


def _meet(ranges: Sequence[Range | None]) -> bool:
    one, other = ranges
    return one is not None and other is not None and one.meets(other)


CHECKS: Final = (
    Check("quotient_share", "同一整体的几个占比", shares_of_one_whole),
    Check("quotient_shares", "占同一总数的两个比率", shares_of_named_whole),
    Check("quotient_rate", "比率与前后文的两个数", rates),
)

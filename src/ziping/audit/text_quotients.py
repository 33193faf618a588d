"""Quotients in sentences: shares and rates of what stands before them, means a head, growth over last year, multiples.

A quotient is right when any two figures near it give it. Only when none do is it reported, and only where the words
settle which two are meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, printed, ratio_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.text_rates import HUNDRED, OTHER_RATE
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import decimal_of, decimal_places, format_quantity, plain, quantize, trim_zeros
from ziping.language.claims.units import MONEY, NONE, POINTS, RATIO, SCORE, is_count
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_RATE = re.compile("(?P<root>[\u4e00-\u9fff]{2})(?:率|度)(?:为|是|达到?)*$")
_BARE_SHARE = re.compile("^(?:约|仅|分别)?占(?:比(?:为|是|达到?)?)?(?P<whole>[\u4e00-\u9fff]{0,12}?)(?:的)?$")
_ELSEWHERE: Final = frozenset(("建会", "入会", "组建", "建制"))
"""Rates of a whole that reports do not state: of all firms, of all employees."""
_BECAME = re.compile("上年|去年|由|从|[减增升降]少?[至到为]|超出|超过|[多少]$")
_DEGREE = re.compile("非常|比较|基本|很|一般|不")
"""Words of one answer among several: 非常满意792份."""
_SHARED = re.compile("[，,（(]?占")
_OF = re.compile("^的?$")
_PLANNED = re.compile("目标|计划|任务|预算")
_SPENT = re.compile("支出|执行|决算|实际|完成")
_DONE: Final = frozenset(("完成", "执行", "达成"))
_BETWEEN = re.compile("其中|中(?:[，,]|[\u4e00-\u9fff])")
_MEAN = re.compile(
    "(?P<each>[人户件次场台项家]均|平均每?(?P<unit>[\u4e00-\u9fff]{0,3})|每(?P<one>[\u4e00-\u9fff]{1,3}))(?:平均|补助|给付|支出|费用|投入|面积|成本|金额|约|为|是|达)*$"
)
_AIMED = re.compile("低于|高于|目标|标准|上年|超过|控制|^的")
_HEADS: Final = {"人": ("person", "person_time"), "名": ("person", "person_time")}
_BASE = re.compile(
    "(?:比|较|与)(?:上年|去年|上一年|前一年|20[0-9]{2}年)(?:度|末|底|同期|全年|决算数?|实际)*(?:的)?$"
)
_CHANGE = re.compile(
    "^(?:(?:相比)?[\u4e00-\u9fff]{0,4}?)(?P<word>增长|增加|上升|提高|净增|下降|减少|降低|多|少)(?:了|约)*$"
)
_DOWN: Final = frozenset(("下降", "减少", "降低", "少"))
_GROWN = re.compile("(?P<word>增长|增加|上升|提高|下降|减少|降低)(?:了|为|是|达)*$")
_GROWTH_ONLY = re.compile("^(?:增长|增幅|下降|降幅|上升)(?:为|是|达|了)*$")
_TIMES_WORDS = re.compile("(?:是|为|达到?|相当于)[^，。；]{1,12}的?$")
_PRICE = re.compile("每[\u4e00-\u9fff]{1,3}|标准|单价|调[为至]|降[为至]|提高到")
_TOGETHER = re.compile("^(?:共计?|合计|总计)")
_OUT = re.compile("剔除|扣除|不含|除外|口径|加权|折算|测算")
_STOPS = re.compile("[。；;！？\n]")
_KEPT: Final = 14
"""Figures before a quotient that may be its terms."""
_ENOUGH: Final = 4
"""Digits of a difference that two pairs of amounts hardly share by chance."""


class Near(NamedTuple):
    """A figure with those that stand near it.

    Attributes:
        figure: the quotient.
        words: of its clause before it.
        before: exact figures of its sentence before it.
        around: exact figures of its sentence and the two before it, and those in a bracket straight after it.
        segment: those of ``before`` behind the last full stop or semicolon.
    """

    figure: Figure
    passage: Passage
    words: str
    before: tuple[Figure, ...]
    around: tuple[Figure, ...]
    segment: tuple[Figure, ...]


def worth(figure: Figure) -> Range:
    """The amounts a figure may stand for, rates in per cent; 2.86万人次 is rounded to the hundred."""
    factor = figure.measure.factor
    if figure.measure.dimension in {RATIO, POINTS}:
        return printed(figure.value)
    if not is_count(figure.measure.dimension):
        digits = printed(figure.value)
        return Range(digits.low * factor, digits.high * factor)
    match = re.search(r"([0-9]+(?:\.[0-9]+)?)\s*([万亿])", figure.surface)
    if match is None:
        digits = printed(figure.value, exact="." not in figure.surface)
        return Range(digits.low * factor, digits.high * factor)
    places = len(match[1].partition(".")[2])
    half = Fraction({"万": 10**4, "亿": 10**8}[match[2]], 2 * 10**places)
    return Range(figure.amount - half, figure.amount + half)


def _near(figures: Figures, wanted: Callable[[Figure], bool]) -> Iterator[Near]:
    for passage in figures.passages:
        if passage.norm or passage.heading:
            continue
        said = figures.of_passage.get(passage.index, ())
        for order, figure in enumerate(said):
            if not wanted(figure):
                continue
            plain_ones = [
                f for f in said[:order] if f.exact and f.measure.dimension not in {RATIO, POINTS, SCORE}
            ]
            before = [f for f in plain_ones if f.sentence == figure.sentence][-_KEPT:]
            around = [f for f in plain_ones if f.sentence >= figure.sentence - 2][-_KEPT:]
            bracket = [f for f in said[order + 1 : order + 3] if f.exact and f.clause == figure.clause + 1]
            opened = passage.text[figure.end : figure.end + 1] in "（(" and figure.end < len(passage.text)
            stop = max((m.end() for m in _STOPS.finditer(passage.text, 0, figure.start)), default=0)
            start = passage.outline.clauses[figure.clause].start
            yield Near(
                figure,
                passage,
                clean_text(passage.text[start : figure.start]),
                tuple(before),
                (*around, *(bracket if opened else ())),
                tuple(f for f in before if f.start >= stop),
            )


def _any_ratio(stated: Range, figures: Sequence[Figure], times: int) -> bool:
    """Whether any two figures of one kind give a quotient."""
    for top, bottom in permutations(figures, 2):
        if top.measure.dimension == bottom.measure.dimension:
            ratio = ratio_of(worth(top), worth(bottom), times)
            if ratio is not None and ratio.meets(stated):
                return True
    return False


class Terms(NamedTuple):
    """What is divided by what, and whether the words leave no other choice."""

    top: Figure
    bottom: Figure
    sure: bool


def rates(given: AuditInput) -> CheckResult:
    """受理34起，成功31起，成功率91.18%; 8,462人，其中3,215人，占37.99%: the rate is of two figures near it."""
    looked, findings = [], []
    for near in _near(given.figures, lambda f: f.measure.dimension == RATIO and f.exact and f.value > 0):
        terms = _terms(near)
        if terms is None or _OUT.search(near.passage.text[max(0, near.figure.start - 60) : near.figure.end]):
            continue
        looked.append(near)
        near_ones = (terms.top, terms.bottom) if _is_of(near, terms) else near.around
        if not _any_ratio(printed(near.figure.value), near_ones, 100):
            findings.append(_rate_finding(given.figures, near, terms))
    return result(findings, looked=looked, nothing="没有能从前后文验算的比率")


def _terms(near: Near) -> Terms | None:
    share = _BARE_SHARE.match(near.words)
    if share:
        return _share_terms(near, share["whole"])
    clause = [f for f in near.before if f.clause == near.figure.clause]
    if clause and _OF.match(near.passage.text[clause[-1].end : near.figure.start].strip()):
        return _of_terms(near, clause[-1])
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
    larger = [f for f in earlier if _same(f, part) and f.amount >= part.amount and not _past(f)]
    if whole:
        larger = [f for f in larger if whole[-2:] in clean_text(f.label) + clean_text(f.after)]
    if not larger:
        return None
    led = _BETWEEN.search(near.passage.text[larger[-1].end : part.start])
    if not led and (len({f.amount for f in larger}) > 1 or _past(part)):
        return None
    return Terms(part, larger[-1], bool(led))


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
    tops = [f for f in near.before if f.start < bottom.start and _same(f, bottom)]
    return Terms(tops[-1], bottom, len(tops) == 1) if tops else None


def _named_terms(near: Near, root: str) -> Terms | None:
    if root in _DONE:
        planned = [f for f in near.before if _PLANNED.search(_words(f)) and not _past(f)]
        bottoms = [f for f in planned if not _SPENT.search(_words(f))]
        bottom = bottoms[-1] if bottoms else None
        tops = [
            f for f in near.before if bottom and f is not bottom and _same(f, bottom) and f not in bottoms
        ]
        return Terms(tops[-1], bottom, len(bottoms) == 1 and len(tops) == 1) if bottom and tops else None
    inside = [f for f in near.around if f in near.before or f.start > near.figure.start]
    own = near.figure.clause  # the words after a figure of the rate's own clause are the rate's name
    tops = [f for f in inside if _speaks(clean_text(f.label) if f.clause == own else _words(f), root)]
    tops = [f for f in tops if not _DEGREE.search(_words(f))]
    if not tops:
        return None
    top = tops[-1]
    if top.start > near.figure.start:
        inside = list(near.around)  # in a bracket behind the rate: of what was said before
    bottoms = [f for f in inside if f is not top and _same(f, top) and f.clause != top.clause]
    larger = [f for f in bottoms if f.start < top.start and not _past(f)]
    if top.start > near.figure.start and larger:
        larger = [max(larger, key=lambda f: f.amount)]
    if near.figure.value <= HUNDRED and top.start < near.figure.start:
        larger = [f for f in larger if f.amount >= top.amount]
    return Terms(top, larger[-1], len(larger) == 1) if larger else None


def _speaks(words: str, root: str) -> bool:
    """Whether words say what a rate is called after: 回收率 of what was 收回."""
    return root in words or root[::-1] in words


def _same(one: Figure, other: Figure) -> bool:
    return one.measure.dimension == other.measure.dimension and one.measure.dimension != NONE


def _words(figure: Figure) -> str:
    return clean_text(figure.label) + clean_text(figure.after)


def _rate_finding(figures: Figures, near: Near, terms: Terms) -> Finding:
    rate = near.figure
    exact = terms.top.amount / terms.bottom.amount * 100
    expected = f"{plain(quantize(exact, max(2, decimal_places(rate.value))))}%"
    return _found(
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


def _found(  # noqa: PLR0913 - the fields of a finding
    figures: Figures,
    figure: Figure,
    code: str,
    severity: Severity,
    message: str,
    expected: str,
    working: str,
    others: Sequence[Figure],
) -> Finding:
    return found(
        code,
        severity,
        figure.place,
        message,
        stated=figure.surface,
        expected=expected,
        working=working,
        quote=figures.quote(figure),
        subject=clean_text(figure.label)[-16:],
        also=(other.place for other in others),
    )


def means(given: AuditInput) -> CheckResult:
    """536户次、160.80万元，户均3,000元: a mean is the amount before it over the number of heads before it."""
    looked, findings = [], []
    for near in _near(given.figures, lambda f: f.exact and f.measure.dimension not in {RATIO, POINTS, SCORE}):
        named = _MEAN.search(clean_text(near.figure.label))
        aimed = _AIMED.search(clean_text(near.figure.label)) or _AIMED.match(clean_text(near.figure.after))
        if (
            named is None
            or aimed
            or not near.segment
            or _OUT.search(near.passage.text[near.figure.end : near.figure.end + 12])
        ):
            continue
        amounts = [f for f in near.segment if _same(f, near.figure) and not _MEAN.search(clean_text(f.label))]
        heads = [f for f in near.segment if _is_head(f, named) and not _same(f, near.figure)]
        if not amounts:
            continue
        looked.append(near)
        finding = _mean_finding(given.figures, near, amounts, heads)
        findings.extend([finding] if finding else [])
    return result(findings, looked=looked, nothing="没有把总数、个数和平均数写在一起的")


def _is_head(figure: Figure, named: re.Match[str]) -> bool:
    each = named["unit"] or named["one"] or named["each"]
    letter, noun = each[:1], each[1:].strip("均")
    if noun and noun not in _words(figure) and noun not in figure.unit:
        return False
    if letter == "平":
        return is_count(figure.measure.dimension)
    return figure.unit.startswith(letter) or figure.measure.dimension in _HEADS.get(letter, ())


def _mean_finding(
    figures: Figures, near: Near, amounts: Sequence[Figure], heads: Sequence[Figure]
) -> Finding | None:
    mean, amount = near.figure, amounts[-1]
    digits, factor = printed(mean.value), mean.measure.factor
    stated = Range(digits.low * factor, digits.high * factor)
    for top in (f for f in near.around if _same(f, mean)):
        for bottom in (f for f in near.around if not _same(f, mean)):
            ratio = ratio_of(worth(top), worth(bottom), 1)
            if ratio is not None and ratio.meets(stated):
                return None
    if mean.amount > amount.amount and mean.measure.dimension == MONEY:
        told = f"总数写的是{amount.surface}，比平均数{mean.surface}还小，多半是单位写错；请核对"
        expected = f"不少于{mean.surface}"
        return _found(figures, amount, "quotient_mean", "warning", told, expected, "", (mean,))
    distinct = {f.amount for f in heads}
    if len(amounts) != 1 or len(distinct) != 1 or heads[-1].amount <= 0 or heads[-1].amount == 1:
        return None
    exact = amount.amount / heads[-1].amount / mean.measure.factor
    expected = format_quantity(quantize(exact, max(2, decimal_places(mean.value))), mean.unit)
    return _found(
        figures,
        mean,
        "quotient_mean",
        "warning",
        f"平均数写的是{mean.surface}，按{amount.surface}÷{heads[-1].surface}应是{expected}；请核对",
        expected,
        f"{amount.surface}÷{heads[-1].surface}={expected}",
        (amount, heads[-1]),
    )


def growth(given: AuditInput) -> CheckResult:
    """4,870人次，比上年的4,125人次增长18.06%: the change is between the figure before 比上年 and the one after it."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact]
        for order, base in enumerate(said[:-1] if not passage.norm else ()):
            change = said[order + 1]
            word = _CHANGE.match(clean_text(change.label))
            if not _BASE.search(clean_text(base.label)) or word is None or change.sentence != base.sentence:
                continue
            now = [f for f in said[:order] if f.sentence == base.sentence and _alike(f, base)]
            if now and base.amount > 0:
                looked.append(change)
                findings.extend(_growth_findings(given.figures, base, change, word["word"], now[::-1]))
    return result(findings, looked=looked, nothing="没有写“比上年的……增长……”的句子")


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
            yield _found(figures, change, "percent_or_points", "warning", told, expected, "", (base,))
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
    yield _found(figures, change, "quotient_growth", severity, told, expected, working, (base, now[0]))


def growth_of_difference(given: AuditInput) -> CheckResult:
    """增加175.26万元，增长11.83%: amounts of the report that differ by the one grow by the other."""
    amounts = {f.amount for f in (*given.figures.text, *given.figures.table) if f.measure.dimension == MONEY}
    looked, findings = [], []
    for passage in given.figures.passages:
        said = given.figures.of_passage.get(passage.index, ())
        for apart, rate in zip(said, said[1:], strict=False):
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
                    _found(
                        given.figures, rate, "quotient_growth", "warning", told, expected, working, (apart,)
                    )
                )
    return result(findings, looked=looked, nothing="没有同时写增减额和增减比例的句子")


def multiples(given: AuditInput) -> CheckResult:
    """31.7万人次 is 13.8 times 2.3万人次."""
    looked, findings = [], []
    for near in _near(given.figures, lambda f: f.exact and f.unit == "倍"):
        said = [f for f in near.segment if f.measure.dimension not in {NONE}]
        pairs = [f for f in said if _same(f, said[-1])] if said else []
        if len(pairs) < 2 or not _TIMES_WORDS.search(near.words):
            continue
        looked.append(near)
        if _any_ratio(printed(near.figure.value), near.around, 1):
            continue
        top, bottom = sorted(pairs[-2:], key=lambda f: f.amount, reverse=True)
        expected = (
            f"{plain(quantize(top.amount / bottom.amount, max(1, decimal_places(near.figure.value))))}倍"
        )
        told = f"倍数写的是{near.figure.surface}，按{top.surface}÷{bottom.surface}应是{expected}；请核对"
        working = f"{top.surface}÷{bottom.surface}={expected}"
        findings.append(
            _found(
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
    for near in _near(given.figures, lambda f: f.exact and f.measure.dimension == MONEY):
        heads = near.before[-1] if near.before else None
        if (
            heads is None
            or not is_count(heads.measure.dimension)
            or not _TOGETHER.match(clean_text(heads.after))
        ):
            continue
        prices = [
            f for f in near.segment if f.measure.dimension == MONEY and _PRICE.search(clean_text(f.label))
        ]
        if not prices:
            continue
        looked.append(near)
        products = [Range(worth(p).low * heads.amount, worth(p).high * heads.amount) for p in prices]
        if not any(product.meets(worth(near.figure)) for product in products):
            price = prices[-1]
            amount = price.amount * heads.amount / near.figure.measure.factor
            expected = format_quantity(trim_zeros(decimal_of(amount)), near.figure.unit)
            told = f"合计写的是{near.figure.surface}，按{price.surface}×{heads.surface}应是{expected}；请核对"
            working = f"{price.surface}×{heads.surface}={expected}"
            findings.append(
                _found(
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


CHECKS: Final = (
    Check("quotient_rate", "比率与前后文的两个数", rates),
    Check("quotient_mean", "人均、户均等平均数", means),
    Check("quotient_growth", "比上年增减与两个数", growth),
    Check("quotient_difference", "增减额与增减比例", growth_of_difference),
    Check("quotient_times", "倍数", multiples),
    Check("quotient_product", "单价、个数与总数", products),
)

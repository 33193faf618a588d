"""Rates in sentences whose two terms stand before them: parts of a whole, spent of planned, in post of established."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice, takewhile
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, printed, ratio_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import of_both
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import RoundingMode, decimal_places, honest_places, plain, quantize
from ziping.language.claims.units import MONEY, POINTS, RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_RATE = re.compile("(?P<root>[\u4e00-\u9fff]{0,8})(?:率|进度)(?:为|是|达到?|约|仅|高达|只有|完成)*$")
_SHARE = re.compile(
    "(?:占|完成)[^，。；]{0,20}(?:比例|比重|比率)?(?:的|为|达到?)*$|(?:占比|比重|比例)(?:为|是|达到?)*$"
)
_TOP = re.compile(
    "实有|实际|执行|支出|决算|完成|在职|在编|已|支付|发放|到位|使用|采纳|办结|整改|参加|解决|成功|劳务派遣|编外"
)
_BOTTOM = re.compile(
    "预算|计划|核定|编制|总数|总人数|总额|总量|目标|任务|合计|全部|原值|共|具体问题|受理|安排"
)
_ALL = re.compile("总数|总人数|总额|总量|合计")
_BEGINS_WITH_SHARE = re.compile("^(?:[约仅]|分别)?(?:占|占比)")
_WHOLE = re.compile("合计|总|共|原值|全部")
_REST = re.compile("节约|结余|结转|剩余|余下|增加|减少|超出|超过|超额|超(?=目标|计划|任务)|相差|少|多")
_PLANNED = re.compile("预算|计划|核定|编制|安排|目标|任务|受理|具体问题")
"""Words of an upper limit or task that a rate may refer to from another sentence."""
_GENERAL = re.compile("控制|执行|支出|完成|使用")
_ON_TIME = re.compile("及时|按时|完成|按期")
OTHER_RATE = re.compile(
    "序时|同比|环比|递进|满意|利率|税率|汇率|增长|增幅|覆盖|费率|目标|不低于|以上|上年|去年|结余|结转|节约|节支|变动|偏差|平均|折扣"
)
"""Words of rates that are no plain ratio of two figures beside them, and of targets."""
_MONEY_RATE = re.compile("执行|支出|支付|使用|控制|到位|完成|采购|进度|拨付")
_STAFF = re.compile("控制|在编|供养")
LEFT_OUT = re.compile("剔除|扣除|不含|除外|不计")
"""Words of what a rate leaves out on purpose."""
_ITEMS = re.compile("其中[，,:：]?")
_TERMS_KEPT: Final = 12
HUNDRED: Final = 100


class _Claim(NamedTuple):
    """A stated rate with the figures that may be its terms, in order."""

    rate: Figure
    passage: Passage
    terms: tuple[Figure, ...]
    words: str
    """The words of its clause before it."""


class _Terms(NamedTuple):
    """What is divided by what."""

    top: Figure
    bottom: Figure

    @property
    def range(self) -> Range | None:
        """The percentages the printed figures allow."""
        return ratio_of(_worth(self.top), _worth(self.bottom))


def _worth(figure: Figure) -> Range:
    factor = figure.measure.factor
    digits = printed(figure.value, exact=figure.measure.dimension != MONEY)
    return Range(digits.low * factor, digits.high * factor)


def said_rates(given: AuditInput) -> CheckResult:
    """8 of 11 posts are 72.73 %: a rate is the ratio of the terms before it, unless another pair gives it."""
    claims = [(claim, _known_terms(claim)) for claim in given.figures.once(_claims)]
    checked = [(claim, terms) for claim, terms in claims if terms is not None]
    findings = [
        _wrong(given.figures, claim, terms)
        for claim, terms in checked
        if not _holds(claim, terms) and not _taken(given.figures, claim, terms)
    ]
    return result(findings, looked=checked, nothing="没有能从上下文验算的比率")


def _claims(figures: Figures) -> tuple[_Claim, ...]:
    return tuple(_claims_of(figures))


def _claims_of(figures: Figures) -> Iterator[_Claim]:
    for passage in figures.passages:
        said = figures.of_passage.get(passage.index, ())
        if passage.norm or passage.heading:
            continue
        for order, rate in enumerate(said):
            if rate.measure.dimension != RATIO or not rate.exact or rate.value <= 0:
                continue
            words = clean_text(passage.text[passage.outline.clauses[rate.clause].start : rate.start])
            named = _RATE.search(words) or _SHARE.search(words)
            if named and not OTHER_RATE.search(words):
                yield _Claim(rate, passage, _before(said, order), words)


def _before(said: Sequence[Figure], order: int) -> tuple[Figure, ...]:
    """Exact figures of the rate's sentence and the two before it, the last of them."""
    rate = said[order]
    before = (said[at] for at in range(order - 1, -1, -1))
    near = takewhile(lambda figure: rate.sentence - 2 <= figure.sentence, before)
    terms = (f for f in near if f.exact and f.value > 0 and f.measure.dimension not in {RATIO, POINTS, SCORE})
    return tuple(islice(terms, _TERMS_KEPT))[::-1]


def _known_terms(claim: _Claim) -> _Terms | None:
    """The two figures a rate must be of; None when the words do not settle it."""
    if LEFT_OUT.search(_sentence_before(claim)):
        return None  # of fewer than the report has counted
    if "占" in claim.words:
        return _share_terms(claim)
    tops = [figure for figure in claim.terms if _is_top(claim, figure)]
    top = _head(claim, [figure for figure in tops if figure.sentence == claim.rate.sentence] or tops)
    if top is None or not _fits(claim, top):
        return None
    dimension = top.measure.dimension
    if _one_of_several(claim, top):
        return None
    bottom = _head(
        claim,
        [
            figure
            for figure in claim.terms
            if figure.measure.dimension == dimension and figure is not top and _is_bottom(claim, figure)
        ],
    )
    return _Terms(top, bottom) if bottom else None


def _sentence_before(claim: _Claim) -> str:
    """The words of its sentence before a rate."""
    first = claim.passage.outline.of_sentence(claim.rate.sentence)[0].start
    return claim.passage.text[first : claim.rate.start]


def _one_of_several(claim: _Claim, top: Figure) -> bool:
    """Whether 其中 opens a sentence of items of a whole told before it: each has a plan of its own."""
    words = _sentence_before(claim)
    planned = [f for f in claim.terms if f.sentence == claim.rate.sentence and _is_bottom(claim, f)]
    return bool(_ITEMS.match(words.strip())) and top.sentence == claim.rate.sentence and not planned


def _share_terms(claim: _Claim) -> _Terms | None:
    """A为x，占总额的……: the figure before 占 and the whole that opens the sentence; 占总额y的……: y itself."""
    said = [figure for figure in claim.terms if figure.sentence == claim.rate.sentence]
    clause = claim.passage.outline.clauses[claim.rate.clause]
    inside = [figure for figure in said if figure.clause == claim.rate.clause]
    if inside and "占" in claim.passage.text[clause.start : inside[-1].start]:
        whole = inside[-1]
        parts = [f for f in said if f.start < whole.start and f.measure.dimension == whole.measure.dimension]
        return _Terms(parts[-1], whole) if parts else None
    near = [figure for figure in said if claim.rate.clause - figure.clause <= 1]
    if not near or not _BEGINS_WITH_SHARE.match(claim.words):
        return None  # a share with a subject of its own is of a part that no figure before it need state
    part = near[-1]
    wholes = [f for f in said if f.start < part.start and f.measure.dimension == part.measure.dimension]
    wholes = [figure for figure in wholes if _WHOLE.search(clean_text(figure.label))]
    return _Terms(part, wholes[0]) if wholes else None


def _head(claim: _Claim, figures: Sequence[Figure]) -> Figure | None:
    """The last figure that 其中 does not put under another, else the last."""
    heads = [figure for figure in figures if not _under(claim, figure)]
    kept = heads or list(figures)
    return kept[-1] if kept else None


def _under(claim: _Claim, figure: Figure) -> bool:
    return "其中" in claim.passage.text[max(0, figure.start - 16) : figure.start]


def _words(figure: Figure) -> str:
    return clean_text(figure.label) + clean_text(figure.after)


def _is_top(claim: _Claim, figure: Figure) -> bool:
    if _ALL.search(clean_text(figure.label)) or _REST.search(clean_text(figure.label)):
        return False
    return bool(_TOP.search(_words(figure))) or (
        figure.sentence == claim.rate.sentence and _under(claim, figure)
    )


def _is_bottom(claim: _Claim, figure: Figure) -> bool:
    rest = _REST.search(clean_text(figure.label))
    planned = _BOTTOM if figure.sentence == claim.rate.sentence else _PLANNED
    return not rest and not _is_top(claim, figure) and bool(planned.search(_words(figure)))


def _fits(claim: _Claim, top: Figure) -> bool:
    """Whether the rate's name speaks of its upper term: 采纳率 of what was 采纳, 执行率 of money."""
    match = _RATE.search(claim.words)
    root = match["root"] if match else claim.words
    if top.sentence != claim.rate.sentence and _GENERAL.sub("", root) not in _words(top):
        return False
    if top.measure.dimension == MONEY:
        return bool(_MONEY_RATE.search(root))
    if _ON_TIME.search(root) and _ON_TIME.search(_words(top)):
        return True
    return root[-2:] in _words(top) or bool(
        _STAFF.search(root) and re.search("编|在职|派遣|实有", _words(top))
    )


def _holds(claim: _Claim, terms: _Terms) -> bool:
    """Whether any two figures of one kind, from the sentence of the first of the terms on, give the rate."""
    stated = printed(claim.rate.value)
    first = min(terms.top.sentence, terms.bottom.sentence)
    near = [figure for figure in claim.terms if figure.sentence >= first]
    inside = [figure for figure in near if figure.sentence == claim.rate.sentence]
    if of_both(stated, inside):
        return True
    for top in near:
        for bottom in near:
            if top is not bottom and top.measure.dimension == bottom.measure.dimension:
                ratio = _Terms(top, bottom).range
                if ratio is not None and ratio.meets(stated):
                    return True
    return False


def _taken(figures: Figures, claim: _Claim, terms: _Terms) -> bool:
    """Whether a rate between the terms and this one is already theirs: 预算35万元，执行34.52万元，执行率98.63%，到位率100%."""
    said, ratio = figures.of_passage[claim.rate.passage], terms.range
    first = bisect_left(said, terms.top.end, key=lambda figure: figure.start)
    last = bisect_left(said, claim.rate.start, first, key=lambda figure: figure.start)
    between = (figure for figure in said[first:last] if figure.measure.dimension == RATIO)
    return ratio is not None and any(ratio.meets(printed(figure.value)) for figure in between)


def _wrong(figures: Figures, claim: _Claim, terms: _Terms) -> Finding:
    rate, (top, bottom) = claim.rate, terms
    exact = top.amount / bottom.amount * HUNDRED
    places = decimal_places(rate.value)
    expected = quantize(exact, places)
    cut = quantize(exact, places, RoundingMode.TRUNCATE) == rate.value
    why = "（应四舍五入，不是舍去尾数）" if cut else ""
    shown = f"{plain(expected)}%" if places > 1 else f"{plain(expected)}%（{plain(quantize(exact, 2))}%）"
    return found(
        "said_rate",
        "error",
        rate.place,
        f"比率写的是{rate.surface}，按文中的{top.surface}÷{bottom.surface}应是{shown}{why}；请核对比率和两个数",
        stated=rate.surface,
        expected=shown,
        working=f"{top.surface}÷{bottom.surface}×100%={plain(quantize(exact, 2))}%",
        quote=figures.quote(rate),
        subject=claim.words[-16:],
    )


def full_rates(given: AuditInput) -> CheckResult:
    """100% is not said of money that was not wholly spent."""
    claims = [claim for claim in given.figures.once(_claims) if claim.rate.value == HUNDRED]
    findings = []
    for claim in claims:
        terms = _known_terms(claim)
        if terms is None or terms.top.amount == terms.bottom.amount:
            continue
        exact = terms.top.amount / terms.bottom.amount * HUNDRED
        if quantize(exact, decimal_places(claim.rate.value)) != claim.rate.value:
            continue
        findings.append(
            found(
                "said_hundred",
                "warning",
                claim.rate.place,
                f"写的是{claim.rate.surface}，但{terms.top.surface}不等于{terms.bottom.surface}；"
                "没有全部完成的不写成100%，请多写几位小数",
                stated=claim.rate.surface,
                expected=f"{plain(_short_of_full(exact))}%",
                working=f"{terms.top.surface}÷{terms.bottom.surface}×100%={plain(_short_of_full(exact))}%",
                quote=given.figures.quote(claim.rate),
                subject=claim.words[-16:],
            )
        )
    return result(findings, looked=claims, nothing="没有写成100%的比率")


def _short_of_full(exact: Fraction) -> Decimal:
    """A percentage with as many places as it takes not to read 100."""
    return quantize(exact, honest_places(exact, 2))


CHECKS: Final = (
    Check("said_rate", "文中比率", said_rates),
    Check("said_hundred", "未全部完成却写100%", full_rates),
)

"""Sums in sentences: parts after 其中, figures before 合计, changes against last year, means of quarters, shares."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, islice, pairwise, takewhile
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, printed, total_of, turned_digits
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import decimal_of, format_quantity, trim_zeros
from ziping.language.claims.units import MONEY, NONE, PERSON, RATIO, SCORE, measure
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
_LOOSE_GAP = re.compile("[一-鿿“”（）()]{0,8}[、，,；][^0-9，。；%]{1,16}")
_CROSSING = re.compile("党员|女|少数民族|残疾|农民工")
_DIVIDING = re.compile("男|其他|其余|非党|城镇|健全")
_LISTED: Final = 3
"""So many parts in a row make a list."""
_NEAR = Fraction(6, 100)
"""A list that is more than its whole by no more than this share was meant to make it."""
_SPENDING = re.compile("支出|执行|决算")
_REMAINDER = re.compile("其余|其他|其它|另有")
_REST_NEAR: Final = 8
_LEAST_OF_SUM: Final = 3
"""Two parts and their total."""
_CLOSE = Fraction(1, 100)
"""Parts that miss the whole by less than this share were meant to make it."""
_REST = re.compile("节约|结余|结转|剩余|余下|增加|减少|超出|相差|增长")
_LESS = re.compile("压减|调减|减少|收回|撤[并销]|脱困|退出|注销|核减")
OTHER = re.compile(
    "剔除|扣除|不含|除外|重复|交叉|不相等|不一致|不相符|调整为|调整到|增至|减至|变为|升至|降至"
)
"""Words of parts that are not all of their whole, or count some of it twice."""


class _Whole(NamedTuple):
    """A figure and those that follow 其中."""

    passage: Passage
    whole: Figure
    parts: tuple[Figure, ...]
    others: tuple[Figure, ...]
    """Figures before the whole in its sentence; one of them may be meant."""
    complete: bool = False
    """Whether the parts are known to be all: they are in another unit."""


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
                whole = _whole_of(before, after)
                parts = _parts(passage, after, whole) if whole else ()
                if whole is not None and parts and not _REST.search(clean_text(whole.label)):
                    dimension = whole.measure.dimension
                    others = _before_in_sentence(said, first - 1)
                    others = _open_before(passage, others, whole) if len(parts) > 1 else others
                    same = tuple(f for f in others if f.measure.dimension == dimension)
                    yield _Whole(passage, whole, parts, same)
                yield from _beside(passage, before, after)


def _before_in_sentence(said: Sequence[Figure], order: int) -> list[Figure]:
    """The figures before one in its sentence."""
    sentence = said[order].sentence
    before = (said[at] for at in range(order - 1, -1, -1))
    return list(takewhile(lambda figure: figure.sentence == sentence, before))[::-1]


def _open_before(passage: Passage, before: Sequence[Figure], whole: Figure) -> list[Figure]:
    """Figures before a whole that the parts may be of instead: not those that have parts of their own already."""
    taken = [match.start() for match in _AMONG.finditer(passage.text, 0, whole.start)]
    return [f for f in before if not any(f.start < at for at in taken)]


def _beside(passage: Passage, before: Sequence[Figure], after: Sequence[Figure]) -> Iterator[_Whole]:
    """52期、3,848人次。其中线上24期、2,304人次，线下28期、1,544人次: what adds up in one unit does in the other.

    Only two kinds of counts that alternate behind 其中, where the first kind makes its whole.
    """
    row = [f for f in after if f.sentence == after[0].sentence]
    kinds = list(dict.fromkeys(f.measure.dimension for f in row[:4]))
    if len(row) < 4 or len(kinds) != 2 or [f.measure.dimension for f in row[:4]] != kinds * 2:
        return
    if {RATIO, SCORE, NONE} & set(kinds):
        return
    first, second = ([f for f in row[:4] if f.measure.dimension == kind] for kind in kinds)
    near = [f for f in before if f.sentence >= after[0].sentence - 1]
    made = [f for f in near if f.measure.dimension == kinds[0] and f.amount == sum(p.amount for p in first)]
    wholes = [f for f in near if f.measure.dimension == kinds[1]]
    beside = [w for w in wholes for m in made if w.clause == m.clause]
    if beside:
        yield _Whole(passage, beside[0], tuple(second), (), complete=True)


def _whole_of(before: Sequence[Figure], after: Sequence[Figure]) -> Figure | None:
    """The last figure before 其中 of the unit of the first part, in its sentence or straight before it."""
    first = after[0]
    dimension = first.measure.dimension
    if dimension in {RATIO, SCORE, NONE}:
        return None
    for whole in reversed(before):
        if whole.measure.dimension == dimension:
            return whole if first.sentence - whole.sentence <= 1 else None
        if (
            whole.sentence != first.sentence and not _lists_one(before, after)
        ) or whole.measure.dimension == SCORE:
            break  # a figure of another kind between two sentences is what 其中 speaks of
    return None


def _lists_one(before: Sequence[Figure], after: Sequence[Figure]) -> bool:
    """Whether a list follows of what the sentence before it has just once: 256户，户均4,500元。其中180户、58户、18户."""
    first = after[0]
    whole = [f for f in before if f.sentence == first.sentence - 1 and f.unit == first.unit]
    listed = [f for f in after[:_LISTED] if f.sentence == first.sentence and f.unit == first.unit]
    return len(whole) == 1 and len(listed) == _LISTED


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
            if is_sum(figure):
                break
            parts.append(figure)
    return tuple(parts)


def is_sum(figure: Figure) -> bool:
    """Whether a figure is called the sum of those before it."""
    return bool(_TOTAL.search(clean_text(figure.label)))


def range_of(figure: Figure) -> Range:
    """The amounts a printed figure may stand for."""
    return _amounts(str(figure.value), figure.unit)


@lru_cache(maxsize=4096)
def _amounts(digits: str, unit: str) -> Range:
    """What printed digits stand for, in base units; 1.0 stands for less than 1."""
    kind = measure(unit)
    one = printed(Decimal(digits), exact=kind.dimension != MONEY)
    return Range(one.low * kind.factor, one.high * kind.factor)


def amount_in_unit(amount: Fraction, unit: Figure) -> str:
    """An amount in the unit of a figure."""
    return format_quantity(trim_zeros(decimal_of(amount / unit.measure.factor)), unit.unit, comma=False)


def _judged(figures: Figures, one: _Whole) -> Finding | None:
    if len(one.parts) < 2:
        return _one_part(figures, one) if one.parts else None
    if any(_LESS.search(clean_text(part.label)) for part in one.parts):
        return None  # what was added and what was cut, not parts
    if overlaps(one.whole, one.parts) and len(one.parts) > _TAIL:
        return None
    if _summed_up(figures, one):
        return None  # the parts have a sum of their own, and more may follow
    total = sum((part.amount for part in one.parts), Fraction(0))
    whole = range_of(one.whole)
    sums = list(accumulate(map(range_of, one.parts), lambda *both: total_of(both)))[1:]
    if any(whole.meets(total) for total in sums):
        return None  # what follows the last part is of something else
    if (
        any(range_of(other).meets(sums[-1]) for other in one.others)
        or len({part.period for part in one.parts}) > 1
    ):
        return None
    severity = _severity(one, total)
    if severity is None or (OTHER.search(one.passage.text) and not one.complete):
        return None
    expected = amount_in_unit(total, one.whole)
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


def _summed_up(figures: Figures, one: _Whole) -> bool:
    """Whether a sum of the parts stands straight behind them: 其中人员274.16万元、公用38.90万元，两项合计313.06万元."""
    said = figures.of_passage[one.passage.index]
    unit = one.parts[-1].unit
    after = next((f for f in said if f.start >= one.parts[-1].end and f.unit == unit), None)
    return after is not None and after.sentence == one.parts[-1].sentence and is_sum(after)


def _one_part(figures: Figures, one: _Whole) -> Finding | None:
    """A single part that is more than its whole: 57件，其中成功65件."""
    part = one.parts[0]
    wholes = (one.whole, *one.others)
    if part.unit != one.whole.unit or any(range_of(whole).high >= range_of(part).low for whole in wholes):
        return None
    if part.sentence != one.whole.sentence or OTHER.search(one.passage.text):
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


def _mistyped(one: _Whole) -> bool:
    """Whether a list misses its whole as a slip of the pen would: a little above it, or by two figures the wrong way round.

    A list that leaves something out on purpose stays below it, and not by a turned pair of figures.
    """
    gaps = [one.passage.text[a.end : b.start] for a, b in pairwise(one.parts)]
    if len(one.parts) < _LISTED or not all(_LOOSE_GAP.fullmatch(gap) for gap in gaps):
        return False
    if len({part.measure.dimension for part in (one.whole, *one.parts)}) > 1:
        return False
    if any(re.match("以上|以下|余|多", part.after) for part in one.parts):
        return False
    return slip_of(one.whole, one.parts)


def overlaps(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts are more than their whole because they may hold one another: 党员、女职工 of one staff."""
    if sum((part.amount for part in parts), Fraction(0)) <= whole.amount:
        return False
    names = "".join(clean_text(part.label) for part in parts)
    return bool(_CROSSING.search(names)) and not _DIVIDING.search(names)


def slip_of(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts are a little more than their whole, or make it with two digits of one of them the other way round."""
    missing = whole.amount - sum((part.amount for part in parts), Fraction(0))
    turned = any(
        (Fraction(value) - Fraction(part.value)) * part.measure.factor == missing
        for part in parts
        for value in turned_digits(part.value)
    )
    return turned or 0 < -missing <= whole.amount * _NEAR


def _severity(one: _Whole, total: Fraction) -> Severity | None:
    """Parts of one kind cannot exceed the whole; all parts cannot fall short of it; others may overlap or be a choice."""
    if one.complete:
        return "error"
    names = "".join(_name(part)[-_TAIL:] for part in one.parts)
    if "预算" in names and _SPENDING.search(names):
        return None  # what was planned and what was spent, side by side
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
    if _mistyped(one):
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
        if passage.norm or len(said) < _LEAST_OF_SUM or OTHER.search(passage.text):
            continue
        for order, total in enumerate(said):
            if total.measure.dimension in {RATIO, SCORE, NONE} or not is_sum(total):
                continue
            parts = [f for f in _before_in_sentence(said, order) if f.unit == total.unit]
            if len(parts) > 1:
                looked.append(total)
                if not any(range_of(total).meets(last) for last in _sums_of_last(parts)):
                    findings.append(_sum_finding(given.figures, total, parts))
    return result(findings, looked=looked, nothing="没有写“合计”“共计”的句子")


def _sums_of_last(parts: Sequence[Figure]) -> Iterator[Range]:
    """What the last two, three … of the parts add up to."""
    sums = accumulate(map(range_of, reversed(parts)), lambda *both: total_of(both))
    return islice(sums, 1, None)


def _sum_finding(figures: Figures, total: Figure, parts: Sequence[Figure]) -> Finding:
    expected = amount_in_unit(sum((part.amount for part in parts), Fraction(0)), total)
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


CHECKS: Final = (
    Check("said_parts", "“其中”各项与总数", parts_of_wholes),
    Check("said_sum", "文中合计", stated_sums),
)

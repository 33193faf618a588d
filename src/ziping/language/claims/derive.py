"""One-step arithmetic that the words announce: sums, differences, growth, shares, complements, averages, multiples.

Every operation has its announcing words; terms are facts the sentence (or the one before) has bound or names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from math import lcm
from typing import NamedTuple, TypeAlias

from ziping.language.claims.known import Known
from ziping.language.claims.match import holds, reach, rounds_to
from ziping.language.claims.reading import OF_WHICH
from ziping.language.claims.stated import Stated, telling
from ziping.language.claims.terms import Pool
from ziping.language.claims.units import NONE, POINTS, RATIO, SCORE, is_count

_SUM = re.compile(
    "合计|共计|总计|累计|合共|一共|总共|总和|之和|相加|总额|总量|总数|总人数|总|共|加上|连同|全部|两项|三项|各项"
)
_TOTAL = re.compile("合计|总计|总额|总数|总量|总支出|总收入|总得分|总分")
_SUM_AFTER = re.compile("的?(?:之和|总和|合计数)")
_LESS = re.compile(
    "结余|剩余|节余|余|结转|少|多|增加|增长|增|减少|减|压减|压缩|相差|差额|差距|差|扣|失分|丢分|提高|提升|上升|下降|降低|降|高于|低于|高出|低出|高|低|超出|超过|超|不足|缺口|缺|节约|节省|未|尚|回落|收窄|扩大|净|空编|空缺|领先|落后|闲置$|相减|减去|短|提前|推迟|延|早|晚|快|慢|剩|欠|空|当季|当月|单季|空缺|追加|核增|核减|追减|调增|调减|净增|扣除|除去|优于"
)
_GROWTH = re.compile(
    "增长|增加|增幅|降幅|涨幅|下降|减少|提高|上升|降低|压减|压缩|增|减|降|同比|超额|超|超出|节约|变动|高|低|多|少|回落|幅度"
)
_SHARE_STRONG = re.compile("占|比重|比例|率|相当于|完成|覆盖|达标|使用|之比|比值|兑现|到位|即")
_SHARE_OF = re.compile("(?:为|是|近|约|达|达到|超过?)[^，。；]{1,20}的$")
"""为目标80家的107.5%, 接近总额的45%."""
_COMPLEMENT = re.compile("闲置|其余|余下|剩余|剩下|另|未|不|没有|除此|尚|仍|还|外")
_AVERAGE = re.compile("人均|户均|平均|场均|均|每人|每户|每场|每家|每名|每位|每个|每次|每份|每件|每")
_MULTIPLE = re.compile("倍|翻")
_UNMET = re.compile("未|不|没有|其余|余下|剩|尚|差|缺|低|少|降|减|降低|缩|欠")


class Derivation(NamedTuple):
    """How a figure follows from facts."""

    kind: str
    terms: tuple[Known, ...]
    contradicted: bool = False
    """Whether the arithmetic holds and the words tell the other direction."""


class _Values(NamedTuple):
    """One choice of exact or printed values."""

    a: Fraction
    b: Fraction


class _Result(NamedTuple):
    """What arithmetic gives, as a fraction not yet reduced: most results fit nothing and need not be."""

    numerator: int
    denominator: int
    """Above 0."""

    @property
    def value(self) -> Fraction:
        """As a number."""
        return Fraction(self.numerator, self.denominator)


_Work: TypeAlias = Callable[[_Values], _Result | None]


class _Fit:
    """Whether a result is what a figure says: a quick look in whole numbers before the exact test."""

    def __init__(self, figure: Stated) -> None:
        self._figure = figure
        low, high = reach(figure)
        self._low, self._low_below = low.as_integer_ratio()
        self._high, self._high_below = high.as_integer_ratio()

    def __call__(self, result: _Result) -> bool:
        numerator, denominator = result
        if numerator * self._low_below < self._low * denominator:
            return False
        if numerator * self._high_below > self._high * denominator:
            return False
        return _fits(self._figure, result.value)


_RESULT = re.compile(
    "(?:增|减|升|降|提|压|调|上|下|扩|缩|回|加|长|少|高|低)[^，。；]{0,2}(?:到|至|为)[^，。；]{0,2}$"
)
"""减少至12人 tells the result, not by how much."""
_RESULT_AFTER = re.compile("(?:增|减|升|降|提|压|调|扩|缩|回)[^，。；]{0,3}(?:到|至|为)")
"""So does what stands before it: 由12人减少至9人."""
_DENIED = re.compile("[不非未]([\u4e00-\u9fff]{2})")
"""不满意的36份: what is left of all without those that are."""
_IS_TIMES = re.compile("(?:是|为|相当于)[^，]*的")
"""是上年新增人数的1.2倍 tells a multiple, no growth."""
_UNDONE = re.compile("(?:尚|仍|还)?(?:未|没有|不)")
"""7家尚未建会: what is missing may be said after the number."""


_FILLER = re.compile("(?:分别|依次|为|是|达到?|约)+")
"""得分率最高的是预算编制，为95%: a clause that leaves its words to the one before."""


_OPERATES = re.compile(f"{_GROWTH.pattern}|{_SHARE_STRONG.pattern}|{_COMPLEMENT.pattern}|{_MULTIPLE.pattern}")
"""Words of the clause itself that announce arithmetic; the clause before counts only without any."""


def listed_share(figure: Stated, parts: Sequence[Known]) -> Derivation | None:
    """The share of the first of some parts in all of them together, when the figure is that."""
    whole = sum((part.value for part in parts), Fraction(0))
    if figure.measure.dimension != RATIO or whole <= 0 or not _fits(figure, parts[0].value / whole):
        return None
    return Derivation("share", tuple(parts))


def derivations(figure: Stated, words: str, after: str, pool: Pool) -> Iterator[Derivation]:
    """The derivations by which the facts of a pool give ``figure``, for the operations the words announce.

    Args:
        figure: what is to be worked out.
        words: those before it that may announce arithmetic.
        after: those after it; from a comma on when its parts follow (30名，其中…).
        pool: the facts it may follow from.
    """
    terms = pool.terms
    listing = OF_WHICH.match(after)
    if listing or _RESULT_AFTER.match(after):
        after = ""
    near = words + after[:6]
    clause = near.rpartition("，")[2]
    own = (near if _FILLER.fullmatch(clause) else clause) + (after[6:] if _UNDONE.search(after) else "")
    near = own if _OPERATES.search(own) else near
    dimension = figure.measure.dimension
    unit = figure.number.unit
    if _SUM.search(words if telling(figure) else words.rpartition("，")[2]) or _SUM_AFTER.match(after):
        for row in pool.rows:
            yield from _sums(figure, row)
    elif listing and len(pool.rows) > 1:
        yield from _sums(figure, pool.rows[1])
    if (
        dimension == RATIO
        or unit in ("成", "折")
        or isinstance(figure.number.value, Fraction)
        or "半" in near
    ):
        yield from _ratios(figure, near, own, terms)
    if dimension != RATIO and not _RESULT.search(words):
        yield from _differences(figure, near if telling(figure) else own, own, terms)
    if dimension == SCORE and _LESS.search(own):
        yield from _of_hundred(figure, terms)
        yield from _lost(figure, terms) if _SUM.search(words) else ()
    if (_MULTIPLE.search(unit) or unit == "倍") and dimension != RATIO:
        yield from _ratio_pairs(figure, terms, "multiple", _quotient)
        if _GROWTH.search(near) and not _IS_TIMES.search(own):
            yield from _ratio_pairs(figure, terms, "growth", _growth)
    if _AVERAGE.search(near):
        yield from _averages(figure, terms)


def _differences(figure: Stated, near: str, own: str, terms: Sequence[Known]) -> Iterator[Derivation]:
    """What the words call less or more; after 不 only what is left without the named (不满意的36份)."""
    if _LESS.search(near):
        yield from _pairs(figure, terms, "difference", _difference)
    denied = _DENIED.search(own)
    if denied:
        found = _pairs(figure, terms, "difference", _difference)
        yield from (one for one in found if denied[1] in one.terms[1].fact.label)


def _fits(figure: Stated, value: Fraction) -> bool:
    if figure.high is not None:
        return False
    if figure.hedge:
        return holds(figure, value)
    return rounds_to(figure, value)


def _sums(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """Sums of neighbours in the order of the text, every run of two or more."""
    fits = _Fit(figure)
    alike = [term for term in terms if _alike(term.measure.dimension, figure.measure.dimension)]
    parts = [term for term in alike if term.index < 0 or not _TOTAL.search(term.fact.label)]
    kinds = tuple(_of_one_kind(parts))
    mixed = figure.measure.dimension == SCORE and bool(kinds)  # 得分 and 分值 make no sum
    whole = parts if len(parts) > 1 else alike
    for row in kinds if mixed else (whole, *kinds):
        parts_of = lcm(*(value.denominator for term in row for value in term.values))
        values = [(int(term.value * parts_of), int(term.printed * parts_of)) for term in row]
        for first in range(len(row)):
            exact, printed = values[first]
            for last in range(first + 1, min(len(row), first + 14)):
                exact, printed = exact + values[last][0], printed + values[last][1]
                if fits(_Result(exact, parts_of)) or fits(_Result(printed, parts_of)):
                    yield Derivation("sum", tuple(row[first : last + 1]))


def _of_one_kind(terms: Sequence[Known]) -> Iterator[Sequence[Known]]:
    """The terms whose labels end alike, as 得分 and 分值 take turns in a sentence."""
    kinds: dict[str, list[Known]] = {}
    for term in terms:
        kinds.setdefault(f"*{term.kind}" if term.index < 0 else term.fact.label[-2:], []).append(term)
    yield from (row for row in kinds.values() if 1 < len(row) < len(terms))


def _alike(one: str, other: str) -> bool:
    return one == other or (NONE in (one, other) and is_count(one) and is_count(other))


def _values(one: Known, other: Known) -> Iterator[_Values]:
    yield _Values(one.value, other.value)
    if len(one.values) > 1 or len(other.values) > 1:
        yield _Values(one.printed, other.printed)


def _pairs(figure: Stated, terms: Sequence[Known], kind: str, work: _Work) -> Iterator[Derivation]:
    """Pairs of one dimension whose result has the figure's dimension (百分点 for rates)."""
    fits = _Fit(figure)
    wanted = RATIO if figure.measure.dimension == POINTS else figure.measure.dimension
    alike = [term for term in terms if _alike(term.measure.dimension, wanted)]
    scale = 100 if figure.measure.dimension == POINTS else 1
    for one, other in permutations(alike, 2):
        for values in _values(one, other):
            result = work(values)
            if result is None or result.numerator < 0:
                continue
            if fits(_Result(result.numerator * scale, result.denominator)):
                yield Derivation(kind, (one, other))
                break


def _ratio_pairs(figure: Stated, terms: Sequence[Known], kind: str, work: _Work) -> Iterator[Derivation]:
    """Pairs of any one dimension whose quotient is the figure."""
    fits = _Fit(figure)
    for one, other in permutations(terms, 2):
        if one.measure.dimension == RATIO or not _alike(one.measure.dimension, other.measure.dimension):
            continue
        for values in _values(one, other):
            result = work(values)
            if result is None or (kind == "complement" and result.numerator < 0):
                continue
            size = _Result(abs(result.numerator), result.denominator)
            if fits(size) and _close_enough(figure, size.value):
                yield Derivation(kind, (one, other))
                break


def _close_enough(figure: Stated, result: Fraction) -> bool:
    """Whether a whole multiple is nearly that many times: 1.6 is not 2倍."""
    whole = figure.number.unit == "倍" and figure.step >= 1 and not figure.hedge
    return not whole or abs(result - figure.value) * 20 <= figure.value


def _ratios(figure: Stated, near: str, own: str, terms: Sequence[Known]) -> Iterator[Derivation]:
    if _GROWTH.search(near):
        yield from _ratio_pairs(figure, terms, "growth", _growth)
    if _SHARE_STRONG.search(near) or _SHARE_OF.search(own) or isinstance(figure.number.value, Fraction):
        yield from _ratio_pairs(figure, terms, "share", _quotient)
        if near.endswith("率") and telling(figure):
            yield from _between_counts(figure, terms)
    if _COMPLEMENT.search(own):
        yield from _ratio_pairs(figure, terms, "complement", _rest)
        for term in terms:
            rest = (1 - term.value, 1 - term.printed)
            if term.measure.dimension == RATIO and any(_fits(figure, value) for value in rest):
                yield Derivation("complement", (term,))


def _between_counts(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """建档率: 3,105份 of 3,420人, a share of two counts of different units."""
    counts = [term for term in terms if is_count(term.measure.dimension) and term.index >= 0]
    for one, other in permutations(counts, 2):
        apart = one.measure.dimension != other.measure.dimension and 0 < one.value <= other.value
        if apart and _fits(figure, one.value / other.value):
            yield Derivation("share", (one, other))


def _of_hundred(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """扣4.54分 where the total is 95.46: totals are out of 100 unless a fact says otherwise."""
    for term in terms:
        total = term.measure.dimension == SCORE and re.search("总得?分", term.fact.label) is not None
        if total and term.value <= 100 and _fits(figure, 100 - term.value):
            yield Derivation("complement", (term,))


def _lost(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """两项合计得7.83分，扣0.17分: the points lost by all items of which the text says both 分值 and 得分."""
    items: dict[str, list[Known]] = {}
    for term in terms:
        if term.measure.dimension == SCORE and term.index >= 0 and not _TOTAL.search(term.fact.label):
            items.setdefault(term.core, []).append(term)
    pairs = [pair for pair in items.values() if len(pair) == 2]
    lost = sum((abs(one.value - other.value) for one, other in pairs), Fraction(0))
    if len(pairs) > 1 and _fits(figure, lost):
        yield Derivation("sum", tuple(term for pair in pairs for term in pair))


def _averages(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """An amount or count per head: the divisor is a count of another kind."""
    fits = _Fit(figure)
    for one, other in permutations(terms, 2):
        if not _alike(one.measure.dimension, figure.measure.dimension) or not is_count(
            other.measure.dimension
        ):
            continue
        if other.measure.dimension == one.measure.dimension:
            continue
        for values in _values(one, other):
            result = _quotient(values)
            if result is not None and fits(result):
                yield Derivation("average", (one, other))
                break


def _difference(values: _Values) -> _Result:
    (a, a_below), (b, b_below) = values.a.as_integer_ratio(), values.b.as_integer_ratio()
    return _Result(a * b_below - b * a_below, a_below * b_below)


def _quotient(values: _Values) -> _Result | None:
    (a, a_below), (b, b_below) = values.a.as_integer_ratio(), values.b.as_integer_ratio()
    if not b:
        return None
    return _Result(a * b_below, a_below * b) if b > 0 else _Result(-a * b_below, -a_below * b)


def _growth(values: _Values) -> _Result | None:
    share = _quotient(values)
    return None if share is None else _Result(share.numerator - share.denominator, share.denominator)


def _rest(values: _Values) -> _Result | None:
    share = _quotient(values)
    return None if share is None else _Result(share.denominator - share.numerator, share.denominator)

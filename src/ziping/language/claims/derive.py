"""One-step arithmetic that the words announce: sums, differences, growth, shares, complements, averages, multiples.

Every operation has its announcing words; terms are facts the sentence (or the one before) has bound or names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from ziping.language.claims.known import Known
from ziping.language.claims.match import holds, rounds_to
from ziping.language.claims.stated import Stated, telling
from ziping.language.claims.terms import Pool
from ziping.language.claims.units import NONE, POINTS, RATIO, SCORE, is_count

_SUM = re.compile(
    "合计|共计|总计|累计|合共|一共|总共|总和|之和|相加|总额|总量|总数|总人数|总|共|加上|连同|全部|两项|三项|各项"
)
_SUM_AFTER = re.compile("的?(?:之和|总和|合计数)")
_LESS = re.compile(
    "结余|剩余|节余|余|结转|少|多|增加|增长|增|减少|减|压减|压缩|相差|差额|差距|差|扣|失分|丢分|提高|提升|上升|下降|降低|降|高于|低于|高出|低出|高|低|超出|超过|超|不足|缺口|缺|节约|节省|未|尚|回落|收窄|扩大|净|空编|空缺|领先|落后|相减|减去|短|提前|推迟|延|早|晚|快|慢|剩|欠|空|当季|当月|单季|空缺|追加|核增|核减|追减|调增|调减|净增|扣除|除去|优于"
)
_GROWTH = re.compile(
    "增长|增加|增幅|降幅|涨幅|下降|减少|提高|上升|降低|压减|压缩|增|减|降|同比|超额|超|超出|节约|变动|高|低|多|少|回落|幅度"
)
_SHARE_STRONG = re.compile("占|比重|比例|率|相当于|完成|覆盖|达标|使用|之比|比值|兑现|到位|即")
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


_RESULT = re.compile(
    "(?:增|减|升|降|提|压|调|上|下|扩|缩|回|加|长|少|高|低)[^，。；]{0,2}(?:到|至|为)[^，。；]{0,2}$"
)
"""减少至12人 tells the result, not by how much."""


def derivations(figure: Stated, words: str, after: str, pool: Pool) -> Iterator[Derivation]:
    """The derivations by which the facts of a pool give ``figure``, for the operations the words announce."""
    terms = pool.terms
    near = words + after[:6]
    own = near.rpartition("，")[2]
    dimension = figure.measure.dimension
    unit = figure.number.unit
    if _SUM.search(words if telling(figure) else words.rpartition("，")[2]) or _SUM_AFTER.match(after):
        for row in pool.rows:
            yield from _sums(figure, row)
    if (
        dimension == RATIO
        or unit in ("成", "折")
        or isinstance(figure.number.value, Fraction)
        or "半" in near
    ):
        yield from _ratios(figure, near, terms)
    if dimension != RATIO and not _RESULT.search(words) and _LESS.search(near if telling(figure) else own):
        yield from _pairs(figure, terms, "difference", _difference)
    if dimension == SCORE and _LESS.search(own):
        yield from _of_hundred(figure, terms)
    if (_MULTIPLE.search(unit) or unit == "倍") and dimension != RATIO:
        yield from _ratio_pairs(figure, terms, "multiple", _quotient)
        if _GROWTH.search(near):
            yield from _ratio_pairs(figure, terms, "growth", _growth)
    if _AVERAGE.search(near):
        yield from _averages(figure, terms)


def _fits(figure: Stated, value: Fraction) -> bool:
    if figure.high is not None:
        return False
    if figure.hedge:
        return holds(figure, value)
    return rounds_to(figure, value)


def _sums(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """Sums of neighbours in the order of the text, every run of two or more."""
    alike = [term for term in terms if _alike(term.measure.dimension, figure.measure.dimension)]
    for first in range(len(alike)):
        exact, printed = alike[first].value, alike[first].printed
        for last in range(first + 1, min(len(alike), first + 14)):
            exact, printed = exact + alike[last].value, printed + alike[last].printed
            if _fits(figure, exact) or _fits(figure, printed):
                yield Derivation("sum", tuple(alike[first : last + 1]))


def _alike(one: str, other: str) -> bool:
    return one == other or (NONE in (one, other) and is_count(one) and is_count(other))


def _values(one: Known, other: Known) -> Iterator[_Values]:
    yield _Values(one.value, other.value)
    if len(one.values) > 1 or len(other.values) > 1:
        yield _Values(one.printed, other.printed)


def _pairs(
    figure: Stated, terms: Sequence[Known], kind: str, work: Callable[[_Values], Fraction | None]
) -> Iterator[Derivation]:
    """Pairs of one dimension whose result has the figure's dimension (百分点 for rates)."""
    wanted = RATIO if figure.measure.dimension == POINTS else figure.measure.dimension
    alike = [term for term in terms if _alike(term.measure.dimension, wanted)]
    scale = 100 if figure.measure.dimension == POINTS else 1
    for one, other in permutations(alike, 2):
        for values in _values(one, other):
            result = work(values)
            if result is not None and result >= 0 and _fits(figure, result * scale):
                yield Derivation(kind, (one, other))
                break


def _ratio_pairs(
    figure: Stated, terms: Sequence[Known], kind: str, work: Callable[[_Values], Fraction | None]
) -> Iterator[Derivation]:
    """Pairs of any one dimension whose quotient is the figure."""
    for one, other in permutations(terms, 2):
        if one.measure.dimension == RATIO or not _alike(one.measure.dimension, other.measure.dimension):
            continue
        for values in _values(one, other):
            result = work(values)
            if result is not None and _fits(figure, abs(result)) and _close_enough(figure, abs(result)):
                yield Derivation(kind, (one, other))
                break


def _close_enough(figure: Stated, result: Fraction) -> bool:
    """Whether a whole multiple is nearly that many times: 1.6 is not 2倍."""
    whole = figure.number.unit == "倍" and figure.step >= 1 and not figure.hedge
    return not whole or abs(result - figure.value) * 20 <= figure.value


def _ratios(figure: Stated, near: str, terms: Sequence[Known]) -> Iterator[Derivation]:
    if _GROWTH.search(near):
        yield from _ratio_pairs(figure, terms, "growth", _growth)
    if _SHARE_STRONG.search(near) or isinstance(figure.number.value, Fraction):
        yield from _ratio_pairs(figure, terms, "share", _quotient)
    if _COMPLEMENT.search(near):
        yield from _ratio_pairs(figure, terms, "complement", _rest)
        for term in terms:
            rest = (1 - term.value, 1 - term.printed)
            if term.measure.dimension == RATIO and any(_fits(figure, value) for value in rest):
                yield Derivation("complement", (term,))


def _of_hundred(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """扣4.54分 where the total is 95.46: totals are out of 100 unless a fact says otherwise."""
    for term in terms:
        total = term.measure.dimension == SCORE and "总分" in term.fact.label
        if total and term.value <= 100 and _fits(figure, 100 - term.value):
            yield Derivation("complement", (term,))


def _averages(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """An amount or count per head: the divisor is a count of another kind."""
    for one, other in permutations(terms, 2):
        if not _alike(one.measure.dimension, figure.measure.dimension) or not is_count(
            other.measure.dimension
        ):
            continue
        if other.measure.dimension == one.measure.dimension:
            continue
        for values in _values(one, other):
            result = _quotient(values)
            if result is not None and _fits(figure, result):
                yield Derivation("average", (one, other))
                break


def _difference(values: _Values) -> Fraction | None:
    return values.a - values.b


def _quotient(values: _Values) -> Fraction | None:
    return values.a / values.b if values.b else None


def _growth(values: _Values) -> Fraction | None:
    return (values.a - values.b) / values.b if values.b else None


def _rest(values: _Values) -> Fraction | None:
    return 1 - values.a / values.b if values.b else None

"""Arithmetic over more than two terms: what is left of a whole without its parts, the share of parts, price by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Final

from ziping.language.claims.derive import Derivation, fits
from ziping.language.claims.known import Known
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY, RATIO, is_count

_REST: Final = re.compile("其余|其他|余下|剩余|剩下|另有|另外")
_TOGETHER: Final = re.compile("合计|共计|共|总计|一起|三者|两者|二者|三项|两项|之和|加起来|合占")
_OF_TWO: Final = re.compile("[前后]者[^，。；]{0,4}占")
_PRICE: Final = re.compile("单价|单台|每|均|标准|定额|采购价")
_TOTAL: Final = re.compile("合计|共计|总计|总额|总价|共|累计|金额")
_PRIOR: Final = re.compile("上年末|上年底|去年末|去年底|年初[时的为有]|此前|原有")
_STOCK: Final = re.compile("累计|总数|总量|存量|年末|现有|保有")
_MOST_PARTS: Final = 8


def compounds(figure: Stated, words: str, terms: Sequence[Known]) -> Iterator[Derivation]:
    """How a figure follows from several terms in the order of the text, when ``words`` announce it.

    Args:
        figure: what is to be worked out.
        words: the clause up to the figure.
        terms: facts said before it.
    """
    ratio = figure.measure.dimension == RATIO
    if not ratio and _PRIOR.search(words):
        yield from _prior(figure, terms)
    if ratio and "占" in words and _TOGETHER.search(words):
        yield from _portion(figure, terms)
    if ratio and _OF_TWO.search(words):
        yield from _of_two(figure, terms)
    if not ratio and _REST.search(words):
        yield from _rest(figure, terms)
    if figure.measure.dimension == MONEY and _TOTAL.search(words):
        yield from _product(figure, terms)


def _groups(terms: Iterable[Known]) -> Iterator[list[Known]]:
    """Terms of one kind, of this year, in their order."""
    kinds: dict[str, list[Known]] = {}
    for term in terms:
        if term.index >= 0:
            kinds.setdefault(term.measure.dimension, []).append(term)
    yield from kinds.values()


def _splits(terms: Sequence[Known]) -> Iterator[tuple[Known, Sequence[Known]]]:
    """A whole with the run of parts said last."""
    for last in (len(terms), len(terms) - 1):
        for first in range(max(last - _MOST_PARTS, 0), last - 1):
            parts = terms[first:last]
            total = sum((part.value for part in parts), Fraction(0))
            for whole in (*terms[:first], *terms[last:]):
                if total <= whole.value:
                    yield whole, parts


def _rest(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """1,180人, 其中214人、826人，其他140人."""
    for group in _groups(term for term in terms if term.measure.dimension == figure.measure.dimension):
        for whole, parts in _splits(group):
            if fits(figure, whole.value - sum((part.value for part in parts), Fraction(0))):
                yield Derivation("rest", (whole, *parts))


def _portion(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """劳模214人、一线826人，合计占88.14%."""
    for group in _groups(term for term in terms if term.measure.dimension != RATIO):
        for whole, parts in _splits(group):
            if whole.value and fits(figure, sum((part.value for part in parts), Fraction(0)) / whole.value):
                yield Derivation("portion", (whole, *parts))


def _prior(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """新建7个，累计31个，上年末24个."""
    alike = [term for term in terms if term.measure.dimension == figure.measure.dimension]
    for total in (term for term in alike if _STOCK.search(term.fact.label)):
        for new in alike:
            if (
                new is not total
                and not _STOCK.search(new.fact.label)
                and fits(figure, total.value - new.value)
            ):
                yield Derivation("prior", (total, new))


def _of_two(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """由A 180万元和B 80万元构成，前者占69.23%: of the two said last together."""
    for group in _groups(term for term in terms if term.measure.dimension != RATIO):
        for one, other in permutations(group[-2:], 2):
            whole = one.value + other.value
            if whole and fits(figure, one.value / whole):
                yield Derivation("portion", (one, other))


def _product(figure: Stated, terms: Sequence[Known]) -> Iterator[Derivation]:
    """36台，每台1.85万元，共计66.60万元."""
    prices = [term for term in terms if term.measure.dimension == MONEY and _PRICE.search(term.fact.label)]
    counts = [term for term in terms if is_count(term.measure.dimension) and term.value > 1]
    for price in prices:
        for count in counts:
            if fits(figure, price.value * count.value):
                yield Derivation("product", (price, count))

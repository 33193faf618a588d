"""Scored items: 得分 and 分值 of one thing among the facts, and the points lost that follow from the two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from ziping.domain.fact import Fact
from ziping.domain.quantity import plain
from ziping.language.claims.scores import Aspect, aspect_of
from ziping.language.claims.units import SCORE

if TYPE_CHECKING:
    from ziping.language.claims.known import Known

_TOTAL: Final = re.compile("总得?分|合计|总分")
_SCORE_ENDING: Final = re.compile("(?:自评)?(?:得分值?|评分)$")


class Item(NamedTuple):
    """An item of which the facts give both the points and the most one can get."""

    name: str
    score: Known
    most: Known

    @property
    def lost(self) -> Fraction:
        """Points it lost."""
        return self.most.value - self.score.value


class Loss(NamedTuple):
    """The points an item lost as a fact nobody gave."""

    fact: Fact
    item: Item


def items_of(known: Iterable[Known], year: int) -> tuple[Item, ...]:
    """Every item of a year with 得分 and 分值, totals left out."""
    return tuple(
        Item(core, both["score"], both["most"])
        for core, both in _aspects(known, year).items()
        if core and "score" in both and "most" in both
    )


def losses(known: Iterable[Known], year: int) -> Iterator[Loss]:
    """The points lost that follow from 得分 and 分值, of items of which no fact tells them."""
    known = tuple(known)
    told = {core for core, both in _aspects(known, year).items() if "lost" in both}
    for item in items_of(known, year):
        score, most = item.score.fact, item.most.fact
        if item.name in told or score.decimal is None or most.decimal is None or item.lost <= 0:
            continue
        names = (_SCORE_ENDING.sub("扣分", name) for name in (score.label, *score.aliases))
        label, *aliases = dict.fromkeys(name for name in names if name.endswith("扣分"))
        lost = plain(most.decimal - score.decimal)
        # not a copy, which would keep what the score has remembered of its own value
        fact = Fact(
            id=score.id,
            label=label,
            value=lost,
            unit=score.unit,
            aliases=tuple(aliases),
            year=score.year,
            origin="computed",
        )
        yield Loss(fact, item)


def _aspects(known: Iterable[Known], year: int) -> dict[str, dict[Aspect, Known]]:
    found: dict[str, dict[Aspect, Known]] = {}
    for one in known:
        aspect = aspect_of(one.fact.label) if one.measure.dimension == SCORE else None
        if aspect is not None and one.year == year and not _TOTAL.search(one.fact.label):
            found.setdefault(one.core, {})[aspect] = one
    return found

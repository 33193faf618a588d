"""Which fact of last year's report is which of this year's: by name, by the same sentence, by a name that is almost the same.

A wrong pair is worse than a figure that is called new and another that is called gone, so a pair is made only where
nothing else fits as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.compare.told import Fact, Told
from ziping.language.claims.units import MONEY, NONE
from ziping.language.figure_names import likeness, split_role

_CONTEXT: Final = Fraction(1, 2)
"""Share of its sentence that a figure must have in common where its name alone does not tell it."""
_CLEARER: Final = Fraction(1, 10)
"""By how much the best of several must be nearer than the next."""
_MOST_TIMES: Final = 20
"""A figure without a unit is in the unit of its counterpart when neither is more than so many times the other."""


class Pair(NamedTuple):
    """A fact in both reports.

    Attributes:
        this: as this year's report tells it.
        last: as last year's tells it.
        sure: whether name, unit and scope say so without a second candidate; only then can a difference prove anything.
    """

    this: Fact
    last: Fact
    sure: bool


class Pairing(NamedTuple):
    """What became of the facts.

    Attributes:
        pairs: facts of both reports.
        new: only this year's.
        gone: only last year's.
    """

    pairs: tuple[Pair, ...]
    new: tuple[Fact, ...]
    gone: tuple[Fact, ...]


class _Open:
    """The facts that are still without a counterpart."""

    def __init__(self, this: Iterable[Fact], last: Iterable[Fact]) -> None:
        self.this, self.last = list(this), list(last)
        self.pairs: list[Pair] = []

    def join(self, this: Fact, last: Fact, *, sure: bool) -> None:
        """Makes a pair."""
        self.this.remove(this)
        self.last.remove(last)
        self.pairs.append(Pair(this, last, sure))

    def join_unique(self, key: Callable[[Fact], Iterable[Hashable]], *, sure: bool) -> None:
        """Pairs the facts that alone have a key in both reports."""
        own, others = _owners(self.this, key), _owners(self.last, key)
        for mark in own.keys() & others.keys():
            if len(own[mark]) == 1 == len(others[mark]):
                self._join_open(own[mark][0], others[mark][0], sure=sure)

    def _join_open(self, this: Fact, last: Fact, *, sure: bool) -> None:
        if this in self.this and last in self.last and _one_unit(this.shown, last.shown):
            named = this.key[0] == last.key[0]
            self.join(this, last, sure=sure and named and this.alone and last.alone)


def pair_facts(this: Sequence[Fact], last: Sequence[Fact]) -> Pairing:
    """The facts of both reports, paired."""
    left = _Open(this, last)
    left.join_unique(lambda fact: (fact.key,), sure=True)
    left.join_unique(lambda fact: ((told.skeleton, told.kind) for told in fact.told), sure=True)
    left.join_unique(lambda fact: ((fact.key[0], fact.key[2:]),), sure=False)
    left.join_unique(lambda fact: (fact.key[:-1],), sure=False)
    left.join_unique(lambda fact: (_one_budget(fact),), sure=False)
    _by_context(left)
    _by_likeness(left)
    order = {id(fact): index for index, fact in enumerate(this)}
    pairs = sorted(left.pairs, key=lambda pair: order[id(pair.this)])
    return Pairing(tuple(pairs), tuple(left.this), tuple(left.last))


def _one_budget(fact: Fact) -> Hashable:
    """The fact's key, a subject's first and later budget being one: many reports give only one of them."""
    subject, role = split_role(fact.key[0])
    return (f"{subject}预算" if subject and role == "年初预算" else fact.key[0], *fact.key[1:])


def _owners(facts: Iterable[Fact], key: Callable[[Fact], Iterable[Hashable]]) -> dict[Hashable, list[Fact]]:
    found: dict[Hashable, list[Fact]] = {}
    for fact in facts:
        for mark in dict.fromkeys(key(fact)):
            found.setdefault(mark, []).append(fact)
    return found


def _one_unit(this: Told, last: Told) -> bool:
    """Whether both may be of one unit: the same, or none where the sizes agree and it is a count or money."""
    if this.kind == last.kind:
        return True
    if NONE not in {this.kind, last.kind}:
        return False
    if MONEY not in {this.kind, last.kind}:
        return True
    values = sorted(abs(Fraction(told.figure.value)) for told in (this, last))
    return values[0] > 0 and values[1] <= _MOST_TIMES * values[0]


def _by_context(left: _Open) -> None:
    """Facts of one name that a report has several of: those whose sentences are alike, equal values first."""
    groups = _owners(left.last, lambda fact: (fact.key,))
    for fact in list(left.this):
        same = [
            other
            for other in groups.get(fact.key, ())
            if other in left.last and fact.told[0].agrees(other.told[0])
        ]
        if same:
            left.join(fact, max(same, key=lambda other: _together(fact, other)), sure=False)
    for fact in list(left.this):
        others = [other for other in groups.get(fact.key, ()) if other in left.last]
        best = _clearly_best(fact, others, _together, _CONTEXT)
        rivals = [other for other in left.this if other.key == fact.key]
        if best is not None and _clearly_best(best, rivals, _together, _CONTEXT) is fact:
            left.join(fact, best, sure=False)


def _together(one: Fact, other: Fact) -> Fraction:
    """How much the sentences of two facts have in common."""
    return max(_shared(here.context, there.context) for here in one.told for there in other.told)


def _shared(one: frozenset[str], other: frozenset[str]) -> Fraction:
    return Fraction(2 * len(one & other), max(1, len(one) + len(other)))


def _by_likeness(left: _Open) -> None:
    """Facts whose names are almost the same, each the best of the other."""
    for fact in list(left.this):
        best = _clearly_best(fact, left.last, _alike, Fraction(0))
        if best is not None and _clearly_best(best, left.this, _alike, Fraction(0)) is fact:
            left.join(fact, best, sure=False)


def _alike(one: Fact, other: Fact) -> Fraction:
    here, there = one.shown, other.shown
    if (here.kind, here.quarter, here.scope) != (there.kind, there.quarter, there.scope):
        return Fraction(0)
    if here.head and there.head and not likeness(here.head, there.head):
        return Fraction(0)
    return likeness(here.name.canon, there.name.canon)


def _clearly_best(
    fact: Fact, others: Sequence[Fact], near: Callable[[Fact, Fact], Fraction], least: Fraction
) -> Fact | None:
    """The one of the others that is nearest by a clear step, None when none is near or two are."""
    ranked = sorted(((near(fact, other), -index) for index, other in enumerate(others)), reverse=True)
    if not ranked or ranked[0][0] <= least:
        return None
    if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _CLEARER:
        return None
    return others[-ranked[0][1]]

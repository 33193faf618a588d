"""Targets of this year that ask less than last year's result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ziping.compare.pairing import Pair, pair_facts
from ziping.compare.sides import Side
from ziping.compare.told import Fact, Told, facts_of, own_year, surface
from ziping.domain.finding import Finding
from ziping.language.claims.units import MONEY
from ziping.language.figure_names import lower_is_better

_LISTED: Final = 4
"""Aims of one paragraph or table that a message tells; the rest are counted."""


def low_targets(
    this: Side, told: Iterable[Told], pairs: Sequence[Pair], actual: Sequence[Fact]
) -> Iterator[Finding]:
    """Targets for this year below what last year's report says was reached.

    Money and figures that are meant to be small are left out: a smaller budget is no smaller aim.

    Args:
        this: this year's report.
        told: its figures, aims among them.
        pairs: its results with last year's, which tell what an aim without a name of its own is about.
        actual: last year's results.
    """
    own = own_year(this)
    aims = [one for one in told if one.aim and one.year == own and one.kind != MONEY]
    seen: set[str] = set()
    found: dict[tuple[bool, int], list[Pair]] = {}
    for pair in (*pair_facts(facts_of(aims), actual).pairs, *_through_results(aims, pairs)):
        aim, last = pair.this.shown, pair.last.shown
        if (
            aim.kind != last.kind
            or lower_is_better(aim.name.canon)
            or aim.figure.modifier in {"<", "<=", "≤"}
        ):
            continue
        if pair.last.alone and aim.amount < last.amount and aim.name.canon not in seen:
            seen.add(aim.name.canon)
            place = aim.figure.at[0] if aim.figure.at is not None else aim.figure.passage
            found.setdefault((aim.in_table, place), []).append(pair)
    for pairs_there in found.values():
        yield _low(this, pairs_there)


def _through_results(aims: Iterable[Told], pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Aims that are called as this year's result is, which is followed to last year's."""
    named = {pair.this.key: pair for pair in pairs}
    for fact in facts_of(aims):
        pair = named.get(fact.key)
        if pair is not None:
            yield Pair(fact, pair.last, pair.sure)


def _low(this: Side, pairs: Sequence[Pair]) -> Finding:
    """One finding for the aims of a paragraph or a table."""
    aims = [pair.this.shown for pair in pairs]
    lasts = [pair.last.shown for pair in pairs]
    told = "；".join(
        f"“{aim.label or last.label}”本年目标是{surface(aim.figure)}，比上年实际完成的{surface(last.figure)}还低"
        for aim, last in list(zip(aims, lasts, strict=True))[:_LISTED]
    )
    rest = f"；等 {len(aims)} 项" if len(aims) > _LISTED else ""
    return Finding(
        code="target_below_last_year",
        severity="warning",
        message=f"{told}{rest}；请说明原因，或按上年实际调高目标",
        place=aims[0].figure.place,
        stated="、".join(surface(aim.figure) for aim in aims),
        expected="、".join(f"不低于{surface(last.figure)}" for last in lasts) if len(aims) == 1 else "",
        quote=this.figures.quote(aims[0].figure),
        subject=aims[0].name.canon or lasts[0].name.canon,
    )

"""Changes that nothing explains, told as a reviewer asks about them: once for a sentence, a row, a series of quarters."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.compare.sides import Side
from ziping.compare.told import Told, surface
from ziping.domain.comparison import FigureChange
from ziping.domain.finding import Finding
from ziping.domain.quantity import format_quantity
from ziping.language.claims.units import MONEY, RATIO

_GRAVE: Final = 3
"""A change so many times the threshold needs a word whatever it is a figure of."""
_LISTED: Final = 4
"""Figures of one sentence or series that a message tells; the rest are counted."""
_WHOLE: Final = Decimal(100)


class Silent(NamedTuple):
    """A change beyond the threshold without an explanation.

    Attributes:
        change: as told.
        this: this year's figure.
        last: last year's.
    """

    change: FigureChange
    this: Told
    last: Told


def unexplained(this: Side, last: Side, silent: Sequence[Silent], threshold: Decimal) -> Iterator[Finding]:
    """One finding for all silent changes of a sentence, of a table's row, or of one series of quarters."""
    groups: dict[Hashable, list[Silent]] = {}
    for one in silent:
        groups.setdefault(_group(this, one.this), []).append(one)
    for group in groups.values():
        yield _finding(this, last, group, grave=_GRAVE * threshold)


def _group(side: Side, told: Told) -> Hashable:
    figure = told.figure
    if told.quarter:
        return "quarters", told.name.canon, told.scope
    if figure.passage < 0:
        return "row", *(figure.at or ())[:2]
    passage = side.figures.passage(figure)
    first = passage.outline.of_sentence(figure.sentence)[0].start
    return "sentence", figure.passage, figure.sentence, passage.text.rfind("；", first, figure.start)


def _finding(this: Side, last: Side, group: Sequence[Silent], *, grave: Decimal) -> Finding:
    first = group[0]
    told = "；".join(_said(one) for one in group[:_LISTED])
    rest = f"；等 {len(group)} 个数" if len(group) > _LISTED else ""
    many = "都" if len(group) > 1 else ""
    return Finding(
        code="unexplained_change",
        severity="warning" if _needs_a_word(group, grave) else "note",
        message=f"{told}{rest}，正文{many}没有说明原因；请补充说明",
        place=first.this.figure.place,
        stated="、".join(surface(one.this.figure) for one in group),
        working=f"上年报告：{last.figures.quote(first.last.figure)}",
        quote=this.figures.quote(first.this.figure),
        subject=first.this.name.canon,
    )


def _said(one: Silent) -> str:
    return (
        f"“{one.change.label}”上年是{surface(one.last.figure)}，本年是{surface(one.this.figure)}，"
        f"{_how(one.change)}"
    )


def _how(change: FigureChange) -> str:
    by = change.change or Decimal(0)
    word = "增加" if by > 0 else "减少"
    amount = format_quantity(abs(by), change.change_unit)
    rate = "" if change.change_rate is None else f"（{abs(change.change_rate)}%）"
    return f"{word}{amount}{rate}"


def _needs_a_word(group: Sequence[Silent], grave: Decimal) -> bool:
    """Whether one of them is money, a figure that every report has, or changed greatly; not what was done in full."""
    if any(one.this.kind == RATIO and one.this.figure.value == _WHOLE and _rose(one) for one in group):
        return False
    return any(
        one.this.name.known
        or one.this.kind == MONEY
        or one.change.change_rate is None
        or abs(one.change.change_rate) > grave
        for one in group
    )


def _rose(one: Silent) -> bool:
    return one.change.change is not None and one.change.change > 0

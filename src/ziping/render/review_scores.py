"""Scores of the review page: the lines of the indicator table with their filters, the bars, the deductions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.scorecard import GroupLine, Scorecard, ScoreLine
from ziping.render.charts_svg import Bar, Basis

_ZERO = Decimal(0)


class Line(NamedTuple):
    """A row of the indicator table: a group's sub-total or a leaf, with the filters it answers to."""

    group: GroupLine | None
    leaf: ScoreLine | None
    filters: tuple[str, ...]


def basis_of(lines: tuple[ScoreLine, ...]) -> dict[Basis, Decimal]:
    """The lines' points by what they rest on; what does not apply and what is reserved counts nowhere."""
    counted = [line for line in lines if not line.reserved]
    scored = [line for line in counted if line.status in {"scored", "asserted"}]
    waiting = [line for line in counted if line.status == "pending"]
    return {
        "proven": sum((line.proven for line in counted), _ZERO),
        "asserted": sum((line.asserted for line in counted), _ZERO),
        "pending": sum((line.max_score for line in waiting), _ZERO),
        "lost": sum((line.lost or _ZERO for line in scored), _ZERO),
    }


def basis_of_total(scorecard: Scorecard) -> dict[Basis, Decimal]:
    """The unit's total by what it rests on; an entered total rests on the unit's word, whatever is not itemised."""
    if scorecard.entered is None:
        return basis_of(scorecard.lines)
    return {
        "proven": scorecard.proven,
        "asserted": scorecard.asserted,
        "pending": _ZERO,
        "lost": scorecard.max_score - scorecard.entered,
    }


def _under(group: GroupLine, scorecard: Scorecard) -> tuple[ScoreLine, ...]:
    depth = len(group.path)
    return tuple(line for line in scorecard.lines if line.path[:depth] == group.path)


def bars(scorecard: Scorecard) -> tuple[Bar, ...]:
    """One bar for each group of the first two levels."""
    return tuple(
        Bar(
            group.label,
            len(group.path),
            points(group.score),
            points(group.max_score),
            basis_of(_under(group, scorecard)),
        )
        for group in scorecard.groups
        if len(group.path) <= 2
    )


def rows(scorecard: Scorecard) -> Iterator[Line]:
    """Leaves in reading order, each group before its first leaf."""
    waiting = list(scorecard.groups)
    for line in scorecard.lines:
        for group in [group for group in waiting if line.path[: len(group.path)] == group.path]:
            waiting.remove(group)
            mine = [name for leaf in _under(group, scorecard) for name in _filters(leaf)]
            yield Line(group, None, tuple(dict.fromkeys(mine)))
        yield Line(None, line, _filters(line))


def _filters(line: ScoreLine) -> tuple[str, ...]:
    """Which of the table's filters keep this line."""
    if line.reserved:
        return ("reserved",)
    if line.status == "pending":
        return ("pending",)
    lost = line.status != "not_applicable" and bool(line.lost)
    tests = (("proven", line.proven > 0), ("asserted", line.asserted > 0), ("lost", lost))
    return tuple(name for name, holds in tests if holds)


def deducted(lines: tuple[ScoreLine, ...]) -> tuple[ScoreLine, ...]:
    """The lines that lost points, most first."""
    lost = [line for line in lines if "lost" in _filters(line)]
    return tuple(sorted(lost, key=lambda line: -(line.lost or _ZERO)))


def points(amount: Decimal | None) -> str:
    """A score as printed, 待补充 when it is not known."""
    return "待补充" if amount is None else plain(trim_zeros(amount))

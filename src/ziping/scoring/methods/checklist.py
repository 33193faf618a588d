"""``checklist``: sub-points, each answered by a person or decided by figures."""

from __future__ import annotations

from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import Case, Cases, Node, number
from ziping.domain.methods import Checklist, ChecklistItem
from ziping.scoring.lowered import Part, Scope, points_of, tick_is, when


def checklist(method: Checklist, scope: Scope) -> tuple[Part, ...]:
    """逐条给分（福田：预算编制合理性）；一条没有回答就是待补充，不当作没做到."""
    return tuple(Part(item.id, item.label_zh, item.points, _item(item, scope.leaf)) for item in method.items)


def _item(item: ChecklistItem, leaf: str) -> Node:
    if item.condition is not None:
        return when(parse_formula(item.condition), points_of(item.points), number(0))
    rows = [Case(tick_is(leaf, item.id, "full"), points_of(item.points))]
    if item.partial is not None:
        rows.append(Case(tick_is(leaf, item.id, "partial"), points_of(item.partial)))
    return Cases(tuple(rows), number(0))

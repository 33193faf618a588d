"""``bands``, ``all_or_nothing`` and ``versus_last_year``: points by the case a value falls into."""

from __future__ import annotations

from ziping.domain.bands import Edge, band_edges
from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import Case, Cases, Compare, Const, Logic, Node, number
from ziping.domain.methods import AllOrNothing, Band, Bands, VersusLastYear
from ziping.scoring.lowered import Part, Scope, is_zero, points_of, when


def bands(method: Bands, scope: Scope) -> tuple[Part, ...]:
    """按区间给分；没有写明的区间不给分也不判 0，待补充（福田：满意度、三公经费控制率）."""
    value = parse_formula(method.value)
    rows = tuple(Case(_inside(value, band), points_of(band.score)) for band in method.bands)
    return scope.single(Cases(rows, None))


def _inside(value: Node, band: Band) -> Node:
    low, high = band_edges(band)
    terms: list[Node] = []
    if low is not None:
        terms.append(Compare(">=" if low.included else ">", value, _const(low)))
    if high is not None:
        terms.append(Compare("<=" if high.included else "<", value, _const(high)))
    if not terms:
        return Const(True)  # noqa: FBT003 - a band without edges covers everything
    return terms[0] if len(terms) == 1 else Logic("and", tuple(terms))


def _const(edge: Edge) -> Const:
    return Const(edge.value, edge.unit)


def all_or_nothing(method: AllOrNothing, scope: Scope) -> tuple[Part, ...]:
    """条件成立得满分，否则 0（花都：工作受表彰）."""
    return scope.single(when(parse_formula(method.condition), points_of(scope.points), number(0)))


def versus_last_year(method: VersusLastYear, scope: Scope) -> tuple[Part, ...]:
    """没有、不高于上年、高于上年各给分（云溪：资金结余）."""
    current, previous = parse_formula(method.current), parse_formula(method.previous)
    rows = (
        Case(is_zero(current), points_of(method.none)),
        Case(Compare("<=", current, previous), points_of(method.not_above)),
    )
    return scope.single(Cases(rows, points_of(method.above)))

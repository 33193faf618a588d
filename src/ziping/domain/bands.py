"""Edges of bands: what a rubric's ``at_least: 90%`` or ``witnessed: 35.62%`` covers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ziping.domain.expression.formula import FormulaError, parse_formula
from ziping.domain.expression.nodes import Const
from ziping.domain.methods import Band
from ziping.domain.quantity import interval_of_printed, parse_decimal


class Edge(NamedTuple):
    """A band's edge."""

    value: Fraction
    included: bool
    unit: str = ""


def edge(text: str | None, *, included: bool) -> Edge | None:
    """The edge of a literal such as ``90%``; None for no edge.

    Raises:
        FormulaError: the text is not a constant.
    """
    if text is None:
        return None
    node = parse_formula(text)
    if isinstance(node, Const) and isinstance(node.value, Fraction):
        return Edge(node.value, included, node.unit)
    raise FormulaError(f"区间端点 {text!r} 要写成固定的数，如 90%")


def band_edges(band: Band) -> tuple[Edge | None, Edge | None]:
    """Lower and upper edge of a band; a witnessed value covers what prints as it.

    Raises:
        FormulaError: an edge is not a constant.
    """
    if band.witnessed is not None:
        return witnessed_edges(band.witnessed)
    low = edge(band.at_least, included=True) or edge(band.more_than, included=False)
    high = edge(band.at_most, included=True) or edge(band.less_than, included=False)
    return low, high


def witnessed_edges(text: str) -> tuple[Edge, Edge]:
    """The half-open interval of exact values that print as ``text``: 35.62% covers [35.615%, 35.625%).

    Raises:
        FormulaError: the text is not a plain number with an optional percent sign.
    """
    unit = "%" if text.strip().endswith("%") else ""
    digits = parse_decimal(text.strip().rstrip("%"))
    if digits is None:
        raise FormulaError(f"witnessed {text!r} 要写成报告里印出的数，如 35.62%")
    interval = interval_of_printed(Decimal(digits))
    scale = Fraction(1, 100) if unit else Fraction(1)
    low, high = Fraction(interval.low) * scale, Fraction(interval.high) * scale
    return Edge(low, included=True, unit=unit), Edge(high, included=False, unit=unit)

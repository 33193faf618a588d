"""``deduct_per_point`` and ``deduct_per_case``: full points minus something, never below zero."""

from __future__ import annotations

from fractions import Fraction

from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import Arithmetic, Call, Node, number
from ziping.domain.methods import DeductPerCase, DeductPerPoint
from ziping.scoring.lowered import Part, Scope, floored, points_of


def deduct_per_point(method: DeductPerPoint, scope: Scope) -> tuple[Part, ...]:
    """超出（低于）界限每 ``per`` 扣 ``deduct``；不足一步按 ``steps`` 处理（岳阳：三公经费控制率）."""
    value, bound = parse_formula(method.value), parse_formula(method.bound)
    beyond = Arithmetic("-", value, bound) if method.direction == "above" else Arithmetic("-", bound, value)
    steps: Node = Arithmetic("/", floored(beyond), parse_formula(method.per))
    if method.steps == "whole":
        steps = Call("floor", (steps,))
    elif method.steps == "started":
        steps = Call("ceil", (steps,))
    return scope.single(_minus(steps, Fraction(method.deduct), scope))


def deduct_per_case(method: DeductPerCase, scope: Scope) -> tuple[Part, ...]:
    """每一例扣 ``per_case``，扣完为止（福田：重点工作完成情况）."""
    return scope.single(_minus(parse_formula(method.cases), Fraction(method.per_case), scope))


def _minus(count: Node, each: Fraction, scope: Scope) -> Node:
    return floored(Arithmetic("-", points_of(scope.points), Arithmetic("*", floored(count), number(each))))

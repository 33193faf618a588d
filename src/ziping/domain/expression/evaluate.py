"""First walk: the exact value of a tree, or why it is pending."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from ziping.domain.expression.nodes import (
    Arithmetic,
    Call,
    Cases,
    Compare,
    Const,
    Logic,
    Name,
    Node,
    Not,
    Round,
    Value,
)
from ziping.domain.quantity import quantize

Reason: TypeAlias = tuple[str, str]
"""Why a value is pending: ``("missing", id)``, ``("division_by_zero", text)`` or ``("not_covered", "")``."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A value that cannot be known yet, with every reason found."""

    reasons: tuple[Reason, ...]


Outcome: TypeAlias = Value | Pending
Environment: TypeAlias = Callable[[str], Outcome]
"""Gives the value of an id; a missing input is ``Pending((("missing", id),))``."""


def evaluate(node: Node, names: Environment) -> Outcome:
    """The value of ``node`` in exact arithmetic.

    Missing names and division by zero give ``Pending``; nothing is ever taken as zero. An environment that has
    a ``memo`` (a dict) gets every composite node's outcome kept there: items are read by several walks.

    Raises:
        TypeError: a number stands where a truth value is needed or the other way round; the loader
            refuses such formulas, so this is our bug.
    """
    kind = type(node)
    if kind is Const:
        return node.value  # type: ignore[union-attr]
    if kind is Name:
        return names(node.id)  # type: ignore[union-attr]
    memo: dict[int, tuple[Node, Outcome]] | None = getattr(names, "memo", None)
    if memo is None:
        return _WALKS[kind](node, names)
    known = memo.get(id(node))  # the node is kept beside its outcome, so its id cannot be given to another
    if known is None:
        known = memo[id(node)] = (node, _WALKS[kind](node, names))
    return known[1]


def _number(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError(f"a number is needed, not {value!r}")
    return value


def _merge(*outcomes: Outcome) -> Pending | None:
    """All reasons of the pending ones, or None when every value is known."""
    reasons = [reason for outcome in outcomes if isinstance(outcome, Pending) for reason in outcome.reasons]
    return Pending(tuple(dict.fromkeys(reasons))) if reasons else None


def _arithmetic(node: Arithmetic, names: Environment) -> Outcome:
    left, right = evaluate(node.left, names), evaluate(node.right, names)
    if isinstance(left, Pending) or isinstance(right, Pending):
        return _merge(left, right) or Pending(())
    a, b = _number(left), _number(right)
    match node.op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b if b else Pending((("division_by_zero", ""),))


def _compare(node: Compare, names: Environment) -> Outcome:
    left, right = evaluate(node.left, names), evaluate(node.right, names)
    if isinstance(left, Pending) or isinstance(right, Pending):
        return _merge(left, right) or Pending(())
    if node.op == "=":
        return left == right
    if node.op == "!=":
        return left != right
    return _ordered(node.op, left, right)


def _ordered(op: str, left: Value, right: Value) -> bool:
    match op:
        case "<":
            return left < right  # type: ignore[operator]
        case "<=":
            return left <= right  # type: ignore[operator]
        case ">":
            return left > right  # type: ignore[operator]
        case _:
            return left >= right  # type: ignore[operator]


def _logic(node: Logic, names: Environment) -> Outcome:
    deciding = node.op == "or"
    outcomes = [evaluate(term, names) for term in node.terms]
    if any(outcome is deciding for outcome in outcomes):
        return deciding
    return _merge(*outcomes) or (not deciding)


def _call(node: Call, names: Environment) -> Outcome:
    outcomes = [evaluate(arg, names) for arg in node.args]
    pending = _merge(*outcomes)
    if pending:
        return pending
    numbers = [_number(outcome) for outcome in outcomes if not isinstance(outcome, Pending)]
    match node.name:
        case "min":
            return min(numbers)
        case "max":
            return max(numbers)
        case "sum":
            return sum(numbers, Fraction(0))
        case "mean":
            return sum(numbers, Fraction(0)) / len(numbers)
        case "floor":
            return Fraction(math.floor(numbers[0]))
        case "ceil":
            return Fraction(math.ceil(numbers[0]))


def _cases(node: Cases, names: Environment) -> Outcome:
    for case in node.cases:
        holds = evaluate(case.condition, names)
        if isinstance(holds, Pending):
            return holds
        if holds:
            return evaluate(case.result, names)
    return Pending((("not_covered", ""),)) if node.otherwise is None else evaluate(node.otherwise, names)


def _not(node: Not, names: Environment) -> Outcome:
    outcome = evaluate(node.term, names)
    return outcome if isinstance(outcome, Pending) else not outcome


def _round(node: Round, names: Environment) -> Outcome:
    outcome = evaluate(node.term, names)
    if isinstance(outcome, Pending):
        return outcome
    return Fraction(quantize(_number(outcome), node.places, node.mode))


_WALKS: dict[type, Callable[[Any, Environment], Outcome]] = {
    Arithmetic: _arithmetic,
    Compare: _compare,
    Logic: _logic,
    Not: _not,
    Call: _call,
    Cases: _cases,
    Round: _round,
}

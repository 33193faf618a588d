"""``attainment``: an actual value against its target, with every treatment of falling short and of excess."""

from __future__ import annotations

from fractions import Fraction

from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import (
    Arithmetic,
    Case,
    Cases,
    Compare,
    CompareOp,
    Const,
    Logic,
    Node,
    number,
)
from ziping.domain.methods import Attainment
from ziping.scoring.lowered import NOT_COVERED, Part, Scope, floored, is_zero, points_of, when

_OPERATORS: dict[str, CompareOp] = {
    "at_least": ">=",
    "more_than": ">",
    "equals": ">=",
    "at_most": "<=",
    "less_than": "<",
}


def attainment(method: Attainment, scope: Scope) -> tuple[Part, ...]:
    """达到目标得满分；正向不足按比例，反向超出按所选公式；目标为 0 时达到才得分.

    A target below zero (下降 30%) that is not reached gives its share when lower is better; when higher is
    better no rule says what it gives, so it is pending. ``equals`` with a positive target counts an overshoot as reached, with target 0 only 0 counts
    (财预〔2020〕10号 and the semantics of the budget systems in use). A date or text target is met or not.
    """
    actual, target = parse_formula(method.actual), parse_formula(method.target)
    full = points_of(scope.points)
    if method.target_type != "number":
        op = (
            "="
            if method.target_type == "text" or method.operator == "equals"
            else _OPERATORS[method.operator]
        )
        return scope.single(when(Compare(op, actual, target), full, number(0)))
    if method.operator in {"at_most", "less_than"}:
        return scope.single(_lower_is_better(method, actual, target, full))
    return scope.single(_higher_is_better(method, actual, target, full))


def _higher_is_better(method: Attainment, actual: Node, target: Node, full: Node) -> Node:
    reached = Compare(_OPERATORS[method.operator], actual, target)
    short: Node = number(0)
    if method.below == "proportional":
        short = floored(Arithmetic("*", Arithmetic("/", actual, target), full))
    rows = [Case(reached, _over(method, actual, target, full))]
    if method.operator == "equals":
        rows.insert(0, Case(is_zero(target), when(Compare("<=", actual, number(0)), full, number(0))))
    else:
        rows.append(Case(is_zero(target), number(0)))
    if method.below == "proportional" and _may_be_negative(target):
        rows.append(Case(Compare("<", target, number(0)), NOT_COVERED))
    return Cases(tuple(rows), short)


def _may_be_negative(target: Node) -> bool:
    return not (isinstance(target, Const) and isinstance(target.value, Fraction) and target.value >= 0)


def _over(method: Attainment, actual: Node, target: Node, full: Node) -> Node:
    """Points when the target is reached, less what the rubric takes for far exceeding it."""
    over = method.over
    if over is None or over.mode in {"none", "reason_required"}:
        return full
    excess = Arithmetic("-", Arithmetic("/", actual, target), number(1))
    threshold = parse_formula(over.threshold)
    if over.mode == "zero":
        result: Node = number(0)
    elif over.mode == "flat":
        result = floored(Arithmetic("-", full, points_of(over.deduct)))
    else:
        beyond = Arithmetic("-", excess, threshold)
        result = floored(Arithmetic("-", full, Arithmetic("*", beyond, number(Fraction(over.deduct)))))
    rows = (Case(is_zero(target), full), Case(Compare(">=", excess, threshold), result))
    return Cases(rows, full)


def _lower_is_better(method: Attainment, actual: Node, target: Node, full: Node) -> Node:
    rows = [
        Case(Compare(_OPERATORS[method.operator], actual, target), full),
        Case(is_zero(target), number(0)),
    ]
    if method.lower_is_better != "zero" and _may_be_negative(target):
        share = floored(Arithmetic("*", Arithmetic("/", actual, target), full))
        rows.append(Case(Compare("<", target, number(0)), share))
    match method.lower_is_better:
        case "linear_to_double":
            beyond = Arithmetic("/", Arithmetic("-", actual, target), target)
            beside = floored(Arithmetic("*", Arithmetic("-", number(1), beyond), full))
        case "inverse_ratio":
            beside = Arithmetic("*", Arithmetic("/", target, actual), full)
        case "zero":
            beside = number(0)
    return Cases(tuple(rows), beside)


def reason_wanted(method: Attainment) -> Node | None:
    """When ``over: reason_required`` asks for a reason: the excess over a positive target reaches the threshold."""
    if method.over is None or method.over.mode != "reason_required" or method.target_type != "number":
        return None
    actual, target = parse_formula(method.actual), parse_formula(method.target)
    excess = Arithmetic("-", Arithmetic("/", actual, target), number(1))
    far = Compare(">=", excess, parse_formula(method.over.threshold))
    return Logic("and", (Compare(">", target, number(0)), far))

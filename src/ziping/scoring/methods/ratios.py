"""``proportional``, ``linear_penalty`` and ``share_achieved``: points in proportion to a ratio."""

from __future__ import annotations

from fractions import Fraction

from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import Arithmetic, Call, Compare, Const, Logic, Node, number
from ziping.domain.methods import LinearPenalty, Proportional, ShareAchieved
from ziping.scoring.lowered import Part, Scope, capped, floored, points_of, when


def proportional(method: Proportional, scope: Scope) -> tuple[Part, ...]:
    """得分 = min(比率, 上限) × 分值；``over: zero``：超过上限得 0（福田：实际采购大于计划，本项得0分）."""
    ratio, cap = parse_formula(method.ratio), parse_formula(method.cap)
    full = points_of(scope.points)
    whole = isinstance(cap, Const) and isinstance(cap.value, Fraction) and cap.value <= 1
    counted = ratio if whole else capped(ratio, number(1))  # a cap above 1 never gives more than the points
    if method.over == "zero":
        return scope.single(
            when(Compare(">", ratio, cap), number(0), floored(Arithmetic("*", counted, full)))
        )
    return scope.single(floored(Arithmetic("*", capped(counted, cap), full)))


def linear_penalty(method: LinearPenalty, scope: Scope) -> tuple[Part, ...]:
    """得分 = (1 − k × 偏差) × 分值，偏差达到截止值为 0（四川大英：编制准确）."""
    value = parse_formula(method.value)
    share = Arithmetic("-", number(1), Arithmetic("*", number(Fraction(method.rate)), floored(value)))
    scored = floored(Arithmetic("*", share, points_of(scope.points)))
    if method.cut_off is None:
        return scope.single(scored)
    return scope.single(when(Compare(">=", value, parse_formula(method.cut_off)), number(0), scored))


def share_achieved(method: ShareAchieved, scope: Scope) -> tuple[Part, ...]:
    """得分 = 达标数 ÷ 总数 × 分值；落在 [low, high] 内才算达标（四川大英：目标实现）."""
    low = parse_formula(method.low)
    hits: list[Node] = []
    for item in method.items:
        value = parse_formula(item.value)
        reached: Node = Compare(">=", value, low)
        if method.high is not None:
            reached = Logic("and", (reached, Compare("<=", value, parse_formula(method.high))))
        hits.append(when(reached, number(1), number(0)))
    share = Arithmetic("/", Call("sum", tuple(hits)), number(len(hits)))
    return scope.single(Arithmetic("*", share, points_of(scope.points)))

"""``periodic_progress``: checkpoints of the year with a target share each, plus a mean term."""

from __future__ import annotations

from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import Arithmetic, Call, Node
from ziping.domain.methods import Checkpoint, PeriodicProgress
from ziping.scoring.lowered import Part, Scope, capped, floored, points_of


def periodic_progress(method: PeriodicProgress, scope: Scope) -> tuple[Part, ...]:
    """每个时点：min(进度率, 1) × 分值；平均项：min(各时点进度率的平均, 1) × 分值（福田：预算执行率）.

    The mean is taken over the rates before they are capped, as the published table does.
    """
    rates = [_rate(method.base, point) for point in method.checkpoints]
    prefix = scope.part or scope.leaf
    parts = [
        Part(
            f"{prefix}_{number}", point.label_zh, point.points, _capped_points(rate, points_of(point.points))
        )
        for number, (point, rate) in enumerate(zip(method.checkpoints, rates, strict=True), start=1)
    ]
    if method.mean is not None:
        mean = _capped_points(Call("mean", tuple(rates)), points_of(method.mean.points))
        parts.append(Part(f"{prefix}_mean", method.mean.label_zh, method.mean.points, mean))
    return tuple(parts)


def _rate(base: str, point: Checkpoint) -> Node:
    due = Arithmetic("*", parse_formula(base), parse_formula(point.target))
    return Arithmetic("/", parse_formula(point.value), due)


def _capped_points(rate: Node, points: Node) -> Node:
    return capped(Arithmetic("*", floored(rate), points), points)

"""Lines into a whole: metrics, sub-totals, the total and its grade."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ziping.domain.expression.nodes import Name, names_in
from ziping.domain.expression.working import working
from ziping.domain.finding import Finding
from ziping.domain.quantity import quantize, trim_zeros
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import GroupLine, MetricLine, Scorecard, ScoreLine
from ziping.domain.submission import Submission
from ziping.scoring.entered import entered_total
from ziping.scoring.values import Values, exact_text

ZERO = Decimal(0)


def metric_lines(values: Values) -> tuple[MetricLine, ...]:
    """All metrics with their printed and exact values."""
    lines = []
    for metric, tree in values.compiled.metrics.values():
        exact = values.metric_exact(metric)
        text = working(tree, values.view, values)
        simple = names_in(tree) == () or isinstance(tree, Name)
        suffix = " × 100" if metric.unit == "%" and not simple else ""
        lines.append(
            MetricLine(
                id=metric.id,
                label=metric.label_zh,
                unit=metric.unit,
                value=values.metric_value(metric),
                exact=None if exact is None else Decimal(exact_text(exact)),
                formula=text + suffix,
                tree=tree,
            )
        )
    return tuple(lines)


def total_up(
    rubric: Rubric,
    submission: Submission,
    lines: tuple[ScoreLine, ...],
    metrics: tuple[MetricLine, ...],
    findings: tuple[Finding, ...],
) -> Scorecard:
    """The scorecard: printed scores added, grade only when nothing is pending or left to the bureau.

    Points excluded from the denominator are made good by scaling what is left to the full total.
    """
    excluded = sum((line.max_score for line in lines if _excluded(line)), ZERO)
    counted = [line for line in lines if not line.reserved]
    total = sum((line.score or ZERO for line in counted), ZERO)
    reserved = sum((line.max_score for line in lines if line.reserved), ZERO)
    pending = sum((line.max_score for line in counted if line.status == "pending"), ZERO)
    proven = sum((line.proven for line in counted), ZERO)
    own = rubric.total - reserved
    if excluded and own != excluded:
        scale = Fraction(own) / Fraction(own - excluded)
        total, proven = (
            quantize(Fraction(points) * scale, rubric.rounding.places, rubric.rounding.mode)
            for points in (total, proven)
        )
    entered = entered_total(rubric, submission, lines, own)
    if entered.total is not None:
        total, pending = entered.total, ZERO
    status = "pending" if pending else "final"
    return Scorecard(
        unit=submission.unit.name,
        year=submission.year,
        rubric=rubric.id,
        total_score=trim_zeros(total),
        max_score=own,
        grade=_grade(rubric, total) if status == "final" and not reserved else None,
        status=status,
        proven=trim_zeros(proven),
        asserted=trim_zeros(total - proven),
        pending=trim_zeros(pending),
        reserved=reserved,
        entered=entered.total,
        unexplained=entered.unexplained,
        lines=lines,
        groups=tuple(_groups(rubric, lines)),
        metrics=metrics,
        findings=(*entered.findings, *findings),
    )


def _excluded(line: ScoreLine) -> bool:
    return line.status == "not_applicable" and line.score == 0 and line.max_score > 0


def _grade(rubric: Rubric, total: Decimal) -> str | None:
    return next((grade.label_zh for grade in rubric.grades if total >= grade.at_least), None)


def _groups(rubric: Rubric, lines: tuple[ScoreLine, ...]) -> Iterator[GroupLine]:
    by_id = {line.id: line for line in lines}
    leaves = tuple(rubric.leaves())
    for group, above in rubric.groups():
        mine = [
            by_id[leaf.indicator.id] for leaf in leaves if any(upper.id == group.id for upper in leaf.groups)
        ]
        excluded = sum((line.max_score for line in mine if _excluded(line)), ZERO)
        yield GroupLine(
            id=group.id,
            label=group.label_zh,
            path=(*(upper.label_zh for upper in above), group.label_zh),
            max_score=group.max_score - excluded,
            score=trim_zeros(sum((line.score or ZERO for line in mine if not line.reserved), ZERO)),
            status="pending"
            if any(line.status == "pending" and not line.reserved for line in mine)
            else "final",
        )

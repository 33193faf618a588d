"""Which leaves count and for how many points: not-applicable policies, either-or, choose at least n."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ziping.domain.finding import Finding
from ziping.domain.quantity import split_equally
from ziping.domain.rubric import Indicator, IndicatorGroup, Rubric
from ziping.domain.submission import Submission


@dataclass
class Applicability:
    """The outcome for one submission.

    Attributes:
        points: effective points of every leaf.
        dropped: leaf id → why it does not apply.
        full: leaves that do not apply and get full marks.
        excluded: leaves taken out of the denominator.
    """

    points: dict[str, Decimal] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    full: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def apply_policies(rubric: Rubric, submission: Submission) -> Applicability:
    """Effective points of every leaf of one submission."""
    result = Applicability()
    known = {leaf.indicator.id: leaf for leaf in rubric.leaves()}
    for leaf in known.values():
        result.points[leaf.indicator.id] = leaf.indicator.max_score
    for name, reason in submission.not_applicable.items():
        if name in known:
            _mark(known[name].indicator, _chosen_freely(known[name].groups), reason, result)
    _share_out(rubric.indicators, result)
    for group, _ in rubric.groups():
        _group(group, result)
    return result


def _chosen_freely(groups: tuple[IndicatorGroup, ...]) -> bool:
    return bool(groups) and groups[-1].policy.kind in {"choose_at_least", "either_or"}


def _mark(indicator: Indicator, chosen_freely: bool, reason: str, result: Applicability) -> None:  # noqa: FBT001
    policy = indicator.not_applicable.policy
    if policy == "forbidden" and not chosen_freely:
        result.findings.append(_forbidden(indicator, reason))
        return
    result.dropped[indicator.id] = reason
    if policy == "full":
        result.full.add(indicator.id)
    elif policy == "exclude":
        result.excluded.add(indicator.id)


def _forbidden(indicator: Indicator, reason: str) -> Finding:
    return Finding(
        code="not_applicable_forbidden",
        severity="error",
        message=f"指标“{indicator.label_zh}”不能填“不适用”，请填写数据",
        subject=indicator.id,
        stated=reason,
        suggestion="删去“不适用”的说明，补填该指标的数据",
    )


def _group(group: IndicatorGroup, result: Applicability) -> None:
    leaves = [child for child in group.children if isinstance(child, Indicator)]
    staying = [leaf for leaf in leaves if leaf.id not in result.dropped]
    if group.policy.kind != "all" and len(staying) < group.policy.at_least:
        result.findings.append(_too_few(group, len(staying)))
    if group.policy.kind == "either_or":
        if not staying:
            _keep(leaves[0], result)
        for leaf in leaves:
            if leaf.id in result.dropped:
                result.points[leaf.id] = Decimal(0)
        return
    _share_out(group.children, result)


def _keep(leaf: Indicator, result: Applicability) -> None:
    """One alternative must count: when all are said not to apply, the first stays and waits for its data."""
    result.dropped.pop(leaf.id, None)
    result.full.discard(leaf.id)
    result.excluded.discard(leaf.id)


def _share_out(nodes: tuple[IndicatorGroup | Indicator, ...], result: Applicability) -> None:
    """Points of the leaves among siblings that do not apply go to the leaves that do."""
    leaves = [node for node in nodes if isinstance(node, Indicator)]
    staying = [leaf for leaf in leaves if leaf.id not in result.dropped]
    for leaf in leaves:
        if leaf.id in result.dropped and leaf.id not in result.full and leaf.id not in result.excluded:
            _redistribute(leaf, staying, result)


def _redistribute(leaf: Indicator, staying: list[Indicator], result: Applicability) -> None:
    """Equal shares to the siblings that apply, the remainder of rounding on the last."""
    if not staying:
        result.excluded.add(leaf.id)
        return
    weight = result.points[leaf.id]
    shares = split_equally(weight, len(staying), leaf.not_applicable.places)
    for sibling, share in zip(staying, shares, strict=True):
        result.points[sibling.id] += share
    result.points[leaf.id] = Decimal(0)


def _too_few(group: IndicatorGroup, count: int) -> Finding:
    return Finding(
        code="too_few_chosen",
        severity="error",
        message=f"“{group.label_zh}”至少要选 {group.policy.at_least} 项，现在只有 {count} 项适用，请补选",
        subject=group.id,
        stated=str(count),
        expected=f"≥ {group.policy.at_least}",
    )

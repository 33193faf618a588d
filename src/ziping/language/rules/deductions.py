"""Full marks less so much for every step beyond a bound, or for every case."""

from __future__ import annotations

import re
from decimal import Decimal

from ziping.language.rules.bands import MONEY, literal, one_subject
from ziping.language.rules.canonical import NUMBER
from ziping.language.rules.clauses import Case, End, Figure, Otherwise, Range, Step, Words
from ziping.language.rules.rule import Clause, MethodData, Rule, amount

_BOUND = re.compile(rf"以{NUMBER}为(?:标准|基准|界限?|限)(?:值)?")
_SHORT = re.compile(
    rf"(?:(?:增减|超过|低于|变动)?(?:部分)?)?<{NUMBER}(?:的|部分)*[,]?(?P<how>按{NUMBER}(?:计算|计|扣分|扣|处理)|(?:的)?(?:不扣分|不扣|不计|忽略不计)|按比例(?:扣分|计算|扣|折算)?)"
)


def read_per_case(rule: Rule) -> MethodData | None:
    """``每发现一例扣2分``; what earns the full marks may be said before it."""
    takes = [clause for clause in rule.clauses if clause.award.kind == "take"]
    if not takes or rule.remarks_left():
        return None
    if len(takes) > 1 and not _alike(takes):
        return None
    take = takes[0]
    others = rule.without(*takes).clauses
    if (
        any(not (o.gives(rule.points) and isinstance(o.said, Words | Otherwise)) for o in others)
        or len(others) > 1
    ):
        return None
    if take.award.each and not isinstance(take.said, Case | Words | Otherwise):
        return None
    if not take.award.each and not isinstance(take.said, Case):
        return None
    if not 0 < take.points <= rule.points:
        return None
    return {"kind": "deduct_per_case", "cases": "@count", "per_case": amount(take.points)}


def _alike(takes: list[Clause]) -> bool:
    """``缺报一次扣1分，迟报一次扣1分``: whatever is found costs the same."""
    return all(isinstance(take.said, Case) for take in takes) and len({take.award for take in takes}) == 1


def read_per_point(rule: Rule) -> MethodData | None:
    """``≤100%得满分，每超过一个百分点扣0.5分``."""
    takes = [clause for clause in rule.clauses if isinstance(clause.said, Step)]
    if len(takes) != 1 or takes[0].award.kind != "take" or takes[0].award.each:
        return None
    step = takes[0].said
    bounds, steps = _remarks(rule.remarks, step) if isinstance(step, Step) else (None, None)
    others = rule.without(takes[0]).clauses
    if not isinstance(step, Step) or bounds is None or len(others) > 1:
        return None
    others = tuple(clause for clause in others if not (bounds and _at_bound(clause, rule.points, step)))
    told = [
        *(_bound_of(clause, rule.points, step) for clause in others),
        *([] if step.at is None else [_beyond(step.at, step)]),
        *([] if step.bound is None else [step.bound]),
    ]
    known = [bound for bound in told if bound is not None]
    if len(known) != len(told):
        return None
    return _per_point(step, takes[0].points, [*bounds, *known], rule.points, steps)


def _per_point(
    step: Step, deduct: Decimal, bounds: list[Figure], points: Decimal, steps: str | None
) -> MethodData | None:
    values = {(bound.value, bound.unit if bound.value else "") for bound in bounds}
    if len(values) != 1 or not 0 < deduct <= points:
        return None
    per = _per(step.size, bounds[0])
    if per is None:
        return None
    percent = per.endswith("%")
    bound = bounds[0]._replace(unit="%" if percent else "")
    method = {
        "kind": "deduct_per_point",
        "value": "@rate" if percent else "@count",
        "bound": literal(bound),
        "direction": step.direction,
        "per": per,
        "deduct": amount(deduct),
    }
    return method | ({"steps": steps} if steps else {})


def _per(size: Figure, bound: Figure) -> str | None:
    """The step in the unit of the bound; ``1%`` below 90 % may mean two things."""
    if size.value <= 0 or MONEY & {size.unit, bound.unit}:
        return None
    percent = bound.unit == "%" or (bound.value == 0 and not bound.unit)
    if size.unit == "百分点":
        return literal(size._replace(unit="%")) if percent else None
    if size.unit == "%":
        return literal(size) if percent and bound.value in {0, 100} else None
    if bound.unit == "%" or size.unit != bound.unit or (bound.value == 0 and not size.unit):
        return None
    return literal(size)


def _remarks(remarks: tuple[str, ...], step: Step) -> tuple[list[Figure] | None, str | None]:
    """Bounds and how part of a step counts; None when a remark says something else."""
    bounds: list[Figure] = []
    steps: str | None = None
    for remark in remarks:
        if match := _BOUND.fullmatch(remark):
            bounds.append(Figure(Decimal(match[1]), match[2]))
        elif (read := _short(remark, step)) and steps in {None, read}:
            steps = read
        else:
            return None, None
    return bounds, steps


def _short(remark: str, step: Step) -> str | None:
    """``不足1个百分点的按1个百分点计算``: a started step counts whole; ``不扣分``: it does not count."""
    match = _SHORT.fullmatch(remark)
    if match is None:
        return None
    figures = [Figure(Decimal(value), unit) for value, unit in re.findall(NUMBER, remark)]
    if any(
        item.value != step.size.value or item.unit not in {step.size.unit, "%", "百分点"} for item in figures
    ):
        return None
    if len(figures) > 1:
        return "started"
    return "fractional" if "比例" in match["how"] else "whole"


_AT_BOUND = {
    "below": re.compile(r"[^«»,;]{0,8}?(?:达到(?:或(?:超过|高于))?|不低于|等于或高于)(?:标准|基准|目标|目标值|标准值)"),
    "above": re.compile(r"[^«»,;]{0,8}?(?:不超过|未超过|不高于|等于或低于)(?:标准|基准|目标|目标值|标准值)"),
}  # fmt: skip


def _at_bound(clause: Clause, points: Decimal, step: Step) -> bool:
    """``以90%为基准，达到基准的得满分``: the bound is said by its name."""
    return clause.gives(points) and bool(_AT_BOUND[step.direction].fullmatch(clause.text))


def _bound_of(clause: Clause, points: Decimal, step: Step) -> Figure | None:
    """The figure up to which the full marks are given."""
    if not clause.gives(points) or not isinstance(clause.said, Range):
        return None
    low, high = clause.said.low, clause.said.high
    if clause.said.point and low is not None:
        return low.figure
    own = Range(step.subject, None, None)
    if not one_subject([clause.said, own, *([step.at] if step.at else [])]):
        return None
    end = _only(low, high)
    if end is None or (high is not None) is not (step.direction == "above"):
        return None
    return end.figure


def _beyond(at: Range, step: Step) -> Figure | None:
    """The figure that the clause itself says is passed: ``＞100%的，每超…``."""
    end = _only(at.low, at.high)
    if at.point or end is None or (at.low is not None) is not (step.direction == "above"):
        return None
    return end.figure


def _only(low: End | None, high: End | None) -> End | None:
    return (low or high) if (low is None) != (high is None) else None

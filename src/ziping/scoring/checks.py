"""Relations between inputs that must hold; a failed one is a finding with its working."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from ziping.domain.expression.evaluate import Pending, evaluate
from ziping.domain.expression.nodes import Compare, Name, Node, names_in
from ziping.domain.expression.working import short, working
from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE, Place
from ziping.domain.rubric import Check
from ziping.domain.submission import Resolution
from ziping.scoring.values import Values

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def run_checks(values: Values, resolutions: tuple[Resolution, ...]) -> tuple[Finding, ...]:
    """Findings of all checks over the inputs as given (before resolutions are put in)."""
    settled = {resolution.check: resolution for resolution in resolutions}
    findings: list[Finding] = []
    for check, tree in values.compiled.checks:
        relations = [tree] if tree is not None else _series(check)
        for relation in relations:
            found = _run(check, relation, values, settled.get(check.id))
            if found is not None:
                findings.append(found)
    return tuple(findings)


def _series(check: Check) -> list[Node]:
    return [Compare("<=", Name(earlier), Name(later)) for earlier, later in pairwise(check.never_falls)]


def _run(check: Check, relation: Node, values: Values, resolution: Resolution | None) -> Finding | None:
    holds = evaluate(relation, values)
    if isinstance(holds, Pending):
        missing = "、".join(dict.fromkeys(values.label(name) for _, name in holds.reasons if name))
        return Finding(
            code="check_not_assessable",
            severity="note",
            message=f"检查“{check.label_zh}”无法进行：缺少{missing or '可用的数据'}",
            subject=check.id,
        )
    if holds or _within_tolerance(relation, check, values):
        return None
    message = _PLACEHOLDER.sub(lambda match: values.view(match[1]).printed, check.message_zh)
    if resolution is not None:
        message += f"（单位已说明处理办法：{resolution.reason}）"
    return Finding(
        code="check_failed",
        severity="note" if resolution is not None else check.severity,
        message=message,
        place=_place(relation, values),
        stated=_side(relation, values, first=True),
        expected=_side(relation, values, first=False),
        working=_working(relation, values),
        subject=f"{check.id}:{','.join(names_in(relation))}",
        suggestion=""
        if resolution is not None
        else "核对原始数据后改正；确有原因的，在 resolutions 中写明采用哪个数和理由",
    )


def _within_tolerance(relation: Node, check: Check, values: Values) -> bool:
    if not isinstance(relation, Compare) or not check.tolerance:
        return False
    left, right = evaluate(relation.left, values), evaluate(relation.right, values)
    numbers = isinstance(left, Fraction) and isinstance(right, Fraction)
    return numbers and abs(left - right) <= Fraction(check.tolerance)  # type: ignore[operator]


def _place(relation: Node, values: Values) -> Place:
    for name in values.compiled.reads(relation):
        given = values.inputs.get(name)
        if given is not None and given.place != NOWHERE:
            return given.place
    return NOWHERE


def _side(relation: Node, values: Values, *, first: bool) -> str:
    if not isinstance(relation, Compare):
        return ""
    value = evaluate(relation.left if first else relation.right, values)
    return "" if isinstance(value, Pending) else short(value)


def _working(relation: Node, values: Values) -> str:
    if not isinstance(relation, Compare):
        return working(relation, values.view, values)
    sides = []
    for node in (relation.left, relation.right):
        text, value = working(node, values.view, values), evaluate(node, values)
        result = "" if isinstance(value, Pending) else short(value)
        sides.append(text if text == result or isinstance(node, Name) else f"{text} = {result}")
    return "；".join(sides)

"""The fifteen scoring methods: each lowers to parts, each part to one expression tree.

Adding a method: a model in ``domain.methods``, a function here, a row in ``lower``, cases in ``tests/cases``.
"""

from __future__ import annotations

from ziping.domain.methods import (
    AllOrNothing,
    Attainment,
    Bands,
    Checklist,
    Composite,
    DeductPerCase,
    DeductPerPoint,
    Judgement,
    LinearPenalty,
    Method,
    PeriodicProgress,
    Proportional,
    Qualitative,
    Reserved,
    ShareAchieved,
    VersusLastYear,
)
from ziping.scoring.lowered import Part, Scope
from ziping.scoring.methods.attainment import attainment
from ziping.scoring.methods.checklist import checklist
from ziping.scoring.methods.deductions import deduct_per_case, deduct_per_point
from ziping.scoring.methods.judged import judged
from ziping.scoring.methods.progress import periodic_progress
from ziping.scoring.methods.ratios import linear_penalty, proportional, share_achieved
from ziping.scoring.methods.steps import all_or_nothing, bands, versus_last_year


def lower(method: Method, scope: Scope) -> tuple[Part, ...]:  # noqa: C901, PLR0912 - one row a kind
    """The parts of a method at its place."""
    match method:
        case Proportional():
            return proportional(method, scope)
        case Bands():
            return bands(method, scope)
        case DeductPerPoint():
            return deduct_per_point(method, scope)
        case DeductPerCase():
            return deduct_per_case(method, scope)
        case Checklist():
            return checklist(method, scope)
        case AllOrNothing():
            return all_or_nothing(method, scope)
        case PeriodicProgress():
            return periodic_progress(method, scope)
        case LinearPenalty():
            return linear_penalty(method, scope)
        case Attainment():
            return attainment(method, scope)
        case ShareAchieved():
            return share_achieved(method, scope)
        case VersusLastYear():
            return versus_last_year(method, scope)
        case Judgement() | Qualitative() | Reserved():
            return judged(method, scope)
        case Composite():
            return composite(method, scope)


def composite(method: Composite, scope: Scope) -> tuple[Part, ...]:
    """几部分相加；否决和手工扣分在整项上处理（福田：政府采购执行情况、财务合规性）."""
    found: list[Part] = []
    for part in method.parts:
        inner = lower(part.method, Scope(scope.leaf, part.label_zh, part.points, part.id))
        found.extend(inner)
    return tuple(found)

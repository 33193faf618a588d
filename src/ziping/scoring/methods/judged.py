"""``judgement``, ``qualitative`` and ``reserved``: scores people give; their bounds are checked elsewhere."""

from __future__ import annotations

from ziping.domain.expression.nodes import Name
from ziping.domain.methods import Judgement, Qualitative, Reserved
from ziping.scoring.lowered import Part, Scope, judged_name


def judged(_method: Judgement | Qualitative | Reserved, scope: Scope) -> tuple[Part, ...]:
    """由人打分；理由、依据、区间和选取方面数由引擎检查，不合要求的分数按待补充处理."""
    return scope.single(Name(judged_name(scope.key)))

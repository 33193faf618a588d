"""扣分原因和其他说明 of a scoring sheet: short, from the scorecard and the unit's own words."""

from __future__ import annotations

from ziping.domain.rubric import Indicator
from ziping.domain.scorecard import ScoreLine
from ziping.domain.submission import Submission
from ziping.drafting.figures import PENDING, Figures
from ziping.drafting.marking import clause, clean, unmarked
from ziping.drafting.needs import figure_ids, needed

_MOST = 3
"""Most missing figures named in a cell."""


def remark(line: ScoreLine, indicator: Indicator, submission: Submission, figures: Figures) -> str:
    """Why points were lost, what is missing, or what the score rests on; empty for full marks from figures."""
    if line.reserved:
        return "由财政部门评分"
    if line.status == "pending":
        wanted = needed(line)
        more = "等" if len(wanted) > _MOST else ""
        return f"{PENDING}：{'、'.join(wanted[:_MOST]) or '计分依据'}{more}"
    if line.status == "not_applicable":
        return clean(line.reason)
    if line.lost:
        return _why_lost(line, indicator, submission, figures)
    return "单位自述，备核材料另附" if line.status == "asserted" else ""


def _why_lost(line: ScoreLine, indicator: Indicator, submission: Submission, figures: Figures) -> str:
    """The figures behind the loss, then the unit's own cause."""
    names = [name for name in figure_ids(indicator, figures.facts) if name in figures.facts]
    told = [f"{figures.label(name)}{figures.f(name)}" for name in names]
    told += [clause(item.cause) for item in submission.notes.problems if item.leaf == line.id and item.cause]
    given = submission.judgements.get(line.id)
    if given is not None and given.reason and not told:
        told.append(clause(given.reason))
    return unmarked("；".join(told)) or f"{PENDING}：扣分原因"

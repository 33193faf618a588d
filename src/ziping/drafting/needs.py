"""What phrases and tables need to know about a leaf: what it lacks, which figures it stands on, what kind it is."""

from __future__ import annotations

from collections.abc import Container

from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import names_in
from ziping.domain.methods import (
    Bands,
    Checklist,
    Composite,
    DeductPerCase,
    DeductPerPoint,
    Judgement,
    Method,
    PeriodicProgress,
    Proportional,
    VersusLastYear,
    checklist_items,
)
from ziping.domain.rubric import Indicator
from ziping.domain.scorecard import ScoreLine
from ziping.drafting.marking import clean


def needed(line: ScoreLine) -> tuple[str, ...]:
    """What a pending item lacks, as short as a form's column: several unticked conditions are one self-check."""
    ticks = [label for label in line.missing if label.startswith(f"{line.called}：")]
    short = dict.fromkeys(ticks, "逐条自查结果") if len(ticks) > 1 else {}
    told = (short.get(label) or _without_name(label, line.called) for label in line.missing)
    return tuple(dict.fromkeys(map(clean, told)))


def _without_name(label: str, leaf: str) -> str:
    rest = label.removeprefix(leaf) if label.startswith(leaf) else ""
    if rest.startswith("（") and rest.endswith("）"):
        return rest[1:-1]
    return rest[1:] if rest.startswith("：") else label


def figure_ids(indicator: Indicator, known: Container[str]) -> list[str]:
    """The figures a leaf's score reads, known or not; else those shown beside it, as far as known."""
    return _figure_ids(indicator.method) or [name for name in indicator.metrics if name in known]


def _figure_ids(method: Method) -> list[str]:
    if isinstance(method, Bands | DeductPerPoint):
        return _names(method.value)
    if isinstance(method, Proportional):
        return _names(method.ratio)
    if isinstance(method, DeductPerCase):
        return _names(method.cases)
    if isinstance(method, VersusLastYear):
        return _names(method.current, method.previous)
    if isinstance(method, Composite):
        return [name for part in method.parts for name in _figure_ids(part.method)]
    return []


def _names(*formulas: str) -> list[str]:
    """The figures formulas read, in order: ``spent / budget`` reads two."""
    return list(dict.fromkeys(name for text in formulas for name in names_in(parse_formula(text))))


def method_name(method: Method) -> str:
    """What the generic phrases tell apart: ``cases checklist figure progress judgement mixed other``."""
    if isinstance(method, DeductPerCase):
        return "cases"
    if isinstance(method, Judgement):
        return "judgement"
    if isinstance(method, PeriodicProgress):
        return "progress"
    if isinstance(method, (Bands, Proportional, DeductPerPoint, VersusLastYear)):
        return "figure"
    if isinstance(method, Checklist) or (
        isinstance(method, Composite) and checklist_items(method) and not _figure_ids(method)
    ):
        return "checklist"
    return "mixed" if isinstance(method, Composite) else "other"

"""The groups of the first level in both years, for the picture of the score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ziping.compare.scored import Scored, is_complete
from ziping.compare.sides import Side
from ziping.domain.comparison import DimensionScore, ScoreOfYear, ScoreStatus
from ziping.language.labels import clean_text
from ziping.language.reports.said_scores import marks, score_name

_Groups = dict[str, tuple[str, ScoreOfYear]]
"""Name as compared → label and score."""


def dimensions(
    this: Side, last: Side, here: Sequence[Scored], there: Sequence[Scored]
) -> tuple[DimensionScore, ...]:
    """The groups of both reports by name, this year's order, last year's own at the end.

    Args:
        this: this year's report.
        last: last year's.
        here: this year's indicators.
        there: last year's indicators.
    """
    above = _above(here) | _above(there)
    own, others = _groups(this, here, above), _groups(last, there, above)
    return tuple(
        DimensionScore(
            label=(own.get(name) or others[name])[0],
            last=others[name][1] if name in others else None,
            this=own[name][1] if name in own else None,
        )
        for name in dict.fromkeys((*own, *others))
    )


def _above(indicators: Sequence[Scored]) -> dict[str, str]:
    """Groups of the second level and what they stand in, for a sheet that leaves its first level out."""
    return {score_name(one.path[1]): one.path[0] for one in indicators if len(one.path) > 1}


def _groups(side: Side, indicators: Sequence[Scored], above: Mapping[str, str]) -> _Groups:
    if side.scorecard is not None:
        return {
            score_name(group.label): (group.label, _score(group.max_score, group.score, group.status))
            for group in side.scorecard.groups
            if len(group.path) == 1
        }
    members: dict[str, list[Scored]] = {}
    labels: dict[str, str] = {}
    for one in indicators:
        top = _top(side, one)
        top = above.get(score_name(top), top)
        if top:
            members.setdefault(score_name(top), []).append(one)
            labels.setdefault(score_name(top), top)
    weights, scores = _said(side, members)
    whole = is_complete(side, indicators)
    return {
        name: (labels[name], _group(found, weights.get(name), scores.get(name), whole=whole))
        for name, found in members.items()
    }


def _group(
    members: Sequence[Scored], weight: Decimal | None, score: Decimal | None, *, whole: bool
) -> ScoreOfYear:
    """A group's points as sentences give them, else added up where the sheet was read as a whole."""
    weights = [one.score.max_score for one in members if one.score.max_score is not None]
    scores = [one.score.score for one in members if one.score.score is not None]
    known = len(weights) == len(members)
    status: ScoreStatus = "pending" if any(one.score.status == "pending" for one in members) else "stated"
    if weight is None and known:
        weight = sum(weights, Decimal(0))
    if score is None and (known or whole) and (status == "pending" or len(scores) == len(members)):
        score = sum(scores, Decimal(0))
    return ScoreOfYear(max_score=weight, score=score, status=status)


def _top(side: Side, one: Scored) -> str:
    """The first-level group of an indicator: the rubric's where it is known."""
    if side.rubric is not None and one.item is not None:
        for leaf in side.rubric.leaves():
            if leaf.indicator.id == one.item.id and leaf.groups:
                return leaf.groups[0].label_zh
    return clean_text(one.path[0]) if one.path else ""


def _said(side: Side, names: Iterable[str]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Full marks and scores of the groups as sentences give them; a score above the full marks is left out."""
    weights: dict[str, Decimal] = {}
    scores: dict[str, Decimal] = {}
    known = frozenset(names)
    before = ""
    for mark in marks(side.figures):
        name = mark.name or before
        if name in known:
            (weights if mark.weight else scores).setdefault(name, mark.figure.value)
        before = mark.name if mark.weight else ""
    fitting = {name: score for name, score in scores.items() if score <= weights.get(name, score)}
    return weights, fitting


def _score(weight: Decimal, score: Decimal, status: str) -> ScoreOfYear:
    told: ScoreStatus = "pending" if status == "pending" else "stated"
    return ScoreOfYear(max_score=weight, score=score, status=told)

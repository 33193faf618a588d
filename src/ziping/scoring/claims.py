"""Scores the unit typed itself, held against what rules and figures support. They never enter the scorecard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.domain.submission import Claimed

ZERO = Decimal(0)
_LISTED = 6
"""Most indicators named in the message about the total."""


def claim_findings(claimed: Claimed, card: Scorecard) -> Iterator[Finding]:
    """What is wrong with typed scores: over the points, not what the rule gives, not what the total adds up to."""
    for line in card.lines:
        typed = claimed.scores.get(line.id)
        if typed is not None:
            yield from _of_line(line, typed, claimed)
    yield from _sum(claimed, card)
    if claimed.total is not None and claimed.total != card.total_score:
        yield _of_total(claimed.total, claimed, card)
    if claimed.grade and card.grade is not None and claimed.grade != card.grade:
        message = (
            f"单位自报等次“{claimed.grade}”，按总分 {plain(card.total_score)} 分是“{card.grade}”，请核对"
        )
        yield _finding(
            "claimed_grade_differs", message, claimed, "grade", stated=claimed.grade, expected=card.grade
        )


def _of_line(line: ScoreLine, typed: Decimal, claimed: Claimed) -> Iterator[Finding]:
    told = f"“{line.called}”自报 {plain(typed)} 分"
    if not ZERO <= typed <= line.max_score:
        message = f"{told}，分值是 {plain(line.max_score)} 分，请改正"
        yield _finding("claimed_out_of_bounds", message, claimed, line.id, stated=plain(typed))
    elif line.score is not None and typed != line.score:
        severity: Severity = "error" if line.status == "scored" else "warning"
        message = f"{told}，按评分标准和所报数据是 {plain(line.score)} 分，请改正得分或核对数据"
        yield _finding(
            "claimed_score_differs",
            message,
            claimed,
            line.id,
            severity=severity,
            stated=plain(typed),
            expected=plain(line.score),
            working=line.formula,
        )


def _sum(claimed: Claimed, card: Scorecard) -> Iterator[Finding]:
    """The typed total against the typed scores, once there is one for every indicator."""
    typed = [claimed.scores.get(line.id) for line in card.lines if not line.reserved]
    known = [score for score in typed if score is not None]
    total = sum(known, ZERO)
    if claimed.total is not None and len(known) == len(typed) and total != claimed.total:
        message = f"自报各项得分合计 {plain(total)} 分，与自报总分 {plain(claimed.total)} 分不符，请核对"
        yield _finding(
            "claimed_total_sum",
            message,
            claimed,
            "total",
            stated=plain(claimed.total),
            expected=plain(total),
        )


def _of_total(typed: Decimal, claimed: Claimed, card: Scorecard) -> Finding:
    """“自报 98 分，按规则和所报数据只能支持 30 分”, split into what the rules deny and what rests on nothing."""
    gap = abs(typed - card.total_score)
    supported = f"{plain(card.total_score)} 分（数据可证 {plain(card.proven)} 分、单位自述 {plain(card.asserted)} 分）"
    if typed < card.total_score:
        message = f"单位自报总分 {plain(typed)} 分，按规则和所报数据可得 {supported}，少 {plain(gap)} 分"
    else:
        message = f"单位自报总分 {plain(typed)} 分，按规则和所报数据只能支持 {supported}，差 {plain(gap)} 分"
    parts = [*_denied(claimed, card), *_unsupported(claimed, card)]
    return _finding(
        "claimed_total_unsupported",
        f"{message}{'：' if parts else ''}{'；'.join(parts)}",
        claimed,
        "total",
        severity="error" if card.status == "final" else "warning",
        stated=plain(typed),
        expected=plain(card.total_score),
        suggestion="补齐缺少的数据和佐证材料，按计算结果改正得分",
    )


def _denied(claimed: Claimed, card: Scorecard) -> Iterator[str]:
    over = [
        (line, claimed.scores[line.id] - line.score)
        for line in card.lines
        if line.score is not None and claimed.scores.get(line.id, ZERO) > line.score
    ]
    if over:
        points = plain(trim_zeros(sum((more for _, more in over), ZERO)))
        yield f"{points} 分按评分标准不应得（{_named([line for line, _ in over])}）"


def _unsupported(claimed: Claimed, card: Scorecard) -> Iterator[str]:
    open_lines = [line for line in card.lines if line.status == "pending" and claimed.scores.get(line.id)]
    if open_lines:
        points = plain(trim_zeros(sum((claimed.scores[line.id] for line in open_lines), ZERO)))
        yield f"{points} 分没有数据支持（{_named(open_lines)}）"


def _named(lines: list[ScoreLine]) -> str:
    more = f"等 {len(lines)} 项" if len(lines) > _LISTED else ""
    return "、".join(line.called for line in lines[:_LISTED]) + more


def _finding(
    code: str, message: str, claimed: Claimed, subject: str, *, severity: Severity = "error", **more: str
) -> Finding:
    source = f"（{claimed.source}）" if claimed.source else ""
    place = claimed.places.get(subject, claimed.place)
    where = f"{place.text}：" if subject in claimed.places and place.text else ""
    told = f"{where}{message}{source}"
    return Finding(code=code, severity=severity, message=told, place=place, subject=subject, **more)

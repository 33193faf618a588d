"""A total entered by hand, where a rubric does not hold the whole score sheet: accepted, and what it leaves open."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, plain, trim_zeros
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import ScoreLine
from ziping.domain.submission import TOTAL, Judgement, Submission

ZERO = Decimal(0)


class EnteredTotal(NamedTuple):
    """The accepted total (None for none), the points nobody accounts for, and what was found."""

    total: Decimal | None
    unexplained: Decimal
    findings: tuple[Finding, ...]


def entered_total(
    rubric: Rubric, submission: Submission, lines: tuple[ScoreLine, ...], full: Decimal
) -> EnteredTotal:
    """The total of ``judgements.total``: with reason and evidence, and possible beside the scores known.

    Points below ``full`` that no known deduction accounts for are reported, never put down to an indicator.
    """
    findings = _incomplete(rubric)
    given = submission.judgements.get(TOTAL)
    if not rubric.total_entry or given is None or given.score is None:
        return EnteredTotal(None, ZERO, findings)
    known = [line for line in lines if line.score is not None and not line.reserved]
    lowest = sum((line.score or ZERO for line in known), ZERO)
    lost = sum((line.lost or ZERO for line in known), ZERO)
    problem = _problem(given, lowest, full - lost, rubric.rounding.places)
    if problem is not None:
        return EnteredTotal(None, ZERO, (*findings, problem))
    unexplained = full - given.score - lost
    if unexplained:
        findings = (*findings, _unexplained(given, full, lost, unexplained))
    return EnteredTotal(trim_zeros(given.score), trim_zeros(unexplained), findings)


def _incomplete(rubric: Rubric) -> tuple[Finding, ...]:
    if rubric.status != "incomplete":
        return ()
    message = (
        f"评分标准 {rubric.id!r} 不完整：来源没有公布{rubric.region}评分表的全部指标和分值，没有列出的没有编造；"
        "请对照本地当年的自评通知补全"
    )
    advice = (
        "把通知所附评分表的指标、分值和评分标准填进评分标准文件（复制一份，status 改为 complete）后重新计分"
    )
    return (
        Finding(
            code="rubric_incomplete",
            severity="warning",
            message=message,
            subject=rubric.id,
            suggestion=advice,
        ),
    )


def _problem(given: Judgement, lowest: Decimal, highest: Decimal, places: int) -> Finding | None:
    score = given.score if given.score is not None else ZERO
    if not given.reason.strip() or not given.evidence:
        what = "理由" if not given.reason.strip() else "依据"
        message = f"录入了总分 {plain(score)} 分但没有写{what}，没有采用；请补写得分依据和佐证材料"
        code, advice = "judgement_without_reason", "在同一行补填理由和佐证材料名称"
    elif decimal_places(trim_zeros(score)) > places:
        message = f"录入的总分 {plain(score)} 分的小数多于 {places} 位，没有采用；请按评分表上的总分填写"
        code, advice = "score_out_of_bounds", ""
    elif not lowest <= score <= highest:
        message = (
            f"录入的总分 {plain(score)} 分与已评定的指标不符，没有采用："
            f"按已评定的得分和扣分，总分只能在 {plain(lowest)} 到 {plain(highest)} 分之间"
        )
        code, advice = "score_out_of_bounds", "核对总分和各项得分"
    else:
        return None
    return Finding(
        code=code,
        severity="error",
        message=message,
        place=given.place,
        subject=TOTAL,
        stated=plain(score),
        suggestion=advice,
    )


def _unexplained(given: Judgement, full: Decimal, lost: Decimal, rest: Decimal) -> Finding:
    score = plain(given.score or ZERO)
    less = plain(trim_zeros(full - (given.score or ZERO)))
    split = f"其中 {plain(trim_zeros(lost))} 分已列明，其余 {plain(trim_zeros(rest))} 分" if lost else ""
    message = (
        f"录入的总分是 {score} 分，比满分 {plain(full)} 分少 {less} 分，"
        f"{split}没有说明扣在哪项指标，不推断归因"
    )
    return Finding(
        code="unexplained_points",
        severity="warning",
        message=message,
        place=given.place,
        subject=TOTAL,
        stated=score,
        suggestion="对照本地评分表写明每一处扣分的指标、分数和原因",
    )

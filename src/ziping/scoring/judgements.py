"""People's scores: accepted only with a reason and evidence, inside their bounds; else pending, never changed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ziping.domain.bands import edge
from ziping.domain.expression.nodes import Value
from ziping.domain.finding import Finding
from ziping.domain.judged_parts import judged_parts
from ziping.domain.methods import Judgement as JudgementMethod
from ziping.domain.methods import Method, Qualitative, checklist_items
from ziping.domain.quantity import plain
from ziping.domain.submission import Judgement, Submission
from ziping.scoring.compiled import CompiledLeaf, CompiledRubric
from ziping.scoring.lowered import deducted_name, judged_name, tick_name


class Answers(NamedTuple):
    """Accepted answers by name, with what was found wrong."""

    values: dict[str, Value]
    findings: tuple[Finding, ...]


def accept_answers(compiled: CompiledRubric, submission: Submission) -> Answers:
    """Checklist answers, judged scores and manual deductions of a submission."""
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    for leaf in compiled.leaves:
        indicator = leaf.indicator
        ticks = submission.checklists.get(indicator.id, {})
        for item in checklist_items(indicator.method):
            if item.id in ticks:
                values[tick_name(indicator.id, item.id)] = ticks[item.id]
        for key, method, points, label in judged_parts(indicator, leaf.name):
            given = submission.judgements.get(key)
            if given is not None and given.score is not None:
                problems = _problems(given, method, points, label, key)
                findings.extend(problems)
                if not any(problem.code in _FATAL for problem in problems):
                    values[judged_name(key)] = Fraction(given.score)
        if leaf.manual_deduction:
            values[deducted_name(indicator.id)] = _deduction(submission, leaf, findings)
    return Answers(values, tuple(findings))


_FATAL = {"judgement_without_reason", "score_out_of_bounds", "unknown_tier"}


def _problems(given: Judgement, method: Method, points: Decimal, label: str, key: str) -> list[Finding]:
    problems = []
    if not given.reason.strip() or not given.evidence:
        what = "理由" if not given.reason.strip() else "依据"
        problems.append(
            _finding(
                "judgement_without_reason",
                f"“{label}”由人打了 {_score(given)} 分但没有写{what}，不计分；请补写打分理由和佐证材料",
                given,
                key,
                suggestion="在同一行补填理由和佐证材料名称",
            )
        )
    low, high, allowed = Decimal(0), points, f"0 到 {plain(points)}"
    if isinstance(method, Qualitative):
        bounds = _tier_bounds(given, method, points)
        if bounds is None:
            names = "、".join(tier.label_zh for tier in method.tiers)
            problems.append(
                _finding("unknown_tier", f"“{label}”的档次 {given.tier!r} 不认识，可选：{names}", given, key)
            )
        else:
            low, high, allowed = bounds
    if given.score is not None and not _inside(given.score, low, high, allowed):
        problems.append(
            _finding(
                "score_out_of_bounds",
                f"“{label}”打了 {_score(given)} 分，允许的范围是 {allowed}，不计分；请改正",
                given,
                key,
                expected=allowed,
            )
        )
    problems.extend(_aspects(given, method, label, key))
    return problems


def _tier_bounds(
    given: Judgement, method: Qualitative, points: Decimal
) -> tuple[Decimal, Decimal, str] | None:
    for tier in method.tiers:
        if given.tier in {tier.id, tier.label_zh}:
            low, high = edge(tier.low, included=True), edge(tier.high, included=tier.high_included)
            bottom = _share(points, low.value if low else Fraction(0))
            top = _share(points, high.value if high else Fraction(1))
            sign = "]" if tier.high_included else ")"
            return bottom, top, f"[{plain(bottom)}, {plain(top)}{sign}"
    return None


def _share(points: Decimal, share: Fraction) -> Decimal:
    return points * Decimal(share.numerator) / Decimal(share.denominator)


def _inside(score: Decimal, low: Decimal, high: Decimal, allowed: str) -> bool:
    return low <= score and (score < high if allowed.endswith(")") else score <= high)


def _aspects(given: Judgement, method: Method, label: str, key: str) -> list[Finding]:
    if not isinstance(method, JudgementMethod) or method.choose is None:
        return []
    known = {aspect.id: aspect.label_zh for aspect in method.choose.aspects}
    chosen = [aspect for aspect in dict.fromkeys(given.aspects) if aspect in known]
    findings = [
        _finding(
            "unknown_aspect",
            f"“{label}”选取的方面 {name!r} 不认识，可选：{'、'.join(known)}",
            given,
            key,
            stated=name,
        )
        for name in given.aspects
        if name not in known
    ]
    if len(chosen) < method.choose.at_least:
        names = "、".join(known[aspect] for aspect in chosen) or "没有"
        findings.append(
            _finding(
                "constraint_not_met",
                f"“{label}”要求从{'、'.join(known.values())}中至少选 {method.choose.at_least} 个方面评价，"
                f"现在只有 {len(chosen)} 个（{names}）；自评的 {_score(given)} 分保留，但不符合评分标准",
                given,
                key,
                stated=str(len(chosen)),
                expected=f"≥ {method.choose.at_least}",
                suggestion="补充其他方面的绩效指标和完成情况，或按评分标准重新打分",
            )
        )
    return findings


def _deduction(submission: Submission, leaf: CompiledLeaf, findings: list[Finding]) -> Fraction:
    given = submission.judgements.get(leaf.indicator.id)
    if given is None or given.deduct is None:
        return Fraction(0)
    if given.deduct < 0 or not given.reason.strip():
        what = "不能是负数" if given.deduct < 0 else "没有写理由"
        findings.append(
            _finding(
                "deduction_without_reason",
                f"“{leaf.name}”的手工扣分{what}，未扣；请改正",
                given,
                leaf.indicator.id,
                stated=plain(given.deduct),
            )
        )
        return Fraction(0)
    return Fraction(given.deduct)


def _score(given: Judgement) -> str:
    return "" if given.score is None else plain(given.score)


def _finding(code: str, message: str, given: Judgement, key: str, **more: str) -> Finding:
    """An error about a person's score; ``more`` may hold ``stated``, ``expected`` and ``suggestion``."""
    return Finding(
        code=code,
        severity="error",
        message=message,
        place=given.place,
        subject=key,
        stated=more.get("stated") or _score(given),
        expected=more.get("expected", ""),
        suggestion=more.get("suggestion", ""),
    )

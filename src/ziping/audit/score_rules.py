"""Scores against the standard printed in their own row, when the row also tells the rate that the standard asks for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import RoundingMode, decimal_places, plain, quantize
from ziping.language.numerals import NumberKind, find_numbers
from ziping.language.reports.score_rows import ScoreRow
from ziping.language.rules.recognise import recognise

_STEPS: Final = {"whole": 1, "started": 2}
"""Which of three ways of counting points a standard names: broken ones, whole ones only, those begun as well."""
_DOWN: Final = ("下降", "减少", "降低")
_POINT_WORDS: Final = ("扣", "低于", "高于", "未达到", "目标", "在", "-", "—", "～", "至")
"""Words before a rate that is an edge of the standard, not what was reached."""


def own_rules(given: AuditInput) -> CheckResult:
    """≥90%计5分，80%（含）-90%计4分, with 85.89% beside it, gives 4."""
    looked, findings = [], []
    for row in given.score_rows:
        rates = list(_rates(row.remark))
        expected = scores_by_rule(row, rates[0]) if len(rates) == 1 else None
        if expected is None or row.score is None:
            continue
        looked.append(row)
        if row.score not in expected:
            findings.append(_finding(row, rates[0], min(expected), max(expected)))
    return result(findings, looked=looked, nothing="评分表里没有同时写评分标准和实际比率的行")


def _rates(remark: str) -> Iterator[Decimal]:
    """Rates that a remark reports: not the edges it compares them with."""
    for number in find_numbers(remark):
        if number.kind is not NumberKind.PERCENT or number.modifier or not isinstance(number.value, Decimal):
            continue
        before = remark[: number.start].rstrip()
        if not before.endswith(_POINT_WORDS):
            yield -number.value if before.endswith(_DOWN) else number.value


def scores_by_rule(row: ScoreRow, rate: Decimal) -> frozenset[Decimal] | None:
    """The scores a standard gives for a rate, in per cent; several where it may count whole or broken points."""
    if not row.rule or row.weight is None or row.score is None:
        return None
    read = recognise(row.rule, row.label, row.weight)
    if read is None:
        return None
    method = read.method
    if method["kind"] == "bands":
        scores = [Decimal(band["score"]) for band in method["bands"] if _inside(band, Fraction(rate))]
        return frozenset(scores) if len(scores) == 1 else None
    if method["kind"] == "deduct_per_point":
        return _deducted(method, row, Fraction(rate))
    return None


def _inside(band: dict[str, Any], rate: Fraction) -> bool:
    ends = {key: _percent(value) for key, value in band.items() if key != "score"}
    return (
        ends.get("at_least", rate) <= rate <= ends.get("at_most", rate)
        and ("more_than" not in ends or rate > ends["more_than"])
        and ("less_than" not in ends or rate < ends["less_than"])
    )


def _percent(text: str) -> Fraction:
    """An edge in per cent: 90% is 90, and a bare 0 or 1 is a ratio."""
    return Fraction(text.removesuffix("%")) * (1 if text.endswith("%") else 100)


def _deducted(method: dict[str, Any], row: ScoreRow, rate: Fraction) -> frozenset[Decimal] | None:
    if row.weight is None or row.score is None:
        return None
    beyond = rate - _percent(method["bound"])
    steps = max(Fraction(0), beyond if method["direction"] == "above" else -beyond) / _percent(method["per"])
    whole = Fraction(quantize(steps, 0, RoundingMode.TRUNCATE))
    places = max(2, decimal_places(row.score))
    counts = (steps, whole, whole + (steps > whole))
    said = _STEPS.get(method.get("steps", ""))
    scores = (
        Fraction(row.weight) - Fraction(method["deduct"]) * count
        for count in (counts if said is None else (counts[said],))
    )
    return frozenset(quantize(max(Fraction(0), score), places) for score in scores)


def _finding(row: ScoreRow, rate: Decimal, low: Decimal, high: Decimal) -> Finding:
    shown = plain(low) if low == high else f"{plain(low)}—{plain(high)}"
    score = plain(row.score) if row.score is not None else ""
    return found(
        "own_rule",
        "warning",
        row.place,
        f"“{row.label}”写的是{plain(rate)}%，按本行评分标准应得{shown}分，自评得{score}分；请核对",
        stated=score,
        expected=shown,
        working=f"{plain(rate)}%：{row.rule[:60]}",
        quote=f"{row.label}：{plain(rate)}%，【{score}】分",
        subject=row.label,
    )


CHECKS: Final = (Check("own_rule", "得分与本行评分标准", own_rules),)

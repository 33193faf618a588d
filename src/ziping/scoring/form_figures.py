"""Rows whose target is a number: the comparison it means, the rule that follows, or a question when it has two readings."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from ziping.domain.expression.nodes import CompareOp
from ziping.domain.finding import Finding, Severity
from ziping.domain.methods import AllOrNothing, Attainment, Method
from ziping.domain.project_form import FormRow, FormRules, Operator, QuantitativeRule
from ziping.domain.quantity import decimal_places, plain, unit_of
from ziping.domain.submission import InputValue
from ziping.language.form_cells import Actual, Figure, Unclear
from ziping.scoring.form_plan import RowPlan, by_hand, finding, input_of, open_row, unreadable

SIGNS: Final[dict[Operator, str]] = {
    "at_least": "≥",
    "more_than": ">",
    "equals": "=",
    "at_most": "≤",
    "less_than": "<",
}
_LOWER: Final = frozenset(("at_most", "less_than"))
_READINGS: Final[dict[Operator | None, tuple[Operator, ...]]] = {
    None: ("at_least", "more_than", "equals", "at_most", "less_than"),
    "more_than": ("more_than", "at_least"),
    "less_than": ("less_than", "at_most"),
    "equals": ("equals", "at_least", "at_most"),
    "at_least": ("at_least",),
    "at_most": ("at_most",),
}
"""Readings a person may choose for a printed sign; a blurred sign loses its underline, it does not turn round."""

_FORMULA_SIGNS: Final[dict[Operator, CompareOp]] = {
    "at_least": ">=",
    "more_than": ">",
    "equals": "=",
    "at_most": "<=",
    "less_than": "<",
}


def figure_row(
    row: FormRow, rules: FormRules, points: Decimal, target: Figure, actual: Actual | None
) -> RowPlan:
    """The plan of a row whose target is a number."""
    if isinstance(actual, Unclear):
        return unreadable(row, actual.reason)
    figure = actual if isinstance(actual, Figure) else None
    findings = list(_contradicted(row, target))
    chosen = None if findings else row.operator
    operator = chosen or _operator(target, figure, rules.quantitative)
    if operator is None:
        return _ambiguous(row, target, findings)
    rule = rules.quantitative
    reading = (
        f"，“{row.target.strip()}”按“{SIGNS[operator]}”读"
        if chosen is not None and chosen != target.sign
        else ""
    )
    exceeded = figure is not None and operator in _LOWER and not _holds(figure, target, operator)
    if exceeded and rule.lower_is_better == "by_hand" and rule.share_low is None:
        why = f"完成值 {row.actual.strip()} 超过上限，评分标准没有写明怎样扣分"
        return by_hand(row, rules, points, why, findings)
    plan = RowPlan(row, _figure_method(row.id, operator, rule), f"{_direction(operator)}{reading}")
    plan.clause = figure_clause(operator, rule) + (f"{reading[1:]}（填表人确认）。" if reading else "")
    plan.inputs = (
        input_of(row, "target", "number", target.unit), input_of(row, "actual", "number", (figure or target).unit)
    )  # fmt: skip
    plan.values[f"{row.id}_target"] = _number(target, row.target, row)
    if figure is not None:
        plan.values[f"{row.id}_actual"] = _number(figure, row.actual, row)
        plan.findings.extend(_bare(row, figure))
        if operator not in _LOWER and target.value > 0:
            plan.excess = _in_unit(figure, target) / Fraction(target.value) - 1
    plan.findings.extend(findings)
    return plan


def _operator(target: Figure, actual: Figure | None, rule: QuantitativeRule) -> Operator | None:
    """The comparison a target means; None when its readings give different scores.

    Without a sign a target is a goal to reach (``100%及时``), 0 must be kept exactly, and an amount of money may be a
    goal or a ceiling: asked as soon as the actual amount differs.
    """
    same = actual is not None and _in_unit(actual, target) == Fraction(target.value)
    if target.sign is None:
        if not target.value:
            return "equals"
        money = unit_of(target.unit.partition("/")[0]).dimension == "money"
        return None if money and actual is not None and not same else "at_least"
    blurred = target.sign in rule.ambiguous and same
    return None if blurred else target.sign


def _in_unit(figure: Figure, target: Figure) -> Fraction:
    """An actual value in its target's unit, exact."""
    if figure.unit == target.unit:
        return Fraction(figure.value)
    return (
        Fraction(figure.value) * Fraction(unit_of(figure.unit).factor) / Fraction(unit_of(target.unit).factor)
    )


def _holds(figure: Figure, target: Figure, operator: Operator) -> bool:
    actual, limit = _in_unit(figure, target), Fraction(target.value)
    return actual < limit or (actual == limit and operator == "at_most")


@lru_cache(maxsize=4096)
def _figure_method(row: str, operator: Operator, rule: QuantitativeRule) -> Method:
    target, actual = f"{row}_target", f"{row}_actual"
    if rule.share_low is not None and rule.share_high is not None:
        if operator in _LOWER or operator == "equals":
            return AllOrNothing(
                kind="all_or_nothing", condition=f"{actual} {_FORMULA_SIGNS[operator]} {target}"
            )
        share = f"{actual} / {target}"
        condition = f"{share} >= {rule.share_low} and {share} <= {rule.share_high}"
        return AllOrNothing(kind="all_or_nothing", condition=condition)
    return Attainment(
        kind="attainment",
        operator=operator,
        target=target,
        actual=actual,
        below=rule.below,
        lower_is_better="zero" if rule.lower_is_better == "by_hand" else rule.lower_is_better,
        over=None if operator in _LOWER else rule.over,
    )


def _direction(operator: Operator) -> str:
    if operator in _LOWER:
        return "反向定量指标"
    return "等值定量指标" if operator == "equals" else "正向定量指标"


@lru_cache(maxsize=256)
def figure_clause(operator: Operator, rule: QuantitativeRule) -> str:
    """The rule in words, as the 评分标准 column shows it."""
    if rule.share_low is not None:
        inside = (
            f"在年度指标值的{rule.share_low}至{rule.share_high}之间"
            if operator not in _LOWER
            else "不超过上限"
        )
        return f"完成值{inside}的得满分，否则不得分。"
    if operator in _LOWER:
        beyond = {
            "linear_to_double": "超过的按超出比例扣分，达到2倍为0分",
            "inverse_ratio": "超过的按“年度指标值÷实际完成值×分值”计",
            "zero": "超过的不得分",
            "by_hand": "超过的评分标准未写明",
        }
        return f"反向指标：不超过年度指标值得满分，{beyond[rule.lower_is_better]}。"
    below = "按“实际完成值÷年度指标值×分值”计" if rule.below == "proportional" else "不得分"
    return f"正向指标：达到年度指标值得满分，未达到的{below}{_over_clause(rule)}。"


def _over_clause(rule: QuantitativeRule) -> str:
    over = rule.over
    if over is None or over.mode == "none":
        return ""
    told = {
        "flat": f"扣{plain(over.deduct)}分",
        "proportional": f"再每超100%扣{plain(over.deduct)}分",
        "zero": "不得分",
        "reason_required": "须说明原因",
    }
    return f"；超过年度指标值{over.threshold}及以上的{told[over.mode]}"


def _number(figure: Figure, written: str, row: FormRow) -> InputValue:
    return InputValue(
        value=figure.value, text=written.strip(), places=decimal_places(figure.value), place=row.place
    )


def _bare(row: FormRow, figure: Figure) -> list[Finding]:
    """A number without unit was read in the target's unit."""
    if not figure.bare:
        return []
    told = f"实际完成值写的是 {row.actual.strip()!r}，没有单位，按 {plain(figure.value)}{figure.unit} 计；如不对请写明单位"
    severity: Severity = "warning" if figure.unit == "%" else "note"
    return [finding(row, "unit_assumed", severity, told, stated=row.actual)]


def _contradicted(row: FormRow, target: Figure) -> list[Finding]:
    """A chosen reading that turns the printed sign round."""
    if row.operator is None or row.operator in _READINGS[target.sign]:
        return []
    allowed = "、".join(f"“{SIGNS[sign]}”" for sign in _READINGS[target.sign])
    told = f"年度指标值写的是 {row.target!r}，不能读作“{SIGNS[row.operator]}”（可选：{allowed}），没有采用"
    return [finding(row, "operator_contradicts_sign", "error", told, stated=row.operator)]


def _ambiguous(row: FormRow, target: Figure, findings: list[Finding]) -> RowPlan:
    """Two readings, two scores: ask."""
    written = row.target.strip()
    if target.sign is None:
        question = f"“{written}”是上限（≤）还是要达到的目标（≥）"
    else:
        strict = SIGNS[target.sign]
        question = f"“{written}”读作“{'≥' if strict == '>' else '≤'}”还是“{strict}”"
    told = f"实际完成值是 {row.actual.strip()!r}，年度指标值是 {written!r}：{question}？读法不同，是否达标的结论就不同，请确认；确认前该项待补充"
    plan = open_row(row, "读法待确认", "指标值的读法（≥、>、≤、<）")
    advice = "在该行补写 operator（at_least 表示≥，more_than 表示>，at_most 表示≤，less_than 表示<）"
    plan.findings = [
        *findings,
        finding(row, "ambiguous_operator", "warning", told, stated=row.target, suggestion=advice),
    ]
    return plan

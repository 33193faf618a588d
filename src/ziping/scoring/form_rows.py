"""One row of a project form as an ordinary indicator: which rule applies, what it reads, what has to be asked.

A figure, date or restated text is scored by the edition's rule. Where no rule can decide, the score typed in the form
counts as asserted; where a cell cannot be read, or has two readings that give different scores, the row stays pending
with a finding. Nothing is guessed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ziping.domain.methods import Attainment
from ziping.domain.project_form import FormRow, FormRules
from ziping.domain.submission import InputValue
from ziping.language.form_cells import Actual, Figure, Unclear, Words, core, read_actual, read_target
from ziping.language.periods import Period
from ziping.scoring.form_figures import figure_row
from ziping.scoring.form_plan import RowPlan, by_hand, finding, input_of, open_row, tier_named, unreadable


def plan_row(row: FormRow, rules: FormRules, points: Decimal, year: int, *, settled: bool) -> RowPlan:
    """The plan of one row.

    Args:
        row: as written.
        rules: of the edition.
        points: the row's points.
        year: of the form, for dates without one.
        settled: False when the weights of its group do not add up, so that no score can be given.
    """
    if not settled:
        return open_row(row, "分值待确认", "分值（同组各行分值合计与该级指标不符）")
    target = read_target(row.target, year)
    if isinstance(target, Unclear):
        plan = by_hand(row, rules, points, f"指标值“{row.target}”{target.reason}")
        plan.findings.insert(
            0, finding(row, "target_unclear", "warning", f"年度指标值写的是 {row.target!r}，{target.reason}")
        )
        return plan
    if row.actual and not core(row.actual):
        return unreadable(row, "没有内容")
    actual = read_actual(row.actual, target, year) if row.actual else None
    match target:
        case Figure():
            return figure_row(row, rules, points, target, actual)
        case Period():
            return _date_row(row, rules, points, target, actual)
        case Words():
            return _text_row(row, rules, points, target, actual)


def _date_row(
    row: FormRow, rules: FormRules, points: Decimal, target: Period, actual: Actual | None
) -> RowPlan:
    if isinstance(actual, Unclear):
        return unreadable(row, actual.reason)
    done = actual if isinstance(actual, Period) else None
    if done is not None and done.last > target.last and done.first is not None and done.first <= target.last:
        return unreadable(row, "看不出在期限之前还是之后，请写明日期")
    if done is not None and target.first is not None and done.last < target.first:
        return by_hand(row, rules, points, f"完成时间早于指标值的起始日期（{row.target.strip()}）")
    if done is not None and done.last > target.last and rules.quantitative.late == "by_hand":
        return by_hand(
            row, rules, points, f"完成时间晚于期限（{row.target.strip()}），评分标准没有写明怎样扣分"
        )
    method = Attainment(
        kind="attainment", operator="at_most", target_type="date", target=f"{row.id}_target", actual=f"{row.id}_actual"
    )  # fmt: skip
    plan = RowPlan(row, method, "时限指标")
    plan.clause = "时限指标：不晚于年度指标值规定的期限得满分。"
    plan.inputs = (input_of(row, "target", "date"), input_of(row, "actual", "date"))
    plan.values[f"{row.id}_target"] = _day(target.last, row.target, row)
    if done is not None:
        plan.values[f"{row.id}_actual"] = _day(done.last, row.actual, row)
    return plan


def _day(day: date, written: str, row: FormRow) -> InputValue:
    return InputValue(kind="date", value=day, text=written.strip(), place=row.place)


def _text_row(
    row: FormRow, rules: FormRules, points: Decimal, target: Words, actual: Actual | None
) -> RowPlan:
    done = actual if isinstance(actual, Words) else None
    if done is not None and (not done.reached or tier_named(row, rules.tiers) is not None):
        return by_hand(row, rules, points, f"定性指标，完成情况“{row.actual.strip()}”要由人评定")
    method = Attainment(
        kind="attainment", operator="equals", target_type="text", target=f"{row.id}_target", actual=f"{row.id}_actual"
    )  # fmt: skip
    plan = RowPlan(row, method, "定性指标，完成值重述目标并全部达成")
    plan.clause = "定性指标：完成值重述年度指标值并注明100%（或写“达成”）的按达成计，得满分。"
    plan.inputs = (input_of(row, "target", "text"), input_of(row, "actual", "text"))
    plan.values[f"{row.id}_target"] = _words(target.text, row.target, row)
    if done is not None:
        plan.values[f"{row.id}_actual"] = _words(target.text, row.actual, row)
    return plan


def _words(text: str, written: str, row: FormRow) -> InputValue:
    return InputValue(kind="text", value=text, text=written.strip(), place=row.place)

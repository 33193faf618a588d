"""Money and names of a project form: ceilings above the budget, money left without a reason, goals met far ahead of spending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.form_view import NO_FORMS, Row, percent, rows_of, whole
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.form_reading import ReadForm, SlotField, SlotKey
from ziping.domain.place import Place
from ziping.domain.quantity import Quantity, plain, quantize, unit_of
from ziping.language.claims.units import MONEY, measure
from ziping.language.form_cells import Figure
from ziping.language.labels import clean_text

_UNSPENT: Final = Fraction(1, 5)
_AHEAD: Final = Fraction(5, 100)
_HUNDRED: Final = Fraction(100)
_WHY_UNSPENT = re.compile(
    "未支出|未支付|尚未支付|结余|节约|节省|收回|压减|执行率(?:较|偏)?低|资金.{0,6}剩余|取消|推迟|延期|财政.{0,4}统筹"
)
_WHY_CHANGED = re.compile("调整|追加|调剂|压减|调减|调增|收回|统筹|核减")
_NARRATED = re.compile("^\\s*(?P<name>[^，。；,;]{2,30}?)(?:项目)?全年预算数")
_WAN: Final = Decimal(10000)


def _cell(form: ReadForm, row: str, field: SlotField) -> Place:
    slot = form.slots.get(SlotKey(row, field))
    if slot is not None:
        return slot.place
    return form.form.total_funds.place if field.startswith("execution") else form.form.place


def ceiling_above_budget(audit: AuditInput) -> CheckResult:
    """A cost ceiling that the budget itself does not reach, so that it cannot be missed."""
    return result(finding for form in audit.forms for finding in _ceilings(form)) if audit.forms else NO_FORMS


def _ceilings(form: ReadForm) -> Iterator[Finding]:
    funds = form.form.total_funds
    budget, original = funds.adjusted_budget, funds.original_budget
    if not budget:
        return
    for row in rows_of(form):
        limit = _whole_cost(row)
        if limit is None or limit <= budget:
            continue
        above = original is None or limit > original
        severity: Severity = "warning" if above else "note"
        why = "" if above else "（与年初预算相同，没有随预算调整）"
        told = f"的上限 {row.row.target.strip()} 高于全年预算 {_wan(budget)}{why}，起不到控制成本的作用"
        working = f"{plain(limit)}>{plain(budget)}"
        yield row.found(
            "ceiling_above_budget",
            severity,
            "actual",
            told,
            stated=row.row.target.strip(),
            working=working,
            also=(_cell(form, "", "execution_rate"),),
        )


def _whole_cost(row: Row) -> Decimal | None:
    """The ceiling in 元 when the row limits the cost of the whole project."""
    target = row.target
    if not isinstance(target, Figure) or not row.ceiling or "/" in target.unit:
        return None
    if measure(target.unit).dimension != MONEY:
        return None
    return Quantity(target.value, unit_of(target.unit)).base


def _wan(amount: Decimal) -> str:
    """元 as 万元."""
    return f"{plain(quantize(Fraction(amount) / Fraction(_WAN), 2))}万元"


def money_left(audit: AuditInput) -> CheckResult:
    """A fifth of the budget unspent, or more, and no word why."""
    return result(finding for form in audit.forms for finding in _left(form)) if audit.forms else NO_FORMS


def _left(form: ReadForm) -> Iterator[Finding]:
    funds = form.form.total_funds
    if not funds.adjusted_budget or funds.actual_expenditure is None:
        return
    unspent = 1 - Fraction(funds.actual_expenditure) / Fraction(funds.adjusted_budget)
    if unspent <= _UNSPENT or _WHY_UNSPENT.search(_words(form)):
        return
    message = f"项目“{form.form.name}”还有 {percent(unspent)} 的预算没有执行，全表没有说明原因；请补充"
    working = f"1－{plain(funds.actual_expenditure)}÷{plain(funds.adjusted_budget)}={percent(unspent)}"
    place = _cell(form, "", "execution_rate")
    yield found(
        "money_left",
        "warning",
        place,
        message,
        stated=percent(1 - unspent),
        expected="执行率偏低的原因",
        working=working,
        subject=form.form.code,
    )


def _words(form: ReadForm) -> str:
    """Everything a form says in sentences."""
    return "\n".join((form.form.achieved_objective, *(row.reason for row in form.form.rows)))


def goals_ahead(audit: AuditInput) -> CheckResult:
    """Goals met far ahead of spending: (S/90 − E/10) ÷ (S/90) above 5%."""
    return (
        result(finding for form in audit.forms for finding in _ahead(audit, form))
        if audit.forms
        else NO_FORMS
    )


def _ahead(audit: AuditInput, form: ReadForm) -> Iterator[Finding]:
    values = form.form
    points = audit.rubric.form.execution.max_score if audit.rubric and audit.rubric.form else Decimal(10)
    scores = [row.stated_score for row in values.rows]
    execution = values.stated_execution_score
    if execution is None or not whole(form) or not points or any(score is None for score in scores):
        return
    total = sum((Fraction(score) for score in scores if score is not None), Fraction(0))
    rest = _HUNDRED - Fraction(points)
    if not total:
        return
    goals, spent = total / rest, Fraction(execution) / Fraction(points)
    gap = (goals - spent) / goals
    if gap <= _AHEAD:
        return
    message = (
        f"项目“{values.name}”的目标完成 {percent(goals)}，资金只执行了 {percent(spent)}，相差 {percent(gap)}；"
        "请核对目标是不是定低了，或预算是不是编高了"
    )
    shown = plain(quantize(total, 2))
    working = f"({shown}÷{plain(quantize(rest, 0))}－{plain(execution)}÷{plain(points)})÷({shown}÷{plain(quantize(rest, 0))})={percent(gap)}"
    yield found(
        "goals_ahead",
        "note",
        _cell(form, "", "execution_score"),
        message,
        stated=plain(execution),
        working=working,
        subject=values.code,
    )


def budget_changed(audit: AuditInput) -> CheckResult:
    """A budget changed in the year without a word why."""
    return result(finding for form in audit.forms for finding in _changed(form)) if audit.forms else NO_FORMS


def _changed(form: ReadForm) -> Iterator[Finding]:
    funds = form.form.total_funds
    first, last = funds.original_budget, funds.adjusted_budget
    if first is None or last is None or first == last or _WHY_CHANGED.search(form.form.achieved_objective):
        return
    message = (
        f"项目“{form.form.name}”的预算从 {_wan(first)} 调整为 {_wan(last)}，实际完成情况里没有说明调整原因"
    )
    yield found(
        "budget_changed",
        "note",
        funds.place,
        message,
        stated=plain(last),
        working=f"{plain(last)}－{plain(first)}={plain(last - first)}",
        subject=form.form.code,
    )


def project_name(audit: AuditInput) -> CheckResult:
    """实际完成情况 that begins with the name of another project."""
    return result(_names(audit)) if audit.forms else NO_FORMS


def _names(audit: AuditInput) -> Iterator[Finding]:
    known = {clean_text(form.form.name): form for form in audit.forms if form.form.name}
    for form in audit.forms:
        match = _NARRATED.match(form.form.achieved_objective)
        name = clean_text(match["name"]).removesuffix("项目") if match else ""
        own = clean_text(form.form.name).removesuffix("项目")
        if match is None or len(name) < 2 or name in own or own in name or name in {"本", "该", "本年"}:
            continue
        other = known.get(name) or known.get(f"{name}项目")
        severity: Severity = "error" if other else "warning"
        whose = "，那是另一个项目" if other else ""
        message = f"项目“{form.form.name}”的实际完成情况写的是“{match['name']}”{whose}；请核对是不是套用了别的项目的文字"
        yield found(
            "project_name",
            severity,
            _cell(form, "", "achieved_objective"),
            message,
            stated=match["name"],
            expected=form.form.name,
            quote=form.form.achieved_objective[:40],
            subject=form.form.code,
            also=(other.form.place,) if other else (),
        )


def narrated_money(audit: AuditInput) -> CheckResult:
    """Budget and spending in 实际完成情况 against the table of funds."""
    return result(finding for form in audit.forms for finding in _narrated(form)) if audit.forms else NO_FORMS


_TOLD = re.compile(
    "全年(?P<what>预算数|执行数)(?:为|是)?\\s*(?P<value>[0-9][0-9,]*(?:\\.[0-9]+)?)\\s*(?P<unit>万元|元)"
)


def _narrated(form: ReadForm) -> Iterator[Finding]:
    funds = form.form.total_funds
    for match in _TOLD.finditer(form.form.achieved_objective):
        table = funds.adjusted_budget if match["what"] == "预算数" else funds.actual_expenditure
        value = Decimal(match["value"].replace(",", ""))
        unit = unit_of(match["unit"])
        if table is None:
            continue
        places = max(-int(value.as_tuple().exponent), 0)
        if quantize(Fraction(table) / Fraction(unit.factor), places) == value:
            continue
        right = f"{plain(quantize(Fraction(table) / Fraction(unit.factor), max(places, 2)))}{unit.symbol}"
        message = f"项目“{form.form.name}”的实际完成情况写全年{match['what']} {match['value']}{unit.symbol}，资金表里是 {right}；请改正"
        yield found(
            "narrated_money",
            "error",
            _cell(form, "", "achieved_objective"),
            message,
            stated=f"{match['value']}{unit.symbol}",
            expected=right,
            quote=match[0],
            subject=form.form.code,
            also=(_cell(form, "", "execution_rate"),),
        )


CHECKS: Final = (
    Check("ceiling_above_budget", "成本上限高于预算", ceiling_above_budget),
    Check("money_left", "结余没有说明", money_left),
    Check("goals_ahead", "目标完成与预算执行", goals_ahead),
    Check("budget_changed", "预算调整没有说明", budget_changed),
    Check("project_name", "项目名称不符", project_name),
    Check("narrated_money", "完成情况与资金表", narrated_money),
)

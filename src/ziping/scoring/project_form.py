"""A project form as an ordinary rubric and submission: its rows become the leaves, its cells the inputs.

``expand_form`` is a pure function of rules and form, and may be applied again to what it made. ``score_form`` scores the
result with the one engine and adds what only a form has: the rule named in every working, reasons that are missing, an
execution rate that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from ziping.domain.bands import edge
from ziping.domain.finding import Finding, Severity
from ziping.domain.methods import Proportional
from ziping.domain.place import NOWHERE
from ziping.domain.project_form import ExecutionRule, FormFunds, FormGroup, FormRow, FormRules, ProjectForm
from ziping.domain.quantity import decimal_places, plain, quantize, trim_zeros
from ziping.domain.rubric import (
    Check,
    Indicator,
    IndicatorGroup,
    IndicatorNode,
    InputDefinition,
    Metric,
    Rubric,
)
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.domain.submission import Claimed, InputValue, Submission
from ziping.language.form_cells import core
from ziping.scoring.compiled import CompiledRubric, compile_rubric
from ziping.scoring.engine import score
from ziping.scoring.form_plan import NO_REASON, RowPlan, finding, open_row
from ziping.scoring.form_rows import plan_row
from ziping.scoring.form_weights import row_weights

ZERO: Final = Decimal(0)
RATE: Final = "budget_execution_rate"
"""The metric behind the execution score."""

_MONEY_PLACES = 2
_FUNDS_GROUP = "资金使用情况"
_COLUMNS: Final = {
    "original_budget": "年初预算数",
    "adjusted_budget": "全年预算数",
    "actual_expenditure": "全年执行数",
}
_SOURCES: Final = {
    "current_year_appropriation": "当年财政拨款",
    "carry_forward": "上年结转资金",
    "other_funds": "其他资金",
}


class ExpandedForm(NamedTuple):
    """An ordinary rubric and submission, with what expanding found and what each leaf's rule is called."""

    rubric: Rubric
    submission: Submission
    plans: dict[str, RowPlan]
    findings: tuple[Finding, ...]


class ScoredForm(NamedTuple):
    """The result of scoring one form."""

    compiled: CompiledRubric
    submission: Submission
    scorecard: Scorecard


def score_form(rubric: Rubric, submission: Submission) -> ScoredForm:
    """The scorecard of a form under a rubric with ``form`` rules."""
    expanded = expand_form(rubric, submission)
    compiled = compile_rubric(expanded.rubric)
    card = score(compiled, expanded.submission)
    lines = tuple(_told(line, expanded.plans) for line in card.lines)
    findings = (*expanded.findings, *card.findings, *_after(expanded, card))
    card = card.model_copy(update={"lines": lines, "findings": findings})
    return ScoredForm(compiled, expanded.submission, card)


def expand_form(rubric: Rubric, submission: Submission) -> ExpandedForm:
    """The ordinary rubric and submission of a form.

    Raises:
        ValueError: the rubric has no ``form`` rules; callers choose this function by them.
    """
    rules = rubric.form
    if rules is None:
        raise ValueError(f"{rubric.id} holds no form rules")
    form = submission.form or ProjectForm(name="")
    weights = row_weights(rules, form, rubric.rounding.places)
    plans = {
        row.id: plan_row(
            row, rules, weights.points[row.id], submission.year, settled=group.id not in weights.unsettled
        )
        for group in rules.groups
        for row in form.rows
        if row.group == group.id
    }
    empty = {
        group.id: _no_rows(group) for group in rules.groups if not any(r.group == group.id for r in form.rows)
    }
    points = weights.points | {
        plan.row.id: group.max_score for group in rules.groups if (plan := empty.get(group.id))
    }
    plans |= {plan.row.id: plan for plan in empty.values()}
    groups = [
        _group(group, plans, points, unverified=rubric.status == "unverified") for group in rules.groups
    ]
    every = tuple(plans.values())
    expanded = rubric.model_copy(
        update={
            "inputs": (*_FUNDS, *(item for plan in every for item in plan.inputs)),
            "metrics": (_RATE_METRIC,),
            "checks": _checks(form),
            "indicators": (_execution(rules.execution), *groups),
        }
    )
    findings = (
        *_about_form(rubric, submission),
        *weights.findings,
        *(f for plan in every for f in plan.findings),
    )
    return ExpandedForm(expanded, _submission(submission, rules, form, every), plans, findings)


# ---- the rubric


def _fund_inputs() -> Iterator[InputDefinition]:
    for prefix, head in (("", ""), *((f"{source}_", label) for source, label in _SOURCES.items())):
        for column, label in _COLUMNS.items():
            yield InputDefinition(
                id=f"{prefix}{column}",
                label_zh=f"{head}{label}",
                unit="元",
                group=_FUNDS_GROUP,
                required=not prefix,
                used_in=("narrative",),
            )


_FUNDS: Final = tuple(_fund_inputs())
_RATE_METRIC: Final = Metric(
    id=RATE,
    label_zh="预算执行率",
    aliases=("执行率", "资金执行率"),
    formula="actual_expenditure / adjusted_budget",
    help="全年执行数 ÷ 全年预算数",
)
_OVERSPENT: Final = Check(
    id="within_budget",
    label_zh="执行数不超过预算数",
    relation="actual_expenditure <= adjusted_budget",
    message_zh="全年执行数 {actual_expenditure} 大于全年预算数 {adjusted_budget}，执行率超过100%，得分按满分封顶；请核对",
)
_ADD_UP: Final = {
    column: Check(
        id=f"{column}_adds_up",
        label_zh=f"{label}等于各项来源之和",
        relation=f"{column} = " + " + ".join(f"{source}_{column}" for source in _SOURCES),
        message_zh=f"{label}的年度资金总额 {{{column}}} 不等于"
        + "、".join(f"{name} {{{source}_{column}}}" for source, name in _SOURCES.items())
        + "之和，请核对",
    )
    for column, label in _COLUMNS.items()
}


def _checks(form: ProjectForm) -> tuple[Check, ...]:
    """Relations of the funds table; sums only where every source is filled in."""
    sources = (form.current_year_appropriation, form.carry_forward, form.other_funds)
    whole = (
        check
        for column, check in _ADD_UP.items()
        if all(getattr(funds, column) is not None for funds in sources)
    )
    return (_OVERSPENT, *whole)


@lru_cache(maxsize=64)
def _execution(rule: ExecutionRule) -> Indicator:
    return Indicator(
        id=rule.id,
        label_zh=rule.label_zh,
        max_score=rule.max_score,
        clause=rule.clause or "按“全年执行数÷全年预算数×分值”计，最高得满分。",
        method=Proportional(kind="proportional", ratio=RATE),
        metrics=(RATE,),
    )


def _group(
    group: FormGroup, plans: dict[str, RowPlan], points: dict[str, Decimal], *, unverified: bool
) -> IndicatorGroup:
    """A level-1 indicator with its level-2 indicators that have rows, in the edition's order."""
    mine = [plan for plan in plans.values() if plan.row.group == group.id]
    children: list[IndicatorNode] = []
    for kind in group.kinds:
        leaves = [
            plan.indicator(points[plan.row.id], unverified=unverified)
            for plan in mine
            if plan.row.kind == kind.id
        ]
        if leaves:
            total = trim_zeros(sum((leaf.max_score for leaf in leaves), ZERO))
            children.append(
                IndicatorGroup(
                    id=f"{group.id}_{kind.id}",
                    label_zh=kind.label_zh,
                    max_score=total,
                    children=tuple(leaves),
                )
            )
    return IndicatorGroup(
        id=group.id,
        label_zh=group.label_zh,
        aliases=group.aliases,
        max_score=group.max_score,
        children=tuple(children),
    )


def _no_rows(group: FormGroup) -> RowPlan:
    """A group without a single row: its points wait, they are not given away."""
    row = FormRow(
        id=f"{group.id}_rows",
        group=group.id,
        kind=group.kinds[0].id,
        label=f"{group.label_zh}的三级指标",
        target="",
    )
    plan = open_row(row, "没有指标", "、指标值和完成值")
    told = (
        f"（{plain(group.max_score)}分）没有一行可评的指标，请补填；确不适用的，按评分标准把分值调到其他指标"
    )
    plan.findings = [finding(row, "group_without_rows", "error", told)]
    return plan


# ---- the submission


def _submission(
    submission: Submission, rules: FormRules, form: ProjectForm, plans: tuple[RowPlan, ...]
) -> Submission:
    inputs = {name: value for plan in plans for name, value in plan.values.items()}
    scores = {row.id: row.stated_score for row in form.rows if row.stated_score is not None}
    if form.stated_execution_score is not None:
        scores[rules.execution.id] = form.stated_execution_score
    places = {row.id: row.place for row in form.rows} | {rules.execution.id: form.total_funds.place}
    return submission.model_copy(
        update={
            "inputs": _fund_values(form) | inputs,
            "judgements": {plan.row.id: plan.judgement for plan in plans if plan.judgement is not None},
            "claimed": Claimed(total=form.stated_total, scores=scores, places=places, place=form.place),
        }
    )


def _fund_values(form: ProjectForm) -> dict[str, InputValue]:
    found: dict[str, InputValue] = {}
    rows: dict[str, FormFunds] = {"": form.total_funds} | {
        f"{name}_": getattr(form, name) for name in _SOURCES
    }
    for prefix, funds in rows.items():
        for column in _COLUMNS:
            value: Decimal | None = getattr(funds, column)
            if value is not None:
                places = max(decimal_places(value), _MONEY_PLACES)
                found[f"{prefix}{column}"] = InputValue(
                    value=value, text=plain(value), places=places, place=funds.place
                )
    return found


# ---- what only a form has


def _told(line: ScoreLine, plans: dict[str, RowPlan]) -> ScoreLine:
    """The line with the rule that gave its score named first."""
    plan = plans.get(line.id)
    if plan is None or line.score is None:
        return line
    told = line.formula
    for what in ("指标值", "实际完成值"):  # the line names its indicator already
        told = told.replace(f"{plan.row.label}{what}", what)
    return line.model_copy(update={"formula": f"{plan.rule}：{told}"})


def _about_form(rubric: Rubric, submission: Submission) -> Iterator[Finding]:
    if rubric.status == "unverified":
        yield Finding(
            code="rubric_unverified",
            severity="warning",
            message=f"评分标准 {rubric.id!r} 的规则是从实际使用中观察到的，尚未找到文件依据，得分仅供参考；"
            "请对照本地当年的自评通知核实",
            subject=rubric.id,
            suggestion="查到文件后把来源写进评分标准的 source，并把 status 改为 complete",
        )
    if submission.form is None:
        yield Finding(
            code="missing_input",
            severity="error",
            message=f"评分标准 {rubric.id!r} 评的是项目支出绩效自评表，填报数据里没有自评表（form），请补上",
            subject="form",
        )


def _after(expanded: ExpandedForm, card: Scorecard) -> Iterator[Finding]:
    """Findings that need the scores: reasons not given, a typed execution rate that is not the computed one."""
    rules, form = expanded.rubric.form, expanded.submission.form
    if rules is None or form is None:
        return
    yield from _rate_differs(form, card)
    over = edge(rules.reasons.over_threshold, included=True)
    for line in card.lines:
        plan = expanded.plans.get(line.id)
        if plan is None or core(plan.row.reason) not in NO_REASON:
            continue
        far = over is not None and plan.excess is not None and plan.excess >= over.value
        lost = rules.reasons.points_lost and bool(line.lost)
        if lost or far:
            yield _reason_missing(plan, line, far=far)


def _reason_missing(plan: RowPlan, line: ScoreLine, *, far: bool) -> Finding:
    excess = "" if plan.excess is None or not far else f"超过指标值{_percent(plan.excess)}"
    lost = f"扣了 {plain(line.lost)} 分" if line.lost else ""
    told = f"{'，'.join(part for part in (excess, lost) if part)}，没有写偏差原因分析及改进措施，请补写"
    severity: Severity = "error"
    return finding(plan.row, "reason_missing", severity, told, working=line.formula, stated=plan.row.reason)


def _percent(ratio: Fraction) -> str:
    return f"{plain(trim_zeros(quantize(ratio * 100, 2)))}%"


def _rate_differs(form: ProjectForm, card: Scorecard) -> Iterator[Finding]:
    stated = form.stated_execution_rate
    line = next(metric for metric in card.metrics if metric.id == RATE)
    if stated is None or line.exact is None:
        return
    places = min(max(decimal_places(stated), 0), 8)
    if quantize(line.exact, places) == stated and (
        places or stated not in {ZERO, Decimal(100)} or line.exact == stated
    ):
        return
    place = form.total_funds.place
    where = f"{place.text}：" if place != NOWHERE else ""
    shown = plain(trim_zeros(line.value if line.value is not None else line.exact))
    yield Finding(
        code="stated_rate_differs",
        severity="error",
        message=f"{where}执行率写的是 {plain(stated)}%，按全年执行数 ÷ 全年预算数应为 {shown}%，请改正",
        place=place,
        stated=plain(stated),
        expected=shown,
        working=line.formula,
        subject=RATE,
    )

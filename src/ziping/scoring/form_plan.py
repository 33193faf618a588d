"""What scoring makes of one row of a project form, and the rows that no rule decides: a person's score, or a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from ziping.domain.bands import edge
from ziping.domain.finding import Finding, Severity
from ziping.domain.methods import AllOrNothing, Method, Qualitative, Tier
from ziping.domain.methods import Judgement as JudgementMethod
from ziping.domain.project_form import FormRow, FormRules
from ziping.domain.quantity import plain
from ziping.domain.rubric import Indicator, InputDefinition
from ziping.domain.submission import InputValue, Judgement
from ziping.language.form_cells import core

NO_REASON: Final = frozenset(("", "无", "不适用", "没有"))
"""What stands in 偏差原因分析及改进措施 when nothing is said."""

GROUP: Final = "项目绩效指标"
"""Heading of the inputs that rows read."""

_EVIDENCE: Final = ("项目支出绩效自评表“得分”栏",)


@dataclass(slots=True)
class RowPlan:
    """A row made ready for scoring."""

    row: FormRow
    method: Method
    rule: str
    """Which rule gives the score, for the working: ``正向定量指标，“>1人”按“≥”读``."""
    clause: str = ""
    inputs: tuple[InputDefinition, ...] = ()
    values: dict[str, InputValue] = field(default_factory=dict)
    judgement: Judgement | None = None
    findings: list[Finding] = field(default_factory=list)
    excess: Fraction | None = None
    """By how much a higher-is-better figure exceeds its target, as a ratio; None for everything else."""

    def indicator(self, points: Decimal, *, unverified: bool) -> Indicator:
        """The leaf of the expanded rubric."""
        return Indicator(
            id=self.row.id,
            label_zh=self.row.label or "（指标名称待补充）",
            max_score=points,
            clause=self.clause,
            method=self.method,
            status="unverified" if unverified else "verified",
        )


def by_hand(
    row: FormRow, rules: FormRules, points: Decimal, why: str, findings: list[Finding] | None = None
) -> RowPlan:
    """No rule decides: the score typed in the form, as the unit's own word; without one the row waits."""
    findings = findings or []
    if row.stated_score is None:
        plan = open_row(row, "由人评分", "得分和理由（规则不能判断）")
        plan.findings = findings
        return plan
    reason = row.reason if core(row.reason) not in NO_REASON else f"按自评表所填得分：{why}"
    given = Judgement(score=row.stated_score, reason=reason, evidence=_EVIDENCE, place=row.place)
    method: Method = JudgementMethod(kind="judgement")
    if rules.tiers:
        method = Qualitative(kind="qualitative", tiers=rules.tiers)
        tier = tier_named(row, rules.tiers) or _tier_of(row.stated_score, points, rules.tiers)
        given = given.model_copy(update={"tier": tier.id if tier else ""})
    plan = RowPlan(row, method, f"由人评分（{why}）", judgement=given)
    plan.clause = (
        tier_clause(rules.tiers) if rules.tiers else "规则不能判断的，按单位自评得分计，须有理由和依据。"
    )
    told = f"规则不能判断（{why}），按表内所填 {plain(row.stated_score)} 分计，属单位自述，请备好依据"
    plan.findings = [*findings, finding(row, "scoredby_hand", "note", told, stated=plain(row.stated_score))]
    return plan


def tier_named(row: FormRow, tiers: tuple[Tier, ...]) -> Tier | None:
    """The tier an actual value begins with (部分达成并具有一定效果): the longest label counts."""
    written = core(row.actual)
    named = [tier for tier in tiers if written.startswith(core(tier.label_zh))]
    return max(named, key=lambda tier: len(tier.label_zh), default=None)


def _tier_of(score: Decimal, points: Decimal, tiers: tuple[Tier, ...]) -> Tier | None:
    """The tier whose interval holds a score."""
    if not points:
        return None
    share = Fraction(score) / Fraction(points)
    for tier in tiers:
        low, high = edge(tier.low, included=True), edge(tier.high, included=tier.high_included)
        if (
            low
            and high
            and low.value <= share
            and (share < high.value or (high.included and share == high.value))
        ):
            return tier
    return None


def tier_clause(tiers: tuple[Tier, ...]) -> str:
    """The tiers in words, as the 评分标准 column shows them."""
    told = "、".join(f"{tier.label_zh}（{tier.high}—{tier.low}）" for tier in tiers)
    return f"定性指标：按{told}分档，在档内评分。"


def unreadable(row: FormRow, reason: str) -> RowPlan:
    """An actual value that cannot be used: an error that says why, and the row waits."""
    plan = open_row(row, "完成值待确认", "实际完成值（现在写的不能用来计分）")
    told = f"实际完成值写的是 {row.actual.strip()!r}，{reason}；该项待补充"
    plan.findings = [finding(row, "actual_unclear", "error", told, stated=row.actual, expected=row.target)]
    return plan


def open_row(row: FormRow, rule: str, asked: str) -> RowPlan:
    """A row that waits for an answer: all or nothing over an input nobody has given."""
    name = f"{row.id}_open"
    definition = InputDefinition(
        id=name, label_zh=f"{row.label}{asked}", type="bool", group=GROUP, basis="statement", required=True
    )
    return RowPlan(row, _open_method(name), rule, inputs=(definition,))


@lru_cache(maxsize=4096)
def _open_method(name: str) -> AllOrNothing:
    return AllOrNothing(kind="all_or_nothing", condition=name)


_KINDS: Final = {"target": "指标值", "actual": "实际完成值"}


def input_of(
    row: FormRow, which: Literal["target", "actual"], kind: Literal["number", "date", "text"], unit: str = ""
) -> InputDefinition:
    """The input that holds a row's ``target`` or ``actual`` value."""
    label = f"{row.label}{_KINDS[which]}"
    basis: Literal["figure", "statement"] = "statement" if kind == "text" else "figure"
    aliases = (row.label,) if which == "actual" and row.label else ()
    return InputDefinition(
        id=f"{row.id}_{which}",
        label_zh=label,
        aliases=aliases,
        type=kind,
        unit=unit,
        group=GROUP,
        basis=basis,
    )


def finding(row: FormRow, code: str, severity: Severity, told: str, **more: str) -> Finding:
    """A finding about a row; its message begins with the row's place and label."""
    where = f"{row.place.text}：" if row.place.text else ""
    return Finding(
        code=code,
        severity=severity,
        message=f"{where}“{row.label}”{told}",
        place=row.place,
        subject=row.id,
        **more,
    )

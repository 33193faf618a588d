"""项目支出绩效自评表: one filled form as values, and the rules a rubric of scope project states for all forms.

The indicators of a form are the unit's own, so a project rubric holds no leaves: ``scoring.project_form`` expands
its ``FormRules`` with the rows of one form into an ordinary rubric and submission, and the same engine scores them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from ziping.domain.methods import FormulaText, Identifier, OverCompletion, Tier
from ziping.domain.place import NOWHERE, Place

Operator: TypeAlias = Literal["at_least", "more_than", "equals", "at_most", "less_than"]
TargetType: TypeAlias = Literal["number", "date", "text"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# ---- rules, part of a rubric ----


class FormKind(_Model):
    """A level-2 indicator of the printed form (数量指标), as data of the edition."""

    id: Identifier
    label_zh: str
    aliases: tuple[str, ...] = ()


class FormGroup(_Model):
    """A level-1 indicator of the printed form (产出指标) with its points."""

    id: Identifier
    label_zh: str
    aliases: tuple[str, ...] = ()
    max_score: Annotated[Decimal, Field(ge=0)]
    kinds: tuple[FormKind, ...] = Field(min_length=1)


class ExecutionRule(_Model):
    """预算执行率 score: points × executed ÷ full-year budget, never above the points."""

    id: Identifier = "budget_execution"
    label_zh: str = "预算执行率"
    max_score: Annotated[Decimal, Field(ge=0)]
    clause: str = ""


class WeightRule(_Model):
    """How a group's points are split over its rows when the form leaves weights to the rule."""

    split: Literal["equal", "by_hand"] = "equal"
    """``equal``: equal shares cut (not rounded) to ``places``, the last row takes the remainder."""
    places: int = Field(default=1, ge=0, le=4)
    departure: Literal["error", "warning", "none"] = "warning"
    """Severity of weights that add up but are not the equal split."""


class QuantitativeRule(_Model):
    """Points of a row with a number, date or text target."""

    below: Literal["proportional", "zero"] = "proportional"
    lower_is_better: Literal["linear_to_double", "inverse_ratio", "zero", "by_hand"] = "linear_to_double"
    """``by_hand``: nothing shows what a ceiling that is exceeded gives, so the typed score counts, as asserted."""
    late: Literal["zero", "by_hand"] = "by_hand"
    """What a date after the deadline gives."""
    over: OverCompletion | None = None
    """Applies to higher-is-better numeric targets only; ceilings are exempt."""
    ambiguous: tuple[Literal["more_than", "less_than"], ...] = ()
    """Printed signs that this system's exports are known to blur (``>`` for ``≥``): asked, when it matters."""
    share_low: FormulaText | None = None
    """With ``share_high``: a row inside [low, high] of its target counts fully, any other not at all, so that under
    equal weights a group scores by its share of such rows (大英); ceilings count when they are kept."""
    share_high: FormulaText | None = None


class ReasonRule(_Model):
    """When 偏差原因分析及改进措施 must be filled."""

    points_lost: bool = True
    over_threshold: FormulaText | None = None
    """Excess over the target from which a reason is mandatory (``30%``); None: only with ``points_lost``."""


class FormRules(_Model):
    """All rules of one edition of the project form."""

    execution: ExecutionRule
    groups: tuple[FormGroup, ...] = Field(min_length=1)
    weights: WeightRule = WeightRule()
    quantitative: QuantitativeRule = QuantitativeRule()
    tiers: tuple[Tier, ...] = ()
    """Tiers of 定性 rows; empty when the edition scores texts only as reached or not."""
    reasons: ReasonRule = ReasonRule()


# ---- one filled form, part of a submission ----


class FormFunds(_Model):
    """One row of 资金使用情况, in 元; None where the cell is empty."""

    original_budget: Decimal | None = None
    adjusted_budget: Decimal | None = None
    actual_expenditure: Decimal | None = None
    place: Place = NOWHERE


class FormRow(_Model):
    """One row of 年度绩效指标, as written; what the cells mean is worked out by ``language`` and the rules."""

    id: Identifier
    """Stable inside the form, ``output_1``: group and running number, never the label."""
    group: str
    kind: str
    """Ids of ``FormGroup`` and ``FormKind``."""
    label: str
    target: str
    """年度指标值 as written: ``≥90%``, ``2023年12月底前``, ``有所提高``."""
    actual: str = ""
    """实际完成值 as written; empty is missing."""
    weight: Decimal | None = None
    """分值 as written; None lets the rule split."""
    stated_score: Decimal | None = None
    """得分 as typed in the form: held against the rule, and used (asserted) only where no rule can decide."""
    reason: str = ""
    """偏差原因分析及改进措施; ``无`` is kept as written."""
    operator: Operator | None = None
    """The reading a person chose where the printed sign leaves doubt; None when nobody was asked."""
    place: Place = NOWHERE


class ProjectForm(_Model):
    """One 项目支出绩效自评表."""

    code: str = ""
    """项目编码, 21 digits in the finance system; kept as text."""
    name: str
    implementing_unit: str = ""
    budget_unit: str = ""
    """一级预算单位."""
    total_funds: FormFunds = FormFunds()
    current_year_appropriation: FormFunds = FormFunds()
    carry_forward: FormFunds = FormFunds()
    other_funds: FormFunds = FormFunds()
    expected_objective: str = ""
    achieved_objective: str = ""
    """实际完成情况 as written by the unit; empty lets the writer draft it."""
    rows: tuple[FormRow, ...] = ()
    not_applicable: tuple[str, ...] = ()
    """Kinds printed as 不适用 / 0 / 0, as ``group.kind``."""
    stated_execution_rate: Decimal | None = None
    """执行率 in %, as typed."""
    stated_execution_score: Decimal | None = None
    stated_total: Decimal | None = None
    place: Place = NOWHERE

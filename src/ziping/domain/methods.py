"""Scoring methods as data: the fifteen kinds a rubric may use, one frozen model each.

Formula fields are text in the formula language (``expression.formula``); ``scoring.methods`` lowers each
kind to one expression tree. Points default to the indicator's ``max_score``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Formula(NamedTuple):
    """Marks a text field as a formula and says what it must yield."""

    yields: Literal["number", "truth", "any"]


FormulaText: TypeAlias = Annotated[str, Field(min_length=1), Formula("number")]
ConditionText: TypeAlias = Annotated[str, Field(min_length=1), Formula("truth")]
AnyFormulaText: TypeAlias = Annotated[str, Field(min_length=1), Formula("any")]
Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Points: TypeAlias = Annotated[Decimal, Field(ge=0)]
Status: TypeAlias = Literal["verified", "unverified"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Proportional(_Model):
    """得分 = min(比率, cap) × 分值；``over: zero`` 时超过 cap 整项为 0。"""

    kind: Literal["proportional"]
    ratio: FormulaText
    cap: FormulaText = "1"
    over: Literal["cap", "zero"] = "cap"
    points: Points | None = None


class Band(_Model):
    """One band. ``witnessed`` covers only the values that print as the one a published report shows."""

    at_least: FormulaText | None = None
    more_than: FormulaText | None = None
    at_most: FormulaText | None = None
    less_than: FormulaText | None = None
    witnessed: FormulaText | None = None
    score: Decimal
    status: Status = "verified"
    note: str = ""

    @model_validator(mode="after")
    def _one_edge_each(self) -> Band:
        if self.at_least is not None and self.more_than is not None:
            raise ValueError("at_least 和 more_than 只能写一个")
        if self.at_most is not None and self.less_than is not None:
            raise ValueError("at_most 和 less_than 只能写一个")
        edges = (self.at_least, self.more_than, self.at_most, self.less_than)
        if self.witnessed is not None and any(edge is not None for edge in edges):
            raise ValueError("witnessed 和区间端点不能同时写")
        if self.status == "unverified" and self.witnessed is None:
            raise ValueError("status: unverified 的档只能用 witnessed 写出见过的那个值")
        return self


class Bands(_Model):
    """按区间给分；区间要连续、不重叠，未核实的区间只覆盖见过的值，其余待补充。"""

    kind: Literal["bands"]
    value: FormulaText
    bands: tuple[Band, ...] = Field(min_length=1)
    otherwise: Literal["pending"] | None = None


class DeductPerPoint(_Model):
    """满分起扣：超出（或低于）界限每 ``per`` 扣 ``deduct``，扣完为止。"""

    kind: Literal["deduct_per_point"]
    value: FormulaText
    bound: FormulaText
    direction: Literal["above", "below"] = "above"
    per: FormulaText = "1%"
    deduct: Points
    steps: Literal["fractional", "whole", "started"] = "fractional"
    """不足一步：按比例扣 / 不扣 / 按一步扣。"""
    points: Points | None = None


class DeductPerCase(_Model):
    """满分起扣：每一例扣 ``per_case``，扣完为止。"""

    kind: Literal["deduct_per_case"]
    cases: FormulaText
    per_case: Points
    points: Points | None = None


class ChecklistItem(_Model):
    """One item: ticked by a person (full / partial / none), or decided by a condition over figures."""

    id: Identifier
    label_zh: str
    points: Points
    partial: Points | None = None
    """Points when partly met; None means the item knows only full or none."""
    condition: ConditionText | None = None
    note: str = ""


class Checklist(_Model):
    """逐条给分，各条分值相加。"""

    kind: Literal["checklist"]
    items: tuple[ChecklistItem, ...] = Field(min_length=1)


class AllOrNothing(_Model):
    """条件成立得满分，否则 0。"""

    kind: Literal["all_or_nothing"]
    condition: ConditionText
    points: Points | None = None


class Checkpoint(_Model):
    """A date by which a share of the base should be reached (第一季度末 25%)."""

    label_zh: str
    value: FormulaText
    target: FormulaText
    points: Points


class MeanTerm(_Model):
    """Points for the mean of all checkpoint rates, capped at ``points``."""

    points: Points
    label_zh: str = "全年平均"


class PeriodicProgress(_Model):
    """各时点进度率 = 累计数 ÷（全年数 × 序时比例），每个时点封顶，另加平均进度分。"""

    kind: Literal["periodic_progress"]
    base: FormulaText
    checkpoints: tuple[Checkpoint, ...] = Field(min_length=1)
    mean: MeanTerm | None = None


class LinearPenalty(_Model):
    """得分 = (1 − rate × 偏差) × 分值，偏差达到 cut_off 为 0。"""

    kind: Literal["linear_penalty"]
    value: FormulaText
    rate: Points
    cut_off: FormulaText | None = None
    points: Points | None = None


class OverCompletion(_Model):
    """What happens when the actual value exceeds the target by ``threshold`` or more."""

    mode: Literal["none", "flat", "proportional", "zero", "reason_required"]
    threshold: FormulaText = "50%"
    deduct: Points = Decimal(1)
    """``flat``: points taken once. ``proportional``: points per 100 % beyond the threshold."""


class Attainment(_Model):
    """目标值与实际值相比：达到得满分，不足按比例；反向指标按所选公式。"""

    kind: Literal["attainment"]
    operator: Literal["at_least", "more_than", "equals", "at_most", "less_than"]
    target_type: Literal["number", "date", "text"] = "number"
    target: AnyFormulaText
    actual: AnyFormulaText
    below: Literal["proportional", "zero"] = "proportional"
    lower_is_better: Literal["linear_to_double", "inverse_ratio", "zero"] = "linear_to_double"
    over: OverCompletion | None = None
    points: Points | None = None


class Tier(_Model):
    """A qualitative tier and the shares of the points it allows (达成 80%–100%)."""

    id: Identifier
    label_zh: str
    low: FormulaText
    high: FormulaText
    high_included: bool = False
    """Whether ``high`` itself belongs to the tier; only the top tier includes it."""


class Qualitative(_Model):
    """定性指标：选档，再在该档区间内打分；打分要有依据。"""

    kind: Literal["qualitative"]
    tiers: tuple[Tier, ...] = Field(min_length=2)
    points: Points | None = None


class ShareItem(_Model):
    """A sub-indicator of ``share_achieved``."""

    id: Identifier
    label_zh: str
    value: FormulaText


class ShareAchieved(_Model):
    """得分 = 达标子指标数 ÷ 子指标总数 × 分值；落在 [low, high] 内才算达标。"""

    kind: Literal["share_achieved"]
    items: tuple[ShareItem, ...] = Field(min_length=1)
    low: FormulaText = "100%"
    high: FormulaText | None = None
    points: Points | None = None


class VersusLastYear(_Model):
    """与上年比：没有、不高于上年、高于上年三种情形各给分。"""

    kind: Literal["versus_last_year"]
    current: FormulaText
    previous: FormulaText
    none: Points
    not_above: Points
    above: Points = Decimal(0)


class Aspect(_Model):
    """An aspect a judged score may cover (社会效益)."""

    id: Identifier
    label_zh: str


class ChooseAtLeast(_Model):
    """At least ``at_least`` of the aspects must be covered."""

    at_least: int = Field(ge=1)
    aspects: tuple[Aspect, ...] = Field(min_length=1)


class Judgement(_Model):
    """由人打分：理由和依据必填；选取方面不够是错误，不改分。"""

    kind: Literal["judgement"]
    choose: ChooseAtLeast | None = None
    points: Points | None = None


class Reserved(_Model):
    """由评审部门评分的部分：单位留空，单独列示。"""

    kind: Literal["reserved"]
    points: Points | None = None


class Veto(_Model):
    """A condition that zeroes the item or everything under its parent."""

    condition: ConditionText
    label_zh: str
    scope: Literal["item", "parent"] = "item"


class Part(_Model):
    """A part of a composite, with its own points and method."""

    id: Identifier
    label_zh: str
    points: Points
    method: Method
    status: Status = "verified"
    note: str = ""


class Composite(_Model):
    """几部分相加；否决条件成立为 0；可另作手工扣分，扣完为止。"""

    kind: Literal["composite"]
    parts: tuple[Part, ...] = Field(min_length=1)
    veto: tuple[Veto, ...] = ()
    manual_deduction: bool = False


Method: TypeAlias = Annotated[
    Proportional
    | Bands
    | DeductPerPoint
    | DeductPerCase
    | Checklist
    | AllOrNothing
    | PeriodicProgress
    | LinearPenalty
    | Attainment
    | Qualitative
    | ShareAchieved
    | VersusLastYear
    | Judgement
    | Composite
    | Reserved,
    Field(discriminator="kind"),
]

Part.model_rebuild()
Composite.model_rebuild()


def checklist_items(method: Method) -> tuple[ChecklistItem, ...]:
    """All checklist items of a method, those inside a composite's parts included."""
    if isinstance(method, Checklist):
        return method.items
    if isinstance(method, Composite):
        return tuple(item for part in method.parts for item in checklist_items(part.method))
    return ()

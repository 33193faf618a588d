"""What one unit hands in for one year, normalised: figures in the units the rubric declares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from ziping.domain.place import NOWHERE, Place
from ziping.domain.project_form import ProjectForm
from ziping.domain.quantity import parse_decimal

FORMAT: Final = "ziping/submission/1"

TOTAL: Final = "total"
"""Key of a judged score for the whole, where a rubric lets the unit enter its total."""

Tick: TypeAlias = Literal["full", "partial", "none"]

TICK_LABELS = {"full": "达到", "partial": "部分达到", "none": "未达到"}
"""How checklist answers are written in forms and workings."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(_Model):
    """The reporting unit (预算单位)."""

    name: str
    code: str = ""
    region: str = ""
    level: str = ""
    supervising_department: str = ""
    duties: tuple[str, ...] = ()
    """主要职能, one sentence each."""
    annual_work: tuple[str, ...] = ()
    """年度总体工作, one item each."""
    objectives: tuple[str, ...] = ()
    """主要履职目标, one item each."""


class InputValue(_Model):
    """One figure or choice as given.

    ``value`` is in the input's declared unit (a percentage holds 98.85, not 0.9885); None is missing.
    """

    kind: Literal["number", "bool", "date", "text"] = "number"
    """What ``value`` is, so that a stored submission reads back as it was."""
    value: Decimal | bool | date | str | None
    text: str = ""
    """As written by the unit."""
    places: int = 0
    """Digits after the point as written, at least what is printed back."""
    source: str = ""
    """The unit's own note on where the figure comes from."""
    place: Place = NOWHERE

    @field_validator("value", mode="before")
    @classmethod
    def _stored(cls, value: object, info: ValidationInfo) -> object:
        """A stored number or date is text in JSON; everything else is taken as it is."""
        if not isinstance(value, str):
            return value
        match info.data.get("kind"):
            case "number":
                number = parse_decimal(value)
                if number is None:
                    raise ValueError("a number is needed")
                return number
            case "date":
                return date.fromisoformat(value)
            case _:
                return value


class Judgement(_Model):
    """A person's score with its reason; ``deduct`` is a manual deduction on a computed item."""

    score: Decimal | None = None
    tier: str = ""
    aspects: tuple[str, ...] = ()
    deduct: Decimal | None = None
    reason: str = ""
    evidence: tuple[str, ...] = ()
    place: Place = NOWHERE


class Task(_Model):
    """One piece of work done in the year: title, result in the unit's words, evidence."""

    title: str
    result: str
    theme: str = ""
    """Heading it belongs under (基层组织建设)."""
    kind: str = ""
    """Kind of objective it answers (数量指标), as the form's table groups them."""
    target: str = ""
    """The year's objective, in the unit's words."""
    aspects: tuple[str, ...] = ()
    """Benefit aspects it shows (social, sustainability)."""
    evidence: tuple[str, ...] = ()


class Project(_Model):
    """One project of the unit's list."""

    name: str
    code: str = ""
    budget: Decimal | None = None
    """元."""
    spent: Decimal | None = None
    """元."""
    on_time: bool | None = None
    note: str = ""


class Problem(_Model):
    """The unit's own words on a lost indicator or any other problem."""

    text: str
    leaf: str = ""
    cause: str = ""


class Measure(_Model):
    """An improvement measure: what, who, until when, how it is checked."""

    action: str
    leaf: str = ""
    owner: str = ""
    due: str = ""
    check: str = ""


class Notes(_Model):
    """Optional human notes; the offline writer puts them before its own words."""

    problems: tuple[Problem, ...] = ()
    measures: tuple[Measure, ...] = ()
    experience: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    explanations: dict[str, str] = Field(default_factory=dict)
    """Indicator id → the unit's sentence about how it was done."""


class DocumentReference(_Model):
    """A document the report may cite."""

    title: str
    number: str = ""
    issuer: str = ""
    year: str = ""


class LastYear(_Model):
    """Last year's figures and scores, as far as given: typed by the unit, or read from last year's report."""

    figures: dict[str, InputValue] = Field(default_factory=dict)
    """Input or metric id → its value of last year, in this year's unit; a rate holds 98.85."""
    scores: dict[str, Decimal] = Field(default_factory=dict)
    """Leaf id, or ``total``, → points of last year."""
    places: dict[str, Place] = Field(default_factory=dict)
    """Leaf id, or ``total``, → where its score stands in last year's report."""
    problems: tuple[Problem, ...] = ()
    """As last year's report tells them, with the indicator they are about where that is certain."""

    @field_validator("problems", mode="before")
    @classmethod
    def _told(cls, value: object) -> object:
        """A bare sentence is a problem about no indicator in particular."""
        if not isinstance(value, list | tuple):
            return value
        return [{"text": item} if isinstance(item, str) else item for item in value]


class Resolution(_Model):
    """How the unit settles a failed check: the values to use instead, and why."""

    check: str
    choice: dict[str, InputValue] = Field(default_factory=dict)
    """Input id → value to use; empty keeps what was given."""
    reason: str
    place: Place = NOWHERE


class Claimed(_Model):
    """Scores the unit typed itself. Only compared with what rules and figures support, never scored."""

    total: Decimal | None = None
    grade: str = ""
    scores: dict[str, Decimal] = Field(default_factory=dict)
    """Leaf id → score as typed."""
    source: str = ""
    """Where the unit states them."""
    place: Place = NOWHERE
    places: dict[str, Place] = Field(default_factory=dict)
    """Leaf id → where its score stands, when each has a place of its own."""


class Submission(_Model):
    """Everything one unit hands in. ``inputs`` holds only known ids; missing ones are simply absent."""

    format: Literal["ziping/submission/1"] = FORMAT
    rubric: str
    year: int
    unit: Unit
    report_date: date | None = None
    recipients: tuple[str, ...] = ()
    inputs: dict[str, InputValue] = Field(default_factory=dict)
    judgements: dict[str, Judgement] = Field(default_factory=dict)
    checklists: dict[str, dict[str, Tick]] = Field(default_factory=dict)
    not_applicable: dict[str, str] = Field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    tasks: tuple[Task, ...] = ()
    notes: Notes = Notes()
    documents: tuple[DocumentReference, ...] = ()
    last_year: LastYear = LastYear()
    resolutions: tuple[Resolution, ...] = ()
    claimed: Claimed = Claimed()
    form: ProjectForm | None = None
    """The filled 项目支出绩效自评表, for rubrics that hold ``form`` rules."""

    def scoring_inputs(self) -> dict[str, InputValue]:
        """``effective_inputs`` with last year's figures under ``last_year.<input>``."""
        before = {f"last_year.{name}": value for name, value in self.last_year.figures.items()}
        return {**self.effective_inputs(), **before}

    def effective_inputs(self) -> dict[str, InputValue]:
        """Inputs with the choices of ``resolutions`` put in: what scoring and the text use."""
        chosen = dict(self.inputs)
        for resolution in self.resolutions:
            chosen.update(resolution.choice)
        return chosen

"""A rubric: one edition of one scoring rule set, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from ziping.domain.methods import ConditionText, FormulaText, Identifier, Method, Status
from ziping.domain.project_form import FormRules
from ziping.domain.quantity import RoundingMode

FORMAT: Final = "ziping/rubric/1"

LAST_YEAR: Final = "last_year."
"""Before an input's id in a formula: the same figure of last year."""


class Scope(StrEnum):
    """What is evaluated: a whole department's spending or one project."""

    DEPARTMENT = "department"
    PROJECT = "project"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Model):
    """Where the rules come from."""

    title: str
    document_number: str | None = None
    clause: str | None = None
    url: str | None = None
    kind: Literal["regulation", "published_report", "observed", "invented"] = "regulation"
    """``observed``: seen in software or in filled forms, no document cited yet."""
    note: str = ""


class Grade(_Model):
    """A grade and the total it starts at (优 from 90); grades are listed from the best down."""

    id: Identifier
    label_zh: str
    at_least: Decimal


class InputDefinition(_Model):
    """A figure or choice the unit gives.

    ``basis`` says what the value rests on: ``figure`` (accounts, registers) or ``statement`` (the unit's own
    word, such as "no violation found"); points that rest on statements are asserted, not proven.
    """

    id: Identifier
    label_zh: str
    aliases: tuple[str, ...] = ()
    type: Literal["number", "text", "date", "choice", "bool"] = "number"
    unit: str = ""
    choices: tuple[str, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    group: str
    """Heading under which the fill-in workbook lists it."""
    required: bool = True
    basis: Literal["figure", "statement"] = "figure"
    filled_by: str = ""
    help: str = ""
    example: str = ""
    used_in: tuple[str, ...] = ()
    """``narrative`` for inputs that no formula reads."""


class Metric(_Model):
    """A figure computed from inputs and other metrics."""

    id: Identifier
    label_zh: str
    aliases: tuple[str, ...] = ()
    formula: FormulaText
    unit: str = "%"
    places: int = Field(default=2, ge=0, le=8)
    help: str = ""


class Check(_Model):
    """A relation between inputs that must hold: a formula, or a series that never falls."""

    id: Identifier
    label_zh: str
    relation: ConditionText | None = None
    never_falls: tuple[Identifier, ...] = ()
    tolerance: Decimal = Decimal(0)
    severity: Literal["error", "warning", "note"] = "error"
    message_zh: str
    """May name inputs and metrics as ``{id}``: their printed values are put in."""


class NotApplicable(_Model):
    """What becomes of the points of an indicator that does not apply.

    ``full`` gives them; ``redistribute`` moves them to the siblings (equal split, remainder on the last, at
    ``places`` digits); ``exclude`` takes them out of the denominator; ``forbidden`` does not allow it.
    """

    policy: Literal["full", "redistribute", "exclude", "forbidden"] = "forbidden"
    places: int = Field(default=1, ge=0, le=4)
    note: str = ""


class Indicator(_Model):
    """A leaf of the tree (三级指标): the thing that is scored."""

    id: Identifier
    label_zh: str
    aliases: tuple[str, ...] = ()
    max_score: Decimal = Field(ge=0)
    clause: str = ""
    explanation: str = ""
    """指标说明 of the official table, in our words."""
    method: Method
    not_applicable: NotApplicable = NotApplicable()
    evidence: tuple[str, ...] = ()
    """佐证材料 the unit is asked for."""
    status: Status = "verified"
    note: str = ""
    metrics: tuple[Identifier, ...] = ()
    """Metrics shown beside the score even when the formula does not read them."""


class GroupPolicy(_Model):
    """How a group's children count: all of them, the best of alternatives, or a free choice of at least n."""

    kind: Literal["all", "either_or", "choose_at_least"] = "all"
    at_least: int = Field(default=1, ge=1)


class IndicatorGroup(_Model):
    """A level-1 or level-2 indicator."""

    id: Identifier
    label_zh: str
    aliases: tuple[str, ...] = ()
    max_score: Decimal = Field(ge=0)
    policy: GroupPolicy = GroupPolicy()
    children: tuple[IndicatorNode, ...] = Field(min_length=1)
    note: str = ""


def _tag(value: Any) -> str:
    if isinstance(value, dict):
        return "group" if "children" in value else "leaf"
    return "group" if isinstance(value, IndicatorGroup) else "leaf"


IndicatorNode = Annotated[
    Annotated[IndicatorGroup, Tag("group")] | Annotated[Indicator, Tag("leaf")], Discriminator(_tag)
]


class Leaf(NamedTuple):
    """A leaf with the groups above it, outermost first."""

    indicator: Indicator
    groups: tuple[IndicatorGroup, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """Labels from level 1 down to the leaf."""
        return (*(group.label_zh for group in self.groups), self.indicator.label_zh)


class Rounding(_Model):
    """How printed scores are rounded; ratios stay exact until then."""

    places: int = Field(default=2, ge=0, le=4)
    mode: RoundingMode = RoundingMode.HALF_UP
    parts: bool = True
    """Whether the parts of an item are rounded before they are added (totals always add printed scores)."""


class Rubric(_Model):
    """One edition of one rule set. Built only by the strict loader, which checks what types cannot."""

    format: Literal["ziping/rubric/1"] = FORMAT
    id: str
    title: str
    scope: Scope
    region: str
    valid_years: tuple[int, ...] = Field(min_length=1)
    status: Literal["complete", "incomplete", "unverified"] = "complete"
    """``unverified``: whole, but observed in use and not confirmed by a document; every score says so."""
    report_family: str
    source: Source
    extends: str | None = None
    total: Decimal
    rounding: Rounding = Rounding()
    grades: tuple[Grade, ...] = ()
    inputs: tuple[InputDefinition, ...] = ()
    metrics: tuple[Metric, ...] = ()
    checks: tuple[Check, ...] = ()
    indicators: tuple[IndicatorNode, ...] = ()
    """Empty only beside ``form``: the indicators of a project form are the unit's own."""
    form: FormRules | None = None
    note: str = ""
    total_entry: bool = False
    """Whether a unit may hand in its total from a score sheet that this (incomplete) rubric does not hold."""

    def last_year_inputs(self) -> Iterator[InputDefinition]:
        """Last year's twin of every numeric input; formulas read it as ``last_year.<input>``. Forms have none."""
        for item in self.inputs if self.form is None else ():
            if item.type == "number":
                update = {
                    "id": f"{LAST_YEAR}{item.id}",
                    "label_zh": f"上年{item.label_zh}",
                    "group": "上年数据",
                }
                yield item.model_copy(update=update)

    def leaves(self) -> Iterator[Leaf]:
        """All leaves in reading order."""
        yield from _leaves(self.indicators, ())

    def groups(self) -> Iterator[tuple[IndicatorGroup, tuple[IndicatorGroup, ...]]]:
        """All groups in reading order, each with the groups above it."""
        yield from _groups(self.indicators, ())


def distinct_names(rubric: Rubric) -> dict[str, str]:
    """Leaf id → what a text calls it: its label, or where two leaves share one an alias of its own, else its path."""
    leaves = tuple(rubric.leaves())
    counts = Counter(leaf.indicator.label_zh for leaf in leaves)
    spoken = Counter(name for leaf in leaves for name in (leaf.indicator.label_zh, *leaf.indicator.aliases))
    names: dict[str, str] = {}
    for leaf in leaves:
        item = leaf.indicator
        own = [alias for alias in item.aliases if spoken[alias] == 1]
        names[item.id] = (
            item.label_zh if counts[item.label_zh] == 1 else own[0] if own else "—".join(leaf.path[-2:])
        )
    return names


def _leaves(nodes: tuple[IndicatorNode, ...], above: tuple[IndicatorGroup, ...]) -> Iterator[Leaf]:
    for node in nodes:
        if isinstance(node, IndicatorGroup):
            yield from _leaves(node.children, (*above, node))
        else:
            yield Leaf(node, above)


def _groups(
    nodes: tuple[IndicatorNode, ...], above: tuple[IndicatorGroup, ...]
) -> Iterator[tuple[IndicatorGroup, tuple[IndicatorGroup, ...]]]:
    for node in nodes:
        if isinstance(node, IndicatorGroup):
            yield node, above
            yield from _groups(node.children, (*above, node))


IndicatorGroup.model_rebuild()
Rubric.model_rebuild()

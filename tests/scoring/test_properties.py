"""What holds for every method and every input: bounds, monotony, sums."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import InputValue, Judgement, Submission, Unit
from ziping.intake.rubric_yaml import load_rubric
from ziping.scoring.compiled import CompiledRubric, compile_rubric
from ziping.scoring.engine import score

FOLDER = Path(__file__).parent.parent / "rubrics"
RUBRICS: dict[str, CompiledRubric] = {
    name: compile_rubric(load_rubric(reference).rubric)
    for name, reference in (
        *((path.stem, str(path)) for path in sorted(FOLDER.glob("*.yaml"))),
        ("futian", "shenzhen-futian-2021-department"),
    )
}
FIGURES = st.one_of(
    st.decimals(min_value=-50, max_value=300, places=2),
    st.integers(min_value=0, max_value=12).map(Decimal),
    st.sampled_from([Decimal(0), Decimal(100), Decimal("99.99"), Decimal("100.01"), Decimal("1e9")]),
)


STORED: dict[str, Any] = {
    "number": "number",
    "bool": "bool",
    "date": "date",
    "choice": "text",
    "text": "text",
}
"""How a value of each input type is stored."""


@st.composite
def submissions(draw: st.DrawFn, rubric: Rubric) -> Submission:
    """Any submission of a rubric: figures given or not, ticks, scores, not-applicable reasons."""
    inputs: dict[str, Any] = {}
    for item in rubric.inputs:
        value = draw(_values(item.type, item.choices))
        if value is not None:
            inputs[item.id] = InputValue(kind=STORED[item.type], value=value)
    leaves = [leaf.indicator for leaf in rubric.leaves()]
    return Submission(
        rubric=rubric.id,
        year=rubric.valid_years[0],
        unit=Unit(name="示例区总工会"),
        inputs=inputs,
        checklists={leaf.id: draw(_ticks(leaf.method)) for leaf in leaves},
        judgements={leaf.id: draw(JUDGEMENTS) for leaf in leaves},
        not_applicable=draw(
            st.dictionaries(
                st.sampled_from([leaf.id for leaf in leaves]), st.just("没有这项工作"), max_size=4
            )
        ),
    )


def _values(kind: str, choices: tuple[str, ...]) -> st.SearchStrategy[Any]:
    given_value: dict[str, st.SearchStrategy[Any]] = {
        "number": FIGURES,
        "bool": st.booleans(),
        "date": st.dates(),
        "choice": st.sampled_from(choices or ("无",)),
        "text": st.text(max_size=5),
    }
    return st.none() | given_value[kind] | given_value[kind]


def _ticks(method: Any) -> st.SearchStrategy[dict[str, Any]]:
    items = [item for part in getattr(method, "parts", [None]) for item in _items(part, method)]
    answers = st.sampled_from(["full", "full", "partial", "none"])
    return st.fixed_dictionaries({}, optional={item.id: answers for item in items})


def _items(part: Any, method: Any) -> tuple[Any, ...]:
    return getattr(method if part is None else part.method, "items", ())


JUDGEMENTS = st.builds(
    Judgement,
    score=st.none() | st.decimals(min_value=-5, max_value=40, places=2),
    tier=st.sampled_from(["", "达成", "部分达成", "未达成"]),
    aspects=st.just(("social", "economic", "lasting")),
    deduct=st.none() | st.decimals(min_value=-2, max_value=12, places=2),
    reason=st.sampled_from(["", "按目标完成"]),
    evidence=st.sampled_from([(), ("年度总结",)]),
)


def cards(name: str) -> st.SearchStrategy[Scorecard]:
    rules = RUBRICS[name]
    return submissions(rules.rubric).map(lambda submission: score(rules, submission))


@pytest.mark.parametrize("name", RUBRICS)
@settings(max_examples=12)
@given(data=st.data())
def test_a_score_never_leaves_its_bounds(name: str, data: st.DataObject) -> None:
    """0 ≤ score ≤ points for every line, whatever is handed in."""
    card = data.draw(cards(name))

    assert [
        (line.id, line.score) for line in card.lines if not 0 <= (line.score or 0) <= line.max_score
    ] == []
    assert 0 <= card.total_score <= card.max_score


@pytest.mark.parametrize("name", RUBRICS)
@settings(max_examples=12)
@given(data=st.data())
def test_printed_scores_add_up(name: str, data: st.DataObject) -> None:
    """Sub-totals add the printed scores, and the total adds the level-1 sub-totals unless points are excluded."""
    card = data.draw(cards(name))
    lines = [line for line in card.lines if not line.reserved]
    added = sum((line.score or Decimal(0) for line in lines), Decimal(0))
    denominator = card.max_score - excluded(card)

    assert card.total_score == scaled(added, card.max_score, denominator)
    assert card.proven + card.asserted == card.total_score
    assert [group.id for group in card.groups if group.score != below(card, group.path)] == []


def excluded(card: Scorecard) -> Decimal:
    gone = [line for line in card.lines if line.status == "not_applicable" and line.score == 0]
    return sum((line.max_score for line in gone), Decimal(0))


def scaled(points: Decimal, whole: Decimal, left: Decimal) -> Decimal:
    """What is left of the denominator, scaled to the whole; all excluded leaves nothing to scale."""
    if whole == left or not left:
        return points
    exact = Fraction(points) * Fraction(whole) / Fraction(left)
    return Decimal(int(exact * 100 + Fraction(1, 2))) / 100


def below(card: Scorecard, path: tuple[str, ...]) -> Decimal:
    mine = [line for line in card.lines if line.path[: len(path)] == path and not line.reserved]
    return sum((line.score or Decimal(0) for line in mine), Decimal(0))


@pytest.mark.parametrize("name", RUBRICS)
@settings(max_examples=12)
@given(data=st.data())
def test_points_are_neither_lost_nor_made(name: str, data: st.DataObject) -> None:
    """Moving points between siblings keeps the rubric's total; nothing pending is scored."""
    card = data.draw(cards(name))

    assert sum((line.max_score for line in card.lines), Decimal(0)) == RUBRICS[name].rubric.total
    assert [line.id for line in card.lines if (line.status == "pending") != (line.score is None)] == []
    assert (card.status == "pending") == (card.pending > 0)
    assert card.grade is None or card.status == "final"


@pytest.mark.parametrize("name", RUBRICS)
@settings(max_examples=12)
@given(data=st.data())
def test_the_same_submission_gives_the_same_scorecard(name: str, data: st.DataObject) -> None:
    """Scoring is deterministic and its machine format carries no floats."""
    submission = data.draw(submissions(RUBRICS[name].rubric))

    first, second = score(RUBRICS[name], submission), score(RUBRICS[name], submission)

    assert first.to_json() == second.to_json()
    assert floats_in(first.to_json()) == []


def floats_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [found for item in value.values() for found in floats_in(item)]
    if isinstance(value, list):
        return [found for item in value for found in floats_in(item)]
    return [value] if isinstance(value, float) else []


Row: TypeAlias = tuple[str, str, str, dict[str, str]]
"""Rubric, input, leaf, and the other figures the leaf needs."""

HIGHER_IS_BETTER: list[Row] = [
    ("ratios", "projects_done", "timeliness", {"projects_planned": "40"}),
    ("ratios", "card_rate", "card", {}),
    ("ratios", "coverage_rate", "coverage", {}),
    (
        "ratios",
        "spent_june",
        "progress",
        {"base_budget": "100", "spent_september": "60", "spent_november": "800000"},
    ),
    ("ratios", "output_rate", "goals_open", {"benefit_rate": "90"}),
    ("bands", "key_spending_rate", "key_spending", {}),
    ("bands", "satisfaction_rate", "satisfaction", {}),
    ("deductions", "completion_rate", "completion", {}),
    ("deductions", "completion_rate", "completion_whole", {}),
    ("deductions", "tasks_done", "key_tasks", {"tasks_planned": "40"}),
    ("attainment", "actual", "at_least", {"target": "40"}),
    ("attainment", "actual", "all_or_zero", {"target": "40"}),
    ("attainment", "actual", "equals", {"target": "40"}),
    ("attainment", "actual", "over_none", {"target": "40"}),
    ("policies", "rate_a", "output_a", {}),
    ("futian", "satisfaction_score", "satisfaction", {}),
    ("futian", "projects_on_time", "project_timeliness", {"projects_planned": "40"}),
]
LOWER_IS_BETTER: list[Row] = [
    ("ratios", "deviation_rate", "accuracy", {}),
    ("ratios", "deviation_rate", "accuracy_open", {}),
    ("bands", "budget_adjustment_rate", "budget_adjustment", {}),
    ("bands", "idle_value", "idle_assets", {}),
    ("deductions", "three_public_actual", "control_fractional", {"three_public_budget": "0.01"}),
    ("deductions", "three_public_actual", "control_whole", {"three_public_budget": "0.01"}),
    ("deductions", "three_public_actual", "control_started", {"three_public_budget": "0.01"}),
    ("deductions", "violations", "violation_cases", {}),
    ("attainment", "cost_actual", "linear", {"cost_target": "0.01"}),
    ("attainment", "cost_actual", "inverse", {"cost_target": "0.01"}),
    ("attainment", "cost_actual", "strict", {"cost_target": "0.01"}),
    ("attainment", "change_actual", "fall_linear", {"change_target": "-30"}),
    ("attainment", "change_actual", "fall_inverse", {"change_target": "-30"}),
    ("last_year", "surplus", "fund_surplus", {"surplus_last_year": "1000000"}),
    ("last_year", "three_public", "three_public_change", {"three_public_last_year": "100"}),
    ("futian", "nonconforming_budget_items", "budgeting_compliance", {}),
]
STEPS = st.decimals(min_value=0, max_value=250, places=2)


def row_id(row: Row) -> str:
    return f"{row[0]}-{row[2]}"


def scored(row: Row, value: Decimal) -> Decimal:
    """The score of a row's leaf when its input is ``value``."""
    name, key, leaf, figures = row
    given_figures = {other: Decimal(text) for other, text in figures.items()} | {key: value}
    inputs = {other: InputValue(value=figure) for other, figure in given_figures.items()}
    rubric = RUBRICS[name].rubric
    submission = Submission(
        rubric=rubric.id, year=rubric.valid_years[0], unit=Unit(name="示例"), inputs=inputs
    )
    points = score(RUBRICS[name], submission).line(leaf).score
    assert points is not None
    return points


@pytest.mark.parametrize("row", HIGHER_IS_BETTER, ids=row_id)
@settings(max_examples=25)
@given(low=STEPS, more=STEPS)
def test_a_higher_value_never_lowers_the_score(row: Row, low: Decimal, more: Decimal) -> None:
    """Doing more never costs points where more is better and no over-completion penalty is set."""
    assert scored(row, low) <= scored(row, low + more)


@pytest.mark.parametrize("row", LOWER_IS_BETTER, ids=row_id)
@settings(max_examples=25)
@given(low=STEPS, more=STEPS)
def test_a_higher_value_never_raises_the_score_where_less_is_better(
    row: Row, low: Decimal, more: Decimal
) -> None:
    """Spending more never earns points where less is better."""
    assert scored(row, low) >= scored(row, low + more)

"""What holds for every project form under every edition: bounds, sums, monotony, weights that keep their total."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.forms import OTHERS, row, rubric, scored
from scoring.test_properties import RUBRICS
from ziping.domain.methods import Composite, Method
from ziping.domain.project_form import FormFunds, FormRow, Operator, ProjectForm
from ziping.domain.quantity import quantize, split_equally
from ziping.domain.scorecard import Scorecard

EDITIONS = (
    "shenzhen-futian-2023-project",
    "national-2020-project",
    "hubei-2020-project",
    "guangxi-2020-project",
    "jiangxi-2017-project",
    "sichuan-daying-2020-project",
)
NO_PENALTY = ("national-2020-project", "hubei-2020-project", "guangxi-2020-project", "jiangxi-2017-project")

CELLS = st.sampled_from([
    "≥100人次",
    ">1人",
    "1人",
    "52人次",
    "150人次",
    "0",
    "100%及时",
    "90%",
    "0.95",
    "≤5万元",
    "35万元",
    "60000元",
    "2023年12月底前",
    "2023年12月21日前完成",
    "2024年1月5日",
    "有所提高",
    "有所提高100%",
    "部分达成",
    "达成",
    "约95%",
    "2-3次",
    "——",
    "",
    "下降-5%",
    "≤-3%",
    "=0起",
    "不适用",
])
AMOUNTS = (
    st.none()
    | st.decimals(min_value=0, max_value=10**9, places=2)
    | st.sampled_from([Decimal(0), Decimal(100)])
)
POINTS = st.none() | st.sampled_from([
    Decimal(0),
    Decimal("12.5"),
    Decimal(25),
    Decimal(50),
    Decimal(-1),
    Decimal(120),
])


@st.composite
def rows(draw: st.DrawFn, edition: str) -> tuple[FormRow, ...]:
    """Any rows of any groups, weights given or not."""
    rules = rubric(edition).form
    assert rules is not None
    found = []
    for number in range(draw(st.integers(0, 7))):
        group = draw(st.sampled_from(rules.groups))
        found.append(
            FormRow(
                id=f"{group.id}_{number}",
                group=group.id,
                kind=draw(st.sampled_from(group.kinds)).id,
                label=draw(st.sampled_from(["慰问人数", "预算执行率", "满意度"])),
                target=draw(CELLS.filter(bool)),
                actual=draw(CELLS),
                weight=draw(POINTS),
                stated_score=draw(POINTS),
                reason=draw(st.sampled_from(["", "无", "活动延期"])),
                operator=draw(st.none() | st.sampled_from(get_args(Operator))),
            )
        )
    return tuple(found)


@st.composite
def cards(draw: st.DrawFn, edition: str) -> Scorecard:
    funds = FormFunds(adjusted_budget=draw(AMOUNTS), actual_expenditure=draw(AMOUNTS))
    filled = ProjectForm(
        name="示例项目", total_funds=funds, rows=draw(rows(edition)), stated_total=draw(POINTS)
    )
    return scored(filled, edition).scorecard


@pytest.mark.parametrize("edition", EDITIONS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_form_keeps_its_bounds_and_its_sums(edition: str, data: st.DataObject) -> None:
    """0 ≤ score ≤ points; printed scores add up; a hundred points stay a hundred, whatever is written in the cells."""
    card = data.draw(cards(edition))
    settled = [line.score for line in card.lines if line.score is not None]

    assert [line.id for line in card.lines if not 0 <= (line.score or 0) <= line.max_score] == []
    assert sum((line.max_score for line in card.lines), Decimal(0)) == card.max_score == 100
    assert sum(settled, Decimal(0)) == card.total_score == card.proven + card.asserted
    assert (card.status == "pending") == (len(settled) < len(card.lines)) or card.pending == 0


@pytest.mark.parametrize("edition", EDITIONS)
@settings(max_examples=8)
@given(data=st.data())
def test_a_form_scores_the_same_twice(edition: str, data: st.DataObject) -> None:
    """Scoring a form is deterministic."""
    filled = ProjectForm(name="示例项目", rows=data.draw(rows(edition)))

    assert scored(filled, edition).scorecard.to_json() == scored(filled, edition).scorecard.to_json()


def points(edition: str, target: str, actual: Decimal, unit: str = "") -> Decimal:
    filled = ProjectForm(
        name="示例",
        rows=(row(target, f"{actual}{unit}", weight=str(rubric(edition).form.groups[0].max_score)), *OTHERS),
    )  # type: ignore[union-attr]
    score = scored(filled, edition).scorecard.line("output_1").score
    assert score is not None
    return score


VALUES = st.decimals(min_value=0, max_value=500, places=2)


@pytest.mark.parametrize("edition", NO_PENALTY)
@settings(max_examples=25)
@given(low=VALUES, more=VALUES)
def test_doing_more_never_costs_points_without_a_penalty(edition: str, low: Decimal, more: Decimal) -> None:
    """Higher is better, and nothing is taken for far exceeding the target."""
    assert points(edition, "≥100人次", low, "人次") <= points(edition, "≥100人次", low + more, "人次")


@pytest.mark.parametrize("edition", NO_PENALTY)
@settings(max_examples=25)
@given(low=VALUES, more=VALUES)
def test_spending_more_never_earns_points(edition: str, low: Decimal, more: Decimal) -> None:
    """Lower is better under every formula."""
    assert points(edition, "≤100万元", low, "万元") >= points(edition, "≤100万元", low + more, "万元")


@settings(max_examples=25)
@given(low=VALUES, more=VALUES)
def test_up_to_the_threshold_more_is_better_in_futian(low: Decimal, more: Decimal) -> None:
    """Below +50 % no point is taken, so the score only rises."""
    higher = min(low + more, Decimal("149.99"))
    lower = min(low, higher)

    assert points("shenzhen-futian-2023-project", "≥100人次", lower, "人次") <= points(
        "shenzhen-futian-2023-project", "≥100人次", higher, "人次"
    )


@given(
    total=st.decimals(min_value=0, max_value=100, places=2),
    count=st.integers(1, 40),
    places=st.integers(0, 2),
)
def test_equal_shares_keep_their_total(total: Decimal, count: int, places: int) -> None:
    """All shares but the last are equal and cut to the places; the last makes up the total and is the largest."""
    shares = split_equally(total, count, places)

    assert sum(shares, Decimal(0)) == total
    assert len(set(shares[:-1])) <= 1
    assert all(share == quantize(share, places) for share in shares[:-1])
    assert shares[-1] == max(shares)


def test_every_method_is_under_the_properties() -> None:
    """Bounds, sums and determinism are tested for all kinds a rubric may use."""

    def kinds(method: Any) -> set[str]:
        inner = method.parts if isinstance(method, Composite) else ()
        return {method.kind}.union(*(kinds(part.method) for part in inner))

    union = get_args(get_args(Method)[0])
    known = {get_args(kind.model_fields["kind"].annotation)[0] for kind in union}
    used = {
        kind
        for compiled in RUBRICS.values()
        for leaf in compiled.rubric.leaves()
        for kind in kinds(leaf.indicator.method)
    }

    assert known - used == set()

"""What units add up to, on a handful of results made by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.batch.conftest import item
from tests.batch_sample import leaf, unit

from ziping.batch.aggregate import Totals, aggregate, indicators_of
from ziping.batch.ledger import Failed
from ziping.domain.batch import Cause, Failure, IndicatorResult
from ziping.domain.batch_summary import by_points_lost, by_units, most_lost


def ranks(totals: Totals) -> list[tuple[str, int | None]]:
    return [(row.name, row.rank) for row in totals.rows]


def test_equal_scores_share_a_rank_and_the_next_one_counts_all_before_it() -> None:
    """90, 90, 80 are 1, 1, 3; 90.0 is 90."""
    totals = aggregate([unit("丙", "80"), unit("甲", "90"), unit("乙", "90.0")], ())

    assert ranks(totals) == [("乙", 1), ("甲", 1), ("丙", 3)]


def test_pending_units_have_no_rank_and_are_in_no_mean() -> None:
    """The best printed score does not lead while points are pending."""
    totals = aggregate([unit("甲", "95", status="pending"), unit("乙", "60"), unit("丙", "71")], ())
    (edition,) = totals.summary.editions

    assert ranks(totals) == [("丙", 1), ("乙", 2), ("甲", None)]
    assert (edition.units, edition.final) == (3, 2)
    assert (edition.mean, edition.median, edition.highest, edition.lowest) == (
        Decimal("65.50"), Decimal("65.50"), Decimal(71), Decimal(60),
    )  # fmt: skip


def test_editions_and_years_are_ranked_apart() -> None:
    """The first of each is first."""
    totals = aggregate(
        [unit("甲", "60"), unit("乙", "90", rubric="另一标准"), unit("丙", "99", year=2024)], ()
    )

    assert [(row.edition, row.year, row.rank) for row in totals.rows] == [
        ("另一标准", 2025, 1),
        ("示例标准", 2024, 1),
        ("示例标准", 2025, 1),
    ]
    assert [(one.rubric, one.year) for one in totals.summary.editions] == [
        ("另一标准", 2025),
        ("示例标准", 2024),
        ("示例标准", 2025),
    ]


def test_an_edition_without_a_final_score_has_no_mean_and_no_distribution() -> None:
    """Nothing is shown as 0 that is not known; the indicators that are scored still count."""
    totals = aggregate([unit("甲", "50", [leaf("a", "5"), leaf("b", None)], status="pending")], ())
    (edition,) = totals.summary.editions

    assert (edition.mean, edition.median, edition.highest, edition.lowest) == (None,) * 4
    assert (edition.grades, edition.bands) == ((), ())
    assert [(one.mean_score, one.pending) for one in edition.indicators] == [(Decimal("5.00"), 0), (None, 1)]


def test_what_does_not_apply_is_neither_scored_nor_pending() -> None:
    """Full marks for what does not apply are nobody's success."""
    leaves = [[leaf("a", "10", status="not_applicable")], [leaf("a", "7")], [leaf("a", None)]]
    totals = aggregate([unit(f"单位{n}", "50", one) for n, one in enumerate(leaves)], ())
    ((one,),) = [edition.indicators for edition in totals.summary.editions]

    assert (one.units, one.full, one.deducted, one.pending, one.not_applicable) == (1, 0, 1, 1, 1)
    assert (one.mean_score, one.mean_rate, one.lost) == (Decimal("7.00"), Decimal("70.0"), Decimal(3))


def test_full_marks_that_differ_are_told_and_rates_are_of_each_units_own() -> None:
    """5 of 10, 10 of 10 and 4 of 4 are 83.3% in the mean; the marks of most units are shown."""
    leaves = [leaf("a", "5"), leaf("a", "10"), leaf("a", "4", "4")]
    totals = aggregate([unit(f"单位{n}", "50", [one]) for n, one in enumerate(leaves)], ())
    ((one,),) = [edition.indicators for edition in totals.summary.editions]

    assert (one.max_score, one.varies, one.mean_rate) == (Decimal(10), True, Decimal("83.3"))


def test_grades_are_listed_best_first_whatever_is_most_frequent() -> None:
    """差 is not above 优 because more units have it."""
    graded = [("甲", "95", "优"), ("乙", "50", "差"), ("丙", "40", "差"), ("丁", "85", "良")]
    totals = aggregate([unit(name, total, grade=grade) for name, total, grade in graded], ())
    (edition,) = totals.summary.editions

    assert [(band.label, band.units, str(band.share)) for band in edition.grades] == [
        ("优", 1, "25.0"),
        ("良", 1, "25.0"),
        ("差", 2, "50.0"),
    ]


@pytest.mark.parametrize(
    ("total", "label"),
    [("90", "90%以上"), ("89.99", "80%—90%"), ("80", "80%—90%"), ("60", "60%—80%"), ("59.99", "60%以下")],
)
def test_a_band_includes_its_lower_end(total: str, label: str) -> None:
    """Exactly 90 is 90%以上."""
    (edition,) = aggregate([unit("甲", total)], ()).summary.editions

    assert [band.label for band in edition.bands if band.units] == [label]


def test_indicators_are_sorted_by_points_lost_and_by_units_that_lost() -> None:
    """One unit's large loss leads the first list, many small ones the second."""
    units = [
        unit("甲", "1", [leaf("a", "0"), leaf("b", "9")]),
        unit("乙", "1", [leaf("a", "10"), leaf("b", "9")]),
    ]
    summary = aggregate(units, ()).summary

    (edition,) = summary.editions

    assert [one.id for one in by_points_lost(edition)] == ["a", "b"]
    assert [placed.indicator.id for placed in most_lost(summary)] == ["a", "b"]
    assert [one.id for one in by_units(edition)] == ["b", "a"]
    first, _ = edition.indicators
    assert [(loss.name, loss.lost) for loss in first.most] == [("甲", Decimal(10))]
    assert first.lost_share == Decimal("83.3")


def test_the_rows_of_project_forms_are_added_up_by_kind() -> None:
    """Row 1 of one project is not row 1 of another; 数量指标 are."""

    def row(name: str, kind: str, score: str | None) -> IndicatorResult:
        return leaf(name, score).model_copy(update={"path": ("产出指标", kind, name), "label": name})

    one = unit(
        "甲",
        "50",
        [row("r1", "数量指标", "8"), row("r2", "数量指标", "10"), row("r3", "质量指标", None)],
        project="项目",
    )

    assert [(found.label, found.max_score, found.score, found.status) for found in indicators_of(one)] == [
        ("数量指标", Decimal(20), Decimal(18), "scored"),
        ("质量指标", Decimal(10), None, "pending"),
    ]


def test_failures_and_missing_things_are_counted() -> None:
    """The most frequent first; one unit's repeated wish counts once."""
    failures = [
        Failed(item(name), "", 1, Failure(cause=cause, message="说明"))
        for name, cause in (("甲", Cause.DISK), ("乙", Cause.INPUT), ("丙", Cause.INPUT))
    ]
    units = [unit("丁", "1", missing=("编制数", "编制数", "批复")), unit("戊", "1", missing=("批复",))]
    summary = aggregate(units, failures, waiting=4).summary

    assert (summary.units, summary.done, summary.failed, summary.waiting) == (9, 2, 3, 4)
    assert [(one.cause, one.units) for one in summary.causes] == [(Cause.INPUT, 2), (Cause.DISK, 1)]
    assert [(one.what, one.units, str(one.share)) for one in summary.missing] == [
        ("批复", 2, "100.0"),
        ("编制数", 1, "50.0"),
    ]


def test_nothing_at_all_is_a_summary_too() -> None:
    """No unit, no figure."""
    totals = aggregate((), ())

    assert (totals.summary.units, totals.summary.editions, totals.rows) == (0, (), ())


SCORES = st.lists(st.decimals(0, 100, places=2, allow_nan=False), min_size=1, max_size=30)


@given(scores=SCORES)
@settings(max_examples=60, deadline=None)
def test_ranks_and_means_follow_from_the_scores(scores: list[Decimal]) -> None:
    """A rank is one more than the number of better scores; the mean is exact and rounded once."""
    totals = aggregate([unit(f"单位{n}", str(score)) for n, score in enumerate(scores)], ())
    (edition,) = totals.summary.editions

    assert all(row.rank == 1 + sum(other > row.total_score for other in scores) for row in totals.rows)
    assert sorted(row.total_score for row in totals.rows) == sorted(scores)
    assert edition.mean is not None
    assert abs(Fraction(edition.mean) - sum(map(Fraction, scores)) / len(scores)) <= Fraction(1, 200)
    assert sum(band.units for band in edition.bands) == len(scores)


@given(scores=SCORES, seed=st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_units_changes_nothing(scores: list[Decimal], seed: Any) -> None:
    """Workers finish in any order."""
    units = [unit(f"单位{n}", str(score), [leaf("a", str(score / 10))]) for n, score in enumerate(scores)]
    mixed = seed.sample(units, len(units))

    assert aggregate(mixed, ()) == aggregate(units, ())

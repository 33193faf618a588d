"""Project forms: the 13 published ones, every rule of the editions, and what is asked instead of guessed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.forms import FUNDS, FUTIAN, NATIONAL, codes, form, one_row, row, rubric, scored
from ziping.domain.project_form import FormFunds, ProjectForm
from ziping.intake.submission_file import read_submission_file
from ziping.pipeline.score import Folders, Scored, score_raw
from ziping.scoring.project_form import expand_form

REPORTS = Path(__file__).parent.parent.parent / "eval" / "reports" / "futian_projects_2023"

PUBLISHED = {
    "440304226011500000008": "99.86",
    "440304226011500000006": "100",
    "440304226011500100002": "98.75",
    "440304236011500205004": "98",
    "440304226011500000007": "99.32",
    "440304236011500305003": "94.63",
    "440304226011500100010": "99.83",
    "440304236011500105005": "97.85",
    "440304236011500105002": "93.7",
    "440304226011500405000": "96.3",
    "440304226011500000009": "98.94",
    "440304226011500000005": "90.19",
    "440304226011500000004": "99.96",
}
"""Totals printed in 深圳市福田区总工会（本级）2023年度项目支出绩效自评表, by project code."""


def published(code: str) -> Scored:
    return score_raw(read_submission_file(REPORTS / f"{code}.yaml"), Folders())


def test_all_published_forms_are_there() -> None:
    """One submission a project, named by its code."""
    assert sorted(PUBLISHED) == sorted(path.stem for path in REPORTS.glob("*.yaml"))


@pytest.mark.parametrize(("code", "total"), PUBLISHED.items())
def test_the_rules_give_the_published_total(code: str, total: str) -> None:
    """13 of 13, from the published figures alone."""
    assert Decimal(total) == published(code).scorecard.total_score


@pytest.mark.parametrize("code", PUBLISHED)
def test_the_rules_give_every_published_score(code: str) -> None:
    """Every row and the execution score equal what is printed in the form; nothing contradicts, nothing waits."""
    result = published(code)
    card, filled = result.scorecard, result.submission.form
    assert filled is not None
    printed = {item.id: item.stated_score for item in filled.rows}
    printed["budget_execution"] = filled.stated_execution_score

    assert printed == {line.id: line.score for line in card.lines}
    assert [finding.code for finding in card.findings] == []


def test_expanding_twice_changes_nothing() -> None:
    """What a draft stores is the expanded submission; scoring it again gives the same."""
    result = published("440304236011500205004")
    rules = rubric(FUTIAN)

    again = expand_form(rules, result.submission)

    assert result.submission == again.submission
    assert result.ready.loaded.rubric == again.rubric


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥100人次", "100人次", "50"),
        ("≥100人次", "149人次", "50"),
        ("≥100人次", "150人次", "49"),
        ("≥100人次", "2350人次", "49"),
        ("≥100人次", "52人次", "26"),
        ("≥100人次", "0人次", "0"),
        ("100%及时", "100%及时", "50"),
        ("100%及时", "80%及时", "40"),
        ("90%有效", "100%有效", "50"),
        ("<35万元", "3.6万元", "50"),
        ("≤5起", "0起", "50"),
        ("0起", "0起", "50"),
        ("0起", "1起", "0"),
        ("≤5万元", "50000元", "50"),
        ("2023年12月底前", "2023年11月19日", "50"),
        ("2023年6月1日-2023年12月31日", "2023年12月21日前完成", "50"),
        ("有所提高", "有所提高100%", "50"),
    ],
)
def test_a_row_scores_by_the_rule_of_its_edition(target: str, actual: str, expected: str) -> None:
    """Full when reached, proportional below, flat minus one from +50 %, ceilings never for being far below."""
    result = one_row(target, actual, reason="年初预计不足")

    assert Decimal(expected) == result.scorecard.line("output_1").score
    assert codes(result) == []


@pytest.mark.parametrize(
    ("target", "actual", "status"),
    [("≥90%", "95%", "scored"), ("12月底前", "11月19日", "scored"), ("有所提高", "有所提高100%", "asserted")],
)
def test_figures_prove_and_words_assert(target: str, actual: str, status: str) -> None:
    """A text that restates its target is reached by the rule, and still only the unit's word."""
    assert status == one_row(target, actual).scorecard.line("output_1").status


def test_the_working_names_the_rule_and_the_reading() -> None:
    """Every score says which rule gave it; a blurred sign says how it was read."""
    line = one_row(">1人", "1人", operator="at_least").scorecard.line("output_1")

    assert line.formula == "正向定量指标，“>1人”按“≥”读：实际完成值1人 ≥ 指标值1人，得 50"


@pytest.mark.parametrize(("target", "actual"), [(">1人", "1人"), ("<3万元", "3万元"), ("35万元", "34万元")])
def test_an_ambiguous_target_is_asked_about(target: str, actual: str) -> None:
    """A blurred sign at its limit, or money without a sign: a finding, and the row waits."""
    result = one_row(target, actual)

    assert result.scorecard.line("output_1").status == "pending"
    assert codes(result) == ["ambiguous_operator"]


@pytest.mark.parametrize(
    ("target", "actual", "operator"),
    [(">1人", "1人", "at_least"), ("<3万元", "3万元", "at_most"), ("35万元", "34万元", "at_most")],
)
def test_the_chosen_reading_is_used(target: str, actual: str, operator: str) -> None:
    """The person who filled in the form decides; no question is left."""
    result = one_row(target, actual, operator=operator)

    assert result.scorecard.line("output_1").score == 50
    assert codes(result) == []


@pytest.mark.parametrize("actual", ["2人", "0人"])
def test_a_blurred_sign_is_only_asked_about_where_it_matters(actual: str) -> None:
    """Away from the limit both readings agree."""
    assert "ambiguous_operator" not in codes(one_row(">1人", actual, reason="一人退休"))


def test_a_reading_cannot_turn_the_sign_round() -> None:
    """≤ never becomes ≥, whatever somebody chose: an error, and the printed sign counts."""
    result = one_row("≤5起", "6起", operator="at_least", stated_score="30", reason="投诉增加")

    assert "operator_contradicts_sign" in codes(result)
    assert result.scorecard.line("output_1").status == "asserted"


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≤5起", "6起"), ("2023年11月底前", "2023年12月5日"), ("有所提高", "基本提高"), ("2-3次", "3次")],
)
def test_a_typed_score_counts_as_asserted_where_no_rule_decides(target: str, actual: str) -> None:
    """The published forms show no exceeded ceiling, no missed date, no half-reached text."""
    line = one_row(target, actual, stated_score="40", reason="活动延期").scorecard.line("output_1")

    assert (Decimal(40), "asserted", Decimal(0)) == (line.score, line.status, line.proven)


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≤5起", "6起"), ("2023年11月底前", "2023年12月5日"), ("有所提高", "基本提高"), ("2-3次", "3次")],
)
def test_without_a_typed_score_the_row_waits(target: str, actual: str) -> None:
    """Missing is pending, never zero."""
    assert one_row(target, actual).scorecard.line("output_1").status == "pending"


@pytest.mark.parametrize(
    "actual", ["约95人次", "95人", "95人次以上", "已完成", "未达到95人次", "——", "2023年完成"]
)
def test_an_actual_value_that_cannot_be_read_waits_whatever_is_typed(actual: str) -> None:
    """A rule exists, its figure does not: an error at the cell, not the typed score."""
    result = one_row("≥90人次", actual, stated_score="50")

    assert result.scorecard.line("output_1").status == "pending"
    assert "actual_unclear" in codes(result)


def test_a_missing_actual_value_waits() -> None:
    """Nothing written is nothing known."""
    line = one_row("≥90人次", "", stated_score="50").scorecard.line("output_1")

    assert (line.status, line.missing) == ("pending", ("慰问人数实际完成值",))


def test_a_typed_score_that_the_rule_contradicts_is_an_error() -> None:
    """The rule's score counts; the message has both."""
    result = one_row("≥100人次", "52人次", stated_score="30", reason="参加人数少于预计")

    assert result.scorecard.line("output_1").score == 26
    assert codes(result) == ["claimed_score_differs"]


def test_a_typed_score_above_the_weight_is_an_error() -> None:
    """A person's score stays inside the row's points."""
    result = one_row("有所提高", "基本提高", stated_score="51", reason="成效明显")

    assert result.scorecard.line("output_1").status == "pending"
    assert "score_out_of_bounds" in codes(result)


def test_a_typed_total_that_does_not_add_up_is_an_error() -> None:
    """Execution 9.8 and 90 points of rows are 99.8."""
    result = scored(form(row("≥1人", "1人", weight="50"), stated_total=Decimal(100)))

    assert codes(result) == ["claimed_total_unsupported"]


@pytest.mark.parametrize(
    ("stated", "expected"), [("98", []), ("98.00", []), ("97.9", ["stated_rate_differs"])]
)
def test_a_typed_execution_rate_is_held_against_the_figures(stated: str, expected: list[str]) -> None:
    """98,000 of 100,000 is 98 %."""
    assert expected == codes(
        scored(form(row("≥1人", "1人", weight="50"), stated_execution_rate=Decimal(stated)))
    )


def test_a_rate_just_below_the_whole_is_not_100() -> None:
    """1,150.49 of 1,150.50 typed as 100 % is wrong while money is left."""
    funds = FormFunds(adjusted_budget=Decimal("1150.50"), actual_expenditure=Decimal("1150.49"))
    result = scored(form(row("≥1人", "1人", weight="50"), funds=funds, stated_execution_rate=Decimal(100)))

    assert codes(result) == ["stated_rate_differs"]


@pytest.mark.parametrize(
    ("budget", "spent", "expected"),
    [
        ("350000", "345202", "9.86"),
        ("16872200", "16872200", "10"),
        ("500000", "281685.30", "5.63"),
        ("100000", "100001", "10"),
        ("0", "0", None),
        ("0", "100", None),
    ],
)
def test_the_execution_score(budget: str, spent: str, expected: str | None) -> None:
    """10 × spent ÷ budget half up, never above 10; no budget, no score."""
    funds = FormFunds(adjusted_budget=Decimal(budget), actual_expenditure=Decimal(spent))
    line = scored(form(row("≥1人", "1人", weight="50"), funds=funds)).scorecard.line("budget_execution")

    assert (None if expected is None else Decimal(expected)) == line.score


def test_spending_more_than_the_budget_is_an_error() -> None:
    """The score is capped, and the figures are questioned."""
    funds = FormFunds(adjusted_budget=Decimal(100), actual_expenditure=Decimal(101))

    assert codes(scored(form(row("≥1人", "1人", weight="50"), funds=funds))) == ["check_failed"]


def test_sources_that_do_not_add_up_to_the_total_are_an_error() -> None:
    """年度资金总额 is the sum of its three sources, column by column."""
    part = FUNDS.model_copy(update={"actual_expenditure": Decimal(97000)})
    none = FormFunds(original_budget=Decimal(0), adjusted_budget=Decimal(0), actual_expenditure=Decimal(0))
    filled = form(
        row("≥1人", "1人", weight="50"), current_year_appropriation=part, carry_forward=none, other_funds=none
    )

    assert codes(scored(filled)) == ["check_failed"]


@pytest.mark.parametrize("reason", ["", "无", "不适用"])
@pytest.mark.parametrize("actual", ["52人次", "150人次"])
def test_points_lost_need_a_reason(actual: str, reason: str) -> None:
    """偏差原因分析及改进措施 is mandatory below the target and from +50 % on."""
    assert codes(one_row("≥100人次", actual, reason=reason)) == ["reason_missing"]


def test_a_form_without_rows_waits_group_by_group() -> None:
    """Points of a group without a row are not given away, and the denominator stays 100."""
    card = scored(ProjectForm(name="空表", total_funds=FUNDS)).scorecard

    assert (Decimal("9.8"), Decimal(90), Decimal(100)) == (card.total_score, card.pending, card.max_score)


def test_a_submission_without_a_form_says_so() -> None:
    """Nothing is scored, everything waits."""
    result = scored(None)

    assert (Decimal(0), Decimal(100)) == (result.scorecard.total_score, result.scorecard.pending)
    assert "请补上" in next(
        finding.message for finding in result.scorecard.findings if finding.subject == "form"
    )


# ---- weights


def weights(rules: str, count: int, *written: str | None) -> tuple[list[Decimal], list[str]]:
    rows = tuple(
        row("≥1人", "1人", name=f"output_{n}", label=f"指标{n}", weight=weight)
        for n, weight in enumerate(written or (None,) * count, start=1)
    )
    result = scored(form(*rows), rules)
    return [result.scorecard.line(item.id).max_score for item in rows], codes(result)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (4, ["12.5"] * 4),
        (9, ["5.5"] * 8 + ["6"]),
        (6, ["8.3"] * 5 + ["8.5"]),
        (1, ["50"]),
        (3, ["16.6"] * 2 + ["16.8"]),
    ],
)
def test_weights_left_to_the_rule_are_split_equally(count: int, expected: list[str]) -> None:
    """Cut to one digit, the remainder on the last row."""
    assert ([Decimal(weight) for weight in expected], []) == weights(FUTIAN, count)


def test_printed_weights_that_add_up_are_used_and_their_departure_told() -> None:
    """20 + 30 is 50, but the edition splits equally."""
    assert ([Decimal(20), Decimal(30)], ["weights_not_equal"]) == weights(FUTIAN, 2, "20", "30")


def test_an_edition_that_leaves_weights_to_the_unit_says_nothing() -> None:
    """全国: weights are set with the targets."""
    assert ([Decimal(20), Decimal(30)], []) == weights(NATIONAL, 2, "20", "30")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (("20", "29"), "weights_do_not_add_up"),
        (("20", "31"), "weights_do_not_add_up"),
        (("20", None), "weight_missing"),
        (("-10", "60"), "weight_wrong"),
        (("16.666", "33.334"), "weight_wrong"),
    ],
)
def test_weights_that_cannot_be_used_leave_their_group_waiting(
    written: tuple[str | None, ...], code: str
) -> None:
    """The error is told, the group stays pending, the form still counts 100 points."""
    rows = tuple(
        row("≥1人", "1人", name=f"output_{n}", weight=weight) for n, weight in enumerate(written, start=1)
    )
    result = scored(form(*rows))

    assert code in codes(result)
    assert (Decimal(50), Decimal(100)) == (result.scorecard.pending, result.scorecard.max_score)


# ---- the national form and its variants


@pytest.mark.parametrize(
    ("rules", "target", "actual", "expected"),
    [
        (NATIONAL, "≥100人次", "500人次", "50"),
        (NATIONAL, "=100人次", "500人次", "50"),
        (NATIONAL, "≤100件", "150件", "25"),
        (NATIONAL, "≤100件", "200件", "0"),
        (NATIONAL, "≤100件", "300件", "0"),
        ("guangxi-2020-project", "≥100人次", "500人次", "50"),
        ("jiangxi-2017-project", "≤100件", "200件", "25"),
        ("sichuan-daying-2020-project", "≥100人次", "130人次", "50"),
        ("sichuan-daying-2020-project", "≥100人次", "131人次", "0"),
        ("sichuan-daying-2020-project", "≥100人次", "99人次", "0"),
        ("sichuan-daying-2020-project", "≤100件", "1件", "50"),
    ],
)
def test_each_variant_scores_figures_its_own_way(rules: str, target: str, actual: str, expected: str) -> None:
    """Far above the target, above the ceiling: every region has its own answer."""
    line = one_row(target, actual, rules, reason="需求变化").scorecard.line("output_1")

    assert Decimal(expected) == line.score
    assert line.unverified


@pytest.mark.parametrize(("actual", "asked"), [("129人次", False), ("130人次", True)])
def test_guangxi_wants_a_reason_from_130_per_cent(actual: str, asked: bool) -> None:
    """No points are lost, the reason is mandatory all the same."""
    assert asked == ("reason_missing" in codes(one_row("≥100人次", actual, "guangxi-2020-project")))


@pytest.mark.parametrize(
    ("rules", "actual", "typed", "status"),
    [
        (NATIONAL, "达成", "40", "asserted"),
        (NATIONAL, "达成", "39.99", "pending"),
        (NATIONAL, "部分达成并具有一定效果", "30", "asserted"),
        (NATIONAL, "部分达成并具有一定效果", "40", "pending"),
        (NATIONAL, "基本提高", "12", "asserted"),
        ("jiangxi-2017-project", "部分达成", "25", "asserted"),
        ("jiangxi-2017-project", "部分达成", "24.99", "pending"),
    ],
)
def test_a_text_row_is_scored_inside_its_tier(rules: str, actual: str, typed: str, status: str) -> None:
    """达成 is 80–100 % of the points; the lower edges are the variant's."""
    line = one_row("有所提高", actual, rules, stated_score=typed, reason="宣传覆盖面不够").scorecard.line(
        "output_1"
    )

    assert status == line.status


def test_hubei_counts_satisfaction_among_the_benefits() -> None:
    """20 / 40 / 40: the national group of ten points is gone."""
    rules = rubric("hubei-2020-project").form
    assert rules is not None

    assert [("output", Decimal(40)), ("benefit", Decimal(40))] == [(g.id, g.max_score) for g in rules.groups]
    assert rules.execution.max_score == 20
    assert "service_users" in [kind.id for kind in rules.groups[1].kinds]


@pytest.mark.parametrize(
    "name",
    [
        "hubei-2020-project",
        "guangxi-2020-project",
        "jiangxi-2017-project",
        "sichuan-daying-2020-project",
        NATIONAL,
    ],
)
def test_what_no_document_confirms_is_marked(name: str) -> None:
    """Observed rules are unverified, and every score says so."""
    rules = rubric(name)

    assert (rules.status, rules.source.kind) == ("unverified", "observed")
    warned = scored(form(row("≥1人", "1人", weight="50")), name).scorecard.findings
    assert "rubric_unverified" in [finding.code for finding in warned]

"""What cases cannot say: workings of whole items, checks between inputs, what a line rests on."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.cases import Case, compiled, run
from ziping.domain.scorecard import Scorecard


def card(rubric: str, **given: Any) -> Scorecard:
    """The scorecard of a rubric and what is handed in."""
    return run(Case("甲.yaml", {"rubric": rubric, "name": "", "expect": {}, **given})).scorecard


FUTIAN = "shenzhen-futian-2021-department"


def finding(scorecard: Scorecard, code: str) -> Any:
    found = [item for item in scorecard.findings if item.code == code]
    assert len(found) == 1, [item.message for item in scorecard.findings]
    return found[0]


@pytest.mark.parametrize(
    ("rubric", "leaf", "given", "text"),
    [
        ("ratios", "timeliness", {"projects_done": "18", "projects_planned": "35"}, "18 ÷ 35 × 3 = 1.54"),
        (
            "ratios",
            "procurement",
            {"procurement_actual": "5.3 万元", "procurement_plan": "52000 元"},
            "5.30 ÷ (52,000.00 ÷ 10,000) > 1，得 0",
        ),
        ("deductions", "violation_cases", {"violations": "1"}, "3 − 1 × 1 = 2"),
        ("deductions", "violation_cases", {"violations": "5"}, "3 − 5 × 1 = -2，扣完为止，得 0"),
        ("bands", "satisfaction", {"satisfaction_rate": "85.29%"}, "85% ≤ 满意度85.29% < 95%，得 3"),
    ],
)
def test_a_line_shows_its_working(rubric: str, leaf: str, given: dict[str, str], text: str) -> None:
    """The figures as filled in, the rule as arithmetic, the printed score at the end."""
    assert card(rubric, input=given).line(leaf).formula == text


def test_a_veto_is_said_in_words() -> None:
    """A zero by veto names the veto and the figure that caused it."""
    line = card("people", input={"false_claims": "2"}).line("compliance")

    assert line.formula == "虚列支出（虚列支出笔数2笔 > 0），本项得 0"


def test_a_redistributed_item_shows_the_scaling() -> None:
    """Parts are scored as the rubric has them, the sum is scaled in the open."""
    line = card(
        "policies",
        not_applicable={"output_a": "没有这项工作"},
        checklists={"output_c": {"one": "full", "two": "none", "three": "partial"}},
    ).line("output_c")

    assert (
        line.formula == "其一：达到，得 2；其二：0；其三：部分达到，得 1；合计 (2 + 0 + 1) × 9.3 ÷ 6 = 4.65"
    )
    assert [str(part.score) for part in line.parts] == ["2", "0", "1"]


def test_a_pending_line_lists_everything_missing() -> None:
    """All labels at once, so that a clerk can hand the list to a colleague."""
    line = card("people", checklists={"compliance": {"rules": "full"}}).line("compliance")

    assert line.missing == ("虚列支出笔数",)
    assert card("people", input={"false_claims": "0"}).line("compliance").missing == (
        "实际采购",
        "采购计划",
        "财务合规性：有制度",
        "财务合规性：执行好",
    )


def test_a_line_names_the_inputs_it_reads() -> None:
    """Through metrics down to the figures that were filled in, with what they rest on."""
    uses = card("deductions", input={"three_public_actual": "1 元"}).line("control_whole").inputs

    assert [(use.id, use.printed, use.basis) for use in uses] == [
        ("three_public_actual", "1.00元", "figure"),
        ("three_public_budget", "待补充", "figure"),
    ]


def test_a_failed_check_shows_both_sides() -> None:
    """A contradiction is a finding with its working and what to do."""
    found = finding(
        card(
            FUTIAN,
            input={
                "fixed_assets_in_use": "83.03 万元",
                "fixed_assets_to_dispose": "149.03 万元",
                "fixed_assets_idle": "0 万元",
                "fixed_assets_total": "231.50 万元",
            },
        ),
        "check_failed",
    )

    assert (found.stated, found.expected) == ("232.06", "231.5")
    assert found.working == "83.03 + 149.03 + 0.00 = 232.06；231.50"
    assert found.severity == "error"
    assert "83.03万元" in found.message


@pytest.mark.parametrize(
    ("idle", "codes"), [("0.00", []), ("0.01", []), ("0.02", ["check_failed"]), ("-0.01", [])]
)
def test_a_check_tolerates_what_the_rubric_says(idle: str, codes: list[str]) -> None:
    """0.01万元 is inside the tolerance, 0.02 is not; a negative figure is refused before."""
    scorecard = card(
        FUTIAN,
        input={
            "fixed_assets_in_use": "82.47 万元",
            "fixed_assets_to_dispose": "149.03 万元",
            "fixed_assets_idle": f"{idle} 万元",
            "fixed_assets_total": "231.50 万元",
        },
    )

    assert [item.code for item in scorecard.findings if item.code == "check_failed"] == codes


def test_a_resolved_check_stays_as_a_note_and_its_choice_counts() -> None:
    """The contradiction is kept on record; the score uses the chosen figure."""
    given = {
        "fixed_assets_in_use": "83.03 万元",
        "fixed_assets_to_dispose": "149.03 万元",
        "fixed_assets_idle": "0 万元",
        "fixed_assets_total": "231.50 万元",
    }
    choice = {
        "check": "fixed_assets_add_up",
        "choice": {"fixed_assets_in_use": "82.47 万元"},
        "reason": "按占比",
    }
    scorecard = card(FUTIAN, input=given, resolutions=[choice])

    assert finding(scorecard, "check_failed").severity == "note"
    assert scorecard.line("fixed_asset_utilization").score == 0


def test_a_check_without_its_figures_says_so() -> None:
    """A check that could not run is a note, never a silent pass."""
    notes = [item for item in card(FUTIAN).findings if item.code == "check_not_assessable"]

    assert len(notes) == len(compiled(FUTIAN).rubric.checks) + 2  # the falling series has three steps
    assert {item.severity for item in notes} == {"note"}


def test_a_rate_that_is_not_full_is_not_printed_as_full() -> None:
    """1,150.49 of 1,150.50 prints 99.999%; exactly full prints 100%."""
    rates = {
        actual: next(
            metric.value
            for metric in card(
                FUTIAN, input={"fixed_assets_in_use": actual, "fixed_assets_total": "1150.50 万元"}
            ).metrics
            if metric.id == "fixed_asset_utilization_rate"
        )
        for actual in ("1150.49 万元", "1150.50 万元")
    }

    assert [str(rate) for rate in rates.values()] == ["99.999", "100"]


def test_a_rate_near_a_band_edge_prints_on_its_side() -> None:
    """89.996% is below 90% and is not printed as 90.00%."""
    scorecard = card(FUTIAN, input={"three_public_actual": "0.89996 万元", "three_public_budget": "1 万元"})

    assert {metric.id: str(metric.value) for metric in scorecard.metrics}[
        "three_public_control_rate"
    ] == "89.996"


def test_the_machine_format_holds_scores_as_text() -> None:
    """``score --json``: strings, null while pending, the keys of the design."""
    told = card("last_year", input={"surplus": "0"}).to_json()
    lines: Any = told["indicators"]

    assert [(line["id"], line["score"], line["status"]) for line in lines] == [
        ("fund_surplus", "3", "scored"),
        ("three_public_change", None, "pending"),
    ]
    assert (told["total_score"], told["pending"], told["status"], told["grade"]) == (
        "3",
        "5",
        "pending",
        None,
    )


def test_an_unknown_leaf_is_a_key_error() -> None:
    """Asking a scorecard for a leaf it does not have is our own mistake."""
    with pytest.raises(KeyError):
        card("last_year").line("nothing")


def test_far_exceeding_a_target_without_a_reason_is_an_error() -> None:
    """131 of 100 where the rule asks for a reason from 30 % on: full marks, and the reason is demanded."""
    scored = card("last_year_figures", input={"visits": "131 户"})

    assert str(scored.line("visits_done").score) == "5"
    assert finding(scored, "over_completion_without_reason").severity == "error"


def test_a_reason_settles_the_excess() -> None:
    """The unit's explanation of the indicator is the reason."""
    notes = {"explanations": {"visits_done": "第四季度新增在档家庭31户，全部走访"}}
    scored = card("last_year_figures", input={"visits": "131 户"}, notes=notes)

    assert "over_completion_without_reason" not in {item.code for item in scored.findings}


def test_a_veto_that_rests_on_the_units_word_makes_the_zero_asserted() -> None:
    """Nobody proved the false claims by accounts; the zero is the unit's own statement."""
    line = card("people", input={"false_claims": "2"}).line("compliance")

    assert (str(line.score), line.status) == ("0", "asserted")

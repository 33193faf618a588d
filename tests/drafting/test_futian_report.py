"""The 福田 2021 report: true figures, every lost point told, honest about what is only asserted.

Figures are those of the published self-evaluation report of 深圳市福田区总工会 for 2021.
"""

from __future__ import annotations

import pytest

from drafting.drafts import (
    futian,
    futian_data,
    futian_draft,
    ids,
    paragraph,
    request,
    rows,
    table,
    text_of,
    write,
)


@pytest.mark.parametrize(
    "figure",
    [
        "93.96分",
        "17.97分",
        "55.99分",
        "72.73%",
        "292.06%",
        "157.98%",
        "132.07%",
        "170.24%",
        "98.85%",
        "97.12%",
        "5.99分",
    ],
)
def test_the_text_prints_true_figures(figure: str) -> None:
    """Rates and scores are those the inputs give."""
    assert figure in text_of(futian_draft())


@pytest.mark.parametrize("slip", ["88.89%", "292.08%", "157.08%", "170.02%", "680.08%"])
def test_slips_of_the_published_text_are_gone(slip: str) -> None:
    """Figures the published report got wrong stand nowhere, in no table either."""
    assert slip not in futian_draft().model_dump_json(exclude={"submission"})


def test_every_deducted_indicator_is_a_problem_largest_first() -> None:
    """Five indicators lost points: 4, 1, 1, 0.03 and 0.01."""
    lost = sorted(
        (line for line in futian().scorecard.lines if line.lost), key=lambda line: -(line.lost or 0)
    )

    told = ids(futian_draft(), "problems.problem.")
    assert [line.id for line in lost] == [name for name in told if "." not in name and "adds" not in name][:5]
    assert [
        paragraph(futian_draft(), f"problems.problem.{line.id}").text.split("方面")[0] for line in lost[:2]
    ] == ["（1）公众或服务对象满意度", "（2）固定资产利用率"]


def test_a_problem_tells_phenomenon_cause_effect_and_points() -> None:
    """The unit's own cause stands beside figure, gap and deduction."""
    text = paragraph(futian_draft(), "problems.problem.satisfaction").text

    assert "85.29分" in text
    assert "满分线还差9.71分" in text
    assert "本项得2分，扣4分" in text
    assert "没有针对职工群众单独开展调查" in text


def test_a_measure_without_owner_and_date_asks_for_them() -> None:
    """Nobody is promised for; what is missing is asked for and listed."""
    text = paragraph(futian_draft(), "problems.measure.satisfaction").text

    assert "面向职工群众开展满意度调查" in text
    assert "待补充：责任部门、完成时限" in text
    assert "公众或服务对象满意度改进措施：责任部门、完成时限" in futian_draft().missing


def test_early_spending_is_named_though_it_lost_no_points() -> None:
    """Rates far above the schedule and the fall of the cumulative figure are told neutrally."""
    text = paragraph(futian_draft(), "problems.problem.budget_execution.pace").text

    assert "292.06%、第二季度为157.98%、第三季度为132.07%" in text
    assert "减少6.01万元" in text
    assert "待补充：第四季度累计执行数减少的原因" in text


def test_too_few_aspects_are_stated_in_both_places() -> None:
    """25 asserted points that cover two aspects of at least three are not passed over."""
    score_text = paragraph(futian_draft(), "effectiveness_result.benefits").text
    problem = paragraph(futian_draft(), "problems.problem.benefits.constraint").text

    assert "从4个方面中至少选取3个评价，自评只涉及2个，未达到要求" in score_text
    assert "至少应从3个方面评价，自评只涉及社会效益、可持续影响2个方面" in problem


def test_the_chosen_assets_figure_is_told() -> None:
    """83.03 was filled in, 82.47 is used: both stand in the report, with the reason."""
    problem = paragraph(futian_draft(), "problems.problem.fixed_assets_add_up").text

    assert "在用资产83.03万元" in problem
    assert "82.47万元" in problem
    assert "原填报83.03万元" in paragraph(futian_draft(), "asset_management.fixed_asset_utilization").text


def test_budget_table_adds_up() -> None:
    """The published total row repeated the project row; here it is the sum."""
    assert rows(futian_draft(), "budget_changes")[-1] == ("本年支出合计", "26,923,762.26", "29,527,802.80")


def test_quarterly_table_has_no_sum_of_rates() -> None:
    """Scores are added, rates are averaged."""
    assert rows(futian_draft(), "quarterly_execution")[1:] == [
        ("第一季度", "2,156.00", "738.20", "292.06%", "1"),
        ("第二季度", "2,332.35", "1,476.39", "157.98%", "1"),
        ("第三季度", "2,924.77", "2,214.59", "132.07%", "1"),
        ("第四季度", "2,918.76", "2,952.78", "98.85%", "0.99"),
        ("各季度得分合计", "3.99"),
        ("全年平均执行率", "170.24%", "2"),
        ("总分", "5.99"),
    ]


def test_score_tables_carry_subtotals() -> None:
    """表1 and 表3 end in the dimension's score; 附件1 in the total."""
    assert rows(futian_draft(), "decision_scores")[-1] == ("合计", "20", "20")
    assert ("小计", "8", "7.97") in rows(futian_draft(), "management_scores")
    assert rows(futian_draft(), "management_scores")[-1] == ("合计", "20", "17.97")
    assert rows(futian_draft(), "score_sheet")[-1] == ("合计", "100", "93.96")
    assert [row.kind for row in table(futian_draft(), "score_sheet").rows].count("subtotal") == 11


def test_cells_name_their_facts() -> None:
    """A figure in a table is bound to its fact."""
    first = table(futian_draft(), "quarterly_execution").rows[1].cells

    assert [cell.fact for cell in first] == [
        None,
        "cumulative_expenditure_q1",
        "schedule_q1",
        "execution_rate_q1",
        "budget_execution.budget_execution_1.score",
    ]


def test_headings_are_numbered_by_level() -> None:
    """一、 then （一） then 1., counted anew below each heading."""
    headings = [section.heading for section in futian_draft().sections]

    assert headings[:6] == [
        "一、部门（单位）基本情况",
        "（一）主要职能",
        "（二）年度总体工作和重点工作任务",
        "1.年度总体工作",
        "2.重点工作任务",
        "（三）部门预算编制情况",
    ]
    assert headings[-1] == "四、部门整体支出绩效评价指标评分情况"


def test_what_is_proven_and_what_is_asserted_is_told_apart() -> None:
    """数据可证 and 单位自述 stand beside the total."""
    assert "数据可证23.96分，单位自述70分，没有待补充分值" in paragraph(futian_draft(), "scores.basis").text
    assert "单位自评" in paragraph(futian_draft(), "budget_preparation.budgeting_rationality").text


def test_work_without_an_aspect_is_no_benefit() -> None:
    """完善内部制度 has no aspect: told as work done, not as an effect."""
    assert "完善内部制度" in text_of(futian_draft(), "work_done")
    assert "完善内部制度" not in text_of(futian_draft(), "effectiveness_result")


def test_documents_are_cited_as_given() -> None:
    """《title》（number）, and no document that was not given."""
    assert (
        "《福田区2021年部门预算和2021—2023年中期财政规划编制方案》（福府办函〔2020〕32号）"
        in paragraph(futian_draft(), "budgeting_overview.n1").text
    )
    data = futian_data()
    del data["documents"]
    assert "《福田区总工会" not in text_of(write(request(data)))


def test_full_marks_are_claimed_only_for_indicators_that_have_them() -> None:
    """均得满分 follows the names of indicators without a deduction."""
    lines = futian().scorecard.lines
    claims = [part for part in text_of(futian_draft()).split("。") if "均得满分" in part]
    named = [part.rpartition("；")[2].split("均得满分")[0] for part in claims]

    assert len(claims) >= 3
    assert [line.id for line in lines if line.lost and any(line.label in part for part in named)] == []


def test_another_unit_reads_differently() -> None:
    """Wording rotates with the unit, so that two reports are not alike."""
    data = futian_data()
    data["unit"]["name"] = "深圳市南山区总工会"
    mine, theirs = text_of(futian_draft()).split("\n"), text_of(write(request(data))).split("\n")

    assert len(set(mine) - set(theirs)) > 10


def test_signatory_and_date_are_the_submissions() -> None:
    """落款 is the unit; a missing date is asked for."""
    draft = futian_draft()

    assert (draft.signatory, draft.date) == ("深圳市福田区总工会", "待补充：成文日期")
    assert "成文日期" in draft.missing

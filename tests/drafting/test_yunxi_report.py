"""The 云溪 2020 report: what figures prove, what the unit asserts, what rests on nothing stand apart.

Figures are those of the published self-evaluation report of 岳阳市云溪区总工会 for 2020.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from drafting.drafts import ids, paragraph, rows, table, text_of, write
from drafting.families import (
    YUEYANG,
    bare,
    data_of,
    request,
    yueyang_full,
    yueyang_troubled,
    yunxi,
)
from ziping.domain.quantity import plain


def test_nine_of_sixteen_points_are_proven_and_thirty_of_thirty_seven_settled() -> None:
    """9 points from figures, 21 asserted, 63 that rest on nothing in the report."""
    card = yunxi().scorecard
    from_figures = [line.max_score for line in card.lines if line.status == "scored"]
    settled = [line.max_score for line in card.lines if line.score is not None]

    assert (card.proven, sum(from_figures)) == (9, 16)
    assert (card.total_score, sum(settled)) == (30, 37)
    assert (card.asserted, card.pending, card.grade) == (21, 63, None)


def test_the_published_score_is_said_to_be_unsupported() -> None:
    """98 claimed, 30 supported: 5 denied by a rule, 63 without figures."""
    found = next(item for item in yunxi().scorecard.findings if item.code == "claimed_total_unsupported")

    assert (
        "自报总分 98 分，按规则和所报数据只能支持 30 分（数据可证 9 分、单位自述 21 分），差 68 分"
        in found.message
    )
    assert "5 分按评分标准不应得（财政供养人员控制率）" in found.message
    assert "63 分没有数据支持" in found.message
    assert "等 15 项" in found.message


def test_a_claim_never_scores() -> None:
    """Without the block the scorecard is the same, findings about it apart."""
    data = data_of("yunxi_department_2020")
    del data["claimed"]
    with_claims, without = yunxi().scorecard, request(data).scorecard

    assert with_claims.lines == without.lines
    assert with_claims.total_score == without.total_score
    assert not [item for item in without.findings if item.code.startswith("claimed")]


def test_ten_in_post_over_seven_posts_get_nothing() -> None:
    """142.86 %, 42.86 points over: 0 of 5, in text, table and remark."""
    draft = write(yunxi())
    row = next(row for row in rows(draft, "score_sheet") if "财政供养人员控制率" in row)

    assert "控制率为142.86%，超过100%的标准42.86个百分点" in text_of(draft, "input_result")
    assert row[-3:] == ("5", "0", "财政供养人员控制率142.86%")


def test_two_indicators_of_one_name_are_told_apart() -> None:
    """Text and list of what is missing call them by their own names; the score sheet keeps the official one."""
    draft = write(request(bare(YUEYANG, "2020")))
    told = text_of(draft, "problems.pending")
    official = [row for row in rows(draft, "score_sheet") if "管理制度健全性" in row]

    assert "预算管理制度健全性" in told
    assert "资产管理制度健全性" in told
    assert len(official) == 2
    assert {"budget_systems", "asset_systems"} <= {line.id for line in yunxi().scorecard.lines}


def test_their_facts_have_different_names() -> None:
    """A figure of one can never pass for the other's."""
    facts = yueyang_troubled().facts.by_id()

    assert facts["budget_systems.score"].label == "预算管理制度健全性得分"
    assert facts["asset_systems.score"].label == "资产管理制度健全性得分"
    assert (facts["budget_systems.score"].value, facts["asset_systems.score"].value) == ("2", "3")


def test_the_cover_carries_unit_code_and_date() -> None:
    """Name, budget code and date of the report, in the form's order."""
    lines = [line.text for line in write(yunxi()).cover]

    assert lines[0] == "部门（单位）名称：岳阳市云溪区总工会"
    assert lines[1] == "预算编码：116001"
    assert lines[-1] == "报告日期：2021年7月15日"


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("income_form", ("局机关及二级机构汇总", "274.98", "待补充", "274.98", "待补充", "待补充", "待补充")),
        (
            "expenditure_form",
            ("局机关及二级机构汇总", "274.98", "274.98", "214.21", "60.77", "0.00", "0.00", "待补充"),
        ),
        ("three_public_form", ("局机关及二级机构汇总", "10.05", "10.05", "0.00", "0.00", "0.00")),
        ("fixed_assets_form", ("局机关及二级机构汇总", "76.35", "76.35", "0.00", "0.00")),
    ],
)
def test_the_small_tables_hold_the_reports_figures(name: str, row: tuple[str, ...]) -> None:
    """What the report left blank stays open, never 0."""
    assert rows(write(yunxi()), name)[-1] == row


def test_cells_of_a_form_name_their_facts() -> None:
    """A figure in a form is bound to its fact, words are not."""
    last = table(write(yunxi()), "fixed_assets_form").rows[-1]

    assert [cell.fact for cell in last.cells] == [
        None,
        "fixed_assets_total",
        "fixed_assets_in_use",
        "fixed_assets_leased",
        "fixed_assets_other",
    ]


def test_blank_kinds_of_objectives_stay_open() -> None:
    """时效 and 成本 were left blank: 待补充, not 已完成."""
    told = rows(write(yunxi()), "quantitative_form")

    assert ("时效指标", "待补充：时效指标的目标", "待补充：时效指标的完成情况") in told
    assert ("打造2—3家工会阵地建设示范点", "以奖代投29万元，打造阵地建设示范点6家") in [
        row[-2:] for row in told
    ]
    assert "已完成" not in str(told)


def test_signatures_are_left_blank() -> None:
    """Nobody's name, opinion or date is written for them."""
    told = rows(write(yunxi()), "evaluators_form")

    assert told[1:5] == [("\n", "", "", "")] * 4
    assert [row[0].strip("\n　").split("：")[0] for row in told[5:]] == [
        "评价组组长（签字）",
        "部门（单位）意见",
        "财政部门归口业务股室意见",
        "填报人（签名）",
    ]


def test_two_figures_for_the_staff_are_not_smoothed_over() -> None:
    """10 on the cover, 10 + 6 in the text: both stand, and the problem is named."""
    draft = write(yunxi())

    assert "行政人员10人、事业人员6人，与实有在职人数不一致" in text_of(draft, "staff")
    assert "problems.problem.staff_adds_up" in [item.id for item in draft.paragraphs()]


def test_the_conclusion_gives_no_total_while_points_are_open() -> None:
    """63 points are open: no total, no grade."""
    text = text_of(write(yunxi()), "conclusion")

    assert "已评定30分，15个三级指标、63分缺少数据，暂不给出总分和等次" in text
    assert "98" not in text


def test_full_marks_close_with_total_and_grade() -> None:
    """Every figure given: 100 points, 优秀, no problem invented."""
    draft = write(yueyang_full())

    assert yueyang_full().scorecard.total_score == 100
    assert "自评得100分" in text_of(draft, "conclusion")
    assert rows(draft, "result_form") == [("绩效自评综合得分", "100分"), ("评价等次", "优秀")]
    assert ids(draft, "problems.problem.") == []


def test_problems_come_largest_first() -> None:
    """By points lost, every deducted indicator, each with its points."""
    asked = yueyang_troubled()
    lost = sorted((line for line in asked.scorecard.lines if line.lost), key=lambda line: -(line.lost or 0))
    told = ids(write(asked), "problems.problem.")[: len(lost)]

    assert told == [line.id for line in lost]
    assert [
        f"扣{plain((line.lost or Decimal(0)).normalize())}分"
        for line in lost
        if f"扣{plain((line.lost or Decimal(0)).normalize())}分"
        not in paragraph(write(asked), f"problems.problem.{line.id}").text
    ] == []

"""增城 2022 and 花都 2021: five chapters, true rates, a total as entered, what nobody explains said so.

Figures are those of the published self-evaluation reports of the two district unions.
"""

from __future__ import annotations

from drafting.drafts import ids, paragraph, rows, text_of, write
from drafting.families import (
    guangzhou_partly,
    guangzhou_sparse,
    huadu,
    zengcheng,
)

CHAPTERS = ["一、基本情况", "二、综合评价分析", "三、存在的主要问题", "四、下一步改进措施", "五、附件"]


def test_the_five_chapters_stand_in_order() -> None:
    """The outline of both reports."""
    draft = write(zengcheng())

    assert [section.heading for section in draft.sections if section.level == 1] == CHAPTERS


def test_rates_are_rounded_half_up_from_the_inputs() -> None:
    """902.83 of 922.64 and 236.43 of 287.99."""
    text = text_of(write(zengcheng()))

    assert "预算执行率97.85%" in text
    assert "占年初项目预算的82.10%" in text


def test_money_left_is_never_a_hundred_per_cent() -> None:
    """1,150.49 of 1,150.50 is 99.999 %, in text and table."""
    draft = write(huadu())

    assert "预算执行率99.999%，比全年预算数少0.01万元" in text_of(draft, "accounts")
    assert "99.999%" in rows(draft, "overall_form")[5]
    assert "预算执行率100" not in text_of(draft, "accounts")


def test_a_project_not_spent_to_the_last_shows_it() -> None:
    """99,999.90 of 100,000 元 takes more digits, amount and rate alike."""
    text = text_of(write(guangzhou_partly()), "project_results")

    assert "该项目预算10.00000万元，支出9.99999万元，该项目执行率99.9999%" in text


def test_the_entered_total_gets_its_grade() -> None:
    """94.79 as entered is 优."""
    card = zengcheng().scorecard

    assert (str(card.total_score), card.grade, card.status) == ("94.79", "优", "final")
    assert "自评得94.79分，绩效等级为“优”" in text_of(write(zengcheng()), "conclusion")


def test_unexplained_points_are_reported_and_put_down_to_nothing() -> None:
    """5.21 points: said in conclusion and problems, attributed to no indicator."""
    draft = write(zengcheng())
    lead = paragraph(draft, "problems.lead").text

    assert "比满分少5.21分，没有列明扣在哪项指标（待补充：扣分的指标、分数和原因）" in lead
    assert "有5.21分没有列明扣在哪项指标" in text_of(draft, "conclusion")
    assert "工作受表彰" not in text_of(draft, "problems")


def test_a_known_deduction_leaves_only_the_rest_unexplained() -> None:
    """5 points for no commendation, 0.21 for nobody knows what."""
    lead = paragraph(write(guangzhou_partly()), "problems.lead").text

    assert "已列明扣在工作受表彰或批评情况（扣5分），另有0.21分没有列明扣在哪项指标" in lead


def test_no_commendation_costs_five_points() -> None:
    """95 of 100, the one deduction told with its cause and its measure."""
    draft = write(huadu())

    assert str(huadu().scorecard.total_score) == "95"
    assert "没有受到表彰，本项不得分，扣5分" in paragraph(draft, "problems.problem.commendation").text
    assert "加强绩效管理学习" in paragraph(draft, "measures.measure.commendation").text


def test_the_word_file_says_that_the_scoring_table_is_incomplete() -> None:
    """The city's weights are to be filled in from its own notice."""
    assert (
        "待补充：按当年自评通知所附评分表补全指标和分值"
        in paragraph(write(huadu()), "conclusion.incomplete").text
    )
    assert "rubric_incomplete" in [item.code for item in huadu().scorecard.findings]


def test_a_measure_for_nothing_in_particular_answers_no_problem() -> None:
    """One loose measure and three loose problems are not paired by guess."""
    draft = write(huadu())

    assert "厉行节约" in paragraph(draft, "measures.other_measures").text
    assert "针对性措施尚未填报" in paragraph(draft, "measures.measure.noted2").text


def test_objectives_stand_beside_what_was_reached() -> None:
    """Each task with its objective; work without one is told under 主要工作成效."""
    draft = write(huadu())

    assert "劳模参观学习（目标：符合标准的劳模覆盖面100%）：符合标准的84名劳模参加参观学习" in text_of(
        draft, "task_results"
    )
    assert "15项群众性活动" in text_of(draft, "work_done")
    assert "15项群众性活动" not in text_of(draft, "task_results")


def test_nothing_given_asks_for_everything() -> None:
    """Name and year alone give five chapters of 待补充 without a score."""
    draft = write(guangzhou_sparse())

    assert "暂不给出总分和等级" in text_of(draft, "conclusion")
    assert ids(draft, "problems.problem.") == []
    assert len(draft.missing) > 10

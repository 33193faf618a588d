"""Deductions, problems and measures."""

from __future__ import annotations

from tests.audit.papers import paper, told

from ziping.audit.whole_losses import deduction_not_explained
from ziping.audit.whole_problems import (
    full_marks_against_problem,
    judged_both_ways,
    measure_without_owner,
    problem_without_measure,
)

SHEET = """
| 一级指标 | 三级指标 | 分值 | 得分 |
| --- | --- | --- | --- |
| 管理 | 固定资产利用率 | 2 | 1 |
| 管理 | 预决算信息公开 | 3 | 3 |
"""
PROBLEMS = "## 三、存在的主要问题\n\n"
MEASURES = "\n\n## 四、改进措施\n\n"


def test_a_deduction_the_problems_do_not_tell_is_found() -> None:
    """利用率 lost a point, the problems speak of training."""
    text = SHEET + "\n\n" + PROBLEMS + "一是职工培训覆盖不够。"

    assert [severity for severity, _ in told(deduction_not_explained, text)] == ["warning"]


def test_a_deduction_that_is_told_passes() -> None:
    """The problem names the indicator in its own words."""
    text = SHEET + "\n\n" + PROBLEMS + "一是固定资产利用率偏低，闲置设备没有及时处置。"

    assert told(deduction_not_explained, text) == []


def test_points_lost_in_a_sentence_count_as_well() -> None:
    """“在受表彰项目扣分5分” without a score sheet."""
    text = "我会在工作受表彰或批评项目扣分5分。\n\n" + PROBLEMS + "一是建会覆盖有待加强。"

    assert [severity for severity, _ in told(deduction_not_explained, text)] == ["warning"]


def test_points_of_a_merged_cell_are_no_loss() -> None:
    """15 points over three rows of 5 each."""
    table = (
        "<table><tr><td>三级指标</td><td>分值</td><td>自评得分</td></tr>"
        "<tr><td>经济效益</td><td rowspan='3'>15</td><td>5</td></tr>"
        "<tr><td>社会效益</td><td>5</td></tr><tr><td>生态效益</td><td>5</td></tr></table>"
    )

    assert told(deduction_not_explained, table) == []


def test_a_problem_without_a_measure_is_found() -> None:
    """Two problems, one measure."""
    text = (
        PROBLEMS
        + "一是新就业群体建会覆盖不足；二是职工书屋图书更新慢。"
        + MEASURES
        + "一是办公室6月底前更新职工书屋图书。"
    )

    assert [stated for _, stated in told(problem_without_measure, text)] == ["一是新就业群体建会覆盖不足；"]


def test_problems_with_their_measures_pass() -> None:
    """Each problem has its answer, in a section of its own or in the same item."""
    apart = PROBLEMS + "一是职工书屋图书更新慢。" + MEASURES + "一是每季度更新职工书屋图书。"
    joint = "## 三、存在问题及改进措施\n\n一是职工书屋图书更新慢。下一步每季度补充新书，由办公室负责。"

    assert told(problem_without_measure, apart) + told(problem_without_measure, joint) == []


def test_problems_and_measures_in_two_lists_of_one_section_pass() -> None:
    """The list of measures begins anew at （1）."""
    text = (
        "## 三、存在问题及改进措施\n\n（1）职工书屋图书更新慢，读者人数比上年减少，全年只补充图书两次，职工意见集中。\n\n"
        "（1）职工书屋：每季度补充新书。"
    )

    assert told(problem_without_measure, text) == []


def test_without_problems_nothing_is_judged() -> None:
    """A report without 存在问题 is not assessable here."""
    assert problem_without_measure(paper("全年工作有序。")).not_assessable


def test_measures_without_owner_and_time_are_one_note() -> None:
    """Who and until when, told once for all measures."""
    text = PROBLEMS + "一是更新慢。" + MEASURES + "一是加大投入；二是办公室6月底前补充图书；三是提高水平。"
    findings = measure_without_owner(paper(text)).findings

    assert [finding.severity for finding in findings] == ["note"]
    assert "3 条措施中有 2 条" in findings[0].message


def test_full_marks_against_an_admitted_problem_are_found() -> None:
    """绩效指标清晰 above, 绩效目标不够清晰明确 below."""
    text = (
        "本单位绩效指标清晰、细化。\n\n"
        + PROBLEMS
        + "一是个别项目绩效目标不够清晰明确。"
        + MEASURES
        + "一是加强审核。"
    )

    assert [severity for severity, _ in told(full_marks_against_problem, text)] == ["warning"]
    assert told(full_marks_against_problem, text.replace("不够清晰明确", "数量较多")) == []


def test_a_rate_judged_both_ways_is_noted() -> None:
    """98.85% is good in one place and a deviation in another."""
    text = "预算执行率为98.85%，总体执行情况良好。\n\n" + PROBLEMS + "一是预算执行率98.85%，与进度存在偏差。"

    assert told(judged_both_ways, text) == [("note", "98.85%")]
    assert told(judged_both_ways, text.replace("良好", "如下")) == []


REASONS = """
| 一级指标 | 三级指标 | 分值 | 得分 | 扣分原因 |
| --- | --- | --- | --- | --- |
| 产出 | 图书配送准时率 | 5 | 4 | {} |
| 产出 | 讲座场次 | 5 | 5 | 无 |
"""


def test_a_reason_in_the_row_itself_is_enough() -> None:
    """Eight letters of why are a reason; 无, the rule or the rate once more are none."""
    problems = "\n\n" + PROBLEMS + "一是职工培训覆盖不够。"

    assert told(deduction_not_explained, REASONS.format("承运商停运三周") + problems) == []
    for empty in ("无", "按比例计分", "准时率82%"):
        assert len(told(deduction_not_explained, REASONS.format(empty) + problems)) == 1


def test_a_sum_of_a_group_s_deductions_is_no_indicator() -> None:
    """“其中产出扣1.00分” is of the group 产出, whose indicators are told one by one."""
    text = (
        REASONS.format("承运商停运三周")
        + "\n\n共扣1.00分，其中产出扣1.00分。\n\n"
        + PROBLEMS
        + "一是培训不够。"
    )

    assert told(deduction_not_explained, text) == []


def test_a_problem_may_speak_of_what_was_left_over_in_its_own_words() -> None:
    """采购执行率 by 采购, 结转结余 by 结转资金."""
    sheet = SHEET.replace("固定资产利用率", "采购执行率")
    text = f"{sheet}\n\n{PROBLEMS}一是采购合同签得晚。"

    assert told(deduction_not_explained, text) == []


JOINT = "## 三、问题和改进措施\n\n"


def test_a_department_with_its_date_is_a_measure() -> None:
    """由文宣科2026年5月底前……; 由于 gives a reason and no measure."""
    problem = "一是夜校报名人数不足，两个班没有开成，学员反映上课地点离家远，来回一个多小时。"
    answered = JOINT + problem + "由文宣科2026年5月底前在工业园另设教学点。"
    reasoned = JOINT + problem + "由于宣传科人手紧，没有上门招生。"

    assert told(problem_without_measure, answered) == []
    assert len(told(problem_without_measure, reasoned)) == 1


def test_the_one_short_item_without_a_measure_is_found() -> None:
    """All others have theirs."""
    items = [f"{n}.第{n}处场馆灯光老化。由场馆科2026年{n}月底前更换。" for n in (1, 2)]
    text = JOINT + "\n\n".join([*items, "3.停车场尚未划线。"])

    assert [stated for _, stated in told(problem_without_measure, text)] == ["3.停车场尚未划线。"]
    assert told(problem_without_measure, text + "由场馆科2026年4月底前划好。") == []

"""Deductions, problems and measures."""

from __future__ import annotations

from tests.audit.papers import paper, told

from ziping.audit.whole_problems import (
    deduction_not_explained,
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

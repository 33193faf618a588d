"""Submissions that are empty, perfect, troubled or hostile."""

from __future__ import annotations

import re

from drafting.drafts import (
    BARE,
    futian_data,
    ids,
    paragraph,
    pending_but_told,
    perfect,
    request,
    rows,
    sparse,
    text_of,
    troubled,
    write,
)


def test_an_almost_empty_submission_asks_for_everything() -> None:
    """Name and year give a whole report of 待补充, without a score."""
    draft = write(sparse())

    assert len(draft.missing) > 50
    assert "待补充的资料涉及21个三级指标、100分" in paragraph(draft, "problems.pending").text
    assert "暂不给出总分" in paragraph(draft, "scores.total").text
    assert "《" not in text_of(draft)


def test_an_almost_empty_submission_invents_no_figure() -> None:
    """The only figures left are points of the rules and counts of what is missing."""
    units = set(re.findall(r"[0-9.]+([^0-9.，。）、]?)", text_of(write(sparse()))))

    assert units == {"年", "分", "个", ""}


def test_missing_figures_stay_open_in_tables() -> None:
    """A cell without its figure says 待补充, never 0."""
    assert rows(write(sparse()), "budget_changes")[1] == ("一、基本支出", "待补充", "待补充")
    assert rows(write(sparse()), "score_sheet")[-1] == ("合计", "100", "待补充")


def test_full_marks_everywhere_is_told_honestly() -> None:
    """No deduction: said so, with what rests on the unit's word, and no measure invented."""
    draft = write(perfect())
    lead = paragraph(draft, "problems.lead").text

    assert perfect().scorecard.total_score == 100
    assert "均未扣分" in lead
    assert "总分中有70分为单位自述" in lead
    assert ids(draft, "problems.measure.") == []


def test_work_is_told_even_when_no_figure_is_filled_in() -> None:
    """Tasks and notes do not wait for the figures."""
    text = text_of(write(pending_but_told()))

    assert "发放帮扶资金96.9万元" in text
    assert "暂不计分" in text


def test_an_item_that_does_not_apply_says_why_and_what_it_counts() -> None:
    """不适用 with the unit's reason and the rule's consequence."""
    text = paragraph(write(troubled()), "funds_management.budget_disclosure").text

    assert "不适用，理由是按规定不需要公开，按评分标准直接得3分" in text


def test_a_zero_is_written_as_no_points() -> None:
    """不得分, with the deduction."""
    assert "整项不得分，扣3分" in paragraph(write(troubled()), "funds_management.financial_compliance").text


def test_part_marks_name_the_condition_that_failed() -> None:
    """The condition not met is quoted with its points."""
    text = paragraph(write(troubled()), "budget_preparation.budgeting_rationality").text

    assert "“预算编制和分配符合职责和政策要求”未达到，不得分，扣1分" in text


def test_over_spending_is_not_praised() -> None:
    """Above the plan the rate part is lost, and the text says by how much."""
    text = paragraph(write(troubled()), "funds_management.procurement_execution").text

    assert "实际采购超出政府采购预算金额0.80万元" in text


def test_a_missing_cause_is_asked_for() -> None:
    """Without the unit's word on the cause none is made up."""
    draft = write(troubled())

    assert "待补充：重点工作完成情况扣分的原因" in paragraph(draft, "problems.problem.key_tasks").text
    assert "重点工作完成情况扣分的原因" in draft.missing


def test_a_measure_tells_who_when_and_how_it_is_checked() -> None:
    """All four elements in the unit's words."""
    assert (
        "每季度开展一次满意度调查，由办公室负责，2022年6月底前完成，以满意度达到90分为完成标准"
        in paragraph(write(troubled()), "problems.measure.satisfaction").text
    )


def test_a_problem_without_an_indicator_comes_last_with_its_measure() -> None:
    """The unit's own problem is kept, its measure paired."""
    draft = write(troubled())

    assert "信息化水平不足。主要原因是系统建设起步晚" in paragraph(draft, "problems.problem.noted1").text
    assert (
        "建设信息系统，由财务部负责（待补充：完成时限、完成标准）"
        in paragraph(draft, "problems.measure.noted1").text
    )


def test_a_contradiction_nobody_settled_stays_open() -> None:
    """Parts that do not add up to the total are shown with what is asked for."""
    text = paragraph(write(troubled()), "problems.problem.three_public_actual_adds_up").text

    assert "相加，与“三公”经费实际支出4.50万元不相等" in text
    assert "待补充：“三公”经费支出构成不一致的说明" in text


def test_few_tasks_are_not_padded() -> None:
    """Two tasks are told; the rest is asked for."""
    assert ids(write(troubled()), "work_done.") == ["theme1", "missing"]


def test_date_and_recipients_are_printed_as_given() -> None:
    """成文日期 without padding, 主送机关 as filled in."""
    draft = write(troubled())

    assert (draft.date, draft.recipients) == ("2022年3月5日", ("示例县财政局",))


def test_text_of_a_submission_is_never_a_template() -> None:
    """Braces, tags and marks in what a unit wrote are plain characters."""
    data = futian_data()
    data["unit"]["duties"] = ["办{{ 7*7 }}事", "{% raw %}", "{# 注 #}"]
    data["tasks"] = [
        {
            "title": "走访\ue000职工\U000f0000",
            "result": "慰问{{ f('x') }}职工3名\n{% endcall %}发放5份",
            "theme": "{{",
        }
    ]
    text = text_of(write(request(data)))

    assert "办{{ 7*7 }}事" in text
    assert "走访职工，慰问{{ f('x') }}职工3名；{% endcall %}发放5份" in text
    assert not re.search("[\ue000-\uf8ff\U000f0000-\U0010fffd]", text)


def test_a_very_long_text_is_kept_whole() -> None:
    """5,000 characters of a task stand in the report as they are."""
    data = {**BARE, "tasks": [{"title": "长文", "result": "长" * 5000}]}

    assert "长" * 5000 in text_of(write(request(data)))


def test_more_tasks_than_one_row_holds_are_split() -> None:
    """Seven tasks of a theme make two rows of 一是……."""
    tasks = [{"theme": "服务", "title": f"办事{letter}", "result": "已办结"} for letter in "甲乙丙丁戊己庚"]
    draft = write(request({**BARE, "tasks": tasks}))

    assert ids(draft, "work_done.") == ["theme1", "theme1_2"]
    assert "四是办事丁" in paragraph(draft, "work_done.theme1").text
    assert "三是办事庚" in paragraph(draft, "work_done.theme1_2").text

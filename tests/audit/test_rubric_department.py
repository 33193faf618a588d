"""A department report against its rubric."""

from __future__ import annotations

import pytest
from tests.audit.papers import paper

from ziping.audit.checks import AuditInput, CheckFunction
from ziping.audit.rubric_department import score_against_rule, score_without_figures, weight_against_rubric
from ziping.audit.rubric_evidence import (
    aspects_chosen,
    blank_indicator_scored,
    deduction_by_tier,
    tasks_not_listed,
    template_indicator,
)
from ziping.audit.rubric_figures import stated_inputs
from ziping.domain.finding import Finding
from ziping.intake.rubric_yaml import load_rubric

RUBRIC = load_rubric("example-2025-department", ()).rubric
STAFF = "本单位核定编制数共{posts}名，年末实有在编人数{staff}名。\n\n"
HEAD = "| 一级指标 | 三级指标 | 评分标准 | 分值 | 自评得分 |\n| --- | --- | --- | --- | --- |\n"


def sheet(*rows: str) -> str:
    return HEAD + "\n".join(f"| 部门管理 | {row} |" for row in rows) + "\n"


def report(text: str) -> AuditInput:
    return paper(text, rubric=RUBRIC)


def findings(check: CheckFunction, text: str) -> tuple[Finding, ...]:
    return check(report(text)).findings


CONTROL = sheet("财政供养人员控制率 | 不超过100%得1分 | 1 | {score}", "合计 |  | 20 | {total}")


def test_a_score_the_rule_does_not_give_is_an_error_and_so_is_the_total() -> None:
    """12 in post over 10 posts is 120%, which scores 0; the total loses the point."""
    text = STAFF.format(posts=10, staff=12) + CONTROL.format(score=1, total=18)
    found = findings(score_against_rule, text)

    assert [(f.severity, f.subject, f.stated, f.expected) for f in found] == [
        ("error", "payroll_staff_control", "1", "0"),
        ("error", "total", "18", "17"),
    ]


def test_a_score_that_follows_its_rule_passes() -> None:
    """9 in post over 10 posts."""
    assert (
        findings(score_against_rule, STAFF.format(posts=10, staff=9) + CONTROL.format(score=1, total=18))
        == ()
    )


def test_figures_that_disagree_are_an_error_only_when_each_of_them_denies_the_score() -> None:
    """12 and 14 in post: 0 either way. 9 and 12: the report may be right."""
    both = STAFF.format(posts=10, staff=12) + "在编人数14名。\n\n" + CONTROL.format(score=1, total=18)
    one = STAFF.format(posts=10, staff=12) + "在编人数9名。\n\n" + CONTROL.format(score=1, total=18)

    assert [f.subject for f in findings(score_against_rule, both)] == ["payroll_staff_control", "total"]
    assert findings(score_against_rule, one) == ()


def test_without_figures_a_score_is_asked_for_not_denied() -> None:
    """Nothing on posts: no error, a warning that names what is missing."""
    text = CONTROL.format(score=1, total=18)
    (found,) = findings(score_without_figures, text)

    assert findings(score_against_rule, text) == ()
    assert (found.severity, "核定编制数" in found.message) == ("warning", True)


@pytest.mark.parametrize(
    "words",
    [
        "财政供养人员控制率为90%。",
        "财政供养人员控制率对本单位不适用。",
    ],
)
def test_a_rate_that_is_printed_or_does_not_apply_needs_no_figures(words: str) -> None:
    """The rate itself, or why there is none."""
    assert findings(score_without_figures, f"{words}\n\n" + CONTROL.format(score=1, total=18)) == ()


def test_points_that_are_not_the_rubrics_are_an_error() -> None:
    """2 points for an indicator of 1."""
    text = sheet("财政供养人员控制率 | 不超过100%得2分 | 2 | 2")

    assert [(f.severity, f.stated, f.expected) for f in findings(weight_against_rubric, text)] == [
        ("error", "2", "1")
    ]
    assert findings(weight_against_rubric, CONTROL.format(score=1, total=18)) == ()


def test_inputs_are_read_from_text_and_tables_in_the_rubrics_unit() -> None:
    """51,000元 is 5.1 万元; a target column and a score column are no figures."""
    table = "| 项目 | 金额（元） |\n| --- | --- |\n| 政府采购预算金额 | 51,000.00 |\n"
    inputs = stated_inputs(report(table + "\n\n实际政府采购金额为5.05万元。").figures, RUBRIC)

    assert {name: str(values[0].value) for name, values in inputs.items()} == {
        "procurement_plan": "5.1",
        "procurement_actual": "5.05",
    }


ASPECTS = "## （三）效果性\n\n（1）社会效益方面，服务职工860人次。\n\n（2）可持续影响方面，制度更健全。\n\n"


def test_too_few_aspects_are_an_error() -> None:
    """Two of four reported, three asked for."""
    assert [(f.severity, f.stated) for f in findings(aspects_chosen, ASPECTS)] == [("error", "2个方面")]
    assert findings(aspects_chosen, ASPECTS + "（3）经济效益方面，节约6万元。") == ()


def test_a_report_that_admits_too_few_aspects_hides_nothing() -> None:
    """It is only noted."""
    text = ASPECTS + "上述方面不足三个，待补充经济效益、生态效益。"

    assert [f.severity for f in findings(aspects_chosen, text)] == ["note"]


def test_tasks_scored_without_a_list_are_found() -> None:
    """8 points for key tasks nobody counted."""
    said = "重点工作完成情况良好，本指标得分8分。"

    assert [f.severity for f in findings(tasks_not_listed, said)] == ["warning"]
    assert findings(tasks_not_listed, "全年重点工作12项，完成12项。" + said) == ()


BLANK = """<table>
<tr><td>评价内容</td><td>绩效目标</td><td>完成情况</td></tr>
<tr><td>经济效益</td><td>指标1：</td><td></td></tr>
<tr><td>社会效益</td><td>服务职工860人次</td><td>已完成</td></tr>
</table>

"""


def test_points_for_an_empty_indicator_are_found() -> None:
    """经济效益 is blank above and has 5 points below; 社会效益 is filled in."""
    text = BLANK + sheet("经济效益 | 按完成情况 | 5 | 5", "社会效益 | 按完成情况 | 5 | 5")

    assert [(f.severity, f.subject) for f in findings(blank_indicator_scored, text)] == [
        ("warning", "经济效益")
    ]
    assert findings(blank_indicator_scored, BLANK + sheet("经济效益 | 按完成情况 | 5 | 0")) == ()


def test_a_deduction_that_is_only_the_tier_is_found() -> None:
    """85.29 falls into the band of 2 points; nothing was taken off besides."""
    text = "（2）公众或服务对象满意度方面，区总工会得85.29分，由于样本不够酌情扣分，此指标得2分。"

    assert [f.severity for f in findings(deduction_by_tier, text)] == ["warning"]
    assert findings(deduction_by_tier, text.replace("85.29", "96.10")) == ()


def test_template_indicators_that_should_be_broken_down_are_found() -> None:
    """The rule asks for indicators of the unit's own."""
    text = sheet("实事完成情况 | 部门应将其细化成相应的个性化指标 | 5 | 5", "书屋建设 | 建成9个得5分 | 5 | 5")

    assert [f.subject for f in findings(template_indicator, text)] == ["实事完成情况"]


@pytest.mark.parametrize(
    "check", [score_against_rule, score_without_figures, weight_against_rubric, aspects_chosen]
)
def test_without_a_rubric_nothing_is_judged(check: CheckFunction) -> None:
    """The reason names what is missing."""
    assert "评分标准" in check(paper(CONTROL.format(score=1, total=18))).not_assessable

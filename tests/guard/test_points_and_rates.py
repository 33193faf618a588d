"""What reports work out from 分值 and 得分, from a budget and what was spent of it, and from the quarters."""

from __future__ import annotations

import pytest

from guard.tables import facts
from ziping.guard import check

PARK = facts(
    ("评价年度", "2023", "年"),
    ("年初预算数", "240.00", "万元"),
    ("调整后预算数", "250.00", "万元"),
    ("全年执行数", "237.50", "万元"),
    ("上年执行数", "260.00", "万元"),
    ("食堂改造预算", "60.00", "万元"),
    ("食堂改造支出", "48.00", "万元"),
    ("夜校课程支出", "31.20", "万元"),
    ("图书购置支出", "18.40", "万元"),
    ("一季度执行数", "40.00", "万元"),
    ("二季度执行数", "62.50", "万元"),
    ("三季度执行数", "55.00", "万元"),
    ("四季度执行数", "80.00", "万元"),
    ("夜校讲座目标值", "30", "场"),
    ("夜校讲座", "24", "场"),
    ("听课人数", "720", "人"),
    ("健步走人数", "310", "人"),
    ("健步走人数目标值", "300", "人"),
    ("预算执行率指标分值", "10", "分"),
    ("预算执行率指标得分", "9.5", "分"),
    ("夜校讲座指标满分", "8", "分"),
    ("夜校讲座指标得分", "6.4", "分"),
    ("档案管理得分", "5", "分"),
    ("档案管理分值", "5", "分"),
    ("自评总分", "97.9", "分"),
    ("学员满意度", "93.6", "%"),
    ("学员满意度目标值", "90", "%"),
)


def wrong(text: str) -> list[str]:
    return [item.surface for item in check(text, PARK).violations]


@pytest.mark.parametrize(
    "text",
    [
        "夜校讲座指标满分8分，自评6.4分，扣1.6分，主要是讲师不足。",
        "预算执行率指标得9.5分，扣0.5分。夜校讲座指标扣1.6分。以上两项共扣2.1分。",
        "两项指标共扣2.1分，其余指标均为满分。",
        "食堂改造预算60万元，实际支出48万元，执行率80%，结余12万元。",
        "食堂改造支出48万元，执行率为80%。",
        "年初预算240万元，调整后预算250万元，全年执行237.50万元，执行率95%。",
        "全年执行237.50万元，较上年减支22.50万元，下降8.65%。",
        "年初预算240万元，年中追加10万元，调整后预算250万元，比年初增加10万元。",
        "一至四季度分别执行40万元、62.50万元、55万元和80万元。",
        "年初计划举办夜校讲座30场，实际举办24场，缺口6场。",
        "全年举办夜校讲座24场，月均2场。",
        "听课720人，健步走310人，比目标多10人，两项活动共惠及1,030人。",
        "资金用于两个方面：夜校课程31.20万元、图书购置18.40万元。",
        "夜校课程支出31.20万元，占全年执行数的13.14%，不到两成。",
        "学员满意度93.6%，目标值为90%。",
        "夜校讲座计划30场，实际24场，完成率80%；健步走310人，完成率103.33%。",
    ],
)
def test_what_follows_from_points_budgets_and_quarters_is_accepted(text: str) -> None:
    """No fact has the figure, the two it comes from do."""
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("夜校讲座指标满分8分，自评6.4分，扣1.5分，主要是讲师不足。", "1.5分"),
        ("预算执行率指标得9.5分，扣0.5分。夜校讲座指标扣1.6分。以上两项共扣2.2分。", "2.2分"),
        ("三项指标共扣2.1分。", "三项"),
        ("夜校讲座指标满分8分，自评9.5分。", "9.5分"),
        ("食堂改造预算60万元，实际支出48万元，执行率95%，结余12万元。", "95%"),
        ("调整后预算250万元，全年执行237.50万元，执行率80%。", "80%"),
        ("年初预算240万元，调整后预算250万元，全年执行237.50万元，执行率98.96%。", "98.96%"),
        ("夜校讲座指标自评6.4分，得分率95%。", "95%"),
        ("一至四季度分别执行40万元、55万元、62.50万元和80万元。", "55万元"),
        ("全年举办夜校讲座24场，月均3场。", "3场"),
        ("资金用于三个方面：夜校课程31.20万元、图书购置18.40万元。", "三个"),
        ("夜校课程支出31.20万元，占全年执行数的13.14%，超过两成。", "超过两成"),
        ("学员满意度目标值为95%。", "95%"),
        ("夜校讲座计划30场，实际24场，完成率103.33%；健步走310人。", "103.33%"),
        ("夜校讲座指标8分得6.4分，扣1.5分。", "1.5分"),
        ("失分集中在三个方面：预算执行率指标扣0.5分；夜校讲座指标扣1.6分。", "三个"),
    ],
)
def test_the_same_with_one_fault_is_rejected(text: str, surface: str) -> None:
    """A rate of another item, of the budget before it was changed, a quarter out of its place, points that do not add up."""
    assert surface in wrong(text)


def test_points_lost_are_bound_to_both_figures_they_come_from() -> None:
    """The page can show 8分 and 6.4分 beside 扣1.6分."""
    report = check("夜校讲座指标扣1.6分。", PARK)

    (binding,) = report.bindings
    labels = {fact.id: fact.label for fact in PARK}
    assert {labels[fact] for fact in binding.terms} == {"夜校讲座指标满分", "夜校讲座指标得分"}


def test_a_suggestion_for_points_lost_is_what_was_lost() -> None:
    """Not the points that were got, whose fact it is told under."""
    (violation,) = check("夜校讲座指标得6.4分，夜校讲座指标扣6.4分。", PARK).violations

    assert violation.suggestion == "1.6分"
    assert "6.4分" in violation.message


PROJECTS = facts(
    ("评价年度", "2023", "年"),
    ("工友课堂专项预算", "120.00", "万元"),
    ("工友课堂专项支出", "114.00", "万元"),
    ("健康驿站专项预算", "80.00", "万元"),
    ("健康驿站专项支出", "60.00", "万元"),
    ("亲子托管专项预算", "50.00", "万元"),
    ("亲子托管专项支出", "50.00", "万元"),
    ("职工满意度目标值", "95", "%"),
    ("职工满意度", "97.20", "%"),
)


@pytest.mark.parametrize(
    "text",
    [
        "专项资金安排三个项目，预算合计250万元，实际支出224万元，总体执行率89.60%。",
        "工友课堂、健康驿站、亲子托管三个专项执行率分别为95%、75%和100%。",
        "工友课堂专项支出114万元，执行率95%。",
    ],
)
def test_projects_of_one_kind_are_added_up(text: str) -> None:
    """Each has its own budget and spending among the facts; nothing has what they come to together."""
    assert [item.surface for item in check(text, PROJECTS).violations] == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("专项资金安排四个项目，预算合计250万元。", "四个"),
        ("专项资金安排三个项目，预算合计224万元。", "224万元"),
        ("工友课堂、健康驿站、亲子托管三个专项执行率分别为75%、95%和100%。", "75%"),
        ("健康驿站专项支出60万元，执行率95%。", "95%"),
    ],
)
def test_projects_of_one_kind_are_not_mixed_up(text: str, surface: str) -> None:
    """Not one too many, not the spending for the budget, not one project's rate for another's."""
    assert surface in [item.surface for item in check(text, PROJECTS).violations]

"""The plan of a paragraph is read off the offline draft; what comes back is held against it."""

from __future__ import annotations

from functools import cache

from drafting.drafts import futian, futian_data, futian_draft, request, sparse, write
from ziping.domain.guard_report import GuardReport
from ziping.drafting.coverage import coverage, tells
from ziping.drafting.plan import ParagraphPlan, SectionPlan, plan_sections
from ziping.guard import Guard


@cache
def plans() -> dict[str, SectionPlan]:
    return {plan.id: plan for plan in plan_sections(futian(), futian_draft())}


def paragraph(name: str) -> ParagraphPlan:
    section = plans()[name.partition(".")[0]]
    return next(plan for plan in section.paragraphs if plan.id == name)


def codes(name: str, text: str) -> list[str]:
    """What a text lacks, by the guard's own bindings."""
    report: GuardReport = Guard(futian().facts).check(text)
    return [fault.code for fault in coverage(paragraph(name), text, report, futian().facts.by_id())]


def test_deductions_come_in_the_order_of_points() -> None:
    """The largest loss is the first problem, and each problem has its measure in the same order."""
    ids = [plan.id.removeprefix("problems.") for plan in plans()["problems"].paragraphs]
    problems = [
        name.removeprefix("problem.") for name in ids if name.startswith("problem.") and ".pace" not in name
    ]

    assert problems[:5] == [
        "satisfaction",
        "fixed_asset_utilization",
        "off_establishment_staff_control",
        "procurement_execution",
        "budget_execution",
    ]
    assert problems == [name.removeprefix("measure.") for name in ids if name.startswith("measure.")]


def test_a_problem_must_name_its_indicator_its_points_its_figure_and_its_cause() -> None:
    """All four are asked for, the lost points first."""
    plan = paragraph("problems.problem.satisfaction")

    assert plan.names == ("公众或服务对象满意度",)
    assert plan.needs[0].facts == ("satisfaction.lost_points",)
    assert {"satisfaction_score"} in [set(need.facts) for need in plan.needs]
    assert any("没有针对职工群众单独开展调查" in need.words for need in plan.needs)


def test_a_gap_of_the_skeleton_is_a_gap_of_the_plan() -> None:
    """Nobody may promise for a department that did not."""
    assert paragraph("problems.measure.satisfaction").gaps == ("待补充：责任部门、完成时限",)


def test_every_task_belongs_to_the_paragraph_that_tells_it() -> None:
    """Three tasks of the first field, each with figures of which one must be told."""
    plan = paragraph("work_done.theme1")

    assert [item.id for item in plan.items] == ["t1", "t2", "t3"]
    assert [len(need.facts) > 0 for need in plan.needs] == [True, True, True]


def test_numbers_of_paragraphs_are_ours() -> None:
    """The model writes no running number; it is put before the text as the skeleton has it."""
    assert paragraph("work_done.theme2").opening == "（2）"


def test_what_the_unit_has_not_told_is_not_given_to_a_model() -> None:
    """With a name and a year alone no paragraph has material, so none is planned."""
    assert plan_sections(sparse(), write(sparse())) == ()


def test_a_problem_without_a_cause_says_so() -> None:
    """The figures are enough for a problem; the cause stays to be supplied."""
    data = futian_data()
    data["notes"] = {}
    asked = request(data)
    plan = next(plan for plan in plan_sections(asked, write(asked)) if plan.id == "problems").paragraphs[0]

    assert plan.gaps == ("待补充：公众或服务对象满意度扣分的原因",)


def test_a_section_too_long_for_one_ask_is_cut_evenly() -> None:
    """Pieces keep the order, and each holds only its own figures."""
    whole = plans()["problems"]
    parts = list(whole.batches(5))

    assert [len(part.paragraphs) for part in parts] == [5, 5, 5]
    assert [plan.id for part in parts for plan in part.paragraphs] == [plan.id for plan in whole.paragraphs]
    assert "execution_rate_q1" not in {fact.id for fact in parts[0].facts}


GOOD = (
    "公众或服务对象满意度没有进入较高档次，社会公众评价得分偏低。全年满意度得分85.29分，与95分的满分线差9.71分。"
    "服务对象面广，评价依托综合评议，没有针对职工群众单独调查。本项扣4分。"
)


def test_a_paragraph_that_says_everything_lacks_nothing() -> None:
    """Other words than the skeleton's are fine."""
    assert codes("problems.problem.satisfaction", GOOD) == []


def test_left_out_points_names_and_causes_are_found() -> None:
    """Each need is missed by itself."""
    name = "problems.problem.satisfaction"

    assert codes(name, GOOD.replace("本项扣4分。", "")) == ["missing_fact"]
    assert codes(name, GOOD.replace("公众或服务对象满意度", "该指标", 1)) == ["not_named"]
    assert codes(name, GOOD.replace("服务对象面广，评价依托综合评议，没有针对职工群众单独调查。", "")) == [
        "missing_words"
    ]


def test_too_short_and_too_long_are_found() -> None:
    """Bounds follow from what there is to say."""
    assert "length" in codes("work_done.theme1", "近100万人次。")
    assert "length" in codes("problems.problem.satisfaction", GOOD + GOOD * 8)


def test_a_dropped_gap_is_found() -> None:
    """A measure without its department must say that it is missing."""
    text = "公众或服务对象满意度：面向职工群众开展满意度调查，参照历年评议结果查找履职短板"

    assert codes("problems.measure.satisfaction", f"{text}（待补充：责任部门、完成时限）。") == []
    assert codes("problems.measure.satisfaction", f"{text}。") == ["missing_gap"]


def test_words_are_told_in_other_words() -> None:
    """A third of the pairs of letters is enough; another matter is not."""
    assert tells("加快资产调拨，每年开展资产清查盘点", "尽快办完资产调拨，并在每年末盘点资产")
    assert not tells("加快资产调拨，每年开展资产清查盘点", "组织干部培训，提高业务能力")

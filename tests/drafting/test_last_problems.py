"""上年问题整改情况: what this year's data show of last year's problems, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.pipeline.last_reports import PLAIN, scored, submission

from ziping.domain.draft import Draft
from ziping.domain.rubric import Rubric
from ziping.domain.submission import InputValue, LastYear, Problem, Submission
from ziping.drafting.offline import write_offline
from ziping.drafting.plan import plan_sections
from ziping.guard import Guard
from ziping.intake.normalize import Normalised
from ziping.pipeline.draft import Drafted, draft_request, draft_scored
from ziping.pipeline.score import Carry, Scored, read_input, score_raw

REPOSITORY = Path(__file__).resolve().parents[2]
DEPARTMENTS = (
    "templates/demo",
    "eval/reports/futian_department_2021",
    "eval/reports/huadu_department_2021",
    "eval/reports/yunxi_department_2020",
    "eval/reports/zengcheng_department_2022",
)


def with_last(last: LastYear) -> Carry:
    def lay(given: Submission, _rubric: Rubric) -> Normalised:
        return Normalised(given.model_copy(update={"last_year": last}), ())

    return lay


def number(value: str) -> InputValue:
    return InputValue(kind="number", value=Decimal(value), places=len(value.partition(".")[2]))


def drafted(last: LastYear) -> Drafted:
    return draft_scored(scored(submission(), with_last(last)), PLAIN)


def told(draft: Draft) -> list[str]:
    """The paragraphs on last year's problems."""
    section = next(section for section in draft.sections if section.id == "last_problems")
    return [block.text for block in section.blocks if block.kind == "paragraph"]


def test_a_problem_whose_indicator_lost_nothing_is_told_with_both_years() -> None:
    """Figures of both years, last year's points, and that nothing was lost."""
    last = LastYear(
        figures={"fixed_asset_utilization_rate": number("72.10")},
        scores={"fixed_asset_utilization": Decimal("0.5")},
        problems=(Problem(text="部分固定资产没有使用", leaf="fixed_asset_utilization"),),
    )

    result = drafted(last)

    assert result.guarded.findings == ()
    assert told(result.draft)[1] == (
        "（1）上年提出“部分固定资产没有使用”。上年固定资产利用率72.10%，本年91.85%；"
        "上年固定资产利用率得0.5分，本年得1分，没有扣分。"
    )


def test_a_problem_that_still_costs_points_stays_open() -> None:
    """Better or not, the points that are still lost are told."""
    last = LastYear(
        scores={"satisfaction": Decimal(2), "off_establishment_staff_control": Decimal(0)},
        problems=(
            Problem(text="服务对象满意度偏低", leaf="satisfaction"),
            Problem(text="编外人员偏多", leaf="off_establishment_staff_control"),
        ),
    )

    _, better, still = told(drafted(last).draft)

    assert better.endswith("上年公众或服务对象满意度得2分，本年得4分，仍扣2分，列入本年存在的问题。")
    assert still.endswith("上年编外人员控制率不得分，本年不得分，扣1分，列入本年存在的问题继续整改。")


def test_the_units_own_work_answers_a_problem_without_indicator() -> None:
    """规范基层工会换届 answers 部分基层工会换届不及时."""
    last = LastYear(problems=(Problem(text="部分基层工会换届不及时"),))

    assert told(drafted(last).draft)[1] == (
        "（1）上年提出“部分基层工会换届不及时”。"
        "本年相关工作：规范基层工会换届，指导41家到期工会完成换届，到期换届率100%。"
    )


def test_what_nothing_tells_is_asked_for_and_not_invented() -> None:
    """One sentence for all of them, and each in the list of what is missing."""
    last = LastYear(problems=(Problem(text="收据管理不规范"), Problem(text="公章使用登记不全")))

    result = drafted(last)

    assert told(result.draft)[1:] == [
        "上年提出的“收据管理不规范”“公章使用登记不全”等问题，本年数据没有反映整改情况（待补充：整改情况）。"
    ]
    assert "上年提出的“公章使用登记不全”：整改情况" in result.draft.missing
    assert result.guarded.findings == ()


def test_figures_in_the_words_of_a_problem_are_last_years() -> None:
    """88.60% and 7件 are facts of last year, so the guard accepts them there."""
    last = LastYear(
        problems=(
            Problem(text="满意度只有88.60%，有7件来信没有回复", leaf="satisfaction"),
            Problem(text="固定资产有7件账实不符"),
        )
    )

    result = drafted(last)

    assert result.guarded.findings == ()
    assert "88.60%" in told(result.draft)[1]


def test_without_problems_there_is_no_section_and_no_gap_in_the_numbers() -> None:
    """The heading goes with its number."""
    without = [section.heading for section in drafted(LastYear()).draft.sections]
    with_one = [
        section.heading
        for section in drafted(LastYear(problems=(Problem(text="收据管理不规范"),))).draft.sections
    ]

    assert [heading for heading in without if "上年问题" in heading] == []
    assert without[-2] == "（三）后续工作计划、相关建议"
    assert with_one[-3:-1] == ["（三）上年问题整改情况", "（四）后续工作计划、相关建议"]


def test_a_model_is_asked_for_them_with_the_units_words() -> None:
    """A paragraph a problem, last year's words as material, what is missing left to the template."""
    last = LastYear(
        scores={"satisfaction": Decimal(2)},
        problems=(Problem(text="服务对象满意度偏低", leaf="satisfaction"), Problem(text="收据管理不规范")),
    )
    request = draft_request(scored(submission(), with_last(last)), PLAIN)

    plan = next(plan for plan in plan_sections(request, write_offline(request)) if plan.id == "last_problems")

    assert plan.prompt == "last_problems"
    assert [paragraph.id for paragraph in plan.paragraphs] == ["last_problems.last1"]
    assert [item.row() for item in plan.items if item.kind == "上年问题"] == [
        {"编号": "l1", "类别": "上年问题", "内容": "服务对象满意度偏低"}
    ]
    assert "last_year.satisfaction.score" in plan.paragraphs[0].facts


def test_last_years_value_told_as_this_years_is_stale() -> None:
    """From real data of last year."""
    last = LastYear(figures={"budget_execution_rate": number("94.78"), "dispatched_staff": number("19")})
    guard = Guard(scored(submission(), with_last(last)).facts())

    def codes(text: str) -> list[str]:
        return [violation.code for violation in guard.check(text).violations]

    assert codes("2025年，全年预算执行率94.78%。") == ["stale_last_year"]
    assert codes("2025年，年末劳务派遣人数19名。") == ["stale_last_year"]
    assert codes("上年预算执行率94.78%，本年96.90%，比上年提高2.12个百分点。") == []


@pytest.mark.parametrize("name", DEPARTMENTS)
@pytest.mark.parametrize("factor", ["0.9", "1.05"])
def test_no_sentence_is_lost_because_last_year_is_known(name: str, factor: str) -> None:
    """Every figure and score of last year beside this year's: the guard rejects nothing it did not reject before."""
    raw = read_input(REPOSITORY / name / "submission.yaml")
    base = score_raw(raw, PLAIN)
    before = {finding.message for finding in draft_scored(base, PLAIN).guarded.findings}

    result = draft_scored(score_raw(raw, PLAIN, carry=with_last(made_up(base, Decimal(factor)))), PLAIN)

    assert [finding.message for finding in result.guarded.findings if finding.message not in before] == []
    assert len(told(result.draft)) >= 2


def made_up(base: Scored, factor: Decimal) -> LastYear:
    """A year in which every figure was this year's times ``factor``, and every score half a point less."""
    rubric = base.ready.loaded.rubric
    known = {item.id for item in (*rubric.inputs, *rubric.metrics)}
    facts = [fact for fact in base.facts().facts if fact.id in known and fact.decimal is not None]
    lines = [line for line in base.scorecard.lines if line.score is not None]
    figures = {
        fact.id: number(str((Decimal(fact.value) * factor).quantize(Decimal(fact.value)))) for fact in facts
    }
    scores = {line.id: max(Decimal(0), (line.score or Decimal(0)) - Decimal("0.5")) for line in lines}
    problems = [Problem(text=f"{line.called}没有得满分", leaf=line.id) for line in lines[::3]]
    return LastYear(
        figures=figures,
        scores=scores | {"total": base.scorecard.total_score - 2},
        problems=(*problems, Problem(text="固定资产有7件账实不符")),
    )

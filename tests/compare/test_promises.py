"""What last year's report promised for this year."""

from __future__ import annotations

import pytest
from text_reports import last_year, this_year

from ziping.compare.problems import ProblemPart, follow_problems
from ziping.domain.comparison import FollowedPromise

RATE = "三是经费收缴虽有改善，收缴率已达到96.3%，但仍有个别企业拖欠上缴经费。"
SERVED = "全年接待户外劳动者46,210人次"
PLAN = "三是调整城东驿站的开放时间，联系外卖平台引导骑手使用，力争2024年接待户外劳动者45,000人次。"


def promise(part: ProblemPart, label: str) -> FollowedPromise:
    [found] = [one for one in part.promises if one.label == label]
    return found


def test_promises_that_were_kept() -> None:
    """A rate, a piece of work and a number, each with the figure or sentence that shows it."""
    part = follow_problems(this_year(), last_year())

    assert [(one.label, one.target, one.actual, one.outcome) for one in part.promises] == [
        ("收缴率", "达到95%以上", "96.3%", "kept"),
        ("", "", "", "kept"),
        ("接待户外劳动者", "45,000人次", "46,210人次", "kept"),
    ]
    assert "台账同步更新" in part.promises[1].evidence.quote


def test_a_promise_that_was_not_kept() -> None:
    """Fewer than last year: not kept, told at this year's figure with both."""
    part = follow_problems(this_year((SERVED, "全年接待户外劳动者36,210人次")), last_year())
    [finding] = [f for f in part.findings if f.code == "promise_not_kept"]

    assert promise(part, "接待户外劳动者").outcome == "not_kept"
    assert (finding.stated, finding.expected, finding.severity) == ("36,210人次", "45,000人次", "warning")
    assert finding.place.heading == "三、主要履职情况"


def test_most_of_the_way_is_partly() -> None:
    """More than half of the way from last year's figure: partly, a note."""
    part = follow_problems(this_year((SERVED, "全年接待户外劳动者44,120人次")), last_year())
    [finding] = [f for f in part.findings if f.code == "promise_not_kept"]

    assert promise(part, "接待户外劳动者").outcome == "partly"
    assert finding.severity == "note"


def test_a_promise_nothing_is_told_of() -> None:
    """No figure under that name this year."""
    part = follow_problems(this_year((SERVED, "接待了许多户外劳动者")), last_year())

    assert promise(part, "接待户外劳动者").outcome == "not_told"


@pytest.mark.parametrize(
    ("target", "actual", "outcome"),
    [
        ("力争把劳务派遣人员减到10名以内", "年末劳务派遣人员10名", "kept"),
        ("力争把劳务派遣人员减到10名以内", "年末劳务派遣人员14名", "not_kept"),
        ("确保培训满意率不低于95%", "培训满意率95%", "kept"),
        ("确保培训满意率不低于95%", "培训满意率为94.9%", "not_kept"),
        ("确保公务接待费控制率低于90%", "公务接待费控制率90%", "not_kept"),
        ("确保超期办理件数为0件", "全年超期办理件数2件", "not_kept"),
        ("2024年新发展会员1万人", "2024年新发展会员10,020人", "kept"),
    ],
)
def test_targets_from_above_and_below(target: str, actual: str, outcome: str) -> None:
    """以内 and 低于 are ceilings, 不低于 and a bare number are floors; units are read."""
    last = last_year((PLAN, f"三是{target}。"))
    part = follow_problems(this_year(("改造城东驿站，", f"改造城东驿站，{actual}，")), last)

    assert [one.outcome for one in part.promises if one.target][-1] == outcome


def test_figures_of_targets_and_of_last_year_do_not_answer() -> None:
    """目标50,000人次 and 上年47,000人次 are not what was reached."""
    said = "目标接待户外劳动者50,000人次，上年接待户外劳动者47,000人次"
    part = follow_problems(this_year((SERVED, said)), last_year())

    assert promise(part, "接待户外劳动者").outcome == "not_told"


def test_work_that_was_not_done() -> None:
    """A sentence that says it was put off."""
    this = this_year((
        "上年自评发现的固定资产台账不完整问题已整改到位，11件设备全部补贴标签，台账同步更新。",
        "固定资产清查和资产标签补贴、固定资产台账更新因人手不足尚未完成。",
    ))
    part = follow_problems(this, last_year())

    assert [one.outcome for one in part.promises if not one.target] == ["not_kept"]


def test_good_intentions_are_no_promise() -> None:
    """提高认识 can neither be kept nor broken."""
    part = follow_problems(this_year(), last_year((PLAN, "三是提高认识，压实责任，形成合力。")))

    assert len(part.promises) == 2


def test_a_sentence_that_stood_in_last_years_report_shows_nothing() -> None:
    """What was told a year ago, when it was promised, is not how the promise was kept."""
    old = "固定资产清查按季开展，资产标签补贴和台账更新由财务科负责。"
    kept = "上年自评发现的固定资产台账不完整问题已整改到位，11件设备全部补贴标签，台账同步更新。"
    end = "均控制在预算以内。"
    told = follow_problems(this_year((kept, old)), last_year())
    copied = follow_problems(this_year((kept, old)), last_year((end, f"{end}\n\n{old}")))

    assert told.promises[1].outcome == "kept"
    assert copied.promises[1].outcome == "not_told"


def test_a_quarters_figure_answers_no_promise_for_the_year() -> None:
    """第一季度 42.10% is not what was reached of 95%."""
    table = "\n\n| 季度 | 收缴率 |\n| --- | --- |\n| 第一季度 | 42.10% |\n| 第二季度 | 61.00% |\n"
    end = "均控制在预算以内。"
    part = follow_problems(this_year((RATE, "三是经费收缴虽有改善。"), (end, f"{end}{table}")), last_year())

    assert promise(part, "收缴率").outcome == "not_told"

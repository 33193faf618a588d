"""A contradiction concerns several places: a finding names all of them."""

from __future__ import annotations

import pytest
from tests.audit.papers import paper

from ziping.audit.checks import CheckFunction
from ziping.audit.report import found
from ziping.audit.run import audit
from ziping.audit.score_facts import one_score
from ziping.audit.table_rates import series
from ziping.audit.text_facts import key_figures
from ziping.audit.text_repeats import alike, repeated, unit_slips
from ziping.audit.whole_names import document_number, made_or_changed, rate_under_two_names, title_varies
from ziping.audit.whole_order import sentence_twice
from ziping.audit.whole_problems import full_marks_against_problem, judged_both_ways
from ziping.audit.whole_targets import done_but_open, zero_with_remainder
from ziping.domain.place import Place
from ziping.intake.document_md import read_md_document

LONG = "全年组织开展职工技能竞赛和岗位练兵活动，引导广大职工立足本职岗位学习技术、提高素质、建功立业，推动形成良好氛围。"


@pytest.mark.parametrize(
    ("check", "text", "here", "there"),
    [
        (
            key_figures,
            "2025年采购预算为5.20万元。\n\n政府采购方面，采购预算为5.80万元。\n\n采购预算为5.20万元。",
            3,
            1,
        ),
        (repeated, "夏送清凉慰问一线高温作业职工1200人次。\n\n夏送清凉慰问一线高温作业职工1300人次。", 3, 1),
        (alike, "建成职工书屋和驿站累计18个。\n\n建成职工书屋和驿站累计19个。", 3, 1),
        (unit_slips, "年末结转209.62万元。\n\n年末结转209.62元。", 3, 1),
        (
            document_number,
            "《财务管理办法》（总工〔2024〕3号）。\n\n《财务管理办法》（总工〔2024〕5号）。",
            3,
            1,
        ),
        (
            title_varies,
            "《采购管理暂行办法规定》。\n\n《采购管理暂行办理规定》。\n\n《采购管理暂行办法规定》。",
            3,
            1,
        ),
        (made_or_changed, "本年修订《采购管理办法》。\n\n本年起草《采购管理办法》。", 3, 1),
        (rate_under_two_names, "固定资产利用率为98.85%。\n\n资金支付执行率为98.85%。", 3, 1),
        (sentence_twice, f"{LONG}\n\n{LONG}", 3, 1),
        (
            zero_with_remainder,
            "待处置资产为149.03万元。\n\n已将142.59万元办理资产调拨。办理后账面上待处置资产为零。",
            3,
            1,
        ),
        (
            full_marks_against_problem,
            "## 一、绩效目标\n\n绩效指标清晰、细化、可衡量。\n\n## 二、存在问题\n\n个别项目绩效指标不够清晰。",
            3,
            7,
        ),
        (
            judged_both_ways,
            "## 一、执行情况\n\n预算执行率98.85%，总体执行情况良好。\n\n## 二、存在问题\n\n预算执行率98.85%，有偏差。",
            3,
            7,
        ),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_other_place_is_named(check: CheckFunction, text: str, here: int, there: int) -> None:
    """By the line it stands on."""
    (finding,) = check(paper(text)).findings

    assert (finding.place.line, [place.line for place in finding.also]) == (here, [there])


def test_a_score_in_text_and_table() -> None:
    """The cell is named with its row and column."""
    text = """预算执行指标得5分。

| 指标 | 分值 | 得分 |
| --- | --- | --- |
| 预算执行 | 6 | 6 |
| 资产管理 | 4 | 4 |
| 总分 | 10 | 10 |
"""
    (finding,) = one_score(paper(text)).findings

    assert finding.place.line == 1
    assert [(place.table, place.row, place.column) for place in finding.also] == [(1, 2, 3)]


def test_a_series_that_falls_names_the_period_before() -> None:
    """Both cells of the column."""
    text = """| 季度 | 累计执行数 |
| --- | --- |
| 第一季度 | 100 |
| 第二季度 | 90 |
"""
    (finding,) = series(paper(text)).findings

    assert (finding.place.row, [place.row for place in finding.also]) == (3, [2])


def test_a_target_that_is_said_to_be_done_names_the_text() -> None:
    """The cell first, the paragraph with the forecast second."""
    text = """| 年度目标 | 完成情况 |
| --- | --- |
| 全面完成市总下达的经费征缴任务 | 已完成 |

## 经费

截至9月底经费征缴560万元，预计年底完成650万元。
"""
    (finding,) = done_but_open(paper(text)).findings

    assert finding.place.table == 1
    assert [place.line for place in finding.also] == [7]


def test_the_finding_s_own_place_is_no_other_place() -> None:
    """Nor is one place named twice; more than six are not listed."""
    here, places = Place(line=1), [Place(line=number % 10 + 1) for number in range(20)]
    finding = found("code", "note", here, "话", stated="1", also=places)

    assert [place.line for place in finding.also] == [2, 3, 4, 5, 6, 7]


def test_findings_that_are_merged_keep_the_places_of_both() -> None:
    """Two checks that meet at one figure."""
    text = "2025年采购预算为5.20万元。\n\n采购预算为5.20元。\n"
    told = [finding for finding in audit(read_md_document(text, "a.md")).findings if finding.also]

    assert {place.line for finding in told for place in finding.also} == {1}

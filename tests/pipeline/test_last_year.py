"""Last year's report as 上年数据: exact from a draft, certain from a document, and the unit's own entries win."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.last_reports import (
    PLAIN,
    REPOSITORY,
    drafted_before,
    scored,
    submission,
    write_before,
)

from ziping.domain.submission import LastYear
from ziping.errors import UnreadableInputError, UsageError
from ziping.pipeline.draft import draft_scored, write_drafted
from ziping.pipeline.last_year import carry_from, last_year_of, open_last
from ziping.pipeline.score import Scored, read_input, ready_rubric, score_raw

RUBRIC = ready_rubric("example-2025-department", PLAIN).loaded.rubric


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """draft.json of 2024 with its facts and scorecard beside it."""
    return write_before(tmp_path, "draft.json", "facts.json", "scorecard.json")


def read(path: Path) -> LastYear:
    return last_year_of(open_last(path, PLAIN), RUBRIC)


def text_report(folder: Path, body: str, title: str = "示例区总工会2024年度部门整体绩效自评报告") -> Path:
    path = folder / "上年.md"
    path.write_text(f"# {title}\n\n{body}\n", encoding="utf-8")
    return path


def values(last: LastYear) -> dict[str, object]:
    return {name: value.value for name, value in last.figures.items()}


def carried(path: Path, **more: Any) -> Scored:
    return scored(submission(**more), carry_from(path, PLAIN))


def told(result: Scored, code: str) -> list[str]:
    return [finding.message for finding in result.scorecard.findings if finding.code == code]


# ---- a draft of ours


def test_a_draft_tells_every_input_and_metric_as_printed(draft: Path) -> None:
    """Nothing is read from its text: the values are those of facts.json."""
    facts = [fact for fact in drafted_before().facts.facts if fact.origin in {"input", "computed"}]
    named = {item.id for item in (*RUBRIC.inputs, *RUBRIC.metrics)}

    expected = {fact.id: fact.decimal for fact in facts if fact.id in named and fact.decimal is not None}
    assert values(read(draft)) == expected
    assert len(expected) > 70


def test_a_draft_tells_every_score_and_the_total(draft: Path) -> None:
    """The scorecard's, by indicator."""
    card = drafted_before().scored.scorecard

    expected = {line.id: line.score for line in card.lines} | {"total": card.total_score}
    assert read(draft).scores == expected


def test_a_draft_alone_is_recomputed(draft: Path) -> None:
    """Without facts.json and scorecard.json beside it the same comes out."""
    beside = read(draft)
    for name in ("facts.json", "scorecard.json"):
        (draft.parent / name).unlink()

    assert read(draft) == beside


def test_problems_keep_the_indicator_they_are_about(draft: Path) -> None:
    """Those with points by their indicator, others by none."""
    problems = {problem.text: problem.leaf for problem in read(draft).problems}

    assert problems["编外人员占比偏高"] == "off_establishment_staff_control"
    assert problems["工会经费收据管理不规范"] == ""


def test_scores_of_an_indicator_with_other_full_marks_are_left_out(draft: Path) -> None:
    """Four of six points are not four of five."""
    leaf = RUBRIC.leaves
    satisfaction = next(one.indicator for one in leaf() if one.indicator.id == "satisfaction")
    other = RUBRIC.model_copy(
        update={"indicators": _with_points(RUBRIC.indicators, satisfaction.id, Decimal(5))}
    )

    scores = last_year_of(open_last(draft, PLAIN), other).scores

    assert "satisfaction" not in scores
    assert "petitions" in scores


def _with_points(nodes: Any, name: str, points: Decimal) -> Any:
    """The tree with other full marks for one leaf."""
    return tuple(
        node.model_copy(update={"children": _with_points(node.children, name, points)})
        if hasattr(node, "children")
        else node.model_copy(update={"max_score": points} if node.id == name else {})
        for node in nodes
    )


# ---- a document


def test_word_tells_what_the_draft_tells_and_nothing_else(draft: Path, tmp_path: Path) -> None:
    """Every figure and score taken from the Word file is the draft's own."""
    exact, word = read(draft), read(write_before(tmp_path, ".docx"))

    assert {name: value for name, value in values(word).items() if value != values(exact).get(name)} == {}
    assert len(word.figures) >= 40
    assert word.scores == exact.scores
    assert [problem.text for problem in word.problems] == [problem.text for problem in exact.problems]


def test_a_figure_of_a_document_has_its_place(tmp_path: Path) -> None:
    """File and paragraph, for the clerk who looks it up."""
    path = text_report(tmp_path, "## 一、支出\n\n全年预算执行率96.90%。")

    figure = read(path).figures["budget_execution_rate"]

    assert (figure.value, figure.places) == (Decimal("96.90"), 2)
    assert figure.place.text == "上年.md第5行「一、支出」第1段"


@pytest.mark.parametrize(
    "body",
    [
        "全年预算执行率96.90%。\n\n## 二、结论\n\n全年预算执行率97.40%，完成较好。",
        "全年预算执行率目标为96.90%。",
        "2023年预算执行率96.90%。",
        "预算执行率超过96.90%。",
    ],
)
def test_what_is_not_certain_is_not_taken(tmp_path: Path, body: str) -> None:
    """Two values, a target, another year, a bound."""
    assert "budget_execution_rate" not in read(text_report(tmp_path, f"## 一、支出\n\n{body}")).figures


def test_another_name_of_a_figure_is_the_same_figure(tmp_path: Path) -> None:
    """资金执行进度 is 预算执行率."""
    path = text_report(tmp_path, "## 一、支出\n\n全年资金执行进度96.90%。")

    assert values(read(path)) == {"budget_execution_rate": Decimal("96.90")}


def test_an_amount_is_taken_where_it_has_the_most_digits(tmp_path: Path) -> None:
    """The table's 元, not the text's 万元; an amount told in 万元 alone is too rough for a figure in 元."""
    table = "（单位：元）\n\n| 项目 | 调整预算数 |\n| --- | --- |\n| 基本支出 | 3,400,012.26 |\n| 项目支出 | 9,050,000.00 |"
    text = "## 一、预算\n\n基本支出调整预算数340.00万元。"

    both, alone = text_report(tmp_path, f"{text}\n\n{table}"), f"{text}"

    assert values(read(both))["basic_budget_adjusted"] == Decimal("3400012.26")
    assert "basic_budget_adjusted" not in values(read(text_report(tmp_path, alone)))


def test_an_amount_is_put_into_the_unit_of_the_rubric(tmp_path: Path) -> None:
    """1,206.38万元 as 元 where the rubric counts in 元, and the other way round."""
    path = text_report(tmp_path, "## 一、支出\n\n“三公”经费实际支出34,200.00元。")

    assert values(read(path))["three_public_actual"] == Decimal("3.42")


@pytest.mark.parametrize(
    "name", ["futian_department_2021", "yunxi_department_2020", "zengcheng_department_2022"]
)
def test_no_figure_of_a_word_file_differs_from_its_draft(tmp_path: Path, name: str) -> None:
    """Three report families: what is taken from the text is what the draft says of it."""
    given = score_raw(read_input(REPOSITORY / "eval" / "reports" / name / "submission.yaml"), PLAIN)
    files = {
        item.path.suffix: item.path for item in write_drafted(draft_scored(given, PLAIN), tmp_path, PLAIN)
    }
    rubric = given.ready.loaded.rubric

    word, exact = (
        last_year_of(open_last(path, PLAIN), rubric) for path in (files[".docx"], tmp_path / "draft.json")
    )

    assert {key: value for key, value in values(word).items() if value != values(exact).get(key)} == {}
    assert word.scores.items() <= exact.scores.items()
    assert len(word.figures) > 5


# ---- laid under this year's submission


def test_the_figures_become_last_years_and_give_the_change(draft: Path) -> None:
    """Facts of last year and the difference, for scores too."""
    facts = carried(draft).facts().by_id()

    assert facts["last_year.dispatched_staff"].printed == "18名"
    assert facts["dispatched_staff.vs_last_year"].printed == "4名"
    assert facts["budget_execution_rate.vs_last_year"].printed == "2.12个百分点"
    assert facts["budget_execution_rate.vs_last_year"].label == "预算执行率比上年增加"
    assert facts["last_year.satisfaction.score"].printed == "2分"
    assert facts["satisfaction.score.vs_last_year"].printed == "2分"
    assert facts["last_year.total.score"].year == 2024


def test_what_the_unit_typed_wins_and_the_difference_is_told(draft: Path) -> None:
    """A warning names both values and where the report has its own."""
    typed = {"figures": {"dispatched_staff": "17"}, "scores": {"satisfaction": "4"}}

    result = carried(draft, last_year=typed)

    assert result.submission.last_year.figures["dispatched_staff"].value == 17
    assert result.submission.last_year.scores["satisfaction"] == 4
    figure, score = told(result, "last_year_conflict")
    assert "填的是 17名，上年报告 draft.json（dispatched_staff）是 18名" in figure
    assert "填的是 4分" in score
    assert "是 2分" in score


def test_the_same_value_with_fewer_digits_is_no_conflict(draft: Path) -> None:
    """3.4 for 3.42."""
    result = carried(draft, last_year={"figures": {"three_public_actual": "3.4"}})

    assert told(result, "last_year_conflict") == []


def test_a_problem_typed_in_other_words_is_not_told_twice(draft: Path) -> None:
    """The unit's wording stays, the indicator comes from the report."""
    result = carried(draft, last_year={"problems": ["编外人员占比较高"]})

    problems = result.submission.last_year.problems
    assert problems[0].text == "编外人员占比较高"
    assert problems[0].leaf == "off_establishment_staff_control"
    assert [problem.text for problem in problems].count("编外人员占比偏高") == 0


def test_a_report_of_another_year_is_refused(draft: Path) -> None:
    """The message says which years and what to give instead."""
    with pytest.raises(UsageError, match=r"2024 年度的报告，本次填报的是 2026 年度；--last-year 请给 2025"):
        carried(draft, year=2026)


def test_another_unit_and_an_unknown_year_are_told(tmp_path: Path) -> None:
    """Warnings, and the data are used."""
    path = text_report(tmp_path, "## 一、支出\n\n全年预算执行率96.90%。", title="乙区总工会绩效自评报告")

    result = carried(path)

    assert "乙区总工会" in told(result, "last_year_other_unit")[0]
    assert "按 2024 年度采用" in told(result, "last_year_unknown_year")[0]
    assert "budget_execution_rate" in result.submission.last_year.figures


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    """A submission is not a report."""
    path = tmp_path / "填报.json"
    path.write_text('{"format": "ziping/submission/1"}', encoding="utf-8")

    with pytest.raises(UnreadableInputError, match=r"填报.json"):
        carry_from(path, PLAIN)

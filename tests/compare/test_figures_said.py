"""Sentences that tell last year's figure or a change: what is read as this year's, what as last year's, what is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from figure_reports import side

from ziping.compare.figures import FigurePart, compare_figures


def compared(last: str, this: str) -> FigurePart:
    return compare_figures(side(f"# 报告\n\n{this}\n", 2024), side(f"# 报告\n\n{last}\n", 2023))


def errors(part: FigurePart) -> list[tuple[str, str]]:
    return [(finding.code, finding.stated) for finding in part.findings if finding.severity == "error"]


def values(part: FigurePart) -> list[tuple[str, str]]:
    return [(f"{change.last}", f"{change.this}") for change in part.figures]


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ("全年举办劳模宣讲12场。", "劳模宣讲由上年的12场增加到14场。"),
        ("全年举办劳模宣讲12场。", "全年举办劳模宣讲14场，比上年的12场多2场。"),
        ("全年举办劳模宣讲12场。", "全年举办劳模宣讲14场（上年12场）。"),
        ("全年举办劳模宣讲12场。", "全年举办劳模宣讲14场，较2023年（12场）增长16.67%。"),
        ("全年举办劳模宣讲12场。", "劳模宣讲由2023年的12场增加到2024年的14场，增加2场。"),
        ("全年举办劳模宣讲12场。", "全年举办劳模宣讲14场，增加2场，增长16.67%。"),
        ("全年举办劳模宣讲12场。", "与上年相比，劳模宣讲14场，增长16.67%。"),
        ("全年举办劳模宣讲12场。", "全年举办劳模宣讲14场，较上年增加2场、增长16.67%。"),
        ("全年举办劳模宣讲12场。", "全年举办劳模宣讲14场，比年初计划的10场增加4场。"),
    ],
)
def test_what_is_compared_with_is_no_result_of_this_year(last: str, this: str) -> None:
    """One figure, 12 and 14, however the sentence turns it; the change itself is no figure, and nothing is wrong."""
    part = compared(last, this)

    assert values(part) == [("12", "14")]
    assert errors(part) == []


@pytest.mark.parametrize(
    ("this", "wrong"),
    [
        ("劳模宣讲由上年的10场增加到14场。", [("last_year_misquoted", "10场")]),
        ("全年举办劳模宣讲14场（上年11场）。", [("last_year_misquoted", "11场")]),
        ("与上年相比，劳模宣讲14场，增长20.00%。", [("wrong_change", "20.00%")]),
        ("全年举办劳模宣讲14场，较上年增加3场、增长16.67%。", [("wrong_change", "3场")]),
        ("全年举办劳模宣讲14场，比上年略有下降2场。", [("wrong_change", "2场")]),
        ("全年举办劳模宣讲14场。劳模宣讲较上年增长26.67%。", [("wrong_change", "26.67%")]),
    ],
)
def test_what_last_years_report_disproves_is_an_error(this: str, wrong: list[tuple[str, str]]) -> None:
    """12 last year, 14 this year."""
    assert errors(compared("全年举办劳模宣讲12场。", this)) == wrong


def test_changes_told_one_each_are_held_against_their_own_figures() -> None:
    """分别比上年增长25%、20%: in order; 30% for the second is wrong."""
    last = "培训职工1,200人次，取证职工300人。"
    right = compared(last, "培训职工1,500人次、取证职工360人，分别比上年增长25%、20%。")
    wrong = compared(last, "培训职工1,500人次、取证职工360人，分别比上年增长25%、30%。")

    assert (errors(right), errors(wrong)) == ([], [("wrong_change", "30%")])
    assert values(right) == [("1200", "1500"), ("300", "360")]


def test_one_change_of_two_figures_is_left_alone() -> None:
    """均增长10%以上 proves nothing of either."""
    part = compared(
        "培训职工1,200人次，取证职工300人。", "培训职工1,500人次、取证职工360人，均比上年增长10%。"
    )

    assert errors(part) == []


def test_parts_of_a_total_are_followed_with_their_own_changes() -> None:
    """The running costs of cars fell by 0.36, not 0.46; total and hospitality are right."""
    last = "“三公”经费支出3.31万元，其中公务接待费0.45万元，公务用车运行维护费2.86万元。"
    this = "“三公”经费支出2.80万元，较上年减少0.51万元，其中：公务接待费0.30万元，较上年减少0.15万元；公务用车运行维护费2.50万元，较上年减少0.46万元。"
    part = compared(last, this)

    assert values(part) == [("3.31", "2.80"), ("0.45", "0.30"), ("2.86", "2.50")]
    assert errors(part) == [("wrong_change", "0.46万元")]


def test_what_was_carried_over_is_what_this_year_began_with() -> None:
    """上年结转 is this year's figure, 上年年末结转 last year's."""
    part = compared(
        "上年结转15.20万元，年末结转12.00万元。",
        "年初结转12.00万元，年末结转9.80万元，上年年末结转12.50万元。",
    )

    assert values(part) == [("15.20", "12.00"), ("12.00", "9.80")]
    assert errors(part) == [("last_year_misquoted", "12.50万元")]


def test_a_month_of_last_year_is_not_the_year() -> None:
    """2023年12月慰问90名 is held against no figure of the whole year."""
    part = compared("全年慰问困难职工300名。", "2023年12月慰问困难职工90名。全年慰问困难职工320名。")

    assert (values(part), errors(part)) == ([("300", "320")], [])


def test_values_before_a_change_within_the_year_are_no_results() -> None:
    """由300调增至310 is a budget's own year."""
    part = compared(
        "人员经费支出300.00万元。", "人员经费由300.00万元调增至310.00万元，人员经费支出305.00万元。"
    )

    assert values(part) == [("300.00", "305.00")]


def test_approximate_figures_prove_nothing() -> None:
    """约7%, 近1,300万元, 60余场."""
    last = "全年支出1,206.38万元。劳模宣讲60余场。"
    this = "全年支出近1,300万元，较上年增长7%左右。劳模宣讲70余场，上年为50余场。"

    assert errors(compared(last, this)) == []


def test_a_rubrics_alias_is_its_label() -> None:
    """建家数 is an alias of 职工之家建设数量 in the rubric of one of the two reports."""
    from ziping.intake.rubric_yaml import load_rubric

    known = load_rubric("yueyang-yunxi-2020-department").rubric
    item = known.inputs[0].model_copy(
        update={"id": "homes", "label_zh": "职工之家建设数量", "aliases": ("建家总量",)}
    )
    rubric = known.model_copy(update={"inputs": (item,)})
    this, last = "# 报告\n\n建家总量达18个。\n", "# 报告\n\n职工之家建设数量为15个。\n"

    assert values(compare_figures(side(this, 2024), side(last, 2023))) == [("None", "18"), ("15", "None")]
    assert values(compare_figures(side(this, 2024, rubric), side(last, 2023))) == [("15", "18")]


def test_without_a_year_the_figures_are_compared_and_nothing_is_proven() -> None:
    """Neither report says its year: changes are told, last year's statements are not held against anything."""
    this, last = "# 报告\n\n劳模宣讲14场，上年为10场。\n", "# 报告\n\n劳模宣讲12场。\n"
    part = compare_figures(side(this, None), side(last, None), Decimal(10))

    assert values(part) == [("12", "14")]
    assert errors(part) == []


@pytest.mark.parametrize(
    ("last", "this", "explained"),
    [
        ("公车费用2.80万元。", "公车费用4.10万元，主要原因是车辆大修。", True),
        ("公车费用2.80万元。", "公车费用4.10万元。主要原因是车辆大修。", True),
        ("培训1,200人次。", "培训1,900人次。上述培训人次增长，得益于线上课堂开通。", True),
        (
            "公务用车运行维护费2.80万元。",
            "公务用车运行维护费4.10万元。因车辆大修，运行维护费相应增加。",
            True,
        ),
        ("“三公”经费支出5.00万元。", "“三公”经费支出3.00万元。（三公经费下降系接待批次减少所致）", True),
        ("固定资产总额230.00万元。", "固定资产总额330.00万元，其中在建工程转固100.00万元。", True),
        ("走访慰问500户。", "走访慰问700户，较上年增加200户。", True),
        ("走访慰问500户。", "走访慰问700户，上年为500户。", True),
        ("走访慰问500户。", "走访慰问700户。因公出国经费为零。", False),
        ("走访慰问500户。", "走访慰问700户；因场地紧张，讲座改在线上。", False),
        ("走访慰问500户。", "走访慰问700户。工会讲座因疫情减少。", False),
        ("职工书屋45家。", "职工书屋60家。2025年将继续建设职工书屋20家。", False),
    ],
)
def test_the_sentence_that_explains_a_change_is_found(last: str, this: str, explained: bool) -> None:
    """In the figure's own part of the sentence, in the sentence that goes on from it, or where it is named."""
    part = compared(last, this)
    [change] = [change for change in part.figures if change.relation == "changed"]

    assert (change.beyond_threshold, change.explained) == (True, explained)
    assert [f.code for f in part.findings] == ([] if explained else ["unexplained_change"])

"""The one-minute summary: sentences over the values, the most important first, silent where there is nothing to say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.comparison_sample import sample

from ziping.compare.summary import summarise
from ziping.domain.comparison import (
    Comparison,
    DimensionScore,
    FigureChange,
    FollowedProblem,
    FollowedPromise,
    IndicatorChange,
    ReportSide,
    ScoreOfYear,
    SectionCopy,
)
from ziping.domain.comparison_words import number_text, signed_text
from ziping.domain.finding import Finding


def side(total: str | None = None, most: str | None = "100", grade: str = "", **more: object) -> ReportSide:
    return ReportSide.model_validate(
        {"name": "a.docx", "total_score": total, "max_score": most, "grade": grade} | more
    )


def told(this: ReportSide, last: ReportSide, **more: object) -> str:
    return "\n".join(summarise(Comparison(this=this, last=last, **more)))  # type: ignore[arg-type]


def dimension(label: str, last: str, this: str, most: str = "20") -> DimensionScore:
    scores = (ScoreOfYear.model_validate({"score": score, "max_score": most}) for score in (last, this))
    return DimensionScore(label=label, last=next(scores), this=next(scores))


def figure(label: str, last: str, this: str, rate: str, **more: object) -> FigureChange:
    return FigureChange.model_validate(
        {
            "label": label,
            "unit": "万元",
            "relation": "changed",
            "last": last,
            "this": this,
            "change": str(Decimal(this) - Decimal(last)),
            "change_rate": rate,
            "beyond_threshold": True,
        }
        | more
    )


def test_the_score_comes_first_and_what_is_missing_last() -> None:
    """The order in which a reviewer asks; a report that is mostly last year's is told so before its figures."""
    heads = [sentence[:6] for sentence in sample().summary]

    assert heads == [
        "总分 91.",
        "对照上年能证",
        "正文（职能、",
        "两年都有的数",
        "上年提出的问",
        "上年承诺本年",
        "评分指标：新",
        "没能比较的：",
    ]


def test_the_dimensions_that_carry_the_change_are_named() -> None:
    """The largest first; those that did not move are left out."""
    text = told(
        side("92"),
        side("90.5"),
        dimensions=(dimension("甲", "18", "17.5"), dimension("乙", "20", "20"), dimension("丙", "10", "12")),
    )

    assert "总分 92 分，比上年提高 1.5 分（上年 90.5 分）；变化在丙 +2 分、甲 −0.5 分。" in text


@pytest.mark.parametrize(
    ("this", "last", "words"),
    [
        (side("90", grade="优"), side("90", grade="优"), "与上年相同（上年 90 分），等级都是“优”"),
        (side("85", grade="良"), side("91", grade="优"), "下降 6 分（上年 91 分），等级由“优”变为“良”"),
        (side("105", "110"), side("90"), "满分不同，不宜直接相减"),
        (side("90"), side(None), "上年报告里找不到总分，总分没法比；本年总分 90 分"),
        (side(None), side(None), "本年、上年报告里找不到总分，总分没法比。"),
    ],
)
def test_totals_that_cannot_be_subtracted_are_not(this: ReportSide, last: ReportSide, words: str) -> None:
    """Equal, risen, fallen, other full marks, one missing, both missing."""
    assert words in told(this, last)


def test_the_largest_changes_nobody_explains_are_named() -> None:
    """Three of them, the largest first, those with an explanation not."""
    figures = (
        figure("甲", "10", "12", "20"),
        figure("乙", "10", "30", "200"),
        figure("丙", "10", "50", "400", explained=True),
        figure("丁", "10", "5", "-50"),
        figure("戊", "10", "13", "30"),
        figure("己", "10", "10", "0", relation="unchanged", beyond_threshold=False),
    )
    text = told(side("90"), side("90"), figures=figures)

    assert "两年都有的数字 6 个，5 个有变化，变动较大（超过 10%）的 5 个，其中 4 个没有说明原因：" in text
    assert "乙 10→30 万元（+200%）、丁 10→5 万元（−50%）、戊 10→13 万元（+30%）等" in text


def test_figures_that_are_all_explained_are_praised_with_no_word_more() -> None:
    """And small changes need no explanation."""
    explained = told(side("90"), side("90"), figures=(figure("甲", "10", "12", "20", explained=True),))
    small = told(side("90"), side("90"), figures=(figure("甲", "100", "101", "1", beyond_threshold=False),))

    assert "都能找到说明原因的句子" in explained
    assert "变动都没有超过需要说明的幅度（10%）" in small


def test_an_error_is_told_with_what_is_written_and_what_is_right() -> None:
    """Short: the thing, the kind, both figures; a message that names none stands as it is."""
    named = Finding(
        code="wrong_change",
        severity="error",
        message="“甲”“新建工会”应为增加9%",
        stated="12%",
        expected="应为增加9%",
    )
    plain = Finding(code="other", severity="error", message="两处对不上。")
    text = told(side("90"), side("90"), findings=(named, plain))

    assert "证明不对的有 2 处：新建工会增减算错（写的是12%，应为增加9%）；两处对不上。" in text


def test_broken_promises_are_quoted() -> None:
    """With what was promised and what came of it."""
    broken = FollowedPromise(
        text="预算执行率达到95%以上", target="95%以上", actual="91.2%", outcome="not_kept"
    )
    kept = FollowedPromise(text="建制度", outcome="kept")

    assert (
        "上年承诺本年做到的 2 项：做到 1 项、没有做到 1 项。没有做到的：预算执行率达到95%以上（承诺 95%以上，实际 91.2%）。"
        in told(side("90"), side("90"), promises=(broken, kept))
    )


def test_sections_that_may_stay_and_short_ones_are_not_named_as_copied() -> None:
    """A hundred characters are needed to be worth a word."""
    sections = [
        SectionCopy(heading=heading, characters=count, copied=count, share=Decimal(100), may_stay=stays)
        for heading, count, stays in (("职能", 500, True), ("短", 40, False), ("长", 300, False))
    ]
    text = told(side("90"), side("90"), copied_share=Decimal("60.5"), sections=tuple(sections))

    assert "正文（职能、机构等可以不变的章节不算）有 60.5% 沿用上年原文，最多的是“长”100%。" in text


def test_nothing_copied_is_said_plainly() -> None:
    """Not 0%."""
    assert "正文没有沿用上年原文。" in told(side("90"), side("90"), copied_share=Decimal(0))


def test_two_equal_files_need_one_sentence() -> None:
    """Everything else would be noise."""
    same = Finding(code="same_report", severity="note", message="两份报告内容完全相同")

    assert (
        told(side("90"), side("90"), findings=(same,), copied_share=Decimal(100)) == "两份报告内容完全相同。"
    )


@pytest.mark.parametrize(
    ("value", "plain", "signed"),
    [("2.50", "2.5", "+2.5"), ("-0.75", "-0.75", "−0.75"), ("0.00", "0", "0"), ("1200", "1,200", "+1,200")],
)
def test_numbers_print_without_idle_zeros(value: str, plain: str, signed: str) -> None:
    """A change carries its sign, none carries none."""
    assert number_text(Decimal(value)) == plain
    assert signed_text(Decimal(value)) == signed


def test_what_is_left_of_last_year_is_named() -> None:
    """Its year, figures, projects and documents, and sentences whose figures were not changed."""
    findings = [
        Finding(code=code, severity="warning", message="……", stated=stated)
        for code, stated in (
            ("stale_figure", "884.35万元"),
            ("stale_year", "2021年"),
            ("stale_document", "2021年工作要点"),
            ("carried_figure", "6,300人次"),
        )
    ]
    text = told(side("90"), side("90"), findings=tuple(findings))

    assert (
        "留有上年的东西 3 处：年份“2021年”、数字“884.35万元”、《2021年工作要点》；另有 1 句话改了文字、数字还是上年的。"
        in text
    )


def test_lost_points_and_low_aims_are_named() -> None:
    """The indicators, not the whole messages."""
    findings = (
        Finding(code="score_fell_unexplained", severity="warning", message="“甲率”上年得5分"),
        Finding(code="target_below_last_year", severity="warning", message="“乙数”本年目标"),
    )
    text = told(side("90"), side("90"), findings=findings)

    assert "得分比上年低、又没有写明原因的指标 1 项：甲率。" in text
    assert "目标定得比上年实绩还低的 1 项：乙数。" in text


def test_a_draft_with_points_to_fill_in_says_so() -> None:
    """No total is not a total that could not be found."""
    waiting = IndicatorChange(
        label="编外人员控制率",
        relation="changed",
        last=ScoreOfYear(score=Decimal(1)),
        this=ScoreOfYear(status="pending"),
    )
    text = told(side(None), side("93.96"), indicators=(waiting,))

    assert text.startswith(
        "本年还有 1 项指标的得分待补充（编外人员控制率），总分没有定，不能与上年比；上年总分 93.96 分。"
    )
    assert "找不到总分" not in text


def test_totals_of_two_editions_are_told_with_a_caution() -> None:
    """A rise from one edition to the next is no rise of the same thing."""
    text = told(side("95", rubric="b-2024"), side("90", rubric="a-2022"))

    assert "提高 5 分（上年 90 分）；两年的评分标准不同，增减只作参考。" in text


def test_problems_that_came_back_or_went_silent_are_named() -> None:
    """Two of each, without their numbers; those solved are counted only."""
    problems = tuple(
        FollowedProblem(text=text, outcome=outcome)  # type: ignore[arg-type]
        for text, outcome in (
            ("1. 甲不足。原因是……", "repeated"),
            ("（2）乙不足", "repeated"),
            ("三是丙不足", "repeated"),
            ("丁不足", "vanished"),
            ("戊不足", "solved"),
        )
    )
    text = told(side("90"), side("90"), problems=problems)

    assert "再次出现的：甲不足；乙不足等。没有下文的：丁不足。" in text
    assert "戊" not in text

"""Scores of two years, indicator by indicator."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from figure_reports import side

from ziping.compare.indicators import IndicatorPart, compare_indicators
from ziping.compare.sides import Side
from ziping.domain.comparison import IndicatorChange
from ziping.domain.expression.nodes import number
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import GroupLine, Scorecard, ScoreLine
from ziping.intake.rubric_yaml import load_rubric

HEAD = "| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |\n| --- | --- | --- | --- | --- |\n"
ROWS = (
    "| 管理 | 预算管理 | 预算执行率 | 20 | 19 |",
    "| 管理 | 预算管理 | 政府采购执行率 | 10 | 10 |",
    "| 管理 | 预算管理 | 管理制度健全性 | 10 | 10 |",
    "| 管理 | 资产管理 | 管理制度健全性 | 5 | 4 |",
    "| 管理 | 资产管理 | 固定资产利用率 | 5 | 5 |",
    "| 绩效 | 效率性 | 项目完成及时性 | 30 | 30 |",
    "| 绩效 | 公平性 | 公众或服务对象满意度 | 20 | 16 |",
)
TOTAL = "| 合计 | | | 100 | 94 |"


def sheet(*rows: str, total: str = TOTAL, head: str = HEAD) -> str:
    return head + "\n".join((*rows, total)) + "\n"


LAST = f"# 柳湾区总工会2023年度自评报告\n\n自评总分94分，评价等级为“优”。\n\n{sheet(*ROWS)}"


def compared(this: str, last: str = LAST) -> IndicatorPart:
    return compare_indicators(side(this, 2024), side(last, 2023))


def report(*rows: str, total: str = TOTAL, text: str = "") -> str:
    return f"# 柳湾区总工会2024年度自评报告\n\n{text}\n\n{sheet(*rows, total=total)}"


def row(part: IndicatorPart, label: str) -> IndicatorChange:
    [found] = [change for change in part.indicators if change.label == label]
    return found


def told(part: IndicatorPart) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject.rpartition("/")[2]) for finding in part.findings]


def test_a_report_against_itself_has_no_change() -> None:
    """Every indicator the same, no finding, nothing left out."""
    part = compared(LAST)

    assert [change.relation for change in part.indicators] == ["same"] * len(ROWS)
    assert (part.findings, part.not_comparable) == ((), ())


def test_a_score_that_changed_is_told_in_points() -> None:
    """19 to 17.5 of 20."""
    part = compared(report(ROWS[0].replace("| 19 |", "| 17.5 |"), *ROWS[1:]))
    found = row(part, "预算执行率")

    assert (found.relation, found.change) == ("changed", Decimal("-1.5"))
    assert (found.last and found.last.score, found.this and found.this.score) == (
        Decimal(19),
        Decimal("17.5"),
    )


def test_indicators_in_another_order_and_other_groups_are_the_same() -> None:
    """Rows turned round; the group's name changed."""
    rows = [line.replace("预算管理", "资金管理") for line in reversed(ROWS)]
    part = compared(report(*rows))

    assert {change.relation for change in part.indicators} == {"same"}


def test_one_name_in_two_groups_stays_two_indicators() -> None:
    """管理制度健全性 of the budget and of the assets are not mixed up."""
    part = compared(report(*ROWS[:3], ROWS[3].replace("| 4 |", "| 5 |"), *ROWS[4:]))
    found = [
        (change.path[-1], change.change) for change in part.indicators if change.label == "管理制度健全性"
    ]

    assert found == [("预算管理", Decimal(0)), ("资产管理", Decimal(1))]


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("预算执行率情况", "same"),
        ("资金执行进度", "same"),
        ("预算调整率", "new"),
        ("三公经费控制率", "new"),
    ],
)
def test_an_indicator_is_known_under_other_names_but_not_by_a_like_sound(name: str, relation: str) -> None:
    """资金执行进度 is 预算执行率; 预算调整率 is not."""
    part = compared(report(ROWS[0].replace("预算执行率", name), *ROWS[1:]))

    assert row(part, name).relation == relation


def test_the_procurement_rate_never_stands_for_the_budgets() -> None:
    """Only the procurement rate is left this year: the budget's has no counterpart, in a sheet that is not whole."""
    part = compared(report(ROWS[1], *ROWS[2:]))

    assert row(part, "预算执行率").relation == "untold"
    assert row(part, "政府采购执行率").relation == "same"


def test_new_and_dropped_indicators_are_notes_in_their_group() -> None:
    """A dropped one stands with those of its group, a new one where this year has it."""
    rows = [*ROWS[:4], "| 管理 | 资产管理 | 资产处置规范性 | 5 | 5 |", *ROWS[5:]]
    part = compared(report(*rows))

    assert told(part) == [("indicator_new", "资产处置规范性"), ("indicator_dropped", "固定资产利用率")]
    assert [change.label for change in part.indicators].index("固定资产利用率") == 5


def test_other_full_marks_are_another_rule() -> None:
    """20 points became 15: no points are compared, and it is said why."""
    rows = [
        ROWS[0].replace("| 20 | 19 |", "| 15 | 14 |"),
        ROWS[1].replace("| 10 | 10 |", "| 15 | 15 |"),
        *ROWS[2:],
    ]
    part = compared(report(*rows))

    assert (row(part, "预算执行率").change, row(part, "预算执行率").rule_change) == (None, "分值由20改为15")
    assert told(part) == [("rule_changed", "预算执行率"), ("rule_changed", "政府采购执行率")]


@pytest.mark.parametrize(
    ("problems", "findings"),
    [
        ("项目推进前紧后松，2个项目没有按计划时间完成。", []),
        ("项目完成及时性不高。", []),
        ("宣传力度有待加强。", [("score_fell_unexplained", "项目完成及时性")]),
        (
            "项目完成及时性未得满分，扣6分。形成原因尚未说明（待补充：项目完成及时性扣分的原因）。",
            [("score_fell_unexplained", "项目完成及时性")],
        ),
    ],
)
def test_an_indicator_that_fell_is_looked_for_among_the_problems(
    problems: str, findings: list[tuple[str, str]]
) -> None:
    """30 to 24: the problems must speak of it."""
    text = f"## 三、存在的问题\n\n{problems}\n\n## 附件"
    part = compared(report(*ROWS[:5], ROWS[5].replace("| 30 | 30 |", "| 30 | 24 |"), ROWS[6], text=text))

    assert told(part) == findings


def test_a_cause_told_in_another_chapter_counts() -> None:
    """The indicator and, behind it, the cause in one sentence; a cause of something else does not."""
    lower = (*ROWS[:5], ROWS[5].replace("| 30 | 30 |", "| 30 | 24 |"), ROWS[6])
    said = "## 二、履职情况\n\n项目完成及时性得24分，扣6分，原因是图纸审查超期。\n\n## 三、存在的问题\n\n宣传力度不够。\n\n## 附件"
    other = said.replace("项目完成及时性得24分，扣6分，", "宣传片没有播出，")

    assert told(compared(report(*lower, text=said))) == []
    assert told(compared(report(*lower, text=other))) == [("score_fell_unexplained", "项目完成及时性")]


def test_a_score_that_rose_or_stayed_needs_no_problem() -> None:
    """20 of 20 after 16."""
    part = compared(report(*ROWS[:6], ROWS[6].replace("| 16 |", "| 20 |")))

    assert part.findings == ()


def test_dimensions_are_added_up_and_totals_read() -> None:
    """Groups of the first level, both years; totals, full marks and grade."""
    part = compared(
        report(
            ROWS[0].replace("| 19 |", "| 17 |"),
            *ROWS[1:],
            total="| 合计 | | | 100 | 92 |",
            text="评价等级为良。",
        )
    )

    assert [(d.label, d.last and d.last.score, d.this and d.this.score) for d in part.dimensions] == [
        ("管理", Decimal(48), Decimal(46)),
        ("绩效", Decimal(46), Decimal(46)),
    ]
    assert (part.this, part.last) == ((Decimal(92), Decimal(100), "良"), (Decimal(94), Decimal(100), "优"))


def test_subtotals_are_no_indicators() -> None:
    """小计 rows count for nothing."""
    rows = [*ROWS[:5], "| 管理 | 小计 | | 50 | 48 |", *ROWS[5:]]

    assert len(compared(report(*rows)).indicators) == len(ROWS)


def test_scores_said_in_sentences_fill_what_no_table_shows() -> None:
    """This year's report has no sheet; its sentences name two of last year's indicators."""
    text = "预算执行率指标分值20分，得分18.5分。政府采购执行率指标分值10分，自评得9分。资产管理得9分。"
    part = compared(f"# 报告\n\n{text}\n")

    assert [(c.label, c.this and c.this.score) for c in part.indicators if c.this] == [
        ("预算执行率", Decimal("18.5")),
        ("政府采购执行率", Decimal(9)),
    ]
    assert "indicator_dropped" not in {finding.code for finding in part.findings}
    assert any("没有读全" in item.reason for item in part.not_comparable)


def test_a_sheet_that_was_read_in_part_drops_nothing() -> None:
    """Half of the rows are missing: they were not read, not dropped."""
    part = compared(report(*ROWS[:4], total=""))

    assert told(part) == []
    assert any("没有读全" in item.reason for item in part.not_comparable)


def test_another_edition_is_said_and_not_told_one_by_one() -> None:
    """Nearly all indicators differ: one reason instead of a dozen notes."""
    other = [f"| 投入 | 配置 | 另一项指标{letter} | 25 | 20 |" for letter in "甲乙丙丁"]
    part = compared(report(*other, total="| 合计 | | | 100 | 80 |"))

    assert part.findings == ()
    assert any("不是同一版评分标准" in item.reason for item in part.not_comparable)


def test_no_score_sheet_at_all_is_said() -> None:
    """Neither report scores anything."""
    part = compared("# 报告\n\n工作平稳。\n", "# 报告\n\n工作平稳。\n")

    assert part.indicators == ()
    assert ["没有读到评分表" in item.reason for item in part.not_comparable] == [True, True]


def line(label: str, weight: str, score: str | None, **more: object) -> ScoreLine:
    given = {
        "id": {"预算执行率": "execution", "满意度": "satisfaction"}[label],
        "label": label,
        "path": ("管理", label),
        "max_score": Decimal(weight),
        "score": None if score is None else Decimal(score),
        "status": "scored",
        "formula": "",
        "clause": "",
        "tree": number(Fraction(0)),
    }
    return ScoreLine.model_validate(given | more)


def draft(year: int, *lines: ScoreLine) -> Side:
    total = sum((one.score or Decimal(0) for one in lines), Decimal(0))
    group = GroupLine(
        id="management", label="管理", path=("管理",), max_score=Decimal(100), score=total, status="final"
    )
    card = Scorecard(
        unit="柳湾区总工会",
        year=year,
        rubric="example",
        total_score=total,
        max_score=Decimal(100),
        grade="优",
        status="final",
        proven=total,
        asserted=Decimal(0),
        pending=Decimal(0),
        lines=lines,
        groups=(group,),
        metrics=(),
        findings=(),
    )
    text = f"# 报告\n\n{sheet(*(f'| 管理 | 管理 | {one.label} | {one.max_score} | {one.score} |' for one in lines), total='')}"
    return Side(side(text, year).document, year, scorecard=card)


def test_a_draft_tells_what_is_proven_and_where_it_stands() -> None:
    """Status from the scorecard, the place from the document's own sheet."""
    this = draft(2024, line("预算执行率", "80", "78"), line("满意度", "20", None, status="pending"))
    last = draft(2023, line("预算执行率", "80", "79"), line("满意度", "20", "18", status="asserted"))
    part = compare_indicators(this, last)
    execution, content = part.indicators

    assert (execution.this and execution.this.status, content.this and content.this.status) == (
        "proven",
        "pending",
    )
    assert (content.last and content.last.status, content.change) == ("asserted", None)
    assert execution.this is not None
    assert execution.this.spot.place.table == 1
    assert (part.this.score, part.last.score) == (Decimal(78), Decimal(97))


def edition(weight: str, share: str = "1") -> Rubric:
    """A rubric as data, one rule changed."""
    rubric = load_rubric("yueyang-yunxi-2020-department").rubric
    group = rubric.indicators[0]
    return rubric.model_copy(
        update={
            "id": f"edition-{weight}-{share}",
            "indicators": (_changed(group, weight), *rubric.indicators[1:]),
        }
    )


def _changed(group: object, weight: str) -> object:
    data = group.model_copy()  # type: ignore[attr-defined]
    child = data.children[0]
    leaf = child.children[0].model_copy(update={"max_score": Decimal(weight)})
    return data.model_copy(
        update={
            "children": (
                child.model_copy(update={"children": (leaf, *child.children[1:])}),
                *data.children[1:],
            )
        }
    )


def test_the_rule_change_comes_from_the_two_rubrics() -> None:
    """财政供养人员控制率 was worth 5 and is worth 6 in the later edition."""
    text = "# 报告\n\n" + sheet("| 投入 | 预算配置 | 财政供养人员控制率 | 5 | 5 |", total="")
    part = compare_indicators(side(text, 2024, edition("6")), side(text, 2023, edition("5")))

    assert row(part, "财政供养人员控制率").rule_change == "分值由5改为6"
    assert told(part) == [("rule_changed", "财政供养人员控制率")]


def test_a_row_that_is_still_to_be_filled_in_is_pending() -> None:
    """待补充 in the score sheet is no dropped indicator."""
    part = compared(report(*ROWS[:6], ROWS[6].replace("| 16 |", "| 待补充 |")))
    content = row(part, "公众或服务对象满意度")

    assert (content.relation, content.this and content.this.status) == ("changed", "pending")
    assert part.findings == ()

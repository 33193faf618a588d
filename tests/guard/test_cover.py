"""``check_draft``: every text of a draft against the facts, and what a report must not leave out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from guard.tables import UNION
from ziping.domain.draft import Attachment, Cell, Draft, Paragraph, Row, Section, Table
from ziping.domain.expression.nodes import number
from ziping.domain.fact import FactTable
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.guard import check_draft
from ziping.guard.check import Guard
from ziping.guard.cover import look_over

FACTS = FactTable(unit="河湾区总工会", year=2024, facts=UNION)
SPENDING = Table(
    id="spending",
    caption="表1　2024年支出情况",
    unit_note="单位：万元",
    widths=(40, 60),
    rows=(
        Row(kind="header", cells=(Cell(text="项目"), Cell(text="全年支出"))),
        Row(cells=(Cell(text="基本支出"), Cell(text="402.18", fact="f7"))),
        Row(cells=(Cell(text="项目支出"), Cell(text="485.14", fact="f8"))),
    ),
)
PROBLEMS = ("（1）预算执行率97.25%，得9.73分，支付进度偏慢。", "（2）培训覆盖不均衡。")
MEASURES = ("（1）加快预算执行率低的项目支付进度。", "（2）把培训覆盖到更多基层工会。")


def paragraphs(name: str, *texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(id=f"{name}.n{n}", text=text) for n, text in enumerate(texts, start=1))


def draft(
    problems: tuple[str, ...] = PROBLEMS,
    measures: tuple[str, ...] = MEASURES,
    body: tuple[str, ...] = ("2024年，全年支出887.32万元，预算执行率97.25%。",),
    **changes: Any,
) -> Draft:
    """A small report in which everything is in place."""
    listed = paragraphs(
        "problems", *problems, *(("针对上述问题，改进措施如下。", *measures) if measures else ())
    )
    values: dict[str, Any] = {
        "unit": "河湾区总工会",
        "year": 2024,
        "rubric": "example",
        "title": "河湾区总工会2024年度部门整体绩效自评报告",
        "sections": (
            Section(
                id="overview",
                level=1,
                heading="一、基本情况",
                blocks=(*paragraphs("overview", *body), SPENDING),
            ),
            Section(id="problems", level=1, heading="二、存在问题及改进措施", blocks=listed),
        ),
        "attachments": (Attachment(id="annex", label="附件1", title="评分表", blocks=(SPENDING,)),),
        "signatory": "河湾区总工会",
        "date": "待补充：成文日期",
    }
    return Draft(**values | changes)


def card(*lines: tuple[str, str]) -> Scorecard:
    """A scorecard with the points lost under each label."""
    leaves = tuple(
        ScoreLine(
            id=f"leaf{n}",
            label=label,
            path=("部门管理", label),
            max_score=Decimal(10),
            score=Decimal(10) - Decimal(lost),
            status="scored",
            formula="",
            clause="",
            tree=number(Fraction(0)),
        )
        for n, (label, lost) in enumerate(lines)
    )
    return Scorecard(
        unit="河湾区总工会",
        year=2024,
        rubric="example",
        total_score=Decimal("9.73"),
        max_score=Decimal(10),
        grade=None,
        status="final",
        proven=Decimal("9.73"),
        asserted=Decimal(0),
        pending=Decimal(0),
        lines=leaves,
        groups=(),
        metrics=(),
        findings=(),
    )


LOST = card(("预算执行率", "0.27"), ("政府采购执行率", "0"))


def faults(report: Draft, scores: Scorecard | None = LOST) -> list[tuple[str, str]]:
    return [(item.code, item.where) for item in check_draft(report, FACTS, scores).violations]


def test_a_report_in_which_everything_is_in_place_is_accepted() -> None:
    """Figures true, deductions told, problems and measures in pairs."""
    assert faults(draft()) == []


@pytest.mark.parametrize(
    "scores", [card(("政府采购执行率", "0.68")), card(("政府采购执行率", "1"), ("预算执行率", "1"))]
)
def test_a_deduction_that_is_not_told_is_found(scores: Scorecard) -> None:
    """The message names the indicator and what it lost."""
    found = check_draft(draft(), FACTS, scores).violations

    assert [item.code for item in found] == ["uncovered_deduction"]
    assert "政府采购执行率" in found[0].message
    assert found[0].where == "problems"


def test_points_that_are_reserved_or_not_lost_need_not_be_told() -> None:
    """Nothing lost, nothing to address."""
    assert faults(draft(), card(("政府采购执行率", "0"))) == []


@pytest.mark.parametrize(
    ("measures", "where"),
    [
        (MEASURES[:1], "problems.n2"),
        (MEASURES[::-1], "problems.n4"),
        ((*MEASURES, "（3）完善绩效管理制度。"), "problems.n6"),
    ],
    ids=["too few", "in another order", "too many"],
)
def test_problems_and_measures_go_in_pairs(measures: tuple[str, ...], where: str) -> None:
    """One by one, in the same order."""
    assert ("unpaired_problem", where) in faults(draft(measures=measures))


def test_problems_without_any_measure_are_found() -> None:
    """A report may not stop at its problems."""
    sections = draft(measures=()).sections
    renamed = sections[1].model_copy(update={"heading": "二、存在问题"})

    assert faults(draft(sections=(sections[0], renamed))) == [("unpaired_problem", "problems.n1")]


@pytest.mark.parametrize(
    "text",
    ["{{fact:spent}}", "全年支出XX万元。", "此处填写成效。", "{% if x %}", "成效见____。", "〔填写单位〕"],
)
def test_what_is_left_of_a_template_is_found(text: str) -> None:
    """Template syntax and gaps to be filled in."""
    assert ("placeholder", "overview.n1") in faults(draft(body=(text,)))


@pytest.mark.parametrize(
    "text", ["待补充：全年支出", "全年支出待补充：决算数，另附。", "依据河财绩〔2024〕15号执行。"]
)
def test_what_is_still_to_be_supplied_is_legal(text: str) -> None:
    """待补充 is told openly; a document number is no gap."""
    assert faults(draft(body=(text,))) == []


def test_an_empty_section_is_found_and_a_heading_over_deeper_ones_is_not() -> None:
    """Under every heading something must stand."""
    first, last = draft().sections
    empty = Section(id="work", level=1, heading="一、履职情况")
    deeper = first.model_copy(update={"level": 2})

    assert faults(draft(sections=(first, empty, last))) == [("placeholder", "work")]
    assert faults(draft(sections=(empty, deeper, last))) == []


def test_every_text_is_checked_and_its_address_told() -> None:
    """Title, heading, paragraph, caption, cell, annex, date: nothing is skipped."""
    wrong = "预算执行率93.18%"
    spoilt = SPENDING.model_copy(update={"caption": f"表1　{wrong}"})
    first, last = draft().sections
    told = draft(
        title=wrong,
        recipients=(wrong,),
        sections=(
            first.model_copy(update={"heading": wrong, "blocks": (Paragraph(id="p", text=wrong), spoilt)}),
            last,
        ),
        attachments=(Attachment(id="annex", label="附件1", title=wrong, blocks=()),),
        signatory=wrong,
        date=wrong,
        missing=(wrong,),
    )

    assert [where for _, where in faults(told)] == [
        "#title",
        "#recipient1",
        "overview#heading",
        "p",
        "spending#caption",
        "#signatory",
        "#date",
        "annex#title",
        "#missing1",
    ]


def test_a_cell_is_checked_with_its_row_and_column() -> None:
    """The right number in the wrong row is another metric's."""
    rows = (*SPENDING.rows[:2], Row(cells=(Cell(text="项目支出"), Cell(text="402.18"))))
    first, last = draft().sections
    spoilt = first.model_copy(update={"blocks": (SPENDING.model_copy(update={"rows": rows}),)})

    assert faults(draft(sections=(spoilt, last))) == [("swapped_metric", "spending#r3c2")]


def test_the_rules_own_words_are_not_judged() -> None:
    """A cell that quotes an indicator's clause says what the rule says."""
    clause = "达到98%得10分，每低1个百分点扣2分"
    quoting = LOST.model_copy(update={"lines": (LOST.lines[0].model_copy(update={"clause": clause}),)})
    rows = (Row(kind="header", cells=(Cell(text="内容"),)), Row(cells=(Cell(text=clause),)))
    table = Table(id="rules", caption="表2　办法", widths=(100,), rows=rows)
    first, last = draft().sections
    told = draft(sections=(first.model_copy(update={"blocks": (table,)}), last))

    assert faults(told, quoting) == []
    assert faults(told, LOST) != []


def test_figures_nobody_knows_are_told_apart_from_wrong_ones() -> None:
    """Counted from the sentence itself: no fault, and no fact either."""
    found = look_over(draft(body=("宣传、培训、帮扶三项工作均已完成。",)), Guard(FACTS))

    assert found.report.verdict == "accept"
    assert [(item.where, item.surface) for item in found.unbound] == [("overview.n1", "三项")]

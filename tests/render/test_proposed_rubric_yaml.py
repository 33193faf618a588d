"""A proposed rubric as YAML: it loads whatever the table says, and keeps every word of it."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ziping.domain.place import NOWHERE
from ziping.domain.rubric import Rubric, Scope
from ziping.domain.rubric_proposal import ProposalHead
from ziping.domain.scoring_table import Printed, ScoringTable, SharedRows, TableLevel, TableNode, TableRow
from ziping.intake.data_text import read_yaml
from ziping.intake.rubric_proposal import propose
from ziping.intake.rubric_yaml import build_rubric
from ziping.pipeline.rubric_from_table import rubric_from_table
from ziping.render.rubric_yaml import rubric_yaml

TABLES = Path(__file__).resolve().parents[2] / "eval" / "rules" / "tables"
HEAD = ProposalHead("my-city-2025-department", Scope.DEPARTMENT, 2025, year_known=True)


def row(label: str, weight: str | None, standard: str = "") -> TableRow:
    """An indicator."""
    return TableRow(label, None if weight is None else Decimal(weight), Printed(standard))


def text_of(*nodes: TableNode, total: str | None = None) -> str:
    """The YAML of a table."""
    table = ScoringTable("表", "评分表", None if total is None else Decimal(total), NOWHERE, nodes)
    return rubric_yaml(propose(table, HEAD, "评分表.xlsx"))


def rubric_of(text: str) -> Rubric:
    """Loaded as ``rubric check`` does."""
    return build_rubric(read_yaml(text, "x.yaml"))


LABELS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(LABELS, LABELS, st.sampled_from(["5", "0.5", "100", None]))
def test_any_words_of_a_table_load(label: str, standard: str, weight: str | None) -> None:
    """Quotes, colons, brackets, line breaks, control characters: a cell is text."""
    text = text_of(TableLevel(label, None, (row(label, weight, standard),)))
    rubric = rubric_of(text)

    assert rubric.status == "incomplete"
    assert next(iter(rubric.leaves())).indicator.max_score == Decimal(weight or 0)


def test_the_standard_is_kept_as_printed() -> None:
    """Lines, quotes and signs."""
    standard = "①有“制度”：2分；\n② 100% 执行 # 见附件，3分"
    text = text_of(TableLevel("过程", None, (row("甲", "5", standard),)))

    assert next(rubric_of(text).leaves()).indicator.clause == "①有“制度”：2分；\n② 100% 执行 # 见附件，3分"


def test_what_is_not_recognised_is_judged_by_a_person_with_the_text_kept() -> None:
    """And says so above the indicator."""
    text = text_of(TableLevel("效果", None, (row("社会效益", "5", "酌情评分"),)))
    item = next(rubric_of(text).leaves()).indicator

    assert (item.method.kind, item.clause) == ("judgement", "酌情评分")
    assert "# 待人工确认：没有认出这条评分标准的计分方法" in text


@pytest.mark.parametrize(
    ("nodes", "remark"),
    [
        (
            (TableLevel("过程", Decimal(20), (row("甲", "5"), row("乙", None))),),
            "15 是上级分值减去其余各项得出的",
        ),
        ((TableLevel("过程", None, (row("甲", "5"), row("乙", None))),), "没有分值，先写 0"),
        (
            (TableLevel("过程", Decimal(20), (row("甲", "5"), row("乙", "6"))),),
            "写的是 20 分，下面各项合计 11 分",
        ),
        (
            (
                TableLevel(
                    "效果", None, (SharedRows((row("甲", None), row("乙", None)), Decimal(9), NOWHERE),)
                ),
            ),
            "甲、乙合用 9 分，表里没有写每项几分",
        ),
    ],
)
def test_mistakes_of_the_table_are_remarks_and_the_rubric_still_loads(
    nodes: tuple[TableNode, ...], remark: str
) -> None:
    """Every one marked for a person."""
    text = text_of(*nodes)

    assert [line for line in text.splitlines() if remark in line and "# 待人工确认：" in line] != []
    assert rubric_of(text).indicators


def test_two_indicators_of_one_name_have_ids_of_their_own() -> None:
    """The first takes the term, the second its place."""
    text = text_of(TableLevel("过程", None, (row("管理制度健全性", "3"), row("管理制度健全性", "3"))))

    assert [leaf.indicator.id for leaf in rubric_of(text).leaves()] == ["management_system", "indicator_1_2"]


def test_without_a_project_is_written_as_not_applicable() -> None:
    """没有采购计划的得满分."""
    standard = "得分=采购执行率×5分；全年没有政府采购计划的得满分"
    item = next(
        rubric_of(text_of(TableLevel("过程", None, (row("采购", "5", standard),)))).leaves()
    ).indicator

    assert (item.method.kind, item.not_applicable.policy) == ("proportional", "full")


@pytest.mark.parametrize("name", ["full.xlsx", "dirty.xlsx", "flat.xlsx", "word.docx"])
def test_the_tables_of_the_evaluation_become_rubrics(name: str) -> None:
    """All are recognised but what a person has to answer."""
    made = rubric_from_table(TABLES / name)
    rubric = rubric_of(made.text)

    assert made.recognised > made.left
    assert made.recognised + made.left == len(list(rubric.leaves()))


def test_a_formula_in_a_cell_stays_text(tmp_path: Path) -> None:
    """``=cmd`` is a label like any other, and no YAML of its own."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["一级指标", "三级指标", "分值", "评分标准"])
    sheet.append(["投入", "'=1+1\nextends: /etc/passwd", 5, "a: {b: &c [*c]}"])
    target = io.BytesIO()
    book.save(target)
    (tmp_path / "t.xlsx").write_bytes(target.getvalue())

    rubric = rubric_of(rubric_from_table(tmp_path / "t.xlsx").text)

    assert rubric.extends is None
    assert next(rubric.leaves()).indicator.clause == "a: {b: &c [*c]}"

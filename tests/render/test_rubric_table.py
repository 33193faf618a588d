"""A rubric as the bureau's table: in the terminal, in Markdown, in Excel and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from ziping.errors import UsageError
from ziping.intake.document_xlsx import read_xlsx_document
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.scoring_table import read_scoring_table
from ziping.pipeline.rubric_table import table_file
from ziping.render.rubric_table import as_markdown, as_text, wrap
from ziping.render.score_xlsx_cells import text_width

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ["shenzhen-futian-2021-department", "yueyang-yunxi-2020-department", "example-2025-department"]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_excel_table_reads_back_as_the_same_tree(name: str) -> None:
    """Labels, points and standards of every indicator, in order."""
    rubric = load_rubric(name).rubric
    read = read_scoring_table(read_xlsx_document(table_file(rubric, "评分表.xlsx"), "评分表.xlsx"))
    rows = [(row.label, row.weight, row.standard.text) for row in read.table.rows()]

    assert rows == [
        (leaf.indicator.label_zh, leaf.indicator.max_score, leaf.indicator.clause) for leaf in rubric.leaves()
    ]
    assert read.table.total == rubric.total


@pytest.mark.parametrize("width", [80, 110, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Chinese characters take two columns."""
    lines = list(as_text(load_rubric(SHIPPED[0]).rubric, width))

    assert max(text_width(line) for line in lines) <= max(width, 90)


def test_the_text_names_levels_once_and_marks_what_is_unverified() -> None:
    """部门管理 stands beside its first indicator only."""
    text = "\n".join(as_text(load_rubric(SHIPPED[0]).rubric, 120))

    assert text.count("部门管理") == 1
    assert "〔未核实〕" in text
    assert text.splitlines()[-1].split() == ["合计", "100"]


def test_words_are_wrapped_without_breaking_numbers() -> None:
    """100% stays whole; a full stop does not begin a line."""
    assert wrap("执行率达到100%得满分。", 11) == ["执行率达到", "100%得满", "分。"]


def test_markdown_keeps_the_table_whatever_a_cell_says() -> None:
    """A bar or a line break in a cell is no new column."""
    rubric = load_rubric(SHIPPED[0]).rubric
    lines = as_markdown(rubric).splitlines()[2:]

    assert {line.replace("\\|", "").count("|") for line in lines} == {6}


def test_another_kind_of_file_is_refused() -> None:
    """Only what can be written well."""
    with pytest.raises(UsageError, match=r"\.xlsx 或 \.md"):
        table_file(load_rubric(SHIPPED[0]).rubric, "评分表.pdf")


def test_a_project_form_has_no_table_of_its_own() -> None:
    """Its indicators are the projects'."""
    with pytest.raises(UsageError, match="各项目自己设置"):
        table_file(load_rubric("national-2020-project").rubric, "评分表.xlsx")

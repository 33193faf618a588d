"""A file of project forms, several in one table: what belongs to one form is not held against another."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

import docx
import openpyxl
import pytest
from tests.audit.papers import told

from ziping.audit.run import audit
from ziping.audit.table_scores import group_weights
from ziping.audit.table_totals import column_totals
from ziping.audit.text_facts import key_figures
from ziping.domain.document import Document, Table
from ziping.domain.finding import Finding
from ziping.intake.document import read_document

FORMS = Path(__file__).resolve().parents[2] / "eval" / "reports" / "futian_projects_2023" / "forms.xlsx"
HEADER = "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |"


def errors(document: Document) -> list[Finding]:
    return [finding for finding in audit(document).findings if finding.severity == "error"]


def as_html(document: Document) -> bytes:
    """All sheets as one table of a web page."""
    rows = "".join(_row(table, row) for table in document.tables for row in range(table.height))
    return f"<html><body><p>自评表</p><table>{rows}</table></body></html>".encode()


def _row(table: Table, row: int) -> str:
    cells = [table.at(row, column) for column in range(table.width)]
    texts = [
        cell.text if cell is not None and (cell.row, cell.column) == (row, c) else ""
        for c, cell in enumerate(cells)
    ]
    return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}</tr>"


def as_markdown(document: Document) -> bytes:
    """All sheets as one table of pipes."""
    lines = ["| " + " | ".join(["项目支出绩效自评表", *[""] * 9]) + " |", "|" + "---|" * 10]
    for table in document.tables:
        for row in range(table.height):
            texts = [
                (cell.text if (cell := table.at(row, c)) and (cell.row, cell.column) == (row, c) else "")
                for c in range(10)
            ]
            lines.append("| " + " | ".join(text.replace("\n", " ") for text in texts) + " |")
    return ("# 自评表\n\n正文。\n\n" + "\n".join(lines)).encode()


def as_docx(document: Document) -> bytes:
    """Three sheets with six forms as one table of a Word file, merged cells as they are."""
    word = docx.Document()
    height = sum(table.height for table in document.tables[:3])
    rows = [row.cells for row in word.add_table(rows=height, cols=10).rows]
    top = 0
    for table in document.tables[:3]:
        for cell in table.cells:
            first = rows[top + cell.row][cell.column]
            first.merge(rows[top + cell.row + cell.rows - 1][cell.end - 1]).text = cell.text
        top += table.height
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def changed(sheet: str, cell: str, value: object) -> Document:
    """The workbook with one cell changed."""
    book = openpyxl.load_workbook(FORMS)
    book[sheet][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    return read_document(stream.getvalue(), "forms.xlsx")


def test_true_forms_have_no_errors() -> None:
    """Thirteen forms of one unit, up to three in a sheet: every score in them can be computed again."""
    assert errors(read_document(FORMS.read_bytes(), "forms.xlsx")) == []


@pytest.mark.parametrize("write", [as_html, as_markdown, as_docx], ids=["html", "md", "docx"])
def test_the_same_in_one_table(write: object) -> None:
    """All thirteen in one table of a web page or a text, six of them in one of a Word file."""
    data = write(read_document(FORMS.read_bytes(), "forms.xlsx"))  # type: ignore[operator]

    assert errors(read_document(data, "自评表")) == []


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        ("劳模管理", "H50", "99.5", "table_total"),
        ("购置费", "H76", "98.96", "table_total"),
        ("劳模管理", "F32", "2000", "table_rate"),
        ("购置费", "G40", "10.5", "group_weight"),
    ],
)
def test_a_fault_in_a_lower_form_is_found_where_it_stands(
    sheet: str, cell: str, value: str, code: str
) -> None:
    """One figure changed in the second or third form of a sheet: errors of this sheet alone."""
    found = errors(changed(sheet, cell, value))

    assert code in {finding.code for finding in found}
    assert {finding.place.sheet for finding in found} == {sheet}


def test_forms_without_their_total_do_not_carry_over() -> None:
    """A form that lost its total adds nothing to the next one."""
    form = [
        "| 项目名称： | {0} | | | | | | |",
        HEADER,
        "| 产出指标（50分） | 数量指标 | 培训期数 | 2期 | 2期 | 50 | {1} | 无 |",
    ]
    first = [line.format("培训", "50") for line in form]
    second = [line.format("慰问", "40") for line in form]
    text = "\n".join([
        first[0],
        "|---|---|---|---|---|---|---|---|",
        *first[1:],
        *second,
        "| 总分 | | | | | 50 | 45 | |",
    ])

    assert told(column_totals, f"表一\n\n{text}\n") == [("warning", "45")]
    assert told(group_weights, f"表一\n\n{text}\n") == []


def test_two_forms_with_low_totals_are_two_projects() -> None:
    """Their budgets differ, as they should; nothing is compared."""
    form = [
        "| 项目名称： | {0} | | | | | | |",
        "| 项目资金（元） | 年度资金总额 | 年初预算数 | {1} | 全年执行数 | 5 | 5 | 5 |",
        HEADER,
        "| 产出指标 | 数量指标 | 培训期数 | 2期 | 2期 | 50 | 40 | 无 |",
        "| 总分 | | | | | 50 | 40 | |",
    ]
    first, second = ([line.format(*part) for line in form] for part in (("培训", "1000"), ("慰问", "3000")))
    text = "\n".join([first[0], "|---|---|---|---|---|---|---|---|", *first[1:], *second])

    assert told(key_figures, f"表一\n\n{text}\n") == []


def test_a_score_one_column_too_far_left_is_still_added() -> None:
    """A reader lost a cell of one row; the total takes its score where it stands, and a wrong total is a warning."""
    text = """# 评分表

| 一级指标 | 二级指标 | 指标 | 指标值 | 完成值 | 分值 | 得分 | 原因 |
|---|---|---|---|---|---|---|---|
| 产出 | 数量指标 | 期数 | 2期 | 2期 | 10 | 10 | 无 |
| 产出 | 成本指标 | 100% | 100% | 10 | 9 | 无 | |
| 产出 | 时效指标 | 及时 | 100% | 100% | 10 | 8 | 无 |
| 总分 | | | | | 30 | {} | — |
"""
    assert told(column_totals, text.format("27")) == []
    assert told(column_totals, text.format("26")) == [("warning", "26")]

"""`ziping form`, and `score` and `draft` with a file of project forms."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from tests.cli.conftest import REPOSITORY

FORMS = REPOSITORY / "eval" / "reports" / "futian_projects_2023"
WORKBOOK = FORMS / "forms.xlsx"
RUBRIC = ("--rubric", "shenzhen-futian-2023-project")
ONE = FORMS / "440304236011500105002.yaml"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """One form with a weight of text and a score above its weight."""
    book = load_workbook(WORKBOOK)
    for name in book.sheetnames[1:]:
        del book[name]
    page = book[book.sheetnames[0]]
    page["G14"], page["H15"] = "待定", 99
    path = tmp_path / "错表.xlsx"
    book.save(path)
    return path


def test_read_lists_every_form(ziping: Callable[..., Any]) -> None:
    """Code, name, year, rows and the total on the form."""
    said = ziping("form", "read", WORKBOOK, *RUBRIC)

    assert said.code == 0
    assert "440304226011500000008  劳模管理  2023  指标 6 个  表上总分 99.86 分" in said.out
    assert "共 13 张自评表" in said.out


def test_read_gives_json(ziping: Callable[..., Any]) -> None:
    """Forms as data, findings in the one shape."""
    data = ziping("form", "read", WORKBOOK, *RUBRIC, "--json").json

    assert data["format"] == "ziping/forms/1"
    assert len(data["forms"]) == 13
    assert {item["code"] for item in data["findings"]} == {"shifted_row"}


def test_bad_cells_are_listed_with_their_addresses(ziping: Callable[..., Any], broken: Path) -> None:
    """All at once, exit 3."""
    said = ziping("form", "read", broken, *RUBRIC)

    assert said.code == 3
    assert "G14：" in said.err
    assert "H15：" in said.err


def test_without_a_rubric_the_fitting_ones_are_listed(ziping: Callable[..., Any]) -> None:
    """The tool does not guess."""
    said = ziping("score", WORKBOOK)

    assert said.code == 2
    assert "--rubric" in said.err
    assert "shenzhen-futian-2023-project" in said.err
    assert "版式、年度相符" in said.err


def test_a_rubric_for_departments_is_refused(ziping: Callable[..., Any]) -> None:
    """It has no rules for forms."""
    said = ziping("score", WORKBOOK, "--rubric", "example-2025-department")

    assert said.code == 2
    assert "不评项目支出绩效自评表" in said.err


def test_a_fill_in_workbook_is_no_form_file(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """The hidden sheet tells them apart: scoring goes on as before."""
    made = tmp_path / "填报表.xlsx"
    ziping("rubric", "workbook", "example-2025-department", "-o", made)

    assert ziping("form", "read", made, *RUBRIC).code == 4
    assert "--rubric" not in ziping("score", made).err


def test_score_prints_each_form_and_a_table(ziping: Callable[..., Any]) -> None:
    """Our total beside the one on the form."""
    said = ziping("score", WORKBOOK, *RUBRIC, "--signs", "inclusive")

    assert said.code == 0
    assert "440304236011500105002  职工疗休养  93.7  93.7" in said.out
    assert said.out.count("项目 4403") == 13


def test_score_asks_about_blurred_signs(ziping: Callable[..., Any]) -> None:
    """Without an answer four forms stay pending."""
    data = ziping("score", WORKBOOK, *RUBRIC, "--json").json

    assert sum(form["scorecard"]["status"] == "pending" for form in data["forms"]) == 4


def test_a_wrong_answer_on_signs_is_a_usage_error(ziping: Callable[..., Any]) -> None:
    """The allowed ones are named."""
    said = ziping("score", WORKBOOK, *RUBRIC, "--signs", "也许")

    assert said.code == 2
    assert "inclusive" in said.err


def test_score_reads_forms_from_standard_input(ziping: Callable[..., Any]) -> None:
    """`-` works for forms as for everything else."""
    said = ziping("score", "-", *RUBRIC, "--json", stdin=WORKBOOK.read_bytes())

    assert len(said.json["forms"]) == 13


def test_draft_makes_a_folder_a_project_and_a_summary(
    ziping: Callable[..., Any], broken: Path, tmp_path: Path
) -> None:
    """Also of a form with mistakes: they are findings, the outputs are written."""
    said = ziping("draft", broken, *RUBRIC, "--out", tmp_path / "出")

    names = sorted(
        path.relative_to(tmp_path / "出").as_posix()
        for path in (tmp_path / "出").rglob("*")
        if path.is_file()
    )
    shown = [name for name in names if ".ziping" not in name]
    assert said.code == 3
    assert any(name.endswith("项目支出绩效自评表.docx") for name in shown)
    assert any(name.endswith("项目自评汇总.docx") for name in shown)
    assert "错表_已填.xlsx" in shown


def test_fill_writes_only_empty_white_cells(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """实际完成情况 was empty in all forms; nothing else changes."""
    out = tmp_path / "已填.xlsx"

    said = ziping("form", "fill", WORKBOOK, *RUBRIC, "--signs", "inclusive", "-o", out)

    assert said.code == 0
    assert "已写入 13 个单元格" in said.err
    old, new = load_workbook(WORKBOOK), load_workbook(out)
    changed = [
        f"{page.title}!{cell.coordinate}"
        for page in old
        for row in page.iter_rows()
        for cell in row
        if cell.value != new[page.title][cell.coordinate].value
    ]
    assert len(changed) == 13
    assert "劳模管理!F12" in changed


def test_fill_keeps_a_typed_score_unless_told_otherwise(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """The difference is said; `--overwrite` writes the rule's score."""
    book = load_workbook(WORKBOOK)
    book["工会事务"]["H14"] = 10
    source = tmp_path / "表.xlsx"
    book.save(source)

    kept = ziping("form", "fill", source, *RUBRIC, "--signs", "inclusive", "-o", tmp_path / "a.xlsx")
    ziping("form", "fill", source, *RUBRIC, "--signs", "inclusive", "--overwrite", "-o", tmp_path / "b.xlsx")

    assert "工会事务!H14 应为 9" in kept.err
    assert load_workbook(tmp_path / "a.xlsx")["工会事务"]["H14"].value == 10
    assert load_workbook(tmp_path / "b.xlsx")["工会事务"]["H14"].value == 9


def test_fill_takes_values_from_a_submission(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """An empty template gets the actual values of the same project, matched by code and row."""
    book = load_workbook(WORKBOOK)
    page = book["职工疗休养"]
    for row in range(14, 18):
        for column in "FGHI":
            page[f"{column}{row}"] = None
    source, out = tmp_path / "表.xlsx", tmp_path / "已填.xlsx"
    book.save(source)

    ziping("form", "fill", source, *RUBRIC, "--from", ONE, "-o", out)

    filled = load_workbook(out)["职工疗休养"]
    assert [filled[f"{column}14"].value for column in "FGH"] == ["52人次", 12.5, 6.5]
    assert "改进措施" in filled["I14"].value


def test_fill_refuses_word(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Only a workbook is an import template."""
    ziping("form", "write", ONE, "-o", tmp_path / "表.docx")

    said = ziping("form", "fill", tmp_path / "表.docx", *RUBRIC, "-o", tmp_path / "x.xlsx")

    assert said.code == 4
    assert "只能回填 .xlsx" in said.err


def test_write_makes_one_sheet_a_project(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """In the official layout."""
    out = tmp_path / "自评表.xlsx"

    said = ziping("form", "write", ONE, FORMS / "440304226011500000009.yaml", "-o", out)

    assert said.code == 0
    assert load_workbook(out).sheetnames == ["职工疗休养", "购置费"]


def test_write_makes_word_of_one_project(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Two are refused with advice."""
    out = tmp_path / "表.docx"

    assert ziping("form", "write", ONE, "-o", out).code == 0
    assert docx.Document(io.BytesIO(out.read_bytes())).paragraphs[0].text == "项目支出绩效自评表"
    assert ziping("form", "write", ONE, ONE, "-o", out).code == 2


def test_write_does_not_guess_a_format(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """The name's ending decides."""
    said = ziping("form", "write", ONE, "-o", tmp_path / "表.pdf")

    assert said.code == 2
    assert ".docx" in said.err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"format: x"], ids=["empty", "cut", "text"])
def test_what_is_no_form_is_unreadable(ziping: Callable[..., Any], tmp_path: Path, content: bytes) -> None:
    """Exit 4 and a sentence, never a traceback."""
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)

    said = ziping("form", "read", path, *RUBRIC)

    assert said.code == 4
    assert "坏.xlsx：" in said.err

"""The workbook of a comparison: six sheets, numbers are numbers, changes are formulas, texts stay texts."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from tests.comparison_sample import sample

from ziping.domain.comparison import Comparison, ReportSide
from ziping.render.compare_xlsx import render_compare_sheet

SHEETS = ["摘要", "指标", "数字", "问题整改", "照抄情况", "发现"]


def book(comparison: Comparison | None = None, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_compare_sheet(comparison or sample())), data_only=values)


def rows(sheet: str, *, values: bool = False) -> list[tuple[Any, ...]]:
    return list(book(values=values)[sheet].iter_rows(values_only=True))


def test_there_are_six_sheets() -> None:
    """In the order people ask: the summary first, every finding last."""
    assert book().sheetnames == SHEETS


def test_the_summary_says_what_the_page_says() -> None:
    """The same sentences, numbered."""
    texts = [row[0] for row in rows("摘要") if row[0]]

    assert [f"{n}. {sentence}" for n, sentence in enumerate(sample().summary, start=1)] == texts[3:11]


def test_scores_are_numbers_and_changes_live_formulas() -> None:
    """this − last, with our own value beside the formula."""
    formula, shown = rows("指标")[1], rows("指标", values=True)[1]

    assert formula[2:6] == (6, 6, 6, 5.25)
    assert formula[6] == "=ROUND($F$2-$E$2,2)"
    assert shown[6] == -0.75


def test_a_change_that_cannot_be_worked_out_is_empty() -> None:
    """Other full marks, a pending score, a new indicator: no figure, never 0."""
    table = rows("指标")

    assert [row[6] for row in table[3:6]] == [None, None, None]
    assert table[3][5] == "待补充"


def test_rates_of_change_are_per_cent_cells() -> None:
    """+41.86% is 0.4186 in a cell shown as per cent; points have no rate of change."""
    formula, shown = rows("数字"), rows("数字", values=True)

    assert formula[1][7] == "=ROUND(($E$2-$D$2)/ABS($D$2),4)"
    assert shown[1][7] == 0.4186
    assert "%" in book()["数字"]["H2"].number_format
    assert shown[2][6:8] == ("百分点", None)


def test_a_text_is_never_a_formula() -> None:
    """A label or a message that begins with = stays a text."""
    given = book()
    cells = [given["数字"]["A7"], given["发现"]["D5"]]

    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.value[0] for cell in cells] == ["=", "="]


def test_only_our_own_cells_are_formulas() -> None:
    """Every formula of the workbook subtracts, divides or rounds cells of its own row."""
    formulas = [
        cell.value for sheet in book() for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]

    assert formulas
    assert all(text.startswith("=ROUND(") for text in formulas)


def test_copied_shares_follow_from_their_letters() -> None:
    """780 of 1,200 is 65%; the whole report's share stands below."""
    formula, shown = rows("照抄情况"), rows("照抄情况", values=True)

    assert formula[2][4] == "=ROUND($D$3/$C$3,3)"
    assert shown[2][4] == 0.65
    assert shown[-1][0] == "全文"
    assert shown[-1][4] == 0.557


def test_problems_and_promises_share_a_sheet() -> None:
    """Each with its outcome in words."""
    assert [(row[0], row[3]) for row in rows("问题整改")[1:]] == [
        ("问题", "再次出现"),
        ("问题", "没有下文"),
        ("承诺", "没有做到"),
        ("承诺", "没有交代"),
    ]


def test_long_tables_keep_their_header_in_sight() -> None:
    """Frozen first row and column, filters."""
    given = book()

    assert [given[name].freeze_panes for name in SHEETS[1:]] == ["B2"] * 5
    assert given["发现"].auto_filter.ref == "A1:K5"


def test_a_comparison_with_nothing_in_it_is_a_workbook_too() -> None:
    """Headers without rows."""
    given = book(Comparison(this=ReportSide(name="a.docx"), last=ReportSide(name="b.docx")))

    assert given.sheetnames == SHEETS
    assert given["指标"].max_row == 1


def test_the_same_comparison_gives_the_same_bytes() -> None:
    """Nothing in the file depends on the day or the machine."""
    assert render_compare_sheet(sample()) == render_compare_sheet(sample())

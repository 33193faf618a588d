"""An invented edition and an invented project, the printed form as a grid of texts, and ways to damage it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from ziping.domain.form_layout import NO_ENTRIES, FormCell, form_cells
from ziping.domain.project_form import (
    ExecutionRule,
    FormFunds,
    FormGroup,
    FormKind,
    FormRow,
    FormRules,
    ProjectForm,
)

NAME = "自评表.xlsx"
D = Decimal


def kinds(**names: str) -> tuple[FormKind, ...]:
    return tuple(FormKind(id=key, label_zh=label) for key, label in names.items())


RULES = FormRules(
    execution=ExecutionRule(max_score=D(10)),
    groups=(
        FormGroup(
            id="output",
            label_zh="产出指标",
            aliases=("产出",),
            max_score=D(50),
            kinds=kinds(quantity="数量指标", quality="质量指标", timeliness="时效指标", cost="成本指标"),
        ),
        FormGroup(
            id="benefit",
            label_zh="效益指标",
            max_score=D(30),
            kinds=kinds(economic="经济效益指标", social="社会效益指标"),
        ),
        FormGroup(
            id="satisfaction",
            label_zh="满意度指标",
            max_score=D(10),
            kinds=(FormKind(id="service", label_zh="服务对象满意度指标", aliases=("服务对象满意度",)),),
        ),
    ),
)

FUNDS = FormFunds(original_budget=D(200000), adjusted_budget=D(180000), actual_expenditure=D("171000.5"))
NO_FUNDS = FormFunds(original_budget=D(0), adjusted_budget=D(0), actual_expenditure=D(0))


def row(name: str, kind: str, label: str, target: str, actual: str, weight: str, **more: Any) -> FormRow:  # noqa: PLR0917
    score = more.pop("score", weight)
    return FormRow(
        id=name,
        group=name.rpartition("_")[0],
        kind=kind,
        label=label,
        target=target,
        actual=actual,
        weight=D(weight),
        stated_score=D(score),
        reason=more.pop("reason", "无"),
    )


FORM = ProjectForm(
    code="123456789012345678901",
    name="职工书屋建设",
    implementing_unit="示例区总工会",
    budget_unit="示例区总工会",
    total_funds=FUNDS,
    current_year_appropriation=FUNDS,
    carry_forward=NO_FUNDS,
    other_funds=NO_FUNDS,
    expected_objective="建成职工书屋，\n方便职工读书。",
    achieved_objective="建成6家。",
    rows=(
        row("output_1", "quantity", "新建书屋", "≥4家", "6家", "12.5", score="11.5", reason="年初定得低"),
        row("output_2", "quantity", "配书", ">2000册", "2100 册", "12.5"),
        row("output_3", "timeliness", "完成时间", "2025年12月底前", "2025年11月20日", "12.5"),
        row("output_4", "cost", "控制数", "≤18万元", "17.1万元", "12.5"),
        row("benefit_1", "social", "读书氛围", "有所提高", "有所提高100%", "30"),
        row("satisfaction_1", "service", "职工满意度", ">90%", "满意 93.97%", "10"),
    ),
    not_applicable=("output.quality", "benefit.economic"),
    stated_execution_rate=D("95"),
    stated_execution_score=D("9.5"),
    stated_total=D("98.5"),
)

Grid = list[list[Any]]
Merge = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


class Sheet:
    """A sheet to be written cell by cell; values are what a spreadsheet holds."""

    def __init__(self, cells: Iterable[FormCell]) -> None:
        self.values: dict[tuple[int, int], Any] = {}
        self.merges: list[Merge] = []
        for cell in cells:
            value = cell.text if cell.number is None else cell.number
            self.values[cell.row, cell.column] = value
            if cell.rows > 1 or cell.columns > 1:
                self.merges.append((
                    cell.row,
                    cell.column,
                    cell.row + cell.rows - 1,
                    cell.column + cell.columns - 1,
                ))

    def find(self, text: str) -> tuple[int, int]:
        return next(place for place, value in self.values.items() if value == text)

    def put(self, place: tuple[int, int], value: Any) -> None:
        self.values[place] = value

    def drop_row(self, number: int) -> None:
        """The row goes away and the ones below move up, as an export without it."""
        self.values = {
            (row - (row > number), column): value
            for (row, column), value in self.values.items()
            if row != number
        }
        moved = [
            (top - (top > number), left, bottom - (bottom >= number), right)
            for top, left, bottom, right in self.merges
        ]
        self.merges = [merge for merge in moved if merge[2] >= merge[0] and merge[:2] != merge[2:]]

    def unmerge(self, place: tuple[int, int]) -> None:
        self.merges = [merge for merge in self.merges if merge[:2] != place]

    def shift_row(self, number: int, by: int, start: int) -> None:
        """Cells of a row from a column on move sideways."""
        moved = {
            place: value for place, value in self.values.items() if place[0] == number and place[1] >= start
        }
        for place in moved:
            del self.values[place]
        self.values.update({(row, column + by): value for (row, column), value in moved.items()})


def sheet_of(form: ProjectForm = FORM, year: int = 2025) -> Sheet:
    """The official layout of a form."""
    return Sheet(form_cells(form, RULES, year, NO_ENTRIES))


def changed(*edits: Callable[[Sheet], None], form: ProjectForm = FORM) -> Sheet:
    """The layout after some damage."""
    sheet = sheet_of(form)
    for edit in edits:
        edit(sheet)
    return sheet


def workbook(sheets: Mapping[str, Sheet | list[Sheet]]) -> bytes:
    """An .xlsx with one sheet a name; several forms in one sheet are stacked."""
    book = Workbook()
    book.remove(book.active)
    for name, parts in sheets.items():
        page = book.create_sheet(name)
        top = 0
        for part in parts if isinstance(parts, list) else [parts]:
            for (row, column), value in part.values.items():
                page.cell(top + row + 1, column + 1, value)
            for first, left, last, right in part.merges:
                page.merge_cells(
                    f"{get_column_letter(left + 1)}{top + first + 1}:{get_column_letter(right + 1)}{top + last + 1}"
                )
            top += max(row for row, _ in part.values) + 2
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def one(sheet: Sheet) -> bytes:
    """An .xlsx with one form."""
    return workbook({"自评表": sheet})

"""The workbook of many units: which sheets and columns a rubric gives it; pure values, no file format.

A second layout of the fill-in workbook. What is a row there is a column here: wide sheets have one row per unit. What
may occur several times (tasks, problems, projects, …) has a sheet of its own with one row per item. Every row begins
with its unit's code and name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from ziping.domain.rubric import Rubric
from ziping.domain.workbook_forms import (
    DOCUMENT_TABLE,
    EXPERIENCE_TABLE,
    INDICATOR_FORM,
    INPUT_FORM,
    LAST_YEAR_FORM,
    MEASURE_TABLE,
    PLAN_TABLE,
    PROBLEM_TABLE,
    PROJECT_TABLE,
    RESOLUTION_TABLE,
    TASK_TABLE,
    UNIT_FORM,
    DataPath,
    OptionKey,
    RowForm,
    TableColumn,
    TableForm,
    squeeze,
)
from ziping.domain.workbook_layout import Ask, Option, Row, workbook_layout
from ziping.domain.workbook_paths import LIST_FIELDS, cell_path

FORMAT: Final = "ziping/many-workbook/1"
META_SHEET: Final = "_ziping_many"
"""Very hidden; its name tells the layout without reading a cell."""

MAX_ROWS: Final = 99_999
"""Rows of a sheet that are read."""
MAX_UNITS: Final = 20_000
"""Units of one workbook; more go into several."""

CODE_HEADER, NAME_HEADER = "单位编码", "单位名称"
CODE_ID, NAME_ID = "unit.code|value", "unit.name|value"
KEY_IDS: Final = (CODE_ID, NAME_ID)
KEY_HEADERS: Final = {CODE_ID: CODE_HEADER, NAME_ID: NAME_HEADER}

SOURCE_TABLE: Final = TableForm(
    sheet="数据来源",
    path=(),
    title="数据来源",
    hint="选填，一个数据项一行；写明数据取自哪份报表。",
    columns=(
        TableColumn("input", "数据项", "option", "从下拉框选择", "input"),
        TableColumn("source", "数据来源", "text", "例如 部门决算报表"),
        TableColumn("last_source", "上年数据来源", "text"),
    ),
    needs=("input",),
    example=("", "", ""),
    blank_rows=0,
)
REMARK_TABLE: Final = TableForm(
    sheet="指标说明",
    path=(),
    title="指标说明",
    hint="选填，一个指标一行；指标不适用的写明理由，完成情况供报告引用。",
    columns=(
        TableColumn("indicator", "指标", "option", "从下拉框选择", "indicator"),
        TableColumn("not_applicable", "不适用的理由", "long", "适用就空着"),
        TableColumn("explanation", "完成情况说明", "long", "这项指标是怎样做的，报告分析时引用"),
    ),
    needs=("indicator",),
    example=("", "", ""),
    blank_rows=0,
)

_ITEM_SHEETS: Final = (
    (REMARK_TABLE.sheet, REMARK_TABLE),
    (TASK_TABLE.sheet, TASK_TABLE),
    (PROJECT_TABLE.sheet, PROJECT_TABLE),
    ("存在的问题", PROBLEM_TABLE),
    ("改进措施", MEASURE_TABLE),
    ("经验做法", EXPERIENCE_TABLE),
    ("后续计划", PLAN_TABLE),
    ("相关文件", DOCUMENT_TABLE),
    ("核对说明", RESOLUTION_TABLE),
    (SOURCE_TABLE.sheet, SOURCE_TABLE),
)
_HINTS: Final = {
    UNIT_FORM.sheet: "一个单位一行，先填这一张；其他表按单位编码对应。主要职能等几条的，在格子里按 Alt+回车分行写。",
    INPUT_FORM.sheet: "一个单位一行；按表头括号里的单位写数，也可以连单位一起写，例如 5.2万元、98.85%。",
    INDICATOR_FORM.sheet: "一个单位一行；从下拉框选择，或打分并写理由和佐证材料（几份用“；”隔开）。",
    LAST_YEAR_FORM.sheet: "选填，一个单位一行；单位与“基础数据”相同。",
}


class WideColumn(NamedTuple):
    """A column of a wide sheet: one cell of a single unit's workbook.

    Attributes:
        sheet: the sheet of the single workbook whose cell it is.
        row: the row there.
        key: the column there.
        group: heading over neighbouring columns.
        label: header, one of a kind on its sheet; the unit of measure in brackets on a second line.
    """

    sheet: str
    row: Row
    key: str
    group: str
    label: str

    @property
    def id(self) -> str:
        """Stands in the hidden first row."""
        return f"{self.row.id}|{self.key}"

    @property
    def ask(self) -> Ask:
        """What is filled in."""
        return self.row.asks[self.key]

    @property
    def path(self) -> DataPath | None:
        """Where the cell belongs in the submission."""
        return cell_path(self.sheet, self.row.id, self.key)

    @property
    def takes_lines(self) -> bool:
        """Whether the cell holds one entry a line."""
        return self.path in LIST_FIELDS


class WideSheet(NamedTuple):
    """A sheet with one row per unit; the key columns come first and are not among ``columns``."""

    sheet: str
    hint: str
    columns: tuple[WideColumn, ...]


class ItemSheet(NamedTuple):
    """A sheet with one row per item of a unit; ``table`` tells its columns after the key columns."""

    sheet: str
    table: TableForm


class ManyLayout(NamedTuple):
    """The sheets of a rubric's workbook of many units."""

    rubric_id: str
    wide: tuple[WideSheet, ...]
    items: tuple[ItemSheet, ...]
    options: dict[OptionKey, tuple[Option, ...]]


def item_sheets() -> tuple[ItemSheet, ...]:
    """The sheets with a row per item; the same for every rubric."""
    return tuple(ItemSheet(*pair) for pair in _ITEM_SHEETS)


def many_layout(rubric: Rubric) -> ManyLayout:
    """The workbook of many units of a rubric."""
    single = workbook_layout(rubric)
    wide = tuple(
        WideSheet(
            sheet.form.sheet, _HINTS[sheet.form.sheet], _distinct(tuple(_columns(sheet.form, sheet.rows)))
        )
        for sheet in single.row_sheets
    )
    return ManyLayout(rubric.id, wide, item_sheets(), single.options)


def _columns(form: RowForm, rows: tuple[Row, ...]) -> Iterator[WideColumn]:
    for row in rows:
        if row.id.startswith("indicator:") or row.id in {"unit.code", "unit.name"}:
            continue
        keys = ("value",) if form in {INPUT_FORM, LAST_YEAR_FORM} else tuple(row.asks)
        for key in keys:
            yield WideColumn(form.sheet, row, key, _group(form, row), _label(form, row, key))


def _group(form: RowForm, row: Row) -> str:
    if form == INDICATOR_FORM:
        return row.shown["level3"]
    return row.shown.get("group", form.title)


def _label(form: RowForm, row: Row, key: str) -> str:
    label = row.shown["label"].partition("（一条一行）")[0]
    if key != "value":
        name = next(column.header for column in form.columns if column.key == key)
        return f"{label.partition('（')[0].removesuffix('：自评得分')}：{name}"
    unit = row.shown.get("unit", "")
    return f"{label}\n（{unit}）" if unit else label


def _distinct(columns: tuple[WideColumn, ...]) -> tuple[WideColumn, ...]:
    """The columns with labels that are one of a kind: with the group's name before, else with the id behind."""
    for longer in (_with_group, _with_id):
        counts = Counter(squeeze(column.label) for column in columns)
        columns = tuple(
            column if counts[squeeze(column.label)] == 1 else column._replace(label=longer(column))
            for column in columns
        )
    return columns


def _with_group(column: WideColumn) -> str:
    return f"{column.group}：{column.label}"


def _with_id(column: WideColumn) -> str:
    return f"{column.label}〔{column.id}〕"

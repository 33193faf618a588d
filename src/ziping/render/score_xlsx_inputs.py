"""The 输入 sheet: one row an input or answer, beside it the cell that formulas read."""

from __future__ import annotations

from ziping.render.score_xlsx_cells import (
    CENTRE,
    HEAD,
    INPUTS,
    NOTE,
    PALE_YELLOW,
    READ,
    Area,
    Look,
    Sheet,
    address,
)
from ziping.render.score_xlsx_entries import Entry

COLUMNS = (
    ("类别", 13),
    ("数据项", 44),
    ("填报值", 18),
    ("单位", 8),
    ("来源", 26),
    ("备注", 48),
    ("公式取值", 14),
)
_GROUP, _LABEL, _VALUE, _UNIT, _SOURCE, _REMARK, _READ = range(len(COLUMNS))
_HEAD_ROW, FIRST_ROW = 2, 3
_NOTE = (
    "黄色空格待补充，补填后“计算”“评分表”自动重算；比率按百分数填写；"
    "是/否、达到/未达到从下拉列表选取。“公式取值”一列由公式读取，请勿改动。"
)
_LIST_LIMIT = 255


def cells_of(entries: tuple[Entry, ...]) -> dict[str, str]:
    """Name → the cell that trees read."""
    return {entry.id: address(row, _READ, INPUTS) for row, entry in enumerate(entries, start=FIRST_ROW)}


def write_inputs(sheet: Sheet, entries: tuple[Entry, ...]) -> None:
    """The whole sheet."""
    last = max(FIRST_ROW + len(entries) - 1, FIRST_ROW)
    for column, (title, width) in enumerate(COLUMNS):
        sheet.sheet.set_column(column, column, width)
        sheet.text(_HEAD_ROW, column, title, HEAD)
    sheet.merged(
        Area(0, 0, 0, _REMARK),
        "输入数据",
        Look(align="center", bold=True, size=16, border=False, font="黑体"),
    )
    sheet.merged(Area(1, 0, 1, _REMARK), _NOTE, NOTE)
    sheet.sheet.set_row(0, 30)
    sheet.sheet.set_row(1, 28)
    for row, entry in enumerate(entries, start=FIRST_ROW):
        _row(sheet, row, entry)
    _merge_groups(sheet, entries)
    sheet.read_column(_READ, FIRST_ROW, last)
    sheet.sheet.freeze_panes(FIRST_ROW, _VALUE)
    sheet.page(landscape=True, header_row=_HEAD_ROW, last_column=_REMARK, last_row=last)


def _row(sheet: Sheet, row: int, entry: Entry) -> None:
    cell = address(row, _VALUE)
    sheet.text(row, _LABEL, entry.label)
    sheet.value(row, _VALUE, entry.value, Look(align="right", number=entry.number_format, colour="#1F3864"))
    sheet.text(row, _UNIT, entry.unit, CENTRE)
    sheet.text(row, _SOURCE, entry.source)
    sheet.text(row, _REMARK, entry.remark)
    sheet.formula(row, _READ, entry.guard(cell), entry.cached, READ)
    sheet.height(
        row,
        (
            (entry.label, COLUMNS[_LABEL][1]),
            (entry.source, COLUMNS[_SOURCE][1]),
            (entry.remark, COLUMNS[_REMARK][1]),
        ),
    )
    _validate(sheet, row, entry)
    if entry.wanted:
        sheet.colour_when(Area(row, _VALUE, row, _VALUE), f"=ISBLANK({cell})", Look(fill=PALE_YELLOW))


_ANY_NUMBER = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": -(10**15),
    "maximum": 10**15,
    "error_type": "warning",
    "error_message": "这里填数字，不带单位",
}


def _validate(sheet: Sheet, row: int, entry: Entry) -> None:
    """A drop-down of the choices; numbers are only warned about, a text there stays 待补充."""
    joined = ",".join(entry.choices)
    if entry.choices:
        if len(joined) <= _LIST_LIMIT and joined.count(",") == len(entry.choices) - 1:
            rule = {"validate": "list", "source": list(entry.choices), "error_message": "请从列表中选取"}
            sheet.sheet.data_validation(row, _VALUE, row, _VALUE, rule)
    elif entry.sort not in {"text", "date"}:
        sheet.sheet.data_validation(row, _VALUE, row, _VALUE, _ANY_NUMBER)


def _merge_groups(sheet: Sheet, entries: tuple[Entry, ...]) -> None:
    start = 0
    for index in range(1, len(entries) + 1):
        if index == len(entries) or entries[index].group != entries[start].group:
            area = Area(FIRST_ROW + start, _GROUP, FIRST_ROW + index - 1, _GROUP)
            sheet.merged(area, entries[start].group, CENTRE)
            start = index

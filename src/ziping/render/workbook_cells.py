"""Cells of fill-in workbooks: written by type, with prompt, drop-down and bounds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from ziping.domain.workbook_forms import TableColumn
from ziping.domain.workbook_layout import Ask
from ziping.render.score_xlsx_cells import safe_text
from ziping.render.workbook_prefill import CellContent

ALLOWED: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}
"""What a protected sheet still lets people do."""
_MAX_PROMPT: Final = 255
_MAX_PROMPT_TITLE: Final = 32
_MAX_INLINE_LIST: Final = 255


def write_cell(sheet: Any, at: tuple[int, int], content: CellContent | None, style: Any) -> None:
    """Writes by type; text stays text whatever it begins with."""
    match content:
        case None:
            sheet.write_blank(*at, None, style)
        case str():
            sheet.write_string(*at, safe_text(content), style)
        case date():
            sheet.write_datetime(*at, datetime(content.year, content.month, content.day), style)  # noqa: DTZ001
        case _:
            sheet.write_number(*at, content, style)


def add_validation(
    sheet: Any, area: tuple[int, int, int, int], title: str, ask: Ask, source: str = ""
) -> None:
    """Prompt, drop-down and bounds of an area.

    Args:
        sheet: of XlsxWriter.
        area: first row and column, last row and column.
        title: over the prompt.
        ask: what is filled in.
        source: range of the drop-down's lines; empty for the choices of ``ask``.
    """
    rule: dict[str, Any] = {"validate": "any"}
    inline = ",".join(ask.choices)
    if source:
        rule = {"validate": "list", "source": source}
    elif ask.choices and len(inline) <= _MAX_INLINE_LIST and "," not in "".join(ask.choices):
        rule = {"validate": "list", "source": list(ask.choices)}
    elif ask.kind == "number" and (ask.low is not None or ask.high is not None):
        rule = {"validate": "custom", "value": _bounds(ask, xl_rowcol_to_cell(*area[:2]))}
    if ask.kind == "aspects":
        rule["error_type"] = "information"
    told = (
        f"只能填 {_range_text(ask)}的数，或带单位的数（如 5.2万元）"
        if ask.kind == "number"
        else "请从下拉框中选择"
    )
    rule |= {"error_title": "请核对", "error_message": told}
    if ask.prompt:
        rule |= {"input_title": title[:_MAX_PROMPT_TITLE], "input_message": ask.prompt[:_MAX_PROMPT]}
    if rule["validate"] != "any" or ask.prompt:
        sheet.data_validation(*area, rule)


def table_ask(spec: TableColumn) -> Ask:
    """What a column of a free table takes."""
    choices = ("是", "否") if spec.kind == "bool" else ()
    return Ask(spec.kind, choices=choices, prompt=spec.prompt)


def _range_text(ask: Ask) -> str:
    parts = []
    if ask.low is not None:
        parts.append(f"不小于 {ask.low:f}")
    if ask.high is not None:
        parts.append(f"不大于 {ask.high:f}")
    return "、".join(parts)


def _bounds(ask: Ask, cell: str) -> str:
    """Numbers inside the bounds, or any text: figures may be typed with their unit."""
    bounds = []
    if ask.low is not None:
        bounds.append(f"{cell}>={ask.low:f}")
    if ask.high is not None:
        bounds.append(f"{cell}<={ask.high:f}")
    return f"=IF(ISNUMBER({cell}),AND({','.join(bounds)}),TRUE)"

"""The upper half of a form: project, year and units, the four rows of funds, the objective and its result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ziping.domain.form_labels import (
    ACHIEVED,
    EXPECTED,
    FUNDS,
    FUNDS_COLUMNS,
    FUNDS_PRINTED,
    FUNDS_SECTION,
    GOAL,
    GOALS_SECTION,
    HEAD,
    INDICATORS,
    FundsColumn,
    FundsField,
    HeadField,
    plain_label,
)
from ziping.domain.form_reading import Slot
from ziping.domain.place import NOWHERE, Place
from ziping.domain.project_form import FormFunds
from ziping.intake.form_cells import PERCENTAGE, POINTS, CellReader, Number, Spot
from ziping.intake.form_lines import one_line
from ziping.language.numerals import parse_quantity
from ziping.language.reports.forms import Line

MAX_EXACT_DIGITS: Final = 15
"""Excel keeps so many digits of a number; a longer code typed as a number has lost its end."""

_UNIT = re.compile(r"[（(](?:单位[：:])?\s*((?:[百千万亿]|百万)?元)\s*[）)]")
_MONEY_COLUMNS: Final[tuple[FundsColumn, ...]] = ("original_budget", "adjusted_budget", "actual_expenditure")
_COLUMN_ORDER: Final = tuple(FUNDS_COLUMNS)
_NAMES = {name: field for field, names in HEAD.items() for name in names}
_LABELS = {*_NAMES, *GOAL, *EXPECTED, *ACHIEVED, *INDICATORS, FUNDS_SECTION, GOALS_SECTION}


class Head(NamedTuple):
    """Head fields with their cells; a field that is not there is missing from ``spots``."""

    values: dict[HeadField, str]
    spots: dict[HeadField, Spot]

    def place(self, field: HeadField) -> Place:
        """Where a field stands."""
        return self.spots[field].place if field in self.spots else NOWHERE


def read_head(lines: tuple[Line, ...], cells: CellReader) -> Head:
    """The fields above the funds; each label is followed by its value, in the next cell or after a colon."""
    head = Head({}, {})
    for line in lines:
        for field, spot, text in _fields(line):
            if field not in head.spots:
                head.spots[field] = spot
                head.values[field] = cells.short(spot) if text is None else text
    _check_code(head, cells)
    return head


def _fields(line: Line) -> Iterator[tuple[HeadField, Spot, str | None]]:
    for cell in line.own:
        field = _NAMES.get(plain_label(cell.text))
        if field is not None:
            following = line.after(cell)
            if following is not None and plain_label(following.text) in _LABELS:
                following = None
            yield field, Spot(line, cell.end, following), None
            continue
        label, colon, rest = cell.text.partition("：") if "：" in cell.text else cell.text.partition(":")
        field = _NAMES.get(plain_label(label))
        if field is not None and colon:
            yield field, Spot(line, cell.column, cell), one_line(rest)


def _check_code(head: Head, cells: CellReader) -> None:
    spot = head.spots.get("code")
    if spot is None or spot.cell is None or spot.cell.kind != "number":
        return
    if len(spot.text) > MAX_EXACT_DIGITS:
        message = (
            f"项目编码 {spot.text} 是按数字存的，Excel 只保留 {MAX_EXACT_DIGITS} 位，后几位已经不对；"
            f"请把单元格格式改成“文本”，重新输入编码"
        )
        cells.into.report("code_as_number", message, spot.place, stated=spot.text)
        head.values["code"] = ""


def read_year(head: Head, cells: CellReader) -> int | None:
    """绩效自评年度; None with a finding when it is missing or not a year."""
    written = head.values.get("year", "")
    quantity = parse_quantity(written.removesuffix("度").removesuffix("年")) if written else None
    value = None if quantity is None else quantity.value
    if value is not None and value == value.to_integral_value() and 1990 <= value <= 2100:
        return int(value)
    if written:
        message = f"绩效自评年度写的是 {written[:20]!r}，应是四位年份，如 2023"
        cells.into.report("wrong_year", message, head.place("year"), stated=written)
    return None


class FundsTable(NamedTuple):
    """资金使用情况 with the cells a unit fills."""

    rows: dict[FundsField, FormFunds]
    weight: Number | None
    rate: Number | None
    score: Number | None


def read_funds(lines: tuple[Line, ...], cells: CellReader) -> FundsTable:
    """The rows of funds; without a header row the amounts are taken in their usual order."""
    columns = _funds_columns(lines)
    unit = _funds_unit(lines)
    rows: dict[FundsField, FormFunds] = {}
    marks: dict[FundsColumn, Number] = {}
    for line in lines:
        for field, names in FUNDS.items():
            label = line.find(names)
            if label is None or field in rows:
                continue
            spots = _funds_spots(line, label.end, columns)
            amounts = {
                key: cells.money(spots[key], f"{FUNDS_PRINTED[field]}的{FUNDS_COLUMNS[key][0]}", unit).value
                for key in _MONEY_COLUMNS
                if key in spots
            }
            rows[field] = FormFunds(**amounts, place=line.place(label.column))
            if field == "total_funds":
                marks = _execution(spots, cells)
    return FundsTable(rows, marks.get("weight"), marks.get("rate"), marks.get("score"))


def _funds_columns(lines: tuple[Line, ...]) -> dict[FundsColumn, int]:
    for line in lines:
        found = {key: cell.column for key, names in FUNDS_COLUMNS.items() if (cell := line.find(names))}
        if {"adjusted_budget", "actual_expenditure"} <= found.keys():
            return found
    return {}


def _funds_spots(line: Line, start: int, columns: dict[FundsColumn, int]) -> dict[FundsColumn, Spot]:
    if columns:
        return {key: Spot(line, column, line.at(column)) for key, column in columns.items()}
    following = [cell for cell in line.own if cell.column >= start]
    return {key: Spot(line, cell.column, cell) for key, cell in zip(_COLUMN_ORDER, following, strict=False)}


def _funds_unit(lines: tuple[Line, ...]) -> str:
    """The unit printed beside 项目资金, 元 when none is."""
    for line in lines:
        for cell in line.own:
            found = _UNIT.search(cell.text)
            if found:
                return found[1]
    return "元"


def _execution(spots: dict[FundsColumn, Spot], cells: CellReader) -> dict[FundsColumn, Number]:
    wanted = {
        "weight": (POINTS, "执行率的分值"),
        "rate": (PERCENTAGE, "执行率"),
        "score": (POINTS, "执行率的得分"),
    }
    return {key: cells.number(spots[key], what, kind) for key, (kind, what) in wanted.items() if key in spots}


class Objective(NamedTuple):
    """年度总体目标: what was planned and what came of it."""

    expected: str
    achieved: str
    slot: Slot | None
    """The cell of 实际完成情况."""


def read_objective(lines: tuple[Line, ...], cells: CellReader) -> Objective:
    """The two texts under 预期目标 and 实际完成情况; without these headers the first two texts beside the goal."""
    columns: tuple[int, int] | None = None
    expected: list[str] = []
    achieved: list[str] = []
    slot: Slot | None = None
    for line in lines:
        heads = line.find(EXPECTED), line.find(ACHIEVED)
        if heads[0] and heads[1]:
            columns = heads[0].column, heads[1].column
            continue
        spots = _beside(line, columns)
        if spots is None:
            continue
        expected.append(cells.long(spots[0]))
        achieved.append(cells.long(spots[1]))
        slot = slot or spots[1].slot()
    return Objective("\n".join(filter(None, expected)), "\n".join(filter(None, achieved)), slot)


def _beside(line: Line, columns: tuple[int, int] | None) -> tuple[Spot, Spot] | None:
    """The two text cells of a line; None for a line that holds no objective."""
    if columns is not None:
        first, second = (Spot(line, column, line.at(column)) for column in columns)
        begins_here = first.cell is not None and first.cell.row == line.row
        return (first, second) if begins_here and plain_label(first.text) not in _LABELS else None
    label = line.find(GOAL)
    if label is None:
        return None
    planned = line.after(label)
    if planned is None:
        return None
    done = line.after(planned)
    return Spot(line, planned.column, planned), Spot(line, planned.end if done is None else done.column, done)

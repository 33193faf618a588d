"""Free tables (履职情况, 项目清单, 存在问题与改进) into submission data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ziping.domain.workbook_forms import (
    MAX_ROWS,
    RESOLUTION_TABLE,
    OptionKey,
    TableColumn,
    TableForm,
    squeeze,
)
from ziping.intake.raw import RawScalar
from ziping.intake.workbook_cells import Collector, Grid, Header, as_text
from ziping.intake.workbook_store import entries

_LABEL_BREAK = re.compile(r"[、，,；;\n\s]+")


class FoundTable(NamedTuple):
    """A table with its header and the row after its last."""

    form: TableForm
    header: Header
    end: int


def read_tables(
    grid: Grid, forms: tuple[TableForm, ...], options: Mapping[OptionKey, Mapping[str, str]], into: Collector
) -> None:
    """All tables of one sheet.

    Args:
        grid: the sheet.
        forms: its tables.
        options: drop-down labels → ids, without white space in the labels.
        into: gets rows, places and findings.
    """
    furniture = {squeeze(text) for form in forms for text in (form.title, form.hint, form.example_text)} | {
        squeeze(forms[0].sheet)
    }
    for found in _find(grid, forms, into):
        reader = TableReader(grid, found, options, into)
        for row in range(found.header.row + 1, found.end):
            if not grid.is_blank(row) and squeeze(_first_text(grid, row)) not in furniture:
                reader.read(row)


def _first_text(grid: Grid, row: int) -> str:
    texts = (grid.text(row, column) for column in range(len(grid.rows[row])))
    return next((text for text in texts if text), "")


def _find(grid: Grid, forms: tuple[TableForm, ...], into: Collector) -> Iterator[FoundTable]:
    headers: list[tuple[int, TableForm, Header]] = []
    for form in forms:
        header = grid.header({column.key: column.header for column in form.columns}, form.needs)
        if header is not None:
            headers.append((header.row, form, header))
            continue
        names = "、".join(column.header for column in form.columns)
        message = f"找不到“{form.title}”的表头（{names}），这张表没有读取；如填了内容，请恢复表头文字"
        into.report("missing_header", message, grid.place(0, 0), severity="warning")
    headers.sort(key=lambda item: item[0])
    ends = [row for row, _, _ in headers[1:]] + [min(len(grid.rows), MAX_ROWS)]
    for (_, form, header), end in zip(headers, ends, strict=True):
        yield FoundTable(form, header, end)


class TableReader:
    """Reads rows of one table into one submission."""

    def __init__(
        self, grid: Grid, found: FoundTable, options: Mapping[OptionKey, Mapping[str, str]], into: Collector
    ) -> None:
        self.grid = grid
        self.form = found.form
        self.columns = found.header.columns
        self.options = options
        self.into = into
        self.rows: list[Any] = []
        self.by_check: dict[str, int] = {}

    def read(self, row: int) -> None:
        """One row; what cannot be read becomes a finding."""
        values: dict[str, Any] = {}
        for column in self.form.columns:
            at = self.columns.get(column.key)
            source = self.grid.top_of(row, at) if at is not None and column.spans else row
            raw = None if at is None else self.into.take(self.grid, source, at)
            if at is not None and raw is not None and raw != "":
                values[column.key] = self._value(column, raw, row, at)
        missing = [
            column
            for column in self.form.columns
            if column.key in self.form.needs and column.key not in values
        ]
        if missing:
            self._incomplete(row, missing, filled=bool(values))
        elif self.form is RESOLUTION_TABLE:
            self._resolution(values, row)
        else:
            self._add(values, row)

    def _incomplete(self, row: int, missing: list[TableColumn], *, filled: bool) -> None:
        if not filled:
            return
        names = "、".join(f"“{column.header}”" for column in missing)
        message = f"第 {row + 1} 行有内容但没有填{names}，这一行没有读取；请补填，或清空这一行"
        place = self.grid.place(row, self.columns[missing[0].key])
        self.into.report("incomplete_row", message, place, severity="warning")

    def _value(self, column: TableColumn, raw: RawScalar, row: int, at: int) -> Any:
        match column.kind:
            case "number":
                return raw
            case "list":
                return entries(as_text(raw))
            case "option":
                return self._option(column, as_text(raw))
            case "aspects":
                labels = [label for label in _LABEL_BREAK.split(as_text(raw)) if label]
                return [self._aspect(column, label, row, at) for label in labels]
        return as_text(raw)

    def _option(self, column: TableColumn, label: str) -> str:
        """The id of a drop-down label; an unknown label is passed on for the normaliser to judge."""
        return self.options.get(column.options, {}).get(squeeze(label), label)

    def _aspect(self, column: TableColumn, label: str, row: int, at: int) -> str:
        known = self.options.get(column.options, {})
        if known and squeeze(label) not in known and label not in known.values():
            message = f"效益方面 {label!r} 不认识，可选：{'、'.join(known)}；请改正"
            place = self.grid.place(row, at)
            self.into.report("unknown_aspect", message, place, severity="warning", stated=label)
        return self._option(column, label)

    def _add(self, values: dict[str, Any], row: int) -> None:
        if self.form.path == ("tasks",):
            values.setdefault("result", "")
        only = [column.key for column in self.form.columns] == ["text"]
        index = len(self.rows)
        if not index:
            self.into.put(self.form.path, self.rows)
        self.rows.append(values["text"] if only else values)
        first = self.columns[self.form.needs[0]]
        self.into.places[*self.form.path, index] = self.grid.place(row, first)
        for key in () if only else values:
            self.into.places[*self.form.path, index, key] = self.grid.place(row, self.columns[key])

    def _resolution(self, values: dict[str, Any], row: int) -> None:
        """Rows of one check become one resolution with several choices."""
        check = values["check"]
        if check not in self.by_check:
            self.by_check[check] = len(self.rows)
            self._add({"check": check, "reason": values["reason"]}, row)
            self.rows[-1]["choice"] = {}
        index = self.by_check[check]
        chosen, value = values.get("input"), values.get("value")
        if (chosen is None) != (value is None):
            key = "value" if value is None else "input"
            self._incomplete(row, [column for column in self.form.columns if column.key == key], filled=True)
        elif chosen is not None:
            self.rows[index]["choice"][chosen] = value
            place = self.grid.place(row, self.columns["value"])
            self.into.places[*self.form.path, index, "choice", chosen] = place

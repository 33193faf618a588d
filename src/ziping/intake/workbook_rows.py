"""Sheets whose rows have ids (单位信息, 基础数据, 指标填报, 上年数据) into submission data.

Rows may be moved, inserted or deleted and columns may change places: a row is known by its id, or by its label
when the id is gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from ziping.domain.place import Place
from ziping.domain.workbook_forms import MAX_ROWS, DataPath, RowForm
from ziping.domain.workbook_paths import LIST_FIELDS, cell_path
from ziping.errors import UnreadableInputError
from ziping.intake.raw import RawScalar
from ziping.intake.workbook_cells import Collector, Grid, Header, as_text, same_value

_ENTRY_BREAK = re.compile(r"[；;\n]+")
"""Several entries in one cell. The comma-like 、 stays: it stands inside many document titles."""

_YES = {"是", "√", "✓", "有", "true"}
_NO = {"否", "×", "无", "false", ""}

_TEXT_COLUMNS: Final = frozenset({"source", "reason", "not_applicable", "explanation"})


_FOUND_EMPTY: Final = frozenset({"inputs", "unit", "year", "report_date"})


class _Line(NamedTuple):
    """One row of a sheet with the id it is read as."""

    grid: Grid
    header: Header
    row: int
    id: str

    def place(self, column: str) -> Place:
        return self.grid.place(self.row, self.header.columns[column])


def entries(text: str) -> list[str]:
    """The entries of a cell that takes several."""
    return [entry.strip() for entry in _ENTRY_BREAK.split(text) if entry.strip()]


def read_rows(grid: Grid, form: RowForm, known: Mapping[str, str], into: Collector) -> None:
    """One sheet of rows with ids.

    Args:
        grid: the sheet.
        form: its columns.
        known: row label → id, for rows whose id is gone.
        into: gets values, places and findings.

    Raises:
        UnreadableInputError: the header row is gone.
    """
    header = grid.header({column.key: column.header for column in form.columns}, {form.value_key})
    if header is None:
        headers = "、".join(column.header for column in form.columns if column.key != "id")
        raise UnreadableInputError(
            f"{grid.file}「{grid.sheet}」：找不到表头，应有 {headers} 这些列；"
            f"请恢复表头文字，或把数据复制到新生成的填报表里"
        )
    _RowReader(grid, form, known, header, into).run()


class _RowReader:
    def __init__(
        self, grid: Grid, form: RowForm, known: Mapping[str, str], header: Header, into: Collector
    ) -> None:
        self.grid = grid
        self.form = form
        self.known = known
        self.header = header
        self.into = into
        self.asked = [
            column.key
            for column in form.columns
            if column.key in header.columns and self.fillable(column.key)
        ]
        self.relabelled: list[_Line] = []

    def fillable(self, column: str) -> bool:
        return column in _TEXT_COLUMNS or column in {"value", "evidence"}

    def run(self) -> None:
        previous = ""
        for row in range(self.header.row + 1, min(len(self.grid.rows), MAX_ROWS)):
            if self.grid.is_blank(row):
                continue
            name = self.row_id(row, previous)
            if name:
                self.read(_Line(self.grid, self.header, row, name))
                previous = name
            elif self.filled(row):
                self.unknown(row)
        self.report_relabelled()

    def row_id(self, row: int, previous: str) -> str:
        """The id of a row; its label wins where the two name different rows (sorted without the hidden ids)."""
        columns = self.header.columns
        written = self.grid.text(row, columns.get("id"))
        shown = {key: self.grid.text(row, columns.get(key)) for key in self.form.label_keys}
        by_label = self.known.get(self.form.label(shown), "")
        if written and by_label and written != by_label:
            self.relabelled.append(_Line(self.grid, self.header, row, by_label))
            return by_label
        if written or by_label:
            return written or by_label
        continues = self.list_path(previous) is not None and not any(shown.values())
        return previous if continues else ""

    def list_path(self, name: str) -> DataPath | None:
        path = cell_path(self.form.sheet, name, self.form.value_key) if name else None
        return path if path in LIST_FIELDS else None

    def filled(self, row: int) -> bool:
        return any(
            self.grid.text(row, self.header.columns[key]) or self.grid.error(row, self.header.columns[key])
            for key in self.asked
        )

    def unknown(self, row: int) -> None:
        column = self.header.columns[self.form.value_key]
        text = self.grid.text(row, column)
        message = f"第 {row + 1} 行有内容（{text!r}），但认不出是哪一项，没有读取；多余的请删去，需要的请填到对应的行"
        self.into.report(
            "unknown_row", message, self.grid.place(row, column), severity="warning", stated=text
        )

    def report_relabelled(self) -> None:
        if not self.relabelled:
            return
        rows = "、".join(str(line.row + 1) for line in self.relabelled[:10])
        message = f"第 {rows} 行等 {len(self.relabelled)} 行的隐藏编号与项目名称不一致（可能排过序），已按项目名称读取，请核对"
        place = self.relabelled[0].place(self.form.value_key)
        self.into.report("row_id_mismatch", message, place, severity="warning")

    def read(self, line: _Line) -> None:
        for column in self.asked:
            path = cell_path(self.form.sheet, line.id, column)
            if path is None or self.skip(line, column, path):
                continue
            value = self.into.take(
                self.grid, line.row, self.header.columns[column], line.id.rpartition(":")[2]
            )
            if value is None:
                self.spoil(path, line.place(column))
            elif path in LIST_FIELDS:
                for entry in as_text(value).split("\n"):
                    if entry.strip():
                        self.into.append(path, entry.strip(), line.place(column))
            else:
                self.store(line, column, path, value)

    def skip(self, line: _Line, column: str, path: DataPath) -> bool:
        """Whether a cell is empty; where what is missing belongs is remembered all the same."""
        if not self.grid.is_empty(line.row, self.header.columns[column]):
            return False
        if column == "value" and path[0] in _FOUND_EMPTY and path not in LIST_FIELDS:
            self.into.places.setdefault(_figure_path(path), line.place(column))
        return True

    def spoil(self, path: DataPath, place: Place) -> None:
        key = _figure_path(path)
        self.into.places.setdefault(key, place)
        self.into.spoiled.add(key)

    def store(self, line: _Line, column: str, path: DataPath, value: RawScalar) -> None:
        place = line.place(column)
        if path[-2:-1] == ("aspects",):
            self.aspect(path, value, place)
            return
        if path[0] == "unit" or column in _TEXT_COLUMNS:
            value = as_text(value)
        key = _figure_path(path) if column != "source" else path
        earlier = self.into.get(path)
        if column == "evidence":
            self.into.put(path, entries(as_text(value)))
        elif earlier is None:
            self.into.put(path, value)
        elif not same_value(earlier, value):
            self.conflict(path, key, (earlier, value), place)
            return
        if earlier is None:
            self.into.places[key] = place
            if path[0] == "judgements":
                self.into.places.setdefault(path[:2], place)

    def aspect(self, path: DataPath, value: RawScalar, place: Place) -> None:
        text = as_text(value).lower()
        if text in _YES:
            chosen = self.into.get(path[:-1]) or []
            if path[-1] not in chosen:
                self.into.append(path[:-1], path[-1], place)
        elif text not in _NO:
            message = f"写的是 {as_text(value)!r}，可选：是、否；没有读取"
            self.into.report("wrong_value", message, place, stated=as_text(value), expected="是、否")

    def conflict(
        self, path: DataPath, key: DataPath, values: tuple[RawScalar, RawScalar], place: Place
    ) -> None:
        first, second = (as_text(value) for value in values)
        earlier = self.into.places[key]
        message = f"同一项填了两个不同的值：{earlier.short} 是 {first!r}，这里是 {second!r}，都没有采用；请核对后只保留一个"
        self.into.report(
            "conflicting_values", message, place, stated=second, expected=first, subject=path[-1]
        )
        self.into.spoiled.add(key)


def _figure_path(path: DataPath) -> DataPath:
    """Where a figure's place is looked up: ``inputs.x`` for the value of ``inputs.x.value``."""
    is_figure = path[-1] == "value" and (path[0] == "inputs" or path[:2] == ("last_year", "figures"))
    return path[:-1] if is_figure else path

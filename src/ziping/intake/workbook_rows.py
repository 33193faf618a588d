"""Sheets whose rows have ids (单位信息, 基础数据, 指标填报, 上年数据) into submission data.

Rows may be moved, inserted or deleted and columns may change places: a row is known by its id, or by its label
when the id is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ziping.domain.place import Place
from ziping.domain.workbook_forms import MAX_ROWS, DataPath, RowForm
from ziping.domain.workbook_paths import LIST_FIELDS, cell_path
from ziping.errors import UnreadableInputError
from ziping.intake.workbook_cells import Collector, Grid, Header
from ziping.intake.workbook_store import TEXT_COLUMNS, Goal, read_cell


class _Line(NamedTuple):
    """One row of a sheet with the id it is read as."""

    grid: Grid
    header: Header
    row: int
    id: str

    def place(self, column: str) -> Place:
        return self.grid.place(self.row, self.header.columns[column])


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
        return column in TEXT_COLUMNS or column in {"value", "evidence"}

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
            if path is not None:
                at = (line.row, self.header.columns[column])
                read_cell(self.into, self.grid, at, Goal(path, column, line.id.rpartition(":")[2]))

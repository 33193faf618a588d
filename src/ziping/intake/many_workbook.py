"""A workbook of many units read into one raw submission per unit, with the cell of every value.

The file is opened once; a unit's submission is put together when it is asked for. Rows are known by their unit's
code, or by its name where the code is empty; columns by the ids in the hidden first row, or by their headers.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from python_calamine import CalamineWorkbook

from ziping.domain.finding import Finding
from ziping.domain.many_layout import (
    CODE_HEADER,
    CODE_ID,
    FORMAT,
    KEY_HEADERS,
    KEY_IDS,
    MAX_ROWS,
    META_SHEET,
    NAME_HEADER,
    NAME_ID,
    REMARK_TABLE,
    SOURCE_TABLE,
    ItemSheet,
    item_sheets,
)
from ziping.domain.submission import FORMAT as SUBMISSION_FORMAT
from ziping.domain.workbook_forms import (
    INDICATOR_SHEET,
    INPUT_SHEET,
    LAST_YEAR_SHEET,
    UNIT_SHEET,
    DataPath,
    OptionKey,
    squeeze,
)
from ziping.domain.workbook_paths import cell_path
from ziping.errors import UnreadableInputError
from ziping.intake.many_rows import RowFault, RowSorter, UnitRow, units_of
from ziping.intake.raw import RawSubmission
from ziping.intake.workbook_cells import CellValue, Collector, Grid, Header
from ziping.intake.workbook_second_look import NOTHING, look_again
from ziping.intake.workbook_store import Goal, drop_spoiled, read_cell
from ziping.intake.workbook_tables import FoundTable, TableReader
from ziping.intake.xlsx_guard import MANY
from ziping.intake.xlsx_open import opened_xlsx

WIDE_SHEETS: Final = (UNIT_SHEET, INPUT_SHEET, INDICATOR_SHEET, LAST_YEAR_SHEET)
_NEEDED_SHEETS: Final = WIDE_SHEETS[:3]
_HEAD_ROWS: Final = 40
"""Rows in which headers are looked for."""
_ITEM_GOALS: Final[dict[str, dict[str, DataPath]]] = {
    SOURCE_TABLE.sheet: {
        "source": ("inputs", "*", "source"),
        "last_source": ("last_year", "figures", "*", "source"),
    },
    REMARK_TABLE.sheet: {
        "not_applicable": ("not_applicable", "*"),
        "explanation": ("notes", "explanations", "*"),
    },
}
"""Sheets whose first column names what the others are about: column → path, ``*`` standing for that id."""
_COLUMN: Final = {
    "source": "source",
    "last_source": "source",
    "not_applicable": "not_applicable",
    "explanation": "explanation",
}


def read_many_workbook(data: bytes, name: str) -> ManyWorkbook:
    """The units of a workbook.

    Raises:
        UnreadableInputError: not an .xlsx, encrypted, damaged, oversized; a needed sheet or header is missing; made by
            another format version.
    """
    with opened_xlsx(data, name, MANY) as (book, checked):
        titles = {title.strip(): title for title in book.sheet_names}
        missing = [sheet for sheet in (*_NEEDED_SHEETS, META_SHEET) if sheet not in titles]
        if missing:
            raise UnreadableInputError(
                f"{name}：多单位填报表缺少工作表“{'”“'.join(missing)}”，不能读取；请把数据复制到新生成的多单位填报表里"
            )
        meta = _meta(book, titles[META_SHEET], name)
        sheets = (*WIDE_SHEETS, *(item.sheet for item in item_sheets()))
        present = tuple(titles[sheet] for sheet in sheets if sheet in titles)
        look = look_again(checked.data, name, present, MAX_ROWS) if checked.second_look else NOTHING
        grids = {}
        for sheet in sheets:
            if sheet in titles:
                page = book.get_sheet_by_name(titles[sheet])
                rows = page.to_python(skip_empty_area=False, nrows=MAX_ROWS)
                grids[sheet] = Grid(name, titles[sheet], rows, look)
    return _opened(name, meta, grids)


class _Meta(NamedTuple):
    """What the meta sheet says: facts; sheet → header → column id; drop-down → label → id."""

    facts: dict[str, str]
    columns: dict[str, dict[str, str]]
    options: dict[OptionKey, dict[str, str]]


@dataclass(frozen=True)
class _Sheet:
    """A sheet with its rows by unit.

    Attributes:
        header: the row of headers, and what each column is: a column id, or a key of the item sheet's table.
        rows: key of a unit → its rows.
        goals: column → what its cells feed; empty for an item sheet.
    """

    grid: Grid
    header: Header
    rows: Mapping[tuple[str, str], Sequence[int]]
    goals: tuple[tuple[int, Goal], ...] = ()
    item: ItemSheet | None = None


@dataclass(frozen=True)
class ManyWorkbook:
    """The units of one workbook.

    Attributes:
        rubric: id of the rubric it was made for.
        units: in the order of the sheet 单位信息.
        faults: rows that are no unit's, and units that cannot be told apart; each with its cell.
        findings: about the file as a whole.
    """

    file: str
    rubric: str
    rubric_sha256: str
    units: tuple[UnitRow, ...]
    faults: tuple[RowFault, ...]
    findings: tuple[Finding, ...]
    _sheets: tuple[_Sheet, ...] = ()
    _options: Mapping[OptionKey, Mapping[str, str]] = field(default_factory=dict)

    def unit(self, number: int) -> UnitRow:
        """The unit that stands in a row.

        Raises:
            UnreadableInputError: there is none (any more).
        """
        if number not in self._by_number:
            raise UnreadableInputError(
                f"{self.file}「{UNIT_SHEET}」第 {number} 行：没有单位，文件可能改过，请再运行一次"
            )
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> dict[int, UnitRow]:
        return {unit.number: unit for unit in self.units}

    @cached_property
    def _basis(self) -> str:
        """What all units hang on beside their rows: columns, rubric, cells that were looked at again."""
        heads = [(sheet.grid.sheet, sheet.header) for sheet in self._sheets]
        look = self._sheets[0].grid.look
        return repr((self.rubric, self.rubric_sha256, heads, look, self._options))

    def content(self, unit: UnitRow) -> str:
        """SHA-256 hex of a unit's rows and where they stand."""
        seed = hashlib.sha256(self._basis.encode("utf-8", "replace"))
        for sheet in self._sheets:
            rows = [(row, sheet.grid.rows[row]) for row in sheet.rows.get(unit.key, ())]
            seed.update(repr((sheet.grid.sheet, rows)).encode("utf-8", "replace"))
        return seed.hexdigest()

    def submission(self, unit: UnitRow, *, head_only: bool = False) -> RawSubmission:
        """What a unit fills in, with the mistakes of its rows; ``head_only``: 单位信息 alone."""
        into = Collector()
        into.data.update(format=SUBMISSION_FORMAT, rubric=self.rubric)
        for sheet in self._sheets[:1] if head_only else self._sheets:
            rows = sheet.rows.get(unit.key, ())
            for row in rows:
                _check_name(into, sheet, row, unit)
            if sheet.item is None:
                for row in rows:
                    for at, goal in sheet.goals:
                        read_cell(into, sheet.grid, (row, at), goal)
            elif sheet.item.sheet in _ITEM_GOALS:
                for row in rows:
                    self._read_about(into, sheet, sheet.item, row)
            else:
                found = FoundTable(sheet.item.table, sheet.header, len(sheet.grid.rows))
                reader = TableReader(sheet.grid, found, self._options, into)
                for row in rows:
                    reader.read(row)
        drop_spoiled(into)
        return RawSubmission(
            file=self.file,
            data=into.data,
            places=into.places,
            findings=tuple(into.findings),
            spoiled=frozenset(into.spoiled),
            rubric_sha256=self.rubric_sha256,
        )

    def _read_about(self, into: Collector, sheet: _Sheet, item: ItemSheet, row: int) -> None:
        """A row whose first column names an input or indicator."""
        first, columns = item.table.columns[0], sheet.header.columns
        label = sheet.grid.text(row, columns.get(first.key))
        known = self._options.get(first.options, {})
        about = known.get(squeeze(label), label if label in known.values() else "")
        if not about:
            message = f"{first.header} {label!r} 不认识，这一行没有读取；请从下拉框中选择"
            place = sheet.grid.place(row, columns[first.key])
            into.report("unknown_row", message, place, severity="warning", stated=label)
            return
        for key, path in _ITEM_GOALS[item.sheet].items():
            if key in columns:
                goal = Goal(tuple(about if step == "*" else step for step in path), _COLUMN[key], about)
                read_cell(into, sheet.grid, (row, columns[key]), goal)


def _goals(sheet: str, header: Header) -> Iterator[tuple[int, Goal]]:
    """What the columns of a wide sheet feed; its key columns count on the sheet that lists the units."""
    for name, at in header.columns.items():
        row_id, _, column = name.partition("|")
        path = cell_path(sheet, row_id, column)
        if path is not None and (name not in KEY_IDS or sheet == UNIT_SHEET):
            yield at, Goal(path, column, row_id.rpartition(":")[2])


def _check_name(into: Collector, sheet: _Sheet, row: int, unit: UnitRow) -> None:
    """A row found by its code that names another unit."""
    at = sheet.header.columns.get(NAME_ID)
    if at is None:
        return
    written = sheet.grid.text(row, at)
    if written and unit.name and squeeze(written) != squeeze(unit.name):
        message = f"单位编码 {unit.code!r} 对应的单位是 {unit.name!r}，这里的单位名称写的是 {written!r}，已按编码读取；请核对"
        into.report(
            "unit_name_mismatch",
            message,
            sheet.grid.place(row, at),
            severity="warning",
            stated=written,
            expected=unit.name,
        )


# ---- opening


def _meta(book: CalamineWorkbook, title: str, name: str) -> _Meta:
    meta = _Meta({}, defaultdict(dict), defaultdict(dict))
    for cells in book.get_sheet_by_name(title).to_python(skip_empty_area=False, nrows=MAX_ROWS):
        kind, key, label, told = ([str(value) for value in cells] + ["", "", "", ""])[:4]
        if kind == "fact":
            meta.facts[key] = label
        elif kind == "column":
            meta.columns[key][squeeze(label)] = told
        elif kind == "option" and key in {"indicator", "input", "check", "aspect"}:
            meta.options[key][squeeze(label)] = told  # type: ignore[index]
    written = meta.facts.get("format", "")
    if written != FORMAT:
        raise UnreadableInputError(
            f"{name}：多单位填报表的格式版本是 {written!r}，本版本只认 {FORMAT}；请升级 ziping，或重新生成后把数据复制过去"
        )
    return meta


def _opened(name: str, meta: _Meta, grids: Mapping[str, Grid]) -> ManyWorkbook:
    notes = Collector()
    items = {item.sheet: item for item in item_sheets()}
    heads: dict[str, Header] = {}
    for sheet, grid in grids.items():
        item = items.get(sheet)
        header = (
            _wide_header(grid, meta.columns.get(sheet, {}), notes)
            if item is None
            else _item_header(grid, item)
        )
        if header is not None:
            heads[sheet] = header
        elif sheet in _NEEDED_SHEETS:
            raise UnreadableInputError(
                f"{name}「{grid.sheet}」：找不到表头，应有“{CODE_HEADER}”“{NAME_HEADER}”等列；"
                f"请恢复表头，或把数据复制到新生成的多单位填报表里"
            )
        elif any(not grid.is_blank(row) for row in range(min(len(grid.rows), _HEAD_ROWS))):
            message = "找不到表头，这张表没有读取；如填了内容，请恢复表头文字"
            notes.report("missing_header", message, grid.place(0, 0), severity="warning")
    units, faults = units_of(grids[UNIT_SHEET], heads[UNIT_SHEET])
    sorter = RowSorter(units)
    sheets = []
    for sheet, header in heads.items():
        rows = sorter.rows(grids[sheet], header, own=sheet == UNIT_SHEET)
        item = items.get(sheet)
        sheets.append(_Sheet(grids[sheet], header, rows, () if item else tuple(_goals(sheet, header)), item))
    return ManyWorkbook(
        name,
        meta.facts.get("rubric", ""),
        meta.facts.get("rubric_sha256", ""),
        units,
        (*faults, *sorter.faults),
        tuple(notes.findings),
        tuple(sheets),
        meta.options,
    )


def _wide_header(grid: Grid, known: Mapping[str, str], notes: Collector) -> Header | None:
    """The row of headers and the id of each column; a header wins over a hidden id that says something else."""
    labels = {**known, **{squeeze(text): name for name, text in KEY_HEADERS.items()}}
    top = min(len(grid.rows), _HEAD_ROWS)
    by_label = [_matching(grid.rows[row], lambda text: labels.get(squeeze(text), "")) for row in range(top)]
    ids = {*labels.values()}
    by_id = [_matching(grid.rows[row], lambda text: text if text in ids else "") for row in range(top)]
    best = max(range(top), key=lambda row: len(by_label[row]), default=-1)
    if best < 0 or not {CODE_ID, NAME_ID} & set(by_label[best].values()):
        return None
    hidden = max(by_id, key=len)
    moved = [at for at, name in by_label[best].items() if hidden.get(at, name) != name]
    if moved:
        message = f"有 {len(moved)} 列的隐藏编号与表头文字不一致（可能移动过列），已按表头文字读取，请核对"
        notes.report("column_id_mismatch", message, grid.place(best, moved[0]), severity="warning")
    columns: dict[str, int] = {}
    for at, name in {**hidden, **by_label[best]}.items():
        columns.setdefault(name, at)
    _report_unknown(grid, best, {*by_label[best], *hidden}, notes)
    return Header(best, columns)


def _report_unknown(grid: Grid, row: int, known: set[int], notes: Collector) -> None:
    for at, value in enumerate(grid.rows[row]):
        if at not in known and isinstance(value, str) and value.strip():
            message = f"表头 {value.strip()!r} 不是填报表的列，这一列没有读取；需要的内容请填到原有的列里"
            notes.report(
                "unknown_column", message, grid.place(row, at), severity="warning", stated=value.strip()
            )


def _matching(cells: Sequence[CellValue], meant: Callable[[str], str]) -> dict[int, str]:
    found = ((at, meant(value)) for at, value in enumerate(cells) if isinstance(value, str) and value)
    return {at: name for at, name in found if name}


def _item_header(grid: Grid, item: ItemSheet) -> Header | None:
    titles = {**KEY_HEADERS, **{column.key: column.header for column in item.table.columns}}
    return grid.header(titles, {item.table.needs[0]})

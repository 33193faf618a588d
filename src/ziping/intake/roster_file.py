"""The roster of a batch (units.xlsx): code, name, rubric, contact office, due date; every mistake with its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from ziping import resources
from ziping.domain.finding import Finding
from ziping.domain.many_layout import MAX_ROWS
from ziping.domain.roster import Roster, RosterEntry
from ziping.domain.workbook_forms import squeeze
from ziping.errors import UnreadableInputError
from ziping.intake.figures import read_date
from ziping.intake.workbook_cells import Collector, Grid
from ziping.intake.workbook_second_look import NOTHING, look_again
from ziping.intake.xlsx_guard import MANY
from ziping.intake.xlsx_open import opened_xlsx

MAX_NAME: Final = 300
"""Longest name of a unit; what is longer is no name."""

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("单位编码", "单位代码", "编码", "代码"),
    "name": ("单位名称", "单位全称", "名称", "单位"),
    "rubric": ("评分标准", "评分标准编号"),
    "office": ("联系科室", "联系处室", "联系部门"),
    "due": ("截止日期", "截止时间", "报送期限"),
    "arrived": ("收到日期", "收表日期"),
    "last": ("上年填报表/报告", "上年填报表", "上年报告"),
}
"""Columns and how they may be headed; others are not read, so that no person's name or number gets in."""
_HEAD_ROWS: Final = 20


class _Head(NamedTuple):
    grid: Grid
    row: int
    columns: dict[str, int]


def read_roster(path: Path) -> Roster:
    """The roster of a workbook's first sheet that has its headers.

    Raises:
        UnreadableInputError: no .xlsx, damaged, or no sheet has the columns 单位编码 and 单位名称.
    """
    name = path.name
    with opened_xlsx(resources.read_bytes(path), name, MANY) as (book, checked):
        titles = tuple(book.sheet_names)
        look = look_again(checked.data, name, titles, MAX_ROWS) if checked.second_look else NOTHING
        for title in titles:
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False, nrows=MAX_ROWS)
            head = _head(Grid(name, title, rows, look))
            if head is not None:
                return _Reader(head).run()
    raise UnreadableInputError(
        f"{name}：不是单位名册（没有“单位编码”“单位名称”这样的表头）；名册要有这些列：单位编码、单位名称、评分标准、联系科室，可加截止日期、上年填报表/报告"
    )


def _head(grid: Grid) -> _Head | None:
    known = {squeeze(text): key for key, texts in HEADERS.items() for text in texts}
    for row in range(min(len(grid.rows), _HEAD_ROWS)):
        columns: dict[str, int] = {}
        for column, value in enumerate(grid.rows[row]):
            key = known.get(squeeze(value)) if isinstance(value, str) else None
            if key is not None:
                columns.setdefault(key, column)
        if "name" in columns and len(columns) > 1:
            return _Head(grid, row, columns)
    return None


class _Reader:
    def __init__(self, head: _Head) -> None:
        self.head = head
        self.into = Collector()

    def run(self) -> Roster:
        grid = self.head.grid
        rows = [row for row in range(self.head.row + 1, len(grid.rows)) if not grid.is_blank(row)]
        entries = tuple(entry for row in rows if (entry := self.entry(row)) is not None)
        repeated = dict(self.repeated(entries))
        kept = tuple(entry for entry in entries if entry.place.cell not in repeated)
        for finding in repeated.values():
            self.into.findings.append(finding)
        if not rows:
            self.into.report("empty_roster", "名册里没有单位，请一行填一个单位", grid.place(self.head.row, 0))
        return Roster(grid.file, kept, tuple(self.into.findings))

    def entry(self, row: int) -> RosterEntry | None:
        grid, columns = self.head.grid, self.head.columns
        texts = {key: self.text(row, key) for key in ("code", "name", "rubric", "office", "last")}
        place = grid.place(row, columns.get("code", columns["name"]))
        if not texts["name"]:
            message = f"第 {row + 1} 行没有写单位名称，没有读取；请补填全称，或删去这一行"
            self.into.report("roster_incomplete", message, grid.place(row, columns["name"]))
            return None
        if len(texts["name"]) > MAX_NAME:
            message = f"单位名称有 {len(texts['name'])} 个字（至多 {MAX_NAME} 个），没有读取；请填写全称"
            self.into.report("wrong_value", message, grid.place(row, columns["name"]))
            return None
        return RosterEntry(**texts, due=self.day(row, "due"), arrived=self.day(row, "arrived"), place=place)

    def text(self, row: int, key: str) -> str:
        at = self.head.columns.get(key)
        value = None if at is None else self.into.take(self.head.grid, row, at)
        return "" if value is None or at is None else self.head.grid.text(row, at)

    def day(self, row: int, key: str) -> date | None:
        at = self.head.columns.get(key)
        if at is None or self.head.grid.is_empty(row, at):
            return None
        value = self.into.take(self.head.grid, row, at)
        if value is None:
            return None
        day = read_date(value)
        if day is None:
            written = self.head.grid.text(row, at)
            message = f"{HEADERS[key][0]}写的是 {written!r}，没有采用；请写成 2026年3月31日 这样的完整日期"
            self.into.report("wrong_value", message, self.head.grid.place(row, at), stated=written)
        return day

    def repeated(self, entries: tuple[RosterEntry, ...]) -> Iterator[tuple[str, Finding]]:
        """Cells of rows that name a unit (for one rubric) again, with why."""
        same: dict[tuple[str, str], list[RosterEntry]] = defaultdict(list)
        for entry in entries:
            same[entry.code or squeeze(entry.name), entry.rubric].append(entry)
        for rows in same.values():
            for entry in rows[1:]:
                what = f"单位编码 {entry.code!r}" if entry.code else f"单位名称 {entry.name!r}（没有编码）"
                message = f"{what}与 {rows[0].place.short} 重复，这一行没有读取；请删去一行，是两个单位请分别填写单位编码"
                told = f"{entry.place.text}：{message}"
                stated = entry.code or entry.name
                yield (
                    entry.place.cell or "",
                    Finding(
                        code="repeated_unit", severity="error", message=told, place=entry.place, stated=stated
                    ),
                )

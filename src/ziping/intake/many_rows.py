"""Which rows of a workbook of many units are whose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ziping.domain.finding import Finding
from ziping.domain.many_layout import CODE_HEADER, CODE_ID, KEY_IDS, MAX_UNITS, NAME_HEADER, NAME_ID
from ziping.domain.workbook_forms import UNIT_SHEET, squeeze
from ziping.errors import UnreadableInputError
from ziping.intake.workbook_cells import Grid, Header


class UnitRow(NamedTuple):
    """A unit of the workbook.

    Attributes:
        number: its row on the sheet 单位信息, from 1 as Excel counts.
    """

    number: int
    code: str
    name: str

    @property
    def key(self) -> tuple[str, str]:
        """What its rows are found by."""
        return ("code", self.code) if self.code else ("name", self.name)


class RowFault(NamedTuple):
    """A row that belongs to no unit, or a unit that cannot be read.

    Attributes:
        number: row on its sheet, from 1.
        name: what people know it by.
    """

    number: int
    name: str
    finding: Finding


def units_of(grid: Grid, header: Header) -> tuple[tuple[UnitRow, ...], tuple[RowFault, ...]]:
    """The units of the sheet 单位信息 that can be told apart, and what is wrong with the others."""
    found: list[UnitRow] = []
    faults: list[RowFault] = []
    for row in range(header.row + 1, len(grid.rows)):
        if grid.is_blank(row):
            continue
        code, name = (grid.text(row, header.columns.get(key)) for key in (CODE_ID, NAME_ID))
        if code or name:
            found.append(UnitRow(row + 1, code, name))
        else:
            message = (
                f"第 {row + 1} 行有内容，但没有写{CODE_HEADER}和{NAME_HEADER}，没有读取；请补填，或清空这一行"
            )
            faults.append(row_fault(grid, (row, 0), "unit_not_named", message, f"第{row + 1}行"))
    if len(found) > MAX_UNITS:
        raise UnreadableInputError(
            f"{grid.file}：有 {len(found)} 个单位（至多 {MAX_UNITS} 个），请分成几个文件"
        )
    by_key: dict[tuple[str, str], list[UnitRow]] = defaultdict(list)
    for unit in found:
        by_key[unit.key].append(unit)
    for (kind, text), same in by_key.items():
        for unit in same if len(same) > 1 else ():
            rows = "、".join(str(other.number) for other in same)
            what = CODE_HEADER if kind == "code" else NAME_HEADER
            message = (
                f"第 {rows} 行的{what}都是 {text!r}，不知道用哪一行，都没有读取；"
                f"同一个单位请只留一行，是两个单位请分别写上{CODE_HEADER}"
            )
            at = header.columns.get(CODE_ID if kind == "code" else NAME_ID, 0)
            faults.append(
                row_fault(grid, (unit.number - 1, at), "repeated_unit", message, unit.name or unit.code)
            )
    return tuple(unit for unit in found if len(by_key[unit.key]) == 1), tuple(faults)


class RowSorter:
    """Which rows are whose."""

    def __init__(self, units: Sequence[UnitRow]) -> None:
        self.faults: list[RowFault] = []
        self._keys = {unit.key for unit in units}
        self._named: dict[str, list[UnitRow]] = defaultdict(list)
        for unit in units:
            self._named[squeeze(unit.name)].append(unit)

    def rows(self, grid: Grid, header: Header, *, own: bool) -> dict[tuple[str, str], list[int]]:
        """Key of a unit → its rows; ``own``: the sheet that lists the units, where nothing is missing."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in range(header.row + 1, len(grid.rows)):
            if grid.is_blank(row):
                continue
            key = self._key(grid, header, row)
            if isinstance(key, tuple):
                found[key].append(row)
            elif not own and self._said(grid, header, row):
                at = header.columns.get(CODE_ID, header.columns.get(NAME_ID, 0))
                self.faults.append(row_fault(grid, (row, at), "unknown_unit", key, f"第{row + 1}行"))
        return found

    def _said(self, grid: Grid, header: Header, row: int) -> bool:
        """Whether a row holds more than its unit's code and name."""
        return any(not grid.is_empty(row, at) for name, at in header.columns.items() if name not in KEY_IDS)

    def _key(self, grid: Grid, header: Header, row: int) -> tuple[str, str] | str:
        """The key of the row's unit, or why there is none."""
        code, name = (grid.text(row, header.columns.get(key)) for key in (CODE_ID, NAME_ID))
        if code and ("code", code) in self._keys:
            return "code", code
        same = self._named.get(squeeze(name), []) if name else []
        if not code and len(same) == 1:
            return same[0].key
        if not code and not name:
            return f"第 {row + 1} 行有内容，但没有写{CODE_HEADER}，没有读取；请补填，或清空这一行"
        if not code and len(same) > 1:
            return f"第 {row + 1} 行的{NAME_HEADER} {name!r} 有 {len(same)} 个单位同名，没有读取；请补填{CODE_HEADER}"
        told = f"{CODE_HEADER} {code!r}" if code else f"{NAME_HEADER} {name!r}"
        return (
            f"第 {row + 1} 行的{told} 在“{UNIT_SHEET}”里没有（或有重复），没有读取；请改成那里的{CODE_HEADER}"
        )


def row_fault(grid: Grid, at: tuple[int, int], code: str, message: str, name: str) -> RowFault:
    """A fault of the cell at a row and column, from 0; ``name`` is what people know the row by."""
    place, stated = grid.place(*at), grid.text(*at)
    finding = Finding(
        code=code, severity="error", message=f"{place.text}：{message}", place=place, stated=stated
    )
    return RowFault(at[0] + 1, name, finding)

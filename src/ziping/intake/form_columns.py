"""The columns of 年度绩效指标, also without a header row, and rows whose cells have slipped sideways."""

from __future__ import annotations

from typing import Final, NamedTuple

from ziping.domain.form_labels import PRINTED_COLUMNS, ROW_COLUMNS, TOTAL, RowColumn
from ziping.intake.form_cells import POINTS, Spot
from ziping.intake.form_names import FormNames
from ziping.language.numerals import parse_quantity
from ziping.language.reports.forms import Line, marks_of

SHIFTS: Final = (0, 1, -1)
"""By how many columns a row may stand right of its header, in the order they are tried."""


class Columns(NamedTuple):
    """The columns of the indicator table in the order printed.

    Attributes:
        keys: what they hold.
        starts: their first grid columns.
        end: first grid column right of the table.
    """

    keys: tuple[RowColumn, ...]
    starts: tuple[int, ...]
    end: int

    def spot(self, line: Line, key: RowColumn, shift: int = 0) -> Spot:
        """The cell of a column in a line whose cells all stand ``shift`` columns further right."""
        if key not in self.keys:
            return Spot(line, -1, None)
        index = self.keys.index(key) + shift
        if 0 <= index < len(self.starts):
            column = self.starts[index]
        else:
            column = self.end if index > 0 else self.starts[0] - 1
        return Spot(line, column, line.at(column))


class RowLines(NamedTuple):
    """The indicator table: its columns, the lines below the header, and the line of 总分."""

    columns: Columns
    lines: tuple[Line, ...]
    total: Line | None


def row_lines(lines: tuple[Line, ...], names: FormNames) -> RowLines:
    """Finds the indicator table among the lines of a form; repeated headers, notes and blank lines are left out."""
    columns, rest = _columns(lines, names)
    kept: list[Line] = []
    for line in rest:
        if line.is_blank or marks_of(line).columns:
            continue
        target = columns.spot(line, "target")
        total = line.find(TOTAL)
        if total is not None and target.cell in {total, None}:
            return RowLines(columns, tuple(kept), line)
        if target.cell is None or target.cell.column >= columns.spot(line, "label").column:
            kept.append(line)  # a wider cell is a note or a section title
    return RowLines(columns, tuple(kept), None)


def _columns(lines: tuple[Line, ...], names: FormNames) -> tuple[Columns, tuple[Line, ...]]:
    for position, line in enumerate(lines):
        if marks_of(line).columns:
            found = [(key, cell) for key, labels in ROW_COLUMNS.items() if (cell := line.find(labels))]
            found.sort(key=lambda item: item[1].column)
            keys, starts = tuple(key for key, _ in found), tuple(cell.column for _, cell in found)
            return Columns(keys, starts, found[-1][1].end), lines[position + 1 :]
    return _guessed(lines, names)


def _guessed(lines: tuple[Line, ...], names: FormNames) -> tuple[Columns, tuple[Line, ...]]:
    """Without a header row: the usual columns, by the first row that names a kind and fills all that follow."""
    after_group = len(PRINTED_COLUMNS) - 1
    for position, line in enumerate(lines):
        cells = line.covering
        at = next((n for n, cell in enumerate(cells) if names.is_kind(cell.text)), len(cells))
        if len(cells) - at >= after_group:
            heads = cells[at : at + after_group]
            before = cells[at - 1].column if at else heads[0].column - 1
            starts = (before, *(cell.column for cell in heads))
            return Columns(PRINTED_COLUMNS, starts, heads[-1].end), lines[position:]
    return Columns((), (), 0), ()


def shift_of(line: Line, columns: Columns, names: FormNames) -> int:
    """By how many columns a row has slipped: a level-2 name tells, else where the points stand."""
    named = [shift for shift in SHIFTS if _names_kind(columns.spot(line, "kind", shift), names)]
    fitting = [shift for shift in SHIFTS if _fits(line, columns, names, shift)]
    both = [shift for shift in named if shift in fitting]
    return next(iter((*both, *named, *fitting, 0)))


def _names_kind(spot: Spot, names: FormNames) -> bool:
    return spot.begins_here and names.is_kind(spot.text)


def _fits(line: Line, columns: Columns, names: FormNames, shift: int) -> bool:
    """Whether a name stands under 三级指标 and only points under 分值 and 得分; a slip needs at least one.

    A row that slipped to the right has left its 三级指标 empty, or the level-2 name stands there.
    """
    label = columns.spot(line, "label", shift)
    if shift > 0:
        left = columns.spot(line, "label")
        if left.begins_here and not names.is_kind(left.text):
            return False
    numbers = [columns.spot(line, key, shift) for key in ("weight", "score")]
    read = [_is_points(spot.text) for spot in numbers if not spot.is_blank]
    return label.begins_here and all(read) and bool(read or not shift)


def _is_points(text: str) -> bool:
    quantity = parse_quantity(text)
    return quantity is not None and quantity.unit.dimension in POINTS.dimensions

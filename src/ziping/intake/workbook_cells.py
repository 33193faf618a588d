"""One sheet as a grid of raw values with places, and the submission data being collected from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from ziping.domain.finding import Finding, Severity
from ziping.domain.place import Place, cell_name
from ziping.domain.quantity import Quantity, plain, unit_of
from ziping.domain.workbook_forms import squeeze
from ziping.intake.data_text import Path
from ziping.intake.raw import RawScalar
from ziping.intake.workbook_second_look import NOTHING, SecondLook
from ziping.language.numerals import parse_quantity

CellValue: TypeAlias = int | float | str | bool | time | date | datetime | timedelta
"""What calamine gives."""

Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column) of a merged cell."""

_EXACT_DIGITS = ".15g"
"""Excel keeps 15 significant digits; more are noise of binary sums (0.1+0.2)."""


def raw_scalar(value: CellValue) -> RawScalar:
    """A cell's value as the normaliser takes it: text, exact Decimal, truth value or date."""
    match value:
        case str():
            return value.strip()
        case bool():
            return value
        case int():
            return Decimal(value)
        case float():
            return Decimal(int(value)) if value.is_integer() else Decimal(format(value, _EXACT_DIGITS))
        case datetime():
            return value.date()
        case date():
            return value
        case _:
            return str(value)


def as_text(raw: RawScalar) -> str:
    """A raw value in a text field: a code typed as a number, a date typed as a date."""
    match raw:
        case bool():
            return "是" if raw else "否"
        case Decimal():
            return plain(raw)
        case date():
            return f"{raw.year}年{raw.month}月{raw.day}日"
    return raw


NO_VALUE = {
    "error_value": "单元格显示 {!r}，不是数据，没有读取；请改填实际的数，或修正公式",
    "formula_not_calculated": "公式 {!r} 没有计算结果，没有读取；请用 Excel 或 WPS 打开，按 F9 重算并保存，或直接填数",
}
"""What is said about a cell that shows an error or holds a formula without a result."""


class Header(NamedTuple):
    """Where a header row stands and which column holds what."""

    row: int
    columns: dict[str, int]


class Grid:
    """The cells of one sheet.

    Attributes:
        file: name shown in messages.
        rows: all rows from the top; shorter than the sheet where it is empty.
        merged: merged cells; a value stands in the first cell only.
    """

    def __init__(
        self,
        file: str,
        sheet: str,
        rows: list[list[CellValue]],
        look: SecondLook = NOTHING,
        merged: Sequence[Span] = (),
    ) -> None:
        self.file = file
        self.sheet = sheet
        self.rows = rows
        self.look = look
        self.merged = merged

    def top_of(self, row: int, column: int) -> int:
        """The first row of the merged cell that covers a cell; the row itself without one."""
        for (top, left), (bottom, right) in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top
        return row

    def place(self, row: int, column: int) -> Place:
        """The place of a cell."""
        return Place(file=self.file, sheet=self.sheet, cell=cell_name(row, column))

    def raw(self, row: int, column: int) -> RawScalar:
        """The raw value of a cell, ``""`` when empty or beyond the sheet."""
        cells = self.rows[row]
        if column >= len(cells):
            return ""
        key = (self.sheet, row, column)
        return self.look.percents.get(key) or raw_scalar(cells[column])

    def text(self, row: int, column: int | None) -> str:
        """A cell as text, ``""`` for no column."""
        return "" if column is None else as_text(self.raw(row, column))

    def error(self, row: int, column: int) -> str:
        """The error value of a cell, ``""`` for none."""
        return self.look.errors.get((self.sheet, row, column), "")

    def formula(self, row: int, column: int) -> str:
        """The formula of a cell that has no result, ``""`` for none."""
        return self.look.uncalculated.get((self.sheet, row, column), "")

    def is_empty(self, row: int, column: int) -> bool:
        """Whether a cell holds nothing, not even an error."""
        cells = self.rows[row]
        value = cells[column] if column < len(cells) else ""
        if value != "" and not (isinstance(value, str) and not value.strip()):
            return False
        return not (self.error(row, column) or self.formula(row, column))

    def is_blank(self, row: int) -> bool:
        """Whether a row holds nothing."""
        return all(self.is_empty(row, column) for column in range(len(self.rows[row])))

    def header(self, titles: Mapping[str, str], needed: Iterable[str]) -> Header | None:
        """The first row that names all ``needed`` columns and at least half of all.

        Args:
            titles: column key → header text.
            needed: keys that must be there.
        """
        wanted = {squeeze(text): key for key, text in titles.items()}
        needed = set(needed)
        for row, cells in enumerate(self.rows):
            columns: dict[str, int] = {}
            for column, value in enumerate(cells):
                key = wanted.get(squeeze(value)) if isinstance(value, str) and value else None
                if key is not None:
                    columns.setdefault(key, column)
            if needed <= columns.keys() and 2 * len(columns) >= len(wanted):
                return Header(row, columns)
        return None


class Collector:
    """Data, places, findings and spoiled paths of the submission being read."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self.places: dict[Path, Place] = {}
        self.findings: list[Finding] = []
        self.spoiled: set[Path] = set()

    def report(
        self, code: str, message: str, place: Place, *, severity: Severity = "error", **more: str
    ) -> None:
        """One finding; the message gets the place in front."""
        self.findings.append(
            Finding(code=code, severity=severity, message=f"{place.text}：{message}", place=place, **more)
        )

    def take(self, grid: Grid, row: int, column: int, subject: str = "") -> RawScalar | None:
        """A cell's value; None, with a finding, when it holds an error or a formula without a result."""
        place_of = grid.place
        error, formula = grid.error(row, column), grid.formula(row, column)
        for code, shown in (("error_value", error), ("formula_not_calculated", formula)):
            if shown:
                self.report(
                    code, NO_VALUE[code].format(shown), place_of(row, column), stated=shown, subject=subject
                )
                return None
        return grid.raw(row, column)

    def put(self, path: Path, value: Any) -> None:
        """Sets a value, making the mappings on the way."""
        here = self.data
        for key in path[:-1]:
            here = here.setdefault(str(key), {})
        here[str(path[-1])] = value

    def get(self, path: Path) -> Any:
        """The value of a path, None when there is none."""
        here: Any = self.data
        for key in path:
            here = here.get(key) if isinstance(here, dict) else None
        return here

    def drop(self, path: Path) -> None:
        """Takes a value out again."""
        parent = self.get(path[:-1])
        if isinstance(parent, dict):
            parent.pop(str(path[-1]), None)

    def append(self, path: Path, value: Any, place: Place) -> None:
        """Adds an entry to a list."""
        items = self.get(path)
        if items is None:
            items = []
            self.put(path, items)
        self.places[*path, len(items)] = place
        self.places.setdefault(path, place)
        items.append(value)


def same_value(one: RawScalar, other: RawScalar) -> bool:
    """Whether two cells say the same: 3,000 typed as text is the number 3000."""
    return one == other or _comparable(one) == _comparable(other)


def _comparable(value: RawScalar) -> object:
    if isinstance(value, Decimal):
        return Quantity(value, unit_of(""))
    return (parse_quantity(value) or value) if isinstance(value, str) else value

"""Single cells of a form as values: texts, points, percentages, money; what is wrong is a finding with its cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from ziping.domain.document import TableCell
from ziping.domain.form_labels import BLANKS
from ziping.domain.form_reading import Slot
from ziping.domain.place import Place
from ziping.domain.quantity import Quantity, plain, unit_of
from ziping.intake.form_lines import clean, one_line
from ziping.intake.workbook_cells import NO_VALUE, Collector
from ziping.language.numerals import parse_quantity
from ziping.language.reports.forms import Line

_FAULTS = {"error": "error_value", "formula": "formula_not_calculated"}


class Spot(NamedTuple):
    """Where a value of the form stands, or would stand.

    Attributes:
        line: its row.
        column: first column.
        cell: None when nothing is written and nothing merged there.
    """

    line: Line
    column: int
    cell: TableCell | None

    @property
    def text(self) -> str:
        """The text as written."""
        return "" if self.cell is None else self.cell.text

    @property
    def begins_here(self) -> bool:
        """Whether a cell with text begins in this row, not one merged from above."""
        return self.cell is not None and self.cell.row == self.line.row and bool(self.cell.text)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands here, or a sign that says so: ``—``, ``/``, ``无``."""
        return "".join(self.text.split()) in BLANKS

    @property
    def place(self) -> Place:
        """The place for messages: the first cell of a merged one."""
        cell = self.cell
        if cell is None or self.line.table is None:
            return self.line.place(self.column)
        return self.line.table.place_of(cell.row, cell.column)

    def slot(self) -> Slot:
        """The cell as one that can be filled."""
        cell = self.cell
        row, column = (self.line.row, self.column) if cell is None else (cell.row, cell.column)
        return Slot(self.place, row, column, self.text)


class Wanted(NamedTuple):
    """What a number cell may hold."""

    dimensions: frozenset[str]
    advice: str


POINTS: Final = Wanted(frozenset(("number", "score")), "请只填一个数，如 12.5")
PERCENTAGE: Final = Wanted(frozenset(("number", "ratio")), "请只填一个百分数，如 98.63")
MONEY: Final = Wanted(frozenset(("number", "money")), "请只填一个金额")


class Number(NamedTuple):
    """What was read from a number cell.

    Attributes:
        value: None when nothing stands there, or nothing that can be used.
        spoiled: whether something stands there that is no such number.
        spot: the cell.
    """

    value: Decimal | None
    spoiled: bool
    spot: Spot


class CellReader:
    """Reads cells; mistakes go ``into`` the findings."""

    def __init__(self, into: Collector) -> None:
        self.into = into

    def usable(self, spot: Spot, subject: str = "") -> str:
        """The text of a cell; ``""`` with a finding when it shows an error or a formula without a result."""
        code = "" if spot.cell is None else _FAULTS.get(spot.cell.kind, "")
        if not code:
            return spot.text
        message = NO_VALUE[code].format(spot.text)
        self.into.report(code, message, spot.place, stated=spot.text, subject=subject)
        return ""

    def short(self, spot: Spot, subject: str = "") -> str:
        """A short text on one line."""
        return one_line(self.usable(spot, subject))

    def long(self, spot: Spot, subject: str = "") -> str:
        """A longer text with its line breaks."""
        return clean(self.usable(spot, subject))

    def number(self, spot: Spot, what: str, wanted: Wanted, subject: str = "") -> Number:
        """A bare number, or one with a unit that is wanted; never negative."""
        quantity = self._quantity(spot, what, wanted, subject)
        value = None if quantity is None else quantity.value
        return Number(value, value is None and not spot.is_blank, spot)

    def money(self, spot: Spot, what: str, unit: str) -> Number:
        """An amount in 元; a bare number is in ``unit``, the one printed in the form."""
        quantity = self._quantity(spot, what, MONEY, "")
        if quantity is None:
            return Number(None, not spot.is_blank, spot)
        written = quantity if quantity.unit.symbol else Quantity(quantity.value, unit_of(unit))
        return Number(written.to(unit_of("元")).value, spoiled=False, spot=spot)

    def _quantity(self, spot: Spot, what: str, wanted: Wanted, subject: str) -> Quantity | None:
        if spot.is_blank:
            return None
        text = self.short(spot, subject)
        if not text:
            return None
        quantity = parse_quantity(text)
        if quantity is None or quantity.unit.dimension not in wanted.dimensions:
            message = f"{what}应是一个数，写的是 {text[:40]!r}，没有读取；{wanted.advice}"
            self.into.report("not_a_number", message, spot.place, stated=text[:80], subject=subject)
            return None
        if quantity.value < 0:
            message = f"{what}写的是负数 {plain(quantity.value)}，没有读取；请核对"
            self.into.report("negative_number", message, spot.place, stated=text, subject=subject)
            return None
        return quantity

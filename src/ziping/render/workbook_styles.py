"""How the fill-in workbook looks: fonts, fills, number formats."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final, Literal, TypeAlias

from ziping.domain.quantity import unit_of
from ziping.domain.workbook_forms import AskKind

Fill: TypeAlias = Literal["required", "optional", "carried"]

FONT: Final = "微软雅黑"
FILLS: Final[dict[Fill, str]] = {"required": "#FFF2CC", "optional": "#E8F3E8", "carried": "#FBE0C8"}
FILL_TEXTS: Final[dict[Fill, str]] = {
    "required": "必填",
    "optional": "选填",
    "carried": "沿用上年，请核对",
}
HEAD_FILL: Final = "#E1E9F3"
LOCKED_FILL: Final = "#F3F4F6"
HEADER_FILL: Final = "#1F4E79"
LINE: Final = "#BFC5CC"

DATE_FORMAT: Final = 'yyyy"年"m"月"d"日"'
_MONEY_FORMATS: Final = {"元": "#,##0.00", "万元": "#,##0.00####"}


def number_format(kind: AskKind, unit: str) -> str:
    """The number format of an unlocked cell; short texts are text cells so that codes keep their zeros."""
    if kind == "text":
        return "@"
    if kind == "date":
        return DATE_FORMAT
    if kind == "number" and unit_of(unit).dimension == "money":
        return _MONEY_FORMATS.get(unit, "#,##0.00")
    return "General"


def lines_needed(text: str, width: float) -> int:
    """Lines a text takes in a column; a Chinese character is nearly as wide as two digits."""
    return sum(
        max(1, math.ceil(sum(1.85 if ord(sign) > 0x2E7F else 1 for sign in line) / max(width - 1, 1)))
        for line in text.split("\n")
    )


def row_height(cells: Iterable[tuple[str, float]]) -> float | None:
    """Height for the texts and column widths of a row; None leaves it to the office program."""
    lines = max((lines_needed(text, width) for text, width in cells), default=1)
    return None if lines <= 1 else min(lines * 15.0 + 3, 400.0)


class Styles:
    """Makes each cell format once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def make(self, **look: Any) -> Any:
        """A format with the house font."""
        key = tuple(sorted(look.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({
                "font_name": FONT,
                "font_size": 10,
                "valign": "vcenter",
                **look,
            })
        return self.made[key]

    @property
    def title(self) -> Any:
        """The sheet's name on top."""
        return self.make(bold=True, font_size=15, font_color=HEADER_FILL)

    @property
    def section(self) -> Any:
        """A table's name."""
        return self.make(bold=True, font_size=12, font_color=HEADER_FILL)

    @property
    def hint(self) -> Any:
        """How to fill a sheet or table, and examples."""
        return self.make(font_color="#5B6470")

    @property
    def example(self) -> Any:
        """An example line above a table."""
        return self.make(font_color="#5B6470", italic=True)

    @property
    def header(self) -> Any:
        """A column header."""
        return self.make(
            bold=True,
            font_color="#FFFFFF",
            bg_color=HEADER_FILL,
            border=1,
            border_color=LINE,
            align="center",
            text_wrap=True,
        )

    def locked(
        self, *, head: bool = False, bold: bool = False, faint: bool = False, centred: bool = False
    ) -> Any:
        """A cell nobody fills; ``head`` for the first row of an indicator."""
        return self.make(
            bg_color=HEAD_FILL if head else LOCKED_FILL,
            border=1,
            border_color=LINE,
            text_wrap=True,
            bold=bold,
            font_color="#9AA1AA" if faint else "#222222",
            align="center" if centred else "left",
        )

    def input(self, fill: Fill, kind: AskKind, unit: str = "") -> Any:
        """A cell people fill."""
        return self.make(
            bg_color=FILLS[fill],
            border=1,
            border_color=LINE,
            text_wrap=True,
            locked=False,
            num_format=number_format(kind, unit),
            align="right" if kind == "number" else "left",
            indent=1,
        )

    @property
    def open(self) -> Any:
        """Column default of free tables: rows below the offered ones can be filled too."""
        return self.make(locked=False, text_wrap=True)

"""Cells of the score workbook: looks, safe texts, formulas with our own values beside them, row heights."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from ziping.domain.expression.excel import PENDING_TEXT
from ziping.domain.quantity import trim_zeros

TABLE, WORKING, INPUTS = "评分表", "计算", "输入"
"""Names of the three sheets; fixed, because formulas name them."""

MAX_TEXT = 32_767
"""Longest text of an Excel cell."""
MAX_FORMULA = 8_000
"""A little under Excel's limit for formulas (8,192)."""
MAX_HEIGHT = 409
MISSING = "#N/A"
"""What a cell read by formulas holds while its input is missing."""

PALE_YELLOW, PALE_ORANGE, PALE_GREY, HEAD_BLUE = "#FFF2CC", "#FCE4D6", "#F2F2F2", "#DDEBF7"

CellValue: TypeAlias = Decimal | bool | date | str | None
Result: TypeAlias = Decimal | bool | str
_EXCEL_DAY_ZERO = date(1899, 12, 30)


class Look(NamedTuple):
    """How a cell looks."""

    align: str = "left"
    bold: bool = False
    size: int = 10
    border: bool = True
    fill: str = ""
    colour: str = ""
    number: str = ""
    """Number format, General when empty."""
    indent: int = 0
    font: str = "宋体"


BODY = Look()
CENTRE = Look(align="center")
HEAD = Look(align="center", bold=True, fill=HEAD_BLUE, font="黑体")
TOTAL = Look(align="center", bold=True, fill=PALE_GREY)
NOTE = Look(border=False, size=9)
READ = Look(align="right", colour="#808080", size=9)
"""Cells only formulas read."""


class Sheet:
    """One sheet: every write goes through here, so no text is ever taken for a formula."""

    def __init__(self, book: Any, name: str, looks: dict[Look, Any]) -> None:
        """Args: the XlsxWriter workbook and its shared formats."""
        self.book = book
        self.name = name
        self.looks = looks
        self.sheet: Any = book.add_worksheet(name)

    def look(self, look: Look) -> Any:
        """The workbook's format of a look, made once."""
        if look not in self.looks:
            wanted = {
                "font_name": look.font,
                "font_size": look.size,
                "align": look.align,
                "valign": "vcenter",
                "text_wrap": True,
                "bold": look.bold,
                "border": 1 if look.border else 0,
                "indent": look.indent,
            }
            optional = {"bg_color": look.fill, "font_color": look.colour, "num_format": look.number}
            wanted.update({key: value for key, value in optional.items() if value})
            self.looks[look] = self.book.add_format(wanted)
        return self.looks[look]

    def text(self, row: int, column: int, text: str, look: Look = BODY) -> None:
        """A text that stays a text, whatever it begins with."""
        self.sheet.write_string(row, column, safe_text(text), self.look(look))

    def number(self, row: int, column: int, value: Decimal, look: Look = BODY) -> None:
        """A number."""
        self.sheet.write_number(row, column, trim_zeros(value), self.look(look))

    def formula(self, row: int, column: int, formula: str, cached: Result, look: Look = BODY) -> None:
        """A live formula beside our own value; one that Excel could not hold is written as the value."""
        if len(formula) > MAX_FORMULA:
            self.value(row, column, cached, look)
            return
        shown = trim_zeros(cached) if isinstance(cached, Decimal) else cached
        shown = safe_text(shown) if isinstance(shown, str) else shown
        self.sheet.write_formula(row, column, f"={formula}", self.look(look), shown)

    def value(self, row: int, column: int, value: CellValue, look: Look = BODY) -> None:
        """A value as it is; None is an empty cell."""
        if value is None:
            self.sheet.write_blank(row, column, None, self.look(look))
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, self.look(look))
        elif isinstance(value, Decimal):
            self.number(row, column, value, look)
        elif isinstance(value, date):
            self.number(row, column, day_number(value), look)
        else:
            self.text(row, column, value, look)

    def merged(self, area: Area, text: str, look: Look = BODY) -> None:
        """One text over an area; a single cell needs no merging."""
        if area.single:
            self.text(area.row, area.column, text, look)
        else:
            self.sheet.merge_range(*area, safe_text(text), self.look(look))
            self.text(area.row, area.column, text, look)

    def colour_when(self, area: Area, criteria: str, look: Look) -> None:
        """Fill and letter colour of ``look`` in cells for which the formula holds."""
        key = look._replace(font="")
        if key not in self.looks:
            wanted = {"bg_color": look.fill, "font_color": look.colour}
            self.looks[key] = self.book.add_format({name: value for name, value in wanted.items() if value})
        rule = {"type": "formula", "criteria": criteria, "format": self.looks[key]}
        self.sheet.conditional_format(*area, rule)

    def height(self, row: int, texts: tuple[tuple[str, int], ...], size: int = 10) -> None:
        """A row high enough for its texts, each given with the width of its columns."""
        lines = max(line_count(text, width, size) for text, width in texts)
        self.sheet.set_row(row, min(MAX_HEIGHT, max(20, int(lines * size * 1.4) + 6)))

    def read_column(self, column: int, first: int, last: int) -> None:
        """A column only formulas read: its ``#N/A`` are no alarm, the cells beside them tell what is missing."""
        grey = Look(colour="#D9D9D9")
        self.colour_when(
            Area(first, column, last, column), f"=ISNA({address(first, column)[0:2]}{first + 1})", grey
        )

    def page(self, *, landscape: bool, header_row: int, last_column: int, last_row: int) -> None:
        """A4, as wide as the page, header rows on every page, page numbers."""
        sheet = self.sheet
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.repeat_rows(header_row)
        sheet.print_area(0, 0, last_row, last_column)
        sheet.set_footer("&C第 &P 页，共 &N 页")


class Area(NamedTuple):
    """Cells from one corner to the other, both included."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.row == self.last_row and self.column == self.last_column


def address(row: int, column: int, sheet: str = "") -> str:
    """``输入!$C$5`` of zero-based row and column (columns A to Z)."""
    cell = f"${chr(ord('A') + column)}${row + 1}"
    return f"{sheet}!{cell}" if sheet else cell


def day_number(day: date) -> Decimal:
    """A date as spreadsheets count days."""
    return Decimal((day - _EXCEL_DAY_ZERO).days)


def safe_text(text: str) -> str:
    """A text a cell can hold: valid Unicode, not longer than Excel allows."""
    valid = text.encode("utf-8", "replace").decode("utf-8")
    return valid if len(valid) <= MAX_TEXT else valid[: MAX_TEXT - 1] + "…"


def pending_as_text(formula: str) -> str:
    """The formula, showing 待补充 while it cannot be computed."""
    return f'IFERROR({formula},"{PENDING_TEXT}")'


def readable(cell: str) -> str:
    """What formulas read of a cell that shows a number or 待补充."""
    return f"IF(ISNUMBER({cell}),{cell},NA())"


def runs(rows: list[int], column: int) -> str:
    """Cells of one column as the arguments of ``SUM``, neighbours joined to ranges."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ",".join(
        address(first, column) if first == last else f"{address(first, column)}:{address(last, column)}"
        for first, last in spans
    )


def added_up(rows: list[int], column: int, places: int) -> str:
    """The scores of some rows added; printed scores have no more digits than the total."""
    return f"ROUND(SUM({runs(rows, column)}),{places})" if rows else "0"


def line_count(text: str, width: int, size: int = 10) -> int:
    """Lines a text takes in a column of Excel width ``width`` (half-width characters of about 10.5 pt)."""
    room = max(width * 21 // (2 * size) - 1, 2)
    return sum(-(-max(text_width(line), 1) // room) for line in text.split("\n"))


def text_width(text: str) -> int:
    """Width in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)

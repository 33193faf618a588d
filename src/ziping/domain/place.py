"""Where something stands, so that a person can find it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


def cell_name(row: int, column: int) -> str:
    """``C14`` of a row and column from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"


class Place(BaseModel):
    """A place in a file; only what is known is filled, ``text`` is for people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    """``C14``: column letters and row."""
    line: int | None = None
    """1-based line of a text file."""
    key: str | None = None
    """Dotted path inside a data file, ``inputs.procurement_plan``."""
    heading: str | None = None
    """Heading path of a document, levels joined by `` > ``."""
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None

    @property
    def text(self) -> str:
        """The place in one Chinese phrase: ``填报表.xlsx「基础数据」C14``."""
        parts = [self.file or ""]
        if self.sheet:
            parts.append(f"「{self.sheet}」{self.cell or ''}")
        if self.page:
            parts.append(f"第{self.page}页")
        if self.line:
            parts.append(f"第{self.line}行")
        if self.key:
            parts.append(f"（{self.key}）")
        if self.heading:
            parts.append(f"「{self.heading}」")
        if self.paragraph:
            parts.append(f"第{self.paragraph}段")
        if self.table:
            row, column = f"第{self.row}行" if self.row else "", f"第{self.column}列" if self.column else ""
            parts.append(f"表{self.table}{row}{column}")
        return "".join(parts)

    @property
    def near(self) -> str:
        """The place for a reader of the file: without its name, and of the headings only the nearest."""
        nearest = (self.heading or "").rpartition(" > ")[2] or None
        return self.model_copy(update={"file": None, "heading": nearest}).text

    @property
    def short(self) -> str:
        """The place without the file name: ``基础数据!C14`` or ``inputs.procurement_plan``."""
        if self.sheet:
            return f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return self.key or self.text


NOWHERE = Place()
"""For findings about the whole input."""

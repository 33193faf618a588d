"""FactTable: every figure and document the text may use (``ziping/facts/1``)."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from ziping.domain.quantity import format_quantity, parse_decimal

FORMAT: Final = "ziping/facts/1"

Origin: TypeAlias = Literal["input", "computed", "derived", "evidence", "document", "last_year", "given"]


_WRITTEN = frozenset(("日期", "文号", "文件", "编码", "届"))
"""Units of facts that are printed as written: digits in them measure nothing."""


class Fact(BaseModel):
    """One figure or document. Only ``id, label, value, unit`` are needed when a stranger writes the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")
    label: str
    value: str
    """As printed, plain digits (``2918.76``) or the text of a date, number or title."""
    unit: str
    exact: str | None = None
    """What rounding starts from, when the printed value is rounded."""
    aliases: tuple[str, ...] = ()
    year: int | None = None
    origin: Origin = "given"
    formula: str = ""
    sources: tuple[str, ...] = ()
    """Cells or keys it comes from."""

    @cached_property
    def decimal(self) -> Decimal | None:
        """The printed value as a number, None for documents and dates."""
        return parse_decimal(self.value)

    @cached_property
    def printed(self) -> str:
        """Value with unit as it stands in the text: ``2,918.76万元``."""
        number = None if self.unit in _WRITTEN else self.decimal
        return self.value if number is None else format_quantity(number, self.unit, comma=self.unit != "年")

    def to_json(self) -> dict[str, object]:
        """The machine format; empty optional fields are left out."""
        row: dict[str, object] = {"id": self.id, "label": self.label}
        if self.aliases:
            row["aliases"] = list(self.aliases)
        row["value"] = self.value
        if self.exact is not None:
            row["exact"] = self.exact
        row["unit"] = self.unit
        if self.year is not None:
            row["year"] = self.year
        row["origin"] = self.origin
        if self.formula:
            row["formula"] = self.formula
        if self.sources:
            row["sources"] = list(self.sources)
        return row


class FactTable(BaseModel):
    """All facts of one unit and year, in a stable order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["ziping/facts/1"] = FORMAT
    unit: str
    year: int
    facts: tuple[Fact, ...]

    def by_id(self) -> dict[str, Fact]:
        """Facts by id."""
        return {fact.id: fact for fact in self.facts}

    def to_json(self) -> dict[str, object]:
        """The machine format of ``facts.json``."""
        return {
            "format": self.format,
            "unit": self.unit,
            "year": self.year,
            "facts": [fact.to_json() for fact in self.facts],
        }

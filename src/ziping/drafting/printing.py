"""How a fact stands in a table's cell."""

from __future__ import annotations

from ziping.domain.fact import Fact
from ziping.domain.quantity import EXACT, format_quantity, unit_of
from ziping.drafting.marking import clean


def in_unit(fact: Fact, unit: str) -> str:
    """A fact in a cell: no 分 and no unit that stands above the table, amounts converted to that unit."""
    value = fact.decimal
    if value is None:
        return clean(fact.value)
    if fact.unit == "分":
        return format_quantity(value, "")
    here, table = unit_of(fact.unit), unit_of(unit)
    if unit and here.dimension == table.dimension:
        converted = EXACT.divide(EXACT.multiply(value, here.factor), table.factor)
        return format_quantity(converted, "", places=2)
    return format_quantity(value, fact.unit)

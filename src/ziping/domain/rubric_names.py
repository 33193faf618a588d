"""What a formula of a rubric may name, and what each name is: inputs, last year's figures, metrics."""

from __future__ import annotations

from ziping.domain.expression.nodes import Name
from ziping.domain.expression.units import Sort, Typed
from ziping.domain.quantity import unit_of
from ziping.domain.rubric import Rubric

_SORTS: dict[str, Sort] = {"number": "number", "bool": "truth", "date": "date"}


def typed_names(rubric: Rubric) -> dict[str, Typed]:
    """Every name with the sort of its value and, for numbers, its unit."""
    types: dict[str, Typed] = {}
    for item in (*rubric.inputs, *rubric.last_year_inputs()):
        sort = _SORTS.get(item.type, "text")
        types[item.id] = Typed(Name(item.id), sort, unit_of(item.unit) if sort == "number" else None)
    for metric in rubric.metrics:
        types[metric.id] = Typed(Name(metric.id), "number", unit_of(metric.unit))
    return types

"""Results of invented units, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ziping.domain.batch import IndicatorResult, UnitResult


def leaf(name: str, score: str | None, most: str = "10", status: str = "scored") -> IndicatorResult:
    """An indicator; pending without a score."""
    got = None if score is None else Decimal(score)
    return IndicatorResult(
        id=name,
        label=f"指标{name}",
        path=("一级", f"指标{name}"),
        max_score=Decimal(most),
        score=got,
        status="pending" if got is None else status,  # type: ignore[arg-type]
        lost=None if got is None else Decimal(most) - got,
    )


def unit(name: str, total: str, leaves: Sequence[IndicatorResult] = (), **more: Any) -> UnitResult:
    """A unit with a final score unless told otherwise."""
    values: dict[str, Any] = {
        "key": f"key-{name}",
        "name": name,
        "year": 2025,
        "rubric": "示例标准",
        "folder": name,
        "total_score": Decimal(total),
        "max_score": Decimal(100),
        "status": "final",
        "proven": Decimal(0),
        "asserted": Decimal(0),
        "pending": Decimal(0),
        "indicators": tuple(leaves),
    }
    return UnitResult(**{**values, **more})

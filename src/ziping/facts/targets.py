"""Targets a rule names (满分线, 上限) and how far the figure is from them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ziping.domain.bands import Edge, band_edges, edge
from ziping.domain.fact import Fact
from ziping.domain.methods import Bands, Composite, DeductPerPoint, Method, Proportional
from ziping.domain.quantity import decimal_of, plain, quantize, trim_zeros
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard


def target_facts(rubric: Rubric, scorecard: Scorecard, year: int) -> Iterator[Fact]:
    """``<figure>.target`` (where full marks begin) and ``<figure>.vs_target`` for rules that read one figure."""
    units = {item.id: item.unit for item in rubric.inputs} | {
        metric.id: metric.unit for metric in rubric.metrics
    }
    labels = {item.id: item.label_zh for item in rubric.inputs} | {
        item.id: item.label_zh for item in rubric.metrics
    }
    values = _values(rubric, scorecard)
    for figure, target in _targets(rubric):
        if figure not in labels:
            continue
        unit = units[figure]
        shown = trim_zeros(decimal_of(target * 100 if unit == "%" else target, 4))
        label = labels[figure]
        yield Fact(
            id=f"{figure}.target",
            label=f"{label}满分线",
            value=plain(shown),
            unit=unit,
            year=year,
            origin="derived",
        )
        value = values.get(figure)
        if value is not None and value != shown:
            gap = quantize(abs(Fraction(value) - Fraction(shown)), 2)
            yield Fact(
                id=f"{figure}.vs_target",
                label=f"{label}与满分线的差距",
                value=plain(gap if unit == "%" else trim_zeros(gap)),
                unit="百分点" if unit == "%" else unit,
                year=year,
                origin="derived",
                formula=f"{plain(max(value, shown))} − {plain(min(value, shown))}",
            )


def _values(rubric: Rubric, scorecard: Scorecard) -> dict[str, Decimal]:
    """Printed values of metrics and of inputs scored directly."""
    values = {line.id: line.value for line in scorecard.metrics if line.value is not None}
    inputs = {use.id: use.printed for line in scorecard.lines for use in line.inputs}
    for item in rubric.inputs:
        printed = inputs.get(item.id, "").removesuffix(item.unit).replace(",", "")
        if item.type == "number" and printed and printed[0].isdigit():
            values[item.id] = Decimal(printed)
    return values


def _targets(rubric: Rubric) -> Iterator[tuple[str, Fraction]]:
    for leaf in rubric.leaves():
        method = leaf.indicator.method
        for inner in (part.method for part in method.parts) if isinstance(method, Composite) else (method,):
            found = _target(inner)
            if found is not None:
                yield found


def _target(method: Method) -> tuple[str, Fraction] | None:
    if isinstance(method, Proportional):
        cap = edge(method.cap, included=True)
        return (method.ratio, cap.value) if cap is not None else None
    if isinstance(method, DeductPerPoint):
        standard = edge(method.bound, included=True)
        return (method.value, standard.value) if standard is not None and standard.value else None
    if isinstance(method, Bands):
        known = [band for band in method.bands if band.witnessed is None]
        if not known:
            return None
        best = max(known, key=lambda band: band.score)
        low, high = band_edges(best)
        bound: Edge | None = low or high
        return (method.value, bound.value) if bound is not None and bound.value else None
    return None

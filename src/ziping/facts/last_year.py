"""Last year's figures, scores and problems as facts, and this year's change where both are known.

``last_year.<figure>`` and ``<figure>.vs_last_year`` for inputs and metrics, ``last_year.<leaf>.score`` and
``<leaf>.score.vs_last_year`` for points, the same with ``total``; ``note.last<n>.n<m>`` are figures of a problem's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ziping.domain.fact import Fact
from ziping.domain.place import Place
from ziping.domain.quantity import EXACT, decimal_places, plain, quantize, trim_zeros
from ziping.domain.rubric import InputDefinition, Metric, Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import TOTAL, Submission
from ziping.domain.workbook_forms import LAST_YEAR_SHEET
from ziping.facts.evidence import text_facts


class _Named(NamedTuple):
    """A figure or score that may have changed; ``unit`` is that of its value."""

    id: str
    label: str
    unit: str


def last_year_facts(
    rubric: Rubric, submission: Submission, scorecard: Scorecard, known: tuple[Fact, ...]
) -> Iterator[Fact]:
    """Everything the text may say of last year; ``known`` are this year's inputs and metrics as printed."""
    yield from _figures(rubric, submission, {fact.id: fact for fact in known})
    yield from _scores(submission, scorecard)
    for index, problem in enumerate(submission.last_year.problems, start=1):
        yield from text_facts(f"note.last{index}", problem.text, "上年存在的问题", submission.year - 1)


def _figures(rubric: Rubric, submission: Submission, known: Mapping[str, Fact]) -> Iterator[Fact]:
    definitions: tuple[InputDefinition | Metric, ...] = (*rubric.inputs, *rubric.metrics)
    for definition in definitions:
        before = submission.last_year.figures.get(definition.id)
        if before is None or not isinstance(before.value, Decimal):
            continue
        named = _Named(definition.id, definition.label_zh, definition.unit)
        value = quantize(before.value, max(before.places, decimal_places(before.value)))
        yield _last(named, value, submission.year - 1, _sources(before.place))
        now = known.get(definition.id)
        if now is not None and now.decimal is not None and now.decimal != value:
            yield from _change(named, now.decimal, value, submission.year)


def _scores(submission: Submission, scorecard: Scorecard) -> Iterator[Fact]:
    """Points of last year; those of an indicator that is not scored yet have no change."""
    last = submission.last_year
    settled = scorecard.total_score if scorecard.status == "final" else None
    now = {TOTAL: ("总分", settled)} | {line.id: (line.called, line.score) for line in scorecard.lines}
    for name, (called, score) in now.items():
        before = last.scores.get(name)
        if before is None:
            continue
        place = last.places.get(name)
        named = _Named(f"{name}.score", f"{called}得分", "分")
        yield _last(named, trim_zeros(before), submission.year - 1, _sources(place))
        if score is not None and score != before:
            yield from _difference(named, trim_zeros(score), trim_zeros(before), submission.year)


def _sources(place: Place | None) -> tuple[str, ...]:
    """The cell or key the unit typed it in, or the place in last year's report with the report's name."""
    if place is None:
        return ()
    typed = place.sheet == LAST_YEAR_SHEET or (place.key or "").startswith("last_year.")
    told = place.short if typed else place.text
    return (told,) if told else ()


def _last(named: _Named, value: Decimal, year: int, sources: tuple[str, ...]) -> Fact:
    return Fact(
        id=f"last_year.{named.id}",
        label=f"上年{named.label}",
        value=plain(value),
        unit=named.unit,
        year=year,
        origin="last_year",
        sources=sources,
    )


def _change(named: _Named, now: Decimal, before: Decimal, year: int) -> Iterator[Fact]:
    """The difference, and for amounts and counts the percentage."""
    yield from _difference(named, now, before, year)
    if not before or named.unit == "%":
        return
    difference = EXACT.subtract(now, before)
    rate = Fraction(abs(difference)) / Fraction(abs(before)) * 100
    yield Fact(
        id=f"{named.id}.vs_last_year_rate",
        label=f"{_direction(named, difference)}的幅度",
        value=plain(quantize(rate, 2)),
        unit="%",
        year=year,
        origin="derived",
        formula=f"({plain(now)} − {plain(before)}) ÷ {plain(before)} × 100",
    )


def _difference(named: _Named, now: Decimal, before: Decimal, year: int) -> Iterator[Fact]:
    difference = EXACT.subtract(now, before)
    places = max(decimal_places(now), decimal_places(before))
    yield Fact(
        id=f"{named.id}.vs_last_year",
        label=_direction(named, difference),
        value=plain(quantize(abs(difference), places)),
        unit="百分点" if named.unit == "%" else named.unit,
        year=year,
        origin="derived",
        formula=f"{plain(now)} − {plain(before)}",
    )


def _direction(named: _Named, difference: Decimal) -> str:
    return f"{named.label}比上年{'增加' if difference >= 0 else '减少'}"

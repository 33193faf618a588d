"""Figures the prose needs beside the scores: amounts in 万元, edges of bands, counts, falls, replaced inputs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from ziping.domain.bands import Edge, band_edges
from ziping.domain.fact import Fact, Origin
from ziping.domain.methods import (
    Bands,
    Composite,
    DeductPerCase,
    DeductPerPoint,
    Judgement,
    Method,
    PeriodicProgress,
    checklist_items,
)
from ziping.domain.quantity import EXACT, decimal_of, decimal_places, plain, quantize, trim_zeros
from ziping.domain.rubric import Indicator, Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import InputValue, Submission
from ziping.facts.evidence import text_facts

ZERO = Decimal(0)
TEN_THOUSAND = Decimal(10000)


def narrative_facts(
    rubric: Rubric, submission: Submission, scorecard: Scorecard, known: tuple[Fact, ...]
) -> Iterator[Fact]:
    """Facts derived for the text; ``known`` are inputs and metrics as printed."""
    year = submission.year
    yield from _in_ten_thousand(known, year)
    yield from _rules(rubric, submission, year)
    yield from _band_edges(rubric, known, year)
    yield from _checkpoint_sums(rubric, scorecard, year)
    yield from _replaced(rubric, submission, year)
    yield from _falls(rubric, submission, year)
    yield from _counts(submission, scorecard, year)


def _fact(name: str, label: str, value: Decimal, unit: str, year: int, **more: str | None) -> Fact:
    origin: Origin = "derived"
    return Fact.model_validate(
        {"id": name, "label": label, "value": plain(value), "unit": unit, "year": year, "origin": origin}
        | more
    )


def _in_ten_thousand(known: tuple[Fact, ...], year: int) -> Iterator[Fact]:
    """``<figure>.in_10k``: an amount given in 元 as the text writes it, in 万元."""
    for fact in known:
        value = fact.decimal
        if fact.unit == "元" and value is not None:
            exact = EXACT.divide(Decimal(fact.exact or fact.value), TEN_THOUSAND)
            shown = quantize(exact, 2)
            kept = None if exact == shown else plain(trim_zeros(exact))
            worked = f"{fact.printed} ÷ 10,000"
            yield _fact(f"{fact.id}.in_10k", fact.label, shown, "万元", year, exact=kept, formula=worked)


def _rules(rubric: Rubric, submission: Submission, year: int) -> Iterator[Fact]:
    """Figures in the rule's own labels, ``<leaf>.per_case``, and the aspects a judged score must cover, offers and covers."""
    for leaf in rubric.leaves():
        item, method = leaf.indicator, leaf.indicator.method
        labels = (item.label_zh, *(tick.label_zh for tick in checklist_items(method)), *_part_labels(method))
        for fact in text_facts(f"rule.{item.id}", "。".join(labels), item.label_zh, year):
            yield fact.model_copy(update={"label": f"{fact.label}标准"})
        if isinstance(method, DeductPerCase):
            label = f"{item.label_zh}每项扣分"
            yield _fact(f"{item.id}.per_case", label, trim_zeros(method.per_case), "分", year)
        if isinstance(method, DeductPerPoint):
            label = f"{item.label_zh}每个百分点扣分"
            yield _fact(f"{item.id}.per_point", label, trim_zeros(method.deduct), "分", year)
        if isinstance(method, Judgement) and method.choose is not None:
            offered = {aspect.id for aspect in method.choose.aspects}
            given = submission.judgements.get(item.id)
            covered = offered & set(given.aspects) if given is not None else set()
            for name, label, count in (
                ("aspects_offered", "可选方面", len(offered)),
                ("aspects_required", "至少应选方面", method.choose.at_least),
                ("aspects_covered", "已选方面", len(covered)),
            ):
                yield _fact(f"{item.id}.{name}", f"{item.label_zh}{label}个数", Decimal(count), "个", year)


def _part_labels(method: Method) -> tuple[str, ...]:
    return tuple(part.label_zh for part in method.parts) if isinstance(method, Composite) else ()


def _band_edges(rubric: Rubric, known: tuple[Fact, ...], year: int) -> Iterator[Fact]:
    """``<figure>.band_low`` and ``.band_high`` of the band the figure stands in."""
    facts = {fact.id: fact for fact in known}
    for method in _methods(rubric):
        fact = facts.get(method.value) if isinstance(method, Bands) else None
        if fact is None or fact.decimal is None or not isinstance(method, Bands):
            continue
        scale = 100 if fact.unit == "%" else 1
        value = Fraction(Decimal(fact.exact or fact.value)) / scale
        for band in method.bands:
            low, high = band_edges(band)
            if band.witnessed is None and _inside(value, low, high):
                for name, label, edge in (("band_low", "下限", low), ("band_high", "上限", high)):
                    if edge is not None:
                        shown = trim_zeros(decimal_of(edge.value * scale, 4))
                        told = f"{fact.label}所在档次{label}"
                        yield _fact(f"{fact.id}.{name}", told, shown, fact.unit, year)
                break


def _methods(rubric: Rubric) -> Iterator[Method]:
    for leaf in rubric.leaves():
        method = leaf.indicator.method
        yield from (part.method for part in method.parts) if isinstance(method, Composite) else (method,)


def _inside(value: Fraction, low: Edge | None, high: Edge | None) -> bool:
    above = low is None or value > low.value or (low.included and value == low.value)
    return above and (high is None or value < high.value or (high.included and value == high.value))


def _checkpoint_sums(rubric: Rubric, scorecard: Scorecard, year: int) -> Iterator[Fact]:
    """``<leaf>.checkpoints.score``: the points of all checkpoints without the mean."""
    progress: dict[str, Indicator] = {
        leaf.indicator.id: leaf.indicator
        for leaf in rubric.leaves()
        if isinstance(leaf.indicator.method, PeriodicProgress)
    }
    for line in scorecard.lines:
        if line.id not in progress:
            continue
        points = [part.score for part in line.parts if not part.id.endswith("_mean")]
        known = [score for score in points if score is not None]
        if known and len(known) == len(points):
            worked = " + ".join(plain(score) for score in known)
            label, total = f"{line.label}各时点得分合计", sum(known, ZERO)
            yield _fact(f"{line.id}.checkpoints.score", label, trim_zeros(total), "分", year, formula=worked)


def _replaced(rubric: Rubric, submission: Submission, year: int) -> Iterator[Fact]:
    """``<input>.given``: the figure first filled in, where a resolution uses another."""
    used = submission.effective_inputs()
    for definition in rubric.inputs:
        first, now = submission.inputs.get(definition.id), used.get(definition.id)
        value = _number(first)
        if first is not None and value is not None and value != _number(now):
            shown = quantize(value, max(first.places, decimal_places(value)))
            label = f"{definition.label_zh}（原填报数）"
            yield _fact(f"{definition.id}.given", label, shown, definition.unit, year)


def _falls(rubric: Rubric, submission: Submission, year: int) -> Iterator[Fact]:
    """``<input>.fall``: by how much a cumulative figure is below the one before."""
    labels = {item.id: item for item in rubric.inputs}
    used = submission.effective_inputs()
    for check in rubric.checks:
        for earlier, later in pairwise(check.never_falls):
            before, after = _number(used.get(earlier)), _number(used.get(later))
            if before is not None and after is not None and after < before and later in labels:
                name = labels[later]
                label = f"{name.label_zh}比{labels[earlier].label_zh}减少"
                worked = f"{plain(before)} − {plain(after)}"
                difference = EXACT.subtract(before, after)
                yield _fact(f"{later}.fall", label, difference, name.unit, year, formula=worked)


def _number(given: InputValue | None) -> Decimal | None:
    return given.value if given is not None and isinstance(given.value, Decimal) else None


def _counts(submission: Submission, scorecard: Scorecard, year: int) -> Iterator[Fact]:
    for name, label, count, unit in (
        ("task_count", "填报的履职工作", len(submission.tasks), "项"),
        ("listed_project_count", "填报的预算项目", len(submission.projects), "个"),
    ):
        if count:
            yield _fact(name, label, Decimal(count), unit, year)
    yield _fact("settled_points", "已评定得分", scorecard.total_score, "分", year)
    for group in scorecard.groups:
        if group.status == "pending" and group.score:
            yield _fact(f"{group.id}.settled", f"{group.label}已评定得分", group.score, "分", year)

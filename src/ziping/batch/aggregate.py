"""Adds the results of many units up, one at a time: what is kept of a unit is one small row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from sys import intern
from typing import Final, NamedTuple

from ziping.batch.ledger import Failed
from ziping.domain.batch import IndicatorResult, UnitResult
from ziping.domain.batch_summary import (
    Band,
    BatchSummary,
    CauseCount,
    EditionSummary,
    FailedUnit,
    IndicatorSummary,
    MissingItem,
    UnitLoss,
    UnitRow,
)
from ziping.domain.quantity import quantize
from ziping.domain.scorecard import ScoreStatus

_BANDS: Final = (
    ("90%以上", Fraction(9, 10)),
    ("80%—90%", Fraction(8, 10)),
    ("60%—80%", Fraction(6, 10)),
    ("60%以下", Fraction(0)),
)
"""Lower ends of the score rates, each included."""
_MOST_LOST: Final = 5
"""Units that are named beside an indicator."""
_MOST_MISSING: Final = 200
"""Different missing things that are listed; the rest are in the units' own lists."""


class Totals(NamedTuple):
    """The summary, and the rows it rests on, best first within an edition, pending ones after them."""

    summary: BatchSummary
    rows: tuple[UnitRow, ...]


@dataclass
class _Indicator:
    """What is kept of one indicator while units go by."""

    first: IndicatorResult
    scores: Fraction = Fraction(0)
    rates: Fraction = Fraction(0)
    scored: int = 0
    full: int = 0
    deducted: int = 0
    lost: Decimal = Decimal(0)
    pending: int = 0
    not_applicable: int = 0
    marks: Counter[Decimal] = field(default_factory=Counter)
    most: list[tuple[Decimal, str, str]] = field(default_factory=list)
    """Points lost as a negative number, code and name: sorted, the largest losses come first."""

    def add(self, one: IndicatorResult, unit: UnitResult) -> None:
        if one.status == "not_applicable":
            self.not_applicable += 1
            return
        self.marks[one.max_score] += 1
        if one.score is None or one.status == "pending":
            self.pending += 1
            return
        self.scored += 1
        self.scores += Fraction(one.score)
        self.rates += Fraction(one.score) / Fraction(one.max_score) if one.max_score else 0
        self.full += one.score >= one.max_score
        if one.lost is not None and one.lost > 0:
            self.deducted += 1
            self.lost += one.lost
            self.most = sorted((*self.most, (-one.lost, unit.code, unit.name)))[:_MOST_LOST]

    def summary(self, all_lost: Decimal) -> IndicatorSummary:
        first, scored = self.first, self.scored
        marks = min(self.marks, key=lambda mark: (-self.marks[mark], -mark), default=first.max_score)
        return IndicatorSummary(
            id=first.id,
            label=first.label,
            path=first.path,
            max_score=marks,
            varies=len(self.marks) > 1,
            units=scored,
            mean_score=quantize(self.scores / scored, 2) if scored else None,
            mean_rate=quantize(100 * self.rates / scored, 1) if scored and marks else None,
            full=self.full,
            deducted=self.deducted,
            lost=self.lost,
            lost_share=quantize(100 * Fraction(self.lost) / Fraction(all_lost), 1) if all_lost else None,
            most=tuple(UnitLoss(name=name, code=code, lost=-less) for less, code, name in self.most),
            pending=self.pending,
            not_applicable=self.not_applicable,
        )


@dataclass
class _Edition:
    """What is kept of one edition and year while units go by."""

    first: UnitResult
    units: int = 0
    scores: list[Decimal] = field(default_factory=list)
    grades: Counter[str] = field(default_factory=Counter)
    best: dict[str, Decimal] = field(default_factory=dict)
    """Highest score of each grade: a grade with a higher one is the better grade."""
    bands: Counter[str] = field(default_factory=Counter)
    indicators: dict[str, _Indicator] = field(default_factory=dict)

    def add(self, result: UnitResult) -> None:
        self.units += 1
        for one in indicators_of(result):
            self.indicators.setdefault(one.id, _Indicator(one)).add(one, result)
        if result.status == "final":
            self.scores.append(result.total_score)
            self.bands[_band(_rate(result))] += 1
            if result.grade:
                self.grades[result.grade] += 1
                self.best[result.grade] = max(
                    result.total_score, self.best.get(result.grade, result.total_score)
                )

    def summary(self) -> EditionSummary:
        ordered, final = sorted(self.scores), len(self.scores)
        middle = ordered[(final - 1) // 2 : final // 2 + 1] if final else []
        lost = sum((one.lost for one in self.indicators.values()), Decimal(0))
        return EditionSummary(
            rubric=self.first.rubric,
            title=self.first.rubric_title or self.first.rubric,
            year=self.first.year,
            max_score=self.first.max_score,
            units=self.units,
            final=final,
            mean=_mean(ordered),
            highest=ordered[-1] if ordered else None,
            lowest=ordered[0] if ordered else None,
            median=_mean(middle),
            grades=tuple(
                _share(label, self.grades[label], final)
                for label in sorted(self.best, key=lambda label: -self.best[label])
            ),
            bands=tuple(_share(label, self.bands[label], final) for label, _ in _BANDS) if final else (),
            indicators=tuple(one.summary(lost) for one in self.indicators.values()),
        )


def indicators_of(result: UnitResult) -> tuple[IndicatorResult, ...]:
    """The indicators of a unit that other units have too.

    A project form's rows are its own: they are added up by kind (产出指标 · 数量指标).
    """
    if not result.project:
        return result.indicators
    kinds: dict[str, list[IndicatorResult]] = {}
    for one in result.indicators:
        key = "/".join(one.path[:-1]) if len(one.path) > 1 else one.id
        kinds.setdefault(key, []).append(one)
    return tuple(_added_up(key, rows) for key, rows in kinds.items())


def _added_up(key: str, rows: list[IndicatorResult]) -> IndicatorResult:
    first = rows[0]
    path = first.path[:-1] if len(first.path) > 1 else first.path
    applied = [one for one in rows if one.status != "not_applicable"]
    pending = any(one.score is None or one.status == "pending" for one in applied)
    status: ScoreStatus = "asserted" if any(one.status == "asserted" for one in applied) else "scored"
    scores = [one.score for one in applied if one.score is not None]
    whole = sum((one.max_score for one in applied), Decimal(0))
    score = sum(scores, Decimal(0)) if applied and not pending else None
    return IndicatorResult(
        id=key,
        label=path[-1] if path else first.label,
        path=path,
        max_score=whole,
        score=score,
        status="not_applicable" if not applied else "pending" if pending else status,
        lost=None if score is None else whole - score,
    )


def aggregate(results: Iterable[UnitResult], failures: Iterable[Failed], waiting: int = 0) -> Totals:
    """What units add up to.

    Args:
        results: of the units that are done, in any order, each looked at once.
        failures: units without a result.
        waiting: units that are still to be done.
    """
    editions: dict[tuple[str, int], _Edition] = {}
    missing: Counter[str] = Counter()
    rows: list[UnitRow] = []
    amounts: dict[str, Decimal] = {}
    for result in results:
        editions.setdefault((result.rubric, result.year), _Edition(result)).add(result)
        missing.update(dict.fromkeys(result.missing, 1))
        rows.append(_row(result, amounts))
    failed = tuple(_failed(one) for one in failures)
    _rank(rows)
    ranked = tuple(rows)
    final = sum(row.status == "final" for row in ranked)
    summary = BatchSummary(
        units=len(ranked) + len(failed) + waiting,
        done=len(ranked),
        failed=len(failed),
        waiting=waiting,
        final=final,
        pending=len(ranked) - final,
        editions=tuple(edition.summary() for _, edition in sorted(editions.items())),
        missing=tuple(
            MissingItem(what=what, units=count, share=quantize(Fraction(100 * count, len(ranked)), 1))
            for what, count in sorted(missing.items(), key=lambda item: (-item[1], item[0]))[:_MOST_MISSING]
        ),
        causes=tuple(
            CauseCount(cause=cause, units=count)
            for cause, count in sorted(
                Counter(one.cause for one in failed).items(), key=lambda item: (-item[1], item[0])
            )
        ),
        failures=failed,
        rejected=sum(row.rejected for row in ranked),
        replaced=sum(row.replaced for row in ranked),
    )
    return Totals(summary, ranked)


def _mean(values: list[Decimal]) -> Decimal | None:
    """Exact mean, rounded once to two places; None of nothing."""
    return quantize(sum(map(Fraction, values), Fraction(0)) / len(values), 2) if values else None


def _rate(result: UnitResult) -> Fraction:
    return Fraction(result.total_score) / Fraction(result.max_score) if result.max_score else Fraction(0)


def _band(rate: Fraction) -> str:
    return next(label for label, least in _BANDS if rate >= least)


def _share(label: str, count: int, whole: int) -> Band:
    return Band(label=label, units=count, share=quantize(Fraction(100 * count, whole), 1))


def _row(result: UnitResult, amounts: dict[str, Decimal]) -> UnitRow:
    """``amounts`` holds every amount once, as it is written: among many units most are told again and again."""

    def shared(amount: Decimal) -> Decimal:
        return amounts.setdefault(str(amount), amount)

    return UnitRow(
        key=result.key,
        name=result.name,
        code=result.code,
        region=intern(result.region),
        project=result.project,
        year=result.year,
        edition=intern(result.rubric),
        rank=None,
        total_score=shared(result.total_score),
        max_score=shared(result.max_score),
        rate=shared(quantize(100 * _rate(result), 2)),
        grade=intern(result.grade),
        status="final" if result.status == "final" else "pending",
        proven=shared(result.proven),
        asserted=shared(result.asserted),
        pending=shared(result.pending),
        missing=len(result.missing),
        errors=sum(finding.severity == "error" for finding in result.findings),
        rejected=result.rejected,
        replaced=result.paragraphs.replaced,
        folder=result.folder,
        review=result.files.get("review", ""),
    )


def _failed(one: Failed) -> FailedUnit:
    return FailedUnit(
        name=one.item.name,
        code=one.item.code,
        path=one.item.path,
        cause=one.failure.cause,
        message=one.failure.message,
    )


def _rank(rows: list[UnitRow]) -> None:
    """Sorts by edition and score rate and ranks; equal rates share a rank, the next one counts all before it."""
    rows.sort(
        key=lambda row: (
            row.edition,
            row.year,
            row.status != "final",
            -_exact(row),
            row.code,
            row.name,
            row.key,
        )
    )
    edition: tuple[str, int] | None = None
    place, rank, last = 0, 0, Fraction(-1)
    for at, row in enumerate(rows):
        if row.status != "final":
            continue
        if (row.edition, row.year) != edition:
            edition, place, last = (row.edition, row.year), 0, Fraction(-1)
        place += 1
        if (rate := _exact(row)) != last:
            rank, last = place, rate
        rows[at] = row._replace(rank=rank)


def _exact(row: UnitRow) -> Fraction:
    """The score rate before rounding."""
    return Fraction(row.total_score) / Fraction(row.max_score or 1)

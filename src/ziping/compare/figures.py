"""Figure by figure: what each was last year and this year, matched by what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.compare.explained import Explanation, Explanations
from ziping.compare.figure_errors import misquoted, wrong_changes
from ziping.compare.pairing import Pair, Pairing, pair_facts
from ziping.compare.sides import Side
from ziping.compare.silent import Silent, unexplained
from ziping.compare.targets import low_targets
from ziping.compare.told import (
    CONTENT,
    Fact,
    Rename,
    Told,
    decimal_amount,
    facts_of,
    is_rate,
    own_year,
    spot_of,
)
from ziping.compare.told_tables import table_figures
from ziping.compare.told_text import text_figures
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import FigureChange, Spot
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places, quantize, trim_zeros
from ziping.language.claims.units import MONEY
from ziping.language.figure_names import Name, name_of

_HUNDRED: Final = 100
_QUARTERS: Final = {"Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度"}
_SAME_DIGITS: Final = 4
"""Digits of a figure that hardly changes as another does by chance: both are one fact under two names."""
_PLACES: Final = 2
"""Places of a value turned into another unit, at least."""
_HALF: Final = 2
"""Tables of one report are many fewer than the other's when they are at most one in so many."""


class FigurePart(NamedTuple):
    """Everything about figures.

    Attributes:
        figures: in this year's order, gone ones at the end.
        findings: what a person should look at.
        not_comparable: what could not be compared, and why.
    """

    figures: tuple[FigureChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


class _Read(NamedTuple):
    """The figures of one report.

    Attributes:
        told: all of them.
        actual: the facts of its own year.
        past: figures told for the year of the other report.
    """

    told: tuple[Told, ...]
    actual: tuple[Fact, ...]
    past: tuple[Told, ...]


def compare_figures(this: Side, last: Side, threshold: Decimal = Decimal(10)) -> FigurePart:
    """Figures of this year's report against last year's.

    Args:
        this: this year's report.
        last: last year's.
        threshold: per cent from which a change of an amount or a count needs a word; half as many points for rates.
    """
    rename = _renames(this, last)
    here, there = _read(this, last, rename), _read(last, None, rename)
    pairing = _merged(pair_facts(here.actual, there.actual))
    told = _Teller(this, last, threshold, here.past)
    changes = tuple(told.changes(pairing))
    findings = told.findings
    if this.year is None or this.year != last.year:
        findings += low_targets(this, here.told, pairing.pairs, there.actual)
    if _consecutive(this, last):
        findings += misquoted(this, last, here.told, here.past, there.actual)
        findings += wrong_changes(this, last, here.told, pairing.pairs, here.past)
    return FigurePart(changes, tuple(findings), tuple(_not_comparable(this, last, here, there)))


def _consecutive(this: Side, last: Side) -> bool:
    return this.year is not None and last.year is not None and this.year == last.year + 1


def _renames(*sides: Side) -> Rename:
    """Puts a rubric's or a fact's own label in the place of its aliases, where an alias belongs to one label only."""
    owners: dict[str, set[str]] = {}
    for side in sides:
        for label, names in _aliases(side):
            for name in names:
                owners.setdefault(name_of(name).canon, set()).add(name_of(label).canon)
    aliases = {alias: labels.pop() for alias, labels in owners.items() if len(labels) == 1}

    def rename(name: Name) -> Name:
        return Name(name.plain, aliases.get(name.canon) or name.canon)

    return rename


def _aliases(side: Side) -> Iterator[tuple[str, Sequence[str]]]:
    if side.rubric is not None:
        yield from ((item.label_zh, item.aliases) for item in side.rubric.inputs)
        yield from ((metric.label_zh, metric.aliases) for metric in side.rubric.metrics)
    for fact in side.facts.facts if side.facts is not None else ():
        if fact.decimal is not None:
            yield fact.label, fact.aliases


def _read(side: Side, other: Side | None, rename: Rename) -> _Read:
    told = (*text_figures(side, rename), *table_figures(side, rename))
    own = own_year(side)
    actual = facts_of(one for one in told if not one.aim and one.year == own)
    past = own_year(other) if other is not None else None
    return _Read(told, actual, tuple(one for one in told if not one.aim and one.year == past != own))


def _merged(pairing: Pairing) -> Pairing:
    """The pairs, one fact counted once: the same long figures in both years under two names are one."""
    kept: list[Pair] = []
    seen: dict[tuple[str, Fraction, Fraction], Pair] = {}
    for pair in pairing.pairs:
        this, last = pair.this.shown, pair.last.shown
        key = (this.kind, this.amount, last.amount)
        long = any(
            len(str(told.figure.value).replace(".", "").strip("0")) >= _SAME_DIGITS for told in (this, last)
        )
        if long and key in seen and this.amount != last.amount:
            continue
        seen.setdefault(key, pair)
        kept.append(pair)
    return pairing._replace(pairs=tuple(kept))


class _Teller:
    """Tells the changes of a pairing; ``findings`` holds those that nothing explains."""

    def __init__(self, this: Side, last: Side, threshold: Decimal, past: Sequence[Told]) -> None:
        self._this, self._last = this, last
        self._threshold = threshold
        self._explanations = Explanations(this, past)
        self._found: list[tuple[Fact, Explanation]] = []
        self.findings: list[Finding] = []

    def changes(self, pairing: Pairing) -> Iterator[FigureChange]:
        """Every fact of both reports, this year's order, gone ones at the end."""
        told = {id(pair.this): self._pair(pair) for pair in pairing.pairs}
        self._share(pairing.pairs, told)
        silent = [
            Silent(told[id(pair.this)], pair.this.shown, pair.last.shown)
            for pair in pairing.pairs
            if told[id(pair.this)].beyond_threshold and not told[id(pair.this)].explained
        ]
        self.findings = list(unexplained(self._this, self._last, silent, self._threshold))
        pairs = {id(pair.this): pair for pair in pairing.pairs}
        rows = sorted(
            [*(pair.this for pair in pairing.pairs), *pairing.new],
            key=lambda fact: (
                fact.shown.in_table,
                fact.shown.figure.passage,
                fact.shown.figure.start,
                fact.shown.figure.at or (),
            ),
        )
        for fact in rows:
            yield told[id(fact)] if id(fact) in pairs else self._new(fact)
        for fact in pairing.gone:
            shown = fact.shown
            yield FigureChange(
                label=_label(shown),
                label_last=_label(shown),
                unit=_unit(shown),
                relation="gone",
                last=shown.figure.value,
                spot_last=spot_of(self._last, shown),
            )

    def _new(self, fact: Fact) -> FigureChange:
        shown = fact.shown
        return FigureChange(
            label=_label(shown),
            unit=_unit(shown),
            relation="new",
            this=shown.figure.value,
            spot_this=spot_of(self._this, shown),
        )

    def _pair(self, pair: Pair) -> FigureChange:
        this, last = pair.this.shown, pair.last.shown
        before = _value_in(last, this)
        change = trim_zeros(this.figure.value - before)
        same = any(here.agrees(there) for here in pair.this.told for there in pair.last.told)
        rate = (
            None
            if is_rate(this.kind) or not before
            else quantize(Fraction(change) / abs(Fraction(before)) * _HUNDRED, 2)
        )
        beyond = not same and self._beyond(this, change, rate)
        found = None if same else self._explanations.of(pair.this)
        if found is not None:
            self._found.append((pair.this, found))
        return FigureChange(
            label=_label(this),
            label_last=_label(last),
            unit=_unit(this),
            relation="unchanged" if same else "changed",
            last=before,
            this=this.figure.value,
            change=Decimal(0) if same else change,
            change_unit="百分点" if is_rate(this.kind) and this.figure.unit != "分" else _unit(this),
            change_rate=Decimal("0.00") if same and rate is not None else rate,
            beyond_threshold=beyond,
            explained=found is not None,
            explanation=found.spot if found is not None else Spot(),
            spot_last=spot_of(self._last, last),
            spot_this=spot_of(self._this, this),
        )

    def _share(self, pairs: Sequence[Pair], told: dict[int, FigureChange]) -> None:
        """Gives figures without an explanation the one of another figure of their sentence, where it is for both."""
        for pair in pairs:
            change = told[id(pair.this)]
            spot = (
                self._explanations.shared(pair.this, self._found)
                if change.beyond_threshold and not change.explained
                else None
            )
            if spot is not None:
                told[id(pair.this)] = change.model_copy(update={"explained": True, "explanation": spot})

    def _beyond(self, this: Told, change: Decimal, rate: Decimal | None) -> bool:
        """Whether a change is larger than what passes without a word; one more or less of a few things passes."""
        if is_rate(this.kind):
            return 2 * abs(change) > self._threshold
        if this.kind != MONEY and not this.name.known and abs(change) <= 1:
            return False
        return rate is None or abs(rate) > self._threshold


def _label(told: Told) -> str:
    quarter = _QUARTERS.get(told.quarter, "")
    scope = f"{told.scope}：" if told.scope and told.scope not in told.label else ""
    label = told.label if told.label.startswith(quarter) else f"{quarter}{told.label}"
    return f"{scope}{label}"


def _unit(told: Told) -> str:
    return told.figure.unit


def _value_in(last: Told, this: Told) -> Decimal:
    """Last year's value in this year's unit."""
    same = last.figure.measure.factor == this.figure.measure.factor
    if same or last.kind != this.kind or this.kind == CONTENT:
        return last.figure.value
    return quantize(decimal_amount(last.amount, this), max(decimal_places(this.figure.value), _PLACES))


def _not_comparable(this: Side, last: Side, here: _Read, there: _Read) -> Iterator[NotAssessable]:
    """What stood in the way, in words a writer can act on."""
    for side, read, called in ((this, here, "本年报告"), (last, there, "上年报告")):
        if not read.actual:
            reason = f"{called}（{side.document.name}）没有读到可以比较的数据，各项数据没有比较"
            yield NotAssessable(check="figures", reason=reason)
    counts = [len(side.document.tables) for side in (this, last)]
    if here.actual and there.actual and min(counts) * _HALF <= max(counts) and min(counts) < max(counts):
        few = "本年报告" if counts[0] < counts[1] else "上年报告"
        reason = f"{few}只读到 {min(counts)} 张表，另一份有 {max(counts)} 张；只在表里出现的数据没有比较，可能有表没有读出来"
        yield NotAssessable(check="figures", reason=reason)
    if not _consecutive(this, last):
        reason = "不能确定两份报告是相邻的两个年度，文中“较上年”的说法没有与上年报告核对"
        yield NotAssessable(check="last_year_misquoted", reason=reason)
    if not this.figures.text and here.actual:
        reason = f"本年报告（{this.document.name}）没有带数据的正文，变化有没有说明原因看不出来"
        yield NotAssessable(check="unexplained_change", reason=reason)

"""What this year's report says about last year, against last year's report: figures misquoted, changes that do not follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.compare.pairing import Pair
from ziping.compare.said_changes import SaidChange, said_changes
from ziping.compare.sides import Side
from ziping.compare.told import CONTENT, Fact, Key, Told, decimal_amount, key_of, surface
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_of, decimal_places, format_quantity, quantize, trim_zeros
from ziping.language.claims.units import POINTS, RATIO, SCORE
from ziping.language.figure_names import name_of
from ziping.language.reports.figures import Figure

_HUNDRED: Final = 100


class _Band(NamedTuple):
    """Exact values between two bounds, ends included: what digits may stand for, rounded or cut off."""

    low: Fraction
    high: Fraction

    def meets(self, other: _Band) -> bool:
        return self.low <= other.high and other.low <= self.high


def _band(value: Fraction, step: Fraction) -> _Band:
    """The values printed as ``value`` by a writer who rounds, or cuts off what follows."""
    return _Band(value - step / 2, value + step)


def _band_of(told: Told) -> _Band:
    figure = told.figure
    factor = Fraction(1) if told.kind == CONTENT else figure.measure.factor
    if told.low == told.high:
        return _Band(told.amount, told.amount)
    return _band(told.amount, Fraction(1, 10 ** decimal_places(figure.value)) * factor)


def misquoted(
    this: Side, last: Side, told: Sequence[Told], past: Sequence[Told], actual: Sequence[Fact]
) -> Iterator[Finding]:
    """Last year's figures as this year's report gives them, where last year's report gives others.

    Args:
        this: this year's report.
        last: last year's.
        told: the figures of this year's report.
        past: those of them that it tells for last year.
        actual: the facts of last year's report.
    """
    facts = {fact.key: fact for fact in actual if _certain(fact)}
    for key, said in _by_key(_in_full(told, past, facts)).items():
        right = facts.get(key)
        one_thing = said[0].name.known or all(one.agrees(said[0]) for one in said)
        if right is None or not one_thing:
            continue
        bands = [_band_of(told) for told in right.told]
        for one in said:
            exact = one.figure.exact and not one.dated
            if exact and not any(_band_of(one).meets(band) for band in bands):
                yield _misquoted(this, last, one, right.shown)


def _in_full(told: Sequence[Told], past: Sequence[Told], facts: Mapping[Key, Fact]) -> Iterator[Told]:
    """Last year's figures, a short name being that of the figure told just before: 服务站点服务职工41人次。上年服务职工30人次."""
    here: dict[int, list[Told]] = {}
    for one in told:
        here.setdefault(one.figure.passage, []).append(one)
    for one in past:
        before = [
            other
            for other in here.get(one.figure.passage, ())
            if other.year != one.year
            and other.kind == one.kind
            and other.figure.end <= one.figure.start
            and 0 <= one.figure.sentence - other.figure.sentence <= 1
            and other.name.canon.endswith(one.name.canon)
        ]
        full = {key_of(other) for other in before}
        known = one.figure.passage >= 0 and key_of(one) not in facts and len(full) == 1
        yield (
            before[0]._replace(
                figure=one.figure,
                label=before[0].label,
                amount=one.amount,
                low=one.low,
                high=one.high,
                year=one.year,
                dated=one.dated,
            )
            if known
            else one
        )


def _by_key(told: Iterable[Told]) -> dict[Key, list[Told]]:
    found: dict[Key, list[Told]] = {}
    for one in told:
        found.setdefault(key_of(one), []).append(one)
    return found


def _certain(fact: Fact) -> bool:
    return fact.alone and fact.shown.figure.exact and not any(told.dated for told in fact.told)


def _misquoted(this: Side, last: Side, told: Told, right: Told) -> Finding:
    expected = _as(right, told)
    return Finding(
        code="last_year_misquoted",
        severity="error",
        message=(
            f"这里说上年“{told.label}”是{surface(told.figure)}，上年报告{_where(right)}写的是{surface(right.figure)}；"
            f"请核对后改正（如果上年数据作过调整，请写明）"
        ),
        place=told.figure.place,
        stated=surface(told.figure),
        expected=expected,
        working=f"上年报告：{last.figures.quote(right.figure)}",
        quote=this.figures.quote(told.figure),
        suggestion=expected,
        subject=told.name.canon,
    )


def _where(told: Told) -> str:
    text = told.figure.place.model_copy(update={"file": None}).text
    return f"（{text}）" if text else ""


def _as(told: Told, like: Told) -> str:
    """A figure in the unit of another."""
    if told.figure.unit == like.figure.unit:
        return surface(told.figure)
    return format_quantity(decimal_amount(told.amount, like), like.figure.unit)


class _Known(NamedTuple):
    """What is needed to check a change: both figures."""

    this: Told
    last: Told


def wrong_changes(
    this: Side, last: Side, told: Iterable[Told], pairs: Iterable[Pair], past: Sequence[Told]
) -> Iterator[Finding]:
    """Changes told against last year that do not follow from the figures of the two reports.

    A change is wrong only when no choice of exact values behind the printed digits makes it true. One that follows
    from the figure this year's report itself gives for last year is no second error: that figure is.
    """
    sure = {id(one): pair for pair in pairs if pair.sure and _certain(pair.last) for one in pair.this.told}
    here = {(one.figure.passage, one.figure.start): one for one in told if one.figure.passage >= 0}
    named = _by_name(told, sure)
    for passage in this.figures.passages:
        if passage.norm:
            continue
        for change in said_changes(passage, this.figures.of_passage.get(passage.index, ())):
            known = _subject(change, here, named, sure)
            if known is None or (change.year is not None and change.year != last.year):
                continue
            quoted = [
                one for one in past if one.name.canon == known.this.name.canon and one.kind == known.this.kind
            ]
            if not _follows(change, known, (known.last, *quoted)):
                yield _wrong_change(this, last, change, known)


def _by_name(told: Iterable[Told], sure: Mapping[int, Pair]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for one in told:
        if id(one) in sure and not one.quarter:
            found.setdefault(one.name.canon, []).append(one)
    return found


def _subject(
    change: SaidChange,
    here: Mapping[tuple[int, int], Told],
    named: Mapping[str, Sequence[Told]],
    sure: Mapping[int, Pair],
) -> _Known | None:
    """The figures of both years of what is said to have changed; None when it is not certain what that is."""
    figure = change.figure
    if change.subject is not None:
        told = here.get((figure.passage, change.subject.start))
        found = [told] if told is not None else []
    elif change.words:
        found = list(named.get(name_of(change.words).canon, ()))
    else:
        found = []
    fitting = [one for one in found if _fits(figure, one) and id(one) in sure]
    pairs = {id(sure[id(one)]): one for one in fitting}
    if len(pairs) != 1:
        return None
    one = fitting[0]
    return _Known(one, sure[id(one)].last.shown)


def _fits(figure: Figure, told: Told) -> bool:
    """Whether a change in this unit may be of this figure."""
    dimension = figure.measure.dimension
    if dimension == POINTS:
        return told.kind in {RATIO, CONTENT}
    if dimension == RATIO:
        return True
    if told.kind == CONTENT:
        return dimension == SCORE
    return dimension == told.figure.measure.dimension


def _follows(change: SaidChange, known: _Known, lasts: Iterable[Told]) -> bool:
    """Whether the change may be true of this year's figure and one of those told for last year."""
    figure = change.figure
    if not figure.exact or not known.this.figure.exact or known.this.kind != known.last.kind:
        return True
    stated = Fraction(figure.value) if change.up else -Fraction(figure.value)
    whole = (
        known.this.low == known.this.high and figure.measure.dimension == known.this.figure.measure.dimension
    )
    step = Fraction(0) if whole else Fraction(1, 10 ** decimal_places(figure.value))
    said = _Band(stated - step, stated + step)
    now = _band_of(known.this)
    allowed = [band for last in lasts for band in _allowed(figure, known, now, _band_of(last))]
    return not allowed or any(said.meets(band) for band in allowed)


def _allowed(figure: Figure, known: _Known, now: _Band, before: _Band) -> Iterator[_Band]:
    """The values that the change may have, one band for each way of reading it."""
    difference = _Band(now.low - before.high, now.high - before.low)
    dimension = figure.measure.dimension
    rate = known.this.kind in {RATIO, CONTENT}
    factor = Fraction(1) if known.this.kind == CONTENT else known.this.figure.measure.factor
    if dimension == POINTS or (dimension == RATIO and rate) or known.this.kind == CONTENT:
        yield _Band(difference.low / factor, difference.high / factor)
    if dimension == RATIO and before.low > 0:
        grown = [one / other for one in now for other in before]
        yield _Band((min(grown) - 1) * _HUNDRED, (max(grown) - 1) * _HUNDRED)
    if dimension == known.this.figure.measure.dimension and dimension not in {RATIO, POINTS}:
        yield _Band(difference.low / figure.measure.factor, difference.high / figure.measure.factor)


def _wrong_change(this: Side, last: Side, change: SaidChange, known: _Known) -> Finding:
    figure = change.figure
    now, before = known.this, known.last
    right = _right(figure, now, before)
    word = "增加" if change.up else "减少"
    return Finding(
        code="wrong_change",
        severity="error",
        message=(
            f"“{now.label}”上年报告是{surface(before.figure)}，本年是{surface(now.figure)}，{right}；"
            f"这里写的是{word}{surface(figure)}，请核对"
        ),
        place=figure.place,
        stated=surface(figure),
        expected=right,
        working=f"上年报告：{last.figures.quote(before.figure)}",
        quote=this.figures.quote(figure),
        subject=now.name.canon,
    )


def _right(figure: Figure, now: Told, before: Told) -> str:
    """What the change is: 应为增长5.26%."""
    difference = now.amount - before.amount
    if not difference:
        return "没有变化"
    word = "增加" if difference > 0 else "减少"
    rate = now.kind in {RATIO, CONTENT}
    if figure.measure.dimension == RATIO and not rate and before.amount:
        return f"应为{word}{quantize(abs(difference) / abs(before.amount) * _HUNDRED, 2)}%"
    if now.kind == CONTENT:
        unit = "百分点" if now.figure.unit == "%" else "分"
        return f"应为{word}{format_quantity(trim_zeros(decimal_of(abs(difference), 4)), unit)}"
    if rate:
        return f"应为{word}{format_quantity(trim_zeros(decimal_amount(abs(difference), now)), '百分点')}"
    in_unit = trim_zeros(decimal_of(abs(difference) / now.figure.measure.factor, 6))
    return f"应为{word}{format_quantity(in_unit, now.figure.unit)}"

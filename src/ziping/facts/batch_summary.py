"""Facts of what many units add up to: of the run as a whole, and of one edition alone.

Each edition is told with facts of its own, so that no figure of another one can pass for its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from ziping.domain.batch import CAUSE_LABELS
from ziping.domain.batch_summary import (
    Band,
    BatchSummary,
    EditionSummary,
    IndicatorSummary,
    by_points_lost,
    by_units,
)
from ziping.domain.fact import Fact
from ziping.domain.quantity import plain, trim_zeros
from ziping.facts.evidence import text_facts

MOST_COMMON: Final = 3
"""Indicators told as common problems."""
MOST_MISSING: Final = 3
_EDGES: Final = (90, 80, 60)
"""Score rates in % at which the bands of the summary begin."""


def run_facts(summary: BatchSummary) -> tuple[Fact, ...]:
    """All figures the text may use of the run as a whole; counts of nothing are left out."""
    return tuple(_run(summary))


def edition_facts(edition: EditionSummary, losses: int) -> tuple[Fact, ...]:
    """All figures the text may use of one edition; what is not known has no fact.

    Args:
        edition: the edition.
        losses: indicators told in the table of points lost.
    """
    return tuple(_edition(edition, losses))


def told_losses(edition: EditionSummary, count: int) -> tuple[tuple[str, IndicatorSummary], ...]:
    """The indicators with most points lost under the ids of their facts (``lost.n1``)."""
    return tuple((f"lost.n{n}", one) for n, one in enumerate(by_points_lost(edition)[:count], start=1))


def told_problems(edition: EditionSummary) -> tuple[tuple[str, IndicatorSummary], ...]:
    """The indicators that cost the most units points, under the ids of their facts (``common.n1``)."""
    return tuple((f"common.n{n}", one) for n, one in enumerate(by_units(edition)[:MOST_COMMON], start=1))


def _run(summary: BatchSummary) -> Iterator[Fact]:
    for year in sorted({edition.year for edition in summary.editions}):
        yield Fact(id=f"year_{year}", label="年度", value=str(year), unit="年", year=year, origin="input")
    for name, label, count in (
        ("units", "纳入汇总的单位个数", summary.units),
        ("done", "已生成自评报告的单位个数", summary.done),
        ("final", "得分已经确定的单位个数", summary.final),
        ("pending", "有待补充内容的单位个数", summary.pending),
        ("failed", "未能生成的单位个数", summary.failed),
        ("waiting", "尚未处理的单位个数", summary.waiting),
    ):
        if count or name in {"units", "done"}:
            yield _count(f"all.{name}", label, count)
    if summary.rejected:
        yield _fact("all.rejected", "未通过校验的文字处数", Decimal(summary.rejected), "处")
    year = max((edition.year for edition in summary.editions), default=0)
    for number, edition in enumerate(summary.editions, start=1):
        name = f"edition.n{number}"
        yield Fact(id=f"{name}.title", label="评分标准", value=edition.title, unit="文件", origin="document")
        yield _count(f"{name}.units", f"采用{edition.title}的单位个数", edition.units, edition.year)
    for number, item in enumerate(summary.missing[:MOST_MISSING], start=1):
        yield _count(f"missing.n{number}.units", f"缺少{item.what}的单位个数", item.units)
        yield from text_facts(f"note.missing{number}", item.what, "缺少的材料", year)
    for cause in summary.causes:
        yield _count(f"cause.{cause.cause}.units", f"{CAUSE_LABELS[cause.cause]}的单位个数", cause.units)


def _fact(name: str, label: str, value: Decimal, unit: str, year: int | None = None) -> Fact:
    return Fact(id=name, label=label, value=plain(value), unit=unit, year=year, origin="derived")


def _count(name: str, label: str, count: int, year: int | None = None) -> Fact:
    return _fact(name, label, Decimal(count), "个", year)


def _edition(edition: EditionSummary, losses: int) -> Iterator[Fact]:
    year = edition.year
    yield Fact(id="year", label="年度", value=str(year), unit="年", year=year, origin="input")
    yield _fact("max_score", "满分", trim_zeros(edition.max_score), "分", year)
    if edition.final:
        yield _count("final", "得分已经确定的单位个数", edition.final, year)
    for name, label, value in (
        ("mean", "平均得分", edition.mean),
        ("median", "得分中位数", edition.median),
        ("highest", "最高得分", edition.highest),
        ("lowest", "最低得分", edition.lowest),
    ):
        if value is not None:
            yield _fact(name, label, value, "分", year)
    yield from _bands("grade", "等级为", edition.grades, year)
    if edition.bands and not edition.grades:
        yield from _bands("band", "得分率", edition.bands, year)
        yield from (_fact(f"edge_{edge}", "得分率分段", Decimal(edge), "%") for edge in _EDGES)
    for name, one in (*told_losses(edition, losses), *told_problems(edition)):
        yield from _indicator(name, one, year)
    wide = sum(2 * one.deducted >= one.units for one in by_units(edition))
    if wide:
        yield _fact("widespread", "半数以上单位扣分的指标项数", Decimal(wide), "项", year)


def _bands(name: str, label: str, bands: Sequence[Band], year: int) -> Iterator[Fact]:
    for number, band in enumerate(bands, start=1):
        yield _count(f"{name}{number}.units", f"{label}{band.label}的单位个数", band.units, year)
        yield _fact(f"{name}{number}.share", f"{label}{band.label}的单位占比", band.share, "%", year)


def _indicator(name: str, one: IndicatorSummary, year: int) -> Iterator[Fact]:
    yield _count(f"{name}.deducted", f"{one.label}扣分的单位个数", one.deducted, year)
    yield _fact(f"{name}.lost", f"{one.label}合计扣分", trim_zeros(one.lost), "分", year)
    for suffix, label, value in (
        ("share", "扣分的单位占比", one.deducted_share),
        ("lost_share", "扣分占全部失分的比重", one.lost_share),
        ("mean_rate", "平均得分率", one.mean_rate),
    ):
        if value is not None:
            yield _fact(f"{name}.{suffix}", f"{one.label}{label}", value, "%", year)
    yield from text_facts(f"{name}.note", one.label, "指标名称", year)

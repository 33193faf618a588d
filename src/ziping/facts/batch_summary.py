"""Facts of what many units add up to: counts, scores by edition, the indicators that lost most, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from ziping.domain.batch_summary import (
    Band,
    BatchSummary,
    EditionSummary,
    PlacedIndicator,
    most_common,
    most_lost,
)
from ziping.domain.fact import Fact
from ziping.domain.quantity import plain, trim_zeros
from ziping.facts.evidence import text_facts

MOST_LOST: Final = 10
"""Indicators in the table of points lost."""
MOST_COMMON: Final = 3
"""Indicators told as common problems."""
MOST_MISSING: Final = 3
_EDGES: Final = (90, 80, 60)
"""Score rates in % at which the bands of the summary begin."""


def batch_facts(summary: BatchSummary) -> tuple[Fact, ...]:
    """All figures an overview of the run may use; what is not known has no fact."""
    return tuple(_facts(summary))


def told_editions(summary: BatchSummary) -> tuple[tuple[str, EditionSummary], ...]:
    """Editions under the ids of their facts (``edition.n1``)."""
    return tuple((f"edition.n{number}", edition) for number, edition in enumerate(summary.editions, start=1))


def told_losses(summary: BatchSummary) -> tuple[tuple[str, PlacedIndicator], ...]:
    """The indicators with most points lost under the ids of their facts (``lost.n1``)."""
    return tuple((f"lost.n{n}", placed) for n, placed in enumerate(most_lost(summary, MOST_LOST), start=1))


def told_problems(summary: BatchSummary) -> tuple[tuple[str, PlacedIndicator], ...]:
    """The indicators that cost the most units points, under the ids of their facts (``common.n1``)."""
    found = most_common(summary, MOST_COMMON)
    return tuple((f"common.n{n}", placed) for n, placed in enumerate(found, start=1))


def _facts(summary: BatchSummary) -> Iterator[Fact]:
    for year in sorted({edition.year for edition in summary.editions}):
        yield Fact(
            id=f"year_{year}", label="年度", value=str(year), unit="年", year=year, origin="input"
        )
    yield from _counts(summary)
    for name, edition in told_editions(summary):
        yield from _edition(name, edition)
    if summary.editions:
        yield from (_fact(f"edge_{edge}", "得分率分段", Decimal(edge), "%") for edge in _EDGES)
    for name, placed in (*told_losses(summary), *told_problems(summary)):
        yield from _indicator(name, placed)
    for number, item in enumerate(summary.missing[:MOST_MISSING], start=1):
        yield _count(f"missing.n{number}.units", f"缺少{item.what}的单位个数", item.units)
        yield from text_facts(f"note.missing{number}", item.what, "缺少的材料", _year(summary))
    for cause in summary.causes:
        yield _count(f"cause.{cause.cause}.units", "未能生成的单位个数", cause.units)


def _year(summary: BatchSummary) -> int:
    return max((edition.year for edition in summary.editions), default=0)


def _fact(name: str, label: str, value: Decimal, unit: str, year: int | None = None) -> Fact:
    return Fact(id=name, label=label, value=plain(value), unit=unit, year=year, origin="derived")


def _count(name: str, label: str, count: int, year: int | None = None) -> Fact:
    return _fact(name, label, Decimal(count), "个", year)


def _counts(summary: BatchSummary) -> Iterator[Fact]:
    for name, label, count in (
        ("units", "纳入汇总的单位个数", summary.units),
        ("done", "已生成自评报告的单位个数", summary.done),
        ("final", "得分已经确定的单位个数", summary.final),
        ("pending", "有待补充内容的单位个数", summary.pending),
        ("failed", "未能生成的单位个数", summary.failed),
        ("waiting", "尚未处理的单位个数", summary.waiting),
        ("editions", "评分标准个数", len(summary.editions)),
    ):
        yield _count(f"all.{name}", label, count)
    yield _fact("all.widespread", "半数以上单位扣分的指标项数", Decimal(len(_widespread(summary))), "项")
    yield _fact("all.rejected", "未通过校验的文字处数", Decimal(summary.rejected), "处")


def _widespread(summary: BatchSummary) -> list[PlacedIndicator]:
    """Indicators that cost at least half of the units with a score points."""
    every = sum(len(edition.indicators) for edition in summary.editions)
    return [placed for placed in most_common(summary, every) if 2 * placed.indicator.deducted >= placed.indicator.units]


def _edition(name: str, edition: EditionSummary) -> Iterator[Fact]:
    yield Fact(id=f"{name}.title", label="评分标准", value=edition.title, unit="文件", origin="document")
    yield _count(f"{name}.units", "采用该评分标准的单位个数", edition.units, edition.year)
    yield _count(f"{name}.final", "该评分标准下得分已经确定的单位个数", edition.final, edition.year)
    yield _fact(f"{name}.max_score", "满分", trim_zeros(edition.max_score), "分", edition.year)
    for suffix, label, value in (
        ("mean", "平均得分", edition.mean),
        ("median", "得分中位数", edition.median),
        ("highest", "最高得分", edition.highest),
        ("lowest", "最低得分", edition.lowest),
    ):
        if value is not None:
            yield _fact(f"{name}.{suffix}", label, value, "分", edition.year)
    yield from _bands(f"{name}.grade", "等级为", edition.grades, edition.year)
    yield from _bands(f"{name}.band", "得分率", edition.bands, edition.year)


def _bands(name: str, label: str, bands: Sequence[Band], year: int) -> Iterator[Fact]:
    for number, band in enumerate(bands, start=1):
        yield _count(f"{name}{number}.units", f"{label}{band.label}的单位个数", band.units, year)
        yield _fact(f"{name}{number}.share", f"{label}{band.label}的单位占比", band.share, "%", year)


def _indicator(name: str, placed: PlacedIndicator) -> Iterator[Fact]:
    one, year = placed.indicator, placed.edition.year
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

"""Facts of all projects of a unit together: totals, the mean and range of scores, how many lost points or spent little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ziping.domain.fact import Fact, Origin
from ziping.domain.quantity import (
    EXACT,
    decimal_of,
    format_quantity,
    honest_places,
    plain,
    quantize,
    trim_zeros,
    unit_of,
)

ZERO = Decimal(0)
_TEXT_UNIT = "万元"


class ProjectScore(NamedTuple):
    """One scored project form."""

    name: str
    code: str
    budget: Decimal | None
    """全年预算数 in 元."""
    spent: Decimal | None
    """全年执行数 in 元."""
    score: Decimal | None
    """Total, None while something is pending."""
    deducted: tuple[str, ...]
    """Labels of the indicators that lost points, the execution rate left out."""

    @property
    def rate(self) -> Fraction | None:
        """Spent ÷ budget, None without a budget."""
        return (
            Fraction(self.spent) / Fraction(self.budget) if self.budget and self.spent is not None else None
        )


def summary_facts(projects: Sequence[ProjectScore], year: int, low_rate: Decimal) -> tuple[Fact, ...]:
    """Facts of the whole and of each project; sums only when every project has the figure.

    Args:
        projects: in the order of the file.
        year: of the forms.
        low_rate: execution rate in % below which a project is named.
    """
    return tuple(_Summary(projects, year, low_rate).facts())


class _Summary:
    def __init__(self, projects: Sequence[ProjectScore], year: int, low_rate: Decimal) -> None:
        self.projects, self.year, self.low_rate = projects, year, low_rate

    def facts(self) -> Iterator[Fact]:
        yield Fact(
            id="report_year", label="年度", value=str(self.year), unit="年", year=self.year, origin="input"
        )
        yield from self.counts()
        yield from self.funds()
        yield from self.scores()
        for index, project in enumerate(self.projects, start=1):
            yield from self.project(f"project.n{index}", project)

    def fact(self, name: str, label: str, value: Decimal, unit: str, **more: str | None) -> Fact:
        origin: Origin = "derived"
        return Fact.model_validate(
            {
                "id": name,
                "label": label,
                "value": plain(value),
                "unit": unit,
                "year": self.year,
                "origin": origin,
            }
            | more
        )

    def counts(self) -> Iterator[Fact]:
        low = Fraction(self.low_rate) / 100
        for name, label, count in (
            ("project_count", "自评项目个数", len(self.projects)),
            ("final_count", "已评定得分的项目个数", sum(1 for p in self.projects if p.score is not None)),
            ("pending_projects", "待补充的项目个数", sum(1 for p in self.projects if p.score is None)),
            ("deducted_projects", "绩效指标扣分的项目个数", sum(1 for p in self.projects if p.deducted)),
            (
                "low_projects",
                "预算执行率偏低的项目个数",
                sum(1 for p in self.projects if p.rate is not None and p.rate < low),
            ),
            ("deducted_indicators", "扣分的绩效指标个数", sum(len(p.deducted) for p in self.projects)),
        ):
            yield self.fact(name, label, Decimal(count), "个")
        yield self.fact("low_rate", "预算执行率偏低的界限", self.low_rate, "%")

    def funds(self) -> Iterator[Fact]:
        budgets = [project.budget for project in self.projects if project.budget is not None]
        spent = [project.spent for project in self.projects if project.spent is not None]
        if not len(budgets) == len(spent) == len(self.projects):
            return
        whole, used = sum(budgets, ZERO), sum(spent, ZERO)
        yield self.money("all.budget", "各项目全年预算数合计", whole)
        yield self.money("all.spent", "各项目全年执行数合计", used)
        if whole:
            exact = Fraction(used) / Fraction(whole) * 100
            shown = trim_zeros(quantize(exact, honest_places(exact, 2)))
            kept = None if Fraction(shown) == exact else plain(decimal_of(exact, 9))
            worked = f"{format_quantity(used, '')} ÷ {format_quantity(whole, '')} × 100"
            yield self.fact("all.rate", "总体预算执行率", shown, "%", exact=kept, formula=worked)

    def money(self, name: str, label: str, amount: Decimal) -> Fact:
        """An amount in 元 as the text writes it, in 万元."""
        exact = EXACT.divide(amount, unit_of(_TEXT_UNIT).factor)
        shown = quantize(exact, 2)
        kept = None if exact == shown else plain(trim_zeros(exact))
        return self.fact(
            name, label, shown, _TEXT_UNIT, exact=kept, formula=f"{format_quantity(amount, '元')} ÷ 10,000"
        )

    def scores(self) -> Iterator[Fact]:
        known = [project.score for project in self.projects if project.score is not None]
        if not known:
            return
        exact = Fraction(sum(known, ZERO)) / len(known)
        shown = trim_zeros(quantize(exact, honest_places(exact, 2)))
        kept = None if Fraction(shown) == exact else plain(decimal_of(exact, 9))
        yield self.fact("mean_score", "平均得分", shown, "分", exact=kept)
        yield self.fact("highest_score", "最高得分", max(known), "分")
        yield self.fact("lowest_score", "最低得分", min(known), "分")

    def project(self, name: str, project: ProjectScore) -> Iterator[Fact]:
        if project.score is not None:
            yield self.fact(f"{name}.score", f"{project.name}自评得分", project.score, "分")
        yield self.fact(
            f"{name}.deducted_count",
            f"{project.name}扣分的绩效指标个数",
            Decimal(len(project.deducted)),
            "个",
        )
        if project.code:
            yield Fact(id=f"{name}.code", label="项目编码", value=project.code, unit="编码", origin="input")

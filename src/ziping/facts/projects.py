"""Facts of the unit's project list: what each project was given, what it spent, at which rate."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ziping.domain.fact import Fact
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
from ziping.domain.submission import Project, Submission

_TEXT_UNIT = "万元"


def project_facts(submission: Submission) -> Iterator[Fact]:
    """``project.n<i>.budget``, ``.spent`` in 万元 and ``.rate`` in % of every project that has them."""
    for index, project in enumerate(submission.projects, start=1):
        name = f"project.n{index}"
        for key, label, amount in (("budget", "预算", project.budget), ("spent", "支出", project.spent)):
            if amount is not None:
                yield _amount(f"{name}.{key}", project.name, label, amount, submission.year)
        if project.budget and project.spent is not None:
            yield _rate(f"{name}.rate", project, project.budget, project.spent, submission.year)


def _amount(name: str, project: str, what: str, amount: Decimal, year: int) -> Fact:
    """An amount given in 元, as the text writes it; “该项目” is how a text goes on after the project's name."""
    exact = EXACT.divide(amount, unit_of(_TEXT_UNIT).factor)
    shown = quantize(exact, 2)
    return Fact(
        id=name,
        label=f"{project}{what}数",
        aliases=(f"该项目{what}",),
        value=plain(shown),
        exact=None if exact == shown else plain(trim_zeros(exact)),
        unit=_TEXT_UNIT,
        year=year,
        origin="input",
        formula=f"{format_quantity(amount, '元')} ÷ 10,000",
    )


def _rate(name: str, project: Project, budget: Decimal, spent: Decimal, year: int) -> Fact:
    """Spent of the budget; digits are added before it would read 100% without being it."""
    exact = Fraction(spent) / Fraction(budget) * 100
    shown = trim_zeros(quantize(exact, 0)) if exact == 100 else quantize(exact, honest_places(exact, 2))
    return Fact(
        id=name,
        label=f"{project.name}预算执行率",
        aliases=("该项目执行率",),
        value=plain(shown),
        exact=None if Fraction(shown) == exact else plain(decimal_of(exact, 9)),
        unit="%",
        year=year,
        origin="computed",
        formula=f"{format_quantity(spent, '')} ÷ {format_quantity(budget, '')} × 100",
    )

"""Facts of the unit's project list: what each project was given, what it spent, at which rate."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

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
from ziping.domain.submission import Submission

_TEXT_UNIT = "万元"


class _Amounts(NamedTuple):
    """What one project was given and what it spent, in 元."""

    budget: Decimal | None
    spent: Decimal | None

    @property
    def places(self) -> int:
        """Two digits, and more where a budget not spent to the last would print as if it were."""
        known = {_in_text(amount) for amount in self if amount is not None}
        places = 2
        while len(known) > len({quantize(amount, places) for amount in known}):
            places += 1
        return places


def project_facts(submission: Submission) -> Iterator[Fact]:
    """``project.n<i>.budget``, ``.spent`` in 万元 and ``.rate`` in % of every project that has them."""
    for index, project in enumerate(submission.projects, start=1):
        name, amounts = f"project.n{index}", _Amounts(project.budget, project.spent)
        for key, what, amount in (("budget", "预算", amounts.budget), ("spent", "支出", amounts.spent)):
            if amount is not None:
                fact = _amount(f"{name}.{key}", amount, amounts.places, submission.year)
                yield fact.model_copy(
                    update={"label": f"{project.name}{what}数", "aliases": (f"该项目{what}",)}
                )
        if amounts.budget and amounts.spent is not None:
            yield _rate(
                f"{name}.rate",
                project.name,
                Fraction(amounts.spent) / Fraction(amounts.budget),
                submission.year,
            )


def _in_text(amount: Decimal) -> Decimal:
    return EXACT.divide(amount, unit_of(_TEXT_UNIT).factor)


def _amount(name: str, amount: Decimal, places: int, year: int) -> Fact:
    """An amount given in 元 as the text writes it, not yet named."""
    exact = _in_text(amount)
    shown = quantize(exact, places)
    return Fact(
        id=name,
        label="",
        value=plain(shown),
        exact=None if exact == shown else plain(trim_zeros(exact)),
        unit=_TEXT_UNIT,
        year=year,
        origin="input",
        formula=f"{format_quantity(amount, '元')} ÷ 10,000",
    )


def _rate(name: str, project: str, share: Fraction, year: int) -> Fact:
    """Spent of the budget; digits are added before it would read 100% without being it.

    “该项目” is how a text goes on after the project's name.
    """
    exact = share * 100
    shown = trim_zeros(quantize(exact, 0)) if exact == 100 else quantize(exact, honest_places(exact, 2))
    return Fact(
        id=name,
        label=f"{project}预算执行率",
        aliases=("该项目执行率",),
        value=plain(shown),
        exact=None if Fraction(shown) == exact else plain(decimal_of(exact, 9)),
        unit="%",
        year=year,
        origin="computed",
        formula="支出 ÷ 预算 × 100",
    )

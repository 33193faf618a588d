"""What was spent: tokens and money by report and purpose, and the budget that stops in time.

Every response that was paid for is counted, also those nobody could use (blanks, a refusal, a dropped stream). An
answer from the store costs nothing and is counted apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ziping.domain.quantity import format_quantity, plain, quantize
from ziping.drafting.model.asking import Answer, Ask, Model, Usage
from ziping.drafting.model.options import Price
from ziping.drafting.model.report import current_report
from ziping.drafting.model.tokens import estimate_ask
from ziping.errors import BudgetSpentError, UsageError
from ziping.language.numerals import parse_quantity

FORMAT = "ziping/model-account/1"
_MILLION = 1_000_000
_MONEY_PLACES = 4


@dataclass(frozen=True, slots=True)
class Budget:
    """The most a run may spend; one of the two is set.

    Attributes:
        tokens: prompt and completion together.
        cost: 元.
    """

    tokens: int | None = None
    cost: Decimal | None = None

    def __str__(self) -> str:
        if self.cost is not None:
            return format_quantity(self.cost, "元")
        return f"{self.tokens:,} tokens"


def parse_budget(text: str, price: Price | None) -> Budget | None:
    """``200000``, ``20万``, ``20万 tokens``, ``5元``; None for nothing.

    Raises:
        UsageError: it is none of these, or it is money and no price is known.
    """
    if not text.strip():
        return None
    body = text.strip().lower().removesuffix("tokens").removesuffix("token")
    quantity = parse_quantity(body)
    if quantity is None or quantity.value <= 0 or quantity.unit.dimension not in ("number", "money"):
        raise UsageError(f"预算 {text!r} 看不懂，应为 token 数（如 200000、20万）或金额（如 5元）")
    if quantity.unit.dimension == "money":
        if price is None:
            raise UsageError(
                f"预算 {text!r} 是金额，要先知道单价：在 ziping.toml 的 [model.price] 里写每百万 token 的"
                " prompt 和 completion 价格（元），或把预算写成 token 数"
            )
        return Budget(cost=quantity.value * quantity.unit.factor)
    if quantity.value != int(quantity.value):
        raise UsageError(f"预算 {text!r} 应为整数个 token（如 200000、20万）或金额（如 5元）")
    return Budget(tokens=int(quantity.value))


def cost_of(usage: Usage, price: Price) -> Decimal:
    """Exact cost in 元; cached prompt tokens at their own price."""
    cached = min(usage.cached, usage.prompt)
    cached_price = price.prompt if price.cached is None else price.cached
    return (
        (usage.prompt - cached) * price.prompt + cached * cached_price + usage.completion * price.completion
    ) / _MILLION


@dataclass(frozen=True, slots=True)
class Line:
    """What one purpose of one report took.

    Attributes:
        requests: responses that were paid for.
        reused: answers that came from the store.
    """

    requests: int = 0
    reused: int = 0
    usage: Usage = field(default_factory=Usage)

    def __add__(self, other: Line) -> Line:
        return Line(self.requests + other.requests, self.reused + other.reused, self.usage + other.usage)


class Account:
    """The account of a run, shared by all tasks of one event loop."""

    def __init__(self, price: Price | None = None, budget: Budget | None = None) -> None:
        self.price = price
        self.budget = budget
        self.lines: dict[tuple[str, str], Line] = {}
        """By ``(report, purpose)``, in the order they came up."""
        self.total = Line()
        self._reserved = Usage()
        self._in_flight = 0
        self._settled = asyncio.Condition()

    def paid(self, purpose: str, usage: Usage) -> None:
        """A response came and will be billed."""
        self._add(purpose, Line(requests=1, usage=usage))

    def reused(self, purpose: str) -> None:
        """An answer came from the store."""
        self._add(purpose, Line(reused=1))

    def _add(self, purpose: str, line: Line) -> None:
        place = (current_report().name, purpose)
        self.lines[place] = self.lines.get(place, Line()) + line
        self.total += line

    @property
    def cost(self) -> Decimal | None:
        """元 spent so far; None without a price."""
        return None if self.price is None else cost_of(self.total.usage, self.price)

    @asynccontextmanager
    async def reserved(self, estimate: Usage) -> AsyncIterator[None]:
        """Holds back what a request may cost while it is under way.

        A request that fits only when others turn out cheaper waits for them, so the budget holds and still is used.

        Raises:
            BudgetSpentError: what is left does not cover the request.
        """
        async with self._settled:
            await self._settled.wait_for(
                lambda: (
                    self._fits(self._reserved + estimate) or not self._in_flight or not self._fits(estimate)
                )
            )
            if not self._fits(estimate):
                raise BudgetSpentError(self._refusal(estimate))
            self._reserved += estimate
            self._in_flight += 1
        try:
            yield
        finally:
            self._reserved = _minus(self._reserved, estimate)
            self._in_flight -= 1
            async with self._settled:
                self._settled.notify_all()

    def _fits(self, more: Usage) -> bool:
        if self.budget is None:
            return True
        expected = self.total.usage + more
        if self.budget.tokens is not None:
            return expected.prompt + expected.completion <= self.budget.tokens
        if self.price is None or self.budget.cost is None:
            raise RuntimeError("a budget in money needs a price")  # parse_budget saw to it
        return cost_of(expected, self.price) <= self.budget.cost

    def _refusal(self, estimate: Usage) -> str:
        need = (
            f"{estimate.prompt + estimate.completion:,} tokens"
            if self.price is None or self.budget is None or self.budget.cost is None
            else _money(cost_of(estimate, self.price))
        )
        return (
            f"预算 {self.budget} 不够再问一次模型（已用 {self.spent()}，这一次最多要 {need}），已停止提问；"
            "写好的都已保存，提高 --budget 再运行会接着写"
        )

    def spent(self) -> str:
        """``1,234 tokens`` or ``1,234 tokens、0.0123元``."""
        usage = self.total.usage
        tokens = f"{usage.prompt + usage.completion:,} tokens"
        return tokens if self.cost is None else f"{tokens}、{_money(self.cost)}"

    def summary(self) -> str:
        """One Chinese line for the end of a run."""
        total = self.total
        about = "约 " if total.usage.estimated else ""
        reused = f"，另有 {total.reused} 次用了已存的答案" if total.reused else ""
        return f"模型：提问 {total.requests} 次，{about}{self.spent()}{reused}"

    def to_json(self) -> dict[str, Any]:
        """Everything, for ``draft.json`` and ``--json``; money as strings, 元."""
        return {
            "format": FORMAT,
            **self._line_json(self.total),
            "budget": None if self.budget is None else str(self.budget),
            "lines": [
                {"report": report, "purpose": purpose, **self._line_json(line)}
                for (report, purpose), line in self.lines.items()
            ],
        }

    def _line_json(self, line: Line) -> dict[str, Any]:
        usage = line.usage
        return {
            "requests": line.requests,
            "reused": line.reused,
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.completion,
            "cached_tokens": usage.cached,
            "reasoning_tokens": usage.reasoning,
            "estimated": usage.estimated,
            "cost": None if self.price is None else plain(cost_of(usage, self.price)),
        }


def _money(cost: Decimal) -> str:
    return format_quantity(quantize(cost, _MONEY_PLACES), "元")


def _minus(left: Usage, right: Usage) -> Usage:
    return Usage(left.prompt - right.prompt, left.completion - right.completion)


class Metered:
    """Stands before the wire and asks the account first."""

    def __init__(self, model: Model, account: Account) -> None:
        self._model, self._account = model, account

    async def ask(self, ask: Ask) -> Answer:
        """The answer, if the budget allows it.

        Raises:
            BudgetSpentError: it does not.
            ModelError: see ``Model``.
        """
        async with self._account.reserved(estimate_ask(ask)):
            return await self._model.ask(ask)

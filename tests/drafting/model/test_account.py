"""The account counts all that was paid for, and the budget holds."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from tests.fakes.asking import asked, question, run
from tests.fakes.model_server import Call, Faults, ModelServer, Reply

from ziping.drafting.model.account import Account, Budget, cost_of, parse_budget
from ziping.drafting.model.asking import Answer, Usage
from ziping.drafting.model.options import Price
from ziping.drafting.model.report import in_report
from ziping.drafting.model.tokens import estimate_tokens
from ziping.errors import BudgetSpentError, UsageError

PRICE = Price(prompt=Decimal(2), completion=Decimal(8), cached=Decimal("0.5"))


def test_cost_is_exact_and_cached_tokens_have_their_own_price() -> None:
    """(1000−400)×2 + 400×0.5 + 500×8 = 1200 + 200 + 4000 = 5400 millionths."""
    assert cost_of(Usage(prompt=1_000, completion=500, cached=400), PRICE) == Decimal("0.0054")


def test_cached_tokens_cost_as_others_when_no_price_is_known_for_them() -> None:
    """1000×2 + 0."""
    assert cost_of(
        Usage(prompt=1_000, cached=400), Price(prompt=Decimal(2), completion=Decimal(8))
    ) == Decimal("0.002")


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("", None),
        ("200000", Budget(tokens=200_000)),
        ("20万", Budget(tokens=200_000)),
        ("20万 tokens", Budget(tokens=200_000)),
        ("5元", Budget(cost=Decimal(5))),
        ("¥0.5", Budget(cost=Decimal("0.5"))),
        ("0.01万元", Budget(cost=Decimal(100))),
    ],
)
def test_a_budget_is_tokens_or_money(text: str, budget: Budget | None) -> None:
    """As people write it."""
    assert parse_budget(text, PRICE) == budget


@pytest.mark.parametrize("text", ["很多", "-5", "0", "5人", "1.5", "5%"])
def test_what_is_no_budget_is_said(text: str) -> None:
    """With what is allowed."""
    with pytest.raises(UsageError, match="20万"):
        parse_budget(text, PRICE)


def test_a_budget_in_money_needs_a_price() -> None:
    """And the message says where to put it."""
    with pytest.raises(UsageError, match=r"model\.price"):
        parse_budget("5元", None)


def test_the_account_lists_reports_and_purposes() -> None:
    """Two reports, two sections, one reused."""
    account = Account(PRICE)
    with in_report("甲会 2024"):
        account.paid("problems", Usage(100, 50))
        account.paid("problems", Usage(100, 50))
        account.reused("summary")
    with in_report("乙会 2024"):
        account.paid("problems", Usage(1_000, 0, estimated=True))

    shown = account.to_json()
    assert [(row["report"], row["purpose"], row["requests"], row["reused"]) for row in shown["lines"]] == [
        ("甲会 2024", "problems", 2, 0),
        ("甲会 2024", "summary", 0, 1),
        ("乙会 2024", "problems", 1, 0),
    ]
    assert (shown["prompt_tokens"], shown["completion_tokens"], shown["cost"]) == (1_200, 100, "0.0032")
    assert account.summary() == "模型：提问 3 次，约 1,300 tokens、0.0032元，另有 1 次用了已存的答案"


def test_answers_nobody_could_use_are_paid_for_too() -> None:
    """A blank, then a refusal-free good one: two on the bill; a refused connection is none."""
    script = Faults(lambda _: Reply("好"), [Reply("   ")])
    with ModelServer(script) as server:
        _, model = asked(server, question())

    assert model.account.total.requests == 2
    assert model.account.total.usage.completion == 4


def test_a_budget_stops_before_it_is_overrun() -> None:
    """Twenty asks of which the budget carries a few; the others get one clear line; what came is below the budget."""

    def script(call: Call) -> Reply:
        return Reply("字" * 300)

    with ModelServer(script) as server:
        results, model = asked(
            server, *(question(f"第{i}问") for i in range(20)), budget="9000", concurrency=8
        )

    stopped = [result for result in results if isinstance(result, BudgetSpentError)]
    usage = model.account.total.usage
    assert len(server.calls) + len(stopped) == 20
    assert len(server.calls) > 2
    assert usage.prompt + usage.completion <= 9_000
    assert "--budget" in str(stopped[0])
    assert "已停止提问" in str(stopped[0])


def test_a_request_waits_for_others_that_may_turn_out_cheaper() -> None:
    """Reserved 90 of 100: the second one, of 60, waits; the first took 10, so it goes."""
    account = Account(None, Budget(tokens=100))
    order: list[str] = []

    async def one(name: str, estimate: int, took: int) -> None:
        async with account.reserved(Usage(estimate, 0)):
            order.append(f"{name} goes")
            await asyncio.sleep(0.01)
            account.paid("x", Usage(took, 0))
            order.append(f"{name} done")

    async def work() -> None:
        await asyncio.gather(one("first", 90, 10), one("second", 60, 20))

    run(work())

    assert order == ["first goes", "first done", "second goes", "second done"]


def test_a_request_that_can_never_fit_is_refused_at_once() -> None:
    """It does not wait for others."""
    account = Account(PRICE, Budget(cost=Decimal("0.000001")))

    async def work() -> None:
        async with account.reserved(Usage(10, 0)):
            pass

    with pytest.raises(BudgetSpentError, match="元"):
        run(work())


def test_stored_answers_cost_no_budget(tmp_path: Path) -> None:
    """A second run with hardly any budget takes what is there."""
    store = tmp_path / "answers.sqlite"
    with ModelServer(lambda _: Reply("好")) as server:
        asked(server, question(), store=store)
        (answer,), _ = asked(server, question(), store=store, budget="1")

    assert isinstance(answer, Answer)
    assert answer.stored


def test_estimates_are_rather_too_high() -> None:
    """One token a Chinese character, a third of one for others."""
    assert [estimate_tokens(text) for text in ("", "工会经费", "abcdef", "A1")] == [0, 4, 2, 1]

"""Stacks the model: what the writer asks goes through the store, the retries, the limits and the account to the wire.

    async with build_model(settings, store_path=out / ".ziping" / "answers.sqlite", tell=say) as model:
        with in_report("示例区总工会 2024", seconds=settings.report_timeout):
            answer = await model.ask(ask)
        print(model.account.summary())

Outermost first: ``Stored`` (an answer is committed before it is used, and never paid for twice), ``Retried`` (the
only place that asks again), ``Limited`` (requests and tokens a minute, shared by all tasks), ``Metered`` (the
budget), ``Endpoint`` (the wire). A ``Redacted`` may stand in front of all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ziping.drafting.model.account import Account, Metered, parse_budget
from ziping.drafting.model.asking import Answer, Ask, Model
from ziping.drafting.model.endpoint import Endpoint
from ziping.drafting.model.limits import Limited, Limits
from ziping.drafting.model.log import RequestLog
from ziping.drafting.model.options import ModelSettings
from ziping.drafting.model.remembered import remembered_capabilities
from ziping.drafting.model.retry import Breaker, Patience, Retried
from ziping.drafting.model.store import AnswerStore, Stored
from ziping.drafting.model.timing import Timing

Tell = Callable[[str], None]
"""Takes one Chinese line for the person at the terminal."""

Progress = Callable[[str, int], None]
"""Takes the purpose of an ask and the characters that have come so far."""


def _silent(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Hooks:
    """What the outside may replace or listen to.

    Attributes:
        tell: gets a line when something happened that a person should know (the store was damaged, the endpoint is down).
        progress: gets the growth of streamed answers.
        timing: how time passes between requests.
    """

    tell: Tell = _silent
    progress: Progress | None = None
    timing: Timing = field(default_factory=Timing)


def load_library() -> None:
    """Imports the model library, which takes seconds; for a thread, while there is other work.

    What is wrong with it is told when the model is opened.
    """
    with suppress(Exception):  # a thread would print it as a traceback
        import ziping.drafting.model.client  # noqa: F401


class BuiltModel:
    """The stacked model; an async context that belongs to one event loop."""

    def __init__(self, settings: ModelSettings, store_path: Path | None, hooks: Hooks) -> None:
        self.target = settings.target()
        self.account = Account(settings.price, parse_budget(settings.budget, settings.price))
        self.endpoint = Endpoint(
            settings,
            capabilities=remembered_capabilities(settings.remembered, self.target),
            paid=self.account.paid,
            progress=hooks.progress,
        )
        self._settings, self._store_path, self._hooks = settings, store_path, hooks
        self._exits = AsyncExitStack()
        self._model: Model | None = None

    async def __aenter__(self) -> BuiltModel:
        settings, hooks = self._settings, self._hooks
        async with AsyncExitStack() as exits:
            log = exits.enter_context(RequestLog(settings.log))
            await exits.enter_async_context(self.endpoint)
            limits = Limits(
                settings.concurrency,
                settings.requests_per_minute,
                settings.tokens_per_minute,
                timing=hooks.timing,
            )
            breaker = Breaker(
                settings.down_after,
                settings.down_seconds,
                self.target.base_url,
                hooks.timing.clock,
                hooks.tell,
            )
            model: Model = Retried(
                Limited(Metered(self.endpoint, self.account), limits),
                Patience(tries=settings.tries, timing=hooks.timing),
                breaker,
                limits=limits,
                log=log,
            )
            if self._store_path is not None:
                store = await exits.enter_async_context(AnswerStore(self._store_path, tell=hooks.tell))
                stored = Stored(model, store, self.endpoint.identity, reused=self.account.reused)
                exits.push_async_callback(stored.aclose)
                model = stored
            self._model = model
            self._exits = exits.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def ask(self, ask: Ask) -> Answer:
        """The answer.

        Raises:
            ModelError: see ``Model``.
        """
        if self._model is None:
            raise RuntimeError("the model is an async context: use `async with build_model(...) as model`")
        return await self._model.ask(ask)

    async def aclose(self) -> None:
        """Ends what is under way and closes the connections and the store."""
        self._model = None
        await self._exits.aclose()


def build_model(
    settings: ModelSettings, store_path: Path | None = None, hooks: Hooks | None = None
) -> BuiltModel:
    """The model of the settings, not yet connected.

    Args:
        settings: of ``Settings.model_settings``.
        store_path: ``<out>/.ziping/answers.sqlite``; None for no store (``--no-cache``).
        hooks: listeners, and clocks for tests.

    Raises:
        UsageError: no model is set, the address is none, or the budget cannot be read.
    """
    return BuiltModel(settings, store_path, hooks or Hooks())

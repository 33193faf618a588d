"""Short ways to ask a model in a test: settings for a loopback server, asks, answers or errors as values."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from tests.fakes.model_server import ModelServer

from ziping.drafting.model.asking import Answer, Ask, Message
from ziping.drafting.model.build import BuiltModel, Hooks, build_model
from ziping.drafting.model.options import ModelSettings
from ziping.drafting.model.timing import Timing
from ziping.errors import ModelError

KEY = "sk-test-0123456789abcdef"
"""The key every test uses, and none may find again."""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """One event loop for one test."""
    return asyncio.run(work)


class Time:
    """A clock that only moves when somebody sleeps; remembers the sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Takes no time at all."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    @property
    def timing(self) -> Timing:
        """For hooks; the jitter is always full."""
        return Timing(self.clock, self.sleep, lambda: 1.0)


def question(
    text: str = "请用 json 写一段。", *, schema: bool = False, purpose: str = "problems", salt: str = ""
) -> Ask:
    """One request of a user."""
    return Ask(
        (Message("system", "你是办公室文员。"), Message("user", text)),
        schema=SCHEMA if schema else None,
        purpose=purpose,
        salt=salt,
    )


def settings_for(server: ModelServer | str, **changes: Any) -> ModelSettings:
    """Settings that point at a server and do not wait long."""
    url = server if isinstance(server, str) else server.base_url
    return ModelSettings.model_validate(
        {
            "base_url": url,
            "model": "fake-1",
            "api_key": KEY,
            "request_timeout": 20,
            "stall_timeout": 20,
            "tries": 3,
        }
        | changes
    )


async def outcome(work: Coroutine[Any, Any, Answer]) -> Answer | ModelError:
    """The answer, or the error as a value."""
    try:
        return await work
    except ModelError as error:
        return error


def asked(
    server: ModelServer | str,
    *asks: Ask,
    store: Path | None = None,
    hooks: Hooks | None = None,
    **changes: Any,
) -> tuple[list[Answer | ModelError], BuiltModel]:
    """All asks at once through the whole stack: the answers or errors in their order, and the closed model."""

    async def work() -> tuple[list[Answer | ModelError], BuiltModel]:
        async with build_model(
            settings_for(server, **changes), store, hooks or Hooks(timing=Time().timing)
        ) as model:
            return list(await asyncio.gather(*(outcome(model.ask(ask)) for ask in asks))), model

    return run(work())


def answer_of(
    server: ModelServer | str,
    ask: Ask | None = None,
    *,
    store: Path | None = None,
    hooks: Hooks | None = None,
    **changes: Any,
) -> Answer:
    """The answer to one ask; an error is raised."""
    (result,), _ = asked(server, ask or question(), store=store, hooks=hooks, **changes)
    if isinstance(result, ModelError):
        raise result
    return result

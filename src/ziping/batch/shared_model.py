"""The run's one model, seen by all workers: waits while the endpoint is away, halts the run when no unit can go on.

For one report a model that fails gives way to the offline writer. In a batch that would turn thousands of units into
offline drafts while an endpoint restarts, or after the budget is spent; so the run waits, or stops and is resumed.
"""

from __future__ import annotations

from ziping.drafting.model.asking import Answer, Ask, Model
from ziping.drafting.model.timing import Timing
from ziping.errors import (
    AnswerStoreError,
    BudgetSpentError,
    EndpointDownError,
    ModelError,
    ModelKeyError,
    RateLimitError,
    RunHaltedError,
    UnknownModelError,
)

_AWAY = 900.0
"""Seconds an endpoint may be away before the run stops."""
_LOOK_AGAIN = 5.0
_REFUSALS = 3
"""An endpoint that has answered before may refuse a key so many times in a row: gateways hiccup."""
_RESUME = "做好的都已保存，处理好之后再运行同一条命令会接着做"


class SharedModel:
    """A model in front of which every unit of the run waits for the same things."""

    def __init__(self, model: Model, timing: Timing | None = None) -> None:
        self._model = model
        self._timing = timing or Timing()
        self._away_since: float | None = None
        self._answered = False
        self._halted: RunHaltedError | None = None

    async def ask(self, ask: Ask) -> Answer:
        """The answer.

        Raises:
            RunHaltedError: no unit can go on.
            ModelError: this request failed; others may not.
        """
        refused = 0
        while True:
            if self._halted is not None:
                raise self._halted
            try:
                answer = await self._model.ask(ask)
            except EndpointDownError as error:
                await self._wait(error)
            except (BudgetSpentError, AnswerStoreError) as error:
                raise self._halt(str(error)) from error
            except ModelError as error:
                if not _concerns_all(error):
                    raise
                refused += 1
                if refused >= _REFUSALS or not self._answered:
                    raise self._halt(f"{error}；{_RESUME}") from error
                await self._timing.sleep(_LOOK_AGAIN)
            else:
                self._answered, self._away_since = True, None
                return answer

    async def _wait(self, error: EndpointDownError) -> None:
        now = self._timing.clock()
        if self._away_since is None:
            self._away_since = now
        if now - self._away_since >= _AWAY:
            raise self._halt(f"{error}；已经等了 {_AWAY / 60:g} 分钟，先停下。{_RESUME}") from error
        await self._timing.sleep(_LOOK_AGAIN)

    def _halt(self, message: str) -> RunHaltedError:
        """From now on nothing more is asked."""
        self._halted = RunHaltedError(message)
        return self._halted


def _concerns_all(error: ModelError) -> bool:
    """Whether the next unit would meet the same: the key, the model's name, an empty account."""
    if isinstance(error, RateLimitError):
        return not error.transient
    return isinstance(error, ModelKeyError | UnknownModelError)

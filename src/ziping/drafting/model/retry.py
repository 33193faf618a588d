"""The only place that asks again: backoff with jitter, the endpoint's own wish, the report's deadline, the breaker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ziping.drafting.model.asking import Answer, Ask, Model
from ziping.drafting.model.limits import Limits
from ziping.drafting.model.log import RequestLog
from ziping.drafting.model.report import current_report
from ziping.drafting.model.timing import Timing
from ziping.errors import (
    BudgetSpentError,
    ConnectionLostError,
    EndpointDownError,
    ModelError,
    ModelTimeoutError,
    OutOfTimeError,
    RateLimitError,
    ServerFaultError,
)

_DOWN = (ConnectionLostError, ModelTimeoutError, ServerFaultError)
"""Failures after which the endpoint may be down."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how patiently.

    Attributes:
        tries: requests for one answer, the first included.
        first_wait: seconds before the second try; doubled each time.
        longest_wait: seconds; an endpoint that asks for more is asked no more.
    """

    tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    timing: Timing = field(default_factory=Timing)

    def wait(self, failed: int) -> float:
        """Seconds after the ``failed``-th failure: between half and all of the doubled wait."""
        full: float = min(self.longest_wait, self.first_wait * 2 ** (failed - 1))
        return full * (0.5 + self.timing.jitter() / 2)


class Breaker:
    """Leaves an endpoint alone for a while after failures in a row; then one request may see whether it is back."""

    def __init__(
        self,
        failures: int,
        seconds: float,
        address: str,
        clock: Callable[[], float] = time.monotonic,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self._allowed, self._seconds, self._address = failures, seconds, address
        self._clock, self._tell = clock, tell
        self._in_a_row = 0
        self._closed_until: float | None = None
        self._scout = False

    def enter(self) -> None:
        """Before a request.

        Raises:
            EndpointDownError: the endpoint is left alone now.
        """
        if self._closed_until is None:
            return
        if self._clock() < self._closed_until or self._scout:
            raise EndpointDownError(self._message())
        self._scout = True

    def leave(self, failure: ModelError | None) -> None:
        """After a request; whatever the endpoint answered, it is there, unless it broke."""
        self._scout = False
        if not isinstance(failure, _DOWN):
            self._in_a_row, self._closed_until = 0, None
            return
        self._in_a_row += 1
        if self._in_a_row >= self._allowed:
            fresh = self._closed_until is None
            self._closed_until = self._clock() + self._seconds
            if fresh and self._tell is not None:
                self._tell(self._message())

    def abandon(self) -> None:
        """The request was given up before it showed anything."""
        self._scout = False

    def _message(self) -> str:
        return (
            f"模型接口 {self._address} 连续 {self._in_a_row} 次没有正常回应，暂停提问 {self._seconds:g} 秒；"
            "请检查网络、地址和服务是否在运行（ziping model check），不用模型也能出稿"
        )


class Retried:
    """A model that is asked again when that may help."""

    def __init__(
        self,
        model: Model,
        patience: Patience,
        breaker: Breaker,
        *,
        limits: Limits | None = None,
        log: RequestLog | None = None,
    ) -> None:
        self._model, self._patience, self._breaker = model, patience, breaker
        self._limits = limits
        self._log = log or RequestLog()

    async def ask(self, ask: Ask) -> Answer:
        """The answer of the first try that gave one.

        Raises:
            OutOfTimeError: the report's time is over.
            EndpointDownError: the endpoint is left alone for a while.
            ModelError: the last try's failure, or one that no retry can mend.
        """
        left = current_report().seconds_left()
        if left == 0:
            raise OutOfTimeError(_out_of_time(ask))
        try:
            async with asyncio.timeout(left):
                return await self._tried(ask)
        except TimeoutError:
            raise OutOfTimeError(_out_of_time(ask)) from None

    async def _tried(self, ask: Ask) -> Answer:
        failed = 0
        while True:
            try:
                return replace(await self._once(ask, failed + 1), tries=failed + 1)
            except ModelError as failure:
                failed += 1
                failure.tries = failed
                wait = self._wait_after(failure, failed)
                if wait is None:
                    raise
                if isinstance(failure, RateLimitError) and self._limits is not None:
                    self._limits.hold(wait)  # the others would only run into the same limit
            await self._patience.timing.sleep(wait)

    async def _once(self, ask: Ask, number: int) -> Answer:
        self._breaker.enter()
        started = self._patience.timing.clock()
        try:
            answer = await self._model.ask(ask)
        except BudgetSpentError:
            self._breaker.abandon()  # nothing was sent
            raise
        except ModelError as failure:
            self._breaker.leave(failure)
            self._log.event(
                "failed",
                purpose=ask.purpose,
                number=number,
                cause=type(failure).__name__,
                seconds=f"{self._patience.timing.clock() - started:.3f}",
            )
            raise
        except BaseException:
            self._breaker.abandon()
            raise
        self._breaker.leave(None)
        self._log.event(
            "answered",
            purpose=ask.purpose,
            number=number,
            method=answer.method,
            finish=answer.finish,
            prompt_tokens=answer.usage.prompt,
            completion_tokens=answer.usage.completion,
            estimated=answer.usage.estimated,
            seconds=f"{answer.seconds:.3f}",
        )
        return answer

    def _wait_after(self, failure: ModelError, failed: int) -> float | None:
        """Seconds before the next try; None when there is none."""
        if not failure.transient or failed >= self._patience.tries:
            return None
        wait = self._patience.wait(failed)
        if failure.retry_after is not None:
            if failure.retry_after > self._patience.longest_wait:
                return None
            wait = max(failure.retry_after, 0.0) + wait * 0.1
        left = current_report().seconds_left()
        return None if left is not None and wait >= left else wait


def _out_of_time(ask: Ask) -> str:
    what = f"写“{ask.purpose}”时" if ask.purpose else ""
    return f"{what}这份报告的模型用时已到上限，其余用内置写法完成；需要更久请调大 [model] 的 report_timeout"

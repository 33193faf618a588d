"""Workers of a Dask cluster: processes of this machine, or of many that share the output folder.

A worker is given a unit with the answers that are there and gives back the finished unit, or what it has to ask; the
driver asks, and the unit is done again with the answers. So endpoint, key, store, limits and budget stay with the
driver, an answer is committed before a worker sees it, and a worker that dies has nothing that is lost: Dask does its
work again elsewhere, to the same bytes, and only what ``do`` returns takes effect.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

from ziping import __version__
from ziping.batch.dask_worker import Halted, Wanted, ask_key, do_unit, look
from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.local import ACCOUNT_NAME
from ziping.domain.batch import Cause, Failure
from ziping.drafting.model.asking import Answer, Ask, Model
from ziping.drafting.model.report import in_report
from ziping.errors import ModelError, RunHaltedError, UsageError
from ziping.pipeline.outputs import write_file

_INSTALL: Final = "--engine dask 要先安装：pip install 'ziping[cluster]'；不装可用 --engine local"
_CONNECT_SECONDS: Final = 20
_PRELOAD: Final = "ziping.batch.dask_worker"
_LOGGERS: Final = ("distributed", "tornado.application")


@dataclass
class DaskEngine:
    """See the module; an async context of one event loop.

    Attributes:
        terms: of the run.
        workers: processes, when the cluster is this machine's.
        scheduler: address of a cluster; empty for one of this machine.
        model: the driver's; None without one.
    """

    terms: Terms
    workers: int
    scheduler: str = ""
    model: Model | None = None
    _client: Any = None
    _exits: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def capacity(self) -> int:
        """Two units a thread, so that none waits for the driver, and as many as the model answers at once."""
        threads = self.workers
        if self._client is not None and self.scheduler:
            threads = int(self._client.scheduler_info().get("total_threads") or self.workers)
        run = self.terms.run
        return 2 * max(1, threads) + (0 if run is None else run.settings.concurrency)

    async def __aenter__(self) -> Self:
        try:
            import distributed
        except ImportError as error:
            raise UsageError(_INSTALL) from error
        async with AsyncExitStack() as exits:
            for name in _LOGGERS:
                _quiet(exits, logging.getLogger(name))
            address: Any = self.scheduler
            cluster: Any = distributed.LocalCluster
            if not address:
                address = await exits.enter_async_context(
                    cluster(
                        n_workers=self.workers,
                        threads_per_worker=1,
                        processes=True,
                        dashboard_address=None,
                        asynchronous=True,
                        silence_logs=logging.CRITICAL,
                        preload=[_PRELOAD],
                    )
                )
            client = await self._connected(exits, address)
            self._client = client
            await self._look(client)
            self._exits = exits.pop_all()
        return self

    async def _connected(self, exits: AsyncExitStack, address: Any) -> Any:
        """The connected client.

        Raises:
            UsageError: there is no scheduler at the address.
        """
        import distributed

        try:
            made: Any = distributed.Client
            client = made(address, asynchronous=True, timeout=_CONNECT_SECONDS, set_as_default=False)
            return await exits.enter_async_context(client)
        except (ValueError, OSError) as error:
            raise UsageError(
                f"--scheduler {self.scheduler}：连不上调度器；请检查地址（写成 tcp://主机:8786）和防火墙，"
                "两边的 dask 版本也要一样"
            ) from error

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client = None
        await self._exits.aclose()

    async def _look(self, client: Any) -> None:
        """Every worker must be of our version and see the output folder.

        Raises:
            UsageError: one does not; the message says which.
        """
        if self.scheduler and not int(client.scheduler_info().get("n_workers") or 0):
            try:
                await client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
            except TimeoutError as error:
                raise UsageError(f"调度器 {self.scheduler} 上没有工作机，请先启动 dask worker") from error
        probe = self.terms.staging / f"seen-{uuid.uuid4().hex}"
        write_file(probe, b"seen")
        try:
            told = await client.run(look, str(probe))
        finally:
            probe.unlink(missing_ok=True)
        for worker, seen in sorted(told.items()):
            if seen.version != __version__:
                raise UsageError(
                    f"工作机 {worker} 上的 ziping 是 {seen.version}，这里是 {__version__}，请装成一样的"
                )
            if not seen.there:
                raise UsageError(
                    f"工作机 {worker} 看不到输出文件夹 {self.terms.out}：请放在各台机器都以同一路径挂载的共享文件夹里"
                )

    async def do(self, task: Task) -> Outcome:
        """The outcome of a task.

        Raises:
            RunHaltedError: the cluster is gone, or the model is out of reach for good.
        """
        known: dict[str, Answer | ModelError] = {}
        while True:
            done = await self._sent(task, known)
            if isinstance(done, Halted):
                raise done.error
            if not isinstance(done, Wanted):
                return done
            known |= await self._answers(done.asks)

    async def _sent(self, task: Task, known: dict[str, Answer | ModelError]) -> Outcome | Wanted | Halted:
        """What a worker made of a unit; of one whose workers die again and again a failure."""
        from distributed import KilledWorker

        client = self._client
        if client is None:
            raise RuntimeError("the engine is an async context: use `async with`")
        future = client.submit(
            do_unit, self.terms, task, known, pure=False, key=f"ziping-{task.item.key}-{uuid.uuid4().hex}"
        )
        try:
            done: Outcome | Wanted | Halted = await future
        except KilledWorker:
            return Outcome(task.item.key, failure=_deadly())
        except asyncio.CancelledError:
            if _is_cancelled_here():
                raise
            raise _gone() from None
        except OSError as error:
            raise _gone() from error
        finally:
            future.release()
        return done

    async def _answers(self, asks: tuple[Ask, ...]) -> dict[str, Answer | ModelError]:
        return dict(await asyncio.gather(*(self._answer(ask) for ask in asks)))

    async def _answer(self, ask: Ask) -> tuple[str, Answer | ModelError]:
        """What came of a request; a failure that concerns this one alone is an answer too.

        Raises:
            RunHaltedError: no unit can go on.
        """
        run = self.terms.run
        if self.model is None or run is None:
            raise RuntimeError("a worker asked a model in a run without one")
        try:
            with in_report(ACCOUNT_NAME, run.settings.report_timeout):
                return ask_key(ask), await self.model.ask(ask)
        except ModelError as error:
            return ask_key(ask), error


def _is_cancelled_here() -> bool:
    """Whether it is our task that was called off, and not the cluster that dropped its work."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _gone() -> RunHaltedError:
    return RunHaltedError(
        "和 dask 调度器的连接断了，已停下；做好的都已保存，再运行同一条命令会接着做", exit_code=1
    )


def _quiet(exits: AsyncExitStack, logger: logging.Logger) -> None:
    """A worker that dies is our outcome to tell, not a page of the library's log."""
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    exits.callback(logger.setLevel, before)


def _deadly() -> Failure:
    return Failure(
        cause=Cause.WORKER,
        message="做这个单位的工作进程一再意外退出（可能是内存不够，或填报表特别大），没有再试；"
        "其他单位不受影响，可用 --retry-failed 重做",
    )

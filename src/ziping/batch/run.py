"""``ziping batch run`` from its inputs to its summary: lock, ledger, units, model, engine, work, summary."""

from __future__ import annotations

import asyncio
import math
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Literal, NamedTuple, Protocol, TypeAlias

from pydantic import SecretStr

from ziping.batch.choose import Choice
from ziping.batch.copy_run import search_copies
from ziping.batch.engine import Engine, Terms
from ziping.batch.garbage import seldom_collected
from ziping.batch.last_year import LastReports
from ziping.batch.ledger import Counts, Ledger, ledger_path
from ziping.batch.local import LocalEngine, Size
from ziping.batch.lock import locked
from ziping.batch.runner import Ended, Listener, Run
from ziping.batch.shared_model import SharedModel
from ziping.batch.sources import Found, find_units, nothing_among
from ziping.batch.summary import write_summary
from ziping.drafting.model.account import Account
from ziping.drafting.model.asking import Model
from ziping.drafting.model.build import BuiltModel, Hooks, build_model, load_library
from ziping.pipeline.model_draft import Listeners, ModelRun
from ziping.pipeline.outputs import STATE_FOLDER
from ziping.pipeline.score import Folders

EngineName: TypeAlias = Literal["local", "dask"]


@dataclass(frozen=True)
class Order:
    """What the command line asks for.

    Attributes:
        inputs: folders and files.
        out: the output folder.
        folders: of the settings.
        workers: processes.
        rubric: the edition for all; None for what each input says.
        run: how a model is used, its key and store included; None for the offline writer.
        choice: which units.
        engine: who does the work.
        scheduler: address of a cluster; empty for one on this machine.
        last_year: folder with last year's reports.
        copies: 雷同 is looked for at the end.
    """

    inputs: tuple[Path, ...]
    out: Path
    folders: Folders
    workers: int
    rubric: str | None = None
    run: ModelRun | None = None
    choice: Choice = field(default_factory=Choice)
    engine: EngineName = "local"
    scheduler: str = ""
    last_year: Path | None = None
    copies: bool = True

    def terms(self) -> Terms:
        """What the workers are told: absolute paths, no key of an endpoint."""
        return Terms(
            self.out.resolve(),
            Folders(*(tuple(path.resolve() for path in paths) for paths in self.folders)),
            self.rubric,
            None if self.run is None else _without_key(self.run),
        )


class Follower(Listener, Protocol):
    """Who follows a whole run."""

    def spending(self, account: Account) -> None:
        """From now on this account tells what the model takes."""


class Done(NamedTuple):
    """What a run left.

    Attributes:
        summary: files for leaders; none when the run did not come to its end.
        account: what the model took; None without one.
        copies: pairs of 雷同; None when they were not looked for.
    """

    ended: Ended
    counts: Counts
    summary: tuple[Path, ...]
    account: Account | None
    copies: int | None = None


def run_batch(order: Order, follower: Follower) -> Done:
    """Does all units of the inputs that are not done yet.

    Raises:
        UsageError: another run uses the output folder, or a setting is wrong.
        OutputError: the output folder cannot be written.
        UnreadableInputError: an input does not exist.
    """
    terms = order.terms()
    last = None if order.last_year is None else LastReports(order.last_year)
    built = _built(order, follower)
    with opened(order, terms, follower.line) as ledger, seldom_collected():
        run = Run(terms, ledger, follower, last)
        ended = asyncio.run(_worked(order, run, built))
        shutil.rmtree(terms.staging, ignore_errors=True)
        complete = not ended.interrupted and ended.halted is None
        copies = search_copies(terms.out, ledger, last) if complete and order.copies else None
        summary = write_summary(terms.out, ledger, order.folders, copies) if complete else ()
        account = None if built is None else built.account
        return Done(ended, ledger.counts(), summary, account, None if copies is None else len(copies.pairs))


def _built(order: Order, follower: Follower) -> BuiltModel | None:
    """The model, not yet connected: what is wrong with its settings is told before anything is done."""
    if order.run is None:
        return None
    settings = order.run.settings
    if settings.stream is None:  # nobody watches a single answer grow
        settings = settings.model_copy(update={"stream": False})
    built = build_model(settings, order.run.store, Hooks(tell=follower.line))
    follower.spending(built.account)
    Thread(target=load_library, daemon=True, name="load").start()
    return built


@contextmanager
def opened(order: Order, terms: Terms, tell: Callable[[str], None]) -> Iterator[Ledger]:
    """The locked output folder's ledger with the units of the inputs registered."""
    with locked(terms.out / STATE_FOLDER), Ledger(ledger_path(terms.out), tell) as ledger:
        shutil.rmtree(terms.staging, ignore_errors=True)
        found = found_units(order, terms)
        ledger.register(found.items, found.faults)
        del found  # the ledger knows the units now; a hundred thousand of them need not lie in memory
        yield ledger


def found_units(order: Order, terms: Terms) -> Found:
    """The units of the inputs.

    Raises:
        UnreadableInputError: an input does not exist.
        UsageError: there is nothing among them.
    """
    found = find_units(order.inputs, terms.folders, order.rubric, workers=order.workers)
    if not found.items and not found.faults:
        raise nothing_among(order.inputs)
    return found


async def _worked(order: Order, run: Run, built: BuiltModel | None) -> Ended:
    async with AsyncExitStack() as exits:
        model = None if built is None else SharedModel(await exits.enter_async_context(built))
        with _interrupts(run.interrupt):
            return await run.work(make_engine(order, run.terms, model), order.choice)


def make_engine(order: Order, terms: Terms, model: Model | None) -> Engine:
    """Who does the work; what is missing for it is told when it starts."""
    if order.engine == "dask":
        from ziping.batch.dask_engine import DaskEngine

        return DaskEngine(terms, order.workers, order.scheduler, model)
    return LocalEngine(terms, worker_size(order), model)


def worker_size(order: Order) -> Size:
    """Workers, and the most units in hand of each: with a model as many as it answers at once, so that it never waits."""
    if order.run is None:
        return Size(order.workers)
    return Size(order.workers, max(2, math.ceil(order.run.settings.concurrency / order.workers)))


def _without_key(run: ModelRun) -> ModelRun:
    settings = run.settings.model_copy(update={"api_key": SecretStr(""), "remembered": None, "log": None})
    return run._replace(settings=settings, store=None, listeners=Listeners())


@contextmanager
def _interrupts(heard: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C, and a polite request to end, go to ``heard``."""
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":
        before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(heard))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
        return
    kinds = (signal.SIGINT, signal.SIGTERM)
    for kind in kinds:
        loop.add_signal_handler(kind, heard)
    try:
        yield
    finally:
        for kind in kinds:
            loop.remove_signal_handler(kind)

"""What a batch asks of whatever does its work: processes of this machine, or a cluster.

    async with engine:
        outcome = await engine.do(Task(item, folder))

The runner keeps up to ``engine.capacity`` calls of ``do`` under way. An engine owns no record: what is finished, tried
again or given up is the runner's and its ledger's matter. Work that a dead worker held is the engine's: it is done
again, and only the outcome that ``do`` returns takes effect.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from ziping.domain.batch import Failure, UnitItem, UnitResult
from ziping.pipeline.model_draft import ModelRun
from ziping.pipeline.outputs import STATE_FOLDER
from ziping.pipeline.score import Folders


class Task(NamedTuple):
    """One unit to be drafted; small and picklable.

    Attributes:
        folder: name of its folder inside the output folder.
        last_year: path of last year's report, absolute; empty for none.
        last_resort: nobody will try again: a model that gives no answer at all may be replaced.
    """

    item: UnitItem
    folder: str
    last_resort: bool = False
    last_year: str = ""


class Terms(NamedTuple):
    """What is the same for all units of a run; picklable, without any key of an endpoint.

    Attributes:
        out: the output folder, absolute; workers on other machines must see it under this path.
        folders: of the settings, absolute.
        rubric: the edition asked for; None for what each input says.
        run: how a model is used; None for the offline writer.
    """

    out: Path
    folders: Folders
    rubric: str | None = None
    run: ModelRun | None = None

    @property
    def staging(self) -> Path:
        """Where outputs wait for their rename."""
        return self.out / STATE_FOLDER / "staging"


class Outcome(NamedTuple):
    """What came of one task: a result whose files are in place, or a failure.

    Attributes:
        sizes: bytes of every file in the unit's folder, by name.
    """

    key: str
    result: UnitResult | None = None
    failure: Failure | None = None
    sizes: tuple[tuple[str, int], ...] = ()


class Engine(Protocol):
    """Does tasks, several at a time; an async context of one event loop."""

    @property
    def capacity(self) -> int:
        """Tasks worth being under way at once."""

    async def __aenter__(self) -> Self:
        """Workers may start here, or with the first task."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the workers; at once when an error is on its way, whatever they are doing."""

    async def do(self, task: Task) -> Outcome:
        """The outcome of a task.

        Raises:
            RunHaltedError: this task and no other can be done (the budget is spent, no worker starts).
        """

"""Where one worker does its units: the pure path of a unit with what its event loop shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.sources import load_item
from ziping.domain.batch import Cause, Failure, UnitResult
from ziping.drafting.model.asking import Model
from ziping.drafting.turns import Rank, Turns
from ziping.errors import RunHaltedError
from ziping.pipeline.unit import Means, draft_unit, failure_of, write_unit


@dataclass
class Bench:
    """One event loop of one worker, on this machine or another.

    Attributes:
        terms: of the run.
        model: answers what is asked; None when the run uses none.
        turns: units take turns at the processor.
    """

    terms: Terms
    model: Model | None = None
    turns: Turns = field(default_factory=Turns)

    async def do(self, task: Task) -> Outcome:
        """Drafts and writes one unit; every failure but a halt of the run is part of the outcome.

        Raises:
            RunHaltedError: from the model.
        """
        terms, item = self.terms, task.item
        means = Means(terms.folders, terms.rubric, terms.run, self.model, self.turns)
        try:
            given = await self.turns.take(lambda: load_item(item, terms.folders))
            last = Path(task.last_year) if task.last_year else None
            made = await draft_unit(item, given, means, task.folder, last)
            if not made.answered and not task.last_resort:
                return Outcome(item.key, failure=_unanswered(made.result))
            written = await self.turns.take(lambda: write_unit(made, terms.out, terms.staging), Rank.WRITING)
        except RunHaltedError:
            raise
        except Exception as error:  # noqa: BLE001 - one unit never takes the others down
            return Outcome(item.key, failure=failure_of(error))
        return Outcome(item.key, written.result, sizes=tuple(written.sizes.items()))


def _unanswered(result: UnitResult) -> Failure:
    told = next((item.message for item in result.findings if item.code == "model_failed"), "")
    return Failure(cause=Cause.MODEL, message=f"模型一次也没有回答：{told}")

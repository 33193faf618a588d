"""What a unit would ask its model beyond the answers that are there: written as in a run, without asking anybody.

For work that is done where no model is: an export for an offline runner, a worker of a cluster. What is asked beyond
the known answers is noted and counts as no answer, so the loop of each section stops at its first gap. Asked again with
those answers known, a unit tells what follows from them (rewrites, repairs), until nothing is missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ziping.batch.engine import Terms
from ziping.batch.sources import load_item
from ziping.domain.batch import UnitItem
from ziping.domain.guard_report import GuardReport
from ziping.drafting.llm_writer import Checker, LlmWriter, WriterOptions
from ziping.drafting.model.asking import Answer, Ask, Model
from ziping.drafting.model.redact import Redacted
from ziping.drafting.offline import write_offline
from ziping.errors import ModelError
from ziping.pipeline.checking import ParagraphChecker
from ziping.pipeline.model_draft import Job, ModelRun, jobs_of, redactor_of
from ziping.pipeline.unit import FormInput, score_given

Find: TypeAlias = Callable[[Ask], Awaitable[Answer | None]]
"""The known answer of a request as it is sent, None when there is none; raises the error a request ended with."""


class Ahead(NamedTuple):
    """What one unit asks.

    Attributes:
        asks: without a known answer, as they are sent.
        answered: requests with one.
    """

    asks: tuple[Ask, ...]
    answered: int


class _NotAskedError(ModelError):
    """Nobody is asked here."""


@dataclass
class _Collector:
    """A model that knows some answers and notes what is asked beyond them."""

    find: Find
    asks: list[Ask] = field(default_factory=list)
    answered: int = 0

    async def ask(self, ask: Ask) -> Answer:
        """The known answer.

        Raises:
            ModelError: there is none, and the request is noted; or it ended with that error.
        """
        found = await self.find(ask)
        if found is None:
            self.asks.append(ask)
            raise _NotAskedError("这里不提问")
        self.answered += 1
        return found


async def asks_ahead(terms: Terms, item: UnitItem, last_year: Path | None, find: Find) -> Ahead:
    """What a unit asks beyond the known answers.

    Args:
        terms: of the run; with a model.
        item: the unit.
        last_year: last year's report of the unit.
        find: the known answers.

    Raises:
        ZipingError: the unit cannot be drafted.
    """
    if terms.run is None:
        raise RuntimeError("nothing is asked in a run without a model")
    given = load_item(item, terms.folders)
    asked = terms.rubric or (item.rubric if isinstance(given, FormInput) else "")
    scored = score_given(given, terms.folders, asked, last_year)
    (job,) = jobs_of([scored], terms.folders)
    collector = _Collector(find)
    await _write(job, terms.run, collector)
    return Ahead(tuple(collector.asks), collector.answered)


async def _write(job: Job, run: ModelRun, collector: _Collector) -> None:
    """Writes a draft as a run does, for what is asked meanwhile."""
    redactor = redactor_of([job], run)
    model: Model = collector if redactor is None else Redacted(collector, redactor)
    skeleton = write_offline(job.request)
    made: list[Checker] = []

    def checker(section: str, paragraph: str, text: str, beside: Sequence[str]) -> GuardReport:
        if not made:  # only for a unit that has answers: it is as dear as all the rest
            made.append(ParagraphChecker(job.request, skeleton))
        return made[0](section, paragraph, text, beside)

    options = WriterOptions(author=run.settings.model, max_attempts=run.settings.max_attempts)
    await LlmWriter(model, job.book, checker, options).written(job.request, skeleton)

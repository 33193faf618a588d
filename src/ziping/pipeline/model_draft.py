"""Drafts written by a model: one event loop, one store of answers and one account for any number of inputs.

Whatever the model says passes the paragraph checker, and the whole draft passes the same door as every other one. A
model paragraph that this door does not let through gives way to the offline writer's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ziping.domain.draft import Draft, Paragraph
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.drafting.asks import desks_of
from ziping.drafting.llm_writer import (
    LlmWriter,
    Step,
    WriterOptions,
    Written,
    offline_instead,
    with_paragraphs,
)
from ziping.drafting.model.account import Account
from ziping.drafting.model.asking import Ask, Model
from ziping.drafting.model.build import Hooks, build_model
from ziping.drafting.model.options import ModelSettings
from ziping.drafting.model.redact import Redacted, Redactor
from ziping.drafting.model.report import in_report
from ziping.drafting.offline import AUTHOR, write_offline
from ziping.drafting.plan import plan_sections
from ziping.drafting.prompts import PromptBook, prompt_book
from ziping.drafting.turns import Rank, Turns
from ziping.drafting.writer import DraftRequest
from ziping.intake.prompt_files import read_prompts
from ziping.pipeline.checking import ParagraphChecker
from ziping.pipeline.draft import Drafted, draft_request
from ziping.pipeline.guarded import Guarded, guarded
from ziping.pipeline.score import Folders, Scored


def _silent_line(_: str) -> None:
    """Nobody listens."""


def _silent_step(_: str, __: Step) -> None:
    """Nobody listens."""


class Listeners(NamedTuple):
    """Who hears what while a model writes.

    Attributes:
        line: takes one Chinese line (the store was damaged, the endpoint is down).
        step: takes the unit's name and a step of the loop.
        growth: takes a section's id and the characters of its answer so far.
    """

    line: Callable[[str], None] = _silent_line
    step: Callable[[str, Step], None] = _silent_step
    growth: Callable[[str, int], None] | None = None


class ModelRun(NamedTuple):
    """How a model is used.

    Attributes:
        settings: endpoint, model, limits.
        store: file of the answers; None keeps none.
        redact: names, phones and ID numbers are replaced before anything is sent.
        redact_unit: the unit's name as well.
        listeners: see there.
    """

    settings: ModelSettings
    store: Path | None = None
    redact: bool = False
    redact_unit: bool = False
    listeners: Listeners = Listeners()


class ModelDrafts(NamedTuple):
    """Drafts by a model and what they took.

    Attributes:
        notice: what was hidden before sending, a Chinese line; empty without ``redact``.
    """

    drafted: tuple[Drafted, ...]
    account: Account
    written: tuple[Written, ...]
    notice: str = ""


class Job(NamedTuple):
    """One input with all that its asks are made from."""

    scored: Scored
    request: DraftRequest
    book: PromptBook

    def asks(self) -> tuple[Ask, ...]:
        """The asks that begin its sections, as they are sent without redaction.

        Raises:
            UnreadableInputError: the outline names a prompt that does not exist.
            RenderError: a template or prompt cannot be filled.
        """
        plans = plan_sections(self.request, write_offline(self.request))
        return tuple(desk.first() for desk in desks_of(self.book, plans, self.request.submission.year))


def jobs_of(scored: Sequence[Scored], folders: Folders) -> tuple[Job, ...]:
    """Every input with its request and prompts.

    Raises:
        UnreadableInputError: the prompts have mistakes; all are listed with file and line.
    """
    requests = [draft_request(item, folders) for item in scored]
    return tuple(
        Job(item, request, book_of(request, folders)) for item, request in zip(scored, requests, strict=True)
    )


def redactor_of(jobs: Sequence[Job], run: ModelRun) -> Redactor | None:
    """The placeholders of a run, the same for the same inputs; None when nothing is to be hidden."""
    if not run.redact and not run.redact_unit:
        return None
    units = [job.request.submission.unit.name for job in jobs] if run.redact_unit else []
    texts = [message.text for job in jobs for ask in job.asks() for message in ask.messages]
    return Redactor(unit_names=units, texts=texts)


def draft_with_model(scored: Sequence[Scored], folders: Folders, run: ModelRun) -> ModelDrafts:
    """A draft of every input, all asked for within one event loop.

    Raises:
        UsageError: the settings name no model or no endpoint.
        UnreadableInputError: the prompts have mistakes.
        RenderError: a template or prompt cannot be filled.
    """
    results: list[ModelDrafts] = []

    async def write() -> None:
        results.append(await _drafts(scored, folders, run))

    asyncio.run(write())
    return results[0]


async def _drafts(scored: Sequence[Scored], folders: Folders, run: ModelRun) -> ModelDrafts:
    jobs = jobs_of(scored, folders)
    redactor = redactor_of(jobs, run)
    hooks = Hooks(tell=run.listeners.line, progress=run.listeners.growth)
    async with build_model(run.settings, run.store, hooks) as built:
        model: Model = built if redactor is None else Redacted(built, redactor)
        turns = Turns()
        made = await asyncio.gather(*(draft_job(model, job, run, turns) for job in jobs))
        notice = "" if redactor is None else redactor.notice()
        return ModelDrafts(
            tuple(drafted for drafted, _ in made),
            built.account,
            tuple(written for _, written in made),
            notice,
        )


async def draft_job(model: Model, job: Job, run: ModelRun, turns: Turns) -> tuple[Drafted, Written]:
    """The draft of one input by whatever answers, past the guard.

    Args:
        model: redacted already where ``run`` says so.
        job: see ``jobs_of``.
        run: its settings name the author and the attempts; endpoint and store are the model's own matter.
        turns: shared by all jobs of one event loop.

    Raises:
        RenderError: a template or prompt cannot be filled.
    """
    request = job.request
    unit = f"{request.submission.unit.name} {request.submission.year}"
    options = WriterOptions(
        author=run.settings.model,
        max_attempts=run.settings.max_attempts,
        tell=lambda step: run.listeners.step(unit, step),
        turns=turns,
    )
    skeleton, checker = await turns.take(lambda: _checker(request))
    with in_report(unit, seconds=run.settings.report_timeout):
        written = await LlmWriter(model, job.book, checker, options).written(request, skeleton)
    outcome = await turns.take(lambda: passed(written, request, run.settings.model, checker), Rank.CLOSING)
    return Drafted(job.scored, request.facts, outcome), written


def _checker(request: DraftRequest) -> tuple[Draft, ParagraphChecker]:
    """The offline draft, and who looks at what a model writes instead."""
    skeleton = write_offline(request)
    return skeleton, ParagraphChecker(request, skeleton)


def book_of(request: DraftRequest, folders: Folders) -> PromptBook:
    """The prompts of a request's family.

    Raises:
        UnreadableInputError: they have mistakes; all are listed with file and line.
    """
    return prompt_book(read_prompts(request.family.outline.family, folders.prompts))


def passed(
    written: Written, request: DraftRequest, model: str, checker: ParagraphChecker | None = None
) -> Guarded:
    """The draft past the guard; model paragraphs it rejects are the offline writer's before it is asked again.

    Args:
        written: by the model.
        request: what it was written from.
        model: the model's name.
        checker: that looked at the paragraphs, when it is at hand: nothing is judged twice.
    """
    checker = checker or ParagraphChecker(request, written.skeleton)

    def checked(draft: Draft) -> Guarded:
        return guarded(draft, request.facts, request.scorecard, checker.evidence, checker.guard)

    outcome = checked(written.draft)
    wrong = {
        paragraph.id
        for paragraph in written.draft.paragraphs()
        if paragraph.author != AUTHOR and paragraph.id in outcome.draft.rejected
    }
    if wrong:
        settled = _without(written, wrong, model)
        outcome = checked(settled)
    told = tuple(_told(line) for line in written.failures)
    return outcome._replace(findings=(*outcome.findings, *told), shown=(*outcome.shown, *told))


def _without(written: Written, wrong: set[str], model: str) -> Draft:
    """The draft with the offline writer's paragraphs where the model's are wrong."""
    offline = {paragraph.id: paragraph for paragraph in written.skeleton.paragraphs()}

    def settled(block: Paragraph) -> Paragraph:
        return offline_instead(offline[block.id], model, block.attempts) if block.id in wrong else block

    sections = tuple(with_paragraphs(section, settled) for section in written.draft.sections)
    return written.draft.model_copy(update={"sections": sections})


def _told(line: str) -> Finding:
    return Finding(code="model_failed", severity="warning", message=line, place=Place())

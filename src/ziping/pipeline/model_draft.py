"""Drafts written by a model: one event loop, one store of answers and one account for any number of inputs.

Whatever the model says passes the paragraph checker, and the whole draft passes the same door as every other one. A
model paragraph that this door does not let through gives way to the offline writer's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

from ziping.domain.draft import Draft, Paragraph
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.drafting.llm_writer import (
    LlmWriter,
    Step,
    WriterOptions,
    Written,
    offline_instead,
    with_paragraphs,
)
from ziping.drafting.model.account import Account
from ziping.drafting.model.asking import Model
from ziping.drafting.model.build import Hooks, build_model
from ziping.drafting.model.options import ModelSettings
from ziping.drafting.model.report import in_report
from ziping.drafting.offline import AUTHOR, write_offline
from ziping.drafting.prompts import PromptBook, prompt_book
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
        redact: replaces names, phones and ID numbers before anything is sent.
        listeners: see there.
    """

    settings: ModelSettings
    store: Path | None = None
    redact: bool = False
    listeners: Listeners = Listeners()


class ModelDrafts(NamedTuple):
    """Drafts by a model and what they took."""

    drafted: tuple[Drafted, ...]
    account: Account
    written: tuple[Written, ...]


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
    requests = [draft_request(item, folders) for item in scored]
    books = [book_of(request, folders) for request in requests]
    hooks = Hooks(tell=run.listeners.line, progress=run.listeners.growth)
    async with AsyncExitStack() as exits:
        built = await exits.enter_async_context(build_model(run.settings, run.store, hooks))
        jobs = [
            _written(built, item, request, book, run)
            for item, request, book in zip(scored, requests, books, strict=True)
        ]
        written = await asyncio.gather(*jobs)
        drafted = tuple(
            Drafted(item, request.facts, passed(one, request, run.settings.model))
            for item, request, one in zip(scored, requests, written, strict=True)
        )
        return ModelDrafts(drafted, built.account, tuple(written))


async def _written(
    model: Model, scored: Scored, request: DraftRequest, book: PromptBook, run: ModelRun
) -> Written:
    unit = f"{request.submission.unit.name} {request.submission.year}"
    options = WriterOptions(
        author=run.settings.model,
        max_attempts=run.settings.max_attempts,
        tell=lambda step: run.listeners.step(unit, step),
    )
    checker = ParagraphChecker(request.facts, scored.submission)
    with in_report(unit, seconds=run.settings.report_timeout):
        return await LlmWriter(model, book, checker, options).written(request)


def book_of(request: DraftRequest, folders: Folders) -> PromptBook:
    """The prompts of a request's family.

    Raises:
        UnreadableInputError: they have mistakes; all are listed with file and line.
    """
    return prompt_book(read_prompts(request.family.outline.family, folders.prompts))


def passed(written: Written, request: DraftRequest, model: str) -> Guarded:
    """The draft past the guard; model paragraphs it rejects are the offline writer's before it is asked again."""
    outcome = guarded(written.draft, request.facts, request.scorecard)
    wrong = {
        paragraph.id
        for paragraph in written.draft.paragraphs()
        if paragraph.author != AUTHOR and paragraph.id in outcome.draft.rejected
    }
    if wrong:
        outcome = guarded(_without(written.draft, wrong, request, model), request.facts, request.scorecard)
    told = tuple(_told(line) for line in written.failures)
    return outcome._replace(findings=(*outcome.findings, *told), shown=(*outcome.shown, *told))


def _without(draft: Draft, wrong: set[str], request: DraftRequest, model: str) -> Draft:
    """The draft with the offline writer's paragraphs where the model's are wrong."""
    offline = {paragraph.id: paragraph for paragraph in write_offline(request).paragraphs()}

    def settled(block: Paragraph) -> Paragraph:
        return offline_instead(offline[block.id], model, block.attempts) if block.id in wrong else block

    sections = tuple(with_paragraphs(section, settled) for section in draft.sections)
    return draft.model_copy(update={"sections": sections})


def _told(line: str) -> Finding:
    return Finding(code="model_failed", severity="warning", message=line, place=Place())

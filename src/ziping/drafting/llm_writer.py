"""The model's writer: plan → ask → read → check → only what failed again → at last the offline paragraph.

The offline draft is the skeleton: tables, score paragraphs and everything no outline gives to a model come from it.
What a model writes is believed by nobody: each paragraph is filled, checked on its plain text and held against its
plan, and a text that does not pass is kept nowhere but in the conversation with the model.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from ziping.domain.draft import Draft, Mark, Paragraph, Section
from ziping.domain.fact import Fact
from ziping.domain.guard_report import GuardReport
from ziping.drafting.answers import read_answer
from ziping.drafting.asks import Desk, Rejected, desks_of
from ziping.drafting.coverage import Fault, coverage
from ziping.drafting.model.asking import Ask, Model
from ziping.drafting.offline import AUTHOR, write_offline
from ziping.drafting.plan import ParagraphPlan, SectionPlan, plan_sections
from ziping.drafting.prompts import PromptBook
from ziping.drafting.slots import fill_slots
from ziping.drafting.turns import Turns
from ziping.drafting.writer import DraftRequest
from ziping.errors import ModelError, UnreadableAnswerError

Checker: TypeAlias = Callable[[str, str, str, Sequence[str]], GuardReport]
"""Section id, paragraph id, plain text, settled texts of the section → violations, and the facts that are mentioned."""


State: TypeAlias = Literal["asking", "accepted", "rejected", "replaced", "failed"]

_NOT_WRITTEN = Fault("not_written", "没有写这一段，请补写")


class Step(NamedTuple):
    """Something the person at the terminal may like to know."""

    section: str
    heading: str
    attempt: int
    state: State
    paragraphs: int


class Attempt(NamedTuple):
    """One paragraph once written; kept in memory for those who measure, never printed.

    Attributes:
        text: as checked, slots filled, without its number.
        faults: why it was rejected; empty when it was accepted.
    """

    section: str
    paragraph: str
    attempt: int
    text: str
    faults: tuple[Fault, ...]


def _silent(_: Step) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class WriterOptions:
    """How the loop runs.

    Attributes:
        author: the model's name, as draft.json tells it.
        max_attempts: how often a paragraph may be written before the offline one takes its place.
        tell: hears every step.
        turns: paragraphs are checked one at a time; shared by the writers of one event loop.
    """

    author: str
    max_attempts: int = 3
    tell: Callable[[Step], None] = _silent
    turns: Turns = field(default_factory=Turns)


@dataclass(frozen=True)
class Written:
    """A draft and how it came about.

    Attributes:
        failures: one Chinese line a section whose model could not be used.
        attempts: every paragraph of every answer.
        plans: what was asked for.
        skeleton: the offline draft it was built on.
    """

    draft: Draft
    failures: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    plans: tuple[SectionPlan, ...]
    skeleton: Draft


class LlmWriter:
    """Lets a model write the paragraphs that the outline gives it.

    Args:
        model: anything that answers.
        book: the prompts of the request's family.
        checker: of the request's facts.
        options: see there.
    """

    def __init__(self, model: Model, book: PromptBook, checker: Checker, options: WriterOptions) -> None:
        self._model, self._book, self._checker, self._options = model, book, checker, options

    async def write(self, request: DraftRequest) -> Draft:
        """The draft; paragraphs the model could not write are the offline writer's.

        Raises:
            RenderError: a phrase template or a prompt cannot be filled.
        """
        return (await self.written(request)).draft

    async def written(self, request: DraftRequest, skeleton: Draft | None = None) -> Written:
        """As ``write``, with how it came about; ``skeleton`` when the offline draft is at hand."""
        skeleton = write_offline(request) if skeleton is None else skeleton
        plans = plan_sections(request, skeleton)
        facts = request.facts.by_id()
        loops = [
            _Loop(desk, facts, self._checker, self._options)
            for desk in desks_of(self._book, plans, request.submission.year)
        ]
        await asyncio.gather(*(loop.run(self._model) for loop in loops))
        failures = dict.fromkeys(
            f"“{loop.desk.plan.heading}”没有用模型写完，用了离线写法：{loop.failure}"
            for loop in loops
            if loop.failure
        )
        return Written(
            self._assembled(request, skeleton, loops),
            tuple(failures),
            tuple(attempt for loop in loops for attempt in loop.attempts),
            plans,
            skeleton,
        )

    def _assembled(self, request: DraftRequest, skeleton: Draft, loops: Sequence[_Loop]) -> Draft:
        accepted = {name: paragraph for loop in loops for name, paragraph in loop.accepted.items()}
        tried = {name: count for loop in loops for name, count in loop.tried.items()}
        author = self._options.author

        def settled(block: Paragraph) -> Paragraph:
            if block.id in accepted:
                return accepted[block.id]
            return offline_instead(block, author, tried[block.id]) if block.id in tried else block

        provenance = request.provenance
        if provenance is not None:
            provenance = provenance.model_copy(update={"model": author, "prompts_hash": self._book.sha256})
        sections = tuple(with_paragraphs(section, settled) for section in skeleton.sections)
        return skeleton.model_copy(update={"sections": sections, "provenance": provenance})


class _Loop:
    """The paragraphs of one ask, from the first attempt to the last.

    Attributes:
        accepted: paragraphs that passed.
        tried: how often each paragraph was written.
        failure: why the model could not be used; empty when it could.
    """

    def __init__(
        self, desk: Desk, facts: Mapping[str, Fact], checker: Checker, options: WriterOptions
    ) -> None:
        self.desk = desk
        self.accepted: dict[str, Paragraph] = {}
        self.tried: dict[str, int] = {}
        self.attempts: list[Attempt] = []
        self.failure = ""
        self._facts, self._checker, self._options = facts, checker, options

    async def run(self, model: Model) -> None:
        """Writes until everything passed, the attempts are used up, or the model fails."""
        waiting = list(self.desk.plan.paragraphs)
        rejected: list[Rejected] = []
        for attempt in range(1, self._options.max_attempts + 1):
            self._tell(attempt, "asking", len(waiting))
            ask = self.desk.first() if attempt == 1 else self.desk.rewrite(rejected, attempt)
            try:
                texts = await self._texts(model, ask, [plan.id for plan in waiting])
            except ModelError as error:
                self.failure = str(error)
                self._tell(attempt, "failed", len(waiting))
                return
            judged = await self._in_turn(waiting, texts, attempt)
            rejected = [item for item in judged if item is not None]
            waiting = [item.plan for item in rejected]
            self._tell(attempt, "rejected" if waiting else "accepted", len(waiting))
            if not waiting:
                return
        self._tell(self._options.max_attempts, "replaced", len(waiting))

    async def _texts(self, model: Model, ask: Ask, wanted: Sequence[str]) -> dict[str, str]:
        """The paragraphs of an answer; one repair when it cannot be read.

        Raises:
            ModelError: no answer could be had, or none that can be read.
        """
        answer = await model.ask(ask)
        read = read_answer(answer.text, wanted)
        if read.reason:
            answer = await model.ask(self.desk.repair(ask, answer.text, read.reason))
            read = read_answer(answer.text, wanted)
        if read.reason:
            raise UnreadableAnswerError(
                f"模型两次的回答都不是要求的 JSON（{read.reason}），可以换一个模型，或用 ziping model check 看它能不能按 JSON 回答"
            )
        return read.texts

    async def _in_turn(
        self, plans: Sequence[ParagraphPlan], texts: Mapping[str, str], attempt: int
    ) -> list[Rejected | None]:
        """All paragraphs of an answer at once: going from unit to unit in between costs more than it helps."""

        def judged() -> list[Rejected | None]:
            return [self._judged(plan, texts.get(plan.id, ""), attempt) for plan in plans]

        return await self._options.turns.take(judged)

    def _judged(self, plan: ParagraphPlan, said: str, attempt: int) -> Rejected | None:
        """Keeps a paragraph that passes; otherwise what is wrong with it."""
        raw = said.removeprefix(plan.opening)
        filled = fill_slots(raw, self._facts)
        text = f"{plan.opening}{filled.text}"
        faults = tuple(self._faults(plan, text, filled.unknown)) if raw else (_NOT_WRITTEN,)
        self.tried[plan.id] = attempt
        self.attempts.append(Attempt(self.desk.plan.id, plan.id, attempt, filled.text, faults))
        if faults:
            return Rejected(plan, raw, faults)
        self.accepted[plan.id] = Paragraph(
            id=plan.id,
            text=text,
            marks=_moved(filled.marks, len(plan.opening)),
            author=self._options.author,
            attempts=attempt,
        )
        return None

    def _faults(self, plan: ParagraphPlan, text: str, unknown: Sequence[str]) -> Iterator[Fault]:
        for name in unknown:
            yield Fault("unknown_slot", f"没有编号为“{name}”的数据，请改用“数据”里有的编号")
        beside = [paragraph.text for paragraph in self.accepted.values()]
        report = self._checker(self.desk.plan.id, plan.id, text, beside)
        for violation in report.violations:
            yield _fault(violation.code, violation.message, violation.suggestion)
        yield from coverage(plan, text, report, self._facts)

    def _tell(self, attempt: int, state: State, paragraphs: int) -> None:
        plan = self.desk.plan
        self._options.tell(Step(plan.id, plan.heading, attempt, state, paragraphs))


def with_paragraphs(section: Section, change: Callable[[Paragraph], Paragraph]) -> Section:
    """The section with its paragraphs changed, tables as they are."""
    blocks = tuple(change(block) if isinstance(block, Paragraph) else block for block in section.blocks)
    return section.model_copy(update={"blocks": blocks})


def offline_instead(paragraph: Paragraph, model: str, attempts: int) -> Paragraph:
    """An offline paragraph marked as standing in a model's place."""
    return paragraph.model_copy(update={"author": AUTHOR, "attempts": attempts, "instead_of": model})


def _fault(code: str, message: str, suggestion: str) -> Fault:
    told = f"{message}；可写“{suggestion}”" if suggestion and suggestion not in message else message
    return Fault(code, told)


def _moved(marks: Sequence[Mark], by: int) -> tuple[Mark, ...]:
    return tuple(mark.model_copy(update={"start": mark.start + by, "end": mark.end + by}) for mark in marks)

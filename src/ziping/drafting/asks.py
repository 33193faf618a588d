"""What is sent for a section: the first ask, a rewrite of what failed, the repair of an answer nobody can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from ziping.drafting.answers import answer_schema
from ziping.drafting.coverage import Fault
from ziping.drafting.fencing import Fence, fence_for
from ziping.drafting.model.asking import Ask, Message
from ziping.drafting.plan import ParagraphPlan, SectionPlan, fact_rows, plan_rows
from ziping.drafting.prompts import PromptBook

BATCH = 16
"""Most paragraphs of one ask."""
_LEAST_TOKENS = 4_096
"""Room for the answer of a model that thinks before it writes."""
_MOST_TOKENS = 16_384
_TOKENS_A_CHARACTER = 2
_MOST_QUOTED = 1_500
"""Characters of an unreadable answer that go back with the request to repair it."""


class Rejected(NamedTuple):
    """A paragraph that did not pass, ``text`` as the model wrote it."""

    plan: ParagraphPlan
    text: str
    faults: tuple[Fault, ...]


def desks_of(book: PromptBook, plans: Sequence[SectionPlan], year: int) -> tuple[Desk, ...]:
    """A desk for every ask that begins a section.

    Raises:
        UnreadableInputError: an outline names a prompt that does not exist.
        RenderError: a prompt cannot be filled.
    """
    return tuple(Desk(book, batch, year) for plan in plans for batch in plan.batches(BATCH))


class Desk:
    """Writes the asks of one section.

    Args:
        book: the prompts of the family.
        plan: of the section, or of a part of it.
        year: the report's.
    """

    def __init__(self, book: PromptBook, plan: SectionPlan, year: int) -> None:
        self.plan = plan
        self._book = book
        rows = plan_rows(plan), fact_rows(plan), [item.row() for item in plan.items]
        self._fence: Fence = fence_for(*rows)
        values = {
            "year": year,
            "heading": plan.heading,
            "fence": self._fence.mark,
            "plan": self._fence.block("写作安排", rows[0]),
            "facts": self._fence.block("数据", rows[1]),
            "evidence": self._fence.block("单位材料", rows[2]),
        }
        self._opening = (
            Message("system", book.fill("system", values)),
            Message("user", book.fill(plan.prompt, values)),
        )

    def first(self) -> Ask:
        """Every paragraph of the plan."""
        return self._ask(self._opening, self.plan.paragraphs, "")

    def repair(self, ask: Ask, answer: str, reason: str) -> Ask:
        """The same again, after an answer that is none."""
        said = (
            Message("assistant", answer[:_MOST_QUOTED] or "（空）"),
            Message("user", self._repair(reason)),
        )
        return Ask((*ask.messages, *said), ask.schema, ask.purpose, ask.max_tokens, f"{ask.salt}r")

    def rewrite(self, rejected: Sequence[Rejected], attempt: int) -> Ask:
        """Only the paragraphs that failed, with what was found in them."""
        before = {"paragraphs": [{"id": item.plan.id, "text": item.text} for item in rejected if item.text]}
        rows = [
            {"id": item.plan.id, "问题": list(dict.fromkeys(fault.message for fault in item.faults))}
            for item in rejected
        ]
        fence = fence_for(rows)
        values = {"fence": fence.mark, "answers": fence.block("没有通过的段落", rows)}
        said = (
            Message("assistant", json.dumps(before, ensure_ascii=False)),
            Message("user", self._book.fill("rewrite", values)),
        )
        plans = [item.plan for item in rejected]
        return self._ask((*self._opening, *said), plans, str(attempt))

    def _repair(self, reason: str) -> str:
        return self._book.fill("repair", {"reason": reason})

    def _ask(self, messages: tuple[Message, ...], plans: Sequence[ParagraphPlan], salt: str) -> Ask:
        room = _TOKENS_A_CHARACTER * sum(plan.most for plan in plans)
        return Ask(
            messages,
            answer_schema([plan.id for plan in plans]),
            self.plan.id,
            min(_MOST_TOKENS, _LEAST_TOKENS + room),
            salt,
        )

"""The loop: what a model writes is checked, only what failed is asked again, and at last the offline paragraph stands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from tests.fakes.model_server import Call, Reply
from tests.fakes.scribe import FAULTS, Scribe, desk_of

from drafting.drafts import futian, futian_draft
from ziping.domain.draft import Draft, Paragraph, Provenance
from ziping.drafting.answers import read_answer
from ziping.drafting.llm_writer import LlmWriter, Step, WriterOptions, Written
from ziping.drafting.model.asking import Answer, Ask
from ziping.drafting.prompts import prompt_book
from ziping.drafting.slots import fill_slots
from ziping.drafting.turns import Rank, Turns
from ziping.errors import BudgetSpentError, RefusalError
from ziping.intake.prompt_files import read_prompts
from ziping.pipeline.checking import ParagraphChecker

FAMILY = "shenzhen-department"


class SpeakingModel:
    """A scripted clerk without the wire: the writer asks, the clerk answers."""

    def __init__(self, answer: Callable[[Call], Reply | Exception]) -> None:
        self._answer = answer
        self.asks: list[Ask] = []
        self.at_once = 0
        self.peak = 0

    async def ask(self, ask: Ask) -> Answer:
        self.asks.append(ask)
        self.at_once += 1
        self.peak = max(self.peak, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        messages = [{"role": message.role, "content": message.text} for message in ask.messages]
        said = self._answer(Call({"messages": messages}, len(self.asks) - 1, 0))
        if isinstance(said, Exception):
            raise said
        return Answer(said.text)


@cache
def checker() -> ParagraphChecker:
    return ParagraphChecker(futian(), futian_draft())


def write(model: SpeakingModel, attempts: int = 3, tell: Callable[[Step], None] | None = None) -> Written:
    options = WriterOptions("fake-1", attempts, tell or (lambda _: None))
    writer = LlmWriter(model, prompt_book(read_prompts(FAMILY)), checker(), options)
    return asyncio.run(writer.written(futian(), futian_draft()))


def by_id(draft: Draft) -> dict[str, Paragraph]:
    return {paragraph.id: paragraph for paragraph in draft.paragraphs()}


def planned(written: Written) -> set[str]:
    return {paragraph.id for plan in written.plans for paragraph in plan.paragraphs}


def test_good_prose_takes_the_place_of_the_offline_paragraphs() -> None:
    """Every planned paragraph is the model's, at the first attempt; every other block is the skeleton's."""
    written = write(SpeakingModel(Scribe()))

    mine = {name for name, paragraph in by_id(written.draft).items() if paragraph.author == "fake-1"}
    assert mine == planned(written)
    assert {paragraph.attempts for paragraph in by_id(written.draft).values()} == {1}
    for before, after in zip(futian_draft().sections, written.draft.sections, strict=True):
        kept = [block for block in after.blocks if block.id not in mine]
        assert kept == [block for block in before.blocks if block.id not in mine]


def test_sections_are_asked_for_at_the_same_time() -> None:
    """All first asks are under way together."""
    model = SpeakingModel(Scribe())

    write(model)

    assert model.peak == len(model.asks) == 5


def test_only_the_failing_paragraph_is_asked_again_with_what_was_found() -> None:
    """One wrong figure in one paragraph: the second ask is about that one and quotes the finding."""
    fault = FAULTS["invented_number"]
    scribe = Scribe(
        spoil=lambda text, plan, desk: fault(text, plan, desk) if plan["id"] == "work_done.theme5" else None
    )
    model = SpeakingModel(scribe)

    written = write(model)

    again = [ask for ask in model.asks if len(ask.messages) > 2]
    assert [ask.purpose for ask in again] == ["work_done"]
    assert again[0].schema["properties"]["paragraphs"]["items"]["properties"]["id"]["enum"] == [
        "work_done.theme5"
    ]
    assert "8317场次" in again[0].messages[-1].text
    assert by_id(written.draft)["work_done.theme5"].attempts == 2
    assert "8317" not in written.draft.model_dump_json()


def test_a_model_that_never_listens_gets_the_offline_paragraphs_marked() -> None:
    """Three attempts, then the skeleton's text, with the model's name and the count beside it."""
    written = write(SpeakingModel(Scribe(spoil=FAULTS["invented_number"], stubborn=True)))

    after, before = by_id(written.draft), by_id(futian_draft())
    assert {after[name].text for name in planned(written)} == {before[name].text for name in planned(written)}
    assert {
        (after[name].author, after[name].attempts, after[name].instead_of) for name in planned(written)
    } == {("offline", 3, "fake-1")}
    assert "8317" not in written.draft.model_dump_json()
    assert written.failures == ()


def test_each_further_attempt_is_a_request_of_its_own() -> None:
    """The same words again would be answered by the store; the attempt tells requests apart."""
    model = SpeakingModel(Scribe(spoil=FAULTS["award"], stubborn=True))

    write(model)

    assert len({ask.key("e", "m", "0.3") for ask in model.asks}) == len(model.asks)


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_every_kind_of_fault_is_found_and_its_words_are_nowhere(kind: str) -> None:
    """Whatever is planted, by a plain search it stands nowhere in the draft."""
    scribe = Scribe(spoil=FAULTS[kind], stubborn=True)

    said = write(SpeakingModel(scribe), attempts=1).draft.model_dump_json()

    assert scribe.planted
    assert [word for word in scribe.planted if word in said] == []


def test_every_deduction_is_addressed_whatever_the_model_leaves_out() -> None:
    """A model that drops the second half of what it should say gets asked again, and at last replaced."""

    def halved(call: Call) -> Reply:
        paragraphs = Scribe().paragraphs(call)
        short = [
            {"id": item["id"], "text": item["text"][: len(item["text"]) // 2] + "。"} for item in paragraphs
        ]
        return Reply(json.dumps({"paragraphs": short}, ensure_ascii=False))

    text = "\n".join(
        paragraph.text
        for name, paragraph in by_id(write(SpeakingModel(halved)).draft).items()
        if "problem." in name
    )

    lost = [line for line in futian().scorecard.lines if line.lost]
    assert [line.called for line in lost if line.called not in text] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "对不起，我不能。",
        '{"paragraphs": [{"id": "work_done.th',
        '{"段落": []}',
        "[1, 2]",
        "{" * 3000,
        "null",
    ],
)
def test_an_unreadable_answer_is_repaired_once(text: str) -> None:
    """The first answer is no JSON of ours; the repair says why, and good prose follows."""

    def once(call: Call) -> Reply:
        return Scribe()(call) if len(call.messages) > 2 else Reply(text)

    model = SpeakingModel(once)
    written = write(model)

    repairs = [ask for ask in model.asks if "读不出来" in ask.messages[-1].text]
    assert len(repairs) == 5
    assert {paragraph.attempts for paragraph in by_id(written.draft).values()} == {1}


def test_an_answer_of_a_megabyte_is_not_read() -> None:
    """It is refused by its length; after one repair the section is the offline writer's, and says why."""
    model = SpeakingModel(lambda _: Reply("工" * 1_000_000))
    written = write(model)

    assert len(model.asks) == 10
    assert {paragraph.author for paragraph in written.draft.paragraphs()} == {"offline"}
    assert "回答太长" in written.failures[0]


@pytest.mark.parametrize("error", [RefusalError("模型拒绝回答"), BudgetSpentError("预算不够")])
def test_a_failing_model_leaves_the_offline_draft_and_one_line(error: Exception) -> None:
    """Each section says in Chinese what failed; nothing is lost."""
    written = write(SpeakingModel(lambda _: error))

    assert {paragraph.text for paragraph in written.draft.paragraphs()} == {
        paragraph.text for paragraph in futian_draft().paragraphs()
    }
    assert len(written.failures) == 5
    assert all(str(error) in line for line in written.failures)


def test_a_failure_in_the_middle_keeps_what_was_accepted() -> None:
    """The rewrite is refused: what passed before stays the model's."""
    fault = FAULTS["invented_number"]
    scribe = Scribe(
        spoil=lambda text, plan, desk: fault(text, plan, desk) if plan["id"] == "work_done.theme5" else None
    )

    def then_refuses(call: Call) -> Reply | Exception:
        return RefusalError("不再回答") if desk_of(call).rejected else scribe(call)

    written = by_id(write(SpeakingModel(then_refuses)).draft)

    assert written["work_done.theme4"].author == "fake-1"
    assert (written["work_done.theme5"].author, written["work_done.theme5"].instead_of) == (
        "offline",
        "fake-1",
    )


def test_an_instruction_hidden_in_the_evidence_changes_nothing() -> None:
    """A model that obeys the unit's text and writes 100 points is found out by the figures."""
    scribe = Scribe(spoil=FAULTS["injection"], stubborn=True)

    said = write(SpeakingModel(scribe)).draft.model_dump_json()

    assert "100.00分" not in said


def test_steps_are_told_in_order() -> None:
    """A terminal can follow: asked, rejected, asked again, accepted."""
    steps: list[Step] = []

    write(SpeakingModel(Scribe(spoil=FAULTS["award"])), tell=steps.append)

    assert [step.state for step in steps if step.section == "plans"] == [
        "asking",
        "rejected",
        "asking",
        "accepted",
    ]


def test_the_provenance_names_model_and_prompts() -> None:
    """Who wrote it and with which prompts is part of the draft."""
    made_from = Provenance(ziping="0", rubric="r", rubric_hash="", input_hash="", templates_hash="")
    asked = replace(futian(), provenance=made_from)
    writer = LlmWriter(
        SpeakingModel(Scribe()), prompt_book(read_prompts(FAMILY)), checker(), WriterOptions("fake-1")
    )

    provenance = asyncio.run(writer.write(asked)).provenance

    assert provenance is not None
    assert (provenance.model, provenance.prompts_hash) == ("fake-1", read_prompts(FAMILY).sha256)


def test_slots_become_printed_figures_with_their_marks() -> None:
    """The unit behind a slot is not written twice; a figure of the unit's own words stays as written."""
    facts = futian().facts.by_id()

    filled = fill_slots("执行率{{fact:procurement_execution_rate}}%，{{ fact：evidence.t2.n3 }}参加。", facts)

    assert filled.text == "执行率97.12%，6000余名参加。"
    assert [filled.text[mark.start : mark.end] for mark in filled.marks] == ["97.12%", "6000余名"]


def test_an_unknown_slot_is_told() -> None:
    """A name that no fact has stays in the text and is a finding."""
    filled = fill_slots("执行率{{fact:nothing}}。", futian().facts.by_id())

    assert filled.unknown == ("nothing",)


def test_of_an_answer_only_wanted_paragraphs_count_and_the_first_of_each() -> None:
    """Extra keys, extra paragraphs and repeated ids are left out; line breaks become one line."""
    said = {
        "note": "好的",
        "paragraphs": [
            {"id": "a", "text": "一。\n二。", "score": 100},
            {"id": "a", "text": "三。"},
            {"id": "z", "text": "四。"},
        ],
    }

    read = read_answer(f"好的：\n{json.dumps(said, ensure_ascii=False)}\n以上。", {"a", "b"})

    assert read.texts == {"a": "一。二。"}
    assert read.reason == ""


def test_checks_take_turns_and_let_others_go_on() -> None:
    """Between two pieces of work whoever waited for the first one continues."""
    order: list[str] = []

    async def one(turns: Turns, name: str) -> None:
        await turns.take(lambda: order.append(f"{name} checked"))
        order.append(f"{name} asks again")

    async def both() -> None:
        turns = Turns()
        await asyncio.gather(*(one(turns, name) for name in "abc"))

    asyncio.run(both())

    assert order.index("a asks again") < order.index("c checked")
    assert [item for item in order if "checked" in item] == ["a checked", "b checked", "c checked"]


def test_what_a_model_waits_for_goes_first_then_what_is_nearest_to_its_end() -> None:
    """A page is printed while the model writes, not before it is asked."""
    order: list[str] = []

    async def all_of_them() -> None:
        turns = Turns()
        ranks = (Rank.ASKING, Rank.CLOSING, Rank.RENDERING, Rank.WRITING, Rank.ASKING)
        await asyncio.gather(*(turns.take(lambda name=rank.name: order.append(name), rank) for rank in ranks))

    asyncio.run(all_of_them())

    assert order == ["ASKING", "ASKING", "WRITING", "RENDERING", "CLOSING"]


def test_who_gives_up_waiting_holds_nobody_up() -> None:
    """Neither one that still waits nor one whose turn has just come; an error in a piece of work passes the turn on."""
    order: list[str] = []

    def wrong() -> None:
        raise ValueError("wrong")

    async def several() -> None:
        turns = Turns()
        names = ("first", "second", "third", "fourth")
        tasks = [asyncio.create_task(turns.take(lambda name=name: order.append(name))) for name in names]
        await asyncio.sleep(0)
        tasks[2].cancel()  # waits
        await asyncio.sleep(0)
        tasks[1].cancel()  # its turn has come
        await asyncio.gather(*tasks, return_exceptions=True)
        with pytest.raises(ValueError, match="wrong"):
            await turns.take(wrong)
        await turns.take(lambda: order.append("last"))

    asyncio.run(several())

    assert order == ["first", "fourth", "last"]

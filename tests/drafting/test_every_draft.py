"""What holds for every draft of the offline writer, whatever was filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafting.drafts import (
    BANNED,
    EVERY,
    SLIPS,
    found,
    ids,
    said_twice,
    uncovered,
    unlike_their_facts,
    write,
)
from drafting.families import EVERY_OTHER
from ziping.guard import Guard
from ziping.render.report_docx import render_report

ROOT = Path(__file__).resolve().parents[2]
ALL = EVERY | EVERY_OTHER
each = pytest.mark.parametrize("name", ALL)


@each
def test_every_figure_carries_its_fact(name: str) -> None:
    """A number in the text is marked with a fact, or counts nothing."""
    assert uncovered(write(ALL[name]())) == []


@each
def test_a_mark_shows_its_fact(name: str) -> None:
    """What is marked reads as the fact prints, or as the unit wrote it."""
    asked = ALL[name]()

    assert unlike_their_facts(write(asked), asked) == []


@each
def test_no_sentence_stands_twice(name: str) -> None:
    """No sentence is repeated in a report."""
    assert said_twice(write(ALL[name]())) == []


@each
def test_wording_is_official_and_clean(name: str) -> None:
    """No banned phrase, no doubled punctuation, no template left-over."""
    draft = write(ALL[name]())

    assert found(BANNED, draft) + found(SLIPS, draft) == []


@each
def test_the_same_request_gives_the_same_draft(name: str) -> None:
    """Two runs are equal to the byte."""
    asked = ALL[name]()

    assert write(asked).model_dump_json() == write(asked).model_dump_json()


@each
def test_every_problem_has_a_measure_in_the_same_order(name: str) -> None:
    """改进措施 answers 存在问题 one by one."""
    draft = write(ALL[name]())
    problems = [item for item in ids(draft, "problems.problem.") if not item.endswith("_execution.pace")]
    measures = [*ids(draft, "problems.measure."), *ids(draft, "measures.measure.")]

    assert problems == measures


@each
def test_no_heading_stands_empty(name: str) -> None:
    """A section with a template holds at least one paragraph; one that may be left out does too when it is there."""
    asked = ALL[name]()
    draft = write(asked)
    specs = asked.family.outline.sections
    templates = {spec.id: spec.template for spec in specs}
    always = [spec.id for spec in specs if not spec.optional]

    assert [item.id for item in draft.sections if templates[item.id] and not item.blocks] == []
    assert [name for name in always if name not in {item.id for item in draft.sections}] == []


@each
def test_paragraph_ids_are_unique_and_name_their_section(name: str) -> None:
    """``<section>.<subject>``, each once."""
    draft = write(ALL[name]())
    all_ids = [item.id for item in draft.paragraphs()]
    strangers = [
        block.id
        for section in draft.sections
        for block in section.blocks
        if block.kind == "paragraph" and not block.id.startswith(f"{section.id}.")
    ]

    assert len(set(all_ids)) == len(all_ids)
    assert strangers == []


@each
def test_the_guard_accepts_every_paragraph(name: str) -> None:
    """The built-in writer never says what the facts do not support."""
    asked = ALL[name]()
    guard = Guard(asked.facts)
    found = [
        f"{item.id}: {violation.message}"
        for item in write(asked).paragraphs()
        for violation in guard.check(item.text).violations
    ]

    assert found == []


@each
def test_the_tables_fit_their_grid(name: str) -> None:
    """The Word renderer, which refuses a row that does not fill its columns, takes every table."""
    asked = ALL[name]()
    template = (ROOT / "templates" / asked.rubric.report_family / "report.docx").read_bytes()

    assert render_report(write(asked), template).startswith(b"PK")

"""Marks of a draft: a writer's are kept where they are true, the guard's bindings fill in the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ziping.domain.draft import Block, Cell, Draft, Mark, Paragraph, Table
from ziping.domain.draft_texts import cell_address
from ziping.domain.fact import Fact
from ziping.domain.guard_report import Binding
from ziping.guard.unbound import Unbound
from ziping.language.numerals import parse_quantity


def with_true_marks(draft: Draft, facts: Mapping[str, Fact]) -> Draft:
    """The draft without marks whose text is not what their fact says."""

    def paragraph(item: Paragraph) -> Paragraph:
        true = tuple(
            mark for mark in item.marks if _says(item.text[mark.start : mark.end], facts.get(mark.fact))
        )
        return item if true == item.marks else item.model_copy(update={"marks": true})

    def cell(item: Cell, _where: str) -> Cell:
        false = item.fact is not None and not _holds(item.text, facts.get(item.fact))
        return item.model_copy(update={"fact": None}) if false else item

    return _mapped(draft, paragraph, cell)


def with_bindings(draft: Draft, bindings: Sequence[Binding]) -> Draft:
    """The draft with a mark for every binding that no mark of the writer touches."""
    by_place: dict[str, list[Binding]] = {}
    for binding in bindings:
        by_place.setdefault(binding.where, []).append(binding)

    def paragraph(item: Paragraph) -> Paragraph:
        new = [
            Mark(start=binding.start, end=binding.end, fact=binding.fact, terms=binding.terms)
            for binding in by_place.get(item.id, ())
            if not any(mark.start < binding.end and binding.start < mark.end for mark in item.marks)
        ]
        marks = tuple(sorted((*item.marks, *new), key=lambda mark: (mark.start, mark.end)))
        return item.model_copy(update={"marks": marks}) if new else item

    def cell(item: Cell, where: str) -> Cell:
        found = by_place.get(where, [])
        whole = len(found) == 1 and item.text[found[0].start : found[0].end] == item.text.strip()
        if item.fact is not None or not whole or found[0].terms:
            return item
        return item.model_copy(update={"fact": found[0].fact})

    return _mapped(draft, paragraph, cell)


def unmarked(draft: Draft, loose: Sequence[Unbound]) -> tuple[Unbound, ...]:
    """Those of the unbound figures that no mark of the draft touches either."""
    marks = {paragraph.id: paragraph.marks for paragraph in draft.paragraphs()}
    told: set[str] = set()

    def cell(item: Cell, where: str) -> Cell:
        if item.fact is not None:
            told.add(where)
        return item

    _mapped(draft, lambda item: item, cell)
    return tuple(
        item
        for item in loose
        if item.where not in told
        and not any(mark.start < item.end and item.start < mark.end for mark in marks.get(item.where, ()))
    )


def _says(text: str, fact: Fact | None) -> bool:
    """Whether a stretch of text is a fact as printed, or as the unit itself wrote it."""
    return fact is not None and text in {fact.printed, fact.value, *fact.sources}


def _holds(text: str, fact: Fact | None) -> bool:
    """Whether a cell holds a fact's value: its unit may stand above the table."""
    if fact is None or fact.decimal is None:
        return fact is not None and fact.value in text
    figure = parse_quantity(text)
    return figure is not None and figure.value == fact.decimal


def _mapped(
    draft: Draft, paragraph: Callable[[Paragraph], Paragraph], cell: Callable[[Cell, str], Cell]
) -> Draft:
    def blocks(items: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(paragraph(item) if isinstance(item, Paragraph) else table(item) for item in items)

    def table(item: Table) -> Table:
        rows = tuple(
            row.model_copy(
                update={
                    "cells": tuple(
                        cell(one, cell_address(item.id, number, place))
                        for place, one in enumerate(row.cells, start=1)
                    )
                }
            )
            for number, row in enumerate(item.rows, start=1)
        )
        return item.model_copy(update={"rows": rows})

    return draft.model_copy(
        update={
            "sections": tuple(
                section.model_copy(update={"blocks": blocks(section.blocks)}) for section in draft.sections
            ),
            "attachments": tuple(
                annex.model_copy(update={"blocks": blocks(annex.blocks)}) for annex in draft.attachments
            ),
        }
    )

"""Every text of a draft by its address, and a draft with some of them written anew.

A paragraph's address is its id. Whatever else is printed stands under the id of what it belongs to: ``#title``,
``<section>#heading``, ``<table>#caption``, ``<table>#unit``, ``<table>#r3c2`` (third row, second cell of that row),
``<attachment>#label``, ``<attachment>#title``, ``#recipient1``, ``#signatory``, ``#date``, ``#missing1``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel

from ziping.domain.draft import Attachment, Block, Cell, Draft, Paragraph, Row, Section, Table
from ziping.domain.place import Place

PartKind: TypeAlias = Literal["paragraph", "heading", "caption", "cell", "line"]

M = TypeVar("M", bound=BaseModel)


class Part(NamedTuple):
    """One text of a draft.

    Attributes:
        where: its address.
        kind: ``line`` is title, addressee, signatory, date, or an entry of what is missing.
        text: as printed.
        place: for people.
    """

    where: str
    kind: PartKind
    text: str
    place: Place


def cell_address(table: str, row: int, cell: int) -> str:
    """The address of a cell; ``row`` and ``cell`` (its number within the row) count from 1."""
    return f"{table}#r{row}c{cell}"


def parts(draft: Draft) -> Iterator[Part]:
    """Every text of a draft in reading order."""
    yield Part("#title", "line", draft.title, Place(heading="标题"))
    yield from _block_parts(draft.cover, Place(heading="封面"), 0)
    for number, name in enumerate(draft.recipients, start=1):
        yield Part(f"#recipient{number}", "line", name, Place(heading="主送机关"))
    path: list[Section] = []
    tables = 0
    for section in draft.sections:
        path = [*(above for above in path if above.level < section.level), section]
        place = Place(heading=" > ".join(above.heading for above in path))
        yield Part(f"{section.id}#heading", "heading", section.heading, place)
        yield from _block_parts(section.blocks, place, tables)
        tables += sum(isinstance(block, Table) for block in section.blocks)
    yield Part("#signatory", "line", draft.signatory, Place(heading="落款"))
    yield Part("#date", "line", draft.date, Place(heading="成文日期"))
    for annex in draft.attachments:
        place = Place(heading=f"{annex.label}　{annex.title}")
        yield Part(f"{annex.id}#label", "heading", annex.label, place)
        yield Part(f"{annex.id}#title", "heading", annex.title, place)
        yield from _block_parts(annex.blocks, place, tables)
        tables += sum(isinstance(block, Table) for block in annex.blocks)
    for number, item in enumerate(draft.missing, start=1):
        yield Part(f"#missing{number}", "line", item, Place(heading="待补充清单"))


def _block_parts(blocks: Iterable[Block], place: Place, tables: int) -> Iterator[Part]:
    paragraphs = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            yield Part(block.id, "paragraph", block.text, place.model_copy(update={"paragraph": paragraphs}))
        else:
            tables += 1
            yield from _table_parts(block, place.model_copy(update={"table": tables}))


def _table_parts(table: Table, place: Place) -> Iterator[Part]:
    yield Part(f"{table.id}#caption", "caption", table.caption, place)
    yield Part(f"{table.id}#unit", "caption", table.unit_note, place)
    for row, line in enumerate(table.rows, start=1):
        for number, cell in enumerate(line.cells, start=1):
            here = place.model_copy(update={"row": row, "column": number})
            yield Part(cell_address(table.id, row, number), "cell", cell.text, here)


def rewritten(draft: Draft, texts: Mapping[str, str]) -> Draft:
    """The draft with the texts at some addresses replaced; marks and facts of a replaced text are dropped."""
    if not texts:
        return draft

    def said(where: str, text: str) -> str:
        return texts.get(where, text)

    def listed(name: str, items: Iterable[str]) -> tuple[str, ...]:
        return tuple(said(f"#{name}{number}", item) for number, item in enumerate(items, start=1))

    return draft.model_copy(
        update={
            "title": said("#title", draft.title),
            "cover": tuple(_changed(line, line.id, texts, marks=()) for line in draft.cover),
            "recipients": listed("recipient", draft.recipients),
            "sections": tuple(_section(section, texts) for section in draft.sections),
            "attachments": tuple(_attachment(annex, texts) for annex in draft.attachments),
            "signatory": said("#signatory", draft.signatory),
            "date": said("#date", draft.date),
            "missing": listed("missing", draft.missing),
        }
    )


def _section(section: Section, texts: Mapping[str, str]) -> Section:
    heading = texts.get(f"{section.id}#heading", section.heading)
    return section.model_copy(update={"heading": heading, "blocks": _blocks(section.blocks, texts)})


def _attachment(annex: Attachment, texts: Mapping[str, str]) -> Attachment:
    changes = {
        "label": texts.get(f"{annex.id}#label", annex.label),
        "title": texts.get(f"{annex.id}#title", annex.title),
        "blocks": _blocks(annex.blocks, texts),
    }
    return annex.model_copy(update=changes)


def _blocks(blocks: Iterable[Block], texts: Mapping[str, str]) -> tuple[Block, ...]:
    return tuple(
        _changed(block, block.id, texts, marks=()) if isinstance(block, Paragraph) else _table(block, texts)
        for block in blocks
    )


def _table(table: Table, texts: Mapping[str, str]) -> Table:
    def cells(number: int, row: Row) -> tuple[Cell, ...]:
        return tuple(
            _changed(cell, cell_address(table.id, number, place), texts, fact=None)
            for place, cell in enumerate(row.cells, start=1)
        )

    return table.model_copy(
        update={
            "caption": texts.get(f"{table.id}#caption", table.caption),
            "unit_note": texts.get(f"{table.id}#unit", table.unit_note),
            "rows": tuple(
                row.model_copy(update={"cells": cells(number, row)})
                for number, row in enumerate(table.rows, start=1)
            ),
        }
    )


def _changed(item: M, where: str, texts: Mapping[str, str], **emptied: object) -> M:
    return item.model_copy(update={"text": texts[where], **emptied}) if where in texts else item

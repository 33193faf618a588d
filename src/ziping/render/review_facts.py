"""Facts of the review page: which ones stand on it, what a card tells of each, and the way back to the cells."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from ziping.domain.draft import Block, Draft, Mark, Paragraph
from ziping.domain.expression.nodes import names_in
from ziping.domain.fact import Fact, Origin
from ziping.domain.quantity import format_quantity, parse_decimal
from ziping.domain.scorecard import Scorecard

ORIGIN_LABELS: dict[Origin, str] = {
    "input": "填报",
    "computed": "计算",
    "derived": "推导",
    "evidence": "佐证",
    "document": "文件",
    "last_year": "上年",
    "given": "外部给定",
}


def reads_of(scorecard: Scorecard) -> dict[str, tuple[str, ...]]:
    """For a computed figure the ids its formula reads, so that a reader can walk back to the cells."""
    reads = {metric.id: names_in(metric.tree) for metric in scorecard.metrics}
    for line in scorecard.lines:
        reads[f"{line.id}.score"] = names_in(line.tree)
        reads[f"{line.id}.lost_points"] = (f"{line.id}.max_score", f"{line.id}.score")
        reads |= {f"{line.id}.{part.id}.score": names_in(part.tree) for part in line.parts}
    return reads


def with_what_they_read(wanted: set[str], reads: dict[str, tuple[str, ...]]) -> set[str]:
    """The ids asked for, with all that their formulas read, directly or not."""
    reached: set[str] = set()
    waiting = set(wanted)
    while waiting:
        reached |= waiting
        waiting = {name for one in waiting for name in reads.get(one, ())} - reached
    return reached


def told(fact: Fact, reads: tuple[str, ...], known: dict[str, Fact]) -> dict[str, object]:
    """What the card says about a fact."""
    exact = parse_decimal(fact.exact or "")
    return {
        "label": fact.label,
        "value": f"{fact.value}年" if fact.unit == "年" else fact.printed,
        "exact": "" if exact is None else format_quantity(exact, fact.unit),
        "formula": fact.formula,
        "year": "" if fact.year is None else f"{fact.year}年",
        "origin": ORIGIN_LABELS[fact.origin],
        "kind": fact.origin,
        "sources": list(fact.sources),
        "aliases": list(fact.aliases),
        "reads": [name for name in reads if name in known],
    }


class Workings(NamedTuple):
    """A draft whose worked-out figures point at cards of their own.

    Attributes:
        draft: marks with terms name a card.
        cards: what each of them tells.
    """

    draft: Draft
    cards: dict[str, dict[str, object]]


def workings(draft: Draft, known: Container[str]) -> Workings:
    """Gives every figure that follows from several facts a card; its id can be no fact's."""
    ids: dict[tuple[str, tuple[str, ...]], str] = {}

    def pointed(text: str, mark: Mark) -> Mark:
        if not mark.terms:
            return mark
        name = ids.setdefault((text[mark.start : mark.end], mark.terms), f"worked-{len(ids) + 1}")
        return mark.model_copy(update={"fact": name})

    def block(item: Block) -> Block:
        if not isinstance(item, Paragraph) or not any(mark.terms for mark in item.marks):
            return item
        return item.model_copy(update={"marks": tuple(pointed(item.text, mark) for mark in item.marks)})

    sections = tuple(
        part.model_copy(update={"blocks": tuple(map(block, part.blocks))}) for part in draft.sections
    )
    shown = draft.model_copy(update={"sections": sections})
    return Workings(
        shown,
        {
            name: _worked(text, [term for term in terms if term in known])
            for (text, terms), name in ids.items()
        },
    )


def _worked(text: str, terms: list[str]) -> dict[str, object]:
    return {
        "label": "由下列数据推算",
        "value": text,
        "exact": "",
        "formula": "",
        "year": "",
        "origin": ORIGIN_LABELS["derived"],
        "kind": "derived",
        "sources": [],
        "aliases": [],
        "reads": terms,
    }


def blocks_of(draft: Draft) -> Iterator[Block]:
    """Paragraphs and tables of sections, then of attachments."""
    for section in draft.sections:
        yield from section.blocks
    for attachment in draft.attachments:
        yield from attachment.blocks


def marked(draft: Draft) -> Iterator[str]:
    """Ids of the facts that stand in the report, or that a figure of it is worked out from."""
    for block in blocks_of(draft):
        if isinstance(block, Paragraph):
            yield from (name for mark in block.marks for name in mark.terms or (mark.fact,))
        else:
            yield from (cell.fact for row in block.rows for cell in row.cells if cell.fact)


def scored(scorecard: Scorecard) -> Iterator[str]:
    """Ids of the facts that stand in the overview and in the indicator table."""
    yield from ("total.score", "total.max_score", "total.lost_points", "grade")
    yield from ("proven_points", "asserted_points", "pending_points")
    for group in scorecard.groups:
        yield from (f"{group.id}.score", f"{group.id}.max_score")
    for line in scorecard.lines:
        yield from (f"{line.id}.score", f"{line.id}.max_score", f"{line.id}.lost_points")
        yield from (f"{line.id}.{part.id}.score" for part in line.parts)
        yield from (use.id for use in line.inputs)

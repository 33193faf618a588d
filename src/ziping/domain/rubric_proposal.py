"""A rubric proposed from a scoring table: what is recognised, what is left to a person, and what has to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from ziping.domain.rubric import InputDefinition, Metric, Scope


class ProposalHead(NamedTuple):
    """What a table does not say about the rubric it becomes.

    Attributes:
        id: ``my-city-2025-department``.
        scope: a department or a project.
        year: the year it is valid for.
        year_known: whether somebody said so.
    """

    id: str
    scope: Scope
    year: int
    year_known: bool


@dataclass(frozen=True)
class ProposedLeaf:
    """An indicator with its method; ``confirm`` are the remarks for a person."""

    id: str
    label: str
    points: Decimal
    standard: str
    explanation: str
    evidence: str
    method: dict[str, Any]
    not_applicable: str = ""
    confirm: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedGroup:
    """An indicator of a level above."""

    id: str
    label: str
    points: Decimal
    children: tuple[ProposedNode, ...]
    confirm: tuple[str, ...] = ()


ProposedNode: TypeAlias = "ProposedGroup | ProposedLeaf"


@dataclass(frozen=True)
class Proposal:
    """A proposed rubric.

    Attributes:
        head: id, scope, year.
        title: as printed above the table.
        source_file: the table's file.
        total: the points of all indicators together.
        confirm: remarks about the whole.
        inputs: what the methods read.
        nodes: the tree.
        metrics: rates that the report prints beside the scores.
    """

    head: ProposalHead
    title: str
    source_file: str
    total: Decimal
    confirm: tuple[str, ...]
    inputs: tuple[InputDefinition, ...]
    nodes: tuple[ProposedNode, ...]
    metrics: tuple[Metric, ...] = ()

    def leaves(self) -> Iterator[ProposedLeaf]:
        """All indicators, in order."""
        yield from _leaves(self.nodes)


def _leaves(nodes: tuple[ProposedNode, ...]) -> Iterator[ProposedLeaf]:
    for node in nodes:
        if isinstance(node, ProposedLeaf):
            yield node
        else:
            yield from _leaves(node.children)

"""What a method lowers to: parts, each with its own tree over named values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ziping.domain.expression.nodes import Call, Case, Cases, Compare, Const, Name, Node, number


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an item: its points and the tree of its score, not yet rounded."""

    id: str
    label: str
    points: Decimal
    tree: Node


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a method stands: the leaf, the part inside a composite, the points it may give."""

    leaf: str
    label: str
    points: Decimal
    part: str = ""

    @property
    def key(self) -> str:
        """Key of a person's score: ``leaf`` or ``leaf.part``."""
        return f"{self.leaf}.{self.part}" if self.part else self.leaf

    def single(self, tree: Node) -> tuple[Part, ...]:
        """A method that is one part."""
        return (Part(self.part or self.leaf, self.label, self.points, tree),)


NOT_COVERED = Cases((), None)
"""A value the rule does not speak about: pending, never guessed."""


def tick_name(leaf: str, item: str) -> str:
    """Name under which a checklist answer enters a tree."""
    return f"tick.{leaf}.{item}"


def judged_name(key: str) -> str:
    """Name under which a person's score enters a tree."""
    return f"judged.{key}"


def deducted_name(leaf: str) -> str:
    """Name under which a manual deduction enters a tree."""
    return f"deducted.{leaf}"


def points_of(value: Decimal) -> Const:
    """Points as a literal."""
    return number(Fraction(value))


def capped(node: Node, limit: Node) -> Node:
    """``node`` but not above ``limit``."""
    return Call("min", (node, limit))


def floored(node: Node) -> Node:
    """``node`` but not below zero (扣完为止)."""
    return Call("max", (node, number(0)))


def when(condition: Node, result: Node, otherwise: Node | None) -> Cases:
    """One condition with its result."""
    return Cases((Case(condition, result),), otherwise)


def is_zero(node: Node) -> Compare:
    """``node = 0``."""
    return Compare("=", node, number(0))


def tick_is(leaf: str, item: str, answer: str) -> Compare:
    """Whether a checklist answer is ``answer``."""
    return Compare("=", Name(tick_name(leaf, item)), Const(answer))

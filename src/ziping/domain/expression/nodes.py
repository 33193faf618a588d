"""Expression trees: what a score is, before anybody computes, prints or exports it.

Three walks read a tree: ``evaluate`` (exact value), ``working`` (Chinese text with the numbers in it)
and ``excel`` (a live formula). A node says *what*, never *how to show it*.
Numbers are ``Fraction`` so that ratios stay exact until the one rounding gate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from ziping.domain.quantity import RoundingMode

Value: TypeAlias = Fraction | bool | str | date
"""What a node evaluates to: an exact number, a truth value, a text (a choice) or a date."""

ArithmeticOp: TypeAlias = Literal["+", "-", "*", "/"]
CompareOp: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
FunctionName: TypeAlias = Literal["min", "max", "sum", "mean", "floor", "ceil"]


@dataclass(frozen=True, slots=True)
class Const:
    """A literal of the clause. ``unit`` is its symbol; ``%`` literals hold the ratio (95% is 0.95)."""

    value: Value
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """An input, a metric, a tick of a checklist or a person's score, by id."""

    id: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left op right``; division by zero is pending, never an error."""

    op: ArithmeticOp
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` as a truth value."""

    op: CompareOp
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """``and`` / ``or`` over two or more terms, three-valued: a decided term decides."""

    op: Literal["and", "or"]
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Negation of a truth value."""

    term: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the allow-list."""

    name: FunctionName
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One row of ``Cases``: the first whose condition holds gives the result."""

    condition: Node
    result: Node


@dataclass(frozen=True, slots=True)
class Cases:
    """Ordered cases (bands, vetoes). ``otherwise=None`` means the rule does not say: pending."""

    cases: tuple[Case, ...]
    otherwise: Node | None


@dataclass(frozen=True, slots=True)
class Round:
    """Rounding through the one gate, to ``places`` digits after the point."""

    term: Node
    places: int
    mode: RoundingMode = RoundingMode.HALF_UP


Node: TypeAlias = Const | Name | Arithmetic | Compare | Logic | Not | Call | Cases | Round


def number(value: Fraction | int | str) -> Const:
    """A bare number as a node."""
    return Const(Fraction(value))


def children(node: Node) -> tuple[Node, ...]:
    """Direct children in reading order."""
    match node:
        case Arithmetic(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Logic(_, terms) | Call(_, terms):
            return terms
        case Not(term) | Round(term):
            return (term,)
        case Cases(cases, otherwise):
            rows = tuple(part for case in cases for part in (case.condition, case.result))
            return rows if otherwise is None else (*rows, otherwise)
        case _:
            return ()


def names_in(node: Node) -> tuple[str, ...]:
    """Ids the tree reads, each once, in reading order."""
    return tuple(dict.fromkeys(_walk_names(node)))


def _walk_names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.id
    for child in children(node):
        yield from _walk_names(child)

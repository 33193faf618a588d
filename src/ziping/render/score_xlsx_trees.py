"""What the workbook needs to know about the trees of a scorecard: their formulas and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from ziping.domain.expression.excel import excel_formula
from ziping.domain.expression.nodes import (
    Arithmetic,
    Call,
    Case,
    Cases,
    Compare,
    Const,
    Logic,
    Name,
    Node,
    Not,
    Round,
    children,
    names_in,
    number,
)
from ziping.domain.rubric import Indicator, Rubric
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.domain.submission import TICK_LABELS
from ziping.render.score_xlsx_entries import TEXT_SORTS, Entry

Asserted: TypeAlias = Literal["all", "parts", "none"]
"""How much of a line's score rests on the unit's word: all of it, that of some parts, nothing."""


class Trees:
    """Formulas over the cells of one workbook."""

    def __init__(self, rubric: Rubric, scorecard: Scorecard, entries: tuple[Entry, ...]) -> None:
        self.rubric = rubric
        self.cells: dict[str, str] = {}
        """Name → cell; filled while the sheets are laid out."""
        self._texts = {entry.id for entry in entries if entry.sort in TEXT_SORTS}
        self._metrics = {metric.id: metric.tree for metric in scorecard.metrics}
        self._leaves: dict[str, Indicator] = {leaf.indicator.id: leaf.indicator for leaf in rubric.leaves()}
        self._figures = {item.id for item in rubric.inputs if item.basis == "figure"}

    def formula(self, tree: Node) -> str:
        """The live formula of a tree; an error while it is pending."""
        return excel_formula(_in_chinese(tree), self.cells.__getitem__, self._texts.__contains__)

    def scaled(self, cell: str, numerator: Decimal, denominator: Decimal) -> str:
        """A cell brought from one sum of points to another, rounded as the rubric rounds."""
        rounding = self.rubric.rounding
        more = Arithmetic("*", Name(""), number(Fraction(numerator)))
        tree = Round(Arithmetic("/", more, number(Fraction(denominator))), rounding.places, rounding.mode)
        return excel_formula(tree, lambda _: cell)

    def said_by_parts(self, line: ScoreLine, cells: str) -> str:
        """Sum of the parts that rest on statements, in the line's effective points."""
        added, full = f"SUM({cells})", self._leaves[line.id].max_score
        return added if line.max_score == full or not full else self.scaled(added, line.max_score, full)

    def line_tree(self, line: ScoreLine) -> Node:
        """The line's tree, reading its parts' cells where these hold the rounded part scores."""
        if not self.rubric.rounding.parts or len(line.parts) < 2:
            return line.tree
        added: Node = Call("sum", tuple(part.tree for part in line.parts))
        cells: Node = Call("sum", tuple(Name(name) for name in part_names(line)))
        return _rebuilt(line.tree, lambda node: cells if node == added else None)

    def on_statements(self, tree: Node) -> bool:
        """Whether anything below the tree is the unit's own word; metrics are followed down."""
        for name in names_in(tree):
            if name in self._metrics:
                if self.on_statements(self._metrics[name]):
                    return True
            elif name not in self._figures:
                return True
        return False

    def asserted(self, line: ScoreLine) -> Asserted:
        """What a line's score rests on, also while it is pending."""
        taken = f"deducted.{line.id}"
        if len(line.parts) < 2:
            bare = _rebuilt(line.tree, lambda node: _NOTHING if node == Name(taken) else None)
            return "all" if self.on_statements(bare) else "none"
        added: Node = Call("sum", tuple(part.tree for part in line.parts))
        vetoes = _rebuilt(line.tree, lambda node: _NOTHING if node in {added, Name(taken)} else None)
        if self.on_statements(vetoes):
            return "all"
        return "parts" if self.parts_asserted(line) else "none"

    def parts_asserted(self, line: ScoreLine) -> bool:
        """Whether the rule itself, apart from vetoes and deductions, rests on the unit's word."""
        trees = [part.tree for part in line.parts] or [_only_part(line.tree)]
        return any(map(self.on_statements, trees))


_NOTHING = Const("")


def part_names(line: ScoreLine) -> tuple[str, ...]:
    """Names of the cells of a line's parts."""
    return tuple(f"part.{line.id}.{index}" for index in range(len(line.parts)))


def left_out(scorecard: Scorecard) -> Decimal:
    """Points out of the denominator, 0 when nothing has to be scaled."""
    points = sum((line.max_score for line in scorecard.lines if is_excluded(line)), Decimal(0))
    return points if points != scorecard.max_score else Decimal(0)


def is_excluded(line: ScoreLine) -> bool:
    """Whether a line is out of the denominator: it does not apply and keeps its points without a score."""
    return line.status == "not_applicable" and line.score == 0 and line.max_score > 0


def _only_part(tree: Node) -> Node:
    """The part of a line that has one: rounded by itself when vetoes or deductions stand around it."""
    below = [child for child in _walk(tree) if isinstance(child, Round)]
    return below[0] if below else tree


def _walk(node: Node) -> Iterator[Node]:
    for child in children(node):
        yield child
        yield from _walk(child)


def _in_chinese(tree: Node) -> Node:
    """Answers of checklists are compared as they are written in the sheet: 达到 for ``full``."""
    return _rebuilt(tree, _answer)


def _answer(node: Node) -> Node | None:
    match node:
        case Compare(op, Name(name), Const(str(text))) if name.startswith("tick."):
            return Compare(op, Name(name), Const(TICK_LABELS.get(text, text)))
        case _:
            return None


def _rebuilt(node: Node, swap: Callable[[Node], Node | None]) -> Node:
    """The tree with every sub-tree replaced for which ``swap`` gives another one."""
    other = swap(node)
    if other is not None:
        return other

    def again(child: Node) -> Node:
        return _rebuilt(child, swap)

    match node:
        case Arithmetic() | Compare():
            return replace(node, left=again(node.left), right=again(node.right))
        case Logic(op, terms):
            return Logic(op, tuple(map(again, terms)))
        case Call(name, args):
            return Call(name, tuple(map(again, args)))
        case Not(term):
            return Not(again(term))
        case Round():
            return replace(node, term=again(node.term))
        case Cases(rows, otherwise):
            cases = tuple(Case(again(row.condition), again(row.result)) for row in rows)
            return Cases(cases, None if otherwise is None else again(otherwise))
        case _:
            return node

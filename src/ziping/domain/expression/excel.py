"""Third walk: the tree as a live Excel formula (without the leading ``=``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from ziping.domain.expression.nodes import (
    Arithmetic,
    Call,
    Cases,
    Compare,
    Const,
    Logic,
    Name,
    Node,
    Not,
    Round,
    Value,
)
from ziping.domain.quantity import RoundingMode, decimal_of, plain

PENDING_TEXT = "待补充"
"""What a cell shows while its rule or its inputs are not known."""

_FUNCTIONS = {"min": "MIN", "max": "MAX", "sum": "SUM", "mean": "AVERAGE"}
NOISE_PLACES = 10
"""Digits after the point that survive in comparisons; binary noise of a spreadsheet lies below them."""

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


def excel_formula(node: Node, cell_of: Callable[[str], str]) -> str:
    """The formula text; ``cell_of`` gives the cell (``输入!$C$5``) that holds an id's value."""
    return _Printer(cell_of).text(node)


class _Printer:
    def __init__(self, cell_of: Callable[[str], str]) -> None:
        self.cell_of = cell_of

    def text(self, node: Node, outer: int = 0) -> str:
        match node:
            case Const(value):
                return constant(value, nested=outer > 0)
            case Name(name):
                return self.cell_of(name)
            case Arithmetic():
                return self.arithmetic(node, outer)
            case Compare(op, left, right):
                sign = "<>" if op == "!=" else op
                body = f"{self.side(left, right)}{sign}{self.side(right, left)}"
                return _wrap(body, needed=outer > 0)
            case Logic(op, terms):
                return f"{op.upper()}({','.join(self.text(term) for term in terms)})"
            case Not(term):
                return f"NOT({self.text(term)})"
            case Call(name, args):
                return self.call(name, ",".join(self.text(arg) for arg in args))
            case Cases():
                return self.cases(node)
            case Round(term, places, mode):
                function = "ROUND" if mode is RoundingMode.HALF_UP else "TRUNC"
                return f"{function}({self.text(term)},{places})"

    def side(self, node: Node, other: Node) -> str:
        """A side of a comparison; computed numbers lose the binary noise that could cross a band edge."""
        compares_text = any(
            isinstance(side, Const) and not isinstance(side.value, Fraction) for side in (node, other)
        )
        if isinstance(node, Const) or compares_text:
            return self.text(node, 1)
        return f"ROUND({self.text(node)},{NOISE_PLACES})"

    def call(self, name: str, args: str) -> str:
        if name == "floor":
            return f"INT(ROUND({args},{NOISE_PLACES}))"
        if name == "ceil":
            return f"ROUNDUP(ROUND({args},{NOISE_PLACES}),0)"
        return f"{_FUNCTIONS[name]}({args})"

    def arithmetic(self, node: Arithmetic, outer: int) -> str:
        level = _PRECEDENCE[node.op]
        right_level = level + 1 if node.op in {"-", "/"} else level
        body = f"{self.text(node.left, level)}{node.op}{self.text(node.right, right_level)}"
        return _wrap(body, needed=level < outer)

    def cases(self, node: Cases) -> str:
        tail = f'"{PENDING_TEXT}"' if node.otherwise is None else self.text(node.otherwise)
        for case in reversed(node.cases):
            tail = f"IF({self.text(case.condition)},{self.text(case.result)},{tail})"
        return tail


def _wrap(body: str, *, needed: bool) -> str:
    return f"({body})" if needed else body


def constant(value: Value, *, nested: bool = False) -> str:
    """A literal as Excel writes it; texts are quoted, never interpreted."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Fraction):
        exact = decimal_of(value)
        body = plain(exact) if Fraction(exact) == value else f"{value.numerator}/{value.denominator}"
        return f"({body})" if nested and (value < 0 or "/" in body) else body
    if isinstance(value, date):
        return f"DATE({value.year},{value.month},{value.day})"
    return '"' + value.replace('"', '""') + '"'

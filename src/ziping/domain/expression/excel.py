"""Third walk: the tree as a live Excel formula (without the leading ``=``).

A pending value is an *error* in the spreadsheet: ``cell_of`` names cells that hold ``#N/A`` while their input
is missing, rules that do not say give ``NA()``, a division by zero errs by itself. Errors travel as ``Pending``
does in ``evaluate`` (``IF`` only looks at the branch it takes), and whoever writes the formula into a sheet
wraps it in ``IFERROR(…,"待补充")``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    children,
)
from ziping.domain.quantity import RoundingMode, decimal_of, plain

PENDING_TEXT = "待补充"
"""What a cell shows while its rule or its inputs are not known."""

_FUNCTIONS = {"min": "MIN", "max": "MAX", "sum": "SUM", "mean": "AVERAGE"}
NOISE_PLACES = 10
"""Digits after the point that survive in comparisons; binary noise of a spreadsheet lies below them."""

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


def excel_formula(
    node: Node, cell_of: Callable[[str], str], holds_text: Callable[[str], bool] = lambda _: False
) -> str:
    """The formula text.

    Args:
        node: the tree.
        cell_of: the cell (``输入!$G$5``) that holds an id's value: ``#N/A`` while missing, TRUE or FALSE
            for a truth value.
        holds_text: whether an id holds a text; such cells are never rounded before they are compared.
    """
    return _Printer(cell_of, holds_text).text(node)


class _Printer:
    def __init__(self, cell_of: Callable[[str], str], holds_text: Callable[[str], bool]) -> None:
        self.cell_of = cell_of
        self.holds_text = holds_text

    def text(self, node: Node, outer: int = 0) -> str:
        match node:
            case Const(value):
                return constant(value, nested=outer > 0)
            case Name(name):
                return self.cell_of(name)
            case Arithmetic():
                return self.arithmetic(node, outer)
            case Compare():
                return self.compare(node, outer)
            case Logic():
                return self.logic(node)
            case Not(term):
                return f"NOT({self.text(term)})"
            case Call(name, args):
                return self.call(name, ",".join(self.text(arg) for arg in args))
            case Cases():
                return self.cases(node)
            case Round():
                return self.rounded(node)

    def rounded(self, node: Round) -> str:
        """Rounding after the binary noise is gone: 0.57×100 must not be cut to 56.99."""
        function = "ROUND" if node.mode is RoundingMode.HALF_UP else "TRUNC"
        body = self.text(node.term)
        if _noisy(node.term, node.mode):
            body = f"ROUND({body},{NOISE_PLACES})"
        return f"{function}({body},{node.places})"

    def logic(self, node: Logic) -> str:
        """Three-valued: a term that decides does so even while another one is pending."""
        function = node.op.upper()
        plain_terms = [self.text(term) for term in node.terms]
        strict = f"{function}({','.join(plain_terms)})"
        if _fail_together(node.terms):
            return strict
        neutral = "TRUE" if node.op == "and" else "FALSE"
        settled = f"{function}({','.join(f'IFERROR({term},{neutral})' for term in plain_terms)})"
        return f"IF({settled},{strict},FALSE)" if node.op == "and" else f"IF({settled},TRUE,{strict})"

    def compare(self, node: Compare, outer: int) -> str:
        left, right = node.left, node.right
        if node.op in {"=", "!="} and self.minds_case(left, right):
            same = f"EXACT({self.text(left)},{self.text(right)})"
            return same if node.op == "=" else f"NOT({same})"
        sign = "<>" if node.op == "!=" else node.op
        return _wrap(f"{self.side(left, right)}{sign}{self.side(right, left)}", needed=outer > 0)

    def minds_case(self, left: Node, right: Node) -> bool:
        """Whether two texts are compared whose letters ``=`` would take for the same (A档 and a档)."""
        names = isinstance(left, Name) and isinstance(right, Name)
        return _cased(left) or _cased(right) or (names and self.is_text(left) and self.is_text(right))

    def side(self, node: Node, other: Node) -> str:
        """A side of a comparison; computed numbers lose the binary noise that could cross a band edge."""
        if isinstance(node, Const) or self.is_text(node) or self.is_text(other):
            return self.text(node, 1)
        return f"ROUND({self.text(node)},{NOISE_PLACES})"

    def is_text(self, node: Node) -> bool:
        """Whether a side holds no number (a text, a date or a truth value written out, or a text cell)."""
        if isinstance(node, Name):
            return self.holds_text(node.id)
        return isinstance(node, Const) and not isinstance(node.value, Fraction)

    def call(self, name: str, args: str) -> str:
        if name == "floor":
            return f"INT(ROUND({args},{NOISE_PLACES}))"
        if name == "ceil":
            return f"(-INT(-ROUND({args},{NOISE_PLACES})))"
        return f"{_FUNCTIONS[name]}({args})"

    def arithmetic(self, node: Arithmetic, outer: int) -> str:
        level = _PRECEDENCE[node.op]
        right_level = level + 1 if node.op in {"-", "/"} else level
        body = f"{self.text(node.left, level)}{node.op}{self.text(node.right, right_level)}"
        return _wrap(body, needed=level < outer)

    def cases(self, node: Cases) -> str:
        tail = "NA()" if node.otherwise is None else self.text(node.otherwise)
        for case in reversed(node.cases):
            tail = f"IF({self.text(case.condition)},{self.text(case.result)},{tail})"
        return tail


def _noisy(node: Node, mode: RoundingMode) -> bool:
    """Whether binary noise could move a number across a tie (half up) or a digit (truncating)."""
    if isinstance(node, (Const, Round)):
        return False
    if mode is RoundingMode.TRUNCATE and not isinstance(node, Cases):
        return True
    divides = (isinstance(node, Arithmetic) and node.op in {"*", "/"}) or (
        isinstance(node, Call) and node.name == "mean"
    )
    return divides or any(_noisy(child, mode) for child in _results(node))


def _results(node: Node) -> tuple[Node, ...]:
    """Children that give the value; conditions of cases only choose."""
    if isinstance(node, Cases):
        rows = tuple(case.result for case in node.cases)
        return rows if node.otherwise is None else (*rows, node.otherwise)
    return children(node)


def _fail_together(terms: tuple[Node, ...]) -> bool:
    """Whether the terms can only be pending all at once: they read the same names and divide the same way."""
    weak = [frozenset(_weak_points(term)) for term in terms]
    return all(points == weak[0] for points in weak) and not any(
        isinstance(point, (Cases, Logic)) for point in weak[0]
    )


def _weak_points(node: Node) -> Iterator[Node]:
    """Sub-trees that can be pending by themselves, and those that choose what they look at."""
    if isinstance(node, (Name, Cases, Logic)) or (isinstance(node, Arithmetic) and node.op == "/"):
        yield node
    for child in children(node):
        yield from _weak_points(child)


def _cased(node: Node) -> bool:
    """Whether a text has letters whose case ``=`` would ignore in a spreadsheet."""
    return (
        isinstance(node, Const) and isinstance(node.value, str) and node.value.lower() != node.value.upper()
    )


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

"""A tiny spreadsheet: evaluates the formulas our Excel walk prints, on exact fractions.

Written apart from ``evaluate`` on purpose: it parses the printed text and knows nothing of our trees.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TypeAlias

Cell: TypeAlias = Fraction | bool | str | date
Cells: TypeAlias = Callable[[str], Cell]
Thunk: TypeAlias = Callable[[], Cell]

_TOKEN = re.compile(r'\s*(\d+(?:\.\d+)?|"(?:[^"]|"")*"|\[[^\]]+\]|[A-Z]+|<=|>=|<>|[-+*/(),=<>])')


class SheetError(Exception):
    """``#N/A`` or ``#DIV/0!``: the cell shows 待补充."""


def recalculate(formula: str, cells: Cells) -> Fraction | None:
    """The number a formula shows, None when it is an error."""
    try:
        value = _Reader(formula, cells).whole()()
    except SheetError:
        return None
    assert isinstance(value, Fraction), f"{formula} gives {value!r}"
    return value


class _Reader:
    """Recursive descent into thunks, so that IF only looks at the branch it takes."""

    def __init__(self, formula: str, cells: Cells) -> None:
        self.tokens = _TOKEN.findall(formula)
        assert "".join(self.tokens) == formula.replace(" ", ""), f"unreadable formula {formula}"
        self.place = 0
        self.cells = cells

    def whole(self) -> Thunk:
        result = self.comparison()
        assert self.place == len(self.tokens), f"left over: {self.tokens[self.place :]}"
        return result

    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def comparison(self) -> Thunk:
        left = self.level({"+": operator.add, "-": operator.sub}, self.product)
        if self.next() in _COMPARE:
            compare, right = (
                _COMPARE[self.take()],
                self.level({"+": operator.add, "-": operator.sub}, self.product),
            )
            return lambda: compare(left(), right())
        return left

    def product(self) -> Thunk:
        return self.level({"*": operator.mul, "/": _divide}, self.atom)

    def level(self, signs: dict[str, Callable[..., Cell]], below: Callable[[], Thunk]) -> Thunk:
        left = below()
        while self.next() in signs:
            left = _applied(signs[self.take()], left, below())
        return left

    def atom(self) -> Thunk:
        word = self.take()
        if word == "-":
            inner = self.atom()
            return lambda: -_number(inner())
        if word == "(":
            inner = self.comparison()
            assert self.take() == ")"
            return inner
        if word[0] == "[":
            return lambda: self.cells(word[1:-1])
        if word[0] == '"':
            return lambda: word[1:-1].replace('""', '"')
        if word.isalpha():
            return self.function(word)
        return lambda: Fraction(word)

    def function(self, name: str) -> Thunk:
        if self.next() != "(":
            return lambda: {"TRUE": True, "FALSE": False}[name]
        self.take()
        args: list[Thunk] = []
        while self.next() != ")":
            args.append(self.comparison())
            if self.next() == ",":
                self.take()
        self.take()
        return _FUNCTIONS[name](args)


def _number(cell: Cell) -> Fraction:
    assert isinstance(cell, Fraction), f"a number is needed, not {cell!r}"
    return cell


def _applied(action: Callable[..., Cell], left: Thunk, right: Thunk) -> Thunk:
    return lambda: action(_number(left()), _number(right()))


def _divide(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise SheetError
    return left / right


_COMPARE: dict[str, Callable[..., bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _if(args: list[Thunk]) -> Thunk:
    return lambda: args[1]() if args[0]() else args[2]()


def _iferror(args: list[Thunk]) -> Thunk:
    def result() -> Cell:
        try:
            return args[0]()
        except SheetError:
            return args[1]()

    return result


def _na(_: list[Thunk]) -> Thunk:
    def result() -> Cell:
        raise SheetError

    return result


def _eager(action: Callable[..., Cell]) -> Callable[[list[Thunk]], Thunk]:
    return lambda args: lambda: action(*[arg() for arg in args])


def _rounded(value: Fraction, places: Fraction) -> Fraction:
    """Half away from zero, as Excel rounds."""
    scale = 10 ** int(places)
    whole = math.floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(whole, scale) * (-1 if value < 0 else 1)


def _cut(value: Fraction, places: Fraction) -> Fraction:
    scale = 10 ** int(places)
    return Fraction(math.trunc(value * scale), scale)


_FUNCTIONS: dict[str, Callable[[list[Thunk]], Thunk]] = {
    "IF": _if,
    "IFERROR": _iferror,
    "NA": _na,
    "AND": _eager(lambda *terms: all(terms)),
    "OR": _eager(lambda *terms: any(terms)),
    "NOT": _eager(lambda term: not term),
    "EXACT": _eager(operator.eq),
    "MIN": _eager(lambda *numbers: min(numbers)),
    "MAX": _eager(lambda *numbers: max(numbers)),
    "SUM": _eager(lambda *numbers: sum(numbers, Fraction(0))),
    "AVERAGE": _eager(lambda *numbers: sum(numbers, Fraction(0)) / len(numbers)),
    "INT": _eager(lambda number: Fraction(math.floor(number))),
    "ROUND": _eager(_rounded),
    "TRUNC": _eager(_cut),
    "DATE": _eager(lambda year, month, day: date(int(year), int(month), int(day))),
}

"""Units in formulas: refused when they do not fit, converted exactly when they differ only in size.

Values travel in the unit their input declares (万元 stays 万元); ratios travel as 0.9885. Where a formula
mixes 元 and 万元 the right side is scaled to the left one's unit, so the Excel formula does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from ziping.domain.expression.formula import FormulaError
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
)
from ziping.domain.quantity import Unit, unit_of

Sort: TypeAlias = Literal["number", "truth", "text", "date"]

_FREE = {"number", "ratio", "multiple"}
"""Dimensions without a physical unit; they compare and add with each other."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A tree with the sort of its value and, for numbers, its unit (None: unknown or compound)."""

    node: Node
    sort: Sort
    unit: Unit | None = None
    literal: bool = False


def unify(node: Node, type_of: Callable[[str], Typed]) -> Typed:
    """The tree with unit conversions inserted.

    Args:
        node: a tree whose names are all known.
        type_of: the ``Typed`` of a name (node is the name itself).

    Raises:
        FormulaError: 万元 is compared with 人, a text is added to a number, and the like.
    """
    match node:
        case Const():
            return _constant(node)
        case Name(name):
            return type_of(name)
        case Arithmetic(op, left, right):
            return _arithmetic(op, unify(left, type_of), unify(right, type_of))
        case Compare(op, left, right):
            a, b = _same(unify(left, type_of), unify(right, type_of), "比较")
            return Typed(Compare(op, a.node, b.node), "truth")
        case Logic(op, terms):
            return Typed(Logic(op, tuple(_truth(unify(term, type_of)).node for term in terms)), "truth")
        case Not(term):
            return Typed(Not(_truth(unify(term, type_of)).node), "truth")
        case Call(name, args):
            return _call(name, [unify(arg, type_of) for arg in args])
        case Cases():
            return _cases(node, type_of)
        case Round(term, places, mode):
            inner = _number(unify(term, type_of))
            return Typed(Round(inner.node, places, mode), "number", inner.unit)


def in_unit(typed: Typed, unit: Unit) -> Node:
    """The tree scaled to ``unit``; a value without a physical unit is taken as it is.

    Raises:
        FormulaError: the dimensions differ.
    """
    return _scaled(_number(typed), unit).node


def _constant(node: Const) -> Typed:
    if isinstance(node.value, bool):
        return Typed(node, "truth")
    if isinstance(node.value, Fraction):
        bare = not node.unit
        return Typed(node, "number", unit_of(node.unit), literal=bare)
    return Typed(node, "date" if isinstance(node.value, date) else "text")


def _number(typed: Typed) -> Typed:
    if typed.sort != "number":
        raise FormulaError("这里要的是数字")
    return typed


def _truth(typed: Typed) -> Typed:
    if typed.sort != "truth":
        raise FormulaError("这里要的是条件（能判断对错的比较），不是数字或文字")
    return typed


def _arithmetic(op: Literal["+", "-", "*", "/"], left: Typed, right: Typed) -> Typed:
    _number(left)
    _number(right)
    if op in {"+", "-"}:
        left, right = _same(left, right, "加减")
        unit = right.unit if left.literal else left.unit
        return Typed(Arithmetic(op, left.node, right.node), "number", unit)
    if op == "/" and _physical(left) and _physical(right) and _dimension(left) == _dimension(right):
        left, right = _same(left, right, "相除")
        return Typed(Arithmetic("/", left.node, right.node), "number", unit_of("%"))
    return Typed(Arithmetic(op, left.node, right.node), "number", _product_unit(op, left, right))


def _product_unit(op: str, left: Typed, right: Typed) -> Unit | None:
    if not _physical(right) and right.unit is not None:
        return left.unit
    if op == "*" and not _physical(left) and left.unit is not None:
        return right.unit
    return None


def _physical(typed: Typed) -> bool:
    return typed.unit is not None and typed.unit.dimension not in _FREE


def _dimension(typed: Typed) -> str | None:
    if typed.unit is None:
        return None
    return "free" if typed.unit.dimension in _FREE else typed.unit.dimension


def _same(left: Typed, right: Typed, action: str) -> tuple[Typed, Typed]:
    """Both sides in one unit; a bare literal takes the other side's unit."""
    if left.sort != right.sort:
        raise FormulaError(f"不能把数字和文字、日期放在一起{action}")
    if left.sort != "number" or left.literal or right.literal or left.unit is None or right.unit is None:
        return left, right
    if _dimension(left) != _dimension(right):
        raise FormulaError(
            f"单位不同不能{action}：{left.unit.symbol or '无单位'} 和 {right.unit.symbol or '无单位'}"
        )
    return left, _scaled(right, left.unit)


def _scaled(typed: Typed, unit: Unit) -> Typed:
    if not _physical(typed) or unit.dimension in _FREE or typed.unit is None or typed.literal:
        return typed
    if typed.unit.dimension != unit.dimension:
        raise FormulaError(f"单位不同不能换算：{typed.unit.symbol} 和 {unit.symbol}")
    ratio = Fraction(typed.unit.factor) / Fraction(unit.factor)
    if ratio == 1:
        return Typed(typed.node, "number", unit)
    if isinstance(typed.node, Const) and isinstance(typed.node.value, Fraction):
        return Typed(Const(typed.node.value * ratio, unit.symbol), "number", unit)
    larger = ratio > 1
    scale = Const(ratio if larger else 1 / ratio)
    return Typed(Arithmetic("*" if larger else "/", typed.node, scale), "number", unit)


def _call(name: Literal["min", "max", "sum", "mean", "floor", "ceil"], args: list[Typed]) -> Typed:
    head = next((arg for arg in args if not arg.literal), args[0])
    aligned = [_same(head, _number(arg), "放进同一个函数")[1] for arg in args]
    return Typed(Call(name, tuple(arg.node for arg in aligned)), "number", head.unit)


def _cases(node: Cases, type_of: Callable[[str], Typed]) -> Typed:
    rows = [(_truth(unify(case.condition, type_of)), unify(case.result, type_of)) for case in node.cases]
    last = None if node.otherwise is None else unify(node.otherwise, type_of)
    results = [result for _, result in rows] + ([last] if last else [])
    if not results:
        return Typed(node, "number", literal=True)
    tree = Cases(
        tuple(Case(condition.node, result.node) for condition, result in rows), last.node if last else None
    )
    return Typed(tree, results[0].sort, results[0].unit, literal=all(result.literal for result in results))

"""Second walk: the tree as a Chinese working with the numbers in it: ``5.05 ÷ 5.20 × 1``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ziping.domain.expression.evaluate import Environment, Pending, evaluate
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
from ziping.domain.quantity import decimal_of, format_quantity, plain, quantize

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_COMPARES = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class NameView:
    """How a name is shown to people.

    Attributes:
        label: Chinese label; empty for an answer that speaks for itself (达到).
        printed: the value as printed, with its unit; ``待补充`` when missing.
        digits: the value without its unit, for arithmetic.
        tree: the formula of a rate, shown in its place; None shows the digits.
    """

    label: str
    printed: str
    digits: str
    tree: Node | None = None


def working(node: Node, view: Callable[[str], NameView], names: Environment) -> str:
    """The working of ``node``; what is capped, vetoed or not covered is said in words.

    A rate is opened once (``5.05 ÷ 5.20``); figures inside it show their values.
    """
    writer = _Writer(view, names)
    if isinstance(node, Round):
        node = node.term
    if isinstance(node, Call) and node.name in {"min", "max"} and writer.binds(node):
        first, limit = node.args
        told = (
            f"以上限 {writer.text(limit)} 计" if node.name == "min" else f"扣完为止，得 {writer.text(limit)}"
        )
        return f"{writer.text(first)} = {short(writer.value(first))}，{told}"
    return writer.text(node)


class _Writer:
    def __init__(self, view: Callable[[str], NameView], names: Environment) -> None:
        self.view = view
        self.names = names
        self.inside_rate = False

    def value(self, node: Node) -> Value:
        """The value of a node that is known not to be pending."""
        outcome = evaluate(node, self.names)
        return "" if isinstance(outcome, Pending) else outcome

    def text(self, node: Node, outer: int = 0) -> str:
        match node:
            case Const():
                return literal(node)
            case Name(name):
                return self.name(name, outer)
            case Arithmetic(op, left, right):
                level = _PRECEDENCE[op]
                right_level = level + 1 if op in {"-", "/"} else level
                body = f"{self.text(left, level)} {_SIGNS[op]} {self.text(right, right_level)}"
                return f"({body})" if level < outer else body
            case Compare():
                return self.compare(node)
            case Logic():
                return self.logic(node)
            case Not(term):
                return f"不满足“{self.text(term)}”"
            case Call():
                return self.call(node, outer)
            case Cases():
                return self.cases(node)
            case Round(term):
                return self.text(term, outer)

    def name(self, name: str, outer: int) -> str:
        view = self.view(name)
        if view.tree is None or self.inside_rate:
            return view.digits
        self.inside_rate = True
        text = self.text(view.tree, outer)
        self.inside_rate = False
        return text

    def compare(self, node: Compare) -> str:
        """``控制率72.73% ≤ 100%``; a chosen answer is shown as it is (``达到``)."""
        if node.op == "=" and isinstance(node.right, Const) and isinstance(node.right.value, str):
            return self.labelled(node.left)
        return f"{self.labelled(node.left)} {_COMPARES[node.op]} {self.labelled(node.right)}"

    def logic(self, node: Logic) -> str:
        """Terms joined by 且 / 或; two bounds of one value become ``80 ≤ 满意度85.29分 < 90``."""
        match node.terms:
            case (Compare(">=" | ">" as low, value, bottom), Compare("<=" | "<" as high, other, top)) if (
                node.op == "and" and value == other
            ):
                signs = _COMPARES["<=" if low == ">=" else "<"], _COMPARES[high]
                return f"{self.text(bottom)} {signs[0]} {self.labelled(value)} {signs[1]} {self.text(top)}"
            case _:
                return (" 且 " if node.op == "and" else " 或 ").join(self.text(term) for term in node.terms)

    def labelled(self, node: Node) -> str:
        """A side of a comparison: a name with its label and value, anything else as it is."""
        if isinstance(node, Name):
            view = self.view(node.id)
            return f"{view.label}{view.printed}"
        return self.text(node)

    def call(self, node: Call, outer: int) -> str:
        if node.name in {"min", "max"} and len(node.args) == 2:
            return self.limited(node, outer)
        args = "，".join(self.text(arg) for arg in node.args)
        if node.name == "mean":
            return f"平均({args})"
        if node.name == "sum":
            body = " + ".join(self.text(arg, 1) for arg in node.args)
            return f"({body})" if outer > 1 else body
        return f"{ {'floor': '取整', 'ceil': '进一', 'min': '取小', 'max': '取大'}[node.name] }({args})"

    def binds(self, node: Call) -> bool:
        """Whether a two-sided min / max gives its limit and not its first argument."""
        if len(node.args) != 2:
            return False
        first, limit = evaluate(node.args[0], self.names), evaluate(node.args[1], self.names)
        if not isinstance(first, Fraction) or not isinstance(limit, Fraction):
            return False
        return first > limit if node.name == "min" else first < limit

    def limited(self, node: Call, outer: int) -> str:
        """A cap or a floor: shown only where it binds."""
        first, limit = node.args
        if not self.binds(node):
            return self.text(first, outer)
        word = "以上限计" if node.name == "min" else "扣完为止"
        return f"{self.text(limit, outer)}（{self.text(first)} = {short(self.value(first))}，{word}）"

    def cases(self, node: Cases) -> str:
        for case in node.cases:
            holds = evaluate(case.condition, self.names)
            if isinstance(holds, Pending):
                return self.text(case.condition)
            if holds:
                return f"{self.text(case.condition)}，得 {self.text(case.result)}"
        if node.otherwise is None:
            return "评分标准未写明这一档"
        return self.text(node.otherwise)


def literal(node: Const) -> str:
    """A literal of the clause as people write it (ratios with ``%`` again)."""
    if isinstance(node.value, Fraction) and not isinstance(node.value, bool):
        if node.unit in {"%", "‰"}:
            shown = decimal_of(node.value * (100 if node.unit == "%" else 1000))
            return f"{plain(shown)}{node.unit}"
        return short(node.value) + node.unit
    return value_text(node.value)


def value_text(value: Value) -> str:
    """A value as people write it: 是/否, 2023年6月1日, digits with at most four places."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return short(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return value


def short(value: Value) -> str:
    """A number for a working: exact when short, else rounded half up to four places."""
    if not isinstance(value, Fraction) or isinstance(value, bool):
        return value_text(value)
    exact = decimal_of(value)
    if Fraction(exact) == value and len(plain(exact)) <= 14:
        return format_quantity(exact, "")
    return format_quantity(quantize(value, 4), "")

"""The formula language of rubric files, read into an expression tree.

``+ - * /``, ``min max sum mean``, ``= != < <= > >=``, ``and or not``, parentheses, names, numbers with the
clause's unit (``95%``, ``10 万元``), quoted choices (``'达成'``) and dates (``2023-12-21``). Nothing is ever
executed: a small lexer marks the literals, the standard library's ``ast`` parses, an allow-list translates.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ziping.domain.expression.nodes import (
    Arithmetic,
    Call,
    Compare,
    CompareOp,
    Const,
    FunctionName,
    Logic,
    Name,
    Node,
    Not,
)
from ziping.domain.quantity import KNOWN_UNITS

MAX_LENGTH = 600
"""Characters a formula may have."""

MAX_NODES = 200
"""Nodes a formula's tree may have; deeper nesting than this cannot occur below the length limit."""

FUNCTIONS: tuple[FunctionName, ...] = ("min", "max", "sum", "mean", "floor", "ceil")

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<date>\d{4}-\d{2}-\d{2})
      | (?P<thousands>\d{1,3}(?:,\d{3})+(?!\d))
      | (?P<number>\d+(?:\.\d+)?)(?P<unit>\s*[%‰]|\s*[一-鿿]+)?
      | (?P<name>[A-Za-z_][A-Za-z0-9_.]*)
      | (?P<text>'[^'\\\n]*'|"[^"\\\n]*")
      | (?P<op><=|>=|!=|==|[-+*/()<>=,])
    """,
    re.VERBOSE,
)


class FormulaError(ValueError):
    """A formula is not arithmetic; the message is Chinese and quotes the offending part."""


class _Literal(NamedTuple):
    """A literal with its text."""

    node: Const
    surface: str


@lru_cache(maxsize=8192)
def parse_formula(text: str) -> Node:
    """The expression tree of a formula, names not yet resolved.

    Raises:
        FormulaError: too long, an unknown sign, or anything that is not arithmetic.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"公式太长（{len(text)}字），最多{MAX_LENGTH}字")
    literals: list[_Literal] = []
    source = _to_python(text, literals)
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"公式 {text!r} 写法不对，看不懂") from error
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES * 2:
        raise FormulaError(f"公式 {text!r} 太复杂，请拆成几个 metrics")
    return _Translator(text, literals).node(tree.body)


_INSTEAD = {
    "％": "%",
    "÷": "/",
    "×": "*",
    "（": "(",
    "）": ")",
    "≥": ">=",
    "≤": "<=",
    "＋": "+",
    "，": ",",
    "。": ".",
}


def _advice(character: str) -> str:
    """What to type instead of a character that is no part of a formula."""
    if character in _INSTEAD:
        return f"，请改成 {_INSTEAD[character]}"
    return "，公式里写数据项的 id（英文），不写中文名称" if "\u4e00" <= character <= "\u9fff" else ""


def _to_python(text: str, literals: list[_Literal]) -> str:
    """Python source in which literal i stands as ``_i`` and ``=`` as ``==``."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaError(f"公式 {text!r} 里不认识的符号 {text[position]!r}{_advice(text[position])}")
        position = match.end()
        parts.append(_token(match, literals))
    return "".join(parts).strip()


def _token(match: re.Match[str], literals: list[_Literal]) -> str:
    kind = match.lastgroup if match.lastgroup != "unit" else "number"
    word = match.group()
    if kind == "space":
        return " "
    if kind == "op":
        return "==" if word == "=" else word
    if kind == "name":
        if word.startswith("_"):
            raise FormulaError(f"名称不能以下划线开头：{word!r}")
        return word
    if kind == "thousands":  # min(1,200) and 1,200 look alike: neither reading is guessed
        raise FormulaError(f"数字 {word!r} 不要写千分位逗号；函数的两个参数之间，请在逗号后空一格")
    literals.append(_Literal(_literal(kind or "", match), word.strip()))
    return f" _{len(literals) - 1} "


def _literal(kind: str, match: re.Match[str]) -> Const:
    if kind == "date":
        try:
            return Const(date.fromisoformat(match.group()))
        except ValueError as error:
            raise FormulaError(f"没有这一天：{match.group()!r}") from error
    if kind == "text":
        return Const(match.group()[1:-1])
    unit = (match.group("unit") or "").strip()
    if unit and unit not in KNOWN_UNITS and len(unit) > 4:
        raise FormulaError(f"数字后面不认识的单位 {unit!r}")
    value = Fraction(Decimal(match.group("number")))
    return Const(value * Fraction(KNOWN_UNITS[unit].factor) if unit in {"%", "‰"} else value, unit)


_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE: dict[type[ast.cmpop], CompareOp] = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class _Translator:
    """From Python's syntax tree to ours; everything not listed is refused."""

    def __init__(self, text: str, literals: list[_Literal]) -> None:
        self.text = text
        self.literals = literals

    def refuse(self, what: str) -> FormulaError:
        return FormulaError(
            f"公式 {self.text!r} 里不能用{what}，只能用加减乘除、比较、and/or/not 和 {'、'.join(FUNCTIONS)}"
        )

    def node(self, item: ast.expr) -> Node:
        match item:
            case ast.Name(id=name):
                return self.name(name)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(op)], self.node(left), self.node(right))  # type: ignore[arg-type]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.negative(self.node(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.node(operand))
            case ast.BoolOp(op=op, values=values):
                return Logic("and" if isinstance(op, ast.And) else "or", tuple(self.node(v) for v in values))
            case ast.Compare():
                return self.comparison(item)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS and args:
                return Call(name, tuple(self.node(arg) for arg in args))
            case ast.Attribute():
                return self.name(ast.unparse(item))
            case _:
                raise self.refuse(f" {self.written(item)!r} 这样的写法")

    def written(self, item: ast.expr) -> str:
        """A part of the formula as its author wrote it, literals put back."""
        return re.sub(r"\b_(\d+)\b", lambda match: self.literals[int(match[1])].surface, ast.unparse(item))

    def name(self, name: str) -> Node:
        if name.startswith("_"):
            return self.literals[int(name[1:])].node
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*", name):
            raise self.refuse(f"名称 {name!r}")
        return Name(name)

    def negative(self, node: Node) -> Node:
        if isinstance(node, Const) and isinstance(node.value, Fraction):
            return Const(-node.value, node.unit)
        return Arithmetic("-", Const(Fraction(0)), node)

    def comparison(self, item: ast.Compare) -> Node:
        terms: list[Node] = []
        left = self.node(item.left)
        for op, right_item in zip(item.ops, item.comparators, strict=True):
            if type(op) not in _COMPARE:
                raise self.refuse(" in / is")
            right = self.node(right_item)
            terms.append(Compare(_COMPARE[type(op)], left, right))
            left = right
        return terms[0] if len(terms) == 1 else Logic("and", tuple(terms))

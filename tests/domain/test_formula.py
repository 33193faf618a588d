"""The formula language: what it reads, and that everything else is refused in Chinese."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ziping.domain.expression.formula import MAX_LENGTH, FormulaError, parse_formula
from ziping.domain.expression.nodes import (
    Arithmetic,
    Call,
    Compare,
    Const,
    Logic,
    Name,
    Node,
    Not,
    names_in,
    number,
)

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
        ("(a + b) * c", Arithmetic("*", Arithmetic("+", A, B), C)),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("a / b / c", Arithmetic("/", Arithmetic("/", A, B), C)),
        ("-5", number(-5)),
        ("-a", Arithmetic("-", number(0), A)),
        ("95%", Const(Fraction(95, 100), "%")),
        ("5 ‰", Const(Fraction(5, 1000), "‰")),
        ("10 万元", Const(Fraction(10), "万元")),
        ("10万元", Const(Fraction(10), "万元")),
        ("0.05", number("0.05")),
        ("a = b", Compare("=", A, B)),
        ("a == b", Compare("=", A, B)),
        ("a != b", Compare("!=", A, B)),
        ("a >= 90%", Compare(">=", A, Const(Fraction(9, 10), "%"))),
        (
            "0 < a <= 10",
            Logic("and", (Compare("<", number(0), A), Compare("<=", A, number(10)))),
        ),
        ("not a", Not(A)),
        ("a and b and c", Logic("and", (A, B, C))),
        ("a or b and c", Logic("or", (A, Logic("and", (B, C))))),
        ("min(a, 1)", Call("min", (A, number(1)))),
        ("mean(a, b, c)", Call("mean", (A, B, C))),
        ("max(1, 2)", Call("max", (number(1), number(2)))),
        ("min(1,2)", Call("min", (number(1), number(2)))),
        ("a = '达成'", Compare("=", A, Const("达成"))),
        ('a = "达成"', Compare("=", A, Const("达成"))),
        ("a <= 2023-12-21", Compare("<=", A, Const(date(2023, 12, 21)))),
        (" a\n + b ", Arithmetic("+", A, B)),
    ],
)
def test_a_formula_reads_as_its_tree(text: str, tree: Node) -> None:
    """Precedence, literals with units, choices and dates."""
    assert parse_formula(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a +",
        "a b",
        "a.b()",
        "a()",
        "a[0]",
        "a ** b",
        "a // b",
        "a % b",
        "a @ b",
        "a & b",
        "~a",
        "+a",
        "a if b else c",
        "lambda: a",
        "lambda",
        "a := 1",
        "[a, b]",
        "{a}",
        "(a, b)",
        "a, b",
        "min()",
        "min(*a)",
        "min(a for a in b)",
        "(a for a in b)",
        "abs(a)",
        "min(a)(b)",
        "a in b",
        "a is b",
        "True",
        "None",
        "__import__('os')",
        "_0",
        "_private",
        "a.1",
        "A",
        "甲",
        "f'a'",
        "'it''s'",
        "'a\\n'",
        "'unclosed",
        "`a`",
        "$a",
        "1.",
        ".5",
        "1..2",
        "1e5",
        "0x1F",
        "1_000",
        "1,000",
        "min(1,200)",
        "a + 1,000",
        "2023-02-30",
        "2023-13-01",
        "5 非常非常长的单位",
        "await a",
        "yield",
        "a; b",
        "a # b",
        "\x00",
        "９９％x",
        "(" * 250 + "a" + ")" * 250,
        "-" * 450 + "1",
        "not " * 140 + "a +",
        "a" * (MAX_LENGTH + 1),
    ],
)
def test_anything_that_is_not_arithmetic_is_refused(text: str) -> None:
    """Attribute calls, lambdas, powers, comprehensions, tricks: a Chinese sentence, nothing executed."""
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)

    assert re.search("[一-鿿]", str(caught.value))


def test_the_offending_part_is_quoted_as_written() -> None:
    """Literals appear in messages as the author wrote them."""
    with pytest.raises(FormulaError, match=r"'a \*\* 95%'"):
        parse_formula("a ** 95%")


GRAMMAR = st.text(
    alphabet="ab_.,()[]{}'\"+-*/%<>=!0123456789 万元分and or not min max lambda:@\n", max_size=60
)


@given(st.one_of(st.text(max_size=80), GRAMMAR))
@example("0or 1")
@example("1if 1else 1")
@example("'a' is 'b'")
@example("1 is 1")
@example("(" * 99)
def test_any_text_gives_a_tree_or_a_formula_error(text: str) -> None:
    """Random text is read or refused; no other exception, no warning."""
    assert read_or_refused(text)


def read_or_refused(text: str) -> bool:
    try:
        return isinstance(names_in(parse_formula(text)), tuple)
    except FormulaError as error:
        return bool(re.search("[一-鿿]", str(error)))


def test_names_are_listed_once_in_reading_order() -> None:
    """``names_in`` tells what a formula needs."""
    assert names_in(parse_formula("b / (a + b) * min(c, a)")) == ("b", "a", "c")

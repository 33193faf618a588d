"""One tree, three walks: the value, the spreadsheet formula and the working tell the same story."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.spreadsheet import Cell, SheetError, recalculate
from ziping.domain.expression.evaluate import Outcome, Pending, evaluate
from ziping.domain.expression.excel import excel_formula
from ziping.domain.expression.formula import parse_formula
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
    number,
)
from ziping.domain.expression.working import NameView, working
from ziping.domain.quantity import RoundingMode

NAMES = ("a", "b", "c", "gone")
COMPARES = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
NUMBERS = st.builds(
    Fraction, st.integers(min_value=-400, max_value=400), st.sampled_from([1, 2, 4, 5, 8, 20])
)
"""Finite decimals, as figures and literals of a clause are; quotients of them need not be."""

LEAVES = st.one_of(NUMBERS.map(number), st.sampled_from(NAMES).map(Name))
KINDS = ("leaf", "arithmetic", "pair", "many", "step", "cases", "round")


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Node:
    """A random tree that yields a number."""
    kind = draw(st.sampled_from(KINDS)) if depth else "leaf"
    inner = trees(depth - 1)
    match kind:
        case "arithmetic":
            return Arithmetic(draw(st.sampled_from(["+", "-", "*", "/"])), draw(inner), draw(inner))
        case "pair":
            return Call(draw(st.sampled_from(["min", "max"])), (draw(inner), draw(inner)))
        case "many":
            return Call(draw(st.sampled_from(["sum", "mean"])), (draw(inner), draw(inner), draw(inner)))
        case "step":
            return Call(draw(st.sampled_from(["floor", "ceil"])), (draw(inner),))
        case "cases":
            rows = [
                Case(draw(truths(depth - 1)), draw(inner))
                for _ in range(draw(st.integers(min_value=1, max_value=2)))
            ]
            return Cases(tuple(rows), draw(st.none() | inner))
        case "round":
            return Round(
                draw(inner), draw(st.integers(min_value=0, max_value=3)), draw(st.sampled_from(RoundingMode))
            )
        case _:
            return draw(LEAVES)


@st.composite
def truths(draw: st.DrawFn, depth: int) -> Node:
    """A random tree that yields a truth value."""
    kind = draw(st.sampled_from(["compare", "not", "and", "or"])) if depth else "compare"
    if kind == "compare":
        return Compare(draw(COMPARES), draw(trees(depth)), draw(trees(depth)))
    if kind == "not":
        return Not(draw(truths(depth - 1)))
    terms = [draw(truths(depth - 1)) for _ in range(draw(st.integers(min_value=2, max_value=3)))]
    return Logic(kind, tuple(terms))  # type: ignore[arg-type]


TREES = trees()
VALUES = st.fixed_dictionaries(dict.fromkeys(("a", "b", "c"), NUMBERS))


def environment(values: dict[str, Fraction]) -> Callable[[str], Outcome]:
    return lambda name: values.get(name, Pending((("missing", name),)))


def cells(values: dict[str, Fraction]) -> Callable[[str], Cell]:
    def cell(name: str) -> Cell:
        if name not in values:
            raise SheetError
        return values[name]

    return cell


def known(outcome: Outcome) -> Outcome | None:
    return None if isinstance(outcome, Pending) else outcome


@given(TREES, VALUES)
def test_the_spreadsheet_gives_our_value(tree: Node, values: dict[str, Fraction]) -> None:
    """Recalculating the printed formula gives what ``evaluate`` gives; pending is an error there."""
    formula = excel_formula(tree, "[{}]".format)

    assert known(evaluate(tree, environment(values))) == recalculate(formula, cells(values))


@given(TREES, VALUES)
def test_a_working_can_always_be_written(tree: Node, values: dict[str, Fraction]) -> None:
    """Known or pending, the working is a text and shows no id."""

    def view(name: str) -> NameView:
        return NameView(name.upper(), str(values.get(name, "待补充")), str(values.get(name, "待补充")))

    text = working(tree, view, environment(values))

    assert text
    assert "gone" not in text


@given(TREES, VALUES)
def test_a_tree_without_missing_names_is_pending_only_for_a_reason(
    tree: Node, values: dict[str, Fraction]
) -> None:
    """With every name known, what stays pending names a division by zero or an uncovered case."""
    outcome = evaluate(tree, environment({**values, "gone": Fraction(1)}))

    assert reasons(outcome) <= {"division_by_zero", "not_covered"}


def reasons(outcome: Outcome) -> set[str]:
    return {kind for kind, _ in outcome.reasons} if isinstance(outcome, Pending) else set()


# ---- three-valued logic, by hand

T, F, U = (
    Compare("=", number(1), number(1)),
    Compare("=", number(1), number(2)),
    Compare("=", Name("gone"), number(1)),
)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Logic("and", (F, U)), False),
        (Logic("and", (U, F)), False),
        (Logic("and", (T, U)), None),
        (Logic("or", (T, U)), True),
        (Logic("or", (U, T)), True),
        (Logic("or", (F, U)), None),
        (Not(U), None),
        (Not(F), True),
        (Logic("and", (T, T)), True),
        (Logic("or", (F, F)), False),
    ],
)
def test_a_decided_term_decides(tree: Node, expected: bool | None) -> None:
    """A known false settles an ``and``, a known true an ``or``; otherwise unknown stays unknown."""
    assert known(evaluate(tree, environment({}))) is expected


def test_every_reason_is_kept_once() -> None:
    """All missing names are told, each once."""
    outcome = evaluate(parse_formula("x / y + x * z"), environment({}))

    assert outcome == Pending((("missing", "x"), ("missing", "y"), ("missing", "z")))


def test_an_untaken_case_is_not_looked_at() -> None:
    """Cases stop at the first that holds: what lies behind may be missing."""
    tree = Cases((Case(T, number(3)), Case(U, Name("gone"))), Name("gone"))

    assert evaluate(tree, environment({})) == 3


def test_an_unknown_condition_is_not_skipped() -> None:
    """A case that cannot be decided makes the whole pending, even if a later one holds."""
    tree = Cases((Case(U, number(3)), Case(T, number(1))), number(0))

    assert evaluate(tree, environment({})) == Pending((("missing", "gone"),))


def test_a_rule_that_does_not_say_is_pending() -> None:
    """``otherwise=None`` is not zero."""
    assert evaluate(Cases((Case(F, number(3)),), None), environment({})) == Pending((("not_covered", ""),))


# ---- workings, by hand

SHOWN = {
    "actual": NameView("实际采购", "5.05万元", "5.05"),
    "plan": NameView("计划", "5.20万元", "5.20"),
    "rate": NameView("执行率", "97.12%", "97.12%", parse_formula("actual / plan")),
}
FIGURES = {"actual": Fraction("5.05"), "plan": Fraction("5.2"), "rate": Fraction("5.05") / Fraction("5.2")}


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (parse_formula("rate * 1"), "5.05 ÷ 5.20 × 1"),
        (parse_formula("min(rate, 100%) * 2"), "5.05 ÷ 5.20 × 2"),
        (parse_formula("min(rate * 2, 1)"), "5.05 ÷ 5.20 × 2 = 1.9423，以上限 1 计"),
        (parse_formula("max(1 - plan * 2, 0)"), "1 − 5.20 × 2 = -9.4，扣完为止，得 0"),
        (parse_formula("1 + max(1 - plan, 0)"), "1 + 0（1 − 5.20 = -4.2，扣完为止）"),
        (parse_formula("min(actual, 1, 2) * 2"), "取小(5.05，1，2) × 2"),
        (parse_formula("min(actual, 1, 2)"), "取小(5.05，1，2)"),
        (parse_formula("(actual + plan) / 2"), "(5.05 + 5.20) ÷ 2"),
        (parse_formula("actual - (plan - 1)"), "5.05 − (5.20 − 1)"),
        (parse_formula("rate >= 95%"), "执行率97.12% ≥ 95%"),
        (parse_formula("rate >= 80% and rate < 90%"), "80% ≤ 执行率97.12% < 90%"),
        (Cases((Case(parse_formula("rate >= 95%"), number(3)),), number(0)), "执行率97.12% ≥ 95%，得 3"),
        (Round(parse_formula("actual / plan"), 2), "5.05 ÷ 5.20"),
    ],
)
def test_a_working_reads_like_a_clerks(tree: Node, text: str) -> None:
    """Numbers in place of names, ÷ and ×, caps and floors said in words."""
    assert working(tree, SHOWN.__getitem__, FIGURES.__getitem__) == text


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (parse_formula("a - (b - c)"), "[a]-([b]-[c])"),
        (parse_formula("a / (b * c)"), "[a]/([b]*[c])"),
        (parse_formula("(a + b) * 25%"), "([a]+[b])*0.25"),
        (parse_formula("a * -1"), "[a]*(-1)"),
        (Arithmetic("*", Name("a"), Const(Fraction(1, 3))), "[a]*(1/3)"),
        (Const('说"好"'), '"说""好"""'),
        (Const(True), "TRUE"),
        (parse_formula("2023-12-21"), "DATE(2023,12,21)"),
    ],
)
def test_a_spreadsheet_formula_keeps_the_grouping(tree: Node, text: str) -> None:
    """Parentheses where precedence needs them; texts quoted, never interpreted."""
    assert excel_formula(tree, "[{}]".format) == text

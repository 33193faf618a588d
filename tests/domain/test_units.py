"""Units in formulas: scaled exactly where only the size differs, refused where the dimension differs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from ziping.domain.expression.evaluate import evaluate
from ziping.domain.expression.formula import FormulaError, parse_formula
from ziping.domain.expression.nodes import Name
from ziping.domain.expression.units import Sort, Typed, in_unit, unify
from ziping.domain.quantity import unit_of

NUMBERS = {
    "yuan": ("元", "30000"),
    "wan": ("万元", "2"),
    "yi": ("亿元", "0.01"),
    "people": ("人", "8"),
    "staff": ("名", "11"),
    "visits": ("人次", "30"),
    "rate": ("%", "0.95"),
    "permille": ("‰", "0.005"),
    "bare": ("", "3"),
    "times": ("倍", "1.5"),
}
SORTS: dict[str, Sort] = {"flag": "truth", "choice": "text", "day": "date"}


def type_of(name: str) -> Typed:
    if name in SORTS:
        return Typed(Name(name), SORTS[name])
    return Typed(Name(name), "number", unit_of(NUMBERS[name][0]))


def value(text: str) -> object:
    names: Callable[[str], Fraction] = lambda name: Fraction(NUMBERS[name][1])  # noqa: E731
    return evaluate(unify(parse_formula(text), type_of).node, names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wan + yuan", "5"),  # 2 万元 + 3 万元
        ("yuan + wan", "50000"),
        ("yuan - wan", "10000"),
        ("wan / yuan", "2/3"),
        ("yuan / wan", "3/2"),
        ("yi / wan", "50"),  # 100 万元 ÷ 2 万元
        ("sum(wan, yuan, yi)", "105"),
        ("max(yuan, wan)", "30000"),
        ("mean(wan, yuan)", "5/2"),
        ("people + staff", "19"),
        ("wan + 5000 元", "5/2"),
        ("wan * 25%", "1/2"),
        ("25% * wan + yuan", "7/2"),
        ("yuan / bare", "10000"),
        ("wan * bare + wan", "8"),
        ("rate + 5%", "1"),
        ("rate * times", "1.425"),
        ("(yuan + wan) / wan", "5/2"),
    ],
)
def test_money_of_different_size_is_scaled(text: str, expected: str) -> None:
    """元 and 万元 mix in one formula; the left side's unit wins."""
    assert value(text) == Fraction(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yuan > wan", True),
        ("wan < yuan", True),
        ("wan >= 2 万元", True),
        ("wan = 20000 元", True),
        ("yuan <= 2.9 万元", False),
        ("people < staff", True),
        ("rate >= 95%", True),
        ("rate > 949 ‰", True),
        ("wan > 1", True),
        ("people = 8", True),
        ("1 万元 < wan <= 3 万元", True),
    ],
)
def test_comparisons_are_made_in_one_unit(text: str, expected: bool) -> None:
    """20,000元 equals 2万元; a bare literal takes the other side's unit."""
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wan + people", "万元 和 人"),
        ("people - wan", "人 和 万元"),
        ("wan > people", "万元 和 人"),
        ("people + visits", "人 和 人次"),
        ("rate + wan", "% 和 万元"),
        ("bare > wan", "无单位 和 万元"),
        ("wan > 5 人", "万元 和 人"),
        ("max(wan, people)", "万元 和 人"),
        ("choice + wan", "数字"),
        ("flag + 1", "数字"),
        ("choice > 1", "文字"),
        ("day > 1", "日期"),
        ("day = choice", "日期"),
        ("flag and wan", "条件"),
        ("not wan", "条件"),
        ("min(flag, 1)", "数字"),
        ("wan or flag", "条件"),
        ("'a' + 'b'", "数字"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, words: str) -> None:
    """万元 and 人 do not add, compare or share a function; texts are not numbers."""
    with pytest.raises(FormulaError, match=words):
        unify(parse_formula(text), type_of)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("yuan", "万元", "3"),
        ("wan", "元", "20000"),
        ("wan + yuan", "元", "50000"),
        ("wan / yuan", "%", "2/3"),
        ("bare", "个", "3"),
    ],
)
def test_a_metric_is_given_in_its_own_unit(text: str, unit: str, expected: str) -> None:
    """A metric in 万元 over inputs in 元 is scaled, and its Excel formula with it."""
    tree = in_unit(unify(parse_formula(text), type_of), unit_of(unit))

    assert evaluate(tree, lambda name: Fraction(NUMBERS[name][1])) == Fraction(expected)


def test_a_metric_of_another_dimension_is_refused() -> None:
    """A sum of money is not a number of people."""
    with pytest.raises(FormulaError, match="万元 和 人"):
        in_unit(unify(parse_formula("wan + yuan"), type_of), unit_of("人"))

"""Every case of tests/cases, and what must hold for each of them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.spreadsheet import Cell, SheetError, recalculate
from scoring.cases import Case, Result, actual, compiled, expected, load_cases, run
from ziping.domain.expression.evaluate import Pending
from ziping.domain.expression.excel import excel_formula
from ziping.domain.quantity import parse_decimal
from ziping.domain.scorecard import Scorecard

CASES = load_cases()


def named(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=named)
def test_scores_are_as_the_case_expects(case: Case) -> None:
    """Scores, statuses, totals and findings equal what the case says."""
    result = run(case)

    assert expected(case) == actual(case, result)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_points_stay_in_bounds_and_split_into_proven_and_asserted(case: Case) -> None:
    """No line leaves 0 … its points, and what is proven and asserted makes up its score."""
    lines = run(case).scorecard.lines

    assert [line.id for line in lines if not 0 <= (line.score or 0) <= line.max_score] == []
    assert [line.id for line in lines if line.proven + line.asserted != (line.score or 0)] == []


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_spreadsheet_walk_gives_the_same_scores(case: Case) -> None:
    """The Excel formula of every line, recalculated, gives our score, or an error while it is pending."""
    result = run(case)

    assert our_scores(result.scorecard) == recalculated(case, result)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_working_ends_in_the_printed_score(case: Case) -> None:
    """A working shown to people closes with the score that is printed beside it."""
    lines = [line for line in run(case).scorecard.lines if line.status in {"scored", "asserted"}]

    assert [line.formula for line in lines if last_number(line.formula) != line.score] == []


def test_names_are_unique() -> None:
    """A failing case is found by its name."""
    names = [case.name for case in CASES]

    assert sorted(set(names)) == sorted(names)


def our_scores(card: Scorecard) -> dict[str, Fraction | None]:
    return {line.id: None if line.score is None else Fraction(line.score) for line in card.lines}


def recalculated(case: Case, result: Result) -> dict[str, Fraction | None]:
    """Every line's formula over cells that hold our values; a missing value is ``#N/A``."""

    def cell(name: str) -> Cell:
        value = result.values(name)
        if isinstance(value, Pending):
            raise SheetError
        return value

    rules = compiled(case.data["rubric"])
    words = {item.id for item in rules.inputs.values() if item.type in {"text", "choice"}}
    return {
        line.id: recalculate(
            excel_formula(line.tree, "[{}]".format, lambda name: name in words or name.startswith("tick.")),
            cell,
        )
        for line in result.scorecard.lines
    }


def last_number(text: str) -> Decimal | None:
    """The number a working ends with (``…，以上限 1 计`` ends with 1)."""
    return parse_decimal(text.removesuffix(" 计").split(" ")[-1].replace(",", ""))

"""执行率: what was spent of a budget, of the amounts the sentence has just said or of one thing."""

from __future__ import annotations

import re
from typing import Final

from ziping.language.claims.derive import Derivation
from ziping.language.claims.known import Known
from ziping.language.claims.match import says
from ziping.language.claims.reading import Reading
from ziping.language.claims.signs import tells_change
from ziping.language.claims.stated import Stated, stated
from ziping.language.claims.units import MONEY, SCORE

_RATE: Final = re.compile("(?:执行|支付|支出)(?:率|进度)(?:[为是达仅约到只至有]|分别|仅为|达到)*$")
_BUDGET: Final = re.compile("预算|安排")
_SPENT: Final = re.compile("支出|执行|支付|决算")
_PARTS: Final = re.compile("其中")


def of_the_amounts(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a rate of spending is worked out from the budget and the spending that were said last.

    年初预算128万元，调整后120万元，执行117.60万元，执行率98%: neither of 年初预算 nor of another item's amounts.
    """
    if derivation.kind != "share" or not _RATE.search(reading.words(reading.before(figure.number))):
        return True
    spent, budget = derivation.terms
    if spent.measure.dimension != MONEY:
        return spent.measure.dimension != SCORE  # points are not spent
    if reading.run_of(figure.number):
        return spent.core == budget.core  # a list of rates goes with a list of items
    said = _amounts(reading, figure)
    if not said:
        return True
    at = next((place for place in reversed(range(len(said))) if says((spent,), said[place])), None)
    if at is None:
        return False
    others = [one for place, one in enumerate(said) if place != at]
    if not others:
        return budget.core == spent.core
    near = others[at - 1] if 0 < at <= len(others) else others[0]
    return says((budget,), near) or (spent.core == budget.core and not _tells_budget(reading, near, budget))


def of_the_kind(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a sum called 预算 is one of budgets, and one called 支出 of what was spent."""
    if derivation.kind != "sum" or figure.measure.dimension != MONEY:
        return True
    words = reading.words(reading.before(figure.number))
    budgets, spendings = bool(_BUDGET.search(words)), bool(_SPENT.search(words))
    if budgets == spendings:
        return True
    given = [term for term in derivation.terms if term.index >= 0]
    if budgets:
        return all(term.role == "target" or _BUDGET.search(term.fact.label) for term in given)
    return not any(term.role == "target" for term in given)


def just_said(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether a share is of one thing's two amounts said last, or of the last one and its only budget.

    维修预算280万元，支出236.18万元，执行率84.35%.
    """
    part, whole = derivation.terms[0], derivation.terms[-1]
    if part.core != whole.core:
        return False
    first = reading.of_sentence(reading.sentence_of(figure.start))[0].start
    said = [stated(number) for number in reading.figures_in(first, figure.start)]
    last = [one for one in said if one is not None and one.measure == part.measure][-2:]
    if not last or part.index < 0 or not says((part,), last[-1]):
        return len(last) > 1 and all(any(says((term,), one) for one in last) for term in derivation.terms)
    return says((whole,), last[0]) or reading.table.target_of(part.index) == whole


def _amounts(reading: Reading, figure: Stated) -> list[Stated]:
    """The amounts of money said before a figure in its sentence that are no changes and no parts."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    found: list[Stated] = []
    parts = False
    for other in reading.of_sentence(clause.sentence):
        parts = parts or bool(found and _PARTS.match(reading.text, other.start))
        for number in reading.figures_in(other.start, min(other.end, figure.start)):
            one = stated(number)
            if one is None or parts or one.measure.dimension != MONEY or tells_change(reading, one.start):
                continue
            found.append(one)
    return found


def _tells_budget(reading: Reading, one: Stated, budget: Known) -> bool:
    """Whether an amount is another budget of the same thing, which the rate would be of."""
    alike = reading.table.siblings(budget.index) if budget.index >= 0 else ()
    return any(other.role == "target" and says((other,), one) for other in alike)

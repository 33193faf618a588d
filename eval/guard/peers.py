"""The labelled sets, and three shapes of number checking found in other tools, rebuilt briefly for comparison.

Each says True when it would reject the text. The flat list and the tolerance find digits with one regular
expression, as they usually do; the third gets our number parser and exact rounding, but no binding, and it looks at
quantities only.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

from ziping.domain.fact import Fact
from ziping.domain.quantity import decimal_places, quantize, unit_of
from ziping.language.numerals import NumberExpression, NumberKind, find_numbers

DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
SCALES = tuple(Fraction(10) ** power for power in (0, 4, -4, 8, -8))
HERE = Path(__file__).resolve().parent

Case = dict[str, Any]
"""One line of a set."""

QUANTITIES = {
    NumberKind.AMOUNT,
    NumberKind.PERCENT,
    NumberKind.COUNT,
    NumberKind.SCORE,
    NumberKind.RANGE,
}
ONE_PERCENT = Fraction(1, 100)


def read_set(path: Path) -> list[Case]:
    """The cases of a set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def named_sets(names: Sequence[str]) -> dict[str, list[Case]]:
    """Sets by name; a set that is not there is said and left out."""
    sets: dict[str, list[Case]] = {}
    for name in names:
        path = Path(name) if name.endswith(".jsonl") else HERE / f"set_{name}.jsonl"
        if path.is_file():
            sets[path.stem] = read_set(path)
        else:
            print(f"{path}: not there, left out")
    return sets


def facts_of(case: Case) -> tuple[Fact, ...]:
    """The facts of a case."""
    return tuple(Fact.model_validate(row) for row in case["facts"])


def written(text: str) -> Iterator[Fraction]:
    """Every run of digits as a number."""
    for match in DIGITS.finditer(unicodedata.normalize("NFKC", text)):
        yield Fraction(match[0].replace(",", ""))


def allowed_values(facts: Sequence[Fact]) -> set[Fraction]:
    """Every number in the facts' values: figures, parts of dates and of document numbers."""
    return {value for fact in facts for value in written(fact.value)}


def flat_list(text: str, facts: Sequence[Fact]) -> bool:
    """A number is allowed when the list of facts holds it."""
    allowed = allowed_values(facts)
    return any(value not in allowed for value in written(text))


def one_percent(text: str, facts: Sequence[Fact]) -> bool:
    """A number is allowed within 1 % of a fact, also 10⁴ or 10⁸ times as large or small."""
    allowed = [value * scale for value in allowed_values(facts) for scale in SCALES]
    return any(
        not any(abs(value - fact) <= ONE_PERCENT * abs(fact) for fact in allowed) for value in written(text)
    )


def free_derivations(text: str, facts: Sequence[Fact]) -> bool:
    """Exact rounding and units; any sum, difference, share, growth, complement or quotient of facts is allowed."""
    known: dict[str, set[Fraction]] = {}
    for fact in facts:
        if fact.decimal is not None:
            unit = unit_of(fact.unit)
            known.setdefault(unit.dimension, set()).add(Fraction(fact.decimal) * Fraction(unit.factor))
    reachable = {dimension: values | _sums(values) for dimension, values in known.items()}
    reachable["percentage_point"] = reachable.get("percentage_point", set()) | {
        100 * value for value in reachable.get("ratio", ())
    }
    figures = set().union(*known.values())
    quotients = {one / other for one, other in permutations(figures, 2) if other}
    quotients |= {1 - value for value in quotients} | {value - 1 for value in quotients}
    quotients |= {1 - value for value in known.get("ratio", ())}
    return any(not _reached(number, reachable, quotients) for number in find_numbers(text))


def _sums(values: set[Fraction]) -> set[Fraction]:
    return (
        {sign * one + other for one, other in permutations(values, 2) for sign in (1, -1)}
        | {sum(three, Fraction(0)) for three in combinations(values, 3)}
        | {sum(values, Fraction(0))}
    )


def _reached(number: NumberExpression, reachable: dict[str, set[Fraction]], quotients: set[Fraction]) -> bool:
    if number.kind not in QUANTITIES or number.modifier:
        return True
    ends = number.value if isinstance(number.value, tuple) else (number.value,)
    unit = unit_of(number.unit)
    allowed = reachable.get(unit.dimension, set()) | quotients
    return all(
        any(quantize(value / Fraction(unit.factor), decimal_places(end)) == end for value in allowed)
        for end in ends
        if isinstance(end, Decimal)
    )


PEERS = {
    "flat list of allowed numbers": flat_list,
    "1 % tolerance": one_percent,
    "exact rounding, free derivations": free_derivations,
}

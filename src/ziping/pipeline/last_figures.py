"""Figures of last year's report under the ids of this year's rubric: exact from facts, certain ones from a document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from ziping.compare.sides import Side
from ziping.compare.told import CONTENT, NO_YEAR, Fact, Told, facts_of
from ziping.compare.told_tables import table_figures
from ziping.compare.told_text import text_figures
from ziping.domain.fact import Fact as OwnFact
from ziping.domain.fact import FactTable
from ziping.domain.place import Place
from ziping.domain.quantity import decimal_of, decimal_places
from ziping.domain.rubric import InputDefinition, Metric, Rubric
from ziping.domain.submission import InputValue
from ziping.language.claims.units import measure
from ziping.language.figure_names import Name, name_of, unit_kind
from ziping.language.numerals import NumberKind, find_numbers

Definition: TypeAlias = InputDefinition | Metric

_MOST_PLACES = 6


def definitions(rubric: Rubric) -> Iterator[Definition]:
    """Inputs and metrics that are numbers."""
    yield from (item for item in rubric.inputs if item.type == "number")
    yield from rubric.metrics


def fact_figures(facts: FactTable, rubric: Rubric, file: str) -> dict[str, InputValue]:
    """The figures of a draft's facts: the same id and unit, else the same name and unit."""
    own = [fact for fact in facts.facts if fact.origin in {"input", "computed"} and fact.decimal is not None]
    by_id = {fact.id: fact for fact in own}
    named: dict[str, list[OwnFact]] = {}
    for fact in own:
        named.setdefault(fact.label, []).append(fact)
    found: dict[str, InputValue] = {}
    for item in definitions(rubric):
        own_id = by_id.get(item.id)
        alike = [one for name in _names(item) for one in named.get(name, ()) if one.unit == item.unit]
        if own_id is not None and _is_same(own_id, item):
            found[item.id] = _value(own_id, file)
        elif len({one.id for one in alike}) == 1:
            found[item.id] = _value(alike[0], file)
    return found


def _is_same(fact: OwnFact, item: Definition) -> bool:
    """Whether an id of last year's edition means the same figure in this one."""
    names = {name_of(name).canon for name in _names(item)}
    return fact.unit == item.unit and any(name_of(one).canon in names for one in (fact.label, *fact.aliases))


def _names(item: Definition) -> tuple[str, ...]:
    return (item.label_zh, *item.aliases)


def _value(fact: OwnFact, file: str) -> InputValue:
    value = Decimal(fact.value)
    place = Place(file=file, key=fact.id)
    return InputValue(
        kind="number", value=value, text=fact.printed, places=decimal_places(value), place=place
    )


# ---- documents


class _Key(NamedTuple):
    """What a figure of a report must have in common with one of the rubric."""

    name: str
    kind: str
    quarter: str


def told_figures(side: Side, rubric: Rubric) -> dict[str, InputValue]:
    """The figures a document tells once, or with one value everywhere, under a name of the rubric; no targets."""
    told = (*text_figures(side, _as_written), *table_figures(side, _as_written))
    year = side.year or NO_YEAR
    facts = facts_of(
        one for one in told if not one.aim and one.year == year and not one.scope and not one.head
    )
    by_key: dict[_Key, list[Fact]] = {}
    for told_fact in facts:
        shown = told_fact.shown
        by_key.setdefault(_Key(shown.name.canon, shown.kind, shown.quarter), []).append(told_fact)
    found = {item.id: _only(by_key, item) for item in definitions(rubric)}
    taken = {name: fact for name, fact in found.items() if fact is not None}
    shared = [fact.key for fact in taken.values()]
    values = (
        (item.id, _in_unit(_best(taken[item.id], item.unit), item))
        for item in definitions(rubric)
        if item.id in taken and shared.count(taken[item.id].key) == 1
    )
    return {name: value for name, value in values if value is not None}


def _as_written(name: Name) -> Name:
    return name


def _only(by_key: dict[_Key, list[Fact]], item: Definition) -> Fact | None:
    """The one fact under the names of a figure; None when there is none or more than one."""
    quarter = _quarter(item.label_zh)
    kinds = {unit_kind(item.unit), *({CONTENT} if "满意度" in item.label_zh else ())}
    keys = {_Key(name_of(name).canon, kind, quarter) for name in _names(item) for kind in kinds}
    found = [fact for key in keys if key.name for fact in by_key.get(key, ())]
    exact = [fact for fact in found if not fact.shown.figure.modifier]
    return exact[0] if len(found) == 1 and exact and exact[0].alone else None


def _quarter(label: str) -> str:
    quarter = next((number for number in find_numbers(label) if number.kind is NumberKind.QUARTER), None)
    return f"Q{quarter.value}" if quarter is not None else ""


def _best(fact: Fact, unit: str) -> Told:
    """The place in the rubric's unit, else the one with the most digits."""
    exact = (told for told in fact.told if not told.figure.modifier)
    return min(exact, key=lambda told: (told.figure.unit != unit, told.high - told.low))


def _in_unit(told: Told, item: Definition) -> InputValue | None:
    """The value in the rubric's unit; None where it was rounded to more than one of that unit (万元 for 元)."""
    content = told.kind == CONTENT
    factor = Fraction(1) if content else measure(item.unit).factor
    if (told.high - told.low) / factor > 1:
        return None
    value = decimal_of(told.amount / factor, _MOST_PLACES)
    same = told.figure.unit == item.unit
    places = decimal_places(told.figure.value) if same or content else decimal_places(value)
    return InputValue(
        kind="number", value=value, text=told.figure.surface, places=places, place=told.figure.place
    )

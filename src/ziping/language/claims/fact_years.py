"""The years that facts tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ziping.domain.fact import Fact
from ziping.language.labels import clean_text


def report_year(facts: Sequence[Fact]) -> int | None:
    """The year of the fact with unit 年, else the year most facts carry."""
    for fact in facts:
        if fact.unit == "年" and is_year(fact.value):
            return int(fact.value)
    years = [fact.year for fact in facts if fact.year is not None]
    return max(sorted(set(years)), key=years.count) if years else None


def is_year(value: str) -> bool:
    """Whether a value is written as a calendar year."""
    return len(value) == 4 and value.isdigit() and value[:2] in ("19", "20")


def years_in(facts: Iterable[Fact]) -> Iterator[int]:
    """Every year that facts tell, in values, labels and texts."""
    for fact in facts:
        if fact.unit == "年" and is_year(fact.value):
            yield int(fact.value)
        if fact.year is not None:
            yield fact.year
        texts = (fact.label, *fact.aliases) + ((fact.value,) if fact.decimal is None else ())
        for text in texts:
            for found in re.finditer("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", clean_text(text)):
                yield int(found[0])

"""The texts a unit handed in, as evidence: what belongs together (a task and its result) is one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from ziping.domain.fact import FactTable
from ziping.domain.place import Place
from ziping.domain.submission import Submission


def unit_texts(submission: Submission, facts: FactTable | None = None) -> Iterator[str]:
    """Everything in words a submission holds, then labels of facts and those that are words themselves.

    Args:
        submission: as normalised.
        facts: of the same unit and year.
    """
    yield from _texts(submission)
    for fact in facts.facts if facts is not None else ():
        yield fact.label
        yield from fact.aliases
        if fact.decimal is None:
            yield fact.value


def _texts(value: object) -> Iterator[str]:
    """The words of a value: those of one record as one text, lists and records inside it each for themselves."""
    if isinstance(value, str):
        if not value.isascii():
            yield value
    elif isinstance(value, BaseModel):
        yield from () if isinstance(value, Place) else _record(value)
    elif isinstance(value, Iterable):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item)


def _record(value: BaseModel) -> Iterator[str]:
    fields = [getattr(value, name) for name in type(value).model_fields]
    own = "，".join(item for item in fields if isinstance(item, str) and not item.isascii())
    if own:
        yield own
    for item in fields:
        if not isinstance(item, str):
            yield from _texts(item)

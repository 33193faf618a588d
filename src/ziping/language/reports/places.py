"""Places of a table: what stands where, and what is told of a place, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TypeVar

Owner = TypeVar("Owner")
Told = TypeVar("Told")


def remembered(method: Callable[[Owner, int, int], Told]) -> Callable[[Owner, int, int], Told]:
    """A method of row and column that answers each place once: checks ask for one label many times.

    The owner never changes; the answers live in its ``__dict__`` and go with it.
    """
    name = f"_told_{method.__name__}"

    @wraps(method)
    def told(owner: Owner, row: int, column: int) -> Told:
        answers: dict[tuple[int, int], Told] = owner.__dict__.setdefault(name, {})
        if (row, column) not in answers:
            answers[row, column] = method(owner, row, column)
        return answers[row, column]

    return told


def columns_by_row(places: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """The columns of each row in order."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(places):
        rows.setdefault(row, []).append(column)
    return {row: tuple(columns) for row, columns in rows.items()}

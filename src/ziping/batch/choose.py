"""Which units of the ledger are to be done in a run."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ziping.batch.keys import Basis
from ziping.batch.ledger import REFUSED, Ledger, Row
from ziping.domain.batch import Cause

AGAIN: Final = frozenset((Cause.MODEL, Cause.DISK, Cause.WORKER))
"""Causes that may pass by themselves: the next run tries again without being told."""


class Choice(NamedTuple):
    """What the person at the terminal wants done.

    Attributes:
        retry_failed: also units that failed and whose input has not changed, and those with sections a model gave no
            answer for.
        only: text that the unit's name, code, project, folder or file must hold; empty for all.
        limit: at most so many; None for all.
    """

    retry_failed: bool = False
    only: str = ""
    limit: int | None = None


def chosen(ledger: Ledger, basis: Basis, out: Path, choice: Choice) -> Iterator[Row]:
    """The units to be done, in the order of the inputs: new, changed, damaged, and failed as their cause allows."""
    count = 0
    for row in ledger.rows():
        if choice.limit is not None and count >= choice.limit:
            return
        if _named(row, choice.only) and _needed(row, basis, out, choice):
            count += 1
            yield row


def _named(row: Row, text: str) -> bool:
    item = row.item
    said = (item.name, item.code, item.project, row.folder, item.path)
    return not text or any(_folded(text) in _folded(one) for one in said)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _needed(row: Row, basis: Basis, out: Path, choice: Choice) -> bool:
    if row.basis == REFUSED:
        return False
    if row.state in {"pending", "running"} or row.basis != basis.of(row.item):
        return True
    if row.state == "failed":
        return choice.retry_failed or row.cause in AGAIN
    return bool(choice.retry_failed and row.unanswered) or not _stands(out / row.folder, row)


def _stands(folder: Path, row: Row) -> bool:
    """Whether every file of a finished unit is there; one that a person has edited is."""
    for name, size in row.sizes.items():
        try:
            there = (folder / name).stat().st_size
        except OSError:
            return False
        if size and not there:
            return False
    return True

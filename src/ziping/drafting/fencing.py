"""Data of a unit inside a prompt: one JSON object a line, between marks that no data can hold.

The mark is drawn from the data itself, so that the same request is always the same text, and drawn again until it
stands nowhere in them: whatever a unit writes, it cannot end the fence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

Row: TypeAlias = Mapping[str, object]

_LETTERS = 15


class Fence(NamedTuple):
    """The mark of one request and the names of its blocks."""

    mark: str

    def block(self, title: str, rows: Sequence[Row]) -> str:
        """Rows as a fenced block; ``（无）`` between the marks when there are none."""
        body = "\n".join(json_line(row) for row in rows) or "（无）"
        return f"<<<{title} {self.mark}\n{body}\n{self.mark}>>>"


def json_line(row: Row) -> str:
    """One row: Chinese unescaped, line breaks escaped, empty values left out."""
    return json.dumps(
        {key: value for key, value in row.items() if value not in ("", (), [], None)}, ensure_ascii=False
    )


def fence_for(*blocks: Sequence[Row]) -> Fence:
    """A fence whose mark occurs in none of the rows."""
    text = "\n".join(json_line(row) for rows in blocks for row in rows)
    mark = _digest(text)
    while mark in text:
        mark = _digest(f"{mark}\n{text}")
    return Fence(mark)


def _digest(text: str) -> str:
    """A letter first, so that nothing takes a mark for a number."""
    return "m" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_LETTERS]

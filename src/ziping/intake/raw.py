"""A submission as read, before the rubric says what its values mean: one shape for YAML, JSON and Excel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.intake.data_text import LocatedData, Path

RawScalar: TypeAlias = str | Decimal | bool | date
"""A value as its file gave it: text, or an Excel cell's number, truth value or date."""


@dataclass(frozen=True)
class RawSubmission:
    """Data in the shape of ``ziping/submission/1`` with the place of every value.

    Attributes:
        file: name shown in messages.
        data: mapping by the keys of the submission format; scalars are ``RawScalar``.
        places: path → place, for files that know cells; other paths are looked up in ``located``.
        findings: what reading already found wrong (two values for one figure, a formula never calculated).
        rubric_sha256: the rubric file a workbook was made from; empty for data files.
        spoiled: paths whose value must not be used although something stands there.
    """

    file: str
    data: dict[str, Any]
    places: dict[Path, Place] = field(default_factory=dict)
    located: LocatedData | None = None
    findings: tuple[Finding, ...] = ()
    spoiled: frozenset[Path] = frozenset()
    rubric_sha256: str = ""

    def place(self, path: Path) -> Place:
        """Where a value stands, or its nearest ancestor."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        line = self.located.line(path).line if self.located is not None else None
        return Place(file=self.file, line=line, key=".".join(str(step) for step in path) or None)

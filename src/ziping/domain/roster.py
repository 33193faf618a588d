"""The roster of a batch: which unions hand something in, by which rubric and when; and what was received."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from ziping.domain.batch import UnitItem
from ziping.domain.finding import Finding
from ziping.domain.place import Place

ReceivedState: TypeAlias = Literal["received", "late", "unreadable", "missing", "overdue"]
"""``missing``: not there and not yet due (or nobody said when); ``overdue``: not there after its day."""

RECEIVED_TEXTS: Final[dict[ReceivedState, str]] = {
    "received": "已收到",
    "late": "迟交",
    "unreadable": "收到但不能读取",
    "missing": "未收到",
    "overdue": "逾期未交",
}


class RosterEntry(NamedTuple):
    """One row of the roster.

    Attributes:
        rubric: id, ``""`` when the roster does not say.
        office: department to turn to; never a person.
        due: last day to hand in.
        arrived: day it was handed in, when the roster says so; it goes before the file's own date.
        last: file of last year's input or report, as written.
        place: of its row.
    """

    code: str
    name: str
    rubric: str = ""
    office: str = ""
    due: date | None = None
    arrived: date | None = None
    last: str = ""
    place: Place = Place()


class Roster(NamedTuple):
    """All rows that can be read, and what is wrong with the others."""

    file: str
    entries: tuple[RosterEntry, ...]
    findings: tuple[Finding, ...] = ()


class Received(NamedTuple):
    """What came of one row.

    Attributes:
        files: inputs of the unit, absolute paths.
        day: when the last of them was handed in; None when it was not or nobody knows.
    """

    entry: RosterEntry
    state: ReceivedState
    files: tuple[str, ...] = ()
    day: date | None = None

    def to_json(self) -> dict[str, Any]:
        """The machine format."""
        entry = self.entry
        return {
            "code": entry.code,
            "name": entry.name,
            "rubric": entry.rubric,
            "office": entry.office,
            "due": None if entry.due is None else entry.due.isoformat(),
            "state": self.state,
            "files": list(self.files),
            "day": None if self.day is None else self.day.isoformat(),
        }


class RosterCheck(NamedTuple):
    """A roster held against what was received.

    Attributes:
        received: in the order of the roster.
        unexpected: units that no row names.
        findings: of the roster itself, and names, codes and rubrics that differ.
    """

    received: tuple[Received, ...]
    unexpected: tuple[UnitItem, ...]
    findings: tuple[Finding, ...]

    def counted(self, *states: ReceivedState) -> int:
        """Rows in one of the states."""
        return sum(1 for one in self.received if one.state in states)

    def to_json(self) -> dict[str, Any]:
        """The machine format."""
        return {
            "received": [one.to_json() for one in self.received],
            "unexpected": [
                {"name": item.name, "code": item.code, "path": item.path, "number": item.number}
                for item in self.unexpected
            ],
            "findings": [finding.to_json() for finding in self.findings],
        }

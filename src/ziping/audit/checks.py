"""All checks by code, in the order they are reported: one small function each, registered where it is written.

A check looks at an ``AuditInput`` and gives a ``CheckResult``. It never raises for what a document contains, and it says
so when it could not look (no table of that kind, no rubric, no year).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ziping.domain.audit_report import CheckResult
from ziping.domain.document import Document

if TYPE_CHECKING:
    from ziping.domain.rubric import Rubric


@dataclass(frozen=True, slots=True)
class AuditInput:
    """What a check may look at.

    Attributes:
        document: headings, paragraphs and tables with their places.
        rubric: the edition the report follows, when known.
        year: the year under evaluation, when the document says it.
    """

    document: Document
    rubric: Rubric | None = None
    year: int | None = None


CheckFunction: TypeAlias = Callable[[AuditInput], CheckResult]


class Check(NamedTuple):
    """A check and how people call it."""

    code: str
    label_zh: str
    run: CheckFunction

"""A form as read from a file: its values, and which cells a unit fills, so that they can be filled in place."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.project_form import ProjectForm

SlotField: TypeAlias = Literal[
    "achieved_objective",
    "execution_rate",
    "execution_score",
    "actual",
    "weight",
    "score",
    "reason",
    "total_weight",
    "total_score",
]


class SlotKey(NamedTuple):
    """Which value of a form a cell holds; ``row`` is the id of a ``FormRow``, ``""`` for the form itself."""

    row: str
    field: SlotField


class Slot(NamedTuple):
    """A cell a unit fills.

    Attributes:
        place: sheet and cell of the workbook, or table, row and column of a document.
        row: from 0.
        column: from 0; the first one of a merged cell.
        text: what stands in it, ``""`` when empty.
    """

    place: Place
    row: int
    column: int
    text: str


class ReadForm(NamedTuple):
    """One form of a file.

    Attributes:
        form: its values; rows whose kind nobody knows are left out (each has a finding).
        year: 绩效自评年度, None when missing or not a year.
        slots: the cells a unit fills, as far as they are there.
        findings: what is wrong with this form.
    """

    form: ProjectForm
    year: int | None
    slots: dict[SlotKey, Slot]
    findings: tuple[Finding, ...] = ()


class ReadForms(NamedTuple):
    """All forms of a file.

    Attributes:
        forms: in reading order.
        about_file: what is wrong with the file beside its single forms: a form cut off, one code used twice.
    """

    forms: tuple[ReadForm, ...]
    about_file: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong."""
        return (*(finding for form in self.forms for finding in form.findings), *self.about_file)

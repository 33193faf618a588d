"""A report family's outline as data: title, headings, which template writes what, where the tables stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Final = "ziping/outline/1"

Name: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureRow(_Model):
    """A row of a figure table: a label and one fact id a column, ``""`` for a blank cell."""

    label: str
    facts: tuple[str, ...]
    span: int = Field(default=1, ge=1)
    """Columns the label covers."""
    kind: Literal["body", "subtotal", "total"] = "body"


class FigureTable(_Model):
    """Figures by row and column, taken from facts. Amounts are printed in ``unit``."""

    kind: Literal["figures"]
    id: Name
    caption: str
    unit: str = ""
    """Unit of all amounts (元), written once above the table."""
    columns: tuple[str, ...] = Field(min_length=2)
    widths: tuple[int, ...]
    rows: tuple[FigureRow, ...] = Field(min_length=1)


class ScoreTable(_Model):
    """Scores of the leaves below one level-1 indicator, with sub-totals and a total."""

    kind: Literal["scores"]
    id: Name
    caption: str
    group: Name
    widths: tuple[int, int, int, int, int] = (16, 20, 34, 15, 15)


class FormTable(_Model):
    """A table of an official form: ``template`` writes its rows, cell by cell. It takes no number."""

    kind: Literal["form"]
    id: Name
    caption: str = ""
    unit: str = ""
    """Unit of all amounts (万元), written once above the table."""
    widths: tuple[int, ...] = Field(min_length=2)
    template: str


class ScoreSheet(_Model):
    """The whole scoring sheet with the rule of every leaf (附件1); with ``remarks`` also why points were lost."""

    kind: Literal["score_sheet"]
    id: Name
    caption: str = ""
    widths: tuple[int, ...] = (12, 12, 18, 40, 9, 9)
    remarks: bool = False


TableSpec: TypeAlias = Annotated[
    FigureTable | FormTable | ScoreTable | ScoreSheet, Field(discriminator="kind")
]


class TablePlace(_Model):
    """Where a table stands in a section: after the paragraph of that id, else at the end."""

    id: Name
    after: str = ""


class ModelPart(_Model):
    """What of a section a language model may write; everything else stays the templates'."""

    prompt: Name
    """File of the prompt without ``.md``, in the family's folder of prompts or in the common one."""
    paragraphs: tuple[str, ...] = Field(min_length=1)
    """Names of paragraphs within the section; ``*`` stands for any letters (``problem.*``)."""


class SectionSpec(_Model):
    """A heading; ``template`` writes what stands under it, none for a heading alone."""

    id: Name
    level: int = Field(ge=1, le=3)
    heading: str
    template: str = ""
    tables: tuple[TablePlace, ...] = ()
    model: ModelPart | None = None
    optional: bool = False
    """Left out, heading and number with it, when nothing stands under it."""


class AttachmentSpec(_Model):
    """An annex: its title and tables. The label (附件1) is numbered."""

    id: Name
    title: str
    tables: tuple[Name, ...] = Field(min_length=1)


class Outline(_Model):
    """A report family. ``title``, headings and captions may hold ``{unit}`` and ``{year}``."""

    format: Literal["ziping/outline/1"] = FORMAT
    family: str
    written_for: str = ""
    """The rubric whose indicators and figures the templates use; another rubric may lack some of them."""
    title: str
    cover: str = ""
    """Template of the lines on a cover page; empty for a report without one."""
    sections: tuple[SectionSpec, ...] = Field(min_length=1)
    tables: tuple[TableSpec, ...] = ()
    attachments: tuple[AttachmentSpec, ...] = ()

    def headings(self, sections: Sequence[SectionSpec] | None = None) -> tuple[str, ...]:
        """Headings with their numbers, in order: 一、 then （一） then 1.; of all sections, or of those that are kept."""
        counts = [0, 0, 0]
        numbered = []
        for section in self.sections if sections is None else sections:
            counts[section.level - 1] += 1
            counts[section.level :] = [0] * (3 - section.level)
            numbered.append(heading_number(section.level, counts[section.level - 1]) + section.heading)
        return tuple(numbered)

    def table_numbers(self) -> dict[str, str]:
        """``表1`` … of the tables in the body, in the order they stand; those of annexes have none."""
        forms = {table.id for table in self.tables if isinstance(table, FormTable)}
        listed = [place.id for section in self.sections for place in section.tables]
        placed = [name for name in listed if name not in forms]
        return {name: f"表{number}" for number, name in enumerate(placed, start=1)}


class TemplateFile(NamedTuple):
    """A phrase template: where it is and its text."""

    path: str
    text: str


class ReportFamily(NamedTuple):
    """An outline with its phrase templates by file name, and the SHA-256 of all files of the family."""

    outline: Outline
    templates: tuple[tuple[str, TemplateFile], ...]
    sha256: str
    names: tuple[tuple[str, str], ...] = ()
    """What the rubric that the templates were written for calls its figures and indicators, by id."""


_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as headings and enumerations write it: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def heading_number(level: int, number: int) -> str:
    """The number of a heading: 一、 / （一） / 1."""
    if level == 1:
        return f"{chinese_number(number)}、"
    return f"（{chinese_number(number)}）" if level == 2 else f"{number}."


def fill(pattern: str, unit: str, year: int) -> str:
    """A title, heading or caption with the unit's name and the year put in; nothing else is replaced."""
    pieces = pattern.split("{unit}")
    return unit.join(piece.replace("{year}", str(year)) for piece in pieces)

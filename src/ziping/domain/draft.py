"""A drafted report: sections of paragraphs and tables, each number marked with the fact it came from."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Final = "ziping/draft/1"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mark(_Model):
    """``text[start:end]`` is the value of a fact (code points, end exclusive), or worked out from ``terms``."""

    start: int
    end: int
    fact: str
    terms: tuple[str, ...] = ()
    """Facts of a sum, difference or share; ``fact`` is the first of them. Empty for the value of ``fact`` itself."""


class Paragraph(_Model):
    """One paragraph of running text."""

    kind: Literal["paragraph"] = "paragraph"
    id: str
    """Stable: ``<section>.<n or subject>``."""
    text: str
    marks: tuple[Mark, ...] = ()
    author: str = "offline"
    """``offline`` or a model's name."""
    attempts: int = 1
    """How often it was written; for one that replaces a model's, how often that one was."""
    instead_of: str = ""
    """The model whose text did not pass, when the offline paragraph stands in its place."""


class Cell(_Model):
    """A table cell; ``rows``/``columns`` are its spans. Covered cells are left out of the row."""

    text: str
    fact: str | None = None
    rows: int = 1
    columns: int = 1
    align: Literal["left", "center", "right"] = "center"


class Row(_Model):
    """A table row."""

    kind: Literal["header", "body", "subtotal", "total"] = "body"
    cells: tuple[Cell, ...]


class Table(_Model):
    """A table with caption (``表1 …``), unit line and column widths in per cent of the text width."""

    kind: Literal["table"] = "table"
    id: str
    caption: str
    unit_note: str = ""
    """``单位：元``; empty for none."""
    widths: tuple[int, ...]
    rows: tuple[Row, ...]


Block: TypeAlias = Annotated[Paragraph | Table, Field(discriminator="kind")]


class Section(_Model):
    """A heading with what stands under it, in document order; deeper headings are sections of their own."""

    id: str
    level: Literal[1, 2, 3]
    heading: str
    """With its number: ``一、部门（单位）基本情况``."""
    blocks: tuple[Block, ...] = ()


class Attachment(_Model):
    """An annex on its own page: 附件1 with a title and blocks."""

    id: str
    label: str
    """``附件1``."""
    title: str
    blocks: tuple[Block, ...]


class Checked(_Model):
    """What the guard said of the draft, before what it rejected was replaced."""

    verdict: Literal["accept", "reject"]
    """``reject`` when a text was replaced or a deduction is not addressed."""
    bound: int
    """Figures, dates and documents that are a fact's or follow from facts."""
    unbound: int = 0
    """Figures that contradict nothing and that no fact has either."""
    violations: int = 0
    """What was found, coverage included."""


class Provenance(_Model):
    """What a draft was made from; hashes are SHA-256 hex."""

    ziping: str
    rubric: str
    rubric_hash: str
    input_hash: str
    templates_hash: str
    model: str = ""
    prompts_hash: str = ""


class Draft(_Model):
    """The whole report as values; renderers print it and compute nothing."""

    format: Literal["ziping/draft/1"] = FORMAT
    unit: str
    year: int
    rubric: str
    title: str
    cover: tuple[Paragraph, ...] = ()
    """Lines of a cover page below the title; empty for a report without one."""
    recipients: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    attachments: tuple[Attachment, ...] = ()
    signatory: str
    """落款."""
    date: str
    """成文日期, ``待补充：成文日期`` when unknown."""
    missing: tuple[str, ...] = ()
    """What is still to be supplied, for the list a clerk hands to a colleague."""
    rejected: tuple[str, ...] = ()
    """Ids of paragraphs, addresses of headings and cells (``draft_texts``) that failed the guard and were replaced."""
    checked: Checked | None = None
    """The guard's outcome; None for a draft that has not passed through it."""
    provenance: Provenance | None = None
    submission: dict[str, Any] = Field(default_factory=dict)
    """The normalised submission, so that ``verify`` can recompute everything."""

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs in reading order."""
        blocks = [block for section in self.sections for block in section.blocks]
        blocks += [block for attachment in self.attachments for block in attachment.blocks]
        return (*self.cover, *(block for block in blocks if isinstance(block, Paragraph)))

    def to_json(self) -> dict[str, object]:
        """The machine format of ``draft.json``."""
        return self.model_dump(mode="json", exclude_defaults=False)

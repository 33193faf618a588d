"""Prompts as data: what a file says of itself, its text, and all files one report family is written with."""

from __future__ import annotations

from typing import Annotated, Final, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

COMMON: Final = "common"
"""The folder of prompts that all families share; a family's file of the same name stands before it."""

Input: TypeAlias = Literal["year", "heading", "fence", "plan", "facts", "evidence", "answers", "reason"]
"""What a prompt may be filled with.

``year``: the report's year; ``heading``: the section's, without its number; ``fence``: the mark around the data of
this request; ``plan``, ``facts``, ``evidence``: what to write, figures, and the unit's words, each fenced;
``answers``: what was found in rejected paragraphs, fenced; ``reason``: why an answer could not be read.
"""


class PromptHead(BaseModel):
    """The front matter of a prompt."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*/[a-z][a-z0-9_]*$")
    """``<family>/<file name>``."""
    version: int = Field(ge=1)
    inputs: tuple[Input, ...] = ()
    """All that the text and what it includes use; nothing else may be used."""
    output: Literal["paragraphs", "message", "part"]
    """``paragraphs``: answered with JSON of paragraphs; ``message``: sent beside such a prompt; ``part``: included by others."""


class PromptFile(NamedTuple):
    """One file.

    Attributes:
        name: ``<family>/<file name without .md>``.
        path: for messages.
        text: below the front matter.
        first_line: line of the file on which ``text`` begins.
        input_lines: line of each declared input.
    """

    name: str
    path: str
    head: PromptHead
    text: str
    first_line: int
    input_lines: tuple[tuple[str, int], ...]


class PromptFiles(NamedTuple):
    """All prompts of a family over the common ones, as read.

    Attributes:
        family: whose.
        files: by name, in the order of names.
        problems: what is wrong with front matters, one Chinese line each; whoever uses the prompts adds its own.
        sha256: over names and contents of all files.
    """

    family: str
    files: tuple[tuple[str, PromptFile], ...]
    problems: tuple[str, ...]
    sha256: str


PlainText: TypeAlias = Annotated[str, Field(max_length=20_000)]


class WrittenParagraph(BaseModel):
    """A paragraph of a model's answer, before anybody believes it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, Field(max_length=200)]
    text: PlainText


class WrittenAnswer(BaseModel):
    """The shape a model answers in."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    paragraphs: tuple[WrittenParagraph, ...] = Field(max_length=200)

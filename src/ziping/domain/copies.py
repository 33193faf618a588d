"""雷同 between many units, as values: who shares which words with whom, and what so many say that it tells nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

FORMAT: Final = "ziping/batch-copies/1"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CopySide(_Model):
    """One of the two: a unit of this run, or a report of last year."""

    key: str
    name: str
    code: str = ""
    project: str = ""
    year: int = 0
    folder: str = ""
    """Its folder inside the output folder; of last year's report the file."""

    @property
    def title(self) -> str:
        """How it is called in a list."""
        return f"{self.name}（{self.project}）" if self.project else self.name


class SharedSentence(_Model):
    """A sentence that stands on both sides, word for word or nearly so."""

    section_here: str
    place_here: str
    """Where in the input: ``工作任务第3项 举办技能竞赛``."""
    here: str
    section_there: str
    place_there: str
    there: str
    shared: str
    """What both have, in order, ``…`` where they differ."""
    similarity: Decimal
    """Per cent, one place."""


class SimilarSection(_Model):
    """A section that stands on both sides as a whole, nearly so."""

    section: str
    letters: int
    """Of this side's section, marks left out."""
    similarity: Decimal
    """Per cent, one place."""


class CopyPair(_Model):
    """Two that share words which hardly anybody else has."""

    kind: Literal["units", "last_year"]
    """``last_year``: the other one is a report of last year, of this unit or of another."""
    here: CopySide
    there: CopySide
    letters: int
    """Of this side's shared sentences, marks left out."""
    share: Decimal
    """Shared letters of all of this side's own words, per cent, one place."""
    sections: tuple[SimilarSection, ...] = ()
    sentences: tuple[SharedSentence, ...]


class CommonPhrase(_Model):
    """A sentence that many units have, figures aside: it is no sign of copying between two of them."""

    text: str
    """As one of them wrote it."""
    units: int


class CopyReport(_Model):
    """All of a run."""

    units: int
    """Units whose words were compared."""
    last_reports: int = 0
    """Reports of last year they were also compared with."""
    pairs: tuple[CopyPair, ...] = ()
    """The most shared letters first."""
    common: tuple[CommonPhrase, ...] = ()
    """The most frequent first."""
    notes: tuple[str, ...] = ()
    """What was not looked at, Chinese sentences."""

    def to_json(self) -> dict[str, Any]:
        """The machine format; shares are strings."""
        return {"format": FORMAT, **self.model_dump(mode="json")}

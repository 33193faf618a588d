"""Many units in one run, as values: what is to be done, and what came of it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE, Place
from ziping.domain.quantity import quantize

FORMAT: Final = "ziping/unit-result/1"

OriginKind: TypeAlias = Literal["file", "row", "line", "form"]
"""A whole file; a row of a many-unit workbook; a line of a jsonl; one form of a workbook of forms."""


class UnitItem(NamedTuple):
    """One unit to be drafted; small, and picklable, so that it travels to workers.

    Attributes:
        key: stable between runs: hex hash of unit code (or name), rubric, year and form name. Two items of one
            key are a mistake that the pre-flight tells.
        name: of the unit, for people.
        code: ``""`` when the unit has none.
        rubric: id it will be scored by, ``""`` when the input does not say and it cannot be read.
        year: 0 when not known.
        kind: what of ``path`` it is.
        path: the input file, absolute.
        number: row, line or form, from 1; 0 for a whole file.
        content: SHA-256 hex of what was read for it (bytes of the file, values of the row).
        project: the form's project, ``""`` for a department.
    """

    key: str
    name: str
    code: str
    rubric: str
    year: int
    kind: OriginKind
    path: str
    number: int
    content: str
    project: str = ""


class Cause(StrEnum):
    """Why a unit failed; each has its own policy for trying again."""

    INPUT = "input"
    """The input cannot be read: a person has to change it."""
    SETTINGS = "settings"
    """A rubric, template or setting: a person has to change it, the same for all."""
    MODEL = "model"
    """No model answer could be had and none may be replaced."""
    DISK = "disk"
    """The output could not be written."""
    WORKER = "worker"
    """The process that worked on it died."""
    INTERNAL = "internal"
    """Our bug."""


CAUSE_LABELS: Final[dict[Cause, str]] = {
    Cause.INPUT: "填报数据读不出",
    Cause.SETTINGS: "评分标准或设置有误",
    Cause.MODEL: "模型没有答复",
    Cause.DISK: "文件写不进去",
    Cause.WORKER: "处理进程中断",
    Cause.INTERNAL: "程序内部出错",
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IndicatorResult(_Model):
    """One indicator of one unit."""

    id: str
    label: str
    path: tuple[str, ...] = ()
    max_score: Decimal
    score: Decimal | None = None
    status: Literal["scored", "asserted", "not_applicable", "pending"]
    lost: Decimal | None = None
    """Points lost; None while pending."""

    @property
    def rate(self) -> Decimal | None:
        """Score as a share of the full marks, per cent, one place; None without a score or without marks."""
        if self.score is None or self.status in {"pending", "not_applicable"} or not self.max_score:
            return None
        return quantize(Fraction(self.score) / Fraction(self.max_score) * 100, 1)


class Paragraphs(_Model):
    """Who wrote how many paragraphs."""

    offline: int = 0
    first: int = 0
    """By a model, accepted as first written."""
    later: int = 0
    """By a model, accepted after a rewrite."""
    replaced: int = 0
    """Offline ones in a model's place."""


class UnitResult(_Model):
    """What came of one unit; kept in the ledger, and all that a summary needs besides the draft itself."""

    key: str
    name: str
    code: str = ""
    region: str = ""
    level: str = ""
    project: str = ""
    year: int
    rubric: str
    rubric_title: str = ""
    folder: str
    """Name of its folder inside the output folder."""
    files: dict[str, str] = Field(default_factory=dict)
    """``report``, ``sheet``, ``review``, ``draft``, ``facts``, ``scorecard`` → file name."""
    total_score: Decimal
    max_score: Decimal
    grade: str = ""
    status: Literal["final", "pending"]
    proven: Decimal
    asserted: Decimal
    pending: Decimal
    indicators: tuple[IndicatorResult, ...] = ()
    """Without points that only the reviewing bureau gives."""
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    """What a clerk still has to give, Chinese phrases."""
    rejected: int = 0
    """Texts the guard did not let into the report."""
    paragraphs: Paragraphs = Paragraphs()

    def to_json(self) -> dict[str, Any]:
        """The machine format; amounts are strings."""
        data = self.model_dump(mode="json", exclude={"findings"})
        return {"format": FORMAT, **data, "findings": [finding.to_json() for finding in self.findings]}


class Failure(_Model):
    """Why a unit has no result."""

    cause: Cause
    message: str
    """A Chinese sentence with what to do."""
    place: Place = NOWHERE

"""What the checks of words and rules share: a finding at a passage, the part of a report it stands in, its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Any, Final, NamedTuple

from ziping.audit.checks import AuditInput
from ziping.audit.figures import Passage
from ziping.audit.grids import Grid
from ziping.audit.report import found
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.language.sentences import Outline

HAN: Final = "[\u4e00-\u9fff]"
NO_PASSAGES: Final = CheckResult(not_assessable="全文没有可读的文字")

_SENTENCE = re.compile("[^。！？!?\n]+")
_SEGMENT = re.compile("[^。；;！？!?\n]+")


class Part(Enum):
    """What a section of a report is for."""

    PROBLEMS = auto()
    MEASURES = auto()
    PROBLEMS_AND_MEASURES = auto()
    PLANS = auto()
    OBJECTIVES = auto()
    EXPERIENCE = auto()
    RESULTS = auto()
    OTHER = auto()


_PARTS: Final = (
    (Part.PROBLEMS_AND_MEASURES, re.compile("(?:问题|不足).*(?:措施|整改|改进)|(?:措施|整改|改进).*问题")),
    (Part.PROBLEMS, re.compile("存在.{0,6}(?:问题|不足)|主要问题|问题(?:及|和|与)?原因|偏差原因")),
    (Part.RESULTS, re.compile("完成情况|执行情况|绩效情况|履职情况|效益分析|完成结果")),
    (Part.EXPERIENCE, re.compile("经验|做法|成效|亮点|成绩")),
    (Part.MEASURES, re.compile("措施|整改|改进")),
    (Part.PLANS, re.compile("后续|下一步|下年|明年|打算|工作计划|建议|展望")),
    (Part.OBJECTIVES, re.compile("目标|工作任务|总体工作|工作内容|重点工作")),
)
FORWARD: Final = frozenset((Part.MEASURES, Part.PROBLEMS_AND_MEASURES, Part.PLANS, Part.OBJECTIVES))
"""Parts that speak of what is to come."""


def part_of(passage: Passage) -> Part:
    """The part a passage stands in, by the nearest heading that tells."""
    for heading in reversed((passage.place.heading or "").split(" > ")):
        for part, pattern in _PARTS:
            if pattern.search(heading):
                return part
    return Part.OTHER


class Stretch(NamedTuple):
    """A stretch of a passage."""

    start: int
    end: int
    text: str


def sentences(text: str) -> Iterator[Stretch]:
    """The sentences of a text."""
    return _stretches(_SENTENCE, text)


def segments(text: str) -> Iterator[Stretch]:
    """The parts of a text between full stops and semicolons."""
    return _stretches(_SEGMENT, text)


def _stretches(pattern: re.Pattern[str], text: str) -> Iterator[Stretch]:
    for match in pattern.finditer(text):
        if match[0].strip():
            yield Stretch(match.start(), match.end(), match[0])


def cell_passage(grid: Grid, row: int, column: int, text: str) -> Passage:
    """A cell as a passage without figures, to remark on it."""
    return Passage(-1, text, grid.place(row, column), (), Outline(text), (grid.number, row, column))


def every_text(audit: AuditInput) -> Iterator[Passage]:
    """All passages, then the cells that are too short to be one."""
    yield from audit.figures.passages
    told = {passage.cell for passage in audit.figures.passages}
    for grid in audit.figures.grids:
        for cell in grid.table.cells:
            if cell.text.strip() and (grid.number, cell.row, cell.column) not in told:
                yield cell_passage(grid, cell.row, cell.column, cell.text)


def remark(
    code: str,
    severity: Severity,
    message: str,
    passage: Passage,
    span: tuple[int, int] | None = None,
    **more: Any,
) -> Finding:
    """A finding about a span of a passage; ``stated`` is the span unless given."""
    start, end = span or (0, min(len(passage.text), 30))
    fields = {"stated": passage.text[start:end].strip(), "quote": passage.quote(start, end), **more}
    return found(code, severity, passage.place, message, **fields)

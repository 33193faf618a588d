"""What a template leaves behind: placeholders, instructions to the writer, empty indicator rows, unsigned fields."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import NO_PASSAGES, cell_passage, every_text, remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.document import Table
from ziping.domain.finding import Finding, Severity
from ziping.language.leftovers import ASKED, LEFT_OVER
from ziping.language.reports.cell_text import clean_lines, is_mark
from ziping.language.reports.figures import Passage
from ziping.language.reports.grids import Grid

_OPEN: Final = "待补充"
_MASK: Final = "×"
_PLACEHOLDER = re.compile(f"{LEFT_OVER.pattern}|(?<!没有){_OPEN}|{ASKED.pattern}")
_SUMMED: Final[tuple[tuple[str, Severity, str], ...]] = (
    (_OPEN, "warning", "全文有 {count} 处“{first}”，报送前请逐处补齐"),
    (_MASK, "note", "全文有 {count} 处“{first}”没有写明内容；公开时有意隐去的请忽略，否则请填写"),
)
"""What stands in many places is told once."""
_MASKED = re.compile("[×✕]{2,}")
_INSTRUCTION = re.compile(
    "根据(?:部门|单位|本单位|本部门)?实际(?:情况)?(?:进行)?(?:调整|细化|填写|填报)|细化(?:成|为)相应的个性化指标|有选择的?进行设置"
    "|以及认为其他需要|需要作为.{0,12}附件的|包括但不限于以下|如(?:部门|单位).{0,30}须相应修改|(?:不少于|不超过|控制在)\\s*[0-9]+\\s*字|填(?:表|报)说明"
)
_PROMPT = re.compile(
    "(?:(?:指标|目标)\\s*[0-9一二三四五六七八九十]{1,2}\\s*[：:]?\\s*|[…\\.。]{2,}(?![…\\.。])\\s*)+"
)
_INDICATORS = re.compile("指标|效益|绩效目标")
_UNSIGNED = re.compile("[（(](?:签字|签章|签名|盖章|公章)[)）]\\s*[:：]?\\s*(?:年\\s*月\\s*日\\s*)?$")
_BLANK_DATE = re.compile("(?<![0-9])\\s年\\s+月\\s+日")


def placeholder(audit: AuditInput) -> CheckResult:
    """XX, {{…}}, 此处填写, 待补充."""
    return result(_placeholders(audit))


def _placeholders(audit: AuditInput) -> Iterator[Finding]:
    summed: dict[str, list[tuple[Passage, re.Match[str]]]] = {_OPEN: [], _MASK: []}
    for passage in every_text(audit.figures):
        for match in _PLACEHOLDER.finditer(passage.text):
            kind = _OPEN if match[0] == _OPEN else _MASK if _MASKED.match(match[0]) else ""
            if kind:
                summed[kind].append((passage, match))
            else:
                message = f"“{match[0].strip()}”像是模板里没有填写的内容，请填写或删去"
                yield remark("placeholder", "warning", message, passage, match.span())
    for kind, severity, told in _SUMMED:
        if summed[kind]:
            passage, match = summed[kind][0]
            message = told.format(count=len(summed[kind]), first=match[0])
            yield remark("placeholder", severity, message, passage, match.span(), subject=kind)


def template_instruction(audit: AuditInput) -> CheckResult:
    """Sentences that tell the writer what to write, left in the report."""
    return result(_instructions(audit)) if audit.figures.passages else NO_PASSAGES


def _instructions(audit: AuditInput) -> Iterator[Finding]:
    for passage in audit.figures.passages:
        match = None if passage.norm else _INSTRUCTION.search(passage.text)
        if match is not None:
            message = f"“{match[0]}”是模板写给填报人的说明，不应留在报告里"
            severity: Severity = "warning" if passage.cell is None else "note"  # forms print some of it
            yield remark("template_instruction", severity, message, passage, match.span())


def empty_indicator(audit: AuditInput) -> CheckResult:
    """Indicator rows of which only the printed prompt is there: 时效指标, 指标1：, nothing."""
    if not audit.figures.grids:
        return CheckResult(not_assessable="全文没有读到表格")
    return result(finding for grid in audit.figures.grids for finding in _empty_rows(grid))


class _Empty(NamedTuple):
    """An indicator row without content."""

    row: int
    column: int
    kind: str


def _empty_rows(grid: Grid) -> Iterator[Finding]:
    by_kind: dict[str, list[_Empty]] = {}
    for empty in empty_rows(grid):
        by_kind.setdefault(empty.kind, []).append(empty)
    for kind, rows in by_kind.items():
        first, count = rows[0], len(rows)
        told = f"“{kind}”" if kind else "这里"
        message = f"{told}有 {count} 行指标是空的，只有表格原有的“指标1：”“……”；请填写指标，确无的写明不适用"
        passage = cell_passage(grid, first.row, first.column, (kind or "指标") + "：")
        yield remark("empty_indicator", "warning", message, passage, stated="", quote=kind, subject=kind)


def empty_rows(grid: Grid) -> list[_Empty]:
    """Rows of a table whose indicator cell holds a prompt only, and nothing to the right."""
    found, kinds = [], _Kinds(grid.table)
    for cell in grid.table.cells:
        text = clean_lines(cell.text)
        if not text or not _PROMPT.fullmatch(text):
            continue
        kind = kinds.of(cell.row, cell.column)
        right = [c for c in grid.table.row(cell.row) if c.column > cell.column]
        if re.search("指标|目标|效益", text + kind) and all(is_mark(c.text) for c in right):
            found.append(_Empty(cell.row, cell.column, kind))
    return found


class _Kinds:
    """The indicator names of a table, to find the nearest of a place."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @cached_property
    def _texts(self) -> dict[int, tuple[list[int], list[str]]]:
        """By column the rows that cells with words cover, in order, and the words."""
        covered = sorted(
            (column, row, text)
            for cell in self._table.cells
            if (text := clean_lines(cell.text))
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.end)
        )
        found: dict[int, tuple[list[int], list[str]]] = {}
        for column, row, text in covered:
            rows, texts = found.setdefault(column, ([], []))
            rows.append(row)
            texts.append(text)
        return found

    def of(self, row: int, column: int) -> str:
        """The nearest indicator name to the left, in the row itself or above."""
        for left in range(column - 1, -1, -1):
            rows, texts = self._texts.get(left, ((), ()))
            above = bisect_right(rows, row) - 1
            text = texts[above] if above >= 0 else ""
            if _INDICATORS.search(text) and not _PROMPT.fullmatch(text):
                return text
        return ""


def unsigned(audit: AuditInput) -> CheckResult:
    """Signature and date fields that are empty."""
    return result(_unsigned(audit))


def _unsigned(audit: AuditInput) -> Iterator[Finding]:
    for passage in audit.figures.passages:
        match = _UNSIGNED.search(" ".join(passage.text.split())) or _BLANK_DATE.search(passage.text)
        if match is not None:
            message = "签字、盖章或日期是空的，请补签（公开的版本有意隐去的请忽略）"
            yield remark("unsigned", "note", message, passage)


def label_twice(audit: AuditInput) -> CheckResult:
    """A cell that holds the same words on two lines."""
    if not audit.figures.grids:
        return CheckResult(not_assessable="全文没有读到表格")
    return result(_labels_twice(audit))


def _labels_twice(audit: AuditInput) -> Iterator[Finding]:
    for grid in audit.figures.grids:
        for cell in grid.table.cells:
            lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
            if len(lines) == 2 and lines[0] == lines[1]:
                passage = cell_passage(grid, cell.row, cell.column, cell.text)
                yield remark(
                    "label_twice", "note", f"“{lines[0]}”在一格里写了两遍", passage, expected=lines[0]
                )


CHECKS: Final = (
    Check("placeholder", "模板占位", placeholder),
    Check("template_instruction", "模板说明", template_instruction),
    Check("empty_indicator", "空的指标行", empty_indicator),
    Check("unsigned", "未签字盖章", unsigned),
    Check("label_twice", "一格里写两遍", label_twice),
)

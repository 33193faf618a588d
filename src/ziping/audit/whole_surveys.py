"""Satisfaction figures against the survey they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import cell_passage, remark
from ziping.audit.report import result
from ziping.audit.whole_targets import AIM
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Severity
from ziping.language.numerals import NumberKind
from ziping.language.reports.figures import Passage
from ziping.language.reports.parts import Part, part_of

_SATISFIED = re.compile("满意[度率]|满意")
_SURVEY = re.compile(
    "满意[^。]{0,40}(?:调查|问卷|测评|抽样|回访|评议|样本|访谈|打分|统计)|(?:问卷|测评|抽样|回访|评议|民调|民意)[^。]{0,40}满意|满意度(?:调查|测评|问卷)|评议代表|公正评议|民主评议"
)

_ASKED = re.compile(
    "问卷|(?:调查|走访|抽查|询问|受访|访谈)[^，。0-9]{0,12}[0-9]+\\s*[人名户份家位]|随机(?:访问|走访)|拦访|电话回访|访问[^，。]{0,12}[0-9]+\\s*[人名户份]"
)
"""Words of a survey in a paragraph that speaks of satisfaction."""


def satisfaction_without_survey(audit: AuditInput) -> CheckResult:
    """A satisfaction figure, and no word on who was asked and how."""
    figures = [*_satisfaction_text(audit), *_satisfaction_cells(audit)]
    if not figures:
        return CheckResult(not_assessable="全文没有满意度数据")
    whole = "。".join(passage.text for passage in audit.figures.passages if not passage.norm)
    asked = (passage.text for passage in audit.figures.passages if "满意" in passage.text)
    if _SURVEY.search(whole) or any(_ASKED.search(text) for text in asked):
        return CheckResult()
    passage, span = figures[0]
    message = "写了满意度，没有写调查的对象、方式和样本；请补充调查依据并附佐证材料"
    severity: Severity = "note" if _is_form(audit) else "warning"  # a form has no room for evidence
    return result((
        remark("satisfaction_without_survey", severity, message, passage, span, expected="调查方式和样本数"),
    ))


def _is_form(audit: AuditInput) -> bool:
    """Whether the document holds 项目支出绩效自评表, or is a score sheet without a text."""
    if all(passage.cell is not None or passage.heading for passage in audit.figures.passages):
        return True
    printed = ("年度指标值", "实际完成值")
    return bool(audit.forms) or any(
        cell.text.strip("* ") in printed for grid in audit.figures.grids for cell in grid.table.cells
    )


_Spot = tuple[Passage, tuple[int, int]]


def _satisfaction_cells(audit: AuditInput) -> Iterator[_Spot]:
    for grid in audit.figures.grids:
        for row, column in sorted(grid.figures):
            cell = grid.figures[row, column]
            words = " ".join(grid.row_words(row, column))
            if cell.unit == "%" and _SATISFIED.search(words) and not grid.is_target(row, column):
                yield cell_passage(grid, row, column, cell.text), (0, len(cell.text))


def _satisfaction_text(audit: AuditInput) -> Iterator[_Spot]:
    for passage in audit.figures.passages:
        if part_of(passage) is Part.OBJECTIVES or passage.norm:
            continue
        for number in passage.numbers:
            before = passage.text[max(0, number.start - 12) : number.start]
            if number.kind is NumberKind.PERCENT and _SATISFIED.search(before) and not AIM.search(before):
                yield passage, (number.start, number.end)


CHECKS: Final = (Check("satisfaction_without_survey", "满意度的调查依据", satisfaction_without_survey),)

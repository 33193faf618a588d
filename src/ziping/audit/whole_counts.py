"""How many projects the text speaks of against how many forms or rows there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.language.labels import clean_text
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.figures import Figure, Figures
from ziping.language.reports.grids import ColumnKind, Grid, RowKind

_BEFORE = re.compile("项目(?:总数|数量|数)?(?:共有?|为|有)?$")
_BEHIND = re.compile("^项目(?!支出)")
_OF_ALL = re.compile("自评|见表|如下表|见下表|附表")
_NAMES = re.compile("项目名称|项目")
_LEAST: Final = 2
_CAPTIONED = re.compile(
    "(?<![0-9.])(?P<count>[0-9]{1,2})个(?:[\u4e00-\u9fff]{0,6})项目[^。；，]{0,12}(?:见下表|见表|如下)"
)


def projects(given: AuditInput) -> CheckResult:
    """纳入自评的项目共3个 over three forms, or over a table of three rows."""
    counts = set(_counts(given.figures))
    said = list(_said(given.figures)) if len(counts) == 1 else []
    findings = [_finding(given.figures, figure, max(counts)) for figure in said if figure.value not in counts]
    return result(findings, looked=said, nothing="没有既写项目个数、又逐个列出项目的")


def _counts(figures: Figures) -> Iterator[int]:
    """Forms of the document, and projects of tables with a score for each."""
    forms = sum(grid.form for grid in figures.grids)
    if forms >= _LEAST:
        yield forms
    for grid in figures.grids:
        count = 0 if grid.form else _rows(grid)
        if count >= _LEAST:
            yield count


def _rows(grid: Grid) -> int:
    """Projects of a table whose header names them and their scores."""
    titles = [header_core(text) for row in range(min(2, grid.table.height)) for text in grid.row_words(row)]
    if not any(_NAMES.fullmatch(title) for title in titles):
        return 0
    scores = [run for run in grid.runs if run.kind is ColumnKind.SCORE]
    weights = any(run.kind is ColumnKind.WEIGHT for run in grid.runs)
    if len(scores) != 1 or weights:
        return 0
    return sum(grid.row_kind(cell.row, cell.column) is RowKind.ITEM for cell in scores[0].cells)


def _said(figures: Figures) -> Iterator[Figure]:
    for figure in figures.text:
        passage = figures.passage(figure)
        if not figure.exact or figure.unit != "个" or passage.norm or passage.cell is not None:
            continue
        named = _BEFORE.search(clean_text(figure.label)) or _BEHIND.match(clean_text(figure.after))
        clauses = passage.outline.of_sentence(figure.sentence)
        if named and _OF_ALL.search(passage.text[clauses[0].start : clauses[-1].end]):
            first = figures.of_passage[passage.index][0]
            if figure is first:
                yield figure


def _finding(figures: Figures, figure: Figure, count: int, code: str = "project_count") -> Finding:
    return found(
        code,
        "warning",
        figure.place,
        f"写的是{figure.surface}项目，文件里逐个列出的是{count}个；请核对",
        stated=figure.surface,
        expected=f"{count}个",
        quote=figures.quote(figure),
        subject="项目个数",
    )


def captioned(given: AuditInput) -> CheckResult:
    """7个项目的预算和支出见下表 over a table of seven rows and their total."""
    looked, findings = [], []
    for grid in given.figures.grids:
        said = _CAPTIONED.search(grid.caption)
        count = _listed(grid) if said else 0
        if said is None or not count:
            continue
        looked.append(grid)
        if int(said["count"]) != count:
            there = (f for f in given.figures.text if f.value == int(said["count"]) and f.unit == "个")
            place = next((f for f in there if given.figures.passage(f).text in grid.caption), None)
            findings.extend(
                [_finding(given.figures, place, count, "caption_count")] if place is not None else []
            )
    return result(findings, looked=looked, nothing="没有在表前写项目个数的表")


def _listed(grid: Grid) -> int:
    """The projects of a table that names nothing else and ends with their total; 0 for other tables."""
    titles = [header_core(text) for text in grid.row_words(0)]
    runs = [run for run in grid.runs if run.kind is ColumnKind.FIGURE]
    if not titles or not _NAMES.fullmatch(titles[0]) or not runs:
        return 0
    kinds = [grid.row_kind(cell.row, cell.column) for cell in runs[0].cells]
    parts = any(grid.is_part(cell.row, cell.column) for cell in runs[0].cells)
    return 0 if parts or kinds[-1:] != [RowKind.TOTAL] else kinds.count(RowKind.ITEM)


CHECKS: Final = (
    Check("project_count", "项目个数", projects),
    Check("caption_count", "表前写的项目个数", captioned),
)

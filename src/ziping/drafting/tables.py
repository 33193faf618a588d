"""Tables of a draft from the outline's table specifications and the facts; every figure's cell names its fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ziping.domain.draft import Cell, Row, Table
from ziping.domain.outline import FigureRow, FigureTable, FormTable, ScoreSheet, ScoreTable, TableSpec, fill
from ziping.domain.scorecard import GroupLine, ScoreLine
from ziping.drafting.figures import PENDING, Figures
from ziping.drafting.forms import form_rows
from ziping.drafting.marking import clean
from ziping.drafting.printing import in_unit
from ziping.drafting.remarks import remark
from ziping.drafting.writer import DraftRequest

_SCORES: Final = ("一级指标", "二级指标", "三级指标", "分值", "得分")
_REMARKS: Final = "扣分原因和其他说明"
_SHEET: Final = ("一级指标", "二级指标", "三级指标", "评分标准", "分值", "得分")


class TableWriter:
    """Builds the tables of one draft."""

    def __init__(self, request: DraftRequest, figures: Figures) -> None:
        self._request, self._figures = request, figures
        self._numbers = request.family.outline.table_numbers()
        self._indicators = {leaf.indicator.id: leaf.indicator for leaf in request.rubric.leaves()}
        self._specs = {table.id: table for table in request.family.outline.tables}

    def reference(self, name: str) -> str:
        """``表1`` for the text."""
        return self._numbers[name]

    def table(self, name: str, words: Mapping[str, Any]) -> Table:
        """The table of a specification; ``words`` are what the template of a form may use.

        Raises:
            RenderError: a form's template cannot be filled.
        """
        spec = self._specs[name]
        rows, widths = tuple(self._rows(spec, words)), tuple(spec.widths)
        caption = fill(spec.caption, clean(self._request.submission.unit.name), self._request.submission.year)
        number = self._numbers.get(name)
        unit = spec.unit if isinstance(spec, (FigureTable, FormTable)) else ""
        return Table(
            id=name,
            caption=f"{number}　{caption}" if number else caption,
            unit_note=f"单位：{unit}" if unit else "",
            widths=widths,
            rows=rows,
        )

    def _rows(self, spec: TableSpec, words: Mapping[str, Any]) -> Iterator[Row]:
        if isinstance(spec, FormTable):
            yield from form_rows(spec, self._request.family.templates, words, self._figures)
        elif isinstance(spec, FigureTable):
            yield _header(spec.columns)
            yield from (self._figure_row(row, spec.unit) for row in spec.rows)
        elif isinstance(spec, ScoreTable):
            yield _header(_SCORES)
            yield from self._level1(spec, spec.group)
            yield _total(3, "合计", self._score_cells(spec.group))
        else:
            yield _header((*_SHEET, _REMARKS) if spec.remarks else _SHEET)
            for group in self._request.scorecard.groups:
                if len(group.path) == 1:
                    yield from self._level1(spec, group.id)
            for line in self._request.scorecard.lines:
                if len(line.path) == 1:
                    yield Row(cells=(Cell(text=clean(line.label), columns=3), *self._told(spec, line)))
            entered = self._request.scorecard.entered is not None
            told = _blank(spec, "单位录入的总分" if entered else "")
            yield _total(4, "合计", (*self._score_cells("total"), *told))

    def _figure_row(self, row: FigureRow, unit: str) -> Row:
        label = Cell(text=row.label, columns=row.span, align="center" if row.span > 1 else "left")
        cells = (self._figure(name, unit) for name in row.facts)
        return Row(kind=row.kind, cells=(label, *cells))

    def _figure(self, name: str, unit: str) -> Cell:
        if not name:
            return Cell(text="")
        fact = self._figures.facts.get(name)
        if fact is None:
            if not name.endswith((".score", ".max_score")):  # scoring itself says what a score lacks
                self._figures.lack(name)
            return Cell(text=PENDING)
        text = in_unit(fact, unit)
        return Cell(text=text, fact=name, align="center" if fact.unit == "分" else "right")

    def _level1(self, spec: ScoreTable | ScoreSheet, group: str) -> Iterator[Row]:
        """Rows of a level-1 indicator: each level-2 indicator with its leaves and sub-total."""
        upper = next(line for line in self._request.scorecard.groups if line.id == group)
        below = [
            line
            for line in self._request.scorecard.groups
            if len(line.path) == 2 and line.path[0] == upper.path[0]
        ]
        direct = [line for line in self._leaves(upper) if len(line.path) == 2]
        rows = [row for line in below for row in self._level2(spec, line)]
        rows += self._direct(spec, upper, direct, alone=not below)
        first = Cell(text=clean(upper.label), rows=len(rows), columns=1 if below else 2)
        for number, row in enumerate(rows):
            yield row if number else Row(kind=row.kind, cells=(first, *row.cells))

    def _leaves(self, group: GroupLine) -> list[ScoreLine]:
        depth = len(group.path)
        return [line for line in self._request.scorecard.lines if line.path[:depth] == group.path]

    def _level2(self, spec: ScoreTable | ScoreSheet, group: GroupLine) -> Iterator[Row]:
        leaves = self._leaves(group)
        for index, line in enumerate(leaves):
            head = (Cell(text=clean(group.label), rows=len(leaves)),) if not index else ()
            yield Row(cells=(*head, Cell(text=clean(line.label)), *self._told(spec, line)))
        yield self._subtotal(spec, group, 3 if isinstance(spec, ScoreSheet) else 2)

    def _direct(
        self, spec: ScoreTable | ScoreSheet, upper: GroupLine, leaves: list[ScoreLine], *, alone: bool
    ) -> Iterator[Row]:
        """Leaves right below a level-1 indicator; beside level-2 ones they take the column of level 2 too."""
        for line in leaves:
            columns = 1 if alone else 2
            yield Row(cells=(Cell(text=clean(line.label), columns=columns), *self._told(spec, line)))
        if alone:
            yield self._subtotal(spec, upper, 2 if isinstance(spec, ScoreSheet) else 1)

    def _told(self, spec: ScoreTable | ScoreSheet, line: ScoreLine) -> tuple[Cell, ...]:
        """What stands beside a leaf: its rule, points, score and remark."""
        rule = (Cell(text=clean(line.clause), align="left"),) if isinstance(spec, ScoreSheet) else ()
        remark_of = (self._remark(line),) if _has_remarks(spec) else ()
        return (*rule, *self._line_cells(line), *remark_of)

    def _subtotal(self, spec: ScoreTable | ScoreSheet, group: GroupLine, columns: int) -> Row:
        cells = (Cell(text="小计", columns=columns), *self._score_cells(group.id), *_blank(spec))
        return Row(kind="subtotal", cells=cells)

    def _remark(self, line: ScoreLine) -> Cell:
        return Cell(
            text=remark(line, self._indicators[line.id], self._request.submission, self._figures),
            align="left",
        )

    def _line_cells(self, line: ScoreLine) -> tuple[Cell, Cell]:
        most, score = self._score_cells(line.id)
        if line.reserved:
            return most, Cell(text="由财政部门评分")
        if line.status == "not_applicable" and not line.score:
            return most, Cell(text="不适用")
        return most, score

    def _score_cells(self, name: str) -> tuple[Cell, Cell]:
        """Points and score of a leaf, group or total."""
        return self._figure(f"{name}.max_score", ""), self._figure(f"{name}.score", "")


def _header(labels: tuple[str, ...]) -> Row:
    return Row(kind="header", cells=tuple(Cell(text=label) for label in labels))


def _has_remarks(spec: TableSpec) -> bool:
    return isinstance(spec, ScoreSheet) and spec.remarks


def _blank(spec: TableSpec, text: str = "") -> tuple[Cell, ...]:
    """The remark of a sum, mostly empty."""
    return (Cell(text=text, align="left" if text else "center"),) if _has_remarks(spec) else ()


def _total(columns: int, label: str, cells: tuple[Cell, ...]) -> Row:
    return Row(kind="total", cells=(Cell(text=label, columns=columns), *cells))

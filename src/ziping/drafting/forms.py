"""Tables of an official form from a phrase template: rows and cells as printed, figures through facts only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from ziping.domain.draft import Cell, Row, Table
from ziping.domain.draft_grid import slots
from ziping.domain.outline import FormTable
from ziping.drafting.figures import PENDING, Figures
from ziping.drafting.marking import tidy_lines
from ziping.drafting.phrases import Templates, run
from ziping.drafting.printing import in_unit
from ziping.errors import RenderError, ZipingError

RowKind = Literal["header", "body", "subtotal", "total"]
Align = Literal["left", "center", "right"]

BREAK = "\u2028"
"""A line break inside a cell; a unit's own words never hold one (``marking.clean``)."""


def form_rows(
    spec: FormTable, templates: Templates, words: Mapping[str, Any], figures: Figures
) -> tuple[Row, ...]:
    """The rows a form's template writes.

    Raises:
        RenderError: the template is wrong, or its cells do not fill the columns.
    """
    sheet = _Sheet(spec, figures)
    names = {"row": sheet.row, "cell": sheet.cell, "figure": sheet.figure, "br": BREAK, "lines": BREAK.join}
    run(templates, spec.template, {**words, **names})
    rows = tuple(sheet.rows)
    try:
        list(slots(Table(id=spec.id, caption=spec.template, widths=spec.widths, rows=rows)))
    except ZipingError as error:
        where = str(error).partition("；")[0]
        raise RenderError(f"{where}，请在模板中改正 rows、columns") from error
    return rows


class _Sheet:
    """Rows a template registers, in order."""

    def __init__(self, spec: FormTable, figures: Figures) -> None:
        self._unit = spec.unit
        self._figures = figures
        self._cells: list[Cell] = []
        self.rows: list[Row] = []

    def row(self, kind: RowKind = "body", *, caller: Callable[[], str]) -> str:
        """Registers one row; the cells stand between ``call`` and ``endcall``."""
        self._cells = []
        loose = caller()
        if loose.strip():
            raise RenderError(f"表格的一行里有文字写在单元格之外（{loose.strip()[:20]!r}…），请放进 cell(…)")
        self.rows.append(Row(kind=kind, cells=tuple(self._cells)))
        return ""

    def cell(
        self,
        text: str = "",
        *,
        rows: int = 1,
        columns: int = 1,
        align: Align = "center",
        caller: Callable[[], str] | None = None,
    ) -> str:
        """Registers a cell with its text, or the text between ``call`` and ``endcall``."""
        plain, marks = self._figures.marks.take_out(tidy_lines(caller() if caller else text, BREAK))
        whole = len(marks) == 1 and marks[0].start == 0 and marks[0].end == len(plain)
        fact = marks[0].fact if whole else None
        shown = plain.replace(BREAK, "\n")
        self._cells.append(Cell(text=shown, fact=fact, rows=rows, columns=columns, align=align))
        return ""

    def figure(self, name: str, *, rows: int = 1, columns: int = 1) -> str:
        """Registers a cell with a figure, in the unit written above the table."""
        fact = self._figures.facts.get(name)
        if fact is None:
            self._figures.lack(name)
            text, known = PENDING, None
        else:
            text, known = in_unit(fact, self._unit), name
        self._cells.append(Cell(text=text, fact=known, rows=rows, columns=columns))
        return ""

"""The fill-in workbook of a rubric as .xlsx bytes: empty, prefilled from a submission, or from last year's."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ziping.domain.rubric import Rubric
from ziping.domain.submission import Submission, Unit
from ziping.domain.workbook_forms import (
    CARRIED_OVER,
    FORMAT,
    GUIDE_SHEET,
    INDICATOR_FORM,
    INPUT_FORM,
    META_SHEET,
    NOTE_SHEET,
    PROJECT_SHEET,
    SHEETS,
    TABLES,
    TASK_SHEET,
    OptionKey,
    RowForm,
    TableForm,
)
from ziping.domain.workbook_layout import Row, RowSheet, WorkbookLayout, workbook_layout
from ziping.domain.workbook_paths import LIST_FIELDS, cell_path
from ziping.render.workbook_cells import ALLOWED, add_validation, table_ask, write_cell
from ziping.render.workbook_guide import (
    Progress,
    indicator_progress,
    input_progress,
    table_progress,
    write_guide,
)
from ziping.render.workbook_prefill import CellContent, Prefill, prefill_of, table_contents
from ziping.render.workbook_styles import Fill, Styles, row_height
from ziping.render.zip_bytes import fixed_zip

_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the same input gives the same bytes
_HEADER_ROW: Final = 2
_SPARE_ROWS: Final = 200
"""Rows below a table that keep its drop-downs."""
_TABLE_WIDTHS: Final = {
    TASK_SHEET: (18, 26, 60, 22, 30, 14, 34),
    PROJECT_SHEET: (44, 24, 18, 18, 15, 34),
    NOTE_SHEET: (28, 52, 34, 24, 30),
}
_CENTRED: Final = {"unit", "max_score", "required", "filled_by"}
_FROZEN_COLUMNS: Final = {INPUT_FORM.sheet: 3, INDICATOR_FORM.sheet: 4}


def render_workbook(  # noqa: PLR0913 - what is asked for, and what is known already
    rubric: Rubric,
    *,
    rubric_sha256: str,
    version: str,
    prefill: Submission | None = None,
    last_year: Submission | None = None,
    unit: Unit | None = None,
) -> bytes:
    """The workbook's bytes.

    Args:
        rubric: what is asked for.
        rubric_sha256: hash of the rubric's text, kept in the meta sheet.
        version: of ziping, kept in the meta sheet.
        prefill: written into the cells as a whole.
        last_year: fills 上年数据 and what a unit seldom changes, marked as carried over.
        unit: what a roster knows of the unit; goes before what last year's says.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": f"绩效自评填报表（{rubric.id}）", "author": "ziping", "created": _CREATED})
    facts = {"format": FORMAT, "rubric": rubric.id, "rubric_sha256": rubric_sha256, "version": version}
    _Writer(book, rubric, prefill, prefill_of(rubric, prefill, last_year, unit)).write(facts)
    book.close()
    return fixed_zip(target.getvalue())


class _Writer:
    def __init__(self, book: Any, rubric: Rubric, submission: Submission | None, prefill: Prefill) -> None:
        self.book = book
        self.rubric = rubric
        self.submission = submission
        self.prefill = prefill
        self.layout: WorkbookLayout = workbook_layout(rubric)
        self.units = {item.id: item.unit for item in rubric.inputs}
        self.styles = Styles(book)
        self.sheets = {name: book.add_worksheet(name) for name in (*SHEETS, META_SHEET)}
        self.option_ranges: dict[OptionKey, str] = {}
        self.progress: list[Progress] = []

    def write(self, facts: Mapping[str, str]) -> None:
        self.meta(facts)
        for row_sheet in self.layout.row_sheets:
            _RowSheetWriter(self, row_sheet).write()
        for sheet in dict.fromkeys(form.sheet for form in TABLES):
            self.tables(sheet)
        write_guide(self.sheets[GUIDE_SHEET], self.styles, self.rubric, tuple(self.progress))
        for name in SHEETS:
            self.page(self.sheets[name], name)
            self.sheets[name].protect("", ALLOWED)
        self.sheets[SHEETS[1]].activate()
        self.sheets[GUIDE_SHEET].activate()

    def meta(self, facts: Mapping[str, str]) -> None:
        sheet, row = self.sheets[META_SHEET], 0
        lines = [("fact", key, value, "") for key, value in facts.items()]
        for key, options in self.layout.options.items():
            first = len(lines) + 1
            lines += [("option", key, option.label, option.id) for option in options]
            if options:
                self.option_ranges[key] = f"='{META_SHEET}'!$C${first}:$C${len(lines)}"
        for row_sheet in self.layout.row_sheets:
            form = row_sheet.form
            lines += [("row", form.sheet, form.label(item.shown), item.id) for item in row_sheet.rows]
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)
        sheet.very_hidden()

    def page(self, sheet: Any, name: str) -> None:
        """A4 across, as wide as the page."""
        if name != GUIDE_SHEET:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer(f"&L{name}&R第 &P 页，共 &N 页")
        if name not in {GUIDE_SHEET, NOTE_SHEET}:
            sheet.freeze_panes(self.header_row(name) + 1, _FROZEN_COLUMNS.get(name, 0))
            sheet.repeat_rows(self.header_row(name))

    def header_row(self, name: str) -> int:
        """Tables show an example line above their header."""
        return _HEADER_ROW + 1 if name in {TASK_SHEET, PROJECT_SHEET} else _HEADER_ROW

    def heading(self, sheet: Any, title: str, hint: str, column: int) -> None:
        sheet.hide_gridlines(2)
        sheet.set_row(0, 28)
        sheet.write_string(0, column, title, self.styles.title)
        sheet.write_string(1, column, hint, self.styles.hint)

    def tables(self, name: str) -> None:
        sheet = self.sheets[name]
        forms = [form for form in TABLES if form.sheet == name]
        for column, width in enumerate(_TABLE_WIDTHS[name]):
            sheet.set_column(column, column, width, self.styles.open)
        row = 0
        if len(forms) > 1:
            self.heading(sheet, name, "全部选填。写了的内容优先于软件起草的文字。", 0)
            row = 3
        for form in forms:
            row = self.table(sheet, form, row, alone=len(forms) == 1) + 1

    def table(self, sheet: Any, form: TableForm, top: int, *, alone: bool) -> int:
        """One table from its title down; returns the row below it."""
        if alone:
            self.heading(sheet, form.title, form.hint, 0)
        else:
            sheet.write_string(top, 0, form.title, self.styles.section)
            sheet.write_string(top + 1, 0, form.hint, self.styles.hint)
        sheet.write_string(top + 2, 0, form.example_text, self.styles.example)
        rows = table_contents(form, self.submission, self.layout, self.units)
        first = top + 4
        last = first + max(form.blank_rows, len(rows) + 3) - 1
        for row in range(first, last + 1):
            self.table_row(sheet, form, row, rows[row - first] if row - first < len(rows) else {})
        for column, spec in enumerate(form.columns, start=form.left):
            sheet.write_string(top + 3, column, spec.header, self.styles.header)
            end = last + _SPARE_ROWS if alone else last
            source = self.option_ranges.get(spec.options, "")
            add_validation(sheet, (first, column, end, column), spec.header, table_ask(spec), source)
        if alone:
            keys = [spec.key for spec in form.columns]
            counted = (xl_col_to_name(keys.index(form.needs[0])), first + 1, last + 1 + _SPARE_ROWS)
            self.progress.append(table_progress(form.sheet, *counted, len(rows)))
        return last + 1

    def table_row(self, sheet: Any, form: TableForm, row: int, contents: Mapping[str, CellContent]) -> None:
        widths = _TABLE_WIDTHS[form.sheet]
        texts = []
        for column, spec in enumerate(form.columns, start=form.left):
            content = contents.get(spec.key)
            style = self.styles.input("optional", spec.kind, "元" if spec.kind == "number" else "")
            write_cell(sheet, (row, column), content, style)
            texts.append((content if isinstance(content, str) else "", widths[column]))
        height = row_height(texts)
        if height:
            sheet.set_row(row, height)


def _fill(required: bool) -> Fill:  # noqa: FBT001
    return "required" if required else "optional"


class _RowSheetWriter:
    """Writes one sheet whose rows have ids."""

    def __init__(self, writer: _Writer, row_sheet: RowSheet) -> None:
        self.writer = writer
        self.styles = writer.styles
        self.form: RowForm = row_sheet.form
        self.rows = row_sheet.rows
        self.sheet = writer.sheets[self.form.sheet]
        self.at = _HEADER_ROW
        self.filled = 0
        self.asked = 0
        self.above: dict[str, str] = {}

    def write(self) -> None:
        self.writer.heading(self.sheet, self.form.title, self.form.hint, 1)
        for column, spec in enumerate(self.form.columns):
            hidden = {"hidden": True} if spec.key == "id" else {}
            self.sheet.set_column(column, column, spec.width, None, hidden)
            self.sheet.write_string(_HEADER_ROW, column, spec.header, self.styles.header)
        for row in self.rows:
            for content in self.contents(row):
                self.at += 1
                self.row(row, content)
        self.count()

    def contents(self, row: Row) -> list[CellContent | None]:
        """What stands in the value cell of each repetition of a row."""
        path = cell_path(self.form.sheet, row.id, self.form.value_key)
        value = None if path is None else self.writer.prefill.contents.get(path)
        if path not in LIST_FIELDS:
            return [None if isinstance(value, tuple) else value]
        entries: tuple[str, ...] = value if isinstance(value, tuple) else ()
        return [*entries, *[None] * max(row.repeat - len(entries), 2)]

    def row(self, row: Row, content: CellContent | None) -> None:
        for column, spec in enumerate(self.form.columns):
            at = (self.at, column)
            if spec.key == "id":
                self.sheet.write_string(*at, row.id, self.styles.locked())
            elif spec.key in row.asks:
                self.ask(row, spec.key, at, content)
            else:
                self.label(row, spec.key, at)
        if self.is_carried(row, self.form.value_key, content):
            note = [spec.key for spec in self.form.columns].index("note")
            self.sheet.write_string(self.at, note, CARRIED_OVER, self.styles.locked())
        self.fit(row, content)
        self.above = row.shown

    def fit(self, row: Row, content: CellContent | None) -> None:
        """Makes room for texts longer than a line."""
        own = {**self.shown(row), self.form.value_key: content if isinstance(content, str) else ""}
        for key in ("reason", "evidence", "explanation", "source"):
            path = cell_path(self.form.sheet, row.id, key)
            text = self.writer.prefill.contents.get(path) if path else None
            own[key] = text if isinstance(text, str) else own.get(key, "")
        height = row_height(
            (own.get(spec.key, ""), spec.width) for spec in self.form.columns if spec.key != "id"
        )
        if height:
            self.sheet.set_row(self.at, height)

    def shown(self, row: Row) -> dict[str, str]:
        """Locked texts; a repeated row keeps only what names it."""
        if row.repeat == 1 or self.above is not row.shown:
            return row.shown
        return {key: row.shown[key] for key in self.form.label_keys}

    def ask(self, row: Row, key: str, at: tuple[int, int], content: CellContent | None) -> None:
        ask = row.asks[key]
        path = cell_path(self.form.sheet, row.id, key)
        if key != self.form.value_key and path is not None:
            found = self.writer.prefill.contents.get(path)
            content = None if isinstance(found, tuple) else found
        fill: Fill = "carried" if self.is_carried(row, key, content) else _fill(ask.required)
        write_cell(self.sheet, at, content, self.styles.input(fill, ask.kind, ask.unit))
        add_validation(self.sheet, (*at, *at), row.shown.get("label", ""), ask)
        if ask.required and key == self.form.value_key:
            self.asked += 1
            self.filled += content is not None

    def is_carried(self, row: Row, key: str, content: CellContent | None) -> bool:
        path = cell_path(self.form.sheet, row.id, key)
        return content is not None and path in self.writer.prefill.carried

    def label(self, row: Row, key: str, at: tuple[int, int]) -> None:
        """Locked text; what the row above already says is faint."""
        text = self.shown(row).get(key, "")
        head = row.id.startswith("indicator:")
        own = head and key in {"level3", "max_score"}
        repeated = key.startswith(("level", "group")) or row.repeat > 1
        faint = repeated and not own and self.above.get(key) == text
        style = self.styles.locked(head=head, bold=own, faint=faint, centred=key in _CENTRED)
        self.sheet.write_string(*at, text, style)

    def count(self) -> None:
        columns = {spec.key: xl_col_to_name(at) for at, spec in enumerate(self.form.columns)}
        area = (_HEADER_ROW + 2, self.at + 1)
        if self.form is INPUT_FORM:
            self.writer.progress.append(input_progress(*area, columns, self.filled, self.asked))
        if self.form is INDICATOR_FORM:
            self.writer.progress.append(indicator_progress(*area, columns, self.filled, self.asked))

"""The fill-in workbook of many units as .xlsx bytes: one row a unit, empty, from a roster, or filled in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

import xlsxwriter

from ziping.domain.many_layout import (
    CODE_HEADER,
    FORMAT,
    KEY_IDS,
    META_SHEET,
    NAME_HEADER,
    REMARK_TABLE,
    SOURCE_TABLE,
    ItemSheet,
    ManyLayout,
    WideColumn,
    WideSheet,
    many_layout,
)
from ziping.domain.rubric import Rubric
from ziping.domain.submission import Submission, Unit
from ziping.domain.workbook_forms import GUIDE_SHEET, OptionKey, TableForm, squeeze
from ziping.domain.workbook_layout import Ask, workbook_layout
from ziping.render.workbook_cells import ALLOWED, add_validation, table_ask, write_cell
from ziping.render.workbook_guide import UNIT_LINES, about, write_heading, write_numbered, write_pairs
from ziping.render.workbook_prefill import CellContent, Contents, prefill_of, table_contents
from ziping.render.workbook_styles import Fill, Styles
from ziping.render.zip_bytes import fixed_zip

_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the same input gives the same bytes
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ID_ROW, _TITLE_ROW, _GROUP_ROW, _LABEL_ROW = range(4)
_FIRST_ROW: Final = _LABEL_ROW + 1
_SPARE_ROWS: Final = 1_000
"""Rows below the last unit that keep their drop-downs and bounds."""
_KEY_ASKS: Final = (Ask("text", prompt="按文本填写，保留前面的0"), Ask("text", prompt="与公章一致的全称"))
_KEY_WIDTHS: Final = (16, 28)
_WIDTHS: Final = {"long": 34, "text": 20, "list": 24, "aspects": 20, "option": 26}
_STEPS: Final = (
    "先在“单位信息”里一个单位填一行；其他表按“单位编码”对应单位，没有编码的按“单位名称”。",
    "“基础数据”“指标填报”“上年数据”一个单位一行；其余各表一条内容一行，同一单位可以有几行。",
    "可以排序、筛选、插入和删除行；请不要改表头，也不要删去隐藏的第一行。",
    "没有发生的数填 0；还不知道的先空着，软件会列出缺什么，不会当成 0，也不会给满分。",
    "选中格子会出现提示；表头带红角的，把鼠标停在上面可以看填报说明。",
)
_AFTER: Final = (
    "先运行：ziping batch check 本文件.xlsx --mistakes 问题清单.xlsx（一次列出所有单位的问题）。",
    "再运行：ziping batch run 本文件.xlsx --out 输出文件夹（给每个单位生成报告）。",
)


class ManyUnit(NamedTuple):
    """One unit's row.

    Attributes:
        unit: what a roster knows of it.
        prefill: written as a whole.
        last_year: fills 上年数据 and what a unit seldom changes.
    """

    unit: Unit | None = None
    prefill: Submission | None = None
    last_year: Submission | None = None

    @property
    def known(self) -> Unit:
        """The unit its rows are named by."""
        given = self.unit or (self.prefill.unit if self.prefill else None)
        return given or (self.last_year.unit if self.last_year else Unit(name=""))


def render_many_workbook(
    rubric: Rubric, units: Sequence[ManyUnit] = (), *, rubric_sha256: str, version: str
) -> bytes:
    """The workbook's bytes; the same values give the same bytes.

    Args:
        rubric: what is asked for.
        units: one row each; none for an empty workbook.
        rubric_sha256: hash of the rubric's text, kept in the meta sheet.
        version: of ziping, kept in the meta sheet.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _OPTIONS)
    book.set_properties({
        "title": f"绩效自评多单位填报表（{rubric.id}）",
        "author": "ziping",
        "created": _CREATED,
    })
    facts = {"format": FORMAT, "rubric": rubric.id, "rubric_sha256": rubric_sha256, "version": version}
    _Writer(book, rubric, units).write(facts)
    book.close()
    return fixed_zip(target.getvalue())


class _Column(NamedTuple):
    """A column as written: key columns, those of wide sheets and those of item sheets alike."""

    header: str
    ask: Ask
    fill: Fill
    width: float
    source: str = ""
    note: str = ""


class _Writer:
    def __init__(self, book: Any, rubric: Rubric, units: Sequence[ManyUnit]) -> None:
        self.rubric = rubric
        self.layout: ManyLayout = many_layout(rubric)
        self.single = workbook_layout(rubric)
        self.units = {item.id: item.unit for item in rubric.inputs}
        self.styles = Styles(book)
        wide, items = ([sheet.sheet for sheet in sheets] for sheets in (self.layout.wide, self.layout.items))
        names = (GUIDE_SHEET, *wide, *items, META_SHEET)
        self.sheets = {name: book.add_worksheet(name) for name in names}
        self.rows = units
        self.contents: list[Contents] = [
            prefill_of(rubric, given.prefill, given.last_year, given.unit).contents for given in units
        ]
        self.option_ranges: dict[OptionKey, str] = {}

    def write(self, facts: Mapping[str, str]) -> None:
        self.meta(facts)
        self.guide()
        for wide in self.layout.wide:
            self.wide(wide)
        for items in self.layout.items:
            self.items(items)
        for name, sheet in self.sheets.items():
            sheet.set_paper(9)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            if name != META_SHEET:
                sheet.protect("", ALLOWED)
        self.sheets[GUIDE_SHEET].activate()

    def meta(self, facts: Mapping[str, str]) -> None:
        """Format, drop-downs and the header of every column."""
        sheet = self.sheets[META_SHEET]
        lines = [("fact", key, value, "") for key, value in facts.items()]
        for key, options in self.layout.options.items():
            first = len(lines) + 1
            lines += [("option", key, option.label, option.id) for option in options]
            if options:
                self.option_ranges[key] = f"='{META_SHEET}'!$C${first}:$C${len(lines)}"
        for wide in self.layout.wide:
            lines += [("column", wide.sheet, squeeze(column.label), column.id) for column in wide.columns]
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)
        sheet.very_hidden()

    def guide(self) -> None:
        sheet, styles = self.sheets[GUIDE_SHEET], self.styles
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, f"绩效自评多单位填报表　{GUIDE_SHEET}", styles.title)
        row = write_pairs(sheet, styles, 2, about(self.rubric))
        for title, lines in (("怎么填", _STEPS), ("数和单位怎么写", UNIT_LINES), ("填好以后", _AFTER)):
            row = write_heading(sheet, styles, row, title)
            row = write_numbered(sheet, styles, row, lines) + 1

    # ---- one row a unit

    def wide(self, wide: WideSheet) -> None:
        sheet = self.sheets[wide.sheet]
        columns = [*_key_columns(), *(_wide_column(column) for column in wide.columns)]
        styles = self.head(sheet, wide.sheet, wide.hint, columns, len(self.rows))
        for at, name in enumerate((*KEY_IDS, *(column.id for column in wide.columns))):
            sheet.write_string(_ID_ROW, at, name, self.styles.locked(faint=True))
        self.groups(sheet, wide.columns)
        for row, (given, contents) in enumerate(zip(self.rows, self.contents, strict=True), start=_FIRST_ROW):
            self.keys(sheet, row, given, styles)
            for at, column in enumerate(wide.columns, start=len(KEY_IDS)):
                content = _content(column, contents)
                if content is not None:
                    write_cell(sheet, (row, at), content, styles[at])

    def groups(self, sheet: Any, columns: Sequence[WideColumn]) -> None:
        at = len(KEY_IDS)
        for group, members in groupby(columns, key=lambda column: column.group):
            last = at + len(tuple(members)) - 1
            if last > at:
                sheet.merge_range(_GROUP_ROW, at, _GROUP_ROW, last, "", self.styles.header)
            sheet.write_string(_GROUP_ROW, at, group, self.styles.header)
            at = last + 1

    # ---- one row an item

    def items(self, items: ItemSheet) -> None:
        sheet, table = self.sheets[items.sheet], items.table
        columns = [*_key_columns(), *self.table_columns(table)]
        rows = [
            (given, values)
            for given, contents in zip(self.rows, self.contents, strict=True)
            for values in self.table_rows(table, given.prefill, contents)
        ]
        styles = self.head(sheet, items.sheet, table.hint, columns, len(rows))
        for row, (given, values) in enumerate(rows, start=_FIRST_ROW):
            self.keys(sheet, row, given, styles)
            for at, spec in enumerate(table.columns, start=len(KEY_IDS)):
                if spec.key in values:
                    write_cell(sheet, (row, at), values[spec.key], styles[at])

    def table_columns(self, table: TableForm) -> Iterator[_Column]:
        for spec in table.columns:
            fill: Fill = "required" if spec.key in table.needs else "optional"
            source = self.option_ranges.get(spec.options, "")
            yield _Column(spec.header, table_ask(spec), fill, _WIDTHS.get(spec.kind, 16), source, spec.prompt)

    def table_rows(
        self, table: TableForm, submission: Submission | None, contents: Contents
    ) -> list[dict[str, CellContent]]:
        if table is SOURCE_TABLE:
            return list(self.sources(contents))
        if table is REMARK_TABLE:
            return list(self.remarks(contents))
        return table_contents(table, submission, self.single, self.units)

    def sources(self, contents: Contents) -> Iterator[dict[str, CellContent]]:
        for option in self.layout.options.get("input", ()):
            row = {
                "source": contents.get(("inputs", option.id, "source")),
                "last_source": contents.get(("last_year", "figures", option.id, "source")),
            }
            yield from _said("input", option.label, row)

    def remarks(self, contents: Contents) -> Iterator[dict[str, CellContent]]:
        for option in self.layout.options.get("indicator", ()):
            row = {
                "not_applicable": contents.get(("not_applicable", option.id)),
                "explanation": contents.get(("notes", "explanations", option.id)),
            }
            yield from _said("indicator", option.label, row)

    # ---- both

    def head(self, sheet: Any, title: str, hint: str, columns: Sequence[_Column], filled: int) -> list[Any]:
        """Title, headers, widths, drop-downs; gives the style of each column."""
        styles = [self.styles.input(column.fill, column.ask.kind, column.ask.unit) for column in columns]
        last = _FIRST_ROW + filled + _SPARE_ROWS
        for at, (column, style) in enumerate(zip(columns, styles, strict=True)):
            sheet.set_column(at, at, column.width, style)
            sheet.write_string(_LABEL_ROW, at, column.header, self.styles.header)
            for row in (_ID_ROW, _TITLE_ROW, _GROUP_ROW):
                sheet.write_blank(row, at, None, self.styles.make())
            if column.note:
                sheet.write_comment(_LABEL_ROW, at, column.note, {"x_scale": 2, "author": "ziping"})
            add_validation(
                sheet, (_FIRST_ROW, at, last, at), squeeze(column.header), column.ask, column.source
            )
        sheet.set_row(_ID_ROW, None, None, {"hidden": True})
        sheet.set_row(_TITLE_ROW, 24)
        sheet.write_string(_TITLE_ROW, 0, title, self.styles.title)
        sheet.write_string(_TITLE_ROW, len(KEY_IDS), hint, self.styles.hint)
        sheet.set_row(_LABEL_ROW, 62 if len(columns) > 12 else 30)
        sheet.freeze_panes(_FIRST_ROW, len(KEY_IDS))
        sheet.repeat_rows(_GROUP_ROW, _LABEL_ROW)
        sheet.autofilter(_LABEL_ROW, 0, last, len(columns) - 1)
        return styles

    def keys(self, sheet: Any, row: int, given: ManyUnit, styles: Sequence[Any]) -> None:
        for at, text in enumerate((given.known.code, given.known.name)):
            if text:
                write_cell(sheet, (row, at), text, styles[at])


def _key_columns() -> Iterator[_Column]:
    for header, ask, width in zip((CODE_HEADER, NAME_HEADER), _KEY_ASKS, _KEY_WIDTHS, strict=True):
        yield _Column(header, ask, "required", width)


def _wide_column(column: WideColumn) -> _Column:
    ask = column.ask
    if column.takes_lines:
        ask = ask._replace(kind="long", prompt=f"{ask.prompt}\n几条的按 Alt+回车分行写")
    note = "\n".join(part for part in (column.row.shown.get("clause", ""), ask.prompt) if part)
    return _Column(
        column.label, ask, "required" if ask.required else "optional", _WIDTHS.get(ask.kind, 15), note=note
    )


def _content(column: WideColumn, contents: Contents) -> CellContent | None:
    value = None if column.path is None else contents.get(column.path)
    return "\n".join(value) if isinstance(value, tuple) else value


def _said(key: str, label: str, row: Mapping[str, Any]) -> Iterator[dict[str, CellContent]]:
    """The row when it says anything."""
    told = {name: value for name, value in row.items() if value is not None}
    if told:
        yield {key: label, **told}

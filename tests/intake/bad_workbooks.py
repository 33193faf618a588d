"""Builders of workbooks as people and programs leave them: moved, damaged, half-filled, hostile."""

from __future__ import annotations

import functools
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from ziping.domain.submission import Submission
from ziping.intake.normalize import Normalised, normalise
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.submission_file import read_submission_file
from ziping.intake.workbook import read_workbook
from ziping.render.workbook_xlsx import render_workbook

ROOT = Path(__file__).resolve().parents[2]
NAME = "填报表.xlsx"
LOADED = load_rubric("shenzhen-futian-2021-department")
RUBRIC = LOADED.rubric
FUTIAN = normalise(
    read_submission_file(ROOT / "eval" / "reports" / "futian_department_2021" / "submission.yaml"), RUBRIC
).submission

Edit = Callable[[Any], object]
HEADER_ROW = 3


def made(prefill: Submission | None = FUTIAN, **more: Any) -> bytes:
    return render_workbook(RUBRIC, rubric_sha256=LOADED.sha256, version="0.1.0", prefill=prefill, **more)


FILLED = made()


def edited(edit: Edit, *, keep_formulas: bool = False) -> bytes:
    """The workbook after a change made with openpyxl.

    openpyxl drops the results of formulas, so the progress formulas go too unless they are the point.
    """
    book: Any = openpyxl.load_workbook(io.BytesIO(FILLED))
    if not keep_formulas:
        del book["填报说明"]
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(data: bytes, rubric: Any = RUBRIC) -> Normalised:
    return normalise(read_workbook(data, NAME), rubric)


def codes(found: Normalised) -> list[str]:
    return [finding.code for finding in found.findings]


# ---- finding cells


def column_of(sheet: Any, header: str) -> int:
    return next(cell.column for cell in sheet[HEADER_ROW] if cell.value == header)


def row_of(sheet: Any, name: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == name)


def cell_of(book: Any, sheet: str, name: str, header: str = "填报值") -> Any:
    return book[sheet].cell(row_of(book[sheet], name), column_of(book[sheet], header))


def typed(
    name: str, value: Any, sheet: str = "基础数据", header: str = "填报值", number_format: str = ""
) -> bytes:
    """The workbook with another value in one cell."""

    def edit(book: Any) -> None:
        cell = cell_of(book, sheet, name, header)
        cell.value = value
        cell.number_format = number_format or cell.number_format

    return edited(edit)


@functools.cache
def address(name: str) -> str:
    """The cell of a figure in the workbook as made."""
    return str(cell_of(openpyxl.load_workbook(io.BytesIO(FILLED)), "基础数据", name).coordinate)


# ---- what people do


def untouched(_book: Any) -> None:
    """Only opened and saved again."""


def columns_swapped(book: Any) -> None:
    """填报值 to the far right, the id column after it."""
    sheet = book["基础数据"]
    value, last = column_of(sheet, "填报值"), sheet.max_column
    for row in range(HEADER_ROW, sheet.max_row + 1):
        sheet.cell(row, last + 3).value = sheet.cell(row, value).value
        sheet.cell(row, last + 5).value = sheet.cell(row, 1).value
        sheet.cell(row, value).value = sheet.cell(row, 1).value = None


def rows_reversed(book: Any) -> None:
    for name in ("基础数据", "指标填报"):
        sheet = book[name]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW + 1)]
        for at, values in enumerate(reversed(rows), start=HEADER_ROW + 1):
            for column, value in enumerate(values, start=1):
                sheet.cell(at, column).value = value


def rows_inserted(book: Any) -> None:
    for name in ("单位信息", "基础数据", "指标填报", "履职情况", "存在问题与改进", "上年数据"):
        book[name].insert_rows(1, 2)
        book[name].insert_rows(10, 3)


def ids_erased(book: Any) -> None:
    for name in ("单位信息", "基础数据", "指标填报", "上年数据"):
        for row in range(HEADER_ROW + 1, book[name].max_row + 1):
            book[name].cell(row, 1).value = None


def sorted_without_ids(book: Any) -> None:
    """Labels and values turned round, the hidden ids left where they were."""
    sheet = book["基础数据"]
    rows = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=HEADER_ROW + 1)]
    for at, values in enumerate(reversed(rows), start=HEADER_ROW + 1):
        for column, value in enumerate(values, start=2):
            sheet.cell(at, column).value = value


def cells_merged(book: Any) -> None:
    sheet = book["基础数据"]
    at = row_of(sheet, "procurement_plan")
    sheet.merge_cells(
        start_row=at,
        end_row=at,
        start_column=column_of(sheet, "填报值"),
        end_column=column_of(sheet, "数据来源"),
    )
    book["履职情况"].merge_cells("A5:A7")


def trailing_blanks(book: Any) -> None:
    for name in ("基础数据", "履职情况"):
        for row in range(300, 320):
            for column in range(1, 8):
                book[name].cell(row, column).value = "  "


def total_row_added(book: Any) -> None:
    sheet = book["基础数据"]
    at = sheet.max_row + 2
    sheet.cell(at, column_of(sheet, "数据项")).value = "合计"
    sheet.cell(at, column_of(sheet, "填报值")).value = 123


def row_repeated(value: Any) -> Edit:
    """procurement_plan a second time at the end of the sheet."""

    def edit(book: Any) -> None:
        sheet = book["基础数据"]
        at = sheet.max_row + 1
        sheet.cell(at, 1).value = "procurement_plan"
        sheet.cell(at, column_of(sheet, "填报值")).value = value

    return edit


# ---- what programs do


def wps_like(data: bytes = FILLED) -> bytes:
    """Absolute part names, no theme, texts in the cells instead of a shared table, another part order."""
    parts = unpacked(data)
    del parts["xl/theme/theme1.xml"]
    rels = parts["xl/_rels/workbook.xml.rels"]
    rels = rels.replace(b'Target="worksheets/', b'Target="/xl/worksheets/')
    rels = rels.replace(b'Target="sharedStrings.xml"', b'Target="/xl/sharedStrings.xml"')
    parts["xl/_rels/workbook.xml.rels"] = rels
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<bookViews>", b"<bookViews >")
    return packed(dict(reversed(parts.items())))


def resaved_by_office(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it."""
    source = folder / "in.xlsx"
    source.write_bytes(data)
    program = shutil.which("soffice") or "soffice"
    command = [
        program,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "out" / "in.xlsx").read_bytes()


# ---- archives


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def with_parts(changes: dict[str, bytes], data: bytes = FILLED) -> bytes:
    """The workbook with parts added or replaced."""
    return packed({**unpacked(data), **changes})


def without(*sheets: str) -> bytes:
    def edit(book: Any) -> None:
        for sheet in sheets:
            del book[sheet]

    return edited(edit, keep_formulas=True)


def with_format(text: str) -> bytes:
    def edit(book: Any) -> None:
        book["_ziping"]["C1"].value = text

    return edited(edit)


def headers_erased(book: Any) -> None:
    for cell in book["基础数据"][HEADER_ROW]:
        cell.value = None


def first_sheet_xml(change: Callable[[bytes], bytes]) -> bytes:
    part = "xl/worksheets/sheet3.xml"
    return with_parts({part: change(unpacked(FILLED)[part])})


def far_cell(address_text: bytes) -> bytes:
    """A value far away from the table."""
    cell = b'<row r="20000"><c r="' + address_text + b'"><v>1</v></c></row></sheetData>'
    return first_sheet_xml(lambda xml: xml.replace(b"</sheetData>", cell))


def far_style(address_text: bytes) -> bytes:
    """A coloured but empty cell far away, as people leave who format whole columns."""
    cell = b'<row r="1048576"><c r="' + address_text + b'" s="1"/></row></sheetData>'
    return first_sheet_xml(lambda xml: xml.replace(b"</sheetData>", cell))


def unaddressed_rows() -> bytes:
    """Rows and cells without addresses that a reader would count up to billions of cells."""
    rows = b"<row/>" * 20_000 + b"<row>" + b"<c><v>1</v></c>" * 9_000 + b"</row></sheetData>"
    return first_sheet_xml(lambda xml: xml.replace(b"</sheetData>", rows))


def long_text_many_times() -> bytes:
    """One long shared text used in many cells."""
    texts = b"<sst><si><t>" + b"A" * 1_000_000 + b"</t></si></sst>"
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 2_000))
    sheet = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"
    return with_parts({"xl/sharedStrings.xml": texts, "xl/worksheets/sheet3.xml": sheet})


def bomb() -> bytes:
    return with_parts({"xl/worksheets/sheet3.xml": b"<worksheet>" + b" " * 70_000_000})


def many_entries() -> bytes:
    return with_parts({f"xl/media/{number}.png": b"" for number in range(2_100)})


def lying_size() -> bytes:
    """A part whose directory entry says it is far smaller than it is."""
    data = bytearray(with_parts({"xl/worksheets/sheet3.xml": b"<worksheet>" + b" " * 300_000}))
    size = (300_011).to_bytes(4, "little")
    return bytes(data.replace(size, (5_000).to_bytes(4, "little")))


def changed_bytes(places: list[int], value: int) -> bytes:
    data = bytearray(FILLED)
    for place in places:
        data[place % len(data)] = value
    return bytes(data)

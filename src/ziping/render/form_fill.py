"""Fills cells of an exported workbook in place and touches nothing else: an import template goes back as it came.

The workbook is not loaded and saved by a library, which would drop what it does not know (comments, pictures,
validations, extensions). Only the sheets with filled cells are changed, and in them only those cells' values; every
other part is copied byte by byte. A grey cell, a cell outside the table and a formula are never written.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from lxml import etree

from ziping.domain.place import cell_name
from ziping.domain.quantity import plain
from ziping.errors import RenderError
from ziping.render.docx_text import NOT_IN_XML
from ziping.render.form_fill_styles import Fills

MAX_PART_BYTES: Final = 60_000_000
"""Unpacked size of a part that is opened; the intake has measured the archive before."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_BROKEN = (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OSError, EOFError, RuntimeError)

Value: TypeAlias = str | Decimal
Refusal: TypeAlias = Literal["grey", "formula", "missing_sheet"]


class Target(NamedTuple):
    """A cell: sheet, row and column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def text(self) -> str:
        """``劳模管理!G15``."""
        return f"{self.sheet}!{cell_name(self.row, self.column)}"


class FilledWorkbook(NamedTuple):
    """The workbook's bytes, the cells that were written, and those that were left alone with the reason."""

    data: bytes
    written: tuple[Target, ...]
    refused: dict[Target, Refusal]


def fill_workbook(data: bytes, values: Mapping[Target, Value], name: str) -> FilledWorkbook:
    """Writes values into cells; text is always text, also when it begins with ``=``, ``+``, ``-`` or ``@``.

    Raises:
        RenderError: signed digitally (a change would break the signature), or damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Workbook(archive, name).fill(values)
    except _BROKEN as error:
        raise RenderError(
            f"{name}：工作簿的内部结构读不懂（{error}），没有写入；请用 Excel 或 WPS 打开后另存为 .xlsx 再试"
        ) from error


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        if any(part.startswith("_xmlsignatures/") for part in archive.namelist()):
            raise RenderError(f"{name}：工作簿有数字签名，改动会使签名失效，没有写入；请用没有签名的导出文件")
        self.archive = archive
        self.changed: dict[str, bytes] = {}
        self.sheets = self._sheet_parts()
        self.fills = Fills(self._xml("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else None)
        self.texts = _SharedTexts(self._xml(_SHARED)) if _SHARED in archive.namelist() else None

    def fill(self, values: Mapping[Target, Value]) -> FilledWorkbook:
        written: list[Target] = []
        refused: dict[Target, Refusal] = {}
        for sheet in dict.fromkeys(target.sheet for target in values):
            mine = {target: value for target, value in values.items() if target.sheet == sheet}
            part = self.sheets.get(sheet)
            if part is None:
                refused.update(dict.fromkeys(mine, "missing_sheet"))
                continue
            page = _Page(self._xml(part), self.fills, self.texts)
            for target, value in mine.items():
                refusal = page.write(target, value)
                if refusal is None:
                    written.append(target)
                else:
                    refused[target] = refusal
            if page.touched:
                self.changed[part] = _bytes(page.root)
        if self.texts is not None and self.texts.touched:
            self.changed[_SHARED] = _bytes(self.texts.root)
        return FilledWorkbook(self._packed(), tuple(written), refused)

    def _xml(self, part: str) -> Any:
        with self.archive.open(part) as stream:
            text = stream.read(MAX_PART_BYTES + 1)
        if len(text) > MAX_PART_BYTES:
            raise ValueError(f"{part} 太大")
        return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))

    def _sheet_parts(self) -> dict[str, str]:
        """Sheet name → part of the archive."""
        relations = {
            item.get("Id"): posixpath.normpath(posixpath.join("/xl", item.get("Target", ""))).lstrip("/")
            for item in self._xml("xl/_rels/workbook.xml.rels").iter(f"{{{_RELATIONS}}}Relationship")
        }
        book = self._xml("xl/workbook.xml")
        found: dict[str, str] = {}
        for sheet in book.iter(f"{{{_space(book)}}}sheet"):
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            part = relations.get(key)
            if part is not None:
                found[str(sheet.get("name"))] = part
        return found

    def _packed(self) -> bytes:
        """All parts in their order; unchanged ones byte by byte."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as new:
            for info in self.archive.infolist():
                content = self.changed.get(info.filename)
                new.writestr(info, self.archive.read(info) if content is None else content)
        return target.getvalue()


_SHARED: Final = "xl/sharedStrings.xml"


def _space(root: Any) -> str:
    space = etree.QName(root).namespace
    if space not in {_MAIN, _STRICT}:
        raise ValueError("不是标准的工作簿")
    return str(space)


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


class _SharedTexts:
    """The shared texts of the workbook; new ones are added at the end, none is changed."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.space = _space(root)
        self.size = len(root.findall(f"{{{self.space}}}si"))
        self.touched = False
        self._new: dict[str, int] = {}

    def index(self, text: str) -> int:
        if text not in self._new:
            item = etree.SubElement(self.root, f"{{{self.space}}}si")
            _set_text(etree.SubElement(item, f"{{{self.space}}}t"), text)
            self._new[text] = self.size
            self.size += 1
            self.touched = True
            for name in ("uniqueCount", "count"):
                if self.root.get(name, "").isdecimal():
                    self.root.set(name, str(int(self.root.get(name)) + 1))
        return self._new[text]


def _set_text(element: Any, text: str) -> None:
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


class _Page:
    """One sheet's XML."""

    def __init__(self, root: Any, fills: Fills, texts: _SharedTexts | None) -> None:
        self.root = root
        self.space = _space(root)
        self.fills = fills
        self.texts = texts
        self.touched = False
        self.rows = {int(row.get("r")): row for row in root.iter(f"{{{self.space}}}row") if row.get("r")}

    def write(self, target: Target, value: Value) -> Refusal | None:
        cell, style = self._find(target)
        if self.fills.is_grey(style):
            return "grey"
        if cell is not None and cell.find(f"{{{self.space}}}f") is not None:
            return "formula"
        self.touched = True
        if cell is None:
            cell = self._new_cell(target, style)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, Decimal) and not self.fills.is_text(style):
            etree.SubElement(cell, f"{{{self.space}}}v").text = plain(value)
        else:
            self._set_text(cell, plain(value) if isinstance(value, Decimal) else NOT_IN_XML.sub("", value))
        return None

    def _set_text(self, cell: Any, text: str) -> None:
        if self.texts is not None:
            cell.set("t", "s")
            etree.SubElement(cell, f"{{{self.space}}}v").text = str(self.texts.index(text))
            return
        cell.set("t", "inlineStr")
        inside = etree.SubElement(cell, f"{{{self.space}}}is")
        _set_text(etree.SubElement(inside, f"{{{self.space}}}t"), text)

    def _find(self, target: Target) -> tuple[Any, int]:
        """The cell's element, None when there is none, and its style."""
        name = cell_name(target.row, target.column)
        row = self.rows.get(target.row + 1)
        if row is not None:
            for cell in row.iter(f"{{{self.space}}}c"):
                if cell.get("r") == name:
                    return cell, _number(cell.get("s"))
        return None, self._inherited_style(row, target.column)

    def _inherited_style(self, row: Any, column: int) -> int:
        if row is not None and row.get("customFormat") in {"1", "true"}:
            return _number(row.get("s"))
        for item in self.root.iter(f"{{{self.space}}}col"):
            if _number(item.get("min")) <= column + 1 <= _number(item.get("max")):
                return _number(item.get("style"))
        return 0

    def _new_cell(self, target: Target, style: int) -> Any:
        row = self.rows.get(target.row + 1)
        if row is None:
            row = self._new_row(target.row + 1)
        cell = etree.Element(f"{{{self.space}}}c", r=cell_name(target.row, target.column))
        if style:
            cell.set("s", str(style))
        after = [other for other in row if _column(other.get("r", "")) < target.column]
        row.insert(len(after), cell)
        return cell

    def _new_row(self, number: int) -> Any:
        data = self.root.find(f"{{{self.space}}}sheetData")
        row = etree.Element(f"{{{self.space}}}row", r=str(number))
        data.insert(sum(other < number for other in self.rows), row)
        self.rows[number] = row
        return row


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _column(address: str) -> int:
    """0 for ``A7``."""
    number = 0
    for letter in re.sub(r"[^A-Za-z]", "", address).upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

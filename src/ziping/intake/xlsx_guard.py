"""Looks at an .xlsx before any library opens it: size, bombs, cells far away; hands on only what it checked.

The XML parts are unpacked here with limits and packed again without compression, so that what is read
afterwards is what was measured: a zip whose headers lie cannot unfold later. Pictures, macros and embedded
files are left behind.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final, NamedTuple

from ziping.domain.workbook_forms import MAX_ROWS
from ziping.errors import UnreadableInputError

MAX_FILE_BYTES: Final = 50_000_000
MAX_UNPACKED_BYTES: Final = 200_000_000
MAX_XML_BYTES: Final = 60_000_000
"""Unpacked size of the parts that are read; a filled workbook has well under one million."""
MAX_RATIO: Final = 200
"""Packed to unpacked, for parts above ``_SMALL_PART``."""
MAX_ENTRIES: Final = 2_000
MAX_COLUMNS: Final = 260
MAX_TEXT_VOLUME: Final = 500_000_000
"""Text cells times the longest shared text: what repeated use of one long text could unfold to."""

_SMALL_PART = 2_000_000


class Limits(NamedTuple):
    """How large a workbook may be.

    Attributes:
        xml: bytes of its XML parts when unpacked.
        long: whether its sheets may have up to 99,999 rows; what lies between the cells is limited then.
    """

    xml: int = MAX_XML_BYTES
    long: bool = False


SINGLE: Final = Limits()
MANY: Final = Limits(xml=190_000_000, long=True)
"""A workbook of many units."""

_LONG_CELL = re.compile(rb"""\sr=["']([A-Za-z]+)(\d+)["']""")
_MAX_EMPTY: Final = 40
"""Places of a long sheet, from its first to its farthest cell, to each cell it holds."""
_MAX_DIGITS: Final = 5

_PREFIX = rb"(?:[A-Za-z0-9]+:)?"
_FAR_CELL = re.compile(
    rb"""r(?<=\sr)\s*=\s*["'](?:[A-Za-z]{3,}\d+|[J-Zj-z][A-Za-z]\d+|[A-Za-z]+\d{5,})["']"""
    rb"""(?![^<]*/>\s*<)(?![^<]*</)"""
)
"""An address beyond column IZ or row 9999, unless the cell is empty."""
_BARE_CELL = re.compile(rb"<" + _PREFIX + rb"c(?=[\s/>])(?![^<]*\sr\s*=)")
_BARE_ROW = re.compile(rb"<" + _PREFIX + rb"row(?=[\s/>])(?![^<]*\sr\s*=)")
_FAR_ROW = re.compile(rb"<" + _PREFIX + rb"""row\s[^<]*\br\s*=\s*["']\d{5,}""")
_ROW_END = re.compile(rb"</" + _PREFIX + rb"row>")
_ERRORS = (b't="e"', b"t='e'")
_FORMULA_MARKS = (b"f>", b"<f ", b"<f/", b":f ", b":f/")
_EMPTY_FORMULA = re.compile(
    rb"(?:</" + _PREFIX + rb"f>|<" + _PREFIX + rb"f(?:\s[^<>]*)?/>)\s*(?:</" + _PREFIX + rb"c>|<"
    rb"" + _PREFIX + rb"v\s*/>|<" + _PREFIX + rb"v>\s*</)"
)
_CELL_FORMATS = re.compile(rb"<" + _PREFIX + rb"cellXfs\b.*?</" + _PREFIX + rb"cellXfs>", re.DOTALL)
_FORMAT_ID = re.compile(rb'\snumFmtId="(\d+)"')
_OWN_FORMAT = re.compile(rb"<" + _PREFIX + rb"numFmt\s[^<>]*>")
_FORMAT_CODE = re.compile(rb'\sformatCode="([^"]*)"')
_QUOTED = re.compile(rb"&quot;.*?&quot;|\\.")
_SHARED_TEXT_END = re.compile(rb"</" + _PREFIX + rb"si>")
_PERCENT_IDS = {b"9", b"10"}

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
    KeyError,
)
"""What ``zipfile`` raises on damaged archives; RuntimeError is an encrypted entry."""


class CheckedXlsx(NamedTuple):
    """An archive that is safe to open.

    Attributes:
        data: the XML parts, stored uncompressed.
        second_look: whether it holds error values, formulas without a result, or percentage formats.
    """

    data: bytes
    second_look: bool


def check_xlsx(data: bytes, name: str, limits: Limits = SINGLE) -> CheckedXlsx:
    """The workbook's XML parts after all checks.

    Raises:
        UnreadableInputError: empty, too large, encrypted, damaged, another kind of file, or a bomb.
    """
    _check_head(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, name, limits)
            parts = {
                info.filename.lstrip("/"): archive.read(info) for info in archive.infolist() if is_xml(info)
            }
    except BROKEN as error:
        if isinstance(error, RuntimeError) and "encrypted" in str(error):
            raise UnreadableInputError(_encrypted(name)) from error
        raise UnreadableInputError(
            f"{name}：工作簿已损坏或没有传完整，打不开；请用 Excel 或 WPS 打开后另存为 .xlsx 再试，或重新发送一份"
        ) from error
    _check_kind(parts, name)
    check_parts(parts, name, limits)
    return CheckedXlsx(packed(parts), _needs_second_look(parts))


def is_xml(info: zipfile.ZipInfo) -> bool:
    """Whether an entry is an XML part of an Office file."""
    return info.filename.lower().endswith((".xml", ".rels"))


def _encrypted(name: str) -> str:
    return f"{name}：工作簿加了打开密码，请在 Excel 或 WPS 中取消密码（文件—信息—保护工作簿）后另存再试"


def _check_head(data: bytes, name: str) -> None:
    if not data.strip():
        raise UnreadableInputError(f"{name}：文件是空的，请选择填好的填报表")
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableInputError(
            f"{name}：文件有 {len(data) // 1_000_000} MB，超过 {MAX_FILE_BYTES // 1_000_000} MB，不读取；"
            f"请删去插入的图片、附件等再试"
        )
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableInputError(
            f"{name}：这是旧版 .xls 文件或加了打开密码的工作簿，请取消密码，用 Excel 或 WPS 另存为 .xlsx 后重试"
        )
    if data[:2] != b"PK":
        raise UnreadableInputError(
            f"{name}：不是 .xlsx 工作簿；请检查是不是选错了文件，或用 Excel、WPS 打开后另存为 .xlsx 再试"
        )


def check_sizes(archive: zipfile.ZipFile, name: str, limits: Limits = SINGLE) -> None:
    """Refuses an archive whose entries or sizes are beyond the limits, before anything is unpacked.

    Raises:
        UnreadableInputError: too many entries, too large, or packed like a bomb.
    """
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise UnreadableInputError(
            f"{name}：压缩包里有 {len(entries)} 个文件（至多 {MAX_ENTRIES} 个），不像填报表，不读取"
        )
    unpacked = sum(info.file_size for info in entries)
    xml = sum(info.file_size for info in entries if is_xml(info))
    folded = any(
        info.file_size > _SMALL_PART and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        for info in entries
    )
    if unpacked > MAX_UNPACKED_BYTES or xml > limits.xml or folded:
        raise UnreadableInputError(
            f"{name}：解压后有 {unpacked // 1_000_000} MB，压缩得不正常，为安全起见不读取；"
            f"请把填报内容复制到新生成的填报表里再试"
        )


def _check_kind(parts: dict[str, bytes], name: str) -> None:
    if "xl/workbook.xml" in parts:
        return
    if "word/document.xml" in parts:
        what = "这是 Word 文档，不是填报表"
    elif "content.xml" in parts:
        what = "这是 .ods 表格，请另存为 .xlsx"
    elif any(part.startswith("xl/") for part in parts):
        what = "不是标准的 .xlsx 工作簿（可能是 .xlsb），请另存为 .xlsx"
    else:
        what = "这是压缩包，不是工作簿"
    raise UnreadableInputError(f"{name}：{what}；请选择填好的填报表（.xlsx）")


def check_parts(parts: dict[str, bytes], name: str, limits: Limits = SINGLE) -> None:
    """Refuses XML parts that would grow when read.

    Raises:
        UnreadableInputError: a DOCTYPE, far-away cells, or one long text used many times.
    """
    texts = parts.get("xl/sharedStrings.xml", b"")
    longest = max((len(item) for item in _SHARED_TEXT_END.split(texts)), default=0)
    cells = 0
    for part, xml in parts.items():
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\x00" in xml[:400]:
            raise UnreadableInputError(
                f"{name}：工作簿里的 {part} 写法不正常，为安全起见不读取；请用 Excel 或 WPS 打开后另存再试"
            )
        if _is_sheet(part):
            cells += xml.count(b't="s"')
            _check_long_extent(xml, name) if limits.long else _check_extent(xml, name)
    if cells * longest > MAX_TEXT_VOLUME:
        raise UnreadableInputError(
            f"{name}：单元格文字太长（最长约 {longest // 3} 字，用了 {cells} 处），不像填报表，不读取"
        )


def _is_sheet(part: str) -> bool:
    return part.startswith("xl/worksheets/") and part.endswith(".xml")


def _check_extent(xml: bytes, name: str) -> None:
    """Two cells at opposite corners would make a reader lay out billions of empty ones between them."""
    if _FAR_CELL.search(xml) or (_may_have_bare_cells(xml) and _bare_too_wide(xml)):
        raise UnreadableInputError(
            f"{name}：有单元格写在第 {MAX_ROWS} 行以下或第 {MAX_COLUMNS} 列以右，不像填报表；"
            f"请删去表格外面多余的内容再试（选中多余的行或列，右键删除）"
        )


def _check_long_extent(xml: bytes, name: str) -> None:
    """A long sheet may reach far down, when it is filled on the way."""
    rows, columns, count = 1, 1, 0
    for found in _LONG_CELL.finditer(xml):
        letters, digits = found.groups()
        count += 1
        rows = max(rows, int(digits[: _MAX_DIGITS + 1]))
        columns = max(columns, _column_number(letters[:4]))
    bare = _may_have_bare_cells(xml) and _bare_too_wide(xml)
    if (
        bare
        or rows >= 10**_MAX_DIGITS
        or columns > MAX_COLUMNS
        or rows * columns > _MAX_EMPTY * (count + 10_000)
    ):
        raise UnreadableInputError(
            f"{name}：有单元格离填报内容太远（第 {rows} 行、第 {columns} 列以内），不像填报表；"
            f"请删去表格外面多余的内容再试（选中多余的行或列，右键删除）"
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _may_have_bare_cells(xml: bytes) -> bool:
    """Whether some ``<c`` is not followed by its address at once; other names in c: cols, conditional…, cfRule."""
    others = sum(xml.count(start) for start in (b"<co", b"<cf", b"<cu"))
    return xml.count(b"<c") - others != xml.count(b'<c r="') or b":c " in xml or b":c>" in xml


def _bare_too_wide(xml: bytes) -> bool:
    """Cells without an address are counted up by readers."""
    widest = max(len(_BARE_CELL.findall(row)) for row in _ROW_END.split(xml))
    rows = len(_BARE_ROW.findall(xml))
    return widest > MAX_COLUMNS or rows > MAX_ROWS or _FAR_ROW.search(xml) is not None


def _needs_second_look(parts: dict[str, bytes]) -> bool:
    sheets = [xml for part, xml in parts.items() if _is_sheet(part)]
    return any(_is_suspicious(xml) for xml in sheets) or _has_percent_format(parts.get("xl/styles.xml", b""))


def _is_suspicious(xml: bytes) -> bool:
    if any(mark in xml for mark in _ERRORS):
        return True
    return any(mark in xml for mark in _FORMULA_MARKS) and _EMPTY_FORMULA.search(xml) is not None


def _has_percent_format(styles: bytes) -> bool:
    percent = set(_PERCENT_IDS)
    for element in _OWN_FORMAT.findall(styles):
        code, number = _FORMAT_CODE.search(element), _FORMAT_ID.search(element)
        if code and number and b"%" in _QUOTED.sub(b"", code[1]):
            percent.add(number[1])
    formats = _CELL_FORMATS.search(styles)
    return formats is not None and not percent.isdisjoint(_FORMAT_ID.findall(formats[0]))


def packed(parts: dict[str, bytes]) -> bytes:
    """The checked parts as an uncompressed archive: what is read is what was measured."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for part, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(part), xml)
    return target.getvalue()

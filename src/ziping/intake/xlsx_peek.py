"""Which kind of workbook a file is, by the sheet names of its workbook part alone; nothing else is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from ziping.domain.many_layout import META_SHEET as MANY_META_SHEET
from ziping.domain.workbook_forms import META_SHEET
from ziping.intake.xlsx_guard import BROKEN

_MAX_PEEK: Final = 2_000_000
_NAME = re.compile(rb"""\sname\s*=\s*["']([^"'<]*)["']""")


def is_many_workbook(data: bytes) -> bool:
    """Whether a file is a fill-in workbook of many units."""
    return MANY_META_SHEET.encode() in _sheet_names(data)


def is_fill_in_workbook(data: bytes) -> bool:
    """Whether a file is surely a fill-in workbook of one unit; one that has lost its hidden sheet is not sure."""
    return META_SHEET.encode() in _sheet_names(data)


def _sheet_names(data: bytes) -> frozenset[bytes]:
    if data[:2] != b"PK":
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            named = next((name for name in archive.namelist() if name.lstrip("/") == "xl/workbook.xml"), "")
            if not named:
                return frozenset()
            with archive.open(named) as part:
                return frozenset(_NAME.findall(part.read(_MAX_PEEK)))
    except BROKEN:
        return frozenset()

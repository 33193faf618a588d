"""Opens a checked workbook with calamine, and turns whatever that raises into advice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from ziping.errors import UnreadableInputError
from ziping.intake.xlsx_guard import SINGLE, CheckedXlsx, Limits, check_xlsx

_CALAMINE_ERRORS = (CalamineError, PasswordError, WorksheetNotFound, XmlError, ZipError, OSError, ValueError)


class OpenedXlsx(NamedTuple):
    """A workbook open for reading, and the checked archive it is read from."""

    book: CalamineWorkbook
    checked: CheckedXlsx


@contextmanager
def opened_xlsx(data: bytes, name: str, limits: Limits = SINGLE) -> Iterator[OpenedXlsx]:
    """The workbook of a file's bytes, after all checks of ``xlsx_guard``.

    Raises:
        UnreadableInputError: not an .xlsx, encrypted, oversized or damaged; also when reading inside the block fails.
    """
    checked = check_xlsx(data, name, limits)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(checked.data)) as book:
            yield OpenedXlsx(book, checked)
    except _CALAMINE_ERRORS as error:
        raise UnreadableInputError(
            f"{name}：工作簿打不开，内容已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx 再试，或重新发送一份"
        ) from error

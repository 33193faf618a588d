"""Files that are not a filled-in workbook: exit 4, advice, never a traceback."""

from __future__ import annotations

from collections.abc import Callable

import bad_workbooks as bad
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ziping.errors import UnreadableInputError
from ziping.intake.raw import RawSubmission
from ziping.intake.workbook import read_workbook
from ziping.intake.xlsx_guard import MAX_FILE_BYTES, check_xlsx

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "文件是空的"),
    "only blanks": (lambda: b"  \n", "文件是空的"),
    "not a zip": (lambda: b"hello world", "不是 .xlsx"),
    "old or encrypted": (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "密码"),
    "truncated": (lambda: bad.FILLED[:-400], "损坏"),
    "head only": (lambda: bad.FILLED[:60], "损坏"),
    "oversized": (lambda: b"PK" + b"\x00" * MAX_FILE_BYTES, "超过 50 MB"),
    "any zip": (lambda: bad.packed({"a.txt": b"a"}), "压缩包"),
    "a Word file": (lambda: bad.packed({"word/document.xml": b"<a/>"}), "Word"),
    "an ods table": (lambda: bad.packed({"content.xml": b"<a/>"}), ".ods"),
    "a binary workbook": (lambda: bad.packed({"xl/workbook.bin": b"a", "xl/a.xml": b"<a/>"}), ".xlsb"),
    "zip bomb": (bad.bomb, "压缩得不正常"),
    "too many entries": (bad.many_entries, "至多 2000 个"),
    "a lying header": (bad.lying_size, "损坏"),
    "a cell far below": (lambda: bad.far_cell(b"A1048576"), "9999 行"),
    "a cell far right": (lambda: bad.far_cell(b"XFD2"), "260 列"),
    "a far cell in lower case": (lambda: bad.far_cell(b"xfd1048576"), "9999 行"),
    "cells without address": (bad.unaddressed_rows, "9999 行"),
    "one long text everywhere": (bad.long_text_many_times, "单元格文字太长"),
    "a document type": (
        lambda: bad.first_sheet_xml(lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml),
        "写法不正常",
    ),
    "broken xml": (lambda: bad.first_sheet_xml(lambda xml: xml[:3000]), "损坏"),
    "another workbook": (lambda: bad.without("_ziping", "单位信息", "基础数据", "指标填报"), "不是填报表"),
    "no input sheet": (lambda: bad.without("基础数据"), "缺少工作表“基础数据”"),
    "two sheets missing": (lambda: bad.without("单位信息", "指标填报"), "“单位信息”“指标填报”"),
    "headers gone": (lambda: bad.edited(bad.headers_erased), "填报值"),
    "a newer format": (lambda: bad.with_format("ziping/workbook/2"), "升级 ziping"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_unreadable_file_is_refused_with_advice(case: str) -> None:
    """The message names the file, what is wrong, and what to do."""
    build, expected = REFUSED[case]

    with pytest.raises(UnreadableInputError) as caught:
        read_workbook(build(), bad.NAME)

    assert expected in str(caught.value)
    assert str(caught.value).startswith(bad.NAME)
    assert caught.value.exit_code == 4


def test_what_is_read_is_what_was_measured() -> None:
    """Only XML parts go on, uncompressed: nothing can unfold later."""
    checked = check_xlsx(bad.with_parts({"xl/media/picture.png": b"x" * 9_000}), bad.NAME)

    assert "xl/media/picture.png" not in bad.unpacked(checked.data)
    assert bad.unpacked(bad.FILLED).items() <= bad.unpacked(checked.data).items()


def test_a_clean_workbook_needs_no_second_look() -> None:
    """openpyxl stays out of the common path."""
    assert check_xlsx(bad.FILLED, bad.NAME).second_look is False


def read_or_refuse(data: bytes) -> RawSubmission | UnreadableInputError:
    try:
        return read_workbook(data, bad.NAME)
    except UnreadableInputError as error:
        return error


@given(length=st.integers(0, len(bad.FILLED)))
@settings(max_examples=60)
def test_a_truncated_workbook_never_ends_in_a_traceback(length: int) -> None:
    """Cut anywhere."""
    assert isinstance(read_or_refuse(bad.FILLED[:length]), UnreadableInputError | RawSubmission)


@given(places=st.lists(st.integers(0, len(bad.FILLED)), min_size=1, max_size=8), value=st.integers(0, 255))
@settings(max_examples=60)
def test_a_corrupted_workbook_never_ends_in_a_traceback(places: list[int], value: int) -> None:
    """Wrong bytes anywhere in the archive."""
    assert isinstance(read_or_refuse(bad.changed_bytes(places, value)), UnreadableInputError | RawSubmission)


@given(data=st.data())
@settings(max_examples=80)
def test_a_corrupted_part_never_ends_in_a_traceback(data: st.DataObject) -> None:
    """Wrong bytes inside an XML part, in an archive that is whole."""
    parts = bad.unpacked(bad.FILLED)
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name]) - 1))
    junk = data.draw(
        st.sampled_from([b"", b"<", b">", b'"', b"\xff", b"</c>", b'<c r="B2" t="e"><v>#N/A</v></c>'])
    )
    changed = parts[name][:at] + junk + parts[name][at + data.draw(st.integers(0, 60)) :]

    result = read_or_refuse(bad.packed({**parts, name: changed}))

    assert isinstance(result, UnreadableInputError | RawSubmission)

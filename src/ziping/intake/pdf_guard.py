"""Looks at a PDF before any library opens it: size, and streams that would unfold beyond measure."""

from __future__ import annotations

import re
import zlib
from typing import Final

from ziping.errors import UnreadableInputError

MAX_FILE_BYTES: Final = 50_000_000
MAX_UNPACKED_BYTES: Final = 300_000_000
MAX_STREAM_BYTES: Final = 60_000_000
_STEP: Final = 1_000_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_FILTERS = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\b")
_SLOW = re.compile(rb"/(?:LZWDecode|LZW|RunLengthDecode|RL)\b")
_DICTIONARY: Final = 2_000
"""So many bytes before a stream are looked at for its dictionary."""


def check_pdf(data: bytes, name: str) -> None:
    """Refuses what would not fit into memory when read. Pictures are never unfolded, so they do not count.

    Raises:
        UnreadableInputError: too large, or packed like a bomb.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableInputError(
            f"{name}：文件超过 {MAX_FILE_BYTES // 1_000_000} MB，不读取；请压缩图片或只导出报告正文再试"
        )
    total = 0
    for found in _STREAM.finditer(data):
        before = data[max(found.start() - _DICTIONARY, 0) : found.start()]
        dictionary = before[before.rfind(b" obj") + 1 :]
        filters = _FILTERS.findall(dictionary)
        if not filters or (_PICTURE.search(dictionary) and len(filters) == 1):
            continue
        end = data.find(b"endstream", found.end())
        size = end - found.end() if end > 0 else len(data) - found.end()
        if len(filters) > 1 or (_SLOW.search(dictionary) and size > _STEP):
            raise _bomb(name)
        total += _unfolded(data[found.end() : found.end() + size])
        if total > MAX_UNPACKED_BYTES:
            raise _bomb(name)


def _unfolded(packed: bytes) -> int:
    """How long a stream gets, counted piece by piece; beyond the limit the count stops."""
    machine = zlib.decompressobj()
    size = 0
    try:
        rest = packed
        while rest and size <= MAX_STREAM_BYTES:
            size += len(machine.decompress(rest, _STEP))
            rest = machine.unconsumed_tail
    except zlib.error:
        return size
    return size if size <= MAX_STREAM_BYTES else MAX_UNPACKED_BYTES + 1


def _bomb(name: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{name}：PDF 压缩得不正常，解开后太大，为安全起见不读取；请用 Word 或 WPS 重新导出一份"
    )

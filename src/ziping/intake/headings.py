"""Tells headings by their numbering (一、（一）1.（1）), for files that do not mark them, or mark them wrongly."""

from __future__ import annotations

import re
from typing import Final

NUMBERED: Final = (
    re.compile("(?:第?[一二三四五六七八九十]{1,3}[、章部]|附件|附表)"),
    re.compile("[（(][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"[0-9]{1,2}\s*[.．、](?![0-9])"),
    re.compile("[（(][0-9]{1,2}[)）]"),
)
"""Numberings of level 1, 2, 3 and 4."""
_TITLE_MARKS = re.compile("[，；。：,;]")
_LONGEST_TITLE, _SHORT_TITLE = 45, 16
"""Longest title without and with a comma."""


def heading_level(text: str, *, marked: bool) -> int:
    """Level of a heading, 0 for a paragraph.

    Args:
        text: one line.
        marked: whether the file says that it is a heading; one without numbering has level 1.
    """
    title = len(text) <= _SHORT_TITLE or (
        len(text) <= _LONGEST_TITLE and not _TITLE_MARKS.search(text.rstrip("。"))
    )
    for level, numbering in enumerate(NUMBERED, 1):
        if numbering.match(text):
            return level if marked or (title and not text.endswith("。")) else 0
    return int(marked)

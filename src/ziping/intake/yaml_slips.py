"""What people type who do not write YAML every day, found line by line once the file cannot be read.

Only consulted after the YAML library has refused a file, so that a slip is named where it was made, with what to type
instead, and not where the library gave up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

_KEY = r"[A-Za-z_][A-Za-z0-9_]*"
_START = r"^\s*(?:- )?"
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
MAX_SLIPS: Final = 30


class Slip(NamedTuple):
    """A slip: its line, what is wrong, what to type."""

    line: int
    message: str


def find_slips(text: str) -> tuple[Slip, ...]:
    """The slips of a file that is not YAML, top to bottom, the first of every line."""
    found: list[Slip] = []
    block: int | None = None  # the indent of a text block (``clause: |-``), whose lines may say anything
    for number, line in enumerate(text.splitlines(), start=1):
        indent = len(line) - len(line.lstrip(" \t"))
        if block is not None and (not line.strip() or indent > block):
            continue
        block = indent if re.search(r":\s*[|>][-+]?\s*$", line) else None
        found += [Slip(number, message) for message in islice(_slips(line), 1)]
        if len(found) >= MAX_SLIPS:
            break
    return tuple(found)


def _slips(line: str) -> Iterator[str]:
    if line.lstrip().startswith("#") or not line.strip():
        return
    if "\t" in line[: len(line) - len(line.lstrip())]:
        yield "缩进用了制表符 Tab，请改用空格"
    bare = _QUOTED.sub('""', line)
    bare = _COMMENT.sub("", bare)
    for pattern, told in _PATTERNS:
        if match := pattern.search(bare):
            yield told.format(*(group or "" for group in match.groups()))
    yield from _unpaired(bare)


_PATTERNS: Final = (
    (re.compile(rf"{_START}({_KEY})\s*："), "键后面用了中文冒号，请改成英文冒号加一个空格：{0}: "),
    (re.compile(rf"[{{,]\s*({_KEY})\s*："), "键后面用了中文冒号，请改成英文冒号加一个空格：{0}: "),
    (re.compile(rf"{_START}({_KEY}):(?=[^\s])"), "冒号后面要空一格：{0}: "),
    (re.compile(rf"[{{,]\s*({_KEY}):(?=[^\s])"), "冒号后面要空一格：{0}: "),
    (re.compile(rf"\{{.*，\s*({_KEY})\s*[:：]"), "“{0}”前面用了中文逗号，请改成英文逗号加一个空格"),
    (re.compile(r"[｛｝]"), "用了中文大括号，请改成英文的 {{ }}"),
    (re.compile(rf"{_KEY}:\s*((?:[%@`]|[*&](?=[^A-Za-z0-9_]))[^,}}]*?)\s*(?=[,}}]|$)"), '值以符号开头，请加英文双引号："{0}"'),
    (re.compile(r"^\s*-([A-Za-z_]+)"), "短横线后面要空一格：- {0}"),
    (re.compile(rf"^\s*(?:- )?{_KEY}:\s+([^\"'{{\[].*?:\s.*)$"), '值里有英文冒号，像又一个“键: 值”；请给整个值加英文双引号："{0}"'),
)  # fmt: skip


def _unpaired(bare: str) -> Iterator[str]:
    """An opened quote, or a bracket without its partner, on one line."""
    rest = bare.replace('""', "")
    if '"' in rest:
        yield "英文双引号没有配对"
        return
    if re.match(r"\s*- \{", bare) and bare.count("{") != bare.count("}"):
        yield "{ 和 } 没有配对"


def indent_slip(text: str, line: int) -> Slip | None:
    """A key at the reported line, or just above, that stands a little left or right of its neighbours."""
    lines = text.splitlines()
    for number in range(min(line, len(lines)), max(line - 4, 0), -1):
        own, before = _key_column(lines[number - 1]), _before(lines, number - 1)
        if own is None or before is None or own == before:
            continue
        dashed = lines[number - 1].lstrip().startswith("-")
        known = {_key_column(line) for line in lines[: number - 1]}
        if abs(own - before) == 1 or (own < before and not dashed and own not in known):
            return Slip(
                number,
                f"这一行的键前面有 {own} 个空格，上面同级的键前面有 {before} 个；同级的键要对齐",
            )
    return None


def _key_column(line: str) -> int | None:
    match = re.match(rf"(\s*(?:- )?){_KEY}:", line)
    return len(match[1]) if match else None


def _before(lines: list[str], index: int) -> int | None:
    for line in reversed(lines[:index]):
        column = _key_column(line)
        if column is not None:
            return column
    return None

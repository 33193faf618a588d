"""``ziping numbers``: the number expressions of a text."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from ziping.cli.console import emit, emit_json


def numbers(
    source: str = typer.Argument(metavar="文件", help="UTF-8 文本文件；- 表示标准输入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """找出文本里的每个数字：位置、种类、数值、单位.

    示例：ziping numbers 报告.txt --json
    """
    from ziping.errors import UnreadableInputError
    from ziping.language.numerals import find_numbers
    from ziping.resources import read_text

    if source == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableInputError("标准输入不是 UTF-8 文本，请先转换编码") from error
    else:
        text = read_text(Path(source))
    found = find_numbers(text)
    if as_json:
        emit_json([item.to_json() for item in found])
        return
    for item in found:
        row = item.to_json()
        emit(
            f"{item.start}-{item.end}\t{item.surface}\t{row['kind']}\t{row['value']}\t{row['unit']}\t{row['modifier']}"
        )

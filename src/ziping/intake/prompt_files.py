"""Finds and reads the prompts of a report family: front matter as data, the text as it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pydantic import ValidationError

from ziping import resources
from ziping.domain.prompt import COMMON, PromptFile, PromptFiles, PromptHead
from ziping.errors import UnreadableInputError
from ziping.intake.data_text import LocatedData, read_yaml
from ziping.intake.model_errors import explain

_FENCE = "---"
_FILE = re.compile(r"[a-z][a-z0-9_]*")


def read_prompts(family: str, extra: tuple[Path, ...] = ()) -> PromptFiles:
    """All prompts of a family; mistakes are collected, so that all can be told at once.

    Raises:
        UnreadableInputError: a file cannot be read as text.
    """
    files: dict[str, PromptFile] = {}
    problems: list[str] = []
    digest = hashlib.sha256()
    for relative, path in sorted(resources.listing("prompts", ".md", extra)):
        folder, _, rest = relative.partition("/")
        stem = rest.removesuffix(".md")
        if folder not in {COMMON, family} or not _FILE.fullmatch(stem):
            continue
        text = resources.read_text(path)
        digest.update(f"{relative}\0{len(text)}\0{text}".encode())
        try:
            files[f"{folder}/{stem}"] = _read(f"{folder}/{stem}", str(path), text.replace("\r\n", "\n"))
        except UnreadableInputError as error:
            problems += str(error).split("\n")
    return PromptFiles(family, tuple(sorted(files.items())), tuple(problems), digest.hexdigest())


def _read(name: str, path: str, text: str) -> PromptFile:
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE), 0)
    if not lines or lines[0].strip() != _FENCE or not end:
        raise UnreadableInputError(
            f"{path}:1：提示词文件要以两行 --- 之间的说明开头（id、version、inputs、output）"
        )
    # the opening line stays as an empty one, so that lines are counted as in the file
    located = read_yaml("\n".join(["", *lines[1:end]]), path)
    if not isinstance(located.data, dict):
        raise UnreadableInputError(f"{path}:2：开头的说明应是“键: 值”，如 id: {name}")
    try:
        head = PromptHead.model_validate(located.data)
    except ValidationError as error:
        raise UnreadableInputError("\n".join(explain(error, located, PromptHead))) from None
    problems = list(_head_problems(name, head, located))
    if problems:
        raise UnreadableInputError("\n".join(problems))
    input_lines = tuple(
        (given, located.line(("inputs", index)).line or 1) for index, given in enumerate(head.inputs)
    )
    return PromptFile(
        name, path, head, "\n".join(lines[end + 1 :]).strip("\n"), _first(lines, end), input_lines
    )


def _first(lines: list[str], end: int) -> int:
    """The 1-based line of the first line of text; empty ones before it are not part of it."""
    return next((at for at in range(end + 1, len(lines)) if lines[at]), end) + 1


def _head_problems(name: str, head: PromptHead, located: LocatedData) -> list[str]:
    problems = []
    if head.id != name:
        problems.append(f"{located.where(('id',))}：id 写的是 {head.id!r}，应与文件的位置一致：{name}")
    for index, given in enumerate(head.inputs):
        if given in head.inputs[:index]:
            problems.append(f"{located.where(('inputs', index))}：输入 {given!r} 写了两次，请删去一个")
    return problems

"""Finds, reads and checks a report family: its outline, phrase templates and their hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from ziping import resources
from ziping.domain.outline import (
    FORMAT,
    FigureTable,
    FormTable,
    Outline,
    ReportFamily,
    ScoreSheet,
    TemplateFile,
)
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.data_text import LocatedData, Path, read_yaml
from ziping.intake.model_errors import explain

SHARED = "common"
"""The folder of phrases that all families share; a family's file of the same name stands before it."""

_FAMILY = re.compile(r"[a-z][a-z0-9-]*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def list_families(extra: tuple[FilePath, ...] = ()) -> tuple[str, ...]:
    """Families that have an outline."""
    found = (relative for relative, _ in resources.listing("templates", "outline.yaml", extra))
    return tuple(sorted(name for name, _, rest in map(_parts, found) if rest == "outline.yaml"))


def load_outline(family: str, extra: tuple[FilePath, ...] = ()) -> ReportFamily:
    """The family's outline with its templates; the hash covers every file of the family.

    Raises:
        UsageError: no such family.
        UnreadableInputError: the outline has mistakes; all of them are listed with file and line.
    """
    path = resources.find("templates", f"{family}/outline.yaml", extra) if _FAMILY.fullmatch(family) else None
    if path is None:
        known = "、".join(list_families(extra)) or "（无）"
        raise UsageError(f"找不到报告模板 {family!r}，可用：{known}")
    text = resources.read_text(path)
    files = _templates(family, extra)
    outline = build_outline(read_yaml(text, str(path)), frozenset(files))
    return ReportFamily(outline, tuple(sorted(files.items())), _digest(family, text, files, extra))


def build_outline(located: LocatedData, templates: frozenset[str]) -> Outline:
    """The checked outline of parsed data.

    Raises:
        UnreadableInputError: with one line per mistake.
    """
    data = located.data
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        written = data.get("format") if isinstance(data, dict) else None
        raise UnreadableInputError(
            f"{located.where(('format',))}：format 应是 {FORMAT}，写的是 {written!r}，请确认这是报告提纲文件"
        )
    try:
        outline = Outline.model_validate(data)
    except ValidationError as error:
        raise UnreadableInputError("\n".join(explain(error, located, Outline))) from None
    problems = [f"{located.where(path)}：{message}" for path, message in _problems(outline, data, templates)]
    if problems:
        raise UnreadableInputError("\n".join(problems))
    return outline


def _problems(
    outline: Outline, data: dict[str, Any], templates: frozenset[str]
) -> Iterator[tuple[Path, str]]:
    yield from _repeated(outline)
    yield from _section_problems(outline, templates)
    yield from _table_problems(outline)
    yield from _placeholders(data, ())


def _repeated(outline: Outline) -> Iterator[tuple[Path, str]]:
    for key, items in (("sections", outline.sections), ("tables", outline.tables)):
        seen: set[str] = set()
        for index, item in enumerate(items):
            if item.id in seen:
                yield (key, index, "id"), f"id {item.id!r} 用了两次，请改名"
            seen.add(item.id)


def _section_problems(outline: Outline, templates: frozenset[str]) -> Iterator[tuple[Path, str]]:
    level = 0
    forms = {table.id for table in outline.tables if isinstance(table, FormTable)}
    if outline.cover and outline.cover not in templates:
        yield ("cover",), _no_template(outline.cover, templates)
    for index, table in enumerate(outline.tables):
        if isinstance(table, FormTable) and table.template not in templates:
            yield ("tables", index, "template"), _no_template(table.template, templates)
    for index, section in enumerate(outline.sections):
        if section.level > level + 1:
            yield ("sections", index, "level"), f"标题从第 {level} 级跳到第 {section.level} 级，请逐级往下"
        level = section.level
        if section.template and section.template not in templates:
            yield ("sections", index, "template"), _no_template(section.template, templates)
        if section.template == "" and any(place.id not in forms for place in section.tables):
            yield ("sections", index, "tables"), "有表格的部分要有 template，用文字引出表格"


def _no_template(name: str, templates: frozenset[str]) -> str:
    return f"没有模板文件 {name!r}，可用：{'、'.join(sorted(templates)) or '（无）'}"


def _table_problems(outline: Outline) -> Iterator[tuple[Path, str]]:
    known = {table.id for table in outline.tables}
    places: list[tuple[Path, str]] = [
        (("sections", index, "tables", number, "id"), place.id)
        for index, section in enumerate(outline.sections)
        for number, place in enumerate(section.tables)
    ]
    places += [
        (("attachments", index, "tables", number), name)
        for index, attachment in enumerate(outline.attachments)
        for number, name in enumerate(attachment.tables)
    ]
    seen: set[str] = set()
    for path, name in places:
        if name not in known:
            yield path, f"没有定义表格 {name!r}，可用：{'、'.join(sorted(known)) or '（无）'}"
        elif name in seen:
            yield path, f"表格 {name!r} 放了两次，一张表只能放一处"
        seen.add(name)
    for index, table in enumerate(outline.tables):
        if table.id not in seen:
            yield ("tables", index, "id"), f"表格 {table.id!r} 没有放到任何部分，请在 sections 中引用或删去"
        if isinstance(table, FigureTable):
            yield from _shape(index, table)
        if isinstance(table, ScoreSheet) and len(table.widths) != (7 if table.remarks else 6):
            yield ("tables", index, "widths"), f"评分表应有 {7 if table.remarks else 6} 个列宽"


def _shape(index: int, table: FigureTable) -> Iterator[tuple[Path, str]]:
    columns = len(table.columns)
    if len(table.widths) != columns:
        yield ("tables", index, "widths"), f"widths 有 {len(table.widths)} 个数，表格有 {columns} 列"
    for number, row in enumerate(table.rows):
        if row.span + len(row.facts) != columns:
            given = f"名称占 {row.span} 列、数据 {len(row.facts)} 个"
            yield ("tables", index, "rows", number), f"{given}，合起来要等于 {columns} 列"


def _placeholders(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _placeholders(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _placeholders(value, (*path, index))
    elif path and path[-1] in {"title", "heading", "caption"}:
        for name in _PLACEHOLDER.findall(str(data)):
            if name not in {"unit", "year"}:
                yield path, f"不认识的占位 {{{name}}}，可用：{{unit}}、{{year}}"


def _parts(relative: str) -> tuple[str, str, str]:
    return relative.partition("/")


def _templates(family: str, extra: tuple[FilePath, ...]) -> dict[str, TemplateFile]:
    """Phrase templates of the family's folder, over those that all families share; each may be a user's own."""
    found: dict[str, dict[str, TemplateFile]] = {SHARED: {}, family: {}}
    for relative, path in resources.listing("templates", ".j2", extra):
        folder, _, name = _parts(relative)
        if folder in found and "/" not in name:
            found[folder][name] = TemplateFile(str(path), resources.read_text(path))
    return found[SHARED] | found[family]


def _digest(family: str, outline: str, files: dict[str, TemplateFile], extra: tuple[FilePath, ...]) -> str:
    """SHA-256 over names and contents: outline, phrases, and the Word template."""
    contents = {"outline.yaml": outline.encode("utf-8")}
    contents |= {name: file.text.encode("utf-8") for name, file in files.items()}
    word = resources.find("templates", f"{family}/report.docx", extra)
    if word is not None:
        contents["report.docx"] = resources.read_bytes(word)
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\0{len(contents[name])}\0".encode())
        digest.update(contents[name])
    return digest.hexdigest()

"""What our HTML pages share: one file without any network, filled in a sandbox, whose script and style run by their hash."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ziping.errors import RenderError, UsageError
from ziping.resources import find, read_text

Sources: TypeAlias = tuple[tuple[str, str], ...]
"""Names and texts of a page's template files."""
_PIECES = 500
"""Pieces of a page that are written together; all of a page with many rows would take its size several times."""
_FENCE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""What ends a script element, or a line of a script."""


def page_sources(folder: str, names: tuple[str, ...], folders: tuple[Path, ...]) -> Sources:
    """The template files of a page.

    Args:
        folder: below ``templates``.
        names: the files.
        folders: the settings' template folders, searched before the shipped ones.

    Raises:
        UsageError: a file is nowhere.
    """
    found = []
    for name in names:
        path = find("templates", f"{folder}/{name}", folders)
        if path is None:
            raise UsageError(f"找不到页面模板 templates/{folder}/{name}，请重新安装 ziping 或补上这个文件")
        found.append((name, read_text(path).replace("\r\n", "\n")))
    return tuple(found)


class _Sandbox(ImmutableSandboxedEnvironment):
    """What may be asked of a value hangs on its type alone, and a page asks the same of thousands of values."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """As in jinja2, remembered."""
        asked = type(obj), attr
        safe = self._safe.get(asked)
        if safe is None:
            safe = self._safe[asked] = super().is_safe_attribute(obj, attr, value)
        return safe


@lru_cache(maxsize=8)
def page_environment(sources: Sources) -> Environment:
    """The sandbox for a page's templates; data is escaped, a missing name is an error."""
    return _Sandbox(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def fill_page(environment: Environment, folder: str, page: str, context: dict[str, Any]) -> bytes:
    """The page as UTF-8.

    Raises:
        RenderError: a template, which a user may have replaced, cannot be filled.
    """
    written = BytesIO()
    try:
        stream = environment.get_template(page).stream(context)
        stream.enable_buffering(_PIECES)
        stream.dump(written, "utf-8", "replace")
    except TemplateSyntaxError as exc:
        raise RenderError(
            f"审阅页模板 {folder}/{exc.name} 第 {exc.lineno} 行写法有误：{exc.message}"
        ) from exc
    except TemplateError as exc:
        raise RenderError(
            f"审阅页模板 {folder}/{page} 无法填写：{exc.message}。请与随软件附带的模板对照"
        ) from exc
    return written.getvalue()


def inlined(
    folder: str, sources: Sources, style_name: str, script_name: str, more_style: str = ""
) -> dict[str, Markup]:
    """Style and script as they stand in the page, with the hashes that alone allow them to run.

    Raises:
        RenderError: a file would end its own element.
    """
    files = dict(sources)
    style, script = files[style_name] + more_style, files[script_name]
    for name, text, end in ((style_name, style, "</style"), (script_name, script, "</script")):
        if end in text.lower():
            raise RenderError(f"审阅页模板 {folder}/{name} 里不能出现 {end}，否则页面会在那里断开，请删去")
    return {
        "style": trusted(style),
        "script": trusted(script),
        "style_hash": trusted(_hash(style)),
        "script_hash": trusted(_hash(script)),
    }


def trusted(text: str) -> Markup:
    """For our own files, their hashes, and JSON without a character that HTML knows; never for data as it is."""
    return Markup(text)  # noqa: S704


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def island(data: Any) -> Markup:
    """JSON for a script element; no character of the data can end that element."""
    return trusted(_fenced(data))


def island_of_rows(data: dict[str, Any], name: str, rows: Iterable[Any]) -> Iterator[Markup]:
    """The pieces of ``island`` of ``{**data, name: [*rows]}``, for more rows than should lie in memory at once."""
    yield trusted(f"{_fenced(data)[:-1]},{_fenced(name)}:[")
    for number, row in enumerate(rows):
        yield trusted(f",{_fenced(row)}" if number else _fenced(row))
    yield trusted("]}")


def _fenced(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_FENCE)

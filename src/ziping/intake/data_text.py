"""YAML and JSON as text data: every scalar stays the text it is, repeated keys and anchors are refused.

``yaml.safe_load`` would turn ``no`` into False, ``8.30`` into 8.3 and a repeated key into its last value.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import yaml

from ziping.errors import UnreadableInputError
from ziping.intake.yaml_slips import find_slips, indent_slip

Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 40
"""Deepest nesting of mappings and lists."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


_YAML_REASONS = (
    ("tab character", "缩进用了制表符 Tab，请改用空格"),
    ("cannot start any token", "缩进用了制表符 Tab，或用了不能开头的符号（@ 和 ` 要加引号）"),
    ("mapping values are not allowed", "这里不能再出现“键: 值”，多半是缩进不齐或上一行没写完"),
    ("could not find expected ':'", "键后面缺少冒号"),
    ("did not find expected key", "缩进不齐或缺少引号"),
    ("did not find expected", "括号没有配对，或少了逗号、短横线"),
    ("unexpected end of stream", "引号没有配对"),
    ("another document", "一个文件里有几个文档，请只留一个"),
    ("undefined alias", "不支持锚点和引用（& 和 *），请把内容写全"),
    ("control characters", "有看不见的控制字符"),
)
"""What the YAML library complains about, in Chinese; the first part found in its message counts."""


class FileLine(NamedTuple):
    """A line of a file."""

    file: str
    line: int | None


@dataclass(frozen=True)
class LocatedData:
    """Parsed data (dicts, lists, texts) with the line of every path.

    Attributes:
        file: shown in messages.
        data: the top value; scalars are ``str``.
        lines: file and 1-based line of every key and list item; empty for JSON. A file that extends
            another holds the lines of both.
    """

    file: str
    data: Any
    lines: dict[Path, FileLine] = field(default_factory=dict)

    def line(self, path: Path) -> FileLine:
        """File and line of a path, or of its nearest known ancestor; line None when unknown."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return FileLine(self.file, None)

    def where(self, path: Path) -> str:
        """``file:line`` (or the file alone) for a message."""
        file, line = self.line(path)
        return f"{file}:{line}" if line else file


def read_yaml(text: str, file: str) -> LocatedData:
    """YAML text as located data.

    Raises:
        UnreadableInputError: not YAML, a repeated key, an anchor or alias, nested too deeply.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise UnreadableInputError(_explained(error, text, file)) from error
    except RecursionError as error:
        raise UnreadableInputError(f"{file}：嵌套太深，不读取") from error
    if root is None:
        raise UnreadableInputError(f"{file}：文件是空的，请选择填好的文件")
    builder = _Builder(file)
    return LocatedData(file, builder.build(root, ()), builder.lines)


def read_json(text: str, file: str) -> LocatedData:
    """JSON text as located data; numbers keep the digits as written.

    Raises:
        UnreadableInputError: not JSON, a repeated key, or nested too deeply.
    """
    try:
        data = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_unique_pairs
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableInputError(
            f"{file}：不是完整的 JSON（{_json_reason(error)}），请检查文件是否完整"
        ) from error
    return LocatedData(file, _as_text(data))


def _json_reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"第{error.lineno}行第{error.colno}列"
    return str(error) if isinstance(error, _RepeatedKeyError) else "嵌套太深"


class _RepeatedKeyError(ValueError):
    """A JSON object names a key twice."""


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _RepeatedKeyError(f"键 {twice!r} 写了两次")
    return result


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _explained(error: yaml.YAMLError, text: str, file: str) -> str:
    """The slips people make, each with its line; without any, what the library says."""
    mark = getattr(error, "problem_mark", None)
    slips = find_slips(text)
    if not slips and mark is not None and (indent := indent_slip(text, mark.line + 1)):
        slips = (indent,)
    if slips:
        return "\n".join(f"{file}:{slip.line}：{slip.message}" for slip in slips)
    return _yaml_message(error, file)


def _yaml_message(error: yaml.YAMLError, file: str) -> str:
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    unclosed = "end of stream" in problem  # what counts is where the quote was opened
    mark = getattr(error, "context_mark" if unclosed else "problem_mark", None)
    place = f"{file}:{mark.line + 1}" if mark else file
    reason = next((told for part, told in _YAML_REASONS if part in problem), "看不懂的写法")
    return f"{place}：不是正确的 YAML（{reason}），请检查缩进、冒号后的空格和引号"


class _Builder:
    """From composed nodes to plain data with lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, FileLine] = {}
        self.seen: set[int] = set()

    def build(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, FileLine(self.file, line))
        if id(node) in self.seen:
            raise UnreadableInputError(
                f"{self.file}:{line}：不支持 YAML 的锚点和引用（& 和 *），请把内容写全"
            )
        self.seen.add(id(node))
        if len(path) > MAX_DEPTH:
            raise UnreadableInputError(f"{self.file}:{line}：嵌套超过 {MAX_DEPTH} 层，不读取")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return node.value

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise UnreadableInputError(f"{self.file}:{line}：键必须是文字")
            key = key_node.value
            if key in result:
                raise UnreadableInputError(f"{self.file}:{line}：键 {key!r} 写了两次，请删去一个")
            self.lines[*path, key] = FileLine(self.file, line)
            result[key] = self.build(value_node, (*path, key))
        return result

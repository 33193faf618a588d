"""Pydantic's errors as Chinese sentences with file, line, value and what is allowed."""

from __future__ import annotations

import re
import typing
from typing import Any

from pydantic import BaseModel, ValidationError

from ziping.intake.data_text import LocatedData, Path


def explain(error: ValidationError, located: LocatedData, model: type[BaseModel]) -> tuple[str, ...]:
    """One message per mistake, each beginning with ``file:line：``."""
    items = [dict(item) for item in error.errors(include_url=False)]
    return tuple(_message(item, located, model) for item in items if not _follows(item, items))


def _follows(item: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    """A list counts as empty when an item of it is wrong: the item's own message says enough."""
    loc = item["loc"]
    return item["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in others
    )


def _message(item: dict[str, Any], located: LocatedData, model: type[BaseModel]) -> str:
    loc: Path = tuple(item["loc"])
    path = data_path(loc, located.data)
    key = str(loc[-1]) if loc else ""
    return f"{located.where(path)}：{_subject(path, located.data)}{_what(item, key, model, loc)}"


def _what(item: dict[str, Any], key: str, model: type[BaseModel], loc: Path) -> str:
    """What is wrong and what is allowed, without the place."""
    match item["type"]:
        case "extra_forbidden" if "：" in key:
            return f"{key!r} 里用了中文冒号，请改成英文冒号加一个空格：{key.split('：', maxsplit=1)[0]}: "
        case "extra_forbidden":
            return f"不认识的键 {key!r}，可用：{'、'.join(sorted(allowed_keys(model, loc[:-1])))}"
        case "missing":
            return f"缺少必填的 {key!r}"
        case "value_error":
            return str(item["ctx"]["error"])
        case "union_tag_not_found":
            return f"缺少必填的 'kind'，可用：{'、'.join(allowed_kinds(model, loc))}"
        case "union_tag_invalid":
            return f"kind 写的是 {_value(item)}，可用：{_tags(item)}"
        case "literal_error" | "enum":
            return f"{key!r} 写的是 {_value(item)}，可用：{_expected(item)}"
        case "too_short" | "string_too_short":
            return f"{key!r} 不能为空"
        case "decimal_parsing" if re.fullmatch(r"[0-9.]+(?:分|%|％)", str(item["input"])):
            return f"{key!r} 写的是 {_value(item)}，只写数字：{str(item['input'])[:-1]}"
        case kind:
            return f"{key!r} 写的是 {_value(item)}，{_WRONG_SHAPE.get(kind, '类型不对')}"


_WRONG_SHAPE = {
    "tuple_type": "这里要写成列表（每项一行，以 - 开头）",
    "list_type": "这里要写成列表（每项一行，以 - 开头）",
    "dict_type": "这里要写成“键: 值”",
    "model_type": "这里要写成“键: 值”",
    "model_attributes_type": "这里要写成“键: 值”",
    "string_type": "这里要写文字",
    "decimal_parsing": "这里要写数字",
    "decimal_type": "这里要写数字",
    "int_parsing": "这里要写整数",
    "int_type": "这里要写整数",
    "bool_parsing": "这里要写 true 或 false",
    "bool_type": "这里要写 true 或 false",
    "string_pattern_mismatch": "只能用小写英文字母、数字和下划线，字母开头",
    "greater_than_equal": "超出允许的范围",
    "less_than_equal": "超出允许的范围",
}


def _value(item: dict[str, Any]) -> str:
    text = repr(item["input"])
    return text if len(text) <= 60 else text[:57] + "…"


def _expected(item: dict[str, Any]) -> str:
    return str(item["ctx"]["expected"]).replace(" or ", "、").replace(", ", "、").replace("'", "")


def _tags(item: dict[str, Any]) -> str:
    context = item.get("ctx", {})
    return str(context.get("expected_tags", "")).replace("'", "").replace(", ", "、")


def data_path(loc: Path, data: Any) -> Path:
    """The error's location in the data: union tags, which pydantic puts in, are left out."""
    path: list[str | int] = []
    current: Any = data
    tag_passed = False
    for step in loc:
        if isinstance(current, dict) and current.get("kind") == step and not tag_passed:
            tag_passed = True  # the tag of a method; ``bands`` is also one of its keys, met afterwards
            continue
        inside = isinstance(current, dict) and step in current
        if inside or (isinstance(current, list) and isinstance(step, int) and step < len(current)):
            path.append(step)
            current, tag_passed = current[step], False
    return tuple(path)


def _subject(path: Path, data: Any) -> str:
    """The nearest enclosing thing with an id, for people: ``指标 'B21' ：``."""
    names: list[str] = []
    current: Any = data
    for step in path:
        current = current[step]
        if isinstance(current, dict) and isinstance(current.get("id"), str):
            names.append(current["id"])
    return f"{names[-1]!r} 中" if names else ""


def allowed_keys(model: type[BaseModel], loc: Path) -> set[str]:
    """Keys allowed at a location."""
    return {name for kind in _models_at(model, loc) for name in kind.model_fields}


def allowed_kinds(model: type[BaseModel], loc: Path) -> list[str]:
    """Values of ``kind`` allowed at a location."""
    fields = [kind.model_fields["kind"] for kind in _models_at(model, loc) if "kind" in kind.model_fields]
    return sorted(str(value) for item in fields for value in typing.get_args(item.annotation))


def _models_at(model: type[BaseModel], loc: Path) -> set[type[BaseModel]]:
    """Models that may stand at a location, found by walking the model's field types."""
    candidates: set[type[BaseModel]] = {model}
    for step in loc:
        if isinstance(step, int):
            continue
        if len(candidates) > 1 and (tagged := _tagged(candidates, step)):
            candidates = tagged  # a union's tag, which may also be the name of a field (``bands``)
            continue
        fields = [kind.model_fields[step].annotation for kind in candidates if step in kind.model_fields]
        found = set().union(*(_models_in(annotation) for annotation in fields)) if fields else set()
        candidates = found or candidates
    return candidates


def _tagged(candidates: set[type[BaseModel]], tag: str) -> set[type[BaseModel]]:
    def fits(kind: type[BaseModel]) -> bool:
        field = kind.model_fields.get("kind")
        if field is not None and typing.get_args(field.annotation) == (tag,):
            return True
        return (tag == "group") == ("children" in kind.model_fields) and tag in {"group", "leaf"}

    return {kind for kind in candidates if fits(kind)}


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    value = getattr(annotation, "__value__", annotation)
    return set().union(*(_models_in(arg) for arg in typing.get_args(value)), set())

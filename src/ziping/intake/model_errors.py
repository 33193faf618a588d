"""Pydantic's errors as Chinese sentences with file, line, value and what is allowed."""

from __future__ import annotations

import typing
from typing import Any

from pydantic import BaseModel, ValidationError

from ziping.intake.data_text import LocatedData, Path


def explain(error: ValidationError, located: LocatedData, model: type[BaseModel]) -> tuple[str, ...]:
    """One message per mistake, each beginning with ``file:line：``."""
    return tuple(_message(dict(item), located, model) for item in error.errors(include_url=False))


def _message(item: dict[str, Any], located: LocatedData, model: type[BaseModel]) -> str:
    loc: Path = tuple(item["loc"])
    path = data_path(loc, located.data)
    key = loc[-1] if loc else ""
    where = f"{located.where(path)}：{_subject(path, located.data)}"
    match item["type"]:
        case "extra_forbidden":
            allowed = "、".join(sorted(allowed_keys(model, loc[:-1])))
            return f"{where}不认识的键 {str(key)!r}，可用：{allowed}"
        case "missing":
            return f"{where}缺少必填的 {str(key)!r}"
        case "value_error":
            return f"{where}{item['ctx']['error']}"
        case "union_tag_invalid" | "union_tag_not_found":
            return f"{where}kind 写的是 {_value(item)}，可用：{_tags(item)}"
        case "literal_error" | "enum":
            return f"{where}{str(key)!r} 写的是 {_value(item)}，可用：{_expected(item)}"
        case "decimal_parsing" | "decimal_type" | "int_parsing" | "int_from_float":
            return f"{where}{str(key)!r} 要写数字，写的是 {_value(item)}"
        case "bool_parsing" | "bool_type":
            return f"{where}{str(key)!r} 要写 true 或 false，写的是 {_value(item)}"
        case "string_pattern_mismatch":
            return f"{where}{str(key)!r} 写的是 {_value(item)}，只能用小写英文字母、数字和下划线，字母开头"
        case "too_short" | "string_too_short":
            return f"{where}{str(key)!r} 不能为空"
        case "greater_than_equal" | "less_than_equal":
            return f"{where}{str(key)!r} 写的是 {_value(item)}，超出允许的范围"
        case kind:
            return f"{where}{str(key)!r} 写的是 {_value(item)}，{_WRONG_SHAPE.get(kind, '类型不对')}"


_WRONG_SHAPE = {
    "tuple_type": "这里要写成列表（每项一行，以 - 开头）",
    "list_type": "这里要写成列表（每项一行，以 - 开头）",
    "dict_type": "这里要写成“键: 值”",
    "model_type": "这里要写成“键: 值”",
    "model_attributes_type": "这里要写成“键: 值”",
    "string_type": "这里要写文字",
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
    current = data
    for step in loc:
        if (isinstance(current, dict) and step in current) or (
            isinstance(current, list) and isinstance(step, int) and step < len(current)
        ):
            current = current[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def _subject(path: Path, data: Any) -> str:
    """The nearest enclosing thing with an id, for people: ``指标 'B21' ：``."""
    names: list[str] = []
    current = data
    for step in path:
        current = current[step]
        if isinstance(current, dict) and isinstance(current.get("id"), str):
            names.append(current["id"])
    return f"{names[-1]!r} 中" if names else ""


def allowed_keys(model: type[BaseModel], loc: Path) -> set[str]:
    """Keys allowed at a location, found by walking the model's field types."""
    candidates: set[type[BaseModel]] = {model}
    for step in loc:
        if isinstance(step, int):
            continue
        fields = [kind.model_fields[step].annotation for kind in candidates if step in kind.model_fields]
        found = set().union(*(_models_in(annotation) for annotation in fields)) if fields else set()
        candidates = found or _tagged(candidates, step)
    return {name for kind in candidates for name in kind.model_fields}


def _tagged(candidates: set[type[BaseModel]], tag: str) -> set[type[BaseModel]]:
    def fits(kind: type[BaseModel]) -> bool:
        field = kind.model_fields.get("kind")
        if field is not None and typing.get_args(field.annotation) == (tag,):
            return True
        return (tag == "group") == ("children" in kind.model_fields) and tag in {"group", "leaf"}

    return {kind for kind in candidates if fits(kind)} or candidates


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    value = getattr(annotation, "__value__", annotation)
    return set().union(*(_models_in(arg) for arg in typing.get_args(value)), set())

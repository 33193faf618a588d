"""Reading a raw submission piece by piece: every mistake a finding, everything readable kept."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ziping.domain.finding import Finding
from ziping.domain.quantity import unit_of
from ziping.domain.rubric import Indicator, Rubric, distinct_names
from ziping.domain.submission import InputValue
from ziping.intake.data_text import Path
from ziping.intake.figures import read_value
from ziping.intake.model_errors import data_path
from ziping.intake.raw import RawScalar, RawSubmission
from ziping.language.numerals import parse_quantity

M = TypeVar("M", bound=BaseModel)


class Reading:
    """A raw submission being read against a rubric, with the findings so far."""

    def __init__(self, raw: RawSubmission, rubric: Rubric) -> None:
        self.raw = raw
        self.rubric = rubric
        self.findings: list[Finding] = list(raw.findings)
        self.leaves: dict[str, Indicator] = {leaf.indicator.id: leaf.indicator for leaf in rubric.leaves()}
        self.names = distinct_names(rubric)

    def report(self, code: str, message: str, path: Path, **more: Any) -> None:
        """Adds a finding; the message gets its place put first."""
        place = self.raw.place(path)
        severity = more.pop("severity", "error")
        self.findings.append(
            Finding(code=code, severity=severity, message=f"{place.text}：{message}", place=place, **more)
        )

    def known_keys(self, data: Mapping[str, Any], allowed: Iterable[str], path: Path) -> None:
        """Reports keys nobody knows, with the nearest known one."""
        names = list(allowed)
        for key in data:
            if key not in names:
                near = difflib.get_close_matches(key, names, n=1)
                hint = f"是不是 {near[0]!r}？" if near else f"可用：{'、'.join(names[:20])}"
                self.report("unknown_key", f"不认识的键 {key!r}，没有读取；{hint}", (*path, key), stated=key)

    def mapping(self, key: str) -> dict[str, Any]:
        """A top-level mapping, empty when missing or of another shape."""
        value = self.raw.data.get(key)
        if value in (None, ""):
            return {}
        if isinstance(value, dict):
            return value
        self.report("wrong_shape", f"{key!r} 要写成“键: 值”，没有读取", (key,))
        return {}

    def rows(self, data: Mapping[str, Any], key: str, path: Path) -> list[Any]:
        """A list, empty when missing or of another shape."""
        value = data.get(key)
        if value in (None, ""):
            return []
        if isinstance(value, list):
            return value
        self.report("wrong_shape", f"{key!r} 要写成列表，没有读取", path)
        return []

    def texts(self, key: str) -> list[str]:
        """A top-level list of texts."""
        return [str(item).strip() for item in self.rows(self.raw.data, key, (key,)) if str(item).strip()]

    def inputs(self, data: Mapping[str, Any], path: Path) -> dict[str, InputValue]:
        """All known inputs of a mapping."""
        definitions = {item.id: item for item in self.rubric.inputs}
        self.known_keys(data, definitions, path)
        found: dict[str, InputValue] = {}
        for name, definition in definitions.items():
            here = (*path, name)
            value = data.get(name)
            if value is None or here in self.raw.spoiled:
                continue
            scalar, source = self.scalar(value, here)
            if scalar is None:
                continue
            read = read_value(scalar, definition, self.raw.place(here), source)
            self.findings.extend(read.findings)
            if read.value is not None:
                found[name] = read.value
        return found

    def scalar(self, value: Any, path: Path) -> tuple[RawScalar | None, str]:
        """The scalar of ``value`` or ``{value, source}``."""
        if isinstance(value, dict):
            self.known_keys(value, ("value", "source"), path)
            inner = value.get("value")
            return (None, "") if inner in (None, "") else (inner, str(value.get("source", "")))
        if isinstance(value, list):
            self.report("wrong_shape", "这里要写一个值，不能是列表", path)
            return None, ""
        return value, ""

    def decimal(self, value: Any, path: Path, label: str) -> Decimal | None:
        """A bare score or amount typed by a person."""
        if value in (None, ""):
            return None
        if isinstance(value, Decimal):
            return value
        quantity = parse_quantity(str(value))
        if quantity is None or quantity.unit.dimension not in {"number", "score"}:
            self.report(
                "wrong_value", f"“{label}”写的是 {str(value)!r}，请只写一个数", path, stated=str(value)
            )
            return None
        return quantity.value

    def model(self, kind: type[M], data: Any, path: Path) -> M | None:
        """A record, its mistakes as findings; wrong or unknown fields are left out and the rest is kept."""
        rest = dict(data) if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self.report("wrong_shape", "这里要写成“键: 值”，没有读取", path)
            return None
        for _ in range(2):
            try:
                return kind.model_validate(rest)
            except ValidationError as error:
                for item in error.errors(include_url=False):
                    self.record_error(kind, item, rest, path)
                    rest.pop(str(item["loc"][0]) if item["loc"] else "", None)
        return None

    def record_error(self, kind: type[BaseModel], item: Any, rest: dict[str, Any], path: Path) -> None:
        """One mistake in a record."""
        key = str(item["loc"][0]) if item["loc"] else ""
        here = (*path, *data_path(tuple(item["loc"]), rest))
        match item["type"]:
            case "extra_forbidden":
                allowed = "、".join(kind.model_fields)
                self.report(
                    "unknown_key", f"不认识的键 {key!r}，没有读取；可用：{allowed}", (*path, key), stated=key
                )
            case "missing":
                self.report("missing_input", f"缺少 {key!r}，这一条没有读取", path, severity="warning")
            case _:
                value = str(item.get("input", ""))[:60]
                self.report(
                    "wrong_value", f"{key!r} 写的是 {value!r}，类型不对，没有读取", here, stated=value
                )

    def models(self, key: str, kind: type[M], build: Any = None) -> tuple[M, ...]:
        """A top-level list of records; wrong ones are reported and left out."""
        found = []
        for index, row in enumerate(self.rows(self.raw.data, key, (key,))):
            path = (key, index)
            item = build(row, path) if build else self.model(kind, row, path)
            if item is not None:
                found.append(item)
        return tuple(found)

    def money(self, value: Any, path: Path) -> Decimal | None:
        """An amount in 元; a bare number is 元."""
        if value in (None, ""):
            return None
        quantity = None if isinstance(value, Decimal) else parse_quantity(str(value))
        if isinstance(value, Decimal):
            return value
        if quantity is None or quantity.unit.dimension not in {"number", "money"}:
            self.report(
                "wrong_value", f"金额写的是 {str(value)!r}，请只写一个数（单位：元）", path, stated=str(value)
            )
            return None
        return quantity.to(unit_of("元")).value if quantity.unit.symbol else quantity.value

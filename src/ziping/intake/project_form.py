"""The ``form`` of a submission: one 项目支出绩效自评表 as data, every mistake a finding with its place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, get_args

from ziping.domain.project_form import (
    FormFunds,
    FormGroup,
    FormKind,
    FormRow,
    FormRules,
    Operator,
    ProjectForm,
)
from ziping.intake.data_text import Path
from ziping.intake.reading import Reading
from ziping.language.numerals import parse_quantity

_FUNDS: Final = ("total_funds", "current_year_appropriation", "carry_forward", "other_funds")
_TEXTS: Final = (
    "code",
    "name",
    "implementing_unit",
    "budget_unit",
    "expected_objective",
    "achieved_objective",
)
_STATED: Final = {
    "stated_execution_rate": "执行率",
    "stated_execution_score": "执行率得分",
    "stated_total": "总分",
}
_KEYS: Final = tuple(name for name in ProjectForm.model_fields if name != "place")
_COLUMNS: Final = tuple(name for name in FormFunds.model_fields if name != "place")
_ROW_KEYS: Final = tuple(name for name in FormRow.model_fields if name != "place")
_OPERATORS: Final[dict[str, Operator]] = {
    **{name: name for name in get_args(Operator)},
    "≥": "at_least",
    ">": "more_than",
    "=": "equals",
    "≤": "at_most",
    "<": "less_than",
}


def read_form(reading: Reading) -> ProjectForm | None:
    """The form of a raw submission; None when there is none."""
    data = reading.raw.data.get("form")
    rules = reading.rubric.form
    if isinstance(data, ProjectForm) and rules is not None:
        return data
    if data in (None, ""):
        return None
    if rules is None or not isinstance(data, dict):
        what = "要写成“键: 值”" if rules is not None else f"评分标准 {reading.rubric.id!r} 不评项目自评表"
        reading.report("wrong_shape", f"form {what}，没有读取", ("form",))
        return None
    return _FormReader(reading, rules, data).form()


class _FormReader:
    def __init__(self, reading: Reading, rules: FormRules, data: dict[str, Any]) -> None:
        self.reading, self.rules, self.data = reading, rules, data

    def form(self) -> ProjectForm:
        reading, path = self.reading, ("form",)
        reading.known_keys(self.data, _KEYS, path)
        texts = {name: self.text(self.data, name, path) for name in _TEXTS}
        if not texts["name"]:
            reading.report("missing_input", "没有填项目名称，请填写", ("form", "name"), severity="warning")
        return ProjectForm(
            **texts,
            **{name: self.funds(name) for name in _FUNDS},
            rows=self.rows(),
            not_applicable=self.not_applicable(),
            **{
                name: self.number(self.data.get(name), ("form", name), label)
                for name, label in _STATED.items()
            },
            place=reading.raw.place(path),
        )

    def text(self, data: Mapping[str, Any], name: str, path: Path) -> str:
        value = data.get(name)
        if isinstance(value, (dict, list)):
            self.reading.report("wrong_shape", f"{name!r} 要写文字，没有读取", (*path, name))
            return ""
        return "" if value is None else str(value).strip()

    def number(self, value: Any, path: Path, label: str) -> Decimal | None:
        """A score, weight or rate as typed; a percent sign is allowed."""
        if isinstance(value, str) and value.strip().endswith("%"):
            quantity = parse_quantity(value)
            if quantity is not None:
                return quantity.value
        return self.reading.decimal(value, path, label)

    def funds(self, name: str) -> FormFunds:
        value, path = self.data.get(name), ("form", name)
        if value in (None, ""):
            return FormFunds()
        if not isinstance(value, dict):
            self.reading.report("wrong_shape", f"{name!r} 要写成“键: 值”，可用：{'、'.join(_COLUMNS)}", path)
            return FormFunds()
        self.reading.known_keys(value, _COLUMNS, path)
        amounts = {column: self.amount(value.get(column), (*path, column)) for column in _COLUMNS}
        return FormFunds(**amounts, place=self.reading.raw.place(path))

    def amount(self, value: Any, path: Path) -> Decimal | None:
        amount = self.reading.money(value, path)
        if amount is not None and amount < 0:
            self.reading.report(
                "wrong_value", f"金额写的是 {str(value)!r}，不能是负数，没有采用", path, stated=str(value)
            )
            return None
        return amount

    def rows(self) -> tuple[FormRow, ...]:
        found: list[FormRow] = []
        counts: dict[str, int] = {}
        for index, item in enumerate(self.reading.rows(self.data, "rows", ("form", "rows"))):
            path: Path = ("form", "rows", index)
            row = self.row(item, path, counts)
            if row is None:
                continue
            if any(row.id == other.id for other in found):
                self.reading.report(
                    "repeated_id", f"行的 id {row.id!r} 重复，这一行没有读取，请改名", path, stated=row.id
                )
                continue
            found.append(row)
        return tuple(found)

    def row(self, item: Any, path: Path, counts: dict[str, int]) -> FormRow | None:
        if not isinstance(item, dict):
            self.reading.report(
                "wrong_shape", f"这一行要写成“键: 值”，可用：{'、'.join(_ROW_KEYS)}；没有读取", path
            )
            return None
        self.reading.known_keys(item, _ROW_KEYS, path)
        group = self.group(item, path)
        kind = None if group is None else self.kind(group, item, path)
        label, target = self.text(item, "label", path), self.text(item, "target", path)
        for name, text, told in (("label", label, "三级指标名称"), ("target", target, "年度指标值")):
            if not text:
                self.reading.report("row_incomplete", f"这一行没有填{told}，没有读取，请补填", (*path, name))
        if group is None or kind is None or not label or not target:
            return None
        counts[group.id] = counts.get(group.id, 0) + 1
        data = {
            "id": self.text(item, "id", path) or f"{group.id}_{counts[group.id]}",
            "group": group.id,
            "kind": kind.id,
            "label": label,
            "target": target,
            "actual": self.text(item, "actual", path),
            "weight": self.number(item.get("weight"), (*path, "weight"), f"{label}分值"),
            "stated_score": self.number(item.get("stated_score"), (*path, "stated_score"), f"{label}得分"),
            "reason": self.text(item, "reason", path),
            "operator": self.operator(item, path),
        }
        row = self.reading.model(FormRow, data, path)
        return None if row is None else row.model_copy(update={"place": self.reading.raw.place(path)})

    def group(self, item: Mapping[str, Any], path: Path) -> FormGroup | None:
        written = self.text(item, "group", path)
        found = next((group for group in self.rules.groups if _named(group, written)), None)
        if found is None:
            known = "、".join(group.label_zh for group in self.rules.groups)
            self.reading.report(
                "unknown_key",
                f"一级指标写的是 {written!r}，可选：{known}；这一行没有读取",
                (*path, "group"),
                stated=written,
            )
        return found

    def kind(self, group: FormGroup, item: Mapping[str, Any], path: Path) -> FormKind | None:
        written = self.text(item, "kind", path)
        found = next((kind for kind in group.kinds if _named(kind, written)), None)
        if found is None:
            known = "、".join(kind.label_zh for kind in group.kinds)
            told = f"二级指标写的是 {written!r}，{group.label_zh}下可选：{known}；这一行没有读取"
            self.reading.report("unknown_key", told, (*path, "kind"), stated=written)
        return found

    def operator(self, item: Mapping[str, Any], path: Path) -> Operator | None:
        written = self.text(item, "operator", path)
        if not written:
            return None
        if written not in _OPERATORS:
            told = f"operator 写的是 {written!r}，可选：{'、'.join(get_args(Operator))}；没有采用"
            self.reading.report("wrong_value", told, (*path, "operator"), stated=written)
        return _OPERATORS.get(written)

    def not_applicable(self) -> tuple[str, ...]:
        """Kinds as ``group.kind``; a kind's label alone will do."""
        path: Path = ("form", "not_applicable")
        known = {
            name: f"{group.id}.{kind.id}"
            for group in self.rules.groups
            for kind in group.kinds
            for name in (f"{group.id}.{kind.id}", kind.label_zh, *kind.aliases)
        }
        found: dict[str, None] = {}
        for index, item in enumerate(self.reading.rows(self.data, "not_applicable", path)):
            written = str(item).strip()
            if written in known:
                found[known[written]] = None
            else:
                self.reading.report(
                    "unknown_key",
                    f"不适用的二级指标 {written!r} 不认识，没有读取",
                    (*path, index),
                    stated=written,
                )
        return tuple(found)


def _named(item: FormGroup | FormKind, written: str) -> bool:
    return written in {item.id, item.label_zh, *item.aliases}

"""One raw value against one input definition: an ``InputValue``, or a finding that says what to type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.quantity import Quantity, decimal_places, plain, trim_zeros, unit_of
from ziping.domain.rubric import InputDefinition
from ziping.domain.submission import InputValue
from ziping.intake.raw import RawScalar
from ziping.language.numerals import NumberKind, find_numbers, parse_quantity

MONEY_PLACES = 2
"""Amounts print with at least two digits after the point (34.40万元)."""

_COUNTING = frozenset([
    "个",
    "家",
    "项",
    "件",
    "宗",
    "起",
    "份",
    "次",
    "场",
    "场次",
    "条",
    "处",
    "所",
    "期",
    "批",
])
"""Measure words people use for one another when they count cases; 人, 户, 人次 are not among them."""

_TRUE = {"是", "true", "yes", "有", "√", "1", "对"}
_FALSE = {"否", "false", "no", "无", "×", "0", "不是"}


class Read(NamedTuple):
    """A value with what was found; value None is missing or unusable."""

    value: InputValue | None
    findings: tuple[Finding, ...] = ()


def read_value(raw: RawScalar, definition: InputDefinition, place: Place, source: str = "") -> Read:
    """The value of one input as its type and unit demand."""
    if isinstance(raw, str) and not raw.strip():
        return Read(None)
    match definition.type:
        case "number":
            return _number(raw, definition, place, source)
        case "date":
            return _date(raw, definition, place, source)
        case "bool":
            return _bool(raw, definition, place, source)
        case "choice":
            return _choice(raw, definition, place, source)
        case "text":
            text = _shown(raw)
            return Read(InputValue(kind="text", value=text, text=text, source=source, place=place))


def _shown(raw: RawScalar) -> str:
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, Decimal):
        return plain(raw)
    return raw.isoformat() if isinstance(raw, date) else raw.strip()


def _wrong(definition: InputDefinition, place: Place, raw: RawScalar, allowed: str, suggestion: str) -> Read:
    shown = _shown(raw)
    finding = Finding(
        code="wrong_value",
        severity="error",
        message=f"{place.text}：“{definition.label_zh}”写的是 {shown!r}，应填{allowed}；{suggestion}",
        place=place,
        stated=shown,
        expected=allowed,
        suggestion=suggestion,
        subject=definition.id,
    )
    return Read(None, (finding,))


def _number(raw: RawScalar, definition: InputDefinition, place: Place, source: str) -> Read:
    allowed = f"一个数字（单位：{definition.unit}）" if definition.unit else "一个数字"
    example = f"例如 {definition.example}" if definition.example else "只写数字"
    if isinstance(raw, (bool, date)):
        what = "日期" if isinstance(raw, date) else "是/否"
        return _wrong(definition, place, raw, allowed, f"这里不能是{what}，请改填数字，{example}")
    quantity = Quantity(raw, unit_of("")) if isinstance(raw, Decimal) else parse_quantity(raw)
    if quantity is None:
        return _wrong(definition, place, raw, allowed, f"请只写一个数，{example}")
    converted = _convert(quantity, definition)
    if converted is None:
        hint = f"单位 {quantity.unit.symbol!r} 与“{definition.unit}”不能换算，请按“{definition.unit}”填写"
        return _wrong(definition, place, raw, allowed, hint)
    problem = _out_of_bounds(converted, definition)
    if problem:
        return _wrong(definition, place, raw, problem, "请核对后改正")
    minimum = MONEY_PLACES if unit_of(definition.unit).dimension == "money" else 0
    places = max(decimal_places(converted), minimum)
    value = InputValue(value=converted, text=_shown(raw), places=places, source=source, place=place)
    return Read(value, _percent_note(quantity, converted, definition, place))


def _convert(quantity: Quantity, definition: InputDefinition) -> Decimal | None:
    """The value in the declared unit, None when the units do not fit."""
    declared = unit_of(definition.unit)
    if not quantity.unit.symbol:
        bare_ratio = declared.symbol == "%" and 0 <= quantity.value <= 1
        return trim_zeros(quantity.value * 100) if bare_ratio else quantity.value
    if quantity.unit.dimension == declared.dimension:
        same = quantity.unit.factor == declared.factor
        return quantity.value if same else trim_zeros(quantity.to(declared).value)
    interchangeable = {quantity.unit.symbol, declared.symbol} <= _COUNTING
    percent_score = {quantity.unit.symbol, declared.symbol} == {"分", "%"}
    return quantity.value if interchangeable or percent_score else None


def _out_of_bounds(value: Decimal, definition: InputDefinition) -> str:
    if definition.min is not None and value < definition.min:
        return f"不小于 {plain(definition.min)} 的数"
    if definition.max is not None and value > definition.max:
        return f"不大于 {plain(definition.max)} 的数"
    return ""


def _percent_note(
    quantity: Quantity, converted: Decimal, definition: InputDefinition, place: Place
) -> tuple[Finding, ...]:
    """A bare number in a percent field can be read two ways: say which reading was taken."""
    if definition.unit != "%" or quantity.unit.symbol or not 0 < quantity.value <= 10:
        return ()
    finding = Finding(
        code="percent_reading",
        severity="warning" if quantity.value > 1 else "note",
        message=f"{place.text}：“{definition.label_zh}”写的是 {plain(quantity.value)}，没有百分号，按 {plain(converted)}% 计；"
        f"如不对请写明百分号",
        place=place,
        stated=plain(quantity.value),
        expected=f"{plain(converted)}%",
        subject=definition.id,
    )
    return (finding,)


def read_date(raw: RawScalar) -> date | None:
    """A complete date from a cell or text (2022年3月15日, 2022-03-15), else None."""
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return None
    found = find_numbers(raw.strip())
    whole = len(found) == 1 and found[0].kind is NumberKind.DATE and found[0].surface == raw.strip()
    value = found[0].value if whole else None
    return date.fromisoformat(value) if isinstance(value, str) else None


def _date(raw: RawScalar, definition: InputDefinition, place: Place, source: str) -> Read:
    day = read_date(raw)
    if day is None:
        return _wrong(definition, place, raw, "一个日期", "请写成 2021年12月31日 这样的完整日期")
    return Read(InputValue(kind="date", value=day, text=_shown(raw), source=source, place=place))


def _bool(raw: RawScalar, definition: InputDefinition, place: Place, source: str) -> Read:
    shown = _shown(raw).lower()
    if shown not in _TRUE | _FALSE:
        return _wrong(definition, place, raw, "“是”或“否”", "请从下拉框中选择")
    return Read(InputValue(kind="bool", value=shown in _TRUE, text=_shown(raw), source=source, place=place))


def _choice(raw: RawScalar, definition: InputDefinition, place: Place, source: str) -> Read:
    shown = _shown(raw)
    if shown not in definition.choices:
        return _wrong(
            definition, place, raw, f"下列之一：{'、'.join(definition.choices)}", "请从下拉框中选择"
        )
    return Read(InputValue(kind="text", value=shown, text=shown, source=source, place=place))

"""From a recognised rule with placeholders to a method over inputs of its own, named after the indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from ziping.language.rules.rule import MethodData

_UNNAMED: Final = re.compile(r"[“”\"'《》（）()\s]")
_PLACEHOLDER = re.compile(r"@[a-z]+")


class NeededInput(NamedTuple):
    """An input that a proposed method reads.

    Attributes:
        id: made of the indicator's id.
        label_zh: what the unit is asked for.
        unit: ``%`` for a rate, nothing for what the table does not say.
        truth: a statement that is true or false.
        statement: rests on the unit's word, not on its accounts.
        help: what to fill in.
    """

    id: str
    label_zh: str
    unit: str = ""
    truth: bool = False
    statement: bool = False
    help: str = ""


class Fitted(NamedTuple):
    """A method over inputs, and these inputs; no method when it cannot be written without more than the table says."""

    method: MethodData | None
    inputs: tuple[NeededInput, ...] = ()


@cache
def _terms() -> dict[str, str]:
    text = resources.files(__package__ or "").joinpath("terms.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: term.strip() for name, term in rows}


def known_term(label: str) -> str | None:
    """The English term of a label; None when it is not in the list."""
    bare = _UNNAMED.sub("", label)
    found = _terms().get(bare) or _terms().get(bare.removesuffix("性"))
    return found or (_terms()["满意度"] if bare.endswith("满意度") and "、" not in bare else None)


_LEFT_TO_PEOPLE = frozenset({"share_achieved", "judgement"})


def fit(
    method: MethodData, indicator: str, label: str, names: dict[str, str], counted_in: str = ""
) -> Fitted:
    """The method with its placeholders replaced.

    Args:
        method: as ``recognise`` gives it.
        indicator: id of the indicator; ids of inputs begin with it.
        label: the indicator's name.
        names: what the text calls a placeholder (``@actual`` → 实际采购金额), as far as it does.
        counted_in: the unit that the text counts in (例), as far as it says.
    """
    if method["kind"] in _LEFT_TO_PEOPLE:
        return Fitted(None)
    naming = _Naming(indicator, label, names, counted_in)
    fitted = _replaced(method, naming)
    return Fitted(fitted, tuple(naming.inputs.values()))


@dataclass
class _Naming:
    """Gives every placeholder of an indicator its input; parts and vetoes have their own."""

    indicator: str
    label: str
    names: dict[str, str]
    counted_in: str = ""
    inputs: dict[str, NeededInput] = field(default_factory=dict)
    scope: str = ""
    about: str = ""
    asked: str = ""
    counts_cases: bool = False

    def name(self, placeholder: str) -> str:
        """The id of a placeholder's input."""
        suffix, words, unit, told = (
            _CASES if self.counts_cases and placeholder == "@count" else _INPUTS[placeholder]
        )
        own = f"{self.indicator}{self.scope}_{suffix}"
        about = self.about or self.label
        label = self.names.get(placeholder) or words.format(about)
        if placeholder == "@count":
            unit = "" if self.about else self.counted_in
            label = _counted(label, about, unit, cases=self.counts_cases)
        if known := REPORTED_FIGURES.get(_UNNAMED.sub("", label)):
            own, unit = known
        if placeholder == "@statement":
            label = self.asked or label
        if own not in self.inputs:
            self.inputs[own] = NeededInput(
                own,
                label,
                unit,
                truth=placeholder == "@statement",
                statement=placeholder == "@statement" or (self.counts_cases and placeholder == "@count"),
                help=told,
            )
        return own


_INPUTS: Final = {
    "@rate": ("value", "{}", "%", "填百分数，如 98.5%"),
    "@count": ("count", "{}（数量）", "", "没有就填0"),
    "@actual": ("actual", "{}（实际数）", "", ""),
    "@target": ("target", "{}（目标数）", "", ""),
    "@current": ("this_year", "{}（本年数）", "", ""),
    "@previous": ("last_year", "上年{}", "", ""),
    "@base": ("base", "{}（全年数）", "", ""),
    "@cumulative": ("cumulative", "{}（累计数）", "", ""),
    "@statement": ("met", "{}（是否达到要求）", "", "填“是”或“否”"),
}
"""Ending of the id, label of what it is about, unit, help."""

_CASES: Final = ("count", "{}扣分例数", "", "按评分标准数出来的，没有就填0")

REPORTED_FIGURES: Final = {
    "全年预算数": ("annual_budget", "万元"),
    "全年执行数": ("actual_expenditure", "万元"),
    "支出决算数": ("actual_expenditure", "万元"),
}
"""Figures that reports print under ids of their own: one input, whichever indicator reads it."""


def _counted(label: str, about: str, unit: str, *, cases: bool) -> str:
    """``资金使用合规性扣分例数``, and ``培训期数`` counted in 期."""
    if cases:
        return f"{about}扣分{unit or '例'}数"
    return about if unit else label


def _replaced(value: Any, naming: _Naming) -> Any:
    """The same data with ids for placeholders, level by level."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda match: naming.name(match[0]), value)
    if isinstance(value, list):
        return [_row(item, naming, number) for number, item in enumerate(value, start=1)]
    if not isinstance(value, dict):
        return value
    outside = naming.counts_cases
    naming.counts_cases = value.get("kind", "deduct_per_case" if outside else "") == "deduct_per_case"
    done = {key: _key(key, item, value, naming) for key, item in value.items()}
    naming.counts_cases = outside
    return done


def _key(key: str, item: Any, whole: MethodData, naming: _Naming) -> Any:
    if key in {"label_zh", "id"}:
        return item
    outside = naming.scope, naming.about, naming.asked
    if key == "parts" and len(item) == 1:
        fitted = [_replaced(item[0], naming)]
    elif key == "veto":
        naming.scope = f"{naming.scope}_veto"
        fitted = [_veto(row, naming, number, whole) for number, row in enumerate(item, start=1)]
    else:
        fitted = _replaced(item, naming)
    naming.scope, naming.about, naming.asked = outside
    return fitted


def _veto(row: MethodData, naming: _Naming, number: int, whole: MethodData) -> MethodData:
    """A veto over the rate of its own item reads the same input; one in words asks a question of its own."""
    if "@statement" in row["condition"]:
        naming.asked, naming.scope = f"{row['label_zh']}（是否）", f"_veto_{number}"
    else:
        naming.scope = ""
        if (ratio := whole["parts"][0]["method"].get("ratio")) and "@target" in ratio:
            return {**row, "condition": _over_target(row["condition"], naming)}
    return {**row, "condition": _replaced(row["condition"], naming)}


def _over_target(condition: str, naming: _Naming) -> str:
    """``@rate < 60%`` where the rate is actual ÷ target."""
    return str(_replaced(condition.replace("@rate", "@actual / @target"), naming))


def _row(item: Any, naming: _Naming, number: int) -> Any:
    """A part has a scope of its own, a checkpoint too."""
    if not isinstance(item, dict):
        return _replaced(item, naming)
    outside = naming.scope, naming.about
    if "method" in item:
        naming.scope, naming.about = f"{naming.scope}_{number}", f"{naming.label}：{item['label_zh']}"
    elif "target" in item and "value" in item:
        naming.scope, naming.about = f"{naming.scope}_{number}", f"{naming.label}（{item['label_zh']}）"
    done = _replaced(item, naming)
    naming.scope, naming.about = outside
    return done

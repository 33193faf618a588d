"""Yes-or-no rules over two figures that the text names: 实际支出≤预算得满分，超过预算不得分."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ziping.language.rules.clauses import Otherwise, Words
from ziping.language.rules.rule import MethodData, Rule

_GOAL = r"(?:年度|年初|全年|预期|批复的?|核定的?)?(?:绩效)?(?:目标值|指标值|计划值|计划数|预算值|预算数|预算|目标|指标|概算数?|批复数)(?:金额|数额)?"
_FIGURE = r"(?:[^«»,;≤≥<>=]{0,10}(?:实际值|完成值|实际|支出|成本|费用|投资|金额|数|值))?"
_SIGNS: Final = {
    "=": (r"=|等于", r"≠|不等于|偏高或偏低|偏低或偏高|高于或低于"),
    "<=": (r"≤|不超过|未超过|没有超过|不高于|不大于|小于等于|小于或等于|低于或等于", r">|超过|超出|超支|超|高于|大于"),
    ">=": (r"≥|不低于|不少于|不小于|大于等于|大于或等于|高于或等于|达到或超过", r"<|低于|小于|少于|未达到|达不到|不足"),
}  # fmt: skip
"""Sign: how it is said, and how its opposite is."""
_SAID: Final = {
    sign: (
        re.compile(rf"{_FIGURE}(?:{yes}){_GOAL}"),
        re.compile(rf"(?:{_FIGURE}(?:{no})(?:{_GOAL})?)"),
    )
    for sign, (yes, no) in _SIGNS.items()
}


def compares(text: str) -> bool:
    """Whether a condition sets a figure against a target or a budget."""
    return any(yes.fullmatch(text) for yes, _ in _SAID.values())


def read_comparison(rule: Rule) -> MethodData | None:
    """Full marks while a figure keeps to the target, nothing otherwise."""
    if rule.remarks or rule.floored or len(rule.clauses) != 2:
        return None
    yes, no = rule.clauses
    if no.gives(rule.points):
        yes, no = no, yes
    if not (yes.gives(rule.points) and no.gives(Decimal(0)) and isinstance(no.said, Words | Otherwise)):
        return None
    for sign, (kept, missed) in _SAID.items():
        if kept.fullmatch(yes.text) and (isinstance(no.said, Otherwise) or missed.fullmatch(no.text)):
            return {"kind": "all_or_nothing", "condition": f"@actual {sign} @target"}
    return None

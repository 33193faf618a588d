"""A standard taken apart: its clauses in order, the remarks between them, and what it is worth."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from ziping.domain.quantity import plain, trim_zeros
from ziping.language.rules.canonical import FIGURE, canonical
from ziping.language.rules.clauses import Award, Condition, condition, statements

MethodData: TypeAlias = dict[str, Any]
"""A scoring method as a rubric writes it, with ``@rate`` and other placeholders for its inputs."""


class Clause(NamedTuple):
    """A condition and its award."""

    said: Condition
    award: Award
    text: str
    """The condition's canonical text."""

    @property
    def points(self) -> Decimal:
        """Points of the award; a formula has none."""
        return Decimal(-1) if self.award.points is None else self.award.points

    def gives(self, points: Decimal) -> bool:
        """Whether it gives exactly so much."""
        return self.award.kind == "give" and self.award.points == points


@dataclass(frozen=True)
class Rule:
    """A scoring standard.

    Attributes:
        text: canonical text.
        points: what the indicator (or the part) is worth.
        label: the indicator's name.
        clauses: conditions with awards, in order.
        remarks: what has no award and is not yet explained.
        floored: 扣完为止 or the like is said.
    """

    text: str
    points: Decimal
    label: str
    clauses: tuple[Clause, ...]
    remarks: tuple[str, ...]
    floored: bool

    def remarks_left(self) -> bool:
        """Whether anything is said that no reader of clauses has explained."""
        return any(not listed(remark) for remark in self.remarks)

    @property
    def capped(self) -> bool:
        """Whether it says that there is no more than the full points."""
        most = rf"(?:最多|最高|满分|上限|封顶|不超过|为限)[^«»,;]{{0,4}}«{plain(trim_zeros(self.points))}分»|以«{plain(trim_zeros(self.points))}分»为限"
        return bool(re.search(most, self.text))

    def without(self, *dropped: Clause) -> Rule:
        """The rule without some of its clauses."""
        return replace(self, clauses=tuple(clause for clause in self.clauses if clause not in dropped))


Reader: TypeAlias = Callable[[Rule], MethodData | None]
"""One kind of rule: the method when the whole rule is of that kind and nothing is left over."""


def read_rule(text: str, label: str, points: Decimal) -> Rule:
    """The rule of a standard as printed."""
    spelt = canonical(text, points)
    return rule_of(spelt.text, label, points, floored=spelt.floored)


def rule_of(text: str, label: str, points: Decimal, *, floored: bool) -> Rule:
    """The rule of a canonical text."""
    bare = _DEFINITION.sub(_keep_edge, _WORKING.sub("", text))
    clauses: list[Clause] = []
    remarks: list[str] = []
    for said, award in statements(_lead(bare, label), points):
        if award is None:
            if not _idle(said, label, points):
                remarks.append(said)
        else:
            clauses.append(Clause(condition(said), award, said))
    return Rule(text, points, label, tuple(clauses), tuple(remarks), floored)


_DEFINITION = re.compile(r"(^|[;,:])[^«»=,;:⇒⇓]{2,24}=[^«»=,;⇒⇓]+÷[^«»=,;⇒⇓]+(?:×«100%»)?(?=[,;]|$)")
_WORKING = re.compile(r"(?<=[率度例重])\([^()⇒⇓{}]*÷[^()⇒⇓{}]*\)")
"""控制率（实际数÷预算数×100%）: how the figure is made, not what it gives."""
_HEADINGS = re.compile(
    r"(?:评分标准|计分标准|评价标准|评分方法|计分方法|评分办法|评分细则|评价要点|评价内容|计分规则|评分要点|具体标准|评分规则|具体为|具体如下|其中|标准)"
)


def _keep_edge(match: re.Match[str]) -> str:
    return match[1]


def _lead(text: str, label: str) -> str:
    """Without the heading that says no more than the table does."""
    text = re.sub(rf"^{_HEADINGS.pattern}[:,]", "", text)
    return re.sub(rf"^{re.escape(label)}[:]", "", text) if label else text


def _idle(remark: str, label: str, points: Decimal) -> bool:
    """A remark that says nothing about points."""
    worth = rf"(?:\(?(?:满分|分值|共|共计|合计|总分|总计)?(?:为)?«{plain(trim_zeros(points))}分»\)?)"
    return bool(
        remark == label
        or re.fullmatch(rf"{_HEADINGS.pattern}|(?:{re.escape(label)})?{worth}", remark)
        or (not re.search(FIGURE, remark) and re.fullmatch(r"(?:评价|考核|考察|反映)[^⇒⇓■]{2,60}", remark))
    )


def listed(remark: str) -> bool:
    """A list of requirements without points: ``■账实相符``."""
    if remark in {"依此类推", "以此类推", "依次类推"}:
        return True
    if re.search("应|须|必须|要求", remark):
        return not re.search(r"分»|[⇒⇓]", remark)
    return remark.startswith("■") and not re.search(FIGURE, remark)


def amount(value: Decimal) -> str:
    """Points as a rubric writes them."""
    return plain(trim_zeros(value))

"""The head of a scoring table: which column holds the levels, the points, the standard."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ziping.domain.document import Table

LEVELS: Final = {"一级": 1, "二级": 2, "三级": 3, "四级": 4}
_LEVEL = re.compile(r"([一二三四]级)(?:评价|考核|绩效)?(?:指标)?(?:名称|内容)?")
_LEAF = re.compile(r"(?:评价|考核|绩效|具体)?指标(?:名称|项目)?|评价(?:内容|项目)|考核(?:内容|项目)")
_WEIGHT = re.compile(
    r"(?:指标)?(?:分值|权重分?值?|标准分值?|满分|分数|配分|权重（%）|权重\(%\)|权重（分）|分值（分）|基本分)"
)
_STANDARD = re.compile(
    r"(?:评分|评价|计分|考核|赋分|扣分|打分)(?:标准|办法|方法|细则|规则|依据)(?:及.*|和.*)?"
)
_EXPLANATION = re.compile(r"指标(?:说明|解释|含义|内容|定义|释义|描述)|说明|解释|评价要点|考核要点")
_EVIDENCE = re.compile(r"(?:佐证|证明|支撑|备查)(?:材料|资料)|(?:数据|资料)来源|需提供的?材料")
MAX_HEAD: Final = 40
"""Rows from the top in which the head is looked for."""


class Columns(NamedTuple):
    """Columns of a table.

    Attributes:
        row: the last row of the head.
        levels: columns of the levels, highest first; the last one names the indicators.
        weights: column of each level's points, where it has one.
        standard: 评分标准, or None.
        explanation: 指标说明, or None.
        evidence: 佐证材料, or None.
    """

    row: int
    levels: tuple[int, ...]
    weights: tuple[int | None, ...]
    standard: int | None
    explanation: int | None
    evidence: int | None

    @property
    def leaf(self) -> int:
        """The column of the indicators' names."""
        return self.levels[-1]


def squeezed(text: str) -> str:
    """A heading or a name without white space."""
    return re.sub(r"\s|\u3000", "", text)


def find_columns(table: Table) -> Columns | None:
    """The columns of a scoring table; None when it is none."""
    best: Columns | None = None
    for row in range(min(table.height, MAX_HEAD)):
        found = _columns(table, row)
        if found is not None and (best is None or found.row > best.row == row - 1):
            best = found
    return best


def _columns(table: Table, row: int) -> Columns | None:
    names = {
        cell.column: squeezed(cell.text)
        for cell in table.row(row)
        if cell.text and cell.columns < table.width
    }
    levels = _levels(names)
    standard = _first(names, _STANDARD)
    weights = [column for column, name in names.items() if _WEIGHT.fullmatch(name)]
    if not levels or (standard is None and not weights) or (standard is None and len(levels) < 2):
        return None
    last = max((cell.row + cell.rows - 1 for cell in table.row(row)), default=row)
    return Columns(
        last,
        levels,
        _weights(levels, weights),
        standard,
        _first(names, _EXPLANATION),
        _first(names, _EVIDENCE),
    )


def _levels(names: dict[int, str]) -> tuple[int, ...]:
    numbered = {
        column: LEVELS[match[1]] for column, name in names.items() if (match := _LEVEL.fullmatch(name))
    }
    columns = sorted(numbered, key=lambda column: numbered[column])
    if len(set(numbered.values())) != len(columns):
        return ()
    named = [column for column, name in names.items() if _LEAF.fullmatch(name) and column not in numbered]
    if named and (not columns or named[-1] > columns[-1]) and 3 not in numbered.values():
        columns.append(named[-1])
    return tuple(columns)


def _weights(levels: tuple[int, ...], weights: list[int]) -> tuple[int | None, ...]:
    """A column of points belongs to the level left of it; a single one to the last level."""
    if len(weights) <= 1:
        return (*(None for _ in levels[:-1]), weights[0] if weights else None)
    found: dict[int, int] = {}
    for column in sorted(weights):
        left = [index for index, level in enumerate(levels) if level < column]
        if left and left[-1] not in found:
            found[left[-1]] = column
    return tuple(found.get(index) for index in range(len(levels)))


def _first(names: dict[int, str], pattern: re.Pattern[str]) -> int | None:
    return next((column for column, name in sorted(names.items()) if pattern.fullmatch(name)), None)

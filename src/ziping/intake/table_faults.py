"""What is wrong with a scoring table: points missing, shared, or not adding up; names used twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.scoring_table import (
    ScoringTable,
    SharedRows,
    TableLevel,
    TableNode,
    TableRow,
    points_of,
    summed,
)
from ziping.language.rules import worth


def faults(table: ScoringTable) -> Iterator[Finding]:
    """All findings of a table, top to bottom."""
    for node in table.nodes:
        yield from _below(node)
    total = summed(table.nodes)
    if table.total is not None and total is not None and total != table.total:
        yield _finding(
            "weights_do_not_add_up",
            table.total_place,
            f"合计写的是 {_shown(table.total)}，各项加起来是 {_shown(total)}；请核对是哪一项的分值不对",
            stated=_shown(table.total),
            expected=_shown(total),
        )
    yield from _repeated(table)


def _below(node: TableNode) -> Iterator[Finding]:
    if isinstance(node, TableRow):
        yield from _row(node)
        return
    if isinstance(node, SharedRows):
        names = "、".join(row.label for row in node.rows)
        yield _finding(
            "weight_shared",
            node.place,
            f"“{names}”合用一个分值 {_shown(node.weight)}，每项各几分表里没有写；请按本地通知分开填写",
            stated=_shown(node.weight),
        )
        return
    for child in node.children:
        yield from _below(child)
    total = summed(node.children)
    if node.weight is not None and total is not None and total != node.weight:
        yield _finding(
            "weights_do_not_add_up",
            node.place,
            f"“{node.label}”写的是 {_shown(node.weight)} 分，下面各项加起来是 {_shown(total)} 分；请核对是哪一项不对",
            stated=_shown(node.weight),
            expected=_shown(total),
        )


def _row(row: TableRow) -> Iterator[Finding]:
    if row.weight is None:
        yield _finding(
            "weight_missing",
            row.weight_place,
            f"“{row.label}”没有分值；请补上一个数，如 5",
        )
        return
    if row.weight <= 0:
        yield _finding(
            "weight_missing",
            row.weight_place,
            f"“{row.label}”的分值是 {_shown(row.weight)}；分值要大于 0",
            stated=_shown(row.weight),
        )
        return
    told = worth(row.standard.text, row.label, row.weight)
    if told is not None and told != row.weight:
        yield _finding(
            "points_do_not_fit",
            row.standard.place,
            f"“{row.label}”的分值是 {_shown(row.weight)}，评分标准里各条合起来是 {_shown(told)}；请核对哪一个不对",
            stated=_shown(told),
            expected=_shown(row.weight),
        )


def _repeated(table: ScoringTable) -> Iterator[Finding]:
    """Two indicators of one name: a mistake below the same parent, worth a word elsewhere."""
    for parent in _parents(table.nodes):
        labels = Counter(row.label for row in parent)
        for label, count in labels.items():
            if count > 1:
                last = [row for row in parent if row.label == label][-1]
                yield _finding(
                    "label_repeated",
                    last.label_place,
                    f"“{label}”在同一个上级指标下写了 {count} 次；请删去多余的，或改成不同的名称",
                    stated=label,
                )
    everywhere = Counter(row.label for row in table.rows())
    inside = {
        row.label
        for parent in _parents(table.nodes)
        for row in parent
        if Counter(r.label for r in parent)[row.label] > 1
    }
    for label, count in everywhere.items():
        if count > 1 and label not in inside:
            last = [row for row in table.rows() if row.label == label][-1]
            yield Finding(
                code="label_repeated",
                severity="note",
                message=f"{last.label_place.text}：“{label}”在不同的上级指标下共有 {count} 个，已用编号区分，不影响计分",
                place=last.label_place,
                stated=label,
            )


def _parents(nodes: tuple[TableNode, ...]) -> Iterator[tuple[TableRow, ...]]:
    """The indicators of the last level, parent by parent."""
    own = tuple(
        row
        for node in nodes
        for row in (
            (node,) if isinstance(node, TableRow) else node.rows if isinstance(node, SharedRows) else ()
        )
    )
    if own:
        yield own
    for node in nodes:
        if isinstance(node, TableLevel):
            yield from _parents(node.children)


def _finding(code: str, place: Place, text: str, *, stated: str = "", expected: str = "") -> Finding:
    return Finding(
        code=code,
        severity="error",
        message=f"{place.text}：{text}",
        place=place,
        stated=stated,
        expected=expected,
    )


def _shown(value: Decimal) -> str:
    return plain(trim_zeros(value))


def deduced(nodes: tuple[TableNode, ...], whole: Decimal | None) -> Decimal | None:
    """The points of the only node without any, when the whole is known: what the others leave."""
    missing = [node for node in nodes if points_of(node) is None]
    if len(missing) != 1 or whole is None or not isinstance(missing[0], TableRow):
        return None
    rest = whole - sum((points_of(node) or Decimal(0) for node in nodes), Decimal(0))
    return rest if rest > 0 else None

"""From a scoring table to a proposed rubric that loads: points that fit, ids, methods and their inputs."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.rubric import InputDefinition, Metric, Scope
from ziping.domain.rubric_proposal import (
    Proposal,
    ProposalHead,
    ProposedGroup,
    ProposedLeaf,
    ProposedNode,
)
from ziping.domain.scoring_table import ScoringTable, SharedRows, TableLevel, TableNode, TableRow
from ziping.intake.table_faults import deduced
from ziping.language.rules import NeededInput, fit, known_term, recognise

UNREAD: Final = "没有认出这条评分标准的计分方法，先由人打分（judgement）；原文在 clause 里"
_GROUP: Final = "数据"


class _Numbered(NamedTuple):
    """Where a node stands in the tree: ``(1, 2, 3)``."""

    path: tuple[int, ...]

    def below(self, number: int) -> _Numbered:
        return _Numbered((*self.path, number))

    def id(self, kind: str) -> str:
        return "_".join([kind, *(str(number) for number in self.path)])


def propose(table: ScoringTable, head: ProposalHead, source_file: str) -> Proposal:
    """The rubric a table proposes; it loads whatever the table's mistakes, each of them is a remark in it."""
    builder = _Builder()
    nodes = builder.nodes(table.nodes, table.total, _Numbered(()))
    total = sum((node.points for node in nodes), Decimal(0))
    confirm = []
    if not head.year_known:
        confirm.append("适用年度（valid_years）和 id 里的年份是暂写的，请改成本地通知的年度")
    if table.total is not None and table.total != total:
        confirm.append(f"表中合计是 {_shown(table.total)}，各项合计 {_shown(total)}，total 先写各项合计")
    metrics = builder.reported() if head.scope is Scope.DEPARTMENT else ()
    title, inputs = table.title or "评分标准", tuple(builder.inputs)
    return Proposal(head, title, source_file, total, tuple(confirm), inputs, nodes, metrics)


_REPORTED: Final = (
    ("annual_budget", "全年预算数", "万元"),
    ("actual_expenditure", "全年执行数", "万元"),
    ("project_count", "年初预算项目个数", "个"),
    ("project_budget", "年初项目预算金额", "万元"),
)
"""What a department's report states beside its scores: id, label, unit."""


class _Builder:
    """Keeps ids distinct and collects inputs."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.inputs: list[InputDefinition] = []
        self.under = _GROUP

    def reported(self) -> tuple[Metric, ...]:
        """Asks for the figures a report states, as far as no indicator reads them; the rate of the year's budget."""
        known = self.taken | {item.id for item in self.inputs}
        self.inputs += [
            InputDefinition(
                id=name,
                label_zh=label,
                unit=unit,
                group="部门收支",
                required=False,
                help="报告正文用，不计分",
                used_in=("narrative",),
            )
            for name, label, unit in _REPORTED
            if name not in known
        ]
        rate = (
            "budget_execution_rate" if "budget_execution_rate" not in self.taken else "annual_execution_rate"
        )
        formula = "actual_expenditure / annual_budget"
        if {"actual_expenditure", "annual_budget"} & self.taken:
            return ()
        return (Metric(id=rate, label_zh="全年预算执行率", formula=formula),)

    def id(self, label: str, place: _Numbered, kind: str) -> str:
        """A known English term where it is free, else the place in the tree; never a transcription."""
        term = known_term(label)
        found = term if term and term not in self.taken else place.id(kind)
        self.taken.add(found)
        return found

    def nodes(
        self, nodes: tuple[TableNode, ...], whole: Decimal | None, place: _Numbered
    ) -> tuple[ProposedNode, ...]:
        missing = deduced(nodes, whole)
        return tuple(
            self.node(node, missing, place.below(number)) for number, node in enumerate(nodes, start=1)
        )

    def node(self, node: TableNode, missing: Decimal | None, place: _Numbered) -> ProposedNode:
        if isinstance(node, TableLevel):
            return self.group(node, place)
        if isinstance(node, SharedRows):
            return self.shared(node, place)
        return self.leaf(node, missing, place)

    def group(self, level: TableLevel, place: _Numbered) -> ProposedGroup:
        own = self.id(level.label, place, "group")
        if len(place.path) == 1:
            self.under = level.label
        children = self.nodes(level.children, level.weight, place)
        points = sum((child.points for child in children), Decimal(0))
        confirm: tuple[str, ...] = ()
        if level.weight is not None and level.weight != points:
            confirm = (
                f"表中“{level.label}”写的是 {_shown(level.weight)} 分，下面各项合计 {_shown(points)} 分，先写合计",
            )
        return ProposedGroup(own, level.label, points, children, confirm)

    def shared(self, shared: SharedRows, place: _Numbered) -> ProposedLeaf:
        """Indicators under one weight stay one indicator: how the points divide is not in the table."""
        label = "、".join(row.label for row in shared.rows)
        standard = "\n".join(dict.fromkeys(row.standard.text for row in shared.rows if row.standard.text))
        note = f"{label}合用 {_shown(shared.weight)} 分，表里没有写每项几分；拆成几个指标后各写分值"
        return ProposedLeaf(
            self.id(label, place, "indicator"),
            label,
            shared.weight,
            standard,
            "\n".join(dict.fromkeys(row.explanation for row in shared.rows if row.explanation)),
            "",
            {"kind": "judgement"},
            confirm=(note,),
        )

    def leaf(self, row: TableRow, missing: Decimal | None, place: _Numbered) -> ProposedLeaf:
        own = self.id(row.label, place, "indicator")
        confirm: list[str] = []
        points = row.weight if row.weight is not None and row.weight > 0 else missing
        if points is None:
            points = Decimal(0)
            confirm.append(f"表中（{row.weight_place.text}）没有分值，先写 0")
        elif row.weight is None:
            confirm.append(
                f"表中（{row.weight_place.text}）没有分值，{_shown(points)} 是上级分值减去其余各项得出的"
            )
        method, not_applicable = self.method(row, points, own)
        if method is None:
            confirm.append(UNREAD)
        elif not_applicable:
            confirm.append(f"“{not_applicable}”写成了不适用时得满分（not_applicable）")
        return ProposedLeaf(
            own,
            row.label,
            points,
            row.standard.text,
            row.explanation,
            row.evidence,
            method or {"kind": "judgement"},
            not_applicable,
            tuple(confirm),
        )

    def method(self, row: TableRow, points: Decimal, own: str) -> tuple[dict[str, object] | None, str]:
        found = recognise(row.standard.text, row.label, points) if points > 0 else None
        if found is None:
            return None, ""
        fitted = fit(found.method, own, row.label, found.names, found.counted_in)
        if fitted.method is None:
            return None, ""
        known = {item.id for item in self.inputs}
        self.inputs.extend(self.input(item) for item in fitted.inputs if item.id not in known)
        return fitted.method, found.not_applicable

    def input(self, item: NeededInput) -> InputDefinition:
        return InputDefinition(
            id=item.id,
            label_zh=item.label_zh,
            type="bool" if item.truth else "number",
            unit=item.unit,
            group=self.under,
            basis="statement" if item.statement else "figure",
            help=item.help,
        )


def _shown(value: Decimal) -> str:
    return plain(trim_zeros(value))

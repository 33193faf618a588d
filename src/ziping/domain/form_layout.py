"""The printed layout of 项目支出绩效自评表: every cell with its place, span and look. All writers go by these values.

Nine columns: a caption column, then 一级 二级 三级指标, 年度指标值, 实际完成值, 分值, 得分, 偏差原因分析及改进措施.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Final, Literal, NamedTuple, TypeAlias

from ziping.domain.form_labels import (
    ACHIEVED,
    DASH,
    EXPECTED,
    FILLED_COLUMNS,
    FOOTNOTE,
    FUNDS,
    FUNDS_CAPTION,
    FUNDS_COLUMNS,
    FUNDS_PRINTED,
    FUNDS_SECTION,
    GOAL,
    GOALS_SECTION,
    HEAD,
    INDICATORS,
    NOT_APPLICABLE,
    PRINTED_COLUMNS,
    ROW_COLUMNS,
    TITLE,
    TOTAL,
)
from ziping.domain.form_reading import SlotKey
from ziping.domain.project_form import FormFunds, FormGroup, FormKind, FormRow, FormRules, ProjectForm
from ziping.domain.quantity import plain, quantize

Role: TypeAlias = Literal["title", "section", "label", "given", "filled", "note"]
"""``given`` cells are grey in an import template (the system owns them), ``filled`` ones are the unit's."""

COLUMNS: Final = 9
WIDTHS: Final = (11, 11, 14, 20, 16, 16, 8, 8, 28)
"""Relative widths of the columns."""

_MONEY_PLACES: Final = 2


class FormCell(NamedTuple):
    """One cell of the printed form; rows and columns from 0."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: Role
    number: Decimal | None = None
    """What ``text`` stands for where a number belongs."""
    left: bool = False
    """Longer text, flush left."""
    slot: SlotKey | None = None
    """Which of the unit's values stands here."""


@dataclass(frozen=True)
class Entries:
    """Values put over those of the form, by cell: computed points, drafted texts."""

    texts: Mapping[SlotKey, str] = field(default_factory=dict)
    numbers: Mapping[SlotKey, Decimal] = field(default_factory=dict)


NO_ENTRIES: Final = Entries()


def form_cells(
    form: ProjectForm, rules: FormRules, year: int, entries: Entries = NO_ENTRIES
) -> tuple[FormCell, ...]:
    """All cells of a form from top to bottom; covered places hold none."""
    return tuple(_Layout(form, rules, entries).cells(year))


class _Layout:
    def __init__(self, form: ProjectForm, rules: FormRules, entries: Entries) -> None:
        self.form = form
        self.rules = rules
        self.entries = entries

    def cells(self, year: int) -> Iterator[FormCell]:
        yield FormCell(0, 0, 1, COLUMNS, TITLE, "title")
        yield from self.head(year)
        yield FormCell(3, 0, 1, COLUMNS, FUNDS_SECTION, "section")
        yield from self.funds(4)
        yield FormCell(9, 0, 1, COLUMNS, GOALS_SECTION, "section")
        yield from self.objective(10)
        last = 12
        for cell in self.indicators(12):
            last = max(last, cell.row + cell.rows)
            yield cell
        yield from self.total(last)
        yield FormCell(last + 1, 0, 1, COLUMNS, FOOTNOTE, "note", left=True)

    def head(self, year: int) -> Iterator[FormCell]:
        form = self.form
        pairs = (
            (1, 0, 1, HEAD["code"][0], 1, 2, form.code),
            (1, 3, 1, HEAD["name"][0], 4, 2, form.name),
            (1, 6, 2, HEAD["year"][0], 8, 1, str(year)),
            (2, 0, 1, HEAD["implementing_unit"][0], 1, 2, form.implementing_unit),
            (2, 3, 1, HEAD["budget_unit"][0], 4, 5, form.budget_unit),
        )
        for row, column, columns, label, value_column, value_columns, text in pairs:
            yield FormCell(row, column, 1, columns, f"{label}：", "label")
            yield FormCell(row, value_column, 1, value_columns, text, "given", left=True)

    def funds(self, top: int) -> Iterator[FormCell]:
        yield FormCell(top, 0, 1, 3, "", "label")
        for offset, (key, names) in enumerate(FUNDS_COLUMNS.items()):
            label = f"{names[0]}（%）" if key == "rate" else names[0]
            yield FormCell(top, 3 + offset, 1, 1, label, "label")
        yield FormCell(top + 1, 0, len(FUNDS), 1, FUNDS_CAPTION, "label")
        for offset, field_name in enumerate(FUNDS, start=1):
            funds: FormFunds = getattr(self.form, field_name)
            yield FormCell(top + offset, 1, 1, 2, FUNDS_PRINTED[field_name], "label")
            amounts = (funds.original_budget, funds.adjusted_budget, funds.actual_expenditure)
            for column, amount in enumerate(amounts, start=3):
                shown = "" if amount is None else plain(quantize(amount, _MONEY_PLACES))
                yield FormCell(top + offset, column, 1, 1, shown, "given", amount)
            if field_name == "total_funds":
                yield from self.execution(top + offset)
            else:
                for column in (6, 7, 8):
                    yield FormCell(top + offset, column, 1, 1, DASH, "given")

    def execution(self, row: int) -> Iterator[FormCell]:
        points = self.rules.execution.max_score
        yield FormCell(row, 6, 1, 1, plain(points), "given", points)
        yield self.number(row, 7, SlotKey("", "execution_rate"), self.form.stated_execution_rate, "given")
        yield self.number(row, 8, SlotKey("", "execution_score"), self.form.stated_execution_score, "given")

    def objective(self, top: int) -> Iterator[FormCell]:
        yield FormCell(top, 0, 2, 1, GOAL[0], "label")
        yield FormCell(top, 1, 1, 4, EXPECTED[0], "label")
        yield FormCell(top, 5, 1, 4, f"* {ACHIEVED[0]}", "label")
        yield FormCell(top + 1, 1, 1, 4, self.form.expected_objective, "given", left=True)
        key = SlotKey("", "achieved_objective")
        text = self.entries.texts.get(key, self.form.achieved_objective)
        yield FormCell(top + 1, 5, 1, 4, text, "filled", left=True, slot=key)

    def indicators(self, top: int) -> Iterator[FormCell]:
        for column, key in enumerate(PRINTED_COLUMNS, start=1):
            mark = "* " if key in FILLED_COLUMNS else ""
            yield FormCell(top, column, 1, 1, f"{mark}{ROW_COLUMNS[key][0]}", "label")
        row = top + 1
        for group in self.rules.groups:
            body = list(self.group(group, row))
            height = max((cell.row + cell.rows for cell in body), default=row) - row
            if height:
                yield FormCell(row, 1, height, 1, f"{group.label_zh}（{plain(group.max_score)}分）", "label")
                yield from body
                row += height
        yield FormCell(top, 0, row - top, 1, INDICATORS[0], "label")

    def group(self, group: FormGroup, top: int) -> Iterator[FormCell]:
        row = top
        order = {kind.id: number for number, kind in enumerate(group.kinds)}
        mine = sorted(
            (r for r in self.form.rows if r.group == group.id), key=lambda r: order.get(r.kind, len(order))
        )
        by_kind = {kind: list(rows) for kind, rows in groupby(mine, key=lambda r: r.kind)}
        for kind in group.kinds:
            rows = by_kind.get(kind.id, [])
            if rows:
                yield FormCell(row, 2, len(rows), 1, kind.label_zh, "label")
                for offset, filled in enumerate(rows):
                    yield from self.row(row + offset, filled)
                row += len(rows)
            elif f"{group.id}.{kind.id}" in self.form.not_applicable:
                yield from _excluded(row, kind)
                row += 1

    def row(self, row: int, filled: FormRow) -> Iterator[FormCell]:
        yield FormCell(row, 3, 1, 1, filled.label, "given")
        yield FormCell(row, 4, 1, 1, filled.target, "given")
        yield self.text(row, 5, SlotKey(filled.id, "actual"), filled.actual)
        yield self.number(row, 6, SlotKey(filled.id, "weight"), filled.weight)
        yield self.number(row, 7, SlotKey(filled.id, "score"), filled.stated_score)
        yield self.text(row, 8, SlotKey(filled.id, "reason"), filled.reason, left=len(filled.reason) > 12)

    def total(self, row: int) -> Iterator[FormCell]:
        yield FormCell(row, 0, 1, 6, TOTAL[0], "label")
        weights = [self.rules.execution.max_score, *(self.weight(r) for r in self.form.rows)]
        known = [weight for weight in weights if weight is not None]
        total = sum(known, Decimal(0)) if len(known) == len(weights) else None
        yield self.number(row, 6, SlotKey("", "total_weight"), total, "given")
        yield self.number(row, 7, SlotKey("", "total_score"), self.form.stated_total, "given")
        yield FormCell(row, 8, 1, 1, DASH, "given")

    def weight(self, row: FormRow) -> Decimal | None:
        return self.entries.numbers.get(SlotKey(row.id, "weight"), row.weight)

    def text(self, row: int, column: int, key: SlotKey, written: str, *, left: bool = False) -> FormCell:
        text = self.entries.texts.get(key, written)
        return FormCell(row, column, 1, 1, text, "filled", left=left or len(text) > 24, slot=key)

    def number(
        self, row: int, column: int, key: SlotKey, written: Decimal | None, role: Role = "filled"
    ) -> FormCell:
        value = self.entries.numbers.get(key, written)
        return FormCell(row, column, 1, 1, "" if value is None else plain(value), role, value, slot=key)


def _excluded(row: int, kind: FormKind) -> Iterator[FormCell]:
    """A level-2 indicator that does not apply: 不适用 / 0 / 0."""
    yield FormCell(row, 2, 1, 1, kind.label_zh, "label")
    zero = Decimal(0)
    for column, text in ((3, NOT_APPLICABLE), (4, NOT_APPLICABLE), (5, NOT_APPLICABLE), (8, NOT_APPLICABLE)):
        yield FormCell(row, column, 1, 1, text, "given")
    for column in (6, 7):
        yield FormCell(row, column, 1, 1, "0", "given", zero)

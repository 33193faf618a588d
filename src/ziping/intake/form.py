"""Reads 项目支出绩效自评表 as finance systems export it: one form a sheet, several stacked in one, or in a Word document.

The words of the form are found, not its cell addresses: exports differ in merged cells, leave out header rows, and
shift rows by a column. Whatever is wrong is a finding with its cell, all of them in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ziping.domain.document import Document
from ziping.domain.form_labels import EXPECTED, GOAL, TITLE, plain_label
from ziping.domain.form_reading import ReadForm, ReadForms, Slot, SlotKey
from ziping.domain.place import NOWHERE, Place
from ziping.domain.project_form import FormFunds, FormRules, ProjectForm
from ziping.errors import UnreadableInputError
from ziping.intake.form_cells import CellReader, Number
from ziping.intake.form_checks import check_codes, check_head, check_points
from ziping.intake.form_head import (
    FundsTable,
    Head,
    Objective,
    read_funds,
    read_head,
    read_objective,
    read_year,
)
from ziping.intake.form_lines import Block, blocks
from ziping.intake.form_rows import RowTable, read_rows
from ziping.intake.workbook_cells import Collector
from ziping.language.reports.forms import Line, marks_of


def has_forms(document: Document) -> bool:
    """Whether a document holds at least one form, whatever the edition."""
    return any(block.has_columns for block in blocks(document))


def read_forms(document: Document, rules: FormRules) -> ReadForms:
    """All forms of a document.

    Raises:
        UnreadableInputError: there is none.
    """
    into = Collector()
    forms: list[ReadForm] = []
    codes: list[tuple[str, str, Place]] = []
    for block in blocks(document):
        if not block.has_columns and not _names_kinds(block, rules):
            _report_cut(block, into)
            continue
        own = Collector()
        form, head = _read(block, rules, own)
        forms.append(form._replace(findings=tuple(own.findings)))
        codes.append((form.form.code, form.form.name, head.place("code")))
    if not forms:
        raise UnreadableInputError(_no_form(document, into))
    check_codes(codes, into)
    return ReadForms(tuple(forms), tuple(into.findings))


def _no_form(document: Document, into: Collector) -> str:
    cut = f"；{into.findings[0].message}" if into.findings else ""
    return (
        f"{document.name}：没有找到《{TITLE}》（应有“一级指标、二级指标、三级指标、年度指标值、实际完成值”这一行）{cut}；"
        f"请选择从财政系统导出的自评表（.xlsx 或 .docx）"
    )


def _kind_names(rules: FormRules) -> frozenset[str]:
    return frozenset(
        plain_label(name)
        for group in rules.groups
        for kind in group.kinds
        for name in (kind.label_zh, *kind.aliases)
    )


def _names_kinds(block: Block, rules: FormRules) -> bool:
    """A table that lost its header row still names the level-2 indicators of the edition."""
    names = _kind_names(rules)
    return sum(not names.isdisjoint(line.labels) for line in block.lines) >= 2


def _report_cut(block: Block, into: Collector) -> None:
    """A form of which only the head is there; a title alone is a cover."""
    if block.has_head and block.has_funds:
        place = block.lines[0].place(0)
        into.report("form_cut", "这张自评表没有“年度绩效指标”部分，没有读取；请重新导出或补全", place)


def _read(block: Block, rules: FormRules, into: Collector) -> tuple[ReadForm, Head]:
    cells = CellReader(into)
    lines = block.lines
    parts = _parts(lines, _kind_names(rules))
    place = next((line.place(0) for line in lines if line.table is not None), NOWHERE)
    head = read_head(parts.head, cells)
    funds = read_funds(parts.funds, cells)
    objective = read_objective(parts.objective, cells)
    table = read_rows(parts.indicators, rules, cells)
    year = read_year(head, cells)
    check_head(head, place, into)
    check_points(table, funds, rules, place, into)
    values = head.values
    form = ProjectForm(
        code=values.get("code", ""),
        name=values.get("name", ""),
        implementing_unit=values.get("implementing_unit", ""),
        budget_unit=values.get("budget_unit", ""),
        total_funds=funds.rows.get("total_funds", FormFunds()),
        current_year_appropriation=funds.rows.get("current_year_appropriation", FormFunds()),
        carry_forward=funds.rows.get("carry_forward", FormFunds()),
        other_funds=funds.rows.get("other_funds", FormFunds()),
        expected_objective=objective.expected,
        achieved_objective=objective.achieved,
        rows=tuple(table.rows),
        not_applicable=tuple(table.not_applicable),
        stated_execution_rate=_value(funds.rate),
        stated_execution_score=_value(funds.score),
        stated_total=_value(table.total_score),
        place=place,
    )
    return ReadForm(form, year, _slots(table, funds, objective)), head


def _value(number: Number | None) -> Decimal | None:
    return None if number is None else number.value


class _Parts(NamedTuple):
    head: tuple[Line, ...]
    funds: tuple[Line, ...]
    objective: tuple[Line, ...]
    indicators: tuple[Line, ...]


def _parts(lines: tuple[Line, ...], kinds: frozenset[str]) -> _Parts:
    """The four parts of a form; each of them may lack its header row."""
    marks = [marks_of(line) for line in lines]
    indicators = _first(mark.columns for mark in marks)
    if indicators is None:
        indicators = _first(not kinds.isdisjoint(line.labels) for line in lines)
    end = len(lines) if indicators is None else indicators
    funds = [number for number in range(end) if marks[number].funds]
    goal = _first(line.find((*GOAL, *EXPECTED)) is not None for line in lines[:end])
    head_end = funds[0] if funds else end if goal is None else goal
    funds_end = funds[-1] + 1 if funds else head_end
    return _Parts(lines[:head_end], lines[head_end:funds_end], lines[funds_end:end], lines[end:])


def _first(truths: Iterable[bool]) -> int | None:
    return next((number for number, truth in enumerate(truths) if truth), None)


def _slots(table: RowTable, funds: FundsTable, objective: Objective) -> dict[SlotKey, Slot]:
    slots = dict(table.slots)
    if objective.slot is not None:
        slots[SlotKey("", "achieved_objective")] = objective.slot
    if funds.rate is not None:
        slots[SlotKey("", "execution_rate")] = funds.rate.spot.slot()
    if funds.score is not None:
        slots[SlotKey("", "execution_score")] = funds.score.spot.slot()
    return slots

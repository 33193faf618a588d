"""A project form as checks look at it: rows with what their cells mean, the place of every cell, its scorecard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from ziping.audit.checks import AuditInput
from ziping.audit.report import found
from ziping.domain.audit_report import CheckResult
from ziping.domain.bands import edge
from ziping.domain.finding import Finding, Severity
from ziping.domain.form_reading import ReadForm, SlotField, SlotKey
from ziping.domain.place import Place
from ziping.domain.project_form import FormRow
from ziping.domain.quantity import plain, quantize, trim_zeros
from ziping.language.form_cells import (
    Actual,
    Figure,
    Target,
    Unclear,
    core,
    in_terms_of,
    read_actual,
    read_target,
)

NO_FORMS: Final = CheckResult(not_assessable="文件里没有项目支出绩效自评表")
NO_REASON: Final = frozenset(("", "无", "不适用", "没有", "—", "-"))
_FAR: Final = Fraction(1, 2)
_SKEWED: Final = frozenset(("unknown_kind", "unknown_group", "wrong_group", "form_cut", "repeated_header"))
"""Findings of reading after which a form's rows are not all there."""


RowField: TypeAlias = SlotField | Literal["row"]


class Row(NamedTuple):
    """A row of a form with what its cells mean.

    Attributes:
        form: the form.
        row: as written.
        target: 年度指标值.
        actual: 实际完成值; None when empty.
    """

    form: ReadForm
    row: FormRow
    target: Target
    actual: Actual | None

    @property
    def reason(self) -> str:
        """偏差原因, ``""`` for 无."""
        return "" if core(self.row.reason) in NO_REASON else self.row.reason.strip()

    @property
    def lost(self) -> Decimal | None:
        """Points lost by the printed score."""
        row = self.row
        return None if row.weight is None or row.stated_score is None else row.weight - row.stated_score

    @property
    def excess(self) -> Fraction | None:
        """By how much the actual figure exceeds a target that is to be reached, as a ratio."""
        if not isinstance(self.target, Figure) or not isinstance(self.actual, Figure) or self.ceiling:
            return None
        same = in_terms_of(self.actual, self.target)
        if same is None or self.target.value <= 0:
            return None
        return Fraction(same.value) / Fraction(self.target.value) - 1

    @property
    def ceiling(self) -> bool:
        """Whether the target is a limit not to be passed."""
        return isinstance(self.target, Figure) and self.target.sign in {"at_most", "less_than"}

    def place(self, field: RowField) -> Place:
        """The place of one of its cells; ``row`` is the row itself."""
        slot = None if field == "row" else self.form.slots.get(SlotKey(self.row.id, field))
        return slot.place if slot is not None else self.row.place

    def found(self, code: str, severity: Severity, field: RowField, told: str, **more: Any) -> Finding:
        """A finding at one of its cells; the message begins with project and indicator."""
        written = {
            "actual": self.row.actual,
            "reason": self.row.reason,
            "score": _shown(self.row.stated_score),
        }
        fields = {"stated": written.get(field, "").strip()[:40], "quote": self.row.label, **more}
        name = f"“{self.row.label}”" if self.row.label else "没有写名称的指标"
        message = f"项目“{self.form.form.name}”的{name}{told}"
        return found(code, severity, self.place(field), message, subject=self.row.id, **fields)


def _shown(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def rows(audit: AuditInput) -> Iterator[Row]:
    """All rows of all forms."""
    for form in audit.forms:
        yield from rows_of(form)


def rows_of(form: ReadForm) -> tuple[Row, ...]:
    """The rows of a form."""
    year = form.year or 0
    found_rows = []
    for row in form.form.rows:
        target = read_target(row.target, year) if year else Unclear("没有年度")
        actual = read_actual(row.actual, target, year) if row.actual.strip() else None
        found_rows.append(Row(form, row, target, actual))
    return tuple(found_rows)


def whole(form: ReadForm) -> bool:
    """Whether reading found all rows, so that sums may be judged."""
    return not any(finding.code in _SKEWED for finding in form.findings)


def over_threshold(audit: AuditInput) -> Fraction:
    """The excess from which an edition asks for a reason; half, where it does not say."""
    rules = audit.rubric.form if audit.rubric else None
    limit = edge(rules.reasons.over_threshold, included=True) if rules else None
    return limit.value if limit is not None else _FAR


def percent(ratio: Fraction) -> str:
    """``245%`` of 2.45."""
    return f"{plain(trim_zeros(quantize(ratio * 100, 2)))}%"


def kind_label(audit: AuditInput, row: FormRow) -> str:
    """The printed name of a row's level-2 indicator."""
    rules = audit.rubric.form if audit.rubric else None
    for group in rules.groups if rules else ():
        for kind in group.kinds:
            if (group.id, kind.id) == (row.group, row.kind):
                return kind.label_zh
    return KINDS.get(row.kind, "")


KINDS: Final = {
    "quantity": "数量指标",
    "quality": "质量指标",
    "timeliness": "时效指标",
    "cost": "成本指标",
    "economic": "经济效益指标",
    "social": "社会效益指标",
    "ecological": "生态效益指标",
    "sustainability": "可持续影响指标",
    "service_users": "服务对象满意度指标",
}
"""Names of the kinds every edition has, for forms read without one."""

"""Facts of a project form beside its figures: how far each indicator is from its target, and the unit's own words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ziping.domain.fact import Fact
from ziping.domain.methods import Attainment
from ziping.domain.project_form import FormRow
from ziping.domain.quantity import decimal_of, honest_places, plain, quantize, trim_zeros, unit_of
from ziping.domain.rubric import Rubric
from ziping.domain.submission import InputValue, Submission
from ziping.facts.evidence import text_facts

LOWER = frozenset(("at_most", "less_than"))
_PLACES = 2


def form_facts(rubric: Rubric, submission: Submission) -> Iterator[Fact]:
    """``<row>.completion_rate``, ``.over_rate`` or ``.short_rate`` in %, and the figures of the unit's own words.

    Every rate is the true one: 207 of 60 is 345 % done and 245 % over, whatever a reason says.
    """
    form = submission.form
    if form is None:
        return
    units = {item.id: item.unit for item in rubric.inputs}
    methods = {leaf.indicator.id: leaf.indicator.method for leaf in rubric.leaves()}
    for row in form.rows:
        method = methods.get(row.id)
        lower = isinstance(method, Attainment) and method.operator in LOWER
        target, actual = submission.inputs.get(f"{row.id}_target"), submission.inputs.get(f"{row.id}_actual")
        ratio = _ratio(target, actual, units.get(f"{row.id}_target", ""), units.get(f"{row.id}_actual", ""))
        if ratio is not None:
            yield from _rates(row, ratio, submission.year, lower=lower)
        yield from _words(row, submission)
    for name, text in (
        ("expected", form.expected_objective),
        ("achieved", form.achieved_objective),
        ("name", form.name),
    ):
        yield from text_facts(f"note.form.{name}", text, form.name, submission.year)
    if form.code:
        yield Fact(id="project_code", label="项目编码", value=form.code, unit="编码", origin="input")


def _ratio(
    target: InputValue | None, actual: InputValue | None, target_unit: str, actual_unit: str
) -> Fraction | None:
    """Actual ÷ target, None unless both are numbers and the target is above zero."""
    if target is None or actual is None:
        return None
    if not isinstance(target.value, Decimal) or not isinstance(actual.value, Decimal) or target.value <= 0:
        return None
    factor = Fraction(unit_of(actual_unit).factor) / Fraction(unit_of(target_unit).factor)
    return Fraction(actual.value) * factor / Fraction(target.value)


def _rates(row: FormRow, ratio: Fraction, year: int, *, lower: bool) -> Iterator[Fact]:
    """The rate of completion and, where it is not 100 %, the way from it."""
    yield _rate(f"{row.id}.completion_rate", f"{row.label}完成值占指标值的比例", ratio, year)
    if ratio > 1:
        yield _rate(
            f"{row.id}.over_rate", f"{row.label}超过{'上限' if lower else '指标值'}的比例", ratio - 1, year
        )
    elif ratio < 1:
        yield _rate(f"{row.id}.short_rate", f"{row.label}低于指标值的比例", 1 - ratio, year)


def _rate(name: str, label: str, ratio: Fraction, year: int) -> Fact:
    exact = ratio * 100
    shown = trim_zeros(quantize(exact, honest_places(exact, _PLACES)))
    kept = None if Fraction(shown) == exact else plain(decimal_of(exact, 9))
    return Fact(id=name, label=label, value=plain(shown), exact=kept, unit="%", year=year, origin="derived")


def _words(row: FormRow, submission: Submission) -> Iterator[Fact]:
    """Figures in what the unit wrote: labels, reasons, and cells whose figures are no inputs of their own."""
    cells = [("label", row.label, row.label), ("reason", row.reason, row.label)]
    for name, text, told in (("target", row.target, "指标值"), ("actual", row.actual, "实际完成值")):
        given = submission.inputs.get(f"{row.id}_{name}")
        if given is None or given.kind != "number":
            cells.append((name, text, f"{row.label}{told}"))
    for name, text, subject in cells:
        yield from text_facts(f"note.{name}.{row.id}", text, subject, submission.year)

"""Deviations and their explanations: targets set too low, a stated excess that is not the real one, reasons missing, cut or copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.form_view import NO_FORMS, Row, over_threshold, percent, rows, rows_of
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import decimal_places, plain, quantize
from ziping.language.form_cells import Figure, core
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberKind, find_numbers

_EXCESS = re.compile("超(?:额|值|出|过|目标值|指标值|额完成|额目标值|计划|年度指标值){0,3}\\s*$")
_AT_LEAST = re.compile("^\\s*(?:以上|及以上|以外)")
_ENDED = re.compile("[。；;！!…）)”】.]$")
_WHOLE_END = re.compile("[^，、：:,的和与及在对将把为由]$")
_LONG: Final = 16
"""Letters of a reason that is long enough to be cut or copied."""
_MEASURES = re.compile(
    "措施|改进|后续|今后|下一步|将|建议|由[^，。；]{2,30}(?:负责|牵头|督促|安排|核|完成|确认|建立|补)|20[0-9]{2}年[^，。；]{0,8}(?:[起前]|由)"
)
_RAISED: Final = Fraction(3, 10)
"""An excess from which a target may have been set too low."""
_TIMES: Final = 2
"""Projects from which a satisfaction figure counts as reused."""


def target_too_low(audit: AuditInput) -> CheckResult:
    """A target that the actual value exceeds by far."""
    return result(_low(audit)) if audit.forms else NO_FORMS


def _low(audit: AuditInput) -> Iterator[Finding]:
    limit = over_threshold(audit)
    for row in rows(audit):
        excess = row.excess
        if excess is None or excess < _RAISED or row.row.group == "satisfaction":
            continue
        severity: Severity = "warning" if excess >= limit else "note"
        told = f"完成 {row.row.actual.strip()}，比指标值 {row.row.target.strip()} 高 {percent(excess)}，指标值可能定得偏低"
        yield row.found("target_too_low", severity, "actual", told, working=_working(row, excess))


def _working(row: Row, excess: Fraction) -> str:
    target, actual = row.target, row.actual
    if not isinstance(target, Figure) or not isinstance(actual, Figure):
        return ""
    return f"({plain(actual.value)}－{plain(target.value)})÷{plain(target.value)}={percent(excess)}"


def stated_excess(audit: AuditInput) -> CheckResult:
    """“超值50%” where the excess is 245%."""
    return result(_stated(audit)) if audit.forms else NO_FORMS


def _stated(audit: AuditInput) -> Iterator[Finding]:
    for row in rows(audit):
        excess = row.excess
        if excess is None or not row.reason:
            continue
        for number in find_numbers(row.reason):
            said = number.value
            if number.unit != "%" or not isinstance(said, Decimal) or number.kind is NumberKind.RANGE:
                continue
            if not _EXCESS.search(row.reason[: number.start]):
                continue
            least = number.modifier in {">=", ">"} or _AT_LEAST.match(row.reason[number.end :]) is not None
            real = quantize(excess * 100, decimal_places(said))
            if (excess * 100 >= said) if least else real == said:
                continue
            told = f"的说明写超过指标值 {number.surface}，按 {row.row.actual.strip()} 与 {row.row.target.strip()} 计算是 {percent(excess)}；请改正"
            yield row.found(
                "stated_excess",
                "error",
                "reason",
                told,
                stated=number.surface,
                expected=percent(excess),
                working=_working(row, excess),
            )


def reason_missing(audit: AuditInput) -> CheckResult:
    """Points lost, or a target far exceeded, without a word why."""
    return result(_missing(audit)) if audit.forms else NO_FORMS


def _missing(audit: AuditInput) -> Iterator[Finding]:
    rules = audit.rubric.form.reasons if audit.rubric and audit.rubric.form else None
    limit = over_threshold(audit)
    for row in rows(audit):
        if row.reason:
            continue
        lost = row.lost is not None and row.lost > 0
        far = row.excess is not None and row.excess >= limit
        if lost and row.lost is not None:
            severity: Severity = "error" if rules is not None and rules.points_lost else "warning"
            told = f"扣了 {plain(row.lost)} 分，没有写偏差原因和改进措施；请补写"
            yield row.found("reason_missing", severity, "reason", told, stated=row.row.reason)
        elif far and row.excess is not None:
            told = f"比指标值高 {percent(row.excess)}，没有写偏差原因；请补写"
            yield row.found("reason_missing", "warning", "reason", told, stated=row.row.reason)


def reason_cut(audit: AuditInput) -> CheckResult:
    """An explanation that stops in the middle of a sentence."""
    return result(_cut(audit)) if audit.forms else NO_FORMS


def _cut(audit: AuditInput) -> Iterator[Finding]:
    """Where several long explanations all go without a mark, that is a habit, and only a dangling word tells."""
    long = [row.reason for row in rows(audit) if len(row.reason) > _LONG]
    habit = len(long) > 1 and not any(map(_ENDED.search, long))
    for row in rows(audit):
        open_end = _WHOLE_END if habit else _ENDED
        if len(row.reason) > _LONG and not open_end.search(row.reason):
            told = "的偏差说明没有写完（末尾没有句号），请核对是不是被截断"
            yield row.found(
                "reason_cut", "warning", "reason", told, stated=row.reason[-20:], quote=row.reason[-40:]
            )


def reason_without_measure(audit: AuditInput) -> CheckResult:
    """An explanation without a word on what will be done."""
    return result(_without_measure(audit)) if audit.forms else NO_FORMS


def _without_measure(audit: AuditInput) -> Iterator[Finding]:
    for row in rows(audit):
        if row.reason and row.lost and not _MEASURES.search(row.reason):
            told = "只写了偏差原因，没有改进措施；请补写"
            yield row.found("reason_without_measure", "warning", "reason", told)


def reason_twice(audit: AuditInput) -> CheckResult:
    """One explanation for two indicators; one measure copied through all projects."""
    return result((*_same_reason(audit), *_same_measure(audit))) if audit.forms else NO_FORMS


def _same_reason(audit: AuditInput) -> Iterator[Finding]:
    seen: dict[str, Row] = {}
    for row in rows(audit):
        words = clean_text(row.reason)
        if len(words) < _LONG:
            continue
        other = seen.setdefault(words, row)
        if other is not row:
            told = f"的偏差说明与“{other.row.label}”一字不差；请按各自的实际原因分别写"
            also = (other.place("reason"),)
            yield row.found("reason_twice", "warning", "reason", told, stated=row.reason[:30], also=also)


_MEASURE_PART = re.compile("改进措施[:：]?(.+)$", re.DOTALL)


def _same_measure(audit: AuditInput) -> Iterator[Finding]:
    shared: dict[str, list[Row]] = {}
    for row in rows(audit):
        match = _MEASURE_PART.search(row.reason)
        words = core(match[1])[:60] if match else ""
        if len(words) >= _LONG:
            shared.setdefault(words, []).append(row)
    for same in shared.values():
        names = tuple(dict.fromkeys(row.form.form.name for row in same))
        if len(names) > _TIMES:
            told = f"的改进措施与另外 {len(names) - 1} 个项目（{'、'.join(names[1:4])}等）相同，没有针对性"
            also = [row.place("reason") for row in same[1:]]
            yield same[0].found("reason_twice", "note", "reason", told, stated=same[0].reason[:30], also=also)


def satisfaction_reused(audit: AuditInput) -> CheckResult:
    """One satisfaction figure for several projects with different people asked."""
    return result(_reused(audit)) if audit.forms else NO_FORMS


def _reused(audit: AuditInput) -> Iterator[Finding]:
    groups: dict[Decimal, list[Row]] = {}
    for row in rows(audit):
        rate = row.actual if row.row.group == "satisfaction" and isinstance(row.actual, Figure) else None
        if rate is not None and rate.unit == "%" and decimal_places(rate.value):
            groups.setdefault(rate.value, []).append(row)
    for value, same in groups.items():
        names = tuple(dict.fromkeys(row.form.form.name for row in same))
        if len(names) < _TIMES:
            continue
        asked = tuple(dict.fromkeys(core(row.row.label) for row in same))
        told = (
            f"{plain(value)}%，与{'、'.join(f'“{name}”' for name in names[1:])}完全相同"
            f"{'，调查对象却不同' if len(asked) > 1 else ''}；请核对是不是套用了同一份调查，并分别附调查依据"
        )
        also = [row.place("actual") for row in same[1:]]
        yield same[0].found("satisfaction_reused", "warning", "actual", f"的满意度是 {told}", also=also)


def satisfaction_at_target(audit: AuditInput) -> CheckResult:
    """A satisfaction figure that is exactly its target."""
    return result(_at_target(audit)) if audit.forms else NO_FORMS


def _at_target(audit: AuditInput) -> Iterator[Finding]:
    for form in audit.forms:
        for row in rows_of(form):
            if row.row.group != "satisfaction" or row.excess != 0 or row.ceiling:
                continue
            if isinstance(row.target, Figure) and row.target.unit == "%" and row.target.value != 100:
                told = "的满意度正好等于指标值；请核对调查数据"
                yield row.found("satisfaction_at_target", "note", "actual", told)


CHECKS: Final = (
    Check("target_too_low", "指标值偏低", target_too_low),
    Check("stated_excess", "说明中的超额比例", stated_excess),
    Check("reason_missing", "没有写偏差原因", reason_missing),
    Check("reason_cut", "偏差说明没有写完", reason_cut),
    Check("reason_without_measure", "偏差说明没有措施", reason_without_measure),
    Check("reason_twice", "偏差说明雷同", reason_twice),
    Check("satisfaction_reused", "满意度套用", satisfaction_reused),
    Check("satisfaction_at_target", "满意度正好等于指标值", satisfaction_at_target),
)

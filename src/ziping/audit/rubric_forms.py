"""Project forms against the rules of their edition: scores, totals, signs that blur, rows that are empty or stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.form_view import NO_FORMS, Row, kind_label, rows, rows_of, whole
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.form_reading import ReadForm, SlotKey
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Submission, Unit
from ziping.language.form_cells import Figure, Words, core, in_terms_of
from ziping.language.numerals import parse_quantity

_NO_RULES: Final = CheckResult(not_assessable="没有指定项目自评表的评分标准（--rubric），不能按规则核算得分")
_NOT_WHOLE: Final = CheckResult(not_assessable="自评表有的行没有读全，不能核算得分合计")
_TAKEN = re.compile("扣")
_SCORE_CODES: Final = frozenset(("claimed_score_differs", "claimed_out_of_bounds"))
_TOTAL_CODES: Final = frozenset((
    "claimed_total_sum",
    "weights_do_not_add_up",
    "group_weight",
    "total_does_not_add_up",
))

_EXECUTION = re.compile("执行率|支付率|支出率|支出进度|资金使用率|到账率")
_MISFITS: Final = (
    ("数量指标", re.compile("率$|及时性$|满意度$|合规性$"), "是比率或性质，数量指标应填数量"),
    ("质量指标", re.compile("及时|时限|期限|进度$|金额$|成本"), "说的是时间或成本，不是质量"),
    ("时效指标", re.compile("合规|验收|合格率|质量|满意|金额|成本"), "说的是质量或合规，不是时效"),
    ("成本指标", re.compile("满意|及时|合格率|验收"), "说的不是成本"),
    ("服务对象满意度指标", re.compile("投诉"), "是投诉数，不是满意度"),
)
_VAGUE = re.compile("有所|有效|明显|显著|较好|良好|逐步|进一步|不断|持续|得到|提升|提高|增强|改善|保障")


class _Card(NamedTuple):
    form: ReadForm
    card: Scorecard


def _cards(audit: AuditInput) -> list[_Card]:
    """Forms whose rows are all there, scored by their edition."""
    if audit.rubric is None or audit.rubric.form is None or audit.score is None:
        return []
    found_cards = []
    for form in audit.forms:
        if form.year is not None and whole(form):
            name = form.form.implementing_unit or form.form.budget_unit
            submission = Submission(
                rubric=audit.rubric.id, year=form.year, unit=Unit(name=name), form=form.form
            )
            found_cards.append(_Card(form, audit.score(audit.rubric, submission)))
    return found_cards


def _by_rules(audit: AuditInput, codes: frozenset[str], code: str) -> CheckResult:
    """Findings of scoring, under the name of this check."""
    if not audit.forms:
        return NO_FORMS
    if audit.rubric is None or audit.rubric.form is None or audit.score is None:
        return _NO_RULES
    cards = _cards(audit)
    if not cards:
        return _NOT_WHOLE
    return result(
        _placed(card.form, finding, code)
        for card in cards
        for finding in card.card.findings
        if finding.code in codes
    )


def _placed(form: ReadForm, finding: Finding, code: str) -> Finding:
    """A finding of scoring at the cell it is about."""
    slot = form.slots.get(SlotKey(finding.subject, "score")) or form.slots.get(SlotKey("", "total_score"))
    place = slot.place if slot is not None else finding.place
    where = f"{finding.place.text}：" if finding.place.text else ""
    message = f"项目“{form.form.name}”：{finding.message.removeprefix(where)}"
    return finding.model_copy(update={"code": code, "place": place, "message": message})


def form_score(audit: AuditInput) -> CheckResult:
    """Every printed score of a form against its rule; points a unit took off itself, and says so, are remarked only."""
    done = _by_rules(audit, _SCORE_CODES, "form_score")
    own = {(row.place("score"), row.row.id) for row in rows(audit) if row.lost and _TAKEN.search(row.reason)}
    findings = tuple(
        finding.model_copy(update={"severity": "note"})
        if (finding.place, finding.subject) in own and _lower(finding)
        else finding
        for finding in done.findings
    )
    return done._replace(findings=findings)


def _lower(finding: Finding) -> bool:
    """Whether a printed score is below what the rule gives."""
    stated, expected = parse_quantity(finding.stated), parse_quantity(finding.expected)
    return stated is not None and expected is not None and stated.value < expected.value


def form_total(audit: AuditInput) -> CheckResult:
    """Points and scores of a form against its total and the edition's points."""
    return _by_rules(audit, _TOTAL_CODES, "form_total")


def form_rate(audit: AuditInput) -> CheckResult:
    """The printed execution rate against budget and spending."""
    return _by_rules(audit, frozenset(("stated_rate_differs",)), "form_rate")


def strict_operator(audit: AuditInput) -> CheckResult:
    """A strict sign that the actual value only equals: asked, never guessed."""
    return result(_strict(audit)) if audit.forms else NO_FORMS


def _strict(audit: AuditInput) -> Iterator[Finding]:
    for row in rows(audit):
        target, actual = row.target, row.actual
        if not isinstance(target, Figure) or not isinstance(actual, Figure) or row.row.operator is not None:
            continue
        same = in_terms_of(actual, target)
        if target.sign in {"more_than", "less_than"} and same is not None and same.value == target.value:
            told = f"完成值正好等于指标值“{row.row.target.strip()}”：按严格的“>”“<”没有达标，按“≥”“≤”已达标；请向填表单位核实原表的符号"
            yield row.found("strict_operator", "warning", "actual", told, expected=row.row.target.strip())


def kind_fit(audit: AuditInput) -> CheckResult:
    """Level-3 indicators that do not belong under their level-2 one."""
    return result(_misfits(audit)) if audit.forms else NO_FORMS


def _misfits(audit: AuditInput) -> Iterator[Finding]:
    for row in rows(audit):
        kind, label = kind_label(audit, row.row), core(row.row.label)
        if _EXECUTION.search(label):
            told = f"是资金执行率，表内已另按10分计执行率，不宜再列为{kind}；请换成反映{kind.removesuffix('指标')}的指标"
            yield row.found("kind_fit", "warning", "row", told, stated=row.row.label, expected=kind)
            continue
        for name, pattern, why in _MISFITS:
            if kind == name and pattern.search(label):
                yield row.found(
                    "kind_fit",
                    "warning",
                    "actual",
                    f"列在{kind}下，{why}",
                    stated=row.row.label,
                    expected=kind,
                )


def indicator_twice(audit: AuditInput) -> CheckResult:
    """One indicator in two rows of a form."""
    return result(_twice(audit)) if audit.forms else NO_FORMS


def _twice(audit: AuditInput) -> Iterator[Finding]:
    for form in audit.forms:
        seen: dict[str, Row] = {}
        for row in rows_of(form):
            name = core(row.row.label)
            if name and name in seen:
                told = f"在同一张表里出现了两次（{kind_label(audit, seen[name].row)}、{kind_label(audit, row.row)}）；请合并或改写"
                also = (seen[name].place("row"),)
                yield row.found("indicator_twice", "warning", "row", told, stated=row.row.label, also=also)
            seen.setdefault(name, row)


def no_standard(audit: AuditInput) -> CheckResult:
    """A target in words that cannot be measured, and an actual value that only says it again."""
    return result(_unmeasured(audit)) if audit.forms else NO_FORMS


def _unmeasured(audit: AuditInput) -> Iterator[Finding]:
    for row in rows(audit):
        target, actual = core(row.row.target), core(row.row.actual)
        words = target.replace("100%", "")
        if not core(row.row.label):
            continue  # shifted by the reader, or told by ``empty_row``
        in_words = isinstance(row.target, Words) or (
            isinstance(row.target, Figure) and words and row.target.unit == "%"
        )
        if not in_words or not _VAGUE.search(words):
            continue
        copied = "，完成值只是照抄" if words and words in actual else ""
        told = f"的指标值“{row.row.target.strip()}”没有可检验的标准{copied}；请写明怎样算达到，并用事实说明"
        yield row.found(
            "no_standard", "note", "row", told, stated=row.row.target.strip(), quote=row.row.target.strip()
        )


def empty_row(audit: AuditInput) -> CheckResult:
    """A row with points and no target, no actual value or no name."""
    return result(_empty(audit)) if audit.forms else NO_FORMS


def _empty(audit: AuditInput) -> Iterator[Finding]:
    for row in rows(audit):
        values = row.row
        if not values.weight and not values.stated_score:
            continue
        parts = (("三级指标", values.label), ("年度指标值", values.target), ("实际完成值", values.actual))
        missing = [name for name, text in parts if not core(text)]
        if missing:
            shifted = any(finding.code == "shifted_row" for finding in row.form.findings)
            told = f"（{values.target.strip()}）有分值，{'、'.join(missing)}却是空的；请补填"
            severity: Severity = "note" if shifted else "warning"  # the cells may stand one column off
            yield row.found("empty_row", severity, "row", told, expected="、".join(missing))


CHECKS: Final = (
    Check("form_score", "自评表得分与规则", form_score),
    Check("form_total", "自评表分值和总分", form_total),
    Check("form_rate", "自评表执行率", form_rate),
    Check("strict_operator", "严格符号未满足", strict_operator),
    Check("kind_fit", "三级指标与二级指标不符", kind_fit),
    Check("indicator_twice", "同一指标列两次", indicator_twice),
    Check("no_standard", "定性指标没有标准", no_standard),
    Check("empty_row", "有分值的空行", empty_row),
)

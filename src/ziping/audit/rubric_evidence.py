"""What a score rests on: aspects the rule asks for, tasks counted, indicators filled in and made the unit's own, the tier it fell in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.rubric_department import NO_RUBRIC, NO_SHEET, department_rubric, scorecards
from ziping.audit.rubric_figures import stated_inputs
from ziping.audit.whole_leftovers import empty_rows
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.methods import DeductPerCase, Judgement
from ziping.domain.place import Place
from ziping.domain.quantity import plain
from ziping.domain.rubric import Indicator, Rubric
from ziping.domain.scorecard import Scorecard
from ziping.language.labels import clean_text, core, pairs
from ziping.language.numerals import NumberKind
from ziping.language.reports.cell_text import clean_lines
from ziping.language.reports.score_rows import ScoreRow

_ZERO: Final = Decimal(0)
_TASKS = re.compile("工作|任务|项目")
_NOT_TASKS = re.compile("方面|指标|三级|二级")
_FOR_HANDS = re.compile("酌情扣分?")
_INDIVIDUAL = re.compile("细化[成为](?:相应的)?个性化指标")
_ADMITTED = re.compile("待补充|未达到|没有达到|不足|只涉及")
_NUMBERING = re.compile("^[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、]+\\s*")
_LISTED = re.compile("(?:方面|情况|指标)?(?:$|[，。：:])")


def aspects_chosen(audit: AuditInput) -> CheckResult:
    """At least so many aspects (经济效益, 社会效益 …) must be reported where the rule says so."""
    rubric = department_rubric(audit)
    if rubric is None:
        return NO_RUBRIC
    leaves = [leaf.indicator for leaf in rubric.leaves() if _choice(leaf.indicator) is not None]
    if not leaves:
        return CheckResult(not_assessable="评分标准没有“至少选择几个方面”的规定")
    return result(finding for leaf in leaves for finding in _aspects(audit, leaf))


def _choice(indicator: Indicator) -> Judgement | None:
    method = indicator.method
    return method if isinstance(method, Judgement) and method.choose is not None else None


def _aspects(audit: AuditInput, indicator: Indicator) -> Iterator[Finding]:
    method = _choice(indicator)
    if method is None or method.choose is None:
        return
    reported: dict[str, Place] = {}
    for passage in audit.figures.passages:
        head = clean_text(_NUMBERING.sub("", passage.text.strip()))
        for aspect in method.choose.aspects:
            if (
                passage.cell is None
                and head.startswith(clean_text(aspect.label_zh))
                and _LISTED.match(head, len(aspect.label_zh))
            ):
                reported.setdefault(aspect.label_zh, passage.place)
    least = method.choose.at_least
    if not reported or len(reported) >= least:
        return
    missing = [aspect.label_zh for aspect in method.choose.aspects if aspect.label_zh not in reported]
    message = (
        f"评分标准要求“{indicator.label_zh}”至少写 {least} 个方面，报告只写了 {len(reported)} 个（{'、'.join(reported)}），"
        f"没有写{'、'.join(missing)}；{plain(indicator.max_score)} 分不能全得"
    )
    admitted = any(
        _ADMITTED.search(p.text) and any(name in p.text for name in missing)
        for p in audit.figures.passages
        if not p.norm
    )
    yield found(
        "aspects_chosen",
        "note" if admitted else "error",  # a report that says so itself hides nothing
        next(iter(reported.values())),
        message,
        stated=f"{len(reported)}个方面",
        expected=f"至少{least}个方面",
        quote="、".join(reported),
        subject=indicator.id,
    )


def tasks_not_listed(audit: AuditInput) -> CheckResult:
    """Points by unfinished tasks in a report that does not say how many tasks there were."""
    rubric = department_rubric(audit)
    if rubric is None:
        return NO_RUBRIC
    return result(finding for leaf in rubric.leaves() for finding in _unlisted(audit, leaf.indicator))


def _unlisted(audit: AuditInput, indicator: Indicator) -> Iterator[Finding]:
    stem = core(indicator.label_zh).removesuffix("完成")
    if not isinstance(indicator.method, DeductPerCase) or not _TASKS.search(stem) or len(stem) < 3:
        return
    spoken = [p for p in audit.figures.passages if stem in p.text and not p.norm and p.cell is None]
    for passage in spoken:
        for number in passage.numbers:
            near = passage.text[max(0, number.start - 14) : number.end + 6]
            counted = number.kind is NumberKind.COUNT and number.unit in {"项", "个", "件"}
            if counted and stem[-2:] in near and not _NOT_TASKS.match(passage.text, number.end):
                return
    scored = next((p for p in reversed(spoken) if not p.heading and "得分" in p.text), None)
    if scored is None:
        return
    message = f"“{indicator.label_zh}”按未完成的项数扣分，报告没有列出有几项、完成几项；请补充清单和完成情况"
    yield found(
        "tasks_not_listed",
        "warning",
        scored.place,
        message,
        stated=plain(indicator.max_score),
        expected="任务清单和完成数",
        quote=scored.text[:40],
        subject=indicator.id,
    )


def blank_indicator_scored(audit: AuditInput) -> CheckResult:
    """Full points for an indicator whose own row in the table of targets is empty."""
    rows = audit.score_rows
    if not rows:
        return NO_SHEET
    return result(_blank(audit, rows))


def _blank(audit: AuditInput, rows: tuple[ScoreRow, ...]) -> Iterator[Finding]:
    blank = {clean_text(empty.kind): empty.kind for grid in audit.figures.grids for empty in empty_rows(grid)}
    for row in rows:
        kind = blank.get(clean_text(row.label))
        if kind and row.score:
            message = (
                f"“{row.label}”自评 {plain(row.score)} 分，绩效目标表里“{kind}”一行却是空的，得分没有依据"
            )
            yield found(
                "blank_indicator_scored",
                "warning",
                row.place,
                message,
                stated=plain(row.score),
                expected="指标和完成情况",
                quote=f"{row.label}：{plain(row.score)}分",
                subject=row.label,
            )


def deduction_by_tier(audit: AuditInput) -> CheckResult:
    """酌情扣分 where the score is just what the band gives."""
    rubric = department_rubric(audit)
    if rubric is None or audit.score is None:
        return NO_RUBRIC
    cards = scorecards(audit, rubric, stated_inputs(audit.figures, rubric))
    return result(_tiers(audit, rubric, cards[0])) if cards else NO_SHEET


def _tiers(audit: AuditInput, rubric: Rubric, card: Scorecard) -> Iterator[Finding]:
    for passage in audit.figures.passages:
        match = _FOR_HANDS.search(passage.text)
        if match is None or passage.norm or passage.cell is not None:
            continue
        for leaf in rubric.leaves():
            line = card.line(leaf.indicator.id)
            named = pairs(core(leaf.indicator.label_zh)) <= pairs(clean_text(passage.text))
            said = any(
                n.value == line.score and n.unit == "分" for n in passage.numbers if n.start > match.start()
            )
            if line.score is not None and line.lost and named and said:
                message = (
                    f"这里说酌情扣分，“{leaf.indicator.label_zh}”按数据所在的档次本来就是 {plain(line.score)} 分，"
                    "没有另外扣分；请改写原因"
                )
                yield found(
                    "deduction_by_tier",
                    "warning",
                    passage.place,
                    message,
                    stated=match[0],
                    expected=f"按档次得{plain(line.score)}分",
                    working=line.formula,
                    quote=passage.quote(*match.span()),
                    subject=leaf.indicator.id,
                )


def template_indicator(audit: AuditInput) -> CheckResult:
    """Template indicators scored as they are, although their rule asks to break them down."""
    rows = audit.score_rows
    if not rows:
        return NO_SHEET
    held: list[ScoreRow] = [row for row in rows if row.score and _INDIVIDUAL.search(clean_lines(row.rule))]
    return result(
        found(
            "template_indicator",
            "warning",
            row.place,
            f"“{row.label}”的评分标准要求细化成本单位的个性化指标，表里仍是通用的指标名称，得 {plain(row.score or _ZERO)} 分没有依据",
            stated=row.label,
            quote=clean_lines(row.rule)[:40],
            subject=row.label,
        )
        for row in held
    )


CHECKS: Final = (
    Check("aspects_chosen", "至少选择的方面", aspects_chosen),
    Check("tasks_not_listed", "任务没有清单", tasks_not_listed),
    Check("blank_indicator_scored", "空白指标得分", blank_indicator_scored),
    Check("deduction_by_tier", "酌情扣分与档次", deduction_by_tier),
    Check("template_indicator", "没有细化的指标", template_indicator),
)

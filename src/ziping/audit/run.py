"""All checks over one document, in a fixed order, and one finding for one fault."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ziping.audit import (
    rubric_department,
    rubric_evidence,
    rubric_form_money,
    rubric_form_reasons,
    rubric_forms,
    score_brackets,
    score_facts,
    score_rules,
    score_sums,
    score_texts,
    table_columns,
    table_flows,
    table_indicators,
    table_parts,
    table_rates,
    table_scores,
    table_totals,
    text_balances,
    text_changes,
    text_counts,
    text_distances,
    text_doubts,
    text_facts,
    text_growth,
    text_indicators,
    text_lists,
    text_means,
    text_moves,
    text_part_lists,
    text_parts,
    text_quotients,
    text_rates,
    text_repeats,
    text_rows,
    text_scores,
    whole_counts,
    whole_leftovers,
    whole_losses,
    whole_names,
    whole_order,
    whole_personal,
    whole_problems,
    whole_surveys,
    whole_targets,
    whole_time,
    whole_words,
)
from ziping.audit.checks import AuditInput, Check
from ziping.domain.audit_report import AuditReport, NotAssessable
from ziping.language.reports.head import title_year

if TYPE_CHECKING:
    from ziping.audit.checks import Scorer
    from ziping.domain.document import Document
    from ziping.domain.finding import Finding
    from ziping.domain.form_reading import ReadForm
    from ziping.domain.place import Place
    from ziping.domain.rubric import Rubric

CHECKS: Final[tuple[Check, ...]] = (
    *table_totals.CHECKS,
    *table_parts.CHECKS,
    *table_flows.CHECKS,
    *table_rates.CHECKS,
    *table_columns.CHECKS,
    *table_scores.CHECKS,
    *table_indicators.CHECKS,
    *text_scores.CHECKS,
    *score_facts.CHECKS,
    *score_sums.CHECKS,
    *score_brackets.CHECKS,
    *score_rules.CHECKS,
    *score_texts.CHECKS,
    *text_facts.CHECKS,
    *text_repeats.CHECKS,
    *text_rates.CHECKS,
    *text_quotients.CHECKS,
    *text_means.CHECKS,
    *text_growth.CHECKS,
    *text_lists.CHECKS,
    *text_moves.CHECKS,
    *text_rows.CHECKS,
    *text_balances.CHECKS,
    *text_parts.CHECKS,
    *text_part_lists.CHECKS,
    *text_changes.CHECKS,
    *text_distances.CHECKS,
    *text_counts.CHECKS,
    *text_indicators.CHECKS,
    *text_doubts.CHECKS,
    *rubric_department.CHECKS,
    *rubric_evidence.CHECKS,
    *rubric_forms.CHECKS,
    *rubric_form_reasons.CHECKS,
    *rubric_form_money.CHECKS,
    *whole_targets.CHECKS,
    *whole_surveys.CHECKS,
    *whole_losses.CHECKS,
    *whole_problems.CHECKS,
    *whole_time.CHECKS,
    *whole_names.CHECKS,
    *whole_counts.CHECKS,
    *whole_order.CHECKS,
    *whole_words.CHECKS,
    *whole_leftovers.CHECKS,
    *whole_personal.CHECKS,
)
"""Every check, in the order it runs and is listed."""

_SEVERITIES: Final = ("error", "warning", "note")


def audit(  # noqa: PLR0913 - what a caller may know of a report
    document: Document,
    rubric: Rubric | None = None,
    *,
    year: int | None = None,
    off: Collection[str] = (),
    forms: tuple[ReadForm, ...] = (),
    score: Scorer | None = None,
) -> AuditReport:
    """Every check on one document.

    Args:
        document: as read.
        rubric: the edition the report follows, when known.
        year: the year under evaluation; read from the title when not given.
        off: codes of checks not to run; they count neither as passed nor as not assessable.
        forms: the project forms of the document, read in the terms of the edition.
        score: scores a submission by a rubric.
    """
    given = AuditInput(document, rubric, year, forms, score)
    if year is None:
        given = replace(given, year=title_year(given.figures))
    dated = tuple(form if form.year is not None else form._replace(year=given.year) for form in forms)
    given = replace(given, forms=dated)  # a form without its own year is of the report's
    findings: list[Finding] = []
    not_assessable: list[NotAssessable] = []
    passed: list[str] = []
    for check in CHECKS:
        if check.code in off:
            continue
        done = check.run(given)
        findings.extend(finding for finding in done.findings if finding.code not in off)
        if done.not_assessable:
            not_assessable.append(NotAssessable(check=check.code, reason=done.not_assessable))
        elif not done.findings:
            passed.append(check.code)
    return AuditReport(
        document=document.name,
        findings=_in_order(document, _merged(findings)),
        not_assessable=tuple(not_assessable),
        passed=tuple(passed),
    )


def _merged(findings: Sequence[Finding]) -> list[Finding]:
    """One finding for one figure at one place: the gravest and first; the others' working is added to it."""
    kept: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = (
            _bare(finding.place).model_dump_json() + str(finding.place.row) + str(finding.place.column),
            finding.quote,
        )
        before = kept.get(key) if finding.quote else None
        if before is None:
            kept[key if finding.quote else (finding.fingerprint, finding.message)] = finding
            continue
        first, second = sorted((before, finding), key=lambda one: _SEVERITIES.index(one.severity))
        working = "；".join(dict.fromkeys(text for text in (first.working, second.working) if text))
        also = tuple(dict.fromkeys((*first.also, *second.also)))
        kept[key] = first.model_copy(update={"working": working, "also": also})
    return list(kept.values())


def _bare(place: Place) -> Place:
    """The place of the block, without the cell."""
    return place.model_copy(update={"row": None, "column": None, "cell": None})


def _in_order(document: Document, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By where they stand in the document, the gravest first at one place."""
    blocks = {block.place: index for index, block in enumerate(document.blocks)}
    last = len(blocks)

    def order(finding: Finding) -> tuple[int, int, int, int]:
        block = blocks.get(finding.place, blocks.get(_bare(finding.place), last))
        place = finding.place
        return block, place.row or 0, place.column or 0, _SEVERITIES.index(finding.severity)

    return tuple(sorted(findings, key=order))

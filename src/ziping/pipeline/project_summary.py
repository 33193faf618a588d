"""Many scored project forms of one unit → the unit's summary: facts, draft, guard, Word."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ziping.domain.draft import Draft
from ziping.domain.fact import FactTable
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Project, Submission
from ziping.drafting.offline import write_offline
from ziping.drafting.writer import DraftRequest
from ziping.errors import UsageError
from ziping.facts.evidence import evidence_facts
from ziping.facts.project_summary import ProjectScore, summary_facts
from ziping.facts.projects import project_facts
from ziping.intake.outline_yaml import load_outline
from ziping.pipeline.draft import json_bytes, report_template
from ziping.pipeline.guarded import Guarded, guarded
from ziping.pipeline.outputs import safe_stem
from ziping.pipeline.score import Folders, Scored

FAMILY = "project-summary"
LOW_RATE = Decimal(90)
"""Execution rate in % below which the summary names a project, unless the caller wants another."""


class Summarised(NamedTuple):
    """The summary of a unit's project forms."""

    facts: FactTable
    guarded: Guarded

    @property
    def draft(self) -> Draft:
        """The summary: nothing the guard rejected is in it."""
        return self.guarded.draft


def summarise(forms: Sequence[Scored], folders: Folders, low_rate: Decimal = LOW_RATE) -> Summarised:
    """The summary of scored project forms.

    Args:
        forms: of one unit and year, in the order they are to be listed.
        folders: where a user's own templates lie.
        low_rate: execution rate in % below which a project is named.

    Raises:
        UsageError: no form, or forms of several units or years.
    """
    first = _same_unit(forms)
    projects = tuple(_project(form) for form in forms)
    submission = Submission(
        rubric=first.submission.rubric,
        year=first.submission.year,
        unit=first.submission.unit,
        report_date=first.submission.report_date,
        projects=tuple(
            Project(
                name=item.name,
                code=item.code,
                budget=item.budget,
                spent=item.spent,
                note="、".join(item.deducted),
            )
            for item in projects
        ),
    )
    card = empty_card(first.scorecard.unit, first.scorecard.year, first.scorecard.rubric)
    facts = FactTable(
        unit=card.unit,
        year=card.year,
        facts=(
            *summary_facts(projects, card.year, low_rate),
            *project_facts(submission),
            *evidence_facts(submission),
        ),
    )
    request = DraftRequest(
        rubric=first.ready.loaded.rubric.model_copy(
            update={"indicators": (), "inputs": (), "metrics": (), "checks": (), "form": None}
        ),
        submission=submission,
        scorecard=card,
        facts=facts,
        family=load_outline(FAMILY, folders.templates),
    )
    return Summarised(facts, guarded(write_offline(request), facts, card))


def render_summary(summary: Summarised, folders: Folders, template: Path | None = None) -> dict[str, bytes]:
    """The summary as Word and machine files, by name.

    Raises:
        UsageError: the family has no Word template.
    """
    from ziping.render.report_docx import render_report

    stem = f"{safe_stem(summary.draft.unit)}_{summary.draft.year}"
    return {
        f"{stem}_项目自评汇总.docx": render_report(summary.draft, report_template(FAMILY, folders, template)),
        "summary.json": json_bytes(summary.draft.to_json()),
        "summary_facts.json": json_bytes(summary.facts.to_json()),
    }


def _same_unit(forms: Sequence[Scored]) -> Scored:
    if not forms:
        raise UsageError("没有可以汇总的自评表")
    owners = dict.fromkeys((form.submission.unit.name, form.submission.year) for form in forms)
    if len(owners) > 1:
        named = "、".join(f"{unit}（{year}年度）" for unit, year in owners)
        raise UsageError(f"汇总只能是一个单位一个年度的自评表，这里有：{named}；请分开汇总")
    return forms[0]


def _project(scored: Scored) -> ProjectScore:
    form, card = scored.submission.form, scored.scorecard
    if form is None:
        raise UsageError(f"{scored.submission.unit.name}的填报数据里没有项目自评表，不能汇总")
    rows = {row.id for row in form.rows}
    return ProjectScore(
        name=form.name,
        code=form.code,
        budget=form.total_funds.adjusted_budget,
        spent=form.total_funds.actual_expenditure,
        score=card.total_score if card.status == "final" else None,
        deducted=tuple(line.label for line in card.lines if line.lost and line.id in rows),
    )


def empty_card(unit: str, year: int, rubric: str) -> Scorecard:
    """A summary scores nothing itself."""
    zero = Decimal(0)
    return Scorecard(
        unit=unit,
        year=year,
        rubric=rubric,
        total_score=zero,
        max_score=zero,
        grade=None,
        status="final",
        proven=zero,
        asserted=zero,
        pending=zero,
        lines=(),
        groups=(),
        metrics=(),
        findings=(),
    )

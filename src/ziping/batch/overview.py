"""汇总.docx: what many units add up to as a page or two of text, drafted offline and checked by the same guard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ziping.domain.batch import CAUSE_LABELS
from ziping.domain.batch_summary import Band, BatchSummary, PlacedIndicator
from ziping.domain.fact import FactTable
from ziping.domain.outline import ReportFamily
from ziping.domain.rubric import Rubric, Scope, Source
from ziping.domain.submission import Submission, Unit
from ziping.drafting.marking import clean
from ziping.drafting.offline import write_offline
from ziping.drafting.writer import DraftRequest
from ziping.facts.batch_summary import MOST_MISSING, batch_facts, told_editions, told_losses, told_problems
from ziping.intake.outline_yaml import load_outline
from ziping.pipeline.draft import report_template
from ziping.pipeline.guarded import Guarded, guarded
from ziping.pipeline.project_summary import empty_card
from ziping.pipeline.score import Folders

FAMILY: Final = "batch"
_ID: Final = "batch"
_EDITIONS: Final = 3
"""Editions that the text tells of, those of most units; the workbook has them all."""
_SIGNATORY: Final = "待补充：汇总单位"


class Named(NamedTuple):
    """Something a template names, with the id under which its figures stand."""

    id: str
    label: str


class EditionView(NamedTuple):
    """An edition as the templates see it.

    Attributes:
        order: 第1种, empty when there is only one.
        section: name of its paragraph.
        year: id of the fact.
    """

    id: str
    order: str
    section: str
    year: str
    grades: tuple[Named, ...]
    bands: tuple[Named, ...]


class LossView(NamedTuple):
    """An indicator as the templates see it; ``whole`` tells whose losses its share is of."""

    id: str
    label: str
    whole: str


def overview(summary: BatchSummary, folders: Folders) -> Guarded:
    """The text; nothing the guard rejected is in it.

    Raises:
        RenderError: a phrase template, which a user may have replaced, cannot be filled.
        UsageError: the templates are nowhere.
    """
    year = max((edition.year for edition in summary.editions), default=0)
    facts = FactTable(unit="", year=year, facts=batch_facts(summary))
    card = empty_card("", year, _ID)
    request = DraftRequest(
        rubric=_no_rubric(year),
        submission=Submission(rubric=_ID, year=year, unit=Unit(name="")),
        scorecard=card,
        facts=facts,
        family=_titled(load_outline(FAMILY, folders.templates), summary),
    )
    draft = write_offline(request, _words(summary))
    draft = draft.model_copy(update={"signatory": _SIGNATORY, "missing": (), "submission": {}})
    return guarded(draft, facts, card)


def render_overview(summary: BatchSummary, folders: Folders) -> bytes:
    """The text as a Word file; the same values give the same bytes.

    Raises:
        RenderError: a template cannot be filled.
        UsageError: a template is nowhere.
    """
    from ziping.render.report_docx import render_report

    draft = overview(summary, folders).draft
    return render_report(draft, report_template(FAMILY, folders, None), "绩效自评汇总情况")


def _no_rubric(year: int) -> Rubric:
    """An overview scores nothing itself."""
    return Rubric(
        id=_ID,
        title="",
        scope=Scope.DEPARTMENT,
        region="",
        valid_years=(year,),
        report_family=FAMILY,
        source=Source(title=""),
        total=Decimal(0),
    )


def _titled(family: ReportFamily, summary: BatchSummary) -> ReportFamily:
    """The family with the years of all units in its title."""
    years = sorted({edition.year for edition in summary.editions})
    told = f"{'、'.join(map(str, years))}年度" if years else ""
    outline = family.outline
    return family._replace(
        outline=outline.model_copy(update={"title": outline.title.replace("{unit}", told)})
    )


def _words(summary: BatchSummary) -> dict[str, Any]:
    """What the templates name; every figure comes from the facts."""
    several = len(summary.editions) > 1
    orders = {
        (edition.rubric, edition.year): f"第{number}种" if several else ""
        for number, edition in enumerate(summary.editions, start=1)
    }

    told = sorted(summary.editions, key=lambda edition: -edition.units)[:_EDITIONS]

    def losses(found: Sequence[tuple[str, PlacedIndicator]]) -> Iterator[LossView]:
        for name, (edition, one) in found:
            order = orders[edition.rubric, edition.year]
            label = clean(one.label)
            yield LossView(name, f"{label}（{order}）" if order else label, "该评分标准" if order else "")

    return {
        "several": several,
        "editions": [
            EditionView(
                name,
                orders[edition.rubric, edition.year],
                f"edition{number}",
                f"year_{edition.year}",
                _bands(f"{name}.grade", edition.grades),
                _bands(f"{name}.band", edition.bands),
            )
            for number, (name, edition) in enumerate(told_editions(summary), start=1)
            if edition in told
        ],
        "more_editions": len(summary.editions) > len(told),
        "losses": list(losses(told_losses(summary))),
        "problems": list(losses(told_problems(summary))),
        "missing": [
            Named(f"missing.n{number}", clean(item.what))
            for number, item in enumerate(summary.missing[:MOST_MISSING], start=1)
        ],
        "causes": [Named(f"cause.{one.cause}", CAUSE_LABELS[one.cause]) for one in summary.causes],
    }


def _bands(name: str, bands: Sequence[Band]) -> tuple[Named, ...]:
    return tuple(Named(f"{name}{number}", clean(band.label)) for number, band in enumerate(bands, start=1))


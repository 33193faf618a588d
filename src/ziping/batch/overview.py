"""汇总.docx: what many units add up to as a page or two of text, drafted offline and checked by the same guard.

The run as a whole and each edition are written from facts of their own, checked against them, and put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ziping.domain.batch import CAUSE_LABELS
from ziping.domain.batch_summary import Band, BatchSummary, EditionSummary, by_units
from ziping.domain.draft import Draft, Section
from ziping.domain.fact import Fact, FactTable
from ziping.domain.finding import Finding
from ziping.domain.outline import ReportFamily, SectionSpec, heading_number
from ziping.domain.rubric import Rubric, Scope, Source
from ziping.domain.submission import Submission, Unit
from ziping.drafting.marking import clean
from ziping.drafting.offline import write_offline
from ziping.drafting.writer import DraftRequest
from ziping.facts.batch_summary import MOST_MISSING, edition_facts, run_facts, told_losses, told_problems
from ziping.intake.outline_yaml import load_outline
from ziping.pipeline.draft import report_template
from ziping.pipeline.guarded import guarded
from ziping.pipeline.project_summary import empty_card
from ziping.pipeline.score import Folders

FAMILY: Final = "batch"
OF_EDITION: Final = frozenset(("scores", "losses", "common"))
"""Sections that are written once for every edition, the one with the table for the largest alone; the others tell of
the whole run."""
MAX_EDITIONS: Final = 3
"""Editions that the text tells of, those of most units; the workbook has them all."""
_LOSSES, _LOSSES_OF_SEVERAL = 10, 5
"""Rows of the table of points lost."""
_SIGNATORY: Final = "待补充：汇总单位"


class Overview(NamedTuple):
    """The text after the guard: nothing that was rejected is in it."""

    draft: Draft
    findings: tuple[Finding, ...]


class Named(NamedTuple):
    """Something a template names, with the id under which its figures stand."""

    id: str
    label: str


class EditionView(NamedTuple):
    """An edition in the list of editions.

    Attributes:
        order: 第1种, empty when there is only one.
        year: id of the fact.
    """

    id: str
    order: str
    year: str


def overview(summary: BatchSummary, folders: Folders) -> Overview:
    """The text.

    Raises:
        RenderError: a phrase template, which a user may have replaced, cannot be filled.
        UsageError: the templates are nowhere.
    """
    desk = _Desk(load_outline(FAMILY, folders.templates), summary)
    written: list[Section] = []
    for run in _runs(desk.family.outline.sections):
        if run[0].id in OF_EDITION:
            for number, edition in enumerate(desk.editions, start=1):
                suffix = f"（第{number}种评分标准）" if desk.several else ""
                specs = run if number == 1 else tuple(spec for spec in run if not spec.tables)
                written += desk.written(specs, suffix, edition)
        else:
            written += desk.written(run)
    sections = tuple(
        section.model_copy(update={"heading": f"{heading_number(1, number)}{section.heading}"})
        for number, section in enumerate(written, start=1)
    )
    return Overview(desk.draft.model_copy(update={"sections": sections}), tuple(desk.findings))


def render_overview(summary: BatchSummary, folders: Folders) -> bytes:
    """The text as a Word file; the same values give the same bytes.

    Raises:
        RenderError: a template cannot be filled.
        UsageError: a template is nowhere.
    """
    from ziping.render.report_docx import render_report

    draft = overview(summary, folders).draft
    return render_report(draft, report_template(FAMILY, folders, None), "绩效自评汇总情况")


def _runs(sections: Sequence[SectionSpec]) -> Iterator[tuple[SectionSpec, ...]]:
    """Neighbouring sections that tell of the same: of the run, or of one edition after the other."""
    held: list[SectionSpec] = []
    for section in sections:
        if held and (section.id in OF_EDITION) != (held[-1].id in OF_EDITION):
            yield tuple(held)
            held = []
        held.append(section)
    yield tuple(held)


class _Desk:
    """Writes the parts of one overview."""

    def __init__(self, family: ReportFamily, summary: BatchSummary) -> None:
        self.family, self.summary = family, summary
        self.editions = sorted(summary.editions, key=lambda edition: -edition.units)[:MAX_EDITIONS]
        self.several = len(self.editions) > 1
        self.findings: list[Finding] = []
        self.draft = self._blank()

    def written(
        self, specs: tuple[SectionSpec, ...], suffix: str = "", edition: EditionSummary | None = None
    ) -> Iterator[Section]:
        """Some sections, checked; their headings bear no numbers yet."""
        if edition is None:
            year = max((one.year for one in self.summary.editions), default=0)
            facts, words = run_facts(self.summary), self._words()
        else:
            losses = _LOSSES_OF_SEVERAL if self.several else _LOSSES
            year, facts = edition.year, edition_facts(edition, losses)
            listed = any(spec.tables for spec in specs)
            words = {**_edition_words(edition, losses), "listed": listed}
        done = self._checked(specs, year, facts, words)
        for spec, section in zip(specs, done.sections, strict=True):
            yield section.model_copy(update={"heading": f"{spec.heading}{suffix}"})

    def _checked(
        self, specs: tuple[SectionSpec, ...], year: int, facts: tuple[Fact, ...], words: dict[str, Any]
    ) -> Draft:
        placed = {table.id for spec in specs for table in spec.tables}
        tables = tuple(table for table in self.family.outline.tables if table.id in placed)
        outline = self.family.outline.model_copy(update={"sections": specs, "tables": tables})
        table, card = FactTable(unit="", year=year, facts=facts), empty_card("", year, FAMILY)
        request = DraftRequest(
            rubric=_no_rubric(year),
            submission=Submission(rubric=FAMILY, year=year, unit=Unit(name="")),
            scorecard=card,
            facts=table,
            family=self.family._replace(outline=outline),
        )
        done = guarded(write_offline(request, words), table, card)
        self.findings += done.findings
        return done.draft

    def _blank(self) -> Draft:
        years = sorted({edition.year for edition in self.summary.editions})
        told = f"{'、'.join(map(str, years))}年度" if years else ""
        return Draft(
            unit="",
            year=years[-1] if years else 0,
            rubric="",
            title=self.family.outline.title.replace("{unit}", told),
            sections=(),
            signatory=_SIGNATORY,
            date="待补充：成文日期",
        )

    def _words(self) -> dict[str, Any]:
        """What the templates name of the run as a whole; every figure comes from the facts."""
        summary = self.summary
        numbers = {id(edition): number for number, edition in enumerate(summary.editions, start=1)}
        return {
            "editions": [
                EditionView(
                    f"edition.n{numbers[id(edition)]}",
                    f"第{order}种" if self.several else "",
                    f"year_{edition.year}",
                )
                for order, edition in enumerate(self.editions, start=1)
            ],
            "more_editions": len(summary.editions) > len(self.editions),
            "deducted": any(by_units(edition) for edition in summary.editions),
            "missing": [
                Named(f"missing.n{number}", clean(item.what))
                for number, item in enumerate(summary.missing[:MOST_MISSING], start=1)
            ],
            "causes": [Named(f"cause.{one.cause}", CAUSE_LABELS[one.cause]) for one in summary.causes],
        }


def _edition_words(edition: EditionSummary, losses: int) -> dict[str, Any]:
    """What the templates name of one edition."""
    return {
        "grades": _bands("grade", edition.grades),
        "bands": _bands("band", edition.bands),
        "losses": [Named(name, clean(one.label)) for name, one in told_losses(edition, losses)],
        "problems": [Named(name, clean(one.label)) for name, one in told_problems(edition)],
    }


def _bands(name: str, bands: Sequence[Band]) -> list[Named]:
    return [Named(f"{name}{number}", clean(band.label)) for number, band in enumerate(bands, start=1)]


def _no_rubric(year: int) -> Rubric:
    """An overview scores nothing itself."""
    return Rubric(
        id=FAMILY,
        title="",
        scope=Scope.DEPARTMENT,
        region="",
        valid_years=(year,),
        report_family=FAMILY,
        source=Source(title=""),
        total=Decimal(0),
    )

"""The whole path: scored input → facts → draft → guard → Word, Excel, review page and machine files."""

from __future__ import annotations

import asyncio
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import to_json

from ziping import __version__, resources
from ziping.domain.draft import Draft, Provenance
from ziping.domain.fact import FactTable
from ziping.domain.finding import Finding
from ziping.domain.outline import ReportFamily, ScoreTable
from ziping.domain.rubric import Rubric, distinct_names
from ziping.drafting.offline import write_offline
from ziping.drafting.phrases import named_indicators
from ziping.drafting.writer import DraftRequest, Writer
from ziping.errors import UsageError
from ziping.intake.outline_yaml import list_families, load_outline
from ziping.pipeline.checking import evidence_for
from ziping.pipeline.guarded import Guarded, guarded
from ziping.pipeline.outputs import Written, safe_stem, write_outputs
from ziping.pipeline.score import Folders, Scored, ready_rubric


class Drafted(NamedTuple):
    """A draft with everything it was made from."""

    scored: Scored
    facts: FactTable
    guarded: Guarded

    @property
    def draft(self) -> Draft:
        """The report: nothing the guard rejected is in it."""
        return self.guarded.draft

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of reading and scoring the input, then of the guard."""
        return (*self.scored.scorecard.findings, *self.guarded.findings)


def draft_scored(scored: Scored, folders: Folders, writer: Writer | None = None) -> Drafted:
    """The draft of a scored input, past the guard; the offline writer unless another is given."""
    request = draft_request(scored, folders)
    skeleton = write_offline(request)
    draft = skeleton if writer is None else _awaited(writer, request)
    evidence = evidence_for(request.submission, request.facts, skeleton)
    return Drafted(scored, request.facts, guarded(draft, request.facts, scored.scorecard, evidence))


def draft_request(scored: Scored, folders: Folders) -> DraftRequest:
    """What a writer is given for a scored input."""
    family = served_family(scored.ready.loaded.rubric, folders)
    return DraftRequest(
        rubric=scored.ready.loaded.rubric,
        submission=scored.submission,
        scorecard=scored.scorecard,
        facts=scored.facts(),
        family=family,
        provenance=provenance(scored, family),
    )


def _awaited(writer: Writer, request: DraftRequest) -> Draft:
    """The draft of a writer that waits for others, from an event loop of its own.

    The result is handed over beside the task: on leaving, the loop's signal handling prints the task, which
    would print a whole report.
    """
    drafts: list[Draft] = []

    async def write() -> None:
        drafts.append(await writer.write(request))

    asyncio.run(write())
    return drafts[0]


@lru_cache(maxsize=16)
def _family(name: str, folders: tuple[Path, ...]) -> ReportFamily:
    """A report family, read once a process."""
    return load_outline(name, folders)


def served_family(rubric: Rubric, folders: Folders) -> ReportFamily:
    """The report family of a rubric; when it was written for another rubric, with that one's names.

    Raises:
        UsageError: the templates describe indicators that the rubric does not have.
    """
    family = _family(rubric.report_family, folders.templates)
    written_for = family.outline.written_for
    if rubric.id == written_for:
        return family
    names = _names(ready_rubric(written_for, folders).loaded.rubric) if written_for else {}
    family = family._replace(names=tuple(names.items()))
    if lacking := _lacking(family, rubric):
        told = "、".join(dict.fromkeys(names.get(name, name) for name in lacking))
        others = [
            name
            for name in list_families(folders.templates)
            if name.endswith(f"-{rubric.scope.value}")
            and not _lacking(_family(name, folders.templates), rubric)
        ]
        instead = f"把评分标准里的 report_family 改成 {'、'.join(others)}，或者" if others else ""
        raise UsageError(
            f"报告类别 {rubric.report_family} 逐项写它自己的评分标准"
            + (f"（{written_for}）" if written_for else "")
            + f"，评分标准 {rubric.id} 没有它要写的指标：{told}。请{instead}另做一套报告模板"
        )
    return family


def _lacking(family: ReportFamily, rubric: Rubric) -> list[str]:
    """Indicators the family's templates and tables name and the rubric does not have."""
    known = {leaf.indicator.id for leaf in rubric.leaves()} | {group.id for group, _ in rubric.groups()}
    tables = [table.group for table in family.outline.tables if isinstance(table, ScoreTable)]
    return [name for name in (*named_indicators(family.templates), *tables) if name and name not in known]


def _names(rubric: Rubric) -> dict[str, str]:
    names = {group.id: group.label_zh for group, _ in rubric.groups()}
    names |= distinct_names(rubric)
    names |= {item.id: item.label_zh for item in rubric.inputs}
    return names | {item.id: item.label_zh for item in rubric.metrics}


def provenance(scored: Scored, family: ReportFamily) -> Provenance:
    """What the draft is made from."""
    return Provenance(
        ziping=__version__,
        rubric=scored.ready.loaded.rubric.id,
        rubric_hash=scored.ready.loaded.sha256,
        input_hash=hashlib.sha256(scored.submission.model_dump_json().encode("utf-8")).hexdigest(),
        templates_hash=family.sha256,
    )


def machine_files(drafted: Drafted) -> dict[str, bytes]:
    """``draft.json``, ``facts.json`` and ``scorecard.json``."""
    return {
        "draft.json": json_bytes(drafted.draft.to_json()),
        "facts.json": json_bytes(drafted.facts.to_json()),
        "scorecard.json": json_bytes(drafted.scored.scorecard.to_json()),
    }


def json_bytes(data: dict[str, Any]) -> bytes:
    """Machine JSON: UTF-8, Chinese unescaped, stable order, a final newline."""
    return to_json(data, indent=2) + b"\n"


def output_names(drafted: Drafted) -> dict[str, str]:
    """Names of the three files for people; those of a project form name the project."""
    submission = drafted.scored.submission
    stem, report = f"{safe_stem(submission.unit.name)}_{submission.year}", "绩效自评报告"
    if submission.form is not None:
        stem = safe_stem(f"{submission.unit.name}_{submission.year}_{submission.form.name}")
        report = "项目支出绩效自评表"
    return {
        "report": f"{stem}_{report}.docx",
        "sheet": f"{stem}_评分表.xlsx",
        "review": f"{stem}_审阅.html",
    }


def render_all(drafted: Drafted, folders: Folders, template: Path | None = None) -> dict[str, bytes]:
    """All result files by name.

    Raises:
        RenderError: a template of the user cannot be filled.
    """
    from ziping.render.review_html import render_review
    from ziping.render.score_xlsx import render_score_sheet

    names, scored = output_names(drafted), drafted.scored
    rubric = scored.ready.loaded.rubric
    return {
        names["report"]: _word(drafted, folders, template),
        names["sheet"]: render_score_sheet(rubric, scored.submission, scored.scorecard),
        names["review"]: render_review(
            drafted.draft,
            drafted.facts,
            scored.scorecard,
            (*scored.scorecard.findings, *drafted.guarded.shown),
        ),
        **machine_files(drafted),
    }


def _word(drafted: Drafted, folders: Folders, template: Path | None) -> bytes:
    """The report as Word; a project form stands in its own layout."""
    from ziping.render.form_docx import render_form
    from ziping.render.report_docx import render_report

    scored, rubric = drafted.scored, drafted.scored.ready.loaded.rubric
    form = scored.submission.form
    if rubric.form is None or form is None:
        return render_report(drafted.draft, report_template(rubric.report_family, folders, template))
    given = None if template is None else resources.read_bytes(template)
    return render_form(form, rubric, scored.scorecard, drafted.draft, given)


def report_template(family: str, folders: Folders, template: Path | None) -> bytes:
    """The Word template: the user's, or the family's.

    Raises:
        UsageError: the family has none.
    """
    path = template or resources.find("templates", f"{family}/report.docx", folders.templates)
    if path is None:
        raise UsageError(f"报告类别 {family!r} 没有 Word 模板，请用 --template 指定一个 .docx")
    return resources.read_bytes(path)


def write_drafted(
    drafted: Drafted, out: Path, folders: Folders, template: Path | None = None
) -> tuple[Written, ...]:
    """Renders everything, then writes all files or none."""
    return write_outputs(out, render_all(drafted, folders, template))

"""A file of project forms → one folder a project, the unit's summary, and the file itself filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ziping.domain.finding import Finding
from ziping.pipeline.draft import Drafted, draft_scored, render_all
from ziping.pipeline.form_files import fill_scored, word_form
from ziping.pipeline.forms import FormFile, ScoredForms, Signs, score_forms
from ziping.pipeline.outputs import Written, safe_stem, write_outputs
from ziping.pipeline.project_summary import render_summary, summarise
from ziping.pipeline.score import Folders, ReadyRubric, Scored

Drafter: TypeAlias = Callable[[Sequence[Scored]], Sequence[Drafted]]
"""Drafts several inputs together, in their order."""


class DraftedForms(NamedTuple):
    """What was made of a file of forms.

    Attributes:
        scored: its forms with their scores.
        written: all files.
        findings: of reading, scoring and the guard.
        missing: what is still to be supplied, with the project's name.
    """

    scored: ScoredForms
    written: tuple[Written, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


def draft_forms(  # noqa: PLR0913 - what is drafted, with what, and by whom
    file: FormFile,
    ready: ReadyRubric,
    folders: Folders,
    out: Path,
    signs: Signs | None = None,
    *,
    drafter: Drafter | None = None,
) -> DraftedForms:
    """Drafts every form and writes all results below ``out``; the offline writer's unless another is given.

    Raises:
        UsageError: ``out`` cannot be written.
        RenderError: a template or the file cannot be filled.
    """
    scored = score_forms(file, ready, signs)
    readable = [item for _, item in scored.forms if item is not None]
    made = [draft_scored(item, folders) for item in readable] if drafter is None else list(drafter(readable))
    following = iter(made)
    drafted = tuple(None if item is None else next(following) for _, item in scored.forms)
    written: list[Written] = []
    for draft in made:
        folder = out / _folder_name(draft.scored)
        written += write_outputs(folder, render_project(draft, folders))
    together = dict(_summaries([draft.scored for draft in made], folders))
    if b"xl/workbook.xml" in file.data:
        together[f"{safe_stem(Path(file.name).stem)}_已填.xlsx"] = fill_scored(
            file, scored, drafted
        ).result.data
    if together:
        written += write_outputs(out, together)
    return DraftedForms(
        scored,
        tuple(written),
        (*scored.findings, *(finding for draft in made for finding in draft.guarded.findings)),
        tuple(f"{_name(draft.scored)}：{what}" for draft in made for what in draft.draft.missing),
    )


def render_project(drafted: Drafted, folders: Folders) -> dict[str, bytes]:
    """All files of one project: those of every report, and its form as Word.

    Raises:
        RenderError: a template cannot be filled.
    """
    return {**render_all(drafted, folders), _form_name(drafted): word_form(drafted)}


def _name(scored: Scored) -> str:
    form = scored.submission.form
    return "" if form is None else form.name


def _folder_name(scored: Scored) -> str:
    """``440304226011500000008_劳模管理``; without a code a hash of the name stands in its place."""
    form, name = scored.submission.form, _name(scored)
    code = (
        safe_stem(form.code)
        if form is not None and form.code
        else hashlib.sha256(name.encode()).hexdigest()[:8]
    )
    return f"{code}_{safe_stem(name)}"


def _form_name(drafted: Drafted) -> str:
    scored = drafted.scored
    return f"{safe_stem(_name(scored))}_{scored.submission.year}_项目支出绩效自评表.docx"


def _summaries(scored: list[Scored], folders: Folders) -> Iterator[tuple[str, bytes]]:
    """One summary a unit and year; machine files only where there is one."""
    owners = dict.fromkeys((item.submission.unit.name, item.submission.year) for item in scored)
    for owner in owners:
        mine = [item for item in scored if (item.submission.unit.name, item.submission.year) == owner]
        for name, data in render_summary(summarise(mine, folders), folders).items():
            if len(owners) == 1 or name.endswith(".docx"):
                yield name, data

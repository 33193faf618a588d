"""Input file → rubric → submission → scorecard → facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ziping.domain.fact import FactTable
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Submission
from ziping.errors import UnreadableInputError, UsageError
from ziping.facts.table import build_facts
from ziping.intake.editions import editions_of
from ziping.intake.normalize import Normalised, identify, normalise
from ziping.intake.raw import RawSubmission
from ziping.intake.rubric_yaml import LoadedRubric, find_rubric, load_rubric
from ziping.intake.submission_file import read_submission_file, read_submission_text
from ziping.scoring.compiled import CompiledRubric, compile_rubric
from ziping.scoring.engine import score
from ziping.scoring.project_form import score_form


class Folders(NamedTuple):
    """Extra folders for rubrics, templates and prompts, from the settings."""

    rubrics: tuple[Path, ...] = ()
    templates: tuple[Path, ...] = ()
    prompts: tuple[Path, ...] = ()


Carry: TypeAlias = Callable[[Submission, Rubric], Normalised]
"""Lays last year's report under a submission (``pipeline.last_year``); what comes back is scored."""


class ReadyRubric(NamedTuple):
    """A loaded rubric with its trees."""

    loaded: LoadedRubric
    compiled: CompiledRubric


class Scored(NamedTuple):
    """The result of scoring one input."""

    ready: ReadyRubric
    submission: Submission
    scorecard: Scorecard
    """Its findings include those of reading the input."""

    def facts(self) -> FactTable:
        """The fact table of this result."""
        return build_facts(self.ready.loaded.rubric, self.submission, self.scorecard)


def ready_rubric(reference: str, folders: Folders) -> ReadyRubric:
    """A rubric by id or path, loaded and compiled once per file version."""
    path = find_rubric(reference, folders.rubrics)
    stat = path.stat()
    return _ready(str(path), folders.rubrics, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=32)
def _ready(path: str, extra: tuple[Path, ...], _mtime: int, _size: int) -> ReadyRubric:
    loaded = load_rubric(path, extra)
    return ReadyRubric(loaded, compile_rubric(loaded.rubric))


def read_input(path: Path | None, data: bytes = b"") -> RawSubmission:
    """The raw submission of a file, or of standard input when ``path`` is None."""
    if path is not None:
        return read_submission_file(path)
    if data[:4] == b"PK\x03\x04":
        from ziping.intake.workbook import read_workbook

        return read_workbook(data, "标准输入")
    return read_submission_text(data, "标准输入")


def score_raw(
    raw: RawSubmission, folders: Folders, rubric: str | None = None, carry: Carry | None = None
) -> Scored:
    """The scorecard of a raw submission, last year's data laid under it by ``carry``.

    Raises:
        UnreadableInputError: not a submission, made for another rubric than asked for, or for an unknown one.
        UsageError: ``rubric`` names nothing.
    """
    identity = identify(raw)
    ready = _rubric_for(raw, identity.rubric, folders, rubric)
    known = ready.loaded.rubric
    editions = () if identity.year in known.valid_years else editions_of(known, folders.rubrics)
    submission, findings = normalise(raw, known, editions)
    if carry is not None:
        submission, more = carry(submission, known)
        findings = (*findings, *more)
    changed = _changed_rubric(raw, ready.loaded)
    return score_submission(ready, submission, (*changed, *findings))


def score_submission(
    ready: ReadyRubric, submission: Submission, findings: tuple[Finding, ...] = ()
) -> Scored:
    """The scorecard of a normalised submission, with the findings of reading it put first."""
    if ready.loaded.rubric.form is not None:
        ready, submission, card = _score_form(ready, submission)
    else:
        card = score(ready.compiled, submission)
    card = card.model_copy(update={"findings": (*findings, *card.findings)})
    return Scored(ready, submission, card)


def _score_form(ready: ReadyRubric, submission: Submission) -> tuple[ReadyRubric, Submission, Scorecard]:
    """A project form, with the rubric and submission its rows expand to."""
    compiled, expanded, card = score_form(ready.loaded.rubric, submission)
    loaded = ready.loaded._replace(rubric=compiled.rubric)
    return ReadyRubric(loaded, compiled), expanded, card


def _rubric_for(raw: RawSubmission, written: str, folders: Folders, asked: str | None) -> ReadyRubric:
    if asked is None:
        try:
            return ready_rubric(written, folders)
        except UsageError as error:
            raise UnreadableInputError(f"{raw.place(('rubric',)).text}：{error}") from error
    ready = ready_rubric(asked, folders)
    if ready.loaded.rubric.id != written:
        message = f"填报数据是按评分标准 {written!r} 做的，与 --rubric 指定的 {ready.loaded.rubric.id!r} 不符"
        raise UnreadableInputError(f"{raw.file}：{message}；请换用对应的评分标准，或重新生成填报表")
    return ready


def _changed_rubric(raw: RawSubmission, loaded: LoadedRubric) -> tuple[Finding, ...]:
    """A note when the workbook was made from another version of the rubric file."""
    if not raw.rubric_sha256 or raw.rubric_sha256 == loaded.sha256:
        return ()
    message = "填报表是按同名评分标准的另一个版本生成的，已按现在的版本计分；如缺项请重新生成填报表"
    place = Place(file=raw.file)
    return (Finding(code="rubric_changed", severity="note", message=f"{raw.file}：{message}", place=place),)

"""One unit of a batch, end to end: score → draft → guard → render, the same steps as ``draft`` and ``form_drafts``.

Nothing is written here; ``write_unit`` puts what was made into the unit's folder, all or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ziping.domain.batch import Cause, Failure, IndicatorResult, Paragraphs, UnitItem, UnitResult
from ziping.domain.finding import Finding
from ziping.domain.form_reading import ReadForm
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import ScoreLine
from ziping.domain.submission import Submission
from ziping.drafting.llm_writer import Written as ModelWritten
from ziping.drafting.model.asking import Model
from ziping.drafting.model.redact import Redacted
from ziping.drafting.offline import AUTHOR
from ziping.drafting.turns import Rank, Turns
from ziping.errors import (
    ModelError,
    OutputError,
    RenderError,
    RubricError,
    RunHaltedError,
    UnreadableInputError,
    UsageError,
    ZipingError,
)
from ziping.intake.normalize import Normalised
from ziping.intake.raw import RawSubmission
from ziping.pipeline.draft import Drafted, draft_scored, output_names, render_all
from ziping.pipeline.form_drafts import render_project
from ziping.pipeline.forms import FormFile, form_rubric, read_file_forms, score_read_form
from ziping.pipeline.last_year import carry_from
from ziping.pipeline.model_draft import ModelRun, draft_job, jobs_of, redactor_of
from ziping.pipeline.outputs import write_folder
from ziping.pipeline.score import Carry, Folders, ReadyRubric, Scored, score_raw

_MACHINE = {"draft": "draft.json", "facts": "facts.json", "scorecard": "scorecard.json"}


class FormInput(NamedTuple):
    """One form of a file of forms.

    Attributes:
        number: from 1, in the order of the file.
        known: readings of the file by edition, shared by its forms, so that it is read once for all of them.
    """

    file: FormFile
    number: int
    known: dict[str, tuple[ReadForm, ...]] | None = None

    def forms(self, ready: ReadyRubric) -> tuple[ReadForm, ...]:
        """All forms of the file in the terms of an edition."""
        edition = ready.loaded.sha256
        known = {} if self.known is None else self.known
        if edition not in known:
            known[edition] = read_file_forms(self.file, ready).forms
        return known[edition]


Given: TypeAlias = RawSubmission | FormInput
"""What is read for one unit."""


@dataclass(frozen=True)
class Means:
    """What every unit of a run is drafted with.

    Attributes:
        folders: of the settings.
        rubric: the edition asked for on the command line; None for what each input says.
        run: how a model is used; None for the offline writer.
        model: answers the asks of ``run``; its limits and store are its own matter.
        turns: units of one event loop take turns at the processor.
    """

    folders: Folders
    rubric: str | None = None
    run: ModelRun | None = None
    model: Model | None = None
    turns: Turns = field(default_factory=Turns)


class UnitDraft(NamedTuple):
    """What was made of one unit, still in memory.

    Attributes:
        result: with the file names as they are asked for.
        files: contents by name.
        answered: False when a model was to write and gave no answer at all.
    """

    result: UnitResult
    files: dict[str, bytes]
    answered: bool = True


class UnitFailedError(ZipingError):
    """A unit has no result."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


async def draft_unit(
    item: UnitItem, given: Given, means: Means, folder: str, last_year: Path | None = None
) -> UnitDraft:
    """The report of one unit with all its files.

    Args:
        item: the unit.
        given: what was read for it.
        means: see there.
        folder: the name of its folder, told in the result.
        last_year: last year's report of the same unit.

    Raises:
        UnitFailedError: why it cannot be drafted; the cause tells whose matter that is.
        RunHaltedError: from the model: no unit can go on.
    """
    asked = means.rubric or (item.rubric if isinstance(given, FormInput) else "")
    scored = await means.turns.take(lambda: score_given(given, means.folders, asked, last_year))
    try:
        drafted, written = await _drafted(scored, means)

        def finished() -> UnitDraft:
            render = render_project if isinstance(given, FormInput) else render_all
            result = unit_result(item, drafted, folder)
            return UnitDraft(result, render(drafted, means.folders), _answered(written))

        return await means.turns.take(finished, Rank.RENDERING)
    except (UsageError, RenderError, UnreadableInputError) as error:
        raise UnitFailedError(Failure(cause=Cause.SETTINGS, message=str(error))) from error


def score_given(given: Given, folders: Folders, rubric: str = "", last_year: Path | None = None) -> Scored:
    """The scorecard of what was read.

    Args:
        given: what was read.
        folders: of the settings.
        rubric: id or path; empty for what the input says.
        last_year: last year's report, laid under a submission; a form tells nothing of last year.

    Raises:
        UnitFailedError: the input cannot be scored, or its rubric is wrong.
    """
    try:
        if isinstance(given, FormInput):
            return _score_form(given, folders, rubric)
        return score_raw(given, folders, rubric or None, _carry(last_year, folders))
    except (RubricError, UsageError) as error:
        raise UnitFailedError(Failure(cause=Cause.SETTINGS, message=str(error))) from error
    except UnreadableInputError as error:
        raise UnitFailedError(Failure(cause=Cause.INPUT, message=str(error))) from error


def _carry(last_year: Path | None, folders: Folders) -> Carry | None:
    """Last year's data; a report that does not fit is the matter of this unit alone."""
    if last_year is None:
        return None
    try:
        carry = carry_from(last_year, folders)
    except UsageError as error:
        raise UnreadableInputError(str(error)) from error

    def carried(submission: Submission, rubric: Rubric) -> Normalised:
        try:
            return carry(submission, rubric)
        except UsageError as error:
            raise UnreadableInputError(str(error)) from error

    return carried


def _score_form(given: FormInput, folders: Folders, rubric: str) -> Scored:
    ready = form_rubric(given.file, rubric or None, folders)
    forms = given.forms(ready)
    if not 0 < given.number <= len(forms):
        raise UnreadableInputError(
            f"{given.file.name}：按评分标准 {ready.loaded.rubric.id} 只读出 {len(forms)} 张自评表，没有第 {given.number} 张"
        )
    form = forms[given.number - 1]
    scored = score_read_form(form, ready, given.file.name)
    if scored is None:
        place = form.form.place.text or given.file.name
        raise UnreadableInputError(f"{place}：自评表上看不出年度，请填写年度后重试")
    return scored


async def _drafted(scored: Scored, means: Means) -> tuple[Drafted, ModelWritten | None]:
    run, model = means.run, means.model
    if run is None or model is None:
        return await means.turns.take(lambda: draft_scored(scored, means.folders)), None
    (job,) = await means.turns.take(lambda: jobs_of([scored], means.folders))
    redactor = await means.turns.take(lambda: redactor_of([job], run))
    asked: Model = model if redactor is None else Redacted(model, redactor)
    return await draft_job(asked, job, run, means.turns)


def _answered(written: ModelWritten | None) -> bool:
    """Whether a model that was to write has given at least one answer."""
    return written is None or bool(written.attempts) or not written.failures


def failure_of(error: Exception) -> Failure:
    """Any error of one unit as the reason why it has no result.

    A halt of the whole run is none; the caller lets it pass.
    """
    if isinstance(error, UnitFailedError):
        return error.failure
    if isinstance(error, OutputError):
        return Failure(cause=Cause.DISK, message=str(error))
    if isinstance(error, UnreadableInputError) and not isinstance(error, RubricError):
        return Failure(cause=Cause.INPUT, message=str(error))
    if isinstance(error, ModelError):
        return Failure(cause=Cause.MODEL, message=str(error))
    if isinstance(error, ZipingError) and not isinstance(error, RunHaltedError):
        return Failure(cause=Cause.SETTINGS, message=str(error))
    told = f"程序内部出错（{type(error).__name__}：{error}），其他单位不受影响；请把这行信息告诉开发者"
    return Failure(cause=Cause.INTERNAL, message=told)


class WrittenUnit(NamedTuple):
    """A unit whose files are in place.

    Attributes:
        result: with the names the files really have: a file a person had edited was kept, ours is ``…（2）``.
        sizes: bytes of each file, by that name.
    """

    result: UnitResult
    sizes: dict[str, int]


def write_unit(made: UnitDraft, out: Path, staging: Path) -> WrittenUnit:
    """Writes a unit's files into its folder below ``out``, all or none.

    Raises:
        OutputError: they cannot be written.
    """
    written = write_folder(out / made.result.folder, made.files, staging)
    names = {item.name: item.path.name for item in written}
    files = {role: names[name] for role, name in made.result.files.items()}
    sizes = {names[name]: len(data) for name, data in made.files.items()}
    return WrittenUnit(made.result.model_copy(update={"files": files}), sizes)


def unit_result(item: UnitItem, drafted: Drafted, folder: str) -> UnitResult:
    """What a summary needs of a draft."""
    submission, card = drafted.scored.submission, drafted.scored.scorecard
    rubric = drafted.scored.ready.loaded.rubric
    return UnitResult(
        key=item.key,
        name=submission.unit.name,
        code=submission.unit.code,
        region=submission.unit.region,
        level=submission.unit.level,
        project="" if submission.form is None else submission.form.name,
        year=submission.year,
        rubric=rubric.id,
        rubric_title=rubric.title,
        folder=folder,
        files={**output_names(drafted), **_MACHINE},
        total_score=card.total_score,
        max_score=card.max_score,
        grade=card.grade or "",
        status=card.status,
        proven=card.proven,
        asserted=card.asserted,
        pending=card.pending,
        indicators=tuple(_indicator(line) for line in card.lines if not line.reserved),
        findings=_findings(drafted),
        missing=drafted.draft.missing,
        rejected=len(drafted.draft.rejected),
        paragraphs=_paragraphs(drafted),
    )


def _indicator(line: ScoreLine) -> IndicatorResult:
    return IndicatorResult(
        id=line.id,
        label=line.called,
        path=line.path,
        max_score=line.max_score,
        score=line.score,
        status=line.status,
        lost=line.lost,
    )


def _findings(drafted: Drafted) -> tuple[Finding, ...]:
    """Of reading, scoring and the guard, without the words the guard rejected."""
    return (*drafted.scored.scorecard.findings, *drafted.guarded.shown)


def _paragraphs(drafted: Drafted) -> Paragraphs:
    counts = dict.fromkeys(Paragraphs.model_fields, 0)
    for kind in _authors(drafted):
        counts[kind] += 1
    return Paragraphs(**counts)


def _authors(drafted: Drafted) -> Iterable[str]:
    for paragraph in drafted.draft.paragraphs():
        if paragraph.instead_of:
            yield "replaced"
        elif paragraph.author == AUTHOR:
            yield "offline"
        else:
            yield "first" if paragraph.attempts == 1 else "later"

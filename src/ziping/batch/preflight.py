"""All input problems of a batch at once, before anything is spent: what cannot be read, what is missing, what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from ziping.batch.pool import spread
from ziping.batch.sources import Fault, Found, find_units, load_item
from ziping.domain.batch import UnitItem
from ziping.domain.finding import Finding
from ziping.domain.mistakes import Mistake, Owner, UnitState, is_the_units, mistake_of
from ziping.domain.place import Place
from ziping.domain.quantity import plain
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import ScoreLine
from ziping.errors import ZipingError
from ziping.intake.data_text import Path as DataPath
from ziping.intake.raw import RawSubmission
from ziping.pipeline.score import Folders, Scored
from ziping.pipeline.unit import Given, score_given

FORMAT: Final = "ziping/batch-check/1"


class Looked(NamedTuple):
    """One unit after the pre-flight.

    Attributes:
        path: its file, absolute.
        number: row, line or form from 1; 0 for a whole file.
        score: total as it stands; empty when it cannot be read.
        pending: points that cannot be given yet.
        mistakes: errors and warnings; missing figures by their cells.
    """

    name: str
    code: str
    rubric: str
    year: int
    project: str
    path: str
    number: int
    state: UnitState
    score: str = ""
    pending: str = ""
    mistakes: tuple[Mistake, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The machine format."""
        return {**self._asdict(), "mistakes": [mistake.to_json() for mistake in self.mistakes]}


class Preflight(NamedTuple):
    """The outcome.

    Attributes:
        units: in the order of the inputs, unreadable ones last.
        notes: about files, not about one unit.
        others: files of other kinds that were not read, by suffix.
    """

    found: Found
    units: tuple[Looked, ...]
    notes: tuple[Mistake, ...]

    @property
    def counts(self) -> Counter[UnitState]:
        """Units by state."""
        return Counter(unit.state for unit in self.units)

    @property
    def mistakes(self) -> Iterator[Mistake]:
        """All rows, unit by unit."""
        for unit in self.units:
            yield from unit.mistakes
        yield from self.notes

    @property
    def has_errors(self) -> bool:
        """Whether something must be put right."""
        return any(mistake.severity == "error" for mistake in self.mistakes)

    @property
    def has_warnings(self) -> bool:
        """Whether something should be looked at."""
        return any(mistake.severity == "warning" for mistake in self.mistakes)


def look_over(  # noqa: PLR0913 - what is looked at, with what
    inputs: Iterable[Path],
    folders: Folders,
    rubric: str | None = None,
    *,
    workers: int = 1,
    tell: Callable[[str, int], None] | None = None,
    besides: Iterable[Path] = (),
) -> Preflight:
    """Reads and scores every unit of the inputs; nothing is drafted or written.

    Args:
        inputs: as named on the command line.
        folders: of the settings.
        rubric: the edition for all; None for what each input says.
        workers: processes.
        tell: hears what is going on and how many are done.
        besides: files that lie among the inputs and are none.

    Raises:
        UnreadableInputError: an input does not exist.
    """
    reading, scoring = (None if tell is None else partial(tell, what) for what in ("读取", "核对"))
    found = find_units(inputs, folders, rubric, workers=workers, tell=reading, besides=besides)
    look = partial(look_at, folders=folders, rubric=rubric)
    units = (*spread(look, found.items, workers, scoring), *map(_unreadable, found.faults))
    notes = tuple(mistake_of(note, Owner("", "", note.place.file or "")) for note in found.notes)
    return Preflight(found, units, notes)


def look_at(item: UnitItem, folders: Folders, rubric: str | None = None) -> Looked:
    """One unit read and scored; whatever happens is told in the outcome."""
    owner = Owner(item.name, item.code, Path(item.path).name)
    base = (item.name, item.code, item.rubric, item.year, item.project, item.path, item.number)
    try:
        given = load_item(item, folders)
        scored = score_given(given, folders, rubric or (item.rubric if item.kind == "form" else ""))
    except ZipingError as error:
        place = Place(file=owner.file, line=item.number if item.kind == "line" else None)
        finding = Finding(code="unreadable", severity="error", message=str(error), place=place)
        return Looked(*base, "unreadable", mistakes=(mistake_of(finding, owner),))
    card = scored.scorecard
    mistakes = tuple(_mistakes(scored, given, owner))
    ready = card.status == "final" and not any(mistake.severity == "error" for mistake in mistakes)
    return Looked(
        *base, "ready" if ready else "gaps", str(card.total_score), str(card.pending), mistakes=mistakes
    )


def _mistakes(scored: Scored, given: Given, owner: Owner) -> Iterator[Mistake]:
    raw = given if isinstance(given, RawSubmission) else None
    missing = {line.id: line for line in scored.scorecard.lines if line.missing}
    for finding in scored.scorecard.findings:
        told_below = finding.code == "missing_input" and not finding.place.file and finding.subject in missing
        if is_the_units(finding) and not told_below:
            yield mistake_of(finding, owner)
    if raw is not None:
        yield from _missing(missing.values(), scored.ready.loaded.rubric, raw, owner)
    else:
        for line in missing.values():
            told = f"“{line.called}”（{plain(line.max_score)}分）待补充：{'、'.join(line.missing)}"
            yield _missing_mistake(told, "请补填所列内容", Place(), owner)


def _missing(
    lines: Iterable[ScoreLine], rubric: Rubric, raw: RawSubmission, owner: Owner
) -> Iterator[Mistake]:
    """What is not filled in: once each, with its own cell and the indicators that wait for it."""
    waiting: dict[str, list[ScoreLine]] = {}
    ids: dict[str, str] = {}
    for line in lines:
        ids.update({use.label: use.id for use in line.inputs})
        for label in line.missing:
            waiting.setdefault(label, []).append(line)
    units = {item.id: item.unit for item in rubric.inputs}
    for label, wanted in waiting.items():
        name = ids.get(label, "")
        place = raw.place(_path_of(name, units)) if name else Place()
        about = "、".join(f"“{line.called}”（{plain(line.max_score)}分）" for line in wanted)
        told = f"没有填“{label}”，{about}不能计分"
        unit = units.get(name, "")
        advice = f"请填写，单位：{unit}；确实没有发生的填 0" if unit else "请填写或选择"
        yield _missing_mistake(told, advice, place, owner)


def _missing_mistake(told: str, advice: str, place: Place, owner: Owner) -> Mistake:
    finding = Finding(code="missing_input", severity="warning", message=told, place=place, suggestion=advice)
    return mistake_of(finding, owner)


def _path_of(name: str, inputs: Iterable[str]) -> DataPath:
    """Where an input, tick or judged score is filled in, by its name in trees."""
    if name in inputs:
        return ("inputs", name)
    kind, _, key = name.partition(".")
    if kind == "tick":
        return ("checklists", *key.split(".", 1))
    if kind == "judged":
        return ("judgements", key, "score")
    return ("judgements", key, "deduct")


def _unreadable(fault: Fault) -> Looked:
    owner = Owner(fault.name, "", Path(fault.path).name)
    findings = fault.findings or (
        Finding(code="unreadable", severity="error", message=fault.message, place=fault.place),
    )
    return Looked(
        fault.name,
        "",
        "",
        0,
        "",
        fault.path,
        fault.number,
        "unreadable",
        mistakes=tuple(mistake_of(finding, owner) for finding in findings),
    )


def as_json(outcome: Preflight) -> dict[str, Any]:
    """The machine format."""
    counts = outcome.counts
    states: tuple[UnitState, ...] = ("ready", "gaps", "unreadable")
    return {
        "format": FORMAT,
        "counts": {state: counts[state] for state in states},
        "units": [unit.to_json() for unit in outcome.units],
        "notes": [note.to_json() for note in outcome.notes],
        "others": dict(outcome.found.others),
    }

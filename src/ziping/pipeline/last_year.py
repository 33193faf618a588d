"""Last year's report, whatever file it is, as 上年数据 of this year's submission; the unit's own entries win.

A draft.json tells its figures and scores exactly (facts.json and scorecard.json beside it, else recomputed); of any
other report only what is certain is taken: one value under a name the rubric knows, in the same unit, no target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from ziping.compare.problem_parts import read_problems
from ziping.compare.sides import Side
from ziping.compare.units import text_of
from ziping.domain.draft import Draft
from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE, Place
from ziping.domain.quantity import decimal_places, format_quantity, plain, quantize
from ziping.domain.rubric import Rubric, distinct_names
from ziping.domain.submission import TOTAL, Claimed, InputValue, LastYear, Problem, Submission, Unit
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.document import is_draft
from ziping.intake.document_draft import read_draft_text
from ziping.intake.normalize import Normalised
from ziping.language.labels import pairs
from ziping.pipeline.compare import read_report
from ziping.pipeline.last_figures import fact_figures, told_figures
from ziping.pipeline.last_scores import card_scores, sheet_scores
from ziping.pipeline.score import Carry, Folders, ready_rubric, score_submission

_ALIKE: Final = 60
"""Per cent of the shorter problem's neighbouring letters that two wordings of one problem share."""


@dataclass(frozen=True)
class LastReport:
    """Last year's report as read.

    Attributes:
        side: the report.
        draft: when it is a draft of ours.
        folders: of the settings.
    """

    side: Side
    draft: Draft | None
    folders: Folders

    @cached_property
    def submission(self) -> Submission | None:
        """What a draft was made from."""
        if self.draft is None or not self.draft.submission:
            return None
        try:
            return Submission.model_validate(self.draft.submission)
        except (ValidationError, ArithmeticError):
            return None

    @cached_property
    def exact(self) -> Side | None:
        """A draft with its facts and scores, recomputed where they do not lie beside it; None for other reports."""
        if self.draft is None or (self.side.facts is not None and self.side.scorecard is not None):
            return self.side if self.draft is not None else None
        if self.submission is None or self.side.rubric is None:
            return None
        scored = score_submission(ready_rubric(self.draft.rubric, self.folders), self.submission)
        return Side(
            self.side.document,
            self.side.year,
            self.side.unit,
            self.side.rubric,
            scored.scorecard,
            scored.facts(),
        )


def open_last(path: Path, folders: Folders) -> LastReport:
    """Last year's report: draft.json, docx, pdf, md, txt, html or xlsx; a folder of ``ziping draft`` is its draft.

    Raises:
        UnreadableInputError: it cannot be read.
        UsageError: a folder without a draft.
    """
    read = read_report(path, folders)
    draft = read_draft_text(read.data.decode("utf-8-sig"), path.name) if is_draft(read.data) else None
    return LastReport(read.side, draft, folders)


def last_year_of(report: LastReport, rubric: Rubric) -> LastYear:
    """What a report tells in the rubric's terms, each figure with its place."""
    exact = report.exact
    if exact is not None and exact.facts is not None and exact.scorecard is not None:
        figures = fact_figures(exact.facts, rubric, exact.document.name)
        scores = card_scores(exact.scorecard, rubric, exact.document.name)
    else:
        figures = told_figures(report.side, rubric)
        scores = sheet_scores(report.side, rubric)
    return LastYear(
        figures=figures,
        scores={name: score.value for name, score in scores.items()},
        places={name: score.place for name, score in scores.items()},
        problems=tuple(_problems(report, rubric)),
    )


def _problems(report: LastReport, rubric: Rubric) -> Iterator[Problem]:
    """The problems as the report tells them, with the indicator they open with."""
    own = report.submission.notes.problems if report.submission is not None else ()
    leaves = {leaf.indicator.id for leaf in rubric.leaves()}
    about = _indicators(rubric)
    for item in read_problems(text_of(report.side)).problems:
        leaf = about.get(item.label, "") or _opened(item.title, about)
        mine = next((problem for problem in own if leaf and problem.leaf == leaf), None)
        text = mine.text if mine is not None else item.title
        leaf = leaf or next((one.leaf for one in own if one.text and one.text in item.text), "")
        yield Problem(text=text.rstrip("。；，"), leaf=leaf if leaf in leaves else "")


def _opened(title: str, about: Mapping[str, str]) -> str:
    """The indicator whose name a problem begins with: 公用经费控制率未得满分."""
    names = [name for name in about if title.startswith(name)]
    return about[max(names, key=len)] if names else ""


def _indicators(rubric: Rubric) -> Mapping[str, str]:
    """Indicators by every name that is only theirs."""
    named: dict[str, list[str]] = {}
    called = distinct_names(rubric)
    for leaf in rubric.leaves():
        item = leaf.indicator
        for name in dict.fromkeys((called[item.id], item.label_zh, *item.aliases)):
            named.setdefault(name, []).append(item.id)
    return {name: ids[0] for name, ids in named.items() if len(ids) == 1}


# ---- laid over this year's submission


def carry_from(path: Path, folders: Folders) -> Carry:
    """Lays the report in ``path`` under a submission.

    Raises:
        UnreadableInputError: it cannot be read.
        UsageError: a folder without a draft.
    """
    report = open_last(path, folders)
    return lambda submission, rubric: carried(report, submission, rubric)


def carried(report: LastReport, submission: Submission, rubric: Rubric) -> Normalised:
    """The submission with last year's data, and where they differ from what the unit typed.

    Raises:
        UsageError: the report is of another year.
    """
    side, name = report.side, report.side.document.name
    if side.year is not None and side.year != submission.year - 1:
        raise UsageError(
            f"{name} 是 {side.year} 年度的报告，本次填报的是 {submission.year} 年度；--last-year 请给 {submission.year - 1} 年度的报告"
        )
    read = last_year_of(report, rubric)
    typed = submission.last_year
    findings = (*_about(report, submission, read), *_conflicts(typed, read, rubric, name))
    rest = (one for one in read.problems if not any(_is_alike(one, other) for other in typed.problems))
    problems = (*(_about_leaf(one, read.problems) for one in typed.problems), *rest)
    merged = LastYear(
        figures={**read.figures, **typed.figures},
        scores={**read.scores, **typed.scores},
        places={key: place for key, place in read.places.items() if key not in typed.scores},
        problems=problems,
    )
    return Normalised(submission.model_copy(update={"last_year": merged}), findings)


def _about_leaf(problem: Problem, told: tuple[Problem, ...]) -> Problem:
    """A typed problem with the indicator that the report's wording of it is about."""
    if problem.leaf:
        return problem
    leaf = next((one.leaf for one in told if one.leaf and _is_alike(one, problem)), "")
    return problem.model_copy(update={"leaf": leaf})


def _is_alike(one: Problem, other: Problem) -> bool:
    """Whether two are one problem: about one indicator, or in much the same words."""
    if one.leaf and one.leaf == other.leaf:
        return True
    mine, theirs = pairs(one.text), pairs(other.text)
    return 100 * len(mine & theirs) >= _ALIKE * max(1, min(len(mine), len(theirs)))


def _about(report: LastReport, submission: Submission, read: LastYear) -> Iterator[Finding]:
    """What a person should know of the report as a whole."""
    side, name = report.side, report.side.document.name
    place = Place(file=name)
    if side.unit and side.unit != submission.unit.name:
        message = f"上年报告 {name} 的单位是“{side.unit}”，本次填报的是“{submission.unit.name}”；请确认是不是同一个单位"
        yield Finding(
            code="last_year_other_unit", severity="warning", message=message, place=place, stated=side.unit
        )
    if side.year is None:
        message = f"上年报告 {name} 看不出是哪一年的，按 {submission.year - 1} 年度采用；请确认"
        yield Finding(code="last_year_unknown_year", severity="warning", message=message, place=place)
    counted = f"{len(read.figures)} 项数据、{len(read.scores)} 项得分、{len(read.problems)} 个问题"
    message = f"从上年报告 {name} 取得 {counted}，用作上年数据；填报表里已填的以填报为准"
    yield Finding(code="last_year_read", severity="note", message=message, place=place)


class _Pair(NamedTuple):
    """One thing the unit typed and the report tells otherwise."""

    label: str
    typed: str
    told: str
    place: Place
    source: Place
    subject: str


def _conflicts(typed: LastYear, read: LastYear, rubric: Rubric, name: str) -> Iterator[Finding]:
    for pair in (*_figure_conflicts(typed, read, rubric), *_score_conflicts(typed, read, rubric)):
        where = pair.source.model_copy(update={"file": None}).text
        message = (
            f"上年数据“{pair.label}”填的是 {pair.typed}，上年报告 {name}{where}是 {pair.told}；"
            f"按填报的 {pair.typed} 采用，请核对哪一个对"
        )
        yield Finding(
            code="last_year_conflict",
            severity="warning",
            message=message,
            place=pair.place,
            stated=pair.typed,
            expected=pair.told,
            subject=f"last_year.{pair.subject}",
        )


def _figure_conflicts(typed: LastYear, read: LastYear, rubric: Rubric) -> Iterator[_Pair]:
    for item in rubric.inputs:
        own, told = typed.figures.get(item.id), read.figures.get(item.id)
        if own is None or told is None:
            continue
        mine, theirs = own.value, told.value
        if not isinstance(mine, Decimal) or not isinstance(theirs, Decimal) or _alike(mine, theirs):
            continue
        shown = [format_quantity(value, item.unit) for value in (mine, theirs)]
        yield _Pair(item.label_zh, shown[0], shown[1], own.place, told.place, item.id)


def _alike(one: Decimal, other: Decimal) -> bool:
    """Whether the value with more digits rounds to the other."""
    places = min(decimal_places(one), decimal_places(other))
    return quantize(one, places) == quantize(other, places)


def _score_conflicts(typed: LastYear, read: LastYear, rubric: Rubric) -> Iterator[_Pair]:
    names = {**distinct_names(rubric), TOTAL: "总分"}
    for key, own in typed.scores.items():
        told = read.scores.get(key)
        if told is not None and told != own:
            label, place = f"{names.get(key, key)}得分", read.places.get(key, NOWHERE)
            yield _Pair(label, f"{plain(own)}分", f"{plain(told)}分", NOWHERE, place, f"{key}.score")


# ---- for the fill-in workbook


def last_submission(report: LastReport, rubric: Rubric) -> Submission:
    """Last year's submission as far as a report tells it, for prefilling this year's workbook.

    Raises:
        UnreadableInputError: a draft that does not carry what it was made from.
    """
    if report.draft is not None and report.submission is None:
        raise UnreadableInputError(
            f"{report.side.document.name}：里面没有完整的填报数据，请改用同一年的填报表或报告 .docx"
        )
    read = last_year_of(report, rubric)
    before = report.submission or Submission(
        rubric=rubric.id, year=report.side.year or 0, unit=Unit(name=report.side.unit)
    )
    inputs = {name: value for name, value in read.figures.items() if _is_input(name, rubric)}
    known = before.effective_inputs()
    scores = {name: score for name, score in read.scores.items() if name != TOTAL}
    return before.model_copy(
        update={
            "inputs": {**_sourced(inputs), **known},
            "resolutions": (),
            "judgements": {},
            "claimed": Claimed(scores=scores),
            "notes": before.notes.model_copy(update={"problems": read.problems}),
        }
    )


def _is_input(name: str, rubric: Rubric) -> bool:
    return any(item.id == name for item in rubric.inputs)


def _sourced(figures: Mapping[str, InputValue]) -> dict[str, InputValue]:
    """Figures with the place in last year's report as their source, for the clerk who checks them."""
    return {name: value.model_copy(update={"source": value.place.text}) for name, value in figures.items()}

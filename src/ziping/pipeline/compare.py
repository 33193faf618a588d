"""Two files → two sides → a comparison: what each file is, whose and of which year, and the edition it was scored by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from ziping import resources
from ziping.compare.run import CompareOptions, compare
from ziping.compare.sides import Side
from ziping.domain.comparison import Comparison
from ziping.domain.document import Document
from ziping.domain.draft import Draft
from ziping.domain.fact import FactTable
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Submission
from ziping.errors import RubricError, UnreadableInputError, UsageError
from ziping.intake.document import is_draft, read_document
from ziping.intake.document_draft import draft_document, read_draft_text
from ziping.intake.facts_file import read_facts_text
from ziping.intake.rubric_yaml import list_rubrics
from ziping.intake.scorecard_file import read_scorecard_text
from ziping.language.reports.figures import Figures
from ziping.language.reports.head import report_unit, report_year
from ziping.language.reports.score_rows import score_rows
from ziping.pipeline.forms import recognised_edition
from ziping.pipeline.score import Folders, ready_rubric, score_submission

DRAFT: Final = "draft.json"
STDIN: Final = Path("-")
"""Stands for standard input on the command line."""
_OWN: Final = Decimal("0.8")
"""Share of a score sheet's names that must be an edition's, with its points."""
_MARKS = re.compile('[\\s（）()、，,“”"·.．:：]')


class ComparedFiles(NamedTuple):
    """What a person asks for.

    Attributes:
        rubric: id or path of the edition this year's report follows; told from the report unless given.
        last_rubric: the same for last year's.
        threshold: per cent from which a change needs a word.
        year: year of this year's report; told from it unless given.
        last_year: the same for last year's.
        stdin: what stands in standard input, where one of the two reports is ``-``.
    """

    rubric: str | None = None
    last_rubric: str | None = None
    threshold: Decimal = Decimal(10)
    year: int | None = None
    last_year: int | None = None
    stdin: bytes = b""


class ReadReport(NamedTuple):
    """A file as a side of the comparison, with its bytes."""

    side: Side
    data: bytes


class Compared(NamedTuple):
    """The comparison and what it was made from."""

    comparison: Comparison
    this: ReadReport
    last: ReadReport


def compare_files(this: Path, last: Path, folders: Folders, asked: ComparedFiles) -> Compared:
    """This year's file against last year's.

    Raises:
        UnreadableInputError: one of them cannot be read; the message says which and what to do.
        UsageError: no such rubric, or the two were given the wrong way round.
    """
    names = _names(_file(this), _file(last))
    held = [
        Held(name, asked.stdin) if path == STDIN else _held(path, name)
        for path, name in zip((this, last), names, strict=True)
    ]
    now = read_held(held[0], folders, asked.rubric, asked.year)
    then = read_held(held[1], folders, asked.last_rubric, asked.last_year)
    if now.side.year is not None and then.side.year is not None and now.side.year < then.side.year:
        raise UsageError(
            f"{this.name} 是 {now.side.year} 年度的，{last.name} 是 {then.side.year} 年度的，前后顺序反了；"
            f"请把本年报告写在前面：ziping compare {last} {this}（年度认错了可用 --year、--last-year 指定）"
        )
    return Compared(compare(now.side, then.side, CompareOptions(asked.threshold)), now, then)


def _names(this: Path, last: Path) -> tuple[str, str]:
    """The files' names, with their folders where the names are the same: every place must tell which report it is in."""
    if STDIN in {this, last}:
        this, last = (Path("标准输入") if path == STDIN else path for path in (this, last))
    if this.name != last.name:
        return this.name, last.name
    one, other = (f"{path.resolve().parent.name}/{path.name}" for path in (this, last))
    return (one, other) if one != other else (f"本年 {this.name}", f"上年 {last.name}")


class Held(NamedTuple):
    """A report's bytes.

    Attributes:
        name: what messages call it.
        data: its bytes.
        beside: the folder it stands in, where a draft's scorecard and facts are; None for one that was piped.
    """

    name: str
    data: bytes
    beside: Path | None = None


def _held(path: Path, name: str = "") -> Held:
    path = _file(path)
    return Held(name or path.name, resources.read_bytes(path), path.parent)


def read_report(
    path: Path, folders: Folders, rubric: str | None = None, year: int | None = None, *, name: str = ""
) -> ReadReport:
    """A report of either year; a folder of ``ziping draft`` stands for its ``draft.json``.

    Args:
        path: any kind of report, or a folder.
        folders: of the settings.
        rubric: the edition it was scored by; told from the report unless given.
        year: the year it reports on; told from the report unless given.
        name: what messages call it; the file's name unless given.

    Raises:
        UnreadableInputError: it cannot be read.
        UsageError: a folder without a draft, or no such rubric.
    """
    return read_held(_held(path, name), folders, rubric, year)


def read_held(held: Held, folders: Folders, rubric: str | None = None, year: int | None = None) -> ReadReport:
    """The same, of a report whose bytes are at hand."""
    if is_draft(held.data):
        draft = read_draft_text(held.data.decode("utf-8-sig"), held.name)
        return ReadReport(_draft_side(draft, held, folders, rubric, year), held.data)
    document = read_document(held.data, held.name)
    return ReadReport(side_of(document, folders, rubric, year), held.data)


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    if not (path / DRAFT).is_file():
        raise UsageError(f"{path}：是文件夹，里面没有 {DRAFT}；请写出报告文件，或 ziping draft 的输出文件夹")
    return path / DRAFT


def side_of(document: Document, folders: Folders, rubric: str | None = None, year: int | None = None) -> Side:
    """A read document as a side."""
    figures = Figures(document)
    known = year if year is not None else report_year(figures)
    edition = _named(rubric, folders) if rubric is not None else _recognised(figures, known, folders)
    return Side(document, known, report_unit(document), edition, found=figures)


def _draft_side(draft: Draft, held: Held, folders: Folders, rubric: str | None, year: int | None) -> Side:
    edition = _named(rubric or draft.rubric, folders, asked=rubric is not None)
    card = None if held.beside is None else _scorecard(held.beside, draft)
    facts = None if held.beside is None else _facts(held.beside, draft)
    return Side(_document(held.name, draft, folders), year or draft.year, draft.unit, edition, card, facts)


def _document(name: str, draft: Draft, folders: Folders) -> Document:
    """The draft as its Word file reads; a project form, which stands in its own layout, is filled in once more."""
    if not draft.submission.get("form"):
        return draft_document(draft, name)
    from ziping.render.form_docx import render_form

    try:
        scored = score_submission(
            ready_rubric(draft.rubric, folders), Submission.model_validate(draft.submission)
        )
    except (ValidationError, ArithmeticError, UsageError) as error:
        raise UnreadableInputError(f"{name}：项目自评表的数据不完整或评分标准找不到：{error}") from error
    rules, form = scored.ready.loaded.rubric, scored.submission.form
    if form is None:
        return draft_document(draft, name)
    return read_document(render_form(form, rules, scored.scorecard, draft, None), name)


def _scorecard(folder: Path, draft: Draft) -> Scorecard | None:
    """The scorecard beside a draft, when it is the draft's own."""
    path = folder / "scorecard.json"
    if not path.is_file():
        return None
    card = read_scorecard_text(resources.read_text(path), path.name)
    return card if (card.unit, card.year, card.rubric) == (draft.unit, draft.year, draft.rubric) else None


def _facts(folder: Path, draft: Draft) -> FactTable | None:
    """The facts beside a draft, when they are the draft's own."""
    path = folder / "facts.json"
    if not path.is_file():
        return None
    facts = read_facts_text(resources.read_text(path), path.name).facts
    own = isinstance(facts, FactTable) and (facts.unit, facts.year) == (draft.unit, draft.year)
    return facts if own and isinstance(facts, FactTable) else None


def _named(reference: str, folders: Folders, *, asked: bool = True) -> Rubric | None:
    """The edition of an id or path; None for one that a draft names and that is no longer there."""
    try:
        return ready_rubric(reference, folders).loaded.rubric
    except (UsageError, RubricError):
        if asked:
            raise
        return None


def _recognised(figures: Figures, year: int | None, folders: Folders) -> Rubric | None:
    """The edition whose indicators and points the report's score sheet has; None when none or several fit."""
    rows = score_rows(figures.grids)
    stated = frozenset((_bare(row.label), row.weight) for row in rows)
    fits = [(_fit(rubric, stated), rubric) for rubric in _editions(folders, year)] if stated else []
    best = max((fit for fit, _ in fits), default=Decimal(0))
    if best > 0:
        chosen = [rubric for fit, rubric in fits if fit == best]
        return chosen[0] if len(chosen) == 1 else None
    form = recognised_edition(figures.document, folders)
    return form.loaded.rubric if form is not None else None


def _editions(folders: Folders, year: int | None) -> Iterator[Rubric]:
    """Editions with indicators of their own that serve a year."""
    for entry in list_rubrics(folders.rubrics):
        try:
            rubric = ready_rubric(str(entry.path), folders).loaded.rubric
        except RubricError:
            continue
        if rubric.form is None and (year is None or year in rubric.valid_years):
            yield rubric


def _fit(rubric: Rubric, stated: frozenset[tuple[str, Decimal | None]]) -> Decimal:
    """Share of the edition's indicators that the sheet has; 0 for less than half, or a sheet that has too many others.

    A report may print only a part of the sheet; what it prints must be the edition's.
    """
    leaves = {(_bare(leaf.indicator.label_zh), leaf.indicator.max_score) for leaf in rubric.leaves()}
    names = {name for name, _ in leaves}
    own = {name for name, points in stated if (name, points) in leaves or (points is None and name in names)}
    printed = {name for name, _ in stated}
    if len(own) * 2 < len(names) or len(own) < _OWN * len(printed):
        return Decimal(0)
    return Decimal(len(own)) / Decimal(len(names))


def _bare(label: str) -> str:
    return _MARKS.sub("", label)

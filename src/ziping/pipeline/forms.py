"""A file of 项目支出绩效自评表 → its forms → one submission and scorecard a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

from ziping import resources
from ziping.domain.document import Document, Table
from ziping.domain.finding import Finding
from ziping.domain.form_reading import ReadForm, ReadForms
from ziping.domain.project_form import FormRow, FormRules, Operator, ProjectForm
from ziping.domain.rubric import Rubric
from ziping.domain.submission import FORMAT
from ziping.domain.workbook_forms import META_SHEET, NEEDED_SHEETS
from ziping.errors import RubricError, UnreadableInputError, UsageError
from ziping.intake.document_docx import read_docx_document
from ziping.intake.document_xlsx import read_xlsx_document, sheet_names
from ziping.intake.form import has_forms, read_forms
from ziping.intake.normalize import normalise
from ziping.intake.raw import RawSubmission
from ziping.intake.rubric_yaml import list_rubrics, load_rubric
from ziping.language.form_cells import Figure, read_target
from ziping.pipeline.score import Folders, ReadyRubric, Scored, ready_rubric, score_submission

Signs: TypeAlias = Literal["inclusive", "strict"]
"""How a person says ``>`` and ``<`` of a file are meant: as ``≥`` and ``≤``, or as they stand."""

_READ_AS: dict[Signs, dict[Operator, Operator]] = {
    "inclusive": {"more_than": "at_least", "less_than": "at_most"},
    "strict": {"more_than": "more_than", "less_than": "less_than"},
}
_FOREIGN = frozenset(("unknown_kind", "unknown_group", "wrong_group", "group_weight", "execution_weight"))
"""Findings that show that the form is not of an edition."""


class FormFile(NamedTuple):
    """A file that holds forms."""

    name: str
    data: bytes
    document: Document


class ScoredForms(NamedTuple):
    """The forms of a file, scored.

    Attributes:
        ready: the edition.
        forms: every form with its scorecard; None where no score can be given (no year).
        about_file: findings about the file, not one form.
    """

    ready: ReadyRubric
    forms: tuple[tuple[ReadForm, Scored | None], ...]
    about_file: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, form by form."""
        found: list[Finding] = []
        for form, scored in self.forms:
            found += form.findings if scored is None else scored.scorecard.findings
        return (*found, *self.about_file)


def form_file(path: Path | None, data: bytes = b"") -> FormFile | None:
    """The file when it holds forms; None for a fill-in workbook, YAML, JSON and everything else.

    Args:
        path: the file, None for standard input.
        data: what standard input gave.

    Raises:
        UnreadableInputError: an Office file that cannot be opened.
    """
    if path is not None:
        return form_file_of(resources.read_bytes(path), path.name)
    return form_file_of(data, "标准输入")


def form_file_of(data: bytes, name: str) -> FormFile | None:
    """As ``form_file``, for bytes at hand."""
    document = _document(data, name)
    return None if document is None or not has_forms(document) else FormFile(name, data, document)


def needed_form_file(path: Path) -> FormFile:
    """The file, which must hold forms.

    Raises:
        UnreadableInputError: it holds none, or cannot be opened.
    """
    found = form_file(path)
    if found is None:
        raise UnreadableInputError(
            f"{path.name}：里面没有《项目支出绩效自评表》；请选择从财政系统导出的自评表（.xlsx 或 .docx）"
        )
    return found


def _document(data: bytes, name: str) -> Document | None:
    if data[:4] != b"PK\x03\x04":
        return None
    if b"word/document.xml" in data:
        return read_docx_document(data, name)
    if b"xl/workbook.xml" not in data:
        return None
    sheets = sheet_names(data, name)
    if META_SHEET in sheets or sheets.issuperset(NEEDED_SHEETS):
        return None
    return read_xlsx_document(data, name)


def form_rubric(file: FormFile, reference: str | None, folders: Folders) -> ReadyRubric:
    """The edition a file is scored by: the one asked for, never a guess.

    Raises:
        UsageError: none is asked for (the message lists those that fit), or it holds no rules for forms.
    """
    if reference is None:
        raise UsageError(
            f"{file.name} 是项目支出绩效自评表，请用 --rubric 指定按哪个评分标准计分：\n"
            + "\n".join(_candidates(file.document, folders))
        )
    ready = ready_rubric(reference, folders)
    if ready.loaded.rubric.form is None:
        raise UsageError(
            f"评分标准 {ready.loaded.rubric.id!r} 不评项目支出绩效自评表，请另选：\n"
            + "\n".join(_candidates(file.document, folders))
        )
    return ready


def rules_of(ready: ReadyRubric) -> FormRules:
    """The form rules of an edition that ``form_rubric`` gave."""
    rules = ready.loaded.rubric.form
    if rules is None:
        raise UsageError(f"评分标准 {ready.loaded.rubric.id!r} 不评项目支出绩效自评表")
    return rules


def _candidates(document: Document, folders: Folders) -> list[str]:
    """Editions for forms, those that fit the file first: same indicators and points, valid in its year."""
    found: list[tuple[int, str]] = []
    for entry in list_rubrics(folders.rubrics):
        try:
            rubric = load_rubric(str(entry.path), folders.rubrics).rubric
        except RubricError:
            continue
        if rubric.form is not None:
            found.append(_fit(document, rubric, rubric.form))
    return [text for _, text in sorted(found)] or ["（没有找到项目自评表的评分标准）"]


def recognised_edition(document: Document, folders: Folders) -> ReadyRubric | None:
    """The edition whose layout, points and years are those of the forms of a document; None when nothing tells which.

    Of several, the one whose place the document names (“深圳市福田区…” of the edition's title), else the national one.
    """
    fitting = []
    for entry in list_rubrics(folders.rubrics):
        try:
            ready = ready_rubric(str(entry.path), folders)
        except RubricError:
            continue
        rubric = ready.loaded.rubric
        if rubric.form is not None and _fit(document, rubric, rubric.form)[0] == 0:
            fitting.append(ready)
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    words = "".join(cell.text for table in document.tables for cell in table.cells)
    words += "".join(block.text for block in document.blocks if not isinstance(block, Table))
    places = [(ready.loaded.rubric.title.partition("项目")[0], ready) for ready in fitting]
    named = [ready for place, ready in places if place and place in words]
    national = [ready for place, ready in places if not place]
    chosen = named or national
    return chosen[0] if len(chosen) == 1 else None


def _fit(document: Document, rubric: Rubric, rules: FormRules) -> tuple[int, str]:
    try:
        forms = read_forms(document, rules)
    except UnreadableInputError:
        return 3, f"  {rubric.id}  {rubric.title}（版式不同）"
    same = not any(finding.code in _FOREIGN for finding in forms.findings)
    years = {form.year for form in forms.forms if form.year is not None}
    if same and years <= set(rubric.valid_years):
        return 0, f"  {rubric.id}  {rubric.title}（版式、年度相符）"
    valid = "、".join(str(year) for year in rubric.valid_years)
    differs = "版式相符" if same else "一级、二级指标或分值不同"
    return (1 if same else 2), f"  {rubric.id}  {rubric.title}（{differs}，适用年度 {valid}）"


def read_file_forms(file: FormFile, ready: ReadyRubric) -> ReadForms:
    """The forms of a file in the terms of an edition."""
    return read_forms(file.document, rules_of(ready))


def score_forms(
    file: FormFile,
    ready: ReadyRubric,
    signs: Signs | None = None,
    given: Mapping[str, ProjectForm] = MappingProxyType({}),
) -> ScoredForms:
    """Every form of a file with its scorecard.

    Args:
        file: the file.
        ready: the edition.
        signs: a person's answer on blurred signs; None leaves them to be asked about.
        given: project code → another copy of the form, whose values fill empty cells.
    """
    read = read_file_forms(file, ready)
    rules = rules_of(ready)
    filled = (form._replace(form=with_values(form.form, given.get(form.form.code))) for form in read.forms)
    forms = tuple(answered(form, rules, signs) for form in filled)
    return ScoredForms(
        ready, tuple((form, score_read_form(form, ready, file.name)) for form in forms), read.about_file
    )


def answered(form: ReadForm, rules: FormRules, signs: Signs | None) -> ReadForm:
    """The form with a person's answer on blurred signs recorded in the rows it concerns."""
    if signs is None:
        return form
    rows = tuple(_answered(row, rules, signs, form.year or 0) for row in form.form.rows)
    return form._replace(form=form.form.model_copy(update={"rows": rows}))


def _answered(row: FormRow, rules: FormRules, signs: Signs, year: int) -> FormRow:
    target = read_target(row.target, year)
    if not isinstance(target, Figure) or target.sign not in rules.quantitative.ambiguous:
        return row
    return row.model_copy(update={"operator": _READ_AS[signs][target.sign]})


def raw_of(form: ReadForm, rubric: str, name: str) -> RawSubmission:
    """The raw submission of a form."""
    values = form.form
    data: dict[str, Any] = {
        "format": FORMAT,
        "rubric": rubric,
        "year": "" if form.year is None else str(form.year),
        "unit": {"name": values.implementing_unit or values.budget_unit},
        "form": values,
    }
    return RawSubmission(name, data, places={("form",): values.place, ("unit", "name"): values.place})


def score_read_form(form: ReadForm, ready: ReadyRubric, name: str) -> Scored | None:
    """One form of the file ``name`` with its scorecard; None when it does not show its year."""
    if form.year is None:
        return None
    rubric = ready.loaded.rubric
    submission, findings = normalise(raw_of(form, rubric.id, name), rubric)
    scored = score_submission(ready, submission)
    found = tuple(_without_echo((*findings, *scored.scorecard.findings), form.findings))
    return scored._replace(
        scorecard=scored.scorecard.model_copy(update={"findings": (*form.findings, *found)})
    )


def _without_echo(findings: tuple[Finding, ...], known: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings of scoring that reading has not made already, there with the exact cell."""
    seen = {(finding.code, finding.subject) for finding in known if finding.subject}
    for finding in findings:
        if (finding.code, finding.subject) not in seen:
            yield finding


def with_values(form: ProjectForm, given: ProjectForm | None) -> ProjectForm:
    """The form with empty cells taken from another copy of the same project."""
    if given is None:
        return form
    rows = {(row.group, row.kind, row.label): row for row in given.rows}
    return form.model_copy(
        update={
            "achieved_objective": form.achieved_objective or given.achieved_objective,
            "rows": tuple(_with_row(row, rows.get((row.group, row.kind, row.label))) for row in form.rows),
        }
    )


def _with_row(row: FormRow, given: FormRow | None) -> FormRow:
    if given is None:
        return row
    return row.model_copy(
        update={
            "actual": row.actual or given.actual,
            "reason": row.reason or given.reason,
            "weight": given.weight if row.weight is None else row.weight,
            "stated_score": given.stated_score if row.stated_score is None else row.stated_score,
            "operator": row.operator or given.operator,
        }
    )

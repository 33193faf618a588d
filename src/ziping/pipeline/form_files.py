"""Forms back into files: an import template filled in place, forms as a new workbook or as Word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from ziping.domain.form_labels import BLANKS
from ziping.domain.form_layout import Entries
from ziping.domain.form_reading import ReadForm, SlotField, SlotKey
from ziping.domain.project_form import FormRules, ProjectForm
from ziping.errors import UnreadableInputError, UsageError
from ziping.language.numerals import parse_quantity
from ziping.pipeline.draft import Drafted, draft_scored
from ziping.pipeline.forms import FormFile, ScoredForms, Signs, form_file, rules_of, score_forms
from ziping.pipeline.score import Folders, ReadyRubric, Scored, read_input, score_raw
from ziping.render.form_entries import entries_of
from ziping.render.form_fill import FilledWorkbook, Refusal, Target, Value, fill_workbook
from ziping.render.form_xlsx import PrintedForm, render_form_workbook

REFUSALS: Final[dict[Refusal, str]] = {
    "grey": "灰色单元格由系统带出",
    "formula": "单元格里是公式，用 Excel 打开后会自己重算",
    "missing_sheet": "找不到这张工作表",
}


class FilledForms(NamedTuple):
    """An import template filled in place.

    Attributes:
        scored: its forms with their scores.
        result: the workbook, and which cells were written and which left alone.
        kept: cells whose value differs from ours and was kept: cell and what the rule gives.
    """

    scored: ScoredForms
    result: FilledWorkbook
    kept: dict[Target, Value]


class FillOptions(NamedTuple):
    """How a form is filled.

    Attributes:
        signs: how a person reads blurred signs.
        sources: submissions or filled forms that hold the unit's values, matched by project code and row.
        overwrite: also replace typed scores that differ from the rule's.
    """

    signs: Signs | None = None
    sources: tuple[Path, ...] = ()
    overwrite: bool = False


def fill_forms(file: FormFile, ready: ReadyRubric, folders: Folders, options: FillOptions) -> FilledForms:
    """Fills the white cells of an exported workbook: values of the unit, scores by rule, drafted texts.

    Raises:
        UnreadableInputError: the file is no workbook, or a source cannot be read.
    """
    if b"xl/workbook.xml" not in file.data:
        raise UnreadableInputError(
            f"{file.name}：只能回填 .xlsx 的自评表；Word 的自评表请用 ziping form write 另出一份"
        )
    given = {form.code: form for path in options.sources for form in _forms_of(path, ready, folders)}
    scored = score_forms(file, ready, options.signs, given)
    drafted = tuple(None if item is None else draft_scored(item, folders) for _, item in scored.forms)
    return fill_scored(file, scored, drafted, overwrite=options.overwrite)


def fill_scored(
    file: FormFile, scored: ScoredForms, drafted: Sequence[Drafted | None], *, overwrite: bool = False
) -> FilledForms:
    """The workbook with the values of forms already scored and drafted; ``drafted`` goes with ``scored.forms``."""
    rules = rules_of(scored.ready)
    values: dict[Target, Value] = {}
    kept: dict[Target, Value] = {}
    for (form, item), draft in zip(scored.forms, drafted, strict=True):
        if item is not None and draft is not None:
            entries = entries_of(form.form, rules, item.scorecard, draft.draft)
            _collect(form, entries, values, kept, overwrite=overwrite)
    return FilledForms(scored, fill_workbook(file.data, values, file.name), kept)


def _collect(
    form: ReadForm,
    entries: Entries,
    values: dict[Target, Value],
    kept: dict[Target, Value],
    *,
    overwrite: bool,
) -> None:
    """Values for empty cells, and those that differ from what stands there."""
    offered: dict[SlotKey, Value] = {**dict(_own(form.form)), **entries.texts, **entries.numbers}
    for key, value in offered.items():
        slot = form.slots.get(key)
        if slot is None or slot.place.sheet is None:
            continue
        target = Target(slot.place.sheet, slot.row, slot.column)
        if not slot.text.strip():
            values[target] = value
        elif key in entries.numbers and _number(slot.text) != value:
            (values if overwrite else kept)[target] = value
        elif key.field == "reason" and slot.text.strip() in BLANKS and str(value) not in BLANKS:
            values[target] = value  # 无 on a row that needs a reason


def _number(text: str) -> Decimal | None:
    quantity = parse_quantity(text)
    return None if quantity is None else quantity.value


def _own(form: ProjectForm) -> Iterator[tuple[SlotKey, Value]]:
    """The unit's values, for cells that are still empty."""
    if form.achieved_objective:
        yield SlotKey("", "achieved_objective"), form.achieved_objective
    for row in form.rows:
        texts: tuple[tuple[SlotField, str], ...] = (("actual", row.actual), ("reason", row.reason))
        for field, text in texts:
            if text:
                yield SlotKey(row.id, field), text
        if row.weight is not None:
            yield SlotKey(row.id, "weight"), row.weight


def _forms_of(path: Path, ready: ReadyRubric, folders: Folders) -> list[ProjectForm]:
    """The forms of a source: a workbook or Word file of forms, or a submission."""
    file = form_file(path)
    if file is not None:
        return [form.form for form, _ in score_forms(file, ready).forms]
    return [_form_of(score_raw(read_input(path), folders))]


def write_forms(paths: Iterable[Path], folders: Folders) -> tuple[bytes, tuple[Scored, ...]]:
    """The forms of several submissions as one workbook in the official layout, with computed scores.

    Raises:
        UnreadableInputError: a submission cannot be read or holds no form.
        UsageError: the submissions are of different editions.
    """
    scored = tuple(score_raw(read_input(path), folders) for path in paths)
    rules = common_rules(scored)
    printed = [_printed(item, draft_scored(item, folders)) for item in scored]
    return render_form_workbook(printed, rules), scored


def write_word_form(path: Path, folders: Folders) -> tuple[bytes, Scored]:
    """One submission's form as Word.

    Raises:
        UnreadableInputError: it cannot be read or holds no form.
    """
    scored = score_raw(read_input(path), folders)
    common_rules((scored,))
    return word_form(draft_scored(scored, folders)), scored


def word_form(drafted: Drafted) -> bytes:
    """The Word form of a draft."""
    from ziping.render.form_docx import render_form

    rubric = drafted.scored.ready.loaded.rubric
    return render_form(_form_of(drafted.scored), rubric, drafted.scored.scorecard, drafted.draft)


def _form_of(scored: Scored) -> ProjectForm:
    form = scored.submission.form
    if form is None:
        raise UnreadableInputError(f"{scored.submission.unit.name}：填报数据里没有项目自评表（form），请补上")
    return form


def common_rules(scored: tuple[Scored, ...]) -> FormRules:
    """The form rules all submissions share."""
    rubrics = {item.ready.loaded.rubric.id for item in scored}
    if len(rubrics) != 1:
        raise UsageError(f"这些填报数据用的评分标准不同（{'、'.join(sorted(rubrics))}），请分开输出")
    return rules_of(scored[0].ready)


def _printed(scored: Scored, drafted: Drafted) -> PrintedForm:
    form = _form_of(scored)
    entries = entries_of(form, rules_of(scored.ready), scored.scorecard, drafted.draft)
    return PrintedForm(form, scored.submission.year, entries)

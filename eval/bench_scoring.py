"""Many project forms scored in one process, against reading the same forms with openpyxl. Prints; asserts nothing.

    python eval/bench_scoring.py [--forms 10000] [--sheets 130]

Every form is one of the 13 published ones with other amounts and other actual values, so that no two are alike and
no cache of results can help. The workbook holds ``--sheets`` of them; its time a form is taken for the ratio.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

import openpyxl

from ziping.domain.project_form import FormRow, ProjectForm
from ziping.domain.rubric import Rubric
from ziping.domain.submission import Submission
from ziping.intake.normalize import normalise
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.submission_file import read_submission_file
from ziping.render.form_xlsx import PrintedForm, render_form_workbook
from ziping.scoring.project_form import score_form

FOLDER = Path(__file__).resolve().parent / "reports" / "futian_projects_2023"
RUBRIC = "shenzhen-futian-2023-project"
STEPS = 10


def published(rubric: Rubric) -> list[Submission]:
    """The 13 published forms."""
    return [
        normalise(read_submission_file(path), rubric).submission for path in sorted(FOLDER.glob("*.yaml"))
    ]


def varied(base: list[Submission], count: int) -> Iterator[Submission]:
    """``count`` forms, each with amounts, codes and actual values of its own."""
    for number in range(count):
        submission = base[number % len(base)]
        form = submission.form
        if form is not None:
            yield submission.model_copy(update={"form": _other(form, number)})


def _other(form: ProjectForm, number: int) -> ProjectForm:
    spent = form.total_funds.actual_expenditure or Decimal(0)
    funds = form.total_funds.model_copy(
        update={"actual_expenditure": max(Decimal(0), spent - Decimal(number) / 100)}
    )
    rows = tuple(_other_row(row, number + place) for place, row in enumerate(form.rows))
    return form.model_copy(
        update={
            "code": f"{int(form.code) + number:021d}",
            "name": f"{form.name}{number}",
            "total_funds": funds,
            "rows": rows,
        }
    )


def _other_row(row: FormRow, number: int) -> FormRow:
    """Another actual value where it is a plain count or percentage; the label of another project."""
    head = row.actual.rstrip("人次个台项名份件起岗年%")
    changed = f"{int(head) + number % 97}{row.actual[len(head) :]}" if head.isdigit() else row.actual
    return row.model_copy(update={"actual": changed, "label": f"{row.label}{number % 1000}"})


def memory() -> int:
    """Peak resident memory of the process in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def scoring(rubric: Rubric, forms: Iterator[Submission], count: int) -> float:
    """Seconds a form; prints the rate for every tenth part and the memory after it."""
    total = 0.0
    done = points = 0
    for step in range(1, STEPS + 1):
        batch = list(islice(forms, count * step // STEPS - done))
        start = time.perf_counter()
        for form in batch:
            points += score_form(rubric, form).scorecard.total_score > 0
        total += time.perf_counter() - start
        done += len(batch)
        print(f"  {done:>6} forms  {done / total:7.0f} forms/s  peak memory {memory() / 1024:6.1f} MiB")
    print(f"  {points} of {done} with points")
    return total / done


def growth(rubric: Rubric, base: list[Submission]) -> None:
    """Bytes still held after many forms, beyond those held after as many others."""
    tracemalloc.start()
    marks = []
    for round_number in range(4):
        for form in varied(base, 130 * (round_number + 1)):
            score_form(rubric, form)
        marks.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    print(
        "  held after 130, 260, 390, 520 further forms: "
        + ", ".join(f"{mark / 1024:.0f} KiB" for mark in marks)
    )


def reading(rubric: Rubric, base: list[Submission], sheets: int) -> float:
    """Seconds a form that openpyxl needs to load a workbook of forms and hand out every cell's value."""
    if rubric.form is None:
        raise SystemExit(f"{RUBRIC} holds no form rules")
    printed = [PrintedForm(item.form, item.year) for item in varied(base, sheets) if item.form is not None]
    data = render_form_workbook(printed, rubric.form)
    start = time.perf_counter()
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = sum(
        1 for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value is not None
    )
    taken = (time.perf_counter() - start) / sheets
    print(f"  {sheets} sheets, {cells} cells, {len(data) / 1024:.0f} KiB: {1 / taken:.0f} forms/s")
    return taken


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--sheets", type=int, default=130)
    options = parser.parse_args()
    rubric = load_rubric(RUBRIC).rubric
    base = published(rubric)
    print("scoring (expand, compile, score, findings)")
    mine = scoring(rubric, varied(base, options.forms), options.forms)
    print("memory")
    growth(rubric, base)
    print("openpyxl")
    theirs = reading(rubric, base, options.sheets)
    print(f"scoring / reading: {mine * 1000:.2f} ms / {theirs * 1000:.2f} ms = {mine / theirs:.2f}")


if __name__ == "__main__":
    main()

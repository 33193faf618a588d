"""Ratios of one unit's work against floors measured in the same run. Prints; asserts nothing.

    python eval/bench_core.py [--rounds 15]

(a) score + facts + offline draft, against reading the same workbook alone;
(b) the Word report, against a bare docxtpl render of the same template with the same context;
(c) ``ziping --help`` and ``ziping score``, against a bare typer app with as many commands that imports nothing else.
"""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ziping import __version__
from ziping.intake.workbook import read_workbook
from ziping.pipeline.draft import draft_scored, report_template
from ziping.pipeline.score import Folders, read_input, score_raw
from ziping.render.workbook_xlsx import render_workbook

HERE = Path(__file__).resolve().parent
FUTIAN = HERE / "reports" / "futian_department_2021" / "submission.yaml"
FOLDERS = Folders()

BARE_APP = """
import typer
app = typer.Typer()
{commands}
if __name__ == "__main__":
    app()
"""


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median time of each piece of work, taken in turn so that the machine's drift hits all alike."""
    for work in works.values():
        work()
    samples: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            samples[name].append(seconds(work))
    return {name: statistics.median(values) for name, values in samples.items()}


def show(title: str, mine: float, floor: float, aim: str) -> None:
    """One line: both times, their ratio, the aim."""
    print(f"{title:<58} {mine * 1000:8.1f} ms / {floor * 1000:8.1f} ms = {mine / floor:6.2f}   aim {aim}")


def filled_workbook() -> bytes:
    """The report's figures in the generated workbook."""
    scored = score_raw(read_input(FUTIAN), FOLDERS)
    loaded = scored.ready.loaded
    return render_workbook(
        loaded.rubric, rubric_sha256=loaded.sha256, version=__version__, prefill=scored.submission
    )


def core(rounds: int) -> None:
    """(a) in one process, cold and warm."""
    data = filled_workbook()
    raw = read_workbook(data, "填报表.xlsx")

    def work() -> object:
        return draft_scored(score_raw(raw, FOLDERS), FOLDERS).draft

    result = medians({"read": lambda: read_workbook(data, "填报表.xlsx"), "work": work}, rounds)
    show(
        "score + facts + offline draft, warm / reading the workbook", result["work"], result["read"], "< 1.0"
    )


def cold(rounds: int) -> None:
    """(a) in fresh processes: imports, rubric and templates included."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "填报表.xlsx"
        book.write_bytes(filled_workbook())
        read = "from ziping.intake.workbook import read_workbook; import sys, pathlib; read_workbook(pathlib.Path(sys.argv[1]).read_bytes(), 'x.xlsx')"
        work = (
            "from ziping.pipeline.draft import draft_scored; from ziping.pipeline.score import *; import sys, pathlib; "
            "f = Folders(); draft_scored(score_raw(read_input(pathlib.Path(sys.argv[1])), f), f)"
        )

        def python(code: str) -> Callable[[], object]:
            return lambda: subprocess.run([sys.executable, "-c", code, str(book)], check=True)

        result = medians({"read": python(read), "work": python(work)}, max(3, rounds // 3))
    show(
        "the same in a fresh process, reading included / reading",
        result["work"],
        result["read"],
        "(own line)",
    )


def word(rounds: int) -> None:
    """(b)."""
    from docxtpl import DocxTemplate

    from ziping.render import report_docx

    drafted = draft_scored(score_raw(read_input(FUTIAN), FOLDERS), FOLDERS)
    template = report_template(drafted.scored.ready.loaded.rubric.report_family, FOLDERS, None)

    opened = DocxTemplate(io.BytesIO(template))
    opened.init_docx()
    context = report_docx._context(drafted.draft, opened.docx)  # noqa: SLF001 - the same context, prepared once

    def bare() -> object:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context, autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out

    result = medians(
        {"bare": bare, "ours": lambda: report_docx.render_report(drafted.draft, template)}, rounds
    )
    show("Word report / bare docxtpl render", result["ours"], result["bare"], "<= 1.5")


def command_line(rounds: int) -> None:
    """(c)."""
    from ziping.cli.app import app

    names = [info.name or "x" for info in app.registered_commands] + [
        group.name or "g" for group in app.registered_groups
    ]
    body = "\n".join(
        f'@app.command("{name}")\ndef c{i}(source: str, out: str = "x"): "做一件事"'
        for i, name in enumerate(names)
    )
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE_APP.format(commands=body), encoding="utf-8")

        def run(*args: str) -> Callable[[], object]:
            return lambda: subprocess.run([sys.executable, *args], check=False, capture_output=True)

        result = medians(
            {
                "bare": run(str(bare), "--help"),
                "help": run("-m", "ziping", "--help"),
                "score": run("-m", "ziping", "score", str(FUTIAN), "--json"),
            },
            rounds,
        )
    show("ziping --help / bare typer app --help", result["help"], result["bare"], "<= 1.1")
    show("ziping score --json / bare typer app --help", result["score"], result["bare"], "(shown)")


def main() -> None:
    """Runs all four."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    core(rounds)
    cold(rounds)
    word(rounds)
    command_line(rounds)


if __name__ == "__main__":
    main()

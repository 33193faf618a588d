"""The same two reports through every kind of file, a report against itself, and paragraphs in another order."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import docx
import pytest
from tests.fakes.pdf import LEFT, PITCH, SIZE, TOP, Text, pdf

from ziping.compare.run import compare
from ziping.compare.sides import Side
from ziping.domain.comparison import Comparison
from ziping.domain.document import Document, Heading, Paragraph, Table
from ziping.intake.document import read_document
from ziping.pipeline.compare import ComparedFiles, compare_files
from ziping.pipeline.draft import draft_scored, render_all
from ziping.pipeline.score import Folders, read_input, score_raw

REPOSITORY = Path(__file__).resolve().parents[2]
UNION = REPOSITORY / "eval" / "compare" / "jiyang"
REPORTS = (
    "futian_department_2021",
    "huadu_department_2021",
    "yunxi_department_2020",
    "zengcheng_department_2022",
)
_WIDTH, _LINES, _INDENT = Fraction(27), 24, Fraction(2)
"""Characters of a full line of the hand-made PDF, lines of a page, characters a paragraph is indented."""


def markdown(year: int) -> bytes:
    return (UNION / f"{year}.md").read_bytes()


def told(document: Document) -> list[str]:
    """Its headings and paragraphs; tables are left out."""
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def as_word(document: Document) -> bytes:
    word = docx.Document()
    for block in document.blocks:
        if isinstance(block, Heading):
            word.add_heading(block.text, level=block.level)
        elif isinstance(block, Paragraph):
            word.add_paragraph(block.text)
        else:
            grid = word.add_table(rows=block.height, cols=block.width, style="Table Grid")
            for cell in block.cells:
                grid.cell(cell.row, cell.column).text = cell.text
    held = io.BytesIO()
    word.save(held)
    return held.getvalue()


def as_pdf(texts: list[str]) -> bytes:
    """Running text set in lines of one width, the first of each paragraph indented, as many pages as it takes."""
    cut = [
        (LEFT + (2 * SIZE if at == 0 else 0), line) for text in texts for at, line in enumerate(_lines(text))
    ]
    return pdf([
        [Text(line, x=x, y=TOP - at * PITCH) for at, (x, line) in enumerate(cut[first : first + _LINES])]
        for first in range(0, len(cut), _LINES)
    ])


def _lines(text: str) -> list[str]:
    """As a typesetter breaks it: no line longer than the page is wide, signs of half the width counted as such."""
    found, left = [""], _WIDTH - _INDENT
    for sign in text:
        wide = Fraction(1, 2) if sign.isascii() else Fraction(1)
        if left < wide:
            found.append("")
            left = Fraction(_WIDTH)
        found[-1] += sign
        left -= wide
    return found


def bare(comparison: Comparison) -> Counter[tuple[str, str, str, str]]:
    return Counter((one.code, one.severity, one.stated, one.expected) for one in comparison.findings)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("year", [2022, 2023])
def test_markdown_and_word_give_the_same_findings(tmp_path: Path, year: int) -> None:
    """Findings, indicators, figures, problems and promises: all the same."""
    plain = [UNION / f"{one}.md" for one in (year, year - 1)]
    words = [
        put(tmp_path, f"{one}.docx", as_word(read_document(markdown(one), "a.md")))
        for one in (year, year - 1)
    ]
    first, second = (compare_files(*paths, Folders(), ComparedFiles()).comparison for paths in (plain, words))

    assert bare(first) == bare(second)
    assert [row.change for row in first.indicators] == [row.change for row in second.indicators]
    assert [(row.last, row.this) for row in first.figures] == [(row.last, row.this) for row in second.figures]
    assert [row.outcome for row in first.problems] == [row.outcome for row in second.problems]
    assert [row.outcome for row in first.promises] == [row.outcome for row in second.promises]


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_text_through_pdf_gives_the_same_findings(tmp_path: Path, year: int) -> None:
    """Lines broken anywhere, in the middle of names and figures too, are the same text."""
    texts = [told(read_document(markdown(one), "a.md")) for one in (year, year - 1)]
    plain = [put(tmp_path, f"{at}.md", "\n\n".join(text).encode("utf-8")) for at, text in enumerate(texts)]
    pages = [put(tmp_path, f"{at}.pdf", as_pdf(text)) for at, text in enumerate(texts)]
    first, second = (compare_files(*paths, Folders(), ComparedFiles()).comparison for paths in (plain, pages))

    assert bare(first) == bare(second)
    assert "last_year_misquoted" in {one.code for one in second.findings}


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_word_and_its_pdf_give_the_same_findings(tmp_path: Path) -> None:
    """With tables, as LibreOffice prints them."""
    words = [
        put(tmp_path, f"{one}.docx", as_word(read_document(markdown(one), "a.md"))) for one in (2022, 2021)
    ]
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, words),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    pages = [path.with_suffix(".pdf") for path in words]
    first, second = (compare_files(*paths, Folders(), ComparedFiles()).comparison for paths in (words, pages))

    assert bare(first) == bare(second)
    assert [row.change for row in first.indicators] == [row.change for row in second.indicators]


@lru_cache
def drafted(name: str) -> dict[str, bytes]:
    source = REPOSITORY / "eval" / "reports" / name / "submission.yaml"
    return render_all(draft_scored(score_raw(read_input(source), Folders()), Folders()), Folders())


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_against_itself_shows_no_difference(tmp_path: Path, name: str) -> None:
    """A draft with all beside it, its Word file, and one against the other."""
    folder = tmp_path / name
    folder.mkdir()
    for file, data in drafted(name).items():
        (folder / file).write_bytes(data)
    word = next(folder.glob("*绩效自评报告.docx"))
    for this, last in ((folder, folder), (word, word), (folder, word), (word, folder)):
        same = compare_files(this, last, Folders(), ComparedFiles()).comparison

        assert {one.code for one in same.findings} <= {"same_report", "same_year"}
        assert {row.relation for row in same.figures} <= {"unchanged"}
        assert {row.relation for row in same.indicators} <= {"same"}
        assert {row.relation for row in same.paragraphs} <= {"same"}
        assert same.total_change in {0, None}  # None while points are still to be filled in


@pytest.mark.parametrize("seed", range(6))
def test_paragraphs_in_another_order_are_moved_and_nothing_else(seed: int) -> None:
    """Within each chapter, in any order: no paragraph edited, new or gone, and no finding of the order itself."""
    document = read_document(markdown(2022), "a.md")
    blocks = list(document.blocks)
    runs: list[list[int]] = [[]]
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) > 30 and not block.text[0].isdigit():
            runs[-1].append(at)
        elif isinstance(block, Heading) and block.level <= 1:
            runs.append([])
    mixed = list(blocks)
    dice = random.Random(seed)  # noqa: S311 - the order of paragraphs is no secret
    for run in runs:
        for to, at in zip(run, dice.sample(run, len(run)), strict=True):
            moved = blocks[at]
            assert isinstance(moved, Paragraph)
            mixed[to] = Paragraph(moved.text, blocks[to].place)
    other = Document("b.md", tuple(mixed))
    found = compare(Side(other, 2022, "霁阳县总工会"), Side(document, 2022, "霁阳县总工会"))

    assert mixed != blocks
    assert {row.relation for row in found.paragraphs} <= {"same", "moved"}
    assert "moved" in {row.relation for row in found.paragraphs}
    assert {one.code for one in found.findings} <= {"same_year"}
    assert found.copied_share == 100

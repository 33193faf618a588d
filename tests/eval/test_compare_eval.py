"""The two invented unions: what is planted is well-formed, every file format says the same, nothing differs from itself."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fakes.pdf import LEFT, PITCH, SIZE, TOP, Rule, Text, pdf, table

from ziping.domain.comparison import Comparison
from ziping.domain.document import Block, Document, Table
from ziping.intake.document import read_document_file
from ziping.pipeline.compare import ComparedFiles, compare_files

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "eval" / "compare"
_WIDTH = 27
"""Characters of a line."""
_LINES = 22
"""Lines of a page."""


@pytest.fixture(scope="module")
def scripts() -> Iterator[Any]:
    """``build`` and ``run`` of the evaluation."""
    sys.path.insert(0, str(SCRIPTS))
    import build
    import run

    yield type("Scripts", (), {"build": build, "run": run})
    sys.path.remove(str(SCRIPTS))
    for name in ("build", "run"):
        del sys.modules[name]


@pytest.fixture(scope="module")
def made(scripts: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int, str], Path]:
    """All reports as files."""
    found: dict[tuple[str, int, str], Path] = scripts.build.build(tmp_path_factory.mktemp("reports"))
    return found


def compared(scripts: Any, this: Path, last: Path) -> Comparison:
    return compare_files(this, last, scripts.build.FOLDERS, ComparedFiles()).comparison


def said(comparison: Comparison) -> list[tuple[str, ...]]:
    """Findings without the places, which differ from format to format."""
    return sorted((one.code, one.severity, one.stated, one.expected) for one in comparison.findings)


def test_at_least_forty_relations_are_planted_each_of_one_kind(scripts: Any) -> None:
    """Every pair exists, ids are their own, and every row says one thing."""
    planted = yaml.safe_load((SCRIPTS / "planted.yaml").read_text(encoding="utf-8"))
    kinds = {"finding", *scripts.run._LISTS}
    pairs = {pair.name for pair in scripts.run.PAIRS}
    rows = [*planted["find"], *planted["spare"]]

    assert len(planted["find"]) >= 40
    assert [row for row in (*rows, *planted["allow"]) if row["pair"] not in pairs] == []
    assert len({row["id"] for row in rows}) == len(rows)
    assert [row["id"] for row in planted["find"] if len(kinds & row.keys()) != 1] == []


def test_an_empty_comparison_finds_nothing_and_an_unplanted_error_is_false(scripts: Any) -> None:
    """The judge can say no."""
    run = scripts.run
    error = {
        "code": "wrong_change",
        "severity": "error",
        "message": "无中生有",
        "place": {"text": ""},
        "quote": "",
        "stated": "",
        "expected": "",
        "working": "",
    }
    lists = {listed: [] for listed, _ in run._LISTS.values()}
    planted = {
        "find": [{"id": "a", "pair": "jiyang-2022", "kind": "k", "promise": ["x"], "outcome": ["kept"]}],
        "spare": [{"id": "s", "pair": "jiyang-2022", "all": ["无中生有"]}],
    }

    result = run.judge(run.Pair("jiyang", 2022), {**lists, "findings": [error]}, planted)

    assert [row["id"] for row in result.missed] == ["a"]
    assert [why for why, _ in result.false] == ["unplanted", "s"]


@pytest.mark.parametrize("year", [2022, 2023])
def test_markdown_word_and_pdf_give_the_same_findings(
    scripts: Any, made: dict[tuple[str, int, str], Path], tmp_path: Path, year: int
) -> None:
    """The hand-written pair in three formats."""
    pdfs = {number: tmp_path / f"{number}.pdf" for number in (year, year - 1)}
    for number, path in pdfs.items():
        path.write_bytes(as_pdf(read_document_file(made["jiyang", number, "md"])))

    plain = said(compared(scripts, made["jiyang", year, "md"], made["jiyang", year - 1, "md"]))

    assert said(compared(scripts, made["jiyang", year, "docx"], made["jiyang", year - 1, "docx"])) == plain
    assert said(compared(scripts, pdfs[year], pdfs[year - 1])) == plain
    assert len(plain) > 10


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_draft_and_its_word_file_give_the_same_findings(
    scripts: Any, made: dict[tuple[str, int, str], Path], year: int
) -> None:
    """Both years as draft.json, both as Word, and one of each."""
    files = [(made["qinghe", year, this], made["qinghe", year - 1, last]) for this, last in _MIXED]

    first, *others = [said(compared(scripts, this, last)) for this, last in files]

    assert [other for other in others if other != first] == []
    assert len(first) > 10


_MIXED = (("json", "json"), ("docx", "docx"), ("docx", "json"))


@pytest.mark.parametrize(("union", "kind"), [("qinghe", "json"), ("qinghe", "docx"), ("jiyang", "md")])
def test_a_report_against_itself_shows_no_difference(
    scripts: Any, made: dict[tuple[str, int, str], Path], union: str, kind: str
) -> None:
    """Every paragraph the same, every figure unchanged, no error."""
    report = made[union, scripts.build.YEARS[union][0], kind]

    result = compared(scripts, report, report)

    assert {pair.relation for pair in result.paragraphs} == {"same"}
    assert {change.relation for change in result.figures} <= {"unchanged"}
    assert {change.relation for change in result.indicators} == {"same"}
    assert [finding for finding in result.findings if finding.severity == "error"] == []


def test_paragraphs_in_another_order_are_moved(
    scripts: Any, made: dict[tuple[str, int, str], Path], tmp_path: Path
) -> None:
    """The paragraphs of 履职成效 shuffled: the same words elsewhere, nothing new, gone or rewritten."""
    source = made["jiyang", 2021, "md"]
    text = source.read_text(encoding="utf-8")
    before, rest = text.split("## 三、履职成效\n")
    results, after = rest.split("## 四、")
    pieces = [piece for piece in results.split("\n\n") if piece.strip() and not piece.startswith("###")]
    shuffled = pieces.copy()
    random.Random(7).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    path = tmp_path / "shuffled.md"
    path.write_text(
        f"{before}## 三、履职成效\n\n" + "\n\n".join(shuffled) + f"\n\n## 四、{after}", encoding="utf-8"
    )

    relations = {pair.relation for pair in compared(scripts, path, source).paragraphs}

    assert shuffled != pieces
    assert relations == {"same", "moved"}


def as_pdf(document: Document) -> bytes:
    """A read document as a PDF: a large title, headings and paragraphs in lines that reach the margin, ruled tables."""
    pages: list[list[Text | Rule]] = [[Text(document.blocks[0].text, LEFT, TOP, SIZE)]]  # type: ignore[union-attr]
    used = 2
    for block in document.blocks[1:]:
        needed = _height(block)
        if used + needed > _LINES:
            pages.append([])
            used = 0
        pages[-1] += _drawn(block, TOP - used * PITCH)
        used += needed
    return pdf(pages)


def _height(block: Block) -> int:
    return block.height + 1 if isinstance(block, Table) else len(_wrapped(block.text))


def _wrapped(text: str) -> list[str]:
    """Lines as wide as the page; the first begins two letters in, a digit is half a letter wide."""
    lines, line, room = [], "", _WIDTH - 2.0
    for letter in text:
        width = 0.5 if letter.isascii() else 1.0
        if width > room:
            lines.append(line)
            line, room = "", float(_WIDTH)
        line += letter
        room -= width
    return [*lines, line]


def _drawn(block: Block, top: float) -> Iterator[Text | Rule]:
    if isinstance(block, Table):
        rows = [
            [cell.text if (cell := block.at(row, column)) else "" for column in range(block.width)]
            for row in range(block.height)
        ]
        yield from table(rows, top=top + 10, width=440 / block.width, height=PITCH)
        return
    for number, line in enumerate(_wrapped(block.text)):
        yield Text(line, LEFT if number else LEFT + 2 * SIZE, top - number * PITCH)

"""A draft.json read as a report: the document its own Word file gives, and plain words for every other JSON."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest

from ziping.domain.document import Document
from ziping.domain.draft import Cell, Draft, Row, Section, Table
from ziping.errors import UnreadableInputError
from ziping.intake.document import read_document
from ziping.intake.document_draft import draft_document, read_draft_text
from ziping.intake.scorecard_file import read_scorecard_text
from ziping.pipeline.draft import Drafted, draft_scored, machine_files, render_all
from ziping.pipeline.score import Folders, read_input, score_raw

REPOSITORY = Path(__file__).resolve().parents[2]
CASES = (
    "templates/demo",
    "eval/reports/futian_department_2021",
    "eval/reports/yunxi_department_2020",
    "eval/reports/huadu_department_2021",
    "eval/reports/zengcheng_department_2022",
)


@lru_cache
def drafted(case: str) -> Drafted:
    source = REPOSITORY / case / "submission.yaml"
    return draft_scored(score_raw(read_input(source), Folders()), Folders())


def machine(case: str, name: str) -> str:
    return machine_files(drafted(case))[name].decode("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_draft_reads_as_its_word_file(case: str) -> None:
    """Headings, paragraphs, tables and their places are those of the docx of the same draft."""
    files = render_all(drafted(case), Folders())
    word = next(data for name, data in files.items() if name.endswith(".docx"))

    assert (
        read_document(word, "报告.docx").blocks
        == draft_document(read_draft_text(machine(case, "draft.json"), "x"), "报告.docx").blocks
    )


def test_a_draft_is_told_by_what_is_in_it() -> None:
    """A draft under any name is a draft."""
    document = read_document(machine("templates/demo", "draft.json").encode("utf-8"), "报告.txt")

    assert isinstance(document, Document)
    assert any("示例区总工会" in getattr(block, "text", "") for block in document.blocks)


@pytest.mark.parametrize("name", ["scorecard.json", "facts.json"])
def test_another_file_of_ours_is_no_report(name: str) -> None:
    """The message says what it is and which file to take."""
    with pytest.raises(UnreadableInputError, match=r"不是报告；请选择同一个文件夹里的 draft\.json"):
        read_document(machine("templates/demo", name).encode("utf-8"), name)


def test_a_draft_of_a_later_version_is_refused() -> None:
    """What a newer program wrote is not guessed at."""
    text = machine("templates/demo", "draft.json").replace("ziping/draft/1", "ziping/draft/2", 1)

    with pytest.raises(UnreadableInputError, match="请用本版本重新生成"):
        read_document(text.encode("utf-8"), "draft.json")


def test_half_a_draft_is_refused() -> None:
    """A file cut off on its way is not complete JSON."""
    text = machine("templates/demo", "draft.json")

    with pytest.raises(UnreadableInputError, match="不是完整的 JSON"):
        read_document(text[: len(text) // 2].encode("utf-8"), "draft.json")


def test_a_draft_without_its_sections_is_refused() -> None:
    """The message names what is missing."""
    data = json.loads(machine("templates/demo", "draft.json"))
    del data["sections"]

    with pytest.raises(UnreadableInputError, match="sections"):
        read_draft_text(json.dumps(data), "draft.json")


def test_deep_nesting_is_no_crash() -> None:
    """Brackets without end are a damaged file."""
    with pytest.raises(UnreadableInputError, match="不是完整的 JSON"):
        read_draft_text('{"format": "ziping/draft/1", "x": ' + "[" * 200_000, "draft.json")


def test_a_table_that_does_not_fill_its_columns_is_refused() -> None:
    """A draft changed by hand is an unreadable file, not a crash."""
    table = Table(id="t", caption="表1", widths=(50, 50), rows=(Row(cells=(Cell(text="甲"),)),))
    draft = Draft(
        unit="甲",
        year=2025,
        rubric="x",
        title="报告",
        sections=(Section(id="a", level=1, heading="一、概况", blocks=(table,)),),
        signatory="甲",
        date="2026年1月1日",
    )

    with pytest.raises(UnreadableInputError, match="对不上 2 列"):
        draft_document(draft, "draft.json")


@pytest.mark.parametrize("case", CASES)
def test_a_scorecard_comes_back_as_it_was(case: str) -> None:
    """Read and written again, everything but the findings and the trees is the same."""
    text = machine(case, "scorecard.json")
    again = read_scorecard_text(text, "scorecard.json").to_json()

    assert {**json.loads(text), "findings": []} == json.loads(json.dumps(again))


def test_a_damaged_scorecard_is_refused() -> None:
    """A line without its points is no scorecard."""
    data = json.loads(machine("templates/demo", "scorecard.json"))
    del data["indicators"][0]["max_score"]

    with pytest.raises(UnreadableInputError, match="内容不完整"):
        read_scorecard_text(json.dumps(data), "scorecard.json")

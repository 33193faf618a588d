"""A draft on its way through the guard: what fails is replaced, told, and printed nowhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drafting.drafts import EVERY, futian, write
from fakes.writer import PlantingWriter
from ziping.domain.draft import Draft, Mark, Paragraph
from ziping.domain.draft_texts import parts, rewritten
from ziping.drafting.writer import DraftRequest
from ziping.pipeline.draft import Drafted, draft_scored, render_all
from ziping.pipeline.guarded import Guarded, guarded
from ziping.pipeline.score import Folders, read_input, score_raw

ROOT = Path(__file__).resolve().parents[2]
FUTIAN = ROOT / "eval" / "reports" / "futian_department_2021" / "submission.yaml"
FOLDERS = Folders()

PLANTED = {
    "funds_management.overview": "全年预算执行率为98.58%。",
    "goals.n1": "依据《福田区总工会印章管理办法》开展工作。",
    "problems.problem.satisfaction": "（1）满意度为95.29分，得12分。",
    "funds_management#heading": "1.资金管理（执行率91.23%）",
    "budget_changes#r2c2": "3,630,826.26",
    "budget_changes#caption": "表2　2021年部门预算7,654万元安排情况",
    "#title": "深圳市福田区总工会2021年度自评报告（得99.91分）",
    "#date": "2022年2月31日",
    "#missing1": "职工满意度77.77%的依据",
    "score_sheet#r2c4": "发现一项不符合扣8.88分",
}
"""Wrong texts by where they are planted."""
TOKENS = (
    "98.58",
    "印章管理",
    "95.29",
    "得12分",
    "91.23",
    "3,630,826.26",
    "7,654",
    "99.91",
    "2022年2月31日",
    "77.77",
    "8.88",
)


def planted(draft: Draft) -> Draft:
    return rewritten(draft, PLANTED)


@pytest.fixture(scope="module")
def spoilt() -> Drafted:
    """The 福田 draft of a writer that plants wrong texts."""
    return draft_scored(score_raw(read_input(FUTIAN), FOLDERS), FOLDERS, PlantingWriter(planted))


@pytest.fixture(scope="module")
def printed(spoilt: Drafted) -> dict[str, str]:
    """Everything that is rendered, archives unpacked, as text by file name."""
    return {name: "\n".join(_texts(data)) for name, data in render_all(spoilt, FOLDERS).items()}


def _texts(data: bytes) -> Iterator[str]:
    if data[:2] != b"PK":
        yield data.decode("utf-8")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def result(change: Callable[[Draft], Draft], asked: DraftRequest | None = None) -> Guarded:
    asked = asked or futian()
    return guarded(change(write(asked)), asked.facts, asked.scorecard)


def said(paragraph: str, text: str) -> Callable[[Draft], Draft]:
    return lambda draft: rewritten(draft, {paragraph: text})


@pytest.mark.parametrize("name", EVERY)
def test_the_offline_writer_passes_with_every_figure_bound(name: str) -> None:
    """Nothing rejected, nothing left unbound, nothing not covered, whatever was filled in."""
    found = result(lambda draft: draft, EVERY[name]())

    assert [finding.message for finding in found.findings] == []
    assert found.draft.checked is not None
    assert (found.draft.checked.verdict, found.draft.checked.unbound) == ("accept", 0)


def test_every_planted_text_is_rejected_and_no_other(spoilt: Drafted) -> None:
    """The addresses of the planted texts, headings and cells as well as paragraphs."""
    assert set(spoilt.draft.rejected) == set(PLANTED)


@pytest.mark.parametrize("token", TOKENS)
def test_what_was_rejected_is_printed_nowhere(printed: dict[str, str], token: str) -> None:
    """Plain search in docx, xlsx, html and json: the writer's words are gone."""
    assert [name for name, text in printed.items() if token in text] == []


def test_a_rejected_text_says_that_it_is_one(spoilt: Drafted) -> None:
    """待补充 with the reason and the true value, short in a cell."""
    texts = {part.where: part.text for part in parts(spoilt.draft)}

    assert texts["funds_management.overview"] == "待补充：本段未通过校验（数值不符：预算执行率应为98.85%）"
    assert texts["goals.n1"] == "待补充：本段未通过校验（没有依据的文件）"
    assert texts["budget_changes#r2c2"] == "待补充：未通过校验"
    assert [texts[where] for where in PLANTED if not texts[where].startswith("待补充：")] == []


def test_the_writer_is_told_what_was_wrong_and_where(spoilt: Drafted) -> None:
    """Code, place, the words, what to write."""
    found = {finding.subject: finding for finding in spoilt.guarded.findings}
    wrong = found["funds_management.overview"]

    assert (wrong.code, wrong.severity, wrong.stated, wrong.suggestion) == (
        "wrong_value",
        "error",
        "98.58%",
        "98.85%",
    )
    assert "98.58%" in wrong.message
    assert "【98.58%】" in wrong.quote
    assert wrong.place.text.endswith("」第1段")
    assert found["budget_changes#r2c2"].place.text.endswith("表2第2行第2列")


def test_what_is_shown_to_readers_does_not_repeat_the_wrong_words(spoilt: Drafted) -> None:
    """One entry for each fault, with its place and the true value."""
    shown = spoilt.guarded.shown

    assert len(shown) == len(spoilt.guarded.findings)
    assert [token for token in TOKENS for finding in shown if token in str(finding.to_json())] == []


def test_a_guarded_draft_passes_the_guard(spoilt: Drafted) -> None:
    """What stands in place of a rejected text is itself true."""
    again = guarded(spoilt.draft, spoilt.facts, spoilt.scored.scorecard)
    faults = [finding for finding in again.findings if finding.subject in set(PLANTED)]

    assert faults == []
    assert again.draft.rejected == spoilt.draft.rejected


def test_the_outcome_is_counted(spoilt: Drafted) -> None:
    """Verdict, bound figures, faults."""
    checked = spoilt.draft.checked

    assert checked is not None
    assert checked.verdict == "reject"
    assert checked.violations == len(spoilt.guarded.findings)
    assert checked.bound > 300


def test_a_deduction_that_is_not_told_is_an_error_and_leaves_the_text_alone() -> None:
    """Nothing written is wrong, so nothing is replaced."""

    def silent(draft: Draft) -> Draft:
        sections = tuple(
            section.model_copy(
                update={"blocks": tuple(b for b in section.blocks if "satisfaction" not in b.id)}
            )
            if section.id == "problems"
            else section
            for section in draft.sections
        )
        return draft.model_copy(update={"sections": sections})

    found = result(silent)

    assert [
        (finding.code, finding.severity) for finding in found.findings if finding.severity == "error"
    ] == [("uncovered_deduction", "error")]
    assert "公众或服务对象满意度" in found.findings[0].message
    assert found.draft.rejected == ()
    assert found.draft.checked is not None
    assert found.draft.checked.verdict == "reject"


def test_an_empty_section_is_a_warning() -> None:
    """A person decides whether it may stay."""

    def emptied(draft: Draft) -> Draft:
        sections = tuple(
            section.model_copy(update={"blocks": ()}) if section.id == "plans" else section
            for section in draft.sections
        )
        return draft.model_copy(update={"sections": sections})

    found = result(emptied)

    assert [(finding.code, finding.severity) for finding in found.findings] == [("placeholder", "warning")]
    assert found.draft.checked is not None
    assert found.draft.checked.verdict == "accept"


def test_a_figure_without_a_mark_gets_the_guards() -> None:
    """A writer need not cite: what the guard bound is marked."""
    found = result(said("goals.n1", "全年预算执行率98.85%。"))
    paragraph = next(item for item in found.draft.paragraphs() if item.id == "goals.n1")

    assert [(paragraph.text[mark.start : mark.end], mark.fact) for mark in paragraph.marks] == [
        ("98.85%", "budget_execution_rate")
    ]


def test_a_figure_worked_out_names_all_its_facts() -> None:
    """The sum of two facts is neither of them."""
    found = result(
        said("goals.n1", "基本支出与项目支出合计2,918.76万元，公务接待费和公车费实际支出合计3.12万元。")
    )
    sums = [
        mark
        for item in found.draft.paragraphs()
        if item.id == "goals.n1"
        for mark in item.marks
        if mark.terms
    ]

    assert all(len(mark.terms) > 1 and mark.terms[0] == mark.fact for mark in sums)


def test_a_false_citation_is_not_believed() -> None:
    """A mark must read as its fact prints; the guard's own binding takes its place."""

    def citing(draft: Draft) -> Draft:
        text, lie = "全年预算执行率98.85%。", Mark(start=7, end=13, fact="satisfaction_score")
        changed = Paragraph(id="goals.n1", text=text, marks=(lie,), author="某模型")
        sections = tuple(
            section.model_copy(
                update={"blocks": tuple(changed if b.id == "goals.n1" else b for b in section.blocks)}
            )
            for section in draft.sections
        )
        return draft.model_copy(update={"sections": sections})

    found = result(citing)
    paragraph = next(item for item in found.draft.paragraphs() if item.id == "goals.n1")

    assert [mark.fact for mark in paragraph.marks] == ["budget_execution_rate"]


def test_every_text_of_a_draft_can_be_replaced() -> None:
    """What ``parts`` lists is all that is printed: with each replaced, no word of the draft is left."""
    draft = write(futian())
    words = [part.text for part in parts(draft) if part.text]
    blank = rewritten(draft, {part.where: "" for part in parts(draft)})
    left = blank.model_dump_json(exclude={"submission", "unit", "provenance"})

    assert len(words) > 300
    assert [text for text in words if len(text) > 3 and text in left] == []

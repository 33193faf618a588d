"""The form as Word: the official layout, computed scores, nothing of the data ever markup."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from tests.form_sample import FORM
from tests.intake.test_form import bare

from ziping.domain.draft import Draft
from ziping.errors import RenderError
from ziping.intake.document_docx import read_docx_document
from ziping.intake.form import read_forms
from ziping.pipeline.draft import Drafted, draft_scored
from ziping.pipeline.score import Folders, ready_rubric, score_submission
from ziping.render.form_docx import render_form

FOLDERS = Folders()
FUTIAN = "shenzhen-futian-2023-project"
SUBMISSION = (
    Path(__file__).resolve().parents[2] / "eval/reports/futian_projects_2023/440304236011500105002.yaml"
)


@pytest.fixture(scope="module")
def drafted() -> Drafted:
    """The form of a project that missed one target."""
    from ziping.pipeline.score import read_input, score_raw

    return draft_scored(score_raw(read_input(SUBMISSION), FOLDERS), FOLDERS)


def word(drafted: Drafted, draft: Draft | None = None) -> bytes:
    scored = drafted.scored
    assert scored.submission.form is not None
    return render_form(scored.submission.form, scored.ready.loaded.rubric, scored.scorecard, draft)


def test_a_word_form_reads_back_the_same(drafted: Drafted) -> None:
    """Merged cells, texts and computed scores survive Word and our own reader."""
    rules = ready_rubric(FUTIAN, FOLDERS).loaded.rubric.form
    assert rules is not None

    result = read_forms(read_docx_document(word(drafted), "表.docx"), rules)

    read, form = bare(result.forms[0].form), drafted.scored.submission.form
    assert form is not None
    assert read.model_copy(update={"achieved_objective": ""}) == bare(form)
    assert [item.severity for item in result.findings] == []


def test_the_draft_fills_what_the_unit_left_out(drafted: Drafted) -> None:
    """实际完成情况 comes from the draft; without one it is marked as missing."""
    with_draft, without = (
        "\n".join(cell.text for row in docx.Document(io.BytesIO(data)).tables[0].rows for cell in row.cells)
        for data in (word(drafted, drafted.draft), word(drafted))
    )

    paragraph = next(item.text for item in drafted.draft.paragraphs() if item.id == "achieved.summary")
    assert paragraph in with_draft
    assert "待补充" in without
    assert paragraph not in without


def test_the_page_is_a4_landscape_with_official_fonts(drafted: Drafted) -> None:
    """小标宋 for the title, 仿宋 in the table; one repeated look, no direct formatting."""
    document = docx.Document(io.BytesIO(word(drafted)))

    fonts = {
        style.name: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in document.styles
        if style.name in {"Title", "表格正文"}
    }
    page = document.sections[0]
    assert (page.page_width.twips, page.page_height.twips) == (Mm(297).twips, Mm(210).twips)
    assert fonts == {"Title": "方正小标宋简体", "表格正文": "仿宋_GB2312"}


def test_the_same_form_gives_the_same_bytes(drafted: Drafted) -> None:
    """No clock in the file."""
    assert word(drafted, drafted.draft) == word(drafted, drafted.draft)


def test_pending_scores_are_marked_never_zero() -> None:
    """A row without an actual value prints 待补充 and no total is given."""
    rubric = ready_rubric(FUTIAN, FOLDERS)
    from ziping.domain.submission import Submission, Unit

    rows = (FORM.rows[0].model_copy(update={"actual": "", "stated_score": None, "reason": ""}),)
    form = FORM.model_copy(update={"rows": rows, "not_applicable": (), "stated_total": None})
    scored = score_submission(
        rubric, Submission(rubric=FUTIAN, year=2023, unit=Unit(name="示例区总工会"), form=form)
    )
    assert scored.submission.form is not None

    table = docx.Document(
        io.BytesIO(render_form(scored.submission.form, scored.ready.loaded.rubric, scored.scorecard))
    ).tables[0]

    row = next(row for row in table.rows if row.cells[3].text == "新建书屋")
    assert (row.cells[5].text, row.cells[7].text) == ("待补充", "待补充")
    assert table.rows[-1].cells[7].text == "待补充"


def test_texts_are_never_markup(drafted: Drafted) -> None:
    """Angle brackets, braces and control characters are text, or left out."""
    scored = drafted.scored
    assert scored.submission.form is not None
    text = "<w:b/> {{ title }} & \x07结束"
    form = scored.submission.form.model_copy(update={"name": text, "achieved_objective": text})

    document = docx.Document(io.BytesIO(render_form(form, scored.ready.loaded.rubric, scored.scorecard)))

    assert document.tables[0].rows[0].cells[4].text == "<w:b/> {{ title }} & 结束"


def test_a_template_of_the_users_needs_its_tags(drafted: Drafted) -> None:
    """What is missing is named."""
    scored = drafted.scored
    assert scored.submission.form is not None
    empty = io.BytesIO()
    docx.Document().save(empty)

    with pytest.raises(RenderError, match=r"\{\{ table \}\}"):
        render_form(
            scored.submission.form,
            scored.ready.loaded.rubric,
            scored.scorecard,
            template=empty.getvalue(),
        )
    with pytest.raises(RenderError, match="不是完好的"):
        render_form(
            scored.submission.form, scored.ready.loaded.rubric, scored.scorecard, template=b"PK nothing"
        )


def test_a_rubric_without_form_rules_is_refused(drafted: Drafted) -> None:
    """A department rubric has no form."""
    department = ready_rubric("example-2025-department", FOLDERS).loaded.rubric

    with pytest.raises(RenderError, match="不评项目支出绩效自评表"):
        render_form(FORM, department, drafted.scored.scorecard)


def test_the_template_is_the_one_its_tool_makes() -> None:
    """The checked-in file is never edited by hand."""
    from tools.build_form_template import OUT, build

    assert OUT.read_bytes() == build()


def test_decimal_points_are_printed_plainly(drafted: Drafted) -> None:
    """6.5, never 6.50 or 6.5E+0."""
    document = docx.Document(io.BytesIO(word(drafted)))
    row = next(row for row in document.tables[0].rows if row.cells[3].text == "服务干部人数")

    assert Decimal(row.cells[7].text) == Decimal("6.5")
    assert row.cells[7].text == "6.5"

"""Word and Excel of the 岳阳 and 广州 reports: cover and form pages, an entered total, the notice of what is missing."""

from __future__ import annotations

import io
import runpy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from drafting.drafts import futian, futian_draft, write
from drafting.families import huadu, yunxi, zengcheng
from ziping.drafting.writer import DraftRequest
from ziping.errors import RenderError
from ziping.render.report_docx import render_report
from ziping.render.review_html import render_review
from ziping.render.score_xlsx import render_score_sheet

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "build_report_template.py"))


def template(family: str) -> bytes:
    return (ROOT / "templates" / family / "report.docx").read_bytes()


def word(asked: DraftRequest) -> Any:
    return Document(io.BytesIO(render_report(write(asked), template(asked.rubric.report_family))))


def sheet(asked: DraftRequest) -> list[list[str]]:
    data = render_score_sheet(asked.rubric, asked.submission, asked.scorecard)
    rows = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["评分表"].iter_rows(values_only=True)
    return [["" if value is None else str(value) for value in row] for row in rows]


def review(asked: DraftRequest) -> str:
    return render_review(write(asked), asked.facts, asked.scorecard, asked.scorecard.findings).decode("utf-8")


@pytest.mark.parametrize("family", ["shenzhen-department", "guangzhou-department", "yueyang-department"])
def test_every_checked_in_template_is_what_the_builder_makes(family: str) -> None:
    """``python tools/build_report_template.py`` was run after the last change."""
    assert template(family) == TOOL["build"](28.9, TOOL["FAMILIES"][family])


def test_the_cover_stands_on_a_page_of_its_own_without_number() -> None:
    """Title and cover lines, a page break, then the first part; page 1 is the page after the cover."""
    document = word(yunxi())
    texts = [paragraph.text for paragraph in document.paragraphs]
    section = document.sections[0]

    assert texts[0] == "2020年度部门整体支出\n绩效评价自评报告"
    assert texts[1:3] == ["部门（单位）名称：岳阳市云溪区总工会", "预算编码：116001"]
    assert texts.index("一、部门（单位）基本概况") == 7
    assert 'w:type="page"' in document.paragraphs[6]._p.xml
    assert section.different_first_page_header_footer is True
    assert section.first_page_footer.paragraphs[0].text == ""


def test_the_form_has_no_signatory_of_a_letter() -> None:
    """The form is signed in its own table; 落款 and 成文日期 belong to reports in letter form."""
    styles = [paragraph.style.name for paragraph in word(yunxi()).paragraphs]

    assert "落款" not in styles
    assert "落款" in [paragraph.style.name for paragraph in word(huadu()).paragraphs]


def test_a_template_without_the_cover_is_refused_for_a_report_that_has_one() -> None:
    """Nothing of a draft is dropped without a word."""
    with pytest.raises(RenderError, match="cover"):
        render_report(write(yunxi()), template("shenzhen-department"))


def test_a_report_without_cover_prints_on_a_template_that_has_one() -> None:
    """An empty cover leaves the title alone on its page."""
    document = Document(io.BytesIO(render_report(futian_draft(), template("yueyang-department"))))

    assert futian().rubric.report_family == "shenzhen-department"
    assert document.paragraphs[0].text.startswith("深圳市福田区总工会")


def test_the_word_file_of_guangzhou_carries_the_notice() -> None:
    """What the city's own notice must supply is marked as missing."""
    texts = [paragraph.text for paragraph in word(zengcheng()).paragraphs]

    assert any("待补充：按当年自评通知所附评分表补全指标和分值" in text for text in texts)
    assert any("5.21分没有列明扣在哪项指标" in text for text in texts)


def test_an_entered_total_stands_in_the_score_sheet_as_entered() -> None:
    """94.79 and 优, with the 5.21 points nobody explains; the indicators stay open."""
    rows = sheet(zengcheng())
    total = next(row for row in rows if row[0].startswith("总分"))
    grade = next(row for row in rows if row[0] == "评价等级")

    assert total[0] == "总分（单位录入，评分标准没有列全指标）"
    assert total[5] == "94.79"
    assert "5.21 分没有说明扣在哪项指标" in total[6]
    assert grade[5] == "优"


def test_two_indicators_of_one_name_are_told_apart_in_the_workings() -> None:
    """输入 and 计算 call them by their own names, 评分表 by the official one."""
    data = render_score_sheet(yunxi().rubric, yunxi().submission, yunxi().scorecard)
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    named = {str(row[0].value) for row in book["计算"].iter_rows()}

    assert {"预算管理制度健全性", "资产管理制度健全性"} <= named


def test_the_review_page_shows_what_an_entered_total_rests_on() -> None:
    """94.79 asserted and 5.21 unexplained, not 100 points waiting; indicators of one name told apart."""
    entered = review(zengcheng())
    told_apart = review(yunxi())

    assert "单位自述94.79分，待补充0分，扣分5.21分" in entered
    assert "没有列明扣在哪项指标" in entered
    assert "没有扣分的指标。" not in entered
    assert "资产管理制度健全性" in told_apart

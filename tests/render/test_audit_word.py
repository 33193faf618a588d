"""Findings in Word: comments at the exact words of a copy, and the letter that goes back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor

from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.errors import RenderError
from ziping.intake.document import read_document
from ziping.intake.document_docx import docx_elements
from ziping.intake.word_xml import open_whole_docx, paragraph_pieces
from ziping.render.review_opinion import render_opinion
from ziping.render.word_comments import AUTHOR, Note, render_comments

ROOT = Path(__file__).resolve().parents[2]
WORDS = (ROOT / "templates" / "audit" / "opinion.j2").read_text(encoding="utf-8")
TEMPLATE = (ROOT / "templates" / "audit" / "report.docx").read_bytes()
PICTURE = b"\x89PNG kept as it is"


def finding(message: str = "比率不对", severity: str = "error", **more: Any) -> Finding:
    return Finding(code="rate", severity=severity, message=message, **more)  # type: ignore[arg-type]


def report() -> bytes:
    """Three runs, the middle one red and bold, and a part nobody knows."""
    document = docx.Document()
    paragraph = document.add_paragraph("全年预算")
    middle = paragraph.add_run("执行率为98.58%，")
    middle.bold, middle.font.color.rgb = True, RGBColor(255, 0, 0)
    paragraph.add_run("比上年\t提高。")
    target = io.BytesIO()
    document.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/media/image9.png", PICTURE)
    return target.getvalue()


def commented(data: bytes, *findings: Finding) -> bytes:
    word = open_whole_docx(data, "a.docx")
    elements = [element for _, element in docx_elements(word, "a.docx")]
    notes = [Note(one, (elements[0],) if one.place.paragraph else ()) for one in findings]
    return render_comments(data, word, notes, paragraph_pieces)


def anchored(data: bytes) -> dict[str, str]:
    """Text of each comment → the words between its marks."""
    document = docx.Document(io.BytesIO(data))
    texts = {str(one.comment_id): one.text for one in document.comments}
    found = {}
    for number, text in texts.items():
        inside, words = False, ""
        for element in document.element.body.iter():
            if element.get(qn("w:id")) == number and element.tag == qn("w:commentRangeStart"):
                inside = True
            elif element.get(qn("w:id")) == number and element.tag == qn("w:commentRangeEnd"):
                inside = False
            elif inside and element.tag in {qn("w:t"), qn("w:tab")}:
                words += element.text or "\t"
        found[text] = words
    return found


HERE = Place(paragraph=1)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("执行率为【98.58%】", "98.58%"),
        ("【预算执行率】", "预算执行率"),
        ("【，比上年提高】", "，比上年\t提高"),
        ("【提高。】", "提高。"),
        ("【全】年", "全"),
        ("【没有的话】", "全年预算执行率为98.58%，比上年\t提高。"),
    ],
    ids=["inside a run", "two runs", "with a tab", "the end", "the beginning", "not there"],
)
def test_a_comment_stands_at_the_exact_words(quote: str, words: str) -> None:
    """Runs are split where the words begin and end; words that are not there are the whole paragraph."""
    data = commented(report(), finding(place=HERE, quote=quote))

    assert list(anchored(data).values()) == [words]
    assert read_document(data, "b.docx").blocks == read_document(report(), "b.docx").blocks


def test_split_runs_keep_their_look() -> None:
    """Both halves of a red bold run are red and bold."""
    document = docx.Document(io.BytesIO(commented(report(), finding(place=HERE, quote="【98.58%】"))))
    runs = [run for run in document.paragraphs[0].runs if re.search("执行率|98|，", run.text)]

    assert [run.text for run in runs] == ["执行率为", "98.58%", "，"]
    assert [(run.bold, run.font.color.rgb) for run in runs] == [(True, RGBColor(255, 0, 0))] * 3


def test_comments_may_overlap() -> None:
    """Two findings about the same words, and one inside another."""
    data = commented(
        report(),
        finding("甲", place=HERE, quote="【执行率为98.58%】"),
        finding("乙", place=HERE, quote="【98.58%】"),
        finding("丙", place=HERE, quote="【98.58%】"),
    )

    assert list(anchored(data).values()) == ["执行率为98.58%", "98.58%", "98.58%"]


def test_the_comment_tells_severity_message_and_working() -> None:
    """And by whom; no date, so that the same report gives the same file."""
    one = finding(
        place=HERE, quote="【98.58%】", expected="98.85%", working="2918.76÷2952.78", suggestion="改正"
    )
    source = report()
    (comment,) = docx.Document(io.BytesIO(commented(source, one))).comments

    assert comment.text == "【错误】比率不对\n应为：98.85%\n核算：2918.76÷2952.78\n建议：改正"
    assert comment.author == AUTHOR
    assert comment.timestamp is None
    assert commented(source, one) == commented(source, one)


@pytest.mark.parametrize(("other", "words"), [(1, "98.85万元"), (2, "")], ids=["its words", "empty"])
def test_the_other_place_has_a_short_comment(other: int, words: str) -> None:
    """The full comment names it, it leads back to the full one; an empty paragraph has room for one too."""
    document = docx.Document()
    for text in ("全年支出98.58万元。", "决算表98.85万元。", ""):
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    word = open_whole_docx(target.getvalue(), "a.docx")
    body = list(word.element.body.iter(qn("w:p")))
    one = finding(
        "支出前后不一致",
        place=HERE,
        quote="支出【98.58万元】",
        expected="98.85万元",
        also=(Place(heading="五、附表 > （一）决算", paragraph=2),),
    )
    note = Note(one, (body[0],), ((body[other],),))

    assert anchored(render_comments(target.getvalue(), word, [note], paragraph_pieces)) == {
        "【错误】支出前后不一致\n应为：98.85万元\n另见：「（一）决算」第2段": "98.58万元",
        "【错误】见第1段的批注：支出前后不一致": words,
    }


def test_a_report_without_findings_stays_as_it_is() -> None:
    """The copy has the bytes of the original."""
    data = report()

    assert commented(data) == data


def test_what_concerns_the_whole_report_hangs_on_its_first_paragraph() -> None:
    """Its place is told in words."""
    data = commented(report(), finding(place=Place(heading="三、结论")))

    assert anchored(data) == {"【错误】「三、结论」：比率不对": "全年预算执行率为98.58%，比上年\t提高。"}


def test_everything_else_is_untouched() -> None:
    """Only four parts differ; even a part that no library knows keeps its bytes."""
    before = zipfile.ZipFile(io.BytesIO(report()))
    after = zipfile.ZipFile(io.BytesIO(commented(report(), finding(place=HERE))))
    changed = {
        name
        for name in after.namelist()
        if name not in before.namelist() or after.read(name) != before.read(name)
    }

    assert changed <= {
        "word/document.xml",
        "word/comments.xml",
        "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }
    assert after.read("word/media/image9.png") == PICTURE


def test_hostile_words_stay_words() -> None:
    """A message with markup or control characters does not break the file."""
    data = commented(report(), finding("</w:t>\x00<&{{ 7*7 }}", place=HERE))

    assert next(iter(anchored(data))) == "【错误】</w:t><&{{ 7*7 }}"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_program_shows_the_comments(tmp_path: Path) -> None:
    """LibreOffice reads as many comments as there are findings, at their words."""
    (tmp_path / "a.docx").write_bytes(
        commented(report(), finding("甲", place=HERE, quote="【98.58%】"), finding("乙", place=Place()))
    )
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "fodt",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = (tmp_path / "a.fodt").read_text(encoding="utf-8")

    assert text.count("<office:annotation ") == 2
    assert re.search(r"</office:annotation>(?:<[^>]+>)*98\.58%(?:<[^>]+>)*<office:annotation-end", text)


def letter(*findings: Finding, **more: str) -> Any:
    return render_opinion("某区总工会自评报告.docx", findings, WORDS, TEMPLATE, **more)


def lines_of(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def test_a_letter_groups_and_numbers_what_is_to_be_done() -> None:
    """Errors are to be corrected, doubts to be checked, notes to be improved."""
    made = letter(
        finding("执行率写的是98.58%，应是98.85%；请核对", place=Place(paragraph=3)),
        finding("时态不对", "note"),
        finding("合计对不上", "warning"),
        unit="某区总工会",
    )
    lines = lines_of(made.data)

    assert lines[0] == "关于《某区总工会自评报告》的复核意见"
    assert lines[1] == "某区总工会："
    assert [line for line in lines if line.startswith(("一、", "二、", "三、"))] == [
        "一、经核算确有错误，请更正（1 处）",
        "二、前后不一致或依据不足，请核实（1 处）",
        "三、表述不够规范，请完善（1 处）",
    ]
    assert "1. 第3段：执行率写的是98.58%，应是98.85%。" in lines
    assert (made.shown, made.total) == (3, 3)
    assert docx.Document(io.BytesIO(made.data)).tables == []


def test_who_signs_is_left_to_be_supplied() -> None:
    """Nobody's name, seal or date is made up."""
    text = "\n".join(lines_of(letter(finding()).data))

    assert "待补充：报送单位" in text
    assert "待补充：复核单位" in text
    assert "待补充：成文日期" in text


def test_what_does_not_fit_goes_into_the_annex() -> None:
    """The page says how many are left; the annex has all of them, the gravest first."""
    many = [finding(f"第{number}处数据对不上，" + "说明" * 20, "note") for number in range(20)]
    made = letter(*many, finding("合计错了"))
    (table,) = docx.Document(io.BytesIO(made.data)).tables

    assert made.shown < made.total == 21
    assert f"其余 {20 - (made.shown - 1)} 处见附件。" in lines_of(made.data)
    assert len(table.rows) == 22
    assert [cell.text for cell in table.rows[1].cells][:4] == ["1", "更正", "", "合计错了"]


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("count", [3, 30])
def test_the_letter_is_one_page(count: int, tmp_path: Path) -> None:
    """With the signature; the annex begins on the second page."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    kinds = ("error", "warning", "note")
    many = [
        finding(f"第{n}处数据对不上，表内写的是1,234.56万元，各项相加是1,243.56万元", kinds[n % 3])
        for n in range(count)
    ]
    (tmp_path / "a.docx").write_bytes(letter(*many).data)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as made:
        pages = [page.get_textpage().get_text_range() for page in made]

    assert "成文日期" in pages[0]
    assert all(page.lstrip().startswith("附件") for page in pages[1:2])


def test_hostile_words_do_not_fill_the_template() -> None:
    """Braces and markup of a report are printed as they are."""
    text = "\n".join(lines_of(letter(finding("{{ 7*7 }}<w:p/># 四、{% raw %}")).data))

    assert "{{ 7*7 }}<w:p/># 四、{% raw %}" in text


def test_wrong_words_of_a_user_are_named() -> None:
    """A replaced text that asks for something unknown."""
    with pytest.raises(RenderError, match=r"opinion\.j2"):
        render_opinion("a.docx", (finding(),), "{{ nobody }}", TEMPLATE)

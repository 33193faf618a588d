"""``ziping guard``: any text against the facts it may use."""

from __future__ import annotations

import io
import json
import typing
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from tests.fakes.pdf import lines, pdf

from ziping.cli.guard import NAMES
from ziping.domain.guard_report import ViolationCode, report
from ziping.errors import UnreadableInputError
from ziping.intake.plain_text import PlainText, plain_text

FACTS = [
    {"id": "report_year", "label": "报告年度", "value": "2023", "unit": "年"},
    {"id": "budget", "label": "全年预算数", "value": "2952.78", "unit": "万元"},
    {"id": "spent", "label": "全年执行数", "value": "2918.76", "unit": "万元"},
    {"id": "execution_rate", "label": "预算执行率", "value": "98.85", "unit": "%"},
    {"id": "households", "label": "走访慰问困难职工家庭", "value": "263", "unit": "户"},
]
GOOD = "2023年，全年执行数2,918.76万元，预算执行率98.85%。"
WRONG = "一、基本情况\n2023年，全年执行数2,918.76万元，预算执行率98.58%。"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def guard(ziping: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """``guard(text or docx bytes, *options)``, with a facts.json beside."""
    (tmp_path / "facts.json").write_text(json.dumps(FACTS), encoding="utf-8")

    def run(content: str | bytes, *options: str, name: str = "报告.txt") -> Any:
        data = content.encode("utf-8") if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return ziping("guard", name, "--facts", "facts.json", *options)

    return run


def word(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = (), xml: str = "") -> bytes:
    """A Word file: paragraphs, a table, then a paragraph given as XML."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=len(rows), cols=max((len(row) for row in rows), default=1))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    if xml:
        document.element.body.insert(0, parse_xml(f"<w:p {NAMESPACE}>{xml}</w:p>"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def run_of(text: str) -> str:
    """A run."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_a_true_text_passes(guard: Callable[..., Any]) -> None:
    """Exit 0 and one line."""
    said = guard(GOOD)

    assert said.code == 0
    assert said.out.startswith("通过")


def test_a_wrong_figure_is_shown_with_its_place_and_what_to_write(guard: Callable[..., Any]) -> None:
    """Line, surface, the words around it, a suggestion; exit 3."""
    said = guard(WRONG)

    assert said.code == 3
    assert "第2行  '98.58%'" in said.out
    assert "预算执行率【98.58%】" in said.out
    assert "98.85" in said.out
    assert "不通过：1 处" in said.out


def test_the_machine_format_points_into_the_text(guard: Callable[..., Any]) -> None:
    """Offsets are code points of the file; place and quote are added."""
    said = guard(WRONG, "--json")

    found = said.json["violations"][0]
    assert said.code == 3
    assert said.json["verdict"] == "reject"
    assert said.json["format"] == "ziping/guard/1"
    assert WRONG[found["start"] : found["end"]] == found["surface"]
    assert found["place"] == {"line": 2, "text": "第2行"}
    assert {"code", "message", "nearest", "suggestion", "quote"} <= set(found)
    assert {"start", "end", "fact"} == set(said.json["bindings"][0])


def test_a_word_file_edited_by_hand_is_checked(guard: Callable[..., Any]) -> None:
    """The paragraph is counted as a reader counts."""
    said = guard(word("一、基本情况", WRONG.split("\n")[1]), name="报告.docx")

    assert said.code == 3
    assert "第2段  '98.58%'" in said.out


def test_a_figure_typed_with_track_changes_is_checked(guard: Callable[..., Any]) -> None:
    """Inserted runs count, deleted ones do not."""
    xml = (
        f"{run_of('预算执行率')}<w:del w:id='1' w:author='x'><w:r><w:delText>98.85%</w:delText></w:r></w:del>"
        f"<w:ins w:id='2' w:author='x'>{run_of('99.85%')}</w:ins>{run_of('。')}"
    )
    said = guard(word(xml=xml), name="报告.docx")

    assert said.code == 3
    assert "预算执行率【99.85%】。" in said.out


def test_standard_input_is_read(guard: Callable[..., Any], ziping: Callable[..., Any]) -> None:
    """``-``."""
    guard(GOOD)

    said = ziping("guard", "-", "--facts", "facts.json", stdin=WRONG.encode("utf-8"))

    assert said.code == 3


def test_a_table_of_the_program_itself_serves_as_facts(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """facts.json with format, unit, year."""
    table = {"format": "ziping/facts/1", "unit": "青榆区总工会", "year": 2023, "facts": FACTS}
    (tmp_path / "f.json").write_text(json.dumps(table), encoding="utf-8")

    assert ziping("guard", "-", "--facts", "f.json", stdin=GOOD.encode("utf-8")).code == 0


def test_facts_of_another_major_end_with_exit_4(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """And say what to do."""
    (tmp_path / "f.json").write_text('{"format": "ziping/facts/9", "facts": []}', encoding="utf-8")

    said = ziping("guard", "-", "--facts", "f.json", stdin=b"")

    assert said.code == 4
    assert "ziping/facts/9" in said.err
    assert said.out == ""


def cases(*texts: str) -> bytes:
    """A case file with one line a text."""
    rows = [{"id": f"c{number}", "facts": FACTS, "text": text} for number, text in enumerate(texts, start=1)]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("utf-8")


def test_cases_come_out_one_line_each(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """id, verdict, violations, in the order of the file; a reject gives exit 3."""
    (tmp_path / "cases.jsonl").write_bytes(cases(GOOD, WRONG))

    said = ziping("guard", "--cases", "cases.jsonl", "--json")

    rows = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 3
    assert [(row["id"], row["verdict"]) for row in rows] == [("c1", "accept"), ("c2", "reject")]
    assert [set(row) for row in rows] == [{"id", "verdict", "violations"}] * 2
    assert rows[1]["violations"][0]["surface"] == "98.58%"


def test_good_cases_end_with_exit_0(ziping: Callable[..., Any]) -> None:
    """From standard input, for people."""
    said = ziping("guard", "--cases", "-", stdin=cases(GOOD))

    assert said.code == 0
    assert said.out == "c1\t通过\n"


def test_rejected_cases_are_listed_for_people(ziping: Callable[..., Any]) -> None:
    """What and why, on one line."""
    said = ziping("guard", "--cases", "-", stdin=cases(WRONG))

    assert said.out.startswith("c1\t不通过\t98.58%〔")


def test_a_wrong_line_of_a_case_file_ends_with_exit_4_and_its_number(ziping: Callable[..., Any]) -> None:
    """Nothing is judged before every line is read."""
    said = ziping("guard", "--cases", "-", "--json", stdin=cases(GOOD) + b'\n{"id": "c2"}\n')

    assert said.code == 4
    assert "第2行" in said.err
    assert said.out == ""


def test_strict_asks_for_a_fact_behind_every_figure(
    guard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure that was let pass without a binding is noted, and counts only when asked to."""
    monkeypatch.setattr("ziping.guard.Guard.check", lambda *_, **__: report((), ()))

    said = guard("走访263户。")

    assert said.code == 0
    assert "第1行  '263户'" in said.err
    assert guard("走访263户。", "--strict").code == 3
    assert guard("走访263户。", "--json").json["unbound"] == [{"start": 2, "end": 6, "surface": "263户"}]


def test_figures_in_table_cells_are_checked_and_the_rules_column_is_not(guard: Callable[..., Any]) -> None:
    """A cell's unit stands in the heading; a scoring rule's figures are the rule's."""
    rows = (
        ("项目", "金额（万元）", "评分标准"),
        ("全年预算数", "2,952.78", "超过17%扣3分"),
        ("全年执行数", "2,918.77", ""),
    )

    said = guard(word("前", rows=rows), name="报告.docx")

    assert said.code == 3
    assert "表1第3行  '2,918.77'" in said.out
    assert "不通过：1 处" in said.out


@pytest.mark.parametrize(
    "arguments",
    [[], ["报告.txt"], ["--cases", "x.jsonl", "--facts", "facts.json"], ["报告.txt", "--cases", "x.jsonl"]],
)
def test_a_command_without_its_files_is_a_usage_error(
    ziping: Callable[..., Any], arguments: list[str]
) -> None:
    """Exit 2 with what is missing."""
    said = ziping("guard", *arguments)

    assert said.code == 2
    assert said.err.startswith("出错了：")


def test_every_code_has_a_chinese_name() -> None:
    """No violation is shown with an English word."""
    assert set(NAMES) == set(typing.get_args(ViolationCode))


def read(data: bytes) -> PlainText:
    """The text of a Word file."""
    return plain_text(data, "报告.docx")


def test_table_rows_are_lines_with_their_place() -> None:
    """Cells are separated by tabs; merged cells are not repeated."""
    text = read(word("前", rows=(("项目", "全年预算数"), ("合计", "2,952.78"))))

    assert text.text == "前\n项目\t全年预算数\n合计\t2,952.78"
    assert text.block(text.text.index("2,952")).place.text == "表1第2行"


def test_content_controls_links_tabs_and_breaks_are_read() -> None:
    """Whatever a reader sees."""
    xml = (
        f"<w:sdt><w:sdtContent>{run_of('甲')}</w:sdtContent></w:sdt>"
        f"<w:hyperlink>{run_of('乙')}</w:hyperlink><w:r><w:tab/><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r>"
    )

    assert read(word(xml=xml)).text == "甲乙\t丙\n丁"


def test_a_text_box_is_read_once_and_apart_from_its_paragraph() -> None:
    """Word writes it twice, for new and for old readers."""
    box = f"<w:txbxContent><w:p>{run_of('框')}</w:p></w:txbxContent>"
    choice = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    xml = (
        f"{run_of('正文')}<w:r><mc:AlternateContent {choice}><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert read(word(xml=xml)).text == "正文\n框"


def test_an_empty_word_file_is_an_empty_text() -> None:
    """And any offset has a place."""
    assert read(word()).text == ""
    assert read(word()).block(0).place.text == ""


def test_lines_keep_the_offsets_of_the_file() -> None:
    """Windows line ends stay; a byte order mark does not count."""
    text = plain_text("\ufeff甲\r\n乙丙".encode(), "a.txt")

    assert text.text == "甲\r\n乙丙"
    assert text.block(3).place.line == 2
    assert text.quote(3, 4) == "【乙】丙"


def packed(**parts: bytes) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .doc"),
        (b"PK\x03\x04broken", "不是完好的 Word 或 Excel 文件"),
        (packed(**{"word/document.xml": b" " * 70_000_000}), "解压后太大"),
        (packed(**{"xl/workbook.xml": b"<a/>"}), "工作簿打不开"),
        (word("甲")[:-200], "不是完好的 Word 文档"),
        ("预算".encode("gb18030"), "不是 .docx，也不是 UTF-8"),
    ],
    ids=["pdf", "doc", "broken", "bomb", "xlsx", "cut", "gbk"],
)
def test_what_cannot_be_read_is_refused(data: bytes, part: str) -> None:
    """Exit 4, with what to do."""
    with pytest.raises(UnreadableInputError, match=part):
        read(data)


def test_a_pdf_and_a_page_are_checked_like_a_word_file(guard: Callable[..., Any]) -> None:
    """A wrong figure in a paragraph of a PDF, and in a table of a web page."""
    page = "<html><body><table><tr><td>全年执行数（万元）</td><td>2,918.67</td></tr></table></body></html>"
    in_pdf = guard(pdf([lines("2023年，预算执行率98.58%。")]), name="报告.pdf")
    in_page = guard(page, name="报告.html")

    assert (in_pdf.code, in_page.code) == (3, 3)
    assert "'98.58%'" in in_pdf.out
    assert "第1页第1段" in in_pdf.out
    assert "2,918.67" in in_page.out
    assert "表1第1行" in in_page.out


def test_entities_in_a_word_file_are_refused() -> None:
    """No reader may unfold them."""
    with zipfile.ZipFile(io.BytesIO(word("甲"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].split(b"?>", 1)[1]
    parts["word/document.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + body

    with pytest.raises(UnreadableInputError, match="写法不正常"):
        read(packed(**parts))


DEMO = Path(__file__).resolve().parents[2] / "templates" / "demo" / "submission.yaml"


def test_with_the_units_texts_claims_and_style_are_checked_too(guard: Callable[..., Any]) -> None:
    """``--evidence`` takes a filled-in workbook or submission; places are those of the text."""
    text = "一、基本情况\n2023年，预算执行率98.85%，走在全市前列。\n今年以来，指导基层工会换届。\n"
    done = guard(text, "--evidence", str(DEMO), "--json")
    found = done.json["violations"]

    assert done.code == 3
    told = [(item["code"], item["surface"], item["place"]["line"]) for item in found]
    assert ("unsupported_claim", "前列", 2) in told
    assert ("style", "今年以来", 3) in told
    assert [text[item["start"] : item["end"]] for item in found] == [item["surface"] for item in found]


def test_style_alone_is_advice(guard: Callable[..., Any]) -> None:
    """It passes, and with ``--strict`` it does not."""
    text = "2023年，预算执行率98.85%。截至目前，指导基层工会换届。"

    assert guard(text, "--evidence", str(DEMO)).code == 0
    assert guard(text, "--evidence", str(DEMO), "--strict").code == 3


def test_without_the_units_texts_only_figures_and_documents_are_checked(guard: Callable[..., Any]) -> None:
    """As before."""
    assert guard("2023年，预算执行率98.85%，走在全市前列。").code == 0


def test_cases_bring_their_own_facts_and_take_no_evidence(ziping: Callable[..., Any]) -> None:
    """A usage mistake, said in Chinese."""
    done = ziping("guard", "--cases", "a.jsonl", "--evidence", str(DEMO))

    assert done.code == 2
    assert "--evidence" in done.err

"""``ziping audit``: one report or a folder, what was set aside, what a second version put right."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.cli.conftest import REPOSITORY
from tests.fakes.pdf import lines, pdf

from ziping.intake.document import read_document

WRONG = """# 某区总工会2021年度部门整体支出绩效自评报告

## 一、预算执行情况

2021年，全年预算数2,952.78万元，全年执行数2,918.76万元，预算执行率为98.58%。

表1 支出情况表

| 项目 | 年初预算数 | 全年执行数 |
| --- | --- | --- |
| 基本支出 | 363.09 | 350.00 |
| 项目支出 | 2,329.29 | 2,568.76 |
| 合计 | 2,329.29 | 2,918.76 |
"""
RIGHT = WRONG.replace("98.58%", "98.85%").replace("| 合计 | 2,329.29", "| 合计 | 2,692.38")


@pytest.fixture
def audit(ziping: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """``audit(text or bytes, *options)``: the file is written first."""

    def run(content: str | bytes, *options: object, name: str = "报告.md") -> Any:
        (tmp_path / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return ziping("audit", name, *options)

    return run


def word(text: str) -> bytes:
    """The same report as a Word file."""
    document = docx.Document()
    source = read_document(text.encode(), "a.md")
    for block in source.blocks:
        if hasattr(block, "cells"):
            table = document.add_table(rows=block.height, cols=block.width)
            for cell in block.cells:
                table.cell(cell.row, cell.column).text = cell.text
        else:
            document.add_paragraph(block.text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def errors(said: Any) -> list[dict[str, Any]]:
    return [item for item in said.json["findings"] if item["severity"] == "error"]


def test_a_wrong_total_is_shown_with_its_place_and_working(audit: Callable[..., Any]) -> None:
    """Exit 3; place, quote, working and fingerprint; then what ran and what could not."""
    said = audit(WRONG)

    assert said.code == 3
    assert "表1第4行第2列" in said.out
    assert "【2,329.29】" in said.out
    assert "363.09+2329.29=2692.38" in said.out.replace(" ", "").replace(",", "")
    assert "没有发现问题的检查" in said.out
    assert "没法核对的" in said.out


def test_a_sound_report_has_no_errors(audit: Callable[..., Any]) -> None:
    """Exit 0."""
    said = audit(RIGHT)

    assert said.code == 0
    assert "错误 0 处" in said.out


def test_json_is_the_format_of_the_design(audit: Callable[..., Any]) -> None:
    """Findings with structured places, checks that passed, those that could not run."""
    said = audit(WRONG, "--json")

    assert said.json["format"] == "ziping/audit/1"
    assert said.json["document"] == "报告.md"
    total = next(item for item in errors(said) if item["stated"] == "2,329.29")
    assert total["place"]["table"] == 1
    assert total["place"]["text"].endswith("表1第4行第2列")
    assert set(said.json) >= {"findings", "not_assessable", "passed", "dismissed"}
    assert {item["check"] for item in said.json["not_assessable"]}.isdisjoint(said.json["passed"])


@pytest.mark.parametrize("name", ["报告.docx", "报告.md", "报告.txt"])
def test_the_same_faults_are_found_in_every_kind_of_file(name: str, audit: Callable[..., Any]) -> None:
    """The file format makes no difference."""
    said = audit(word(WRONG) if name.endswith("docx") else WRONG, "--json", name=name)

    assert {"2,329.29", "98.58%"} <= {item["stated"] for item in said.json["findings"]}


def test_standard_input_is_a_report(ziping: Callable[..., Any]) -> None:
    """``-``."""
    said = ziping("audit", "-", "--json", stdin=WRONG.encode())

    assert said.json["document"] == "标准输入"
    assert errors(said)


def test_a_check_can_be_switched_off_and_chosen(audit: Callable[..., Any]) -> None:
    """By its code; one switched off is neither passed nor not assessable."""
    code = next(item["code"] for item in errors(audit(WRONG, "--json")) if item["stated"] == "2,329.29")
    without = audit(WRONG, "--json", "--skip", code)
    alone = audit(WRONG, "--json", "--only", code)

    assert code not in {item["code"] for item in without.json["findings"]}
    assert code not in without.json["passed"]
    assert {item["code"] for item in alone.json["findings"]} == {code}
    assert alone.json["passed"] == []


def test_an_unknown_check_is_named_with_those_there_are(audit: Callable[..., Any]) -> None:
    """Exit 2."""
    said = audit(WRONG, "--skip", "nonsense")

    assert said.code == 2
    assert "'nonsense'" in said.err or "nonsense" in said.err
    assert "  " in said.err


def test_checks_can_be_listed(ziping: Callable[..., Any]) -> None:
    """Every code with what people call it."""
    listed = ziping("audit", "--checks", "--json").json

    assert len(listed) > 20
    assert all(item["code"].isascii() and not item["label"].isascii() for item in listed)


def test_what_was_dismissed_stays_dismissed(
    audit: Callable[..., Any], ziping: Callable[..., Any], tmp_path: Path
) -> None:
    """The file stands beside the report; the reason is shown; it can be taken back."""
    first = errors(audit(WRONG, "--json"))
    fingerprint = first[0]["fingerprint"]
    said = ziping("audit", "报告.md", "--dismiss", fingerprint[:8], "--reason", "已核对原始凭证", "--json")
    again = ziping("audit", "报告.md", "--json")
    stored = json.loads((tmp_path / "报告.md.ziping-dismissed.json").read_text(encoding="utf-8"))
    back = ziping("audit", "报告.md", "--restore", fingerprint, "--json")

    assert fingerprint not in {item["fingerprint"] for item in said.json["findings"]}
    assert again.json["dismissed"] == [
        {"fingerprint": fingerprint, "reason": "已核对原始凭证", "message": first[0]["message"]}
    ]
    assert stored["format"] == "ziping/dismissed/1"
    assert fingerprint in {item["fingerprint"] for item in back.json["findings"]}


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--dismiss", "0123456789abcdef", "--reason", "甲"), "没有对应的问题"),
        (("--dismiss", "0123456789abcdef"), "--reason"),
        (("--dismiss", "01", "--reason", "甲"), "至少写前 6 位"),
        (("--restore", "0123456789abcdef"), "没有编号"),
    ],
    ids=["unknown", "no reason", "too short", "not dismissed"],
)
def test_a_wrong_dismissal_is_explained(
    options: tuple[str, ...], part: str, audit: Callable[..., Any]
) -> None:
    """Exit 2, nothing is written."""
    said = audit(WRONG, *options)

    assert said.code == 2
    assert part in said.err


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", "x", '{"format":"ziping/dismissed/1","dismissed":[{"fingerprint":"a","reason":" "}]}'],
)
def test_a_damaged_file_of_dismissals_is_refused(
    text: str, audit: Callable[..., Any], tmp_path: Path
) -> None:
    """Exit 4, with its name: silently ignoring it would bring everything back."""
    (tmp_path / "报告.md.ziping-dismissed.json").write_text(text, encoding="utf-8")
    said = audit(WRONG)

    assert said.code == 4
    assert "报告.md.ziping-dismissed.json" in said.err


def test_the_choice_exported_by_the_page_is_taken(audit: Callable[..., Any], tmp_path: Path) -> None:
    """``--dismissed`` names any file of that format."""
    fingerprint = errors(audit(WRONG, "--json"))[0]["fingerprint"]
    rows = [{"fingerprint": fingerprint, "reason": "不采纳", "message": "甲"}]
    (tmp_path / "取舍.json").write_text(
        json.dumps({"format": "ziping/dismissed/1", "dismissed": rows}), encoding="utf-8"
    )
    said = audit(WRONG, "--json", "--dismissed", "取舍.json")

    assert fingerprint not in {item["fingerprint"] for item in said.json["findings"]}


def test_a_second_version_is_held_against_the_first(audit: Callable[..., Any], tmp_path: Path) -> None:
    """Fixed, still there although lines moved, changed and still wrong, new."""
    (tmp_path / "原稿.md").write_text(WRONG, encoding="utf-8")
    second = (
        WRONG
        .replace("98.58%", "98.85%")
        .replace("## 一、", "补充说明，另起一段。\n\n## 一、")
        .replace("合计 | 2,329.29", "合计 | 2,700.00")
    )
    said = audit(second, "--against", "原稿.md", "--json")
    against = said.json["against"]

    assert "98.58%" in {item["stated"] for item in against["fixed"]}
    assert [
        (pair["before"]["stated"], pair["now"]["stated"], pair["changed"]) for pair in against["remaining"]
    ].count(("2,329.29", "2,700.00", True)) == 1


def test_the_first_version_may_be_its_stored_result(audit: Callable[..., Any], tmp_path: Path) -> None:
    """``--against`` takes the JSON as well; the same report again has nothing fixed and nothing new."""
    (tmp_path / "原稿.json").write_text(audit(WRONG, "--json").out, encoding="utf-8")
    said = audit(WRONG, "--against", "原稿.json")

    assert "已改正 0 处" in said.out
    assert "新出现 0 处" in said.out


CONTRADICTED = (
    RIGHT
    + """
## 二、完成情况

开展夏送清凉慰问一线高温作业职工1200人次。

## 三、社会效益

开展夏送清凉慰问一线高温作业职工1300人次。
"""
)


def test_a_contradiction_has_two_places(audit: Callable[..., Any], tmp_path: Path) -> None:
    """Told in the terminal, in the stored result, in Word at both places, in the list of the letter."""
    said = audit(CONTRADICTED, "--only", "said_twice")
    (stored,) = json.loads(audit(CONTRADICTED, "--only", "said_twice", "--json").out)["findings"]
    audit(word(CONTRADICTED), "--only", "said_twice", "--annotate", "批注.docx", name="报告.docx")
    places = {place["text"].removeprefix("报告.md") for place in (stored["place"], *stored["also"])}
    comments = [comment.text for comment in docx.Document(str(tmp_path / "批注.docx")).comments]

    assert len(places) == 2
    assert "另见：" in said.out
    assert len(comments) == 2
    assert "另见：" in comments[0]
    assert "的批注：" in comments[1]


def test_a_stored_contradiction_is_read_again(audit: Callable[..., Any], tmp_path: Path) -> None:
    """Its places do not count when two versions are held against each other."""
    (tmp_path / "原稿.json").write_text(audit(CONTRADICTED, "--json").out, encoding="utf-8")

    assert "新出现 0 处" in audit(CONTRADICTED, "--against", "原稿.json").out


@pytest.mark.parametrize(
    "text", ["{", '{"format": "ziping/score/1"}', '{"format": "ziping/audit/1", "findings": [1]}']
)
def test_a_wrong_stored_result_is_refused(text: str, audit: Callable[..., Any], tmp_path: Path) -> None:
    """Exit 4, with its name."""
    (tmp_path / "原稿.json").write_text(text, encoding="utf-8")
    said = audit(WRONG, "--against", "原稿.json")

    assert said.code == 4
    assert "原稿.json" in said.err


def test_a_folder_is_one_table(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """A row a report; what cannot be read is told and makes the exit 4; lock files and dismissals are no reports."""
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "甲.md").write_text(WRONG, encoding="utf-8")
    (folder / "乙.txt").write_text(RIGHT, encoding="utf-8")
    (folder / "丙.pdf").write_bytes(pdf([lines("甲")], encrypted=True))
    (folder / "~$甲.docx").write_bytes(b"x")
    (folder / "甲.md.ziping-dismissed.json").write_text(
        '{"format":"ziping/dismissed/1","dismissed":[]}', encoding="utf-8"
    )
    said = ziping("audit", "报送")
    as_json = ziping("audit", "报送", "--json").json

    assert said.code == 4
    assert [line.split()[0].rpartition("/")[2] for line in said.out.splitlines()] == [
        "报告",
        "乙.txt",
        "甲.md",
        "丙.pdf",
    ]
    assert "加了打开密码" in said.err
    assert as_json["format"] == "ziping/audit-set/1"
    assert [item["document"] for item in as_json["reports"]] == ["乙.txt", "甲.md"]
    assert [item["document"] for item in as_json["unreadable"]] == ["丙.pdf"]


def test_outputs_of_one_report_need_one_report(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Exit 2 for a folder with ``--html``, for nothing at all, for an empty folder."""
    (tmp_path / "空").mkdir()

    assert ziping("audit", "空", "--html", "a.html").code == 2
    assert ziping("audit").code == 2
    assert ziping("audit", "空").code == 2


def test_word_comments_page_and_letter_are_written(audit: Callable[..., Any], tmp_path: Path) -> None:
    """As many comments as findings; the page and the letter name the report."""
    said = audit(
        word(WRONG),
        "--annotate",
        "批注.docx",
        "--html",
        "页.html",
        "--opinion",
        "意见.docx",
        "--json",
        name="报告.docx",
    )
    comments = list(docx.Document(str(tmp_path / "批注.docx")).comments)
    letter = docx.Document(str(tmp_path / "意见.docx"))

    assert len(comments) == len(said.json["findings"]) > 0
    assert "2,329.29" in (tmp_path / "页.html").read_text(encoding="utf-8")
    assert letter.paragraphs[0].text == "关于《报告》的复核意见"


def test_a_letter_is_about_what_the_reviewer_left(audit: Callable[..., Any], tmp_path: Path) -> None:
    """``--only`` with fingerprints: nothing else is in the letter."""
    fingerprint = errors(audit(WRONG, "--json"))[0]["fingerprint"]
    said = audit(WRONG, "--only", fingerprint, "--opinion", "意见.docx")
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "意见.docx")).paragraphs)

    assert "（1 处）" in said.err
    assert "共有 1 处" in text


def test_a_file_a_person_works_in_is_not_overwritten(audit: Callable[..., Any], tmp_path: Path) -> None:
    """The letter is kept unless told otherwise."""
    (tmp_path / "意见.docx").write_bytes(b"mine")

    assert audit(WRONG, "--opinion", "意见.docx").code == 2
    assert (tmp_path / "意见.docx").read_bytes() == b"mine"
    assert audit(WRONG, "--opinion", "意见.docx", "--overwrite").code == 3


def test_comments_need_a_word_file(audit: Callable[..., Any]) -> None:
    """Exit 2, with what to do instead."""
    said = audit(WRONG, "--annotate", "批注.docx")

    assert said.code == 2
    assert "--html" in said.err


def test_a_rubric_is_named(audit: Callable[..., Any]) -> None:
    """The edition is told; one that does not exist is a usage error."""
    assert audit(WRONG, "--rubric", "shenzhen-futian-2021-department", "--json").json["rubric"] == (
        "shenzhen-futian-2021-department"
    )
    assert audit(WRONG, "--rubric", "nowhere").code == 2


def test_a_recognised_form_needs_no_rubric(ziping: Callable[..., Any]) -> None:
    """Layout, points and years, and the place the file names, tell the edition; it is said so."""
    forms = REPOSITORY / "eval" / "reports" / "futian_projects_2023" / "forms.xlsx"
    said = ziping("audit", forms, "--only", "strict_operator")

    assert "shenzhen-futian-2023-project（按表格的版式、年度和地区认定" in said.out


def test_strict_makes_doubts_count(audit: Callable[..., Any]) -> None:
    """Warnings alone are exit 0, with ``--strict`` exit 3."""
    doubtful = RIGHT + "\n此处填写主要成效。\n"

    assert audit(doubtful).code == 0
    assert audit(doubtful, "--strict").code == 3


def test_the_remarks_of_reading_are_shown(audit: Callable[..., Any]) -> None:
    """A guessed encoding is a note like any other."""
    said = audit(RIGHT.encode("gb18030"), "--json", name="报告.txt")

    assert "guessed_encoding" in {item["code"] for item in said.json["findings"]}

"""``ziping compare``: a summary and a short table, JSON, files, exit codes, and what it refuses."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.comparison_sample import sample

from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.intake.document import read_document
from ziping.pipeline import compare as flow

LAST = """# 甲区总工会2023年度部门整体绩效自评报告

## 一、履职情况

2023年新建基层工会40家，帮扶困难职工118户，会员实名率达到96.00%。

## 二、预算执行

全年预算数1,200.00万元，执行数1,182.00万元，预算执行率98.50%。
"""
THIS = LAST.replace("2023", "2024").replace("40家", "44家").replace("118户", "60户")


@pytest.fixture
def compare(ziping: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """``compare(*options, this=…, last=…)``: both reports are written first."""

    def run(*options: object, this: str = THIS, last: str = LAST) -> Any:
        (tmp_path / "今.md").write_text(this, encoding="utf-8")
        (tmp_path / "昨.md").write_text(last, encoding="utf-8")
        return ziping("compare", "今.md", "昨.md", *options)

    return run


@pytest.fixture
def rich(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is the invented one with something of every kind in it."""
    whole = flow.compare
    monkeypatch.setattr(flow, "compare", lambda *sides: whole(*sides) and sample())


def test_the_terminal_tells_the_summary_then_the_tables(compare: Callable[..., Any], rich: None) -> None:
    """Sentences, scores by dimension, large changes, findings, what could not be compared; error findings exit 3."""
    said = compare()
    parts = [
        "总分 91.25 分",
        "\n得分\n",
        "\n变动较大的数字\n",
        "\n发现\n",
        "错误 1 处，疑点 2 处，提示 1 处",
        "没能比较的 1 项",
    ]

    assert said.code == 3
    assert [said.out.index(part) for part in parts] == sorted(said.out.index(part) for part in parts)
    assert "部门管理" in said.out
    assert "−0.75" in said.out
    assert "无说明" in said.out


def test_a_quiet_comparison_ends_well(compare: Callable[..., Any]) -> None:
    """The same report twice is no error."""
    said = compare(this=LAST)

    assert said.code == 0
    assert "内容完全相同" in said.out


def test_strict_counts_doubts(compare: Callable[..., Any]) -> None:
    """Two drafts of one year: a doubt, which only --strict takes for a failure."""
    changed = LAST.replace("40家", "41家")

    assert compare(this=changed).code == 0
    assert compare("--strict", this=changed).code == 3


def test_json_is_the_machine_format(compare: Callable[..., Any]) -> None:
    """Amounts are strings, findings have the shape they have everywhere."""
    data = compare("--json").json

    assert data["format"] == "ziping/comparison/1"
    assert data["this"]["year"] == 2024
    assert data["threshold"] == "10"
    assert all({"code", "severity", "place", "fingerprint"} <= set(finding) for finding in data["findings"])


def test_out_writes_the_page_the_workbook_and_the_data(compare: Callable[..., Any], tmp_path: Path) -> None:
    """Named after unit and year."""
    compare("--out", "对比")

    assert {path.name for path in (tmp_path / "对比").iterdir() if path.is_file()} == {
        "甲区总工会_2024_与上年对比.html",
        "甲区总工会_2024_与上年对比.xlsx",
        "comparison.json",
    }


def test_a_file_somebody_edited_is_kept(compare: Callable[..., Any], tmp_path: Path) -> None:
    """The new one is written beside it."""
    compare("--out", "对比")
    sheet = tmp_path / "对比" / "甲区总工会_2024_与上年对比.xlsx"
    sheet.write_bytes(b"edited")
    said = compare("--out", "对比", "--threshold", "20%")

    assert sheet.read_bytes() == b"edited"
    assert "甲区总工会_2024_与上年对比（2）.xlsx" in said.err


@pytest.mark.parametrize(("given", "kept"), [("20%", "20"), ("7.5％", "7.5"), ("5", "5")])
def test_the_threshold_is_per_cent(compare: Callable[..., Any], given: str, kept: str) -> None:
    """With or without its sign."""
    assert compare("--threshold", given, "--json").json["threshold"] == kept


@pytest.mark.parametrize("given", ["一成", "-5%", "10%%", "1e2"])
def test_another_threshold_is_a_usage_error(compare: Callable[..., Any], given: str) -> None:
    """The message says how to write it."""
    said = compare("--threshold", given)

    assert said.code == 2
    assert "请写百分数，如 10% 或 7.5%" in said.err


def test_the_wrong_way_round_is_a_usage_error(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """The right command is in the message."""
    (tmp_path / "今.md").write_text(THIS, encoding="utf-8")
    (tmp_path / "昨.md").write_text(LAST, encoding="utf-8")
    said = ziping("compare", "昨.md", "今.md")

    assert said.code == 2
    assert "ziping compare 今.md 昨.md" in said.err


def test_an_unreadable_report_is_exit_4(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Which file, and what to do; never a traceback."""
    (tmp_path / "今.md").write_text(THIS, encoding="utf-8")
    (tmp_path / "昨.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    said = ziping("compare", "今.md", "昨.doc")

    assert said.code == 4
    assert "昨.doc" in said.err
    assert "另存为 .docx" in said.err


def test_redline_writes_a_word_file_once(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """An existing file is kept unless --overwrite is given."""
    for name, text in (("今.docx", THIS), ("昨.docx", LAST)):
        document = docx.Document()
        for line in filter(None, text.split("\n")):
            document.add_paragraph(line.lstrip("# "))
        target = io.BytesIO()
        document.save(target)
        (tmp_path / name).write_bytes(target.getvalue())
    first = ziping("compare", "今.docx", "昨.docx", "--redline", "修订.docx")
    again = ziping("compare", "今.docx", "昨.docx", "--redline", "修订.docx")
    over = ziping("compare", "今.docx", "昨.docx", "--redline", "修订.docx", "--overwrite")

    assert "修订稿：修订.docx" in first.err
    assert again.code == 2
    assert over.code != 2
    assert read_document((tmp_path / "修订.docx").read_bytes(), "x").blocks == (
        read_document((tmp_path / "今.docx").read_bytes(), "x").blocks
    )


def test_redline_of_a_text_is_a_usage_error(compare: Callable[..., Any]) -> None:
    """There is no Word file to write changes into."""
    said = compare("--redline", "修订.docx")

    assert said.code == 2
    assert "不是 .docx" in said.err


@pytest.mark.parametrize("given", [("-", "昨.md"), ("今.md", "-")])
def test_one_of_the_two_may_come_through_standard_input(
    ziping: Callable[..., Any], tmp_path: Path, given: tuple[str, str]
) -> None:
    """The other one is a file; places in the piped one are told by 标准输入."""
    (tmp_path / "今.md").write_text(THIS, encoding="utf-8")
    (tmp_path / "昨.md").write_text(LAST, encoding="utf-8")
    piped = THIS if given[0] == "-" else LAST
    done = ziping("compare", *given, "--json", stdin=piped.encode())

    data = done.json
    assert (data["this"]["year"], data["last"]["year"]) == (2024, 2023)
    assert "标准输入" in {data["this"]["name"], data["last"]["name"]}
    assert data["figures"]


def test_both_reports_cannot_be_piped(ziping: Callable[..., Any]) -> None:
    """One stream holds one report."""
    done = ziping("compare", "-", "-", stdin=THIS.encode())

    assert done.code == 2
    assert "只能代替两份报告中的一份" in done.err


def test_the_terminal_shows_the_most_important_findings_and_counts_the_rest(
    compare: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors are all shown; a hundred notes are for the page."""
    whole = flow.compare
    many = tuple(
        Finding(code=code, severity=severity, message=f"第{n}条", place=Place(paragraph=n))
        for n in range(30)
        for code, severity in (("carried_figure", "note"), ("last_year_misquoted", "error"))
    )
    ordered = tuple(sorted(many, key=lambda one: one.severity))
    monkeypatch.setattr(
        flow, "compare", lambda *sides: whole(*sides).model_copy(update={"findings": ordered})
    )
    done = compare()

    assert done.out.count("〔错误〕") == 30
    assert "〔提示〕" not in done.out
    assert "其余 30 条见网页" in done.out

"""``ziping rubric``, ``facts``, ``numbers``, ``doctor``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest


def test_the_shipped_rubrics_are_listed(ziping: Callable[..., Any]) -> None:
    """By id, title and years."""
    rows = {row["id"]: row for row in ziping("rubric", "list", "--json").json}

    assert rows["shenzhen-futian-2021-department"]["years"] == [2021]
    assert rows["example-2025-department"]["status"] == "complete"


def test_a_rubric_in_the_current_folder_is_found_before_the_shipped_one(
    ziping: Callable[..., Any], tmp_path: Path
) -> None:
    """./rubrics wins; what it extends may be a shipped one."""
    folder = tmp_path / "rubrics" / "my-city" / "2026"
    folder.mkdir(parents=True)
    text = "format: ziping/rubric/1\nid: my-city-2026-department\ntitle: 本市标准\nextends: example-2025-department\nvalid_years: [2026]\n"
    (folder / "department.yaml").write_text(text, encoding="utf-8")

    said = ziping("rubric", "check", "my-city-2026-department")

    assert said.code == 0
    assert "本市标准" in said.out


def test_all_mistakes_of_a_rubric_are_listed_with_lines(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Exit 4; file, line and key."""
    text = "format: ziping/rubric/1\nid: x-2026-department\nextends: example-2025-department\nwieght: 1\ntotal: 99\n"
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")

    said = ziping("rubric", "check", "bad.yaml")

    assert said.code == 4
    assert "bad.yaml:4" in said.err
    assert "wieght" in said.err


def test_show_prints_clauses_and_what_is_unverified(ziping: Callable[..., Any]) -> None:
    """A reviewer sees the rules and their gaps."""
    said = ziping("rubric", "show", "shenzhen-futian-2021-department")

    assert "〔未核实〕" in said.out
    assert re.search(r"公众或服务对象满意度 +6 ", said.out)


def test_the_workbook_command_writes_an_excel_file(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """A zip that begins as Excel files do, and the next step."""
    said = ziping("rubric", "workbook", "shenzhen-futian-2021-department", "-o", "填报表.xlsx")

    assert said.code == 0
    assert (tmp_path / "填报表.xlsx").read_bytes()[:2] == b"PK"
    assert "ziping draft" in said.err


def test_an_empty_workbook_scores_as_pending_and_not_as_zero(ziping: Callable[..., Any]) -> None:
    """Fresh from the printer, with only name and year missing: a clear message, no crash."""
    ziping("rubric", "workbook", "shenzhen-futian-2021-department", "-o", "填报表.xlsx")

    said = ziping("score", "填报表.xlsx")

    assert said.code in {0, 3, 4}
    assert "Traceback" not in said.err


def test_last_years_figures_are_prefilled(ziping: Callable[..., Any], futian: Path, tmp_path: Path) -> None:
    """--from takes last year's input."""
    said = ziping("rubric", "workbook", "example-2025-department", "-o", "填报表.xlsx", "--from", futian)

    assert said.code == 0
    assert (tmp_path / "填报表.xlsx").is_file()


@pytest.mark.parametrize("name", ["draft.json", "*.docx"])
def test_last_years_report_prefills_the_workbook(
    ziping: Callable[..., Any], futian: Path, tmp_path: Path, name: str
) -> None:
    """--from takes a draft.json or a finished report: figures, scores and problems of last year, marked as carried over."""
    ziping("draft", futian, "--out", "上年")
    report = next((tmp_path / "上年").glob(name))

    said = ziping("rubric", "workbook", "example-2025-department", "-o", "填报表.xlsx", "--from", report)

    assert said.code == 0
    rows = {row[0]: row for row in sheet(tmp_path / "填报表.xlsx", "上年数据")}
    assert rows["figure:actual_expenditure"][4] == 2918.76
    assert rows["figure:actual_expenditure"][-1] == "沿用上年，请核对"
    assert rows["score:satisfaction"][4] == 2
    assert "编外人员" in "".join(
        row[4] or "" for row in sheet(tmp_path / "填报表.xlsx", "上年数据") if row[0] == "problem"
    )
    unit = {row[0]: row for row in sheet(tmp_path / "填报表.xlsx", "单位信息")}
    assert unit["unit.name"][2] == "深圳市福田区总工会"


def sheet(path: Path, name: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet."""
    return list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))


def test_facts_have_stable_ids_and_their_formula(ziping: Callable[..., Any], futian: Path) -> None:
    """97.12 with what rounding started from."""
    facts = {fact["id"]: fact for fact in ziping("facts", futian).json["facts"]}

    assert facts["procurement_execution_rate"] == {
        "id": "procurement_execution_rate",
        "label": "政府采购执行率",
        "aliases": ["采购执行率"],
        "value": "97.12",
        "exact": "97.115384615",
        "unit": "%",
        "year": 2021,
        "origin": "computed",
        "formula": "5.05 ÷ 5.20 × 100",
        "sources": ["inputs.procurement_actual", "inputs.procurement_plan"],
    }
    assert facts["procurement_execution.lost_points"]["value"] == "0.03"


def test_numbers_reads_standard_input(ziping: Callable[..., Any]) -> None:
    """One array of expressions with code point offsets."""
    said = ziping("numbers", "-", "--json", stdin="全年支出2,918.76万元，执行率98.85%。".encode())

    assert said.json == [
        {
            "start": 4,
            "end": 14,
            "surface": "2,918.76万元",
            "kind": "amount",
            "value": "2918.76",
            "unit": "万元",
            "modifier": "",
        },
        {
            "start": 18,
            "end": 24,
            "surface": "98.85%",
            "kind": "percent",
            "value": "98.85",
            "unit": "%",
            "modifier": "",
        },
    ]


def test_text_that_is_not_utf8_is_refused(ziping: Callable[..., Any]) -> None:
    """GBK bytes: exit 4 and advice."""
    said = ziping("numbers", "-", stdin="支出100万元".encode("gbk"))

    assert said.code == 4
    assert "UTF-8" in said.err


def test_doctor_names_fonts_and_rubrics(ziping: Callable[..., Any]) -> None:
    """Versions, fonts, proxies, rubrics, templates."""
    rows = {row["what"]: row for row in ziping("doctor", "--json").json}

    assert rows["评分标准"]["state"] == "good"
    assert "公文字体" in rows


def test_a_wrong_settings_file_is_named(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """./ziping.toml with an unknown key: exit 2, the file in the message."""
    (tmp_path / "ziping.toml").write_text('unknown = "x"\n', encoding="utf-8")

    said = ziping("rubric", "list")

    assert said.code == 2
    assert "ziping.toml" in said.err

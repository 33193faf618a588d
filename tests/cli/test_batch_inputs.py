"""``ziping batch check``, ``ziping batch roster`` and ``ziping rubric workbook --many`` as typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from tests.batch.test_preflight import submission, without_figure

Ziping = Callable[..., Any]
RUBRIC = "example-2025-department"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """One complete, one with a gap, one broken."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.yaml").write_text(submission("甲工会", "01"), encoding="utf-8")
    (folder / "b.yaml").write_text(without_figure("乙工会"), encoding="utf-8")
    (folder / "03_丙工会.json").write_text("{ cut", encoding="utf-8")
    return folder


def write_roster(path: Path) -> Path:
    book = Workbook()
    rows = (
        ("单位编码", "单位名称", "评分标准", "联系科室", "截止日期", "收到日期"),
        ("01", "甲工会", RUBRIC, "财务部", "2026-03-31", "2026-03-30"),
        ("02", "乙工会", RUBRIC, "办公室", "2026-03-31", "2026-04-02"),
        ("03", "丙工会", RUBRIC, "组织部", "2026-03-31", ""),
        ("04", "丁工会", RUBRIC, "权益部", "2026-03-31", ""),
    )
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


# ---- check


def test_check_says_what_can_be_drafted_and_what_cannot(ziping: Ziping, inputs: Path) -> None:
    """Exit 3: an input has to be put right."""
    said = ziping("batch", "check", inputs)

    assert said.code == 3
    assert "检查了 3 个单位：可以起草 1 个，有缺漏 1 个，不能读取 1 个" in said.out
    assert "03_丙工会.json：不是完整的 JSON" in said.out
    assert "Traceback" not in said.err


def test_check_of_complete_inputs_is_silent_success(ziping: Ziping, inputs: Path) -> None:
    """Exit 0."""
    assert ziping("batch", "check", inputs / "a.yaml").code == 0


@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--strict",), 3)])
def test_a_gap_is_a_warning(ziping: Ziping, inputs: Path, flags: tuple[str, ...], code: int) -> None:
    """A draft can be made; ``--strict`` wants more."""
    assert ziping("batch", "check", inputs / "b.yaml", *flags).code == code


def test_check_holds_the_inputs_against_the_roster(ziping: Ziping, inputs: Path, tmp_path: Path) -> None:
    """Received, late, unreadable, overdue, with the office to turn to."""
    said = ziping(
        "batch", "check", inputs, "--roster", write_roster(tmp_path / "units.xlsx"), "--today", "2026-04-05"
    )

    assert "名册 4 个单位：已收到 1 个，迟交 1 个，收到但不能读取 1 个，逾期未交 1 个" in said.out
    assert "- 丁工会（权益部）" in said.out
    assert "- 乙工会（办公室）" in said.out


def test_the_day_decides_what_is_overdue(ziping: Ziping, inputs: Path, tmp_path: Path) -> None:
    """Before it, what is missing is only missing."""
    said = ziping(
        "batch", "check", inputs, "--roster", write_roster(tmp_path / "units.xlsx"), "--today", "2026-03-31"
    )

    assert "未收到 1 个" in said.out
    assert "逾期" not in said.out


def test_a_roster_lying_among_the_inputs_is_none(ziping: Ziping, inputs: Path) -> None:
    """Nor is the list of mistakes of the last check."""
    roster, listed = write_roster(inputs / "units.xlsx"), inputs / "问题清单.xlsx"
    ziping("batch", "check", inputs, "--roster", roster, "--mistakes", listed)
    said = ziping("batch", "check", inputs, "--roster", roster, "--mistakes", listed)

    assert "检查了 3 个单位" in said.out


def test_the_list_of_mistakes_names_units_that_handed_in_nothing(
    ziping: Ziping, inputs: Path, tmp_path: Path
) -> None:
    """Mistakes on one sheet, every unit on the other."""
    roster = write_roster(tmp_path / "units.xlsx")
    ziping("batch", "check", inputs, "--roster", roster, "--mistakes", "问题.xlsx", "--today", "2026-04-05")
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    told = [[cell.value for cell in row] for row in book["汇总"].iter_rows(min_row=2)]

    assert [(row[0], row[2], row[3], row[4]) for row in told] == [
        ("甲工会", "财务部", "已收到", "可以起草"),
        ("乙工会", "办公室", "迟交", "有缺漏"),
        ("丙工会", "组织部", "收到但不能读取", "不能读取"),
        ("丁工会", "权益部", "逾期未交", None),
    ]
    assert [row[0].value for row in book["问题"].iter_rows(min_row=2)] == ["乙工会", "丙工会"]


def test_check_as_json(ziping: Ziping, inputs: Path, tmp_path: Path) -> None:
    """Units with their mistakes, the roster with its states."""
    told = ziping(
        "batch",
        "check",
        inputs,
        "--roster",
        write_roster(tmp_path / "units.xlsx"),
        "--today",
        "2026-04-05",
        "--json",
    ).json

    assert told["counts"] == {"ready": 1, "gaps": 1, "unreadable": 1}
    assert [one["state"] for one in told["roster"]["received"]] == [
        "received",
        "late",
        "unreadable",
        "overdue",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("没有",), 4, "没有这个文件或文件夹"),
        (("in", "--today", "明天"), 2, "不是日期"),
        (("in", "--roster", "in/a.yaml"), 4, "不是 .xlsx"),
        (("in", "--mistakes", "in/a.yaml/x.xlsx"), 2, "x.xlsx"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    ziping: Ziping, inputs: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """One sentence, no traceback."""
    said = ziping("batch", "check", *arguments)

    assert inputs.is_dir()
    assert (said.code, told in said.err, "Traceback" in said.err) == (code, True, False)


# ---- roster


def test_roster_makes_a_workbook_for_every_unit(ziping: Ziping, inputs: Path, tmp_path: Path) -> None:
    """Prefilled where last year's is known; then check reads them as not filled in yet."""
    roster = write_roster(tmp_path / "units.xlsx")
    said = ziping("batch", "roster", roster, "--out", "待发", "--last-year", inputs, "--json")

    made = {one["code"]: one for one in said.json["made"]}
    assert sorted(path.name for path in (tmp_path / "待发").iterdir()) == [
        "01_甲工会.xlsx",
        "02_乙工会.xlsx",
        "03_丙工会.xlsx",
        "04_丁工会.xlsx",
    ]
    assert [bool(made[code]["prefilled"]) for code in ("01", "02", "03", "04")] == [True, True, False, False]
    assert ziping("batch", "check", tmp_path / "待发", "--json").json["counts"]["gaps"] == 4


def test_roster_made_again_keeps_what_is_there(ziping: Ziping, tmp_path: Path) -> None:
    """And says so."""
    roster = write_roster(tmp_path / "units.xlsx")
    ziping("batch", "roster", roster, "--out", "待发")
    said = ziping("batch", "roster", roster, "--out", "待发")

    assert (said.code, "生成 0 份填报表" in said.out, "没有覆盖的 4 个" in said.err) == (0, True, True)


def test_roster_with_mistakes_makes_the_others(ziping: Ziping, tmp_path: Path) -> None:
    """Exit 3, each mistake with its cell."""
    book = Workbook()
    for row in (
        ("单位编码", "单位名称", "评分标准"),
        ("01", "甲工会", "nowhere"),
        ("02", "乙工会", RUBRIC),
        ("03", "", ""),
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "units.xlsx")
    said = ziping("batch", "roster", "units.xlsx", "--out", "待发")

    assert said.code == 3
    assert "生成 1 份填报表" in said.out
    assert "B4：第 4 行没有写单位名称" in said.err
    assert "找不到评分标准 'nowhere'" in said.err


# ---- one workbook for all


def test_one_workbook_for_all_units_of_a_roster(ziping: Ziping, inputs: Path, tmp_path: Path) -> None:
    """Prefilled from a folder of last year's; check reads it row by row."""
    write_roster(tmp_path / "units.xlsx")
    said = ziping(
        "rubric", "workbook", RUBRIC, "--many", "-o", "many.xlsx", "--roster", "units.xlsx", "--from", inputs
    )

    told = ziping("batch", "check", "many.xlsx", "--json").json
    assert said.code == 0
    assert [(unit["name"], unit["code"], unit["number"]) for unit in told["units"]] == [
        ("甲工会", "01", 5),
        ("乙工会", "02", 6),
        ("丙工会", "03", 7),
        ("丁工会", "04", 8),
    ]


def test_a_roster_without_many_is_a_slip(ziping: Ziping, tmp_path: Path) -> None:
    """One workbook a unit is made by another command."""
    write_roster(tmp_path / "units.xlsx")
    said = ziping("rubric", "workbook", RUBRIC, "-o", "x.xlsx", "--roster", "units.xlsx")

    assert (said.code, "ziping batch roster" in said.err) == (2, True)


def test_score_of_a_workbook_of_many_units_names_the_command_for_it(ziping: Ziping) -> None:
    """It is no fill-in workbook of one unit."""
    ziping("rubric", "workbook", RUBRIC, "--many", "-o", "many.xlsx")
    said = ziping("score", "many.xlsx")

    assert (said.code, "ziping batch check" in said.err) == (4, True)


def test_an_empty_folder_is_no_clean_result(ziping: Ziping, tmp_path: Path) -> None:
    """Nothing to check is told as such: nobody should take it for units without mistakes."""
    result = ziping("batch", "check", tmp_path)

    assert result.code == 2
    assert "里面没有填报表" in result.err

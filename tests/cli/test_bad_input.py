"""Bad input: exit 4 with advice when unreadable, findings when readable but wrong; never a traceback."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def zip_of(name: str, data: bytes) -> bytes:
    """A zip file with one entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


UNREADABLE = {
    "空文件": (b"", "空"),
    "不是工作簿": (b"\x00\x01\x02\x03 not a workbook \xff\xfe", "不是 .xlsx 工作簿"),
    "旧版xls": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "另存为 .xlsx"),
    "坏的压缩包": (b"PK\x03\x04" + b"broken" * 20, "xlsx"),
    "压缩炸弹": (zip_of("xl/worksheets/sheet1.xml", b"0" * 300_000_000), "xlsx"),
    "别的压缩包": (zip_of("hello.txt", b"hello"), "xlsx"),
    "不是填报数据的YAML": (b"a: 1\nb: 2\n", "format"),
    "未知格式版本": (b"format: ziping/submission/9\nrubric: x\nyear: 2021\n", "ziping/submission/9"),
    "没有评分标准": (b"format: ziping/submission/1\nyear: 2021\n", "rubric"),
    "不存在的评分标准": (
        b"format: ziping/submission/1\nrubric: no-such-2021-department\nyear: 2021\n",
        "no-such-2021",
    ),
    "没有年度": (b"format: ziping/submission/1\nrubric: shenzhen-futian-2021-department\n", "年"),
    "重复的键": (b"format: ziping/submission/1\nyear: 2021\nyear: 2022\n", "两次"),
    "缩进错误": (b"format: ziping/submission/1\n year: 2021\n", "要对齐"),
    "JSON残缺": (b'{"format": "ziping/submission/1", ', "JSON"),
    "一个列表": (b"- 1\n- 2\n", "不是填报数据"),
}


@pytest.mark.parametrize(("data", "told"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_file_ends_with_exit_4_and_advice(
    ziping: Callable[..., Any], tmp_path: Path, data: bytes, told: str
) -> None:
    """The message says what it is and what to do; nothing is written."""
    source = tmp_path / ("填报数据.yaml" if data[:1].islower() or data[:1] in b"-{" else "填报表.xlsx")
    source.write_bytes(data)

    said = ziping("draft", source, "--out", "输出")

    assert said.code == 4
    assert told in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "输出").exists()


def test_another_rubric_than_the_files_is_refused(ziping: Callable[..., Any], futian: Path) -> None:
    """A workbook of one rubric is not scored with another."""
    said = ziping("score", futian, "--rubric", "example-2025-department")

    assert said.code == 4
    assert "example-2025-department" in said.err


def test_a_missing_file_is_named(ziping: Callable[..., Any]) -> None:
    """Exit 4 and the path."""
    said = ziping("score", "没有.xlsx")

    assert said.code == 4
    assert "没有.xlsx" in said.err


WRONG = {
    "数字里有文字": ("procurement_plan: 5.2 万元", "procurement_plan: 约五万多", "procurement_execution"),
    "负的预算": ("procurement_plan: 5.2 万元", "procurement_plan: -5.2", "procurement_execution"),
    "单位不能换算": ("procurement_plan: 5.2 万元", "procurement_plan: 5.2 公里", "procurement_execution"),
    "日期写进数字": ("procurement_plan: 5.2 万元", "procurement_plan: 2021年6月1日", "procurement_execution"),
    "满意度超过100": ("value: 85.29 分", "value: 185.29 分", "satisfaction"),
    "清单写错": ("policy_function: full", "policy_function: 也许", "procurement_execution"),
    "打分没有依据": ("    evidence: [年度工作总结]\n", "", "benefits"),
    "打分超过分值": ("score: 25\n", "score: 26\n", "benefits"),
}


@pytest.mark.parametrize(("right", "wrong", "leaf"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_a_finding_and_its_points_are_pending(
    ziping: Callable[..., Any], futian: Path, right: str, wrong: str, leaf: str
) -> None:
    """Exit 3, an error finding with a place, the indicator pending, everything else scored."""
    text = futian.read_text(encoding="utf-8")
    assert right in text

    said = ziping("score", "-", "--json", stdin=text.replace(right, wrong).encode("utf-8"))
    line = next(line for line in said.json["indicators"] if line["id"] == leaf)

    assert said.code == 3
    assert line["status"] == "pending"
    assert any(
        finding["severity"] == "error" and finding["place"]["text"] for finding in said.json["findings"]
    )
    assert said.json["status"] == "pending"


def test_all_mistakes_are_reported_in_one_pass(ziping: Callable[..., Any], futian: Path) -> None:
    """Three mistakes, three findings, one run."""
    text = futian.read_text(encoding="utf-8")
    text = (
        text
        .replace("5.2 万元", "五万多")
        .replace("value: 85.29 分", "value: 高")
        .replace("staff_in_post: 8 名", "staff_in_post: 很少")
    )

    found = ziping("score", "-", "--json", stdin=text.encode("utf-8")).json["findings"]
    wrong = [finding["message"] for finding in found if finding["code"] == "wrong_value"]

    assert len(wrong) == 3


def test_path_tricks_in_the_units_name_are_reported_and_harmless(
    ziping: Callable[..., Any], futian: Path, tmp_path: Path
) -> None:
    """The outputs lie in the folder asked for, whatever the unit is called."""
    text = futian.read_text(encoding="utf-8").replace(
        "name: 深圳市福田区总工会", 'name: "../../../tmp/坏单位"'
    )

    said = ziping("draft", "-", "--out", "输出", "--json", stdin=text.encode("utf-8"))
    names = sorted(path.name for path in (tmp_path / "输出").iterdir())

    assert said.code == 3
    assert "unsafe_name" in {finding["code"] for finding in said.json["findings"]}
    assert "tmp坏单位_2021_绩效自评报告.docx" in names


def test_a_half_filled_input_still_gives_all_outputs(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Only name and year: everything is pending, the files are there, nothing is invented."""
    text = "format: ziping/submission/1\nrubric: shenzhen-futian-2021-department\nyear: 2021\nunit: {name: 某区总工会}\n"

    said = ziping("draft", "-", "--out", "输出", "--json", stdin=text.encode("utf-8"))

    assert said.code == 0
    assert (said.json["total_score"], said.json["status"]) == ("0", "pending")
    assert len(list((tmp_path / "输出").glob("某区总工会_2021_*"))) == 3


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("score",), "缺少参数 填报表"),
        (("draft", "x.yaml"), "缺少参数 --out"),
        (("score", "x", "--jsn"), "没有选项 --jsn"),
        (("socre",), "没有命令"),
        (("rubric", "show", "no-such-rubric"), "找不到评分标准"),
    ],
)
def test_a_wrong_command_is_exit_2_in_chinese(
    ziping: Callable[..., Any], args: tuple[str, ...], told: str
) -> None:
    """What is wrong and how to see the usage."""
    said = ziping(*args)

    assert said.code == 2
    assert told in said.err

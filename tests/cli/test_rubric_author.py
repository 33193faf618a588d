"""``ziping rubric new``, ``from-table`` and ``show -o``: what people type first, and what they type wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "eval" / "rules" / "tables"


@pytest.mark.parametrize("scope", ["department", "project"])
def test_a_new_rubric_passes_the_check_as_it_stands(
    ziping: Callable[..., Any], tmp_path: Path, scope: str
) -> None:
    """Small, complete, commented."""
    made = ziping("rubric", "new", f"my-city-2025-{scope}", "-o", "新.yaml")
    checked = ziping("rubric", "check", "新.yaml")

    assert (made.code, checked.code) == (0, 0)
    assert "# " in (tmp_path / "新.yaml").read_text(encoding="utf-8")
    assert "__" not in (tmp_path / "新.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["我的城市", "my-city", "my-city-2025", "My-City-2025-department", "../x-2025-project", "a-2025-unit"],
)
def test_an_id_of_another_shape_is_explained(ziping: Callable[..., Any], tmp_path: Path, name: str) -> None:
    """Exit 2, the shape, an example; nothing is written."""
    said = ziping("rubric", "new", name, "-o", "新.yaml")

    assert said.code == 2
    assert "地区-年度-范围" in said.err
    assert not (tmp_path / "新.yaml").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("rubric", "new", "my-city-2025-department"),
        ("rubric", "from-table", TABLES / "flat.xlsx"),
        ("rubric", "show", "example-2025-department"),
    ],
    ids=lambda command: command[1],
)
def test_an_existing_file_is_never_overwritten_silently(
    ziping: Callable[..., Any], tmp_path: Path, command: tuple[object, ...]
) -> None:
    """Exit 2 and both ways out; with --overwrite it is replaced."""
    target = tmp_path / "已有.md"
    target.write_text("我改过的", encoding="utf-8")

    refused = ziping(*command, "-o", "已有.md")
    kept = target.read_text(encoding="utf-8")
    replaced = ziping(*command, "-o", "已有.md", "--overwrite")

    assert (refused.code, kept) == (2, "我改过的")
    assert "没有覆盖" in refused.err
    assert "--overwrite" in refused.err
    assert replaced.code == 0
    assert target.read_text(encoding="utf-8") != "我改过的"


def test_a_table_becomes_a_rubric_that_is_found_by_its_id(ziping: Callable[..., Any]) -> None:
    """Its place says its id; the check, the workbook and the score take it."""
    made = ziping("rubric", "from-table", TABLES / "flat.xlsx", "-o", "rubrics/my-city/2024/department.yaml")
    checked = ziping("rubric", "check", "my-city-2024-department")
    filled = ziping("rubric", "workbook", "my-city-2024-department", "-o", "填报表.xlsx")

    assert (made.code, checked.code, filled.code) == (0, 0, 0)
    assert "认出 7 条计分方法，1 条留给人" in made.out


def test_the_mistakes_of_a_table_are_listed_and_the_rubric_is_written(
    ziping: Callable[..., Any], tmp_path: Path
) -> None:
    """Exit 3; cells; the file loads."""
    made = ziping("rubric", "from-table", TABLES / "dirty.xlsx", "-o", "草稿.yaml")

    assert made.code == 3
    assert [cell for cell in ("E8", "D11", "E13:E15") if cell not in made.err] == []
    assert ziping("rubric", "check", "草稿.yaml").code == 0
    assert "待人工确认" in (tmp_path / "草稿.yaml").read_text(encoding="utf-8")


def test_the_result_is_told_as_json(ziping: Callable[..., Any]) -> None:
    """Counts and findings."""
    said = ziping("rubric", "from-table", TABLES / "dirty.xlsx", "-o", "草稿.yaml", "--json")

    assert said.code == 3
    assert (said.json["recognised"], said.json["left"]) == (7, 2)
    assert [row["code"] for row in said.json["findings"]] == [
        "weight_missing",
        "points_do_not_fit",
        "weight_shared",
    ]


def test_standard_output_is_the_file_and_nothing_else(ziping: Callable[..., Any]) -> None:
    """For pipes."""
    said = ziping("rubric", "from-table", TABLES / "flat.xlsx", "-o", "-")

    assert said.out.startswith("# 共性指标")
    assert "条留给人" not in said.out


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("表.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "另存为"),
        ("表.pdf", b"%PDF-1.7 ", "另存为"),
        ("表.xlsx", b"", "另存为"),
        ("表.xlsx", b"PK\x03\x04broken", "表.xlsx"),
    ],
    ids=["xls", "pdf", "empty", "broken"],
)
def test_a_file_that_is_no_table_is_refused(
    ziping: Callable[..., Any], tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    """Exit 4, no traceback, nothing written."""
    (tmp_path / name).write_bytes(data)

    said = ziping("rubric", "from-table", name, "-o", "草稿.yaml")

    assert said.code == 4
    assert told in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "草稿.yaml").exists()


def test_a_fill_in_workbook_is_no_scoring_table(ziping: Callable[..., Any]) -> None:
    """The message says what was looked for."""
    ziping("rubric", "workbook", "example-2025-department", "-o", "填报表.xlsx")

    said = ziping("rubric", "from-table", "填报表.xlsx", "-o", "草稿.yaml")

    assert said.code == 4
    assert "这是填报表，不是评分表" in said.err


def test_show_writes_the_table_as_excel(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """As finance bureaus hand it out."""
    said = ziping("rubric", "show", "shenzhen-futian-2021-department", "-o", "评分表.xlsx")

    assert said.code == 0
    assert (tmp_path / "评分表.xlsx").read_bytes()[:2] == b"PK"

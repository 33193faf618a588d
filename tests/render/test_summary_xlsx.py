"""汇总.xlsx: native charts, real links, texts that stay texts, whatever the units are called."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.batch_sample import leaf, unit

import ziping.render.xlsx_lists as lists
from ziping.batch.aggregate import Totals, aggregate, indicators_of
from ziping.domain.batch import UnitResult
from ziping.domain.batch_summary import UnitDetail
from ziping.render.summary_xlsx import render_summary_sheet
from ziping.render.xlsx_lists import Link

NASTY = (
    '=HYPERLINK("http://x")',
    "+1",
    "@SUM(A1)",
    "-2",
    "<b>&\"'",
    "../..",
    "甲\u202e工会",
    "单位\n二行",
    "长" * 300,
)


def details(results: Sequence[UnitResult], totals: Totals) -> Iterator[UnitDetail]:
    by_key = {result.key: result for result in results}
    for row in totals.rows:
        yield UnitDetail(row, indicators_of(by_key[row.key]), by_key[row.key].missing)


def rendered(results: Sequence[UnitResult], scratch: Path) -> bytes:
    totals = aggregate(results, ())
    return render_summary_sheet(totals.summary, totals.rows, details(results, totals), scratch)


def named(name: str, total: str = "90", **more: Any) -> UnitResult:
    """A unit with a review page, two indicators and something missing."""
    leaves = [leaf("a", "7"), leaf("b", None)]
    files = {"review": "页 #1%.html"}
    return unit(name, total, leaves, files=files, missing=("编制数",), grade="优", **more)


def parts(data: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if re.search(pattern, name)}


def test_the_distribution_has_native_charts_with_chinese_titles(tmp_path: Path) -> None:
    """Grades, score rates and indicator means; the bars read the sheet of indicators."""
    charts = parts(rendered([named("甲"), named("乙", "70")], tmp_path), r"charts/chart\d+\.xml")
    titles = {"".join(re.findall("<a:t>(.*?)</a:t>", text)) for text in charts.values()}
    kinds = sorted(re.findall('<c:barDir val="(.*?)"', "".join(charts.values())))

    assert titles == {"等级分布（2个单位）", "得分率分布（2个单位）", "各指标平均得分率"}
    assert kinds == ["bar", "col", "col"]
    assert any("指标!$E$2:$E$3" in text and "指标!$A$2:$A$3" in text for text in charts.values())


def test_every_edition_has_its_charts_and_its_matrix(tmp_path: Path) -> None:
    """One block and one sheet each; without a final score only the indicators are shown."""
    data = rendered([named("甲"), named("乙", rubric="另一标准", status="pending")], tmp_path)

    assert len(parts(data, r"charts/chart\d+\.xml")) == 4
    assert [name for name in load_workbook(io.BytesIO(data)).sheetnames if "矩阵" in name] == [
        "矩阵1",
        "矩阵2",
    ]


def test_no_text_becomes_a_formula_and_no_name_breaks_the_book(tmp_path: Path) -> None:
    """Names, projects and missing things come from strangers."""
    results = [named(name, code=name[:20], key=f"k{n}", region=name[:50]) for n, name in enumerate(NASTY)]
    results.append(named("表", key="form", rubric="=1", rubric_title="=2", project="=3"))
    data = rendered(results, tmp_path)
    cells = [cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]

    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert set(NASTY) <= {cell.value for cell in cells}
    assert "<f>" not in "".join(parts(data, "worksheets/sheet").values())


def test_links_are_relative_and_escaped(tmp_path: Path) -> None:
    """A folder or file name can neither end the link nor lead elsewhere."""
    result = named("甲").model_copy(
        update={"folder": "E1_100% #甲 [一]", "files": {"review": "页 #1%41.html"}}
    )
    rels = "".join(parts(rendered([result], tmp_path), "worksheets/_rels").values())

    (target,) = re.findall('Target="([^"]*)" TargetMode="External"', rels)
    assert target == r"E1_100%25%20%23甲%20%5B一%5D\页%20%231%2541.html"


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=2).map(tuple))
def test_no_part_of_a_link_adds_a_folder_or_ends_it(names: tuple[str, ...]) -> None:
    """One separator between two parts, none of the characters that mean something."""
    target = Link("打开", names).target

    assert target.count("/") == len(names) - 1
    assert not re.search(r"[\x00-\x20\"#?<>\\:]", re.sub(":", "", target))


def test_more_links_than_excel_takes_become_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped silently."""
    monkeypatch.setattr(lists, "MAX_LINKS", 1)
    data = rendered([named("甲", "90"), named("乙", "80")], tmp_path)
    sheet = load_workbook(io.BytesIO(data))["排名"]

    assert [(cell.value, bool(cell.hyperlink)) for cell in sheet["C"][1:]] == [
        ("打开", True),
        ("乙/页 #1%.html", False),
    ]


def test_headers_stay_and_can_be_filtered(tmp_path: Path) -> None:
    """Every list; the matrix keeps the units' names too and has its colours."""
    data = rendered([named("甲")], tmp_path)
    book = load_workbook(io.BytesIO(data))
    lists_of = {name: (book[name].freeze_panes, bool(book[name].auto_filter.ref)) for name in book.sheetnames}

    assert lists_of["排名"] == ("C2", True)
    assert lists_of["矩阵"] == ("C3", True)
    assert {name for name, (_, filtered) in lists_of.items() if not filtered} == {"总览", "分布"}
    assert "colorScale" in parts(data, r"sheet\d+\.xml")["xl/worksheets/sheet6.xml"]


def test_pending_and_not_applicable_cells_are_words_not_noughts(tmp_path: Path) -> None:
    """A leader must not read what is missing as 0."""
    result = unit(
        "甲",
        "50",
        [leaf("a", None), leaf("b", "5", status="not_applicable"), leaf("c", "5")],
        status="pending",
    )
    sheet = load_workbook(io.BytesIO(rendered([result], tmp_path)))["矩阵"]

    assert [cell.value for cell in sheet[3]] == [None, "甲", None, 0.5, "待补", "—", 0.5]


def test_a_run_without_results_has_a_workbook(tmp_path: Path) -> None:
    """Every unit failed, or none was there."""
    book = load_workbook(io.BytesIO(rendered([], tmp_path)))

    assert book["失败"]["B2"].value == "没有失败的单位"
    assert not [name for name in book.sheetnames if "矩阵" in name]


def test_the_same_units_give_the_same_bytes_and_leave_no_temporary_file(tmp_path: Path) -> None:
    """No clock, no random name."""
    results = [named("甲"), named("乙", "70.5")]
    first, second = (tmp_path / name for name in "ab")
    first.mkdir()
    second.mkdir()

    assert rendered(results, first) == rendered(results, second)
    assert [path.name for path in first.iterdir()] == ["summary.xlsx"]


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Told by the caller as one; no traceback of the library."""
    with pytest.raises(OSError, match="No such"):
        rendered([named("甲")], tmp_path / "gone")


def test_figures_are_numbers_as_printed(tmp_path: Path) -> None:
    """87.4 is not 87.40000000000001."""
    results = [named("甲", "87.1"), named("乙", "87.7")]
    xml = parts(rendered(results, tmp_path), r"sheet1\.xml")["xl/worksheets/sheet1.xml"]
    values = re.findall("<v>([^<]*)</v>", xml)

    assert {"87.1", "87.7", "87.4"} <= set(values)
    assert max(len(value) for value in values if Decimal(value) == Decimal(value)) <= 6

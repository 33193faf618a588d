"""Figures of tables: row, column and the unit above them say which fact a cell must state."""

from __future__ import annotations

import pytest

from guard.tables import facts
from ziping.domain.document import Table, TableCell
from ziping.guard.cells import cell_texts, check_cell, header_rows, is_figure, unit_noted
from ziping.guard.check import Guard

FACTS = facts(
    ("报告年度", "2024", "年"),
    ("基本支出年初预算数", "3630862.26", "元"),
    ("基本支出调整预算数", "3641000.00", "元"),
    ("项目支出年初预算数", "23292900.00", "元"),
    ("项目支出调整预算数", "25896940.54", "元"),
    ("人员经费年初预算数", "3239182.80", "元"),
    ("公用经费年初预算数", "391679.46", "元"),
    ("困难职工帮扶人数", "326", "人"),
    ("困难职工帮扶人数目标", "300", "人"),
    ("第一季度预算执行率", "31.20", "%"),
    ("第二季度预算执行率", "57.98", "%"),
    ("预算编制分值", "10", "分"),
    ("预算编制得分", "9.97", "分"),
    ("编制规范性分值", "5", "分"),
    ("编制规范性得分", "4.97", "分"),
    ("编制合理性分值", "5", "分"),
    ("编制合理性得分", "5", "分"),
    ("总分分值", "10", "分"),
    ("总分得分", "9.97", "分"),
)
BUDGET = (
    ("项目", "年初预算数", "调整预算数"),
    ("一、基本支出", "3,630,862.26", "3,641,000.00"),
    ("其中：人员经费", "3,239,182.80", ""),
    ("二、项目支出", "23,292,900.00", "25,896,940.54"),
)


def grid(*rows: tuple[str, ...]) -> Table:
    """A table of plain cells; ``""`` is an empty place."""
    cells = [
        TableCell(number, place, text)
        for number, row in enumerate(rows)
        for place, text in enumerate(row)
        if text
    ]
    return Table(tuple(cells), len(rows), max(map(len, rows)))


def with_cell(rows: tuple[tuple[str, ...], ...], row: int, column: int, text: str) -> Table:
    """The table with one cell written anew."""
    changed = [list(cells) for cells in rows]
    changed[row][column] = text
    return grid(*(tuple(cells) for cells in changed))


def faults(table: Table, unit: str = "", caption: str = "") -> list[tuple[str, str]]:
    """Code and surface of everything wrong in a table."""
    guard = Guard(FACTS)
    reports = (check_cell(guard, told) for told in cell_texts(table, header_rows(table), unit, caption))
    return [(item.code, item.surface) for report in reports for item in report.violations]


def bound(table: Table, text: str, unit: str = "") -> list[str]:
    """Labels of the facts that the cell with this text is bound to."""
    guard, labels = Guard(FACTS), {fact.id: fact.label for fact in FACTS}
    told = next(told for told in cell_texts(table, header_rows(table), unit) if told.cell.text == text)
    return [labels[item.fact] for item in check_cell(guard, told).bindings]


def test_a_bare_amount_is_bound_by_row_and_column() -> None:
    """The unit stands above the table; row and column name the fact."""
    assert bound(grid(*BUDGET), "3,630,862.26", "元") == ["基本支出年初预算数"]
    assert faults(grid(*BUDGET), "元") == []


@pytest.mark.parametrize(
    ("row", "column", "text", "code"),
    [
        (1, 1, "23,292,900.00", "swapped_metric"),
        (1, 2, "3,630,862.26", "swapped_metric"),
        (3, 1, "3,239,182.80", "swapped_metric"),
        (1, 1, "3,630,826.26", "wrong_value"),
        (3, 2, "2,589,694.05", "wrong_value"),
    ],
    ids=["row", "column", "part", "digits", "a digit lost"],
)
def test_a_figure_in_the_wrong_place_is_a_fault(row: int, column: int, text: str, code: str) -> None:
    """A right number in a wrong row or column is as wrong as a wrong number."""
    assert faults(with_cell(BUDGET, row, column, text), "元") == [(code, text)]


def test_the_same_figures_in_another_unit_are_a_fault() -> None:
    """3,630,862.26 under 单位：万元 is ten thousand times too much."""
    assert ("magnitude", "3,630,862.26") in faults(grid(*BUDGET), "万元")


def test_an_amount_may_be_converted_to_the_unit_above_the_table() -> None:
    """363.09 under 单位：万元 is 3,630,862.26元."""
    assert faults(grid(BUDGET[0], ("基本支出", "363.09", "364.10")), "万元") == []


def test_the_unit_of_a_heading_goes_before_the_one_above_the_table() -> None:
    """人数（人） stands in a table in 万元."""
    rows = (("项目", "目标（人）", "实际（人）"), ("困难职工帮扶人数", "300", "326"))

    assert faults(grid(*rows), "万元") == []
    assert faults(with_cell(rows, 1, 2, "362"), "万元") == [("wrong_value", "362")]


def test_a_cell_with_its_own_unit_is_bound_by_its_row() -> None:
    """Quarters are told apart by the first column."""
    rows = (("时段", "预算执行率"), ("第一季度", "31.20%"), ("第二季度", "57.98%"))

    assert faults(grid(*rows)) == []
    assert faults(with_cell(rows, 1, 1, "57.98%")) == [("swapped_metric", "57.98%")]


def scores(*figures: str) -> Table:
    """A score table with merged cells: one group of two indicators, sub-total and total."""
    score1, score2, subtotal, total = figures
    cells = [TableCell(0, place, text) for place, text in enumerate(("一级指标", "二级指标", "分值", "得分"))]
    cells += [TableCell(1, 0, "预算编制", rows=2), TableCell(1, 1, "编制规范性"), TableCell(1, 2, "5")]
    cells += [
        TableCell(1, 3, score1),
        TableCell(2, 1, "编制合理性"),
        TableCell(2, 2, "5"),
        TableCell(2, 3, score2),
    ]
    cells += [TableCell(3, 0, "小计", columns=2), TableCell(3, 2, "10"), TableCell(3, 3, subtotal)]
    cells += [TableCell(4, 0, "合计", columns=2), TableCell(4, 2, "10"), TableCell(4, 3, total)]
    return Table(tuple(cells), 5, 4)


def test_merged_cells_subtotals_and_totals_are_understood() -> None:
    """小计 is that of the group above it; a bare figure under 得分 is points."""
    assert faults(scores("4.97", "5", "9.97", "9.97")) == []


@pytest.mark.parametrize(
    ("figures", "wrong"),
    [
        (("5", "5", "9.97", "9.97"), ("bad_rounding", "5")),
        (("4.97", "4.97", "9.97", "9.97"), ("swapped_metric", "4.97")),
        (("4.97", "5", "5", "9.97"), ("swapped_metric", "5")),
    ],
    ids=["rounded", "another row's", "a subtotal"],
)
def test_points_of_a_table_are_exact(figures: tuple[str, ...], wrong: tuple[str, str]) -> None:
    """Points are not rounded, and each row has its own."""
    assert faults(scores(*figures)) == [wrong]


def test_columns_of_rules_and_running_numbers_are_left_out() -> None:
    """评分标准 quotes the rule, 序号 counts."""
    rows = (("序号", "二级指标", "评分标准", "分值"), ("7", "编制规范性", "达到98%得5分，每低1%扣0.5分", "5"))

    assert faults(grid(*rows)) == []


def test_a_sentence_in_a_cell_is_read_as_a_sentence() -> None:
    """Its row says what it is about."""
    rows = (("任务", "完成情况"), ("困难职工帮扶", "全年帮扶326人，超过目标26人"))

    assert faults(grid(*rows)) == []
    assert faults(with_cell(rows, 1, 1, "全年帮扶362人")) == [("wrong_value", "362人")]


def test_a_form_without_headings_is_read_from_left_to_right() -> None:
    """The label left of a figure names it."""
    rows = (("基本支出年初预算数", "3,630,862.26元", "项目支出年初预算数", "23,292,900.00元"),)

    assert faults(grid(*rows)) == []
    assert faults(with_cell(rows, 0, 3, "3,630,862.26元")) == [("swapped_metric", "3,630,862.26元")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98.85%", True),
        ("3,630.00", True),
        ("2024", False),
        ("2024年", False),
        ("甲项目", False),
        ("326人次", True),
    ],
)
def test_what_counts_as_a_figure(text: str, expected: bool) -> None:
    """A calendar year heads a column; a name is none."""
    assert is_figure(text) is expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [("单位：万元", "万元"), ("（单位: 元）", "元"), ("填报单位：示例区总工会", ""), ("", "")],
)
def test_the_unit_noted_above_a_table(text: str, unit: str) -> None:
    """Only a unit counts as one."""
    assert unit_noted(text) == unit


def test_header_rows_are_found_without_being_marked() -> None:
    """The first rows without figures, and a heading in the middle of a form."""
    rows = (*BUDGET, ("指标", "目标值", "完成值"), ("困难职工帮扶人数", "300人", "326人"))

    assert header_rows(grid(*rows)) == {0, 4}


SAME_AMOUNTS = facts(
    ("评价年度", "2023", "年"),
    ("年初预算数", "350000.00", "元"),
    ("全年预算数", "350000.00", "元"),
    ("全年执行数", "345202.00", "元"),
    ("上年结转资金年初预算数", "0.00", "元"),
    ("上年结转资金全年预算数", "0.00", "元"),
    ("部门全年预算数", "3.00", "万元"),
    ("预算管理制度健全性分值", "3", "分"),
    ("资产管理制度健全性分值", "3", "分"),
    ("资产管理制度健全性（制定制度）分值", "2", "分"),
)


@pytest.mark.parametrize(
    ("label", "head", "text", "unit", "meant"),
    [
        ("年度资金总额", "全年预算数", "350,000.00", "元", ""),
        ("上年结转资金", "全年预算数", "0.00", "元", "上年结转资金全年预算数"),
        ("上年结转资金", "年初预算数", "0.00", "", "上年结转资金年初预算数"),
    ],
)
def test_neighbours_of_one_amount_are_no_swap(
    label: str, head: str, text: str, unit: str, meant: str
) -> None:
    """Two columns may show one amount; a cell is bound to the fact that row and column name."""
    guard = Guard(SAME_AMOUNTS)
    table = grid(("资金", head), (label, text))
    told = list(cell_texts(table, header_rows(table), unit))[-1]
    found = check_cell(guard, told)
    bound = {fact.id: fact.label for fact in SAME_AMOUNTS}[found.bindings[0].fact]

    assert found.verdict == "accept"
    assert meant in ("", bound)


def test_an_item_whose_name_two_groups_have_is_not_one_of_its_parts() -> None:
    """管理制度健全性 is worth 3 points in both groups: 2, the points of a part, are wrong there."""
    guard = Guard(SAME_AMOUNTS)
    table = grid(("指标", "分值"), ("管理制度健全性", "3"), ("管理制度健全性", "2"))
    cells = [check_cell(guard, told) for told in cell_texts(table, header_rows(table))]

    assert [cell.verdict for cell in cells[-4:]] == ["accept", "accept", "accept", "reject"]

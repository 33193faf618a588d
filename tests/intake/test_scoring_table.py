"""Scoring tables of finance bureaus: columns, merged cells, points, and what is wrong with them."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ziping.domain.document import Document
from ziping.domain.scoring_table import SharedRows, TableLevel, TableNode, TableRow
from ziping.errors import UnreadableInputError
from ziping.intake.document_docx import read_docx_document
from ziping.intake.document_xlsx import read_xlsx_document
from ziping.intake.scoring_table import ReadTable, named, points, read_scoring_table

TABLES = Path(__file__).resolve().parents[2] / "eval" / "rules" / "tables"
HEAD = ["一级指标", "二级指标", "三级指标", "分值", "评分标准"]
CASES = "每发现一例扣1分"


def document(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Document:
    """A workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    target = io.BytesIO()
    book.save(target)
    return read_xlsx_document(target.getvalue(), "评分表.xlsx")


def read(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> ReadTable:
    """The table of some rows below the usual head."""
    return read_scoring_table(document([HEAD, *rows], merged))


def outline(nodes: tuple[TableNode, ...]) -> list[Any]:
    """Labels and points, level by level."""
    return [
        (node.label, node.weight, outline(node.children))
        if isinstance(node, TableLevel)
        else (node.label, node.weight)
        if isinstance(node, TableRow)
        else ([row.label for row in node.rows], node.weight)
        for node in nodes
    ]


def told(found: ReadTable) -> list[tuple[str, str | None]]:
    """Codes and cells of the findings."""
    return [(item.code, item.place.cell) for item in found.findings]


def test_merged_levels_reach_over_their_rows() -> None:
    """One cell for two indicators."""
    found = read(
        [
            ["投入（10分）", "配置", "甲", 4, CASES],
            [None, None, "乙", 6, CASES],
            ["合计", None, None, 10, None],
        ],
        ("A2:A3", "B2:B3"),
    )

    assert outline(found.table.nodes) == [
        ("投入", Decimal(10), [("配置", None, [("甲", Decimal(4)), ("乙", Decimal(6))])])
    ]
    assert found.table.total == 10
    assert found.findings == ()


def test_levels_that_are_not_merged_go_on_below() -> None:
    """Empty cells and repeated names both mean the level above."""
    empty = read([["投入", "配置", "甲", 4, CASES], [None, None, "乙", 6, CASES]])
    repeated = read([["投入", "配置", "甲", 4, CASES], ["投入", "配置", "乙", 6, CASES]])

    assert outline(empty.table.nodes) == outline(repeated.table.nodes)


def test_a_level_may_change_while_the_one_above_goes_on() -> None:
    """The second level-2 name stands beside an empty level-1 cell."""
    found = read([["投入", "配置", "甲", 4, CASES], [None, "执行", "乙", 6, CASES]])

    assert outline(found.table.nodes) == [
        ("投入", None, [("配置", None, [("甲", Decimal(4))]), ("执行", None, [("乙", Decimal(6))])])
    ]


def test_two_levels_are_enough() -> None:
    """一级指标, 二级指标 and the standard."""
    found = read_scoring_table(
        document([["一级指标", "二级指标", "权重", "评价标准"], ["投入", "甲", 5, CASES]])
    )

    assert outline(found.table.nodes) == [("投入", None, [("甲", Decimal(5))])]


def test_rows_below_one_name_are_one_indicator() -> None:
    """Its standard is printed in several cells."""
    found = read(
        [["投入", "配置", "甲", 5, "①有制度，2分"], [None, None, None, None, "②有执行，3分"]],
        ("C2:C3", "D2:D3"),
    )
    row = next(found.table.rows())

    assert row.standard.text == "①有制度，2分\n②有执行，3分"
    assert row.weight == 5


def test_all_mistakes_are_told_at_once_with_their_cells() -> None:
    """Missing, shared, not adding up, not fitting, twice the same name."""
    found = read(
        [
            ["投入（10分）", "配置", "甲", None, CASES],
            ["过程（20分）", "执行", "乙", 6, CASES],
            [None, None, "乙", 6, CASES],
            [None, None, "丙", 7, "①有制度，2分；②有执行，3分"],
            ["效果", "效益", "丁", 9, "根据实际评分"],
            [None, None, "戊", None, None],
            ["合计", None, None, 39, None],
        ],
        ("D6:D7",),
    )

    assert told(found) == [
        ("weight_missing", "D2"),
        ("points_do_not_fit", "E5"),
        ("weights_do_not_add_up", "A3"),
        ("weight_shared", "D6:D7"),
        ("label_repeated", "C4"),
    ]
    assert all(item.message.startswith("评分表.xlsx「表」") for item in found.findings)


def test_a_total_that_is_not_the_sum_is_told() -> None:
    """99 printed as 100."""
    found = read([["投入", "配置", "甲", 99, CASES], ["合计", None, None, 100, None]])

    assert told(found) == [("weights_do_not_add_up", "D3")]
    assert "各项加起来是 99" in found.findings[0].message


def test_points_under_one_cell_stay_together() -> None:
    """Nobody says how the nine points divide."""
    found = read(
        [["效果", "效益", "丁", 9, "根据实际评分"], [None, None, "戊", None, None]], ("D2:D3", "E2:E3")
    )
    shared = found.table.nodes[0].children[0].children[0]  # type: ignore[union-attr]

    assert isinstance(shared, SharedRows)
    assert shared.weight == 9


def test_notes_totals_and_repeated_heads_are_no_indicators() -> None:
    """Everything a bureau prints around a table."""
    found = read([
        ["投入", "配置", "甲", 4, CASES],
        HEAD,
        ["投入", "配置", "乙", 6, CASES],
        ["小计", None, None, 10, None],
        ["总 分", None, None, 10, None],
        ["备注：可以调整", None, None, None, None],
        ["填报人（签名）：", None, None, None, None],
    ])

    assert [row.label for row in found.table.rows()] == ["甲", "乙"]


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "电话"], ["甲", "1"]],
        [["说明"], ["一、本表由各部门填报"]],
        [["项目名称", "金额", "评分"], ["甲", 1, 2]],
    ],
)
def test_a_file_without_a_scoring_table_is_refused(rows: list[list[Any]]) -> None:
    """The message says what a head looks like."""
    with pytest.raises(UnreadableInputError, match=r"没有找到评分表.*三级指标"):
        read_scoring_table(document(rows))


def test_a_head_without_rows_is_refused() -> None:
    """Perhaps the wrong file."""
    with pytest.raises(UnreadableInputError, match="只有表头"):
        read_scoring_table(document([HEAD, ["合计", None, None, 100, None]]))


def test_the_largest_of_several_tables_is_read_and_the_others_named() -> None:
    """A note, not silence."""
    small, large = (
        document([HEAD, ["甲", "乙", "丙", 1, CASES]]),
        document([HEAD, *[["甲", "乙", f"丙{n}", 1, CASES] for n in range(3)]]),
    )
    found = read_scoring_table(Document("两张表.xlsx", (*small.blocks, *large.blocks)))

    assert len(list(found.table.rows())) == 3
    assert [item.severity for item in found.findings] == ["note"]


def test_word_and_excel_give_the_same_tree() -> None:
    """The first eleven indicators of the two are the same table."""
    word = read_scoring_table(read_docx_document((TABLES / "word.docx").read_bytes(), "w.docx"))
    excel = read_scoring_table(read_xlsx_document((TABLES / "full.xlsx").read_bytes(), "e.xlsx"))

    assert outline(word.table.nodes) == outline(excel.table.nodes)[:2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        (" 5分 ", "5"),
        ("２．５", "2.5"),
        ("10%", "10"),
        ("", None),
        ("/", None),
        ("5-10", None),
        ("五", "5"),
        ("5万元", None),
    ],
)
def test_points_are_read_by_the_number_parser(text: str, value: str | None) -> None:
    """With 分 or %, or bare; nothing else."""
    assert points(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("投 入\n（10分）", ("投入", Decimal(10))),
        ("预算执行(20)", ("预算执行", Decimal(20))),
        ("因公出国（境）", ("因公出国（境）", None)),
    ],
)
def test_points_in_brackets_are_no_part_of_a_name(text: str, name: tuple[str, Decimal | None]) -> None:
    """Other brackets are."""
    assert named(text) == name

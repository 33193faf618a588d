"""Scoring tables as a finance bureau makes them, built from the data below, each with what a reader should find.

    python eval/rules/build_tables.py            # writes tables/; the same bytes every time
    python eval/rules/build_tables.py --check    # exits 1 when the files in tables/ are not these

Not a test of typing: merged cells, widths, line breaks and mistakes are those of published tables; units and
weights are invented.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from ziping.render.zip_bytes import fixed_zip

TABLES = Path(__file__).resolve().parent / "tables"
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(horizontal="center", vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Leaf:
    """A row: the name as printed, the weight as printed, the texts, and the kind of its rule (None: a person)."""

    printed: str
    weight: Any
    standard: str
    kind: str | None
    explanation: str = ""

    @property
    def label(self) -> str:
        """The name without line breaks and stray spaces."""
        return re.sub(r"\s", "", self.printed)


@dataclass(frozen=True)
class Group:
    """A level-1 or level-2 cell: as printed, its weight as data, what is below it."""

    printed: str
    weight: str | None
    children: tuple[Group | Leaf, ...]

    @property
    def label(self) -> str:
        """The name without line breaks, stray spaces and the weight in brackets."""
        return re.sub(r"\s|[（(][\d.]+分[)）]", "", self.printed)


FULL_TABLE = (
    Group(
        "投入",
        "15",
        (
            Group(
                "预算配置",
                "15",
                (
                    Leaf(
                        "在职人员控制率",
                        5,
                        "控制率≤100%，计5分；每超过1个百分点扣0.5分，扣完为止。",
                        "deduct_per_point",
                        "年末在职人员数与核定编制数的比率。",
                    ),
                    Leaf(
                        "“三公经费”变动率",
                        5,
                        "变动率≤0，计5分；变动率＞0的，每增加一个百分点扣0.5分，扣完为止。",
                        "deduct_per_point",
                        "本年度“三公经费”预算数与上年度预算数相比的变动比率。",
                    ),
                    Leaf(
                        "重点支出安排率",
                        5,
                        "≥90%，计5分；80%（含）-90%，计4分；70%（含）-80%，计3分；低于70%不得分。",
                        "bands",
                        "重点项目支出占项目总支出的比率。",
                    ),
                ),
            ),
        ),
    ),
    Group(
        "过程",
        "45",
        (
            Group(
                "预算执行",
                "20",
                (
                    Leaf(
                        "预算完成率",
                        8,
                        "得分=预算完成率×8分，最高8分。",
                        "proportional",
                        "预算完成数与预算数的比率。",
                    ),
                    Leaf(
                        "预算调整率",
                        6,
                        "预算调整率=0，计6分；0-10%（含），计4分；10%-20%（含），计2分；大于20%不得分。",
                        "bands",
                        "预算调整数与预算数的比率。",
                    ),
                    Leaf(
                        "资金结余",
                        6,
                        "无结余，6分；有结余，但不超过上年结余，4分；超过上年结余，不得分。",
                        "versus_last_year",
                        "年末结余与上年结余相比。",
                    ),
                ),
            ),
            Group(
                "预算管理",
                "15",
                (
                    Leaf(
                        "管理制度健全性",
                        6,
                        "①制度健全，2分；②制度合法、合规、完整，2分；③制度有效执行，2分。",
                        "checklist",
                        "预算、财务和会计核算制度是否健全。",
                    ),
                    Leaf(
                        "资金使用合规性",
                        6,
                        "资金使用全部合规得满分，每发现一例不合规扣2分，扣完为止。",
                        "deduct_per_case",
                        "预算资金的使用是否符合规定。",
                    ),
                    Leaf(
                        "公务卡刷卡率",
                        3,
                        "刷卡率≥50%得3分，每减少1个百分点扣0.2分，扣完为止。",
                        "deduct_per_point",
                        "公务卡刷卡支出占应刷卡支出的比率。",
                    ),
                ),
            ),
            Group(
                "资产管理",
                "10",
                (
                    Leaf(
                        "管理制度健全性",
                        4,
                        "①资产管理制度合法、合规、完整，2分；②制度得到有效执行，2分。",
                        "checklist",
                        "资产管理制度是否健全。",
                    ),
                    Leaf(
                        "固定资产利用率",
                        6,
                        "每低于100%一个百分点扣0.1分，扣完为止。",
                        "deduct_per_point",
                        "实际在用固定资产占全部固定资产的比率。",
                    ),
                ),
            ),
        ),
    ),
    Group(
        "产出及效果",
        "40",
        (
            Group(
                "职责履行",
                "20",
                (
                    Leaf(
                        "重点工作完成情况",
                        20,
                        "根据年度综合考核结果确定得分，各单位细化为个性化指标。",
                        None,
                        "年度重点工作的完成情况。",
                    ),
                ),
            ),
            Group(
                "履职效益",
                "20",
                (
                    Leaf(
                        "社会效益",
                        10,
                        "效益明显得满分，效益一般的酌情扣分。",
                        None,
                        "履行职责对社会发展的影响。",
                    ),
                    Leaf(
                        "服务对象满意度",
                        10,
                        "95%（含）以上计10分；85%（含）-95%，计6分；75%（含）-85%，计2分；低于75%计0分。",
                        "bands",
                        "服务对象对履职效果的满意程度。",
                    ),
                ),
            ),
        ),
    ),
)

DIRTY_TABLE = (
    Group(
        "投  入\n（10分）",
        "10",
        (
            Group(
                "预算\n配置\n（10分）",
                "10",
                (
                    Leaf(
                        "财政供养人员\n控制率",
                        "5分",
                        "以100%为标准。\n控制率≦100%，计5分；\n每超过一个百分点扣0.5分，扣完为止。 ",
                        "deduct_per_point",
                    ),
                    Leaf(
                        "“三公经费”\n变动率",
                        5,
                        "变动率≦0，计５分；\n每超过一个百分点扣０．５分，扣完为止。",
                        "deduct_per_point",
                    ),
                ),
            ),
        ),
    ),
    Group(
        "过　程\n（50分）",
        "50",
        (
            Group(
                "预算执行\n(20分)",
                "20",
                (
                    Leaf(
                        "支付进度",
                        10,
                        "每出现一个专项未按进度下达扣1分，扣完为止。\n",
                        "deduct_per_case",
                    ),
                    Leaf(
                        "政府采购\n\n执行率",
                        None,
                        "执行率等于100%的，得10分；\n每减少一个百分点，扣0.2分，扣完为止。",
                        "deduct_per_point",
                    ),
                ),
            ),
            Group(
                "预算管理（30分）",
                "30",
                (
                    Leaf(
                        "预决算信息\n公开性",
                        "10",
                        "①内容公开，4分；\n②按时公开，3分；\n③数据真实完整，3分。            ",
                        "checklist",
                    ),
                    Leaf("管理制度\n健全性", 10, "①制度健全，4分；②有效执行，4分。", None),
                    Leaf(
                        "资产管理\n安全性",
                        " 10 ",
                        "①保存完整；②配置合理；③账实相符；\n以上每出现一例不符合要求的扣2分，扣完为止。",
                        "deduct_per_case",
                    ),
                ),
            ),
        ),
    ),
    Group(
        "效  果\n（40分）",
        "40",
        (
            Group(
                "履职效益\n（40分）",
                "40",
                (
                    Leaf("经济效益", 30, "根据部门实际细化为个性化指标。", None),
                    Leaf("社会效益", "merged", "", None),
                    Leaf("生态效益", "merged", "", None),
                    Leaf(
                        "社会公众或服务\n对象满意度",
                        10,
                        "95%（含）以上计10分；\n\n85%（含）-95%，计6分；\n\n75%（含）-85%，计2分；\n\n低于75%计0分。",
                        "bands",
                    ),
                ),
            ),
        ),
    ),
)

FLAT_TABLE = (
    Group(
        "部门决策",
        "30",
        (
            Group(
                "预算编制",
                "15",
                (
                    Leaf(
                        "预算编制规范性",
                        15,
                        "符合要求得15分；发现一项不符合扣3分，扣完为止",
                        "deduct_per_case",
                        "编制是否符合要求",
                    ),
                ),
            ),
            Group(
                "目标设置",
                "15",
                (
                    Leaf(
                        "绩效目标完整性",
                        15,
                        "全部项目编报绩效目标得15分，否则按已编报项目数÷项目总数×15分计分",
                        "proportional",
                        "目标是否覆盖全部项目",
                    ),
                ),
            ),
        ),
    ),
    Group(
        "部门管理",
        "30",
        (
            Group(
                "资金管理",
                "20",
                (
                    Leaf(
                        "政府采购执行率",
                        10,
                        "得分=实际采购金额÷采购预算×10分，实际采购金额大于采购预算的不得分",
                        "proportional",
                        "采购计划的执行情况",
                    ),
                    Leaf(
                        "财务合规性",
                        10,
                        "①支出规范，5分；②核算规范，5分。存在虚列支出的本项不得分。",
                        "composite",
                        "支出和核算是否规范",
                    ),
                ),
            ),
            Group(
                "人员管理",
                "10",
                (
                    Leaf(
                        "编外人员控制率",
                        10,
                        "比率＜10%得10分；10%（含）-20%（含）得5分；＞20%得0分",
                        "bands",
                        "编外人员占在职人员的比率",
                    ),
                ),
            ),
        ),
    ),
    Group(
        "部门绩效",
        "40",
        (
            Group(
                "效率性",
                "20",
                (
                    Leaf(
                        "项目完成及时率",
                        20,
                        "及时率≥90%得满分，每降低1%扣0.5分，扣完为止",
                        None,
                        "项目是否按时完成",
                    ),
                ),
            ),
            Group(
                "效果性",
                "20",
                (
                    Leaf(
                        "工作受表彰",
                        10,
                        "受到市级以上表彰的得10分，没有受到表彰的不得分",
                        "all_or_nothing",
                        "全年受表彰情况",
                    ),
                    Leaf(
                        "社会效益",
                        10,
                        "达成预期按100%-80%（含）、部分达成按80%-60%（含）、未达成按60%-0%计分",
                        "qualitative",
                        "履职的社会影响",
                    ),
                ),
            ),
        ),
    ),
)


def rows_of(tree: Iterable[Group]) -> Iterator[tuple[Group, Group, Leaf]]:
    """Level 1, level 2 and leaf of every row, in order."""
    for first in tree:
        for second in first.children:
            for leaf in second.children:  # type: ignore[union-attr]
                yield first, second, leaf  # type: ignore[misc]


def merged_spans(cells: list[Any]) -> Iterator[tuple[int, int]]:
    """First and last index of every run of the same object."""
    start = 0
    for index in range(1, len(cells) + 1):
        if index == len(cells) or cells[index] is not cells[start]:
            yield start, index - 1
            start = index


def put(sheet: Worksheet, row: int, column: int, value: Any, *, bold: bool = False) -> None:
    """A bordered, wrapped, centred cell."""
    cell = sheet.cell(row, column, value)
    cell.alignment, cell.border, cell.font = _WRAP, _BOX, Font(name="仿宋", size=11, bold=bold)


def merge(sheet: Worksheet, column: int, first: int, last: int) -> None:
    """Merge a run of rows of one column."""
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def full_xlsx() -> bytes:
    """Merged level cells, each level's weight in a column of its own, a total row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "评分表"
    headings = (
        "一级指标",
        "分值",
        "二级指标",
        "分值",
        "三级指标",
        "分值",
        "指标说明",
        "评分标准",
        "自评得分",
    )
    put(sheet, 1, 1, "部门整体支出绩效评价指标评分表", bold=True)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headings))
    for column, text in enumerate(headings, start=1):
        put(sheet, 2, column, text, bold=True)
    rows = list(rows_of(FULL_TABLE))
    for index, (first, second, leaf) in enumerate(rows, start=3):
        values = (
            first.printed,
            int(first.weight or 0),
            second.printed,
            int(second.weight or 0),
            leaf.printed,
            leaf.weight,
            leaf.explanation,
            leaf.standard,
            None,
        )
        for column, value in enumerate(values, start=1):
            put(sheet, index, column, value)
    for level, columns in ((0, (1, 2)), (1, (3, 4))):
        for start, end in merged_spans([row[level] for row in rows]):
            for column in columns:
                merge(sheet, column, start + 3, end + 3)
    total = len(rows) + 3
    for column, value in enumerate(("合计", 100, None, 100, None, 100, None, None, None), start=1):
        put(sheet, total, column, value, bold=True)
    for letter, width in zip("ABCDEFGHI", (10, 6, 12, 6, 18, 6, 36, 60, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    return saved(book)


def dirty_xlsx() -> bytes:
    """As copied out of Word: weights in the level cells, a repeated heading, a gap, a merged weight, notes."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附件3-1"
    headings = (
        "一级\n指标",
        "二级\n指标",
        "三级指标",
        "评分标准",
        "分值",
        "自评\n得分",
        "扣分原因和\n其他说明",
    )
    put(sheet, 1, 1, "附件3-1：", bold=True)
    put(sheet, 3, 1, "   ××区部门整体支出绩效评价评分表  ", bold=True)
    sheet.merge_cells("A3:G3")
    rows, row, first_rows = list(rows_of(DIRTY_TABLE)), 4, {}
    for index, (first, second, leaf) in enumerate(rows):
        if index in {0, 4}:  # the page broke inside 过程: the heading is printed again
            for column, text in enumerate(headings, start=1):
                put(sheet, row, column, text, bold=True)
            row += 1
        first_rows[index] = row
        weight = None if leaf.weight == "merged" else leaf.weight
        values = (first.printed, second.printed, leaf.printed, leaf.standard, weight, None, "　")
        for column, value in enumerate(values, start=1):
            put(sheet, row, column, value)
        row += 1
    for level, column in ((0, 1), (1, 2)):
        pages = [(rows[i][level], i >= 4) for i in range(len(rows))]
        for start, end in merged_spans([_page_key(page, pages) for page in pages]):
            merge(sheet, column, first_rows[start], first_rows[end])
    for column in (4, 5):  # 经济、社会、生态效益 share one rule and one weight
        merge(sheet, column, first_rows[7], first_rows[9])
    for column, value in enumerate(("总 分", None, None, None, 100, None, None), start=1):
        put(sheet, row, column, value, bold=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
    put(sheet, row + 1, 1, "备注：各单位可根据实际情况调整个性化指标，\n并相应修改本表。")
    sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=1, end_column=7)
    put(sheet, row + 3, 1, "填报人（签名）：            联系电话：")
    return saved(book)


def _page_key(page: tuple[Any, bool], pages: list[tuple[Any, bool]]) -> tuple[Any, bool]:
    """One object for all rows of a group on one page, so that runs can be told by identity."""
    return next(other for other in pages if other[0] is page[0] and other[1] is page[1])


def flat_xlsx() -> bytes:
    """A sheet of instructions first; nothing merged, the levels repeated in every row; a formula as the total."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "填表说明"
    for row, text in enumerate(
        ("一、本表由各部门填报。", "二、分值合计100分。", "三、评分标准由财政部门制定。"), 1
    ):
        cover.cell(row, 1, text)
    sheet = book.create_sheet("共性指标")
    headings = ("序号", "一级指标", "二级指标", "三级指标", "权重（%）", "指标解释", "评价标准")
    for column, text in enumerate(headings, start=2):
        put(sheet, 2, column, text, bold=True)
        sheet.cell(2, column).fill = PatternFill("solid", fgColor="D9D9D9")
    rows = list(rows_of(FLAT_TABLE))
    for index, (first, second, leaf) in enumerate(rows, start=1):
        values = (
            index,
            first.printed,
            second.printed,
            leaf.printed,
            leaf.weight,
            leaf.explanation,
            leaf.standard,
        )
        for column, value in enumerate(values, start=2):
            put(sheet, index + 2, column, value)
    total = len(rows) + 3
    put(sheet, total, 3, "总计", bold=True)
    put(sheet, total, 6, f"=SUM(F3:F{total - 1})", bold=True)
    return saved(book)


def word_docx() -> bytes:
    """The first two groups of the full table in Word: vertical merges, the weight in brackets, a note below."""
    document = Document()
    title = document.add_paragraph("部门整体支出绩效评价评分表")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = list(rows_of(FULL_TABLE[:2]))
    headings = ("一级指标", "二级指标", "三级指标", "评分标准", "分值")
    table = document.add_table(rows=len(rows) + 2, cols=len(headings), style="Table Grid")
    for column, text in enumerate(headings):
        table.cell(0, column).text = text
    for index, (_, _, leaf) in enumerate(rows, start=1):
        for column, text in (
            (2, leaf.printed),
            (3, leaf.standard.replace("；", "；\n")),
            (4, str(leaf.weight)),
        ):
            table.cell(index, column).text = text
    for level in (0, 1):
        for start, end in merged_spans([row[level] for row in rows]):
            group = rows[start][level]
            cell = table.cell(start + 1, level).merge(table.cell(end + 1, level))
            cell.text = f"{group.printed}\n（{group.weight}分）"
    last = len(rows) + 1
    table.cell(last, 0).merge(table.cell(last, 3)).text = "小  计"
    table.cell(last, 4).text = "60"
    document.add_paragraph("注：产出和效果部分由各部门另行设置。")
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def saved(book: Workbook) -> bytes:
    """The workbook as bytes that do not depend on the day."""
    buffer, undated = io.BytesIO(), io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(undated, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", data) if "core.xml" in name else data
            )
    return fixed_zip(undated.getvalue())


def number(printed: Any) -> str | None:
    """A printed weight as data: "5分" is 5; an empty or merged one is unknown."""
    found = re.search(r"\d+(?:\.\d+)?", str(printed))
    return found[0] if found else None


def as_data(node: Group | Leaf) -> dict[str, Any]:
    """A node of the tree as a reader should find it."""
    if isinstance(node, Group):
        children = [as_data(child) for child in node.children]
        return {"label": node.label, "weight": node.weight, "children": children}
    return {"label": node.label, "weight": number(node.weight), "kind": node.kind}


def expected(tree: tuple[Group, ...], place: str, total: str, faults: list[dict[str, str]]) -> str:
    """The JSON beside a table."""
    data = {"place": place, "total": total, "tree": [as_data(node) for node in tree], "faults": faults}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def dirty_expected() -> str:
    """The dirty table: the merged weight belongs to three leaves together, so none of them has one."""
    text = expected(
        DIRTY_TABLE,
        "附件3-1",
        "100",
        [
            {"cell": "E8", "label": "政府采购执行率", "fault": "weight_missing"},
            {"cell": "D11", "label": "管理制度健全性", "fault": "points_do_not_fit"},
            {
                "cell": "E13:E15",
                "label": "经济效益、社会效益、生态效益",
                "fault": "weight_shared",
                "weight": "30",
            },
        ],
    )
    data = json.loads(text)
    data["tree"][2]["children"][0]["children"][0]["weight"] = None
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def files() -> dict[str, bytes]:
    """Every file of the folder and its bytes."""
    flat = expected(FLAT_TABLE, "共性指标", "100", [])
    return {
        "full.xlsx": full_xlsx(),
        "full.json": expected(FULL_TABLE, "评分表", "100", []).encode(),
        "dirty.xlsx": dirty_xlsx(),
        "dirty.json": dirty_expected().encode(),
        "flat.xlsx": flat_xlsx(),
        "flat.json": flat.encode(),
        "word.docx": word_docx(),
        "word.json": expected(FULL_TABLE[:2], "表1", "60", []).encode(),
    }


def main() -> int:
    """Write the folder, or say which files differ."""
    if "--check" in sys.argv[1:]:
        stale = [name for name, data in files().items() if (TABLES / name).read_bytes() != data]
        print(*(f"{name} 与数据不符，请重新生成" for name in stale), sep="\n")
        return 1 if stale else 0
    TABLES.mkdir(exist_ok=True)
    for name, data in files().items():
        (TABLES / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Makes ``docs/examples/评分表.xlsx``: the scoring table that ``docs/rubrics.md`` turns into a rubric.

Run from the repository's top: ``python tools/build_example_table.py``. Indicators, points and standards are invented.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ziping.render.zip_bytes import fixed_zip

TARGET = Path(__file__).resolve().parent.parent / "docs" / "examples" / "评分表.xlsx"
HEADS = ("一级指标", "二级指标", "三级指标", "分值", "指标说明", "评分标准")
ROWS = (
    ("投入\n（15分）", "预算配置", "在职人员控制率", 15, "年末在职人员数与核定编制数的比率。", "控制率≤100%得满分；每超过1个百分点扣1分，扣完为止。"),
    ("过程\n（45分）", "预算执行", "预算执行率", 15, "全年执行数与全年预算数的比率。", "得分=全年执行数÷全年预算数×15分，最高15分。"),
    ("过程\n（45分）", "预算执行", "资金结余", 10, "年末结余与上年结余相比。", "无结余得10分；有结余但不超过上年结余得6分；超过上年结余不得分。"),
    ("过程\n（45分）", "预算管理", "管理制度健全性", 6, "财务、采购、资产制度是否健全并执行。", "①制度健全，2分；②合法合规，2分；③有效执行，2分。"),
    ("过程\n（45分）", "预算管理", "资金使用合规性", 8, "资金使用是否符合规定。", "资金使用全部合规得满分，每发现一例不合规扣2分，扣完为止。"),
    ("过程\n（45分）", "预算管理", "公务卡刷卡率", 6, "公务卡支出占应刷卡支出的比率。", "刷卡率达到90%得满分，每降低1%扣0.2分，扣完为止。"),
    ("产出及效果\n（40分）", "职责履行", "重点工作完成情况", 20, "年度重点工作任务的完成情况。", "得分=已完成任务数÷计划任务数×20分。"),
    ("产出及效果\n（40分）", "履职效益", "社会效益", 8, "履行职责产生的社会影响。", "效益明显得满分，效益一般的酌情扣分。"),
    ("产出及效果\n（40分）", "履职效益", "服务对象满意度", 12, "服务对象对履职效果的满意程度。", "95%（含）以上得12分；85%（含）-95%得8分；75%（含）-85%得4分；低于75%不得分。"),
)  # fmt: skip
"""Two of the standards cannot be read without a person: 1 % of what, and 酌情."""


def build() -> bytes:
    """The example's bytes; the same every time."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("评分表")
    box = {"font_name": "仿宋", "font_size": 11, "border": 1, "text_wrap": True, "valign": "vcenter"}
    centred, text = book.add_format({**box, "align": "center"}), book.add_format(box)
    head = book.add_format({**box, "align": "center", "bold": True})
    title = book.add_format({"font_name": "仿宋", "font_size": 16, "bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, 5, "示例市2025年度部门整体支出绩效评价评分表", title)
    for column, (name, width) in enumerate(zip(HEADS, (12, 12, 18, 8, 34, 56), strict=True)):
        sheet.write_string(1, column, name, head)
        sheet.set_column(column, column, width)
    for row, values in enumerate(ROWS, start=2):
        for column in (2, 4, 5):
            sheet.write_string(row, column, str(values[column]), centred if column == 2 else text)
        sheet.write_number(row, 3, values[3], centred)
        sheet.set_row(row, 34)
    for column in (0, 1):
        _merged(sheet, column, centred)
    sheet.merge_range(len(ROWS) + 2, 0, len(ROWS) + 2, 2, "合计", head)
    sheet.write_number(len(ROWS) + 2, 3, sum(row[3] for row in ROWS), head)
    book.close()
    return fixed_zip(target.getvalue())


def _merged(sheet: Any, column: int, look: Any) -> None:
    """One cell for every run of rows with the same level-1 and level-2 names."""
    start = 0
    for index in range(1, len(ROWS) + 1):
        if index < len(ROWS) and ROWS[index][: column + 1] == ROWS[start][: column + 1]:
            continue
        if index - start > 1:
            sheet.merge_range(start + 2, column, index + 1, column, ROWS[start][column], look)
        else:
            sheet.write_string(start + 2, column, ROWS[start][column], look)
        start = index


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(build())
    print(TARGET)

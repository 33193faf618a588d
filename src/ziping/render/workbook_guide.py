"""The guide sheet (填报说明): what to fill, how units work, colours, live progress."""

from __future__ import annotations

from typing import Any, NamedTuple

from ziping.domain.rubric import Rubric
from ziping.domain.workbook_forms import (
    GUIDE_SHEET,
    INDICATOR_SHEET,
    INPUT_SHEET,
    NOTE_SHEET,
    PROJECT_SHEET,
    RUBRIC_LABEL,
    TASK_SHEET,
)
from ziping.render.workbook_styles import FILL_TEXTS, LOCKED_FILL, Styles


class Progress(NamedTuple):
    """A live count: a formula whose result we also know."""

    label: str
    formula: str
    result: str


_STEPS = (
    "先填“单位信息”和“基础数据”，再填“指标填报”；“履职情况”“项目清单”照实列；“存在问题与改进”“上年数据”可以不填。",
    "只填有颜色的格子。灰色格子已锁定（没有密码，确需调整可在“审阅—撤销工作表保护”中解除）。",
    "选中格子会出现提示；右边几列有示例和说明。有下拉框的请从下拉框选择。",
    f"不够写时可以插入行；“{TASK_SHEET}”“{PROJECT_SHEET}”在表格下面接着写即可。",
    "没有发生的数填 0；还不知道的先空着，软件会列出缺什么，不会当成 0，也不会给满分。",
    f"数据之间对不上又不能改的，在“{NOTE_SHEET}”的“核对说明”里写明采用哪个数和理由。",
)

UNIT_LINES = (
    "只写数：按“单位”一列理解。单位是万元的，写 5.2 就是 5.2万元。",
    "数和单位一起写：5.2万元、52000元、52,000元 都可以，软件会换算成需要的单位。",
    "百分数写 98.85% 或 98.85；写 0.9885 也按 98.85% 理解，并提示核对。",
    "日期写完整：2024年12月31日 或 2024-12-31。",
    "不要写“约5万元”“5至6万元”这样的数，也不要在数后面加说明；说明写在“数据来源”里。",
)

_AFTER = (
    "保存为 .xlsx，然后运行：ziping score 填报表.xlsx（看得分和缺项），ziping draft 填报表.xlsx --out 输出文件夹（生成报告）。",
    "有问题会一次列出：在哪张表哪个格子、写的是什么、应当怎么写。",
)


def write_guide(sheet: Any, styles: Styles, rubric: Rubric, progress: tuple[Progress, ...]) -> None:
    """The whole guide sheet."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 92)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"绩效自评填报表　{GUIDE_SHEET}", styles.title)
    row = write_pairs(sheet, styles, 2, about(rubric))
    row = write_heading(sheet, styles, row, "填报进度")
    for line in progress:
        sheet.write_string(row, 0, line.label, styles.locked(bold=True))
        sheet.write_formula(row, 1, line.formula, styles.locked(), line.result)
        row += 1
    row = write_heading(sheet, styles, row + 1, "颜色")
    for fill, text in FILL_TEXTS.items():
        sheet.write_string(row, 0, text, styles.input(fill, "long"))
        sheet.write_string(row, 1, _COLOURS[fill], styles.hint)
        row += 1
    sheet.write_string(row, 0, "锁定", styles.make(bg_color=LOCKED_FILL, border=1))
    sheet.write_string(row, 1, "名称、说明和公式，不用填", styles.hint)
    for title, lines in (("怎么填", _STEPS), ("数和单位怎么写", UNIT_LINES), ("填好以后", _AFTER)):
        row = write_heading(sheet, styles, row + 2, title)
        row = write_numbered(sheet, styles, row, lines) - 1


_COLOURS = {
    "required": "不填就不能计分，相应指标列为“待补充”",
    "optional": "有就填，没有可以空着",
    "carried": "从上年填报表带过来的内容，核对后保留或改写",
}


def about(rubric: Rubric) -> tuple[tuple[str, str], ...]:
    """Which rubric the workbook is for: label and text."""
    years = "、".join(str(year) for year in rubric.valid_years)
    source = " ".join(part for part in (rubric.source.title, rubric.source.document_number) if part)
    return (
        ("评分标准", rubric.title),
        (RUBRIC_LABEL, rubric.id),
        ("适用", f"{rubric.region}　{years} 年度"),
        ("依据", source),
    )


def write_pairs(sheet: Any, styles: Styles, row: int, pairs: tuple[tuple[str, str], ...]) -> int:
    """Labels and texts from a row down; gives the row after the next."""
    for label, text in pairs:
        sheet.write_string(row, 0, label, styles.locked(bold=True))
        sheet.write_string(row, 1, text, styles.locked())
        row += 1
    return row + 1


def write_heading(sheet: Any, styles: Styles, row: int, text: str) -> int:
    """A heading; gives the row below."""
    sheet.write_string(row, 0, text, styles.section)
    return row + 1


def write_numbered(sheet: Any, styles: Styles, row: int, lines: tuple[str, ...]) -> int:
    """Numbered lines from a row down; gives the row below."""
    for number, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, f"{number}.", styles.make(align="right", valign="top"))
        sheet.write_string(row, 1, line, styles.make(text_wrap=True, valign="top"))
        row += 1
    return row


def input_progress(first: int, last: int, columns: dict[str, str], filled: int, asked: int) -> Progress:
    """How many required figures are filled."""
    needed = f"'{INPUT_SHEET}'!${columns['required']}${first}:${columns['required']}${last}"
    values = f"'{INPUT_SHEET}'!${columns['value']}${first}:${columns['value']}${last}"
    formula = (
        f'=SUMPRODUCT(({needed}="必填")*({values}<>""))&" / "&COUNTIF({needed},"必填")&" 项必填数据已填"'
    )
    return Progress(INPUT_SHEET, formula, f"{filled} / {asked} 项必填数据已填")


def indicator_progress(first: int, last: int, columns: dict[str, str], filled: int, asked: int) -> Progress:
    """How many ticks, tiers and judged scores are given."""
    ids = f"'{INDICATOR_SHEET}'!${columns['id']}${first}:${columns['id']}${last}"
    values = f"'{INDICATOR_SHEET}'!${columns['value']}${first}:${columns['value']}${last}"
    asks = "+".join(f'(LEFT({ids},{len(kind)})="{kind}")' for kind in ("tick:", "tier:", "score:"))
    formula = f'=SUMPRODUCT(({asks})*({values}<>""))&" / "&SUMPRODUCT({asks})&" 条已选择或打分"'
    return Progress(INDICATOR_SHEET, formula, f"{filled} / {asked} 条已选择或打分")


def table_progress(sheet: str, column: str, first: int, last: int, filled: int) -> Progress:
    """How many rows a free table has."""
    formula = f"=COUNTA('{sheet}'!${column}${first}:${column}${last})&\" 行\""
    return Progress(sheet, formula, f"{filled} 行")

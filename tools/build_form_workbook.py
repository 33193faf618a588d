"""Makes ``eval/reports/futian_projects_2023/forms.xlsx`` from the 13 YAML files beside it, with the published dirt.

    python -m tools.build_form_workbook

The published forms do not all look alike: a label differs, rows have slipped by a column, cells are not merged, texts
carry mark-up, totals are typed as text. All of that is put back here, so that a reader meets what a finance system and
its users really produce; a test reads the workbook and gets the values of the YAML files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from ziping.domain.form_layout import FormCell, form_cells
from ziping.domain.submission import Submission
from ziping.pipeline.score import Folders, read_input, ready_rubric, score_raw
from ziping.render.form_xlsx import write_cells

HERE = Path(__file__).resolve().parents[1] / "eval" / "reports" / "futian_projects_2023"
OUT = HERE / "forms.xlsx"

Cells = list[FormCell]
Edit = Callable[[Cells], Cells]


def relabelled(old: str, new: str) -> Edit:
    """Another wording of a printed cell."""
    return lambda cells: [cell._replace(text=new) if cell.text == old else cell for cell in cells]


def marked_up(start: str) -> Edit:
    """A text that carries the mark-up of the entry form."""
    return lambda cells: [
        cell._replace(text=f"<p>{cell.text}</p>") if cell.text.startswith(start) else cell for cell in cells
    ]


def unmerged(cells: Cells) -> Cells:
    """An export that merges nothing."""
    return [cell._replace(rows=1, columns=1) for cell in cells]


def without_asterisks(cells: Cells) -> Cells:
    """Headers without the mark of cells to fill."""
    return [cell._replace(text=cell.text.removeprefix("* ")) for cell in cells]


def typed_total(cells: Cells) -> Cells:
    """Points of 总分 typed as text: ``100.0``."""
    last = max(cell.row for cell in cells if cell.text == "总分")
    return [
        cell._replace(text=f"{cell.number:.1f}" if cell.number == 100 else cell.text, number=None)
        if cell.row == last and isinstance(cell.number, Decimal)
        else cell
        for cell in cells
    ]


def slipped(label: str, by: int) -> Edit:
    """A row whose cells from level 2 on stand ``by`` columns further right."""

    def edit(cells: Cells) -> Cells:
        row = next(cell.row for cell in cells if cell.text == label)
        start = 2 if any(cell.row == row and cell.column == 2 for cell in cells) else 3
        moved = [
            cell._replace(column=cell.column + by, rows=1)
            if cell.row == row and cell.column >= start
            else cell
            for cell in cells
        ]
        return [
            cell
            for cell in moved
            if not (cell.row == row and by < 0 and cell.column == start + by and not cell.text)
        ]

    return edit


def wrapped(text: str, at: int) -> Edit:
    """A name broken over two lines by hand."""
    return relabelled(text, f"{text[:at]}\n{text[at:]}")


EVERY: tuple[Edit, ...] = (typed_total,)
DIRT: dict[str, tuple[Edit, ...]] = {
    "工会事务": (relabelled("项目编码：", "项目编号:"), relabelled("产出指标（50分）", "产出指标 (50分)")),
    "小型工程类项目（非政府投资项目）": (without_asterisks, unmerged, slipped("修缮工程验收合格率", 1)),
    "全区行政事业单位工会经费": (
        unmerged,
        relabelled("执行率（%）", "执行率(%)"),
        relabelled("公众对工会工作的满意度", "公众对工会工作的 满意度"),
        slipped("预算执行率", -1),
    ),
    "法律维权服务": (marked_up("通过法律顾问"), without_asterisks),
    "区退休职工管理": (wrapped("落实国家规定的退休人员应有的薪酬福利待遇", 11),),
    "疫情防控": (
        relabelled("效益指标（30分）", "效益指标\n（３０分）"),
        relabelled("项目名称：", "项目名称:"),
    ),
    "劳务派遣人员": (relabelled("项目编码：", "项目编码:"),),
}
STACKED: tuple[tuple[str, ...], ...] = (
    ("劳模管理", "离退休干部节日慰问金"),
    ("购置费", "党组织建设", "劳务派遣人员"),
)
"""Projects whose forms stand below each other in one sheet."""


def submissions() -> list[Submission]:
    """The 13 submissions in the order of their codes."""
    paths = sorted(HERE.glob("*.yaml"))
    return [score_raw(read_input(path), Folders()).submission for path in paths]


def dirty_cells(submission: Submission) -> Cells:
    """The cells of one form with its dirt."""
    form = submission.form
    rules = ready_rubric(submission.rubric, Folders()).loaded.rubric.form
    if form is None or rules is None:
        raise SystemExit(f"{submission.rubric}: no form")
    cells = list(form_cells(form, rules, submission.year))
    for edit in (*EVERY, *DIRT.get(form.name, ())):
        cells = edit(cells)
    return cells


def stacked(parts: Iterable[Cells]) -> tuple[FormCell, ...]:
    """Forms below each other with a blank line between."""
    whole: Cells = []
    for cells in parts:
        top = max((cell.row + cell.rows for cell in whole), default=-1) + 1
        whole += [cell._replace(row=cell.row + top) for cell in cells]
    return tuple(whole)


def build() -> bytes:
    """The workbook's bytes."""
    forms = {item.form.name: dirty_cells(item) for item in submissions() if item.form is not None}
    below = {name for names in STACKED for name in names[1:]}
    together = {names[0]: names for names in STACKED}
    return write_cells(
        (name, stacked(forms[part] for part in together.get(name, (name,))))
        for name in forms
        if name not in below
    )


if __name__ == "__main__":
    OUT.write_bytes(build())
    print(OUT)

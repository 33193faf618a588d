"""Forms stacked in one table are grids of their own, with the places of the whole table."""

from __future__ import annotations

from ziping.domain.document import Document, Table, TableCell
from ziping.domain.place import Place
from ziping.language.reports.figures import Figures
from ziping.language.reports.forms import FormPart, form_parts

TITLE = ("项目支出绩效自评表",)
HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")


def form(name: str, total: str, *, titled: bool = True) -> list[tuple[str, ...]]:
    """The rows of a small form."""
    rows = [
        ("项目名称：", name),
        HEADER,
        ("产出指标（50分）", "数量指标", "培训期数", "2期", "2期", "50", "50"),
        ("总分", "", "", "", "", "50", total),
    ]
    return [TITLE, *rows] if titled else rows


def table(*rows: tuple[str, ...], sheet: str | None = "自评表") -> Table:
    place = Place(file="自评表.xlsx", sheet=sheet) if sheet else Place(table=3)
    cells = tuple(
        TableCell(row, column, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    )
    return Table(cells, len(rows), max(map(len, rows)), place)


def test_each_form_is_a_part() -> None:
    """A title begins a form; without one its head does, for an indicator table stands above."""
    titled = table(*form("培训", "50"), (), *form("慰问", "49"))
    bare = table(*form("培训", "50", titled=False), *form("慰问", "49", titled=False))

    assert form_parts(titled) == (FormPart(0, 6, form=True), FormPart(6, 11, form=True))
    assert form_parts(bare) == (FormPart(0, 4, form=True), FormPart(4, 8, form=True))


def test_what_stands_above_a_form_is_a_part() -> None:
    """An ordinary table in the same sheet is not counted to the form below it."""
    parts = form_parts(table(("科目", "金额"), ("合计", "5"), *form("培训", "50")))

    assert parts == (FormPart(0, 2, form=False), FormPart(2, 7, form=True))


def test_a_list_of_projects_is_not_cut() -> None:
    """A header with 项目名称 that is repeated on the next page goes on, indicators in its columns or not."""
    plain = ("项目名称", "年初预算数", "全年执行数")
    wide = ("项目名称", *HEADER)
    assert len(form_parts(table(plain, ("培训", "3", "3"), plain, ("指标慰问", "4", "4")))) == 1
    assert len(form_parts(table(wide, ("培训", *HEADER), wide, ("慰问", *HEADER)))) == 1


def test_rows_below_a_form_belong_to_it() -> None:
    """A head without indicators, such as a signature block with the project's name, begins nothing."""
    signed = [("项目名称：", "培训"), ("填表人", "（签字）")]

    assert form_parts(table(*form("培训", "50"), *signed)) == (FormPart(0, 7, form=True),)


def test_places_count_from_the_top_of_the_sheet() -> None:
    """A cell of the second form is named as in the workbook, or by its row in a Word table."""
    rows = (*form("培训", "50"), *form("慰问", "49"))
    sheet = Figures(Document("自评表.xlsx", (table(*rows),))).grids
    word = Figures(Document("自评表.docx", (table(*rows, sheet=None),))).grids

    assert [grid.number for grid in sheet] == [1, 2]
    assert sheet[1].place(4, 6).cell == "G10"
    assert word[1].place(4, 6).text == "表3第10行第7列"
    assert {figure.at for figure in Figures(Document("", (table(*rows),))).table} >= {(1, 4, 6), (2, 4, 6)}


def test_a_merged_cell_across_two_forms_is_cut() -> None:
    """Its text stays with the form it begins in."""
    whole = table(*form("培训", "50"), *form("慰问", "49"))
    wide = Table((*whole.cells, TableCell(3, 8, "说明", 4)), whole.height, 9, whole.place)
    upper, lower = wide.part(0, 5), wide.part(5, 10)

    assert [(cell.row, cell.rows, cell.text) for cell in upper.cells if cell.column == 8] == [(3, 2, "说明")]
    assert [(cell.row, cell.rows, cell.text) for cell in lower.cells if cell.column == 8] == [(0, 2, "")]
    assert lower.part(1, 3).above == 6

"""项目支出绩效自评表 as a Word document in the official layout; every look comes from the template's styles."""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from ziping import resources
from ziping.domain.draft import Cell, Draft, Row, Table
from ziping.domain.form_labels import ROW_COLUMNS, TITLE
from ziping.domain.form_layout import COLUMNS, WIDTHS, FormCell, form_cells
from ziping.domain.project_form import ProjectForm
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.errors import RenderError
from ziping.render.docx_table import look_of, table_xml
from ziping.render.docx_text import NOT_IN_XML, runs_of
from ziping.render.form_entries import entries_of
from ziping.render.word_bytes import word_bytes

PENDING: Final = "待补充"
NOTE: Final = "备注：带 * 的栏目由单位填写，其余由系统带出。"
_NOT_DOCX = (PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError)
_TAGS: Final = ("{{ title }}", "{{ table }}", "{{ note }}")


def render_form(
    form: ProjectForm,
    rubric: Rubric,
    scorecard: Scorecard,
    draft: Draft | None = None,
    template: bytes | None = None,
) -> bytes:
    """The form as a docx file; the same values and template give the same bytes.

    Args:
        form: the form as the unit filled it.
        rubric: with ``form`` rules.
        scorecard: its scores, which are printed in place of typed ones; what is pending prints 待补充.
        draft: gives 实际完成情况 and reasons where the unit wrote none.
        template: the Word template; the shipped one by default.

    Raises:
        RenderError: the rubric holds no ``form`` rules, or the template cannot be filled.
    """
    if rubric.form is None:
        raise RenderError(f"评分标准 {rubric.id!r} 不评项目支出绩效自评表")
    cells = form_cells(form, rubric.form, scorecard.year, entries_of(form, rubric.form, scorecard, draft))
    document = _opened(template if template is not None else _shipped())
    places = _places(document)
    look = look_of(document)
    xml = table_xml(_table(cells), look)
    table = parse_xml(xml.replace("<w:tbl>", f"<w:tbl {nsdecls('w')}>", 1))
    _keep_header_with_rows(table, cells)
    places["{{ table }}"].getparent().replace(places["{{ table }}"], table)
    for tag, text in (("{{ title }}", TITLE), ("{{ note }}", NOTE)):
        _put_text(places[tag], text, look.missing)
    _set_properties(document, form, scorecard)
    return word_bytes(document)


def _shipped() -> bytes:
    path = resources.find("templates", "project-form/form.docx")
    if path is None:
        raise RenderError("找不到自带的模板 project-form/form.docx，请重新安装 ziping")
    return resources.read_bytes(path)


def _opened(template: bytes) -> Any:
    try:
        return docx.Document(io.BytesIO(template))
    except _NOT_DOCX as error:
        raise RenderError(
            f"自评表模板不是完好的 .docx 文件：{error}；请用 Word 或 WPS 另存为 .docx"
        ) from error


def _places(document: Any) -> dict[str, Any]:
    """The paragraphs that hold the tags."""
    found = {paragraph.text.strip(): paragraph._p for paragraph in document.paragraphs}  # noqa: SLF001
    missing = [tag for tag in _TAGS if tag not in found]
    if missing:
        raise RenderError(f"自评表模板缺少标签 {'、'.join(missing)}，每个标签要独占一段；请照自带模板补上")
    return {tag: found[tag] for tag in _TAGS}


def _put_text(paragraph: Any, text: str, missing_style: str) -> None:
    for run in list(paragraph.iterchildren("{*}r")):
        paragraph.remove(run)
    holder = parse_xml(f"<w:p {nsdecls('w')}>{runs_of(text, missing_style)}</w:p>")
    paragraph.extend(list(holder))


def _table(cells: tuple[FormCell, ...]) -> Table:
    """The form's cells as a table of a draft, title and footnote left out."""
    body = [cell for cell in cells if cell.role not in {"title", "note"}]
    rows = [
        Row(
            kind=_row_kind(line),
            cells=tuple(_cell(cell) for cell in sorted(line, key=lambda item: item.column)),
        )
        for line in (list(group) for _, group in groupby(sorted(body, key=_place), key=lambda item: item.row))
    ]
    total = sum(WIDTHS)
    widths = [100 * width // total for width in WIDTHS]
    widths[-1] += 100 - sum(widths)
    return Table(id="form", caption="", widths=tuple(widths[:COLUMNS]), rows=tuple(rows))


def _keep_header_with_rows(table: Any, cells: tuple[FormCell, ...]) -> None:
    """The header of the indicators never stands alone at the foot of a page."""
    body = sorted({cell.row for cell in cells if cell.role not in {"title", "note"}})
    header = next(cell.row for cell in cells if cell.text == ROW_COLUMNS["group"][0])
    row = list(table.iterchildren("{*}tr"))[body.index(header)]
    for style in row.iter("{*}pStyle"):
        style.addnext(parse_xml(f"<w:keepNext {nsdecls('w')}/>"))


def _place(cell: FormCell) -> tuple[int, int]:
    return cell.row, cell.column


def _row_kind(line: list[FormCell]) -> Any:
    if any(cell.role == "section" for cell in line):
        return "header"
    return (
        "total"
        if any(cell.slot is not None and cell.slot.field == "total_score" for cell in line)
        else "body"
    )


def _cell(cell: FormCell) -> Cell:
    is_open = cell.slot is not None and not cell.text
    text = PENDING if is_open else cell.text
    return Cell(
        text=text,
        rows=cell.rows,
        columns=cell.columns,
        align="left" if cell.left else "center",
    )


def _set_properties(document: Any, form: ProjectForm, scorecard: Scorecard) -> None:
    properties = document.core_properties
    for name, value in {
        "title": f"{form.name}{TITLE}",
        "subject": f"{scorecard.year}年度",
        "author": form.implementing_unit or form.budget_unit,
        "last_modified_by": "ziping",
        "keywords": f"绩效自评;{scorecard.year};{scorecard.rubric}",
    }.items():
        setattr(properties, name, NOT_IN_XML.sub("", value)[:255])
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    properties.revision = 1

"""Tables of a draft as WordprocessingML: structure only, every look comes from the template's styles."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, NamedTuple

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Emu
from lxml import etree

from ziping.domain.draft import Table
from ziping.domain.draft_grid import Slot, slots
from ziping.errors import RenderError
from ziping.render.docx_text import runs_of

TABLE_STYLE, MISSING_STYLE = "自评表格", "待补充"
CELL_STYLES = {"header": "表格表头", "body": "表格正文", "subtotal": "表格合计", "total": "表格合计"}
_NEEDED_STYLES = (TABLE_STYLE, MISSING_STYLE, *dict.fromkeys(CELL_STYLES.values()))
_LOOK_OF_ROW = {"header": "firstRow", "body": "", "subtotal": "lastRow", "total": "lastRow"}
_CELL_LOOK_ORDER = ("tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign")
KEPT_TOGETHER_ROWS = 14
"""A table of so many rows stays on one page; a longer one breaks between rows."""


class Look(NamedTuple):
    """What the template says about tables: style ids, per row kind the content of ``w:tcPr``, twips."""

    missing: str
    table: str
    paragraphs: dict[str, str]
    cells: dict[str, str]
    width: int


def look_of(document: Document) -> Look:
    """The look of tables in a template.

    Raises:
        RenderError: styles or page settings are missing.
    """
    styles = {style.name: style for style in document.styles}
    if absent := [name for name in _NEEDED_STYLES if name not in styles]:
        raise RenderError(f"模板缺少样式：{'、'.join(absent)}。请从自带模板复制这些样式，或在自带模板上修改")
    page = next(iter(document.sections), None)
    if not (page and page.page_width and page.left_margin is not None and page.right_margin is not None):
        raise RenderError("模板没有页面设置（纸张和页边距）。请在 Word 的“布局”中设置后另存")
    element = styles[TABLE_STYLE].element
    return Look(
        missing=styles[MISSING_STYLE].style_id,
        table=styles[TABLE_STYLE].style_id,
        paragraphs={kind: styles[name].style_id for kind, name in CELL_STYLES.items()},
        cells={kind: _cell_look(element, condition) for kind, condition in _LOOK_OF_ROW.items()},
        width=Emu(page.page_width - page.left_margin - page.right_margin).twips,
    )


def _cell_look(style: Any, condition: str) -> str:
    """The cell properties of a table style, with those of one condition on top, in the order of the schema."""
    found: dict[str, str] = {}
    for owner in (style, *style.findall(f"{qn('w:tblStylePr')}[@{qn('w:type')}='{condition}']")):
        for child in owner.iterfind(f"{qn('w:tcPr')}/*"):
            xml = etree.tostring(child, encoding="unicode")
            found[etree.QName(child).localname] = re.sub(r' xmlns(:\w+)?="[^"]*"', "", xml).strip()
    return "".join(found[name] for name in _CELL_LOOK_ORDER if name in found)


def table_xml(table: Table, look: Look) -> str:
    """The table's XML; covered cells, which the draft leaves out, are put back."""
    edges = [look.width * sum(table.widths[:n]) // sum(table.widths) for n in range(len(table.widths) + 1)]
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    rows, in_head = [], True
    together = len(table.rows) <= KEPT_TOGETHER_ROWS
    for number, (row, row_slots) in enumerate(slots(table), start=1):
        in_head = in_head and row.kind == "header"
        repeat = "<w:tblHeader/>" if in_head else ""
        kept = "<w:keepNext/>" if in_head or (together and number < len(table.rows)) else ""
        cells = "".join(_cell_xml(slot, row.kind, edges, look, kept) for slot in row_slots)
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{cells}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{look.table}"/><w:tblW w:w="{look.width}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell_xml(slot: Slot, kind: str, edges: list[int], look: Look, kept: str) -> str:
    width = edges[slot.column + slot.columns] - edges[slot.column]
    span = f'<w:gridSpan w:val="{slot.columns}"/>' if slot.columns > 1 else ""
    if slot.cell is None:
        merge, align, runs = "<w:vMerge/>", "center", ""
    else:
        merge = '<w:vMerge w:val="restart"/>' if slot.goes_on else ""
        align, runs = slot.cell.align, runs_of(slot.cell.text, look.missing)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{look.cells[kind]}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{look.paragraphs[kind]}"/>{kept}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p></w:tc>'
    )

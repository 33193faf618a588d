"""The cells of an HTML table, with their spans, at their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree, html

from ziping.domain.document import TableCell

MAX_SPAN: Final = 120
"""Rows or columns one cell may cover."""
MAX_CELLS: Final = 200_000
"""Places of the grid that the cells of a table may cover together; what goes beyond is left out."""

_BREAKS = frozenset(("br", "p", "div", "li", "tr"))
_SILENT = frozenset(("script", "style", "template", "noscript"))
_BREAK = "\x00"  # no text of a parsed page holds it
_SOURCE_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t\r]*\n\s*(?=[^\x00-\x7f])")
"""A line break of the source between Chinese characters is no space."""


def parse_html(text: str) -> Any:
    """The tree of an HTML text; nothing is fetched, no entity but HTML's own is known. None when it holds nothing.

    Control characters are dropped: the parser would stop at the first one.
    """
    text = "".join(character for character in text if character >= " " or character in "\t\n\r")
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except etree.ParserError:
        return None


def _parser() -> Any:
    return html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )


def table_cells(table: Any) -> tuple[TableCell, ...]:
    """The cells of a table element; a table inside a cell is read as the cell's text."""
    cells: list[TableCell] = []
    taken: set[tuple[int, int]] = set()
    for row, element in enumerate(_rows(table)):
        column = 0
        for cell in element.iterchildren("td", "th"):
            rows, columns = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            while (row, column) in taken:
                column += 1
            taken.update((row + down, column + right) for down in range(rows) for right in range(columns))
            if len(taken) > MAX_CELLS:
                return tuple(cells)
            cells.append(TableCell(row, column, text_of(cell), rows, columns))
            column += columns
    return tuple(cells)


def _rows(table: Any) -> Iterator[Any]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table:
            yield row


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return max(1, min(int(text), MAX_SPAN)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def text_of(element: Any) -> str:
    """The words of an element, a line break where the page breaks."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag in _BREAKS and node is not element:
                parts.append(_BREAK)
            if node.text and node.tag not in _SILENT:
                parts.append(node.text)
        elif node is not element and node.tail:
            parts.append(node.tail)
    lines = (one_line(line) for line in "".join(parts).split(_BREAK))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Text of a page's source as the page shows it: white space is one space, none between Chinese characters."""
    return " ".join(_SOURCE_BREAK.sub("", text).split())

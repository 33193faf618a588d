"""Finds the scoring table of a document and reads it: levels, points, texts; what is wrong with it, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from ziping.domain.document import Document, Heading, Paragraph, Table, TableCell
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.scoring_table import Printed, ScoringTable, SharedRows, TableLevel, TableNode, TableRow
from ziping.errors import UnreadableInputError
from ziping.intake.table_faults import faults
from ziping.intake.table_head import Columns, find_columns, squeezed
from ziping.language.numerals import parse_quantity

MAX_ROWS: Final = 2000
"""Rows of a scoring table; a longer one is another kind of list."""

_TOTAL = re.compile(r"(?:总分|总计|合计|总得分|得分合计|总分值|分值合计|合计得分)(?:[（(].*[)）])?")
_SUBTOTAL = re.compile(r"小计|小\s*计|.{0,8}小计")
_NOTE = re.compile(
    r"(?:备注|注|说明|填报人|填表人|填表说明|审核人|联系人|单位负责人|评价人|制表)[:：（(1一、].*|(?:备注|注)"
)
_BRACKETED = re.compile(r"[（(](\d+(?:\.\d+)?)(分|%)?[)）]$")


class ReadTable(NamedTuple):
    """A read scoring table, with what a person has to look at."""

    table: ScoringTable
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Line:
    """A row of the grid: the names of its levels with their cells, and the row's own indicator."""

    levels: tuple[tuple[str, Decimal | None, Place], ...]
    cell: TableCell
    weight: TableCell | None
    row: TableRow


def read_scoring_table(document: Document) -> ReadTable:
    """The scoring table of a document, the largest when there are several.

    Raises:
        UnreadableInputError: no table has the head of a scoring table, or the one that has it has no rows.
    """
    tables = document.tables
    found = [(table, columns) for table in tables if (columns := find_columns(table)) is not None]
    if not found:
        raise UnreadableInputError(
            f"{document.name}：没有找到评分表；评分表要有一行表头，写明“一级指标”“二级指标”“三级指标”“分值”“评分标准”"
        )
    table, columns = max(found, key=lambda item: item[0].height - item[1].row)
    if table.height > MAX_ROWS:
        raise UnreadableInputError(
            f"{document.name}：评分表有 {table.height} 行（至多 {MAX_ROWS} 行），不读取；请只留下评分表再试"
        )
    reader = _Reader(table, columns)
    lines = list(reader.lines())
    if not lines:
        raise UnreadableInputError(f"{document.name}：评分表只有表头，没有指标；请检查是否选错了文件")
    name = table.place.sheet or f"表{table.place.table or tables.index(table) + 1}"
    scoring = ScoringTable(
        name, _title(document, table, columns), *reader.total(), _nodes(lines, 0, len(columns.levels) - 1)
    )
    other = [item for item, _ in found if item is not table]
    return ReadTable(scoring, (*faults(scoring), *(_unread(item) for item in other)))


class _Reader:
    """Walks the rows below the head."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self.table = table
        self.columns = columns
        self.head = {column: squeezed(self.text(columns.row, column)) for column in columns.levels}
        self.above: list[tuple[str, Decimal | None, Place]] = []

    def text(self, row: int, column: int | None) -> str:
        cell = None if column is None else self.table.at(row, column)
        return "" if cell is None or cell.kind in {"error", "formula"} else cell.text.strip()

    def body(self) -> Iterator[int]:
        """Rows that are neither a repeated head nor a note."""
        for row in range(self.columns.row + 1, self.table.height):
            first = squeezed(next((cell.text for cell in self.table.row(row) if cell.text.strip()), ""))
            repeated = all(squeezed(self.text(row, column)) == name for column, name in self.head.items())
            if first and not repeated and not _NOTE.fullmatch(first):
                yield row

    def total(self) -> tuple[Decimal | None, Place]:
        """The points of the total row (or of a last row of 小计), and where they stand."""
        rows = list(self.body())
        totals = [row for row in rows if _is_total(self._first(row))]
        if not totals and rows and _SUBTOTAL.fullmatch(self._first(rows[-1])):
            totals = rows[-1:]
        for row in totals:
            for column in reversed([c for c in self.columns.weights if c is not None]):
                value = points(self.text(row, column))
                if value is not None:
                    return value, self.table.place_of(row, column)
        return None, self.table.place

    def _first(self, row: int) -> str:
        return squeezed(next((cell.text for cell in self.table.row(row) if cell.text.strip()), ""))

    def lines(self) -> Iterator[_Line]:
        """One line an indicator; rows below the same cell of the last level belong together."""
        rows = [row for row in self.body() if self._counts(row)]
        for cell, group in groupby(rows, key=lambda row: self.table.at(row, self.columns.leaf)):
            if cell is None or not cell.text.strip():
                continue
            yield self._line(cell, list(group))

    def _counts(self, row: int) -> bool:
        cell = self.table.at(row, self.columns.leaf)
        first = self._first(row)
        whole = cell is not None and cell.columns > 1 and cell.column < self.columns.leaf
        return not (_is_total(first) or _SUBTOTAL.fullmatch(first) or whole) and not _SUBTOTAL.fullmatch(
            squeezed(self.text(row, self.columns.leaf))
        )

    def _line(self, cell: TableCell, rows: list[int]) -> _Line:
        first, columns = rows[0], self.columns
        label, bracketed = named(cell.text)
        weight_column = columns.weights[-1]
        weight = None if weight_column is None else self.table.at(first, weight_column)
        value = points(self.text(first, weight_column)) if weight is not None else None
        if weight_column is not None and len(rows) > 1:
            value = _several([self.table.at(row, weight_column) for row in rows]) or value
        standard_place = self.table.place_of(
            first, columns.standard if columns.standard is not None else columns.leaf
        )
        own = TableRow(
            label=label,
            weight=value if value is not None else bracketed,
            standard=Printed(self._joined(rows, columns.standard), standard_place),
            explanation=self._joined(rows, columns.explanation),
            evidence=self._joined(rows, columns.evidence),
            label_place=self.table.place_of(cell.row, cell.column),
            weight_place=self.table.place_of(first, columns.leaf if weight_column is None else weight_column),
        )
        return _Line(self._levels(first), cell, weight, own)

    def _joined(self, rows: list[int], column: int | None) -> str:
        """The texts of a column, each cell once."""
        if column is None:
            return ""
        cells = dict.fromkeys(cell for row in rows if (cell := self.table.at(row, column)) is not None)
        return "\n".join(
            text for cell in cells if (text := cell.text.strip()) and cell.kind not in {"error", "formula"}
        )

    def _levels(self, row: int) -> tuple[tuple[str, Decimal | None, Place], ...]:
        """The levels above; an empty cell goes on with the one above it."""
        found: list[tuple[str, Decimal | None, Place]] = []
        changed = False
        for index, column in enumerate(self.columns.levels[:-1]):
            label, weight = named(self.text(row, column))
            if not label and index < len(self.above) and not changed:
                found.append(self.above[index])
                continue
            own = self.columns.weights[index]
            printed = points(self.text(row, own)) if own is not None else None
            changed = changed or index >= len(self.above) or self.above[index][0] != label
            cell = self.table.at(row, column)
            place = self.table.place_of(cell.row if cell else row, column)
            found.append((label, printed if printed is not None else weight, place))
        self.above = found
        return tuple(found)


def _several(cells: Iterable[TableCell | None]) -> Decimal | None:
    """The sum of several cells of points below one name; None for one cell, or when one is no number."""
    own = list(dict.fromkeys(cell for cell in cells if cell is not None))
    values = [points(cell.text) for cell in own]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(own) > 1 and len(known) == len(values) else None


def points(text: str) -> Decimal | None:
    """``5``, ``5分``, ``10%`` as points."""
    quantity = parse_quantity(text.strip()) if text.strip() else None
    return quantity.value if quantity is not None and quantity.unit.symbol in {"", "分", "%"} else None


def named(text: str) -> tuple[str, Decimal | None]:
    """A name without white space, and the points in brackets behind it."""
    label = squeezed(text)
    match = _BRACKETED.search(label)
    return (label, None) if match is None else (label[: match.start()], Decimal(match[1]))


def _is_total(text: str) -> bool:
    return bool(_TOTAL.fullmatch(text))


def _nodes(lines: list[_Line], depth: int, last: int) -> tuple[TableNode, ...]:
    """Lines grouped by the level at ``depth``; neighbours of one name are one group."""
    if depth == last:
        return tuple(_leaves(lines))
    found: list[TableNode] = []
    key: Callable[[_Line], str] = lambda line: line.levels[depth][0]  # noqa: E731 - a key, nothing more
    for label, group in groupby(lines, key=key):
        own = list(group)
        below = _nodes(own, depth + 1, last)
        weights = [line.levels[depth][1] for line in own if line.levels[depth][1] is not None]
        if label:
            found.append(TableLevel(label, weights[0] if weights else None, below, own[0].levels[depth][2]))
        else:
            found.extend(below)
    return tuple(found)


def _leaves(lines: list[_Line]) -> Iterator[TableNode]:
    """Indicators; those that one cell gives points to stay together."""
    for _, group in groupby(enumerate(lines), key=lambda item: item[1].weight or item[0]):
        own = [line for _, line in group]
        cell = own[0].weight
        value = own[0].row.weight
        if len(own) == 1 or cell is None or value is None:
            yield from (line.row for line in own)
        else:
            rows = tuple(replace(line.row, weight=None) for line in own)
            place = own[0].row.weight_place
            if place.cell:
                last = re.sub(r"\d+", str(cell.row + cell.rows), place.cell)
                place = place.model_copy(update={"cell": f"{place.cell}:{last}"})
            yield SharedRows(rows, value, place)


def _title(document: Document, table: Table, columns: Columns) -> str:
    """What is printed above the head: in the table, else the last paragraph before it."""
    for row in range(columns.row - 1, -1, -1):
        texts = [cell.text.strip() for cell in table.row(row) if cell.text.strip()]
        if len(texts) == 1 and len(texts[0]) > 4 and not texts[0].startswith("附件"):
            return squeezed(texts[0])
    before = document.blocks[: document.blocks.index(table)]
    texts = [block.text for block in before if isinstance(block, Paragraph | Heading)]
    return squeezed(texts[-1]) if texts else ""


def _unread(table: Table) -> Finding:
    return Finding(
        code="table_not_read",
        severity="note",
        message=f"{table.place.text}：这里也有一张评分表，只读了行数最多的一张；需要时另存为一个文件再读",
        place=table.place,
    )

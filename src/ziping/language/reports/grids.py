"""Tables as reviewers read them: which cells are figures, under which header, in which row, and which rows are totals."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from ziping.domain.document import Table
from ziping.domain.place import Place
from ziping.domain.quantity import Quantity
from ziping.language.claims.units import MONEY, measure
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_quantity
from ziping.language.reports.cell_text import MARKS, clean_lines, header_core, is_mark
from ziping.language.reports.places import columns_by_row, remembered

_TITLE: Final = 14
"""Longest title of a column of words."""
_LONG: Final = 40
"""A longer text in a row explains; it does not name what the figures are about."""

_TOTAL = re.compile(
    "(?:本年|全年|本年度|当年|年度)?[\u4e00-\u9fff（）()/、和与]{0,8}"
    "(?:合计|总计|共计|总分|总得分|综合得分|汇总|总和|总额)(?:得分|数|金额)?[:：]?"
)
_SUM_OF_MONEY = re.compile("(?:总额|总和)[:：]?$")
_SUBTOTAL = re.compile("[\u4e00-\u9fff]{0,10}小计[:：]?")
_MEAN = re.compile("平均|均值")
_PENDING = re.compile("^(?:待|暂|未)(?:补充|核|填|定|评|报)")
_PARTS = re.compile("^其中[:：]?")
_SCORE = re.compile("得分|评分$|^分数$|评价分$")
_WEIGHT = re.compile("分值|权重|满分|标准分|最高分")
_RATE = re.compile("(?:率|占比|比例|比重|百分比|完成度)(?:数|情况)?$|[%％]")
_UNIT_IN_BRACKETS = re.compile(
    "[（(](?:单位[:：]?)?((?:[百千]?万|亿|千|百)?元|[%％]|百分点|人次?|名|个|分)[）)]"
)
_UNIT_LINE = re.compile(r"单位[:：]\s*(?:人民币)?((?:[百千]?万|亿|千|百)?元)")
_NO_RULE = re.compile("标准|说明|依据|细则|办法|计分|评分规则|考核内容")
_OF_SCORES = re.compile("得分依据|得分说明|评分依据|自评说明|自评依据|扣分")
"""Titles of columns that tell how a score came about, not what the rule is."""
_TARGET = re.compile("目标|计划|指标值|预期")
_SERIAL = re.compile("序\\s*号|编\\s*号|行\\s*次|栏\\s*次")
"""Headers of columns that number the rows, and say nothing about them."""
_SAYS = re.compile("标准|说明|依据|细则|指标值|目标值|完成值|完成情况|实际值|原因")
"""Headers of columns whose words say something about the row's subject."""


class ColumnKind(StrEnum):
    """What the figures of a column are, by its header."""

    SCORE = "score"
    WEIGHT = "weight"
    RATE = "rate"
    FIGURE = "figure"


class RowKind(StrEnum):
    """What a row is, by its label."""

    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    MEAN = "mean"


class Cell(NamedTuple):
    """A figure of a table.

    Attributes:
        value: as printed.
        unit: written in the cell, in a header, in the row's first cells or above the table; ``""`` when nowhere.
        text: as printed.
    """

    row: int
    column: int
    value: Decimal
    unit: str
    text: str


class Run(NamedTuple):
    """Figures of one column under one header, from the top."""

    column: int
    header: str
    kind: ColumnKind
    cells: tuple[Cell, ...]


def column_kind(header: str) -> ColumnKind:
    """What a header announces."""
    name = header_core(header)
    if _WEIGHT.search(name):
        return ColumnKind.WEIGHT
    if _SCORE.search(name) and not name.endswith("率"):
        return ColumnKind.SCORE
    return ColumnKind.RATE if _RATE.search(header.strip(MARKS)) or _RATE.search(name) else ColumnKind.FIGURE


@dataclass(frozen=True)
class Grid:
    """One table.

    Attributes:
        table: as read.
        number: running number from 1.
        caption: short paragraphs straight above it, or the heading.
        form: whether it is one 项目支出绩效自评表; a table that holds several is one grid each.
    """

    table: Table
    number: int
    caption: str
    form: bool = False

    @cached_property
    def figures(self) -> dict[tuple[int, int], Cell]:
        """The cells that are one figure and nothing else."""
        cells = self._printed.items()
        return {at: cell if cell.unit else cell._replace(unit=self._unit_of(cell)) for at, cell in cells}

    @cached_property
    def rows(self) -> dict[int, tuple[Cell, ...]]:
        """The figures of each row from left to right."""
        found: dict[int, list[Cell]] = {}
        for (row, _), cell in sorted(self.figures.items()):
            found.setdefault(row, []).append(cell)
        return {row: tuple(cells) for row, cells in found.items()}

    @cached_property
    def _printed(self) -> dict[tuple[int, int], Cell]:
        """The same with the units that stand in the cells themselves."""
        found = {}
        for cell in self.table.cells:
            quantity = self._quantities.get((cell.row, cell.column))
            if quantity is not None and len(cell.text) < 40:
                unit = quantity.unit.symbol
                found[cell.row, cell.column] = Cell(
                    cell.row, cell.column, quantity.value, unit, cell.text.strip(MARKS)
                )
        return found

    @cached_property
    def _quantities(self) -> dict[tuple[int, int], Quantity]:
        """What every cell says as one quantity, by its first place."""
        read = ((cell, parse_quantity(cell.text.strip(MARKS))) for cell in self.table.cells if cell.text)
        return {(cell.row, cell.column): quantity for cell, quantity in read if quantity is not None}

    @cached_property
    def _texts(self) -> dict[tuple[int, int], str]:
        """Words by the place of the grid they cover."""
        words: dict[tuple[int, int], str] = {}
        for cell in self.table.cells:
            if (cell.row, cell.column) not in self._quantities and not is_mark(cell.text):
                text = clean_lines(cell.text)
                for row in range(cell.row, cell.row + cell.rows):
                    for column in range(cell.column, cell.end):
                        words[row, column] = text
        return words

    @cached_property
    def _worded(self) -> dict[int, tuple[int, ...]]:
        """The columns of each row where words stand, from left to right."""
        return columns_by_row(self._texts)

    @cached_property
    def _numbered(self) -> dict[int, tuple[int, ...]]:
        """The columns of each row where figures stand, from left to right."""
        return columns_by_row(self._printed)

    @cached_property
    def _headers(self) -> dict[tuple[int, int], tuple[int, str]]:
        """For every place: row and words of the nearest words above it."""
        found: dict[tuple[int, int], tuple[int, str]] = {}
        above: dict[int, tuple[int, str]] = {}
        for row in range(self.table.height):
            for column in range(self.table.width):
                if column in above:
                    found[row, column] = above[column]
                text = self._texts.get((row, column), "")
                if text and len(text) <= _LONG and not _PENDING.search(text):
                    above[column] = (row, text)
        return found

    def header(self, row: int, column: int) -> str:
        """The nearest words above a place, ``""`` for none."""
        return self._headers.get((row, column), (0, ""))[1]

    def header_row(self, row: int, column: int) -> int:
        """The row of ``header``, -1 for none."""
        return self._headers.get((row, column), (-1, ""))[0]

    def row_words(self, row: int, before: int | None = None) -> tuple[str, ...]:
        """The words of a row from left to right, each once, those left of ``before`` only."""
        columns = self._worded.get(row, ())
        last = len(columns) if before is None else bisect_left(columns, before)
        return tuple(dict.fromkeys(self._texts[row, c] for c in columns[:last]))

    @remembered
    def label(self, row: int, column: int) -> str:
        """What the row of a figure is about: the nearest short words left of it that are no rule, target or result."""
        second = ""
        columns = self._worded.get(row, ())
        for left in reversed(columns[: bisect_left(columns, column)]):
            text = self._texts[row, left]
            if not text or len(text) > _LONG:
                continue
            title = self._texts.get((self.header_row(row, column), left), "")
            if not _SAYS.search(title) or self.keyed(row, column):
                return text
            second = second or text
        return second

    def keyed(self, row: int, column: int) -> bool:
        """Whether words stand straight left of a figure and other figures further left: 编制数 7 在职 10."""
        words, figures = self._worded.get(row, ()), self._numbered.get(row, ())
        worded = bisect_left(words, column)
        left = words[worded - 1] if worded else -1
        numbered = bisect_left(figures, column)
        if left < 0 or (numbered and figures[numbered - 1] > left):
            return False
        before = figures[: bisect_left(figures, left)]
        return not all(_SERIAL.fullmatch(self.header(row, other)) for other in before)

    @cached_property
    def key_rows(self) -> frozenset[int]:
        """Rows of labels and figures side by side, which follow no column header."""
        return frozenset(row for row, column in self._printed if self.keyed(row, column))

    @remembered
    def row_kind(self, row: int, column: int) -> RowKind:
        """What the row is for the figure in ``column``."""
        words = [text for text in self.row_words(row, column) if len(text) <= _LONG]
        names = [clean_text(header_core(text)) for text in words]
        if any(_SUBTOTAL.fullmatch(name) for name in names):
            return RowKind.SUBTOTAL
        if any(_MEAN.search(name) for name in names):
            return RowKind.MEAN
        scored = column_kind(self.header(row, column)) in {ColumnKind.SCORE, ColumnKind.WEIGHT}
        total = any(_TOTAL.fullmatch(name) and not (scored and _SUM_OF_MONEY.search(name)) for name in names)
        return RowKind.TOTAL if total else RowKind.ITEM

    def is_part(self, row: int, column: int) -> bool:
        """Whether the row's label begins with 其中."""
        return any(_PARTS.match(text) for text in self.row_words(row, column))

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """All columns of figures."""
        grouped: dict[tuple[int, int], list[Cell]] = {}
        for (row, column), cell in sorted(self.figures.items()):
            if row not in self.key_rows:
                grouped.setdefault((self.header_row(row, column), column), []).append(cell)
        runs = []
        for (top, column), cells in sorted(grouped.items()):
            header = self._texts.get((top, column), "")
            runs.append(Run(column, header, column_kind(header), tuple(cells)))
        return tuple(_continued(runs))

    def pending(self, row: int, column: int) -> bool:
        """Whether words stand where a figure should be: 待补充."""
        return bool(_PENDING.search(self._texts.get((row, column), "")))

    @cached_property
    def moved_rows(self) -> frozenset[int]:
        """Rows that end a column early, with the score under the full marks and words under the scores: a cell was lost."""
        ends: dict[int, int] = {}
        for cell in self.table.cells:
            if cell.text:
                ends[cell.row] = max(cell.column, ends.get(cell.row, 0))
        return frozenset(
            row
            for run in self.runs
            if run.kind is ColumnKind.SCORE
            for row in range(run.cells[0].row + 1, run.cells[-1].row)
            if ends.get(row) == ends[run.cells[0].row] - 1 >= run.column
            and (row, run.column) not in self._printed
            and (row, run.column - 1) in self._printed
        )

    @cached_property
    def shifted_rows(self) -> frozenset[int]:
        """Rows whose figures stand only where other rows have words: a reader lost a cell."""
        words: dict[int, int] = {}
        for _, column in self._texts:
            words[column] = words.get(column, 0) + 1
        numbers: dict[int, int] = {}
        rows: dict[int, list[int]] = {}
        for row, column in self._printed:
            numbers[column] = numbers.get(column, 0) + 1
            rows.setdefault(row, []).append(column)
        worded = {column for column, count in words.items() if count > 2 * numbers.get(column, 0)}
        return frozenset(
            row for row, columns in rows.items() if row not in self.key_rows and set(columns) <= worded
        )

    def strays(self, rows: Iterable[int]) -> bool:
        """Whether any of the rows is shifted or moved."""
        return any(row in self.shifted_rows or row in self.moved_rows for row in rows)

    @remembered
    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return self.table.place_of(row, column)

    def skips_rules(self, row: int, column: int) -> bool:
        """Whether the cell quotes a rule, not a fact."""
        return self._rules_from.get(column, row) < row

    def is_target(self, row: int, column: int) -> bool:
        """Whether the cell states a target."""
        at = self._last_title.get((row - 1, column))
        return at is not None and bool(_TARGET.search(self._texts[at, column]))

    @cached_property
    def _rules_from(self) -> dict[int, int]:
        """For each column the first row whose short words announce rules."""
        found: dict[int, int] = {}
        for (row, column), text in sorted(self._texts.items()):
            if len(text) <= _TITLE and _NO_RULE.search(text) and not _OF_SCORES.search(text):
                found.setdefault(column, row)
        return found

    @cached_property
    def _last_title(self) -> dict[tuple[int, int], int]:
        """For every place the row of the nearest short words at it or above it."""
        found: dict[tuple[int, int], int] = {}
        last: dict[int, int] = {}
        for row in range(self.table.height):
            for column in range(self.table.width):
                if 0 < len(self._texts.get((row, column), "")) <= _TITLE:
                    last[column] = row
                if column in last:
                    found[row, column] = last[column]
        return found

    def group(self, row: int, column: int) -> str:
        """What the rows that a 小计 in ``column`` closes belong to: words left of the names of the items above it."""
        first = row
        while first > 0 and (first - 1, column) in self.figures:
            if self.row_kind(first - 1, column) is not RowKind.ITEM:
                break
            first -= 1
        names = [
            c for c in range(column) if (first, c) in self._texts and len(self._texts[first, c]) <= _LONG
        ]
        label = self.label(first, column)
        named = [c for c in names if self._texts[first, c] == label]
        if not named or not named[-1]:
            return ""
        left = named[-1] - 1
        return self._texts.get((first, left), "") or self.header(first, left)

    def _unit_of(self, cell: Cell) -> str:
        header = self.header(cell.row, cell.column)
        if cell.row in self.key_rows:
            return _bracketed(*self.row_words(cell.row, cell.column))
        kind = column_kind(header)
        if kind in {ColumnKind.SCORE, ColumnKind.WEIGHT}:
            return "分"
        if kind is ColumnKind.RATE:
            return "%"
        side = () if (cell.row, 0) in self._texts else (self.header(cell.row, 0),)
        return _bracketed(header, *self.row_words(cell.row, cell.column), *side) or self._table_unit

    @cached_property
    def _table_unit(self) -> str:
        top = " ".join(cell.text for cell in self.table.cells if cell.row < 3 and len(cell.text) < _LONG)
        match = (
            _UNIT_LINE.search(self.caption)
            or _UNIT_LINE.search(top)
            or _UNIT_IN_BRACKETS.search(self.caption)
        )
        return match[1] if match and measure(match[1]).dimension == MONEY else ""


def _continued(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs in one piece whose header is repeated after a page break."""
    joined: dict[tuple[int, str], list[Run]] = {}
    for run in runs:
        joined.setdefault((run.column, header_core(run.header)), []).append(run)
    for same in joined.values():
        yield same[0]._replace(cells=tuple(cell for run in same for cell in run.cells))


def _bracketed(*words: str) -> str:
    """The unit that stands in brackets in one of the words: 项目资金（元）."""
    for text in words:
        match = _UNIT_IN_BRACKETS.search(text)
        if match:
            return match[1].replace("％", "%")
    return ""

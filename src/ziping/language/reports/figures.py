"""Every figure of a document with what it is about: its words, unit, year or period, and place. Built once a document."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from ziping.domain.document import Document, Heading, Paragraph, Table
from ziping.domain.finding import quoted
from ziping.domain.place import Place
from ziping.language.claims.units import Measure, measure
from ziping.language.numerals import NumberExpression, NumberKind, find_numbers
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.forms import form_parts
from ziping.language.reports.grids import Grid
from ziping.language.sentences import Outline

Worked = TypeVar("Worked")

QUANTITIES: Final = frozenset((
    NumberKind.AMOUNT,
    NumberKind.PERCENT,
    NumberKind.COUNT,
    NumberKind.SCORE,
    NumberKind.APPROX,
    NumberKind.THRESHOLD,
))
EXACT: Final = frozenset((NumberKind.AMOUNT, NumberKind.PERCENT, NumberKind.COUNT, NumberKind.SCORE))
_PROSE: Final = 15
"""A shorter cell is a label or a figure, not a sentence."""
_CAPTION: Final = 40
"""A longer paragraph above a table is no caption."""
_LONGEST: Final = 3000
"""Code points after which a paragraph is cut."""
_YEAR = re.compile("((?:19|20)[0-9]{2}) ?年")
_TRIMMED = " \t\n，,。；;：:、（）()"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading or a sentence-like cell.

    Attributes:
        index: running number.
        text: as written.
        place: where it stands.
        numbers: all number expressions.
        outline: its clauses and sentences.
        cell: number of the table, row and column; None in running text.
        norm: whether it states a rule or a target rather than a fact.
        heading: level of a heading, 0 for text.
    """

    index: int
    text: str
    place: Place
    numbers: tuple[NumberExpression, ...]
    outline: Outline
    cell: tuple[int, int, int] | None = None
    norm: bool = False
    heading: int = 0

    def quote(self, start: int, end: int) -> str:
        """The words around a span."""
        return quoted(self.text, start, end, 24)

    def numbers_in(self, start: int, end: int) -> tuple[NumberExpression, ...]:
        """The number expressions that begin in a span."""
        first = bisect_left(self.numbers, start, key=_start_of)
        return self.numbers[first : bisect_left(self.numbers, end, first, key=_start_of)]


def _start_of(number: NumberExpression) -> int:
    return number.start


class Figure(NamedTuple):
    """One figure.

    Attributes:
        value: in ``unit``.
        unit: ``""`` when nothing tells it.
        label: the words before it in its clause, or row and column of a table.
        after: the words after it up to the next figure or mark.
        period: year and quarter written with it (``2021``, ``Q2``, ``2020Q1``), ``""`` for none.
        modifier: hedge or comparison, ``""`` for an exact figure.
        surface: as written.
        place: where it stands.
        passage: index of its passage, -1 in a table.
        start: first code point in the passage.
        end: one past the last.
        sentence: running number within the passage.
        clause: running number within the passage.
        at: table, row and column, None in running text.
    """

    value: Decimal
    unit: str
    label: str
    after: str
    period: str
    modifier: str
    surface: str
    place: Place
    kind: NumberKind
    passage: int = -1
    start: int = -1
    end: int = -1
    sentence: int = -1
    clause: int = -1
    at: tuple[int, int, int] | None = None

    @property
    def measure(self) -> Measure:
        """What its unit counts."""
        return measure(self.unit)

    @property
    def amount(self) -> Fraction:
        """The value in base units: 1.2 万元 is 12000."""
        return Fraction(self.value) * self.measure.factor

    @property
    def exact(self) -> bool:
        """Whether it is written without a hedge or comparison."""
        return not self.modifier and self.kind in EXACT


@dataclass(frozen=True)
class Figures:
    """What the checks look at.

    Attributes:
        document: as read.
    """

    document: Document

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """All tables in reading order; forms stacked in one table are a grid each."""
        return tuple(grid for grids in self._of_tables for grid in grids)

    @cached_property
    def _of_tables(self) -> tuple[tuple[Grid, ...], ...]:
        return tuple(_grids(self.document))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All running text in reading order, sentences in cells included."""
        return tuple(
            Passage(index, *rest) for index, rest in enumerate(_passages(self.document, self._of_tables))
        )

    @cached_property
    def text(self) -> tuple[Figure, ...]:
        """Figures of running text."""
        return tuple(figure for passage in self.passages for figure in _text_figures(passage))

    @cached_property
    def main_year(self) -> str:
        """The year that most figures of running text are of, ``""`` for none."""
        years = Counter(figure.period[:4] for figure in self.text if figure.period[:4].isdecimal())
        return max(years, key=years.__getitem__, default="")

    @cached_property
    def of_passage(self) -> dict[int, tuple[Figure, ...]]:
        """The same by passage."""
        found: dict[int, list[Figure]] = {}
        for figure in self.text:
            found.setdefault(figure.passage, []).append(figure)
        return {index: tuple(figures) for index, figures in found.items()}

    @cached_property
    def table(self) -> tuple[Figure, ...]:
        """Figures of table cells that hold nothing else."""
        return tuple(figure for grid in self.grids for figure in _table_figures(grid))

    def once(self, work: Callable[[Figures], Worked]) -> Worked:
        """What ``work`` makes of the document, worked out when first asked for and kept for every check."""
        if work not in self._kept:
            self._kept[work] = work(self)
        kept: Worked = self._kept[work]
        return kept

    @cached_property
    def _kept(self) -> dict[Callable[[Figures], Any], Any]:
        return {}

    def passage(self, figure: Figure) -> Passage:
        """The passage a figure of running text stands in."""
        return self.passages[figure.passage]

    def quote(self, figure: Figure) -> str:
        """The words around a figure."""
        if figure.passage >= 0:
            return self.passages[figure.passage].quote(figure.start, figure.end)
        return f"{figure.label}：【{figure.surface}】"


def _grids(document: Document) -> Iterator[tuple[Grid, ...]]:
    """The grids of each table with its caption: one, or one for each form stacked in it."""
    above: list[str] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Table):
            parts, caption = form_parts(block), _caption(above)
            yield tuple(
                Grid(
                    block if len(parts) == 1 else block.part(part.start, part.end),
                    number + offset,
                    caption,
                    part.form,
                )
                for offset, part in enumerate(parts, start=1)
            )
            number += len(parts)
            above = []
        elif isinstance(block, Paragraph):
            above.append(block.text)
        else:
            above = [block.text]


def _caption(above: Sequence[str]) -> str:
    """The last short paragraphs above a table."""
    lines: list[str] = []
    for text in reversed(above[-3:]):
        if len(text) > _CAPTION:
            break
        lines.append(text)
    return " ".join(reversed(lines))


_Row = tuple[str, Place, tuple[NumberExpression, ...], Outline, tuple[int, int, int] | None, bool, int]


def _passages(document: Document, grids: tuple[tuple[Grid, ...], ...]) -> Iterator[_Row]:
    tables = iter(grids)
    for block in document.blocks:
        if isinstance(block, Heading):
            yield _row(block.text, block.place, heading=block.level)
        elif isinstance(block, Paragraph):
            for text in _pieces(block.text):
                yield _row(text, block.place)
        else:
            for grid in next(tables):
                yield from _cells(grid)


def _pieces(text: str) -> Iterator[str]:
    """A paragraph, cut after a sentence where it is longer than any paragraph a person writes.

    Checks compare figures within a passage, so its length bounds their work.
    """
    start = 0
    while len(text) - start > _LONGEST:
        stop = text.rfind("。", start, start + _LONGEST) + 1
        end = stop if stop > start else start + _LONGEST
        yield text[start:end]
        start = end
    yield text[start:]


def _cells(grid: Grid) -> Iterator[_Row]:
    for cell in grid.table.cells:
        if len(cell.text) >= _PROSE and (cell.row, cell.column) not in grid.figures:
            norm = grid.skips_rules(cell.row, cell.column) or grid.is_target(cell.row, cell.column)
            place = grid.place(cell.row, cell.column)
            for text in _pieces(cell.text):
                yield _row(text, place, cell=(grid.number, cell.row, cell.column), norm=norm)


def _row(
    text: str, place: Place, *, cell: tuple[int, int, int] | None = None, norm: bool = False, heading: int = 0
) -> _Row:
    numbers = tuple(find_numbers(text))
    outline = Outline(text, [(number.start, number.end) for number in numbers])
    return text, place, numbers, outline, cell, norm, heading


def _text_figures(passage: Passage) -> Iterator[Figure]:
    if not passage.numbers:
        return
    starts = [number.start for number in passage.numbers]
    clauses = passage.outline.clauses
    for order, (number, period) in enumerate(zip(passage.numbers, _periods(passage), strict=True)):
        if number.kind not in QUANTITIES or not isinstance(number.value, Decimal):
            continue
        at = passage.outline.clause_of(number.start)
        clause = clauses[at]
        before = passage.numbers[order - 1] if order else None
        kept = before is not None and before.kind not in QUANTITIES  # a year or quarter belongs to the label
        floor = clause.start if before is None or kept else max(clause.start, before.end)
        label = passage.text[floor : number.start]
        following = bisect_left(starts, number.end)
        ceiling = min(clause.end, starts[following]) if following < len(starts) else clause.end
        yield Figure(
            value=number.value,
            unit=number.unit,
            label=label.strip(_TRIMMED),
            after=passage.text[number.end : max(number.end, ceiling)].strip(_TRIMMED),
            period=period,
            modifier=number.modifier,
            surface=number.surface,
            place=passage.place,
            kind=number.kind,
            passage=passage.index,
            start=number.start,
            end=number.end,
            sentence=clause.sentence,
            clause=at,
            at=passage.cell,
        )


def _periods(passage: Passage) -> Iterator[str]:
    """For each number the last year before it in its sentence, and the last quarter before it in its clause."""
    year = quarter = ""
    sentence = told = -1
    for number in passage.numbers:
        clause = passage.outline.clauses[passage.outline.clause_of(number.start)]
        if clause.sentence != sentence:
            year, sentence, told = "", clause.sentence, -1
        yield year + (quarter if told >= clause.start else "")
        if number.kind in {NumberKind.YEAR, NumberKind.DATE}:
            match = _YEAR.search(number.surface)
            year = match[1] if match else year
        elif number.kind is NumberKind.QUARTER:
            quarter, told = f"Q{number.value}", number.start


def _table_figures(grid: Grid) -> Iterator[Figure]:
    for (row, column), cell in sorted(grid.figures.items()):
        if grid.skips_rules(row, column):
            continue
        keyed = row in grid.key_rows
        header = "" if keyed else header_core(grid.header(row, column))
        label = header_core(grid.label(row, column))
        numbers = find_numbers(label) if "季" in label else ()
        quarter = next((n for n in numbers if n.kind is NumberKind.QUARTER), None)
        yield Figure(
            value=cell.value,
            unit=cell.unit,
            label=f"{label} {header}".strip(),
            after="",
            period=f"Q{quarter.value}" if quarter else "",
            modifier="",
            surface=cell.text,
            place=grid.place(row, column),
            kind=NumberKind.PERCENT if cell.unit == "%" else NumberKind.COUNT,
            at=(grid.number, row, column),
        )

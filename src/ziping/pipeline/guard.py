"""Any finished text + facts → the guard's report with places; one text, or a file of cases."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ziping.domain.guard_report import Binding, GuardReport, Violation, report
from ziping.errors import UnreadableInputError
from ziping.guard import Guard, check
from ziping.intake.facts_file import read_cases, read_facts_file
from ziping.intake.plain_text import MAX_TEXT_BYTES, Block, PlainText, plain_text, read_plain_text
from ziping.language.numerals import NumberKind, find_numbers
from ziping.resources import read_text

M = TypeVar("M", Violation, Binding)

QUANTITIES = frozenset({
    NumberKind.AMOUNT,
    NumberKind.PERCENT,
    NumberKind.COUNT,
    NumberKind.SCORE,
    NumberKind.APPROX,
    NumberKind.THRESHOLD,
    NumberKind.RANGE,
})


RULE_COLUMNS = frozenset(("评分标准", "评分规则", "评分办法", "计分标准", "计分规则", "评价标准"))
"""Headings of columns that quote the scoring rules."""


class Unbound(NamedTuple):
    """A figure that was let pass although no fact stands behind it."""

    start: int
    end: int
    surface: str


class Checked(NamedTuple):
    """A text with the guard's report of it."""

    text: PlainText
    report: GuardReport
    unbound: tuple[Unbound, ...]
    notes: tuple[str, ...]
    """What is odd about the facts."""

    def to_json(self) -> dict[str, object]:
        """The guard's machine format; each violation also gets ``place`` and ``quote``."""
        data = self.report.to_json()
        rows = zip(data["violations"], self.report.violations, strict=True)  # type: ignore[call-overload]
        data["violations"] = [{**row, **self._found_at(violation)} for row, violation in rows]
        data["unbound"] = [item._asdict() for item in self.unbound]
        return data

    def _found_at(self, violation: Violation) -> dict[str, Any]:
        place = self.text.block(violation.start).place
        return {
            "place": {**place.model_dump(exclude_none=True), "text": place.text},
            "quote": self.text.quote(violation.start, violation.end),
        }


def check_file(path: Path | None, facts: Path, data: bytes = b"") -> Checked:
    """The report of a txt, md or docx file, or of standard input when ``path`` is None.

    Raises:
        UnreadableInputError: the text or the facts cannot be read.
    """
    text = read_plain_text(path) if path is not None else plain_text(data, "标准输入")
    given, notes = read_facts_file(facts)
    return _check_pieces(text, Guard(given), notes)


def _check_pieces(text: PlainText, guard: Guard, notes: tuple[str, ...]) -> Checked:
    """Running text as a whole, table cells one by one: the unit of a figure stands in the heading of its column."""
    violations: list[Violation] = []
    bindings: list[Binding] = []
    unbound: list[Unbound] = []
    for start, end, in_table in _pieces(text):
        piece = text.text[start:end]
        found = guard.check(piece, bare=in_table)
        violations += [_moved(item, item.start + start, item.end + start) for item in found.violations]
        bindings += [_moved(item, item.start + start, item.end + start) for item in found.bindings]
        unbound += [Unbound(start + a, start + b, word) for a, b, word in _unbound(piece, found)]
    return Checked(text, report(tuple(violations), tuple(bindings)), tuple(unbound), notes)


def _pieces(text: PlainText) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether it is a table's cell."""
    for table, group in groupby(text.blocks, key=lambda block: block.place.table):
        blocks = list(group)
        if table is None:
            yield blocks[0].start, blocks[-1].end, False
        else:
            yield from ((start, end, True) for start, end in _cells(text, blocks))


def _cells(text: PlainText, rows: list[Block]) -> Iterator[tuple[int, int]]:
    """A table's cells, without those that quote the scoring rules: their figures are the rule's."""
    heading = text.text[rows[0].start : rows[0].end].split("\t")
    for row in rows:
        start = row.start
        cells = text.text[row.start : row.end].split("\t")
        whole = len(cells) == len(heading)
        for index, cell in enumerate(cells):
            if not (whole and heading[index].strip() in RULE_COLUMNS):
                yield start, start + len(cell)
            start += len(cell) + 1


def _moved(item: M, start: int, end: int) -> M:
    """The item at another place."""
    return item.model_copy(update={"start": start, "end": end})


def check_cases(path: Path | None, data: bytes = b"") -> Iterator[dict[str, object]]:
    """``{"id", "verdict", "violations"}`` of every case; every line is read before the first is judged.

    Raises:
        UnreadableInputError: a line is not a case.
    """
    text, name = (read_text(path), path.name) if path is not None else (_decoded(data), "标准输入")
    cases = read_cases(text, name)

    def judged() -> Iterator[dict[str, object]]:
        for case in cases:
            found = check(case.text, case.facts).to_json()
            yield {"id": case.id, "verdict": found["verdict"], "violations": found["violations"]}

    return judged()


def _decoded(data: bytes) -> str:
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableInputError(f"标准输入超过 {MAX_TEXT_BYTES // 1_000_000} MB，不读取")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInputError("标准输入不是 UTF-8 文本，请先转换编码") from error


def _unbound(text: str, found: GuardReport) -> Iterator[Unbound]:
    """Quantities that neither a binding nor a violation touches."""
    touched = [(item.start, item.end) for item in found.bindings]
    spans = sorted(touched + [(item.start, item.end) for item in found.violations])
    index, reach = 0, 0
    for number in find_numbers(text):
        while index < len(spans) and spans[index][0] < number.end:
            reach = max(reach, spans[index][1])
            index += 1
        if number.kind in QUANTITIES and reach <= number.start:
            yield Unbound(number.start, number.end, number.surface)

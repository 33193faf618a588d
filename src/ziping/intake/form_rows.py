"""年度绩效指标 and 总分: the rows of a form as values, each with the cells a unit fills."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from ziping.domain.form_labels import BLANKS, NOT_APPLICABLE, ROW_COLUMNS, RowColumn
from ziping.domain.form_reading import Slot, SlotField, SlotKey
from ziping.domain.project_form import FormRow, FormRules
from ziping.intake.form_cells import POINTS, CellReader, Number, Spot
from ziping.intake.form_columns import Columns, row_lines, shift_of
from ziping.intake.form_lines import one_line
from ziping.intake.form_names import FormNames, Found
from ziping.intake.form_placing import Placer, PrintedGroup
from ziping.language.reports.forms import Line

_DIRECTIONS: Final = {1: "右", -1: "左"}
_FILLED: Final[tuple[SlotField, ...]] = ("actual", "weight", "score", "reason")
_PLANNED: Final[tuple[RowColumn, ...]] = ("label", "target")
_DONE: Final[tuple[RowColumn, ...]] = ("actual", "weight", "score")
_SIGNS: Final = {"=": "", "＝": "", "定性": "", "": ""}
"""指标性质 that adds nothing in front of the target."""

_Spots: TypeAlias = dict[RowColumn, Spot]


class RowNumbers(NamedTuple):
    """The points of a row as read; ``row`` is empty for a row that could not be placed."""

    row: str
    label: str
    group: str
    weight: Number
    score: Number


@dataclass
class RowTable:
    """What was read from the indicator table.

    Attributes:
        lost: whether a row could not be placed, so that sums of a group say nothing.
        has_total: whether there is a line 总分.
    """

    rows: list[FormRow] = field(default_factory=list)
    not_applicable: list[str] = field(default_factory=list)
    slots: dict[SlotKey, Slot] = field(default_factory=dict)
    numbers: list[RowNumbers] = field(default_factory=list)
    groups: dict[str, PrintedGroup] = field(default_factory=dict)
    lost: bool = False
    has_total: bool = False
    total_weight: Number | None = None
    total_score: Number | None = None


def read_rows(lines: tuple[Line, ...], rules: FormRules, cells: CellReader) -> RowTable:
    """The rows between the header and 总分, numbered by group (``output_1``)."""
    names = FormNames(rules)
    found = row_lines(lines, names)
    reader = _RowReader(found.columns, names, cells)
    for position, line in enumerate(found.lines):
        reader.read(line, found.lines[position + 1] if position + 1 < len(found.lines) else None)
    if found.total is not None:
        reader.total(found.total)
    return reader.finished()


class _RowReader:
    def __init__(self, columns: Columns, names: FormNames, cells: CellReader) -> None:
        self.columns = columns
        self.names = names
        self.cells = cells
        self.into = cells.into
        self.placer = Placer(columns, names, cells.into)
        self.table = RowTable()
        self.counts: Counter[str] = Counter()
        self.excluded: list[str] = []

    def read(self, line: Line, following: Line | None) -> None:
        shift = shift_of(line, self.columns, self.names)
        spots: _Spots = {key: self.columns.spot(line, key, shift) for key in self.columns.keys}
        found = self.placer.place(line, shift)
        if found is None:
            self.table.lost = True
            self.read_points(spots, "", "")
            return
        if self.is_excluded(spots, found):
            return
        if shift:
            self.into.report(
                "shifted_row",
                f"这一行比表头整体{_DIRECTIONS[shift]}移了一列，已按移动后的位置读取，请核对",
                _spot(spots, "label").place,
                severity="warning",
            )
        if self.check_whole(spots, following):
            self.add(found, spots)
        else:
            self.read_points(spots, "", found.group.id)

    def is_excluded(self, spots: _Spots, found: Found) -> bool:
        """A row printed as 不适用 / 0 / 0, or left empty; points on it are a finding."""
        label, target = (one_line(spots[key].text) if key in spots else "" for key in _PLANNED)
        says_so = NOT_APPLICABLE in {label, target} and {label, target} <= BLANKS
        if not says_so and any(not spots[key].is_blank for key in (*_PLANNED, *_DONE) if key in spots):
            return False
        if not says_so:
            message = "这一行是空的；不适用请写“不适用”，分值写 0"
            self.into.report("empty_row", message, _spot(spots, "kind").place, severity="warning")
            return True
        numbers = self.read_points(spots, "", found.group.id)
        for what, number in (("分值", numbers.weight), ("得分", numbers.score)):
            if number.value:
                message = f"“{found.kind.label_zh}”写的是不适用，{what}应是 0，写的是 {number.value}"
                self.into.report(
                    "points_not_applicable", message, number.spot.place, stated=number.spot.text, expected="0"
                )
        self.excluded.append(f"{found.group.id}.{found.kind.id}")
        return True

    def check_whole(self, spots: _Spots, following: Line | None) -> bool:
        """A row cut in half is a finding; False when not even a name or target is left of it."""
        planned = {key: spots[key] for key in _PLANNED if key in spots}
        missing = [ROW_COLUMNS[key][0] for key, spot in planned.items() if not one_line(spot.text)]
        place = _spot(spots, "label").place
        if missing:
            message = (
                f"这一行只有一半：缺{'、'.join(missing)}；如果是一行被拆成了两行，请合并成一行，否则请补上"
            )
            self.into.report("incomplete_row", message, place, expected="、".join(missing))
        elif following is not None and self.goes_on(spots, following):
            message = "这一行只有前一半，后面的格子是空的，下一行像是它的另一半；请合并成一行"
            self.into.report("incomplete_row", message, place)
        return len(missing) < len(planned)

    def goes_on(self, spots: _Spots, following: Line) -> bool:
        if any(spots[key].text for key in _DONE if key in spots):
            return False
        below = {key: self.columns.spot(following, key) for key in (*_PLANNED, *_DONE)}
        return not any(below[key].begins_here for key in _PLANNED) and any(
            below[key].begins_here for key in _DONE
        )

    def add(self, found: Found, spots: _Spots) -> None:
        group = found.group.id
        self.counts[group] += 1
        row_id = f"{group}_{self.counts[group]}"
        numbers = self.read_points(spots, row_id, group)
        texts = {
            key: self.cells.short(spot, row_id) for key, spot in spots.items() if key in {"label", "actual"}
        }
        row = FormRow(
            id=row_id,
            group=group,
            kind=found.kind.id,
            label=texts.get("label", ""),
            target=self.target(spots, row_id),
            actual=texts.get("actual", ""),
            weight=numbers.weight.value,
            stated_score=numbers.score.value,
            reason=self.cells.long(spots["reason"], row_id) if "reason" in spots else "",
            place=_spot(spots, "label").place,
        )
        self.table.rows.append(row)
        self.table.slots.update({SlotKey(row_id, key): spots[key].slot() for key in _FILLED if key in spots})
        self.check_score(numbers)

    def target(self, spots: _Spots, row_id: str) -> str:
        """年度指标值; sign and unit in columns of their own are put around it."""
        parts = {
            key: self.cells.short(spots[key], row_id) for key in ("sign", "target", "unit") if key in spots
        }
        sign, unit = parts.get("sign", ""), parts.get("unit", "")
        return f"{_SIGNS.get(sign, sign)}{parts.get('target', '')}{'' if unit in BLANKS else unit}"

    def read_points(self, spots: _Spots, row_id: str, group: str) -> RowNumbers:
        label = one_line(_spot(spots, "label").text)
        weight = self.cells.number(_spot(spots, "weight"), f"“{label}”的分值", POINTS, row_id)
        score = self.cells.number(_spot(spots, "score"), f"“{label}”的得分", POINTS, row_id)
        numbers = RowNumbers(row_id, label, group, weight, score)
        self.table.numbers.append(numbers)
        return numbers

    def check_score(self, numbers: RowNumbers) -> None:
        weight, score = numbers.weight.value, numbers.score.value
        if weight is not None and score is not None and score > weight:
            message = f"“{numbers.label}”分值 {weight}，得分 {score} 超过了分值；请改正"
            self.into.report(
                "score_over_max",
                message,
                numbers.score.spot.place,
                stated=str(score),
                expected=f"0 至 {weight}",
                subject=numbers.row,
            )

    def total(self, line: Line) -> None:
        """The points of 总分: by their columns, else the first two numbers of the line."""
        self.table.has_total = True
        spots = [self.columns.spot(line, key) for key in ("weight", "score")]
        if not all(spot.begins_here and not spot.is_blank for spot in spots):
            label = line.own[0]
            written = [Spot(line, cell.column, cell) for cell in line.own if cell is not label]
            digits = [spot for spot in written if any(letter.isdecimal() for letter in spot.text)]
            spots = digits[:2] if len(digits) >= 2 else spots
        self.table.total_weight = self.cells.number(spots[0], "总分的分值", POINTS)
        self.table.total_score = self.cells.number(spots[1], "总分的得分", POINTS)
        self.table.slots[SlotKey("", "total_weight")] = spots[0].slot()
        self.table.slots[SlotKey("", "total_score")] = spots[1].slot()

    def finished(self) -> RowTable:
        """The table; a kind that has rows after all is not left out as not applicable."""
        used = {f"{row.group}.{row.kind}" for row in self.table.rows}
        self.table.not_applicable = [name for name in dict.fromkeys(self.excluded) if name not in used]
        self.table.groups = self.placer.groups
        return self.table


def _spot(spots: _Spots, key: RowColumn) -> Spot:
    """The cell of a column; an empty one where the form has no such column."""
    return spots.get(key) or Spot(next(iter(spots.values())).line, -1, None)

"""Which group and kind each row of a form belongs to; what the edition does not know is a finding."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ziping.domain.document import TableCell
from ziping.domain.form_labels import INDICATORS, plain_label, points_label
from ziping.domain.project_form import FormGroup
from ziping.domain.quantity import plain
from ziping.intake.form_cells import Spot
from ziping.intake.form_columns import Columns
from ziping.intake.form_names import FormNames, Found
from ziping.intake.workbook_cells import Collector
from ziping.language.numerals import parse_quantity
from ziping.language.reports.forms import Line


class PrintedGroup(NamedTuple):
    """The cell of a group, and the points printed behind its name."""

    spot: Spot
    points: Decimal | None


class Placer:
    """Follows the level-1 and level-2 cells down the table; an empty one means what stood above.

    Attributes:
        groups: group id → its cell, for groups that were met.
    """

    def __init__(self, columns: Columns, names: FormNames, into: Collector) -> None:
        self.columns = columns
        self.names = names
        self.into = into
        self.groups: dict[str, PrintedGroup] = {}
        self._group: FormGroup | None = None
        self._found: Found | None = None

    def place(self, line: Line, shift: int) -> Found | None:
        """Group and kind of a row; None, with a finding, when they are not the edition's."""
        kind = self.columns.spot(line, "kind", shift)
        left = tuple(cell for cell in line.covering if cell.column < kind.column and cell.text)
        named = next((cell for cell in left if self.names.group(cell.text)), None)
        if named is not None:
            self._enter(Spot(line, named.column, named))
        elif self._is_unknown_group(line, left):
            self._found = None
            return None
        self._found = self._kind(kind, follows_group=named is not None)
        if self._found is not None:
            self._group = self._found.group
        return self._found

    def _kind(self, spot: Spot, *, follows_group: bool) -> Found | None:
        if not plain_label(spot.text):
            if self._found is None:
                self._say("missing_kind", "这一行没有二级指标，不知道归在哪里，没有读取；请补上", spot)
            return self._found
        found = self.names.kind(spot.text, self._group)
        if found is None and spot.begins_here:  # said once for a merged cell
            self._unknown_kind(spot)
        elif (
            found is not None
            and follows_group
            and self._group is not None
            and found.group.id != self._group.id
        ):
            message = (
                f"二级指标“{found.kind.label_zh}”属于“{found.group.label_zh}”，不在“{self._group.label_zh}”下，没有读取；"
                f"请移到对应的一级指标下"
            )
            self._say("wrong_group", message, spot)
            return None
        return found

    def _enter(self, spot: Spot) -> None:
        """A level-1 cell: a new group, or the merged cell of the one we are in."""
        group = self.names.group(spot.text)
        if group is None:
            return
        if self._group is None or self._group.id != group.id:
            self._group, self._found = group, None
        if group.id in self.groups:
            return
        printed = points_label(spot.text).points
        quantity = parse_quantity(printed) if printed else None
        self.groups[group.id] = PrintedGroup(spot, None if quantity is None else quantity.value)
        if printed and (quantity is None or quantity.value != group.max_score):
            expected = plain(group.max_score)
            message = f"“{group.label_zh}”后面印的是 {printed} 分，评分标准规定 {expected} 分；请核对是不是用错了评分标准"
            self._say("group_weight", message, spot, expected=expected, subject=group.id)

    def _is_unknown_group(self, line: Line, left: tuple[TableCell, ...]) -> bool:
        spot = self.columns.spot(line, "group")
        if spot.cell not in left or not spot.begins_here:
            return False
        if plain_label(spot.text) in INDICATORS or self.names.is_kind(spot.text):
            return False
        allowed = "、".join(dict.fromkeys(group.label_zh for group in self.names.groups.values()))
        message = f"不认识的一级指标 {spot.text[:30]!r}，这一行没有读取；可用：{allowed}"
        self._say("unknown_group", message, spot)
        return True

    def _unknown_kind(self, spot: Spot) -> None:
        group = self._group
        known = group.kinds if group else tuple(found[0].kind for found in self.names.kinds.values())
        allowed = "、".join(dict.fromkeys(kind.label_zh for kind in known))
        where = f"“{group.label_zh}”下" if group else ""
        message = f"{where}不认识的二级指标 {spot.text[:30]!r}，这一行没有读取；可用：{allowed}"
        self._say("unknown_kind", message, spot)

    def _say(self, code: str, message: str, spot: Spot, *, expected: str = "", subject: str = "") -> None:
        self.into.report(code, message, spot.place, stated=spot.text[:80], expected=expected, subject=subject)

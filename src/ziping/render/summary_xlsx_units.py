"""Sheets of the summary that read every unit once more: the matrix of score rates, and who lacks what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from ziping.domain.batch import IndicatorResult
from ziping.domain.batch_summary import EditionSummary, UnitDetail
from ziping.render.score_xlsx_cells import HEAD, NOTE, Area, Look, Sheet
from ziping.render.xlsx_lists import Column, write_list

MATRIX: Final = "矩阵"
MAX_INDICATORS: Final = 200
MAX_SHEETS: Final = 20
"""Editions that get a matrix; the others are in 指标 and 扣分 only."""
_FIRST: Final = 4
"""Columns before the indicators: rank, unit, code, score rate."""
_RATE: Final = Look(align="center", number="0.0%")
_TOTAL_RATE: Final = Look(align="right", indent=1, number="0.00%")
_COUNT: Final = Look(align="right", indent=1, number="#,##0")
_TEXT: Final = Look(indent=1)
_SHORT: Final = Look(align="center", colour="#808080")
_HUNDRED: Final = Decimal(100)
_COLOURS: Final = {
    "type": "3_color_scale",
    "min_type": "num",
    "mid_type": "num",
    "max_type": "num",
    "min_value": 0,
    "mid_value": "0.8",
    "max_value": 1,
    "min_color": "#F4B183",
    "mid_color": "#FFF2CC",
    "max_color": "#C6E0B4",
}


def edition_names(editions: Sequence[EditionSummary]) -> dict[tuple[str, int], str]:
    """What each edition and year is called; the year is told where one edition stands for several."""
    titles = [edition.title for edition in editions]
    return {
        (edition.rubric, edition.year): f"{edition.title}（{edition.year}年度数据）"
        if titles.count(edition.title) > 1
        else edition.title
        for edition in editions
    }


class Matrices:
    """A matrix of units and indicators for every edition, each on a sheet of its own."""

    def __init__(
        self,
        sheet: Callable[[str], Sheet],
        editions: Sequence[EditionSummary],
        names: dict[tuple[str, int], str],
    ) -> None:
        """Args: makes a sheet; the editions in the order of the units."""
        shown = editions[:MAX_SHEETS]
        self._open = {
            (edition.rubric, edition.year): _Matrix(
                sheet(MATRIX if len(editions) == 1 else f"{MATRIX}{number}"),
                edition,
                names[edition.rubric, edition.year],
            )
            for number, edition in enumerate(shown, start=1)
        }

    def written(self, details: Iterable[UnitDetail]) -> Iterator[UnitDetail]:
        """The same units, each written into its matrix as it goes by."""
        for detail in details:
            matrix = self._open.get((detail.row.edition, detail.row.year))
            if matrix is not None:
                matrix.add(detail)
            yield detail

    def close(self) -> None:
        """Colours, filters and print settings, once all units are written."""
        for matrix in self._open.values():
            matrix.close()


class _Matrix:
    def __init__(self, sheet: Sheet, edition: EditionSummary, name: str) -> None:
        self._sheet, self._indicators = sheet, edition.indicators[:MAX_INDICATORS]
        self._last = _FIRST + len(self._indicators) - 1
        self._at = 1
        more = len(edition.indicators) - len(self._indicators)
        told = f"{name}：各单位各指标的得分率（得分÷满分）。橙色低、绿色高；“待补”是还没有得分，“—”是不适用。"
        told += f"指标太多，另有 {more} 项没有列出。" if more else ""
        sheet.merged(Area(0, 0, 0, max(self._last, _FIRST)), told, NOTE)
        for column, (text, width) in enumerate((("名次", 6), ("单位", 24), ("代码", 12), ("得分率", 9))):
            sheet.sheet.set_column(column, column, width)
            sheet.text(1, column, text, HEAD)
        sheet.sheet.set_column(_FIRST, max(self._last, _FIRST), 9)
        for column, one in enumerate(self._indicators, start=_FIRST):
            sheet.text(1, column, one.label, HEAD)
        sheet.height(1, tuple((one.label, 9) for one in self._indicators) or (("", 9),))

    def add(self, detail: UnitDetail) -> None:
        self._at += 1
        row, sheet, at = detail.row, self._sheet, self._at
        sheet.value(at, 0, None if row.rank is None else Decimal(row.rank), _COUNT)
        sheet.text(at, 1, f"{row.name}·{row.project}" if row.project else row.name, _TEXT)
        sheet.value(at, 2, row.code or None, _TEXT)
        sheet.number(at, 3, row.rate / _HUNDRED, _TOTAL_RATE)
        found = {one.id: one for one in detail.indicators}
        for column, wanted in enumerate(self._indicators, start=_FIRST):
            self._cell(column, found.get(wanted.id))

    def _cell(self, column: int, one: IndicatorResult | None) -> None:
        rate = None if one is None else one.rate
        if rate is not None:
            self._sheet.number(self._at, column, rate / _HUNDRED, _RATE)
        else:
            pending = one is not None and one.status == "pending"
            self._sheet.text(self._at, column, "待补" if pending else "—", _SHORT)

    def close(self) -> None:
        sheet = self._sheet.sheet
        if self._indicators and self._at > 1:
            sheet.conditional_format(2, _FIRST, self._at, self._last, _COLOURS)
        sheet.freeze_panes(2, 2)
        last = max(self._at, 2)
        sheet.autofilter(1, 0, last, max(self._last, _FIRST - 1))
        self._sheet.page(landscape=True, header_row=1, last_column=max(self._last, 3), last_row=last)
        sheet.repeat_rows(0, 1)


def write_missing_lists(sheet: Sheet, details: Iterable[UnitDetail]) -> None:
    """One row a unit with all that it has not given; units that lack nothing are left out."""
    columns = (
        Column("单位", 28),
        Column("代码", 14),
        Column("项数", 7, _COUNT),
        Column("缺少的材料或数据", 110),
    )
    rows = (
        (
            f"{row.name}·{row.project}" if row.project else row.name,
            row.code,
            Decimal(len(missing)),
            "；".join(missing),
        )
        for row, _, missing in details
        if missing
    )
    write_list(sheet, columns, rows)

"""分布: how grades, score rates and indicator means are spread, as tables with native Excel charts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from ziping.domain.batch_summary import Band, EditionSummary
from ziping.render.score_xlsx_cells import NOTE, Area, Look, Sheet
from ziping.render.xlsx_lists import Column, write_rows

INDICATORS: Final = "指标"
"""The sheet the indicator chart reads: labels in column A, mean rates in column E."""
MAX_BARS: Final = 60
"""Indicators of one chart; more cannot be read."""
_LABELS, _RATES = 0, 4
_ROW: Final = 20
_PIXELS: Final = 27
"""Height of a row that nobody set in points, and in pixels: by it a chart takes enough rows."""
_CHART: Final = {"width": 390, "height": 300}
_CHARTS: Final = 4
"""Column at which the small charts begin."""
_BAR: Final = 26
_COUNT: Final = Look(align="right", indent=1, number="#,##0")
_SHARE: Final = Look(align="right", indent=1, number="0.0%")
_GROUP: Final = Look(bold=True, size=12, border=False, font="黑体")
_HUNDRED: Final = Decimal(100)
_FONT: Final = {"name": "微软雅黑", "size": 9, "color": "#333333"}
_TITLE: Final = {"name": "微软雅黑", "size": 12, "bold": True, "color": "#1C2430"}
_GRID: Final = {"visible": True, "line": {"color": "#E3E6EA", "width": 0.75}}
_HEADING: Final = Look(bold=True, size=14, border=False, font="黑体")
_SCALE: Final = 45
"""Per cent, so that the charts are as wide as a page."""
_LAST: Final = 17
"""Last column that charts reach."""


def write_distribution(
    sheet: Sheet,
    editions: Sequence[EditionSummary],
    names: dict[tuple[str, int], str],
    tops: Sequence[int],
) -> None:
    """One block an edition: two small tables, a chart of each, and the chart of the indicators.

    Args:
        sheet: empty.
        editions: in their order.
        names: what they are called.
        tops: the first row of each on the sheet of indicators.
    """
    for column, width in enumerate((16, 10, 10, 2)):
        sheet.sheet.set_column(column, column, width)
    sheet.sheet.set_default_row(_ROW)
    sheet.merged(Area(0, 0, 0, _LAST), "等级、得分率和指标的分布", _HEADING)
    sheet.height(0, (("分布", 100),), 14)
    at, breaks = 1, []
    for edition, top in zip(editions, tops, strict=True):
        breaks.append(at)
        at = _block(sheet, at, edition, names[edition.rubric, edition.year], top)
    if not editions:
        sheet.text(1, 0, "还没有完成的单位", NOTE)
    sheet.sheet.hide_gridlines(2)
    sheet.page(landscape=False, header_row=0, last_column=_LAST, last_row=max(at, 1))
    sheet.sheet.set_print_scale(_SCALE)  # instead of fitting to the page, which knows no breaks
    sheet.sheet.set_h_pagebreaks(breaks[1:])


def _block(sheet: Sheet, at: int, edition: EditionSummary, name: str, top: int) -> int:
    """One edition from row ``at``; gives the row below it."""
    sheet.merged(Area(at, 0, at, _LAST), f"{name}，{edition.year}年度", _GROUP)
    sheet.height(at, ((name, 100),), 12)
    below = at + 1
    if edition.final:
        below = _bands(sheet, at + 1, edition)
    else:
        sheet.merged(Area(below, 0, below, _LAST), "还没有单位的得分全部确定，暂无等级和得分分布。", NOTE)
        below += 2
    return _means(sheet, below, edition, top)


def _bands(sheet: Sheet, at: int, edition: EditionSummary) -> int:
    """The tables of grades and of score rates with their charts, side by side."""
    below, left = at, 0
    if edition.grades:
        first = below
        below = _table(sheet, first, "等级", edition.grades) + 1
        told = f"等级分布（{edition.final}个单位）"
        chart = _columns(sheet, told, (first + 1, first + len(edition.grades)), "#2F6DB5")
        _insert(sheet, (at, _CHARTS), chart, left)
        left += _CHART["width"] + 12
    first = below
    below = _table(sheet, first, "得分率", edition.bands)
    told = f"得分率分布（{edition.final}个单位）"
    chart = _columns(sheet, told, (first + 1, first + len(edition.bands)), "#3C8D7C")
    _insert(sheet, (at, _CHARTS), chart, left)
    return max(below, at + -(-_CHART["height"] // _PIXELS)) + 1


def _table(sheet: Sheet, top: int, label: str, bands: Sequence[Band]) -> int:
    columns = (
        Column(label, 16, Look(align="center")),
        Column("单位数", 10, _COUNT),
        Column("占比", 10, _SHARE),
    )
    return write_rows(
        sheet, top, columns, ((band.label, Decimal(band.units), band.share / _HUNDRED) for band in bands)
    )


def _columns(sheet: Sheet, title: str, rows: tuple[int, int], colour: str) -> Any:
    """A column chart of the counts in column B."""
    chart: Any = sheet.book.add_chart({"type": "column"})
    first, last = rows
    chart.add_series({
        "name": "单位数",
        "categories": [sheet.name, first, 0, last, 0],
        "values": [sheet.name, first, 1, last, 1],
        "fill": {"color": colour},
        "gap": 70,
        "data_labels": {"value": True, "font": _FONT, "num_format": "#,##0"},
    })
    chart.set_title({"name": title, "name_font": _TITLE, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": "#9AA3AE"}})
    chart.set_y_axis({
        "num_font": _FONT,
        "num_format": "#,##0",
        "major_gridlines": _GRID,
        "line": {"none": True},
        "min": 0,
    })
    chart.set_size(dict(_CHART))
    return chart


def _insert(sheet: Sheet, cell: tuple[int, int], chart: Any, left: int = 0) -> None:
    """A chart that moves with its cell and keeps its size."""
    sheet.sheet.insert_chart(*cell, chart, {"object_position": 2, "x_offset": left})


def _means(sheet: Sheet, at: int, edition: EditionSummary, top: int) -> int:
    """The bar chart of the indicators' mean rates, read from their own sheet; gives the row below it."""
    count = min(len(edition.indicators), MAX_BARS)
    if not count:
        return at + 1
    left = len(edition.indicators) - count
    chart: Any = sheet.book.add_chart({"type": "bar"})
    chart.add_series({
        "name": "平均得分率",
        "categories": [INDICATORS, top, _LABELS, top + count - 1, _LABELS],
        "values": [INDICATORS, top, _RATES, top + count - 1, _RATES],
        "fill": {"color": "#5B8FC7"},
        "gap": 45,
        "data_labels": {"value": True, "font": _FONT, "num_format": "0.0%"},
    })
    told = "各指标平均得分率" + (f"（前{count}项）" if left else "")
    chart.set_title({"name": told, "name_font": _TITLE, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({
        "reverse": True,
        "num_font": _FONT,
        "line": {"color": "#9AA3AE"},
        "major_tick_mark": "none",
        "interval_unit": 1,
    })
    chart.set_x_axis({
        "min": 0,
        "max": 1,
        "major_unit": "0.2",
        "num_format": "0%",
        "num_font": _FONT,
        "major_gridlines": _GRID,
        "label_position": "high",
    })
    height = 90 + _BAR * count
    chart.set_size({"width": 1080, "height": height})
    _insert(sheet, (at, 0), chart)
    return at + -(-height // _PIXELS) + 2

"""The score by dimension in both years, as inline SVG: each bar is the share of its own full marks."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from markupsafe import Markup

from ziping.domain.comparison import Comparison, DimensionScore, ScoreOfYear
from ziping.render.charts_svg import WIDTH, figure, points_text, rectangle, shortened

_LABEL_END: Final = 104
_BAR_START: Final = Fraction(110)
_BAR_WIDTH: Final = Fraction(150)
_SCORE_END: Final = 346
_TOP: Final = 26
_ROW: Final = 44
_LONGEST: Final = 8
"""Characters of a dimension's name that fit beside its bars."""


def score_years(comparison: Comparison, last_year: str, this_year: str) -> Markup:
    """The picture: the total first, then the dimensions; nothing when neither report has scores.

    Args:
        comparison: its dimensions and totals.
        last_year: how the older year is called, ``2024年``.
        this_year: how the newer one is.
    """
    rows = [row for row in (comparison.total, *comparison.dimensions) if row.last or row.this]
    if not rows:
        return Markup("")
    shapes = [_legend(last_year, this_year)]
    shapes += [_row(row, _TOP + index * _ROW, bold=index == 0) for index, row in enumerate(rows)]
    told = "；".join(
        f"{row.label}：{last_year}{_said(row.last)}，{this_year}{_said(row.this)}" for row in rows
    )
    return figure("score-years", "两年得分", told, _TOP + len(rows) * _ROW, shapes)


def _legend(last_year: str, this_year: str) -> Markup:
    return Markup(
        '<rect class="year-last" x="110.5" y="5" width="13" height="10"/><text class="key" x="129" y="15">{}</text>'
        '<rect class="year-this" x="190.5" y="5" width="13" height="10"/><text class="key" x="209" y="15">{}</text>'
        '<text class="score key" x="{}" y="15">得分 / 满分</text><text class="remark key" x="{}" y="15">增减</text>'
    ).format(last_year, this_year, _SCORE_END, WIDTH)


def _row(row: DimensionScore, top: int, *, bold: bool) -> Markup:
    change = row.change
    open_ = any(one is not None and one.status == "pending" for one in (row.last, row.this))
    moved = (
        ("未定" if open_ else "")
        if change is None
        else "持平"
        if not change
        else f"{'−' if change < 0 else '+'}{points_text(abs(change))}"
    )
    kind = "down" if change is not None and change < 0 else "up" if change else "level"
    return Markup(
        '<g class="{}"><title>{}</title><text class="name" x="{}" y="{}">{}</text>{}{}'
        '<text class="remark {}" x="{}" y="{}">{}</text></g>'
    ).format(
        "whole" if bold else "part",
        f"{row.label}：上年{_said(row.last)}，本年{_said(row.this)}",
        _LABEL_END,
        top + 22,
        shortened(row.label, _LONGEST),
        _bar("year-last", row.last, top + 3),
        _bar("year-this", row.this, top + 19),
        kind,
        WIDTH,
        top + 22,
        moved,
    )


def _bar(kind: str, score: ScoreOfYear | None, top: int) -> Markup:
    """The bar on the track of its full marks, with its figures; 无 where the year has none."""
    text = Markup('<text class="score{}" x="{}" y="{}">{}</text>')
    if score is None or score.score is None:
        word = "无" if score is None else "待补充"
        return text.format(" missing", _SCORE_END, top + 11, word)
    share = Fraction(1)
    if score.max_score:
        share = min(max(Fraction(score.score) / Fraction(score.max_score), Fraction(0)), Fraction(1))
    track = rectangle("track", _BAR_START, _BAR_WIDTH, top, 13)
    bar = rectangle(kind, _BAR_START, _BAR_WIDTH * share, top, 13)
    most = "" if score.max_score is None else f" / {points_text(score.max_score)}"
    return track + bar + text.format("", _SCORE_END, top + 11, f"{points_text(score.score)}{most}")


def _said(score: ScoreOfYear | None) -> str:
    if score is None or score.score is None:
        return "没有得分"
    most = "" if score.max_score is None else f"，满分{points_text(score.max_score)}分"
    return f"得{points_text(score.score)}分{most}"
